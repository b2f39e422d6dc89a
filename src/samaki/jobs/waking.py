"""Whom a text or a call reaches, and who is woken by something new: who is on duty where a roster says so, not everybody at the desk.

Only the first telling is narrowed, and only to somebody who is told on this way; the ladder goes on from there as it does.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Model

from samaki.channels.sms.choosing import not_texted, texted
from samaki.channels.voice.choosing import called_by_voice, not_reached
from samaki.handoffs.models import Handoff
from samaki.intake.models import Report
from samaki.jobs.addressing import AT_ONCE, Recipient
from samaki.notices.models import Notice
from samaki.roster.queries import called

AREAS: dict[str, tuple[type[Model], str]] = {"report": (Report, "area"), "handoff": (Handoff, "case__area")}
"""What a desk is told of as new -> its table, and where its area stands."""


def reached(members: Collection[UUID], now: datetime) -> set[UUID]:
    """Of these, whom a text or a call reaches, as far as is known now. For the clock."""
    return (texted(members) - not_texted(now)) | (called_by_voice(members) - not_reached(now))


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
        notice.level == 0 and notice.audience == "desk" and notice.urgency in AT_ONCE and notice.subject_kind in AREAS
    )


def _on_duty(notice: Notice, now: datetime) -> set[UUID]:
    rows, area_of = AREAS[notice.subject_kind]
    area = rows._default_manager.filter(id=notice.subject_id).values_list(area_of, flat=True).first() or ""
    return set(called(notice.to_unit, area, notice.made_at, now, lambda members: reached(members, now)).members)


def _is_for(notice: Notice, member: UUID, on_duty: dict[UUID, set[UUID]]) -> bool:
    return not on_duty.get(notice.id) or member in on_duty[notice.id]
