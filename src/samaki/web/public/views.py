"""The first page, coming back with a receipt, and leaving."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.database import session
from samaki.database.refusals import Refusal
from samaki.intake import typed
from samaki.intake.queries import status_of
from samaki.intake.receipts import is_digits, read_receipt
from samaki.journeys.complaints.filing import add_to_complaint
from samaki.journeys.complaints.queries import Told, told_by
from samaki.web.help.guides import guide
from samaki.web.moments import is_buddhist
from samaki.web.public import guessing, talk
from samaki.web.public.desks import desks
from samaki.web.public.frame import (
    AWAY,
    PublicRequest,
    come_back,
    in_a_minute,
    keeps_words,
    page,
    public_page,
)
from samaki.web.public.outcome import about
from samaki.web.public.showing import numbers


@public_page
def home(request: PublicRequest) -> HttpResponse:
    """What this is; tell; come back; who to call now."""
    kept = f"?lang={request.lang}"
    context = {
        "numbers": numbers(request.lang),
        "desks": desks(request),
        "report_href": f"/report/{kept}",
        "simple_href": f"/report/simple/{kept}",
        "status_href": f"/status/{kept}",
        "progress_href": f"/progress/{kept}",
        "sign_in_href": f"/sign-in/{kept}",
        "leave_href": f"/leave/{kept}",
        "how_href": f"/how/{kept}",
        "complain_href": f"/complain/{kept}",
        "governs_href": f"/who-governs/{kept}",
    }
    return page(request, "public/home.html", context)


@public_page
def how(request: PublicRequest) -> HttpResponse:
    """What happens with a report, for those who think about telling."""
    kept = f"?lang={request.lang}"
    told = {"guide": guide("for-the-public", request.lang), "home": f"/{kept}", "leave_href": f"/leave/{kept}"}
    return page(request, "public/how.html", told)


@keeps_words
def status(request: PublicRequest) -> HttpResponse:
    """The form, the page of who came back, or how a complaint stands. A receipt that nobody has tells no more than one that is not
    yours."""
    if request.GET.get("at"):
        return talk.page_at(request, request.GET["at"])
    lang = f"?lang={request.lang}"
    context: dict[str, Any] = {"action": f"/status/{lang}", "leave_href": f"/leave/{lang}", "home": f"/{lang}"}
    if is_buddhist():
        context |= {"action": f"/status/{lang}&calendar=buddhist", "other_years": f"/status/{lang}", "buddhist": True}
    else:
        context["other_years"] = f"/status/{lang}&calendar=buddhist"
    given = request.POST.get("receipt", "")[:200] if request.method == "POST" else ""
    if "receipt" not in request.POST:
        return page(request, "public/status.html", context)
    receipt = read_receipt(given)
    if receipt is None:
        words = _("A receipt has 16 letters and numbers, or 16 digits. Write all 16, as you copied them.")
        context |= {"receipt_value": given, "errors": [{"field": "receipt", "message": words}]}
        return page(request, "public/status.html", context, 422)
    try:
        if is_digits(receipt) and (slow := guessing.wait(request)):
            context |= {"receipt_value": given, "errors": [{"field": "receipt", "message": slow}]}
            return page(request, "public/status.html", context, 429)
        with session("intake", request.now):
            found = status_of(given.replace("\x00", ""))
            complaint = told_by(given.replace("\x00", ""))  # asked always: what takes how long tells nothing
    except AWAY:
        context |= {"receipt_value": given, "trouble": in_a_minute(), "numbers": numbers(request.lang)}
        return come_back(page(request, "public/status.html", context))
    if complaint is not None:
        return of_complaint(request, complaint, given, context)
    if found is None:
        words = _("There is no report with this receipt. Look at it once more: 16 letters and numbers, or 16 digits.")
        context |= {"receipt_value": given, "errors": [{"field": "receipt", "message": words}]}
        return page(request, "public/status.html", context, 422)
    if is_digits(receipt):
        guessing.passed(request)
    return talk.come(request, given)


def of_complaint(request: PublicRequest, found: Told, given: str, context: dict[str, Any]) -> HttpResponse:
    """How a complaint stands, what was written to who complained, and a field to answer; an answer is kept and shown."""
    errors: list[dict[str, str]] = []
    if request.POST.get("go") == "message":
        try:
            with session("intake", request.now):
                text = request.POST.get("message", "").replace("\x00", "")
                add_to_complaint(receipt=given, text=text, now=request.now)
                found = told_by(given) or found
        except Refusal as refusal:
            errors = [{"field": "message", "message": refusal.sentence}]
        except AWAY:
            return come_back(
                page(request, "public/status.html", context | {"receipt_value": given, "trouble": in_a_minute()})
            )
    shown = {"status": complained(found, request.lang), "receipt_value": given, "can_write": True, "errors": errors}
    if errors:
        shown["typed"] = request.POST.get("message", "")
    return page(request, "public/status.html", context | shown, 422 if errors else 200)


def complained(found: Told, lang: str) -> dict[str, Any]:
    """What who complained reads: fixed phrases and what was written to them; no name of a person or a unit."""
    state, words = COMPLAINTS[found.state]
    steps = [{"state": "done", "text": _("Your complaint is kept safe"), "meta": about(found.received_at)}]
    reason = pack().reasons["complaint_close"].get(found.close_reason)
    late = found.state != "closed" and found.due_at < timezone.now()
    meta = reason.label(lang) if reason else _("It is late. The next person has been called.") if late else ""
    steps.append({"state": "overdue" if late else state, "text": words(), "meta": meta})
    messages = [
        {
            "who": _("You") if one.from_complainant else _("Who looks into it"),
            "when": about(one.made_at),
            "text": one.text,
        }
        for one in found.messages
    ]
    more = _("Is it not settled? What you write here opens it again.") if found.state == "closed" else ""
    return {"headline": words(), "steps": steps, "state": state, "messages": messages, "hint": more}


COMPLAINTS: dict[str, tuple[str, Callable[[], str]]] = {
    "received": ("offered", lambda: _("Your complaint waits to be read")),
    "taken_up": ("held", lambda: _("Your complaint is being looked into")),
    "asked": ("offered", lambda: _("There is a question to you")),
    "answered": ("held", lambda: _("Your answer has come")),
    "reopened": ("offered", lambda: _("Your complaint is open again")),
    "closed": ("done", lambda: _("Your complaint has been answered")),
}
"""State of a complaint -> the sign, and what its headline says."""


@public_page
def leave(request: PublicRequest) -> HttpResponse:
    """Away to a page that raises no question; the browser is asked to forget this one, and so do we."""
    handle = request.GET.get("at", "")
    if handle:
        with suppress(*AWAY), session("intake", request.now):
            typed.forget(handle)
    response = HttpResponseRedirect(pack().public_page.leave_url)
    response.status_code = 303
    response["Clear-Site-Data"] = '"cache"'
    return response
