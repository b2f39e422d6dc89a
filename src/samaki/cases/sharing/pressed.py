"""Nothing is given to a unit from which pressure on a child is hidden: whoever may know is told why, nobody else is told anything."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connections
from django.utils.translation import gettext as _

from samaki.agencies.models import Unit
from samaki.agencies.queries import now_of
from samaki.cases.models import Case, Person
from samaki.cases.sharing.rules import OF_A_CHILD
from samaki.database import current_alias
from samaki.database.refusals import Invalid, NoPart

KEPT = """
select k.child::text, k.unit, exists(select 1 from pressure p where p.id = k.pressure) from app.pressure_kept_from(%s) k
"""
"""The third column asks under row security: whether the session itself reads the record."""


def known_units(case: Case) -> set[int]:
    """The units from which pressure on a child of the case is hidden, as far as the session reads the record of it; 1 query, or 2."""
    return _now({unit for _child, unit, known in _kept(case) if known})


def check_not_pressed(case: Case, child: Person | None, to_unit: Unit, compartments: Collection[str]) -> None:
    """Raises Invalid, with why, for who reads the record, whichever child it is.

    For who does not: of the child itself neither names, the place nor care. NoPart says what it says of a unit behind a wall.
    """
    kept = _kept(case)
    if to_unit.principal in _now({unit for _child, unit, known in kept if known}):
        raise Invalid(
            _("Pressure on a child of this case was recorded, and somebody of %(unit)s may stand behind it. Nothing of the case is "
              "shared with it. Choose another unit, and do not speak with this one about it.") % {"unit": to_unit.name},
            field="to_unit")  # fmt: skip
    hidden = {unit for of_child, unit, _known in kept if child is not None and of_child == str(child.id)}
    if to_unit.principal in _now(hidden) and set(compartments) & OF_A_CHILD:
        raise NoPart()


def _kept(case: Case) -> list[tuple[str, int, bool]]:
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(KEPT, [case.id])
        return cursor.fetchall()


def _now(units: set[int]) -> set[int]:
    """With those that they became part of."""
    return units | set(now_of(units).values()) if units else units
