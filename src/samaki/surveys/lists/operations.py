"""Stories of an estimate from lists: asked for, taken up and ended by the worker, stopped, started again, taken back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.database import lock, story
from samaki.database.refusals import Invalid, together
from samaki.ledger.operations import CLOCK, record
from samaki.surveys import rules, states
from samaki.surveys.lists.models import ListStudy
from samaki.surveys.lists.table import Counted
from samaki.surveys.words import seal_words

REPLICATES = (0, 200, 1000)
"""How often the table may be drawn again."""

METHODS = ("", "bic", "stepwise")
DIED = timedelta(minutes=20)
"""Longer than an estimate may take. Without a sign of life for so long its worker is taken to have died, and another one takes it up."""

MOST_WAITING = 5
"""Estimates of one unit that wait or run."""


@story
def ask_estimate(*, title: str, counted: Counted, method: str, replicates: int, by: Member, now: datetime) -> ListStudy:
    """An estimate that the worker will make. Raises NotAllowed, Invalid."""
    rules.check_makes_surveys(by, now)
    with together() as told:
        said = told.of(rules.check_title, title)
        if method not in METHODS:
            told.wrong(_("Choose the rule from the list."), field="method")
        if replicates not in REPLICATES:
            told.wrong(_("Choose how often from the list."), field="replicates")
    lock(by.unit.id)
    if ListStudy.objects.filter(unit=by.unit, state__in=(states.WAITS, states.RUNS)).count() >= MOST_WAITING:
        raise Invalid(_("Five estimates of your unit wait already. Wait for one of them, or stop it."), field="table")
    row = ListStudy(unit=by.unit, made_by=by.id, made_at=now, asked_at=now, people=counted.people, method=method,
                    replicates=replicates, synthetic=by.synthetic)  # fmt: skip
    row.sealed = seal_words(row, {"title": said, "lists": counted.lists, "counts": counted.counts})
    row.save(force_insert=True)
    return _write("lists.ask", row, by, now, parts=len(counted.lists), kind=method)


def next_estimate(now: datetime) -> ListStudy | None:
    """The one that waits longest, taken up; or one whose worker died. For the worker alone: it is work, and no act of anybody."""
    waits = Q(state=states.WAITS) | Q(state=states.RUNS, beat_at__lt=now - DIED)
    row = ListStudy.objects.select_for_update(skip_locked=True).filter(waits).order_by("asked_at").first()
    if row is not None:
        row.state, row.beat_at, row.progress = states.STUDY["take"][1], now, 0
        row.save(update_fields=["state", "beat_at", "progress"])
    return row


def goes_on(study_id: UUID, progress: int, now: datetime) -> bool:
    """A sign of life; whether it is still wanted."""
    running = ListStudy.objects.filter(id=study_id, state=states.RUNS)
    return bool(running.update(progress=progress, beat_at=now))


def give_back(study_id: UUID) -> None:
    """The worker is told to stop: it waits for the next one."""
    ListStudy.objects.filter(id=study_id, state=states.RUNS).update(state=states.WAITS)


def end_estimate(
    *, study_id: UUID, result: dict[str, Any] | None, trouble: dict[str, Any] | None, now: datetime
) -> ListStudy:
    """What came of it. `trouble`: {"code", "values"}, of a table that carries none, or where it took too long or too much. An estimate that
    was stopped meanwhile stays so. For the worker alone, in a session of its own, with its entry of the clock."""
    row = ListStudy.objects.select_for_update().get(id=study_id)
    if row.state != states.RUNS:
        return row
    carried = result is not None and result["carries"]
    move = "end" if carried else "find_none" if result or (trouble or {}).get("code") not in TROUBLES else "fail"
    row.state, row.result, row.trouble, row.ended_at, row.progress = states.STUDY[move][1], result, trouble, now, 100
    row.save(update_fields=["state", "result", "trouble", "ended_at", "progress"])
    record("lists.end", by=CLOCK, now=now, subject=row, unit=row.unit_id, facts={"outcome": row.state})
    return row


TROUBLES = frozenset({"too_long", "too_much"})
"""Codes of what ended an estimate from outside; all others say that the table carries none."""


@story
def stop_estimate(*, study_id: UUID, by: Member, now: datetime) -> ListStudy:
    """It is not made any further. Raises NotAllowed, CannotMove."""
    return _move(study_id, "stop", by, now)


@story
def start_again(*, study_id: UUID, by: Member, now: datetime) -> ListStudy:
    """It waits for its turn once more. Raises NotAllowed, CannotMove."""
    return _move(study_id, "again", by, now, asked_at=now, ended_at=None, trouble=None, progress=0)


@story
def withdraw_estimate(*, study_id: UUID, by: Member, now: datetime) -> ListStudy:
    """It counts nowhere. Raises NotAllowed, CannotMove."""
    return _move(study_id, "withdraw", by, now)


def _move(study_id: UUID, move: str, by: Member, now: datetime, **changed: Any) -> ListStudy:
    lock(study_id)
    row = ListStudy.objects.select_for_update().get(id=study_id)
    rules.check_ours(row.unit_id, by, now)
    rules.check_study(row.state, move)
    row.state = states.STUDY[move][1]
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=["state", *changed])
    return _write(f"lists.{move}", row, by, now)


def _write(act: str, row: ListStudy, by: Member, now: datetime, **facts: Any) -> ListStudy:
    record(act, by=by, now=now, subject=row, facts=facts | {"state": row.state})
    return row
