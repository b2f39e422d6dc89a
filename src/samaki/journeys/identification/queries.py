"""Reading how a child stands; 1 query for any number of lines."""

from __future__ import annotations

from dataclasses import dataclass, field

from samaki.agencies.country import pack
from samaki.cases.models import Person
from samaki.journeys.identification.models import Identification
from samaki.journeys.identification.states import status, taken_for_child

MOST = 200


@dataclass
class Standing:
    """A child as it stands. Rows, the oldest first; those recorded by mistake stay among them."""

    proposals: list[Identification] = field(default_factory=list)
    decisions: list[Identification] = field(default_factory=list)
    ages: list[Identification] = field(default_factory=list)

    @property
    def decided(self) -> Identification | None:
        """The decision that stands."""
        return next((row for row in reversed(self.decisions) if row.in_error_at is None), None)

    @property
    def status(self) -> str:
        return status([row.status for row in self.decisions if row.in_error_at is None])

    @property
    def is_child(self) -> bool:
        """Taken for a child: also where the age is in doubt, or nobody has looked."""
        return taken_for_child([row.age for row in self.ages if row.in_error_at is None])


def standing(child: Person) -> Standing:
    """What the session sees of one child, in the order in which it was recorded: word of an older decision may come late, and is read
    by its day."""
    rows = list(
        Identification.objects.filter(case_id=child.case_id, child_id=child.id).order_by("occurred_at", "id")[:MOST]
    )
    return Standing(
        [row for row in rows if row.sort == "proposal"],
        [row for row in rows if row.sort == "decision"],
        [row for row in rows if row.sort == "age"],
    )


def bodies() -> set[str]:
    """Kinds of units that the law names: those that may decide by one of the forms."""
    return {kind for form in pack().reasons["identification_form"].values() for kind in form.decided_by or ()}
