"""What becomes of a hearing, of something that it needs, and of word of a release: tables, pure.

Facts come in any order: a hearing may be held before anybody confirmed its date, and what a day was is said again when somebody knows
better. So whatever can be true is a move, from wherever the row stands; only what was never true (`mistake`) leads nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from samaki.database.refusals import CannotMove

Table = Mapping[str, Mapping[str, str]]

OF_THE_DAY = {"postpone": "postponed", "hold": "held", "not_hold": "not_held", "mistake": "in_error"}

HEARING: Table = {
    "heard": {"confirm": "confirmed", "correct": "heard", **OF_THE_DAY},
    "confirmed": {"correct": "confirmed", **OF_THE_DAY},
    "postponed": {"confirm": "postponed", "correct": "postponed", "reopen": "heard", **OF_THE_DAY},
    "held": {"confirm": "held", "correct": "held", "reopen": "heard", **OF_THE_DAY},
    "not_held": {"confirm": "not_held", "correct": "not_held", "reopen": "heard", **OF_THE_DAY},
    "in_error": {},
}
"""State -> move -> state. What was said of a day may be said anew: the reason may be another. `reopen`: it was a mistake; the date
stands as before, confirmed if it was."""

AHEAD = ("heard", "confirmed")
"""States of a hearing whose day has not been spoken of: it is reminded of, and then asked about."""

ENDED = ("postponed", "held", "not_held")

NEED: Table = {
    "needed": {"ask": "asked", "arrange": "ready", "fail": "failed", "drop": "dropped"},
    "asked": {"arrange": "ready", "fail": "failed", "drop": "dropped"},
    "ready": {"ask": "ready", "fail": "failed", "drop": "dropped"},
    "failed": {"ask": "asked", "arrange": "ready", "drop": "dropped"},
    "dropped": {"ask": "asked", "arrange": "ready"},
}
"""Of an interpreter or transport; of a summons: `ask` is that it was sent, `arrange` that it was received."""

WAITS = ("needed", "asked", "failed")
"""States in which a hearing is not ready."""

RELEASE: Table = {
    "heard": {"confirm": "confirmed", "mistake": "in_error"},
    "confirmed": {"mistake": "in_error"},
    "in_error": {},
}


SPANS = {"day": timedelta(days=1), "month": timedelta(days=31), "year": timedelta(days=366)}
"""How long a day may be that is known no better."""


def moved(table: Table, state: str, move: str, sentence: str) -> str:
    """The state after a move. Raises CannotMove with the sentence where there is no such move."""
    if move not in table[state]:
        raise CannotMove(sentence)
    return table[state][move]
