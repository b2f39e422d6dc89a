"""Calls about how urgent a report is, and about two reports of one matter, or one of two. (Annotations are values here.)"""

from typing import Annotated, Any

from pydantic import Field

from samaki.api import bodies, fields, reading, shapes
from samaki.api.app import Answer, ApiRequest, api, member_call
from samaki.api.reports import whole
from samaki.intake import joining, queries
from samaki.intake.placing import set_place
from samaki.intake.triage import set_urgency

Answers = Annotated[dict[fields.Code, fields.Danger], Field(max_length=50)]
ReportRef = Annotated[fields.Code, Field(description="id of a report")]


class ReportUrgencyIn(bodies.Body):
    """How urgent a report is; `text`: why, where it is not as before; `answers`: question of the pack -> yes, no or unknown."""

    urgency: fields.Urgency
    text: fields.Text = ""
    answers: Answers = {}


class PlaceIn(bodies.Body):
    """Code of a place; empty: it is not known."""

    area: fields.Code


class JoinIn(bodies.Body):
    """The report that goes on for both, and why."""

    into: ReportRef
    text: fields.Text


class ApartIn(bodies.Body):
    """Why it is another matter after all."""

    text: fields.Text


class SplitIn(bodies.Body):
    """The second matter in its own words, where it is, how urgent, who takes it (empty: the caller's unit), and why it is another."""

    what: fields.Text
    text: fields.Text
    where: fields.Text = ""
    urgency: fields.Code = ""
    to_unit: fields.Code = ""


@api.post("/reports/{report_id}/urgency", response=dict[str, Any])
@member_call
def urgency(request: ApiRequest, report_id: str, body: ReportUrgencyIn) -> Answer:
    """The officer's answers and decision; another urgency than before begins a new clock."""
    set_urgency(report_id=reading.key(report_id), urgency=body.urgency, text=body.text, answers=body.answers,
                by=request.auth, now=request.now)  # fmt: skip
    return 200, whole(report_id)


@api.post("/reports/{report_id}/place", response=dict[str, Any])
@member_call
def place(request: ApiRequest, report_id: str, body: PlaceIn) -> Answer:
    """The area is put right; who holds the report stays."""
    set_place(report_id=reading.key(report_id), area=body.area, by=request.auth, now=request.now)
    return 200, whole(report_id)


@api.post("/reports/{report_id}/join", response=dict[str, Any])
@member_call
def join(request: ApiRequest, report_id: str, body: JoinIn) -> Answer:
    """It tells of the same matter as another report of the caller's unit, and follows it from now on."""
    joining.join_report(report_id=reading.key(report_id), into=reading.key(body.into), text=body.text, by=request.auth,
                        now=request.now)  # fmt: skip
    return 200, whole(report_id)


@api.post("/reports/{report_id}/take-apart", response=dict[str, Any])
@member_call
def take_apart(request: ApiRequest, report_id: str, body: ApartIn) -> Answer:
    """It was another matter: it waits for a decision of its own."""
    joining.take_apart(report_id=reading.key(report_id), text=body.text, by=request.auth, now=request.now)
    return 200, whole(report_id)


@api.post("/reports/{report_id}/split", response={201: dict[str, Any]})
@member_call
def split(request: ApiRequest, report_id: str, body: SplitIn) -> Answer:
    """A second report begins, with a holder and a clock of its own and the same receipt."""
    made = joining.split_report(
        report_id=reading.key(report_id), what=body.what, where=body.where, urgency=body.urgency, text=body.text,
        to_unit=reading.unit(body.to_unit, "to_unit") if body.to_unit else None, by=request.auth, now=request.now,
    )  # fmt: skip
    ours = made.holder_id == request.auth.unit_id
    return 201, shapes.report(made, queries.words_of(made) if ours else None)
