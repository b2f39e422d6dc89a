"""Stories of mentoring. Facts of the ledger are codes and days: no text, no name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar
from samaki.agencies.models import Member, Unit
from samaki.database import lock, story, uuid7
from samaki.database.refusals import CannotMove, NotAllowed, together
from samaki.journeys.guarding.words import seal_words, words_of
from samaki.journeys.mentoring import rules, states
from samaki.journeys.mentoring.models import MentoringEntry
from samaki.journeys.support.inferring import mentor_kinds
from samaki.ledger.operations import record
from samaki.notices.operations import queue


@story
def ask_advice(*, kind: str, text: str, sure: bool, by: Member, now: datetime) -> MentoringEntry:
    """A unit asks its mentor how a kind of step is done well, about no case. The mentor's unit is told. Raises NotAllowed, Invalid,
    CannotMove (nobody mentors here any more)."""
    if by.unit.kind in mentor_kinds():
        raise NotAllowed(_("A mentor gives advice. Ask other agencies instead."))
    mentor = rules.mentor_of(by.unit, now)
    with together() as told:
        told.of(rules.check_kind, "advice", kind)
        words = told.of(rules.check_text, text, sure=sure)
    row = _new("advice", by.unit, mentor, {"text": words or ""}, by, now, kind=kind)
    queue("mentoring.advice_asked", to_unit=mentor.principal, subject=row, now=now, dedupe="asked")
    return _write("mentoring.ask", row, by, now)


@story
def answer_advice(*, entry_id: UUID, text: str, sure: bool, by: Member, now: datetime) -> MentoringEntry:
    """The mentor answers, once; the unit is told. Raises NotAllowed, Invalid, CannotMove."""
    row = _locked(entry_id)
    rules.check_moves(row, "answer", by, now)
    state = states.moved(row.sort, row.state, "answer", _("This was answered already, or taken back."))
    words = rules.check_text(text, sure=sure)
    row.sealed = seal_words(row, words_of(row) | {"answer": words})
    _move(row, state, by, now)
    queue("mentoring.advice_answered", to_unit=row.unit_id, subject=row, now=now, dedupe="answered")
    return _write("mentoring.answer", row, by, now)


@story
def plan_visit(
    *, unit: Unit, on_day: date | None, kind: str, text: str, sure: bool, by: Member, now: datetime
) -> MentoringEntry:
    """The mentor comes, or came: on which day, for which function; why, where anything is written. The unit is told. One of a day that
    is over took place: it is not announced any more, it is written up."""
    rules.check_coaches(by, unit, now)
    with together() as told:
        told.of(rules.check_kind, "visit", kind)
        day = told.of(rules.check_day, "visit", on_day, _today(now))
        words = told.of(rules.check_text, text, sure=sure) if text.strip() else ""
    state = "done" if day is not None and day < _today(now) else "planned"
    row = _new("visit", unit, by.unit, {"text": words or ""}, by, now, kind=kind, on_day=day, state=state)
    queue("mentoring.visit_planned", to_unit=unit.principal, subject=row, now=now, dedupe="planned", audience="head")
    return _write("mentoring.visit", row, by, now)


@story
def write_coaching(*, unit: Unit, kind: str, text: str, sure: bool, by: Member, now: datetime) -> MentoringEntry:
    """A coaching note, read by the unit and the mentor; about no case and no child. Raises NotAllowed, Invalid."""
    rules.check_coaches(by, unit, now)
    with together() as told:
        told.of(rules.check_kind, "note", kind)
        words = told.of(rules.check_text, text, sure=sure)
    return _write("mentoring.note", _new("note", unit, by.unit, {"text": words or ""}, by, now, kind=kind), by, now)


@story
def observe_function(
    *,
    unit: Unit,
    kind: str,
    on_day: date | None,
    items: Mapping[str, str],
    text: str,
    sure: bool,
    by: Member,
    now: datetime,
) -> MentoringEntry:
    """What the mentor saw of a function at work, by the checklist `kind`: of each item yes, no or unseen. Of no named person."""
    rules.check_coaches(by, unit, now)
    with together() as told:
        told.of(rules.check_kind, "observation", kind)
        day = told.of(rules.check_day, "observation", on_day, _today(now))
        words = told.of(rules.check_text, text, sure=sure) if text.strip() else ""
    seen = rules.check_items(kind, dict(items))
    row = _new("observation", unit, by.unit, {"text": words or ""}, by, now, kind=kind, on_day=day, items=seen)
    return _write("mentoring.observe", row, by, now)


@story
def plan_goal(
    *, unit: Unit, kind: str, on_day: date | None, text: str, sure: bool, by: Member, now: datetime
) -> MentoringEntry:
    """A goal of the unit's development plan, with the day by which it is to be reached; by its mentor or by who leads it. The same one
    stands there once. Raises NotAllowed, Invalid, CannotMove."""
    if not rules.sets_goals(by, unit, now) or unit.kind in mentor_kinds():
        raise NotAllowed(_("Only who leads the unit, and its mentor, write its plan."))
    mentor = by.unit if rules.coaches(by, now) else rules.mentor_of(unit, now)
    with together() as told:
        told.of(rules.check_kind, "goal", kind)
        day = told.of(rules.check_day, "goal", on_day, _today(now))
        words = told.of(rules.check_text, text, sure=sure)
    stand = MentoringEntry.objects.filter(unit=unit, sort="goal", state="open", kind=kind, on_day=day)
    if any(words_of(one)["text"] == words for one in stand):
        raise CannotMove(_("This goal stands in the plan already."))
    return _write(
        "mentoring.goal", _new("goal", unit, mentor, {"text": words or ""}, by, now, kind=kind, on_day=day), by, now
    )


@story
def move_entry(*, entry_id: UUID, move: str, by: Member, now: datetime) -> MentoringEntry:
    """A visit was made (`do`), a goal is reached, dropped or open again, anything is taken back. Raises NotAllowed, CannotMove."""
    row = _locked(entry_id)
    if move == "answer":
        raise CannotMove(_("Write the answer."))
    rules.check_moves(row, move, by, now)
    _move(
        row, states.moved(row.sort, row.state, move, _("This is not so any more. Look at what it says now.")), by, now
    )
    return _write("mentoring.move", row, by, now)


def _locked(key: UUID) -> MentoringEntry:
    lock(key)
    return MentoringEntry.objects.select_related("unit", "mentor").get(id=key)


def _new(
    sort: str, unit: Unit, mentor: Unit, words: dict[str, str], by: Member, now: datetime, state: str = "", **more: Any
) -> MentoringEntry:
    row = MentoringEntry(id=uuid7(), unit=unit, mentor=mentor, sort=sort, state=state or states.first(sort), made_by=by.id,
                         made_in=by.unit, made_at=now, synthetic=by.synthetic, **more)  # fmt: skip
    row.sealed = seal_words(row, words)
    row.save(force_insert=True)
    return row


def _move(row: MentoringEntry, state: str, by: Member, now: datetime) -> None:
    row.state, row.moved_by, row.moved_at = state, by.id, now
    row.save(update_fields=["state", "sealed", "moved_by", "moved_at"])


def _today(now: datetime) -> date:
    day: date = calendar().local(now).date()
    return day


def _write(act: str, row: MentoringEntry, by: Member, now: datetime) -> MentoringEntry:
    other = row.mentor_id if by.unit_id == row.unit_id else row.unit_id
    facts = {
        "part": row.sort,
        "kind": row.kind,
        "state": row.state,
        "since": row.on_day.isoformat() if row.on_day else None,
    }
    record(act, by=by, now=now, subject=row, counterpart=other, facts=facts)
    return row
