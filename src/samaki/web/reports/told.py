"""What the acts of triage, of joining and splitting, and of outreach say to a reader of the story."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.ledger.models import LedgerEntry


def _plain(text: Callable[[], str]) -> Callable[..., str]:
    return lambda _entry, _units, _language: text()


def _urgency(entry: LedgerEntry, _units: dict[int, str], language: str) -> str:
    before, now = entry.facts.get("before"), entry.facts.get("urgency", "")
    if before == now:
        return _("The questions of how urgent it is were answered")
    known = pack().urgencies.get(now)
    label = known.label(language) if known else now
    return _("How urgent it is was changed, with a reason and a new clock: %(urgency)s") % {"urgency": label}


ACTS: dict[str, tuple[str, Callable[..., str]]] = {
    "report.urgency": ("held", _urgency),
    "report.place": ("held", _plain(lambda: _("The place of the report was put right"))),
    "report.follow": ("held", _plain(lambda: _("The reports that are joined to this one followed it"))),
    "report.join": ("done", _plain(lambda: _("The report was joined to another one, which goes on for both"))),
    "report.joined": ("held", _plain(lambda: _("Another report was joined to this one"))),
    "report.take_apart": (
        "held",
        _plain(lambda: _("The report was taken apart again: it waits for a decision of its own")),
    ),
    "report.split": ("held", _plain(lambda: _("A second report was made of a part of this one"))),
    "report.begin": ("offered", _plain(lambda: _("The report was made from another one, which told of it too"))),
    "report.again": ("next", _plain(lambda: _("Who told it said whether they would tell again"))),
    "outreach.log": ("done", _plain(lambda: _("Outreach was written down"))),
    "outreach.mistake": ("next", _plain(lambda: _("Outreach had been written down by mistake"))),
}
"""Act -> (state of its ring, its sentence)."""
