"""`measures chain-map`: every link between kinds of units, weakest first, as text or JSON. It is no measure by itself: it puts two of them,
and what stands on paper, side by side."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from samaki.insights.chain import Map
    from samaki.insights.figures import Figure
    from samaki.insights.links import Link
    from samaki.insights.queries import Months

NAME = "chain-map"


def months_of(usual: Months, options: Any, now: datetime) -> Months:
    """Whole months as asked for; without --from and --to the running quarter and the three before it."""
    from samaki.insights.chain import looked_at
    from samaki.insights.links import QUARTERS, quarters
    from samaki.insights.queries import Months

    if options.first:
        return usual
    if options.last:
        return Months(quarters(usual.last, QUARTERS)[0], usual.last, now)
    return looked_at(now)


def json_of(found: Map, area: str = "") -> dict[str, Any]:
    """`{"definition", "items": [{"area", "from", "to", "exists", "carries", "holds", "closes", ...}]}`, weakest first. `exists`: how many
    of the three there are; `carries`: hand-offs a quarter; `holds`, `closes`: shares; None where it is not shown. Of each share n and its
    95 % interval; `missing`: what of the three nobody has; `verdict` as in `insights.links`."""
    return {
        "definition": _definition(),
        "items": [_item(one, found) for one in found.links if one.ends.area.startswith(area)],
    }


def _definition() -> dict[str, Any]:
    from samaki.insights import links

    return {
        "name": NAME, "code": "L.v1", "exists": links.EXISTS, "carries": links.CARRIES, "holds": links.HOLDS_BY.code,
        "closes": links.CLOSES_BY.code, "gate": links.GATE,
    }  # fmt: skip


def _item(one: Link, found: Map) -> dict[str, Any]:
    from samaki.insights.links import a_quarter

    told: dict[str, Any] = {
        "area": one.ends.area,
        "from": one.ends.asks,
        "to": one.ends.asked,
        "exists": one.exists.count,
    }
    told["carries"] = None if one.carried is None else round(a_quarter(one.carried, found.months.window), 1)
    for name, figure in (("holds", one.holds), ("closes", one.closes)):
        told |= _share(name, figure, one.hidden)
    missing = [name for name, part in one.exists.parts.items() if not part.have and (part.of or name != "agreement")]
    return told | {"verdict": one.verdict, "missing": missing}


def _share(name: str, one: Figure, hidden: bool) -> dict[str, Any]:
    from samaki.insights.figures import FEWEST

    few = hidden or one.n < FEWEST
    values = (None,) * 4 if few else (one.value, one.n, one.low, one.high)
    return dict(zip((name, f"{name}_n", f"{name}_low", f"{name}_high"), values, strict=True))


def text_of(found: Map, area: str = "") -> str:
    """The same for reading, a line each."""
    told = json_of(found, area)
    lines = ["Links, weakest first (area, from > to, exists of 3, a quarter, holds, closes, verdict):"]
    for one in told["items"]:
        carries = "-" if one["carries"] is None else f"{one['carries']:.1f}"
        lines.append(f"  {one['area']:4} {one['from'] + ' > ' + one['to']:34} {one['exists']} {carries:>7}  "
                     f"{_words(one, 'holds'):28} {_words(one, 'closes'):28} {one['verdict']}")  # fmt: skip
    return "\n".join(lines)


def _words(one: dict[str, Any], name: str) -> str:
    if one[name] is None:
        return "too few"
    return f"{one[name]:.2f} ({one[f'{name}_low']:.2f} to {one[f'{name}_high']:.2f}) of {one[f'{name}_n']}"
