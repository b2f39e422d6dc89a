"""The desk: everything that waits on a member's unit, by due time, in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from samaki.agencies.country import after, pack
from samaki.agencies.models import Member
from samaki.care.dues import CareDue, due_of
from samaki.cases.models import Case, Step
from samaki.cases.queries import held_steps, reviewed_kinds, to_look_at
from samaki.cases.rules import NO_CASEWORK
from samaki.conferences.models import ConferenceAction, ConferenceMember
from samaki.conferences.queries import parts_of, promised, to_undertake
from samaki.handoffs.models import Handoff
from samaki.handoffs.queries import to_answer, to_follow
from samaki.handoffs.states import TAKEN
from samaki.intake.models import Report
from samaki.intake.queries import open_reports
from samaki.journeys.protections.models import ChildPromise
from samaki.journeys.protections.queries import promised_by
from samaki.journeys.safeguarding.keeping import Untold, untold_on
from samaki.journeys.safeguarding.queries import Matter
from samaki.journeys.safeguarding.queries import waiting_on as unsafe_on
from samaki.journeys.voice.models import HeardAgain
from samaki.journeys.voice.queries import waiting_on


@dataclass(frozen=True)
class DeskItem:
    """One matter. `kind`: report, handoff, step, conference (its key), action, asking or promise (both about a child), goal or service (of
    its care), plan, basis or missing (about its safety, `row` a `Matter`), keeper (a unit that keeps a child
    knows nothing of it); `task` says what is wanted of the reader; `row` is the model (of a conference, our place on its list).

    `clock`: whose time `due_at` is: step, review (a delay or a plan is to be looked at), hold (the end of it), read and triage
    of a report, meets (of a conference), promise, asked (about a child), care, ground, missing (since when), or the one of
    `handoffs.clocks` that runs on the hand-off.
    """

    kind: str
    task: str
    id: UUID
    case_code: str
    state: str
    urgency: str
    due_at: datetime
    level: int
    late: bool
    step_kind: str
    row: Any
    clock: str
    handoff: Handoff | None = None


MOST_REPORTS = 500
"""On a desk; more of them stand in the list of reports, and the page says so."""


def desk_items(member: Member, now: datetime) -> list[DeskItem]:
    """What waits on the member's unit, the soonest due first: reports, hand-offs to act on, steps held, conferences to
    answer, what was promised there, what is asked about a child, what was promised to one, what of its care is due, what its safety
    asks, which unit must still be told of a child that it keeps (14 queries)."""
    if not member.roles(now) - NO_CASEWORK:
        return []
    unit = member.unit_id
    steps = list(held_steps(unit))
    newest = _newest(steps)
    items = [_report(report, now) for report in open_reports(unit)[:MOST_REPORTS]]
    asked = [_handoff(handoff, unit, now) for handoff in (*to_answer(unit), *to_follow(unit))]
    held = {step.id: _step(step, newest.get(step.id), now) for step in steps}
    items += [_one_row(item, held.pop(item.row.step_id, None)) for item in asked]
    items += held.values()
    items += [_invited(member, now) for member in to_undertake(unit)] + [
        _promise(action, now) for action in promised(unit)
    ]
    items += [_asking(row, now) for row in waiting_on(unit)] + [_to_child(row, now) for row in promised_by(unit)]
    items += [_safety(row, now) for row in unsafe_on(unit, now)]
    items += [_untold(row, case, now) for row, case in untold_on(unit, steps)]
    items += [_of_care(row, now) for row in due_of(parts_of(unit), now)]
    return sorted({item.id: item for item in items}.values(), key=lambda item: (item.due_at, item.id))


def _one_row(asked: DeskItem, held: DeskItem | None) -> DeskItem:
    """A step that we hold and its hand-off are one matter: what is wanted first, by whichever time comes first."""
    if held is None or held.clock == "review" or held.due_at >= asked.due_at:
        return asked
    return replace(asked, due_at=held.due_at, late=held.late, level=max(asked.level, held.level), clock=held.clock)


def _newest(steps: list[Step]) -> dict[UUID, Handoff]:
    """The newest hand-off of each step, withdrawn ones left out."""
    rows = Handoff.objects.filter(step__in=steps).exclude(state="withdrawn").select_related("to_unit").order_by("id")
    return {handoff.step_id: handoff for handoff in rows}


def _report(report: Report, now: datetime) -> DeskItem:
    task = "acknowledge" if report.state == "new" else "decide"
    return DeskItem("report", task, report.id, "", report.state, report.urgency, report.due_at, report.level,
                    report.due_at < now, "", report, "read" if report.state == "new" else "triage")  # fmt: skip


def _invited(member: ConferenceMember, now: datetime) -> DeskItem:
    """A conference to which we are invited: undertake, or say that we do not come, before it meets."""
    row = member.conference
    return DeskItem("conference", "undertake", row.id, row.case_code, member.state, "normal", row.meets_at, 0, row.meets_at < now, "",
                    member, "meets")  # fmt: skip


def _promise(action: ConferenceAction, now: datetime) -> DeskItem:
    due_at = action.due_at or now
    return DeskItem("action", "say", action.id, action.case_code, action.state, "normal", due_at, action.level, due_at < now, "", action,
                    "promise")  # fmt: skip


def _asking(row: HeardAgain, now: datetime) -> DeskItem:
    """Whether a child must be heard again: we answer for the child. It stays with us until it is answered."""
    code = getattr(row, "case_code", None) or ""
    return DeskItem(
        "asking", "answer", row.id, code, row.state, "normal", row.due_at, row.level, row.due_at < now, "", row, "asked"
    )


def _to_child(row: ChildPromise, now: datetime) -> DeskItem:
    """What our unit promised to a child, until somebody says what became of it."""
    code = getattr(row, "case_code", None) or ""
    return DeskItem(
        "promise", "say", row.id, code, row.state, "normal", row.due_at, row.level, row.due_at < now, "", row, "promise"
    )


CLOCKS = {"plan": "review", "basis": "ground", "missing": "missing"}


def _safety(row: Matter, now: datetime) -> DeskItem:
    """A child that is missing, a safety plan to look at, a stay without a ground: until somebody says what became of it."""
    urgency = "emergency" if row.sort == "missing" else "normal"
    return DeskItem(row.sort, "say", row.id, row.case_code or "", row.state, urgency, row.due_at, row.level, row.due_at < now, "", row,
                    CLOCKS[row.sort])  # fmt: skip


def _untold(row: Untold, case: Case, now: datetime) -> DeskItem:
    """A unit that we named as keeping a child knows nothing of it, until it is told: by the time in which a hand-off is read."""
    due_at = after(row.since, pack().urgencies[case.urgency].acknowledge)
    return DeskItem("keeper", "say", row.key, case.code, row.sort, "normal", due_at, 0, due_at < now, "", row, "care")


def _of_care(row: CareDue, now: datetime) -> DeskItem:
    """A goal to be looked at, a service to be said of what came of it: our unit answers for it."""
    return DeskItem(
        row.sort,
        "say",
        row.id,
        row.case_code,
        row.state,
        "normal",
        row.due_at,
        row.level,
        row.late(now),
        "",
        row,
        "care",
    )


TASKS = {
    "offered": "accept",
    "received": "accept",
    "accepted_by_phone": "confirm_phone",
    "accepted": "start",
    "disputed": "dispute",
    "needs_information": "answer",
    "completed": "confirm",
}


def _handoff(handoff: Handoff, unit: int, now: datetime) -> DeskItem:
    due_at, task = handoff.due_at or now, TASKS[handoff.state]
    if task == "answer" and handoff.to_unit_id == unit:
        task = "awaits"
    return DeskItem("handoff", task, handoff.id, handoff.case.code, handoff.state, handoff.urgency, due_at,
                    handoff.level, due_at < now, handoff.step.kind, handoff, handoff.clock, handoff)  # fmt: skip


def _step(step: Step, latest: Handoff | None, now: datetime) -> DeskItem:
    resting = step.state == "on_hold" and step.hold_until is not None and step.hold_until > now
    due_at, review = step.hold_until if resting and step.hold_until else step.due_at, to_look_at(step, now)
    if resting:
        task = "on_hold"
    elif latest is None or latest.state in TAKEN or latest.state in ("completed", "confirmed", "entered_in_error"):
        task = "review" if review else "do"
    else:
        task = {"draft": "offer", "declined": "offer_again", "expired": "offer_again", "failed": "offer_again"}.get(
            latest.state, "asked"
        )
    clock = "hold" if resting else "review" if step.kind in reviewed_kinds() else "step"
    late = due_at < now and not review
    return DeskItem("step", task, step.id, step.case.code, step.state, step.urgency, due_at, step.level, late, step.kind, step, clock,
                    latest)  # fmt: skip
