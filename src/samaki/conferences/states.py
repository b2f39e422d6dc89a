"""The machines of a conference, of a unit on its list, of a point, of an action: one table. Pure."""

from __future__ import annotations

from dataclasses import dataclass

CONVENER, MEMBER, INVITED, OWNER, CLOCK = "convener", "member", "invited", "owner", "clock"


@dataclass(frozen=True)
class Move:
    """From which states, to which, and which side makes it."""

    sources: tuple[str, ...]
    target: str
    by: str


MOVES: dict[str, dict[str, Move]] = {
    "conference": {
        "postpone": Move(("called",), "called", CONVENER),
        "cancel": Move(("called",), "cancelled", CONVENER),
        "close": Move(("called",), "closed", CONVENER),
    },
    "member": {
        "undertake": Move(("invited", "declined"), "joined", INVITED),
        "decline": Move(("invited", "joined"), "declined", INVITED),
        "remove": Move(("invited", "joined", "declined"), "removed", CONVENER),
    },
    "point": {
        "decide": Move(("open", "decided"), "decided", CONVENER),
        "drop": Move(("open",), "dropped", MEMBER),
    },
    "action": {
        "give": Move(("open",), "open", CONVENER),
        "done": Move(("open",), "done", OWNER),
        "not_possible": Move(("open",), "not_possible", OWNER),
        "not_done": Move(("open",), "not_done", OWNER),
        "take_off": Move(("open",), "dropped", CONVENER),
        "call": Move(("open",), "open", CLOCK),
    },
}
"""Machine -> move. A decided point can be decided again: the newer decision stands, the older stays beneath it."""

BEGINS = {"conference": "called", "member": "invited", "point": "open", "action": "open"}

ANSWERS = ("done", "not_possible", "not_done")
"""What an owner says of what was promised."""


def may_move(machine: str, move: str, state: str) -> bool:
    """Whether the machine has this move from this state."""
    return state in MOVES[machine][move].sources
