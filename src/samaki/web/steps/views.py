"""One step: done, on hold, left out, stopped, handed on, given to somebody of our own."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from samaki.agencies.models import Member, Unit
from samaki.cases import holding
from samaki.cases.models import Person, Step
from samaki.database.refusals import Invalid, Stale, tell, together
from samaki.handoffs import operations as handoffs
from samaki.handoffs.models import CARRIES
from samaki.journeys import doing, moving, settling
from samaki.journeys.danger import slower
from samaki.web import words
from samaki.web.cases import alarms
from samaki.web.doers import doer_line, names_of
from samaki.web.fields import Doubt, Unsure, typed, typed_list, typed_moment, typed_number
from samaki.web.holds import typed_hold
from samaki.web.likely import doubts
from samaki.web.pages import StaffRequest, errors_of, page, staff_page
from samaki.web.pressure import kept
from samaki.web.safeguarding import contact
from samaki.web.steps import forms, mend, not_ours, pages, support


@staff_page
def step_page(request: StaffRequest, key: UUID) -> HttpResponse:
    """Record a step done: what came out, when, who led, what was checked."""
    step = _step(key)
    errors = []
    if request.method == "POST":
        try:
            _done(step, request)
            return HttpResponseRedirect(f"/cases/{step.case.code}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return _page_of(step, request, errors)


@staff_page
def change(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """Hold, resume, skip, stop or assign, from the forms on the step's page."""
    step = _step(key)
    if request.method != "POST":
        return HttpResponseRedirect(f"/steps/{key}/")
    try:
        CHANGES[act](request, key)
    except Invalid as refusal:
        return _page_of(step, request, errors_of(refusal))
    return HttpResponseRedirect(f"/cases/{step.case.code}/")


@staff_page
def settle(request: StaffRequest, key: UUID, fact: str) -> HttpResponse:
    """Of one fact that differs: which observation holds. The step stays, for the other facts and its own end."""
    step = _step(key)
    if request.method != "POST":
        return HttpResponseRedirect(f"/steps/{key}/")
    try:
        settling.settle_fact(
            step_id=key, fact=fact, outcome=typed(request, "outcome"), by=request.member, now=request.now
        )
    except Invalid as refusal:
        return _page_of(step, request, errors_of(refusal))
    return HttpResponseRedirect(f"/steps/{key}/")


@staff_page
def hand_on(request: StaffRequest, key: UUID) -> HttpResponse:
    """Offer a step to another unit."""
    step = _step(key)
    if request.method != "POST" and (why := not_ours.reason(step, request) or not_ours.offered_words(step)):
        return page(request, "staff/step_not_ours.html", not_ours.context(step, why, request))
    errors = []
    if request.method == "POST":
        try:
            _offer(step, request)
            return HttpResponseRedirect(f"/cases/{step.case.code}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/handoff_new.html", forms.hand_on(step, request, errors), status=422 if errors else 200)


def _page_of(step: Step, request: StaffRequest, errors: forms.Errors) -> HttpResponse:
    """The step with its forms; for whoever does not hold it, or after its end, what is so and where to go on."""
    status = 422 if errors else 200
    if why := not_ours.reason(step, request):
        return page(request, "staff/step_not_ours.html", not_ours.context(step, why, request, errors), status=status)
    shown = forms.done(step, request, errors)
    shown["kept"] = kept.of_step(step, request)
    shown["alarms"] = alarms.of_child(step.case_id, step.child_id, request)
    shown["offered"], shown["pages"] = not_ours.offered(step), pages.links(step, request)
    shown |= contact.beside_step(step, request)
    shown["doer"] = doer_line(step, names_of([step], request), request)
    if step.state == "on_hold":
        shown |= {"rows": not_ours.recorded(step, request.lang), "resume_href": f"/steps/{step.id}/resume/"}
    return page(request, "staff/step.html", shown, status=status)


@together()
def _done(step: Step, request: StaffRequest) -> None:
    version = typed_number(request, "version", most=10**6)
    if version is not None and version != step.version:
        raise Stale(_("Somebody changed this in between. Look at what it says now, then change it again."))
    occurred_at, precision = typed_moment(request, "occurred_at", request.now, _doubts(step))
    doing.do_step(
        step_id=step.id,
        outcome=typed(request, "outcome"),
        support_level=typed_number(request, "support_level", most=9),
        paid=typed(request, "paid"),
        checklist=typed_list(request, "checklist"),
        conditions=typed_list(request, "conditions"),
        occurred_at=occurred_at,
        precision=precision,
        by=request.member,
        now=request.now,
    )


def _doubts(step: Step) -> tuple[Doubt, ...]:
    child = Person.objects.filter(id=step.child_id).first() if step.child_id else None
    return doubts(step.case, child)


@together()
def _offer(step: Step, request: StaffRequest) -> None:
    """Offered, or kept as a draft; a clock slower than that of the case is asked about once, never refused."""
    urgency = typed(request, "urgency")
    unsure = slower(urgency, step.case.urgency) and typed(request, "urgency_sure") != urgency
    if unsure and not request.POST.get("draft"):
        said = words.slower_words(step.case.urgency, request.lang)
        again = _("If the slower clock is right all the same, press the button once more.")
        tell(Unsure(f"{said} {again}", urgency, "urgency"))
    to_unit = Unit.objects.filter(code=typed(request, "to_unit")).first()
    handoffs.hand_on(
        step_id=step.id,
        to_unit=to_unit,
        why=typed(request, "why"),
        why_code=typed(request, "why_code"),
        urgency=urgency,
        keep_draft=bool(request.POST.get("draft")),
        carries={kind: typed(request, kind) for kind in CARRIES},
        by=request.member,
        now=request.now,
    )


def _hold(request: StaffRequest, key: UUID) -> None:
    holding.hold_step(step_id=key, **typed_hold(_step(key), request), by=request.member, now=request.now)


def _skip(request: StaffRequest, key: UUID) -> None:
    doing.skip_step(step_id=key, reason=typed(request, "reason"), text=typed(request, "text"), by=request.member,
                    now=request.now)  # fmt: skip


def _assign(request: StaffRequest, key: UUID) -> None:
    worker = Member.objects.filter(username=typed(request, "worker"), unit=request.member.unit).first()
    if worker is None:
        raise Invalid(_("Choose somebody of your own unit."), field="worker")
    holding.assign_step(step_id=key, worker=worker, by=request.member, now=request.now)


def _reassign(request: StaffRequest, key: UUID) -> None:
    to_unit = Unit.objects.filter(code=typed(request, "to_unit")).first()
    moving.reassign_step(step_id=key, to_unit=to_unit, text=typed(request, "text"), by=request.member, now=request.now)


CHANGES = {
    "assign": _assign,
    "reassign": _reassign,
    "hold": _hold,
    "skip": _skip,
    "stop": lambda request, key: doing.stop_step(
        step_id=key, reason=typed(request, "reason"), text=typed(request, "text"), by=request.member, now=request.now
    ),
    "take-back": mend.take_back,
    "correct": mend.correct,
    "mark-error": mend.mark_error,
    "led": support.said_by_others,
    "resume": lambda request, key: holding.resume_step(step_id=key, by=request.member, now=request.now),
}


def _step(key: UUID) -> Step:
    return Step.objects.select_related("case", "holder", "strand").get(id=key)
