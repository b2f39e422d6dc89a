"""Calls about the desk, units and cases."""

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.queries import units as units_at
from samaki.api import bodies, codes, fields, reading, shapes
from samaki.api.app import Answer, ApiRequest, api, member_call
from samaki.cases import queries
from samaki.cases.codes import read_code
from samaki.cases.models import Case, Person
from samaki.database.refusals import Invalid, tell
from samaki.handoffs.operations import hand_on
from samaki.handoffs.queries import messages_of
from samaki.journeys import closing, danger, doing, mistakes, opening
from samaki.journeys.desk import DeskItem, desk_items
from samaki.journeys.safeguarding.keeping import untold_of
from samaki.ledger.models import LedgerEntry

TIMELINE = 100


def case_of(code: str) -> Case:
    """The case with this code, typed in any case; Case.DoesNotExist otherwise."""
    return queries.case_of(read_code(code) or "")


def person_of(case: Case, text: str) -> Person | None:
    """A person of the case; None for an empty text."""
    return Person.objects.select_related("case").get(id=reading.key(text), case=case) if text else None


@api.get("/desk", response=dict[str, Any])
@member_call
def desk(request: ApiRequest) -> Answer:
    """What waits on the caller's unit, the soonest due first."""
    return 200, shapes.page([_desk_item(item) for item in desk_items(request.auth, request.now)])


def _desk_item(item: DeskItem) -> dict[str, Any]:
    return {
        "kind": item.kind, "id": item.id, "task": item.task, "case": item.case_code or None, "state": item.state,
        "urgency": item.urgency, "due_at": item.due_at, "late": item.late, "level": item.level,
        "step_kind": item.step_kind or None, "handoff": item.handoff.id if item.handoff else None,
    }  # fmt: skip


@api.get("/units", response=dict[str, Any])
@member_call
def units(request: ApiRequest, kind: fields.FilterOfKinds = "", area: fields.Area = "") -> Answer:
    """Open units, of a kind and serving an area of the pack."""
    reading.one_of(kind, pack().agency_kinds, "kind"), reading.one_of(area, pack().places.by_code, "area")
    return 200, shapes.page(shapes.units(units_at(request.now, kind=kind, area=area)))


@api.get("/codes", response=dict[str, Any], summary="Codes of the country's pack")
@member_call
def list_codes(request: ApiRequest, list: fields.Code = "") -> Answer:  # noqa: A002 - the name of the parameter
    """The codes that calls carry, with their labels in each language; of one `list`, or all of them at once."""
    return 200, shapes.page(codes.told(reading.one_of(list, codes.LISTS, "list")))


@api.get("/cases", response=dict[str, Any])
@member_call
def cases(
    request: ApiRequest, cursor: fields.Code = "", state: fields.FilterOfCases = "", area: fields.Area = ""
) -> Answer:
    """The cases that the caller's unit has a part in, newest first."""
    before, state = reading.cursor(cursor), reading.one_of(state, ("open", "closed"), "state")
    area = reading.one_of(area, pack().places.by_code, "area")
    rows, following = queries.page_of_cases(before=before, state=state, area=area)
    return 200, shapes.page([shapes.case_line(row) for row in rows], following)


@api.post("/cases", response={201: dict[str, Any]})
@member_call
def open_case(request: ApiRequest, body: bodies.CaseIn) -> Answer:
    """A case of the unit's own work."""
    case = opening.open_own(**body.dict(exclude={"occurred_at"}), by=request.auth, now=request.now)
    return 201, shapes.whole_case(case)


@api.get("/cases/{code}", response=dict[str, Any])
@member_call
def case(request: ApiRequest, code: str) -> Answer:
    """One case as the caller's unit sees it."""
    return 200, shapes.whole_case(case_of(code))


@api.post("/cases/{code}/handoffs", response={201: dict[str, Any]})
@member_call
def new_handoff(request: ApiRequest, code: str, body: bodies.HandoffIn) -> Answer:
    """Ask another unit to take a step."""
    row = case_of(code)
    step = row.steps.get(id=reading.key(body.step))
    to_unit = reading.unit(body.to_unit, "to_unit")
    carries = {name: getattr(body, name) for name in ("never_again", "wants", "safe_contact", "pays")}
    made = hand_on(step_id=step.id, to_unit=to_unit, why=body.why, why_code=body.why_code, urgency=body.urgency,
                   keep_draft=body.draft, carries=carries, by=request.auth, now=request.now)  # fmt: skip
    return 201, shapes.handoff(made, messages_of(made), row.code)


@api.post("/cases/{code}/steps", response={201: dict[str, Any]})
@member_call
def start_step(request: ApiRequest, code: str, body: bodies.StartIn) -> Answer:
    """Open a step by hand."""
    row = case_of(code)
    person = person_of(row, body.person)
    opened = doing.start_step(case_id=row.id, kind=body.kind, person_id=person.id if person else None,
                              by=request.auth, now=request.now)  # fmt: skip
    return 201, shapes.page([shapes.step(step) for step in opened])


@api.post("/cases/{code}/arrivals", response={201: dict[str, Any]})
@member_call
def arrive(request: ApiRequest, code: str, body: bodies.ArrivalIn) -> Answer:
    """The child arrived somewhere; the place is sealed. Received by the caller's unit when nobody else is named, unless not safe there.

    `safe_waits`: that the child is safe ends no alarm before who keeps the child safe confirms it. `keeper_knows`: whether the unit that
    received the child knows of it; if not, hand on a step to it or share: naming it tells it nothing.
    """
    row = case_of(code)
    child = Person.objects.select_related("case").get(id=reading.key(body.person), case=row)
    if "safe" not in body.model_fields_set:
        tell(Invalid(_("Say whether the child is safe there, or that you do not know."), field="safe"))
    place = body.place if "place" in body.model_fields_set else ""
    occurred_at, precision = reading.moment(body.occurred_at, request.now)
    made = danger.arrive(
        case=row, child=child, place=place, safe=body.safe, brought_by=reading.unit(body.brought_by, "brought_by"),
        received_by=reading.unit(body.received_by, "received_by") or (None if body.safe is False else request.auth.unit),
        occurred_at=occurred_at, precision=precision,
        by=request.auth, now=request.now,
    )  # fmt: skip
    return 201, {
        "id": made.id,
        "person": made.child_id,
        "safe": made.safe,
        "safe_waits": body.safe is True and made.safe is None,
        "received_by": made.received_by.id if made.received_by else None,
        "keeper_knows": made.received_by_id not in {one.keeper for one in untold_of(child)}
        if made.received_by_id
        else None,
        "brought_by": made.brought_by.id if made.brought_by else None,
        "occurred_at": made.occurred_at,
        "recorded_at": made.recorded_at,
    }


@api.post("/cases/{code}/urgency", response=dict[str, Any])
@member_call
def urgency(request: ApiRequest, code: str, body: bodies.UrgencyIn) -> Answer:
    """More urgent than it was thought; or, by who raised it by mistake and with a reason, less urgent again."""
    row = case_of(code)
    if body.urgency in mistakes.lower_than(row.urgency):
        if not body.text.strip():
            raise Invalid(_("To make a case less urgent, say why in the field text."), field="text")
        row = mistakes.lower_urgency(case=row, urgency=body.urgency, text=body.text, by=request.auth, now=request.now)
    else:
        row = danger.raise_urgency(case=row, urgency=body.urgency, by=request.auth, now=request.now)
    return 200, shapes.case_line(row)


@api.post("/strands/{strand_id}/close", response=dict[str, Any])
@member_call
def close_strand(request: ApiRequest, strand_id: str, body: bodies.CloseIn) -> Answer:
    """Close one part of a case."""
    row = closing.close_strand(strand_id=reading.key(strand_id), reason=body.reason, text=body.text,
                               other_case=body.other_case, by=request.auth, now=request.now)  # fmt: skip
    return 200, shapes.strand(row)


@api.post("/strands/{strand_id}/reopen", response=dict[str, Any])
@member_call
def reopen_strand(request: ApiRequest, strand_id: str, body: bodies.ReopenIn) -> Answer:
    """Open one part of a case again."""
    row = closing.reopen_strand(strand_id=reading.key(strand_id), reason=body.reason, text=body.text, by=request.auth,
                                now=request.now)  # fmt: skip
    return 200, shapes.strand(row)


@api.get("/cases/{code}/timeline", response=dict[str, Any])
@member_call
def timeline(request: ApiRequest, code: str, cursor: fields.Code = "") -> Answer:
    """What happened, newest first, from the ledger's entries that the caller may see."""
    rows = LedgerEntry.objects.filter(case_id=case_of(code).id).order_by("-id")
    if cursor:
        rows = rows.filter(id__lt=reading.cursor(cursor))
    found = list(rows[: TIMELINE + 1])
    items = shapes.entries(found[:TIMELINE])
    return 200, shapes.page(items, found[TIMELINE - 1].id if len(found) > TIMELINE else None)
