"""The order of areas, drawn by lot: which are drawn is written down first; a checkpoint that comes later draws.

The seed is the root of the log in the first signed checkpoint that is made after a moment named beforehand. It hangs on every act of every
agency until then, and witnesses of other agencies hold it: nobody knows it at the announcement, and everybody can draw again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.database import lock, story
from samaki.database.refusals import CannotMove
from samaki.figures import lot as lots
from samaki.ledger.models import LedgerCheckpoint
from samaki.ledger.operations import record
from samaki.stepping_back.testing import plan as plans
from samaki.stepping_back.testing import rules
from samaki.stepping_back.testing.models import StepBackLot, StepBackTest
from samaki.stepping_back.testing.operations import AREAS, signed_by_all

WAITS = timedelta(days=1)
"""Between the announcement and the checkpoint that draws."""


@story
def announce_lot(*, by: Member, now: datetime) -> StepBackLot:
    """All plans that are signed and have no place yet are drawn together. Raises NotAllowed, CannotMove."""
    rules.check_leads(by, now)
    lock(AREAS)
    if StepBackLot.objects.filter(drawn_at__isnull=True).exists():
        raise CannotMove(_("A lot is announced already. It is drawn first."))
    rows = ready()
    if not rows:
        raise CannotMove(_("No plan is signed by all and waits for its place."))
    newest = LedgerCheckpoint.objects.order_by("-number").first()
    row = StepBackLot(unit=by.unit, tests={one.area: str(one.id) for one in rows}, ledger_size=newest.size if newest else 0,
                      not_before=now + WAITS, announced_by=by.id, announced_at=now, synthetic=by.synthetic)  # fmt: skip
    row.save(force_insert=True)
    facts = {"areas": sorted(row.tests), "size": row.ledger_size, "since": row.not_before}
    record("step_back.announce", by=by, now=now, subject=row, facts=facts)
    return row


@story
def draw_lot(*, lot_id: UUID, by: Member, now: datetime) -> StepBackLot:
    """By the one checkpoint that the announcement named. Raises NotAllowed, CannotMove."""
    rules.check_leads(by, now)
    lock(AREAS)
    row = StepBackLot.objects.get(id=lot_id)
    if row.drawn_at is not None:
        raise CannotMove(_("This lot is drawn."))
    found = drawing(row)
    if found is None:
        raise CannotMove(_("The checkpoint of the ledger that draws this lot is not made yet."))
    row.checkpoint, row.root, row.drawn_at = found.number, bytes(found.root).hex(), now
    row.drawn = list(lots.drawn(row.tests, bytes.fromhex(row.root)))
    row.save(update_fields=["checkpoint", "root", "drawn_at", "drawn"])
    for place, area in enumerate(row.drawn, start=1):
        StepBackTest.objects.filter(id=row.tests[area], state="fixed").update(lot=row, place=place)
    facts = {"areas": row.drawn, "number": found.number, "sha256": row.root}
    record("step_back.draw", by=by, now=now, subject=row, facts=facts)
    return row


def ready() -> list[StepBackTest]:
    """Plans that are signed by all and have no place."""
    rows = StepBackTest.objects.filter(state="fixed", place__isnull=True).order_by("area")
    return [row for row in rows if signed_by_all(row, plans.read(row.plan))]


def drawing(row: StepBackLot) -> LedgerCheckpoint | None:
    """The first checkpoint after the announcement that was not made before its time."""
    later = LedgerCheckpoint.objects.filter(made_at__gte=row.not_before, size__gt=row.ledger_size)
    return later.order_by("number").first()
