"""The map of the chain in words and marks. Nothing here decides what may be seen: of others the database gives nothing small."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.insights import chain, links, queries
from samaki.insights.figures import FEWEST, Figure
from samaki.insights.guarding import few
from samaki.insights.links import FAILS, FEW, HOLDS, MISSING, OPEN, Link
from samaki.web import words
from samaki.web.moments import digits, long_date, short_moment
from samaki.web.pages import StaffRequest

MOST = 7
"""Links that stand above the pictures."""

WEAK = (MISSING, FAILS)
"""Verdicts of which somebody must hear at once."""


def whole(request: StaffRequest) -> dict[str, Any]:
    """Context of `links.html`: finding, areas (tiles with a matrix each), first (rows), every (rows), defined."""
    found = mapped(request)
    ranks = {one.ends: at for at, one in enumerate((one for one in found.links if one.verdict in WEAK), start=1)}
    rows = [row(one, found, request.lang, ranks.get(one.ends, 0)) for one in found.links]
    return when(found.months) | {
        "title": _("Map of the chain"), "section": "measures", "of_all": oversees(request), "unit": request.member.unit.name,
        "finding": _finding(found.links), "areas": _areas(found, ranks, request.lang), "first": rows[:MOST], "every": rows,
        "key": [{"verdict": one, "words": said() } for one, said in KEY.items()], "defined": defined(), "gate": gate(),
        "fewest": digits(FEWEST),
    }  # fmt: skip


def mapped(request: StaffRequest, only: links.Ends | None = None) -> chain.Map:
    """The map as this reader may see it."""
    months = chain.looked_at(request.now)
    if oversees(request):
        return chain.for_overseers(months, only)
    return chain.for_unit(request.member.unit, months, only)


def oversees(request: StaffRequest) -> bool:
    """Whether the reader sees sums of all units."""
    return "oversight" in request.member.roles(request.now)


def when(months: queries.Months) -> dict[str, Any]:
    """The time that is looked at, and up to when the ledger was counted."""
    counted = queries.counted()
    return {
        "since": long_date(months.first), "until": long_date(months.now.date()),
        "counted": short_moment(counted.counted_at) if counted else "", "gate_at": f"{100 * links.GATE:.0f}",
    }  # fmt: skip


def gate() -> str:
    """The share from which on a link holds."""
    return share(links.GATE)


def share(value: float) -> str:
    """In per cent."""
    return _("%(share)s%%") % {"share": digits(round(100 * value))}


def kind_name(kind: str, lang: str) -> str:
    """What a kind of unit is called in short, on one line; the code of one that the pack no longer has."""
    found = pack().agency_kinds.get(kind)
    return " ".join(found.short(lang)) if found else kind


def link_name(ends: links.Ends, lang: str) -> str:
    """`Police → Social affairs`."""
    return f"{kind_name(ends.asks, lang)} → {kind_name(ends.asked, lang)}"


def href(ends: links.Ends) -> str:
    """The page of a link."""
    return f"/measures/chain-map/{ends.area}/{ends.asks}/{ends.asked}/"


VERDICTS = {
    MISSING: lambda: _("no link"),
    FAILS: lambda: _("does not hold"),
    OPEN: lambda: _("cannot say yet"),
    FEW: lambda: _("not enough evidence"),
    HOLDS: lambda: _("holds"),
}

KEY = {
    HOLDS: lambda: _("holds: the whole interval is at or above %(gate)s") % {"gate": gate()},
    OPEN: lambda: _("cannot say yet: the interval crosses %(gate)s") % {"gate": gate()},
    FAILS: lambda: _("does not hold: the whole interval is below %(gate)s") % {"gate": gate()},
    FEW: lambda: _("not enough evidence: fewer than %(count)s") % {"count": digits(FEWEST)},
    MISSING: lambda: _("no link: nothing is agreed, and nothing goes over it"),
}


def _finding(found: Sequence[Link]) -> str:
    """The answer, in one sentence."""
    weak = sum(one.verdict in WEAK for one in found)
    given = {"weak": digits(weak), "all": digits(len(found))}
    if not found:
        return _("No hand-off goes from or to your unit, so there is no link to look at.")
    if not weak:
        return _("No link of %(all)s surely fails. What cannot be said yet stands first.") % given
    return _("%(weak)s of %(all)s links need somebody now: they do not hold, or are not there.") % given


def _areas(found: chain.Map, ranks: dict[links.Ends, int], lang: str) -> list[dict[str, Any]]:
    """A tile for each area, that with the weakest link first."""
    areas = list(dict.fromkeys(one.ends.area for one in found.links))
    return [_area(area, found, ranks, lang) for area in areas]


def _area(area: str, found: chain.Map, ranks: dict[links.Ends, int], lang: str) -> dict[str, Any]:
    of_it = found.of(area)
    counts = [(verdict, sum(one.verdict == verdict for one in of_it)) for verdict in (HOLDS, OPEN, FAILS, FEW, MISSING)]
    nobody = [words.step_title(code, lang) for code in found.nobody.get(area, [])]
    return {
        "name": words.area_name(area, lang), "code": area,
        "counts": " · ".join(f"{digits(number)} {VERDICTS[verdict]()}" for verdict, number in counts if number),
        "weakest": row(of_it[0], found, lang, ranks.get(of_it[0].ends, 0)), "nobody": nobody,
        "matrix": matrix(of_it, ranks, lang),
    }  # fmt: skip


def matrix(of_area: Sequence[Link], ranks: dict[links.Ends, int], lang: str) -> dict[str, Any]:
    """From whom (rows) to whom (columns), in the order of the pack's kinds: heads {number, name}, rows {head, cells};
    unrowed: those who ask nobody."""
    there = {kind for one in of_area for kind in one.ends[1:]}
    kinds = [kind for kind in pack().agency_kinds if kind in there] + sorted(there - set(pack().agency_kinds))
    heads = [{"number": digits(at), "name": kind_name(kind, lang)} for at, kind in enumerate(kinds, start=1)]
    by_ends = {one.ends[1:]: one for one in of_area}
    rows: list[dict[str, Any]] = [
        {"head": heads[at], "cells": [_cell(by_ends.get((asks, asked)), ranks, lang) for asked in kinds]}
        for at, asks in enumerate(kinds)
    ]
    asks = [one for one in rows if any(one["cells"])]
    only_asked = [f"{one['head']['number']} {one['head']['name']}" for one in rows if not any(one["cells"])]
    return {"heads": heads, "rows": asks, "unrowed": only_asked}


def _cell(one: Link | None, ranks: dict[links.Ends, int], lang: str) -> dict[str, Any] | None:
    if one is None:
        return None
    rank = ranks.get(one.ends, 0)
    return {
        "verdict": one.verdict, "href": href(one.ends), "rank": digits(rank) if rank else "",
        "words": words.labelled(link_name(one.ends, lang), VERDICTS[one.verdict]()),
    }  # fmt: skip


def row(one: Link, found: chain.Map, lang: str, rank: int = 0) -> dict[str, Any]:
    """A link as a line: words, four rings, the drawing and figures of how it holds."""
    holds, closes = told_of(one, "holds"), told_of(one, "closes")
    return {
        "name": link_name(one.ends, lang), "area": words.area_name(one.ends.area, lang), "href": href(one.ends),
        "rank": digits(rank) if rank else "", "verdict": one.verdict, "says": VERDICTS[one.verdict](), "rings": rings(one),
        "rings_words": ", ".join(
            words.labelled(said(), VERDICTS[verdict]()) for (said, _code), verdict in zip(RINGS.values(), rings(one), strict=True)
        ),
        "exists": _("%(some)s of %(all)s") % {"some": digits(one.exists.count), "all": digits(3)},
        "carries": carries(one, found), "holds": holds, "closes": closes,
    }  # fmt: skip


def carries(one: Link, found: chain.Map) -> str:
    """How many hand-offs a quarter."""
    if one.carried is None:
        return _("not shown")
    number = links.a_quarter(one.carried, found.months.window)
    return _("under 1") if 0 < number < 0.5 else digits(round(number))


def told_of(one: Link, name: str) -> dict[str, Any]:
    """What is told of how a link `holds`, or `closes`."""
    return figure_words(getattr(one, name), one.hidden, name in one.bounded)


def figure_words(one: Figure, hidden: bool, bounded: bool = False) -> dict[str, Any]:
    """A share with its interval; `draw` for its drawing, where there are enough for one. `bounded`: what of others tells of no few."""
    if bounded and not hidden:
        return figure_words(one, hidden) | {"value": _bound(one), "between": "", "of": "", "draw": None}
    told: dict[str, Any] = {"value": "", "between": "", "of": "", "draw": None, "verdict": FEW}
    if hidden or one.n < FEWEST or one.value is None or one.low is None or one.high is None:
        return told | {"value": _few(one, hidden)}
    between = _("%(low)s to %(high)s") % {"low": share(one.low), "high": share(one.high)}
    some = _("%(some)s of %(all)s") % {"some": digits(round(one.value * one.n)), "all": digits(one.n)}
    draw = {"at": f"{100 * one.value:.1f}", "low": f"{100 * one.low:.1f}", "high": f"{100 * one.high:.1f}"}
    return {"value": share(one.value), "between": between, "of": some, "draw": draw, "verdict": links.judged(one)}


def _bound(one: Figure) -> str:
    """As far as it tells of no few."""
    count = round((one.value or 0) * one.n)
    some, rest = few(count), few(one.n - count)
    if some == rest or one.n < 2 * FEWEST:
        return _("not shown")
    most = (FEWEST - 1) / one.n
    return (_("at most %(value)s") if some else _("at least %(value)s")) % {"value": share(most if some else 1 - most)}


def _few(one: Figure, hidden: bool) -> str:
    """Of fewer than five no share is drawn; the reader's own are told as they are."""
    if hidden:
        return _("fewer than %(count)s, or not shown") % {"count": digits(FEWEST)}
    if not one.n:
        return _("nothing yet")
    return _("%(some)s of %(all)s") % {"some": digits(round((one.value or 0) * one.n)), "all": digits(one.n)}


def rings(one: Link) -> list[str]:
    """Verdicts of the four rings: exists, carries, holds, closes."""
    if one.verdict == MISSING:
        return [MISSING] * 4
    count = one.exists.count
    exists = MISSING if not count else HOLDS if count == 3 else OPEN
    many = one.carried is not None and one.carried >= FEWEST
    return [
        exists,
        HOLDS if many else FEW,
        FEW if one.hidden else links.judged(one.holds),
        FEW if one.hidden else links.judged(one.closes),
    ]


RINGS = {
    "exists": (lambda: _("exists"), links.EXISTS),
    "carries": (lambda: _("carries"), links.CARRIES),
    "holds": (lambda: _("holds"), links.HOLDS_BY.code),
    "closes": (lambda: _("closes"), links.CLOSES_BY.code),
}


def defined() -> list[dict[str, str]]:
    """The four figures and the order: code, name, what it means, and where its own page is."""
    holds, closes = links.HOLDS_BY, links.CLOSES_BY
    meant: Iterable[tuple[str, str, str]] = (
        ("exists", _("Of three: an agreement in force between the agencies, a focal point who can be reached, a published duty roster; the "
                     "last two at who is asked. One counts where at least one unit has it."), ""),
        ("carries", _("Hand-offs offered on the link, as many as came in a quarter of a year."), ""),
        ("holds", _("%(counts)s, out of %(of)s") % {"counts": holds.counts, "of": holds.of}, f"/measures/{holds.name}/"),
        ("closes", _("%(counts)s, out of %(of)s") % {"counts": closes.counts, "of": closes.of}, f"/measures/{closes.name}/"),
    )  # fmt: skip
    return [
        {"code": RINGS[name][1], "name": RINGS[name][0](), "means": text, "href": where} for name, text, where in meant
    ]
