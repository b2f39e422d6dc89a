"""The pulse of partners as values of a pack: the table `[pulse]` and the list `[[pulse_question]]`. A pack may go without."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from samaki.countries.entries import coded
from samaki.countries.labels import Coded
from samaki.countries.reading import Entry, Source, read_folder


@dataclass(frozen=True)
class Pulsing:
    """`kinds`: of agency that ask; `not_asked`: whose members are not; `questions`: statements, in the order of the file."""

    kinds: frozenset[str] = frozenset()
    not_asked: frozenset[str] = frozenset()
    questions: Mapping[str, Coded] = field(default_factory=dict)


def read(folder: Path) -> Pulsing:
    """Of a pack that was found sound."""
    source = read_folder(folder)
    languages = tuple(source.tables["pack"].get("languages", ()))
    head = Entry("pack.toml", "pulse", source.tables.get("pulse", {}), languages, languages)
    kinds, not_asked = (
        frozenset(head.codes(name)) if name in head.table else frozenset[str]() for name in ("kinds", "not_asked")
    )
    return Pulsing(
        kinds, not_asked, {one.code: one for one in (coded(entry) for entry in source.entries("pulse_question"))}
    )


def problems(source: Source) -> Iterator[str]:
    """Known kinds of agency, and something to ask where somebody asks."""
    table = source.tables.get("pulse", {})
    known = {one.get("code") for _name, one in source.lists.get("agency_kind", [])}
    for code in [*table.get("kinds", []), *table.get("not_asked", [])]:
        if code not in known:
            yield f"pulse: agency kind '{code}' does not exist in this pack."
    if table.get("kinds") and not source.lists.get("pulse_question"):
        yield "pulse: the list 'pulse_question' is empty: who asks needs something to ask."
