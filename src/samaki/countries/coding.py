"""Codes of a pack in the words of the Human Trafficking Case Data Standard: the table `[htcds]` of a pack, held against the standard.

The standard (HTCDS 2.0, https://github.com/UNMigration/HTCDS, CC BY 4.0) stands as published in `standards/htcds_2_0.csv`, its spelling
mistakes too. A pack may go without the table: then nothing of it can be told in these codes.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samaki.countries.reading import Source, read_csv, read_folder

STANDARD = Path(__file__).parent / "standards" / "htcds_2_0.csv"

LISTS: Mapping[str, str] = {
    "sex": "sex_reason",
    "victim_status": "victim_status_reason",
    "decided_by": "agency_kind",
    "agency_kind": "agency_kind",
    "offence": "offence",
    "service": "service",
}
"""Table below `[htcds]` -> the list of the pack whose codes it maps."""


@dataclass(frozen=True)
class Coding:
    """One list of the pack: `field` of the standard, `codes` of the pack -> of the standard; `unmapped`: it has no word for these."""

    field: str
    codes: Mapping[str, str]
    unmapped: frozenset[str]

    def told(self, code: str) -> str:
        """In the words of the standard; empty where it has none, or nothing is known."""
        return self.codes.get(code, "")


@functools.cache
def standard() -> Mapping[str, tuple[str, ...]]:
    """Field -> its values; none for a text, a number or a date."""
    return {row["field"]: tuple(filter(None, row["values"].split("|"))) for row in read_csv(STANDARD)}


def read(folder: Path) -> dict[str, Coding]:
    """Of a pack that was found sound: table -> what it maps."""
    return {name: _coding(table) for name, table in read_folder(folder).tables.get("htcds", {}).items()}


def _coding(table: Mapping[str, Any]) -> Coding:
    return Coding(table.get("field", ""), dict(table.get("codes", {})), frozenset(table.get("unmapped", ())))


def problems(source: Source) -> Iterator[str]:
    """Fields and values that the standard does not have; codes that the pack does not have, or of which nothing is said."""
    for name, table in source.tables.get("htcds", {}).items():
        if name not in LISTS:
            yield f"htcds: '{name}' is no list that can be told in the standard."
            continue
        one = _coding(table)
        if one.field not in standard():
            yield f"htcds.{name}: the standard has no field '{one.field}'."
        for value in sorted(set(one.codes.values()) - set(standard().get(one.field, ()))):
            yield f"htcds.{name}: the standard has no value '{value}' for '{one.field}'."
        yield from _of_codes(name, one, {entry.get("code") for _file, entry in source.lists.get(LISTS[name], [])})


def _of_codes(name: str, one: Coding, known: set[Any]) -> Iterator[str]:
    told = set(one.codes) | one.unmapped
    for code in sorted(told - known):
        yield f"htcds.{name}: the pack has no code '{code}'."
    for code in sorted(known - told):
        yield f"htcds.{name}: '{code}' is neither mapped nor said to be unmapped."
    for code in sorted(set(one.codes) & one.unmapped):
        yield f"htcds.{name}: '{code}' is mapped and said to be unmapped."
