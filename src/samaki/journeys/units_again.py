"""A unit that was closed by mistake opens again: what ended with it stands again, and its former work stays where it went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from samaki.agencies import rules
from samaki.agencies.models import Member, Unit
from samaki.agencies.naming import NAMES, lock_names, who_has
from samaki.database import story
from samaki.database.refusals import CannotMove, NotAllowed
from samaki.journeys.whole_units import called, lock_work
from samaki.ledger.operations import record

WITHIN = timedelta(days=30)
"""As long as a closing can be a mistake; the database counts the same days. Afterwards a new unit is made."""


@dataclass(frozen=True)
class Ended:
    """What ended with the unit: what stands again when it opens, and what others have by now. Members; codes of areas
    ("" for the whole country) and of services."""

    members: list[Member]
    areas: list[str]
    services: list[str]
    members_elsewhere: list[Member]
    areas_elsewhere: list[str]
    services_elsewhere: list[str]


@story
def open_unit_again(*, unit: Unit, by: Member, now: datetime) -> Unit:
    """The unit is open from now on, with what ended when it closed, as far as nobody else has it by now."""
    lock_work(unit)
    lock_names()
    unit.refresh_from_db()
    check_opens_again(unit=unit, now=now)
    back = ended_with(unit)
    called("open_unit", unit.principal)
    record("unit.open_again", by=by, now=now, subject=unit,
           facts={"unit": unit.principal, "members": len(back.members), "areas": back.areas, "services": back.services})  # fmt: skip
    unit.refresh_from_db()
    return unit


def may_open_again(unit: Unit, now: datetime) -> bool:
    """Whether the unit can still open again, whoever asks: closed, not part of another one, and not for too long."""
    return unit.until is not None and unit.until <= now <= unit.until + WITHIN and unit.merged_into_id is None


def check_opens_again(*, unit: Unit, now: datetime) -> None:
    """Closed within the time, by who decides over it, below an open unit, and nobody has taken its name."""
    if unit.until is None or unit.until > now:
        raise CannotMove(_("This unit is open."))
    if not rules.speaks_for(unit):
        raise NotAllowed(_("Only the head of the unit above this one can open it again; where nobody leads that one, the "
                           "administrator can."))  # fmt: skip
    if unit.merged_into is not None:
        raise CannotMove(
            _("This unit became part of %(unit)s. That cannot be taken back.") % {"unit": unit.merged_into.name}
        )
    if not may_open_again(unit, now):
        raise CannotMove(
            _("This unit closed more than 30 days ago and does not open again. Ask the operator to make a new one.")
        )
    above = unit.parent
    if above is not None and above.until is not None:
        raise CannotMove(_("The unit above it, %(unit)s, is closed. Open that one first; where that cannot be, ask the operator "
                           "to make a new unit.") % {"unit": above.name})  # fmt: skip
    for other in who_has(unit, {name: getattr(unit, name) for name in NAMES}, now).values():
        raise CannotMove(_("%(unit)s (%(code)s) has its name by now. That unit takes another name first, or the operator makes "
                           "a new unit.") % {"unit": other.name, "code": other.code})  # fmt: skip


def ended_with(unit: Unit) -> Ended:
    """What ended in the moment in which the unit closed. For a unit that is closed."""
    rows = called("ended_with", unit.principal)

    def of(what: str, back: bool) -> list[str]:
        return sorted({name for sort, _id, name, comes in rows if (sort, comes) == (what, back)})

    def people(back: bool) -> list[Member]:
        return list(Member.objects.filter(id__in=of("membership", back)).order_by("username"))

    return Ended(people(True), of("area", True), of("service", True),
                 people(False), of("area", False), of("service", False))  # fmt: skip
