"""Who opens and ends a round of the pulse, and when. The database asks for the role again (migration 0141)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.pulse import states
from samaki.pulse.country import pulse

SHORTEST, LONGEST = timedelta(days=7), timedelta(days=60)


def check_asks(by: Member, now: datetime) -> None:
    """A unit whose kind the pack names asks; who is asked does not."""
    if not asks(by, now):
        raise NotAllowed(_("The committee that oversees asks partners once a year."))


def asks(by: Member, now: datetime) -> bool:
    """The yes/no twin."""
    return by.unit.kind in pulse().kinds and "oversight" in by.roles(now)


def check_move(state: str, move: str) -> None:
    """A round in this state has this move."""
    if not states.can(state, move):
        raise CannotMove(_("This round has ended. Its single answers are gone; only sums are left."))


def check_length(closes_at: datetime, now: datetime) -> None:
    """Long enough that everybody can answer, short enough that it is one moment of the year."""
    if not SHORTEST <= closes_at - now <= LONGEST:
        raise Invalid(_("A round is open for one week to 60 days."), field="closes_at")
