"""Figures are kept as acts happen: a page adds up a few sums and never reads the country.

What changes a figure is an entry of the ledger. For each case and report about which something new was sealed, what it had left before
and what it leaves now are both reckoned from its own entries; the difference is added. So nothing about a case lies beside the ledger, a
late or corrected entry needs no case of its own, and counting anew from zero gives the same sums (ADR 56). Sums of cells, which pages of a
whole country read, follow each change by triggers (ADR 77).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections

from samaki.agencies.country import after as time_after
from samaki.agencies.country import calendar, pack
from samaki.database import current_alias, session
from samaki.insights.definitions import fingerprint
from samaki.insights.facts import ACTS, Cell, Clock, Fact, Tally
from samaki.insights.leaning import Critical
from samaki.insights.matters import Country, case_of, of_case, of_report
from samaki.insights.models import MeasureCell, MeasurePosition
from samaki.insights.queries import provinces

BATCH = 1000
"""Entries that are counted in one transaction."""

CHUNK = 200
"""Cases or reports that are read at once when all are counted anew."""

LOCK = 0x5A3A_C1_F16
"""Advisory lock of who counts."""

Tell = Callable[[int, int], None]


def country() -> Country:
    """What the pack of this installation says."""
    rules, reported = pack().measuring, pack().opening.report
    critical = frozenset(code for code, kind in pack().step_kinds.items() if kind.critical and code != reported)
    mentors = frozenset(code for code, one in pack().report_sources.items() if one.counts_as == "mentor")
    return Country(
        rules,
        reported,
        Clock(calendar().timezone),
        lambda moment: time_after(moment, rules.within),
        Critical(critical, mentors, {code: rules.family_of(code) for code in critical}),
    )


def waiting(now: datetime) -> int:
    """How many sealed entries are not counted yet."""
    with session("worker", now):
        return _size() - _position().size


def keep(now: datetime, most: int = BATCH, tell: Tell = lambda done, whole: None) -> int:
    """Count up to `most` entries that were sealed since; returns how many. 0 too while somebody else counts.

    At the first time, and where definitions have changed since, everything is counted anew; `tell` hears of cases and reports done.
    """
    with session("worker", now):
        if not _ask("select pg_try_advisory_xact_lock(%s)", LOCK)[0][0]:
            return 0
        _ask("select app.place_sums(%s::jsonb)", provinces())
        place, size = _position(), _size()
        if place.fingerprint != _print():
            _count_anew(place, size, now, tell)
            return size
        since, until = place.size, min(place.size + most, size)
        if until > since:
            _add(_changes(since, until))
            _stand(place, until, now)
        return until - since


def recount(now: datetime, tell: Tell = lambda done, whole: None) -> int:
    """Count the whole ledger anew, in one transaction: until it is done, the figures stand as they were. Returns how many entries."""
    with session("worker", now):
        _ask("select pg_advisory_xact_lock(%s)", LOCK)
        _ask("select app.place_sums(%s::jsonb)", provinces())
        size = _size()
        _count_anew(_position(), size, now, tell)
        return size


# ---------------------------------------------------------------- what changes
@dataclass
class _Book:
    """Entries of some cases and reports, each with its place in the log."""

    cases: dict[UUID, list[tuple[int, Fact]]] = field(default_factory=dict)
    reports: dict[UUID, list[tuple[int, Fact]]] = field(default_factory=dict)

    def case(self, key: UUID | None, until: int) -> list[Fact]:
        return [fact for place, fact in self.cases.get(key, ()) if place < until] if key else []

    def report(self, key: UUID, until: int) -> list[Fact]:
        return [fact for place, fact in self.reports.get(key, ()) if place < until]


def _changes(since: int, until: int) -> Tally:
    """What the entries from `since` to before `until` change: mark -> more (or fewer) of it."""
    touched = _ask("select case_id, report_id from app.measured_matters(%s, %s, %s)", since, until, list(ACTS))
    cases, reports = {row[0] for row in touched if row[0]}, {row[1] for row in touched if row[1]}
    book = _read(cases, reports, until)
    reports |= {fact.report for of_it in book.cases.values() for _place, fact in of_it if fact.report}
    _read_reports(book, reports, until)
    change = _left(book, cases, reports, until)
    change.subtract(_left(book, cases, reports, since))
    return Counter({key: number for key, number in change.items() if number})


def _left(book: _Book, cases: Iterable[UUID], reports: Iterable[UUID], until: int) -> Tally:
    """What these cases and reports leave, by the entries before `until`."""
    found, said = Tally(), country()
    for key in cases:
        found.update(of_case(book.case(key, until), said))
    for key in reports:
        facts = book.report(key, until)
        found.update(of_report(facts, book.case(case_of(facts), until), said))
    return found


def _read(cases: Collection[UUID], reports: Collection[UUID], until: int) -> _Book:
    book = _Book()
    for place, fact in _facts(cases, (), until):
        if fact.case is not None:
            book.cases.setdefault(fact.case, []).append((place, fact))
    _read_reports(book, reports, until)
    return book


def _read_reports(book: _Book, reports: Collection[UUID], until: int) -> None:
    """Reports that are not in the book yet, and the cases in which they ever were: where they are now is asked of both times."""
    wanted = set(reports) - set(book.reports)
    for place, fact in _facts((), wanted, until):
        if fact.report is not None:
            book.reports.setdefault(fact.report, []).append((place, fact))
    of_them = {fact.case for key in wanted for _place, fact in book.reports.get(key, ()) if fact.case}
    for place, fact in _facts(of_them - set(book.cases), (), until):
        if fact.case is not None:
            book.cases.setdefault(fact.case, []).append((place, fact))


def _facts(cases: Collection[UUID], reports: Collection[UUID], until: int) -> list[tuple[int, Fact]]:
    if not cases and not reports:
        return []
    rows = _ask("select * from app.measured_facts(%s, %s, %s, %s)", list(cases), list(reports), until, list(ACTS))
    return [
        (
            place,
            Fact(
                act,
                subject,
                occurred,
                recorded,
                unit,
                case,
                report,
                child,
                json.loads(facts) if isinstance(facts, str) else facts,
            ),
        )
        for place, act, subject, occurred, recorded, unit, case, report, child, facts in rows
    ]


# ---------------------------------------------------------------- what is kept
def _add(change: Tally) -> None:
    """Add a change to the cells; a cell without marks goes."""
    by_cell = _by_cell(change)
    for cells in _parts(sorted(by_cell), CHUNK):
        known = {Cell(*row[1:]): row[0] for row in _ask(_KNOWN, *map(list, zip(*cells, strict=True)))}
        rows = MeasureCell.objects.in_bulk(list(known.values()))
        _write([(rows.get(known[cell]) if cell in known else None, cell, by_cell[cell]) for cell in cells])


def _fill(whole: Tally) -> None:
    """All of it into the emptied table: looking for cells among those just written made counting a large country anew quadratic."""
    by_cell = _by_cell(whole)
    for cells in _parts(sorted(by_cell), CHUNK):
        _write([(None, cell, by_cell[cell]) for cell in cells])


def _by_cell(change: Tally) -> dict[Cell, Counter[str]]:
    found: dict[Cell, Counter[str]] = {}
    for (cell, mark), number in change.items():
        found.setdefault(cell, Counter())[mark] += number
    return found


def _write(changes: list[tuple[MeasureCell | None, Cell, Counter[str]]]) -> None:
    fresh, changed, empty = [], [], []
    for row, cell, change in changes:
        tally = Counter(row.tally if row else {})
        tally.update(change)
        left = {mark: number for mark, number in sorted(tally.items()) if number}
        if row is None:
            fresh += [MeasureCell(**cell._asdict(), tally=left)] if left else []
        elif left:
            row.tally = left
            changed.append(row)
        else:
            empty.append(row.id)
    MeasureCell.objects.bulk_create(fresh)
    MeasureCell.objects.bulk_update(changed, ["tally"])
    MeasureCell.objects.filter(id__in=empty).delete()


_KNOWN = """select c.id, c.measure, c.area, c.unit, c.other, c.kind, c.month from measure_cell c
join unnest(%s::text[], %s::text[], %s::int[], %s::int[], %s::text[], %s::date[]) as w (measure, area, unit, other, kind, month)
  using (measure, area, unit, other, kind, month)"""


def _count_anew(place: MeasurePosition, size: int, now: datetime, tell: Tell = lambda done, whole: None) -> None:
    _ask("select set_config('app.sums_held', 'on', true)")  # they are made once, at the end
    MeasureCell.objects.all().delete()
    touched = _ask("select case_id, report_id from app.measured_matters(%s, %s, %s)", 0, size, list(ACTS))
    cases, reports = sorted({row[0] for row in touched if row[0]}), sorted({row[1] for row in touched if row[1]})
    found, done = Tally(), 0
    for some in _parts(cases, CHUNK):
        found.update(_left(_read(some, (), size), some, (), size))
        done += len(some)
        tell(done, len(cases) + len(reports))
    for some in _parts(reports, CHUNK):
        found.update(_left(_read((), some, size), (), some, size))
        done += len(some)
        tell(done, len(cases) + len(reports))
    _fill(found)
    _ask("select set_config('app.sums_held', 'off', true)")
    _ask("select app.sum_anew()")
    _stand(place, size, now)


def _stand(place: MeasurePosition, size: int, now: datetime) -> None:
    place.size, place.fingerprint, place.counted_at = size, _print(), now
    place.save()


def _position() -> MeasurePosition:
    return MeasurePosition.objects.filter(name="all").first() or MeasurePosition(name="all")


def _print() -> str:
    return fingerprint(f"{pack().code}:{pack().measuring.version}")


def _size() -> int:
    return int(_ask("select coalesce(max(index) + 1, 0) from ledger_leaf")[0][0])


def _parts(keys: list[Any], size: int) -> Iterator[list[Any]]:
    return (keys[start : start + size] for start in range(0, len(keys), size))


def _ask(question: str, *given: Any) -> list[Any]:
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(question, given)
        return cursor.fetchall()
