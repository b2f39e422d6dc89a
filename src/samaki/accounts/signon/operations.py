"""Stories of a member's sign-on at the provider of their agency: linked by its member, ended by them or by their administrator.

Nobody becomes a member by it: who is one, their administrator says by an invitation.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samaki.accounts.models import ProviderLink
from samaki.accounts.rules import check_administers
from samaki.accounts.signon.providers import Provider, configured
from samaki.agencies.models import Member, Unit
from samaki.database import current_alias, lock, story
from samaki.database.refusals import CannotMove, NotAllowed
from samaki.ledger.operations import record


@story
def link_provider(*, provider: Provider, subject: bytes, by: Member, now: datetime) -> ProviderLink:
    """From now on who signs on as `subject` at the provider of the member's agency is the member. Raises NotAllowed, CannotMove."""
    if not serves(provider, by):
        raise NotAllowed(_("This sign-on serves another agency. Nothing was linked."))
    lock(uuid.uuid5(uuid.NAMESPACE_OID, f"sign-on {subject.hex()}"))
    lock(by.id)
    if links_of([by.id]).filter(provider=provider.code).exists():
        raise CannotMove(
            _("Your account has a sign-on of %(name)s already. End that one first.") % {"name": provider.name}
        )
    if _ask("app.provider_taken", subject):
        raise CannotMove(_("This sign-on belongs to another account. Sign out at %(place)s, sign on there as yourself, and link it "
                           "again.") % {"place": provider.place})  # fmt: skip
    link = ProviderLink(member=by, provider=provider.code, subject=subject, made_at=now)
    link.save(force_insert=True)
    record("provider.link", by=by, now=now, subject=link, facts={"kind": provider.code})
    return link


@story
def unlink_provider(*, link_id: UUID, by: Member, now: datetime) -> ProviderLink:
    """The member's own sign-on opens nothing any more; password and factor do as ever."""
    lock(by.id)
    link = links_of([by.id]).get(id=link_id)
    ProviderLink.objects.filter(id=link.id).delete()
    record("provider.unlink", by=by, now=now, subject=link, facts={"kind": link.provider})
    return link


@story
def unlink_member(*, link_id: UUID, by: Member, now: datetime) -> ProviderLink:
    """The administrator ends a member's sign-on, as when somebody else may use it: the member is out everywhere, at once."""
    link = ProviderLink.objects.select_related("member__unit").get(id=link_id)
    member = link.member
    check_administers(member.unit)
    lock(member.id)
    if not ProviderLink.objects.filter(id=link.id).delete()[0]:
        raise CannotMove(_("This sign-on was ended already."))
    _ask("app.end_access", member.id)
    record(
        "provider.unlink_member",
        by=by,
        now=now,
        subject=link,
        counterpart=member.own_principal,
        facts={"kind": link.provider},
    )
    return link


def links_of(members: Iterable[UUID]) -> QuerySet[ProviderLink]:
    """The links of these members that this session may see, the oldest first."""
    return ProviderLink.objects.filter(member__in=list(members)).order_by("made_at")


def serves(provider: Provider, member: Member) -> bool:
    """Whether the provider is that of the member's agency."""
    return Unit.objects.filter(code=provider.unit, agency=member.unit.agency_id).exists()


def providers_of(member: Member) -> list[Provider]:
    """Those that serve the member's agency; nothing is asked where none is configured."""
    found = configured()
    if not found:
        return []
    units = {provider.unit for provider in found.values()}
    own = set(Unit.objects.filter(code__in=units, agency=member.unit.agency_id).values_list("code", flat=True))
    return [provider for provider in found.values() if provider.unit in own]


def owner_of(provider: Provider, subject: bytes) -> UUID | None:
    """Whose sign-on this is, of the members of the agency that the provider serves. Nobody is in by it yet."""
    found: UUID | None = _ask("app.provider_owner", subject, provider.code, provider.unit)
    return found


def used(member: Member, provider: Provider, now: datetime) -> None:
    """In the member's own session: they came by it."""
    ProviderLink.objects.filter(member=member, provider=provider.code).update(used_at=now)


def _ask(function: str, *given: Any) -> Any:
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(f"select {function}({', '.join(['%s'] * len(given))})", given)
        return cursor.fetchone()[0]
