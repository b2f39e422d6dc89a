"""Who was the last to act on something, what it was, and when: for whoever came too late."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.queries import names_then
from samaki.ledger.models import LedgerEntry
from samaki.web.frame import StaffRequest
from samaki.web.moments import short_moment


def last_act(subject_id: UUID | None, request: StaffRequest) -> list[str]:
    """One sentence about the newest entry of a hand-off, step, report or person that the member may read; or none."""
    from samaki.web.sentences import ACTS
    from samaki.web.story import SILENT, units_in

    entries = LedgerEntry.objects.filter(subject_id=subject_id, act__in=set(ACTS) - SILENT) if subject_id else None
    entry = entries.order_by("-recorded_at", "-id").first() if entries is not None else None
    if entry is None:
        return []
    named = names_then(units_in([entry]))
    units = {key: named.at(key, entry.recorded_at) for key in named.units}
    what = ACTS[entry.act][1](entry, units, request.lang)
    facts = {"what": what, "time": short_moment(entry.recorded_at), "who": units.get(entry.unit or -1, "")}
    if entry.who == "clock" or not facts["who"]:
        return [_("Last: %(what)s (%(time)s).") % facts]
    return [_("Last: %(what)s (%(who)s, %(time)s).") % facts]
