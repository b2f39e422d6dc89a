"""What a change of the tree of units would do, told before it is done; and what the last one did, from the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.agencies.queries import areas_of, default_desk, unit_for
from samaki.journeys.whole_units import OpenWork, Work
from samaki.ledger.models import LedgerEntry

SORTS = ("steps", "handoffs", "reports", "below")


@dataclass(frozen=True)
class LastMove:
    """The last time all work of a unit was moved: to whom, when, and how many of each sort in `SORTS`."""

    to: Unit
    at: datetime
    counts: dict[str, int]


def fits(work: Work, old: Unit, new: Unit) -> bool:
    """Whether `new` can take this matter: a unit of the same kind takes all; another one what the pathway lets it hold."""
    kind = pack().opening.report if work.what == "report" else work.kind
    return new.kind == old.kind or new.kind in pack().step_kinds[kind].may_hold


def takes(found: OpenWork, old: Unit, new: Unit) -> dict[str, int]:
    """How many of each sort `new` can take of what is open with `old`. Units below go along with whatever goes."""
    going = [work.what for work in found.matters if fits(work, old, new)]
    counts = {f"{what}s": going.count(what) for what in ("step", "handoff", "report")}
    return counts | {"below": len(found.below) if any(going) or new.kind == old.kind else 0}


def stays(found: OpenWork, old: Unit, new: Unit) -> int:
    """How many matters stay where they are, because the pathway does not let a unit of that kind hold them."""
    return sum(not fits(work, old, new) for work in found.matters)


def last_move(unit: Unit) -> LastMove | None:
    """From the entries that the member may read: who leads the unit that gave or the one that took."""
    rows = LedgerEntry.objects.filter(act="unit.move_work", subject_id=unit.id)
    entry = rows.order_by("-recorded_at", "-id").first()
    if entry is None or entry.counterpart is None:
        return None
    to = Unit.objects.get(principal=entry.counterpart)
    return LastMove(to, entry.recorded_at, {sort: int(entry.facts.get(sort, 0)) for sort in SORTS})


def in_short(counts: dict[str, int]) -> str:
    """Counts of the sorts, in words; those of nothing are left out."""
    said = {
        "steps": _("steps: %(n)s"),
        "handoffs": _("hand-offs: %(n)s"),
        "reports": _("reports: %(n)s"),
        "below": _("units below it: %(n)s"),
    }
    return ", ".join(said[sort] % {"n": counts[sort]} for sort in SORTS if counts.get(sort))


def alone_in(unit: Unit, now: datetime) -> list[str]:
    """Codes of the areas ("" for the whole country) that no other open unit of this kind serves, closely or from above."""
    return [area for area in areas_of(unit, now) if _next_for(unit, area, now) is None]


def takes_reports(unit: Unit, now: datetime) -> list[tuple[str, Unit]]:
    """(area, who takes its new reports when this unit is closed), for the areas whose reports come to it now."""
    kind = pack().step_kinds[pack().opening.report].default_holder
    if unit.kind != kind:
        return []
    mine = [area for area in areas_of(unit, now) if (unit_for(kind, area, now) or unit).principal == unit.principal]
    return [(area, _next_for(unit, area, now) or default_desk(now)) for area in mine]


def _next_for(unit: Unit, area: str, now: datetime) -> Unit | None:
    return unit_for(unit.kind, area, now, without=unit.principal)
