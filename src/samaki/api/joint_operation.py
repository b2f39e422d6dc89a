"""Calls about an operation: its plan, who must be ready, its delay, what happened. (Annotations are values here.)"""

from dataclasses import asdict
from typing import Annotated, Any

from pydantic import Field

from samaki.api import bodies, fields, reading, shapes, versions
from samaki.api.app import Answer, ApiRequest, api, member_call
from samaki.cases.models import Step
from samaki.database.refusals import together
from samaki.journeys.joint_operation import operations, queries
from samaki.journeys.joint_operation.models import OperationFact, OperationPlan, OperationReady
from samaki.journeys.joint_operation.plan import Plan
from samaki.journeys.joint_operation.rules import check_plans

Ahead = Annotated[fields.Code, Field(description="RFC 3339 time, or a date or a part of one; it may lie ahead")]
YesNoUnknown = Annotated[fields.Code, Field(json_schema_extra={"enum": ["yes", "no", "unknown"]})]


class PlanIn(bodies.Body):
    """The plan; everything may stay empty. `roles`: code of `operation_role_reason` -> who."""

    authorised_by: fields.Text = ""
    authorised_form: Annotated[fields.Code, Field(description="a code of the list `operation_form_reason`")] = ""
    authorised_number: fields.Text = ""
    authorised_at: fields.Line = ""
    night: YesNoUnknown = "unknown"
    night_ground: Annotated[fields.Code, Field(description="a code of the list `operation_night_reason`")] = ""
    night_text: fields.Text = ""
    foreign: YesNoUnknown = "unknown"
    consul: Annotated[fields.Code, Field(description="a code of the list `operation_consul_reason`")] = ""
    consul_text: fields.Text = ""
    roles: Annotated[dict[fields.Code, fields.Text], Field(max_length=50)] = {}
    checks: Annotated[
        list[fields.Code], Field(max_length=50, description="codes of the list `operation_check_reason`")
    ] = []
    text: fields.Text = ""


class DelayIn(bodies.Body):
    """Why it is not done yet, and when that is looked at again."""

    delay: Annotated[fields.Code, Field(description="a code of the list `operation_delay_reason`")]
    delay_text: fields.Text = ""
    review_at: Ahead


class ReadyIn(bodies.Body):
    """A unit must be ready. `whole`: it is shown the whole plan; else only this."""

    to_unit: fields.UnitRef
    what: fields.Text
    ready_at: Ahead
    whole: bool = False


class AnswerReadyIn(bodies.Body):
    """`answer`: ready | cannot."""

    answer: fields.Code
    text: fields.Text = ""


class OperationFactIn(bodies.Body):
    """Something that happened."""

    kind: Annotated[fields.Code, Field(description="a code of the list `operation_fact_reason`")]
    at: fields.Moment = ""
    number: Annotated[int, Field(ge=0, le=999)] | None = None
    text: fields.Text = ""


@api.get("/steps/{step_id}/operation", response=dict[str, Any])
@member_call
def operation(request: ApiRequest, step_id: str) -> Answer:
    """The plan with its version as ETag, for who holds the step or is shown it; what happened, for others once it has ended."""
    step = _step(step_id)
    row = queries.newest(step.id)
    plan = queries.plan_of(row)
    found = {
        "step": step.id,
        "version": row.version if row else 0,
        "etag": row.version if row else 0,
        "plan": asdict(plan) if row else None,
        "missing": [asdict(one) for one in queries.lacks(plan)] if row else [],
        "ready": [_ready(one) for one in queries.asked(step.id)],
        "facts": [_fact(one) for one in queries.facts_of(step.id)],
    }
    return 200, found


@api.post("/steps/{step_id}/operation/plan", response={201: dict[str, Any]})
@member_call
def plan_operation(request: ApiRequest, step_id: str, body: PlanIn) -> Answer:
    """Write the plan, or write it anew. Needs If-Match where there is one already."""
    step = _step(step_id)
    version = _version(request, step)
    with together():
        plan = Plan(**body.dict(exclude={"checks"}), checks=tuple(body.checks))
        row = operations.plan_operation(step_id=step.id, plan=plan, version=version, by=request.auth, now=request.now)
    return 201, _plan(row)


@api.post("/steps/{step_id}/operation/delay", response={201: dict[str, Any]})
@member_call
def delay_operation(request: ApiRequest, step_id: str, body: DelayIn) -> Answer:
    """It is not done yet: on that day the clock asks whether the delay is still right, never that it begin."""
    step = _step(step_id)
    with together():
        review_at = reading.until(body.review_at, "review_at")[0] if body.review_at else None
        row = operations.delay_operation(step_id=step.id, delay=body.delay, delay_text=body.delay_text, review_at=review_at,
                                         by=request.auth, now=request.now)  # fmt: skip
    return 201, _plan(row)


@api.post("/steps/{step_id}/operation/ready", response={201: dict[str, Any]})
@member_call
def ask_ready(request: ApiRequest, step_id: str, body: ReadyIn) -> Answer:
    """Ask a unit to be ready."""
    step = _step(step_id)
    with together():
        ready_at = reading.until(body.ready_at, "ready_at")[0] if body.ready_at else None
        row = operations.ask_ready(step_id=step.id, to_unit=reading.unit_or_none(body.to_unit), what=body.what, ready_at=ready_at,
                                   whole=body.whole, by=request.auth, now=request.now)  # fmt: skip
    return 201, _ready(row)


@api.get("/ready", response=dict[str, Any])
@member_call
def ready_list(request: ApiRequest) -> Answer:
    """What the caller's unit is asked to be ready for, the soonest first."""
    rows = OperationReady.objects.filter(unit=request.auth.own_principal, ended_at=None).order_by("ready_at", "id")[
        :300
    ]
    return 200, shapes.page([_ready(row) for row in rows])


@api.post("/ready/{ready_id}/answer", response=dict[str, Any])
@member_call
def answer_ready(request: ApiRequest, ready_id: str, body: AnswerReadyIn) -> Answer:
    """The unit will be ready, or cannot."""
    found = OperationReady.objects.only("id").get(id=reading.key(ready_id))
    return 200, _ready(
        operations.answer_ready(ready_id=found.id, answer=body.answer, text=body.text, by=request.auth, now=request.now)
    )


@api.post("/ready/{ready_id}/end", response=dict[str, Any])
@member_call
def end_ready(request: ApiRequest, ready_id: str) -> Answer:
    """The unit is not needed any more."""
    found = OperationReady.objects.only("id").get(id=reading.key(ready_id))
    return 200, _ready(operations.end_ready(ready_id=found.id, by=request.auth, now=request.now))


@api.post("/steps/{step_id}/operation/facts", response={201: dict[str, Any]})
@member_call
def write_fact(request: ApiRequest, step_id: str, body: OperationFactIn) -> Answer:
    """Write down what happened, in any order."""
    step = _step(step_id)
    with together():
        at, precision = reading.moment(body.at, request.now, "at")
        row = operations.record_operation_fact(step_id=step.id, kind=body.kind, at=at, precision=precision, number=body.number,
                                               text=body.text, by=request.auth, now=request.now)  # fmt: skip
    return 201, _fact(row)


@api.post("/operation-facts/{fact_id}/mark-error", response=dict[str, Any])
@member_call
def take_fact_back(request: ApiRequest, fact_id: str, body: bodies.WhyIn) -> Answer:
    """It did not happen, or not so."""
    found = OperationFact.objects.only("id").get(id=reading.key(fact_id))
    return 200, _fact(
        operations.mark_operation_fact_error(fact_id=found.id, text=body.text, by=request.auth, now=request.now)
    )


def _step(text: str) -> Step:
    return Step.objects.select_related("holder").get(id=reading.key(text))


def _version(request: ApiRequest, step: Step) -> int:
    """Of the plan that stands; 0 where there is none. Who may not write is told so first."""
    check_plans(step, request.auth, request.now)
    row = queries.newest(step.id)
    return versions.matched(request, row) if row is not None else 0


def _plan(row: OperationPlan) -> dict[str, Any]:
    return {"id": row.id, "step": row.step_id, "version": row.version, "etag": row.version, "author": row.recorded_by,
            "recorded_at": row.recorded_at, "plan": asdict(queries.plan_of(row))}  # fmt: skip


def _ready(row: OperationReady) -> dict[str, Any]:
    return {"id": row.id, "step": row.step_id, "unit": row.unit, "by_unit": row.by_unit, "whole": row.whole, "ready_at": row.ready_at,
            "answer": row.answer, "answered_at": row.answered_at, "ended_at": row.ended_at, "plan": _shown(row),
            **queries.words_of(row)}  # fmt: skip


def _shown(row: OperationReady) -> dict[str, Any] | None:
    """The whole plan, for a unit that is shown it; as far as the session sees it."""
    found = queries.newest(row.step_id) if row.whole and row.ended_at is None else None
    return asdict(queries.plan_of(found)) if found is not None else None


def _fact(row: OperationFact) -> dict[str, Any]:
    return {"id": row.id, "step": row.step_id, "kind": row.kind, "at": row.at, "precision": row.precision, "number": row.number,
            "text": queries.text_of(row), "unit": row.unit, "author": row.recorded_by, "recorded_at": row.recorded_at,
            "in_error_at": row.in_error_at}  # fmt: skip
