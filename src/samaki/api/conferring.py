"""What calls of conferences carry."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from samaki.api import bodies, fields

Purpose = Annotated[fields.Code, Field(description="a code of the list `conference_purpose_reason` (GET /codes)")]
OffWhy = Annotated[fields.Code, Field(description="a code of the list `conference_off_reason` (GET /codes)")]
Room = Annotated[fields.Code, Field(json_schema_extra={"enum": ["", "care", "justice"]})]
Parts = Annotated[list[fields.SharedPart], Field(max_length=10)]
Saying = Annotated[fields.Code, Field(json_schema_extra={"enum": ["done", "not_possible", "not_done"]})]
Sure = Annotated[bool, Field(description="of no case: true says that nothing in it leads to a child or a case")]


class ConferenceIn(bodies.Body):
    """A conference on a case. `person`: the child it is about; empty: the whole case. `at_unit` empty: by telephone or video."""

    purpose: Purpose
    meets_at: fields.Moment
    person: fields.PersonRef = ""
    at_unit: fields.UnitRef = ""


class WhenIn(bodies.Body):
    """Another day, another place."""

    meets_at: fields.Moment
    at_unit: fields.UnitRef = ""


class OffIn(bodies.Body):
    """Why it does not take place."""

    reason: OffWhy


class InviteIn(bodies.Body):
    """Which unit, and what it must read for it (care, justice) on which ground."""

    to_unit: fields.UnitRef
    compartments: Parts = []
    ground: fields.SharingGround = ""
    text: fields.Text = ""


class UndertakeIn(bodies.Body):
    """The undertaking to keep to oneself what is heard there."""

    agreed: bool


class PointIn(bodies.Body):
    """A point of a case's part, of one child or of all; in the meeting of a province also of no case."""

    text: fields.Text
    case: fields.Code = ""
    person: fields.PersonRef = ""
    compartment: Room = ""
    sure: Sure = False


class DecisionIn(bodies.Body):
    """What was decided about a point."""

    point: fields.Code
    text: fields.Text
    sure: Sure = False


class ActionIn(bodies.Body):
    """What is done, by whom, until when; without an owner it is only written down."""

    text: fields.Text
    point: fields.Code = ""
    owner: fields.UnitRef = ""
    due_at: fields.Moment = ""
    sure: Sure = False


class OwnerIn(bodies.Body):
    """Who does it, until when."""

    owner: fields.UnitRef
    due_at: fields.Moment


class SayIn(bodies.Body):
    """What became of it; a reason where it was not done."""

    answer: Saying
    text: fields.Text = ""


class CloseConferenceIn(bodies.Body):
    """Which members of the list (their ids) were there; of a province, when it meets next or that it does not."""

    present: Annotated[list[fields.Code], Field(max_length=200)]
    next_at: fields.Moment = ""
    no_more: bool = False
