"""Calls about what a court orders and what speaks for the accused. (Annotations are values here.)"""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import Field

from samaki.api import bodies, fields, reading, shapes
from samaki.api.app import Answer, ApiRequest, api, member_call
from samaki.api.cases import case_of
from samaki.api.sharing import shown_disclosure
from samaki.cases.documents.models import Document
from samaki.cases.models import Case
from samaki.cases.records import JusticeRecord
from samaki.cases.sharing import ordering, queries
from samaki.database.refusals import Invalid, together
from samaki.journeys.accused import operations as accused
from samaki.journeys.accused.models import ForAccused
from samaki.journeys.accused.queries import flags_of, taken_back, unread

Day = Annotated[fields.Code, Field(description="a day, as 2026-03-05")]


class OrderIn(bodies.Act):
    """What stands on the paper of a court; `text`: in one's own words, sealed, of the own unit.

    `person` must be said: "" says that the order is about the whole case.
    """

    court: fields.UnitRef
    number: fields.Line
    ordered_on: Day
    compartments: Annotated[list[fields.SharedPart], Field(max_length=10)]
    person: fields.PersonRef = ""
    until: fields.Moment = ""
    text: fields.Text = ""


class OrderEndIn(bodies.ReasonIn):
    """Why what it opened ends: a code of the list `order_end_reason`."""


class FlagIn(bodies.Act):
    """A note of the justice part or a document (its id), and why it speaks for the accused."""

    item: fields.Code
    text: fields.Text


@api.post("/cases/{code}/orders", response={201: dict[str, Any]})
@member_call
def record_order(request: ApiRequest, code: str, body: OrderIn) -> Answer:
    """An order of a court: from now that court reads just these parts. Every unit that works in them is told; a second person looks.

    Placement and intelligence open when a second person has confirmed (`waits_for_second`, `POST disclosures/ID/confirm-order`).
    """
    case = case_of(code)
    with together() as told:
        order = _order(case, body, told)
        ordering.check_order(case, order, request.auth, request.now)
    row = ordering.record_order(case=case, order=order, text=body.text, by=request.auth, now=request.now)
    return 201, shown_disclosure(row, request.auth)


@api.post("/disclosures/{disclosure_id}/correct-order", response={201: dict[str, Any]})
@member_call
def correct_order(request: ApiRequest, disclosure_id: str, body: OrderIn) -> Answer:
    """It was entered wrongly (`text`: what): what it opened ends, what stands on the paper opens instead."""
    before = queries.disclosure_of(reading.key(disclosure_id))
    case = Case.objects.get(id=before.case_id)
    with together() as told:
        order = _order(case, body, told)
        ordering.check_order(case, order, request.auth, request.now, why=body.text)
    row = ordering.correct_order(disclosure_id=before.id, order=order, text=body.text, by=request.auth, now=request.now)
    return 201, shown_disclosure(row, request.auth)


@api.post("/disclosures/{disclosure_id}/confirm-order", response=dict[str, Any])
@member_call
def confirm_order(request: ApiRequest, disclosure_id: str) -> Answer:
    """A second person, of another unit where one is, says that it stands so on the paper: the parts that waited open."""
    key = queries.disclosure_of(reading.key(disclosure_id)).id
    return 200, shown_disclosure(
        ordering.confirm_order(disclosure_id=key, by=request.auth, now=request.now), request.auth
    )


@api.post("/disclosures/{disclosure_id}/end-order", response=dict[str, Any])
@member_call
def end_order(request: ApiRequest, disclosure_id: str, body: OrderEndIn) -> Answer:
    """The court lifted it, another one took its place, or it was a mistake."""
    key = queries.disclosure_of(reading.key(disclosure_id)).id
    row = ordering.end_order(disclosure_id=key, reason=body.reason, text=body.text, by=request.auth, now=request.now)
    return 200, shown_disclosure(row, request.auth)


@api.get("/cases/{code}/for-accused", response=dict[str, Any])
@member_call
def flags(request: ApiRequest, code: str) -> Answer:
    """What speaks for the accused, the oldest first, then what was taken back (`ended_at`); `unread`: by all of the caller's unit."""
    case = case_of(code)
    found = flags_of(case)
    waiting = {row.id for row in unread(found, request.auth.unit_id)}
    return 200, shapes.page([_flag(row) | {"unread": row.id in waiting} for row in [*found, *taken_back(case)]])


@api.post("/cases/{code}/for-accused", response={201: dict[str, Any]})
@member_call
def flag(request: ApiRequest, code: str, body: FlagIn) -> Answer:
    """Flag a note of the justice part, or a document."""
    case = case_of(code)
    item = _item(case, JusticeRecord, body.item) or _item(case, Document, body.item)
    row = accused.flag_for_accused(case=case, item=item, text=body.text, by=request.auth, now=request.now)
    return 201, _flag(row)


@api.post("/for-accused/{flag_id}/take-back", response=dict[str, Any])
@member_call
def take_back_flag(request: ApiRequest, flag_id: str, body: bodies.WhyIn) -> Answer:
    """It does not speak for the accused after all."""
    return 200, _flag(
        accused.take_back_flag(flag_id=reading.key(flag_id), text=body.text, by=request.auth, now=request.now)
    )


@api.post("/for-accused/{flag_id}/read", response=dict[str, Any])
@member_call
def read_for_accused(request: ApiRequest, flag_id: str) -> Answer:
    """The caller's unit has read it."""
    return 200, _flag(accused.read_for_accused(flag_id=reading.key(flag_id), by=request.auth, now=request.now))


def _item(case: Case, table: type[JusticeRecord] | type[Document], key: str) -> Any:
    """A note or document of the case; None for what is none: the operation says so."""
    try:
        return table._default_manager.filter(id=UUID(key), case=case).first()
    except ValueError:
        return None


def _order(case: Case, body: OrderIn, told: Any) -> ordering.Order:
    if "person" not in body.model_fields_set:
        told.wrong(_("Choose the child that the order names, or the whole case if it says so."), field="person")
    return ordering.Order(
        court=reading.unit_or_none(body.court), number=body.number, ordered_on=told.of(_day, body.ordered_on),
        compartments=body.compartments, child=told.of(reading.person_in, case, body.person, "person"),
        until=told.of(reading.until_or_none, body.until),
    )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Invalid(_("Write the day of the order; it is not in the future."), field="ordered_on") from error


def _flag(row: ForAccused) -> dict[str, Any]:
    return {"id": row.id, "item": row.item_id, "of": row.item.removesuffix("_record"), "compartment": row.room,
            "person": row.child_id, "unit": row.unit.id, "flagged_at": row.flagged_at, "ended_at": row.ended_at}  # fmt: skip
