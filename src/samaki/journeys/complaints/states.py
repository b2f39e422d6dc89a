"""The complaint machine: one table. Every move, from where to where, and by whom. The diagram in the docs is made from it."""

from __future__ import annotations

from dataclasses import dataclass

STATES = ("received", "taken_up", "asked", "answered", "reopened", "closed")
OPEN = STATES[:-1]
"""Somebody must act, and a clock runs."""

UNREAD = ("received", "reopened")
"""Nobody has taken it up yet."""

COMPLAINANT, HANDLER, EITHER, CLOCK = "complainant", "handler", "complainant or handler", "clock"


@dataclass(frozen=True)
class Move:
    """One move: its name, the states it leaves, the state it reaches, who makes it."""

    name: str
    sources: tuple[str, ...]
    target: str
    by: str


MOVES = {
    move.name: move
    for move in (
        Move("take_up", UNREAD, "taken_up", HANDLER),
        Move("ask", ("taken_up", "answered"), "asked", HANDLER),
        Move("answer", ("asked",), "answered", COMPLAINANT),
        Move("go_on", ("asked",), "taken_up", CLOCK),
        Move("close", ("taken_up", "asked", "answered"), "closed", HANDLER),
        Move("reopen", ("closed",), "reopened", EITHER),
    )
}


def may_move(name: str, state: str) -> bool:
    """Whether the table has this move from this state."""
    return state in MOVES[name].sources
