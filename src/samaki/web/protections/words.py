"""Measures and promises in words. Nothing here asks the database."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

Said = Callable[[], str]

STATES: dict[str, tuple[str, Said]] = {
    "asked": ("offered", lambda: _("Asked, not ordered yet")),
    "ordered": ("held", lambda: _("Ordered by the court")),
    "refused": ("broken", lambda: _("Refused by the court")),
    "provided": ("done", lambda: _("Provided")),
    "not_provided": ("overdue", lambda: _("Not provided")),
    "dropped": ("stopped", lambda: _("Not needed")),
}
"""State of a measure -> (sign, words)."""

BEGINS: dict[str, Said] = {
    "ask": lambda: _("It is asked for"),
    "order": lambda: _("The court has ordered it"),
    "provide": lambda: _("It was there on the day"),
    "fail": lambda: _("It was not there on the day"),
}

MOVES: dict[str, Said] = {
    "order": lambda: _("The court has ordered it"),
    "refuse": lambda: _("The court has refused it"),
    "provide": lambda: _("It was there on the day"),
    "fail": lambda: _("It was not there on the day"),
    "ask": lambda: _("It is asked for once more"),
    "drop": lambda: _("It is not needed, or was written down by mistake"),
}

PROMISES: dict[str, tuple[str, Said]] = {
    "open": ("offered", lambda: _("Promised, still open")),
    "kept": ("done", lambda: _("Kept")),
    "not_kept": ("broken", lambda: _("Not kept")),
    "in_error": ("stopped", lambda: _("Recorded by mistake")),
}

BECAME: dict[str, Said] = {
    "keep": lambda: _("It was kept"),
    "break": lambda: _("It was not kept, or cannot be"),
    "reopen": lambda: _("It is still to be kept, by another day"),
}


def way(asked: str, ordered: str, provided: str) -> str:
    """`asked 3 Mar → ordered 5 Mar → provided 9 Mar`; what did not come yet as such."""
    parts = [
        _("asked %(day)s") % {"day": asked} if asked else _("not asked"),
        _("ordered %(day)s") % {"day": ordered} if ordered else pgettext("a measure", "not ordered"),
        _("provided %(day)s") % {"day": provided} if provided else pgettext("a measure", "not provided"),
    ]
    return " → ".join(parts)
