"""Stories of the end: a conference is closed, and the meeting of a province called for its next day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samaki.agencies.models import Member, Unit
from samaki.conferences import rules
from samaki.conferences.calling import LATE, locked, others
from samaki.conferences.models import Conference, ConferenceMember
from samaki.conferences.opening import close_parts
from samaki.conferences.queries import live_members, ownerless
from samaki.conferences.telling import tell, write
from samaki.conferences.words import ask
from samaki.database import story
from samaki.database.refusals import CannotMove, Invalid, together


@story
def close_conference(
    *, conference_id: UUID, present: Collection[UUID], by: Member, now: datetime, next_at: datetime | None = None, no_more: bool = False
) -> Conference:  # fmt: skip
    """It took place, with these of its list (keys of members). Refused while an action has no owner. What it opened closes for who
    owes nothing more; who has promised something reads on until that disclosure ends.

    The meeting of a province is called again for `next_at` with the same list, unless it meets `no_more`. Raises NotAllowed,
    CannotMove, Invalid.
    """
    row = locked(conference_id)
    check_closes(row, by, now)
    members = live_members(row)
    with together() as told:
        if set(present) - {member.id for member in members} or not present:
            told.wrong(_("Tick who was there: at least one."), field="present")
        if row.series_id is not None and not no_more:
            told.of(_check_next, next_at, now)
    for member in members:
        member.present = member.id in present
        member.save(update_fields=["present"])
        if not ask("owes_in_conference", row.id, member.unit)[0][0]:
            close_parts(member, by, now)
    row.state, row.ended_at, row.call_at, row.version = "closed", now, None, row.version + 1
    row.save()
    write("conference.close", row, by, now, count=len(present))
    tell("conference_closed", row, others(row, by), now)
    if row.series_id is not None and not no_more and next_at is not None:
        _call_again(row, members, next_at, by, now)
    return row


def check_closes(row: Conference, by: Member, now: datetime) -> None:
    """By who called it, once it has begun, when every action has an owner."""
    rules.check_convenes(row, by, now)
    rules.check_moves("conference", "close", row)
    if row.meets_at > now:
        raise CannotMove(_("It has not taken place yet. If it does not, cancel it; if it was earlier, change its day."))
    if missing := ownerless(row):
        raise CannotMove(
            ngettext(
                "One action has no owner yet. Say who does it and by which day, or take it off; then close.",
                "%(n)s actions have no owner yet. Say who does them and by which day, or take them off; then close.",
                missing,
            ) % {"n": missing}
        )  # fmt: skip


def _check_next(next_at: datetime | None, now: datetime) -> datetime:
    try:
        return rules.check_meets(next_at, now)
    except Invalid as refusal:
        raise refusal.renamed(meets_at="next_at") from None


def _call_again(
    row: Conference, members: list[ConferenceMember], next_at: datetime, by: Member, now: datetime
) -> Conference:
    """The next meeting of the series: the same units that are still open, with their undertaking. What was left open goes along."""
    new = Conference(series_id=row.series_id, area=row.area, purpose=row.purpose, at_unit=row.at_unit, unit=row.unit)
    new.called_by, new.called_at, new.meets_at, new.call_at = by.id, now, next_at, next_at + LATE
    new.save(force_insert=True)
    closed = set(
        Unit.objects.filter(principal__in=[one.unit for one in members], until__lte=now).values_list(
            "principal", flat=True
        )
    )
    for old in members:
        if old.unit in closed:
            continue
        again = ConferenceMember(conference=new, unit=old.unit, state=old.state, invited_by=by.id, invited_at=now)
        again.undertaken_by, again.undertaken_at = old.undertaken_by, old.undertaken_at
        again.save(force_insert=True)
    write("conference.call", new, by, now, due_at=new.meets_at, area=new.area)
    tell("conference_called", new, others(new, by), now)
    return new
