"""What was found in a plan before it is published, in sentences: gaps, who is gone, who is unreached, too little rest, too many hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.roster.duty import Shift
from samaki.roster.layers import kept
from samaki.roster.looking import Found
from samaki.roster.models import DutyVersion
from samaki.web.moments import digits, length, long_date, short_date, short_moment

MOST_GAPS = 12
"""Gaps that are listed one by one; more are counted."""


def findings(found: Found, names: dict[str, str]) -> list[str]:
    """What was found in a plan, each in a sentence; what is most is said first."""
    told = pack().rostering
    ahead = {"days": digits(told.look_ahead.amount)}
    lines = [_("Nobody is on duty from %(since)s to %(until)s.") % {"since": short_moment(one.since), "until": short_moment(one.until)}
             for one in found.gaps[:MOST_GAPS]]  # fmt: skip
    if len(found.gaps) > MOST_GAPS:
        lines.append(
            _("And %(n)s more gaps in the next %(days)s days.") % ({"n": digits(len(found.gaps) - MOST_GAPS)} | ahead)
        )
    for key in found.gone:
        lines.append(_("%(name)s cannot be on duty any more and is passed over: gone, suspended, or of another unit.")
                     % {"name": names.get(str(key), "?")})  # fmt: skip
    for who in found.turnless:
        lines.append(_("%(name)s stands in a layer and never has a turn in it: its hours or days always fall to others. Choose another "
                       "length for one duty, or take them out.") % {"name": names.get(who, "?")})  # fmt: skip
    for key in found.unreached:
        lines.append(_("Nothing reaches %(name)s: no mail, no text and no number is known here. When called, the next person is called in "
                       "their place. Ask them to choose one.") % {"name": names.get(str(key), "?")})  # fmt: skip
    shortest: dict[str, tuple[Shift, Shift]] = {}
    for pair in found.rests:
        shortest.setdefault(pair[0].member or "", pair)
    for who, (before, after) in shortest.items():
        lines.append(_("%(name)s has less than %(least)s of rest: until %(until)s, and again from %(since)s.")
                     % {"name": names.get(who, "?"), "least": length(told.rest.amount, told.rest.unit),
                        "until": short_moment(before.until), "since": short_moment(after.since)})  # fmt: skip
    most: dict[str, tuple[date, timedelta]] = {}
    for who, monday, hours in found.weeks:
        most.setdefault(who, (monday, hours))
    for who, (monday, hours) in most.items():
        lines.append(_("%(name)s is on duty for %(hours)s in the week of %(day)s; more than %(most)s h is too much.")
                     % {"name": names.get(who, "?"), "hours": _hours(hours), "day": short_date(monday),
                        "most": digits(told.week_hours)})  # fmt: skip
    return lines


def begins_later(version: DutyVersion, now: datetime) -> list[str]:
    """Of a plan whose first day lies ahead: what publishing it does until then; nothing of one that has begun."""
    first = min((one.start for one in kept(version.layers)), default=None)
    if first is None or first <= calendar().local(now).date():
        return []
    return [
        _("The first day of this plan is %(day)s. Published now, nobody is on duty until then: what held before ends at once. Take an "
          "earlier first day, or publish it on that day.") % {"day": long_date(first)}]  # fmt: skip


def opened(found: Sequence[Shift]) -> list[str]:
    """Of the gaps that a change opens: each in a sentence."""
    return findings(Found(gaps=tuple(found)), {})


def _hours(length_: timedelta) -> str:
    return _("%(n)s h") % {"n": digits(int(length_.total_seconds() // 3600))}
