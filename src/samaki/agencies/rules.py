"""Who may keep a unit's entries, and who speaks for a unit: the same answer as the database gives."""

from __future__ import annotations

from datetime import datetime

from django.db import connections
from django.utils.translation import gettext as _

from samaki.agencies.models import Member, Unit
from samaki.database import current_alias
from samaki.database.refusals import CannotMove, Invalid, NotAllowed


def keeps(unit: Unit) -> bool:
    """Whether the session's member keeps the entries of this unit: its keeper or its head."""
    return _answer("app.keeps", unit)


def speaks_for(unit: Unit) -> bool:
    """Whether the session's member decides over the unit and its work: its head, the head of the unit above; where there
    is neither, the administrator."""
    return _answer("app.speaks_for", unit)


def check_keeps(unit: Unit, now: datetime) -> None:
    """The unit is open and its entries are kept by the session's member."""
    check_open(unit, now)
    if not keeps(unit):
        raise NotAllowed(_("Only the keeper of this unit's entries or its head can change them."))


def check_speaks_for(unit: Unit, now: datetime) -> None:
    """The unit is open and the session's member decides over it."""
    check_open(unit, now)
    if not speaks_for(unit):
        raise NotAllowed(_("Only the head of this unit, or of the unit above it, can do this."))


def check_open(unit: Unit, now: datetime) -> None:
    """The unit has not ended."""
    if unit.until is not None and unit.until <= now:
        raise CannotMove(_("This unit is closed. Nothing can be changed on it."))


def check_administrator_stays(*, unit: Unit | None = None, member: Member | None = None) -> None:
    """Without this unit, or this member, somebody still administers the installation."""
    with connections[current_alias()].cursor() as cursor:
        given = [unit.principal if unit else None, member.id if member else None]
        cursor.execute("select app.is_last_administrator(%s, %s, null)", given)
        if cursor.fetchone()[0]:
            raise CannotMove(
                _("The last administrator is here: after this nobody could open accounts any more. First let another "
                  "administrator of the oversight committee come in, in another unit where a unit closes.")
            )  # fmt: skip


def check_takes_over(unit: Unit, other: Unit | None, now: datetime) -> Unit:
    """The other unit is open and not the same one."""
    if other is None or (other.until is not None and other.until <= now):
        raise Invalid(_("Choose an open unit from the list."), field="to_unit")
    if other.principal == unit.principal:
        raise Invalid(_("Choose another unit than this one."), field="to_unit")
    return other


def _answer(function: str, unit: Unit) -> bool:
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(f"select {function}(%s)", [unit.principal])
        return bool(cursor.fetchone()[0])
