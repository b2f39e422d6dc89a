"""Of which time three pages tell that are read side by side: the figures, the map of the chain, the independence of the chain.

The figures can be asked for many times; the map and the independence look at one each, for what is told of few is guarded for that one (a
second one, less the first, would tell of few). So each page says its own time and that of the other two, and leads to the figures with its
own.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from samaki.insights import chain, queries
from samaki.insights.queries import Months
from samaki.stepping_back import index
from samaki.web.measures import choosing
from samaki.web.moments import short_date
from samaki.web.pages import StaffRequest

FIGURES, MAP, INDEPENDENCE = "figures", "map", "independence"


def beside(request: StaffRequest, here: str, months: Months | None = None) -> dict[str, Any]:
    """`since`, `until` of the page `here` (`months`: where it was chosen), and `others`: {title, href, since, until, same}."""
    of_page = {MAP: chain.looked_at(request.now), INDEPENDENCE: _independence(request)}
    own = months or of_page[here]
    others = [page for page in (FIGURES, MAP, INDEPENDENCE) if page != here]
    return {
        "since": _day(own.first), "until": _day(own.last_day),
        "others": [_other(page, own, of_page.get(page), request) for page in others],
    }  # fmt: skip


def _independence(request: StaffRequest) -> Months:
    window = index.months(request.now)
    return Months(window.middle, window.last, request.now)


def _other(page: str, own: Months, looked_at: Months | None, request: StaffRequest) -> dict[str, Any]:
    """A page and its time; of the figures, that of this page where they can be asked for it, else the usual one."""
    titles = {
        FIGURES: _("How the chain works"),
        MAP: _("Map of the chain"),
        INDEPENDENCE: _("Can the mentor step back?"),
    }
    hrefs = {FIGURES: "/measures/", MAP: "/measures/chain-map/", INDEPENDENCE: "/independence/"}
    time = choosing.time_of(own, request) if looked_at is None else ""
    months = looked_at or (own if time else queries.quarter(request.now))
    return {
        "title": titles[page], "href": hrefs[page] + (f"?time={time}" if time else ""), "since": _day(months.first),
        "until": _day(months.last_day), "same": (months.first, months.last) == (own.first, own.last),
    }  # fmt: skip


def _day(day: date) -> str:
    return short_date(day)
