"""What is said after an act of peers, and on the desk of who is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _


def _question(answer: Any) -> str:
    return f"/peers/{answer.id}/"


SAID: dict[str, tuple[Any, ...]] = {
    "ask_peers": (lambda: _("Saved: every agency can read your question and answer it."), _question,
                  lambda: _("Was that a mistake? Correct it or take it back here")),
    "answer_peers": (lambda: _("Saved: your answer stands, and who asked is told."),),
    "correct_peers": (lambda: _("Saved: the new words stand; those before are gone."),),
    "take_back_peers": (lambda: _("Saved: it is taken back. Nobody else reads it any more."),),
    "mark_helped": (lambda: _("Saved: others see what helped."),),
    "keep_card": (lambda: _("Saved: the card waits for a member of a third agency."),),
    "approve_card": (lambda: _("Saved: the card stands for everybody."),),
    "flag_peers": (lambda: _("Saved: it is hidden now. A confidentiality officer looks at it."),),
    "decide_flag": (lambda: _("Saved: your decision stands."),),
    "set_details": (lambda: _("Saved: hours, languages and who can come are changed."),),
    "follow_topic": (lambda: _("Saved: your choice is kept."),),
}  # fmt: skip
"""Operation -> what `samaki.web.said.Word` is made of."""

TOLD: dict[str, Callable[[], Any]] = {
    "asked_peers": lambda: _("Another agency has a question about a topic that your unit follows"),
    "answered_peers": lambda: _("A question of your unit to other agencies was answered"),
    "peer_flagged": lambda: _(
        "Somebody says that a text between agencies names a child or a case: decide whether it stays"
    ),
}
STATES = {"asked_peers": "next", "answered_peers": "held", "peer_flagged": "overdue"}
"""The sign beside each."""


def href(kind: str, key: UUID) -> str:
    """Where the matter of such a notice is read: an answer or a card only while it is hidden."""
    return f"/peers/{key}/" if kind == "peer_question" else "/peers/hidden/"
