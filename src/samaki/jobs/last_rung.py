"""The last that is tried of a unit: the numbers of their own that its members gave. They are texted as well as shown to who leads it.

Only numbers that their members proved: a stranger is not woken. A quiet text, without a code: what comes back from one takes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from samaki.agencies.models import Member, Principal
from samaki.channels.sms import numbers, words
from samaki.channels.sms.models import TextNotice, TextOut
from samaki.channels.sms.outbox import queue_text
from samaki.database import lock
from samaki.jobs.addressing import QUIET
from samaki.notices.models import Notice
from samaki.roster.handing import number_in
from samaki.roster.models import DutyNumber
from samaki.roster.queries import gone

LAST = 2
"""From this level of the ladder on, a call for those who lead the unit opens the numbers to them (migration 0061)."""


def text_own(gateway: str, notices: Sequence[Notice], now: datetime) -> None:
    """A text to each number of their own that members of the called units gave; once for a notice and a member."""
    last = [one for one in notices if one.level >= LAST and one.audience == "head"]
    units: set[Principal] = {one.to_unit for one in last}
    for unit in sorted(units):
        rows = list(DutyNumber.objects.filter(unit=unit, proved_at__isnull=False).order_by("member_id"))
        away = gone([row.member_id for row in rows], unit, now)
        for row in rows:
            if row.member_id not in away:
                _text(gateway, row, [one for one in last if one.to_unit == unit], now)


def _text(gateway: str, row: DutyNumber, notices: Sequence[Notice], now: datetime) -> None:
    lock(row.member_id)
    told = set(TextNotice.objects.filter(member_id=row.member_id, notice__in=notices).values_list("notice", flat=True))
    fresh, whole = [one for one in notices if one.id not in told], numbers.whole(number_in(row))
    if not fresh or not whole:
        return
    mine = TextOut.objects.filter(member_id=row.member_id, kind="own")
    text = mine.filter(state="waiting", tries=0).select_for_update().first()
    if text is None:
        language = Member.objects.get(id=row.member_id).language
        last = mine.filter(tries__gt=0).order_by("-made_at").first()
        text = queue_text(
            "own", gateway, whole, words.say("call", language), now, member_id=row.member_id, unit=row.unit_id
        )
        text.send_at = max(now, last.made_at + QUIET) if last is not None else now
        text.save(update_fields=["send_at"])
    TextNotice.objects.bulk_create(TextNotice(text=text, notice=one, member_id=row.member_id) for one in fresh)


def is_needed(row: TextOut) -> bool:
    """While the member works here, has not taken the number back, and something of it is unseen."""
    if row.member_id is None:
        return False
    works = Member.objects.filter(id=row.member_id, is_active=True).exists()
    given = DutyNumber.objects.filter(member_id=row.member_id, proved_at__isnull=False).exists()
    return works and given and row.about.filter(notice__seen_at__isnull=True).exists()
