"""What a survey and an estimate can be, and what moves them: two tables, pure."""

from __future__ import annotations

PLANNED, DRAWN, CLOSED, WITHDRAWN = "planned", "drawn", "closed", "withdrawn"

SURVEY: dict[str, tuple[tuple[str, ...], str]] = {
    "draw": ((PLANNED,), DRAWN),
    "close": ((DRAWN,), CLOSED),
    "reopen": ((CLOSED,), DRAWN),
    "withdraw": ((PLANNED, DRAWN, CLOSED), WITHDRAWN),
}
"""Move -> (from, to). A sample is drawn once: whoever could draw again until it pleases would choose."""

WAITS, RUNS, DONE, CANNOT, STOPPED, FAILED = "waits", "runs", "done", "cannot", "stopped", "failed"

STUDY: dict[str, tuple[tuple[str, ...], str]] = {
    "take": ((WAITS, RUNS), RUNS),
    "end": ((RUNS,), DONE),
    "find_none": ((RUNS,), CANNOT),
    "fail": ((RUNS,), FAILED),
    "stop": ((WAITS, RUNS), STOPPED),
    "again": ((STOPPED, FAILED), WAITS),
    "withdraw": ((WAITS, RUNS, DONE, CANNOT, STOPPED, FAILED), WITHDRAWN),
}
"""The same of an estimate from lists. `cannot`: the lists carry none, which is an answer. `take` of one that runs: its worker has died."""


def can(table: dict[str, tuple[tuple[str, ...], str]], state: str, move: str) -> bool:
    """Whether the table has this move from this state."""
    return state in table[move][0]
