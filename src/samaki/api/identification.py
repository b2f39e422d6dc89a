"""Calls about the identification of a child as a victim, and its age. (Annotations are values here.)"""

from typing import Annotated, Any

from pydantic import Field

from samaki.api import bodies, fields, reading, shapes
from samaki.api.app import Answer, ApiRequest, api, member_call
from samaki.api.cases import case_of
from samaki.api.voice import ChildRef, child_in
from samaki.database.refusals import together
from samaki.journeys.identification import operations
from samaki.journeys.identification.models import Identification
from samaki.journeys.identification.queries import MOST

Status = Annotated[fields.Code, Field(description="a code of the list `victim_status_reason`")]


class ProposalIn(bodies.Body):
    """What anybody who works for the child proposes."""

    person: ChildRef
    status: Status
    text: fields.Text = ""
    occurred_at: fields.Moment = ""


class IdentifyIn(bodies.Body):
    """What the body of the law decides; `again`, of `identified_again_reason`, where there is a decision already."""

    person: ChildRef
    status: Status
    form: Annotated[fields.Code, Field(description="a code of the list `identification_form_reason`")]
    again: fields.Code = ""
    text: fields.Text = ""
    occurred_at: fields.Moment = ""


class AgeAssessedIn(bodies.Body):
    """`age`: child | adult | doubt; `youngest`, `oldest`: the years between which it lies."""

    person: ChildRef
    method: Annotated[fields.Code, Field(description="a code of the list `age_method_reason`")]
    age: fields.Code
    youngest: fields.Age | None = None
    oldest: fields.Age | None = None
    text: fields.Text = ""
    occurred_at: fields.Moment = ""


@api.get("/cases/{code}/identifications", response=dict[str, Any])
@member_call
def identifications(request: ApiRequest, code: str) -> Answer:
    """Proposals, decisions and assessments of the age, the newest first."""
    rows = Identification.objects.filter(case_id=case_of(code).id).order_by("-occurred_at", "-id")[:MOST]
    return 200, shapes.page([_shape(row) for row in rows])


@api.post("/cases/{code}/identifications/propose", response={201: dict[str, Any]})
@member_call
def propose(request: ApiRequest, code: str, body: ProposalIn) -> Answer:
    """A proposal decides nothing."""
    return 201, _shape(operations.propose_identification(status=body.status, **_given(request, code, body)))


@api.post("/cases/{code}/identifications/decide", response={201: dict[str, Any]})
@member_call
def decide(request: ApiRequest, code: str, body: IdentifyIn) -> Answer:
    """Only the body that the law names; care and safety go on."""
    return 201, _shape(
        operations.decide_identification(
            status=body.status, form=body.form, again=body.again, **_given(request, code, body)
        )
    )


@api.post("/cases/{code}/identifications/age", response={201: dict[str, Any]})
@member_call
def assess(request: ApiRequest, code: str, body: AgeAssessedIn) -> Answer:
    """What was found of the age; in doubt the person is taken for a child."""
    return 201, _shape(operations.assess_age(method=body.method, age=body.age, youngest=body.youngest, oldest=body.oldest,
                                             **_given(request, code, body)))  # fmt: skip


@api.post("/identifications/{identification_id}/mark-error", response=dict[str, Any])
@member_call
def mark_identification_error(request: ApiRequest, identification_id: str, body: bodies.WhyIn) -> Answer:
    """It was recorded by mistake."""
    found = Identification.objects.only("id").get(id=reading.key(identification_id))
    return 200, _shape(
        operations.mark_identification_error(
            identification_id=found.id, text=body.text, by=request.auth, now=request.now
        )
    )


def _given(request: ApiRequest, code: str, body: ProposalIn | IdentifyIn | AgeAssessedIn) -> dict[str, Any]:
    case = case_of(code)
    with together():
        child = child_in(case, body.person)
        occurred_at, precision = reading.moment(body.occurred_at, request.now)
    return {"case": case, "child": child, "text": body.text, "occurred_at": occurred_at, "precision": precision, "by": request.auth,
            "now": request.now}  # fmt: skip


def _shape(row: Identification) -> dict[str, Any]:
    return {"id": row.id, "person": row.child_id, "sort": row.sort, "status": row.status, "form": row.form, "again": row.again,
            "after": row.after_id, "method": row.method, "age": row.age, "youngest": row.youngest, "oldest": row.oldest, "unit": row.unit,
            "author": row.recorded_by, "occurred_at": row.occurred_at, "precision": row.occurred_precision, "recorded_at": row.recorded_at,
            "in_error_at": row.in_error_at}  # fmt: skip
