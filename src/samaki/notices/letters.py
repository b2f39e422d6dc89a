"""The words of an e-mail: the same for every notice. They say that something waits, never what, about whom or where."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Letter:
    """Plain text. `message_id` is the same at every attempt, so that a letter that arrives twice can be known."""

    to: str
    subject: str
    body: str
    language: str
    message_id: str


def write(to: str, language: str, desk: str, message_id: str) -> Letter:
    """The letter in the member's language; `desk` is the full address of the desk page."""
    with translation.override(language):
        lines = [
            _("There is something for you in Samaki. Please sign in and look at your desk:"),
            desk,
            _("This letter is sent by the system and says no more on purpose. Please do not answer it."),
            _("You can change or stop these letters on the page “E-mail to me” in Samaki."),
        ]
        if settings.DEMO:
            lines.append(_("Synthetic demonstration. No person, number or case here is real."))
        return Letter(to, _("There is something for you in Samaki"), "\n\n".join(lines) + "\n", language, message_id)
