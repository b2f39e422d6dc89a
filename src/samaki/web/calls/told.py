"""What the ledger says of calls and pushes. Never to which number or browser."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from samaki.ledger.models import LedgerEntry

Sentence = Callable[[LedgerEntry, dict[int, str], str], str]

STATES: dict[str, Callable[[], str]] = {
    "ringing": lambda: _("A call to a member rings"),
    "answered": lambda: _("A call to a member was answered"),
    "pin": lambda: _("A member who was called is asked for their call PIN"),
    "no_answer": lambda: _("Nobody answered a call to a member"),
    "busy": lambda: _("The line of a member who was called was busy"),
    "failed": lambda: _("A call to a member failed"),
}


def _heard(entry: LedgerEntry, _units: dict[int, str], _lang: str) -> str:
    return STATES.get(str(entry.facts.get("state", "")), STATES["failed"])()


def _plain(words: Callable[[], str]) -> Sentence:
    return lambda _entry, _units, _lang: words()


ACTS: dict[str, tuple[str, Sentence]] = {
    "report.by_call": (
        "held",
        _plain(lambda: _("Taken by telephone, without signing in")),
    ),
    "handoff.by_call": ("offered", _plain(lambda: _("Seen by telephone, without signing in"))),
    "voice.choose": ("done", _plain(lambda: _("A member chose whether they are called"))),
    "voice.prove": ("done", _plain(lambda: _("A member proved their telephone number for calls"))),
    "voice.heard": ("offered", _heard),
    "voice.wrong": ("broken", _plain(lambda: _("Wrong digits were typed in a call to a member"))),
    "voice.answer": ("held", _plain(lambda: _("A member took a call by telephone"))),
    "voice.unreached": (
        "broken",
        _plain(lambda: _("Nobody took a call to a member: the next level is called at once")),
    ),
    "voice.sent": ("done", _plain(lambda: _("The gateway was asked to call a member"))),
    "voice.refused": ("broken", _plain(lambda: _("The gateway refused to call a member"))),
    "voice.given_up": ("broken", _plain(lambda: _("A call to a member was given up after many attempts"))),
    "voice.not_needed": ("next", _plain(lambda: _("A call to a member was not needed any more"))),
    "push.on": ("done", _plain(lambda: _("A member turned push on in a browser"))),
    "push.off": ("done", _plain(lambda: _("A member turned push off in a browser"))),
    "push.gone": ("broken", _plain(lambda: _("A browser of a member takes no more pushes"))),
    "push.sent": ("done", _plain(lambda: _("A push to a member was sent"))),
    "push.refused": ("broken", _plain(lambda: _("A push to a member was refused"))),
    "push.given_up": ("broken", _plain(lambda: _("A push to a member was given up after many attempts"))),
    "push.not_needed": ("next", _plain(lambda: _("A push to a member was not needed any more"))),
}
