"""Stories of an account that stays: what its member is, and how they are called."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connections
from django.utils.translation import gettext as _

from samaki.accounts.invitations import access_end
from samaki.accounts.rules import check_administers, check_names, check_roles
from samaki.agencies.models import Member
from samaki.agencies.rules import check_administrator_stays
from samaki.agencies.stages.rules import check_within_stage
from samaki.database import current_alias, lock, story
from samaki.database.refusals import CannotMove, NotAllowed, together
from samaki.ledger.operations import record
from samaki.notices.operations import queue


@story
def change_roles(*, member: Member, roles: Collection[str], days: int | None, by: Member, now: datetime) -> Member:
    """What a member is, from their next request on; the same roles may be given as at the invitation. The head and the
    confidentiality officer of the unit are told. A role of authority that is given later than the account makes nobody the
    second person of a recovery before 30 days."""
    check_administers(member.unit)
    lock(member.id)
    if member.id == by.id:
        raise NotAllowed(_("Nobody changes their own roles."))
    before = member.roles(now)
    with together() as told:
        told.of(check_roles, roles, {member.unit.kind})
        ends = told.of(access_end, roles, days, now)
    check_within_stage(member.own_principal, roles, ends, now)
    if set(roles) == before and ends == member.access_until:
        raise CannotMove(_("These are their roles already: nothing was changed."))
    if "admin" in before and "admin" not in roles:
        check_administrator_stays(member=member)
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.change_roles(%s, %s, %s)", [member.id, list(roles), ends])
    facts = {"unit": member.own_principal, "before": sorted(before), "kind": sorted(roles), "due_at": ends}
    record("account.roles", by=by, now=now, subject=member, counterpart=member.own_principal, facts=facts)
    for audience in ("head", "privacy"):
        queue("account.roles", to_unit=member.own_principal, subject=member, now=now, dedupe=now.isoformat(), audience=audience,
              urgency="urgent")  # fmt: skip
    return member


@story
def mend_name(*, member: Member, name_en: str, name_km: str, by: Member, now: datetime) -> Member:
    """A name that was written wrongly. The name to sign in with never changes."""
    check_administers(member.unit)
    lock(member.id)
    found = Member.objects.get(id=member.id)
    found.name_en, found.name_km = check_names(name_en, name_km)
    if (found.name_en, found.name_km) == (member.name_en, member.name_km):
        raise CannotMove(_("This is how they are called already: nothing was changed."))
    found.save(update_fields=["name_en", "name_km"])
    record("account.name", by=by, now=now, subject=found, counterpart=found.own_principal)
    return found
