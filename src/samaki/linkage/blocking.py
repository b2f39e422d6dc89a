"""Which pairs are compared at all, and the guard: how many each rule would make is counted before it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from samaki.linkage.problems import Unlinkable

RULES: tuple[tuple[str, ...], ...] = (
    ("first", "last", "year", "province"),
    ("first", "last", "district"),
    ("first_latin", "last_latin", "year"),
    ("first_latin", "last_latin", "province", "sex"),
    ("first", "year", "district", "sex"),
    ("last", "year", "district", "sex"),
    ("first", "year", "day", "sex"),
    ("last", "year", "day", "sex"),
)
NARROWER = ("sex", "province", "year", "district")
PAIRS_OF_A_RECORD = 8


@dataclass(frozen=True)
class Guarded:
    """A rule as asked, as it runs (narrowed until it fits, None where nothing made it fit), and the pairs of both."""

    asked: tuple[str, ...]
    runs: tuple[str, ...] | None
    pairs_asked: int
    pairs: int


def guarded(connection: Any, records: int, most_of_a_record: int = PAIRS_OF_A_RECORD) -> list[Guarded]:
    """Each rule, with columns added while it makes more than `most_of_a_record` pairs a record. Raises Unlinkable if none is left."""
    most = max(most_of_a_record * records, 1000)
    found = [_guard(connection, rule, most) for rule in RULES]
    if not any(one.pairs for one in found) and not all(one.runs for one in found):
        raise Unlinkable("Every rule would compare too many pairs: too many records share one name, year and place. "
                         "Look for a word such as “unknown” that stands for the name.")  # fmt: skip
    return found


def _guard(connection: Any, rule: tuple[str, ...], most: int) -> Guarded:
    asked = pairs = count_pairs(connection, rule)
    runs: tuple[str, ...] = rule
    for column in NARROWER:
        if pairs <= most:
            break
        if column not in runs:
            runs = (*runs, column)
            pairs = count_pairs(connection, runs)
    return Guarded(rule, runs if pairs <= most else None, asked, pairs if pairs <= most else 0)


def count_pairs(connection: Any, rule: tuple[str, ...]) -> int:
    """How many pairs share all columns of the rule."""
    columns = ", ".join(rule)
    told = " and ".join(f"{column} is not null" for column in rule)
    query = f"select coalesce(sum(n * (n - 1) // 2), 0) from (select count(*) as n from people where {told} group by {columns})"  # noqa: S608
    return int(connection.execute(query).fetchall()[0][0])
