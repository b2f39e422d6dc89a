"""From answers to what may be shown: groups of at least five, and none from which a smaller one could be reckoned. Pure.

Groups are a tree: all > kind of agency > province. Who reads two of its levels can subtract, so in each level what is hidden is never fewer
than five together, and they did not all say the same: a group of which all agree, or none, tells of each of its people, and is hidden with
another one. (Where all together said the same, that is told: docs/security.md.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from samaki.figures.proportions import Interval, wilson

FEWEST = 5
AGREES = 4
"""From here on somebody agrees: 4 and 5 of 5."""
RATHER_NOT = 0

Cell = tuple[str, str]
"""(kind of agency, province); an empty kind: all kinds of which too few are asked; an empty province: wherever."""


def merged(asked: Mapping[Cell, int]) -> dict[Cell, Cell]:
    """Cell -> the one under which its answers are kept, so that at least five are asked in each, where there are five at all.

    A province with too few joins the others of its kind, a kind with too few the others; where these are too few still, the smallest that
    stands by itself joins them.
    """
    of = {cell: cell for cell in asked}
    for kind in sorted({kind for kind, _area in asked}):
        _join(of, asked, [cell for cell in of if cell[0] == kind], (kind, ""))
    _join(of, asked, list(of), ("", ""))
    return of


def _join(of: dict[Cell, Cell], asked: Mapping[Cell, int], among: Collection[Cell], into: Cell) -> None:
    sizes: Counter[Cell] = Counter()
    for cell in among:
        sizes[of[cell]] += asked[cell]
    small = {cell for cell, size in sizes.items() if size < FEWEST}
    rest = sorted((cell for cell in sizes if cell not in small), key=lambda cell: (sizes[cell], cell))
    while small and sum(sizes[cell] for cell in small) < FEWEST and rest:
        small.add(rest.pop(0))
    for cell in among:
        if of[cell] in small:
            of[cell] = into


@dataclass(frozen=True)
class Group:
    """Of `n` who said something `agree` agree."""

    n: int
    agree: int

    def tells_of_each(self) -> bool:
        """Whether it is too few, or all said the same."""
        return self.n < FEWEST or self.agree in (0, self.n)


def hidden(parts: Mapping[Cell, Group]) -> set[Cell]:
    """Of the parts of one sum that is shown: those that tell of each of their people, and the next smallest until what is hidden tells of
    none together. Parts in which nobody said anything are none."""
    found = {cell for cell, one in parts.items() if one.tells_of_each()}
    rest = sorted((cell for cell in parts if cell not in found), key=lambda cell: (parts[cell].n, cell))
    while found and rest and _together(parts[cell] for cell in found).tells_of_each():
        found.add(rest.pop(0))
    return found


def _together(groups: Iterable[Group]) -> Group:
    each = list(groups)
    return Group(sum(one.n for one in each), sum(one.agree for one in each))


@dataclass(frozen=True)
class Told:
    """Of `n` who answered a question `agree` said 4 or 5; `rather_not`: how many did not want to say, told of all together only."""

    question: str
    kind: str
    area: str
    n: int
    agree: int
    rather_not: int | None = None

    @property
    def interval(self) -> Interval:
        return wilson(self.agree, self.n)


ALL = "*"
"""The kind of all together."""


def told(rows: Iterable[tuple[str, str, str, int, int]], questions: Collection[str]) -> list[Told]:
    """Rows (kind, area, question, choice, how many) -> what is shown, in the order of the questions, then of the groups."""
    counted: dict[str, dict[Cell, Counter[int]]] = {one: {} for one in questions}
    for kind, area, question, choice, number in rows:
        counted[question].setdefault((kind, area), Counter())[choice] += number
    return [one for question, cells in counted.items() for one in _of_question(question, cells)]


def _of_question(question: str, cells: Mapping[Cell, Counter[int]]) -> Iterable[Told]:
    kinds: dict[Cell, Counter[int]] = {}
    for (kind, _area), marks in sorted(cells.items()):
        kinds.setdefault((kind, ""), Counter()).update(marks)
    whole: Counter[int] = sum(kinds.values(), Counter())
    if _said(whole) < FEWEST:
        return
    yield Told(question, ALL, "", _said(whole), _agree(whole), whole[RATHER_NOT])
    not_shown = hidden({cell: Group(_said(marks), _agree(marks)) for cell, marks in kinds.items()})
    for (kind, _all), marks in kinds.items():
        if (kind, "") in not_shown:
            continue
        yield Told(question, kind, "", _said(marks), _agree(marks))
        inside = {cell: one for cell, one in sorted(cells.items()) if cell[0] == kind}
        small = hidden({cell: Group(_said(one), _agree(one)) for cell, one in inside.items()})
        for (_kind, area), one in inside.items():
            if area and (kind, area) not in small:
                yield Told(question, kind, area, _said(one), _agree(one))


def _said(marks: Counter[int]) -> int:
    return sum(number for choice, number in marks.items() if choice != RATHER_NOT)


def _agree(marks: Counter[int]) -> int:
    return sum(number for choice, number in marks.items() if choice >= AGREES)
