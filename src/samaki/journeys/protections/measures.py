"""Stories of measures that protect a child at court: asked, ordered, provided or not, taken over to a new day."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.cases.models import Case, Person
from samaki.cases.rules import fresh
from samaki.database import add, lock, story
from samaki.database.refusals import CannotMove, Invalid, together
from samaki.journeys.hearings.models import Hearing
from samaki.journeys.protections import rules
from samaki.journeys.protections.models import Protection
from samaki.journeys.protections.queries import at_court, words_of
from samaki.journeys.protections.states import PROTECTION, moved
from samaki.ledger.operations import record
from samaki.vault import sealing as vault


@story
def ask_protection(
    *, case: Case, child: Person, measure: str, by: Member, now: datetime, hearing: Hearing | None = None, move: str = "ask",
    reason: str = "", text: str = "",
) -> Protection:  # fmt: skip
    """A measure for a child, of one hearing or of the whole proceeding. `move`: how far it is already (ask, order, provide, fail).

    Raises NotAllowed, Invalid, CannotMove (it is on the list).
    """
    lock(case.id)
    rules.check_new(child, measure, move, reason, text, hearing)
    rules.check_writes(child, by, now)
    row = _new(child, measure, hearing.id if hearing else None, by, now)
    _mark(row, move, reason, by, now)
    _say(row, text, now)
    add(row)
    _write("protection.ask", row, by, now, text, hearing)
    return row


@story
def move_protection(
    *,
    protection_id: UUID,
    move: str,
    by: Member,
    now: datetime,
    reason: str = "",
    text: str = "",
    version: int | None = None,
) -> Protection:
    """`order`, `refuse` (by the court), `provide`, `fail` (on the day), `drop` (not needed, or a mistake), `ask` (once more).

    In any order, as it becomes known; what was written before stays. Raises NotAllowed, CannotMove, Invalid, Stale.
    """
    row = Protection.objects.get(id=protection_id)
    lock(row.case_id)
    row.refresh_from_db()
    fresh(row, version)
    with together() as wrong:
        if move not in ("ask", "order", "refuse", "provide", "fail", "drop"):
            wrong.wrong(_("Choose what happened, from the list."), field="move")
        wrong.of(rules.check_move, move, reason, text)
    rules.check_writes(Person.objects.select_related("case").get(id=row.child_id), by, now)
    row.state = moved(
        PROTECTION, row.state, move, _("This was said already. If it is different by now, say what it is.")
    )
    _mark(row, move, reason, by, now)
    _say(row, text, now)
    row.version += 1
    row.save()
    _write(f"protection.{move}", row, by, now, text, None)
    return row


@story
def carry_protections(
    *, case: Case, child: Person, hearing: Hearing | None, by: Member, now: datetime
) -> list[Protection]:
    """A new day takes over what stood for the day before it. It is asked again: nobody knows yet whether an order stands.

    Raises NotAllowed, Invalid, CannotMove where nothing is left to take over.
    """
    lock(case.id)
    if hearing is None or hearing.case_id != child.case_id:
        raise Invalid(_("Choose a hearing of this case."), field="hearing")
    rules.check_writes(child, by, now)
    before = at_court(child, now).carried(hearing)
    if not before:
        raise CannotMove(_("There is nothing of the day before that this day lacks."))
    made = []
    for old in before:
        row = _new(child, old.measure, hearing.id, by, now)
        row.after_id = old.id
        _mark(row, "ask", "", by, now)
        _say(row, "\n".join(words_of([old]).get(old.id, [])), now)
        add(row)
        _write("protection.ask", row, by, now, "", hearing)
        made.append(row)
    return made


# ---------------------------------------------------------------- parts
def _new(child: Person, measure: str, hearing_id: UUID | None, by: Member, now: datetime) -> Protection:
    standing = Protection.objects.filter(case_id=child.case_id, child_id=child.id).exclude(state="dropped")
    if measure != "other" and standing.filter(hearing_id=hearing_id, measure=measure).exists():
        raise CannotMove(_("This is on the list already. Say there how far it is."))
    if standing.count() >= rules.MOST:
        raise CannotMove(_("This child has very many such lines. Write a note instead."))
    return Protection(case_id=child.case_id, child_id=child.id, hearing_id=hearing_id, measure=measure, unit=by.unit_id, recorded_by=by.id,
                      recorded_at=now)  # fmt: skip


def _mark(row: Protection, move: str, reason: str, by: Member, now: datetime) -> None:
    """When it was asked, ordered and provided, with the unit that said so; a refusal ends an order. What came without an asking counts as
    asked then."""
    if row._state.adding:
        row.state = {"ask": "asked", "order": "ordered", "provide": "provided", "fail": "not_provided"}[move]
    row.reason = reason if move in ("refuse", "fail") else ""
    if move == "ask" or row.asked_at is None:
        row.asked_at, row.asked_unit = now, by.unit_id
    if move == "order":
        row.ordered_at, row.ordered_unit = now, by.unit_id
    if move == "refuse":
        row.ordered_at, row.ordered_unit = None, None
    if move in ("provide", "fail"):
        row.provided_at, row.provided_unit = (now, by.unit_id) if move == "provide" else (None, None)


def _say(row: Protection, text: str, now: datetime) -> None:
    lines = words_of([row]).get(row.id, []) if row.sealed else []
    if text.strip():
        lines.append(text.strip())
    row.sealed = vault.seal(vault.key_of(case_id=row.case_id), json.dumps(lines, ensure_ascii=False), row.place)


def _write(act: str, row: Protection, by: Member, now: datetime, text: str, hearing: Hearing | None) -> None:
    """Of the child, and of no part: whoever works for it reads how far its protection is."""
    child = Person(id=row.child_id, case_id=row.case_id, child_id=row.child_id)
    facts: dict[str, Any] = {"kind": row.measure, "state": row.state, "reason": row.reason}
    if hearing is not None:
        facts["due_at"] = hearing.at
    record(act, by=by, now=now, subject=child, case_id=row.case_id, child_id=row.child_id, facts=facts,
           changed={"text": text} if text.strip() else None)  # fmt: skip
