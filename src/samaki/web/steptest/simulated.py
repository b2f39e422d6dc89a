"""What if the mentor left tomorrow: the last result of each area, the kind of unit first at which waiting grows most."""

from __future__ import annotations

from collections.abc import Set
from math import inf
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.database.refusals import NotAllowed
from samaki.stepping_back.testing.rules import may_lead
from samaki.stepping_back.whatif import running
from samaki.stepping_back.whatif.models import WhatIfRun
from samaki.stepping_back.whatif.network import FEWEST
from samaki.web import words
from samaki.web.bounds import percent
from samaki.web.fields import options
from samaki.web.independence import counting
from samaki.web.moments import digits, long_date, short_moment
from samaki.web.pages import StaffRequest
from samaki.web.steptest.drawing import number_of

SHOWN = 1
"""Digits behind the point that the page shows: what is nothing there is not named as growth in its headline."""

READS = frozenset({"oversight", "mentor"})


def shown(request: StaffRequest) -> dict[str, Any]:
    """Context of `what_if.html`. 4 queries. Raises NotAllowed for who neither oversees nor mentors."""
    if not request.member.roles(request.now) & READS:
        raise NotAllowed(_("Only the oversight committee and the mentor read this."))
    last = WhatIfRun.objects.filter(ran_at__isnull=False).order_by("area", "-ran_at").distinct("area")
    serving = running.serving(request.now)
    asked = set(WhatIfRun.objects.filter(ran_at__isnull=True).values_list("area", flat=True))
    return {
        "title": _("What if the mentor left tomorrow?"), "section": "measures", "leads": may_lead(request.member, request.now),
        "runs": [_run(row, serving.get(row.area, set()), request.lang) for row in last], "fewest": digits(FEWEST),
        "counts": counting.of(counting.SIMULATED),
        "asked": [words.area_name(area, request.lang) for area in sorted(asked)],
        "areas": options([place for place in pack().places.provinces if place.code not in asked], request.lang),
    }  # fmt: skip


def _run(row: WhatIfRun, serving: Set[str], lang: str) -> dict[str, Any]:
    """`serving`: kinds of units that work in the area; those that were not simulated are named, never only counted."""
    rows = [_row(kind, row.network[kind], told, lang) for kind, told in row.result.items() if kind in row.network]
    rows.sort(key=lambda one: (not one["endless"], not one["grows"], -one["order"]))
    unknown = [kind for kind in pack().agency_kinds if kind in serving and kind not in row.result]
    return {
        "area": words.area_name(row.area, lang), "says": _says(rows), "unknown": _unknown([_kind(kind, lang) for kind in unknown]),
        "rows": rows, "ran": short_moment(row.ran_at) if row.ran_at else "",
        "since": long_date(row.since) if row.since else "", "until": long_date(row.until) if row.until else "", "seed": digits(row.seed),
        "replications": digits(row.replications), "horizon": digits(round(row.horizon)), "warm_up": digits(round(row.warm_up)),
    }  # fmt: skip


def _says(rows: list[dict[str, Any]]) -> str:
    """The finding: where work would pile up, else where waiting surely grows, else that none is seen to, among those that are known."""
    for key, sentence in (
        ("endless", _("Work would pile up without end at: %(kinds)s.")),
        ("grows", _("Waiting would surely grow at: %(kinds)s.")),
    ):
        if named := [row["name"] for row in rows if row[key]]:
            return sentence % {"kinds": "; ".join(named)}
    if not rows:
        return _("Too little is known of this area to say anything.")
    if len(rows) == 1:
        return _("Not seen to grow at the one kind of unit of which enough is known: %(kind)s.") % {
            "kind": rows[0]["name"]
        }
    return _("Nowhere is waiting seen to grow among the %(count)s kinds of unit of which enough is known.") % {
        "count": digits(len(rows))
    }


def _unknown(names: list[str]) -> str:
    """Those of which too little is known are named: nobody reads "nowhere" as of them too."""
    return _("Too little is known to say anything of: %(kinds)s.") % {"kinds": "; ".join(names)} if names else ""


def _kind(code: str, lang: str) -> str:
    return pack().agency_kinds[code].label(lang) if code in pack().agency_kinds else code


def _row(kind: str, node: dict[str, Any], told: dict[str, Any], lang: str) -> dict[str, Any]:
    growth = told["growth"]
    return {
        "name": _kind(kind, lang), "endless": told["endless"],
        "grows": growth["low"] is not None and round(growth["low"], SHOWN) > 0, "order": growth["mean"], "members": digits(node["members"]),
        "mentor": percent(node["mentor"]), "load_with": _busy(node, told["load_with"]), "load_without": _busy(node, told["load_without"]),
        "with": _days(told["mean_with"], 0.0), "without": _days(told["mean_without"], 0.0), "p90": _days(told["p90_without"], 0.0),
        "growth": _days(growth),
    }  # fmt: skip


def _busy(node: dict[str, Any], load: float) -> str:
    """How busy its members are; of one member it would be a figure about a person."""
    return percent(load) if node["members"] > 1 else _("not shown: one person")


def _days(one: dict[str, float | None], least: float = -inf) -> str:
    """Days with their interval; nobody waits for less than nothing (`least`)."""
    mean = number_of(one["mean"] or 0.0)
    if one["low"] is None or one["high"] is None:
        return mean
    return _("%(mean)s (%(low)s to %(high)s)") % {
        "mean": mean,
        "low": number_of(max(one["low"], least)),
        "high": number_of(one["high"]),
    }
