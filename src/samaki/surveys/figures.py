"""What others than the unit that keeps a survey may know of it, kept with it when it is closed. Counts of a visit are never among it.

Nobody outside sees a share of which fewer than five people were, or were not (as the figures of the chain), nor what would tell it: one
small stratum hides all strata, and few others among the minors hide the young.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from math import isnan, nan
from typing import Any

from samaki.agencies.models import Member
from samaki.prevalence import Unusable
from samaki.prevalence.venues import Share, misjudged
from samaki.surveys import rules
from samaki.surveys.models import Survey
from samaki.surveys.queries import NOT_CLOSED, TOO_FEW, Told, seen_of, told_by

FEWEST = 5
PLACES = 4
"""Of a share: from exact ones with an interval the counts of single visits could be reckoned."""


def told_of(rows: Sequence[Survey], by: Member, now: datetime) -> list[Told]:
    """What each of these surveys says to this member, in their order. 1 query."""
    ours = [row for row in rows if rules.keeps(row.unit_id, by, now)]
    seen = seen_of(ours) if ours else {}
    return [told_by(seen.get(row.id, [])) if row in ours else told_others(row) for row in rows]


def of_closed(row: Survey) -> dict[str, Any]:
    """The figures to keep with it, reckoned from its visits by who may read them. 1 query."""
    return for_others(told_by(seen_of([row]).get(row.id, [])))


def for_others(told: Told) -> dict[str, Any]:
    """As plain values: shares without what is small."""
    whole = told.whole if told.whole and not _few(told.whole) else None
    young = told.young if whole and told.young and not _few(told.young, whole.minors - told.young.minors) else None
    small = whole is None or any(part is not None and _few(part) for part in told.strata.values())
    return {
        "whole": _kept(whole), "young": _kept(young),
        "strata": {} if small else {name: _kept(part) for name, part in told.strata.items()},
        "problem": [told.problem.code, told.problem.values] if told.problem else None,
        "counted": told.counted, "missed": told.missed, "waiting": told.waiting,
    }  # fmt: skip


def told_others(row: Survey) -> Told:
    """As who may not read the visits is told it."""
    kept = row.figures
    if kept is None:
        return Told(None, None, None, {}, None, 0, 0, 0, withheld=NOT_CLOSED)
    numbers = (kept["counted"], kept["missed"], kept["waiting"])
    whole = _read(kept["whole"])
    if whole is None:
        problem = Unusable(kept["problem"][0], **kept["problem"][1]) if kept["problem"] else None
        return Told(None, None, None, {}, problem, *numbers, withheld="" if problem else TOO_FEW)
    strata = {name: _read(part) for name, part in kept["strata"].items()}
    return Told(whole, misjudged(whole), _read(kept["young"]), strata, None, *numbers)


def _few(share: Share, *others: int) -> bool:
    """Whether a count in it is so small that it could point at somebody."""
    return any(0 < count < FEWEST for count in (share.people, share.minors, share.people - share.minors, *others))


def _kept(share: Share | None) -> dict[str, Any] | None:
    if share is None:
        return None
    told = asdict(share) | {name: round(getattr(share, name), PLACES) for name in ("value", "low", "high", "error")}
    return told | {
        "plain": [round(one, PLACES) for one in share.plain],
        "effect": None if isnan(share.effect) else round(share.effect, 1),
    }


def _read(kept: dict[str, Any] | None) -> Share | None:
    if kept is None:
        return None
    return Share(**kept | {"plain": tuple(kept["plain"]), "effect": nan if kept["effect"] is None else kept["effect"]})
