"""The step machine: one table."""

from __future__ import annotations

STATES = ("open", "on_hold", "done", "skipped", "stopped")
OPEN = ("open", "on_hold")
ENDED = ("done", "skipped", "stopped")

MOVES: dict[str, tuple[tuple[str, ...], str]] = {
    "done": (OPEN, "done"),
    "skip": (OPEN, "skipped"),
    "stop": (OPEN, "stopped"),
    "hold": (("open", "on_hold"), "on_hold"),
    "resume": (("on_hold",), "open"),
    "take_back": (ENDED, "open"),
    "mark_error": (OPEN, "stopped"),
}
"""Move -> (states it leaves, state it reaches). Holding again renews a hold."""
