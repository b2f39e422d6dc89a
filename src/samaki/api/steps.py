"""Calls about single steps."""

from typing import Any

from samaki.api import bodies, reading, shapes
from samaki.api.app import Answer, ApiRequest, api, member_call
from samaki.api.versions import matched
from samaki.cases import holding
from samaki.cases.models import Step
from samaki.cases.operations import UNCHANGED
from samaki.journeys import doing, mending, moving, settling


def _shown(step: Step) -> Answer:
    found = Step.objects.select_related("holder").filter(id=step.id).first() or step
    return 200, shapes.step(found)


@api.get("/steps/{step_id}", response=dict[str, Any])
@member_call
def step(request: ApiRequest, step_id: str) -> Answer:
    """One step."""
    found = Step.objects.select_related("holder").get(id=reading.key(step_id))
    return 200, shapes.step(found) | {"etag": found.version}


@api.post("/steps/{step_id}/done", response=dict[str, Any])
@member_call
def done(request: ApiRequest, step_id: str, body: bodies.DoneIn) -> Answer:
    """Record what came out of it; the next steps open."""
    occurred_at, precision = reading.moment(body.occurred_at, request.now)
    made = doing.do_step(
        step_id=reading.key(step_id), outcome=body.outcome, support_level=body.support_level, paid=body.paid, checklist=body.checklist,
        conditions=body.conditions, occurred_at=occurred_at, precision=precision, by=request.auth, now=request.now,
    )  # fmt: skip
    return _shown(made)


@api.post("/steps/{step_id}/settle", response=dict[str, Any])
@member_call
def settle(request: ApiRequest, step_id: str, body: bodies.SettleIn) -> Answer:
    """Of one fact of which observations differ: which one holds (its id), or an outcome of the step's kind."""
    return _shown(settling.settle_fact(step_id=reading.key(step_id), fact=body.fact, outcome=body.outcome, by=request.auth,
                                       now=request.now))  # fmt: skip


@api.post("/steps/{step_id}/skip", response=dict[str, Any])
@member_call
def skip(request: ApiRequest, step_id: str, body: bodies.SkipIn) -> Answer:
    """Leave it out."""
    return _shown(doing.skip_step(step_id=reading.key(step_id), reason=body.reason, text=body.text, by=request.auth,
                                  now=request.now))  # fmt: skip


@api.post("/steps/{step_id}/stop", response=dict[str, Any])
@member_call
def stop(request: ApiRequest, step_id: str, body: bodies.StopIn) -> Answer:
    """Stop it."""
    return _shown(doing.stop_step(step_id=reading.key(step_id), reason=body.reason, text=body.text, by=request.auth,
                                  now=request.now))  # fmt: skip


@api.post("/steps/{step_id}/hold", response=dict[str, Any])
@member_call
def hold(request: ApiRequest, step_id: str, body: bodies.HoldIn) -> Answer:
    """Let it rest, with a reason and an end."""
    until, _precision = reading.until(body.until)
    return _shown(holding.hold_step(step_id=reading.key(step_id), reason=body.reason, text=body.text, until=until,
                                    by=request.auth, now=request.now))  # fmt: skip


@api.post("/steps/{step_id}/resume", response=dict[str, Any])
@member_call
def resume(request: ApiRequest, step_id: str, body: bodies.Act | None = None) -> Answer:
    """Go on with it."""
    return _shown(holding.resume_step(step_id=reading.key(step_id), by=request.auth, now=request.now))


@api.post("/steps/{step_id}/assign", response=dict[str, Any])
@member_call
def assign(request: ApiRequest, step_id: str, body: bodies.WorkerIn | None = None) -> Answer:
    """Name who of the holding unit does it; the caller when nobody is named."""
    found = Step.objects.only("id").get(id=reading.key(step_id))
    named = (reading.worker(body.worker) if body else None) or request.auth
    return _shown(holding.assign_step(step_id=found.id, worker=named, by=request.auth, now=request.now))


@api.post("/steps/{step_id}/reassign", response=dict[str, Any])
@member_call
def reassign(request: ApiRequest, step_id: str, body: bodies.ReassignIn) -> Answer:
    """A supervisor moves it to another unit."""
    return _shown(moving.reassign_step(step_id=reading.key(step_id), to_unit=reading.unit_or_none(body.to_unit),
                                       text=body.text, by=request.auth, now=request.now))  # fmt: skip


@api.post("/steps/{step_id}/correct", response=dict[str, Any])
@member_call
def correct(request: ApiRequest, step_id: str, body: bodies.CorrectIn) -> Answer:
    """Correct what was recorded of its end; needs If-Match with the ETag that was read. What is left out stays."""
    row, given = Step.objects.get(id=reading.key(step_id)), body.model_fields_set - {"text", "occurred_at"}
    changes = {
        name: getattr(body, name)
        for name in ("outcome", "reason", "support_level", "paid", "checklist")
        if name in given
    }
    occurred_at, precision = (
        reading.moment(body.occurred_at, request.now) if body.occurred_at else (UNCHANGED, "instant")
    )
    made = mending.correct_step(step_id=row.id, text=body.text, version=matched(request, row), occurred_at=occurred_at,
                                precision=precision, by=request.auth, now=request.now, **changes)  # fmt: skip
    return _shown(made)


@api.post("/steps/{step_id}/take-back", response=dict[str, Any])
@member_call
def take_back(request: ApiRequest, step_id: str, body: bodies.WhyIn) -> Answer:
    """Its end was recorded by mistake: it is open again, and what it opened ends where nobody has worked on that."""
    return _shown(
        mending.take_back_step(step_id=reading.key(step_id), text=body.text, by=request.auth, now=request.now)
    )


@api.post("/steps/{step_id}/mark-error", response=dict[str, Any])
@member_call
def mark_error(request: ApiRequest, step_id: str, body: bodies.WhyIn) -> Answer:
    """It was started by hand and should not have been."""
    return _shown(
        mending.mark_step_error(step_id=reading.key(step_id), text=body.text, by=request.auth, now=request.now)
    )
