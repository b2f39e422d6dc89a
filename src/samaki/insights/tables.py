"""Tables of figures as rows, for JSON, CSV and workbooks: every row with the id of its definition, n and its interval.

A cell of text that a spreadsheet would take for a formula begins with an apostrophe (OWASP: CSV injection).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from samaki.figures.waiting import Quantile
from samaki.insights.definitions import Definition
from samaki.insights.figures import FEWEST, Figure
from samaki.insights.queries import WHOLE, Table

COLUMNS = (
    "definition", "area", "from", "to", "n", "value", "low", "high", "open", "at_least", "at_most", "median_minutes", "p90_minutes",
    "fewer_than",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def definition_of(one: Definition) -> dict[str, Any]:
    """What a figure leads to, in the language of the reader."""
    return {
        "id": one.id, "version": one.version, "code": one.code, "name": one.name, "title": str(one.title), "counts": str(one.counts),
        "of": str(one.of), "window": str(one.window), "reads": list(one.reads), "beside": list(one.beside),
    }  # fmt: skip


def items(table: Table, *, ours: bool = False) -> list[dict[str, Any]]:
    """One for each group, all together last. `ours`: figures of the reader's own unit, of which nothing is hidden."""
    names = sorted(table.figures, key=lambda name: (name == WHOLE, name))
    return [_item(name, table.figures[name], not ours and name in table.hidden, table) for name in names]


def _item(name: str, one: Figure, hidden: bool, table: Table) -> dict[str, Any]:
    """A hidden figure says so, and nothing else: no count, no share, no reason."""
    place = {"area": name, "from": table.months.first.isoformat(), "to": table.months.last.isoformat()}
    if hidden:
        return place | {"n": None, "value": None, "low": None, "high": None, "fewer_than": FEWEST}
    told: dict[str, Any] = {"n": one.n, "value": one.value, "low": one.low, "high": one.high, "open": one.open,
                            "at_least": one.at_least, "at_most": one.at_most}  # fmt: skip
    for key, quantile in (("median_minutes", one.median), ("p90_minutes", one.p90)):
        told[key] = quantile.value if quantile else None
        told[f"{key}_interval"] = _ends(quantile)
    more = {"apart": one.apart, "reasons": one.reasons, "ways": one.ways, "counts": one.counts}
    told |= {name: dict(value) for name, value in more.items() if value}
    if one.after:
        told["written_afterwards"] = one.after
    if one.rows:
        told["steps"] = [_jsonable(asdict(row)) for row in one.rows]
    return place | told


def _ends(quantile: Quantile | None) -> list[float | None] | None:
    return [quantile.low, quantile.high] if quantile else None


def _jsonable(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in row.items()}


def rows(tables: Iterable[Table], *, ours: bool = False) -> Iterator[list[Any]]:
    """The heading, then a row for each figure."""
    yield list(COLUMNS)
    for table in tables:
        for item in items(table, ours=ours):
            yield [({"definition": table.definition.code} | item).get(name) for name in COLUMNS]


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def write_csv(path: Path, tables: Iterable[Table]) -> None:
    """See `csv_of`."""
    path.write_bytes(csv_of(rows(tables)))


def write_xlsx(path: Path, tables: Iterable[Table]) -> None:
    """A sheet of figures and one of what each of them means."""
    known = list(tables)
    names = ("code", "title", "counts", "of", "window", "reads")
    told = [definition_of(table.definition) | {"reads": ", ".join(table.definition.reads)} for table in known]
    path.write_bytes(
        xlsx_of({"figures": rows(known), "definitions": [names, *([one[name] for name in names] for one in told)]})
    )


def csv_of(lines: Iterable[Iterable[Any]]) -> bytes:
    """UTF-8 with a mark at its beginning, without which a spreadsheet does not read Khmer; no cell is a formula."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([_safe(cell) for cell in line] for line in lines)
    return written.getvalue().encode("utf-8-sig")


def xlsx_of(sheets: Mapping[str, Iterable[Iterable[Any]]]) -> bytes:
    """A workbook: title of a sheet -> its lines; no cell is a formula."""
    book = Workbook()
    book.remove(book.active)
    for title, lines in sheets.items():
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append([_safe(cell) for cell in line])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
