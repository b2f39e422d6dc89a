"""What is kept of a child's voice, and what becomes of an asking to hear a child again: tables, pure.

An answer can be said anew, for facts and minds change; the older one stays in the ledger and among the words. Nothing here stops a court.
"""

from __future__ import annotations

from collections.abc import Mapping

from samaki.database.refusals import CannotMove

TOLD = {"understood", "again", "not_asked"}
"""Of what a child was told: understood, to be told again, or nobody asked."""

WANTS = {"says", "nothing"}
"""Of what a child wants: they say it, or they do not wish to say, which is an answer."""

SORTS: Mapping[str, tuple[str, set[str]]] = {"told": ("told_child", TOLD), "wants": ("wish", WANTS)}
"""Sort -> the list of the pack from which its topic is, and its answers."""

INTERPRETERS = ("none", "used", "missing")
"""None was needed, one was there, or one was needed and not there."""

ANSWERS = {"agree": "agreed", "other_way": "other_way", "disagree": "disagreed"}

AGAIN: Mapping[str, Mapping[str, str]] = {
    "asked": {**ANSWERS, "withdraw": "withdrawn"},
    "agreed": {**ANSWERS, "withdraw": "withdrawn"},
    "other_way": {**ANSWERS, "withdraw": "withdrawn"},
    "disagreed": {**ANSWERS, "withdraw": "withdrawn"},
    "withdrawn": {},
}
"""State of an asking -> move -> state. It waits for an answer only while it is `asked`."""


def moved(state: str, move: str, sentence: str) -> str:
    """The state after a move. Raises CannotMove with the sentence where there is no such move."""
    if move not in AGAIN[state]:
        raise CannotMove(sentence)
    return AGAIN[state][move]
