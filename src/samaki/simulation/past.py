"""The years before the demonstration: a small country in bulk (decision 58), of which what came to its end is kept.

What still waited when the years end is taken back: the desks of the demonstration show the work of its own stories alone. So a figure of
the last months knows nothing of what takes long; the years that are published have ended before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import connections

from samaki.database import roles
from samaki.database.folder import current
from samaki.handoffs.states import LIVE
from samaki.ledger import sealing
from samaki.simulation.cast import PP, PS, SR
from samaki.simulation.country import YEAR, Plan
from samaki.simulation.nation import fading
from samaki.simulation.nation.copying import bringing
from samaki.simulation.nation.draws import Draws
from samaki.simulation.nation.ground import whole
from samaki.simulation.nation.matter import Matter
from samaki.simulation.nation.pen import Paper
from samaki.simulation.nation.portions import Nation, Portion, matters, packed, portions

MATTERS, YEARS, SEED = 640, 5, 2027
"""Of the small country: cases, and a fourth of that in reports that come to nothing. Nearly all come to their end."""

BEGAN = timedelta(days=420)
"""So long ago the mentor stepped back from one family of steps in each area, to see whether they go on without it."""

TESTED = frozenset({"emergency_placement"})
"""The steps of that family."""

APART = 1 << 20
"""Their stream of chance."""

IN_DANGER = {PP: (145, 0.92), SR: (105, 0.87), PS: (80, 1.0)}
"""Area -> children in danger there since, for whom a safe place was looked for at once, besides what the country has; until which share of
the years. In Siem Reap a link breaks on purpose in that time (`fading.BROKEN`), in Phnom Penh one only after it."""

QUICK, ENDS = 0.03, 0.03
"""Who worked for them waited so much shorter than others; and at each step so few parts of these cases ended on the way."""

FROM_DOOR_TO_DOOR = 8
"""Social services have no place of their own: where who has one does not answer, they look for it so much longer than others."""

ADVISED, SEEN_TO = 0.2, 0.999
"""Of steps that the mentor stays away from: so often it was asked for advice, and led none; the chance of each line of their checklist."""

SPEAKS_NOT = "commune"
"""A kind of unit in which nobody of the cast may answer for public figures: nothing in them is its work."""


class InDanger(Matter):
    """A case of one child in danger, at units that are quick. From the test on the mentor leads no placement of theirs."""

    def begin(self) -> None:
        """Opened by the police of the area."""
        self._slow, self._ends = self._slow * QUICK, ENDS
        police = self.ground.serving("police_ahtjp", self.area)
        by = self.somebody(police.principal) if police is not None else None
        if by is not None:
            place = self.draws.pick(self.ground.places[self.area])
            self.open_own(place, "police_own", "emergency", 1, by, self.number, self.seed)
            self._opened(by)

    def _led(self, kind: str, drawn: float) -> int:
        return (4 if drawn < ADVISED else 5) if kind in TESTED else super()._led(kind, drawn)

    def _seen_to(self, kind: str) -> float:
        return SEEN_TO if kind in TESTED else super()._seen_to(kind)

    def _attend(self, step: Any) -> None:
        """At once, but where nobody answered."""
        quick = self._slow
        if step.kind in TESTED and self._unanswered(step):
            self._slow = FROM_DOOR_TO_DOOR
        super()._attend(step)
        self._slow = quick

    def _unanswered(self, step: Any) -> bool:
        """Whether it was offered over a link that is broken now, and the offer ran out."""
        kinds = self.ground.desks
        return any(
            one.step is step and one.state == "expired"
            and fading.silence(self.area, kinds[one.from_unit_id].kind, kinds[one.to_unit_id].kind, self.passed, self.seed) > 0
            for one in self.handoffs
        )  # fmt: skip


def begins(now: datetime) -> datetime:
    """When the years begin."""
    return now - YEARS * YEAR


def bring_the_past(now: datetime) -> int:
    """Into a database in which there is no work yet; returns how many matters came to their end. One transaction of the owner."""
    nation = Nation(Plan(now, MATTERS, YEARS, SEED))
    nation.ground.leave_out(SPEAKS_NOT)
    sealing.seal_all(now)
    owner = roles.parameters(current(), "owner") | {"dbname": connections["owner"].settings_dict["NAME"]}
    connections.close_all()
    with bringing(owner, whole(now)) as copying:
        kept = [one for one in _portions(nation) if one.matters]
        for portion in kept:
            copying.bring(portion)
    return sum(portion.matters for portion in kept)


def _portions(nation: Nation) -> Iterator[Portion]:
    for number in range(portions(nation.plan)):
        paper = Paper()
        yield _ended(nation.matters(number, paper), paper)
    paper = Paper()
    yield _ended(in_danger(nation, paper), paper)


def in_danger(nation: Nation, paper: Paper) -> Iterator[Matter]:
    """The children who are added, whether their cases end or not. Numbered after all others, so that no code comes twice."""
    draws, number = Draws(nation.seed, APART), matters(nation.plan)
    since = nation.end - whole_of(BEGAN)
    for area, (many, share) in IN_DANGER.items():
        until = nation.start + int(share * (nation.end - nation.start))
        for at in range(many):
            matter = InDanger(nation.ground, draws, paper, None, number=number, seed=nation.seed, area=area, start=nation.start,
                              end=nation.end, names=nation.names)  # fmt: skip
            matter.live(since + (until - since) * (at + 1) // (many + 1))
            number += 1
            yield matter


def whole_of(length: timedelta) -> int:
    """In microseconds."""
    return length // timedelta(microseconds=1)


def _ended(lived: Iterable[Matter], paper: Paper) -> Portion:
    """Of these matters those that came to their end; what the others wrote is taken back."""
    kept, lengths, leaves = 0, {table: len(rows) for table, rows in paper.rows.items()}, len(paper.leaves)
    for matter in lived:
        if is_over(matter):
            kept, lengths, leaves = (
                kept + 1,
                {table: len(rows) for table, rows in paper.rows.items()},
                len(paper.leaves),
            )
            continue
        for table, length in lengths.items():
            del paper.rows[table][length:]
        del paper.leaves[leaves:]
    return packed(paper, kept)


def is_over(matter: Matter) -> bool:
    """Nothing of it waits on anybody: its report is decided, its case is closed, each offer is answered and confirmed."""
    decided = matter.report is None or matter.report.state in ("closed", "in_case")
    closed = matter.case is None or matter.case.state == "closed"
    return decided and closed and not any(one.state in LIVE for one in matter.handoffs)
