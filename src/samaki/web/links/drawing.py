"""Geometry of the picture of the chain: boxes of kinds of units, and a line for each link between them, in one drawing that keeps its form
at every width and on paper. Pure.

A line across leaves its box on the inner side, one to the next box in the column goes straight down or up, one that goes past a box bends
round it on the outer side, and one to the same kind is a loop there. Each is a curve of four points, so that an arrow, a badge and a cross
can stand anywhere on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import atan2, degrees

from samaki.insights.links import FAILS, FEW, HOLDS, MISSING, OPEN
from samaki.web.links.places import LEFT, RIGHT, Pair, Spot

WIDTH, MARGIN, BOX_WIDTH, BOX_HEIGHT, ROW = 348, 28, 104, 44, 92
TOP = BOX_HEIGHT / 2 + 3
NEAR, FAR = 13, 27
"""How far a curve round a box is pulled outwards: it reaches three quarters of that."""

REACH = 18
"""So far from the middle of a side of its box a line begins at most, upright; across, twice as far."""

ARROW_AT, BADGE_AT, CROSS_AT = 0.64, 0.34, 0.5
"""Where on its line each stands: the badge nearer to who asks, so that those of two lines of one pair stand apart."""

ABOVE = (FEW, OPEN, HOLDS, MISSING, FAILS)
"""What lies above what: nothing covers a link that fails."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Line:
    """A link drawn: `path` of an SVG, `arrow` (x, y, degrees), places of its badge and its cross."""

    pair: Pair
    verdict: str
    path: str
    arrow: tuple[float, float, float]
    badge: Point
    cross: Point


@dataclass(frozen=True)
class End:
    """Where a line begins or ends at a box: `at`, and as how soon it turns (0: at once, 1: as the last of that side)."""

    at: Point
    turns: float


@dataclass(frozen=True)
class Box:
    """A kind of unit: its middle."""

    kind: str
    x: float
    y: float


@dataclass(frozen=True)
class Picture:
    """All of an area; `height` beside `WIDTH`."""

    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def drawn(spots: Mapping[str, Spot], verdicts: Mapping[Pair, str]) -> Picture:
    """The picture of an area: `verdicts` of its links. Boxes without a link stay away; those that stand keep their place."""
    ends = _ends(spots, verdicts)
    bends = _bends(ends, spots)
    kinds = {kind for pair in verdicts for kind in pair}
    lines = [
        _line(pair, verdicts[pair], _curve(ends[pair], (spots[pair[0]], spots[pair[1]]), bends.get(pair, 0)))
        for pair in sorted(verdicts, key=lambda pair: (ABOVE.index(verdicts[pair]), pair))
    ]
    rows = max((row for _column, row in spots.values()), default=0)
    return Picture(
        height=round(2 * TOP + rows * ROW), lines=tuple(lines),
        boxes=tuple(Box(kind, *middle(spot)) for kind, spot in spots.items() if kind in kinds),
    )  # fmt: skip


def middle(spot: Spot) -> Point:
    """Of a box."""
    column, row = spot
    x = MARGIN + BOX_WIDTH / 2
    return (x if column == LEFT else WIDTH - x), TOP + row * ROW


# ---------------------------------------------------------------- where lines begin and end
def _ends(spots: Mapping[str, Spot], pairs: Iterable[Pair]) -> dict[Pair, tuple[End, End]]:
    """Of each line both ends. Those on one side of a box share it, in the order of where they lead, so that they do not cross there."""
    on_side: dict[tuple[str, str], list[tuple[tuple[float, ...], Pair, int]]] = defaultdict(list)
    for pair in pairs:
        for end, kind in enumerate(pair):
            here, there = spots[kind], spots[pair[1 - end]]
            side = side_of(here, there)
            on_side[kind, side].append((_order(here, there, side, end, pair), pair, end))
    found: dict[tuple[Pair, int], End] = {}
    for (kind, side), ends in on_side.items():
        for at, (_key, pair, end) in enumerate(sorted(ends)):
            down = spots[pair[1 - end]][1] >= spots[kind][1]
            turns = (len(ends) - 1 - at if down else at) / max(len(ends) - 1, 1)
            found[pair, end] = End(_port(spots[kind], side, at, len(ends)), turns)
    return {pair: (found[pair, 0], found[pair, 1]) for pair, _end in found}


def side_of(here: Spot, there: Spot) -> str:
    """On which side of its box a line begins: inner, above, below or outer."""
    if here[0] != there[0]:
        return "inner"
    return {1: "below", -1: "above"}.get(there[1] - here[1], "outer")


def _order(here: Spot, there: Spot, side: str, end: int, pair: Pair) -> tuple[float, ...]:
    """What ends on one side of a box are put in order by: from above, or from the left. Two lines of one pair keep their order at both
    boxes; of bends, which lie in each other, the outer one begins higher and ends lower, those up stand above those down."""
    turn = float(pair[0] > pair[1])
    if side != "outer":
        return float(there[1]), turn
    apart = there[1] - here[1]
    if apart == 0:
        return 0.5, end, 0
    return (0, -apart, 1 - turn) if apart < 0 else (1, -apart, turn)


def _port(spot: Spot, side: str, at: int, of: int) -> Point:
    """The one `at` of so many on a side of a box."""
    x, y = middle(spot)
    along = REACH * (2 * (at + 1) / (of + 1) - 1)
    if side in ("above", "below"):
        return x + 2 * along, y + BOX_HEIGHT / 2 * (1 if side == "below" else -1)
    return x + _outwards(spot) * BOX_WIDTH / 2 * (1 if side == "outer" else -1), y + along


def _outwards(spot: Spot) -> int:
    return -1 if spot[0] == LEFT else 1


# ---------------------------------------------------------------- the curve
def _bends(ends: Mapping[Pair, tuple[End, End]], spots: Mapping[str, Spot]) -> dict[Pair, float]:
    """How far those round boxes reach outwards: of each column the shortest the least, none beyond the margin."""
    found: dict[Pair, float] = {}
    for column in (LEFT, RIGHT):
        round_boxes = [
            pair for pair in ends
            if all(spots[kind][0] == column for kind in pair) and side_of(spots[pair[0]], spots[pair[1]]) == "outer"
        ]  # fmt: skip
        ordered = sorted(round_boxes, key=lambda pair: (abs(ends[pair][0].at[1] - ends[pair][1].at[1]), pair))
        step = (FAR - NEAR) / max(len(ordered) - 1, 2)
        found |= {pair: NEAR + step * at for at, pair in enumerate(ordered)}
    return found


def _line(pair: Pair, verdict: str, curve: Sequence[Point]) -> Line:
    x, y = _at(curve, ARROW_AT)
    before, after = _at(curve, ARROW_AT - 0.03), _at(curve, ARROW_AT + 0.03)
    turn = round(degrees(atan2(after[1] - before[1], after[0] - before[0])))
    return Line(pair, verdict, _path(curve), (x, y, turn), _at(curve, BADGE_AT), _at(curve, CROSS_AT))


def _curve(ends: tuple[End, End], at: tuple[Spot, Spot], bend: float) -> Sequence[Point]:
    (first, last), (here, there) = ends, at
    start, end, side = first.at, last.at, side_of(here, there)
    if side == "inner":
        pulls = [(end[0] - start[0]) * (0.25 + 0.35 * one.turns) for one in (first, last)]
        return start, (start[0] + pulls[0], start[1]), (end[0] - pulls[1], end[1]), end
    if side == "outer":
        loop = here == there
        out, open_by = _outwards(here) * (FAR if loop else bend), BOX_HEIGHT / 2 if loop else 0
        return start, (start[0] + out, start[1] - open_by), (end[0] + out, end[1] + open_by), end
    third = ((end[0] - start[0]) / 3, (end[1] - start[1]) / 3)
    return start, (start[0] + third[0], start[1] + third[1]), (end[0] - third[0], end[1] - third[1]), end


def _at(curve: Sequence[Point], part: float) -> Point:
    """A point of the curve (Bernstein form of degree three)."""
    rest = 1 - part
    weights = (rest**3, 3 * rest * rest * part, 3 * rest * part * part, part**3)
    x, y = (sum(weight * point[axis] for weight, point in zip(weights, curve, strict=True)) for axis in (0, 1))
    return _short(x), _short(y)


def _path(curve: Sequence[Point]) -> str:
    first, *rest = (f"{_short(x):g} {_short(y):g}" for x, y in curve)
    return f"M{first}C{' '.join(rest)}"


def _short(number: float) -> float:
    return round(number, 1)
