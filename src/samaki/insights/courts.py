"""What courts and promises leave: hearings on the first date set, compensation paid, promises to a child kept. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from samaki.countries.measuring import Measuring
from samaki.insights.facts import Cell, Clock, Fact, Tally, by_subject, judged


def hearings(facts: Sequence[Fact], area: str, clock: Clock) -> Tally:
    """Measure 11, first half: of the first dates that were set, those on which the hearing was held. A new date of a hearing that was put
    off is no first date; a date that was never so (`in_error`) is none at all."""
    found: Tally = Counter()
    rows = by_subject(facts, "hearing.")
    later = _later_dates(rows)
    for key, of_it in rows.items():
        first, last = of_it[0], of_it[-1]
        day = next((fact.time("due_at") for fact in reversed(of_it) if fact.facts.get("due_at")), None)
        if first.act != "hearing.enter" or last.text("state") == "in_error" or key in later or day is None:
            continue
        mark = {"held": "yes", "postponed": "no", "not_held": "no"}.get(last.text("state"), judged(day, None))
        mark = (
            "open:" if mark.startswith("open") else mark
        )  # nobody has said what came of it: not known, and not counted as lost
        found[Cell("I11", area, first.number("unit"), 0, first.text("kind"), clock.month(day)), mark] += 1
    return found


def _later_dates(rows: dict[UUID, list[Fact]]) -> set[UUID]:
    """Hearings that are the new date of another one: the ledger names it (`from`, `to`); older ones are of the moment of putting off."""
    named: set[str] = {str(fact.facts["to"]) for of_it in rows.values() for fact in of_it if fact.facts.get("to")}
    moved = {
        fact.recorded for of_it in rows.values() for fact in of_it if fact.act in ("hearing.postpone", "hearing.hold")
    }
    return {
        key for key, of_it in rows.items()
        if str(key) in named or of_it[0].facts.get("from") or of_it[0].recorded in moved
    }  # fmt: skip


def standing(facts: Sequence[Fact]) -> list[Fact]:
    """Facts of a court file that stand: not marked as a mistake, not replaced by a correction."""
    rows = by_subject(facts, "court.")
    replaced = {str(of_it[0].facts["undoes"]) for of_it in rows.values() if of_it[0].facts.get("undoes")}
    wrong = {key for key, of_it in rows.items() if of_it[-1].act == "court.mistake" or str(key) in replaced}
    return [of_it[0] for key, of_it in rows.items() if key not in wrong and of_it[0].act != "court.mistake"]


def compensation(file: Sequence[Fact], area: str, rules: Measuring, clock: Clock) -> Tally:
    """Measure 11, second half: of the cases in which a court ordered compensation, those in which all of it was paid, each currency by
    itself; ordered and not paid counts as not paid. A case whose accused were severed into files of their own stays one case."""
    ordered, paid = (_sums(file, kind) for kind in (rules.ordered, rules.paid))
    if not ordered:
        return Counter()
    first = next(fact for fact in file if fact.text("kind") == rules.ordered)
    mark = "yes" if all(paid[currency] >= amount for currency, amount in ordered.items()) else "no"
    return Counter({(Cell("I11b", area, first.unit or 0, 0, "", clock.month(first.occurred)), mark): 1})


def _sums(file: Sequence[Fact], kind: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for fact in file:
        if kind and fact.text("kind") == kind:
            found[fact.text("currency")] += Decimal(fact.text("amount") or 0)  # type: ignore[assignment]  # a Counter adds them all
    return found


def promises(facts: Sequence[Fact], area: str, clock: Clock) -> Tally:
    """Measure 10: promises to a child kept by their day. Kept later, or said not to be kept: not kept. A mistake never was one."""
    found: Tally = Counter()
    for of_it in by_subject(facts, "promise.").values():
        last = of_it[-1]
        due, state = last.time("due_at"), last.text("state")
        if due is None or state == "in_error":
            continue
        mark = "no" if state == "not_kept" else judged(due, last.recorded if state == "kept" else None)
        found[Cell("I10", area, last.number("holder"), 0, last.text("kind"), clock.month(due)), mark] += 1
    return found
