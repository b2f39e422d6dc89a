"""Calls about pressure, threat or money offered to a child's side. (Annotations are values here.)"""

from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import Field

from samaki.api import bodies, fields, reading, shapes
from samaki.api.app import Answer, ApiRequest, api, member_call
from samaki.api.cases import case_of, person_of
from samaki.database.refusals import Invalid
from samaki.journeys.pressure import operations, queries
from samaki.journeys.pressure.models import Pressure


class PressureIn(bodies.Body):
    """What happened to whom, of which child's side; by whom as far as it is known. That person's unit sees nothing of it."""

    person: fields.PersonRef
    sort: Annotated[fields.Code, Field(description="a code of the list `pressure_reason`")]
    on_whom: Annotated[fields.Code, Field(description="a code of the list `pressure_on_reason`")]
    on_person: fields.PersonRef = ""
    text: fields.Text = ""
    who: fields.Text = ""
    broker_unit: fields.UnitRef = ""
    occurred_at: fields.Moment = ""


@api.post("/cases/{code}/pressures", response={201: dict[str, Any]})
@member_call
def record(request: ApiRequest, code: str, body: PressureIn) -> Answer:
    """Record it. A step to make sure of the child opens, due within a day; lawyer and prosecutor of the case are told."""
    case = case_of(code)
    child = person_of(case, body.person)
    if child is None:
        raise Invalid(_("Choose the child whose side was put under pressure."), field="person")
    occurred_at, precision = reading.moment(body.occurred_at, request.now)
    row = operations.record_pressure(
        case=case, child=child, sort=body.sort, on_whom=body.on_whom, text=body.text, who=body.who,
        person=reading.person_in(case, body.on_person, "on_person"), broker_unit=reading.unit(body.broker_unit, "broker_unit"),
        occurred_at=occurred_at, precision=precision, by=request.auth, now=request.now,
    )  # fmt: skip
    return 201, _shape(row)


@api.get("/cases/{code}/pressures", response=dict[str, Any])
@member_call
def records(request: ApiRequest, code: str) -> Answer:
    """What of it is open to the caller's unit, the newest first."""
    return 200, shapes.page([_shape(row) for row in queries.pressures_of(case_of(code))])


@api.post("/pressures/{pressure_id}/mark-error", response=dict[str, Any])
@member_call
def mark_error(request: ApiRequest, pressure_id: str, body: bodies.WhyIn) -> Answer:
    """It was recorded by mistake: it stays and no longer counts; who was told is told."""
    found = Pressure.objects.only("id").get(id=reading.key(pressure_id))
    made = operations.mark_pressure_error(pressure_id=found.id, text=body.text, by=request.auth, now=request.now)
    return 200, _shape(made)


def _shape(row: Pressure) -> dict[str, Any]:
    return {"id": row.id, "person": row.child_id, "sort": row.sort, "on_whom": row.on_whom, "on_person": row.person_id,
            "broker_unit": row.broker_unit, "step": row.step_id, "unit": row.unit, "author": row.recorded_by,
            "occurred_at": row.occurred_at, "recorded_at": row.recorded_at, "in_error_at": row.in_error_at,
            **queries.words_of(row)}  # fmt: skip
