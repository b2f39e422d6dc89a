"""Stories of a need and of a goal: what the child needs, what is to be reached, who holds it, when it is looked at again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import same_day
from samaki.agencies.models import Member
from samaki.care import rules
from samaki.care.models import CareGoal, CareNeed
from samaki.care.states import GOAL, NEED, moved
from samaki.care.telling import begun, keep, seal, words_of, write
from samaki.cases.mending import check_says_why
from samaki.cases.models import Case, Person
from samaki.cases.rules import check_reason
from samaki.database import add, lock, lock_of, story
from samaki.database.refusals import CannotMove, Invalid, together

NEED_MOVES = ("meet", "drop", "reopen", "mistake")
GOAL_MOVES = ("end", "reopen", "mistake")


@story
def add_care_need(*, case: Case, child: Person, need: str, by: Member, now: datetime, text: str = "") -> CareNeed:
    """The child needs something of the pack's list. Raises NotAllowed, Invalid, CannotMove (it stands there already)."""
    lock(case.id)
    rules.check_child(case, child)
    rules.check_writes(case.id, child.id, by, now)
    with together() as wrong:
        wrong.of(rules.check_need, need)
        rules.check_length(text, "text", rules.LONGEST, wrong)
        if need == "other" and not text.strip():
            wrong.wrong(_("Say in a few words what the child needs."), field="text")
    rules.check_room(CareNeed, child)
    if need != "other" and CareNeed.objects.filter(child_id=child.id, need=need, state="open").exists():
        raise CannotMove(_("This need stands in the list already, and is open. Write what is new into a goal."))
    row: CareNeed = begun(CareNeed, case.id, child.id, by, now, need=need)
    seal(row, {"text": text.strip()})
    add(row)
    write("care.need", row, by, now, {"kind": need, "state": row.state}, changed={"words": text.strip()})
    return row


@story
def move_care_need(
    *, need_id: UUID, move: str, by: Member, now: datetime, text: str = "", version: int | None = None
) -> CareNeed:
    """`meet`: the child has it now; `drop`: not needed, or not wanted; `reopen`; `mistake`.

    Raises NotAllowed, Invalid, CannotMove, Stale.
    """
    lock_of(CareNeed, need_id)
    row = rules.check_version(CareNeed, need_id, version)
    rules.check_writes(row.case_id, row.child_id, by, now)
    _check_move(move, NEED_MOVES, text)
    if move == "mistake":
        rules.check_mistaken(row, "care.need", by, now)
    row.state = moved(NEED, row.state, move, rules.sentence_of(row))
    row.ended_at = None if row.state == "open" else now
    keep(row)
    write(f"care.need_{move}", row, by, now, {"kind": row.need, "state": row.state}, text=text)
    return row


@story
def set_goal(
    *,
    case: Case,
    child: Person,
    text: str,
    by: Member,
    now: datetime,
    steps: str = "",
    review_at: datetime | None = None,
    need: CareNeed | None = None,
) -> CareGoal:
    """Something is to be reached, and this unit answers for it. `review_at`: when it is looked at again, else as the pack says;
    `steps`: how. The same goal said again on the same day is one.

    Raises NotAllowed, Invalid for each wrong field.
    """
    lock(case.id)
    rules.check_child(case, child)
    rules.check_writes(case.id, child.id, by, now)
    with together() as wrong:
        if not text.strip():
            wrong.wrong(_("Say in a few words what is to be reached, as the child says it."), field="text")
        rules.check_length(text, "text", rules.LONGEST, wrong)
        rules.check_length(steps, "steps", rules.LONGEST, wrong)
        day = wrong.of(rules.review_day, review_at, now)
        if need is not None and need.child_id != child.id:
            wrong.wrong(_("Choose a need of this child."), field="need")
    assert day is not None  # else the block has told it
    rules.check_room(CareGoal, child)
    row: CareGoal = begun(CareGoal, case.id, child.id, by, now, holder=by.unit_id, review_at=day, call_at=day)
    row.need_id = need.id if need else None
    words = {"text": text.strip(), "steps": steps.strip()}
    if (same := _said_already(row, words)) is not None:
        return same
    seal(row, words)
    add(row)
    write("care.goal", row, by, now, {"state": row.state, "due_at": day}, changed=words)
    return row


def _said_already(row: CareGoal, words: dict[str, str]) -> CareGoal | None:
    """An open goal of this child that our unit set today in just these words, for the same need."""
    rows = CareGoal.objects.filter(child_id=row.child_id, unit=row.unit, need_id=row.need_id, state="open").order_by(
        "id"
    )
    today = [one for one in rows if same_day(one.recorded_at, row.recorded_at)]
    return next((one for one in today if words_of(one) == words), None)


@story
def review_goal(
    *,
    goal_id: UUID,
    by: Member,
    now: datetime,
    text: str = "",
    review_at: datetime | None = None,
    version: int | None = None,
) -> CareGoal:
    """It was looked at, and goes on; its next day. Raises NotAllowed, Invalid, CannotMove, Stale."""
    row = _goal(goal_id, version, by, now)
    row.state = moved(GOAL, row.state, "review", rules.sentence_of(row))
    with together() as wrong:
        day = wrong.of(rules.review_day, review_at, now)
        rules.check_length(text, "text", rules.LONGEST, wrong)
    assert day is not None  # else the block has told it
    _wait(row, day)
    keep(row)
    write("care.goal_review", row, by, now, {"state": row.state, "due_at": day}, text=text)
    return row


@story
def take_goal(*, goal_id: UUID, by: Member, now: datetime, version: int | None = None) -> CareGoal:
    """This unit answers for it from now on: a goal changes its holder only by who takes it over. Raises NotAllowed, CannotMove, Stale."""
    row = _goal(goal_id, version, by, now)
    row.state = moved(GOAL, row.state, "take", rules.sentence_of(row))
    if row.holder == by.unit_id:
        raise CannotMove(_("Your unit answers for this already."))
    before, row.holder, row.level = row.holder, by.unit_id, 0
    keep(row)
    write("care.goal_take", row, by, now, {"state": row.state, "due_at": row.review_at, "from": before})
    return row


@story
def move_goal(
    *,
    goal_id: UUID,
    move: str,
    by: Member,
    now: datetime,
    reason: str = "",
    text: str = "",
    version: int | None = None,
) -> CareGoal:
    """`end`: reached or not, `reason` of the list `goal_end`; `reopen`; `mistake`. Raises NotAllowed, Invalid, CannotMove, Stale."""
    row = _goal(goal_id, version, by, now)
    _check_move(move, GOAL_MOVES, text)
    if move == "end":
        check_reason("goal_end", reason, text)
    if move == "mistake":
        rules.check_mistaken(row, "care.goal", by, now)
    row.state = moved(GOAL, row.state, move, rules.sentence_of(row))
    row.reason = reason if move == "end" else ""
    if row.state == "open":
        row.ended_at, row.holder = None, by.unit_id
        _wait(row, rules.review_day(None, now))
    else:
        row.ended_at, row.call_at, row.level = now, None, 0
    keep(row)
    write(f"care.goal_{move}", row, by, now, {"state": row.state, "reason": row.reason}, text=text)
    return row


# ---------------------------------------------------------------- parts
def _goal(goal_id: UUID, version: int | None, by: Member, now: datetime) -> CareGoal:
    lock_of(CareGoal, goal_id)
    row = rules.check_version(CareGoal, goal_id, version)
    rules.check_writes(row.case_id, row.child_id, by, now)
    return row


def _wait(row: CareGoal, day: datetime) -> None:
    row.review_at, row.call_at, row.level = day, day, 0


def _check_move(move: str, known: tuple[str, ...], text: str) -> None:
    if move not in known:
        raise Invalid(_("Choose what happened, from the list."), field="move")
    if move == "mistake":
        check_says_why(text)
    with together() as wrong:
        rules.check_length(text, "text", rules.LONGEST, wrong)
