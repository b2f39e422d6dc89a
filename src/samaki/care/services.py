"""Stories of a service: asked for, begun, given to its end or never begun; and the child's own word of it."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack
from samaki.agencies.models import Member, Unit
from samaki.care import rules
from samaki.care.models import CareGoal, CareService
from samaki.care.states import SERVICE, WAITS, moved
from samaki.care.telling import begun, keep, seal, write
from samaki.cases.mending import check_says_why
from samaki.cases.models import Case, Person
from samaki.cases.rules import check_reason
from samaki.database import add, lock, lock_of, story, uuid7
from samaki.database.refusals import CannotMove, together
from samaki.notices.operations import queue


class WaitingList:
    """What a unit is told of when it is asked: its list, not the row, which is not open to it. One for each unit; emergencies are a matter
    of their own, which no later asking and no press for other news takes away."""

    _meta = SimpleNamespace(db_table="waiting_services")

    def __init__(self, unit: int, *, now_needed: bool = False) -> None:
        self.pk = uuid5(NAMESPACE_URL, f"samaki:waiting-services:{unit}" + (":emergency" if now_needed else ""))


MOVES = ("begin", "end", "fail", "reopen", "mistake")
REASONS = {"end": "service_end", "fail": "service_not_begun"}


@story
def ask_service(
    *,
    case: Case,
    child: Person,
    service: str,
    urgency: str,
    by: Member,
    now: datetime,
    why: str = "",
    provider: Unit | None = None,
    outside: str = "",
    goal: CareGoal | None = None,
) -> CareService:
    """A service is asked for this child. `provider`: a unit here, which then reads on its waiting list that one is asked of it (no name, no
    code of a case); `outside`: who, where it is none. This opens nothing to them: the step itself is handed on.

    Raises NotAllowed, NoPart (that unit must know nothing of the case), Invalid for each wrong field.
    """
    lock(case.id)
    rules.check_child(case, child)
    rules.check_writes(case.id, child.id, by, now)
    with together() as wrong:
        wrong.of(rules.check_service, service)
        wrong.of(rules.check_urgency, urgency)
        rules.check_length(why, "why", rules.LONGEST, wrong)
        rules.check_length(outside, "outside", rules.LONGEST_LINE, wrong)
        if provider is not None and outside.strip():
            wrong.wrong(_("Choose a unit, or write who it is outside; not both."), field="outside")
        if goal is not None and goal.child_id != child.id:
            wrong.wrong(_("Choose a goal of this child."), field="goal")
    rules.check_provider(case, provider)
    rules.check_room(CareService, child)
    due_at = after(now, pack().urgencies[urgency].act)
    row: CareService = begun(CareService, case.id, child.id, by, now, service=service, urgency=urgency, holder=by.unit_id, asked_at=now,
                             due_at=due_at, call_at=due_at)  # fmt: skip
    row.provider, row.goal_id = (provider.principal if provider else None), (goal.id if goal else None)
    words = {"why": why.strip(), "outside": outside.strip()}
    seal(row, words)
    add(row)
    write("care.service", row, by, now, _facts(row), changed=words)
    if row.provider is not None and row.provider != by.unit_id:
        _tell_provider(row, row.provider, now)
    return row


def _tell_provider(row: CareService, provider: int, now: datetime) -> None:
    """What is needed now has a notice of its own: it stands above all else on the desk."""
    now_needed = row.urgency == "emergency"
    queue("care.service_needed" if now_needed else "care.service_asked", to_unit=provider,
          subject=WaitingList(provider, now_needed=now_needed), now=now, dedupe=str(uuid7()), urgency=row.urgency)  # fmt: skip


@story
def move_service(
    *,
    service_id: UUID,
    move: str,
    by: Member,
    now: datetime,
    reason: str = "",
    view: str = "",
    text: str = "",
    at: datetime | None = None,
    precision: str = "instant",
    version: int | None = None,
) -> CareService:
    """`begin`; `end`: `reason` of `service_end`, and what the child says of it (`view`); `fail`: never begun, `reason` of
    `service_not_begun`; `reopen`; `mistake`. `at`: when that was, not in the future. In any order, as it becomes known.

    Raises NotAllowed, Invalid for each wrong field, CannotMove, Stale.
    """
    row = _service(service_id, version, by, now)
    with together() as wrong:
        if move not in MOVES:
            wrong.wrong(_("Choose what happened, from the list."), field="move")
        if move in REASONS:
            wrong.of(check_reason, REASONS[move], reason, text)
        if move == "end":
            wrong.of(rules.check_view, view)
        if move == "mistake":
            wrong.of(check_says_why, text)
        if at is not None and at > now:
            wrong.wrong(_("This lies in the future. Write when it happened."), field="at")
        rules.check_length(text, "text", rules.LONGEST, wrong)
    if move == "mistake":
        rules.check_mistaken(row, "care.service", by, now)
    row.state = moved(SERVICE, row.state, move, rules.sentence_of(row))
    if move == "reopen" and row.begun_at is not None:
        row.state = "begun"
    _set(row, move, at or now, precision, now)
    if (move, row.state) != ("begin", "ended"):  # of which only the day was not known yet
        row.reason, row.view = reason if move in REASONS else "", view if move == "end" else ""
    keep(row)
    write(f"care.service_{move}", row, by, now, _facts(row), text=text, occurred_at=at, precision=precision)
    return row


@story
def take_service(*, service_id: UUID, by: Member, now: datetime, version: int | None = None) -> CareService:
    """This unit answers from now on for what comes of it. Raises NotAllowed, CannotMove, Stale."""
    row = _service(service_id, version, by, now)
    row.state = moved(SERVICE, row.state, "take", rules.sentence_of(row))
    if row.holder == by.unit_id:
        raise CannotMove(_("Your unit answers for this already."))
    before, row.holder, row.level = row.holder, by.unit_id, 0
    keep(row)
    write("care.service_take", row, by, now, _facts(row) | {"from": before})
    return row


# ---------------------------------------------------------------- parts
def _service(service_id: UUID, version: int | None, by: Member, now: datetime) -> CareService:
    lock_of(CareService, service_id)
    row = rules.check_version(CareService, service_id, version)
    rules.check_writes(row.case_id, row.child_id, by, now)
    return row


def _set(row: CareService, move: str, at: datetime, precision: str, now: datetime) -> None:
    """Its days, and when the clock speaks of it next: one that has begun is asked about as a goal is."""
    caring = pack().caring
    if move == "begin":
        row.begun_at, row.begun_precision = at, precision
        if row.state == "ended":
            return
    if row.state not in WAITS:
        row.ended_at, row.ended_precision, row.call_at, row.level = at, precision, None, 0
        return
    row.ended_at, row.level = None, 0
    row.call_at = after(now, caring.review) if row.state == "begun" else max(row.due_at, after(now, caring.asks))


def _facts(row: CareService) -> dict[str, object]:
    return {
        "kind": row.service,
        "state": row.state,
        "urgency": row.urgency,
        "due_at": row.due_at,
        "reason": row.reason,
        "answer": row.view,
    }
