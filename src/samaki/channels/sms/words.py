"""The words of our texts. Each is one part in Khmer (70 letters) as in English, names nobody and says no fact of a matter.

An answer to a reporter does not say who we are: a telephone lies open on many tables.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils import translation
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.intake.queries import Status

CALLED: dict[str, Callable[[], str]] = {
    "call": lambda: _("Samaki: something urgent waits. Sign in."),
    "call_code": lambda: _("Samaki: something urgent waits. Sign in. To take it, answer %(code)s"),
    "calls": lambda: _("Samaki: %(count)s urgent things wait. Sign in."),
    "calls_code": lambda: _("Samaki: %(count)s urgent things wait. Sign in. To take all, answer %(code)s"),
    "prove": lambda: _("Samaki: your code is %(code)s"),
    "taken": lambda: _("Samaki: it is noted. The clock goes on: sign in soon."),
    "not_taken": lambda: _("This was not taken. Look at the code, or sign in."),
    "filed": lambda: _("Received. Your number: %(receipt)s. Copy it, then delete this."),
    "danger_now": lambda: _("If there is danger now, answer: %(key)s. Then who is on duty is called. Delete this."),
    "danger": lambda: _("It is noted: danger now. Who is on duty is called. Delete this."),
    "danger_where": lambda: _("It is noted: danger now. Where? Text the province and the district."),
    "unknown": lambda: _("There is no such number here. Look at it once more."),
    "later": lambda: _("There were too many tries. Wait an hour, then try again."),
    "new": lambda: _("It waits to be read."),
    "acknowledged": lambda: _("It has been read. It is being decided what happens next."),
    "unread": lambda: _("Somebody on duty knows that it is there."),
    "in_case": lambda: _("People whose work it is are acting on it."),
    "over": lambda: _("The work on it has ended. You may write again."),
    "closed": lambda: _("It has been closed. You may write again at any time."),
    "question": lambda: _("A question to you waits. Read it on our page with this number. You may also text here."),
    "word": lambda: _("A word to you waits. Read it on our page with this number."),
}


def say(what: str, language: str, **given: str) -> str:
    """One of the texts above in a language of the pack (its own where the language is unknown)."""
    with translation.override(language if language in pack().languages else pack().default_language):
        return CALLED[what]() % given


def counted(what: str, count: int, language: str, **given: str) -> str:
    """A call for so many things: of one it says "something"."""
    if count == 1:
        return say(what, language, **given)
    return say(what.replace("call", "calls"), language, count=str(count), **given)


def of_status(found: Status | None, language: str) -> str:
    """How a report stands: a fixed phrase."""
    if found is None:
        return say("unknown", language)
    if found.state == "acknowledged" and found.unread:
        return say("unread", language)
    return say("over" if found.state == "in_case" and found.over else found.state, language)


def language_of(text: str, before: str = "") -> str:
    """By the script: Khmer letters are Khmer, Latin ones English; of digits alone, as they wrote before."""
    if any("\u1780" <= letter <= "\u17ff" and not letter.isdecimal() for letter in text):
        return "km"
    if any(letter.isalpha() for letter in text):
        return "en"
    return before or pack().default_language
