"""Reading requests for what is held about a child, what was handed over, and which other units hold more."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from samaki.cases.models import Case
from samaki.journeys.guarding.words import ask
from samaki.journeys.subject_access.models import SubjectAccess, SubjectHandover


def requests_of(case: Case) -> list[SubjectAccess]:
    """Those of a case that the session sees: of its own unit, or of its agency for a confidentiality officer; the newest first."""
    return list(SubjectAccess.objects.filter(case=case).select_related("unit").order_by("-recorded_at", "-id"))


def request_of(key: UUID) -> SubjectAccess:
    """One of them; raises SubjectAccess.DoesNotExist, also when it is not yours to see."""
    return SubjectAccess.objects.select_related("unit__agency").get(id=key)


def waiting() -> list[SubjectAccess]:
    """Those that wait for a decision, the soonest due first."""
    return list(SubjectAccess.objects.filter(state="asked").select_related("unit").order_by("due_at", "id")[:100])


def handovers_of(row: SubjectAccess) -> list[SubjectHandover]:
    """Each time that the answer was handed over, the oldest first; those that were no handing over too."""
    return list(SubjectHandover.objects.filter(request_id=row.id).order_by("number"))


def counted(handovers: Iterable[SubjectHandover]) -> int:
    """How many of them count."""
    return sum(one.in_error_at is None for one in handovers)


def elsewhere(row: SubjectAccess) -> dict[str, list[int]]:
    """Part of the file in which the unit of the request does not work -> the units that work there for this child.

    What is hidden from the session, and who is behind a wall, is not among them.
    """
    found: dict[str, list[int]] = {}
    for room, unit in ask("subject_rooms", row.id):
        if room not in row.rooms and unit != row.unit_id:
            found.setdefault(room, []).append(unit)
    return {room: sorted(units) for room, units in sorted(found.items())}


def where_the_child_was(row: SubjectAccess) -> set[int]:
    """Units that have, or ever had, to know where the child stays, but for the unit of the request: their name can tell the place."""
    return {unit for (unit,) in ask("subject_places", row.id)} - {row.unit_id}
