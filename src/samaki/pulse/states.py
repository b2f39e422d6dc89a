"""What a round of the pulse can be, and what moves it: one table, pure."""

from __future__ import annotations

OPEN, CLOSED, WITHDRAWN = "open", "closed", "withdrawn"

ROUND: dict[str, tuple[tuple[str, ...], str]] = {
    "close": ((OPEN,), CLOSED),
    "withdraw": ((OPEN,), WITHDRAWN),
}
"""Move -> (from, to). A closed round is never opened again: its single answers are gone, only sums are left."""


def can(state: str, move: str) -> bool:
    """Whether a round in this state has this move."""
    return state in ROUND[move][0]
