"""`measures independence`: the index by area and family with its verdict, and the mentor's share of cases by year; text or JSON."""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from samaki.figures.shortfall import Told
    from samaki.stepping_back.index import Chain, Row
    from samaki.stepping_back.shares import Sources

WHOLE = "*"


def told(options: argparse.Namespace, now: datetime) -> dict[str, Any]:
    """`{"definition", "items": [{"area", "family", "stratum", "n", "value", "low", "high", "verdict", ...}], "mentor_share": [{"year",
    "share", ...}]}`; the family `*` is the chain of the area, as strong as its weakest family."""
    from samaki.database import session
    from samaki.figures.independence import Stratum
    from samaki.insights.definitions import MEASURES
    from samaki.insights.tables import definition_of
    from samaki.stepping_back import index, shares

    with session("worker", now):
        window = index.months(now, options.first, options.last)
        found = index.of_cells(window, area=options.area)
        came = shares.of_cells(window.last, area=options.area)
        both = [one for stratum in (Stratum.SIMPLE, Stratum.COMPLEX) for one in index.chains(found, now, stratum)]
        return {"definition": definition_of(MEASURES["IX1"]), "items": [item for one in both for item in _items(one)],
                "mentor_share": _shares(came)}  # fmt: skip


def _items(chain: Chain) -> list[dict[str, Any]]:
    from samaki.stepping_back.falling import why

    area, stratum, whole, found = chain.area, str(chain.stratum), chain.whole, why(chain, of_others=True)
    rows = [
        _item(row) | {"area": area, "stratum": stratum} | _missing(found.by_family.get(row.family))
        for row in chain.rows
    ]
    return [*rows, {"area": area, "stratum": stratum, "family": WHOLE, "n": sum(row.index.due for row in chain.rows), "value": whole.share,
                    "low": whole.interval.low, "high": whole.interval.high, "verdict": str(whole.verdict),
                    **_missing(found.whole)}]  # fmt: skip


def _missing(told: Told | None) -> dict[str, Any]:
    """Why steps fell short, reason -> how many, as far as it tells of no few; `main`: of more than half of them."""
    if told is None:
        return {"missing": {}, "main": None}
    return {"missing": {str(why): count for why, count in told.counts.items()}, "main": told.main and str(told.main)}


def _item(row: Row) -> dict[str, Any]:
    """A family of which fewer than five were due says so, and nothing else."""
    from samaki.insights.figures import FEWEST

    one = row.index
    if 0 < one.due < FEWEST:
        return {"family": row.family, "n": None, "value": None, "low": None, "high": None, "verdict": str(one.verdict),
                "fewer_than": FEWEST}  # fmt: skip
    pooled = row.pooled
    return {
        "family": row.family, "n": one.due, "cases": one.cases, "value": one.share, "low": one.interval.low, "high": one.interval.high,
        "jointly_low": one.jointly.low, "jointly_high": one.jointly.high, "verdict": str(one.verdict),
        "without_mentor_money": row.own_money.share, "longer": {"n": row.longer.due, "value": row.longer.share},
        "pooled": None if pooled is None else {"value": pooled.share, "low": pooled.interval.low, "high": pooled.interval.high},
    }  # fmt: skip


def _shares(came: Sources) -> list[dict[str, Any]]:
    return [{"year": one.year, "share": one.share, "n": one.n, "low": one.interval.low, "high": one.interval.high}
            for one in came.by_area.get(WHOLE, [])]  # fmt: skip


def say(found: dict[str, Any]) -> str:
    """The same for reading."""
    lines = [f"{found['definition']['code']} {found['definition']['title']}"]
    for item in found["items"]:
        value = "-" if item["value"] is None else f"{item['value']:.3f} ({item['low']:.3f} to {item['high']:.3f})"
        n = f"fewer than {item['fewer_than']}" if item["n"] is None else item["n"]
        missing = "".join(f", {why} {count}" for why, count in item["missing"].items())
        lines.append(
            f"  {item['area'] or '?':4} {item['stratum']:8} {item['family']:12} {item['verdict']:20} {value}, n {n}{missing}"
        )
    lines += [
        f"  {one['year']}: the mentor brought {one['share']:.3f} of {one['n']}"
        for one in found["mentor_share"]
        if one["n"]
    ]
    return "\n".join(lines)


def run(options: argparse.Namespace, now: datetime) -> int:
    """After what is sealed was counted."""
    found = told(options, now)
    print(json.dumps(found) if options.json else say(found))
    return 0
