"""A baseline year and today, link by link: what old lists say, what the ledger says, each with its source, never added up.

Whoever oversees reads sums of all units and of old lists nothing small; a unit its own side of the ledger, and its head the old lists of
the whole agency. What is told of a year in the ledger is what the page *Then and now* tells of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from samaki.commitments import queries as register
from samaki.commitments.models import Gap
from samaki.commitments.rules import today as today_of
from samaki.countries.surveying import Figure as Published
from samaki.history import queries, rules
from samaki.history.reading import FIRST_YEAR
from samaki.insights import chain
from samaki.insights import queries as figures
from samaki.insights.figures import FEWEST, Figure
from samaki.insights.links import Ends, Link
from samaki.insights.old_years import IN_TIME, Old, of_counts
from samaki.surveys.country import surveys
from samaki.web import words
from samaki.web.fields import field
from samaki.web.gaps.showing import history
from samaki.web.history import showing
from samaki.web.links import showing as links
from samaki.web.links import then
from samaki.web.moments import digits, long_date
from samaki.web.pages import StaffRequest
from samaki.web.prevalence.showing import CRITICISM, published

Line = dict[str, Any]
NO_COMPARISON = "none"
SAYS = then.SAYS | {NO_COMPARISON: lambda: _("cannot be compared")}
SURE = (then.BETTER, then.WORSE, then.UNSURE)


def shown(request: StaffRequest) -> Line:
    """Context of `long_view.html`."""
    gaps = register.gaps()
    years = _years(request, gaps)
    year, now = _year(request, years), chain.looked_at(request.now)
    rows = sorted(_links(request, year), key=lambda row: not row["changes"])  # what can be compared first
    choices = [{"value": str(one), "label": digits(one)} for one in reversed(years)]
    return links.when(now) | {
        "title": _("The long view"), "section": "measures", "of_all": links.oversees(request), "unit": request.member.unit.name,
        "year": digits(year), "until": long_date(now.last_day), "finding": _finding(rows), "links": rows,
        "drawn": [one for row in rows for one in row["drawn"]], "fewest": digits(FEWEST), "gate": links.gate(),
        "choice": field("select", "year", _("Baseline year"), options=choices, value=str(year), hint=None),
        "gaps": history(gaps, year, today_of(request.now)), "rounds": _rounds(year, request.lang), "defined": links.defined(),
    }  # fmt: skip


# ---------------------------------------------------------------- which year
def _years(request: StaffRequest, gaps: Sequence[Gap]) -> list[int]:
    """Every year of which anything is known, up to the last one that may stand beside today (`then.latest`)."""
    last = then.latest(request)
    known = queries.years() | {one.known_since.year for one in gaps} | {_begun(one) for one in surveys().published}
    known |= set(figures.measured_years(FIRST_YEAR, last))
    return sorted(one for one in known | {last} if FIRST_YEAR <= one <= last)


def _year(request: StaffRequest, years: Sequence[int]) -> int:
    """The one that is asked for; else the first one of which an old list tells, or the ledger."""
    asked = request.GET.get("year", "")
    if asked.isascii() and asked.isdigit() and len(asked) == 4 and int(asked) in years:
        return int(asked)
    told = queries.years() or set(figures.measured_years(FIRST_YEAR, years[-1]))
    return min((one for one in told if one in years), default=years[-1])


# ---------------------------------------------------------------- link by link
def _links(request: StaffRequest, year: int) -> list[Line]:
    now = then.of_months(request, chain.looked_at(request.now))
    before = then.of_months(request, figures.whole_year(year, request.now))
    of_lists = _of_lists(year)
    order = [*now, *before, *sorted(of_lists)]
    told = [ends for ends in dict.fromkeys(order) if _known(ends, now, before, of_lists)]
    return [_link(ends, request, year, now.get(ends), before.get(ends), of_lists.get(ends, [])) for ends in told]


Sides = list[tuple[Line, Old]]


def _of_lists(year: int) -> dict[Ends, Sides]:
    """Link -> what each old list says of it in this year."""
    agencies = rules.led()
    found: dict[Ends, Sides] = {}
    for row, cells in queries.in_year(year):
        head = {"source": showing.source_of(row), "href": f"{showing.HOME}{row.id}/"}
        for cell, counted in cells.items():
            old = of_counts(counted, guarded=row.agency_id not in agencies)
            found.setdefault(Ends(cell.area, cell.asks, cell.asked), []).append((head, old))
    return found


def _known(ends: Ends, now: Mapping[Ends, Link], before: Mapping[Ends, Link], of_lists: Mapping[Ends, Sides]) -> bool:
    return (
        ends in of_lists or then.carried_something(now.get(ends)) or then.carried_something(before.get(ends))
    )  # fmt: skip


def _link(ends: Ends, request: StaffRequest, year: int, now: Link | None, before: Link | None, lists: Sides) -> Line:
    of_all = links.oversees(request)
    sides = [_of_list(head, old, now) for head, old in lists]
    if then.carried_something(before):
        change = then.compared(then.holds_of(before), then.holds_of(now))
        sides.append(_of_ledger(before, of_all) | {"what": change})
    today = _of_ledger(now, of_all) | {"when": _("today"), "what": ""}
    for one in sides:
        one["when"] = digits(year)
    name, area = links.link_name(ends, request.lang), words.area_name(ends.area, request.lang)
    drawn = [
        {"name": name, "area": area, "then": one["in_time"], "then_source": one["source"], "now": today["in_time"],
         "change": SAYS[one["what"]]()}
        for one in sides if one["in_time"]["draw"] and today["in_time"]["draw"]
    ]  # fmt: skip
    all_of_it = [one | {"change": SAYS[one["what"]]() if one["what"] else ""} for one in (*sides, today)]
    return {"name": name, "area": area, "href": links.href(ends) if now else "", "sides": all_of_it, "drawn": drawn,
            "changes": {one["what"] for one in sides if one["what"] in SURE}}  # fmt: skip


def _of_list(head: Line, old: Old, now: Link | None) -> Line:
    told = IN_TIME in old.shares
    share = old.shares[IN_TIME] if told and IN_TIME not in old.bounded else Figure(0)
    return showing.side(old) | head | {"what": then.compared(share, then.holds_of(now)) if told else NO_COMPARISON}


def _of_ledger(one: Link | None, of_all: bool) -> Line:
    """What was only answered, in time or not, the ledger keeps no figure of."""
    told = then.side(one, of_all)
    nothing = {"value": _("not counted"), "between": "", "of": "", "draw": None}
    return {"source": _("ledger of this system"), "href": "", "handed": told["carried"], "answered": nothing, "in_time": told["holds"],
            "done": told["closes"]}  # fmt: skip


def _finding(rows: Sequence[Line]) -> str:
    compared = [row["changes"] for row in rows if row["changes"]]
    if not compared:
        return _("No link can be compared: not both then and today tell enough of what was answered in time.")
    given = {
        "all": digits(len(compared)),
        "better": digits(compared.count({then.BETTER})),
        "worse": digits(compared.count({then.WORSE})),
    }
    return (
        _("Links that can be compared: %(all)s. Surely better than then: %(better)s. Surely worse: %(worse)s.") % given
    )


# ---------------------------------------------------------------- surveys of others
def _rounds(year: int, lang: str) -> list[Line]:
    """Those since the year, and the last ones before it."""
    found = [one for one in surveys().published if one.status != CRITICISM]
    before = max((_begun(one) for one in found if _begun(one) < year), default=0)
    return [published(one, lang, 1.0) for one in found if _begun(one) >= min(year, before or year)]


def _begun(one: Published) -> int:
    """The first year that it names; 0 where it names none."""
    year = re.search(r"\d{4}", one.when.get("en"))
    return int(year[0]) if year else 0
