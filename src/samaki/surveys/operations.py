"""Stories of a survey: planned with its list of venues, drawn once, counted visit by visit, closed. Facts hold no name and no count."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.countries import latin_digits
from samaki.database import lock, story
from samaki.database.refusals import Invalid, Stale, together
from samaki.ledger.operations import record
from samaki.prevalence import Unusable
from samaki.prevalence.venues import Plan, Venue, drawn
from samaki.surveys import figures, rules, states
from samaki.surveys.country import surveys
from samaki.surveys.models import Survey, SurveyCount, SurveyVenue, SurveyVisit
from samaki.surveys.sentences import refusal
from samaki.surveys.words import seal_words, words_of

MOVED = ("state", "wanted", "visits", "by_size", "seed", "drawn_at", "closed_at", "withdrawn_at", "figures")
"""Columns that a move may change; the database grants no others."""

MOST_VISITS = 14
"""Of one venue."""


@story
def plan_survey(*, title: str, reach: str, venues: list[Venue], by: Member, now: datetime) -> Survey:
    """A survey and the list of venues from which its sample will be drawn. Raises NotAllowed, Invalid."""
    rules.check_makes_surveys(by, now)
    with together() as told:
        said = told.of(rules.check_title, title), told.of(rules.check_reach, reach)
    strata = sorted({venue.stratum for venue in venues})
    frame = [sum(venue.stratum == name for venue in venues) for name in strata]
    row = Survey(unit=by.unit, made_by=by.id, made_at=now, frame=frame, synthetic=by.synthetic)
    row.sealed = seal_words(row, {"title": said[0], "reach": said[1], "strata": strata})
    row.save(force_insert=True)
    SurveyVenue.objects.bulk_create([
        _venue(row, number, strata.index(venue.stratum), venue) for number, venue in enumerate(venues, 1)
    ])  # fmt: skip
    return _write("survey.plan", row, by, now, count=len(venues), parts=len(strata))


@story
def draw_sample(
    *, survey_id: UUID, wanted: list[int], visits: int, by_size: bool, seed: str, by: Member, now: datetime
) -> Survey:
    """The visits to make. `wanted`: venues of each stratum, in the order of the strata; `seed`: up to 18 digits, one is made where none
    is given. Raises NotAllowed, CannotMove, Invalid."""
    row = _ours(survey_id, by, now, "draw")
    seed = _seed(seed)
    if not 1 <= visits <= MOST_VISITS:
        raise Invalid(_("Each venue is visited 1 to 14 times."), field="visits")
    strata, venues = words_of(row)["strata"], venues_of(row)
    plan = Plan(dict(zip(strata, wanted, strict=True)), visits, "size" if by_size else "equal")
    try:
        found = drawn([venue for _number, venue in venues], plan, seed)
    except Unusable as problem:
        raise refusal(problem, "visits" if problem.code == "slots" else _field(problem, strata)) from None
    numbers = {venue.name: (number, venue) for number, venue in venues}
    SurveyVisit.objects.bulk_create([
        SurveyVisit(survey=row, number=at, venue=numbers[one.venue][0], stratum=strata.index(one.stratum),
                    time=numbers[one.venue][1].times.index(one.time), weight=one.weight, certain=one.certain)
        for at, one in enumerate(found, 1)
    ])  # fmt: skip
    row.wanted, row.visits, row.by_size, row.seed, row.drawn_at = wanted, visits, by_size, seed, now
    return _move(row, "draw", by, now, seed=seed, count=len(found))


@story
def count_visit(*, visit_id: UUID, people: int | None, minors: int | None, young: int | None, missed: str, version: int,
                occurred_at: datetime, precision: str, by: Member, now: datetime) -> SurveyCount:  # fmt: skip
    """What was counted at a visit, or why it was not possible; a further version corrects the one before. Raises NotAllowed, CannotMove,
    Invalid, Stale."""
    visit = SurveyVisit.objects.select_related("survey").get(id=visit_id)
    survey = _ours(visit.survey_id, by, now, "close")
    last = visit.counts.order_by("-version").first()
    if version != (last.version if last else 0):
        raise Stale(_("Somebody counted this visit in between. Look at what it says now, then change it again."))
    _check_count(people, minors, young, missed)
    if missed:
        people = minors = young = None
    told = SurveyCount(visit=visit, version=version + 1, people=people, minors=minors, young=young, missed=missed,
                       occurred_at=occurred_at, precision=precision, recorded_by=by.id, recorded_at=now)  # fmt: skip
    told.save(force_insert=True)
    record("survey.count", by=by, now=now, subject=survey, occurred_at=occurred_at, precision=precision,
           facts={"number": visit.number, "version": told.version, "reason": missed})  # fmt: skip
    return told


def _check_count(people: int | None, minors: int | None, young: int | None, missed: str) -> None:
    """Counts that fit into each other, or one reason."""
    if missed:
        if missed not in (surveys().missed or {}):
            raise Invalid(_("Choose the reason from the list."), field="missed")
        if people or minors or young:
            raise Invalid(_("Write numbers, or a reason why nobody could be counted, not both."), field="missed")
        return
    with together() as told:
        if people is None:
            told.wrong(_("How many people were there? Write 0 where there was nobody."), field="people")
        if minors is None:
            told.wrong(
                _("How many of them were judged to be under 18? Write 0 where there was nobody."), field="minors"
            )
        elif people is not None and minors > people:
            told.wrong(_("These are more than all the people who were there."), field="minors")
        if young is not None and minors is not None and young > minors:
            told.wrong(_("These are more than those who were judged to be under 18."), field="young")


@story
def close_survey(*, survey_id: UUID, by: Member, now: datetime) -> Survey:
    """No more visits are counted; who oversees reads what it says, without what is small. Raises NotAllowed, CannotMove."""
    row = _ours(survey_id, by, now, "close")
    row.closed_at, row.figures = now, figures.of_closed(row)
    return _move(row, "close", by, now)


@story
def reopen_survey(*, survey_id: UUID, by: Member, now: datetime) -> Survey:
    """A count came late, or was wrong. Raises NotAllowed, CannotMove."""
    row = _ours(survey_id, by, now, "reopen")
    row.closed_at = row.figures = None
    return _move(row, "reopen", by, now)


@story
def withdraw_survey(*, survey_id: UUID, by: Member, now: datetime) -> Survey:
    """It counts nowhere; what was drawn and counted stays to be seen. Raises NotAllowed, CannotMove."""
    row = _ours(survey_id, by, now, "withdraw")
    row.withdrawn_at, row.figures = now, None
    return _move(row, "withdraw", by, now)


def venues_of(row: Survey) -> list[tuple[int, Venue]]:
    """(number, venue) of its list, for who may read the names. 1 query."""
    strata = words_of(row)["strata"]
    told = []
    for one in SurveyVenue.objects.filter(survey=row).order_by("number"):
        words = words_of(one)
        told.append((one.number, Venue(words["name"], strata[one.stratum], tuple(words["times"]), words["size"])))
    return told


def _venue(row: Survey, number: int, stratum: int, venue: Venue) -> SurveyVenue:
    told = SurveyVenue(survey=row, number=number, stratum=stratum)
    told.sealed = seal_words(told, {"name": venue.name, "times": list(venue.times), "size": venue.size})
    return told


def _seed(typed: str) -> str:
    seed = latin_digits(typed) or str(secrets.randbelow(10**12))
    if not (seed.isascii() and seed.isdecimal() and len(seed) <= 18):
        raise Invalid(_("Write the seed as a number of at most 18 digits, or leave it empty."), field="seed")
    return seed


def _field(problem: Unusable, strata: list[str]) -> str:
    """The field of the stratum that a problem is about."""
    return f"wanted_{strata.index(problem.values['stratum'])}" if "stratum" in problem.values else "visits"


def _ours(survey_id: UUID, by: Member, now: datetime, move: str) -> Survey:
    lock(survey_id)
    row = Survey.objects.select_related("unit").get(id=survey_id)
    rules.check_ours(row.unit_id, by, now)
    rules.check_survey(row.state, move)
    return row


def _move(row: Survey, move: str, by: Member, now: datetime, **facts: Any) -> Survey:
    row.state = states.SURVEY[move][1]
    row.save(update_fields=MOVED)
    return _write(f"survey.{move}", row, by, now, **facts)


def _write(act: str, row: Survey, by: Member, now: datetime, **facts: Any) -> Survey:
    record(act, by=by, now=now, subject=row, facts=facts | {"state": row.state})
    return row
