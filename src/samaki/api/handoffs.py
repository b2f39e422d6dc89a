"""Calls of the hand-off machine: one for each move."""

from collections.abc import Callable
from typing import Any

from samaki.api import bodies, reading, shapes
from samaki.api.app import Answer, ApiRequest, api, member_call
from samaki.cases.models import Case
from samaki.handoffs import operations
from samaki.handoffs.models import Handoff
from samaki.handoffs.queries import messages_of
from samaki.journeys.doing import complete_handoff, help_did_not_arrive
from samaki.journeys.mending import take_back_handoff


def _shown(handoff_id: Any) -> Answer:
    row = Handoff.objects.select_related("from_unit", "to_unit").get(id=handoff_id)
    code = Case.objects.filter(id=row.case_id).values_list("code", flat=True).first()
    return 200, shapes.handoff(row, messages_of(row), code)


@api.get("/handoffs/{handoff_id}", response=dict[str, Any])
@member_call
def handoff(request: ApiRequest, handoff_id: str) -> Answer:
    """One hand-off with its words."""
    return _shown(reading.key(handoff_id))


def _words(operation: Callable[..., Any]) -> dict[str, Any]:
    """How the document speaks of a move: by its name, and as its operation does."""
    name = operation.__name__.removesuffix("_handoff").replace("_", " ")
    return {"summary": f"Hand-off: {name}", "description": (operation.__doc__ or "").split(" Raises ")[0].strip()}


def _told(operation: Callable[..., Any]) -> dict[str, Any]:
    """The same for a call that is made from a table and has no name of its own."""
    return {"operation_id": f"handoff_{operation.__name__}"} | _words(operation)


def _plain(path: str, name: str) -> None:
    """A move that carries nothing."""
    operation = getattr(operations, name)

    @api.post(f"/handoffs/{{handoff_id}}/{path}", response=dict[str, Any], **_told(operation))
    @member_call
    def call(request: ApiRequest, handoff_id: str, body: bodies.Act | None = None) -> Answer:
        made = operation(handoff_id=reading.key(handoff_id), by=request.auth, now=request.now)
        return _shown(made.id)


for _path, _name in (("offer", "offer"), ("discard", "discard"), ("receive", "receive"), ("resume", "resume")):
    _plain(_path, _name)


def _with_worker(path: str, name: str) -> None:
    """A move that names who does it."""
    operation = getattr(operations, name)

    @api.post(f"/handoffs/{{handoff_id}}/{path}", response=dict[str, Any], **_told(operation))
    @member_call
    def call(request: ApiRequest, handoff_id: str, body: bodies.WorkerIn | None = None) -> Answer:
        found = Handoff.objects.only("id").get(id=reading.key(handoff_id))
        named = reading.worker(body.worker) if body else None
        made = operation(handoff_id=found.id, worker=named, by=request.auth, now=request.now)
        return _shown(made.id)


for _path, _name in (("accept", "accept"), ("confirm-phone", "confirm_phone"), ("start", "start")):
    _with_worker(_path, _name)


def _with_text(path: str, operation: Callable[..., Handoff]) -> None:
    """A move that may carry a sentence."""

    @api.post(f"/handoffs/{{handoff_id}}/{path}", response=dict[str, Any], **_told(operation))
    @member_call
    def call(request: ApiRequest, handoff_id: str, body: bodies.TextIn | None = None) -> Answer:
        text = body.text if body else ""
        made = operation(handoff_id=reading.key(handoff_id), text=text, by=request.auth, now=request.now)
        return _shown(made.id)


for _path, _operation in (
    ("deny-phone", operations.deny_phone),
    ("withdraw", operations.withdraw),
    ("confirm", operations.confirm),
    ("not-arrived", help_did_not_arrive),
    ("mark-error", operations.mark_error),
    ("take-back", take_back_handoff),
    ("unconfirm", operations.unconfirm),
):
    _with_text(_path, _operation)


def _with_reason(path: str, name: str, reasons: type[bodies.ReasonIn]) -> None:
    """A move with a reason of a list."""
    operation = getattr(operations, name)

    @api.post(f"/handoffs/{{handoff_id}}/{path}", response=dict[str, Any], **_told(operation))
    @member_call
    def call(request: ApiRequest, handoff_id: str, body: reasons) -> Answer:  # type: ignore[valid-type]
        said: bodies.ReasonIn = body
        made = operation(handoff_id=reading.key(handoff_id), reason=said.reason, text=said.text, by=request.auth,
                         now=request.now)  # fmt: skip
        return _shown(made.id)


for _path, _reasons in (("decline", bodies.DeclineIn), ("dispute", bodies.DisputeIn), ("fail", bodies.FailIn)):
    _with_reason(_path, _path, _reasons)


@api.post("/handoffs/{handoff_id}/regret-decline", response=dict[str, Any], **_words(operations.regret_decline))
@member_call
def regret_decline(request: ApiRequest, handoff_id: str, body: bodies.Act | None = None) -> Answer:
    """The no was a mistake; the unit that asked is told."""
    made = operations.regret_decline(handoff_id=reading.key(handoff_id), by=request.auth, now=request.now)
    return _shown(made.id)


@api.post("/handoffs/{handoff_id}/accept-by-phone", response=dict[str, Any], **_words(operations.accept_by_phone))
@member_call
def accept_by_phone(request: ApiRequest, handoff_id: str, body: bodies.PhoneIn) -> Answer:
    """A yes given on the telephone, recorded by the sender."""
    made = operations.accept_by_phone(handoff_id=reading.key(handoff_id), who=body.who, number=body.number,
                                      by=request.auth, now=request.now)  # fmt: skip
    return _shown(made.id)


@api.post("/handoffs/{handoff_id}/resolve", response=dict[str, Any], **_words(operations.resolve))
@member_call
def resolve(request: ApiRequest, handoff_id: str, body: bodies.ResolveIn) -> Answer:
    """Supervisors end a dispute."""
    made = operations.resolve(handoff_id=reading.key(handoff_id), to=body.to, text=body.text, by=request.auth,
                              now=request.now)  # fmt: skip
    return _shown(made.id)


@api.post("/handoffs/{handoff_id}/ask", response=dict[str, Any], **_words(operations.ask))
@member_call
def ask(request: ApiRequest, handoff_id: str, body: bodies.QuestionIn) -> Answer:
    """A question to the sender first."""
    made = operations.ask(handoff_id=reading.key(handoff_id), question=body.question or body.text, by=request.auth,
                          now=request.now)  # fmt: skip
    return _shown(made.id)


@api.post("/handoffs/{handoff_id}/answer", response=dict[str, Any], **_words(operations.answer))
@member_call
def answer(request: ApiRequest, handoff_id: str, body: bodies.AnswerIn) -> Answer:
    """The sender's answer."""
    made = operations.answer(handoff_id=reading.key(handoff_id), answer=body.answer or body.text, by=request.auth,
                             now=request.now)  # fmt: skip
    return _shown(made.id)


@api.post("/handoffs/{handoff_id}/hold", response=dict[str, Any], **_words(operations.hold))
@member_call
def hold(request: ApiRequest, handoff_id: str, body: bodies.HoldIn) -> Answer:
    """The work rests, with a reason and an end."""
    until, _precision = reading.until(body.until)
    made = operations.hold(handoff_id=reading.key(handoff_id), reason=body.reason, text=body.text, until=until,
                           by=request.auth, now=request.now)  # fmt: skip
    return _shown(made.id)


@api.post("/handoffs/{handoff_id}/complete", response=dict[str, Any], **_words(complete_handoff))
@member_call
def complete(request: ApiRequest, handoff_id: str, body: bodies.DoneIn) -> Answer:
    """The step is done: the same story as doing it."""
    occurred_at, precision = reading.moment(body.occurred_at, request.now)
    made = complete_handoff(
        handoff_id=reading.key(handoff_id), outcome=body.outcome, support_level=body.support_level,
        paid=body.paid, checklist=body.checklist, conditions=body.conditions, occurred_at=occurred_at, precision=precision,
        by=request.auth, now=request.now,
    )  # fmt: skip
    return _shown(made.id)
