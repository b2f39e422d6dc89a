"""Who drafts, submits, answers and publishes a release. The database asks the same again (migration 0137)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar
from samaki.agencies.models import Member
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Stale
from samaki.publicstats.models import FigureRelease
from samaki.publicstats.states import REASONS, may

PUBLISHERS = frozenset({"oversight"})
ANSWERERS = frozenset({"head", "admin", "oversight", "confidentiality_officer"})
"""Who speaks for an agency. A mentor does not: its own figures are among what is published."""

FIRST_YEAR = 2000


def may_publish(by: Member, now: datetime) -> bool:
    """Whether the member drafts, submits, publishes and withdraws releases."""
    return bool(by.roles(now) & PUBLISHERS)


def may_answer(row: FigureRelease, by: Member, now: datetime) -> bool:
    """Whether the member answers for an agency whose data it stands on."""
    return bool(by.roles(now) & ANSWERERS) and by.unit.agency_id in row.owners


def check_publishes(by: Member, now: datetime) -> None:
    """A member of the oversight."""
    if not may_publish(by, now):
        raise NotAllowed(_("Only a member of the oversight publishes figures."))


def check_answers(row: FigureRelease, by: Member, now: datetime) -> None:
    """Who speaks for an agency whose data it is."""
    if not by.roles(now) & ANSWERERS:
        raise NotAllowed(
            _("Only who leads a unit, administers, oversees or is confidentiality officer answers for an agency.")
        )
    if by.unit.agency_id not in row.owners:
        raise NotAllowed(_("Nothing that your agency did is in these figures, so it is not asked."))


def check_years(years: Collection[int], now: datetime) -> None:
    """Whole years that have ended."""
    this = calendar().local(now).year
    if not years:
        raise Invalid(_("Choose at least one year."), field="years")
    if any(not FIRST_YEAR <= year < this for year in years):
        raise Invalid(_("Choose years that have ended: a running year is not published."), field="years")


def check_reason(reason: str) -> None:
    """One of the list: a text could tell of a case."""
    if reason not in REASONS:
        raise Invalid(_("Choose a reason."), field="reason")


def check_moves(name: str, row: FigureRelease) -> None:
    """From where it stands."""
    if not may(name, row.state):
        raise CannotMove(_("This is not possible as the release stands now. Look at it again."))


def check_same(row: FigureRelease, sha256: str) -> None:
    """What was seen is what is answered."""
    if not row.sha256 or sha256 != row.sha256:
        raise Stale(_("These are not the figures that you saw. Look at them once more."))
