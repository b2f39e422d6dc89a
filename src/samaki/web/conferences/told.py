"""Words about conferences and messages: in the story of a case, on the desk, and after an act. That it was, never what was said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from samaki.ledger.models import LedgerEntry
from samaki.web.saying import Word, at, to_mend

Sentence = Callable[[LedgerEntry, dict[int, str], str], str]


def _said(text: Callable[[], str]) -> Sentence:
    return lambda _entry, _units, _lang: text()


def _to(text: Callable[[], str]) -> Sentence:
    return lambda entry, units, _lang: text() % {"to": units.get(entry.facts.get("to", -1), "?")}


def _answered(entry: LedgerEntry, _units: dict[int, str], _lang: str) -> str:
    return OUTCOMES[entry.facts.get("outcome", "")]()


OUTCOMES: dict[str, Callable[[], str]] = {
    "": lambda: _("A promise of a conference was answered for"),
    "done": lambda: _("A promise of a conference: done"),
    "not_possible": lambda: _("A promise of a conference: not possible, with a reason"),
    "not_done": lambda: _("A promise of a conference: not done, with a reason"),
}

ACTS: dict[str, tuple[str, Sentence]] = {
    "conference.call": ("offered", _said(lambda: _("A conference was called"))),
    "conference.postpone": ("hold", _said(lambda: _("A conference was put off to another day"))),
    "conference.cancel": ("stopped", _said(lambda: _("A conference does not take place"))),
    "conference.invite": ("offered", _to(lambda: _("%(to)s was invited to a conference"))),
    "conference.undertake": ("held", _said(lambda: _("A unit undertook to keep to itself what it hears in a conference"))),
    "conference.decline": ("stopped", _said(lambda: _("A unit does not come to a conference"))),
    "conference.remove": ("stopped", _to(lambda: _("%(to)s is no longer on the list of a conference"))),
    "conference.point": ("held", _said(lambda: _("A point was put on the agenda of a conference"))),
    "conference.drop": ("next", _said(lambda: _("A point was taken off the agenda of a conference"))),
    "conference.decide": ("done", _said(lambda: _("A conference decided a point"))),
    "conference.action": ("held", _said(lambda: _("A conference wrote down who does something, until when"))),
    "conference.give": ("held", _to(lambda: _("What a conference agreed is now with %(to)s"))),
    "conference.say": ("done", _answered),
    "conference.take_off": ("next", _said(lambda: _("Something that a conference had written down was taken off"))),
    "conference.close": ("done", _said(lambda: _("A conference took place and was closed"))),
    "conference.remind": ("overdue", _said(lambda: _("Nobody had said whether a conference took place: its unit was asked"))),
    "conference.remind_action": ("overdue", _to(lambda: _("%(to)s is late with a promise of a conference: it was called"))),
    "message.write": ("next", _said(lambda: _("A message was written to the units that work on it"))),
    "message.correct": ("next", _said(lambda: _("A message was corrected by a new one"))),
    "message.read": ("next", _said(lambda: _("Messages were read"))),
}  # fmt: skip
"""Act -> (state of its ring, its sentence)."""

TOLD: dict[str, Callable[[], Any]] = {
    "conference_called": lambda: _("Your unit is invited to a conference: give the undertaking, or say that you do not come"),
    "conference_joined": lambda: _("A unit comes to your conference"),
    "conference_declined": lambda: _("A unit does not come to your conference"),
    "conference_moved": lambda: _("A conference is put off to another day"),
    "conference_cancelled": lambda: _("A conference does not take place"),
    "conference_closed": lambda: _("A conference is closed: read what was decided"),
    "conference_waits": lambda: _("Did your conference take place? Close it, put it off, or cancel it"),
    "action_yours": lambda: _("A conference wrote down who does something: look what your unit promised"),
    "action_off": lambda: _("What your unit had promised in a conference was taken off"),
    "action_said": lambda: _("Somebody says what became of a promise of your conference"),
    "action_late": lambda: _("Your unit is late with what it promised in a conference: say what became of it"),
    "action_unsaid": lambda: _("Nobody has said what became of a promise of your conference"),
    "message_written": lambda: _("There is a new message on a case"),
    "message_mentioned": lambda: _("A message on a case turns to somebody of your unit"),
}  # fmt: skip
STATES = {
    "conference_called": "offered", "conference_joined": "held", "conference_declined": "stopped", "conference_moved": "hold",
    "conference_cancelled": "stopped", "conference_closed": "done", "conference_waits": "overdue", "action_yours": "held",
    "action_off": "stopped", "action_said": "held", "action_late": "overdue", "action_unsaid": "overdue",
    "message_written": "next", "message_mentioned": "offered",
}  # fmt: skip
"""The sign beside each."""


def _conference(answer: Any) -> str:
    return f"/conferences/{answer.conference_id}/"


SAID: dict[str, Word] = {
    "call_conference": Word(lambda: _("Saved: the conference is called. Now invite who must come."), at("/conferences/%s/"), to_mend),
    "set_up_meeting": Word(lambda: _("Saved: the meeting is set up. Now invite who comes."), at("/conferences/%s/"), to_mend),
    "postpone_conference": Word(lambda: _("Saved: everybody on the list is told of the new day.")),
    "cancel_conference": Word(lambda: _("Saved: it does not take place; everybody on the list is told, and what it opened is closed.")),
    "invite_unit": Word(lambda: _("Saved: they are invited. Nothing is open to them before they give the undertaking.")),
    "give_undertaking": Word(lambda: _("Saved: your unit takes part. What you hear there stays there.")),
    "decline_conference": Word(lambda: _("Saved: they are told that your unit does not come.")),
    "take_off_list": Word(lambda: _("Saved: that unit is off the list, and sees nothing of it any more.")),
    "gather_agenda": Word(lambda: _("Saved: what waits stands on the agenda.")),
    "add_point": Word(lambda: _("Saved: your point stands on the agenda.")),
    "drop_point": Word(lambda: _("Saved: the point is off the agenda.")),
    "decide_point": Word(lambda: _("Saved: the decision stands."), _conference, lambda: _("Was that a mistake? Write it anew here")),
    "record_action": Word(lambda: _("Saved: it is written down. Its owner is told, once there is one.")),
    "act_by_step": Word(lambda: _("Saved: the step is open with your unit."), lambda row: f"/steps/{row.step_id}/", to_mend),
    "act_by_handoff": Word(lambda: _("Saved: they are asked. You hold the step until they accept."),
                           lambda row: f"/handoffs/{row.handoff_id}/", to_mend),
    "give_action": Word(lambda: _("Saved: its owner is told.")),
    "say_action": Word(lambda: _("Saved: who called the conference is told what became of it.")),
    "take_off_action": Word(lambda: _("Saved: it is off the list.")),
    "close_conference": Word(lambda: _("Saved: the conference is closed. What was promised stands on the desks until it is answered.")),
    "write_message": Word(lambda: _("Saved: your message stands, and the units that read this part are told.")),
    "correct_message": Word(lambda: _("Saved: the new words stand, the old ones stay beneath.")),
    "read_messages": Word(lambda: _("Saved: the others see that you have read them.")),
}  # fmt: skip
"""Operation -> what is said after it."""


def href(kind: str, key: object, code: str, ours: object) -> str:
    """Where the matter of such a notice is read."""
    if kind == "conference":
        return f"/conferences/{key}/"
    return f"/cases/{code}/messages/" if code in ours else ""  # type: ignore[operator]
