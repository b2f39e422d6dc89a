"""Stories of a commitment: written down, taken, kept or not, given another day, withdrawn."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import now_of
from samaki.commitments import rules, waiting
from samaki.commitments.models import Commitment, CommitmentMove, Gap
from samaki.commitments.states import MOVES
from samaki.commitments.telling import tell, write
from samaki.commitments.words import seal_words
from samaki.database import lock, story
from samaki.database.refusals import together


@story
def promise(
    *, owner: Unit | None, text: str, due_on: date | None, by: Member, now: datetime, gap: Gap | None = None, area: str = "",
    source: str = "hand", source_what: str = "", sure: bool = False,
) -> Commitment:  # fmt: skip
    """A unit does something by a day. Of the member's own unit it is promised at once; of another one it is asked, and that unit takes it
    or does not. `area`: a province, empty: everywhere; that of the gap where there is one. Raises Invalid."""
    with together() as told:
        unit = told.of(rules.check_owner, owner, now)
        words = told.of(rules.check_words, text, "text", _("Say in a few words what is done."), sure=sure)
        day = told.of(rules.check_due, due_on, now)
        told.of(rules.check_source, source)
        if gap is None and area:
            told.of(rules.check_area, area)
    assert unit and words and day  # noqa: PT018 - else the block has told it
    where = gap.area if gap else area
    row = Commitment(owner=unit, unit=by.unit, gap=gap, area="" if where == rules.EVERYWHERE else where,
                     source=source, source_what=source_what[:80],
                     first_due_on=day, recorded_by=by.id, recorded_at=now, synthetic=by.synthetic)  # fmt: skip
    row.state = "open" if rules.is_of(unit.principal, by) else "asked"
    row.sealed = seal_words(row, {"text": words})
    _until(row, day, now)
    row.save(force_insert=True)
    _note(row, "write", "", by, now)
    if row.state == "asked":
        tell("asked", row, [unit.principal], now)
    return row


@story
def take_commitment(*, commitment_id: UUID, by: Member, now: datetime) -> Commitment:
    """Our unit promises what it was asked. Raises NotAllowed, CannotMove."""
    row = _locked(commitment_id, "take", by)
    return _moved(row, "take", "", by, now)


@story
def refuse_commitment(*, commitment_id: UUID, text: str, by: Member, now: datetime, sure: bool = False) -> Commitment:
    """Our unit does not promise it, and says why. Raises NotAllowed, CannotMove, Invalid."""
    row = _locked(commitment_id, "refuse", by)
    return _moved(row, "refuse", _why(text, sure), by, now)


@story
def keep_commitment(*, commitment_id: UUID, text: str, by: Member, now: datetime, sure: bool = False) -> Commitment:
    """It is done; `text`: what shows it. Raises NotAllowed, CannotMove, Invalid."""
    row = _locked(commitment_id, "keep", by)
    shown = rules.check_words(text, "text", _("Say what shows that it is done."), sure=sure)
    return _moved(row, "keep", shown, by, now)


@story
def miss_commitment(*, commitment_id: UUID, text: str, by: Member, now: datetime, sure: bool = False) -> Commitment:
    """It is not done and will not be, with the reason. Raises NotAllowed, CannotMove, Invalid."""
    row = _locked(commitment_id, "miss", by)
    return _moved(row, "miss", _why(text, sure), by, now)


@story
def move_commitment(
    *, commitment_id: UUID, due_on: date | None, text: str, by: Member, now: datetime, sure: bool = False
) -> Commitment:
    """It is done by another day, with the reason; the first day stays in sight. Raises NotAllowed, CannotMove, Invalid."""
    row = _locked(commitment_id, "move", by)
    with together() as told:
        day = told.of(rules.check_due, due_on, now)
        why = told.of(_why, text, sure)
    assert day is not None  # else the block has told it
    row.moved += 1
    _until(row, day, now)
    return _moved(row, "move", why or "", by, now)


@story
def withdraw_commitment(*, commitment_id: UUID, text: str, by: Member, now: datetime, sure: bool = False) -> Commitment:
    """It is not needed any more, or was written down by mistake, with the reason. Raises NotAllowed, CannotMove, Invalid."""
    row = _locked(commitment_id, "withdraw", by)
    return _moved(row, "withdraw", _why(text, sure), by, now)


@story
def reopen_commitment(*, commitment_id: UUID, text: str, by: Member, now: datetime, sure: bool = False) -> Commitment:
    """What was said of its end was a mistake: it is open, with the day it had. Raises NotAllowed, CannotMove, Invalid."""
    row = _locked(commitment_id, "reopen", by)
    return _moved(row, "reopen", _why(text, sure), by, now)


# ---------------------------------------------------------------- parts of stories
def _why(text: str, sure: bool) -> str:
    return rules.check_words(text, "text", _("Say in a few words what the reason is."), sure=sure)


def _locked(key: UUID, move: str, by: Member) -> Commitment:
    lock(key)
    row = Commitment.objects.select_related("owner").get(id=key)
    rules.check_moves(row, move, by)
    return row


def _until(row: Commitment, day: date, now: datetime) -> None:
    row.due_on, row.due_at = day, rules.end_of(day)
    row.level, row.call_at = 0, waiting.first(row.state, row.due_at, now)


def _moved(row: Commitment, move: str, words: str, by: Member, now: datetime) -> Commitment:
    """The move, its entry; whoever wrote it down is told what their asking came to."""
    row.state, row.version = MOVES["commitment"][move].target, row.version + 1
    if row.state == "open":
        row.ended_at = None
        row.level, row.call_at = 0, waiting.first(row.state, row.due_at, now)
    else:
        row.ended_at, row.call_at = now, None
    row.save()
    _note(row, move, words, by, now)
    others = set(now_of([row.unit_id, row.owner_id]).values()) - {by.unit_id}
    tell("taken" if move == "take" else "said", row, others, now)
    return row


def _note(row: Commitment, move: str, words: str, by: Member, now: datetime) -> None:
    """The line of its history, and its entry in the ledger."""
    line = CommitmentMove(
        commitment=row, move=move, state=row.state, due_on=row.due_on, unit=by.unit, by_member=by.id, at=now
    )
    line.sealed = seal_words(line, {"text": words} if words else {})
    line.save(force_insert=True)
    write(f"commitment.{move}", row, by, now, count=row.moved)
