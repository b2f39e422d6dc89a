"""Stories of a unit's own keeper: numbers, areas, services, focal points, the name."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies import rules
from samaki.agencies.country import pack
from samaki.agencies.entries import FocalPoint, FormerName, UnitService
from samaki.agencies.models import Member, Unit, UnitArea
from samaki.agencies.naming import check_name_is_free, lock_names
from samaki.agencies.queries import areas_of
from samaki.agencies.telephones import as_stored
from samaki.database import story
from samaki.database.refusals import Invalid, together
from samaki.ledger.operations import record

WHOLE_COUNTRY = ""
LONGEST = {"phone": 40, "phone_night": 40, "how_to_reach": 500, "name": 200, "short": 40}
"""Characters kept of one entry."""


@story
def change_numbers(*, unit: Unit, phone: str, phone_night: str, how_to_reach: str, by: Member, now: datetime) -> Unit:
    """The numbers by day and by night, and how to reach the unit. That all of the entry is right, only `confirm_entry` says."""
    rules.check_keeps(unit, now)
    with together() as told:
        given = {
            "phone": told.of(_number, phone, "phone") or "",
            "phone_night": told.of(_number, phone_night, "phone_night") or "",
            "how_to_reach": _short(how_to_reach, "how_to_reach", LONGEST["how_to_reach"]),
        }
    changed = [name for name, value in given.items() if getattr(unit, name) != value]
    for name, value in given.items():
        setattr(unit, name, value)
    unit.save(update_fields=[*given])
    return _changed("unit.numbers", unit, by, now, fields=changed)


@story
def confirm_entry(*, unit: Unit, by: Member, now: datetime) -> Unit:
    """The keeper has read the entry and it is right today."""
    rules.check_keeps(unit, now)
    unit.checked_at = now
    unit.save(update_fields=["checked_at"])
    return _changed("unit.confirm", unit, by, now)


@story
def set_areas(*, unit: Unit, areas: Collection[str], by: Member, now: datetime) -> Unit:
    """The areas that the unit serves from now on ("" is the whole country); those left out end today."""
    rules.check_keeps(unit, now)
    unknown = set(areas) - set(pack().places.by_code) - {WHOLE_COUNTRY}
    if unknown:
        raise Invalid(_("Choose areas from the list."), field="areas")
    if not areas:
        raise Invalid(_("Choose at least one area: a unit without one is never found by its place."), field="areas")
    known = set(areas_of(unit, now))
    UnitArea.objects.filter(unit=unit, area__in=known - set(areas), until__isnull=True).update(until=now)
    for area in sorted(set(areas) - known):
        UnitArea(unit=unit, area=area, since=now).save(force_insert=True)
    return _changed("unit.areas", unit, by, now, areas=sorted(areas), before=sorted(known))


@story
def set_services(*, unit: Unit, services: Collection[str], full: Collection[str], by: Member, now: datetime) -> Unit:
    """What the unit offers from now on, and of that what takes nobody at the moment; what is left out ends today."""
    rules.check_keeps(unit, now)
    if set(services) - set(pack().services):
        raise Invalid(_("Choose services from the list."), field="services")
    rows = {row.service: row for row in UnitService.objects.filter(unit=unit, until__isnull=True)}
    for code, row in rows.items():
        if code not in services:
            row.until = now
            row.save(update_fields=["until"])
        elif row.full != (code in full):
            row.full = code in full
            row.save(update_fields=["full"])
    for code in sorted(set(services) - set(rows)):
        UnitService(unit=unit, service=code, full=code in full, since=now).save(force_insert=True)
    taken = sorted(set(full) & set(services))
    return _changed("unit.services", unit, by, now, services=sorted(services), full=taken, before=sorted(rows))


@story
def add_focal_point(
    *, unit: Unit, matter: str, name_en: str, name_km: str, phone: str, day_and_night: bool, by: Member, now: datetime
) -> FocalPoint:
    """A person who answers for a matter. The name is kept in the directory, never in the ledger."""
    rules.check_keeps(unit, now)
    point = FocalPoint(unit=unit, matter=matter, day_and_night=day_and_night, since=now)
    with together() as told:
        if matter not in pack().matters:
            told.wrong(_("Choose what this person answers for from the list."), field="matter")
        point.name_en = told.of(_short, name_en, "name_en", 200) or ""
        point.name_km = told.of(_short, name_km, "name_km", 200) or ""
        if not (name_en.strip() or name_km.strip()):
            told.wrong(_("Write the name of the person."), field="name_km")
        if not phone.strip():
            told.wrong(_("Write the number at which this person can be called."), field="phone")
        point.phone = _number(phone, "phone")
    if any(point.is_like(other) for other in FocalPoint.objects.filter(unit=unit, matter=matter).live(now)):
        raise Invalid(_("%(name)s stands here for this matter with this number already. Take the old line out first, or give "
                        "another number.") % {"name": point.name}, field="phone")  # fmt: skip
    point.save(force_insert=True)
    record("unit.focal_point", by=by, now=now, subject=point, facts={"unit": unit.principal, "kind": matter})
    return point


@story
def end_focal_point(*, point_id: UUID, by: Member, now: datetime) -> FocalPoint:
    """This person no longer answers for the matter."""
    point = FocalPoint.objects.select_related("unit").live(now).get(id=point_id)
    rules.check_keeps(point.unit, now)
    point.until = now
    point.save(update_fields=["until"])
    record("unit.focal_point_end", by=by, now=now, subject=point,
           facts={"unit": point.unit.principal, "kind": point.matter})  # fmt: skip
    return point


@story
def rename_unit(
    *,
    unit: Unit,
    name_en: str,
    name_km: str,
    by: Member,
    now: datetime,
    short_en: str = "",
    short_km: str = "",
    since: datetime | None = None,
) -> Unit:
    """A new name, from today or from an earlier day; the old one still finds the unit, and history shows it."""
    rules.check_keeps(unit, now)
    lock_names()
    asked = {"name_en": name_en, "name_km": name_km, "short_en": short_en, "short_km": short_km}
    given = check_renames(unit=unit, given=asked, since=since, now=now)
    begins, began = since or now, _name_began(unit)
    before = {name: getattr(unit, name) for name in given}
    FormerName(unit=unit, **before, since=began, until=begins).save(force_insert=True)
    for name, value in given.items():
        setattr(unit, name, value)
    unit.save(update_fields=[*given, "words"])
    return _changed("unit.rename", unit, by, now, occurred_at=since, name=given, before=before)


def check_renames(*, unit: Unit, given: Mapping[str, str], since: datetime | None, now: datetime) -> dict[str, str]:
    """The names as they would be kept. Raises Invalid: missing, too long, the same as now, of another unit, too early."""
    longest = {"name_en": "name", "name_km": "name", "short_en": "short", "short_km": "short"}
    with together() as told:
        kept = {name: told.of(_short, given[name], name, LONGEST[longest[name]]) or "" for name in longest}
        for name in ("name_km", "name_en"):
            if not given[name].strip():
                told.wrong(_("Write the name in Khmer and in English."), field=name)
        if not _name_began(unit) < (since or now) <= now:
            told.wrong(_("The new name begins after the one before it, and not later than today."), field="since")
    if all(getattr(unit, name) == text for name, text in kept.items()):
        raise Invalid(_("This is its name already. Nothing was changed."), field="name_km")
    check_name_is_free(unit, {name: text for name, text in kept.items() if text != getattr(unit, name)}, now)
    return kept


def _name_began(unit: Unit) -> datetime:
    last = FormerName.objects.filter(unit=unit).order_by("-until").values_list("until", flat=True).first()
    return last or unit.since


def _number(text: str, field: str) -> str:
    return as_stored(_short(text, field, LONGEST["phone"]), field)


def _short(text: str, field: str, most: int) -> str:
    kept = " ".join(text.split())
    if len(kept) > most:
        raise Invalid(_("This is too long. Please keep it under %(limit)s letters.") % {"limit": most}, field=field)
    return kept


def _changed(
    act: str, unit: Unit, by: Member, now: datetime, *, occurred_at: datetime | None = None, **facts: Any
) -> Unit:
    record(act, by=by, now=now, subject=unit, occurred_at=occurred_at, facts={"unit": unit.principal} | facts)
    return unit
