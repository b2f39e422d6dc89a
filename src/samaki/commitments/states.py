"""The machines of a gap and of a commitment: one table. Pure."""

from __future__ import annotations

from dataclasses import dataclass

OWNER, EITHER, KEEPER, CLOCK = "owner", "owner, or who wrote it down", "who wrote it down, or the oversight", "clock"


@dataclass(frozen=True)
class Move:
    """From which states, to which, and which side makes it."""

    sources: tuple[str, ...]
    target: str
    by: str


MOVES: dict[str, dict[str, Move]] = {
    "gap": {
        "close": Move(("open",), "closed", KEEPER),
        "reopen": Move(("closed",), "open", KEEPER),
        "mistake": Move(("open", "closed"), "mistake", KEEPER),
    },
    "commitment": {
        "take": Move(("asked",), "open", OWNER),
        "refuse": Move(("asked",), "refused", OWNER),
        "keep": Move(("open",), "kept", OWNER),
        "miss": Move(("open",), "not_kept", OWNER),
        "move": Move(("open",), "open", OWNER),
        "withdraw": Move(("asked", "open"), "withdrawn", EITHER),
        "reopen": Move(("kept", "not_kept", "withdrawn"), "open", OWNER),
        "remind": Move(("open",), "open", CLOCK),
        "ask_again": Move(("asked",), "asked", CLOCK),
    },
}
"""Machine -> move. `move` gives a commitment another day, with a reason: it stays open, and how often is counted. What another unit writes
down for a unit is `asked` until that unit takes it: nobody promises for others."""

BEGINS = {"gap": "open", "commitment": "asked"}

STATES = {
    "gap": ("open", "closed", "mistake"),
    "commitment": ("asked", "open", "kept", "not_kept", "withdrawn", "refused"),
}

RUNNING = ("asked", "open")
"""States of a commitment in which it has a clock."""


def may_move(machine: str, move: str, state: str) -> bool:
    """Whether the machine has this move from this state."""
    return state in MOVES[machine][move].sources
