"""Whom the ladder called and nothing reached: what they were called for is due again now, and the next rung is called.

A telephone that nobody answers, a call that the gateway lost, a text that the carrier could not deliver. While another of those who were
called for it is still being reached, it waits for them: one dead telephone of several does not wake a committee.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Model, Q

from samaki.cases.models import Step
from samaki.channels.sms.choosing import not_texted
from samaki.channels.sms.models import LOST, TextNotice, TextOut
from samaki.channels.voice.choosing import called_by_voice, not_reached
from samaki.channels.voice.models import VoiceCall
from samaki.database import session
from samaki.handoffs.models import Handoff
from samaki.intake.models import Report
from samaki.ledger.operations import CLOCK, record
from samaki.notices.models import Notice

WAITING: dict[str, type[Model]] = {"report": Report, "handoff": Handoff, "step": Step}
LATE = ("report.late", "handoff.late", "step.late", "step.review")
"""The ladder's own calls; what is only told beside them does not move it."""
NEW = ("report.new", "handoff.offered")
"""What came new stands on the desk, with its own clock; of an emergency the telephone rings, and silence sends it up."""
CLIMBS = Q(kind__in=LATE) | Q(kind__in=NEW, urgency="emergency")
HIGHEST = 4
BATCH = 500
RECENT = timedelta(hours=6)
RINGS = ("", "ringing", "answered")


def silent(now: datetime) -> set[UUID]:
    """Whom neither the last call nor the last text of the last half hour reached; a call decides for who is called as well."""
    texts = not_texted(now)
    return not_reached(now) | (texts - called_by_voice(texts))


def follow_texts(now: datetime) -> int:
    """Texts of the ladder that did not arrive, each once. How many were followed."""
    with session("worker", now):
        rows = TextOut.objects.filter(LOST, kind="call", followed_at__isnull=True, made_at__gt=now - RECENT)
        found = list(rows.order_by("made_at").select_for_update(skip_locked=True)[:BATCH])
        heard = called_by_voice([row.member_id for row in found if row.member_id is not None])
        for row in found:
            row.followed_at = now
            row.save(update_fields=["followed_at"])
            if row.answered_at is None and row.member_id is not None and row.member_id not in heard:
                _follow(row, row.member_id, now)
        return len(found)


def _follow(row: TextOut, member: UUID, now: datetime) -> None:
    about = list(row.about.values_list("notice_id", flat=True))
    if not go_up(about, member, now, texted=True):
        return
    facts = {"state": row.delivery or row.state, "count": len(about)}
    record("text.unreached", by=CLOCK, now=now, unit=row.unit, subject=row, facts=facts)


def go_up(about: Collection[UUID], but: UUID, now: datetime, *, texted: bool = False) -> int:
    """Each of these calls that still stands at the rung that was called, and by which nobody else but this member is being reached, is
    due now: one rung higher, or, where a roster named who is called, for who stands behind them. How many. `texted`: a text of
    somebody else counts as well."""
    calls, moved = Notice.objects.filter(CLIMBS, id__in=about, seen_at__isnull=True), 0
    for one in calls.order_by("made_at", "id"):
        same = Notice.objects.filter(subject_id=one.subject_id, kind=one.kind, made_at=one.made_at)
        beside = list(same.values_list("id", flat=True))
        if _rings(beside, but, now) or (texted and _texted(beside, but)):
            continue
        rung = one.level if one.facts.get("members") else one.level + 1
        if rung > HIGHEST:  # nobody stands above: called again in the ladder's own time, not at once and without end
            continue
        rows = WAITING[one.subject_kind]._default_manager.filter(id=one.subject_id, level=one.level, call_at__gt=now)
        moved += rows.update(call_at=now, level=rung)
    return moved


def _rings(notices: list[UUID], but: UUID, now: datetime) -> bool:
    """Whether somebody else is being called for one of them at this moment."""
    calls = VoiceCall.objects.filter(kind="call", made_at__gt=now - RECENT, about__overlap=notices, heard__in=RINGS)
    left = Q(state__in=("sending", "sent")) | Q(state="waiting", send_at__lte=now)
    return calls.filter(left).exclude(member_id=but).exists()


def _texted(notices: list[UUID], but: UUID) -> bool:
    """Whether somebody else has a text about one of them that is on its way or arrived."""
    of_others = TextNotice.objects.filter(notice__in=notices).exclude(member=but)
    return TextOut.objects.filter(id__in=of_others.values("text")).exclude(LOST).exclude(state="not_needed").exists()
