"""Words about pressure for the story of a case, for the desk and for an alarm: that it was, never by whom or what was said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from samaki.cases.models import Case, Person
from samaki.journeys.pressure import queries
from samaki.ledger.models import LedgerEntry
from samaki.web import words
from samaki.web.moments import short_moment
from samaki.web.pages import StaffRequest

Sentence = Callable[[LedgerEntry, dict[int, str], str], str]


def _written(entry: LedgerEntry, _units: dict[int, str], lang: str) -> str:
    sort = words.reason_name("pressure", entry.facts.get("kind", ""), lang)
    whom = words.reason_name("pressure_on", entry.facts.get("part", ""), lang)
    return _("Pressure or a threat: %(sort)s (%(whom)s)") % {"sort": sort, "whom": whom}


def danger(entry: LedgerEntry, _units: dict[int, str], _lang: str) -> str:
    """That a child is not safe. Of pressure nothing is said of who was told: a unit from which it is hidden was not."""
    if not entry.facts.get("pressure"):
        return _("The child is in danger: police and social services were told")
    if entry.facts.get("outcome"):
        return _("The child is still not safe after pressure or a threat: the safety check follows again")
    return _("Pressure or a threat: the child counts as not safe until the safety check says otherwise")


ACTS: dict[str, tuple[str, Sentence]] = {
    "pressure.write": ("overdue", _written),
    "pressure.mistake": ("next", lambda _entry, _units, _lang: _("Pressure or a threat had been recorded by mistake")),
    "pressure.over": ("done", lambda _entry, _units, _lang: _("The safety check after pressure or a threat was done")),
}

TOLD: dict[str, Callable[[], Any]] = {
    "may_wall": lambda: _("Somebody of a unit may stand on the other side of a case: look whether a wall is needed"),
    "told": lambda: _("A child is not safe: somebody may be under pressure. A safety check is due within a day"),
}


def of_child(case: Case, child: Person, request: StaffRequest, *, works: bool) -> list[dict[str, str]]:
    """Rows of the child's page: what was recorded and is open to the reader, and where to record more."""
    name, base = _("Pressure, a threat or money offered"), f"/cases/{case.code}/pressure"
    rows = [
        {"name": name, "text": _told(row, request), "href": f"{base}/{row.id}/", "link": _("Open")}
        for row in queries.pressures_of(case) if row.child_id == child.id
    ]  # fmt: skip
    new = {"name": name, "text": "", "href": f"{base}/new/", "link": _("Record it")}
    return [*rows, new] if works else rows


def _told(row: queries.Pressure, request: StaffRequest) -> str:
    said = {"sort": words.reason_name("pressure", row.sort, request.lang), "time": short_moment(row.occurred_at)}
    return _("%(sort)s, %(time)s; recorded by mistake") % said if row.in_error_at else _("%(sort)s, %(time)s") % said
