"""Calls of messages on a case. (Annotations are values here.)"""

from typing import Annotated, Any

from pydantic import Field

from samaki.agencies.models import Member
from samaki.api import bodies, fields, reading, shapes
from samaki.api.app import Answer, ApiRequest, api, member_call
from samaki.api.cases import case_of, person_of
from samaki.cases.messages import operations
from samaki.cases.messages.models import CaseMessage
from samaki.cases.messages.queries import Shown, messages_of
from samaki.cases.models import Case

Room = Annotated[fields.Code, Field(json_schema_extra={"enum": ["care", "justice"]})]
Mentions = Annotated[
    list[fields.Code], Field(max_length=50, description="ids of members who work on this part of the case")
]


class MessageIn(bodies.Body):
    """A message in one part of the file; `person`: of which child, empty: of the whole case."""

    compartment: Room
    text: fields.Text
    person: fields.PersonRef = ""
    mentions: Mentions = []


class WordsIn(bodies.Body):
    """The right words."""

    text: fields.Text


@api.get("/cases/{code}/messages", response=dict[str, Any])
@member_call
def messages(request: ApiRequest, code: str) -> Answer:
    """What the caller's unit may read, the oldest first; each with who has read it."""
    return 200, shapes.page(_shapes(messages_of(case_of(code)), request.auth))


@api.post("/cases/{code}/messages", response={201: dict[str, Any]})
@member_call
def write(request: ApiRequest, code: str, body: MessageIn) -> Answer:
    """Write one. Units that read this part are told, quietly."""
    case = case_of(code)
    row = operations.write_message(case=case, compartment=body.compartment, child=person_of(case, body.person), text=body.text,
                                   mentions=[reading.key(one) for one in body.mentions], by=request.auth, now=request.now)  # fmt: skip
    return 201, _shape(Shown(row, body.text))


@api.post("/messages/{message_id}/read", response=dict[str, Any])
@member_call
def read(request: ApiRequest, message_id: str) -> Answer:
    """The caller has read it."""
    row = CaseMessage.objects.get(id=reading.key(message_id))
    case = Case.objects.get(id=row.case_id)
    return 200, {"count": operations.read_messages(case=case, messages=[row.id], by=request.auth, now=request.now)}


@api.post("/messages/{message_id}/correct", response={201: dict[str, Any]})
@member_call
def correct(request: ApiRequest, message_id: str, body: WordsIn) -> Answer:
    """Other words stand in its place; the old ones stay beneath."""
    found = CaseMessage.objects.only("id").get(id=reading.key(message_id))
    row = operations.correct_message(message_id=found.id, text=body.text, by=request.auth, now=request.now)
    return 201, _shape(Shown(row, body.text))


def _shapes(shown: list[Shown], by: Member) -> list[dict[str, Any]]:
    items = shapes.with_units([_told(one) | {"read": one.read(by)} for one in shown], "unit")
    marks = shapes.with_units([mark for item in items for mark in item["read_by"]], "unit")
    told = iter(marks)
    return [item | {"read_by": [next(told) for _mark in item["read_by"]]} for item in items]


def _shape(one: Shown) -> dict[str, Any]:
    return shapes.with_units([_told(one)], "unit")[0]


def _told(one: Shown) -> dict[str, Any]:
    row = one.row
    return {"id": row.id, "compartment": row.compartment, "person": row.child_id, "unit": row.unit, "written_at": row.made_at,
            "corrects": row.supersedes_id, "text": one.text, "before": one.before,
            "read_by": [{"unit": mark.unit, "at": mark.read_at} for mark in one.reads]}  # fmt: skip
