"""Stories of who meets: a conference is called, put off, cancelled; a unit is invited, undertakes, says no, is taken off the list."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import units
from samaki.agencies.stages.queries import mentor_kinds
from samaki.agencies.stages.rules import check_mentor_is_there
from samaki.cases.models import Case, Person
from samaki.conferences import rules
from samaki.conferences.agenda import put_waiting
from samaki.conferences.models import Conference, ConferenceMember
from samaki.conferences.opening import close_parts, lay_open, open_parts
from samaki.conferences.queries import live_members, member_of
from samaki.conferences.telling import tell, write
from samaki.database import lock, story, uuid7
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, together

LATE = timedelta(days=1)
"""So long after the meeting the clock asks whether it took place."""


@story
def call_conference(
    *, case: Case, child: Person | None, purpose: str, meets_at: datetime | None, at_unit: Unit | None, by: Member, now: datetime
) -> Conference:  # fmt: skip
    """Call a conference on a case, of one child or (None) of all of it. Our unit keeps the minutes, and undertakes by calling it.

    What waits in the case, and observations that differ, stand on the agenda at once. Raises NotAllowed, CannotMove, Invalid.
    """
    lock(case.id)
    rules.check_calls(case, by, now)
    with together() as told:
        told.of(rules.check_child, case, child)
        told.of(rules.check_purpose, purpose)
        told.of(rules.check_meets, meets_at, now)
        told.of(rules.check_place, at_unit, now)
    row = Conference(case_id=case.id, case_code=case.code, child_id=child.id if child else None, purpose=purpose)
    return _begin(row, meets_at, at_unit, by, now)


@story
def set_up_meeting(
    *, area: str, purpose: str, meets_at: datetime | None, at_unit: Unit | None, by: Member, now: datetime
) -> Conference:
    """The first of the meetings of a province. Each member puts its own cases on the agenda; nobody reads more of them for that.

    Raises NotAllowed (not a lead, a province that the unit does not serve), Invalid.
    """
    lock(by.id)
    with together() as told:
        told.of(rules.check_sets_up, area, by, now)
        told.of(rules.check_purpose, purpose)
        told.of(rules.check_meets, meets_at, now)
        told.of(rules.check_place, at_unit, now)
    return _begin(Conference(series_id=uuid7(), area=area, purpose=purpose), meets_at, at_unit, by, now)


@story
def postpone_conference(
    *, conference_id: UUID, meets_at: datetime | None, at_unit: Unit | None, by: Member, now: datetime
) -> Conference:
    """Another day, another place. Everybody on the list is told."""
    row = locked(conference_id)
    rules.check_convenes(row, by, now)
    rules.check_moves("conference", "postpone", row)
    with together() as told:
        when = told.of(rules.check_meets, meets_at, now)
        told.of(rules.check_place, at_unit, now)
    assert when is not None  # else the block has told it
    row.meets_at, row.call_at, row.level = when, when + LATE, 0
    row.at_unit, row.version = at_unit.principal if at_unit else None, row.version + 1
    row.save()
    write("conference.postpone", row, by, now, due_at=row.meets_at)
    tell("conference_moved", row, others(row, by), now)
    return row


@story
def cancel_conference(*, conference_id: UUID, reason: str, by: Member, now: datetime) -> Conference:
    """It does not take place: what it opened closes, and everybody on the list is told."""
    row = locked(conference_id)
    rules.check_convenes(row, by, now)
    rules.check_moves("conference", "cancel", row)
    if reason not in pack().reasons["conference_off"]:
        raise Invalid(_("Choose a reason from the list."), field="reason")
    row.state, row.off_why, row.ended_at, row.call_at, row.version = "cancelled", reason, now, None, row.version + 1
    row.save()
    for member in live_members(row):
        close_parts(member, by, now)
    write("conference.cancel", row, by, now, reason=reason)
    tell("conference_cancelled", row, others(row, by), now)
    return row


@story
def invite_unit(
    *, conference_id: UUID, to_unit: Unit | None, compartments: Collection[str], ground: str, text: str, by: Member, now: datetime
) -> ConferenceMember:  # fmt: skip
    """Put a unit on the list. It reads when and where, and no more before it has undertaken to keep it to itself.

    `compartments`: care or justice, if it must read them for this meeting, on a `ground` of sharing, with `text` as its reason; they
    close with the conference. For a unit that is on the list already: more is opened. Raises NotAllowed, CannotMove, Invalid, NoPart.
    """
    row = locked(conference_id)
    rules.check_convenes(row, by, now)
    rules.check_moves("conference", "postpone", row)
    unit = _check_unit(to_unit, by, now)
    if row.case_id is not None and unit.kind in mentor_kinds():
        check_mentor_is_there(unit, Case.objects.get(id=row.case_id).area, now)
    if row.case_id is None and compartments:
        raise Invalid(
            _("The meeting of a province opens no file. Call a conference on the case."), field="compartments"
        )
    member = ConferenceMember.objects.filter(conference=row, unit=unit.principal).exclude(state="removed").first()
    if member is not None and not compartments:
        raise CannotMove(_("This unit is on the list already."))
    new = member is None
    member = member or ConferenceMember(
        conference=row, case_id=row.case_id, unit=unit.principal, invited_by=by.id, invited_at=now
    )
    given = lay_open(row, unit, compartments, ground, text, by, now) if compartments else None
    if given is not None:
        close_parts(member, by, now)
        member.disclosure_id, member.parts = given.id, given.compartments
    member.save(force_insert=new)
    if given is not None and member.state == "joined":
        open_parts(member, given, unit.principal, now)
    write("conference.invite", row, by, now, counterpart=unit.principal, to=unit.principal, parts=member.parts,
          ground=ground if given else "", due_at=row.meets_at)  # fmt: skip
    tell("conference_called", row, [unit.principal], now)
    return member


@story
def give_undertaking(*, conference_id: UUID, agreed: bool, by: Member, now: datetime) -> ConferenceMember:
    """A member says for the unit: what we hear there we keep to ourselves, and use for this child alone. Then it opens.

    Raises NotAllowed (not on the list), CannotMove (ended), Invalid (not agreed), NoPart (it may not be opened to this unit any more).
    """
    row, member = _invited(conference_id, by, now)
    rules.check_moves("member", "undertake", member)
    if not agreed:
        raise Invalid(
            _("Tick that you undertake it. Without that nothing of the conference is open to you."), field="agreed"
        )
    member.state, member.undertaken_by, member.undertaken_at = "joined", by.id, now
    member.save()
    if member.disclosure_id is not None:
        open_parts(member, None, by.unit_id, now)
    write("conference.undertake", row, by, now, counterpart=row.unit, parts=member.parts)
    tell("conference_joined", row, {row.unit} - {by.unit_id}, now)
    return member


@story
def decline_conference(*, conference_id: UUID, by: Member, now: datetime) -> ConferenceMember:
    """Our unit does not come: nothing opens, what was open closes, and who called it is told. One can still undertake later."""
    row, member = _invited(conference_id, by, now)
    rules.check_moves("member", "decline", member)
    if rules.is_of(row.unit, by):
        raise CannotMove(_("Your unit called this conference. Postpone or cancel it."))
    member.state, member.undertaken_by, member.undertaken_at = "declined", None, None
    member.save()
    close_parts(member, by, now)
    write("conference.decline", row, by, now, counterpart=row.unit)
    tell("conference_declined", row, [row.unit], now)
    return member


@story
def take_off_list(*, conference_id: UUID, member_id: UUID, by: Member, now: datetime) -> ConferenceMember:
    """A unit is no longer on the list: its next request sees nothing of it. It is not told: who reads a list sees it."""
    row = locked(conference_id)
    rules.check_convenes(row, by, now)
    member = ConferenceMember.objects.get(id=member_id, conference=row)
    rules.check_moves("member", "remove", member)
    if member.unit == row.unit:
        raise CannotMove(_("Your unit called this conference. Postpone or cancel it."))
    member.state = "removed"
    member.save()
    close_parts(member, by, now)
    write("conference.remove", row, by, now, to=member.unit)
    return member


# ---------------------------------------------------------------- parts of stories
def locked(conference_id: UUID) -> Conference:
    """The conference, locked with its case. Raises Conference.DoesNotExist where the session does not see it."""
    row = Conference.objects.get(id=conference_id)
    lock(row.case_id or row.series_id or row.id)
    lock(row.id)  # as the clock does
    row.refresh_from_db()
    return row


def others(row: Conference, by: Member) -> set[int]:
    """The units on the list, without our own."""
    return {member.unit for member in live_members(row)} - {by.unit_id}


def join(row: Conference, unit: int, by: Member, now: datetime) -> ConferenceMember:
    """The unit that calls it stands on the list and has undertaken it."""
    member = ConferenceMember(
        conference=row, case_id=row.case_id, unit=unit, state="joined", invited_by=by.id, invited_at=now
    )
    member.undertaken_by, member.undertaken_at = by.id, now
    member.save(force_insert=True)
    return member


def _begin(row: Conference, meets_at: datetime | None, at_unit: Unit | None, by: Member, now: datetime) -> Conference:
    assert meets_at is not None  # the check has told it
    row.unit, row.called_by, row.called_at, row.meets_at = by.unit_id, by.id, now, meets_at
    row.at_unit, row.call_at = at_unit.principal if at_unit else None, meets_at + LATE
    row.save(force_insert=True)
    join(row, by.unit_id, by, now)
    write("conference.call", row, by, now, due_at=row.meets_at, area=row.area)
    put_waiting(row, by, now)
    return row


def _invited(conference_id: UUID, by: Member, now: datetime) -> tuple[Conference, ConferenceMember]:
    rules.check_works_cases(by, now)
    row = locked(conference_id)
    member = member_of(row, by)
    if member is None:
        raise NotAllowed(_("You are not on the list of this conference any more. Ask the unit that called it."))
    rules.check_moves("conference", "postpone", row)
    return row, member


def _check_unit(to_unit: Unit | None, by: Member, now: datetime) -> Unit:
    if to_unit is None or not units(now).filter(principal=to_unit.principal).exists():
        raise Invalid(_("Choose a unit from the list."), field="to_unit")
    if to_unit.principal == by.unit_id:
        raise Invalid(_("This is your own unit. Choose another one."), field="to_unit")
    return to_unit
