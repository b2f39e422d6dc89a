"""What partners said; the page to answer; a round opened, closed, taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.database.refusals import Invalid
from samaki.pulse import states, ties
from samaki.pulse.answering import answer_pulse, waits_for
from samaki.pulse.models import PulseRound
from samaki.pulse.operations import close_round, open_round, withdraw_round
from samaki.web.fields import mark, typed
from samaki.web.pages import StaffRequest, errors_of, page, staff_page, unkept
from samaki.web.pulse import calls, showing

HOME = "/trust/"
ACTS: dict[str, Callable[..., PulseRound]] = {"close": close_round, "withdraw": withdraw_round}
OPEN_FOR = timedelta(days=21)


@staff_page
def trust(request: StaffRequest) -> HttpResponse:
    """Sums of the rounds that are closed, for every member: who answers learns what came of it."""
    return page(request, "staff/trust.html", showing.shown(request))


@staff_page
@unkept
def answer(request: StaffRequest) -> HttpResponse:
    """All questions on one page. What is sent leaves no form behind."""
    row, errors = waits_for(request.member), list[dict[str, str]]()
    if row is None:
        return HttpResponseRedirect(f"{HOME}?saved=again")
    if request.method == "POST":
        try:
            answers = {code: typed(request, code) for code in row.questions}
            answer_pulse(round_id=row.id, answers=answers, by=request.member, now=request.now)
            return HttpResponseRedirect(f"{HOME}?saved=answer")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", _form(request, row, errors), status=422 if errors else 200)


@staff_page
def calling(request: StaffRequest) -> HttpResponse:
    """Who calls whom."""
    return page(request, "staff/trust_calls.html", calls.shown(request))


@staff_page
def name(request: StaffRequest) -> HttpResponse:
    """A unit names the units that it calls, and those that call it."""
    ties.check_speaks(request.member, request.now)
    errors = list[dict[str, str]]()
    if request.method == "POST":
        try:
            given = {one: calls.typed_units(request, one) for one in ("calls", "called")}
            ties.name_ties(**given, by=request.member, now=request.now)
            return HttpResponseRedirect(calls.HOME)
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", calls.form(request, errors), status=422 if errors else 200)


@require_POST
@staff_page
def begin(request: StaffRequest) -> HttpResponse:
    """Partners are asked, for three weeks."""
    open_round(closes_at=request.now + OPEN_FOR, by=request.member, now=request.now)
    return HttpResponseRedirect(HOME)


@require_POST
@staff_page
def act_on(request: StaffRequest, act: str) -> HttpResponse:
    """The open round is closed, or taken back."""
    row = PulseRound.objects.filter(state=states.OPEN).first()
    if row is None:
        raise Http404
    ACTS[act](round_id=row.id, by=request.member, now=request.now)
    return HttpResponseRedirect(HOME)


def _form(request: StaffRequest, row: PulseRound, errors: list[dict[str, str]]) -> dict[str, Any]:
    fields = showing.questions(request, row)
    mark(fields, errors)
    return {
        "title": _("Do partners trust each other?"), "section": "measures", "errors": errors, "fields": fields,
        "submit_label": _("Send, for good"), "back": {"href": HOME, "label": _("Trust")},
        "lead": _("Nobody can say which answer is yours, so it cannot be changed afterwards. It is stored without your name, your unit "
                  "and the time. Groups of fewer than five are never shown."),
    }  # fmt: skip
