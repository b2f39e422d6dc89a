"""Who to call: units by need and place. One page costs the same queries whatever its length."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Case,
    Exists,
    F,
    Func,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat

from samaki.agencies.country import pack
from samaki.agencies.entries import FocalPoint, FormerName, UnitService, with_away
from samaki.agencies.findable import asked, says, words_of
from samaki.agencies.models import Unit, UnitArea
from samaki.countries import Coded
from samaki.countries.dates import latin_digits

PAGE = 25
MOST = 500
"""Units on one printed list."""

SAME, INSIDE, ABOVE, COUNTRY = 0, 1, 2, 3
"""How closely a unit serves the asked place: the place itself, a part of it, what it lies in, the whole country."""


@dataclass(frozen=True)
class Asked:
    """What is looked for. `text` is free words for a need or a name, `where` free words for a place (any script).

    `need`: code of a service; `step`: code of a step kind, found are those who may hold it; `area` wins over `where`.
    `on_duty`: units whose person on duty, as this reader sees them, the text names.
    """

    text: str = ""
    need: str = ""
    step: str = ""
    area: str = ""
    where: str = ""
    on_duty: frozenset[int] = frozenset()

    @property
    def place(self) -> str:
        """Code of the asked place; "" when none was asked for, or the words mean none."""
        if self.area in pack().places.by_code:
            return self.area
        match = pack().places.match(self.where) if self.where else None
        return match.place.code if match else ""


@dataclass(frozen=True)
class Line:
    """One unit with what stands under it. `former`: the old name by which it was found."""

    unit: Unit
    areas: list[str] = field(default_factory=list)
    services: list[UnitService] = field(default_factory=list)
    focal_points: list[FocalPoint] = field(default_factory=list)
    former: str = ""


def page_of_units(wanted: Asked, now: datetime, *, number: int = 1, limit: int = PAGE) -> tuple[list[Line], bool]:
    """The lines of one page and whether more follow: the closest to the place first. Ended units come by name only."""
    first = (number - 1) * limit
    rows = list(_found(wanted, now)[first : first + limit + 1])
    return lines_of(rows[:limit], now, wanted.text), len(rows) > limit


def units_found(wanted: Asked, now: datetime) -> QuerySet[Unit]:
    """Every unit that is found, the closest first; none where words for a place mean none."""
    return Unit.objects.none() if (wanted.where or wanted.area) and not wanted.place else _found(wanted, now)


def lines_of(units: list[Unit], now: datetime, text: str = "") -> list[Line]:
    """What stands under each unit, in four queries."""
    keys = [unit.principal for unit in units]
    live = Q(since__lte=now) & (Q(until__isnull=True) | Q(until__gt=now))
    areas = _grouped(UnitArea.objects.filter(live, unit__in=units).order_by("area"), keys)
    services = _grouped(UnitService.objects.filter(live, unit__in=units).order_by("id"), keys)
    points = _grouped(with_away(FocalPoint.objects.filter(live, unit__in=units)).order_by("id"), keys)
    former = _grouped(FormerName.objects.filter(unit__in=units).order_by("-until"), keys)
    parts = asked(text)
    return [
        Line(unit, [row.area for row in areas[unit.principal]], services[unit.principal], points[unit.principal],
             _found_by(unit, former[unit.principal], parts))
        for unit in units
    ]  # fmt: skip


def _found_by(unit: Unit, former: list[FormerName], parts: list[tuple[str, ...]]) -> str:
    if not parts or says(unit.words, parts):
        return ""
    return next((row.name for row in former if says(row.words, parts)), "")


def _grouped(rows: Iterable[Any], keys: list[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {key: [] for key in keys}
    for row in rows:
        found[row.unit_id].append(row)
    return found


def _found(wanted: Asked, now: datetime) -> QuerySet[Unit]:
    open_now = Q(until__isnull=True) | Q(until__gt=now)
    rows = Unit.objects.filter(since__lte=now).select_related("merged_into", "agency")
    rows = rows.filter(_by_text(wanted, now, open_now) if wanted.text.strip() else open_now)
    if wanted.need:
        rows = rows.filter(Exists(_offered(now, [wanted.need])))
    if wanted.step in pack().step_kinds:
        rows = rows.filter(kind__in=pack().step_kinds[wanted.step].may_hold)
    ended = Case(When(open_now, then=0), default=1, output_field=IntegerField())
    if wanted.place:
        close = Case(
            When(Q(until__lte=now), then=COUNTRY), default=_closeness(wanted.place, now), output_field=IntegerField()
        )
        rows = rows.annotate(close=close).filter(close__isnull=False)
        return rows.order_by(ended, "close", _as_in_the_pack(), "code")
    return rows.order_by(ended, _as_in_the_pack(), "code")


def _as_in_the_pack() -> Func:
    """Kinds in the order of the pack: those who are called first stand first there."""
    kinds = Cast(Value(list(pack().agency_kinds)), ArrayField(TextField()))
    return Func(kinds, F("kind"), function="array_position", output_field=IntegerField())


def _by_text(wanted: Asked, now: datetime, open_now: Q) -> Q:
    """By its name, by a name it had, by a focal point, by its kind, by what it offers: in Khmer or Latin, any spelling; by a number that
    stands under it, and by who is on duty there."""
    live = Q(since__lte=now) & (Q(until__isnull=True) | Q(until__gt=now))
    parts, number = asked(wanted.text), _by_number(wanted.text, live)
    if not parts:
        return open_now & number
    names = _all_said(parts)
    former = Exists(FormerName.objects.filter(names, unit=OuterRef("principal")))
    points = Exists(FocalPoint.objects.filter(names, live, unit=OuterRef("principal")))
    kinds, needs = _codes("agency_kinds", parts), _codes("services", parts)
    by_need = Q(kind__in=kinds) | Q(Exists(_offered(now, needs))) if needs else Q(kind__in=kinds)
    shown = number | Q(principal__in=wanted.on_duty)
    return names | Q(former) | (open_now & (Q(points) | by_need | shown))


NUMBER = re.compile(r"[\d\s+()./-]+")

FEWEST, LONGEST_SHORT = 3, 4
"""Digits of a number that is looked for; up to so many it may be a short one, such as 117 or 1280, and is taken as it stands."""


def _by_number(text: str, live: Q) -> Q:
    """A number of the unit or of a focal point who can be reached, written in any way, or a part of it."""
    digits = re.sub(r"\D", "", latin_digits(text)) if NUMBER.fullmatch(latin_digits(text)) else ""
    digits = (
        digits.removeprefix(pack().public_page.dialling).removeprefix("0") if len(digits) > LONGEST_SHORT else digits
    )
    if len(digits) < FEWEST:
        return Q(pk__in=[])
    points = with_away(FocalPoint.objects.filter(live, unit=OuterRef("principal"))).filter(Q(("away", False)))
    of_point = points.annotate(digits=_digits("phone")).filter(digits__contains=digits)
    own = Unit.objects.filter(principal=OuterRef("principal")).annotate(
        digits=Concat(_digits("phone"), Value(" "), _digits("phone_night"), output_field=TextField())
    )
    return Q(Exists(of_point)) | Q(Exists(own.filter(digits__contains=digits)))


def _digits(column: str) -> Func:
    return Func(F(column), Value(r"\D"), Value(""), Value("g"), function="regexp_replace", output_field=TextField())


def _all_said(parts: list[tuple[str, ...]]) -> Q:
    every = Q()
    for part in parts:
        one = Q()
        for form in part:
            one |= Q(words__contains=form)
        every &= one
    return every


def _codes(of: str, parts: list[tuple[str, ...]]) -> list[str]:
    """Codes of a list of the pack whose words hold what was asked for, as it is spelled: "police" sounds like "place"."""
    spelled = [part[:1] for part in parts]
    return [code for code, words in _labels(of).items() if says(words, spelled)]


@functools.cache
def _labels(of: str) -> dict[str, str]:
    """Code -> the words of its names in every language, and of what it is called besides."""
    entries: Mapping[str, Coded] = getattr(pack(), of)
    return {
        code: words_of(
            *entry.labels.by_language.values(), *getattr(entry, "also", ()), *getattr(entry, "institutions", ())
        )
        for code, entry in entries.items()
    }


def _offered(now: datetime, services: Collection[str]) -> QuerySet[UnitService]:
    return UnitService.objects.live(now).filter(unit=OuterRef("principal"), service__in=services)


def _closeness(place: str, now: datetime) -> Subquery:
    """The closest of the areas that the unit serves; null for a unit that does not serve the place at all."""
    places = pack().places
    above = [one.code for one in places.path(place)[:-1]]
    inside = [code for code in places.by_code if code != place and place in _path(code)]
    close = Case(
        When(area=place, then=SAME),
        When(area__in=inside, then=INSIDE),
        When(area__in=above, then=ABOVE),
        default=COUNTRY,
        output_field=IntegerField(),
    )
    served = UnitArea.objects.filter(
        Q(until__isnull=True) | Q(until__gt=now), unit=OuterRef("principal"), since__lte=now
    )
    served = served.filter(area__in=[place, *inside, *above, ""])
    return Subquery(served.values("unit").annotate(close=Min(close)).values("close"), output_field=IntegerField())


@functools.cache
def _path(code: str) -> frozenset[str]:
    return frozenset(place.code for place in pack().places.path(code))
