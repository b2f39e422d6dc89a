"""What units promise at a workshop: it stands among the promises of the country, and the unit that does it says whether it does."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.commitments.models import Commitment
from samaki.commitments.promising import promise
from samaki.commitments.rules import check_area
from samaki.database import story
from samaki.training.models import Workshop
from samaki.training.planning import locked, write

SOURCE = "workshop"


@story
def write_promise(
    *, workshop_id: UUID, owner: Unit | None, text: str, due_on: date | None, by: Member, now: datetime, sure: bool = False
) -> Commitment:  # fmt: skip
    """The organiser writes down what a unit says there that it will do by a day. That unit is asked on its desk and promises it, or does
    not: nobody promises for others. Raises NotAllowed, CannotMove, Invalid."""
    row = locked(workshop_id, "promise", by, now)
    area = check_area(pack().places.province(row.area).code)
    made = promise(
        owner=owner,
        text=text,
        due_on=due_on,
        area=area,
        source=SOURCE,
        source_what=str(row.id),
        sure=sure,
        by=by,
        now=now,
    )
    write(row, "promise", by, now, unit=made.owner_id, due_at=made.due_at, state=made.state)
    return made


def promises_of(row: Workshop) -> list[Commitment]:
    """Those written down there that the session sees: all for who organises it, else those of its own unit. 1 query."""
    rows = Commitment.objects.filter(source=SOURCE, source_what=str(row.id)).select_related("owner", "unit", "gap")
    return list(rows.order_by("recorded_at", "id")[:200])
