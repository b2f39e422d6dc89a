"""What becomes of a hearing, of something that it needs, and of word of a release: tables, pure.

Facts come in any order: a hearing may be held before anybody confirmed its date, and what a day was is said again when somebody knows
better. So whatever can be true is a move, from wherever the row stands; only what was never true (`mistake`) leads nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping

from samaki.database.refusals import CannotMove

Table = Mapping[str, Mapping[str, str]]

HEARING: Table = {
    "heard": {"confirm": "confirmed", "correct": "heard", "postpone": "postponed", "hold": "held", "not_hold": "not_held", "mistake": "in_error"},
    "confirmed": {"correct": "confirmed", "postpone": "postponed", "hold": "held", "not_hold": "not_held", "mistake": "in_error"},
    "postponed": {"confirm": "postponed", "correct": "postponed", "hold": "held", "not_hold": "not_held", "reopen": "heard",
                  "mistake": "in_error"},
    "held": {"confirm": "held", "correct": "held", "postpone": "postponed", "not_hold": "not_held", "reopen": "heard", "mistake": "in_error"},
    "not_held": {"confirm": "not_held", "correct": "not_held", "postpone": "postponed", "hold": "held", "reopen": "heard",
                 "mistake": "in_error"},
    "in_error": {},
}  # fmt: skip
"""State -> move -> state. `reopen`: what was said of the day was a mistake; the date stands as before, confirmed if it was."""

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


def moved(table: Table, state: str, move: str, sentence: str) -> str:
    """The state after a move. Raises CannotMove with the sentence where there is no such move."""
    if move not in table[state]:
        raise CannotMove(sentence)
    return table[state][move]
