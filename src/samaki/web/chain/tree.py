"""Which ring follows which, and where each stands: columns to the right, lanes downwards.

A ring stands one column after the ring it follows. Rings that follow the same one share a column, one under the other:
they are parallel. The first of them goes on in the lane of the ring before; each other one opens a lane under all that
the earlier ones led to. So the line down to it, in the gap before its column, crosses nothing. A ring that follows none
begins a lane of its own, in the column of the ring that was opened before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from samaki.web.chain.rings import Ring

FOLDED = "folded"
DEEP = 4  # lanes of a strand that has done steps to fold


@dataclass(frozen=True)
class Spot:
    """A ring in its column and lane; `parent` is the place in the list of the ring it follows."""

    ring: Ring
    column: int
    lane: int
    parent: int | None


def parents(rings: Sequence[Ring]) -> list[int | None]:
    """For each ring the place in the list of the one it follows; `None` where it follows none that is shown."""
    places: dict[str, int] = {}
    found: list[int | None] = []
    for at, ring in enumerate(rings):
        if ring.after is None:
            found.append(at - 1 if at else None)
        else:
            found.append(places.get(ring.after))
        places[ring.key] = at
    return found


def grow(rings: Sequence[Ring]) -> tuple[Spot, ...]:
    """Place every ring, in the order given (the order of opening: a ring never stands before the one it follows)."""
    above = parents(rings)
    lanes = _lanes(above)
    columns: list[int] = []
    for at, parent in enumerate(above):
        if parent is not None:
            columns.append(columns[parent] + 1)
        else:
            columns.append(max(columns[at - 1], rings[at - 1].count > 1) if at else 0)
    return tuple(Spot(ring, columns[at], lanes[at], above[at]) for at, ring in enumerate(rings))


def _lanes(above: Sequence[int | None]) -> list[int]:
    children: dict[int | None, list[int]] = {}
    for at, parent in enumerate(above):
        children.setdefault(parent, []).append(at)
    lanes, last = [0] * len(above), -1
    waiting = [(root, True) for root in reversed(children.get(None, []))]
    while waiting:
        at, opens_lane = waiting.pop()
        last += opens_lane
        lanes[at] = last
        first, *others = children.get(at, [None])
        waiting += [(other, True) for other in reversed(others) if other is not None]
        if first is not None:
            waiting.append((first, False))
    return lanes


def fold(rings: tuple[Ring, ...], *, most: int) -> tuple[Ring, ...]:
    """More than `most` rings: the oldest done ones, as few as make the strand fit, in one ring with their count.

    It fits in `most` columns and DEEP lanes; where it cannot, it has `most` rings or none left to fold.
    What is not done, and what is the reader's, is never folded. A ring that followed a folded one follows the fold.
    """
    foldable = [at for at, ring in enumerate(rings) if ring.state == "done" and not ring.mine]
    if len(rings) <= most or len(foldable) < 2:
        return rings
    by_count = _folded(rings, foldable[: len(rings) - most + 1])
    tries = (_folded(rings, foldable[:count]) for count in range(2, len(rings) - most + 1))
    return next((shorter for shorter in tries if _fits(shorter, most)), by_count)


def _fits(rings: tuple[Ring, ...], most: int) -> bool:
    spots = grow(rings)
    return max(spot.column for spot in spots) < most and max(spot.lane for spot in spots) < DEEP


def _folded(rings: tuple[Ring, ...], places: Sequence[int]) -> tuple[Ring, ...]:
    gone, above = set(places), parents(rings)
    ring = Ring(FOLDED, (), (), "done", clock=rings[max(gone)].clock, after="", count=len(gone))
    return (ring, *(_kept(rings, at, above[at], gone) for at in range(len(rings)) if at not in gone))


def _kept(rings: tuple[Ring, ...], at: int, parent: int | None, gone: set[int]) -> Ring:
    after = "" if parent is None else FOLDED if parent in gone else rings[parent].key
    return replace(rings[at], after=after)
