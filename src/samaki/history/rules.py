"""Who brings in the old years of an agency, and what may be kept of them. The database asks for the head again (migration 0145)."""

from __future__ import annotations

from uuid import UUID

from django.db import connections
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.database import current_alias
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.history.models import KEPT, OldList
from samaki.history.reading import FIRST_YEAR, LARGEST, Told
from samaki.surveys.rules import check_no_case

MOST_CELLS = 1000
"""Links and years of one list."""

LONGEST_WHY = 500


def led() -> set[UUID]:
    """Agencies of which the session's member leads a unit. 1 query."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.agencies_led()")
        (found,) = cursor.fetchone() or ([],)
    return set(found)


def check_brings_in(by: Member) -> None:
    """Who leads a unit answers for what the agency says of its past."""
    if not brings_in(by):
        raise NotAllowed(_("Only who leads a unit brings in the old years of its agency."))


def brings_in(by: Member) -> bool:
    """The yes/no twin."""
    return by.unit.agency_id in led()


def check_takes_back(row: OldList) -> None:
    """By whoever leads a unit of the agency, once."""
    if row.agency_id not in led():
        raise NotAllowed(_("Only who leads a unit of this agency takes its list back."))
    if row.state != KEPT:
        raise CannotMove(_("This list was taken back already."))


def takes_back(row: OldList, agencies: set[UUID]) -> bool:
    """The yes/no twin, of who leads these."""
    return row.agency_id in agencies and row.state == KEPT


def check_not_kept(agency: UUID, sha256: str) -> None:
    """The same file is kept once."""
    if OldList.objects.filter(agency=agency, sha256=sha256, state=KEPT).exists():
        raise Invalid(
            _("This very file is kept already. Take that list back first if it was read in a wrong way."), field="table"
        )


def check_why(text: str) -> str:
    """Why it is taken back, as it is kept."""
    told = text.strip()
    if not told:
        raise Invalid(_("Say in a few words what the reason is."), field="text")
    if len(told) > LONGEST_WHY:
        raise Invalid(
            _("This is too long. Please keep it under %(limit)s letters.") % {"limit": LONGEST_WHY}, field="text"
        )
    check_no_case(told, "text")
    return told


def check_told(told: Told, *, leave_out: bool) -> None:
    """Something is counted, of links and years that there can be; wrong rows are left out only where somebody says so."""
    if told.wrong and not leave_out:
        raise Invalid(
            _("Some rows cannot be read. Mend them in the file and send it again, or say that they are left out."),
            field="leave_out",
        )
    if not told.cells:
        raise Invalid(_("Nothing in this table can be counted."))
    if len(told.cells) > MOST_CELLS:
        raise Invalid(_("This table has too many links and years for one list. Send it in parts."))
    provinces, kinds = {one.code for one in pack().places.provinces}, pack().agency_kinds
    for cell, counted in told.cells.items():
        known = cell.area in provinces and cell.asks in kinds and cell.asked in kinds
        if not known or cell.year < FIRST_YEAR or counted.handed > LARGEST:
            raise Invalid(_("A link goes from one kind of unit to another one, in a province. Choose them again."))
