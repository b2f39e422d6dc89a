"""What becomes of each sort of entry: one table, pure."""

from __future__ import annotations

from collections.abc import Mapping

from samaki.database.refusals import CannotMove

MOVES: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "advice": {"asked": {"answer": "answered", "take_back": "taken_back"}, "answered": {}, "taken_back": {}},
    "visit": {"planned": {"do": "done", "take_back": "taken_back"}, "done": {"take_back": "taken_back"}, "taken_back": {}},
    "note": {"written": {"take_back": "taken_back"}, "taken_back": {}},
    "observation": {"written": {"take_back": "taken_back"}, "taken_back": {}},
    "goal": {"open": {"reach": "reached", "drop": "dropped", "take_back": "taken_back"}, "reached": {"reopen": "open"},
             "dropped": {"reopen": "open"}, "taken_back": {}},
}  # fmt: skip
"""Sort -> state -> move -> state. The first state of each sort is the one in which it is made."""

STATES = tuple(dict.fromkeys(state for states in MOVES.values() for state in states))


def first(sort: str) -> str:
    """The state in which an entry is made."""
    return next(iter(MOVES[sort]))


def moved(sort: str, state: str, move: str, sentence: str) -> str:
    """The state after a move. Raises CannotMove with the sentence where there is no such move."""
    if move not in MOVES[sort][state]:
        raise CannotMove(sentence)
    return MOVES[sort][state][move]
