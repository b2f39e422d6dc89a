"""Words of a test: what its states mean, in sentences that say what to do."""

from __future__ import annotations

from collections.abc import Callable, Collection

from django.utils.translation import gettext as _

STATES: dict[str, Callable[[], str]] = {
    "fixed": lambda: _("Fixed. It has not begun."),
    "running": lambda: _("It runs. No verdict is read before its end."),
    "passed": lambda: _("Passed. Without the mentor the work is not much worse."),
    "failed": lambda: _("Not passed. Without the mentor the work is not shown to be as good."),
    "not_enough": lambda: _("Not enough evidence. Too few steps were due."),
    "stopped": lambda: _("Stopped before its verdict."),
    "lapsed": lambda: _("It did not begin in time. This plan has ended."),
}


def of_test(state: str, parts: Collection[str]) -> str:
    """What a test says; one that an alarm has ended says so. `parts`: states of its families."""
    if state == "failed" and "alarm" in parts:
        return _("Not passed. The alarm sounded before the end.")
    return STATES[state]()


def ring_of(state: str, parts: Collection[str]) -> str:
    """The sign beside it."""
    return RINGS["alarm" if state == "failed" and "alarm" in parts else state]


PARTS: dict[str, Callable[[], str]] = {
    "waits": lambda: _("has not begun"),
    "running": lambda: _("runs"),
    "alarm": lambda: _("the alarm sounded"),
    "passed": lambda: _("passed"),
    "failed": lambda: _("not passed"),
    "not_enough": lambda: _("not enough evidence"),
    "stopped": lambda: _("stopped"),
}

RINGS = {
    "fixed": "offered", "waits": "offered", "running": "held", "alarm": "broken", "passed": "done", "failed": "overdue",
    "not_enough": "hold", "stopped": "hold", "lapsed": "hold",
}  # fmt: skip
"""State -> the sign beside it."""

REASONS: dict[str, Callable[[], str]] = {
    "new_plan": lambda: _("A new plan was fixed in its place"),
    "unsafe": lambda: _("Children were not safe"),
    "support_needed": lambda: _("The mentor was needed for other reasons"),
    "not_comparable": lambda: _("The work or the area has changed: it cannot be compared any more"),
    "other": lambda: _("Another reason"),
}

RECALLS: dict[str, Callable[[], str]] = {
    "recalled": lambda: _("The mentor was called back for these steps."),
    "not_needed": lambda: _("The committee has said that the mentor is not needed for these steps."),
}
