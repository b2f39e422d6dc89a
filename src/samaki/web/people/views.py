"""People on the file, notes, and where the child is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.cases import corrections, operations, queries, rules
from samaki.cases.models import Arrival, Person
from samaki.database import current_alias
from samaki.database.refusals import Invalid, tell, together
from samaki.journeys import danger, mistakes, observing, opening, places, saying_safe
from samaki.web.fields import typed, typed_moment, typed_number
from samaki.web.likely import doubts
from samaki.web.pages import StaffRequest, errors_of, page, shown_once, staff_page
from samaki.web.people import acts, finding, forms, person
from samaki.web.people import notes as shown_notes
from samaki.web.people.fields import typed_identity
from samaki.web.safeguarding import keeping


@staff_page
def person_page(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """A person without a name; the name when it is asked for, the look recorded; correcting what is known."""
    case = queries.case_of(code)
    found = Person.objects.select_related("case").get(id=key, case=case)
    known, errors = None, []
    if request.method == "POST":
        try:
            done = acts.ACTS.get(typed(request, "act"), acts.look)(found, request)
            if done == "mistake":
                return HttpResponseRedirect(f"/cases/{code}/")
            if isinstance(done, str):
                return HttpResponseRedirect(f"/cases/{code}/people/{key}/?saved={done}")
            known = done
        except Invalid as refusal:
            errors = errors_of(refusal)
    context = person.context(case, found, known, request, errors)
    return page(request, "staff/person.html", context, status=422 if errors else 200)


@staff_page
def find(request: StaffRequest, code: str) -> HttpResponse:
    """Find a person by name, for this case."""
    case, found, errors = queries.case_of(code), None, []
    rules.check_works_on(case, request.member)
    if request.method == "POST":
        try:
            found = finding.find(case, request)
        except Invalid as refusal:
            errors = errors_of(refusal)
    context = finding.context(case, found, request, errors)
    return page(request, "staff/find.html", context, status=422 if errors else 200)


@staff_page
def new_person(request: StaffRequest, code: str) -> HttpResponse:
    """One more child, or somebody else on the file."""
    case = queries.case_of(code)
    rules.check_works_on(case, request.member)
    errors = []
    if request.method == "POST":
        try:
            _add(case, request)
            return HttpResponseRedirect(f"/cases/{code}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", forms.new_person(case, request, errors), status=422 if errors else 200)


@staff_page
def new_note(request: StaffRequest, code: str) -> HttpResponse:
    """An observation in one compartment of the file."""
    case = queries.case_of(code)
    rules.check_works_on(case, request.member)
    errors = []
    if request.method == "POST":
        try:
            _note(case, request)
            return HttpResponseRedirect(f"/cases/{code}/notes/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", forms.note(case, request, errors), status=422 if errors else 200)


@staff_page
def notes(request: StaffRequest, code: str) -> HttpResponse:
    """The notes of the compartments that are open to us, newest first."""
    return page(request, "staff/notes.html", shown_notes.notes(queries.case_of(code), request))


@staff_page
def note_page(request: StaffRequest, code: str, compartment: str, key: UUID) -> HttpResponse:
    """One note of our own: write it anew, or say that it was a mistake."""
    case = queries.case_of(code)
    row = corrections.note_of(case, compartment, key)
    corrections.check_mends_note(row, request.member, request.now)
    errors = []
    if request.method == "POST":
        try:
            acts.mend_note(case, compartment, key, request)
            return HttpResponseRedirect(f"/cases/{code}/notes/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    context = shown_notes.one(row, queries.opened(row), case, request, errors)
    return page(request, "staff/form.html", context, status=422 if errors else 200)


@staff_page
def arrival_mistake(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """An arrival was recorded wrongly."""
    case = queries.case_of(code)
    arrival = Arrival.objects.get(id=key, case=case)
    mistakes.check_marks_arrival(arrival, request.member, request.now)
    errors = []
    if request.method == "POST":
        try:
            mistakes.mark_arrival_error(arrival_id=key, text=typed(request, "text"), by=request.member, now=request.now)
            return HttpResponseRedirect(f"/cases/{code}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    context = forms.arrival_mistake(case, request, errors)
    return page(request, "staff/form.html", context, status=422 if errors else 200)


@staff_page
def place_of_danger(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Where a child is not safe: shown when asked for, the look recorded; asked for anew each time."""
    case = queries.case_of(code)
    arrival = Arrival.objects.select_related("case").get(id=key, case=case)
    places.check_looks_at_danger(arrival, request.member, request.now)
    errors = []
    if request.method == "POST":
        try:
            purpose = typed(request, "purpose")
            place = places.look_at_danger(arrival=arrival, purpose=purpose, by=request.member, now=request.now)
            opened = page(request, "staff/form.html", forms.place_of_danger(case, arrival, place))
            return shown_once(opened, f"/cases/{code}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    shown = forms.place_of_danger(case, arrival, errors=errors)
    return page(request, "staff/form.html", shown, status=422 if errors else 200)


@staff_page
def confirm_safe(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Another unit said that the child is safe: who keeps the child safe confirms it."""
    case = queries.case_of(code)
    arrival = Arrival.objects.select_related("case", "received_by").get(id=key, case=case)
    saying_safe.check_confirms(arrival, request.member, request.now)
    if request.method != "POST":
        return page(request, "staff/form.html", forms.confirm_safe(case, arrival))
    saying_safe.confirm_safe(arrival=arrival, by=request.member, now=request.now)
    return HttpResponseRedirect(f"/cases/{code}/")


@staff_page
def new_observation(request: StaffRequest, code: str) -> HttpResponse:
    """Risk, whereabouts and safe contact of a child, as observed; what differs from before opens a step."""
    case = queries.case_of(code)
    rules.check_works_on(case, request.member)
    errors = []
    if request.method == "POST":
        try:
            _observe(case, request)
            return HttpResponseRedirect(f"/cases/{code}/timeline/?kind=record")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", forms.observation(case, request, errors), status=422 if errors else 200)


@staff_page
def new_arrival(request: StaffRequest, code: str) -> HttpResponse:
    """The child arrived: who brought, who received, when."""
    case = queries.case_of(code)
    rules.check_works_on(case, request.member)
    errors = []
    if request.method == "POST":
        try:
            child = _arrive(case, request)
            return HttpResponseRedirect(keeping.leads_to(child) or f"/cases/{code}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", forms.arrival(case, request, errors), status=422 if errors else 200)


@together()
def _note(case: operations.Case, request: StaffRequest) -> None:
    about = _child(case, typed(request, "person"))
    occurred_at, precision = typed_moment(request, "occurred_at", request.now, doubts(case, about))
    operations.write_note(
        case=case, compartment=typed(request, "compartment"), text=typed(request, "text"), person=about,
        occurred_at=occurred_at, precision=precision, by=request.member, now=request.now,
    )  # fmt: skip


@together()
def _add(case: operations.Case, request: StaffRequest) -> None:
    part, sex, age = typed(request, "part"), typed(request, "sex"), typed_number(request, "age", most=120)
    if not part:
        tell(Invalid(_("Choose whom you add: a child, or somebody else."), field="part"))
    if not sex:
        tell(Invalid(_("Choose the sex, or that it is not known."), field="sex"))
    estimated, identity = typed(request, "age_estimated") != "no", typed_identity(request) or None
    given = {"case": case, "sex": sex, "age": age, "age_estimated": estimated, "by": request.member, "now": request.now}
    if part == "survivor":
        opening.add_child(**given, identity=identity)
    else:
        child = _child(case, typed(request, "person"))
        acts.ask_if_known(case, part, identity, request)
        opening.add_other(**given, part=part, child=child, identity=identity)


def _observe(case: operations.Case, request: StaffRequest) -> None:
    """One act for each fact that was observed; all of them or none."""
    answers = {fact: typed(request, fact) for fact in pack().reasons["fact"]}
    seen = {fact: answer for fact, answer in answers.items() if answer}
    with together() as told:
        child = _the_child(case, request, _("Choose the child that was observed."))
        occurred_at, precision = typed_moment(request, "occurred_at", request.now, doubts(case, child))
        text = typed(request, "text")
        if not seen:
            told.wrong(_("Choose at least one answer, or write a note instead."), field=next(iter(answers)))
        for fact, answer in seen.items():
            told.of(observing.check_answer, fact, answer)
    assert child is not None  # else the block has told it
    with transaction.atomic(using=current_alias()):
        for fact, answer in seen.items():
            observing.observe(case=case, child=child, fact=fact, answer=answer, text=text,
                              occurred_at=occurred_at, precision=precision, by=request.member, now=request.now)  # fmt: skip


def _arrive(case: operations.Case, request: StaffRequest) -> Person:
    answers = {"yes": True, "no": False, "unknown": None}
    place: str | None = typed(request, "place")
    if request.POST.get("place_unknown") and not place:
        place = None
    with together() as told:
        child = _the_child(case, request, _("Choose the child who arrived."))
        if place and request.POST.get("place_unknown"):
            told.wrong(_("You wrote a place, and ticked that the place is not known. Which is true? Leave out the other one."),
                       field="place")  # fmt: skip
        told.of(rules.check_place, place, answers.get(typed(request, "safe")))
        if typed(request, "safe") not in answers:
            told.wrong(_("Say whether the child is safe there, or that you do not know."), field="safe")
        brought_by, received_by = _unit(request, "brought_by"), _unit(request, "received_by")
        occurred_at, precision = typed_moment(request, "occurred_at", request.now, doubts(case, child))
    assert child is not None  # else the block has told it
    given: dict[str, Any] = {
        "case": case, "child": child, "place": place, "safe": answers[typed(request, "safe")], "brought_by": brought_by,
        "received_by": received_by, "occurred_at": occurred_at, "by": request.member, "now": request.now,
    }  # fmt: skip
    if not danger.recorded_already(**given):
        danger.arrive(**given, precision=precision)
    return child


def _unit(request: StaffRequest, name: str) -> Unit | None:
    """The unit chosen; None for somebody who does not work here."""
    code = typed(request, name)
    unit = Unit.objects.filter(code=code).first() if code else None
    if code and unit is None:
        tell(Invalid(_("Choose a unit from the list."), field=name))
    return unit


def _child(case: operations.Case, key: str) -> Person | None:
    if not key:
        return None
    try:
        return Person.objects.select_related("case").get(id=UUID(key), case=case)
    except (ValueError, Person.DoesNotExist):
        tell(Invalid(_("Choose a person from the list."), field="person"))
        return None


def _the_child(case: operations.Case, request: StaffRequest, sentence: str) -> Person | None:
    """The child that this form is about; that none was chosen is told."""
    child = _child(case, typed(request, "person"))
    if child is None:
        tell(Invalid(sentence, field="person"))
    return child
