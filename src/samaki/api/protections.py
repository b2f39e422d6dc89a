"""Calls about a child's protection at court and promises to it. (Annotations are values here.)"""

from typing import Annotated, Any

from pydantic import Field

from samaki.api import bodies, fields, reading, shapes, versions
from samaki.api.app import Answer, ApiRequest, api, member_call
from samaki.api.cases import case_of
from samaki.api.voice import ChildRef, child_in, hearing_of
from samaki.database.refusals import together
from samaki.journeys.protections import measures, promising, queries
from samaki.journeys.protections.models import ChildPromise, Protection

HearingRef = Annotated[fields.Code, Field(description="id of a hearing of the case; empty: the whole proceeding")]
NotReason = Annotated[
    fields.Code, Field(description="a code of the list `protection_not_reason`: refused, or not there, why")
]


class ProtectionIn(bodies.Body):
    """`move`: how far it is already: ask | order | provide | fail."""

    person: ChildRef
    measure: Annotated[fields.Code, Field(description="a code of the list `protection_reason`")]
    hearing: HearingRef = ""
    move: fields.Code = "ask"
    reason: NotReason = ""
    text: fields.Text = ""


class ProtectionMoveIn(bodies.Body):
    """`move`: order | refuse | provide | fail | ask | drop."""

    move: fields.Code
    reason: NotReason = ""
    text: fields.Text = ""


class CarryProtectionsIn(bodies.Body):
    """A new day takes over what stood for the day before."""

    person: ChildRef
    hearing: HearingRef


class ChildPromiseIn(bodies.Body):
    """What was promised, which unit keeps it, by when."""

    person: ChildRef
    sort: Annotated[fields.Code, Field(description="a code of the list `promise_reason`")]
    owner: fields.UnitRef
    due_at: Annotated[fields.Code, Field(description="RFC 3339 time, or a date; it lies ahead")]
    text: fields.Text = ""
    hearing: HearingRef = ""


class PromiseSaidIn(bodies.Body):
    """`move`: keep | break (with a reason in words) | reopen (with `due_at`)."""

    move: fields.Code
    text: fields.Text = ""
    due_at: fields.Code = ""


@api.get("/cases/{code}/protections", response=dict[str, Any])
@member_call
def protections(request: ApiRequest, code: str) -> Answer:
    """Measures that are open to the caller's unit, in the order in which they were written down."""
    rows = list(Protection.objects.filter(case_id=case_of(code).id).order_by("id")[: queries.MOST])
    words = queries.words_of(rows)
    return 200, shapes.page([_measure(row, words.get(row.id, [])) for row in rows])


@api.post("/cases/{code}/protections", response={201: dict[str, Any]})
@member_call
def ask_protection(request: ApiRequest, code: str, body: ProtectionIn) -> Answer:
    """A measure that protects a child, of one hearing or of the whole proceeding."""
    case = case_of(code)
    with together():
        row = measures.ask_protection(case=case, child=child_in(case, body.person), measure=body.measure,
                                      hearing=hearing_of(case, body.hearing),
                                      move=body.move, reason=body.reason, text=body.text, by=request.auth, now=request.now)  # fmt: skip
    return 201, _measure(row, queries.words_of([row])[row.id])


@api.post("/cases/{code}/protections/carry", response={201: dict[str, Any]})
@member_call
def carry_protections(request: ApiRequest, code: str, body: CarryProtectionsIn) -> Answer:
    """Ask again for a new day what was asked for the day before."""
    case = case_of(code)
    with together():
        child, hearing = child_in(case, body.person), hearing_of(case, body.hearing)
    rows = measures.carry_protections(case=case, child=child, hearing=hearing, by=request.auth, now=request.now)
    words = queries.words_of(rows)
    return 201, shapes.page([_measure(row, words.get(row.id, [])) for row in rows])


@api.post("/protections/{protection_id}/move", response=dict[str, Any])
@member_call
def move_protection(request: ApiRequest, protection_id: str, body: ProtectionMoveIn) -> Answer:
    """How far it is."""
    found = Protection.objects.only("id").get(id=reading.key(protection_id))
    row = measures.move_protection(protection_id=found.id, move=body.move, reason=body.reason, text=body.text, by=request.auth,
                                   now=request.now)  # fmt: skip
    return 200, _measure(row, queries.words_of([row])[row.id])


@api.get("/cases/{code}/child-promises", response=dict[str, Any])
@member_call
def child_promises(request: ApiRequest, code: str) -> Answer:
    """What was promised to the children, the soonest due first."""
    rows = list(ChildPromise.objects.filter(case_id=case_of(code).id).order_by("due_at", "id")[: queries.MOST])
    words = queries.words_of(rows)
    return 200, shapes.page([_promise(row, words.get(row.id, [])) for row in rows])


@api.post("/cases/{code}/child-promises", response={201: dict[str, Any]})
@member_call
def promise_child(request: ApiRequest, code: str, body: ChildPromiseIn) -> Answer:
    """Something was promised to a child: it waits on the desk of the unit that keeps it."""
    case = case_of(code)
    with together():
        row = promising.promise_child(case=case, child=child_in(case, body.person), sort=body.sort, text=body.text,
                                      owner=reading.unit(body.owner, "owner"), due_at=reading.until_or_none(body.due_at),
                                      hearing=hearing_of(case, body.hearing), by=request.auth, now=request.now)  # fmt: skip
    return 201, _promise(row, queries.words_of([row])[row.id])


@api.post("/child-promises/{promise_id}/say", response=dict[str, Any])
@member_call
def say_promise(request: ApiRequest, promise_id: str, body: PromiseSaidIn) -> Answer:
    """What became of it. Needs If-Match."""
    found = ChildPromise.objects.get(id=reading.key(promise_id))
    row = promising.answer_promise(promise_id=found.id, move=body.move, text=body.text, due_at=reading.until_or_none(body.due_at),
                                   version=versions.matched(request, found), by=request.auth, now=request.now)  # fmt: skip
    return 200, _promise(row, queries.words_of([row])[row.id])


@api.post("/child-promises/{promise_id}/mark-error", response=dict[str, Any])
@member_call
def mark_promise_error(request: ApiRequest, promise_id: str, body: bodies.WhyIn) -> Answer:
    """It was never promised."""
    found = ChildPromise.objects.only("id").get(id=reading.key(promise_id))
    row = promising.mark_promise_error(promise_id=found.id, text=body.text, by=request.auth, now=request.now)
    return 200, _promise(row, queries.words_of([row])[row.id])


def _measure(row: Protection, lines: list[str]) -> dict[str, Any]:
    return {"id": row.id, "person": row.child_id, "hearing": row.hearing_id, "measure": row.measure, "state": row.state,
            "reason": row.reason,
            "asked_at": row.asked_at, "ordered_at": row.ordered_at, "provided_at": row.provided_at, "after": row.after_id, "lines": lines,
            "unit": row.unit, "author": row.recorded_by, "recorded_at": row.recorded_at, "version": row.version}  # fmt: skip


def _promise(row: ChildPromise, lines: list[str]) -> dict[str, Any]:
    return {"id": row.id, "person": row.child_id, "hearing": row.hearing_id, "sort": row.sort, "state": row.state, "owner": row.owner,
            "due_at": row.due_at, "said_at": row.said_at, "lines": lines, "unit": row.unit, "author": row.recorded_by,
            "recorded_at": row.recorded_at, "version": row.version, "etag": row.version}  # fmt: skip
