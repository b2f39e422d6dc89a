"""What else of a child is not finished when its care is to be closed: of its safety, of what it was promised, of the court."""

from __future__ import annotations

from datetime import datetime

from samaki.agencies.country import pack
from samaki.care.queries import StillOpen
from samaki.cases.models import Person
from samaki.journeys.protections.models import ChildPromise
from samaki.journeys.safeguarding.models import ChildPlacement, MissingChild, SafetyPlan
from samaki.journeys.voice.models import HeardAgain
from samaki.journeys.voice.queries import hearings_ahead


def unfinished(child: Person, now: datetime) -> list[StillOpen]:
    """As far as the session sees it; the child being missing first (6 queries).

    A stay with a family is how a care plan should end, so it counts as nothing that is left open; one elsewhere does.
    """
    of_child = {"case_id": child.case_id, "child_id": child.id}
    stays = ChildPlacement.objects.filter(**of_child, state="stays").exclude(sort__in=pack().caring.safety.family)
    found = (
        ("missing", MissingChild.objects.filter(**of_child, state="missing").count()),
        ("plans", SafetyPlan.objects.filter(**of_child, state="stands").count()),
        ("stays", stays.count()),
        ("promises", ChildPromise.objects.filter(**of_child, state="open").count()),
        ("asked_again", HeardAgain.objects.filter(**of_child, state="asked").count()),
        ("hearings", len(hearings_ahead(child, now))),
    )
    return [StillOpen(what, count) for what, count in found if count]
