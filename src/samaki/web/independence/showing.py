"""The chain of each province: its verdict in one sentence, its families of steps weakest first, and the mentor's share beside them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.stages.queries import alarmed_areas
from samaki.figures.independence import STANDS_FROM, Index, Stratum, Verdict
from samaki.figures.proportions import fewest_for
from samaki.figures.shortfall import WEAK, Short, Told
from samaki.insights import queries
from samaki.insights.definitions import MEASURES
from samaki.insights.figures import FEWEST
from samaki.insights.guarding import few
from samaki.journeys.support.models import MentorInput
from samaki.stepping_back import index, shares
from samaki.stepping_back.falling import Why, why
from samaki.stepping_back.index import Chain, Row
from samaki.stepping_back.shares import Share, Sources
from samaki.web import words
from samaki.web.bounds import bound, is_of_few, percent, widest
from samaki.web.fading.bars import plans
from samaki.web.independence import counting, saying
from samaki.web.independence.drawing import GATE, Year, interval, years
from samaki.web.measures import times
from samaki.web.moments import digits, long_date, short_date, short_moment
from samaki.web.pages import StaffRequest

READS_ALL = frozenset({"oversight", "mentor"})
"""Roles for which the database adds up all units, without what is small."""

TOLD_FIRST = (Verdict.BREAKS, Verdict.LEANS, Verdict.STANDS_ALONE, Verdict.NOT_ENOUGH_EVIDENCE)
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
        "alarms": [
            {"area": words.area_name(one, request.lang), "href": f"/independence/areas/{one}/"}
            for one in alarmed_areas()
        ],
        "gate": percent(STANDS_FROM),
        "gate_at": GATE,
        "since": long_date(window.middle),
        "until": long_date(request.now.date()),
        "counted": short_moment(counted.counted_at) if counted else "",
        "fewest": digits(FEWEST),
        "cases_needed": digits(fewest_for(STANDS_FROM)),
        "definitions": [_definition(name) for name in ("IX1", "IX2", "SRC")],
        "doubts": "oversight" in roles,
        "times": times.beside(request, times.INDEPENDENCE),
        "counts": counting.of(counting.INDEX),
    }
    head |= _complex(complex_, request, of_all)
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
    verdict, found = chain.whole.verdict, why(chain, of_others=of_all)
    rows = [_row(one, found.by_family.get(one.family, Told()), request.lang, of_all) for one in chain.rows]
    missing, weakest = saying.of_all(found.whole, found.by_family.values()), chain.rows[0]
    if not missing and rows[0]["n"] and not rows[0]["missing"]:
        rows[0]["missing"] = saying.untold(found.by_family.get(weakest.family, Told()))
    return {
        "area": words.area_name(chain.area, request.lang) if of_all else request.member.unit.name, "verdict": str(verdict),
        "says": saying.headline(verdict, found.main), "why": _why(chain, found, request.lang), "rows": rows, "weakest": rows[0],
        "missing": missing,
    }  # fmt: skip


def _complex(chains: list[Chain], request: StaffRequest, of_all: bool) -> dict[str, Any]:
    """Of complex cases, which are few, only steps of which there is anything to say; of the others one sentence."""
    told = [_chain(one, request, of_all) for one in chains]
    shown = [one | {"rows": [row for row in one["rows"] if row["value"]]} for one in told]
    hidden = sum(row["few"] for one in told for row in one["rows"])
    few_said = {"count": digits(FEWEST), "steps": digits(hidden)}
    return {
        "complex": [one for one in shown if one["rows"]], "has_complex": bool(told),
        "complex_hidden": _("Not shown, for fewer than %(count)s were due: %(steps)s kinds of step.") % few_said if hidden else "",
    }  # fmt: skip


def _why(chain: Chain, found: Why, lang: str) -> str:
    """One sentence: which kinds of step break, fall short and for what, stand."""
    named: dict[tuple[Verdict, Short | None], list[str]] = {}
    for row in chain.rows:
        verdict = row.index.verdict
        main = found.by_family.get(row.family, Told()).main if verdict in WEAK else None
        named.setdefault((verdict, main), []).append(family_name(row.family, lang))
    told = sorted(named.items(), key=lambda item: (TOLD_FIRST.index(item[0][0]), list(saying.LEANS).index(item[0][1])))
    return " ".join(saying.sentence(verdict, main) % {"steps": ", ".join(steps)} for (verdict, main), steps in told)


def family_name(code: str, lang: str) -> str:
    """What a family of critical steps is called; one that stands in none by its own name."""
    found = next((one for one in pack().measuring.families if one.code == code), None)
    return found.label(lang) if found else words.step_title(code, lang)


def _row(row: Row, told_why: Told, lang: str, of_all: bool) -> dict[str, Any]:
    """A family as the page shows it. Of fewer than five nothing is drawn, and others than the unit see no number: the database counts
    what is not due yet as well, so that of five which it gives fewer may be due."""
    one, small = row.index, row.few or few(row.index.due)
    hidden = row.few or (small and of_all)
    told: dict[str, Any] = {
        "name": family_name(row.family, lang), "verdict": saying.verdict(one.verdict, told_why.main),
        "draw": None if small else interval(one), "few": hidden,
        "value": "", "between": "", "n": "" if hidden else digits(one.due), "cases": "" if hidden else _cases(one, of_all),
        "jointly": "", "pooled": "", "own_money": "", "longer": "", "note": "", "missing": "" if hidden else saying.listed(told_why),
    }  # fmt: skip
    if hidden:
        return told | {"note": _("fewer than %(count)s: not shown") % {"count": digits(FEWEST)}}
    if one.share is None:
        return told | {"note": _("nothing was due")}
    if small:
        return told | {"value": _("%(some)s of %(all)s") % {"some": digits(one.independent), "all": digits(one.due)}}
    if of_all and is_of_few(one.independent, one.due):
        return (
            told
            | {"value": bound(one.independent, one.due), "draw": None, "note": _no_interval(one)}
            | _longer(row, of_all)
        )
    pooled = row.pooled
    return told | {
        "value": percent(one.share), "between": _between(one.interval.low, one.interval.high),
        "jointly": _between(one.jointly.low, one.jointly.high),
        "pooled": f"{percent(pooled.share)} ({_between(pooled.interval.low, pooled.interval.high)})" if pooled else "",
    } | _own_money(row, of_all) | _longer(row, of_all)  # fmt: skip


def _cases(one: Index, of_all: bool) -> str:
    return _("fewer than %(count)s") % {"count": digits(FEWEST)} if of_all and few(one.cases) else digits(one.cases)


def _no_interval(one: Index) -> str:
    """In place of an interval beside a bound."""
    return _("n = %(count)s; no interval") % {"count": digits(one.due)}


def _own_money(row: Row, of_all: bool) -> dict[str, str]:
    """Without what the mentor paid for; of others not where it, or what it leaves, is of few."""
    one, paid = row.own_money, row.index.independent - row.own_money.independent
    if one.share is None or (of_all and (is_of_few(one.independent, one.due) or few(paid))):
        return {"own_money": ""}
    return {"own_money": percent(one.share)}


def _longer(row: Row, of_all: bool) -> dict[str, str]:
    """Of 24 months; of others not where it, or the 12 months before, are of few."""
    one, now = row.longer, row.index
    before, alone = one.due - now.due, one.independent - now.independent
    if row.longer_few or one.share is None:
        return {"longer": ""}
    if of_all and (is_of_few(one.independent, one.due) or few(before) or is_of_few(alone, before)):
        return {"longer": ""}
    return {"longer": _("%(share)s of %(n)s") % {"share": percent(one.share), "n": digits(one.due)}}


def _between(low: float, high: float) -> str:
    return _("%(low)s to %(high)s") % {"low": percent(low), "high": percent(high)}


# ---------------------------------------------------------------- the mentor
def _mentor(came: Sources, request: StaffRequest) -> dict[str, Any]:
    """The mentor's share by year, of all and by province, with the days on which its inputs ended; where cases came from."""
    lang = request.lang
    inputs = list(MentorInput.objects.filter(in_error_at=None).order_by("since", "id"))
    names = {name: _("All together") if name == queries.WHOLE else words.area_name(name, lang) for name in came.by_area}
    of_few = shares.bounded(came.by_area)
    drawn = [
        _drawn(
            names[name],
            [_year(one, (name, one.year) in of_few) for one in came.by_area[name]],
            _ended(inputs, name, lang),
            request,
        )
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


def _drawn(
    name: str, told: list[tuple[Share, Year]], ended: list[tuple[date, str]], request: StaffRequest
) -> dict[str, Any]:
    lines = [
        {"year": digits(one.year), "share": year.words, "n": "" if one.few else digits(one.n),
         "between": _between(one.interval.low, one.interval.high) if year.share is not None else ""} for one, year in told
    ]  # fmt: skip
    return {"name": name, "lines": lines, "draw": years([year for _share, year in told], ended, request.now.date())}


def _year(one: Share, of_few: bool) -> tuple[Share, Year]:
    """A year as others than the units are told it: `of_few`, a bound, or nothing."""
    if one.few or one.share is None:
        return one, Year(one.year, _("too few"), None, None)
    if of_few:
        return one, Year(one.year, bound(one.mentor, one.n), None, widest(one.mentor, one.n))
    return one, Year(one.year, percent(one.share), one.share, one.interval)


def _share_says(whole: dict[str, Any] | None) -> str:
    """The heading is the finding; a fall needs two intervals that do not meet."""
    draw = whole["draw"] if whole else None
    if draw is None:
        return _("How much the mentor brings")
    ends = {"first": draw["first"], "last": draw["last"], "from": draw["from"], "to": draw["to"]}
    if draw["fell"]:
        return _("The mentor brings ever fewer of the cases: %(first)s in %(from)s, %(last)s in %(to)s") % ends
    return _("The mentor's share of the cases has not surely fallen: %(first)s in %(from)s, %(last)s in %(to)s") % ends
