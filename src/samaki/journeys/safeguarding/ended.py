"""What an arrival says of a missing child: it is found; and that the arrival was a mistake. (Parts of the stories of arrivals.)"""

from __future__ import annotations

from datetime import datetime, timedelta

from samaki.agencies.models import Member
from samaki.care.states import moved
from samaki.cases.models import Arrival
from samaki.journeys.safeguarding.models import MissingChild
from samaki.journeys.safeguarding.parts import tell, workers, write
from samaki.journeys.safeguarding.states import MISSING

DAY = timedelta(days=1)
"""An arrival of which only the day is known may have been at its end."""

ARRIVED = "arrived"
"""How it was found, by an arrival: of `found_reason` where the pack has it."""


def found_by(arrival: Arrival, by: Member, now: datetime) -> None:
    """The child arrived somewhere after it went missing: the clock ends, and who looked for it is told."""
    latest = arrival.occurred_at + (timedelta() if arrival.occurred_precision == "instant" else DAY)
    for row in MissingChild.objects.filter(child_id=arrival.child_id, state="missing", occurred_at__lte=latest):
        row.state, row.how, row.arrival_id = moved(MISSING, row.state, "find", ""), ARRIVED, arrival.id
        row.found_at, row.found_precision = max(arrival.occurred_at, row.occurred_at), arrival.occurred_precision
        row.call_at = None
        row.version += 1
        row.save()
        write("missing.found", row, by, now, {"reason": ARRIVED, "state": row.state}, part="")
        tell("child_found", row, {row.holder, *workers(row, now)}, by.unit_id, now, urgency="urgent")


def not_found_after_all(arrival: Arrival, by: Member, now: datetime) -> None:
    """The arrival was recorded wrongly: the child is missing as before, and the clock calls at once."""
    for row in MissingChild.objects.filter(arrival_id=arrival.id, state="found"):
        if MissingChild.objects.filter(child_id=row.child_id, state="missing").exists():
            continue
        row.state, row.how, row.arrival_id, row.found_at = moved(MISSING, row.state, "again", ""), "", None, None
        row.call_at, row.version = now, row.version + 1
        row.save()
        write("missing.again", row, by, now, {"state": row.state}, part="")
