"""What is said of a child's care: in the story of a case, after an act, on the desk. Codes and days, never what somebody wrote."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from samaki.ledger.models import LedgerEntry
from samaki.web import words
from samaki.web.care import words as said
from samaki.web.saying import Word, at, to_mend

Said = Callable[[], str]
Sentence = Callable[[LedgerEntry, dict[int, str], str], str]


def _plain(text: Said) -> Sentence:
    return lambda _entry, _units, _lang: text()


def _named(text: Said, name: Callable[[str, str], str]) -> Sentence:
    return lambda entry, _units, lang: text() % {"what": name(entry.facts.get("kind", ""), lang)}


def _goal_ended(entry: LedgerEntry, _units: dict[int, str], lang: str) -> str:
    return _("A goal has ended: %(why)s") % {"why": words.reason_name("goal_end", entry.facts.get("reason", ""), lang)}


def _service_ended(entry: LedgerEntry, _units: dict[int, str], lang: str) -> str:
    what, view = said.service_name(entry.facts.get("kind", ""), lang), entry.facts.get("answer", "")
    return _("A service has ended: %(what)s. The child: %(view)s") % {
        "what": what,
        "view": words.reason_name("child_view", view, lang),
    }


ACTS: dict[str, tuple[str, Sentence]] = {
    "care.need": ("offered", _named(lambda: _("A need was written down: %(what)s"), said.need_name)),
    "care.need_meet": ("done", _named(lambda: _("A need is met: %(what)s"), said.need_name)),
    "care.need_drop": ("stopped", _named(lambda: _("A need is there no more: %(what)s"), said.need_name)),
    "care.need_reopen": ("offered", _named(lambda: _("A need is open again: %(what)s"), said.need_name)),
    "care.need_mistake": ("next", _plain(lambda: _("A need had been written down by mistake"))),
    "care.goal": ("held", _plain(lambda: _("A goal was set"))),
    "care.goal_review": ("held", _plain(lambda: _("A goal was looked at, and goes on"))),
    "care.goal_take": ("held", _plain(lambda: _("Another unit answers for a goal now"))),
    "care.goal_end": ("done", _goal_ended),
    "care.goal_reopen": ("held", _plain(lambda: _("A goal goes on after all"))),
    "care.goal_mistake": ("next", _plain(lambda: _("A goal had been written down by mistake"))),
    "care.service": ("offered", _named(lambda: _("A service was asked for: %(what)s"), said.service_name)),
    "care.service_begin": ("held", _named(lambda: _("A service has begun: %(what)s"), said.service_name)),
    "care.service_end": ("done", _service_ended),
    "care.service_fail": ("stopped", _named(lambda: _("A service never began: %(what)s"), said.service_name)),
    "care.service_reopen": ("held", _named(lambda: _("A service goes on after all: %(what)s"), said.service_name)),
    "care.service_mistake": ("next", _plain(lambda: _("A service had been written down by mistake"))),
    "care.service_take": ("held", _plain(lambda: _("Another unit answers for a service now"))),
    "care.assessment": ("offered", _plain(lambda: _("An assessment was begun"))),
    "care.assessment_answer": ("next", _plain(lambda: _("A part of an assessment was answered"))),
    "care.assessment_sign": ("done", _named(lambda: _("An assessment was signed: %(what)s"), said.instrument_name)),
    "care.assessment_discard": ("stopped", _plain(lambda: _("A draft of an assessment was laid aside"))),
    "care.assessment_mistake": ("next", _plain(lambda: _("An assessment had been signed by mistake"))),
    "care.follow_up": ("done", _named(lambda: _("Months later the child was asked: %(what)s"), words.step_title)),
    "care.closing_look": ("done", _plain(lambda: _("What is still open was looked through before closing"))),
    "care.call": ("offered", _plain(lambda: _("A goal or a service waits: the units were told"))),
}
"""Act -> the sign beside it, and its sentence."""

WRITTEN = frozenset(
    f"care.{act}" for act in ("need_meet", "need_drop", "need_reopen", "need_mistake", "goal_review", "goal_end", "goal_reopen",
                              "goal_mistake", "service_begin", "service_end", "service_fail", "service_reopen", "service_mistake",
                              "assessment_mistake")
)  # fmt: skip
"""Acts that somebody may have put into words."""

TOLD: dict[str, Said] = {
    "goal_due": lambda: _("A goal of a child is to be looked at: do it with the child"),
    "service_late": lambda: _("A service that was asked for has not begun: ask again, or find another one"),
    "service_goes_on": lambda: _("A service goes on for long: say what came of it, or that it goes on"),
    "service_asked": lambda: _("A service of your unit is asked for: it stands on your waiting list"),
    "service_needed": lambda: _("A child needs a service of your unit now: open your waiting list and call who asks"),
}
STATES = {"goal_due": "offered", "service_late": "overdue", "service_goes_on": "offered", "service_asked": "offered",
          "service_needed": "overdue"}  # fmt: skip
"""End of a notice's kind -> what the desk says, and the sign beside it."""


def href(kind: str, key: object, ended: str) -> str:
    """Where the matter of such a notice is read."""
    return (
        "/waiting-services/" if ended in ("service_asked", "service_needed") else f"/{kind.replace('_', '-')}s/{key}/"
    )


_GOAL, _SERVICE, _ASSESSMENT, _CHECK = (
    at("/care-goals/%s/"),
    at("/care-services/%s/"),
    at("/assessments/%s/"),
    at("/follow-ups/%s/"),
)

SAID: dict[str, Word] = {
    "add_care_need": Word(lambda: _("Saved: the need stands in the plan."), at("/care-needs/%s/"), to_mend),
    "move_care_need": Word(lambda: _("Saved: it is said what became of the need."), at("/care-needs/%s/"), to_mend),
    "set_goal": Word(lambda: _("Saved: the goal is set, and your unit answers for it."), _GOAL, to_mend),
    "review_goal": Word(lambda: _("Saved: the goal goes on until its next day.")),
    "take_goal": Word(lambda: _("Saved: your unit answers for it from now on.")),
    "move_goal": Word(lambda: _("Saved: it is said what became of the goal."), _GOAL, to_mend),
    "ask_service": Word(lambda: _("Saved: the service is asked for. Say here when it begins."), _SERVICE, to_mend),
    "move_service": Word(lambda: _("Saved: it is said what became of the service."), _SERVICE, to_mend),
    "take_service": Word(lambda: _("Saved: your unit answers for it from now on.")),
    "begin_assessment": Word(lambda: _("Saved: a draft is begun. Only you see it.")),
    "answer_domain": Word(lambda: _("Saved: this part is kept in your draft.")),
    "sign_assessment": Word(lambda: _("Saved: it is signed and stands."), _ASSESSMENT, lambda: _("Was that a mistake? Correct it here")),
    "correct_assessment": Word(lambda: _("Saved: a draft with the same answers. It stands once you sign it.")),
    "discard_assessment": Word(lambda: _("Saved: the draft is laid aside.")),
    "mark_assessment_error": Word(lambda: _("Saved: it stays, struck, with your reason.")),
    "record_follow_up": Word(lambda: _("Saved: what the child answered is written down."), _CHECK,
                             lambda: _("Was that a mistake? Correct it here")),
    "record_closing_look": Word(lambda: _("Saved: it is written down what is open, and why.")),
}  # fmt: skip
"""Operation -> what is said after it."""
