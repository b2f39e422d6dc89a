"""What a survey says: the weighted share with its interval, from the visits that were counted; and two rounds beside each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Subquery

from samaki.prevalence import Unusable
from samaki.prevalence.venues import Change, Judged, Share, by_stratum, change, misjudged, share
from samaki.prevalence.venues.observations import Observations, from_rows
from samaki.surveys.models import Survey, SurveyCount, SurveyVisit
from samaki.surveys.states import WITHDRAWN

MOST = 50
"""Surveys on one page."""

NOT_CLOSED, TOO_FEW = "not_closed", "too_few"


@dataclass(frozen=True)
class Seen:
    """A visit and its last word: `people`, `minors`, `young` None where it was missed or waits; `version` 0: it waits."""

    id: UUID
    number: int
    venue: int
    stratum: int
    time: int
    weight: float
    people: int | None
    minors: int | None
    young: int | None
    missed: str
    version: int


@dataclass(frozen=True)
class Told:
    """What the visits say. `whole`: None with `problem`, where they cannot carry an estimate. `young`: judged to be 15 or under, where
    every visit judged it. `missed`, `waiting`: visits without a count, whose weight the others of their stratum carry. `withheld`: why a
    reader who may not see the visits gets no figure."""

    whole: Share | None
    judged: Judged | None
    young: Share | None
    strata: dict[str, Share | None]
    problem: Unusable | None
    counted: int
    missed: int
    waiting: int
    withheld: str = ""


def seen_of(surveys: Iterable[Survey]) -> dict[UUID, list[Seen]]:
    """The visits of these surveys with the last count of each, in their order. 1 query."""
    last = SurveyCount.objects.filter(visit=OuterRef("pk")).order_by("-version")
    names = ("people", "minors", "young", "missed", "version")
    rows = (
        SurveyVisit.objects.filter(survey__in=[one.id for one in surveys])
        .annotate(**{f"last_{name}": Subquery(last.values(name)[:1]) for name in names})
        .order_by("survey", "number")
    )
    told: dict[UUID, list[Seen]] = {}
    for survey, *said in rows.values_list(
        "survey", "id", "number", "venue", "stratum", "time", "weight", *(f"last_{one}" for one in names)
    ):
        said[-2:] = [said[-2] or "", said[-1] or 0]  # no count yet: neither missed nor a version
        told.setdefault(survey, []).append(Seen(*said))
    return told


def told_by(seen: list[Seen]) -> Told:
    """What these visits of one survey say. Strata are called by their place in its list."""
    counted = [one for one in seen if one.people is not None]
    missed = sum(bool(one.missed) for one in seen)
    numbers = (len(counted), missed, len(seen) - len(counted) - missed)
    try:
        found = _observations(seen, counted, "minors")
        whole = share(found)
        return Told(whole, misjudged(whole), _young(seen, counted), _strata(found), None, *numbers)
    except Unusable as problem:
        return Told(None, None, None, {}, problem, *numbers)


def _young(seen: list[Seen], counted: list[Seen]) -> Share | None:
    if not counted or any(one.young is None for one in counted):
        return None
    return share(_observations(seen, counted, "young"))


def _strata(found: Observations) -> dict[str, Share | None]:
    return by_stratum(found) if len(found.strata) > 1 else {}


def _observations(seen: list[Seen], counted: list[Seen], what: str) -> Observations:
    """Weights of visits that were not made are carried by those of their stratum that were (weighting classes: Korn and Graubard 1999,
    chapter 4)."""
    if not counted:
        raise Unusable("nobody_observed")
    drawn, made = _by_stratum(seen), _by_stratum(counted)
    return from_rows([
        (one.number, {
            "stratum": str(one.stratum), "venue": str(one.venue), "people": str(one.people), "minors": str(getattr(one, what)),
            "weight": repr(one.weight * drawn[one.stratum] / made[one.stratum]),
        })
        for one in counted
    ])  # fmt: skip


def _by_stratum(visits: list[Seen]) -> dict[int, float]:
    told: dict[int, float] = {}
    for one in visits:
        told[one.stratum] = told.get(one.stratum, 0.0) + one.weight
    return told


def rounds() -> list[Survey]:
    """Surveys that stand, the newest first. 1 query."""
    return list(Survey.objects.exclude(state=WITHDRAWN).select_related("unit").order_by("-made_at", "-id")[:MOST])


def changed(before: Told, after: Told) -> Change | None:
    """From one round to a later one; None where one of them has no estimate."""
    return change(before.whole, after.whole) if before.whole and after.whole else None
