"""Layers of a roster as they are typed, kept and counted with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar
from samaki.agencies.models import Member, Membership, Unit
from samaki.countries.dates import latin_digits
from samaki.countries.partial_dates import parse_partial
from samaki.database.refusals import Invalid, together
from samaki.names import clean_text
from samaki.roster.duty import LENGTHS, Layer

MOST_LAYERS, MOST_MEMBERS = 6, 40
ON_DUTY = frozenset({"desk", "worker", "clerk", "team_lead", "head"})
"""Roles whose members can be on duty: those that do casework."""


@dataclass(frozen=True)
class Typed:
    """One layer as somebody typed it. `members`: sign-in names, names or ids, in order; `weekdays`: 0 is Monday; times like 08:00."""

    members: Sequence[str] = ()
    amount: int | None = 1
    unit: str = "days"
    hand_over: str = "08:00"
    start: str = ""
    weekdays: Collection[int] = ()
    begins: str = ""
    ends: str = ""


def on_the_list(unit: Unit, now: datetime) -> list[Member]:
    """Members of the unit who can be on duty now, by their names to sign in with."""
    rows = Membership.objects.live(now).filter(unit=unit, role__in=ON_DUTY).values("member")
    found = Member.objects.filter(id__in=rows, is_active=True, unit=unit).order_by("username")
    return [member for member in found if member.may_enter(now)]


def read(typed: Typed, unit: Unit, now: datetime) -> Layer:
    """The layer; every wrong field is told at once. Raises Invalid."""
    with together() as told:
        members = told.of(_members, typed.members, unit, now) or ()
        if typed.unit not in LENGTHS:
            told.wrong(_("Choose hours, days or weeks."), field="length")
        most = LENGTHS.get(typed.unit) or max(
            LENGTHS.values()
        )  # of an unknown length that one is told, and not this too
        if typed.amount is None or not 1 <= typed.amount <= most:
            told.wrong(_("Write a whole number from 1 to %(most)s.") % {"most": most}, field="amount")
        hand_over = told.of(clock, typed.hand_over, "hand_over") or time(8)
        start = told.of(day, typed.start, "start") or calendar().local(now).date()
        if set(typed.weekdays) - set(range(7)):
            told.wrong(_("Choose days from the list."), field="weekdays")
        if bool(typed.begins.strip()) != bool(typed.ends.strip()):
            told.wrong(_("Write both times, or neither."), field="ends" if typed.begins.strip() else "begins")
        begins = told.of(clock, typed.begins, "begins") if typed.begins.strip() else None
        ends = told.of(clock, typed.ends, "ends") if typed.ends.strip() else None
    amount = typed.amount or 1
    return Layer(members, amount, typed.unit, hand_over, start, frozenset(typed.weekdays), begins, ends)


def clock(text: str, field: str) -> time:
    """A time of the day like 08:00, in Latin or Khmer digits."""
    try:
        hours, minutes = latin_digits(text).strip().split(":")
        if len(hours) > 2 or len(minutes) != 2:
            raise ValueError(text)
        return time(int(hours), int(minutes))
    except ValueError as error:
        raise Invalid(_("Write a time of the day like 08:00 or 17:30."), field=field) from error


def day(text: str, field: str) -> date:
    """A whole date."""
    unread = Invalid(_("Write a whole date like 5/3/2026 or 2026-03-05."), field=field)
    try:
        partial = parse_partial(text)
    except ValueError as error:
        raise unread from error
    if partial.precision != "day":
        raise unread
    value = partial.value
    return value.date() if isinstance(value, datetime) else value


def _members(given: Sequence[str], unit: Unit, now: datetime) -> tuple[str, ...]:
    lines = [clean_text(one).strip() for one in given if one.strip()]
    if not lines:
        raise Invalid(_("Write who takes turns, one on each line."), field="members")
    if len(lines) > MOST_MEMBERS:
        raise Invalid(_("A layer has at most %(most)s members.") % {"most": MOST_MEMBERS}, field="members")
    known = by_any_name(on_the_list(unit, now))
    found = [known.get(line.casefold()) for line in lines]
    for line, member in zip(lines, found, strict=True):
        if member is None:
            raise Invalid(_("%(name)s is nobody of this unit who can be on duty. Write their name to sign in with.")
                          % {"name": line[:60]}, field="members")  # fmt: skip
    return tuple(str(member.id) for member in found if member)


def by_any_name(members: Iterable[Member]) -> dict[str, Member]:
    """Sign-in name, id and both names, in small letters -> the member; a name that two have is left out."""
    found: dict[str, Member] = {}
    twice: set[str] = set()
    for member in members:
        for name in {member.username, str(member.id), member.name_en, member.name_km}:
            key = clean_text(name).strip().casefold()
            twice |= {key} if found.get(key, member) != member else set()
            found[key] = member
    return {key: member for key, member in found.items() if key and key not in twice}


def shown_names(members: Sequence[Member]) -> list[str]:
    """How each is written into a form: the name of the person; of two with the same name, their names to sign in with."""
    known = by_any_name(members)
    return [one.name if known.get(clean_text(one.name).strip().casefold()) == one else one.username for one in members]


def written(layers: Iterable[Layer]) -> list[dict[str, Any]]:
    """As it is kept: plain values."""
    return [
        {
            "members": list(one.members), "amount": one.amount, "unit": one.unit, "hand_over": f"{one.hand_over:%H:%M}",
            "start": one.start.isoformat(), "weekdays": sorted(one.weekdays),
            "begins": f"{one.begins:%H:%M}" if one.begins else "", "ends": f"{one.ends:%H:%M}" if one.ends else "",
        }
        for one in layers
    ]  # fmt: skip


def kept(values: Iterable[Mapping[str, Any]]) -> tuple[Layer, ...]:
    """The layers that `written` wrote."""
    return tuple(
        Layer(
            tuple(one["members"]), one["amount"], one["unit"], time.fromisoformat(one["hand_over"]), date.fromisoformat(one["start"]),
            frozenset(one["weekdays"]), *(time.fromisoformat(one[name]) if one[name] else None for name in ("begins", "ends")),
        )
        for one in values
    )  # fmt: skip
