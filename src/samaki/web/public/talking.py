"""How the page of who comes back looks: the state, what was said, the forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.intake.coming_back import Said, Thread
from samaki.intake.enclosing import largest
from samaki.intake.queries import Status
from samaki.web.documents.showing import MEDIA
from samaki.web.fields import field, mark, options
from samaki.web.moments import digits, long_date
from samaki.web.public.frame import PublicRequest, come_back, in_a_minute, page
from samaki.web.public.outcome import said as state_of
from samaki.web.public.questions import MOST, longest
from samaki.web.public.showing import numbers, over

if TYPE_CHECKING:
    from samaki.web.public.talk import Back

DONE = {
    "message": lambda: _("It is kept. The unit that holds your report is told."),
    "doubt": lambda: _("It is kept. Whoever works on it reads it before anything else of yours, and decides."),
    "reach": lambda: _("It is kept. We hold to what you chose."),
    "withdraw": lambda: _("It is kept. Nobody will contact you."),
    "again": lambda: _("Thank you. Your answer was kept: it is counted, with no more of you."),
}


def over_again(request: PublicRequest, handle: str) -> HttpResponse:
    """The page is gone; or (with its address) it cannot be read now."""
    if not handle:
        return over(request)
    context = {"trouble": in_a_minute(), "numbers": numbers(request.lang), **_ways(request, handle)}
    return page(
        request, "public/status.html", context | {"other_years": f"/status/?lang={request.lang}&calendar=buddhist"}
    )


def show(request: PublicRequest, back: Back, handle: str, found: Status | None, thread: Thread | None) -> HttpResponse:
    """The page with what is wrong, or with what was just done."""
    trouble = next((sentence for name, sentence in back.wrong if not name), "")
    if found is None:
        return come_back(over_again(request, handle)) if trouble else over(request)
    errors = [{"field": name, "message": sentence} for name, sentence in back.wrong if name]
    context: dict[str, Any] = {"status": state_of(found, request.lang), "trouble": trouble, "errors": errors, "key": str(back.key),
                               "done": DONE[back.done]() if back.done in DONE else "", "numbers": numbers(request.lang),
                               **_ways(request, handle)}  # fmt: skip
    if thread is not None:
        context |= {"messages": [message(one, request.lang) for one in thread.said], "asked": thread.asked, "can_write": True,
                    "texted": thread.texted, **_forms(back, thread, request.lang, errors)}  # fmt: skip
    return page(request, "public/talk.html", context, 422 if errors else 200)


def message(one: Said, lang: str) -> dict[str, Any]:
    """Who, when (the day), in which words; phrases stand in the reader's language, whatever they were chosen in."""
    known = pack().talking.phrases
    lines = [known[code].label(lang) for code in one.phrases if code in known]
    lines += [one.text] if one.text else []
    lines += [KINDS[one.kind]()] if one.kind in KINDS else []
    lines += [_("A file: %(kind)s") % {"kind": MEDIA[media]()} for media, _size in one.files]
    who = _("You") if one.from_reporter else _("Who holds your report")
    return {
        "who": who,
        "when": long_date(timezone.localtime(one.made_at)),
        "lines": lines,
        "asks": one.kind == "question",
    }


KINDS = {
    "doubt": lambda: _("Please do not act; or you were wrong."),
    "withdraw": lambda: _("Do not contact me."),
    "contact": lambda: _("You said how you may be contacted."),
}
"""What stands instead of words, or beside them."""


def _ways(request: PublicRequest, handle: str) -> dict[str, str]:
    lang = f"?lang={request.lang}"
    years = "&calendar=buddhist" if request.GET.get("calendar") == "buddhist" else ""
    return {
        "action": f"/status/{lang}{years}&at={handle}",
        "leave_href": f"/leave/{lang}&at={handle}",
        "home": f"/{lang}",
    }


def _forms(back: Back, thread: Thread, lang: str, errors: list[dict[str, str]]) -> dict[str, Any]:
    """Three forms. What was typed and refused stands in the one that was sent."""
    go, was = back.typed.get("go", ""), back.typed
    most = digits(largest() // 2**20)
    talk = [
        field("area", "text", _("Answer, or add something"), rows=4, most=MOST, value=was.get("text", "") if go == "message" else "",
              hint=_("A few words are enough. You do not need to give your name.") + " " + longest()),
        field("file", "file", _("A picture, a voice message or a PDF"),
              hint=_("Only if you have it already and it is safe for you. At most %(most)s megabytes. What the file tells of you, such as "
                     "the place and the telephone, is taken off the copy that people work with.") % {"most": most}),
        field("checks", "held", _("Could it show a child being abused?"), value=[],
              options=[{"value": "yes", "label": _("Yes, or I am not sure")}],
              hint=_("We do not ask for such pictures: please do not make, copy or send them. If you have sent one all the same, "
                     "tick this: it is sealed and nobody opens it.")),
    ]  # fmt: skip
    doubt = [
        field("area", "text", _("What is different now?"), rows=3, most=MOST, id="id_doubt_text",
              value=was.get("text", "") if go == "doubt" else "",
              hint=_("It may stay empty. Your report stays; whoever works on it decides with your words before them.")),
    ]  # fmt: skip
    reach = _reach(thread, was if go == "reach" else {}, lang)
    mark({"doubt": doubt, "reach": reach}.get(go, talk), errors)
    return {"talk_fields": talk, "doubt_fields": doubt, "reach_fields": reach, "open": go if errors else "",
            "reach_words": reached(thread.how, thread.hours, lang)}  # fmt: skip


def _reach(thread: Thread, was: dict[str, Any], lang: str) -> list[dict[str, Any]]:
    how = [("call", _("Call me")), ("text", _("Write me a text message")), ("never", _("Do not contact me at all"))]
    return [
        field("radios", "how", _("How may we contact you?"), value=was.get("how", thread.how or ""),
              options=[{"value": value, "label": label} for value, label in how]),
        field("checks", "hours", _("When is it safe?"), value=was.get("hours", list(thread.hours)),
              options=options(pack().talking.hours.values(), lang), hint=_("Tick none where any time is safe.")),
        field("text", "contact", _("The number, or another way"), value=was.get("contact", ""), most=MOST,
              hint=_("It is sealed: only two officials together can open it, once, with a written reason.")),
        field("text", "safe", _("What must we take care of?"), value=was.get("safe", ""), most=MOST,
              hint=_("Sealed as well. Example: hang up if a man answers.")),
    ]  # fmt: skip


def reached(how: str | None, hours: tuple[str, ...] | list[str], lang: str) -> str:
    """Whether, how and when somebody may be contacted, in one line; empty where they have not said."""
    known = pack().talking.hours
    when = ", ".join(known[code].label(lang) for code in hours if code in known) or _("at any time")
    return {
        "never": _("Not at all"),
        "call": _("By a call: %(when)s") % {"when": when},
        "text": _("By a text message: %(when)s") % {"when": when},
    }.get(how or "", "")
