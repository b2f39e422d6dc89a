"""Where provinces stand on a map of tiles: a fixed grid of squares as values of a pack, the list `[[tile]]`. A pack may go without."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from samaki.countries.labels import Texts
from samaki.countries.reading import Entry, Source, Unreadable
from samaki.names import letters

COLUMNS, ROWS = 8, 12
"""The largest grid: more columns cannot be read on a telephone of 360 px."""

LETTERS = 9
"""So many letters of a name stand beside each other in a tile of a telephone."""

MAY_BREAK = re.compile("[ \u00ad\u200b]")
"""Where a name may go on in the next line: a space, a soft hyphen, a space without width (between words in Khmer)."""


@dataclass(frozen=True)
class Tile:
    """The square of a province, counted from 1 in the north-west. `short`: its name here, where that of the gazetteer is too long."""

    code: str
    column: int
    row: int
    short: Texts

    def name(self, labels: Texts, language: str) -> str:
        """What stands on the tile; a short name of another language never stands for the name in this one."""
        return self.short.by_language.get(language) or labels.get(language)


def read(source: Source, provinces: Mapping[str, Texts]) -> tuple[Tile, ...]:
    """In the order of reading, row by row; what is wrong goes to `source.problems`. `provinces`: code -> names of the gazetteer."""
    found: list[Tile] = []
    for entry in source.entries("tile"):
        try:
            found.append(_tile(entry))
        except Unreadable as error:
            source.problems.append(str(error))
    source.problems += _problems(source, found, provinces)
    return tuple(sorted(found, key=lambda one: (one.row, one.column)))


def _tile(entry: Entry) -> Tile:
    column, row = entry.number("column"), entry.number("row")
    if not (1 <= column <= COLUMNS and 1 <= row <= ROWS):
        raise entry.fail(f"the grid has columns 1 to {COLUMNS} and rows 1 to {ROWS}")
    return Tile(entry.text("code"), column, row, entry.texts("short"))


def _problems(source: Source, tiles: Sequence[Tile], provinces: Mapping[str, Texts]) -> Iterator[str]:
    """Each province once, and each on a square of its own; none at all is no map, and no problem."""
    if not source.lists.get("tile"):
        return
    of_square: dict[tuple[int, int], str] = {}
    seen: set[str] = set()
    for one in tiles:
        where = _where(source, one.code)
        if one.code not in provinces:
            yield f"{where}: there is no such province."
        elif one.code in seen:
            yield f"{where}: this province stands on the map twice."
        else:
            names = {**provinces[one.code].by_language, **one.short.by_language}
            yield from _too_long(where, names)
        other = of_square.setdefault((one.column, one.row), one.code)
        if other != one.code:
            yield f"{where}: it stands on the square of '{other}'."
        seen.add(one.code)
    listed = {table.get("code") for _name, table in source.lists["tile"]}
    for code in provinces:
        if code not in listed:
            yield f"places.csv: place '{code}': it has no tile, and other provinces have one."


def _too_long(where: str, names: Mapping[str, str]) -> Iterator[str]:
    for language, name in names.items():
        for part in MAY_BREAK.split(name):
            if letters(part) > LETTERS:
                yield f"{where}: '{part}' in '{language}' has more than {LETTERS} letters: give a 'short' name, or mark where it may break."


def _where(source: Source, code: str) -> str:
    return next((f"{name}: tile '{code}'" for name, table in source.lists["tile"] if table.get("code") == code), "tile")
