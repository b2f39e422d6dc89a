"""What is odd about a fact that is about to be written down, beside what stands: asked about once, and taken all the same. Pure.

True facts come in any order, so none of it is ever refused: a page asks, and what was confirmed is kept with the fact; a program that
writes through the API is told in the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from samaki.countries.calendar import Calendar
from samaki.court.standing import Standing

AGAIN = "same_again"
ARRESTED, SENTENCED = "arrested_again", "sentenced_again"

FROM_STANDING = (
    "judged_before_charge", "judged_uncharged", "two_judgments", "acquitted_sentenced", "sentenced_unjudged", "final_unjudged",
    "appeal_unjudged", "suspended_more", "arrested_held", "extended_unheld", "ended_unheld", "order_beyond", "so_young", "paid_more",
)  # fmt: skip
"""Warnings of `court.oddities` that are asked about where the new fact brings them."""

KEYS = ("to_offence", "file", "money")
OPEN = ("charged", "referred")


def doubts_about(
    new: Any, rows: Iterable[Any], before: Standing, after: Standing, calendar: Calendar
) -> dict[str, Any]:
    """Code -> the earlier fact that it is about, or None. `rows`: those that stand of the same person (or of the case as a whole);
    `before`, `after`: how that person stands without the new fact, and with it."""
    rows = list(rows)
    same = next((row for row in rows if _alike(row, new, calendar)), None)
    if same is not None:
        return {AGAIN: same}
    found: dict[str, Any] = {code: None for code in FROM_STANDING if code in after.warnings - before.warnings}
    charge = before.charges.get((new.offence, new.child_id))
    if new.kind == "charged" and charge is not None and charge.state in OPEN:
        found["charged_twice"] = _last(rows, "charged", offence=new.offence, child_id=new.child_id)
    if new.kind == "judged" and (charge is None or charge.charged_at is None):
        found["judged_uncharged"] = None
    if new.kind == "arrested" and before.held is not None and "arrested_held" not in found:
        found[ARRESTED] = before.held.fact
    if new.kind == "sentenced" and before.sentences:
        found[SENTENCED] = before.sentences[-1]
    return found


def _alike(row: Any, new: Any, calendar: Calendar) -> bool:
    """The same said twice: of one day, with nothing in it that differs."""
    return _key(row, calendar) == _key(new, calendar)


def _key(row: Any, calendar: Calendar) -> tuple[Any, ...]:
    detail: Mapping[str, Any] = row.detail
    day: date = calendar.local(row.at).date()
    said = (row.kind, row.person_id, row.child_id, row.offence, row.code, row.until, row.amount, row.currency)
    return (*said, row.precision if row.precision in ("month", "year") else "day", day, *(detail.get(name) for name in KEYS),
            *(sorted(detail.get(name, {}).items()) for name in ("prison", "suspended")))  # fmt: skip


def _last(rows: list[Any], kind: str, **those: Any) -> Any:
    return next(
        (row for row in reversed(rows) if row.kind == kind and all(getattr(row, k) == v for k, v in those.items())),
        None,
    )
