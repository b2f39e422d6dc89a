"""Calls about what must be kept: legal holds on a case. (Annotations are values here.)"""

from typing import Annotated, Any

from pydantic import Field

from samaki.api import bodies, fields, reading, shapes
from samaki.api.app import Answer, ApiRequest, api, member_call
from samaki.api.cases import case_of
from samaki.journeys.retention import holds
from samaki.journeys.retention.models import LegalHold

Days = Annotated[int, Field(ge=0, le=36_600, description="after so many days somebody looks at it again")]


class HoldOnCaseIn(bodies.Act):
    """Why nothing of this case may be erased, and when somebody looks again."""

    reason: Annotated[fields.Code, Field(description="a code of the list `legal_hold_reason`")]
    days: Days
    text: fields.Text = ""


class HoldAgainIn(bodies.Act):
    """It is still needed; when somebody looks again."""

    days: Days


@api.get("/cases/{code}/holds", response=dict[str, Any])
@member_call
def holds_on(request: ApiRequest, code: str) -> Answer:
    """Holds that stand, the oldest first."""
    return 200, shapes.page([_shape(row) for row in holds.holds_on(case_of(code))])


@api.post("/cases/{code}/holds", response={201: dict[str, Any]})
@member_call
def set_hold(request: ApiRequest, code: str, body: HoldOnCaseIn) -> Answer:
    """Nothing of this case is erased while it stands."""
    row = holds.set_hold(
        case=case_of(code), reason=body.reason, text=body.text, days=body.days, by=request.auth, now=request.now
    )
    return 201, _shape(row)


@api.post("/holds/{hold_id}/review", response=dict[str, Any])
@member_call
def review_hold(request: ApiRequest, hold_id: str, body: HoldAgainIn) -> Answer:
    """Somebody looked: it is still needed."""
    row = holds.review_hold(hold_id=reading.key(hold_id), days=body.days, by=request.auth, now=request.now)
    return 200, _shape(row)


@api.post("/holds/{hold_id}/end", response=dict[str, Any])
@member_call
def end_hold(request: ApiRequest, hold_id: str, body: bodies.WhyIn) -> Answer:
    """It need not be kept for this reason any more; nothing is erased by that."""
    return 200, _shape(holds.end_hold(hold_id=reading.key(hold_id), text=body.text, by=request.auth, now=request.now))


def _shape(row: LegalHold) -> dict[str, Any]:
    return {"id": row.id, "case": row.case_code, "reason": row.reason, "unit": row.unit, "set_at": row.set_at,
            "review_at": row.review_at, "ended_at": row.ended_at}  # fmt: skip
