"""What stands in the directory under a unit, from when to when; and what a unit was called before."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from samaki.agencies.findable import folded, words_of
from samaki.agencies.models import Member, unit_key
from samaki.agencies.telephones import dialled
from samaki.database import uuid7

Row = TypeVar("Row", bound=models.Model)


class Dated(models.QuerySet[Row]):
    """Rows that are true from `since` until `until`."""

    def live(self, now: datetime) -> Dated[Row]:
        """Those that have begun and not ended at `now`."""
        return self.filter(since__lte=now).filter(models.Q(until__isnull=True) | models.Q(until__gt=now))


class UnitService(models.Model):
    """A service of the pack that a unit offers. `full`: it takes nobody at the moment. `who_for`: who can come, `papers`: what they
    bring, each in the unit's own words; `places`: how many it can take, as was said at `places_at`; None where nobody said."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = unit_key(db_column="unit", related_name="services")
    service = models.TextField()
    full = models.BooleanField(default=False)
    who_for = models.TextField(default="", db_default="", blank=True)
    papers = models.TextField(default="", db_default="", blank=True)
    places = models.PositiveIntegerField(null=True)
    places_at = models.DateTimeField(null=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    objects = Dated["UnitService"].as_manager()

    class Meta:
        db_table = "unit_service"
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "service"], condition=models.Q(until__isnull=True), name="service_offered_once"
            ),
        )
        indexes = (models.Index(fields=["service"], name="unit_by_service"),)


class FocalPoint(models.Model):
    """A person of a unit who answers for a matter, with a number. Not a sign-in: it may be somebody without one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = unit_key(db_column="unit", related_name="focal_points")
    matter = models.TextField()
    name_en = models.TextField(default="", blank=True)
    name_km = models.TextField(default="", blank=True)
    phone = models.TextField()
    day_and_night = models.BooleanField(default=False)
    words = models.TextField(default="", blank=True, editable=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    objects = Dated["FocalPoint"].as_manager()

    class Meta:
        db_table = "focal_point"
        indexes = (models.Index(fields=["unit"], name="focal_point_of_unit"),)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language, else the other one."""
        km, en = self.name_km or self.name_en, self.name_en or self.name_km
        return km if (get_language() or "").startswith("km") else en

    @property
    def is_away(self) -> bool:
        """Whether it is said (`with_away`) that who is named here cannot sign in: closed or suspended, whyever."""
        return bool(getattr(self, "away", False))

    def is_like(self, other: FocalPoint) -> bool:
        """The same person, for the same matter, on the same number, however the name and the number are written."""
        mine, theirs = ({folded(one.name_en), folded(one.name_km)} - {""} for one in (self, other))
        return self.matter == other.matter and bool(mine & theirs) and dialled(self.phone) == dialled(other.phone)

    def save(self, *args: object, **options: object) -> None:
        """Saves what the person is found by together with the names."""
        self.words = words_of(self.name_en, self.name_km)
        super().save(*args, **options)  # type: ignore[arg-type]


def with_away(rows: QuerySet[FocalPoint]) -> QuerySet[FocalPoint]:
    """Focal points with whether they are named like a member of their unit whose account is shut, and like none whose is open."""
    same = Q(name_en=OuterRef("name_en"), name_en__gt="") | Q(name_km=OuterRef("name_km"), name_km__gt="")
    members = Member.objects.filter(same, unit_id=OuterRef("unit_id"))
    shut, here = members.filter(is_active=False).exclude(closed_why="invited"), members.filter(is_active=True)
    away = Q(Exists(shut)) & ~Q(Exists(here))
    return rows.annotate(away=ExpressionWrapper(away, output_field=models.BooleanField()))


def named_in_directory(member: Member, now: datetime) -> bool:
    """Whether the directory names somebody of the member's unit who is called like them."""
    same = Q(name_en=member.name_en, name_en__gt="") | Q(name_km=member.name_km, name_km__gt="")
    return FocalPoint.objects.filter(same, unit=member.unit).live(now).exists()


class FormerName(models.Model):
    """What a unit was called from `since` until `until`: the old name finds it, and history shows it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = unit_key(db_column="unit", related_name="former_names")
    name_en = models.TextField()
    name_km = models.TextField()
    short_en = models.TextField(default="", blank=True)
    short_km = models.TextField(default="", blank=True)
    words = models.TextField(default="", blank=True, editable=False)
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        db_table = "former_name"
        constraints = (
            models.CheckConstraint(name="former_name_ended", condition=models.Q(until__gt=models.F("since"))),
        )
        indexes = (models.Index(fields=["unit", "until"], name="former_name_of_unit"),)

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_km if (get_language() or "").startswith("km") else self.name_en

    @property
    def short_name(self) -> str:
        """The short name in the reader's language."""
        return (self.short_km if (get_language() or "").startswith("km") else self.short_en) or self.name

    def save(self, *args: object, **options: object) -> None:
        """Saves what the old name is found by together with it."""
        self.words = words_of(self.name_en, self.name_km, self.short_en, self.short_km)
        super().save(*args, **options)  # type: ignore[arg-type]


class UnitMerge(models.Model):
    """A merge that one side proposes and the other agrees to: nobody joins a unit, or empties one, alone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = unit_key(db_column="unit")
    into = unit_key(db_column="into_unit")
    why = models.TextField(default="", blank=True)
    proposed_by = models.UUIDField()
    proposed_for = models.IntegerField()
    proposed_at = models.DateTimeField()
    agreed_by = models.UUIDField(null=True)
    agreed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "unit_merge"
        constraints = (
            models.CheckConstraint(name="merge_of_two_units", condition=~models.Q(unit=models.F("into"))),
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(ended_at__isnull=True), name="one_merge_waits_per_unit"
            ),
        )
