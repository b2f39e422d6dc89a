"""Agencies, their units and members: a dated tree. Units hold work; never persons, never whole agencies."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language

from samaki.agencies.findable import words_of
from samaki.database import uuid7
from samaki.database.prepared import fetch
from samaki.vault.models import SealedRow

UnitKey = models.ForeignKey[Any, Any]

Principal = Any
"""An integer: the principal of a unit, which our foreign keys hold. (The type checker expects the primary key there.)"""


def unit_key(**options: Any) -> UnitKey:
    """A foreign key that stores the unit's small integer principal: what policies compare."""
    settings: dict[str, Any] = {"to_field": "principal", "on_delete": models.PROTECT, "related_name": "+"}
    return models.ForeignKey("samaki.Unit", **(settings | options))


class Installation(models.Model):
    """What this installation is, `real` or `demonstration`: one row, written by the first start and never changed."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    kind = models.TextField()
    since = models.DateTimeField()

    class Meta:
        db_table = "installation"
        constraints = (
            models.CheckConstraint(name="one_installation", condition=models.Q(id=1)),
            models.CheckConstraint(name="installation_kind", condition=models.Q(kind__in=("real", "demonstration"))),
        )


class Agency(models.Model):
    """An organisation of a kind that the pack names."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.TextField()
    name_en = models.TextField()
    name_km = models.TextField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "agency"

    def __str__(self) -> str:
        return self.name_en

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_km if (get_language() or "").startswith("km") else self.name_en


class Unit(models.Model):
    """A desk that can hold work. `principal` is the small integer that row security compares.

    `words` is what the directory is searched by (see `findable`); `checked_at`: when the unit last said that its entry is
    right; `languages`: codes of the pack in which one can be spoken to; `open_days`: MO to SU; `opens_at`, `closes_at`: on the
    clock of the country; `merged_into`: the unit that took over its work, its members and its areas.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    principal = models.IntegerField(unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="units")
    parent = unit_key(null=True, db_column="parent")
    kind = models.TextField()
    code = models.TextField(unique=True)
    name_en = models.TextField()
    name_km = models.TextField()
    short_en = models.TextField(default="", blank=True)
    short_km = models.TextField(default="", blank=True)
    phone = models.TextField(default="", blank=True)
    phone_night = models.TextField(default="", blank=True)
    how_to_reach = models.TextField(default="", blank=True)
    words = models.TextField(default="", blank=True, editable=False)
    languages = ArrayField(models.TextField(), default=list, db_default=[])
    open_days = ArrayField(models.TextField(), default=list, db_default=[])
    opens_at = models.TimeField(null=True)
    closes_at = models.TimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    merged_into = unit_key(null=True, db_column="merged_into")
    takes_unrouted = models.BooleanField(default=False)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    synthetic = models.BooleanField(default=False)

    class Meta:
        db_table = "unit"
        constraints = (
            models.UniqueConstraint(
                fields=["takes_unrouted"],
                condition=models.Q(takes_unrouted=True, until__isnull=True),
                name="one_default_national_desk",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        """Saves what the unit is found by together with its names."""
        self.words = words_of(self.name_en, self.name_km, self.short_en, self.short_km)
        super().save(*args, **options)

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_km if (get_language() or "").startswith("km") else self.name_en

    @property
    def short_name(self) -> str:
        """The short name for the chain picture and lists."""
        return (self.short_km if (get_language() or "").startswith("km") else self.short_en) or self.name


class UnitArea(models.Model):
    """An area (a code of the pack's code system) that a unit serves, from when to when; "" is the whole country."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = unit_key(db_column="unit", related_name="areas")
    area = models.TextField(default="", blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "unit_area"
        indexes = (models.Index(fields=["area"], name="unit_by_area"),)


class MemberManager(BaseUserManager["Member"]):
    """Finds members by the name they sign in with."""

    def get_by_natural_key(self, username: str | None) -> Member:
        return self.get(username=(username or "").strip().lower())


ROLES = """select role from membership where member_id = %(member)s and unit = %(unit)s
  and since <= %(now)s and (until is null or until > %(now)s)"""
"""Asked on every page of a member, so kept as a plan; the same as `MembershipRows.live`."""


class Member(AbstractBaseUser):
    """A person who signs in. What they may do comes from their memberships at a time.

    `calendar`: the era in which they are shown years; what is stored is always of the common one. `seen_at`: the day they
    were last here (None: not since that is kept). `access_until`: nothing is open to them from then on (mentors).
    `closed_why`: why they are not active: `invited`, `dormant`, `left` or `suspended`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.TextField(unique=True)
    name_en = models.TextField()
    name_km = models.TextField()
    phone = models.TextField(default="", blank=True)
    language = models.TextField(default="km")
    calendar = models.TextField(default="gregorian", db_default="gregorian")
    unit = unit_key(db_column="unit", related_name="members")
    is_active = models.BooleanField(default=True)
    synthetic = models.BooleanField(default=False)
    seen_at = models.DateTimeField(null=True)
    access_until = models.DateTimeField(null=True)
    closed_why = models.TextField(default="", db_default="", blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[MemberManager] = MemberManager()

    class Meta:
        db_table = "member"
        constraints = (
            models.CheckConstraint(condition=models.Q(calendar__in=["gregorian", "buddhist"]), name="member_calendar"),
        )

    def __str__(self) -> str:
        return self.username

    @property
    def name(self) -> str:
        """The member's own name in the reader's language."""
        return self.name_km if (get_language() or "").startswith("km") else self.name_en

    @property
    def own_principal(self) -> Principal:
        """The principal of the member's unit."""
        return self.unit_id

    def may_enter(self, now: datetime) -> bool:
        """Whether anything is open to this member at `now`; the database's `app.begin` gives the same answer."""
        return self.is_active and (self.access_until is None or self.access_until > now)

    def roles(self, now: datetime) -> frozenset[str]:
        """Codes of the roles this member has in their unit at `now`; kept for the life of this object."""
        known: dict[datetime, frozenset[str]] = self.__dict__.setdefault("_roles", {})
        if now not in known:
            given = {"member": self.id, "unit": self.own_principal, "now": now}
            known[now] = frozenset(role for (role,) in fetch(ROLES, given))
        return known[now]


class MembershipRows(models.QuerySet["Membership"]):
    """Memberships at a time."""

    def live(self, now: datetime) -> MembershipRows:
        """Those that have begun and not ended at `now`."""
        return self.filter(since__lte=now).filter(models.Q(until__isnull=True) | models.Q(until__gt=now))


class Membership(models.Model):
    """A role of a member in a unit, from when to when."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="memberships")
    unit = unit_key(db_column="unit")
    role = models.TextField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    objects = MembershipRows.as_manager()

    class Meta:
        db_table = "membership"
        indexes = (models.Index(fields=["unit", "role"], name="membership_by_unit"),)


class ApiToken(models.Model):
    """A bearer token, stored as a digest only. `why`: what the operator of a real installation said it is for. `proved_at`: when who
    uses it last gave the member's password or code.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    digest = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    why = models.TextField(default="", db_default="", blank=True)
    proved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "api_token"


class AnsweredRequest(SealedRow):
    """An act of a member that came with a key, and its answer for a retry, sealed under the key file."""

    SEALED = "answer"

    member_id = models.UUIDField()
    key = models.UUIDField()
    body_digest = models.BinaryField()
    status = models.PositiveSmallIntegerField()
    answer = models.BinaryField()
    answered_at = models.DateTimeField()

    class Meta:
        db_table = "answered_request"
        constraints = (models.UniqueConstraint(fields=["member_id", "key"], name="one_answer_per_key"),)
