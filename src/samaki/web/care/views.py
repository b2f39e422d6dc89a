"""Pages of a child's care: the plan, one need, goal or service, assessments, follow-ups, the waiting list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.country import pack
from samaki.care import assessing, following, needs, queries, rules, services
from samaki.care.models import CareAssessment, CareCheck, CareGoal, CareNeed, CareRow, CareService
from samaki.cases import queries as cases
from samaki.cases.models import Person
from samaki.database.refusals import Invalid, together
from samaki.journeys.unfinished import unfinished
from samaki.web.care import forms, measured, showing
from samaki.web.care import waiting as waiting_list
from samaki.web.care.acts import ACTS, ASSESSMENT_ACTS, child_of
from samaki.web.fields import mark, typed, typed_number
from samaki.web.pages import StaffRequest, errors_of, page, staff_page

Errors = list[dict[str, str]]


@staff_page
def plan(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Everything about the care of one child."""
    return page(request, "staff/care_plan.html", showing.plan(_child(request, code, key), request))


@staff_page
def progress(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """How the child is, over time."""
    return page(request, "staff/care_progress.html", measured.progress(_child(request, code, key), request))


@staff_page
def new(request: StaffRequest, code: str, key: UUID, what: str) -> HttpResponse:
    """Something is added to the plan."""
    child, errors = _child(request, code, key), []
    rules.check_writes(child.case_id, child.id, request.member, request.now)
    form, do = NEW[what]
    if request.method == "POST":
        try:
            return HttpResponseRedirect(do(child, request))
        except Invalid as refusal:
            errors = errors_of(refusal)
    return _form(request, form(child, request) | {"back": showing.back(child)}, errors)


@staff_page
def one(request: StaffRequest, key: UUID, table: type[CareRow]) -> HttpResponse:
    """One need, goal or service."""
    row = table._default_manager.get(id=key)
    return page(request, "staff/care_one.html", SHOWN[table](row, child_of(row, request), request))


@require_POST
@staff_page
def act_on(request: StaffRequest, key: UUID, table: type[CareRow], act: str) -> HttpResponse:
    """From the folded forms on its page."""
    row = table._default_manager.get(id=key)
    ACTS[table][act](row, request)
    return HttpResponseRedirect(f"/{row._meta.db_table.replace('_', '-')}s/{key}/")


@staff_page
def assessment(request: StaffRequest, key: UUID) -> HttpResponse:
    """A draft to go on with, or what was signed."""
    row = CareAssessment.objects.get(id=key)
    return page(request, "staff/assessment.html", measured.one(row, child_of(row, request), request))


@staff_page
def answer(request: StaffRequest, key: UUID) -> HttpResponse:
    """One domain of a draft on one screen."""
    row, errors = CareAssessment.objects.get(id=key), []
    child = child_of(row, request)
    if row.state != "draft":
        return HttpResponseRedirect(f"/assessments/{key}/")
    rules.check_own_draft(row, request.member)
    number = _part(request, row)
    if request.method == "POST":
        try:
            return HttpResponseRedirect(_answered(row, number, request))
        except Invalid as refusal:
            errors = errors_of(refusal)
    return _form(request, measured.part(row, child, number, request), errors)


@require_POST
@staff_page
def assessment_act(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """Signed, laid aside, corrected, marked as a mistake."""
    row = CareAssessment.objects.get(id=key)
    return HttpResponseRedirect(f"/assessments/{ASSESSMENT_ACTS[act](row, request).id}/")


@staff_page
def follow_up(request: StaffRequest, key: UUID) -> HttpResponse:
    """What was asked months later, or before closing."""
    row = CareCheck.objects.get(id=key)
    return page(request, "staff/care_check.html", measured.check(row, child_of(row, request), request))


@staff_page
def correct_follow_up(request: StaffRequest, key: UUID) -> HttpResponse:
    """All of it anew; what stood there stays beneath."""
    row, errors = CareCheck.objects.get(id=key), []
    child = child_of(row, request)
    rules.check_writes(child.case_id, child.id, request.member, request.now)
    if request.method == "POST":
        try:
            return HttpResponseRedirect(f"/follow-ups/{_followed(child, request, row).id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return _form(request, measured.correcting(row, child, request), errors)


@staff_page
def closing(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """What is still open before a child's care is closed, and why it closes all the same."""
    child, errors = _child(request, code, key), []
    if request.method == "POST":
        try:
            row = following.record_closing_look(case=child.case, child=child, text=typed(request, "text"), by=request.member,
                                                now=request.now, elsewhere=unfinished(child, request.now))  # fmt: skip
            return HttpResponseRedirect(f"/follow-ups/{row.id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return _form(request, measured.closing(child, request), errors)


@staff_page
def waiting(request: StaffRequest) -> HttpResponse:
    """Services that are asked of the reader's unit and have not begun."""
    given = request.GET.get("behind", "")
    behind = int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 0
    return page(request, "staff/waiting_services.html", waiting_list.waiting(request, behind))


# ---------------------------------------------------------------- whose
def _child(request: StaffRequest, code: str, key: UUID) -> Person:
    case = cases.case_of(code)
    child = Person.objects.select_related("case").get(id=key, case=case)
    rules.check_reads(child, request.member)
    return child


def _form(request: StaffRequest, context: dict[str, Any], errors: Errors) -> HttpResponse:
    mark(context["fields"], errors)
    return page(request, "staff/form.html", context | {"errors": errors}, status=422 if errors else 200)


# ---------------------------------------------------------------- what was typed
def _need(child: Person, request: StaffRequest) -> str:
    needs.add_care_need(case=child.case, child=child, need=typed(request, "need"), text=typed(request, "text"), by=request.member,
                        now=request.now)  # fmt: skip
    return f"{showing.base(child)}/"


def _goal(child: Person, request: StaffRequest) -> str:
    plan_of = queries.plan_of(child)
    with together():
        row = needs.set_goal(case=child.case, child=child, text=typed(request, "text"), steps=typed(request, "steps"),
                             review_at=forms.typed_ahead(request, "review_at"), need=forms.typed_row(request, "need", plan_of.needs),
                             by=request.member, now=request.now)  # fmt: skip
    return f"/care-goals/{row.id}/"


def _service(child: Person, request: StaffRequest) -> str:
    plan_of = queries.plan_of(child)
    with together():
        row = services.ask_service(
            case=child.case, child=child, service=typed(request, "service"), urgency=typed(request, "urgency"), why=typed(request, "why"),
            provider=forms.typed_unit(request, "provider"), outside=typed(request, "outside"),
            goal=forms.typed_row(request, "goal", plan_of.goals), by=request.member, now=request.now,
        )  # fmt: skip
    return f"/care-services/{row.id}/"


def _assessment(child: Person, request: StaffRequest) -> str:
    with together():
        taken_at, precision = forms.typed_past(request, "taken_at", child)
        row = assessing.begin_assessment(case=child.case, child=child, instrument=typed(request, "instrument"), taken_at=taken_at,
                                         precision=precision, by=request.member, now=request.now)  # fmt: skip
    return f"/assessments/{row.id}/answer/"


def _followed(child: Person, request: StaffRequest, before: CareCheck | None = None) -> CareCheck:
    with together():
        at, precision = forms.typed_past(request, "asked_at", child)
        if at is None and before is not None:
            at, precision = before.asked_at, before.asked_precision
        try:
            return following.record_follow_up(
                case=child.case, child=child, kind=typed(request, "kind"), text=typed(request, "text"), at=at, precision=precision,
                answers=forms.typed_answers(request, forms.QUESTION, pack().caring.questions), before=before, by=request.member,
                now=request.now,
            )  # fmt: skip
        except Invalid as refusal:
            raise refusal.renamed(
                at="asked_at", **{code: f"{forms.QUESTION}{code}" for code in pack().caring.questions}
            ) from None


def _follow_up(child: Person, request: StaffRequest) -> str:
    return f"/follow-ups/{_followed(child, request).id}/"


def _part(request: StaffRequest, row: CareAssessment) -> int:
    """Which domain, from 1; ValueError, so 404, for one that there is not."""
    given = (request.POST if request.method == "POST" else request.GET).get("part", "1")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 4 else 0
    instrument = pack().caring.instruments.get(row.instrument)
    if instrument is None or not 1 <= number <= len(instrument.domains):
        raise ValueError(given)
    return number


def _answered(row: CareAssessment, number: int, request: StaffRequest) -> str:
    instrument = pack().caring.instruments[row.instrument]
    domain, codes = instrument.domains[number - 1], [item.code for item in instrument.domains[number - 1].items]
    with together():
        version = typed_number(request, "version", most=999_999)
        try:
            assessing.answer_domain(assessment_id=row.id, domain=domain.code, answers=forms.typed_answers(request, forms.ITEM, codes),
                                    version=version, by=request.member, now=request.now)  # fmt: skip
        except Invalid as refusal:
            raise refusal.renamed(**{code: f"{forms.ITEM}{code}" for code in codes}) from None
    last = number == len(instrument.domains)
    return f"/assessments/{row.id}/" if last else f"/assessments/{row.id}/answer/?part={number + 1}"


NEW: dict[str, tuple[Callable[[Person, StaffRequest], dict[str, Any]], Callable[[Person, StaffRequest], str]]] = {
    "needs": (lambda _child, request: {"title": _("A need of the child"), "fields": forms.need(request),
                                       "submit_label": _("Write it down")}, _need),
    "goals": (lambda child, request: {"title": _("A goal"), "fields": forms.goal(request, queries.plan_of(child)),
                                      "lead": _("Few goals, in the child's words, each with a day on which you look at it again."),
                                      "submit_label": _("Write it down")}, _goal),
    "services": (lambda child, request: {"title": _("Ask for a service"), "fields": forms.service(request, queries.plan_of(child)),
                                         "submit_label": _("Ask for it")}, _service),
    "assessments": (lambda _child, request: {"title": _("How is the child? An assessment"), "fields": forms.assessment(request),
                                             "lead": _("A draft is kept after each part; only you see it until you sign."),
                                             "submit_label": _("Begin")}, _assessment),
    "follow-ups": (lambda _child, request: {"title": _("Months later: how is the child?"),
                                            "fields": forms.follow_up(request, {}, ""),
                                            "lead": _("Ask the child alone. Every answer can be “not known”."),
                                            "submit_label": _("Write it down")}, _follow_up),
}  # fmt: skip

SHOWN: dict[type[CareRow], Callable[..., dict[str, Any]]] = {
    CareNeed: showing.need, CareGoal: showing.goal, CareService: showing.service,
}  # fmt: skip
