"""The machines of a step-back test, and of each family of steps in it: one table. Pure."""

from __future__ import annotations

from dataclasses import dataclass

COMMITTEE, CLOCK = "committee", "clock"


@dataclass(frozen=True)
class Move:
    """From which states, to which, and which side makes it."""

    sources: tuple[str, ...]
    target: str
    by: str


MOVES: dict[str, dict[str, Move]] = {
    "test": {
        "begin": Move(("fixed",), "running", COMMITTEE),
        "stop": Move(("fixed", "running"), "stopped", COMMITTEE),
        "lapse": Move(("fixed",), "lapsed", CLOCK),
        "pass": Move(("running",), "passed", CLOCK),
        "fail": Move(("running",), "failed", CLOCK),
        "run_out": Move(("running",), "not_enough", CLOCK),
    },
    "part": {
        "begin": Move(("waits",), "running", COMMITTEE),
        "stop": Move(("waits", "running"), "stopped", COMMITTEE),
        "lapse": Move(("waits",), "stopped", CLOCK),
        "alarm": Move(("running",), "alarm", CLOCK),
        "pass": Move(("running",), "passed", CLOCK),
        "fail": Move(("running",), "failed", CLOCK),
        "run_out": Move(("running",), "not_enough", CLOCK),
    },
}
"""Machine -> move. A test ends when no family of it runs any more; it has the verdict of the worst. A stopped one is never taken up again:
that is a new plan."""

BEGINS = {"test": "fixed", "part": "waits"}

LIVE = ("fixed", "running")
"""States of a test that stands for its area."""

WORST_FIRST = ("alarm", "failed", "not_enough", "passed")
"""Of families that have ended."""

OF_THE_WORST = {"alarm": "fail", "failed": "fail", "not_enough": "run_out", "passed": "pass"}
"""State of the worst family -> the move of its test."""


def may_move(machine: str, move: str, state: str) -> bool:
    """Whether the machine has this move from this state."""
    return state in MOVES[machine][move].sources


def target(machine: str, move: str) -> str:
    """Where the move leads."""
    return MOVES[machine][move].target
