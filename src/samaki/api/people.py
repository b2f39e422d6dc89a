"""Calls about people and notes."""

from typing import Any

from django.utils.translation import gettext as _

from samaki.api import bodies, fields, reading, shapes
from samaki.api.app import Answer, ApiRequest, api, member_call, unkept_call
from samaki.api.cases import case_of, person_of
from samaki.api.versions import matched
from samaki.cases import corrections, identity, operations, queries
from samaki.cases.models import Arrival, Person
from samaki.cases.rules import check_works_cases, may
from samaki.database.refusals import Invalid, tell
from samaki.journeys import mistakes, observing, opening, places, saying_safe


class ObservationIn(bodies.Body):
    """One fact of one child, of the list `fact`, and what was seen: a code of the list `risk_reason`, `whereabouts_reason` or
    `safe_contact_reason`."""

    person: fields.PersonRef
    fact: fields.Fact
    answer: fields.Code
    text: fields.Text = ""
    occurred_at: fields.Moment = ""


@api.post("/cases/{code}/people", response={201: dict[str, Any]})
@member_call
def add(request: ApiRequest, code: str, body: bodies.PersonIn) -> Answer:
    """One more child, or somebody else on the file."""
    case, known = case_of(code), reading.identity(body) or None
    given: dict[str, Any] = {
        "case": case,
        "sex": body.sex,
        "age": body.age,
        "identity": known,
        "by": request.auth,
        "now": request.now,
    }
    if body.part == "survivor":
        if body.child:
            tell(Invalid(_("A survivor belongs to nobody else: leave the field child empty."), field="child"))
        return 201, shapes.person(opening.add_child(**given))
    return 201, shapes.person(
        opening.add_other(**given, part=body.part, child=reading.person_in(case, body.child, "child"))
    )


@api.get("/people/{person_id}", response=dict[str, Any])
@member_call
def person(request: ApiRequest, person_id: str) -> Answer:
    """A person; the name where identity is open to the caller's unit. That look is recorded."""
    return 200, _shown(_person(person_id), request)


@api.patch("/people/{person_id}", response=dict[str, Any])
@member_call
def change(request: ApiRequest, person_id: str, body: bodies.PersonChange) -> Answer:
    """Correct what is known; needs If-Match with the ETag that was read. What is absent or empty stays; null removes."""
    row, given = _person(person_id), body.model_fields_set
    described = {name: getattr(body, name) for name in ("sex", "age", "age_estimated") if name in given}
    identity.correct_person(
        person=row,
        identity={name: getattr(body, name) for name in identity.IDENTITY if name in given},
        **described,
        version=matched(request, row),
        by=request.auth,
        now=request.now,
    )
    return 200, _shown(_person(person_id), request)


@api.post("/people/{person_id}/mark-error", response=dict[str, Any])
@member_call
def mark_person_error(request: ApiRequest, person_id: str, body: bodies.WhyIn) -> Answer:
    """The person was entered by mistake; they leave the lists and stay in the ledger."""
    made = mistakes.mark_person_error(person=_person(person_id), text=body.text, by=request.auth, now=request.now)
    return 200, shapes.person(made) | {"in_error_at": made.in_error_at}


@api.post("/arrivals/{arrival_id}/mark-error", response=dict[str, Any])
@member_call
def mark_arrival_error(request: ApiRequest, arrival_id: str, body: bodies.WhyIn) -> Answer:
    """The arrival was recorded wrongly; it no longer counts. Record it again as it was."""
    found = Arrival.objects.only("id").get(id=reading.key(arrival_id))
    made = mistakes.mark_arrival_error(arrival_id=found.id, text=body.text, by=request.auth, now=request.now)
    return 200, {"id": made.id, "person": made.child_id, "in_error_at": made.in_error_at}


@api.post("/arrivals/{arrival_id}/confirm-safe", response=dict[str, Any])
@member_call
def confirm_safe(request: ApiRequest, arrival_id: str) -> Answer:
    """Another unit said that the child is safe: the caller's, which keeps the child safe, confirms it. The alarm ends."""
    arrival = Arrival.objects.select_related("case").get(id=reading.key(arrival_id))
    made = saying_safe.confirm_safe(arrival=arrival, by=request.auth, now=request.now)
    return 200, {"id": made.id, "person": made.child_id, "safe": made.safe}


class LookIn(bodies.Body):
    """What a place is looked at for."""

    purpose: fields.LookPurpose


@api.post("/arrivals/{arrival_id}/place", response=dict[str, Any])
@unkept_call
def place_of_danger(request: ApiRequest, arrival_id: str, body: LookIn) -> Answer:
    """Where the child is not safe, for a unit that works in the child's care or in justice, or opened the placement in an emergency.

    Recorded, with what it is looked at for; not kept for a retry.
    """
    arrival = Arrival.objects.select_related("case").get(id=reading.key(arrival_id))
    place = places.look_at_danger(arrival=arrival, purpose=body.purpose, by=request.auth, now=request.now)
    return 200, {"id": arrival.id, "person": arrival.child_id, "place": place}


@api.post("/cases/{code}/notes", response={201: dict[str, Any]})
@member_call
def write_note(request: ApiRequest, code: str, body: bodies.NoteIn) -> Answer:
    """An observation in one compartment."""
    case = case_of(code)
    occurred_at, precision = reading.moment(body.occurred_at, request.now)
    row = operations.write_note(
        case=case, compartment=body.compartment, text=body.text, person=person_of(case, body.person),
        occurred_at=occurred_at, precision=precision, by=request.auth, now=request.now,
    )  # fmt: skip
    return 201, _note(row, body.text)


@api.post("/cases/{code}/observations", response={201: dict[str, Any]})
@member_call
def observe(request: ApiRequest, code: str, body: ObservationIn) -> Answer:
    """What was observed of a child: risk, whereabouts, safe contact. What differs from before opens a step; danger alarms."""
    case = case_of(code)
    child = person_of(case, body.person)
    if child is None:
        raise Invalid(_("Choose the child that was observed."), field="person")
    occurred_at, precision = reading.moment(body.occurred_at, request.now)
    row = observing.observe(case=case, child=child, fact=body.fact, answer=body.answer, text=body.text,
                            occurred_at=occurred_at, precision=precision, by=request.auth, now=request.now)  # fmt: skip
    return 201, _note(row, body.text)


@api.get("/cases/{code}/notes", response=dict[str, Any])
@member_call
def notes(request: ApiRequest, code: str, compartment: fields.Code = "") -> Answer:
    """The notes of the compartments that are open to the caller's unit; that those of `placement` were read is recorded."""
    case = case_of(code)
    reading.one_of(compartment, operations.NOTE_COMPARTMENTS, "compartment")
    wanted = (compartment,) if compartment else operations.NOTE_COMPARTMENTS
    found = [
        pair
        for name in wanted
        for pair in (
            places.read_places(case=case, by=request.auth, now=request.now)
            if name == "placement"
            else queries.notes_of(case, name)
        )
    ]
    return 200, shapes.page([_note(row, text) for row, text in found])


@api.post("/cases/{code}/notes/{note_id}/correct", response={201: dict[str, Any]})
@member_call
def correct_note(request: ApiRequest, code: str, note_id: str, body: bodies.NoteChange) -> Answer:
    """Write a note anew; the one of the address is superseded and stays. Stale (412) where it was superseded already."""
    occurred_at, precision = reading.moment(body.occurred_at, request.now) if body.occurred_at else (None, "instant")
    row = corrections.correct_note(
        case=case_of(code), compartment=body.compartment, record_id=reading.key(note_id), text=body.text,
        occurred_at=occurred_at, precision=precision, by=request.auth, now=request.now,
    )  # fmt: skip
    return 201, _note(row, body.text)


@api.post("/cases/{code}/notes/{note_id}/mark-error", response={201: dict[str, Any]})
@member_call
def mark_note_error(request: ApiRequest, code: str, note_id: str, body: bodies.NoteError) -> Answer:
    """A note or an observation was written by mistake; it stays, with the reason."""
    row = mistakes.mark_note_error(case=case_of(code), compartment=body.compartment, record_id=reading.key(note_id),
                                      text=body.text, by=request.auth, now=request.now)  # fmt: skip
    return 201, _note(row, body.text)


def _note(row: Any, text: str) -> dict[str, Any]:
    return {"id": row.id, "compartment": row._meta.db_table.removesuffix("_record"), "person": row.person_id, "text": text,
            "kind": row.kind, "supersedes": row.supersedes_id, "version": row.version, "unit": row.unit,
            "author": row.recorded_by, "occurred_at": row.occurred_at, "recorded_at": row.recorded_at}  # fmt: skip


def _person(person_id: str) -> Person:
    return Person.objects.select_related("case").get(id=reading.key(person_id))


def _shown(row: Person, request: ApiRequest) -> dict[str, Any]:
    found = shapes.person(row) | {"case": row.case.code, "etag": row.version}
    if may(check_works_cases, request.auth, request.now) and operations.sees(
        row.case_id, "identity", row.child_id, request.auth
    ):
        known = identity.look_at_identity(person=row, by=request.auth, now=request.now)
        known.pop("version", None)
        found["identity"] = known or None
    return found
