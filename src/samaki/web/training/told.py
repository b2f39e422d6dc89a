"""What is said after an act of a workshop, and on the desk of who is told: words only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from samaki.web.saying import Word

Said = Callable[[], str]


def _at(pattern: str, name: str = "id") -> Callable[[Any], str]:
    return lambda answer: pattern % getattr(answer, name)


_SAID: dict[str, tuple[Any, ...]] = {
    "plan_workshop": (lambda: _("Saved: the workshop is planned. Nobody is told yet: give each unit its places, then open it."),
                      _at("/training/%s/change/"), lambda: _("Was that a mistake? Correct it here")),
    "change_workshop": (lambda: _("Saved: the workshop is changed. Who was invited is told where the day or the place is another one."),),
    "change_session": (lambda: _("Saved: the session is changed."),),
    "open_workshop": (lambda: _("Saved: places can be taken, and each invited unit is told."),),
    "begin_workshop": (lambda: _("Saved: the workshop runs. Show the number of the first session in the room."),),
    "cancel_workshop": (lambda: _("Saved: the workshop is cancelled, and each invited unit is told."),),
    "finish_workshop": (lambda: _("Saved: the workshop is finished. Who was at enough sessions has a certificate, and contact "
                                  "cards are offered to the units."),),
    "open_test": (lambda: _("Saved: this is what can be sat now."),),
    "give_places": (lambda: _("Saved: the unit has these places."), _at("/training/%s/invite/", "workshop_id"),
                    lambda: _("Was that a mistake? Write another number here")),
    "take_place": (lambda: _("Saved: the person is on the list, or on the waiting list where no place is free."),),
    "renew_link": (lambda: _("Saved: the place has a new link, and the one before opens nothing any more. Give them this one now."),),
    "withdraw_seat": (lambda: _("Saved: the place is taken back. Does somebody wait, who waited longest has it."),),
    "tick_list": (lambda: _("Saved: this is who was there. Tick anew to correct it."),),
    "enter_sitting": (lambda: _("Saved: the paper is entered."), _at("/training/seats/%s/", "seat_id"),
                      lambda: _("Was that a mistake? Enter it anew here")),
    "keep_contact_card": (lambda: _("Saved: this person stands in the directory."), lambda _point: "/directory/",
                          lambda: _("Was that a mistake? Take the line out of the entry of your unit")),
    "write_practice": (lambda: _("Saved: the card waits for a member of a third agency."), lambda _card: "/peers/cards/",
                       lambda: _("Was that a mistake? Take it back there")),
    "write_promise": (lambda: _("Saved: the unit is asked whether it promises this."), _at("/gaps/promises/%s/"),
                      lambda: _("Was that a mistake? Withdraw it here")),
    "check_seat": (lambda: _("Saved: this is what was seen. Say it anew to correct it."), _at("/training/seats/%s/check/"),
                   lambda: _("Was that a mistake? Say it anew here")),
}  # fmt: skip

SAID = {name: Word(*told) for name, told in _SAID.items()}
"""Operation -> what is said after it."""

SILENT = frozenset({"give_opinion", "give_place_back", "sign_in_room", "sit_test", "agree_to_card"})
"""Operations of participants, whose answer is a page of their own."""

TOLD: dict[str, Said] = {
    "workshop_invited": lambda: _("Your unit is invited to a workshop: pass the link on to those who come"),
    "workshop_moved": lambda: _("A workshop to which your unit is invited has another day or place"),
    "workshop_cancelled": lambda: _("A workshop to which your unit was invited is cancelled"),
    "workshop_cards": lambda: _("People of your unit agreed at a workshop to be in the directory: enter them"),
    "workshop_check_due": lambda: _("Half a year after a workshop: see who is still in post, and what is done well"),
}
"""End of a notice's kind -> what the desk says."""

STATES = {
    "workshop_invited": "offered", "workshop_moved": "next", "workshop_cancelled": "hold", "workshop_cards": "offered",
    "workshop_check_due": "overdue",
}  # fmt: skip
"""The sign beside each."""


def states() -> dict[str, str]:
    """State of a workshop -> its word."""
    return {"planned": _("planned"), "open": _("open: places can be taken"), "running": _("running"), "finished": _("finished"),
            "cancelled": _("cancelled")}  # fmt: skip


def parts() -> dict[str, str]:
    """Part of the test -> its word."""
    return {"before": _("Test before the workshop"), "after": _("Test after the workshop")}
