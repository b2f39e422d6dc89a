"""Coming back with the receipt: the state of the report, what was said, and forms to answer, to add a file, to say how one may be
contacted, to say that one was wrong. The page is kept sealed on the server for half an hour, as those of the report are; nothing of
it lies on the telephone.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse, HttpResponseRedirect

from samaki.cases.documents import arriving
from samaki.database import session
from samaki.database.refusals import Invalid, Refusal, tell, together
from samaki.intake import typed
from samaki.intake.again import say_again
from samaki.intake.coming_back import Reach, Word, say_how_to_reach, say_more, thread_of
from samaki.intake.enclosing import Enclosed, too_large
from samaki.intake.queries import status_of
from samaki.web.fields import LOST, lost_letters
from samaki.web.public.frame import AWAY, PublicRequest, come_back, in_a_minute
from samaki.web.public.talking import over_again, show

FIELDS = ("text", "how", "contact", "safe")
MOST_KEPT = 40_000
"""Letters of a refused answer that come back."""


@dataclass
class Back:
    """The page: the receipt with which they came, what was just done, what was typed and refused, and the key of the next sending."""

    receipt: str
    thread: UUID = field(default_factory=uuid4)
    key: UUID = field(default_factory=uuid4)
    done: str = ""
    typed: dict[str, Any] = field(default_factory=dict)
    wrong: list[tuple[str, str]] = field(default_factory=list)

    def text(self) -> str:
        """For keeping it."""
        return json.dumps(asdict(self), default=str, ensure_ascii=False)


def kept(text: str) -> Back | None:
    """A page as it was kept; None for a page of another sort."""
    found = json.loads(text)
    if "receipt" not in found or "place" in found:
        return None
    wrong = [(name, sentence) for name, sentence in found["wrong"]]
    return Back(**{**found, "thread": UUID(found["thread"]), "key": UUID(found["key"]), "wrong": wrong})


def come(request: PublicRequest, receipt: str) -> HttpResponse:
    """Who has a receipt of a report: to a page of their own. Raises what AWAY names."""
    return _to(request, Back(receipt))


def page_at(request: PublicRequest, handle: str) -> HttpResponse:
    """The page at its address: read again, or with a form of it sent."""
    try:
        with session("intake", request.now):
            found = typed.read(handle)
            back = kept(found) if found else None
    except AWAY:
        return come_back(over_again(request, handle))
    if back is None:
        return over_again(request, "")
    if request.method == "POST":
        return _sent(request, back, handle)
    return _shown(request, back, handle)


def _sent(request: PublicRequest, back: Back, handle: str) -> HttpResponse:
    go = request.POST.get("go", "")
    back.typed = {name: request.POST.get(name, "").replace("\x00", "")[:MOST_KEPT] for name in FIELDS}
    back.typed |= {"hours": request.POST.getlist("hours")[:20], "go": go}
    back.wrong, back.done = [], ""
    if request.too_large:  # only the form with a file is as large as that
        back.typed["go"], back.wrong = "message", [("file", too_large())]
        return _shown(request, back, handle, keep=True)
    if "lang" in request.POST:
        return _to(request, back, handle)
    try:
        with session("intake", request.now):
            _do(request, back, go)
    except Refusal as refusal:
        each = refusal.each if isinstance(refusal, Invalid) else (Invalid(refusal.sentence),)
        back.wrong = [(one.field, one.sentence) for one in each]
        return _shown(request, back, handle, keep=True)
    except AWAY:
        back.wrong = [("", in_a_minute())]
        return come_back(_shown(request, back, handle))
    back.typed, back.done, back.key = {}, go, uuid4()
    return _to(request, back, handle)


def _do(request: PublicRequest, back: Back, go: str) -> None:
    said = {"receipt": back.receipt, "key": _key(request) or back.key, "now": request.now}
    if any(LOST in text for name, text in back.typed.items() if name in FIELDS):
        raise Invalid(lost_letters(), field="text" if LOST in back.typed["text"] else "contact")
    if go == "reach":
        hours = tuple(str(code)[:60] for code in back.typed["hours"])
        reach = Reach(back.typed["how"], hours, back.typed["contact"], back.typed["safe"])
        say_how_to_reach(reach=reach, **said)
    elif go == "withdraw":
        say_how_to_reach(reach=Reach("never"), **said)
    elif go == "again":
        say_again(receipt=back.receipt, answer=request.POST.get("again", ""), now=request.now)
    elif go == "doubt":
        say_more(word=Word(back.typed["text"], "doubt"), **said)
    else:
        with together():
            word = Word(back.typed["text"], file=_file(request))
        say_more(word=word, **said)


def _key(request: PublicRequest) -> UUID | None:
    """The key of the form: the same form sent twice is kept once."""
    try:
        return UUID(request.POST.get("key", "")[:40], version=4)
    except ValueError:
        return None


def _file(request: PublicRequest) -> Enclosed | None:
    try:
        came = arriving.read(request)
    except Invalid as refusal:
        tell(refusal)
        return None
    if came is None or not (came[0] or came[1]):
        return None
    return Enclosed(came[1], came[0], "yes" in request.POST.getlist("held")[:9])


def _to(request: PublicRequest, back: Back, handle: str = "") -> HttpResponse:
    with session("intake", request.now):
        handle = typed.keep(back.text(), back.thread, request.now, handle=handle)
    years = "&calendar=buddhist" if request.GET.get("calendar") == "buddhist" else ""
    return HttpResponseRedirect(f"/status/?lang={request.lang}{years}&at={handle}", status=303)


def _shown(request: PublicRequest, back: Back, handle: str, *, keep: bool = False) -> HttpResponse:
    """What they may know now, asked anew each time; `keep`: what was refused, too."""
    try:
        with session("intake", request.now):
            if keep:
                typed.keep(back.text(), back.thread, request.now, handle=handle)
            found, thread = status_of(back.receipt), thread_of(back.receipt)
    except AWAY:
        found = thread = None
        back.wrong = [("", in_a_minute())]
    return show(request, back, handle, found, thread)
