"""Who is woken by something new: where a roster says who is on duty, they, and not everybody who works at the desk.

Only the first telling is narrowed, and only to somebody who is told on this way; the ladder goes on from there as it does.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from samaki.intake.models import Report
from samaki.jobs.addressing import AT_ONCE, Recipient
from samaki.jobs.ringing import reached
from samaki.notices.models import Notice
from samaki.roster.queries import called


def of_the_roster(found: dict[Recipient, list[Notice]], now: datetime) -> dict[Recipient, list[Notice]]:
    """The same without those who are off duty, of what is new for a desk. Where nobody on duty is told on this way, everybody is."""
    fresh = {one.id: one for notices in found.values() for one in notices if _tells_a_desk(one)}
    told = {
        key: {who.member_id for who, notices in found.items() if any(one.id == key for one in notices)} for key in fresh
    }
    on_duty = {key: _on_duty(one, now) & told[key] for key, one in fresh.items()}
    kept = {who: [one for one in notices if _is_for(one, who.member_id, on_duty)] for who, notices in found.items()}
    return {who: notices for who, notices in kept.items() if notices}


def _tells_a_desk(notice: Notice) -> bool:
    return (
        notice.level == 0
        and notice.audience == "desk"
        and notice.urgency in AT_ONCE
        and notice.subject_kind == "report"
    )


def _on_duty(notice: Notice, now: datetime) -> set[UUID]:
    area = Report.objects.filter(id=notice.subject_id).values_list("area", flat=True).first() or ""
    return set(called(notice.to_unit, area, notice.made_at, now, lambda members: reached(members, now)).members)


def _is_for(notice: Notice, member: UUID, on_duty: dict[UUID, set[UUID]]) -> bool:
    return not on_duty.get(notice.id) or member in on_duty[notice.id]
