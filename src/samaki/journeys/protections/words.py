"""Words for how far a measure of protection is, for pages and papers alike."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

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
