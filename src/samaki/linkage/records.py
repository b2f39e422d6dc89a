"""Lists of people from CSV files: `id`, `name`, and of `birth` (a year or a date), `sex`, `place` (gazetteer codes) what there is."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar

from samaki.linkage.problems import Unlinkable
from samaki.linkage.spelling import Spelling, spelled

NEEDED, KNOWN = ("id", "name"), ("id", "name", "birth", "sex", "place")
SEXES = {"m": "m", "male": "m", "ប្រុស": "m", "ប": "m", "f": "f", "female": "f", "ស្រី": "f", "ស": "f", "": None}
BIRTH = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
BUDDHIST, BUDDHIST_ERA = 2400, 543
FIRST_YEAR, LAST_YEAR = 1880, 2100
NEW_YEAR = 101
"""1 January as month and day: what is written where the year alone is known, so it is read as the year alone."""
KHMER_DIGITS = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")
T = TypeVar("T")


class Birth(NamedTuple):
    """Year, and month and day as one number (430 for 30 April); None where not told."""

    year: int | None
    day: int | None


class Place(NamedTuple):
    """Codes, each beginning with the one before it; None where not told."""

    province: str | None
    district: str | None
    commune: str | None


class Record(NamedTuple):
    """One row, as read."""

    list: str
    id: str
    name: str
    spelling: Spelling
    birth: Birth
    sex: str | None
    place: Place


@dataclass(frozen=True)
class Records:
    """Rows of one list or several, column by column: a million of them fit."""

    lists: Sequence[str]
    ids: Sequence[str]
    names: Sequence[str]
    spellings: Sequence[Spelling]
    births: Sequence[Birth]
    sexes: Sequence[str | None]
    places: Sequence[Place]

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, at: int) -> Record:
        return Record(*(column[at] for column in self._columns()))  # type: ignore[arg-type]

    def __iter__(self) -> Iterator[Record]:
        return map(Record._make, zip(*self._columns(), strict=True))

    def _columns(self) -> Iterable[Sequence[object]]:
        return self.lists, self.ids, self.names, self.spellings, self.births, self.sexes, self.places


def read_all(paths: Sequence[Path]) -> Records:
    """The records of each file; the name of a file without its ending is the name of its list. Raises Unlinkable, OSError."""
    check_names(paths)
    read_ones = [read(path) for path in paths]
    return Records(*(
        [cell for one in read_ones for cell in getattr(one, name)] for name in Records.__dataclass_fields__
    ))  # fmt: skip


def check_names(paths: Sequence[Path]) -> None:
    """Raises Unlinkable where two files would be one list."""
    names = [path.stem for path in paths]
    for name in names:
        if names.count(name) > 1:
            raise Unlinkable(
                f"Two files are called {name}: the name of the file is the name of its list. Call one otherwise."
            )


def read(path: Path) -> Records:
    """The records of one file. Raises Unlinkable, OSError."""
    header, numbers, rows = cells(path)
    _check_header(header, path.name)
    columns = dict(zip(header, zip(*rows, strict=True), strict=True)) if rows else {}
    check_ids(path.name, numbers, columns.get("id", ()))
    told = _Told(path.name, numbers, columns)
    return Records(
        [path.stem] * len(rows), told.each("id", str), told.each("name", str), told.each("name", spelled),
        told.each("birth", birth), told.each("sex", sex), told.each("place", place),
    )  # fmt: skip


def cells(path: Path) -> tuple[list[str], list[int], list[list[str]]]:
    """The first row in lower case, and the other rows that are not empty with the numbers of their rows. Raises Unlinkable, OSError."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = list(csv.reader(file, strict=True)) or [[]]
    except (UnicodeDecodeError, csv.Error):
        raise Unlinkable(f"{path.name} is not a table of text in UTF-8 (CSV).") from None
    header = [cell.strip().lower() for cell in header]
    if not any(header):
        raise Unlinkable(f"{path.name} is empty.")
    numbers = [number for number, row in enumerate(rows, 2) if "".join(row).strip()]
    kept = rows if len(numbers) == len(rows) else [rows[number - 2] for number in numbers]
    for number, row in zip(numbers, kept, strict=True):
        if len(row) != len(header):
            raise Unlinkable(f"{path.name}, row {number}: {len(row)} cells, the first row has {len(header)}.")
    return header, numbers, kept


def check_columns(header: list[str], name: str, needed: Sequence[str], known: Sequence[str]) -> None:
    """Raises Unlinkable where a needed column is not there, or one that is read stands twice."""
    for column in needed:
        if column not in header:
            raise Unlinkable(f"{name} has no column {column}: the first row names the columns, {', '.join(known)}. "
                             f"There stand: {', '.join(header)[:200]}.")  # fmt: skip
    for column in known:
        if header.count(column) > 1:
            raise Unlinkable(f"{name}: the column {column} stands twice in the first row.")


def _check_header(header: list[str], name: str) -> None:
    check_columns(header, name, NEEDED, KNOWN)


def check_ids(name: str, numbers: Sequence[int], ids: Sequence[str]) -> None:
    """Raises Unlinkable where there is no row, a row has no id, or two rows have one."""
    if not ids:
        raise Unlinkable(f"{name} has no row under the names of its columns.")
    seen: set[str] = set()
    for number, cell in zip(numbers, ids, strict=True):
        one = cell.strip()
        if not one:
            raise Unlinkable(f"{name}, row {number}: there is no id.")
        if one in seen:
            raise Unlinkable(f"{name}: the id {one} stands twice. Each row needs an id of its own.")
        seen.add(one)


@dataclass(frozen=True)
class _Told:
    """The columns of one file: each different cell is read once."""

    name: str
    numbers: Sequence[int]
    columns: dict[str, tuple[str, ...]]

    def each(self, column: str, meaning: Callable[[str], T]) -> list[T]:
        """What the cells of the column mean. Raises Unlinkable with the first row that means nothing."""
        of = self.columns.get(column)
        if of is None:
            return [meaning("")] * len(self.numbers)
        known: dict[str, T] = {}
        wrong: dict[str, str] = {}
        for cell in set(of):
            try:
                known[cell] = meaning(cell.strip())
            except Unlinkable as problem:
                wrong[cell] = str(problem)
        if wrong:
            at = min(map(of.index, wrong))
            raise Unlinkable(f"{self.name}, row {self.numbers[at]}: {wrong[of[at]]}")
        return [known[cell] for cell in of]


def birth(cell: str) -> Birth:
    """Of a year or a date. Raises Unlinkable."""
    if not cell:
        return Birth(None, None)
    found = BIRTH.fullmatch(cell.translate(KHMER_DIGITS))
    year = int(found[1]) if found else 0
    year -= BUDDHIST_ERA if year >= BUDDHIST else 0
    month, day = (int(found[part] or 0) for part in (2, 3)) if found else (0, 0)
    if not FIRST_YEAR <= year <= LAST_YEAR or month > 12 or day > 31:
        raise Unlinkable(f"a birth is a year (2009) or a date (2009-04-30), or left empty; there stands “{cell[:40]}”.")
    known = bool(month and day) and month * 100 + day != NEW_YEAR
    return Birth(year, month * 100 + day if known else None)


def sex(cell: str) -> str | None:
    """m, f or None. Raises Unlinkable."""
    if cell.lower() not in SEXES:
        raise Unlinkable(f"the sex is m or f, or left empty; there stands “{cell[:40]}”.")
    return SEXES[cell.lower()]


def place(cell: str) -> Place:
    """Of a code of any level; a spreadsheet may have taken the zero before it. Raises Unlinkable."""
    code = cell.translate(KHMER_DIGITS)
    if not re.fullmatch("[0-9]{0,8}", code):
        raise Unlinkable(f"a place is a code of the gazetteer (12, 1203), or left empty; there stands “{cell[:40]}”.")
    code = "0" * (len(code) % 2) + code
    return Place(code[:2] or None, code[:4] if len(code) > 2 else None, code[:6] if len(code) > 4 else None)
