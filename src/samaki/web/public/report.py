"""Telling: question after question, reading it once more, the receipt."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack
from samaki.database import session
from samaki.database.refusals import Invalid
from samaki.intake.operations import Told, file_report
from samaki.web.moments import clock, digits
from samaki.web.public.draft import Draft, opened
from samaki.web.public.frame import AWAY, PublicRequest, come_back, in_a_minute, page, public_page
from samaki.web.public.questions import BY_CODE, QUESTIONS, Question, read, spoken


@public_page
def report(request: PublicRequest) -> HttpResponse:
    """Each post carries the answers so far, sealed, and what to do: go on, go back, change, send."""
    if request.method != "POST":
        return ask(request, QUESTIONS[0], Draft())
    draft = opened(request.POST.get("draft", ""))
    if draft is None:
        return begin_again(request)
    question = BY_CODE.get(request.POST.get("q", ""))
    wrong = None
    if question is not None:
        answers, wrong = read(question, request.POST)
        draft.answers |= answers
    try:
        return go_on(request, draft, question, wrong, request.POST.get("go", ""))
    except AWAY:
        return held_up(request, draft, question)


def go_on(
    request: PublicRequest, draft: Draft, question: Question | None, wrong: tuple[str, str] | None, go: str
) -> HttpResponse:
    """The page after this one."""
    if question is None:
        return _from_check(request, draft, go)
    if "lang" in request.POST:  # only the language was pressed: the same question, what was typed kept
        return ask(request, question, draft)
    if go == "back":
        return ask(request, QUESTIONS[max(QUESTIONS.index(question) - 1, 0)], draft)
    if wrong is not None:
        return ask(request, question, draft, wrong)
    place = QUESTIONS.index(question) + 1
    if draft.checking or place == len(QUESTIONS):
        return check(request, draft)
    return ask(request, QUESTIONS[place], draft)


def held_up(request: PublicRequest, draft: Draft, question: Question | None) -> HttpResponse:
    """The database is away: the page from which they came, whole, to be sent again in a minute."""
    if question is None:
        return come_back(check(request, draft, in_a_minute()))
    return come_back(ask(request, question, draft, ("", in_a_minute())))


def _from_check(request: PublicRequest, draft: Draft, go: str) -> HttpResponse:
    if go in BY_CODE:
        return ask(request, BY_CODE[go], draft)
    if go != "send":
        return check(request, draft)
    for question in QUESTIONS:
        wrong = question.check(draft.answers)
        if wrong is not None:
            return ask(request, question, draft, wrong)
    return send(request, draft)


def ask(request: PublicRequest, question: Question, draft: Draft, wrong: tuple[str, str] | None = None) -> HttpResponse:
    """One question."""
    fields = question.ask(draft.answers, request.lang)
    for one in fields:
        if wrong and one["name"] == wrong[0]:
            one["error"] = wrong[1]
    place = QUESTIONS.index(question) + 1
    context = {
        "step": place,
        "steps": len(QUESTIONS),
        "back_button": place > 1,
        "back_href": f"/?lang={request.lang}" if place == 1 else "",
        "action": f"/report/?lang={request.lang}",
        "draft": draft.sealed(),
        "values": {"q": question.code},
        "fields": fields,
        "errors": [{"field": wrong[0], "message": wrong[1]}] if wrong and wrong[0] else [],
        "trouble": wrong[1] if wrong and not wrong[0] else "",
        "numbers": numbers(request.lang) if question.code in ("what", "danger") or (wrong and not wrong[0]) else [],
        "leave_href": f"/leave/?lang={request.lang}",
    }
    return page(request, "public/question.html", context, 422 if wrong else 200)


def check(request: PublicRequest, draft: Draft, trouble: str = "") -> HttpResponse:
    """Everything once more, each answer to be changed; `trouble` is why it could not be sent."""
    draft.checking = True
    answers = [
        {
            "name": question.ask(draft.answers, request.lang)[0]["label"],
            "text": spoken(question, draft.answers, request.lang),
            "change": question.code,
        }
        for question in QUESTIONS
    ]
    context = {
        "answers": answers,
        "draft": draft.sealed(),
        "action": f"/report/?lang={request.lang}",
        "trouble": trouble,
        "numbers": numbers(request.lang) if trouble or draft.answers.get("danger") == "yes" else [],
    }
    return page(request, "public/check.html", context)


def send(request: PublicRequest, draft: Draft) -> HttpResponse:
    """Kept under the draft's own key: sent twice it is kept once. The receipt is shown after the commit."""
    told = _told(draft, request.lang)
    try:
        with session("intake", request.now):
            receipt = file_report(told=told, key=draft.key, channel="web", now=request.now)
    except Invalid as refusal:
        question = next((one for one in QUESTIONS if refusal.field in one.names), QUESTIONS[0])
        return ask(request, question, draft, (refusal.field or "what", refusal.sentence))
    return page(request, "public/receipt.html", receipt_context(request, receipt, told))


def _told(draft: Draft, lang: str) -> Told:
    said = draft.answers
    who = said.get("who_tells", "")
    return Told(
        what=said.get("what", ""),
        where=said.get("where", ""),
        when=said.get("when", ""),
        danger=said.get("danger") or "unknown",
        who_tells=who if who in pack().report_sources else pack().public_page.sources[0],
        contact=said.get("contact", ""),
        contact_safe=said.get("contact_safe", ""),
        language=lang,
    )


def receipt_context(request: PublicRequest, receipt: str, told: Told) -> dict[str, Any]:
    """The receipt and what happens now; times rounded."""
    due = after(request.now, pack().urgencies[told.urgency].acknowledge)
    local = timezone.localtime(request.now)
    rounded = local.replace(minute=local.minute // 10 * 10)
    asked = (
        _("We contact you only as you said is safe.")
        if told.contact
        else _("Nobody will contact you. You asked us not to.")
    )
    by = (
        clock(due)
        if timezone.localtime(due).date() == local.date()
        else f"{digits(timezone.localtime(due).day)}, {clock(due)}"
    )
    return {
        "receipt": receipt.split("-"),
        "received_words": _("today, about %(time)s") % {"time": clock(rounded)},
        "read_by_words": _("by %(time)s at the latest; if not, the next person is called") % {"time": by},
        "contact_words": asked,
        "leave_href": f"/leave/?lang={request.lang}",
    }


def begin_again(request: PublicRequest) -> HttpResponse:
    """The hidden field was lost or changed: what can be kept of this page is kept."""
    draft = Draft()
    for question in QUESTIONS:
        answers, _wrong = read(question, request.POST)
        draft.answers |= {name: text for name, text in answers.items() if text}
    words = _("We could not read your earlier answers. Please begin again; nothing was sent.")
    return ask(request, QUESTIONS[0], draft, ("what", words))


def numbers(lang: str) -> list[dict[str, str]]:
    """Emergency numbers of the pack, in its order."""
    lines = [pack().hotlines[code] for code in pack().public_page.hotlines]
    return [
        {
            "label": line.label(lang),
            "number": line.number,
            "words": line.hours(lang),
            "source": urlsplit(line.source).hostname or line.source,
        }
        for line in lines
    ]
