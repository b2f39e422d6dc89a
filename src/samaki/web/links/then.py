"""The long view: every link in a baseline year and in the last year, side by side, from kept figures alone.

Better or worse is said only where the two intervals do not touch: two shares of few hand-offs differ by chance. What stood on paper in the
baseline year is not kept, so only what was carried, held and closed is compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from samaki.insights import chain, queries
from samaki.insights.figures import FEWEST, Figure
from samaki.insights.guarding import few
from samaki.insights.links import QUARTERS, Ends, Link, quarters
from samaki.web import words
from samaki.web.fields import field
from samaki.web.links import showing
from samaki.web.moments import digits, long_date
from samaki.web.pages import StaffRequest

BACK = 12
"""So many years back a baseline can be chosen."""

BETTER, WORSE, UNSURE, ONLY_NOW, ONLY_THEN = "better", "worse", "unsure", "only_now", "only_then"

SAYS = {
    BETTER: lambda: _("surely better"),
    WORSE: lambda: _("surely worse"),
    UNSURE: lambda: _("cannot be said"),
    ONLY_NOW: lambda: _("not enough then to compare"),
    ONLY_THEN: lambda: _("not enough now to compare"),
}


def shown(request: StaffRequest) -> dict[str, Any]:
    """Context of `links_then.html`: finding, rows (area, name, then, now, says), the choice of the baseline year."""
    year = _year(request)
    now = chain.looked_at(request.now)
    last = latest(request)
    today, before = of_months(request, now), of_months(request, queries.whole_year(year, request.now))
    of_all = showing.oversees(request)
    rows = [_row(ends, before.get(ends), today.get(ends), request.lang, of_all) for ends in _order(today, before)]
    years = [{"value": str(one), "label": digits(one)} for one in range(last, last - BACK, -1)]
    return {
        "title": _("Then and now"), "section": "measures", "of_all": of_all, "unit": request.member.unit.name,
        "year": digits(year), "since": long_date(now.first), "until": long_date(now.last_day), "rows": rows, "finding": _finding(rows),
        "choice": field("select", "year", _("Baseline year"), options=years, value=str(year), hint=None), "fewest": digits(FEWEST),
        "defined": showing.defined(),
    }  # fmt: skip


def _year(request: StaffRequest) -> int:
    """The one asked for, else some five years ago."""
    last, asked = latest(request), request.GET.get("year", "")
    chosen = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else 0
    return chosen if last - BACK < chosen <= last else last - 3


def latest(request: StaffRequest) -> int:
    """The last year that is over before the quarters that the page of a link shows: from a year and its own quarters together a quarter of
    few hand-offs could be reckoned."""
    return quarters(chain.looked_at(request.now).last, 2 * QUARTERS)[0].year - 1


def of_months(request: StaffRequest, months: queries.Months) -> dict[Ends, Link]:
    """Links of these months, as this reader may see them."""
    found = chain.for_overseers(months) if showing.oversees(request) else chain.for_unit(request.member.unit, months)
    return {one.ends: one for one in found.links}


def _order(today: Mapping[Ends, Link], before: Mapping[Ends, Link]) -> Sequence[Ends]:
    """Those of today, weakest first; then those that there are no more. Links of neither time that carried nothing are left out."""
    every = dict.fromkeys([*today, *before])
    return [ends for ends in every if carried_something(today.get(ends)) or carried_something(before.get(ends))]


def carried_something(one: Link | None) -> bool:
    """Whether there is anything to tell of it."""
    return one is not None and (one.hidden or bool(one.carried))


def _row(ends: Ends, before: Link | None, today: Link | None, lang: str, of_all: bool) -> dict[str, Any]:
    change = compared(holds_of(before), holds_of(today))
    return {
        "name": showing.link_name(ends, lang), "area": words.area_name(ends.area, lang), "href": showing.href(ends) if today else "",
        "then": side(before, of_all), "now": side(today, of_all), "change": change, "says": SAYS[change](),
    }  # fmt: skip


def holds_of(one: Link | None) -> Figure:
    """What is compared of it; of nothing where it is not for this reader."""
    return one.holds if one is not None and not one.hidden else Figure(0)


def side(one: Link | None, of_all: bool) -> dict[str, Any]:
    """Carried, answered in time, confirmed; `of_all`: of none that the reader is part of, so no share of few."""
    if one is None:
        nothing = showing.figure_words(Figure(0), hidden=False)
        return {"carried": digits(0), "holds": nothing, "closes": nothing}
    holds, closes = (
        showing.figure_words(each, one.hidden or (of_all and few(each.n)), name in one.bounded)
        for name, each in (("holds", one.holds), ("closes", one.closes))
    )
    return {"carried": _("not shown") if one.carried is None else digits(one.carried), "holds": holds, "closes": closes}


def compared(before: Figure, today: Figure) -> str:
    """What two shares with their intervals say of each other."""
    if today.n < FEWEST or today.low is None or today.high is None:
        return ONLY_THEN
    if before.n < FEWEST or before.low is None or before.high is None:
        return ONLY_NOW
    if today.low > before.high:
        return BETTER
    return WORSE if today.high < before.low else UNSURE


def _finding(rows: Sequence[Mapping[str, Any]]) -> str:
    if not rows:
        return _("Nothing was handed on in either time.")
    given = {
        "better": digits(sum(row["change"] == BETTER for row in rows)),
        "worse": digits(sum(row["change"] == WORSE for row in rows)),
        "all": digits(len(rows)),
    }
    return _("Links: %(all)s. Surely better than then: %(better)s. Surely worse: %(worse)s.") % given
