"""Telling with few words: one question to a screen, large pictures, read aloud where a voice was recorded, a voice message instead of
writing. It ends in the same report and on the same page of the receipt. Pages are kept as those of the long form are.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.cases.documents import arriving
from samaki.database import alone, session
from samaki.database.folder import current
from samaki.database.refusals import Invalid
from samaki.intake import typed
from samaki.intake.coming_back import Word, say_more
from samaki.intake.enclosing import Enclosed, largest, too_large
from samaki.intake.operations import LIMIT, Told, file_report
from samaki.names import clean_text
from samaki.web.fields import LOST, lost_letters
from samaki.web.moments import digits
from samaki.web.public import lanes
from samaki.web.public.draft import Draft, Step
from samaki.web.public.frame import (
    AWAY,
    PublicRequest,
    come_back,
    in_a_minute,
    keeps_words,
    page,
    public_page,
)
from samaki.web.public.report import sent_on
from samaki.web.public.showing import QUESTION, numbers, over

Words = Callable[[], str]

SCREENS: dict[str, tuple[Words, dict[str, Words]]] = {
    "danger": (lambda: _("Is a child in danger now?"),
               {"yes": lambda: _("Yes"), "no": lambda: _("No"), "unknown": lambda: _("I do not know")}),
    "what": (lambda: _("What is it about?"),
             {"hurt": lambda: _("A child is hurt or beaten"), "used": lambda: _("A child is touched or used for sex"),
              "taken": lambda: _("A child was sold or taken away"), "work": lambda: _("A child is made to work"),
              "online": lambda: _("Pictures or messages on a phone"), "other": lambda: _("Something else")}),
    "where": (lambda: _("Where is the child?"),
              {"home": lambda: _("In a house"), "room": lambda: _("Where one drinks or sleeps for money"),
               "street": lambda: _("In the street or at the market"), "far": lambda: _("Far away, or abroad"),
               "unknown": lambda: _("I do not know")}),
    "say": (lambda: _("Say more with your voice, or in writing"), {}),
}  # fmt: skip
"""Screen -> its question, and its pictures with their words. No picture shows a child in distress."""

ORDER = tuple(SCREENS)
VOICES = {".ogg": "audio/ogg", ".mp3": "audio/mpeg", ".m4a": "audio/mp4", ".wav": "audio/wav"}


@dataclass
class Simple:
    """The answers so far: codes, and what was written."""

    place: str = ORDER[0]
    key: UUID = field(default_factory=uuid4)
    picked: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    wrong: list[tuple[str, str]] = field(default_factory=list)

    def text(self) -> str:
        """For keeping it."""
        return json.dumps(asdict(self), default=str, ensure_ascii=False)


def kept(text: str) -> Simple | None:
    """A page as it was kept; None for a page of another sort."""
    found = json.loads(text)
    if "picked" not in found:
        return None
    wrong = [(name, sentence) for name, sentence in found["wrong"]]
    return Simple(**{**found, "key": UUID(found["key"]), "wrong": wrong})


@keeps_words
def simple(request: PublicRequest) -> HttpResponse:
    """A screen by its address, a new report, or a picture that was pressed."""
    handle = request.GET.get("at", "")
    try:
        if not handle:
            return _to(request, Simple())
        with session("intake", request.now):
            found = typed.read(handle)
    except AWAY:
        return come_back(_shown(request, Simple(wrong=[("", in_a_minute())]), handle))
    made = kept(found) if found else None
    if made is None:
        return over(request)
    return _pressed(request, made, handle) if request.method == "POST" else _shown(request, made, handle)


def _pressed(request: PublicRequest, made: Simple, handle: str) -> HttpResponse:
    place, pick = ORDER.index(made.place), request.POST.get("pick", "")
    made.wrong = []
    for name in ("where", "what"):
        if name in request.POST:
            made.written[name] = clean_text(request.POST[name].replace("\x00", ""))[: LIMIT + 1]
    if request.too_large:
        made.wrong = [("file", too_large())]
        _keep(request, made, handle)
        return _shown(request, made, handle)
    try:
        if "lang" in request.POST:
            return _to(request, made, handle)
        if pick == "back":
            made.place = ORDER[max(place - 1, 0)]
            return _to(request, made)
        if made.place == "say":
            return _send(request, made)
        if pick in SCREENS[made.place][1]:
            made.picked[made.place] = pick
            made.place = ORDER[place + 1]
        return _to(request, made)
    except Invalid as refusal:
        made.wrong = [(one.field, one.sentence) for one in refusal.each]
    except AWAY:
        made.wrong = [("", in_a_minute())]
        return come_back(_shown(request, made, handle))
    return _shown(request, made, handle)


def _send(request: PublicRequest, made: Simple) -> HttpResponse:
    """The report, with the voice as its first file: one transaction, so that a receipt has both behind it."""
    if any(LOST in text for text in made.written.values()):
        raise Invalid(lost_letters(), field="what")
    voice = _voice(request)
    emergency = made.picked.get("danger") == "yes"
    if voice is None and not emergency and _says_nothing(made):
        raise Invalid(_("Tell us something: speak, write a few words, or go back and press a picture."), field="what")
    with lanes.LANES.place(emergency=emergency):
        receipt = alone("intake", request.now, lambda: _kept(made, voice, request))
    said = {"danger": made.picked.get("danger", ""), "contact": ""}
    return sent_on(request, Step("receipt", Draft(made.key, said), receipt=receipt, at=request.now.isoformat()))


def _says_nothing(made: Simple) -> bool:
    """Nobody could do anything with it: no picture that tells something, and no word."""
    told = any(text.strip() for text in made.written.values())
    return not told and made.picked.get("what", "other") == "other" and made.picked.get("where", "unknown") == "unknown"


def _kept(made: Simple, voice: Enclosed | None, request: PublicRequest) -> str:
    told = _told(made, request.lang)
    receipt = file_report(told=told, key=made.key, channel="web", now=request.now, by_digits=True)
    if voice is not None:
        key = UUID(bytes=uuid5(made.key, "voice").bytes, version=4)
        say_more(receipt=receipt, word=Word(file=voice), key=key, now=request.now)
    return receipt


def _voice(request: PublicRequest) -> Enclosed | None:
    came = arriving.read(request)
    if came is None or not (came[0] or came[1]):
        return None
    voice = Enclosed(came[1], came[0])
    voice.checked()
    return voice


def _told(made: Simple, lang: str) -> Told:
    what = [SCREENS["what"][1][made.picked["what"]]()] if made.picked.get("what") else []
    where = made.picked.get("where", "")
    told = [made.written.get("where", "")] + ([SCREENS["where"][1][where]()] if where not in ("", "unknown") else [])
    written = made.written.get("what", "")
    return Told(what="\n".join([*what, *([written] if written else [])]) or _("See the voice message"),
                where=", ".join(part for part in told if part), danger=made.picked.get("danger", ""), language=lang)  # fmt: skip


def _keep(request: PublicRequest, made: Simple, handle: str) -> str:
    with session("intake", request.now):
        return typed.keep(made.text(), made.key, request.now, handle=handle)


def _to(request: PublicRequest, made: Simple, handle: str = "") -> HttpResponse:
    handle = _keep(request, made, handle)
    return HttpResponseRedirect(f"/report/simple/?lang={request.lang}&at={handle}", status=303)


def _shown(request: PublicRequest, made: Simple, handle: str) -> HttpResponse:
    question, pictures = SCREENS[made.place]
    lang = f"?lang={request.lang}"
    errors = [{"field": name, "message": sentence} for name, sentence in made.wrong if name]
    now = made.place != "danger" and made.picked.get("danger") == "yes"
    context: dict[str, Any] = {
        "question": question(), "pictures": [{"code": code, "words": words()} for code, words in pictures.items()],
        "place": made.place, "step": ORDER.index(made.place) + 1, "steps": len(ORDER), "errors": errors,
        "trouble": next((sentence for name, sentence in made.wrong if not name), ""), "written": made.written,
        "most": digits(largest() // 2**20), "most_bytes": largest(), "most_letters": digits(LIMIT),
        "too_large": too_large(), "action": f"/report/simple/{lang}&at={handle}", "leave_href": f"/leave/{lang}&at={handle}",
        "aloud": f"/report/simple/aloud/{request.lang}/{made.place}/" if _recorded(request.lang, made.place) else "",
        "numbers": numbers(request.lang) if made.place == "danger" else [], "call_now": numbers(request.lang) if now else [],
    }  # fmt: skip
    return page(request, "public/simple.html", context, 422 if errors else QUESTION)


def _recorded(lang: str, code: str) -> Any:
    """The recording of a question, where somebody put one into the folder `voices` of this installation; None elsewhere."""
    folder = current().path / "voices" / lang
    return next((folder / f"{code}{ending}" for ending in VOICES if (folder / f"{code}{ending}").is_file()), None)


@public_page
def aloud(request: PublicRequest, lang: str, code: str) -> HttpResponse:
    """A question, read aloud by somebody."""
    found = _recorded(lang, code) if lang in pack().languages and code in SCREENS else None
    if found is None:
        raise Http404
    return HttpResponse(found.read_bytes(), content_type=VOICES[found.suffix])
