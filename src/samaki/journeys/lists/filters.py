"""What a list is narrowed to. Codes and dates only: a filter can be kept and written to the ledger as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from samaki.agencies.country import pack
from samaki.cases.codes import ALPHABET, PATTERN, check_character

LISTS = ("unit", "mine", "waiting", "steps")
"""Cases that our unit has a part in; those in which a step names me; what we handed on; open steps that we hold."""

STATES = {
    "unit": ("open", "closed"),
    "mine": ("open", "closed"),
    "waiting": ("asked", "question", "disputed", "taken", "completed"),
    "steps": ("late", "open", "on_hold"),
}
NOBODY, NEWEST = "nobody", "newest"
YEARS_OF_CODES = range(10, 40)
TAIL = re.compile(rf"^[{ALPHABET}]{{6}}$")
NAME = re.compile(r"^[\w.@+-]{1,80}$")


@dataclass(frozen=True, kw_only=True)
class Filter:
    """`since` and `until` are ISO dates, both included: of opening for cases, of the clock for steps and hand-offs.

    `area` is a place of the pack and all inside it; `worker` a member's name or "nobody"; `code` a whole case code or
    its last six letters. `order` is "newest" for cases by their opening instead of by what falls due next.
    """

    state: str = ""
    area: str = ""
    since: str = ""
    until: str = ""
    worker: str = ""
    code: str = ""
    order: str = ""

    def told(self) -> dict[str, str]:
        """Only what was chosen."""
        return {name: value for name, value in vars(self).items() if value}

    @classmethod
    def of(cls, which: str, told: dict[str, Any]) -> Filter:
        """From what was kept: what the pack or this version no longer knows is left out."""
        known = {field.name for field in fields(cls)}
        found = {name: str(value) for name, value in told.items() if name in known}
        if found.get("state", "") not in STATES[which]:
            found.pop("state", None)
        if found.get("area", "") not in pack().places.by_code:
            found.pop("area", None)
        if not (found.get("code", "") and (PATTERN.match(found["code"]) or TAIL.match(found["code"]))):
            found.pop("code", None)
        if not NAME.match(found.get("worker", "")):
            found.pop("worker", None)
        if found.get("order") != NEWEST or which not in ("unit", "mine"):
            found.pop("order", None)
        for name in ("since", "until"):
            try:
                date.fromisoformat(found.get(name, ""))
            except ValueError:
                found.pop(name, None)
        return cls(**found)


def areas_inside(code: str) -> list[str]:
    """The place and all the pack's places inside it."""
    index = pack().places.index
    return [other for other in pack().places.by_code if index.inside(other, code)]


def codes_meant(typed: str) -> list[str]:
    """Case codes that these letters can mean: a whole code, or all that end in six letters with a true check character.

    At most a few dozen, so that the list looks them up by the unique index instead of reading every code.
    """
    if PATTERN.match(typed):
        return [typed]
    shorts = {place.short_code for place in pack().places.by_code.values() if place.short_code}
    stems = [
        f"{short}-{year}" for short in sorted({*shorts, pack().places.default_short_code}) for year in YEARS_OF_CODES
    ]
    return [f"{stem}-{typed}" for stem in stems if check_character(stem, typed[:5]) == typed[5:]]
