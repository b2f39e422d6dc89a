"""The map of the chain: the answer, who must act, the chain of each area as a picture, and every link as a line of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from samaki.insights import chain
from samaki.insights.figures import FEWEST
from samaki.insights.links import FAILS, FEW, HOLDS, MISSING, OPEN, Ends, Link
from samaki.web import words
from samaki.web.links import acting, picture, showing, tiles
from samaki.web.links.places import Spot
from samaki.web.links.showing import VERDICTS
from samaki.web.measures import times
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest

MOST = 7
"""Links of which it is said who must act; the others of them stand in the table."""

WEAK = (MISSING, FAILS)
"""Verdicts of which somebody must hear at once."""


def shown(request: StaffRequest) -> dict[str, Any]:
    """Context of `links.html`: finding, areas (each with its picture), first (rows with who must act), every, quiet (rows), defined."""
    found = showing.mapped(request)
    weak = [one for one in found.links if one.verdict in WEAK]
    ranks = {one.ends: at for at, one in enumerate(weak, start=1)}
    rows = {one.ends: showing.row(one, found, request.lang, ranks.get(one.ends, 0)) for one in found.links}
    acts = acting.acts(found, weak[:MOST])
    quiet = [rows[one.ends] for one in found.links if one.verdict == FEW]
    areas = _areas(found, ranks, request.lang)
    return showing.when(found.months) | {
        "title": _("Map of the chain"), "section": "measures", "of_all": showing.oversees(request), "unit": request.member.unit.name,
        "finding": _finding(found.links, request.lang), "areas": areas,
        "country": tiles.shown(found, areas, request),
        "first": [rows[ends] | {"act": act} for ends, act in acts.items()], "more": _more(len(weak) - MOST),
        "told": [row for row in rows.values() if row not in quiet], "quiet": quiet, "quiet_count": digits(len(quiet)),
        "key": [{"verdict": one, "words": said()} for one, said in showing.KEY.items()], "defined": showing.defined(),
        "gate": showing.gate(), "fewest": digits(FEWEST), "times": times.beside(request, times.MAP),
    }  # fmt: skip


def _more(number: int) -> str:
    return digits(number) if number > 0 else ""


def _finding(found: Sequence[Link], lang: str) -> str:
    """The answer, in one sentence or two."""
    weak = Counter(one.ends.area for one in found if one.verdict in WEAK)
    holds = sum(one.verdict == HOLDS for one in found)
    counts = {"weak": weak.total(), "all": len(found), "holds": holds, "rest": len(found) - holds - weak.total()}
    given = {name: digits(count) for name, count in counts.items()}
    if not found:
        return _("No hand-off goes from or to your unit, so there is no link to look at.")
    if not weak:
        return _("No link of %(all)s surely fails. What cannot be said yet stands first.") % given
    said = _("Of %(all)s links %(weak)s do not hold or are not there: they need somebody now. %(holds)s surely hold; of %(rest)s it cannot "
             "be said.") % given  # fmt: skip
    area, number = weak.most_common(1)[0]
    if len(weak) == 1 or 2 * number <= weak.total():
        return said
    most = _("Most are in %(area)s.") % {"area": words.area_name(area, lang)}
    return f"{said} {most}"


def _areas(found: chain.Map, ranks: Mapping[Ends, int], lang: str) -> list[dict[str, Any]]:
    """Each area, that with the weakest link first; kinds of units stand at the same place in all of them."""
    at = picture.spots(found.links)
    areas = list(dict.fromkeys(one.ends.area for one in found.links))
    return [_area(area, found, at, ranks, lang) for area in areas]


def _area(area: str, found: chain.Map, at: Mapping[str, Spot], ranks: Mapping[Ends, int], lang: str) -> dict[str, Any]:
    of_it = found.of(area)
    counts = [(verdict, sum(one.verdict == verdict for one in of_it)) for verdict in (HOLDS, OPEN, FAILS, FEW, MISSING)]
    nobody = [words.step_title(code, lang) for code in found.nobody.get(area, [])]
    return {
        "name": words.area_name(area, lang), "code": area,
        "counts": " · ".join(f"{digits(number)} {VERDICTS[verdict]()}" for verdict, number in counts if number),
        "weakest": showing.row(of_it[0], found, lang, ranks.get(of_it[0].ends, 0)), "nobody": nobody,
        "picture": picture.of_area(of_it, at, ranks, lang),
    }  # fmt: skip
