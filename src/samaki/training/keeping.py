"""How long it is known who was at a workshop: then names, numbers and keys go, and the sums stay."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from samaki.agencies.country import calendar, pack
from samaki.countries.calendar import begun_by
from samaki.ledger.operations import CLOCK, record
from samaki.threads.asking import ask
from samaki.training.models import Workshop, WorkshopSeat
from samaki.training.words import seal_words

NOBODY = {"name": "", "phone": "", "key": ""}
"""What is sealed where a name was."""


def forget_people(now: datetime) -> int:
    """The clock: workshops that ended so long ago as the pack says name nobody any more, whatever became of them. Answers how many
    places lost their name. A certificate is checked by its fingerprint from then on; lines of the directory are kept by their units."""
    ended = begun_by(now, pack().training.names_kept, calendar())
    return sum(_forget(workshop, unit, seats, now) for workshop, unit, seats in ask("workshop_names_due", ended))


def _forget(workshop: UUID, unit: int, seats: list[UUID], now: datetime) -> int:
    words = [seal_words(WorkshopSeat(id=seat), NOBODY) for seat in seats]
    if not ask("workshop_forgets", workshop, seats, words)[0][0]:
        return 0  # somebody registered in between: at the next beat
    record("workshop.forget", by=CLOCK, now=now, unit=unit, subject=Workshop(id=workshop), facts={"count": len(seats)})
    return max(len(seats), 1)
