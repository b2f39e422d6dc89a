"""What rosters say after an act, and on the desk: words only, nothing that asks the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

Said = Callable[[], str]


def _of_roster(answer: Any) -> str:
    return f"/roster/{answer.roster_id}/edit/"


def _at(address: str) -> Callable[[Any], str]:
    return lambda _answer: address


WORDS: dict[str, tuple[Said, Callable[[Any], str] | None]] = {
    "draft_roster": (lambda: _("Saved as a draft: nobody is called by it before it is published."), None),
    "discard_draft": (lambda: _("Saved: the draft is laid aside. What was published holds on."), None),
    "publish_roster": (lambda: _("Saved: the roster holds from now on, and the unit is told."), _of_roster),
    "end_roster": (lambda: _("Saved: the roster has ended. Everybody who works here is called as before."), None),
    "change_duty": (lambda: _("Saved: the change holds for its time."), _at("/roster/")),
    "take_changes": (lambda: _("Saved: what could be taken is in the roster."), None),
    "end_change": (lambda: _("Saved: it is taken back, and the plan holds again."), None),
    "ask_swap": (lambda: _("Saved: they are asked. You have your duty until they say yes."), _at("/roster/")),
    "answer_swap": (lambda: _("Saved: your answer stands, and who asked is told."), None),
    "withdraw_swap": (lambda: _("Saved: you do not ask any more. Your duty is yours."), None),
    "write_handover": (lambda: _("Saved and sealed: the next on duty can read it."), None),
    "give_number": (
        lambda: _("Saved and sealed: it is the last that is tried. Prove it, so that it can be texted."),
        _at("/roster/number/"),
    ),
    "ask_own_proof": (lambda: _("A code is on its way to your number: type it here."), None),
    "take_known_number": (
        lambda: _("Saved and sealed: it is the number that you proved for your texts, and needs no other code."),
        _at("/roster/number/"),
    ),
    "prove_own_number": (
        lambda: _("Saved: the number is yours. It is texted when nobody else of your unit answers."),
        _at("/roster/number/"),
    ),
    "withdraw_number": (lambda: _("Saved: your number is gone, and nobody calls it from here."), None),
}
"""Operation -> what is said after it, and the page where it is mended, from its answer."""

SILENT = frozenset({"read_handover", "look_at_numbers"})
"""Operations whose answer is itself a page."""

STATES = {
    "roster_published": "held",
    "roster_ended": "hold",
    "swap_asked": "offered",
    "swap_answered": "held",
    "gap_ahead": "overdue",
}

TOLD: dict[str, Said] = {
    "roster_published": lambda: _("The duty roster of your unit has a new version"),
    "roster_ended": lambda: _("A duty roster of your unit has ended: everybody is called as before"),
    "gap_ahead": lambda: _(
        "In the duty roster of your unit nobody can be called for some time ahead. Look who is missing"
    ),
    "swap_asked": lambda: _("Somebody of your unit asks to swap a duty"),
    "swap_answered": lambda: _("A swap of duties was answered"),
}
"""End of a notice's kind -> what the desk says."""
