"""Words about scorecards: after an act, in the ledger, and in what a unit is told once a month."""

from __future__ import annotations

from collections.abc import Callable, Set

from django.utils.translation import gettext as _

from samaki.ledger.models import LedgerEntry
from samaki.notices.models import Notice
from samaki.web.saying import Word

Sentence = Callable[[LedgerEntry, dict[int, str], str], str]

KIND = "scorecard."
READERS = {"head", "oversight"}


def is_for(notice: Notice, roles: Set[str]) -> bool:
    """Whether a notice about scorecards is for a reader with these roles, who would find an empty page else; one about anything else is."""
    return not notice.kind.startswith(KIND) or bool(READERS & roles)


def href(notice: Notice, ended: str) -> str:
    """The sheet of the quarter that it is about; for who oversees, all of them."""
    since = notice.facts.get("since", "")
    return f"/scorecards/{notice.subject_id}/?quarter={since}" if ended == "scorecard_ready" else "/scorecards/"


SAID = {"say_of_figures": Word(lambda: _("Saved: your agency's word stands beside its figures."))}
"""Operation -> what is said after it."""

ACTS: dict[str, tuple[str, Sentence]] = {
    "scorecard.say": ("next", lambda _entry, _units, _lang: _("An agency wrote beside its own figures")),
    "scorecard.send": ("next", lambda _entry, _units, _lang: _("Scorecards were put before those who read them")),
}
"""Act -> (state of its ring, its sentence)."""

TOLD: dict[str, Callable[[], str]] = {
    "scorecard_ready": lambda: _(
        "The scorecard of your agency up to the end of last month is ready: read it, print it, add your own word"
    ),
    "scorecards_ready": lambda: _("The scorecards of all agencies up to the end of last month are ready"),
}
STATES = dict.fromkeys(TOLD, "offered")
"""The sign beside each."""
