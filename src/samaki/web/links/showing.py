"""Links in words and marks. Nothing here decides what may be seen: of others the database gives nothing small."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.insights import chain, links, queries
from samaki.insights.figures import FEWEST, Figure
from samaki.insights.links import FAILS, FEW, HOLDS, MISSING, OPEN, Link
from samaki.web import words
from samaki.web.bounds import bound
from samaki.web.moments import digits, long_date, short_moment
from samaki.web.pages import StaffRequest


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
    """As far as it tells of no few; of fewer than twice as many nothing."""
    return _("not shown") if one.n < 2 * FEWEST else bound(round((one.value or 0) * one.n), one.n)


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
