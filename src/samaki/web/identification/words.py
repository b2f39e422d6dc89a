"""Identification in words. Nothing here asks the database."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

Said = Callable[[], str]

SIGNS = {"possible": "offered", "identified": "done", "not_victim": "stopped"}

AGES: dict[str, tuple[str, Said]] = {
    "child": ("done", lambda: pgettext("an age", "A child")),
    "adult": ("next", lambda: pgettext("an age", "An adult")),
    "doubt": ("offered", lambda: _("In doubt")),
}
"""What an assessment came to -> (sign, words)."""
