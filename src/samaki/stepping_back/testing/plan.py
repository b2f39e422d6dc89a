"""All that is fixed before a test begins, and its bytes. Pure.

The text of a plan is kept as it was hashed: whoever has it can hash it again and find the hash in the ledger.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from math import prod
from typing import Any

from samaki.figures.noninferiority import PREFIX as OF_ONE
from samaki.figures.noninferiority import Alarm, ErrorRates, Protocol, error_rates

PREFIX = b"samaki-step-back-plan-1\n"
"""Names the version of the bytes of a plan: a change of them is a new version beside it, never an edit."""


@dataclass(frozen=True)
class Plan:
    """`area`: a province. `families`: one protocol for each family of critical steps. `kinds`: family -> its kinds of step, as the pack had
    them. `begin_by`: the last day on which it may begin. `months`: how long it runs at most. `settle_days`: how long after its due time a
    step is looked at, so that what was done on time and written down later counts. `assessors`: ids of the agencies that sign and
    assess. `measure`: the version of what counts as good. `stratum`: only such cases are looked at."""

    area: str
    families: tuple[Protocol, ...]
    kinds: Mapping[str, tuple[str, ...]]
    begin_by: date
    months: int
    settle_days: int
    assessors: tuple[str, ...]
    measure: str
    stratum: str = "simple"

    def canonical(self) -> bytes:
        """The prefix, then JSON with sorted keys, no spaces, ASCII. Equal plans have equal bytes."""
        body: dict[str, Any] = {
            "area": self.area, "families": [_body(one) for one in sorted(self.families, key=lambda one: one.family)],
            "kinds": {family: sorted(kinds) for family, kinds in self.kinds.items()}, "begin_by": self.begin_by.isoformat(),
            "months": self.months, "settle_days": self.settle_days, "assessors": sorted(self.assessors), "measure": self.measure,
            "stratum": self.stratum,
        }  # fmt: skip
        return PREFIX + json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hexadecimal: what stands in the ledger."""
        return sha256(self.canonical()).hexdigest()

    def protocol(self, family: str) -> Protocol:
        """That of one family. Raises KeyError."""
        return {one.family: one for one in self.families}[family]


def read(text: str) -> Plan:
    """The plan of a kept text. Raises ValueError where the text is none of this version."""
    raw = text.encode()
    if not raw.startswith(PREFIX):
        raise ValueError("this is no plan of a step-back test of this version")
    body = json.loads(raw[len(PREFIX) :])
    return Plan(
        area=body["area"], families=tuple(_protocol(one) for one in body["families"]),
        kinds={family: tuple(kinds) for family, kinds in body["kinds"].items()}, begin_by=date.fromisoformat(body["begin_by"]),
        months=body["months"], settle_days=body["settle_days"], assessors=tuple(body["assessors"]), measure=body["measure"],
        stratum=body["stratum"],
    )  # fmt: skip


def _body(one: Protocol) -> dict[str, Any]:
    """As its own canonical bytes say it."""
    body: dict[str, Any] = json.loads(one.canonical()[len(OF_ONE) :])
    return body


def _protocol(body: Mapping[str, Any]) -> Protocol:
    alarm = Alarm(**{name: Decimal(value) for name, value in body["alarm"].items()})
    numbers = {
        name: Decimal(body[name]) for name in ("baseline", "margin", "confidence", "steps_of_a_case", "icc")
    }  # fmt: skip
    return Protocol(family=body["family"], area=body["area"], steps=body["steps"], alarm=alarm, **numbers)


@dataclass(frozen=True)
class Together:
    """Error rates of the whole plan. `power`: it passes a chain in which every family is as good as its baseline. `false_pass`: at most
    this, for a chain in which at least one family is just at its limit. `false_alarm`: some alarm although no family fails more than
    accepted. Power and false alarm take families as independent; false pass needs no such thing, for all must pass."""

    by_family: Mapping[str, ErrorRates]
    power: float
    false_pass: float
    false_alarm: float


_rates = lru_cache(maxsize=64)(error_rates)
"""Exact sums take some hundred milliseconds; a plan never changes."""


def rates_of(plan: Plan) -> Together:
    """Exact for independent steps of each family (see `figures.noninferiority`), with the alarm counted in."""
    found = {one.family: _rates(one) for one in plan.families}
    return Together(
        found,
        prod(one.power_with_alarm for one in found.values()),
        max(one.false_pass_with_alarm for one in found.values()),
        1 - prod(1 - one.false_alarm for one in found.values()),
    )
