"""The first agencies and units of an installation, from a table that an operator was given: all of its lines, or none.

Columns: `code kind agency_en agency_km name_en name_km short_en short_km areas above phone phone_night services unrouted`. Codes of
areas, kinds and services are the country pack's; several stand with blanks between, `*` is the whole country.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction

from samaki.agencies.country import pack
from samaki.agencies.entries import UnitService
from samaki.agencies.keeping import LONGEST
from samaki.agencies.models import Agency, Unit, UnitArea
from samaki.agencies.naming import folded
from samaki.agencies.telephones import as_stored
from samaki.database import session
from samaki.database.refusals import Invalid
from samaki.ledger.operations import record
from samaki.names import normalise

NEEDED = ("code", "kind", "agency_en", "agency_km", "name_en", "name_km", "areas")
COLUMNS = (*NEEDED, "short_en", "short_km", "above", "phone", "phone_night", "services", "unrouted")
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST_LINES = 5000
LIMITS = {"name_en": LONGEST["name"], "name_km": LONGEST["name"], "agency_en": LONGEST["name"], "agency_km": LONGEST["name"],
          "short_en": LONGEST["short"], "short_km": LONGEST["short"], "code": 40}  # fmt: skip
WHOLE_COUNTRY = "*"


class Wrong(Exception):
    """The table cannot be taken; `lines`: a sentence for each thing that is wrong."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(lines[0])
        self.lines = lines


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    line: int
    told: dict[str, str]

    def __getitem__(self, name: str) -> str:
        return self.told.get(name, "")

    def words(self, name: str) -> list[str]:
        """What stands with blanks between."""
        return self[name].split()


def read_table(text: str) -> list[Row]:
    """The lines of a CSV text with a heading. Raises Wrong."""
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), strict=True)
    try:
        heading = [name.strip().lower() for name in reader.fieldnames or []]
        strange = sorted(set(heading) - set(COLUMNS))
        missing = [name for name in NEEDED if name not in heading]
        if strange or missing:
            told = [f"The first line names a column that is unknown: {name}." for name in strange]
            raise Wrong(told + [f"The first line lacks the column {name}." for name in missing])
        reader.fieldnames = heading
        rows = []
        for told_by in reader:
            if None in told_by or None in told_by.values():
                raise Wrong([f"Line {reader.line_num} has not as many fields as the first line."])
            rows.append(Row(reader.line_num, {name: normalise(value) for name, value in told_by.items()}))
            if len(rows) > MOST_LINES:
                raise Wrong([f"There are more than {MOST_LINES} lines: is this the right file?"])
    except csv.Error as problem:
        raise Wrong([f"Line {reader.line_num} cannot be read: {problem}."]) from problem
    if not rows:
        raise Wrong(["The table has no line."])
    return rows


def found_units(rows: list[Row], now: datetime, *, using: str = "owner") -> tuple[list[Unit], list[str]]:
    """Write the units that are not there yet, each with an entry of the ledger; (those, codes that were there already).

    Raises Wrong, with everything that is wrong. The owner's role writes: no role of the application may make a unit.
    """
    with transaction.atomic(using=using):
        there = {unit.code: unit for unit in Unit.objects.using(using).all()}
        new = [row for row in rows if row["code"] not in there]
        if wrong := [f"Line {line}: {sentence}" for line, sentence in sorted(_amiss(new, rows, there))]:
            raise Wrong(wrong)
        made = _written(new, there, now, using)
        with session("worker", now):
            for unit in made:
                record("unit.found", by="operator", now=now, subject=unit, unit=unit.principal,
                       facts={"unit": unit.principal, "kind": unit.kind})  # fmt: skip
    return made, [row["code"] for row in rows if row["code"] in there and row not in new]


def _written(rows: list[Row], there: dict[str, Unit], now: datetime, using: str) -> list[Unit]:
    last = max((unit.principal for unit in there.values()), default=0)
    agencies = {folded(agency.name_en): agency for agency in Agency.objects.using(using).filter(until=None)}
    made = {}
    for number, row in enumerate(rows, last + 1):
        agency = agencies.get(folded(row["agency_en"]))
        if agency is None:
            agency = Agency(kind=row["kind"], name_en=row["agency_en"], name_km=row["agency_km"], since=now)
            agency.save(using=using, force_insert=True)
            agencies[folded(agency.name_en)] = agency
        unit = Unit(principal=number, agency=agency, kind=row["kind"], code=row["code"], since=now)
        for name in ("name_en", "name_km", "short_en", "short_km"):
            setattr(unit, name, row[name])
        unit.phone, unit.phone_night = (as_stored(row[name], name) for name in ("phone", "phone_night"))
        unit.takes_unrouted = _takes_unrouted(row)
        unit.save(using=using, force_insert=True)
        for area in row.words("areas"):
            UnitArea(unit=unit, area="" if area == WHOLE_COUNTRY else area, since=now).save(
                using=using, force_insert=True
            )
        for service in row.words("services"):
            UnitService(unit=unit, service=service, since=now).save(using=using, force_insert=True)
        made[row["code"]] = unit
    for row in rows:
        if row["above"]:
            made[row["code"]].parent_id = (made | there)[row["above"]].principal
            made[row["code"]].save(using=using, update_fields=["parent"])
    return list(made.values())


Amiss = Iterator[tuple[int, str]]


def _amiss(rows: list[Row], whole: list[Row], there: dict[str, Unit]) -> Amiss:
    """(line, what is wrong) of the lines that are to be written, by themselves and beside each other and what is there."""
    codes = {row["code"] for row in whole} | set(there)
    for row in rows:
        yield from ((row.line, sentence) for sentence in _amiss_alone(row))
        if row["above"] and row["above"] not in codes:
            yield row.line, f"the unit above, {row['above']}, is neither in the table nor there."
    yield from _twice(rows, there)
    yield from _in_a_ring(rows)
    lines = [row.line for row in rows if _takes_unrouted(row)]
    if lines and (len(lines) > 1 or any(unit.takes_unrouted and unit.until is None for unit in there.values())):
        yield lines[-1], "one unit only takes what no other serves (unrouted), and there is another."


def _takes_unrouted(row: Row) -> bool:
    return row["unrouted"].lower() == "yes"


def _amiss_alone(row: Row) -> Iterator[str]:
    yield from (f"{name} is empty." for name in NEEDED if not row[name])
    yield from (f"{name} is longer than {most} letters." for name, most in LIMITS.items() if len(row[name]) > most)
    if row["code"] and not CODE.fullmatch(row["code"]):
        yield f"the code {row['code']} has other signs than small letters, digits and hyphens between them."
    if row["unrouted"].lower() not in ("", "yes", "no"):
        yield f"unrouted is {row['unrouted']}: write yes for the one unit that takes what no other serves, else leave it empty."
    yield from _amiss_of_pack(row)
    for name in ("phone", "phone_night"):
        try:
            as_stored(row[name], name)
        except Invalid as refusal:
            yield f"{name}: {refusal.sentence}"


def _amiss_of_pack(row: Row) -> Iterator[str]:
    places = {WHOLE_COUNTRY, *pack().places.by_code}
    if row["kind"] and row["kind"] not in pack().agency_kinds:
        yield f"{row['kind']} is no kind of agency: {', '.join(sorted(pack().agency_kinds))}."
    yield from (f"{area} is no code of an area." for area in row.words("areas") if area not in places)
    for service in row.words("services"):
        if service not in pack().services:
            yield f"{service} is no service: {', '.join(sorted(pack().services))}."
    for name in ("areas", "services"):
        if len(row.words(name)) != len(set(row.words(name))):
            yield f"{name} says one twice."


def _twice(rows: list[Row], there: dict[str, Unit]) -> Amiss:
    """Whoever calls or hands on must know which unit is meant."""
    codes: set[str] = set()
    names = {folded(name) for unit in there.values() if unit.until is None for name in (unit.name_en, unit.name_km)}
    for row in rows:
        if row["code"] in codes:
            yield row.line, f"the code {row['code']} stands twice."
        codes.add(row["code"])
        ours = {folded(row[name]) for name in ("name_en", "name_km") if row[name]}
        if ours & names:
            yield row.line, "another unit has this name: add the place or the number of the office."
        names |= ours


def _in_a_ring(rows: list[Row]) -> Amiss:
    above = {row["code"]: row["above"] for row in rows}
    for row in rows:
        place, passed = row["above"], {row["code"]}
        while place in above and place not in passed:
            passed.add(place)
            place = above[place]
        if place == row["code"]:
            yield row.line, f"{row['code']} stands above itself."


def as_table(units: models.QuerySet[Unit]) -> str:
    """The same columns of units that are there, for a first table or to look at."""
    codes = dict(Unit.objects.values_list("principal", "code"))
    areas, services = _grouped(UnitArea, "area"), _grouped(UnitService, "service")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for unit in units.select_related("agency"):
        told = {name: getattr(unit, name, "") for name in COLUMNS} | {
            "agency_en": unit.agency.name_en,
            "agency_km": unit.agency.name_km,
            "areas": " ".join(area or WHOLE_COUNTRY for area in areas.get(unit.id, [])),
            "services": " ".join(services.get(unit.id, [])),
            "above": codes.get(unit.parent_id or 0, ""),
            "unrouted": "yes" if unit.takes_unrouted else "",
        }
        writer.writerow([told[name] for name in COLUMNS])
    return out.getvalue()


def _grouped(table: type[models.Model], column: str) -> dict[object, list[str]]:
    found: dict[object, list[str]] = {}
    for unit, value in table._default_manager.filter(until=None).order_by(column).values_list("unit__id", column):
        found.setdefault(unit, []).append(value)
    return found
