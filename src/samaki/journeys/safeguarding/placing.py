"""Stories of where a child stays: which family was looked at, where it stays, on what ground, how that ended. No address: that is sealed
with the arrival. Nothing of this is asked before a child is safe: what is missing is asked for afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack
from samaki.agencies.models import Member, Unit
from samaki.care.states import moved
from samaki.cases.documents.models import Document
from samaki.cases.models import Case, Person
from samaki.cases.rules import check_reason, fresh
from samaki.database import add, lock, story
from samaki.database.refusals import Invalid, together
from samaki.journeys.safeguarding import rules
from samaki.journeys.safeguarding.models import ChildPlacement
from samaki.journeys.safeguarding.parts import begun, changed, opened, write
from samaki.journeys.safeguarding.states import STAY


@story
def look_at_family(
    *, case: Case, child: Person, sort: str, why: str, by: Member, now: datetime, text: str = "", occurred_at: datetime | None = None,
    precision: str = "instant",
) -> ChildPlacement:  # fmt: skip
    """A family, or another place, was looked at for the child and cannot take it now, with the reason. Raises NotAllowed, Invalid."""
    lock(case.id)
    rules.check_looked_at(child, sort, why, text)
    rules.check_cares(child, by, now)
    return _look(child, sort, why, text, by, now, occurred_at, precision)


@story
def place_child(
    *, case: Case, child: Person, sort: str, basis: str, by: Member, now: datetime, keeper: Unit | None = None,
    basis_until: datetime | None = None, document: Document | None = None, looked: str = "", looked_why: str = "", text: str = "",
    occurred_at: datetime | None = None, precision: str = "instant",
) -> ChildPlacement:  # fmt: skip
    """The child stays there from `occurred_at` on. `keeper`: the unit that keeps it; `basis`: the ground of custody, with its end and its
    document. `looked`, `looked_why`: a family that was looked at before. Our unit is asked for a ground that is missing, or that ends.

    Never refused because no family was looked at, because a shelter is full, or because the ground is not known: what is not so is shown.
    """
    lock(case.id)
    with together() as wrong:
        wrong.of(rules.check_stay, child, sort, keeper, (looked, looked_why), text, now)
        wrong.of(rules.check_basis, case, basis, basis_until, document, occurred_at or now)
    rules.check_cares(child, by, now)
    rules.check_provider(case, keeper)
    if looked:
        _look(child, looked, looked_why, "", by, now, occurred_at, precision)
    rules.check_room(ChildPlacement, child)
    row = begun(ChildPlacement, child, {"text": text}, by, now, occurred_at, precision)
    row.sort, row.state, row.keeper = sort, "stays", keeper.principal if keeper else None
    _ground(row, basis, basis_until, document, by, now)
    add(row)
    write("placement.begin", row, by, now, {"kind": sort, "unit": row.keeper} | _facts(row), {"text": text}, dated=True)
    return row


@story
def set_custody_basis(
    *, placement_id: UUID, basis: str, by: Member, now: datetime, basis_until: datetime | None = None, document: Document | None = None,
    text: str = "", version: int | None = None,
) -> ChildPlacement:  # fmt: skip
    """The ground on which the child is kept there, as it is from now on: known at last, longer, or another one."""
    row = opened(ChildPlacement, placement_id)
    fresh(row, version)
    rules.check_cares(_child(row), by, now)
    with together() as wrong:
        wrong.of(rules.check_basis, Case(id=row.case_id), basis, basis_until, document, row.occurred_at)
        wrong.of(rules.check_length, text, "text", rules.LONGEST)
    row.state = moved(STAY, row.state, "basis", _("This stay has ended. Its ground stays as it was written."))
    row.level = 0
    _ground(row, basis, basis_until, document, by, now)
    changed(row, "placement.basis", text, by, now)
    write("placement.basis", row, by, now, _facts(row), {"text": text})
    return row


@story
def end_placement(
    *, placement_id: UUID, reason: str, by: Member, now: datetime, text: str = "", occurred_at: datetime | None = None,
    precision: str = "instant", version: int | None = None,
) -> ChildPlacement:  # fmt: skip
    """How the stay ended, and when; said again, it is corrected. Where the child went is an arrival, or it is missing: another fact."""
    row = opened(ChildPlacement, placement_id)
    fresh(row, version)
    rules.check_cares(_child(row), by, now)
    ended = occurred_at or now
    with together() as wrong:
        wrong.of(check_reason, "placement_end", reason, text)
        if ended < row.occurred_at:
            wrong.wrong(_("It ended before it began. Look at the two days."), field="occurred_at")
        wrong.of(rules.check_length, text, "text", rules.LONGEST)
    row.state = moved(STAY, row.state, "end", _("This was no stay, or it was written by mistake."))
    row.why, row.ended_at, row.ended_precision, row.call_at = reason, ended, precision, None
    changed(row, "placement.end", text, by, now)
    write("placement.end", row, by, now, {"kind": row.sort, "reason": reason}, {"text": text})
    return row


@story
def mark_placement_error(*, placement_id: UUID, text: str, by: Member, now: datetime) -> ChildPlacement:
    """It was written by mistake: another child, or never so. It stays, struck."""
    row = opened(ChildPlacement, placement_id)
    rules.check_mistaken(row, "placement.looked_at" if row.state == "not_taken" else "placement.begin", text, by, now)
    row.state, row.call_at = moved(STAY, row.state, "mistake", ""), None
    changed(row, "placement.mistake", text, by, now)
    write("placement.mistake", row, by, now, {"kind": row.sort}, {"text": text})
    return row


# ---------------------------------------------------------------- parts
def _child(row: ChildPlacement) -> Person:
    return Person(id=row.child_id, case_id=row.case_id, child_id=row.child_id)


def _look(
    child: Person, sort: str, why: str, text: str, by: Member, now: datetime, occurred_at: datetime | None, precision: str
) -> ChildPlacement:  # fmt: skip
    rules.check_room(ChildPlacement, child)
    row = begun(ChildPlacement, child, {"text": text}, by, now, occurred_at, precision)
    row.sort, row.state, row.why, row.holder = sort, "not_taken", why, by.unit_id
    add(row)
    write("placement.looked_at", row, by, now, {"kind": sort, "why": why}, {"text": text}, dated=True)
    return row


def _ground(
    row: ChildPlacement, basis: str, until: datetime | None, document: Document | None, by: Member, now: datetime
) -> None:
    """A ground that is missing is asked for soon; one that ends, on that day."""
    if until is not None and basis in pack().caring.safety.no_basis:
        raise Invalid(_("What is not known yet has no end. Leave the day empty."), field="basis_until")
    row.basis, row.basis_until, row.document_id = basis, until, document.id if document else None
    row.holder = by.unit_id
    row.due_at = after(now, pack().caring.safety.basis) if basis in pack().caring.safety.no_basis else until
    row.call_at = row.due_at


def _facts(row: ChildPlacement) -> dict[str, Any]:
    return {"ground": row.basis, "until": row.basis_until, "due_at": row.due_at}
