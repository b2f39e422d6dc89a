"""What units are called on the page that is handed over: some of their names would tell where the child stays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from samaki.agencies.queries import NamesThen, names_then
from samaki.journeys.subject_access.gathering import Held
from samaki.journeys.subject_access.whose import Entry


class Names:
    """What units are called here, at a moment; those behind which the child's place can be guessed stand without a name."""

    def __init__(self, held: Held, more: Iterable[int]) -> None:
        keys = set(more) | {one.unit for rows in (held.places, *held.written.values()) for one in rows}
        keys |= {one.unit for one in held.papers} | {one.holder_id for one in held.steps}
        keys |= {key for one in held.received for key in (one.to, one.by) if key}
        keys |= {key for one in held.entries for key in (one.unit, named_in(one)) if key}
        keys |= {key for one in held.consents for key in (one.to_unit_id, one.unit_id)}
        self.behind, self.then = held.behind, names_then(keys)

    def at(self, unit: int | None, moment: datetime) -> str:
        if unit in self.behind:
            return _("an agency that looks after the child")
        return _called(self.then, unit, moment)


def named_in(entry: Entry) -> int | None:
    """The unit that a line is about: a court, who receives a paper, who keeps a promise, who does what a conference decided, who kept
    the child."""
    name = {
        "hearing": "court",
        "paper": "to_unit_id",
        "child_promise": "owner",
        "conference_action": "owner",
        "child_placement": "keeper",
    }.get(entry.table)
    return getattr(entry.row, name) if name else None


def _called(then: NamesThen, unit: int | None, moment: datetime) -> str:
    return then.at(unit, moment) or _("an agency")
