"""A toy country: entries of the ledger written by hand, minute by minute, so that every figure can be counted on fingers."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from samaki.countries.labels import Texts
from samaki.countries.measuring import Done, Measuring, Reached
from samaki.insights.definitions import MEASURES
from samaki.insights.facts import Clock, Fact, Tally
from samaki.insights.figures import Figure, Window, figure
from samaki.insights.matters import Country, of_case, of_report

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
"""Nine o'clock in the country, on a Monday."""

HOUR = 60
DAY = 24 * HOUR
POLICE, SOCIAL, NGO, COURT = 1, 2, 3, 4


def place(code: str, steps: tuple[Done, ...] = (), facts: tuple[str, ...] = ()) -> Reached:
    return Reached(code=code, labels=Texts({"en": code}), steps=steps, facts=facts)


RULES = Measuring(
    version=1,
    seen=Done("contact", ("met",)),
    heard=(Done("interview", ("told",)),),
    after=(Done("visit", ("safe",)),),
    ordered="ordered",
    paid="paid",
    reached=(
        place("reported"),
        place("in_case"),
        place("seen", (Done("contact", ("met",)),)),
        place("charged", facts=("charged",)),
        place("convicted", facts=("judged:convicted",)),
    ),
)
TOY = Country(RULES, "report", Clock(ZoneInfo("Asia/Phnom_Penh")), lambda moment: moment + timedelta(days=1))
MARCH = Window(datetime(2026, 2, 28, 17, tzinfo=UTC), datetime(2026, 3, 31, 17, tzinfo=UTC), START + timedelta(days=20))


def key(name: str) -> uuid.UUID:
    """The same for the same name."""
    return uuid.uuid5(uuid.NAMESPACE_OID, name)


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


class Toy:
    """Collects facts. `at`: minutes after the start at which it was written down; `happened`: when it happened, if that was earlier."""

    def __init__(self) -> None:
        self.facts: list[Fact] = []

    def add(
        self, minutes: float, act: str, subject: str, *, case: str = "", report: str = "", child: str = "", unit: int = POLICE,
        happened: float | None = None, **facts: Any,
    ) -> Toy:  # fmt: skip
        facts = {
            name: at(value) if name.endswith(("_at", "_until", "ended")) else value for name, value in facts.items()
        }
        facts = {{"to_": "to", "from_": "from"}.get(name, name): value for name, value in facts.items()}
        self.facts.append(
            Fact(act, key(subject), at(minutes if happened is None else happened), at(minutes), unit, key(case) if case else None,
                 key(report) if report else None, key(child) if child else None, facts)
        )  # fmt: skip
        return self

    # ------------------------------------------------ the same in fewer words
    def report(self, minutes: float, name: str, act: str = "file", state: str = "new", *, due: float = 15, case: str = "",
               unit: int = POLICE,
               happened: float | None = None, urgency: str = "emergency", reason: str = "", area: str = "12") -> Toy:  # fmt: skip
        return self.add(minutes, f"report.{act}", name, report=name, case=case, unit=unit, happened=happened, state=state, holder=unit,
                        due_at=due, urgency=urgency, reason=reason, area=area)  # fmt: skip

    def case(self, minutes: float, name: str, act: str = "open", urgency: str = "normal", area: str = "12") -> Toy:
        return self.add(minutes, f"case.{act}", name, case=name, urgency=urgency, area=area)

    def step(self, minutes: float, name: str, case: str, act: str = "open", kind: str = "contact", state: str = "open", *,
             holder: int = SOCIAL, due: float = DAY, outcome: str = "", child: str = "a", **more: Any) -> Toy:  # fmt: skip
        return self.add(minutes, f"step.{act}", name, case=case, unit=holder, child=child, kind=kind, state=state, holder=holder,
                        due_at=due, outcome=outcome, **more)  # fmt: skip

    def asking(self, minutes: float, name: str, act: str, state: str, *, due: float | None = None, step: str = "s", case: str = "A",
               reason: str = "", **more: Any) -> Toy:  # fmt: skip
        facts = {"due_at": due} if due is not None else {}
        return self.add(minutes, f"handoff.{act}", name, case=case, step=step, from_=POLICE, to_=NGO, state=state, reason=reason,
                        **facts, **more)  # fmt: skip

    # ------------------------------------------------ what it leaves
    def tally(self) -> Tally:
        """Of every case and report, each from its own facts alone, as the keeper does it."""
        found = Tally()
        for case in dict.fromkeys(fact.case for fact in self.facts if fact.case):
            found.update(of_case([fact for fact in self.facts if fact.case == case], TOY))
        for report in dict.fromkeys(fact.report for fact in self.facts if fact.report):
            of_it = [fact for fact in self.facts if fact.report == report]
            now_in = of_it[-1].case
            found.update(of_report(of_it, [fact for fact in self.facts if now_in and fact.case == now_in], TOY))
        return found

    def marks(self, measure: str, kind: str | None = None, unit: int | None = None) -> Counter[str]:
        found: Counter[str] = Counter()
        for (cell, mark), number in self.tally().items():
            if cell.measure == measure and kind in (None, cell.kind) and unit in (None, cell.unit):
                found[mark] += number
        return found

    def figure(self, measure: str, kind: str | None = None, unit: int | None = None) -> Figure:
        return figure(MEASURES[measure], self.marks(measure, kind, unit), MARCH, RULES)
