"""The country as a map of tiles: of each province the verdict of its weakest link, and how many of its links hold. Nothing is read for it:
it tells what the pictures and the table of the page tell, so also no more of few."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.countries.tiling import Tile
from samaki.insights.chain import Map
from samaki.insights.links import FEW, HOLDS, MISSING, Link
from samaki.web.links import showing
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest

FEWEST_AREAS = 2
"""Of a single area its picture says everything: a map with one tile would say nothing more."""

SHORT = {MISSING: lambda: _("no link"), FEW: lambda: _("too little")}
"""What a tile says in place of a share."""


def shown(found: Map, areas: Sequence[Mapping[str, Any]], request: StaffRequest) -> dict[str, Any] | None:
    """Context of the macro `country`; None where the pack has no tiles, or the reader links of one area alone. `areas`: those of the
    page, weakest first. tiles: north to south and west to east; rest: how many have no link that is told to this reader."""
    every = pack().places.tiles
    if not every or len(areas) < FEWEST_AREAS:
        return None
    of_code = {area["code"]: area for area in areas}
    some = [_tile(one, found, of_code.get(one.code), request) for one in every]
    return {"tiles": some, "rest": digits(sum(not one["verdict"] for one in some))}


def _tile(tile: Tile, found: Map, area: Mapping[str, Any] | None, request: StaffRequest) -> dict[str, Any]:
    place = pack().places.by_code[tile.code]
    where = {
        "name": tile.name(place.labels, request.lang), "column": tile.column, "row": tile.row,
        "href": _href(tile.code, area is not None, request),
    }  # fmt: skip
    if area is None:
        return where | {"verdict": "", "says": "", "figure": "", "hold": "", "holding": ""}
    weakest = found.of(tile.code)[0]
    return where | _holding(found.of(tile.code)) | {
        "verdict": weakest.verdict, "says": showing.VERDICTS[weakest.verdict](), "figure": _figure(weakest),
    }  # fmt: skip


def _holding(links: Sequence[Link]) -> dict[str, str]:
    """How many hold, of those of which it is known: a link without enough evidence is neither weak nor strong."""
    known = [one for one in links if one.verdict != FEW]
    if not known:
        return {"hold": "", "holding": ""}
    given = {"some": digits(sum(one.verdict == HOLDS for one in known)), "all": digits(len(known))}
    return {"hold": f"{given['some']}/{given['all']}", "holding": _("%(some)s of %(all)s links hold") % given}


def _figure(one: Link) -> str:
    """The share of the weakest link as the page tells it; in words where there is none, or it would tell of few."""
    said = SHORT.get(one.verdict)
    return said() if said else str(showing.told_of(one, "holds")["value"])


def _href(code: str, has_links: bool, request: StaffRequest) -> str:
    """The page of the province; for a unit, which has none of a province, its picture on this page, else who serves there."""
    if showing.oversees(request):
        return f"/dashboard/area/{code}/"
    return f"#h-{code}" if has_links else f"/directory/?area={code}&q="
