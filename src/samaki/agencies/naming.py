"""A name stands for one unit: no two open units are called alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.findable import folded
from samaki.agencies.models import Unit
from samaki.agencies.queries import units
from samaki.database import lock
from samaki.database.refusals import together

NAMES = ("name_en", "name_km", "short_en", "short_km")
_ALL_NAMES = UUID("0b6c1f52-9a57-4f0e-8d6f-6b1f7e2a4c11")


def lock_names() -> None:
    """One change of a name at a time: two units that take one name at once are told apart."""
    lock(_ALL_NAMES)


def check_name_is_free(unit: Unit, given: Mapping[str, str], now: datetime) -> None:
    """No other open unit has one of these names, in whichever language, compared as a reader sees them. Raises Invalid."""
    with together() as told:
        for field, has in who_has(unit, given, now).items():
            told.wrong(_("Another unit has this name: %(unit)s (%(code)s). Whoever calls or hands on must know which of the "
                         "two is meant: add the place or the number of the office.")
                       % {"unit": has.name, "code": has.code}, field=field)  # fmt: skip


def who_has(unit: Unit, given: Mapping[str, str], now: datetime) -> dict[str, Unit]:
    """For each of these names that another open unit has: that unit."""
    others = [(one, {folded(getattr(one, name)) for name in NAMES}) for one in units(now).exclude(pk=unit.pk)]
    found = {field: next((one for one, names in others if folded(text) in names), None)
             for field, text in given.items() if folded(text)}  # fmt: skip
    return {field: one for field, one in found.items() if one is not None}
