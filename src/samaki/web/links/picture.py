"""The picture of an area as its page draws it: boxes with their names, lines with their verdict, a number at the weakest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from samaki.agencies.country import pack
from samaki.insights import links
from samaki.insights.links import Ends, Link
from samaki.web import words
from samaki.web.links import drawing, places
from samaki.web.links.places import Spot
from samaki.web.links.showing import VERDICTS, link_name
from samaki.web.moments import digits

LEADING = 16
"""Between two lines of a name."""


def spots(found: Sequence[Link]) -> dict[str, Spot]:
    """Where kinds stand, in every area of the page alike."""
    return places.spots(list(pack().step_kinds.values()), {one.ends[1:] for one in found})


def of_area(of_it: Sequence[Link], at: Mapping[str, Spot], ranks: Mapping[Ends, int], lang: str) -> dict[str, Any]:
    """Context of the macro `picture`: width, height, lines, boxes."""
    by_pair = {one.ends[1:]: one for one in of_it}
    found = drawing.drawn(at, {pair: one.verdict for pair, one in by_pair.items()})
    return {
        "width": drawing.WIDTH, "height": found.height,
        "lines": [_line(line, by_pair[line.pair], ranks, lang) for line in found.lines],
        "boxes": [_box(box, lang) for box in found.boxes],
    }  # fmt: skip


def _line(line: drawing.Line, one: Link, ranks: Mapping[Ends, int], lang: str) -> dict[str, Any]:
    rank, (x, y, turn) = ranks.get(one.ends, 0), line.arrow
    return {
        "path": line.path, "verdict": line.verdict, "arrow": f"translate({x:g} {y:g}) rotate({turn})",
        "cross": line.cross if line.verdict == links.MISSING else None, "badge": line.badge, "rank": digits(rank) if rank else "",
        "words": words.labelled(link_name(one.ends, lang), VERDICTS[one.verdict]()),
    }  # fmt: skip


def _box(box: drawing.Box, lang: str) -> dict[str, Any]:
    kind = pack().agency_kinds.get(box.kind)
    lines = kind.short(lang) if kind else (box.kind,)
    return {
        "left": box.x - drawing.BOX_WIDTH / 2, "top": box.y - drawing.BOX_HEIGHT / 2, "wide": drawing.BOX_WIDTH, "high": drawing.BOX_HEIGHT,
        "x": box.x, "lines": [{"text": text, "y": box.y + LEADING * (at - (len(lines) - 1) / 2)} for at, text in enumerate(lines)],
    }  # fmt: skip
