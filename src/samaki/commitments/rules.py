"""Who may write down, promise and answer for what; and what a gap or a commitment must say."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import now_of
from samaki.commitments.models import Commitment, Gap
from samaki.commitments.states import EITHER, MOVES, may_move
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Refusal
from samaki.threads.peers.careful import shapes_in
from samaki.threads.peers.rules import warning

LONGEST = 2000
"""Letters of a text, a reason, evidence."""

AHEAD = timedelta(days=3 * 366)
"""So far ahead a day may lie."""

OLDEST = date(1990, 1, 1)
"""No gap is known from before."""

KINDS = ("service", "night_number", "link", "step", "other")
SOURCES = ("hand", "workshop", "conference", "link", "measure")


def today(now: datetime) -> date:
    """The day on the clock of the country."""
    day: date = calendar().local(now).date()
    return day


def end_of(day: date) -> datetime:
    """The last minute of a day of the country."""
    return datetime.combine(day, time(23, 59), calendar().timezone)


def is_of(unit: int, by: Member) -> bool:
    """Whether this is the member's unit, or one that became part of it."""
    return unit == by.unit_id or now_of([unit])[unit] == by.unit_id


def oversees(by: Member, now: datetime) -> bool:
    """Whether the member sits in the oversight."""
    return "oversight" in by.roles(now)


# ---------------------------------------------------------------- what is said
def check_words(text: str, field: str, empty: str, *, sure: bool) -> str:
    """Something is said, not too long, and nothing in it looks as if it led to a case or a person: that is asked about once."""
    if not text.strip():
        raise Invalid(empty, field=field)
    if len(text) > LONGEST:
        raise Invalid(_("This is too long. Please keep it under %(limit)s letters.") % {"limit": LONGEST}, field=field)
    if not sure and (found := shapes_in(text)):
        raise Invalid(warning(found), field="sure")
    return text.strip()


def check_area(area: str) -> str:
    """A province of the pack."""
    if area not in {one.code for one in pack().places.provinces}:
        raise Invalid(_("Choose the area from the list."), field="area")
    return area


EVERYWHERE = "all"
"""In place of a province: the same is wanting in all of them."""


def check_area_of_gap(area: str) -> str:
    """A province of the pack, or all of them."""
    return area if area == EVERYWHERE else check_area(area)


def check_kind(kind: str, what: str) -> tuple[str, str]:
    """A kind of gap, and the code that goes with it: a service, a kind of step, a link."""
    if kind not in KINDS:
        raise Invalid(_("Choose what is wanting."), field="kind")
    known = {"service": pack().services, "step": pack().step_kinds}.get(kind)
    if known is not None and what not in known:
        raise Invalid(_("Choose which one, from the list."), field="what")
    if kind == "link":
        ends = what.split(">")
        if len(ends) != 2 or not set(ends) <= set(pack().agency_kinds):
            raise Invalid(_("Choose which one, from the list."), field="what")
    return kind, what if kind in ("service", "step", "link") else ""


def check_known_since(day: date | None, now: datetime) -> date:
    """A day that is not ahead."""
    if day is None or not OLDEST <= day <= today(now):
        raise Invalid(_("Write since when it is wanting: a day that does not lie in the future."), field="known_since")
    return day


def check_closed_on(day: date | None, gap: Gap, now: datetime) -> date:
    """From the day on which it was known to today."""
    if day is None or not gap.known_since <= day <= today(now):
        raise Invalid(_("Write a day between the one since which it was wanting and today."), field="closed_on")
    return day


def check_due(day: date | None, now: datetime) -> date:
    """A day that is not over, within three years."""
    if day is None or not today(now) <= day <= today(now) + AHEAD:
        raise Invalid(_("Write the day by which it is done: today or later, within three years."), field="due_on")
    return day


def check_owner(owner: Unit | None, now: datetime) -> Unit:
    """An open unit."""
    if owner is None or (owner.until is not None and owner.until <= now):
        raise Invalid(_("Choose the unit that does it."), field="owner")
    return owner


def check_source(source: str) -> str:
    """Where it was promised."""
    if source not in SOURCES:
        raise Invalid(_("Choose where it was promised."), field="source")
    return source


# ---------------------------------------------------------------- who may
def check_keeps_gap(gap: Gap, move: str, by: Member, now: datetime) -> None:
    """The unit that wrote it down, or the oversight; and it stands so that it can be done."""
    if not (is_of(gap.unit_id, by) or oversees(by, now)):
        raise NotAllowed(_("Only the unit that wrote this gap down, or the oversight committee, does this."))
    if not may_move("gap", move, gap.state):
        raise CannotMove(_("This gap does not stand so that this can be done. Look at it again."))


def check_moves(row: Commitment, move: str, by: Member) -> None:
    """The side that this move belongs to; from where the commitment stands."""
    # who only wrote it down takes it back while nobody has promised it; after that it is the owner's word
    wrote = MOVES["commitment"][move].by == EITHER and row.state == "asked" and is_of(row.unit_id, by)
    if not (wrote or is_of(row.owner_id, by)):
        raise NotAllowed(_("Only the unit that promises this does this."))
    if not may_move("commitment", move, row.state):
        raise CannotMove(_("This promise does not stand so that this can be done. Look at it again."))


def keeps_gap(gap: Gap, move: str, by: Member, now: datetime) -> bool:
    """The twin of `check_keeps_gap`."""
    try:
        check_keeps_gap(gap, move, by, now)
    except Refusal:
        return False
    return True


def moves(row: Commitment, move: str, by: Member) -> bool:
    """The twin of `check_moves`."""
    try:
        check_moves(row, move, by)
    except Refusal:
        return False
    return True
