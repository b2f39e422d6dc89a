"""The first administrator of an agency: invited by who operates the machine, who may make the link anew or take it back.

Each act stands in the ledger as the operator's. The entry and the act are committed together but for the moment between two
commits: the act is the owner's, whose connection only the operator has.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections
from django.utils.translation import gettext as _

from samaki.accounts.invitations import LIFETIME, OPERATOR, digest_of_link
from samaki.accounts.models import Invitation
from samaki.accounts.rules import check_names, check_username
from samaki.agencies.models import Unit
from samaki.database import uuid7
from samaki.database.refusals import CannotMove, together
from samaki.ledger.operations import record


def invite_first(*, unit: Unit, username: str, name_en: str, name_km: str, now: datetime) -> str:
    """The first administrator of an agency; returns the secret of the link. Raises Invalid with all that is wrong."""
    with together() as told:
        username = told.of(check_username, username) or ""
        name_en, name_km = told.of(check_names, name_en, name_km) or ("", "")
    token, ends = secrets.token_urlsafe(24), now + LIFETIME
    invitation = Invitation(member_id=uuid7(), unit=unit.principal, kind="invite", until=ends)
    facts = {"unit": unit.principal, "kind": ["admin"], "due_at": ends}
    record("account.invite_first", by=OPERATOR, now=now, subject=invitation, unit=unit.principal, facts=facts)
    _owner("operator_invites", invitation.id, invitation.member_id, username, name_en, name_km, unit.principal, digest_of_link(token),
           now, ends)  # fmt: skip
    return token


def invite_first_again(*, username: str, now: datetime) -> str:
    """A fresh link for who has not come by the first one, which opens nothing any more."""
    member, unit = _invited(username)
    token, ends = secrets.token_urlsafe(24), now + LIFETIME
    invitation = Invitation(member_id=member, unit=unit, kind="invite", until=ends)
    record("account.invite_again", by=OPERATOR, now=now, subject=invitation, unit=unit, facts={"due_at": ends})
    _owner("operator_invites_again", _plain(username), invitation.id, digest_of_link(token), now, ends)
    return token


def take_back_first(*, username: str, now: datetime) -> None:
    """The invitation was wrong and nobody came by it: the account goes, and its name is free again."""
    member, unit = _invited(username)
    subject = Invitation(member_id=member, unit=unit, kind="invite")
    record("account.withdraw", by=OPERATOR, now=now, subject=subject, unit=unit, facts={"kind": "invite"})
    _owner("operator_takes_back", _plain(username))


def _invited(username: str) -> tuple[UUID, int]:
    found = _owner("operator_invited", _plain(username), rows="select * from")
    if found is None:
        raise CannotMove(
            _("The operator invited nobody of this name who has not come yet. Who has been here, or was invited by an administrator, is "
              "that administrator's: on the page Accounts.")
        )  # fmt: skip
    return found[0], found[1]


def _plain(username: str) -> str:
    return username.strip().lower()


def _owner(function: str, *given: Any, rows: str = "select") -> Any:
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"{rows} app.{function}({', '.join(['%s'] * len(given))})", given)
        return cursor.fetchone()
