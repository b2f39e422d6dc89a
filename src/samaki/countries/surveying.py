"""Surveys as values of a pack: the table `[surveys]`, the list `[[missed_visit]]`, and `prevalence.csv` with rounds that others published.

A pack may go without: then nobody makes surveys there, and no figure of others is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from samaki.countries.entries import coded
from samaki.countries.labels import Coded, Texts
from samaki.countries.reading import Entry, Source, read_csv, read_folder

STATUSES = ("press", "published", "criticism")


@dataclass(frozen=True)
class Figure:
    """One figure that others published. `value`, `low`, `high`: shares; None: not published, or not found. `status`: `press`, `published`
    or `criticism`, which has no figure. `when`, `measure`, `note`: in each language."""

    when: Texts
    area: Texts
    measure: Texts
    value: float | None
    people: int | None
    minors: int | None
    venues: int | None
    low: float | None
    high: float | None
    status: str
    source: str
    note: Texts


@dataclass(frozen=True)
class Surveying:
    """`kinds`: of agency that make surveys; `missed`: why a visit was not possible; `published`: in the order of the file."""

    kinds: frozenset[str] = frozenset()
    missed: Mapping[str, Coded] | None = None
    published: tuple[Figure, ...] = ()


def read(folder: Path) -> Surveying:
    """Of a pack that was found sound."""
    source = read_folder(folder)
    languages = tuple(source.tables["pack"].get("languages", ()))
    head = Entry("pack.toml", "surveys", source.tables.get("surveys", {}), languages, languages)
    kinds = head.codes("kinds") if head.table else ()
    missed = {one.code: one for one in (coded(entry) for entry in source.entries("missed_visit"))}
    rows = read_csv(folder / "prevalence.csv")
    return Surveying(frozenset(kinds), missed, tuple(_figure(row, languages) for row in rows))


def problems(source: Source) -> Iterator[str]:
    """Known kinds of agency; a reason for a visit that is missed; figures that can be read, with a source."""
    kinds = source.tables.get("surveys", {}).get("kinds", [])
    known = {table.get("code") for _name, table in source.lists.get("agency_kind", [])}
    for code in kinds:
        if code not in known:
            yield f"surveys: agency kind '{code}' does not exist in this pack."
    if kinds and not source.lists.get("missed_visit"):
        yield "surveys: the list 'missed_visit' is empty: who makes surveys needs at least one reason to choose."
    for number, row in enumerate(read_csv(source.folder / "prevalence.csv"), 2):
        try:
            told = _figure(row, ())
        except (KeyError, ValueError) as error:
            yield f"prevalence.csv: row {number} cannot be read: {error}."
            continue
        if (
            told.status not in STATUSES
            or not told.source.startswith("https://")
            and not told.source.startswith("http://")
        ):
            yield f"prevalence.csv: row {number} needs a status ({', '.join(STATUSES)}) and the address of its source."


def _figure(row: Mapping[str, str], languages: tuple[str, ...]) -> Figure:
    def texts(name: str) -> Texts:
        told = {one: row.get(f"{name}_{one}", "") for one in languages}
        return Texts({one: text or row[name] for one, text in told.items()}, languages)

    return Figure(
        texts("round"), texts("area"), texts("measure"), _share(row["value"]), _whole(row["people"]), _whole(row["minors"]),
        _whole(row["venues"]), _share(row["low"]), _share(row["high"]), row["status"], row["source"], texts("note"),
    )  # fmt: skip


def _share(cell: str) -> float | None:
    return float(cell) if cell else None


def _whole(cell: str) -> int | None:
    return int(cell) if cell else None
