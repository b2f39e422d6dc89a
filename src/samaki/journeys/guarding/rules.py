"""Who may open what is sealed, question a look, lay a wall. The database asks the same again (migration 0036)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Membership, Unit
from samaki.agencies.queries import leads
from samaki.cases.rules import check_works_cases
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, tell, together
from samaki.journeys.guarding.models import Emergency
from samaki.journeys.guarding.words import LONGEST

OFFICER = "confidentiality_officer"

MOST_A_DAY = 5
"""Emergencies that one member may ask for within a day: more is somebody who tries codes."""


class Answered(Protocol):
    """What one member asks and another one answers in time: an emergency, an unsealing, an erasure."""

    asked_by: UUID
    agreed: bool | None
    lapses_at: datetime


def is_officer(by: Member, now: datetime) -> bool:
    """Whether the member answers for what their agency shares."""
    return OFFICER in by.roles(now)


def reads_counts(by: Member, now: datetime) -> bool:
    """Whether the member reads how often files were opened, without a case: the oversight, and heads of committees."""
    roles = by.roles(now)
    return "oversight" in roles or ("head" in roles and by.unit.kind in ("committee_province", "committee_national"))


def check_officer(by: Member, now: datetime) -> None:
    """A confidentiality officer."""
    if not is_officer(by, now):
        raise NotAllowed(_("Only a confidentiality officer can do this."))


def check_words(text: str, field: str = "text", empty: str = "") -> None:
    """A reason in one's own words, of a length that somebody reads. `empty`: what is said where there are no words."""
    if not text.strip():
        tell(Invalid(empty or _("Say in a few words what the reason is."), field=field))
    elif len(text) > LONGEST:
        tell(Invalid(_("This is too long. Please keep it under %(limit)s letters.") % {"limit": LONGEST}, field=field))


def check_why(list_name: str, code: str, text: str) -> None:
    """A reason of the pack's list, and the words that go with it."""
    with together():
        if code not in pack().reasons[list_name]:
            tell(Invalid(_("Choose a reason from the list."), field="reason"))
        check_words(text)


def emergency_rooms() -> list[str]:
    """Parts of a file that an emergency can open: all but who told us, which two persons unseal."""
    return [code for code in pack().compartments if code != "reporter"]


def check_asks_emergency(by: Member, compartments: Iterable[str], second: Unit | None, now: datetime) -> None:
    """A member who works on cases, of parts that an emergency opens, with a unit that can confirm it, not over and over."""
    check_works_cases(by, now)
    with together():
        chosen = list(compartments)
        if not chosen or set(chosen) - set(emergency_rooms()):
            tell(Invalid(_("Choose at least one part of the file."), field="compartments"))
        if second is None or (second.until is not None and second.until <= now):
            tell(Invalid(_("Choose the unit whose member confirms it."), field="second_unit"))
    asked = Emergency.objects.filter(asked_by=by.id, asked_at__gt=now - timedelta(days=1)).count()
    if asked >= MOST_A_DAY:
        raise NotAllowed(_("You have asked %(most)s times within one day. Call the duty desk of the unit that holds the case.")
                         % {"most": MOST_A_DAY})  # fmt: skip


def check_answers(row: Answered, by: Member, now: datetime) -> None:
    """Another member than who asked, in time, once."""
    if row.asked_by == by.id:
        raise NotAllowed(_("You asked for this yourself. Somebody else must agree."))
    if row.agreed is not None:
        raise CannotMove(_("This was answered already."))
    if row.lapses_at <= now:
        raise CannotMove(_("Nobody answered in time. It has to be asked for again."))


def check_leads_unit(unit: Unit, by: Member, now: datetime) -> None:
    """A lead of the unit, or of the unit above."""
    if not leads(by, unit, now):
        raise NotAllowed(_("Only a team lead or the head of the unit can do this."))


def officers_of(unit: Unit, now: datetime) -> set[int]:
    """Units of this unit's agency in which a confidentiality officer sits."""
    live = Membership.objects.live(now).filter(role=OFFICER, member__is_active=True, unit__agency_id=unit.agency_id)
    return {int(unit.principal) for unit in Unit.objects.filter(principal__in=live.values("unit"))}


def units_with_officers(now: datetime) -> list[Unit]:
    """Every open unit in which a confidentiality officer sits."""
    live = Membership.objects.live(now).filter(role=OFFICER, member__is_active=True)
    return list(Unit.objects.filter(principal__in=live.values("unit"), until__isnull=True).order_by("code"))
