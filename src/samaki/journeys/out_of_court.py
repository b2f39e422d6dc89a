"""What parties settle or withdraw: recorded as what it is. Money in it opens the step for pressure; it closes nothing.

Only a recorded decision of a prosecutor or a court ends the justice part (`cases.rules.check_closes_strand`); this is none.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.cases.models import Case
from samaki.court.models import CourtFact
from samaki.court.operations import correct_court_fact, record_court_fact
from samaki.court.states import PRESSES, SETTLED
from samaki.court.telling import Told
from samaki.database import story
from samaki.journeys.pressure.operations import record_pressure

OFFERED = "money"
"""Of the pack's list of pressure: money, a gift or a settlement was offered."""


def write_down(*, case: Case, told: Told, by: Member, now: datetime) -> CourtFact:
    """Any fact of a court file, by the story that it belongs to."""
    if told.kind in SETTLED:
        return write_settlement(case=case, told=told, by=by, now=now)
    return record_court_fact(case=case, told=told, by=by, now=now)


def correct(
    *, row: CourtFact, case: Case, told: Told, why: str, by: Member, now: datetime, version: int | None = None
) -> CourtFact:
    """The same for a correction."""
    if told.kind in SETTLED:
        return write_settlement(case=case, told=told, by=by, now=now, fact_id=row.id, why=why, version=version)
    return correct_court_fact(fact_id=row.id, told=told, why=why, by=by, now=now, version=version)


@story
def write_settlement(
    *,
    case: Case,
    told: Told,
    by: Member,
    now: datetime,
    fact_id: UUID | None = None,
    why: str = "",
    version: int | None = None,
) -> CourtFact:
    """A settlement, or a complaint withdrawn: who said so, and whether money had to do with it. With money offered or paid, pressure on the
    child's side is recorded too: the step to make sure of the child opens, and lawyer and prosecutor are told.

    `fact_id`: the one that this corrects. Raises NotAllowed, CannotMove, Invalid, Stale.
    """
    before = CourtFact.objects.get(id=fact_id).detail.get("money", "") if fact_id else ""
    if fact_id:
        row = correct_court_fact(fact_id=fact_id, told=told, why=why, by=by, now=now, version=version)
    else:
        row = record_court_fact(case=case, told=told, by=by, now=now)
    if (
        told.money in PRESSES
        and before not in PRESSES
        and told.child is not None
        and OFFERED in pack().reasons["pressure"]
    ):
        on_whom = "child" if told.code == "said_child" else "family"
        record_pressure(case=case, child=told.child, sort=OFFERED, on_whom=on_whom, text=told.text, by=by, now=now,
                        occurred_at=told.at, precision=told.precision)  # fmt: skip
    return row
