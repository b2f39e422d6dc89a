"""What becomes of a version of a roster, and of a swap that was asked: tables, pure."""

from __future__ import annotations

from collections.abc import Mapping

from samaki.database.refusals import CannotMove

VERSION: Mapping[str, Mapping[str, str]] = {
    "draft": {"publish": "published", "discard": "discarded"},
    "published": {"replace": "replaced", "end": "ended"},
    "discarded": {},
    "replaced": {},
    "ended": {},
}
"""State -> move -> state. What is published never changes: a change is a new version."""

SWAP: Mapping[str, Mapping[str, str]] = {
    "asked": {"agree": "agreed", "refuse": "refused", "withdraw": "withdrawn"},
    "agreed": {},
    "refused": {},
    "withdrawn": {},
}
"""State -> move -> state. After a yes the two swap back, or who plans takes the change back."""


def moved(table: Mapping[str, Mapping[str, str]], state: str, move: str, sentence: str) -> str:
    """The state after a move. Raises CannotMove with the sentence where there is no such move."""
    if move not in table[state]:
        raise CannotMove(sentence)
    return table[state][move]
