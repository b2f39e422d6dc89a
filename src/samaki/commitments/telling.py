"""The entry and the notices of each act: codes, units and times, never a word."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from samaki.agencies.models import Member, Membership
from samaki.agencies.queries import now_of
from samaki.commitments.models import Commitment, Gap
from samaki.database import uuid7
from samaki.ledger.operations import CLOCK, record
from samaki.notices.operations import queue


def write_gap(act: str, gap: Gap, by: Member, now: datetime) -> None:
    """The entry of an act on a gap."""
    facts = {"area": gap.area, "kind": gap.kind, "code": gap.what, "source": gap.source, "since": gap.known_since.isoformat(),
             "until": gap.closed_on.isoformat() if gap.closed_on else None, "state": gap.state}  # fmt: skip
    record(act, by=by, now=now, subject=gap, facts=facts)


def write(act: str, row: Commitment, by: Member | str, now: datetime, **facts: Any) -> None:
    """The entry of a move of a commitment."""
    told = {"area": row.area, "source": row.source, "code": row.source_what, "due_at": row.due_at, "state": row.state}
    record(
        act,
        by=by,
        now=now,
        subject=row,
        unit=row.owner_id if by == CLOCK else None,
        counterpart=row.owner_id,
        facts=told | facts,
    )


def tell(
    kind: str, row: Commitment, units: Iterable[int], now: datetime, *, audience: str = "desk", level: int = 0
) -> None:
    """One quiet notice for each of these units, as they are now."""
    for unit in sorted(set(now_of(units).values())):
        queue(
            f"gap.pledge_{kind}",
            to_unit=unit,
            subject=row,
            now=now,
            dedupe=str(uuid7()),
            audience=audience,
            level=level,
        )


def committee(now: datetime) -> set[int]:
    """Units in which the oversight sits."""
    seats = Membership.objects.live(now).filter(role="oversight", member__is_active=True, unit__until__isnull=True)
    return {int(unit) for unit in seats.values_list("unit", flat=True)}
