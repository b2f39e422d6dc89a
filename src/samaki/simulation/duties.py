"""Who is on duty in the demonstration: rosters of some units, drafted and published by their heads through the real operations."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from samaki.agencies.country import calendar
from samaki.agencies.models import Member
from samaki.database import session
from samaki.notices.operations import take_note
from samaki.roster import changing, handing, planning
from samaki.roster.duty import Layer, moment
from samaki.roster.looking import look

TURNS = {
    "officer.pp": ("duty.pp", "officer.pp"),
    "duty.national": ("duty.national",),
    "duty.sr": ("duty.sr",),
    "duty.ps": ("duty.ps",),
    "nurse.pp": ("nurse.pp",),
    "ngo.pp": ("ngo.pp",),
}
"""Head of a synthetic unit -> who takes turns there, a day each."""

NOTE = "សាកល្បង៖ សូមហៅអ្នកប្រចាំការសង្គមកិច្ចវិញ មុនម៉ោង ១០។ / Synthetic: call the social desk back before 10."


def put_on_duty(now: datetime) -> None:
    """Publish them at `now`; each member on duty gives an invented number, so that the ladder reaches somebody."""
    who = {one.username: one for one in Member.objects.select_related("unit").filter(username__in={*TURNS, "duty.pp"})}
    start = calendar().local(now).date() - timedelta(days=14)
    for head, turns in TURNS.items():
        for name in turns:
            _act(who[name], handing.give_number, now, number=f"{who[name].unit.phone or '000 000 100'} 7")
        layer = Layer(
            tuple(str(who[name].id) for name in turns), 1, "days", time(8), start - timedelta(days=start.weekday())
        )
        _publish(who[head], layer, now)


def _publish(head: Member, layer: Layer, now: datetime) -> None:
    draft = _act(head, planning.draft_roster, now, unit=head.unit, area="", layers=[layer], edits=0)
    with session("app", now, head.id):
        seen = look([layer], [], head.unit_id, now).seen
    _act(head, planning.publish_roster, now, roster_id=draft.roster_id, edits=1, seen=seen)
    _act(head, take_note, now, subject_id=draft.roster_id)
    if len(layer.members) > 1:
        begins = _morning_of_the_first(layer, now)
        _act(head, changing.change_duty, now, roster_id=draft.roster_id, sort="covers", member=head, since=begins,
             until=begins + timedelta(hours=2))  # fmt: skip
        _act(head, handing.write_handover, now, roster_id=draft.roster_id, text=NOTE)


def _morning_of_the_first(layer: Layer, now: datetime) -> datetime:
    """Some days ahead, where the duty of the first of two begins: the second goes on a little longer, and both have their rest."""
    day = calendar().local(now).date() + timedelta(days=4)
    day += timedelta(days=(day - layer.start).days % 2)
    return moment(day, layer.hand_over, calendar().timezone)


def _act(by: Member, operation: Any, now: datetime, **given: Any) -> Any:
    with session("app", now, by.id):
        return operation(by=by, now=now, **given)
