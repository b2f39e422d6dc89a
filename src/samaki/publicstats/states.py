"""The states of a release: one table. The database holds to the same one (migration 0137)."""

from __future__ import annotations

from dataclasses import dataclass

STATES = ("draft", "in_review", "approved", "published", "corrected", "withdrawn")

OPEN = ("draft", "in_review", "approved")
"""Not published yet: at most one release at a time."""

SHOWN = ("published", "corrected")
"""The public reads its tables; those of a corrected one beside the new figures."""

OVERSIGHT, OWNER, CLOCK, CONSEQUENCE = "oversight", "owner", "clock", "consequence"


@dataclass(frozen=True)
class Move:
    """One move: its name, the states it leaves, the one it reaches, who makes it."""

    name: str
    start: tuple[str, ...]
    end: str
    by: str


MOVES = (
    Move("count", ("draft",), "draft", CLOCK),
    Move("submit", ("draft",), "in_review", OVERSIGHT),
    Move("approve", ("in_review",), "in_review", OWNER),
    Move("approve_last", ("in_review",), "approved", OWNER),
    Move("send_back", ("in_review", "approved"), "draft", OWNER),
    Move("publish", ("approved",), "published", OVERSIGHT),
    Move("correct", ("published",), "corrected", CONSEQUENCE),
    Move("withdraw", (*OPEN, *SHOWN), "withdrawn", OVERSIGHT),
)

REASONS = ("wrong_figure", "wrong_definition", "tells_too_much", "another_reason")
"""Why a release is sent back, corrected or withdrawn: codes, so that no word about a case can stand in public."""


def may(name: str, state: str) -> bool:
    """Whether the move leaves this state."""
    return any(state in move.start for move in MOVES if move.name == name)


def steps() -> frozenset[tuple[str, str]]:
    """(from, to) of every change of state that there is."""
    return frozenset((start, move.end) for move in MOVES for start in move.start if start != move.end)
