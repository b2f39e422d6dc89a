"""What a call says: nobody's name, no fact of a matter, no case. A telephone is heard by who stands beside it."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import translation
from django.utils.translation import gettext as _

from samaki.agencies.country import pack

SPOKEN: dict[str, Callable[[], str]] = {
    "menu": lambda: _("This is Samaki. Something urgent waits. To take it, press 1."),
    "pin": lambda: _("Type your call PIN."),
    "prove": lambda: _("This is Samaki. Type the six digits that your page shows."),
    "again": lambda: _("That was not right. Try once more."),
    "taken": lambda: _("It is noted. The clock goes on. Sign in soon."),
    "proved": lambda: _("Thank you. You will be called on this telephone."),
    "bye": lambda: _("Goodbye."),
}


def spoken(what: str, language: str) -> str:
    """One of the sentences above in a language of the pack (its own where the language is unknown)."""
    with translation.override(language if language in pack().languages else pack().default_language):
        return SPOKEN[what]()
