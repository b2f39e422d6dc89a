"""What the data say before a stage: each gate with its evidence. A gate decides nothing; people do, and what they saw is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Unit
from samaki.agencies.stages import queries as stages
from samaki.agencies.stages.models import AreaMoney, StageDecision
from samaki.figures.independence import Stratum, Verdict
from samaki.figures.shortfall import Told
from samaki.insights import standing
from samaki.insights.standing import Standing
from samaki.journeys.agreements.models import Agreement
from samaki.journeys.governance.queries import agreements_listed
from samaki.journeys.governance.queries import in_force as governance_in_force
from samaki.journeys.guarding.words import ask
from samaki.journeys.support.inferring import mentor_kinds
from samaki.journeys.support.models import MentorInput
from samaki.stepping_back import index
from samaki.stepping_back.falling import why

RENEW_WITHIN = timedelta(days=180)
"""Agreements that are looked at again this soon are listed, so that they are renewed before the mentor goes."""


@dataclass(frozen=True)
class Gate:
    """`met`: the data say yes. `facts`: codes, counts and days, plain values that a decision keeps as they were."""

    code: str
    met: bool
    facts: dict[str, Any] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """As it is kept with a decision."""
        return {"met": self.met} | self.facts


@dataclass(frozen=True)
class Seen:
    """What the gates of one area are answered from, read once. `whole`: in the session of the clock, which sees all and tells nobody what
    it saw; else as far as who oversees may know."""

    area: str
    now: datetime
    today: date
    stands: Standing
    units: list[Unit]
    money: list[AreaMoney]
    whole: bool


@dataclass(frozen=True)
class ToRenew:
    """An agreement between two agencies of the area, and when both look at it again."""

    one: str
    other: str
    due_at: datetime
    overdue: bool


def gates_of(area: str, codes: tuple[str, ...], now: datetime, *, whole: bool = False) -> list[Gate]:
    """The gates with these codes, in their order, in the session of who oversees, or of the clock (`whole`). Some 14 queries, whatever the
    size of the country."""
    seen = _seen(area, now, whole=whole)
    return [LOOKS[code](seen) for code in codes]


def lost(newest: StageDecision | None, now: datetime, *, whole: bool = False) -> list[Gate]:
    """The alarm of the plan: gates that were met when the stage of today was decided for, and are not met any more."""
    met = tuple(code for code, kept in newest.gates.items() if kept.get("met") and code in LOOKS) if newest else ()
    return [gate for gate in gates_of(newest.area, met, now, whole=whole) if not gate.met] if newest and met else []


def to_renew(area: str, now: datetime) -> list[ToRenew]:
    """Agreements between agencies of the area that are to be looked at within half a year, or should have been; the most urgent first."""
    seen = _seen(area, now)
    names = {unit.agency_id: unit.agency.name for unit in seen.units}
    return [
        ToRenew(names[one], names[other], due_at, overdue=due_at <= now)
        for one, other, _day, due_at in _agreements(seen) if due_at <= now + RENEW_WITHIN
    ]  # fmt: skip


def _seen(area: str, now: datetime, *, whole: bool = False) -> Seen:
    stands = standing.read(now, whole=whole)
    units = [unit for (_kind, of), found in stands.serving.items() if of == area for unit in found]
    today = calendar().local(now).date()
    return Seen(area, now, today, stands, units, stages.money_of(area), whole)


def _stands_alone(seen: Seen) -> Gate:
    """The index of the area: the verdict of its weakest family of critical steps, in cases of one child."""
    window = index.months(seen.now)
    sums = index.of_cells(window, area=seen.area) if seen.whole else index.of_all(window)
    chains = index.chains(sums, seen.now, Stratum.SIMPLE)
    chain = next((one for one in chains if one.area == seen.area), None)
    if chain is None:
        return Gate("stands_alone", False, {"verdict": str(Verdict.NOT_ENOUGH_EVIDENCE), "step": "", "n": 0})
    weakest, found = chain.weakest, why(chain, of_others=True)
    facts: dict[str, Any] = {
        "verdict": str(chain.whole.verdict),
        "step": weakest.family,
        "n": 0 if weakest.few else weakest.index.due,
    }
    if weakest.index.share is not None and not weakest.few:
        interval = weakest.index.interval
        facts |= {
            "share": round(weakest.index.share, 4),
            "low": round(interval.low, 4),
            "high": round(interval.high, 4),
        }
    told = found.by_family.get(weakest.family, Told())
    facts |= {
        "main": str(found.main or ""),
        "missing": {str(reason): count for reason, count in told.counts.items()},
        "rest": told.rest,
    }
    return Gate("stands_alone", chain.whole.verdict is Verdict.STANDS_ALONE, facts)


def _rosters(seen: Seen) -> Gate:
    """Every unit of the area whose kind is called by day and night has a roster, and no hour in it is empty."""
    kinds = {kind for step in pack().step_kinds.values() if step.critical for kind in step.duty_for}
    asked = [unit for unit in seen.units if unit.kind in kinds]
    full = [unit for unit in asked if seen.stands.rostered.get(unit.principal, 1) == 0]
    return Gate("rosters", bool(asked) and len(full) == len(asked), {"full": len(full), "of": len(asked)})


def _agreements(seen: Seen) -> list[tuple[Any, Any, date, datetime]]:
    here = {unit.agency_id for unit in seen.units}
    rows = _in_force() if seen.whole else agreements_listed()
    return [row for row in rows if row[0] in here and row[1] in here]


def _in_force() -> list[tuple[Any, Any, date, datetime]]:
    return list(Agreement.objects.filter(call_at__isnull=False).values_list("one", "other", "review_by", "due_at"))


def _agreed(seen: Seen) -> Gate:
    """Agreements between agencies of the area are in force, and none of them is past the day on which it is looked at again."""
    rows = _agreements(seen)
    late = sum(due_at <= seen.now for _one, _other, _day, due_at in rows)
    soon = sum(seen.now < due_at <= seen.now + RENEW_WITHIN for _one, _other, _day, due_at in rows)
    return Gate("agreements", bool(rows) and not late, {"in_force": len(rows), "late": late, "soon": soon})


def _money(purpose: str) -> Callable[[Seen], Gate]:
    def look(seen: Seen) -> Gate:
        there = [row for row in seen.money if row.purpose == purpose and stages.stands(row, seen.today)]
        if not there:
            return Gate(purpose, False)
        last = there[0]
        facts = {"fund": last.fund, "until": last.until.isoformat()} | (
            {"unit": last.caller_id} if last.caller_id else {}
        )
        return Gate(purpose, True, facts)

    return look


def _governed(seen: Seen) -> Gate:
    """How this installation is governed is signed, and not past its review."""
    row = governance_in_force()
    if row is None:
        return Gate("governed", False)
    return Gate("governed", row.due_at > seen.now, {"number": row.number, "until": row.review_by.isoformat()})


def _nothing_held(seen: Seen) -> Gate:
    """No unit of a mentor holds an open step of a case of the area, and none is open to it."""
    rows = ask("mentor_holds_now" if seen.whole else "mentor_holds", seen.area, sorted(mentor_kinds()))
    if not rows:
        return Gate("nothing_held", False, {"unknown": True})
    steps, shares = rows[0]
    return Gate("nothing_held", not steps and not shares, {"steps": steps, "shares": shares})


def _nothing_given(seen: Seen) -> Gate:
    """Of what the mentor gives, only advice still runs."""
    rows = MentorInput.objects.filter(area__in=("", seen.area), until=None, in_error_at=None).exclude(form="advice")
    forms = sorted(set(rows.values_list("form", flat=True)))
    return Gate("nothing_given", not forms, {"forms": forms})


LOOKS: dict[str, Callable[[Seen], Gate]] = {
    "stands_alone": _stands_alone, "rosters": _rosters, "agreements": _agreed, "budget": _money("budget"), "recall": _money("recall"),
    "governed": _governed, "nothing_held": _nothing_held, "nothing_given": _nothing_given,
}  # fmt: skip
"""Code of a gate (`countries.mentoring.GATES`) -> how the data answer it."""
