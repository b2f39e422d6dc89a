"""What becomes of a need, a goal, a service, an assessment: tables, pure.

Facts come in any order: a service may have been given before anybody wrote that it was asked for. So whatever can be true is a move; only
what was never true (`mistake`) leads nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping

from samaki.database.refusals import CannotMove

Table = Mapping[str, Mapping[str, str]]

NEED: Table = {
    "open": {"meet": "met", "drop": "dropped", "mistake": "in_error"},
    "met": {"reopen": "open", "mistake": "in_error"},
    "dropped": {"reopen": "open", "mistake": "in_error"},
    "in_error": {},
}

GOAL: Table = {
    "open": {"review": "open", "take": "open", "end": "ended", "mistake": "in_error"},
    "ended": {"end": "ended", "reopen": "open", "mistake": "in_error"},
    "in_error": {},
}
"""An open goal has a holder and a day on which it is looked at again."""

SERVICE: Table = {
    "asked": {"take": "asked", "begin": "begun", "end": "ended", "fail": "not_begun", "mistake": "in_error"},
    "begun": {"take": "begun", "end": "ended", "fail": "not_begun", "mistake": "in_error"},
    "ended": {"end": "ended", "reopen": "asked", "mistake": "in_error"},
    "not_begun": {"begin": "begun", "end": "ended", "reopen": "asked", "mistake": "in_error"},
    "in_error": {},
}
"""`reopen`: that it ended was a mistake; one that had begun is begun again."""

WAITS = ("asked", "begun")
"""States of a service of which somebody has still to say what came of it."""

ASSESSMENT: Table = {
    "draft": {"answer": "draft", "sign": "signed", "discard": "discarded"},
    "signed": {"supersede": "superseded", "mistake": "in_error"},
    "superseded": {},
    "discarded": {},
    "in_error": {},
}
"""What is signed stays as it is: a correction is a new one that stands in its place."""


def moved(table: Table, state: str, move: str, sentence: str) -> str:
    """The state after a move. Raises CannotMove with the sentence where there is no such move."""
    if move not in table[state]:
        raise CannotMove(sentence)
    return table[state][move]
