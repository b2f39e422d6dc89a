"""A release in words and pictures for a citizen. Every share is reckoned from the rounded counts that are shown: it tells nothing more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.figures.disclosure import WHOLE
from samaki.figures.proportions import wilson
from samaki.insights.definitions import MEASURES
from samaki.insights.tables import definition_of
from samaki.publicstats import queries
from samaki.publicstats.models import PublishedRelease
from samaki.publicstats.shapes import ELSEWHERE, NOT, YES, cells, changes
from samaki.web.moments import digits, long_date
from samaki.web.public.frame import PublicRequest
from samaki.web.public.showing import numbers

ENOUGH = 50
"""Of fewer, a share of rounded counts could be wrong by more than five in a hundred, so none is told."""

FINDINGS: dict[str, Callable[[], str]] = {
    "I1": lambda: _("%(share)s of reports were answered in time."),
    "I2": lambda: _("In %(share)s of emergencies the child was met in time."),
    "I3": lambda: _("%(share)s of requests between agencies were answered in time."),
    "I5": lambda: _("%(share)s of steps were done in time."),
    "I10": lambda: _("%(share)s of promises to children were kept by their day."),
    "I11": lambda: _("%(share)s of hearings were held on the first date."),
    "I11b": lambda: _("In %(share)s of cases with compensation all of it was paid."),
    "I12": lambda: _("At %(share)s of visits long after, the child was met in time."),
}
"""Measure -> its finding in one sentence, in the order of the page."""

REASONS: dict[str, Callable[[], str]] = {
    "wrong_figure": lambda: _("A figure was wrong"),
    "wrong_definition": lambda: _("It counted something else than it said"),
    "tells_too_much": lambda: _("It could tell of single people"),
    "another_reason": lambda: _("Another reason"),
}

STATES: dict[str, Callable[[], str]] = {
    "published": lambda: _("It stands"),
    "corrected": lambda: _("Corrected by a later release"),
    "withdrawn": lambda: _("Withdrawn"),
}


def frame(request: PublicRequest) -> dict[str, Any]:
    """What every page of figures has."""
    kept = f"?lang={request.lang}"
    return {
        "home": f"/{kept}", "leave_href": f"/leave/{kept}", "numbers": numbers(request.lang), "report_href": f"/report/{kept}",
        "governs_href": f"/who-governs/{kept}", "releases_href": f"/progress/releases/{kept}", "progress_href": f"/progress/{kept}",
    }  # fmt: skip


def shown(row: PublishedRelease, request: PublicRequest) -> dict[str, Any]:
    """Context of `progress.html`."""
    assert row.content is not None
    tables = row.content["tables"]
    years = sorted({table["year"] for table in tables})
    here = f"/progress/{row.number}/"
    return frame(request) | {
        "number": digits(row.number), "years": _span(years), "areas": ", ".join(area_name(one, request.lang) for one in _project_areas()),
        "measures": measures(row.content, request.lang), "fewest": digits(row.content["fewest"]), "base": digits(row.content["base"]),
        "enough": digits(ENOUGH), "agencies": digits(row.agencies), "published": long_date(timezone.localdate(row.published_at)),
        "stands": row.state == "published",
        "corrected_by": digits(row.corrected_by) if row.corrected_by else "",
        "corrected_href": f"/progress/{row.corrected_by}/?lang={request.lang}" if row.corrected_by else "",
        "corrections": _corrections(row, request.lang), "why": REASONS[row.reason]() if row.reason else "",
        "here": here, "csv_href": f"{here}figures.csv", "json_href": f"{here}figures.json",
        "dictionary_href": f"{here}dictionary.csv?lang={request.lang}",
    }  # fmt: skip


def measures(content: Mapping[str, Any], lang: str) -> list[dict[str, Any]]:
    """Each measure of a release in words and a drawing, for those who answer for it and for everybody."""
    told = (_measure(name, [one for one in content["tables"] if one["measure"] == name], lang) for name in FINDINGS)
    return [one for one in told if one]


def _span(years: list[int]) -> str:
    if not years:
        return ""
    return digits(years[0]) if len(years) == 1 else _("%(first)s to %(last)s") % {
        "first": digits(years[0]), "last": digits(years[-1])}  # fmt: skip


def _measure(name: str, tables: list[Mapping[str, Any]], lang: str) -> dict[str, Any] | None:
    """One measure: its finding of the last year, its curve, and a table of all years and areas. None where nothing is published of it."""
    if not tables:
        return None
    one = MEASURES[name]
    by_year = {table["year"]: cells(table) for table in sorted(tables, key=lambda table: table["year"])}
    last = max(by_year)
    share = _share(by_year[last], WHOLE)
    areas = sorted(
        {key[0] for found in by_year.values() for key in found},
        key=lambda area: (area == WHOLE, area == ELSEWHERE, area),
    )
    return {
        "id": one.id, "code": tables[-1]["code"], "title": str(one.title), "counts": str(one.counts), "of": str(one.of),
        "without": without(tables, name, lang), "name": str(one.title),
        "finding": FINDINGS[name]() % {"share": percent(share[0])} if share else "", "year": digits(last),
        "between": _("%(low)s to %(high)s") % {"low": percent(share[1]), "high": percent(share[2])} if share else "",
        "n": _count(by_year[last][WHOLE, WHOLE]), "draw": _curve(by_year), "years": [digits(year) for year in by_year],
        "told": any(count is not None for found in by_year.values() for count in found.values()),
        "rows": [{"area": area_name(area, lang), "whole": area == WHOLE, "cells": [_cell(found, area) for found in by_year.values()]}
                 for area in areas],
    }  # fmt: skip


def without(tables: list[Mapping[str, Any]], name: str, lang: str) -> str:
    """Which steps are not counted here; empty where all are."""
    kinds = pack().step_kinds
    left = {kind for table in tables if table["measure"] == name for kind in table["without"]}
    steps = sorted(kinds[kind].label(lang) if kind in kinds else kind for kind in left)
    return (
        _("Counted under another measure, and so not here: %(steps)s.") % {"steps": ", ".join(steps)} if steps else ""
    )


def percent(share: float) -> str:
    """In whole per cent, in the digits of the page."""
    return _("%(share)s%%") % {"share": digits(round(100 * share))}


def _share(found: Mapping[tuple[str, ...], int | None], area: str) -> tuple[float, float, float] | None:
    """(share, low, high) of what is shown; None where too little is."""
    yes, whole = found.get((area, YES)), found.get((area, WHOLE))
    if yes is None or whole is None or whole < ENOUGH:
        return None
    some = min(yes, whole)
    inner = wilson(some, whole)
    return some / whole, inner.low, inner.high


def _count(count: int | None) -> str:
    return _("not shown") if count is None else digits(count)


def _cell(found: Mapping[tuple[str, ...], int | None], area: str) -> str:
    """`35 of 50`."""
    some, whole = found.get((area, YES)), found.get((area, WHOLE))
    if some is None and whole is None:
        return _("not shown")
    return _("%(some)s of %(all)s") % {"some": _count(some), "all": _count(whole)}


def _curve(by_year: Mapping[int, Mapping[tuple[str, ...], int | None]]) -> dict[str, Any] | None:
    """A band and a line in a square of 100 by 100, a year at its middle; None with fewer than two years to show."""
    known = [(year, share) for year, found in by_year.items() if (share := _share(found, WHOLE))]
    if len(known) < 2:
        return None
    first, wide = known[0][0], known[-1][0] - known[0][0]

    def at(year: int, share: float) -> str:
        return f"{100 * (year - first) / wide:.1f},{100 - 100 * share:.1f}"

    upper, lower = (
        [at(year, share[2]) for year, share in known],
        [at(year, share[1]) for year, share in reversed(known)],
    )
    return {
        "lines": [" ".join(at(year, share[0]) for year, share in known)], "band": " ".join([*upper, *lower]), "ended": [],
        "from": digits(first), "to": digits(known[-1][0]), "first": percent(known[0][1][0]), "last": percent(known[-1][1][0]),
    }  # fmt: skip


def area_name(code: str, lang: str) -> str:
    """A place of the pack, all others, or all together."""
    if code == WHOLE:
        return _("all together")
    if code == ELSEWHERE:
        return _("all other places")
    place = pack().places.by_code.get(code)
    return place.label(lang) if place else code


def _project_areas() -> list[str]:
    return sorted(place.code for place in pack().places.provinces if place.project_area)


def _corrections(row: PublishedRelease, lang: str) -> list[dict[str, str]]:
    """Each figure that this release shows otherwise than the one that it corrects, with the old one."""
    before = queries.numbered(row.corrects) if row.corrects else None
    if before is None or before.content is None or row.content is None:
        return []
    return [
        {"title": str(MEASURES[one["measure"]].title), "area": area_name(one["area"], lang), "year": digits(one["year"]),
         "outcome": outcome_name(one["outcome"]), "before": _count(one["before"]), "after": _count(one["after"])}
        for one in changes(before.content, row.content)
    ]  # fmt: skip


def outcome_name(code: str) -> str:
    """What a count is of."""
    return {YES: _("did"), NOT: _("did not, or still waits")}.get(code, _("all that were counted"))


def gone(row: PublishedRelease, request: PublicRequest) -> dict[str, Any]:
    """Context of `progress_gone.html`: a withdrawn release."""
    return frame(request) | {
        "number": digits(row.number), "why": REASONS[row.reason]() if row.reason else "",
        "ended": long_date(timezone.localdate(row.ended_at)) if row.ended_at else "",
    }  # fmt: skip


def listed(rows: list[PublishedRelease], request: PublicRequest) -> dict[str, Any]:
    """Context of `progress_releases.html`."""
    return frame(request) | {
        "rows": [
            {"number": digits(row.number), "href": f"/progress/{row.number}/?lang={request.lang}",
             "published": long_date(timezone.localdate(row.published_at)),
             "state": STATES[row.state](), "corrects": digits(row.corrects) if row.corrects else ""}
            for row in rows
        ]
    }  # fmt: skip


COLUMNS = ("release", "measure", "definition", "year", "area", "outcome", "count", "first_release")


def lines(row: PublishedRelease) -> Iterator[list[Any]]:
    """The heading, then a line a figure; an empty count is not shown."""
    assert row.content is not None
    yield list(COLUMNS)
    for table in row.content["tables"]:
        for area, outcome, count in table["cells"]:
            said = "" if count is None else count
            yield [row.number, table["measure"], table["code"], table["year"], area, outcome, said, table["release"]]


def dictionary(row: PublishedRelease, lang: str) -> Iterator[list[str]]:
    """Column or code -> what it means, in the language of the reader."""
    assert row.content is not None
    yield [_("Column"), _("Code"), _("What it means")]
    for column, words in _columns(row.content).items():
        yield [column, "", words]
    for name in FINDINGS:
        one, left = MEASURES[name], without(row.content["tables"], name, lang)
        words = _("%(title)s: %(counts)s, out of %(of)s") % {"title": one.title, "counts": one.counts, "of": one.of}
        yield ["measure", name, f"{words}. {left}" if left else words]
    for area in [*_project_areas(), ELSEWHERE, WHOLE]:
        yield ["area", area, area_name(area, lang)]
    for outcome in (YES, NOT, WHOLE):
        yield ["outcome", outcome, outcome_name(outcome)]


def _columns(content: Mapping[str, Any]) -> dict[str, str]:
    given = {"base": content["base"], "fewest": content["fewest"]}
    return {
        "release": _("Number of the release; its address stays"),
        "measure": _("What was counted"),
        "definition": _("The measure with the version of its definition"),
        "year": _("Year of the common calendar"),
        "area": _("Where it was; a code of the national list of places"),
        "outcome": _("What became of it"),
        "count": _("How many, to the nearest %(base)s; empty: not shown, because it or another one is below %(fewest)s")
        % given,
        "first_release": _("The release in which this table was published first, as it stands"),
    }


def machine_readable(row: PublishedRelease) -> dict[str, Any]:
    """A release for programs. A withdrawn one has no tables."""
    content = row.content or {"tables": []}
    return {
        "release": row.number, "state": row.state, "published_at": row.published_at.isoformat(), "sha256": row.sha256,
        "corrects": row.corrects, "corrected_by": row.corrected_by, "reason": row.reason or None, "agencies": row.agencies,
        "synthetic": row.synthetic, "definitions": [definition_of(MEASURES[name]) for name in FINDINGS], **content,
    }  # fmt: skip
