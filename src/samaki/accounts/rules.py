"""Who may open accounts, and who may be the second person: the same answer as the database gives."""

from __future__ import annotations

import re
from collections.abc import Collection
from uuid import UUID

from django.db import connections
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samaki.accounts.models import Invitation
from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.countries.labels import Coded
from samaki.database import current_alias
from samaki.database.refusals import Invalid, NotAllowed, together
from samaki.names import normalise

APART = ({"admin", "oversight"}, {"mentor", "trainer"})
"""Roles beside which no working role stands: those who govern the installation, and those who see cases of others to teach."""


NAME = re.compile(r"[a-z0-9]([a-z0-9._-]{0,48}[a-z0-9])?")
LONGEST_NAME = 100
KHMER, LATIN = re.compile("[\u1780-\u17b3]"), re.compile("[A-Za-z\u00c0-\u024f]")


def check_username(username: str) -> str:
    """The name to sign in with, as it is stored: nobody has it. Raises Invalid at `username`."""
    username = username.strip().lower()
    if not NAME.fullmatch(username):
        raise Invalid(_("Write a name of Latin letters, digits, dots and hyphens, such as sok.dara."), field="username")
    if Member.objects.filter(username=username).exists():
        raise Invalid(_("This name is taken. Choose another one."), field="username")
    return username


def check_names(name_en: str, name_km: str) -> tuple[str, str]:
    """(Latin, Khmer) as they are stored: 1 to 100 letters, each in its own script. Raises Invalid at both that are wrong."""
    name_en, name_km = normalise(name_en), normalise(name_km)
    with together() as told:
        if not LATIN.search(name_en) or KHMER.search(name_en) or len(name_en) > LONGEST_NAME:
            told.wrong(_("Write the name in Latin letters, at most 100."), field="name_en")
        if not KHMER.search(name_km) or len(name_km) > LONGEST_NAME:
            told.wrong(_("Write the name in Khmer letters, at most 100."), field="name_km")
    return name_en, name_km


def roles_for(kind: str) -> list[Coded]:
    """The roles that members of a unit of this kind of agency may have, by the country pack."""
    allowed = pack().agency_kinds[kind].roles
    return [role for code, role in pack().roles.items() if code in allowed]


def check_roles(roles: Collection[str], kinds: Collection[str]) -> None:
    """At least one role of the pack, all fitting one of these kinds of agency, none beside another from which it is kept apart.

    Raises Invalid at `roles`.
    """
    if not roles or set(roles) - set(pack().roles):
        raise Invalid(_("Choose at least one role from the list."), field="roles")
    fitting = {code for kind in kinds for code in pack().agency_kinds[kind].roles}
    if strange := [pack().roles[code].label(get_language() or "en") for code in roles if code not in fitting]:
        raise Invalid(
            _("This does not fit a unit of this kind: %(roles)s.") % {"roles": ", ".join(strange)}, field="roles"
        )
    for apart in APART:
        if set(roles) & apart and set(roles) - apart:
            raise Invalid(
                _("An administrator, a member of the oversight committee, a mentor or a trainer does not work on cases: choose "
                  "that role alone. Whoever does both needs a second account."), field="roles",
            )  # fmt: skip


def administers(principal: int) -> bool:
    """Whether the session's member administers the agency of this unit."""
    return _answer("app.administers", principal)


def seconds(principal: int) -> bool:
    """Whether the session's member may be the second person of this unit's agency."""
    return _answer("app.seconds", principal)


def renews(principal: int) -> bool:
    """Whether the session's member leads this unit or the one above it, or administers its agency."""
    return _answer("app.renews", principal)


def check_administers(unit: Unit) -> None:
    """The session's member administers the agency of the unit."""
    if not administers(unit.principal):
        raise NotAllowed(_("Only the administrator of this agency can do this."))


def check_seconds(invitation: Invitation) -> None:
    """The session's member may agree for the agency of this member."""
    if not seconds(invitation.unit):
        raise NotAllowed(_("Only a head, a confidentiality officer or another administrator of this agency can agree."))


def is_independent(invitation: Invitation, second: Member) -> bool:
    """Whether this member may be the second person beside who asked: not let in by them, nor they by this one, and not new."""
    return _answer("app.seconds_for", invitation.unit, second.id, invitation.made_by_id)


def check_independent(invitation: Invitation, second: Member) -> None:
    """Nobody makes their own second person."""
    if not is_independent(invitation, second):
        raise NotAllowed(not_independent())


def not_independent() -> str:
    """Why somebody cannot be the second person of a recovery."""
    return _(
        "You cannot be the second person here: your account must have been open for 30 days or come from the operator, and "
        "neither of you may have invited or recovered the other. Ask another head, confidentiality officer or administrator of this agency."
    )


def _answer(function: str, *given: int | UUID) -> bool:
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(f"select {function}({', '.join(['%s'] * len(given))})", given)
        return bool(cursor.fetchone()[0])
