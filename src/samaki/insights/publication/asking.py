"""The clock asks each agency for its answer to a release under review, again every week, and then tells the oversight who is missing."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from samaki.agencies.models import Membership, Unit
from samaki.database import uuid7
from samaki.insights.publication.rules import ANSWERERS, PUBLISHERS
from samaki.ledger.operations import CLOCK, record
from samaki.notices.operations import queue
from samaki.publicstats.models import FigureRelease

AGAIN = timedelta(days=7)
THEN_OVERSIGHT = 3
"""Asked as often without an answer, and whoever publishes is told too: they may call, or withdraw it."""

ASKED, STILL = "publication.figures_asked", "publication.figures_unanswered"


def answer_is_due(row: FigureRelease, now: datetime) -> None:
    """Ask the agencies that have not answered, and set the next time."""
    missing = waiting_for(row)
    row.asked, row.call_at = row.asked + 1, now + AGAIN if missing else None
    row.save(update_fields=["asked", "call_at"])
    if not missing:
        return
    call = str(uuid7())  # the row is moved with it, so that no call comes twice
    for unit in _asked(missing, now):
        queue(ASKED, to_unit=unit, subject=row, now=now, dedupe=call, audience="unit_head")
    if row.asked > THEN_OVERSIGHT:
        for unit in _seated(PUBLISHERS, now):
            queue(STILL, to_unit=unit, subject=row, now=now, dedupe=call, audience="privacy")
    facts = {"number": row.number, "state": row.state, "asked": row.asked, "agencies": len(missing)}
    record("publication.ask", by=CLOCK, now=now, unit=row.unit_id, subject=row, facts=facts)


def waiting_for(row: FigureRelease) -> set[UUID]:
    """The agencies that have not answered yet."""
    given = row.answers.filter(lapsed_at__isnull=True).values_list("agency", flat=True)
    return set(row.owners) - set(given)


def _asked(agencies: set[UUID], now: datetime) -> list[int]:
    """Units of these agencies that somebody leads; of an agency that nobody leads, those of everybody else who speaks for it."""
    led = {unit: agency for unit, agency in _seated({"head"}, now).items() if agency in agencies}
    rest = agencies - set(led.values())
    return [*led, *(unit for unit, agency in _seated(ANSWERERS, now).items() if agency in rest)]


def _seated(roles: Collection[str], now: datetime) -> dict[int, UUID]:
    """Open units in which somebody has one of these roles now, and the agency of each."""
    seats = Membership.objects.live(now).filter(role__in=roles, member__is_active=True).values("unit")
    units = Unit.objects.filter(principal__in=seats, until__isnull=True).order_by("principal")
    return {int(unit): agency for unit, agency in units.values_list("principal", "agency")}
