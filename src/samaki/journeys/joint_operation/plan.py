"""The plan of an operation as a value: what was written, what is missing. Pure: nothing here blocks anything."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime

YES, NO, UNKNOWN = "yes", "no", "unknown"
ANSWERS = (YES, NO, UNKNOWN)


@dataclass(frozen=True)
class Plan:
    """`authorised_*`: who, when, on which form, its number. `night`, `foreign`: yes | no | unknown; `night_ground`, `consul`: codes.
    `roles`: code of the role -> who, in words. `checks`: codes of what is seen to. `text`: the plan itself. `review_at`, `delay`,
    `delay_text`: it is not done yet, why, and when that is looked at again."""

    authorised_by: str = ""
    authorised_form: str = ""
    authorised_number: str = ""
    authorised_at: str = ""
    night: str = UNKNOWN
    night_ground: str = ""
    night_text: str = ""
    foreign: str = UNKNOWN
    consul: str = ""
    consul_text: str = ""
    roles: dict[str, str] = field(default_factory=dict)
    checks: tuple[str, ...] = ()
    text: str = ""
    delay: str = ""
    delay_text: str = ""
    review_at: str = ""

    @property
    def sealed_text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @property
    def reviewed_at(self) -> datetime | None:
        return datetime.fromisoformat(self.review_at) if self.review_at else None


def read(text: str) -> Plan:
    """A plan from what was sealed; what a later version of this program wrote beside it is left out."""
    told = json.loads(text)
    known = {name: told[name] for name in Plan.__dataclass_fields__ if name in told}
    return Plan(**known | {"checks": tuple(known.get("checks", ()))})


@dataclass(frozen=True)
class Missing:
    """What is not there before it begins, or does not fit. `what`: authorised | form | night_ground | no_night | consul | not_foreign |
    role | check; `code`: which one."""

    what: str
    code: str = ""


def missing(plan: Plan, roles: Iterable[str], checks: Iterable[str]) -> list[Missing]:
    """In the order of the page; shown plainly, and never in anybody's way."""
    found = []
    if not plan.authorised_by.strip():
        found.append(Missing("authorised"))
    if not plan.authorised_form:
        found.append(Missing("form"))
    if plan.night == UNKNOWN or (plan.night == YES and not plan.night_ground):
        found.append(Missing("night_ground"))
    if plan.night == NO and plan.night_ground:
        found.append(Missing("no_night"))
    if plan.foreign == UNKNOWN or (plan.foreign == YES and not plan.consul):
        found.append(Missing("consul"))
    if plan.foreign == NO and plan.consul:
        found.append(Missing("not_foreign"))
    found += [Missing("role", code) for code in roles if not plan.roles.get(code, "").strip()]
    return found + [Missing("check", code) for code in checks if code not in plan.checks]
