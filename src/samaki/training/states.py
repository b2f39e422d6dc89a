"""The machine of a workshop and that of a seat in it: one table. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Move:
    """From which states, to which; no target: it stays in its state."""

    sources: tuple[str, ...]
    target: str = ""


STATES = ("planned", "open", "running", "finished", "cancelled")

WORKSHOP: dict[str, Move] = {
    "invite": Move(("planned", "open", "running")),
    "open": Move(("planned",), "open"),
    "change": Move(("planned", "open", "running")),
    "begin": Move(("open",), "running"),
    "test": Move(("running",)),
    "finish": Move(("running",), "finished"),
    "promise": Move(("running", "finished")),
    "check": Move(("finished",)),
    "cancel": Move(("planned", "open", "running"), "cancelled"),
}
"""Move -> of a workshop. Places are taken while it is open and while it runs: people come who were not on the list."""

JOINED = ("open", "running")
"""In these states somebody can take a place."""

OVER = ("finished", "cancelled")
"""In these nothing moves any more: who waited for a place waits for nothing."""

SEATS = ("registered", "waiting", "withdrawn")
SEAT: dict[str, Move] = {
    "up": Move(("waiting",), "registered"),
    "withdraw": Move(("registered", "waiting"), "withdrawn"),
}

PARTS = ("before", "after")
"""The test is sat twice."""


def may_move(move: str, state: str) -> bool:
    """Whether a workshop in this state has this move."""
    return state in WORKSHOP[move].sources


def after_move(move: str, state: str) -> str:
    """The state after it."""
    return WORKSHOP[move].target or state
