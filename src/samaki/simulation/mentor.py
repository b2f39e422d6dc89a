"""What the mentor of a synthetic country gives, and when each of it ends: less each year, and advice to the last."""

from __future__ import annotations

from datetime import datetime

from samaki.agencies.models import Member
from samaki.database import session
from samaki.journeys.support.inputs import begin_input, withdraw_input
from samaki.simulation.cast import AREAS

GIVEN = (("people", "", 0.45), ("money", "emergency_placement", 0.6), ("transport", "joint_operation", 0.55), ("supplies", "", 0.35),
         ("advice", "", None))  # fmt: skip
"""Form, kind of step (empty: all), and after which share of the years it is withdrawn (None: it is still given)."""


def gives(since: datetime, until: datetime) -> None:
    """The register of the years: every input of every area. Nothing where the cast has no mentor."""
    with session("worker", until):
        mentor = Member.objects.select_related("unit__agency").filter(username="mentor").first()
    if mentor is None:
        return
    for area in AREAS:
        for form, kind, share in GIVEN:
            with session("app", since, mentor.id):
                row = begin_input(form=form, area=area, kind=kind, since=since.date(), by=mentor, now=since)
            if share is not None:
                ended = since + share * (until - since)
                with session("app", ended, mentor.id):
                    withdraw_input(input_id=row.id, until=ended.date(), by=mentor, now=ended)
