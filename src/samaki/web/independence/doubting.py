"""Where the figures are to be doubted, by unit: a reason to ask there, and no proof of anything."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.database.refusals import NotAllowed
from samaki.insights.figures import FEWEST
from samaki.stepping_back import index, oddities
from samaki.stepping_back.oddities import Doubt, Odd
from samaki.web.bounds import percent
from samaki.web.moments import digits, long_date
from samaki.web.pages import StaffRequest


def shown(request: StaffRequest) -> dict[str, Any]:
    """Context of `independence_doubts.html`: a table of units for each measure. 2 queries. Raises NotAllowed for who does not oversee."""
    if "oversight" not in request.member.roles(request.now):
        raise NotAllowed(_("Only the oversight committee reads this."))
    window = index.months(request.now)
    return {
        "title": _("Where the figures are to be doubted"), "section": "measures", "since": long_date(window.middle),
        "until": long_date(request.now.date()), "tables": [_table(one) for one in oddities.of_all(window)], "fewest": digits(FEWEST),
    }  # fmt: skip


def _table(one: Doubt) -> dict[str, Any]:
    found = one.definition
    usual = percent(one.some / one.n) if one.n else ""
    return {
        "title": str(found.title), "counts": str(found.counts), "of": str(found.of), "code": found.code, "href": f"/measures/{found.name}/",
        "usual": usual, "n": digits(one.n), "lines": [_line(odd) for odd in one.units], "hidden": digits(one.hidden) if one.hidden else "",
        "out": any(odd.stands_out for odd in one.units),
    }  # fmt: skip


def _line(odd: Odd) -> dict[str, Any]:
    return {
        "unit": odd.unit, "some": digits(odd.some), "n": digits(odd.n), "share": percent(odd.some / odd.n), "out": odd.stands_out,
        "between": _("%(low)s to %(high)s") % {"low": percent(odd.interval.low), "high": percent(odd.interval.high)},
    }  # fmt: skip
