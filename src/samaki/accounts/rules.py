"""Who may open accounts, and who may be the second person: the same answer as the database gives."""

from __future__ import annotations

from django.db import connections
from django.utils.translation import gettext as _

from samaki.accounts.models import Invitation
from samaki.agencies.models import Unit
from samaki.database import current_alias
from samaki.database.refusals import NotAllowed


def administers(principal: int) -> bool:
    """Whether the session's member administers the agency of this unit."""
    return _answer("app.administers", principal)


def seconds(principal: int) -> bool:
    """Whether the session's member may be the second person of this unit's agency."""
    return _answer("app.seconds", principal)


def check_administers(unit: Unit) -> None:
    """The session's member administers the agency of the unit."""
    if not administers(unit.principal):
        raise NotAllowed(_("Only the administrator of this agency can do this."))


def check_seconds(invitation: Invitation) -> None:
    """The session's member may agree for the agency of this member."""
    if not seconds(invitation.unit):
        raise NotAllowed(_("Only a head, a confidentiality officer or another administrator of this agency can agree."))


def _answer(function: str, principal: int) -> bool:
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(f"select {function}(%s)", [principal])
        return bool(cursor.fetchone()[0])
