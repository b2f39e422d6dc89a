"""The child's voice in words. Nothing here asks the database."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

Said = Callable[[], str]

TOLD: dict[str, tuple[str, Said]] = {
    "understood": ("done", lambda: _("Understood")),
    "again": ("offered", lambda: _("To be told again")),
    "not_asked": ("next", lambda: _("Nobody asked whether it was understood")),
}
WANTS: dict[str, tuple[str, Said]] = {
    "says": ("held", lambda: _("The child says what it wants")),
    "nothing": ("hold", lambda: _("The child does not wish to say")),
}
ANSWERS = {"told": TOLD, "wants": WANTS}
"""Sort -> answer -> (sign, words)."""

INTERPRETERS: dict[str, Said] = {
    "none": lambda: _("No interpreter was needed"),
    "used": lambda: _("By an interpreter"),
    "missing": lambda: _("An interpreter was needed, and none was there"),
}

SORTS: dict[str, Said] = {
    "interview": lambda: _("An interview"),
    "testimony": lambda: _("A testimony in court"),
}

STATES: dict[str, tuple[str, Said]] = {
    "asked": ("offered", lambda: _("Asked, not answered yet")),
    "agreed": ("done", lambda: _("Answer: agrees")),
    "other_way": ("held", lambda: _("Answer: suggests another way")),
    "disagreed": ("broken", lambda: _("Answer: disagrees")),
    "withdrawn": ("stopped", lambda: _("Taken back by who asked")),
}
"""State of an asking -> (sign, words)."""

MOVES: dict[str, Said] = {
    "agree": lambda: _("Agrees: the child can be heard"),
    "other_way": lambda: _("Suggests another way"),
    "disagree": lambda: _("Disagrees"),
}

WRITTEN: dict[str, Said] = {
    "again.ask": lambda: _("Why, in words"),
    "again.answer": lambda: _("What was answered"),
    "again.withdraw": lambda: _("Why it was taken back"),
}
"""Act -> what its words are called."""
