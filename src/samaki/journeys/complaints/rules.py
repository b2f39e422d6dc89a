"""Who looks into a complaint, and what may be done with it now. The database asks the same again (migration 0044)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from samaki.agencies.models import Member, Membership, Unit
from samaki.database.refusals import CannotMove, NotAllowed
from samaki.journeys.complaints.models import Complaint
from samaki.journeys.complaints.states import may_move
from samaki.journeys.guarding.rules import OFFICER, is_officer
from samaki.journeys.guarding.words import ask

OVERSIGHT = "oversight"


def is_handler(by: Member, now: datetime) -> bool:
    """Whether the member looks into complaints about others: a confidentiality officer, or one of the oversight."""
    return is_officer(by, now) or OVERSIGHT in by.roles(now)


def check_handler(by: Member, now: datetime) -> None:
    """A confidentiality officer, or a member of the oversight."""
    if not is_handler(by, now):
        raise NotAllowed(_("Only a confidentiality officer or the oversight committee can do this."))


def check_move(name: str, row: Complaint) -> None:
    """The complaint stands where this can be done."""
    if not may_move(name, row.state):
        raise CannotMove(
            {
                "received": _("Take it up first."),
                "reopened": _("It was opened again: take it up first."),
                "taken_up": _("This complaint is taken up already."),
                "asked": _("It waits for an answer of who complained."),
                "answered": _("Who complained has answered: ask again, or close it."),
                "closed": _("This complaint is closed. Open it again first."),
            }[row.state]
        )


def handles() -> list[int]:
    """Principals of the units for which the session's member looks into complaints."""
    return list(ask("handles")[0][0])


def units_that_handle(now: datetime) -> list[Unit]:
    """Every open unit in which a confidentiality officer or the oversight sits."""
    live = Membership.objects.live(now).filter(role__in=(OFFICER, OVERSIGHT), member__is_active=True)
    return list(Unit.objects.filter(principal__in=live.values("unit"), until__isnull=True).order_by("code"))
