"""What was written by mistake stays on the file and is marked. The parts of mending: who may, and what the ledger says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connections
from django.utils.translation import gettext as _

from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import leads
from samaki.database import current_alias
from samaki.database.refusals import Invalid, NotAllowed
from samaki.ledger.models import LedgerEntry

MISTAKE = "mistake"
"""The reason with which a step or a part ends that should never have been opened. Not in the pack: nobody chooses it."""


def entry_of(subject_id: UUID, *acts: str) -> LedgerEntry | None:
    """The newest entry of these acts about a row, as far as the session sees it."""
    return LedgerEntry.objects.filter(subject_id=subject_id, act__in=acts).order_by("-id").first()


def check_mends(entry: LedgerEntry | None, unit: Unit, by: Member, now: datetime) -> None:
    """Who recorded it, while still of the unit; or a lead of that unit."""
    own = entry is not None and entry.who == by.username and entry.unit == by.unit_id
    if not own and not (by.unit_id == unit.principal and leads(by, unit, now)):
        raise NotAllowed(
            _("Only who recorded it, or a lead of that unit, can change it. Ask them; here is what they recorded.")
        )


def check_says_why(text: str) -> None:
    """A mistake is mended with a few words."""
    if not text.strip():
        raise Invalid(_("Say in a few words what was wrong."), field="text")


@dataclass(frozen=True)
class Known:
    """A step that another one opened, or that is of a child. `begun`: somebody has worked on it, whoever that is."""

    id: UUID
    is_open: bool
    begun: bool


def begun(*, of_step: UUID | None = None, of_child: UUID | None = None) -> list[Known]:
    """The steps that a step opened, or those of a child, in the order of opening; the unseen ones counted."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select step_id, is_open, begun from app.begun(%s, %s)", [of_step, of_child])
        return [Known(*row) for row in cursor.fetchall()]
