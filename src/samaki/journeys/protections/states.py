"""What becomes of a measure that protects a child at court, and of a promise: tables, pure.

A measure is asked, ordered, provided; word of each may come in any order and late, so a provided measure can still be ordered on paper, and
when each was is kept beside the state.
"""

from __future__ import annotations

from collections.abc import Mapping

from samaki.database.refusals import CannotMove

Table = Mapping[str, Mapping[str, str]]

PROTECTION: Table = {
    "asked": {
        "order": "ordered",
        "refuse": "refused",
        "provide": "provided",
        "fail": "not_provided",
        "drop": "dropped",
    },
    "ordered": {
        "order": "ordered",
        "refuse": "refused",
        "provide": "provided",
        "fail": "not_provided",
        "drop": "dropped",
    },
    "refused": {"ask": "asked", "order": "ordered", "provide": "provided", "fail": "not_provided", "drop": "dropped"},
    "provided": {"order": "provided", "provide": "provided", "fail": "not_provided", "drop": "dropped"},
    "not_provided": {
        "ask": "asked",
        "order": "not_provided",
        "provide": "provided",
        "fail": "not_provided",
        "drop": "dropped",
    },
    "dropped": {"ask": "asked"},
}
"""`order`, `refuse`: by the court; `provide`, `fail`: on the day; `drop`: not needed, or entered by mistake."""

BEGINS = ("ask", "order", "provide", "fail")
"""How far it may be when it is first written down: whoever learns of it late writes down what is so."""

MISSING = ("asked", "ordered", "refused", "not_provided")
"""States in which the child cannot count on it yet."""

PROMISE: Table = {
    "open": {"keep": "kept", "break": "not_kept", "mistake": "in_error"},
    "kept": {"break": "not_kept", "reopen": "open", "mistake": "in_error"},
    "not_kept": {"keep": "kept", "reopen": "open", "mistake": "in_error"},
    "in_error": {},
}
"""An open promise waits with its owner, by its day; `break`: it could not be kept, or was not, and the child is told why."""


def moved(table: Table, state: str, move: str, sentence: str) -> str:
    """The state after a move. Raises CannotMove with the sentence where there is no such move."""
    if move not in table[state]:
        raise CannotMove(sentence)
    return table[state][move]
