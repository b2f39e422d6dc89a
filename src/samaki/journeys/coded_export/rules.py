"""Who takes a unit's own cases in codes, and how often."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.cases.rules import check_works_cases
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.ledger.models import LedgerEntry
from samaki.vault.passphrases import recipient

ACT = "cases.export"
PURPOSES = ("own_figures", "report_to_funder", "own_records")
"""Why: to count by oneself, to report of one's own work, to keep beside one's own records. Codes, so that no word of a case is told."""

MOST_A_DAY = 3
"""Of one unit within 24 hours: one file that was lost can be made again, and nobody follows a case from file to file."""

MOST_CASES = 2000
"""In one file, which is built in memory; more are taken year by year."""

FIRST_YEAR = 2000


def may_export(by: Member, now: datetime) -> bool:
    """Whether the member answers for all of the unit's work: its head."""
    return "head" in by.roles(now)


def check_exports(by: Member, now: datetime) -> None:
    """The head of the unit."""
    check_works_cases(by, now)
    if not may_export(by, now):
        raise NotAllowed(_("Only the head of a unit takes its cases out in codes."))


def check_asked(purpose: str, year: int | None) -> None:
    """A purpose of the list; a year that can be."""
    if purpose not in PURPOSES:
        raise Invalid(_("Choose what it is for."), field="purpose")
    if year is not None and not FIRST_YEAR <= year <= 9999:
        raise Invalid(_("Choose a year from the list."), field="year")


def check_key(key: str) -> None:
    """A public key to which the file is sealed; none: it is sealed with words."""
    try:
        if key.strip():
            recipient(key)
    except ValueError:
        raise Invalid(
            _("This is no key for age: such a key begins with age1. Leave it empty to get words in its place."),
            field="key",
        ) from None


def check_rate(by: Member, now: datetime) -> None:
    """Not too often."""
    since = now - timedelta(days=1)
    if LedgerEntry.objects.filter(act=ACT, unit=by.unit_id, recorded_at__gt=since).count() >= MOST_A_DAY:
        raise CannotMove(
            _("Your unit has done this %(most)s times within a day. Use the last file, or come back tomorrow.") % {"most": MOST_A_DAY}
        )  # fmt: skip


def check_size(cases: int) -> None:
    """Something, and not more than is built in memory."""
    if not cases:
        raise CannotMove(_("There is nothing to take: your unit works on no case of that year."))
    if cases > MOST_CASES:
        raise CannotMove(_("These are more than %(most)s cases. Choose one year.") % {"most": MOST_CASES})
