"""What of a file a recipient may read, at this moment, by the database's own word; never by who prints."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connections

from samaki.agencies.models import Member, Unit
from samaki.cases.models import Case, Person
from samaki.court.rules import weighing_kinds
from samaki.database import current_alias
from samaki.handoffs.models import Handoff
from samaki.journeys.papers.kinds import GROUNDS_OF_THE_MOMENT, PARTS, PROTECTION

Part = tuple[str, UUID | None]
"""A part of the file, of one child or (None) of the whole case."""


@dataclass(frozen=True)
class Reader:
    """Whoever receives the paper. `parts`: what their unit may read; `child`: the paper is about this child alone."""

    case: Case
    kind: str
    unit: Unit
    parts: frozenset[Part]
    by: Member
    now: datetime
    lang: str
    child: Person | None = None
    handoff: Handoff | None = None
    asks: tuple[str, ...] = ()
    text: str = field(default="", repr=False)

    def opens(self, room: str, child_id: UUID | None) -> bool:
        """Whether something of this part and this child may stand on the paper."""
        if room not in PARTS[self.kind] or (self.child is not None and child_id not in (None, self.child.id)):
            return False
        return (room, None) in self.parts or (child_id is not None and (room, child_id) in self.parts)

    def rooms(self) -> list[str]:
        """The parts of which something may stand on it."""
        return [room for room in PARTS[self.kind] if any(part == room for part, _child in self.parts)]

    @property
    def whole_court_case(self) -> bool:
        """They read the facts of the whole court case."""
        return ("justice", None) in self.parts

    @property
    def may_be_asked(self) -> bool:
        """Whether a court can be asked on such a paper: they read the court case, or it is of one child of whom they read something."""
        one = (
            self.kind == PROTECTION
            and self.child is not None
            and any(self.opens(room, self.child.id) for room in PARTS[PROTECTION])
        )
        return self.whole_court_case or one

    @property
    def of_one_child(self) -> bool:
        """A request of one child for who weighs and reads no fact of it (or for our own file): its maker says what they know themselves of
        the child's days at court."""
        if self.kind != PROTECTION or self.child is None or self.opens("justice", self.child.id):
            return False
        return self.unit.id == self.by.unit_id or self.unit.kind in weighing_kinds()


def parts_of(case: Case, unit: int, handoff: Handoff | None = None) -> frozenset[Part]:
    """What the unit may read of the case; with a hand-off, only what went along with it or with its step.

    Nothing for a unit behind a wall; what an emergency or a conference opened is not counted, nor anything for who does not work there.
    """
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(
            "select compartment, child_id, ground, step_id, handoff_id from app.paper_parts(%s, %s)", [case.id, unit]
        )
        rows = cursor.fetchall()
    found = [row for row in rows if row[2] not in GROUNDS_OF_THE_MOMENT]
    if handoff is not None:
        found = [row for row in found if row[3] == handoff.step_id or row[4] == handoff.id]
    return frozenset((room, child) for room, child, *_rest in found)
