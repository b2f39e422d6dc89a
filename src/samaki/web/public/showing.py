"""How the pages of the public report look: a question, everything once more, the receipt, a page that is over."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack
from samaki.intake.receipts import is_digits
from samaki.intake.spoken import spoken as aloud
from samaki.web.fields import mark
from samaki.web.moments import clock, short_moment
from samaki.web.public.draft import Step
from samaki.web.public.frame import PublicRequest, page
from samaki.web.public.questions import BY_CODE, QUESTIONS, Question, spoken

QUESTION, RECEIPT = 202, 201
"""Accepted, not acted on yet; created. Chromium keeps a page with any status but 200 out of its memory for Back (measured with
156): no header does that, and what somebody typed must not come back after they left."""

URGENCY = {"yes": "emergency", "no": "normal"}


def show(request: PublicRequest, step: Step, handle: str = "") -> HttpResponse:
    """The page of a step. `handle` stands in its address and in those of its form and of the way out."""
    if step.place == "receipt":
        return _receipt(request, step, handle)
    if step.place == "check":
        return _check(request, step, handle)
    return _ask(request, BY_CODE[step.place], step, handle)


def over(request: PublicRequest) -> HttpResponse:
    """An address whose page is gone."""
    words = _(
        "This page is over. The report was sent, somebody left, or its time has gone by: half an hour, for a receipt ten minutes. "
        "Nothing is shown again."
    )
    context = {"words": words, "home": f"/?lang={request.lang}", "numbers": numbers(request.lang)}
    return page(request, "public/sentence.html", context, 410)


def address(request: PublicRequest, handle: str = "") -> str:
    """Of a page of the report."""
    return f"/report/?lang={request.lang}" + (f"&at={handle}" if handle else "")


def way_out(request: PublicRequest, handle: str = "") -> str:
    """Leaving, which also forgets what was typed."""
    return f"/leave/?lang={request.lang}" + (f"&at={handle}" if handle else "")


def _ask(request: PublicRequest, question: Question, step: Step, handle: str) -> HttpResponse:
    errors = [{"field": name, "message": sentence} for name, sentence in step.wrong if name]
    trouble = next((sentence for name, sentence in step.wrong if not name), "")
    fields = question.ask(step.draft.answers | step.typed, request.lang)
    mark(fields, errors)
    place = QUESTIONS.index(question) + 1
    lines = numbers(request.lang)
    whole = question.code in ("what", "danger") or bool(trouble)
    context = {
        "step": place,
        "steps": len(QUESTIONS),
        "back_button": place > 1,
        "back_href": f"/?lang={request.lang}" if place == 1 else "",
        "action": address(request, handle),
        "draft": step.draft.sealed(),
        "values": {"q": question.code},
        "fields": fields,
        "errors": errors,
        "trouble": trouble,
        "numbers": lines if whole else [],
        "call_now": lines if not whole and step.draft.answers.get("danger") == "yes" else [],
        "leave_href": way_out(request, handle),
    }
    return page(request, "public/question.html", context, 422 if step.wrong else QUESTION)


def _check(request: PublicRequest, step: Step, handle: str) -> HttpResponse:
    answers = step.draft.answers
    rows = [
        {
            "name": question.ask(answers, request.lang)[0]["label"],
            "text": spoken(question, answers, request.lang),
            "change": question.code,
        }
        for question in QUESTIONS
    ]
    trouble = step.wrong[0][1] if step.wrong else ""
    context = {
        "answers": rows,
        "draft": step.draft.sealed(),
        "action": address(request, handle),
        "trouble": trouble,
        "numbers": numbers(request.lang) if trouble or answers.get("danger") == "yes" else [],
        "leave_href": way_out(request, handle),
    }
    return page(request, "public/check.html", context, QUESTION)


def _receipt(request: PublicRequest, step: Step, handle: str) -> HttpResponse:
    """The receipt and what happens now; times rounded, words of what this version does and no more."""
    sent, answers = datetime.fromisoformat(step.at), step.draft.answers
    due = after(sent, pack().urgencies[URGENCY.get(answers.get("danger", ""), "urgent")].acknowledge)
    local, then = timezone.localtime(sent), timezone.localtime(due)
    by = clock(due) if then.date() == local.date() else short_moment(due)
    context: dict[str, Any] = {
        "receipt": step.receipt.split("-"),
        "spoken": [{"signs": one["signs"], "words": one[request.lang]} for one in aloud(step.receipt)],
        "is_digits": is_digits(step.receipt),
        "received_words": _("today, about %(time)s") % {"time": clock(local.replace(minute=local.minute // 10 * 10))},
        "read_by_words": _("by %(time)s at the latest; if not, the next person is called") % {"time": by},
        "contact_words": _(
            "What you wrote about reaching you is sealed. Only two officials together can open it, once, with a written reason; "
            "unless they do, nobody will contact you."
        )
        if answers.get("contact")
        else _("Nobody will contact you: you left no way to do so."),
        "numbers": [] if answers.get("danger") == "no" else numbers(request.lang),
        "leave_href": way_out(request, handle),
    }
    return page(request, "public/receipt.html", context, RECEIPT)


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
