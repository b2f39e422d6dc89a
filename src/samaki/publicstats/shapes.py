"""The shape of what is published, and the attack on it. Pure.

`{"fewest": 10, "base": 5, "counted_at": TIME, "tables": [TABLE, ...]}`; a table is `{"measure": "I1", "code": "I1.v1", "year": 2025,
"ways": ["area", "outcome"], "without": [STEP KIND, ...], "release": 3, "cells": [[AREA, OUTCOME, COUNT or null], ...]}`: every combination
with all totals (`*`); `null` is not shown; `without`: what another table counts; `release`: in which it was published first, as it stands.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

from samaki.figures.disclosure import WHOLE, Bounds, Key, Shown, Sum, attack, crossed

YES, NOT = "yes", "not"
"""Outcomes: what the measure counts; everything else of which it counts, those that still wait too."""

ELSEWHERE = "elsewhere"
"""All places outside of the project areas together: each by itself would mostly be too small to be shown."""

Content = Mapping[str, Any]
Table = Mapping[str, Any]


def canonical(content: Content) -> bytes:
    """The text of which the digest is approved: UTF-8, keys in order, no spaces."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(content: Content) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(canonical(content)).hexdigest()


def as_table(
    measure: str, code: str, year: int, release: int, shown: Shown, without: Iterable[str] = ()
) -> dict[str, Any]:
    """A table from its cells (area, outcome)."""
    return {
        "measure": measure, "code": code, "year": year, "ways": ["area", "outcome"], "without": sorted(without), "release": release,
        "cells": [[*key, count] for key, count in sorted(shown.items())],
    }  # fmt: skip


def cells(table: Table) -> dict[Key, int | None]:
    """(area, outcome) -> count, None where it is not shown."""
    return {tuple(row[:-1]): row[-1] for row in table["cells"]}


def sums(table: Table) -> tuple[Sum, ...]:
    """Which cells of a table are the sum of which others."""
    return crossed({key: 0 for key in cells(table) if WHOLE not in key}).sums


def key_of(table: Table) -> tuple[str, int]:
    """Which measure of which year. Another version of its definition makes no second table: the two compared would tell what is between."""
    return table["measure"], table["year"]


def found(content: Content, measure: str, year: int) -> Table | None:
    """A table of a release."""
    return next((one for one in content["tables"] if key_of(one) == (measure, year)), None)


def attacked(contents: Iterable[Content]) -> dict[Key, Bounds]:
    """What somebody who has all of these releases can work out of each hidden cell, whatever they filter by: (measure, year, area, outcome)
    of the first release in which the table stands as it is. A figure that is equal in two releases is taken to be one and the same count.

    Raises BadTable where no counts fit.
    """
    shown: dict[Key, int | None] = {}
    joined: list[Sum] = []
    bases, fewest = set(), set()
    for content in contents:
        bases.add(content["base"])
        fewest.add(content["fewest"])
        for table in content["tables"]:
            names = {key: _placed(table, key, count, shown) for key, count in cells(table).items()}
            for key, count in cells(table).items():
                shown[names[key]] = count if count is not None else shown.get(names[key])
            joined += [Sum(names[one.total], tuple(names[part] for part in one.parts)) for one in sums(table)]
    return attack(shown, list(dict.fromkeys(joined)), base=max(bases, default=1), fewest=min(fewest, default=0))


def _placed(table: Table, key: Key, count: int | None, shown: Shown) -> Key:
    """A cell has one name in all releases as long as nothing says that its count has changed. One that was shown and is hidden now has
    changed: what is known is never hidden to protect another (`insights.publication.counting`)."""
    name = (table["measure"], str(table["year"]), *key)
    before = shown.get(name)
    return name if before is None or before == count else (*name, str(table["release"]))


def changes(before: Content, after: Content) -> list[dict[str, Any]]:
    """Every cell that two releases show otherwise: {code, measure, year, area, outcome, before, after}; `None`: not shown."""
    told = []
    for table in after["tables"]:
        old = found(before, *key_of(table))
        was = cells(old) if old else {}
        told += [
            {"code": table["code"], "measure": table["measure"], "year": table["year"], "area": key[0], "outcome": key[1],
             "before": was[key], "after": count}
            for key, count in cells(table).items() if key in was and was[key] != count
        ]  # fmt: skip
    return told
