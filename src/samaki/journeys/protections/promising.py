"""Stories of what is promised to a child: by a unit, until a day, and what became of it. It waits with one unit until it is answered."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member, Unit
from samaki.cases.mending import check_says_why
from samaki.cases.models import Case, Person
from samaki.cases.remarks import remark
from samaki.cases.rules import fresh
from samaki.database import add, lock, story, uuid7
from samaki.database.refusals import CannotMove, together
from samaki.journeys.hearings.models import Hearing
from samaki.journeys.protections import rules
from samaki.journeys.protections.models import ChildPromise
from samaki.journeys.protections.states import PROMISE, moved
from samaki.ledger.operations import record
from samaki.notices.operations import queue
from samaki.vault import sealing as vault


@story
def promise_child(
    *, case: Case, child: Person, sort: str, owner: Unit | None, due_at: datetime | None, by: Member, now: datetime, text: str = "",
    hearing: Hearing | None = None,
) -> ChildPromise:  # fmt: skip
    """Something was promised to the child: a unit that works for it keeps it by a day. That unit is told where it is another.

    Raises NotAllowed, Invalid, CannotMove.
    """
    lock(case.id)
    rules.check_promise(child, sort, text, owner, due_at, hearing, now)
    rules.check_writes(child, by, now)
    assert owner is not None and due_at is not None  # noqa: PT018 - else the rule has told it
    if ChildPromise.objects.filter(case_id=case.id, child_id=child.id).count() >= rules.MOST:
        raise CannotMove(_("This child has very many such lines. Write a note instead."))
    row = ChildPromise(
        case_id=case.id, child_id=child.id, sort=sort, owner=owner.principal, due_at=due_at, call_at=due_at
    )
    row.hearing_id, row.unit, row.recorded_by, row.recorded_at = hearing.id if hearing else None, by.unit_id, by.id, now
    row.sealed = vault.seal(
        vault.key_of(case_id=case.id), json.dumps([text.strip()] if text.strip() else [], ensure_ascii=False), row.place
    )
    add(row)
    _write("promise.give", row, by, now, {"due_at": due_at, "holder": row.owner}, text)
    if row.owner != by.unit_id:
        _tell("promise_yours", row, case, row.owner, now)
    return row


@story
def answer_promise(
    *,
    promise_id: UUID,
    move: str,
    by: Member,
    now: datetime,
    text: str = "",
    due_at: datetime | None = None,
    version: int | None = None,
) -> ChildPromise:
    """`keep`: it was kept; `break`: it was not, or cannot be, and why; `reopen`: neither yet, with a new day.

    Said anew as often as it changes. Raises NotAllowed, CannotMove, Invalid, Stale.
    """
    row = ChildPromise.objects.get(id=promise_id)
    lock(row.case_id)
    row.refresh_from_db()
    fresh(row, version)
    rules.check_says(row, by, now)
    with together() as wrong:
        if move not in ("keep", "break", "reopen"):
            wrong.wrong(_("Choose what became of it."), field="move")
        if move == "break" and not rules.says_something(text):
            wrong.wrong(_("Say in a few words why. The child should be told as well."), field="text")
        if move == "reopen" and (due_at is None or not now <= due_at <= now + rules.FARTHEST):
            wrong.wrong(_("Write the day by which it is to be kept; it lies ahead."), field="due_at")
        wrong.of(rules.check_length, text, "text", rules.LONGEST)
    row.state = moved(PROMISE, row.state, move, _("This was said already. If it is different by now, say what it is."))
    if move == "reopen":
        row.due_at = row.call_at = due_at  # type: ignore[assignment]  # the rule has told it where there is none
        row.level, row.said_at, row.said_unit = 0, None, None
    else:
        row.call_at, row.said_at, row.said_unit = None, now, by.unit_id
    _keep(f"promise.{move}", row, by, now, text)
    if row.unit != by.unit_id:
        _tell("promise_said", row, Case.objects.get(id=row.case_id), row.unit, now)
    return row


@story
def mark_promise_error(*, promise_id: UUID, text: str, by: Member, now: datetime) -> ChildPromise:
    """It was never promised: written down by mistake. Raises NotAllowed, CannotMove, Invalid."""
    row = ChildPromise.objects.get(id=promise_id)
    lock(row.case_id)
    row.refresh_from_db()
    rules.check_taken_back(row, by, now)
    check_says_why(text)
    row.state, row.call_at = moved(PROMISE, row.state, "mistake", ""), None
    _keep("promise.mistake", row, by, now, text)
    if row.owner != by.unit_id:
        _tell("promise_gone", row, Case.objects.get(id=row.case_id), row.owner, now)
    return row


def _keep(act: str, row: ChildPromise, by: Member, now: datetime, text: str) -> None:
    row.version += 1
    row.save()
    remark(act, row, text, by=by, now=now)
    _write(act, row, by, now, {"due_at": row.due_at, "holder": row.owner}, text)


def _write(act: str, row: ChildPromise, by: Member, now: datetime, facts: dict[str, Any], text: str) -> None:
    record(act, by=by, now=now, subject=row, case_id=row.case_id, child_id=row.child_id,
           facts={"kind": row.sort, "state": row.state} | facts, changed={"text": text} if text.strip() else None)  # fmt: skip


def _tell(what: str, row: ChildPromise, case: Case, unit: int, now: datetime) -> None:
    queue(
        f"voice.{what}", to_unit=unit, subject=row, now=now, dedupe=str(uuid7()), case_id=case.id, case_code=case.code
    )
