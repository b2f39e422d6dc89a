"""What pages read of tests: a few rows each, nothing is counted here."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from samaki.stepping_back.testing import plan as plans
from samaki.stepping_back.testing.models import (
    StepBackLot,
    StepBackPart,
    StepBackReading,
    StepBackSignature,
    StepBackTest,
)
from samaki.stepping_back.testing.plan import Plan


@dataclass(frozen=True)
class Part:
    """A family in a test; `reading`: as far as the session sees it, None where it does not or nothing was read yet."""

    row: StepBackPart
    reading: StepBackReading | None


@dataclass(frozen=True)
class Test:
    """A test with its plan, its families, who signed it."""

    row: StepBackTest
    plan: Plan
    parts: tuple[Part, ...]
    signatures: tuple[StepBackSignature, ...]


def listed() -> list[Test]:
    """All tests, the newest first. 4 queries, however many there are."""
    return _with(list(StepBackTest.objects.select_related("lot").order_by("-fixed_at", "-id")))


def one(test_id: UUID) -> Test:
    """One of them. Raises StepBackTest.DoesNotExist. 4 queries."""
    return _with([StepBackTest.objects.select_related("lot").get(id=test_id)])[0]


@dataclass(frozen=True)
class Begun:
    """A test that has begun, with its families; without its plan and what was read."""

    row: StepBackTest
    parts: tuple[StepBackPart, ...]


def begun(area: str = "") -> list[Begun]:
    """Tests that have begun, of the area or of all, the newest first. 2 queries."""
    found = StepBackTest.objects.filter(begun_at__isnull=False, **({"area": area} if area else {}))
    rows = list(found.defer("plan").order_by("-begun_at", "-id"))
    parts = list(StepBackPart.objects.filter(test__in=[row.id for row in rows]).order_by("family"))
    return [Begun(row, tuple(part for part in parts if part.test_id == row.id)) for row in rows]


def lots() -> list[StepBackLot]:
    """All lots, the newest first."""
    return list(StepBackLot.objects.order_by("-announced_at", "-id"))


def _with(rows: list[StepBackTest]) -> list[Test]:
    keys = [row.id for row in rows]
    parts = list(StepBackPart.objects.filter(test__in=keys).order_by("family"))
    readings = {one.part_id: one for one in StepBackReading.objects.filter(part__in=[part.id for part in parts])}
    signed = list(StepBackSignature.objects.filter(test__in=keys).select_related("agency").order_by("signed_at", "id"))
    return [
        Test(
            row, plans.read(row.plan),
            tuple(Part(part, readings.get(part.id)) for part in parts if part.test_id == row.id),
            tuple(one for one in signed if one.test_id == row.id),
        )
        for row in rows
    ]  # fmt: skip
