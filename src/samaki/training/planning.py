"""Stories of a workshop as a whole: planned, opened, changed, moved, begun, finished, cancelled. Facts hold codes, times and numbers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Member
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, Invalid, Stale, together
from samaki.ledger.operations import record
from samaki.notices.operations import queue
from samaki.threads.asking import ask
from samaki.training import rules
from samaki.training.models import Workshop, WorkshopInvitation, WorkshopMark, WorkshopSession
from samaki.training.states import PARTS, after_move
from samaki.training.words import seal_words, words_of

AHEAD = timedelta(days=3 * 366)


@story
def plan_workshop(
    *,
    programme: str,
    area: str,
    first_day: date | None,
    places: int | None,
    place: str = "",
    note: str = "",
    by: Member,
    now: datetime,
) -> Workshop:
    """A workshop with the sessions of its programme, from its first day. Nobody is told yet. Raises Invalid, NotAllowed."""
    rules.check_organises(by, now)
    with together() as told:
        if programme not in pack().training.programmes:
            told.wrong(_("Choose the programme from the list."), field="programme")
        if area not in pack().places.by_code:
            told.wrong(_("Choose the area from the list."), field="area")
        day = told.of(_check_day, first_day, now)
        number = told.of(rules.check_places, places, rules.MOST_PLACES)
        words = {
            "place": told.of(rules.check_text, "place", place) or "",
            "note": told.of(rules.check_text, "note", note) or "",
        }
    assert day is not None
    assert number is not None
    row = Workshop(
        unit=by.unit, programme=programme, area=area, places=number, made_by=by.id, made_at=now, synthetic=by.synthetic
    )
    sessions = [_session(row, one, day) for one in pack().training.sessions_of(programme)]
    row.begins_at, row.ends_at, row.sealed = (
        sessions[0].starts_at,
        max(one.ends_at for one in sessions),
        seal_words(row, words),
    )
    row.save(force_insert=True)
    for one in sessions:
        one.save(force_insert=True)
    return write(row, "plan", by, now, kind=programme, area=area, number=number, since=row.begins_at)


@story
def change_workshop(
    *,
    workshop_id: UUID,
    first_day: date | None,
    places: int | None,
    place: str,
    note: str,
    version: int,
    by: Member,
    now: datetime,
) -> Workshop:
    """Another day, room or number of places. Who was invited is told where the day or the place is another one. Raises Stale."""
    row = locked(workshop_id, "change", by, now)
    if row.version != version:
        raise Stale(_("Somebody changed this in between. Look at what it says now, then change it again."))
    was, begun = words_of(row), calendar().local(row.begins_at).date()
    with together() as told:
        day = begun if first_day == begun else told.of(_check_day, first_day, now)
        row.places = told.of(rules.check_places, places, rules.MOST_PLACES) or row.places
        words = {
            "place": told.of(rules.check_text, "place", place) or "",
            "note": told.of(rules.check_text, "note", note) or "",
        }
    assert day is not None
    if day != begun:
        if row.state == "running":
            raise CannotMove(_("This workshop is running: its days stay. Change the time of a session instead."))
        _shift(row, day - begun)
    row.sealed, row.version = seal_words(row, words), row.version + 1
    row.save(update_fields=["places", "sealed", "version", "begins_at", "ends_at"])
    up = ask("workshop_moves_up", row.id)[0][0]
    if row.state != "planned" and (day != begun or words["place"] != was["place"]):
        tell(row, "training.workshop_moved", now, f"{row.version}")
    return write(row, "change", by, now, number=row.places, since=row.begins_at, version=row.version, count=up)


@story
def change_session(
    *,
    session_id: UUID,
    starts_at: datetime | None,
    minutes: int | None,
    trainers: str,
    materials: str,
    by: Member,
    now: datetime,
) -> WorkshopSession:
    """Another hour, who teaches, and where the materials are. Raises Invalid, CannotMove."""
    one = WorkshopSession.objects.get(id=session_id)
    row = locked(one.workshop_id, "change", by, now)
    with together() as told:
        if starts_at is None or abs(starts_at - row.begins_at) > timedelta(days=14):
            told.wrong(_("Write the day and the time, within two weeks of the first day."), field="starts_at")
        if minutes is None or not 5 <= minutes <= 600:
            told.wrong(_("Write how long it takes: 5 to 600 minutes."), field="minutes")
        words = {
            name: told.of(rules.check_text, name, text) or ""
            for name, text in (("trainers", trainers), ("materials", materials))
        }
    assert starts_at is not None
    assert minutes is not None
    if not rules.has_begun(starts_at, now) and WorkshopMark.objects.filter(session=one, withdrawn_at=None).exists():
        raise CannotMove(
            _("People are ticked as having been at this session. Take the ticks away before it is moved ahead.")
        )
    one.starts_at, one.ends_at, one.sealed = starts_at, starts_at + timedelta(minutes=minutes), seal_words(one, words)
    one.save(update_fields=["starts_at", "ends_at", "sealed"])
    times = list(WorkshopSession.objects.filter(workshop=row).values_list("starts_at", "ends_at"))
    row.begins_at, row.ends_at = min(start for start, _end in times), max(end for _start, end in times)
    row.save(update_fields=["begins_at", "ends_at"])
    write(row, "session", by, now, code=one.code, since=one.starts_at, until=one.ends_at)
    return one


@story
def open_workshop(*, workshop_id: UUID, by: Member, now: datetime) -> Workshop:
    """Places can be taken from now on; each invited unit is told. Raises CannotMove where nobody is invited."""
    row = locked(workshop_id, "open", by, now)
    if not WorkshopInvitation.objects.filter(workshop=row).exists():
        raise CannotMove(_("Nobody is invited yet. Give each unit its places first, then open the workshop."))
    _move(row, "open")
    tell(row, "training.workshop_invited", now, "open")
    return write(row, "open", by, now, state=row.state)


@story
def begin_workshop(*, workshop_id: UUID, by: Member, now: datetime) -> Workshop:
    """It runs: attendance and tests can be taken; places too, for who comes without one."""
    row = locked(workshop_id, "begin", by, now)
    _move(row, "begin")
    return write(row, "begin", by, now, state=row.state)


@story
def cancel_workshop(*, workshop_id: UUID, by: Member, now: datetime) -> Workshop:
    """It does not take place, or not to its end. Each invited unit is told; whoever opens their place reads it there."""
    row = locked(workshop_id, "cancel", by, now)
    told = row.state != "planned"
    _move(row, "cancel")
    if told:
        tell(row, "training.workshop_cancelled", now, "cancel")
    return write(row, "cancel", by, now, state=row.state)


@story
def open_test(*, workshop_id: UUID, part: str, by: Member, now: datetime) -> Workshop:
    """Let the test be sat, before or after; or, with no part, by nobody any more."""
    row = locked(workshop_id, "test", by, now)
    if part and part not in PARTS:
        raise Invalid(_("Choose from the list."), field="part")
    row.test = part
    row.save(update_fields=["test"])
    return write(row, "test", by, now, part=part)


# ---------------------------------------------------------------- parts
def locked(workshop_id: UUID, move: str, by: Member, now: datetime) -> Workshop:
    """The workshop, one story at a time, where this member may do this with it now."""
    lock(workshop_id)
    row = Workshop.objects.get(id=workshop_id)
    rules.check_organises(by, now, row)
    rules.check_move(row, move)
    return row


def write(row: Workshop, act: str, by: Member, now: datetime, **facts: Any) -> Workshop:
    """Its entry."""
    record(f"workshop.{act}", by=by, now=now, subject=row, facts=facts)
    return row


def tell(row: Workshop, kind: str, now: datetime, dedupe: str) -> None:
    """Each invited unit, once for each `dedupe`."""
    for unit in WorkshopInvitation.objects.filter(workshop=row).values_list("to_unit__principal", flat=True):
        queue(kind, to_unit=unit, subject=row, now=now, dedupe=dedupe)


def _move(row: Workshop, move: str) -> None:
    row.state, row.version, row.test = after_move(move, row.state), row.version + 1, ""
    row.save(update_fields=["state", "version", "test"])


def _check_day(day: date | None, now: datetime) -> date:
    today = calendar().local(now).date()
    if day is None or not today <= day <= today + AHEAD:
        raise Invalid(_("Write the first day: today or later, within three years."), field="first_day")
    return day


def _session(row: Workshop, told: Any, day: date) -> WorkshopSession:
    local = datetime.combine(day + timedelta(days=told.day - 1), told.starts, calendar().timezone)
    one = WorkshopSession(workshop=row, unit_id=row.unit_id, code=told.code, starts_at=local,
                          ends_at=local + timedelta(minutes=told.minutes))  # fmt: skip
    one.sealed = seal_words(one, {"trainers": "", "materials": ""})
    return one


def _shift(row: Workshop, by: timedelta) -> None:
    for one in WorkshopSession.objects.filter(workshop=row):
        one.starts_at, one.ends_at = one.starts_at + by, one.ends_at + by
        one.save(update_fields=["starts_at", "ends_at"])
    row.begins_at, row.ends_at = row.begins_at + by, row.ends_at + by
