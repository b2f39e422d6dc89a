"""The machine of a request for what is held about a child: one table. The database refuses every other way (migration 0054)."""

from __future__ import annotations

from dataclasses import dataclass

STATES = ("asked", "decided", "withdrawn", "mistake")


@dataclass(frozen=True)
class Move:
    """One move: the states it leaves, the state it reaches, who makes it."""

    sources: tuple[str, ...]
    target: str
    by: str


MOVES = {
    "decide": Move(("asked",), "decided", "confidentiality officer"),
    "take_back": Move(("decided",), "asked", "confidentiality officer"),
    "withdraw": Move(("asked", "decided"), "withdrawn", "the unit that recorded it"),
    "mistake": Move(("asked", "decided", "withdrawn"), "mistake", "who recorded it, or a lead"),
}
