"""Lists of people from CSV files: `id`, `name`, and of `birth` (a year or a date), `sex`, `place` (gazetteer codes) what there is."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from samaki.linkage.problems import Unlinkable
from samaki.linkage.spelling import spelled

NEEDED, KNOWN = ("id", "name"), ("id", "name", "birth", "sex", "place")
SEXES = {"m": "m", "male": "m", "ប្រុស": "m", "ប": "m", "f": "f", "female": "f", "ស្រី": "f", "ស": "f"}
BIRTH = re.compile(r"(\d{4})(?:-\d{2}(?:-\d{2})?)?")
BUDDHIST, BUDDHIST_ERA = 2400, 543
FIRST_YEAR, LAST_YEAR = 1880, 2100
KHMER_DIGITS = str.maketrans("០១២៣៤៥៦៧៨៩", "0123456789")


@dataclass(frozen=True)
class Record:
    """One row. `sound`: the skeletons of the parts of the name in the order of the alphabet, so that it does not matter which is
    written first; `latin`: the letters in that order, None in Khmer script; `year`, `sex`, `province`, `district`: None where not told."""

    list: str
    id: str
    name: str
    sound: str | None
    parts: tuple[str | None, str | None]
    latin: str | None
    year: int | None
    sex: str | None
    province: str | None
    district: str | None


def read_all(paths: Sequence[Path]) -> list[Record]:
    """The records of each file; the name of a file without its ending is the name of its list. Raises Unlinkable, OSError."""
    names = [path.stem for path in paths]
    for name in names:
        if names.count(name) > 1:
            raise Unlinkable(
                f"Two files are called {name}: the name of the file is the name of its list. Call one otherwise."
            )
    return [record for path in paths for record in read(path)]


def read(path: Path) -> list[Record]:
    """The records of one file. Raises Unlinkable, OSError."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, strict=True)
            header = [cell.strip().lower() for cell in next(rows, [])]
            _check_header(header, path.name)
            found = [
                _record(row, number, header, path) for number, row in enumerate(rows, 2) if any(map(str.strip, row))
            ]
    except (UnicodeDecodeError, csv.Error):
        raise Unlinkable(f"{path.name} is not a table of text in UTF-8 (CSV).") from None
    _check_ids(found, path.name)
    return found


def _check_header(header: list[str], name: str) -> None:
    if not any(header):
        raise Unlinkable(f"{name} is empty.")
    for column in NEEDED:
        if column not in header:
            raise Unlinkable(f"{name} has no column {column}: the first row names the columns, {', '.join(KNOWN)}. "
                             f"There stand: {', '.join(header)[:200]}.")  # fmt: skip
    for column in KNOWN:
        if header.count(column) > 1:
            raise Unlinkable(f"{name}: the column {column} stands twice in the first row.")


def _check_ids(found: list[Record], name: str) -> None:
    if not found:
        raise Unlinkable(f"{name} has no row under the names of its columns.")
    seen: set[str] = set()
    for record in found:
        if record.id in seen:
            raise Unlinkable(f"{name}: the id {record.id} stands twice. Each row needs an id of its own.")
        seen.add(record.id)


def _record(row: list[str], number: int, header: list[str], path: Path) -> Record:
    if len(row) != len(header):
        raise Unlinkable(f"{path.name}, row {number}: {len(row)} cells, the first row has {len(header)}.")
    told = {column: cell.strip() for column, cell in zip(header, row, strict=True)}
    if not told["id"]:
        raise Unlinkable(f"{path.name}, row {number}: there is no id.")
    where = f"{path.name}, row {number}"
    name = spelled(told["name"])
    province, district = _place(told.get("place", ""), where)
    return Record(path.stem, told["id"], told["name"], name.sound, name.ends, name.latin, _year(told.get("birth", ""), where),
                  _sex(told.get("sex", ""), where), province, district)  # fmt: skip


def _year(cell: str, where: str) -> int | None:
    if not cell:
        return None
    found = BIRTH.fullmatch(cell.translate(KHMER_DIGITS))
    year = int(found[1]) if found else 0
    year -= BUDDHIST_ERA if year >= BUDDHIST else 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Unlinkable(
            f"{where}: a birth is a year (2009) or a date (2009-04-30), or left empty; there stands “{cell[:40]}”."
        )
    return year


def _sex(cell: str, where: str) -> str | None:
    if cell and cell.lower() not in SEXES:
        raise Unlinkable(f"{where}: the sex is m or f, or left empty; there stands “{cell[:40]}”.")
    return SEXES.get(cell.lower())


def _place(cell: str, where: str) -> tuple[str | None, str | None]:
    """Province and district of a code of any level; a spreadsheet may have taken the zero before it."""
    code = cell.translate(KHMER_DIGITS)
    if not re.fullmatch("[0-9]{0,8}", code):
        raise Unlinkable(
            f"{where}: a place is a code of the gazetteer (12, 1203), or left empty; there stands “{cell[:40]}”."
        )
    code = "0" * (len(code) % 2) + code
    return code[:2] or None, code[:4] if len(code) > 2 else None
