"""The chain of each province: its verdict in one sentence, its families of steps weakest first, and the mentor's share beside them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.figures.independence import STANDS_FROM, Stratum, Verdict
from samaki.figures.proportions import fewest_for
from samaki.insights import queries
from samaki.insights.definitions import MEASURES
from samaki.insights.figures import FEWEST
from samaki.journeys.support.models import MentorInput
from samaki.stepping_back import index, shares
from samaki.stepping_back.index import Chain, Row
from samaki.stepping_back.shares import Share, Sources
from samaki.web import words
from samaki.web.fading.bars import plans
from samaki.web.independence.drawing import GATE, interval, percent, years
from samaki.web.moments import digits, long_date, short_date, short_moment
from samaki.web.pages import StaffRequest

READS_ALL = frozenset({"oversight", "mentor"})
"""Roles for which the database adds up all units, without what is small."""

WORST_FIRST = (Verdict.BREAKS, Verdict.LEANS, Verdict.NOT_ENOUGH_EVIDENCE, Verdict.STANDS_ALONE)


def shown(request: StaffRequest) -> dict[str, Any]:
    """Context of `independence.html`. Of all provinces: 5 queries, whatever the size of the country; of one unit: 3."""
    window, roles = index.months(request.now), set(request.member.roles(request.now))
    of_all, counted = bool(roles & READS_ALL), queries.counted()
    found = index.of_all(window) if of_all else index.of_cells(window, unit=request.member.unit_id)
    simple, complex_ = (_seen(index.chains(found, request.now, one)) for one in (Stratum.SIMPLE, Stratum.COMPLEX))
    of_plan = {one["code"]: one for one in plans(request.lang)}
    chains = [
        _chain(one, request, of_all) | {"plan": of_plan.pop(one.area, None) if of_all else None} for one in simple
    ]
    head = {
        "title": _("Can the mentor step back?"),
        "section": "measures",
        "of_all": of_all,
        "unit": request.member.unit.name,
        "chains": chains,
        "plans": list(of_plan.values()),
        "complex": [_with_something_due(_chain(one, request, of_all)) for one in complex_],
        "gate": percent(STANDS_FROM),
        "gate_at": GATE,
        "since": long_date(window.middle),
        "until": long_date(request.now.date()),
        "counted": short_moment(counted.counted_at) if counted else "",
        "fewest": digits(FEWEST),
        "cases_needed": digits(fewest_for(STANDS_FROM)),
        "definitions": [_definition(name) for name in ("IX1", "IX2", "SRC")],
        "doubts": "oversight" in roles,
    }
    return head | (_mentor(shares.of_all(window.last), request) if of_all else {})


def _seen(chains: list[Chain]) -> list[Chain]:
    """Areas in which anything was due, the weakest chain first."""
    seen = (one for one in chains if one.seen)
    return sorted(seen, key=lambda one: (WORST_FIRST.index(one.whole.verdict), one.whole.interval.low, one.area))


def _definition(name: str) -> dict[str, str]:
    one = MEASURES[name]
    return {
        "code": one.code,
        "title": str(one.title),
        "counts": str(one.counts),
        "of": str(one.of),
        "href": f"/measures/{one.name}/",
    }


# ---------------------------------------------------------------- chains
def _chain(chain: Chain, request: StaffRequest, of_all: bool) -> dict[str, Any]:
    verdict, rows = chain.whole.verdict, [_row(one, request.lang, of_all) for one in chain.rows]
    return {
        "area": words.area_name(chain.area, request.lang) if of_all else request.member.unit.name, "verdict": str(verdict),
        "says": _says(verdict), "why": _why(chain, request.lang), "rows": rows, "weakest": rows[0],
    }  # fmt: skip


def _with_something_due(chain: dict[str, Any]) -> dict[str, Any]:
    """Of complex cases, which are few, only steps of which there is anything to say."""
    return chain | {"rows": [row for row in chain["rows"] if row["few"] or row["value"]]}


def _says(verdict: Verdict) -> str:
    return {
        Verdict.STANDS_ALONE: _("Yes. It stands alone."),
        Verdict.NOT_ENOUGH_EVIDENCE: _("Not enough evidence yet."),
        Verdict.LEANS: _("Not yet. It leans on the mentor."),
        Verdict.BREAKS: _("No. It breaks."),
    }[verdict]


def _why(chain: Chain, lang: str) -> str:
    """One sentence: which kinds of step stand, lean and break."""
    named: dict[Verdict, list[str]] = {}
    for row in chain.rows:
        named.setdefault(row.index.verdict, []).append(family_name(row.family, lang))
    said = [
        sentence % {"steps": ", ".join(named[verdict])}
        for verdict, sentence in (
            (Verdict.BREAKS, _("Breaks: %(steps)s.")),
            (Verdict.LEANS, _("Leans on the mentor: %(steps)s.")),
            (Verdict.STANDS_ALONE, _("Stands alone: %(steps)s.")),
            (Verdict.NOT_ENOUGH_EVIDENCE, _("Too little is known of: %(steps)s.")),
        )
        if verdict in named
    ]
    return " ".join(said)


def family_name(code: str, lang: str) -> str:
    """What a family of critical steps is called; one that stands in none by its own name."""
    found = next((one for one in pack().measuring.families if one.code == code), None)
    return found.label(lang) if found else words.step_title(code, lang)


def _row(row: Row, lang: str, of_all: bool) -> dict[str, Any]:
    """A family as the page shows it. Of fewer than five nothing is drawn, and others than the unit see no number: the database counts
    what is not due yet as well, so that of five which it gives fewer may be due."""
    one, small = row.index, row.few or 0 < row.index.due < FEWEST
    few = row.few or (small and of_all)
    told: dict[str, Any] = {
        "name": family_name(row.family, lang), "verdict": _verdict(one.verdict), "draw": None if small else interval(one), "few": few,
        "value": "", "between": "", "n": "" if few else digits(one.due), "cases": "" if few else digits(one.cases),
        "jointly": "", "pooled": "", "own_money": "", "longer": "", "note": "",
    }  # fmt: skip
    if few:
        return told | {"note": _("fewer than %(count)s: not shown") % {"count": digits(FEWEST)}}
    if one.share is None:
        return told | {"note": _("nothing was due")}
    if small:
        return told | {"value": _("%(some)s of %(all)s") % {"some": digits(one.independent), "all": digits(one.due)}}
    pooled, longer = row.pooled, row.longer
    return told | {
        "value": percent(one.share), "between": _between(one.interval.low, one.interval.high),
        "jointly": _between(one.jointly.low, one.jointly.high),
        "pooled": f"{percent(pooled.share)} ({_between(pooled.interval.low, pooled.interval.high)})" if pooled else "",
        "own_money": percent(row.own_money.share) if row.own_money.share is not None else "",
        "longer": "" if row.longer_few or longer.share is None else _("%(share)s of %(n)s") % {
            "share": percent(longer.share), "n": digits(longer.due)},
    }  # fmt: skip


def _between(low: float, high: float) -> str:
    return _("%(low)s to %(high)s") % {"low": percent(low), "high": percent(high)}


def _verdict(verdict: Verdict) -> str:
    return {
        Verdict.STANDS_ALONE: _("stands alone"),
        Verdict.NOT_ENOUGH_EVIDENCE: _("not enough evidence"),
        Verdict.LEANS: _("leans on the mentor"),
        Verdict.BREAKS: _("breaks"),
    }[verdict]


# ---------------------------------------------------------------- the mentor
def _mentor(came: Sources, request: StaffRequest) -> dict[str, Any]:
    """The mentor's share by year, of all and by province, with the days on which its inputs ended; where cases came from."""
    lang = request.lang
    inputs = list(MentorInput.objects.filter(in_error_at=None).order_by("since", "id"))
    names = {name: _("All together") if name == queries.WHOLE else words.area_name(name, lang) for name in came.by_area}
    drawn = [
        _drawn(names[name], came.by_area[name], _ended(inputs, name, lang), request)
        for name in sorted(names, key=_whole_first)
    ]
    whole = drawn[0] if queries.WHOLE in names else None
    total = sum(number for _source, number in came.came)
    return {
        "shares": drawn, "share_says": _share_says(whole), "inputs": [_input(row, lang) for row in inputs],
        "came": [{"name": words.source_name(code, lang) if code else _("Others, each of few"), "n": digits(number),
                  "share": percent(number / total)} for code, number in came.came],
    }  # fmt: skip


def _whole_first(name: str) -> tuple[bool, str]:
    return name != queries.WHOLE, name


def _ended(inputs: list[MentorInput], area: str, lang: str) -> list[tuple[date, str]]:
    return [
        (row.until, words.reason_name("input", row.form, lang)) for row in inputs
        if row.until is not None and (area == queries.WHOLE or row.area in ("", area))
    ]  # fmt: skip


def _input(row: MentorInput, lang: str) -> dict[str, str]:
    return {
        "what": words.reason_name("input", row.form, lang), "where": words.area_name(row.area, lang) if row.area else _("In all areas"),
        "kind": words.step_title(row.kind, lang) if row.kind else _("For all steps"), "since": short_date(row.since),
        "until": short_date(row.until) if row.until else "",
    }  # fmt: skip


def _drawn(name: str, told: list[Share], ended: list[tuple[date, str]], request: StaffRequest) -> dict[str, Any]:
    lines = [
        {"year": digits(one.year), "share": _("too few") if one.few else percent(one.share or 0), "n": "" if one.few else digits(one.n),
         "between": "" if one.few else _between(one.interval.low, one.interval.high)} for one in told
    ]  # fmt: skip
    return {"name": name, "lines": lines, "draw": years(told, ended, request.now.date())}


def _share_says(whole: dict[str, Any] | None) -> str:
    """The heading is the finding; a fall needs two intervals that do not meet."""
    draw = whole["draw"] if whole else None
    if draw is None:
        return _("How much the mentor brings")
    ends = {"first": draw["first"], "last": draw["last"], "from": draw["from"], "to": draw["to"]}
    if draw["fell"]:
        return _("The mentor brings ever fewer of the cases: %(first)s in %(from)s, %(last)s in %(to)s") % ends
    return _("The mentor's share of the cases has not surely fallen: %(first)s in %(from)s, %(last)s in %(to)s") % ends
