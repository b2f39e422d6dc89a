"""Words about releases of figures: after an act, and in the ledger."""

from __future__ import annotations

from collections.abc import Callable, Set

from django.utils.translation import gettext as _

from samaki.insights.publication import rules
from samaki.ledger.models import LedgerEntry
from samaki.notices.models import Notice
from samaki.web.saying import Word, at

Sentence = Callable[[LedgerEntry, dict[int, str], str], str]


def _plain(text: Callable[[], str]) -> Sentence:
    return lambda _entry, _units, _lang: text()


SAID = {
    "draft_release": Word(lambda: _("Saved: it is being counted. Look at it again in a minute."), at("/publication/%s/"),
                          lambda: _("Was that a mistake? Withdraw it here")),
    "submit_release": Word(lambda: _("Saved: every agency whose work is in it is asked now."), at("/publication/%s/"),
                           lambda: _("Was that a mistake? Withdraw it here")),
    "approve_release": Word(lambda: _("Saved: your agency approves these figures."), lambda row: f"/publication/{row.release_id}/",
                            lambda: _("Was that a mistake? Send it back here")),
    "send_back_release": Word(lambda: _("Saved: it went back, and all answers lapsed.")),
    "publish_release": Word(lambda: _("Saved: everybody can read it now."), at("/publication/%s/"),
                            lambda: _("Was that a mistake? Withdraw it here")),
    "withdraw_release": Word(lambda: _("Saved: it is withdrawn.")),
}  # fmt: skip
"""Operation -> what is said after it."""

SILENT = frozenset({"export_own_cases"})
"""Its answer is itself a file."""

ACTS: dict[str, tuple[str, Sentence]] = {
    "publication.draft": ("offered", _plain(lambda: _("A release of public figures was drafted"))),
    "publication.count": ("next", _plain(lambda: _("A release of public figures was counted"))),
    "publication.submit": ("offered", _plain(lambda: _("Every agency was asked about a release of public figures"))),
    "publication.ask": (
        "overdue",
        _plain(lambda: _("Agencies that had not answered were asked about a release of public figures")),
    ),
    "publication.approve": ("held", _plain(lambda: _("An agency approved a release of public figures"))),
    "publication.send_back": ("next", _plain(lambda: _("An agency sent a release of public figures back"))),
    "publication.publish": ("done", _plain(lambda: _("A release of public figures was published"))),
    "cases.export": ("next", _plain(lambda: _("A unit took its own cases out in codes, sealed"))),
    "case.export": ("next", _plain(lambda: _("The case was in a sealed file of codes that its unit took out"))),
    "publication.withdraw": ("overdue", _plain(lambda: _("A release of public figures was withdrawn"))),
}
"""Act -> (state of its ring, its sentence)."""

KIND = "publication."


def is_for(notice: Notice, roles: Set[str]) -> bool:
    """Whether a notice about a release is for a reader with these roles, who could do nothing about it else; one about anything else is."""
    return not notice.kind.startswith(KIND) or bool(rules.ANSWERERS & roles)


TOLD: dict[str, Callable[[], str]] = {
    "figures_asked": lambda: _(
        "Public figures wait for the answer of your agency: read them, then approve them or send them back"
    ),
    "figures_unanswered": lambda: _(
        "Agencies have been asked three times about public figures and have not answered: see which"
    ),
}
STATES = {"figures_asked": "offered", "figures_unanswered": "overdue"}
"""What a unit is told, by the end of the notice's kind, and the sign beside each."""
