"""Who stayed in post, and who calls meetings and pays: shares with their number, drawn and as a table. Nothing is ranked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.agencies.stages.models import AreaMoney
from samaki.agencies.stages.queries import mentor_kinds
from samaki.figures.proportions import Interval
from samaki.insights.figures import FEWEST
from samaki.insights.guarding import few
from samaki.journeys.support.models import MentorInput
from samaki.pulse.staying import ALL, Convened, Stayed, meetings, trained, with_account
from samaki.web import words
from samaki.web.bounds import bound, is_of_few, widest
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest
from samaki.web.prevalence.numbers import share

Line = dict[str, Any]
YEARS = 5
"""Years of meetings that are shown."""


def drawn(value: float, interval: Interval, was: float | None = None) -> Line:
    """Places on a line from 0 to 100, in per cent of its width, that leave room for the marks."""
    at = {"at": value, "low": interval.low, "high": interval.high} | ({} if was is None else {"was": was})
    return {name: f"{2 + 96 * number:.2f}" for name, number in at.items()}


def kind_name(code: str, lang: str) -> str:
    """A kind of agency, or all together."""
    return _("All together") if code == ALL else pack().agency_kinds[code].label(lang)


def staying(request: StaffRequest) -> list[Line]:
    """Two figures, each by kind of agency. 2 queries."""
    told = [
        (_("Trained at a workshop, and still in post half a year later"), trained(request.now),
         _("Of those with a certificate of the last three years whom the organiser has looked at.")),
        (_("With an account a year ago, and still in the same unit"), with_account(request.now),
         _("Of units of which somebody was trained. By the roles that members hold.")),
    ]  # fmt: skip
    return [
        {"title": title, "of": of, "lines": [_stayed(one, request.lang) for one in _told(rows)]}
        for title, rows, of in told
    ]


def _told(rows: Sequence[Stayed]) -> list[Stayed]:
    """Without those of which fewer than five stayed, or left; where a kind of agency is such a one, all together alone, from which the
    others could be taken away."""
    kinds = [one for one in rows if one.kind != ALL]
    shown = [one for one in rows if one.kind == ALL] if any(is_of_few(one.stay, one.n) for one in kinds) else rows
    return [one for one in shown if not is_of_few(one.stay, one.n)]


def _stayed(one: Stayed, lang: str) -> Line:
    return _line(kind_name(one.kind, lang), one.share, one.interval, one.n) | {"stay": digits(one.stay)}


def _line(who: str, value: float, interval: Interval, n: int) -> Line:
    return {
        "who": who, "share": share(value, 0), "between": whole_between(interval), "n": digits(n), "draw": drawn(value, interval),
    }  # fmt: skip


def whole_between(interval: Interval) -> str:
    """From where to where, in whole per cent as everywhere."""
    return _("%(low)s to %(high)s") % {"low": share(interval.low, 0), "high": share(interval.high, 0)}


# ---------------------------------------------------------------- who convenes, who pays
def convening(request: StaffRequest) -> Line:
    """`lines`: meetings of a year and a sort; `paid`: of each year, what the mentor gave and which other money was promised. 3 queries."""
    rows = meetings(mentor_kinds())
    today = calendar().local(request.now).date()
    last = [year for year in range(today.year, today.year - YEARS, -1)]
    return {
        "lines": [_met(one) for one in rows if one.year in last],
        "paid": [one for one in _paid(last, request.lang) if one["mentor"] or one["others"]],
    }


SORTS = {
    "case": lambda: _("Case conferences"),
    "province": lambda: _("Meetings of a province"),
    "workshop": lambda: _("Workshops"),
}


def _met(one: Convened) -> Line:
    """Of fewer than five meetings no share: one of one is 0% or 100% whatever happens. Where fewer than five were called by one of the two,
    a bound, as on every page of figures."""
    who = f"{digits(one.year)} · {SORTS[one.sort]()}"
    if one.n < FEWEST:
        told = _("fewer than %(count)s: not shown") % {"count": digits(FEWEST)}
        return {"who": who, "share": told, "between": "", "n": "", "draw": {}, "mentor": "", "others": ""}
    if is_of_few(one.by_others, one.n):
        wide = widest(one.by_others, one.n)
        draw = {name: value for name, value in drawn(0, wide).items() if name != "at"} if wide else {}
        return {
            "who": who, "share": bound(one.by_others, one.n), "between": "", "n": digits(one.n), "draw": draw,
            "mentor": _few(one.by_mentor), "others": _few(one.by_others),
        }  # fmt: skip
    line = _line(who, one.share, one.interval, one.n)
    return line | {"mentor": digits(one.by_mentor), "others": digits(one.by_others)}


def _few(count: int) -> str:
    """How many called by one side, where the other side or this one is of few: the number of the other would tell it."""
    return _("fewer than %(count)s") % {"count": digits(FEWEST)} if few(count) else _("not shown")


def _paid(years: list[int], lang: str) -> list[Line]:
    given = list(MentorInput.objects.filter(in_error_at=None).order_by("since", "id"))
    money = list(AreaMoney.objects.filter(ended_at=None).order_by("since", "id"))
    told = []
    for year in years:
        first, after = date(year, 1, 1), date(year + 1, 1, 1)
        forms = {one.form for one in given if one.since < after and (one.until is None or one.until > first)}
        funds = {one.fund for one in money if one.since < after and one.until > first}
        told.append({
            "year": digits(year), "mentor": ", ".join(words.reason_name("input", one, lang) for one in sorted(forms)),
            "others": ", ".join(_fund(one, lang) for one in sorted(funds)),
        })  # fmt: skip
    return told


def _fund(code: str, lang: str) -> str:
    found = pack().mentoring.funds.get(code)
    return found.label(lang) if found else code
