"""What a plan can tell, before it is fixed: how often its verdict would be wrong, and whether enough steps will be due at all."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from samaki.figures.noninferiority import Protocol
from samaki.stepping_back.testing.plan import Plan, rates_of
from samaki.web.bounds import percent
from samaki.web.fields import typed
from samaki.web.independence.showing import family_name
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest
from samaki.web.steptest import weighing
from samaki.web.steptest.drawing import number_of
from samaki.web.steptest.wording import together, wrong


def seal(plan: Plan) -> str:
    """Of all in a plan from which its error rates follow: another name of an agency changes none, another margin does."""
    bytes_ = b"\n".join(one.canonical() for one in sorted(plan.families, key=lambda one: one.family))
    return sha256(bytes_ + f"\n{plan.months}".encode()).hexdigest()


def was_shown(request: StaffRequest, plan: Plan) -> bool:
    """Whether who sends the form has seen what just this plan can tell, and does not ask to see it again."""
    return typed(request, "go") != "show" and typed(request, "shown") == seal(plan)


def told(plan: Plan, soon: Mapping[str, int], lang: str) -> dict[str, Any]:
    """For the form. `soon`: family -> how many steps will be due, see `baseline.expected`."""
    rates = rates_of(plan)
    return {
        "seal": seal(plan), "together": together(rates), "warnings": weighing.together(rates), "many": len(plan.families) > 1,
        "families": [
            _of(one, lang) | expected(one, soon.get(one.family, 0), plan.months) | {
                "wrong": wrong(one, rates.by_family[one.family]), "warnings": weighing.warnings(one, rates.by_family[one.family]),
                "never": rates.by_family[one.family].fewest_good is None,
                "needed": digits(rates.by_family[one.family].fewest_good or 0),
            }
            for one in plan.families
        ],
    }  # fmt: skip


def expected(one: Protocol, soon: int, months: int) -> dict[str, Any]:
    """Whether enough steps will be due within its months, for who fixes a plan and for who signs it."""
    return {
        "expected": digits(soon) if soon else "",
        "enough": soon >= one.steps,
        "steps": digits(one.steps),
        "months": digits(months),
    }


def _of(one: Protocol, lang: str) -> dict[str, Any]:
    return {
        "name": family_name(one.family, lang), "baseline": percent(float(one.baseline)),
        "margin": digits(round(100 * one.margin)), "least": percent(float(one.least_acceptable)),
        "threshold": number_of(float(one.alarm.threshold)),
    }  # fmt: skip
