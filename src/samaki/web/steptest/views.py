"""Step-back tests: listed, fixed, drawn by lot, signed, begun, stopped; and the simulation without the mentor."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from samaki.database.refusals import Invalid
from samaki.stepping_back.testing import lots, operations, queries, rules
from samaki.stepping_back.whatif.running import ask_what_if
from samaki.web.fields import typed
from samaki.web.pages import StaffRequest, errors_of, page, staff_page
from samaki.web.steptest import filling, foretelling, listing, planning, showing, simulated

TESTS, WHAT_IF = "/independence/tests/", "/independence/what-if/"


@staff_page
def tests(request: StaffRequest) -> HttpResponse:
    """All tests, the lot, and what can be done now."""
    return page(request, "staff/step_tests.html", listing.shown(request))


@staff_page
def new(request: StaffRequest) -> HttpResponse:
    """The plan of one area: what it can tell is shown first, then it is kept as it is. Without an area: the choice."""
    rules.check_leads(request.member, request.now)
    if not (request.POST or request.GET).get("area"):
        return page(request, "staff/step_test_area.html", listing.choice(request))
    planning.chosen_area(request)
    errors, plan = list[dict[str, str]](), None
    if request.method == "POST":
        try:
            plan = filling.typed_plan(request)
            if foretelling.was_shown(request, plan):
                return HttpResponseRedirect(
                    f"{TESTS}{operations.fix_test(plan=plan, by=request.member, now=request.now).id}/"
                )
        except Invalid as refusal:
            errors, plan = errors_of(refusal), None
    return page(
        request, "staff/step_test_new.html", planning.form(request, errors, plan), status=422 if errors else 200
    )


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """One test: its plan, how often it can be wrong, how far it is, its verdict."""
    return page(request, "staff/step_test.html", showing.shown(queries.one(key), request))


@staff_page
def plan(request: StaffRequest, key: UUID) -> HttpResponse:
    """The bytes that were hashed."""
    answer = HttpResponse(queries.one(key).row.plan.encode(), content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="plan.txt"'
    return answer


@require_POST
@staff_page
def act_on(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """Signed, begun, stopped; an alarm answered (`key` is then of the family)."""
    given = {"by": request.member, "now": request.now}
    if act == "sign":
        operations.sign_test(test_id=key, sha256=typed(request, "sha256"), **given)
    elif act == "begin":
        operations.begin_test(test_id=key, **given)
    elif act == "stop":
        operations.stop_test(test_id=key, reason=typed(request, "reason"), **given)
    elif act == "answer":
        key = operations.answer_alarm(part_id=key, recall=planning.typed_recall(request), **given).test_id
    else:
        raise Http404
    return HttpResponseRedirect(f"{TESTS}{key}/")


@require_POST
@staff_page
def lot(request: StaffRequest) -> HttpResponse:
    """Announced, or drawn where one is announced."""
    waiting = next((row for row in queries.lots() if row.drawn_at is None), None)
    if waiting is None:
        lots.announce_lot(by=request.member, now=request.now)
    else:
        lots.draw_lot(lot_id=waiting.id, by=request.member, now=request.now)
    return HttpResponseRedirect(TESTS)


@staff_page
def what_if(request: StaffRequest) -> HttpResponse:
    """The last result of each area; the committee asks for a new one."""
    if request.method == "POST":
        ask_what_if(area=typed(request, "area"), by=request.member, now=request.now)
        return HttpResponseRedirect(WHAT_IF)
    return page(request, "staff/what_if.html", simulated.shown(request))
