"""A survey: its list is taken in whole or not at all, its sample is drawn once from a seed, visits are counted, it says what it found."""

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Stale
from samaki.prevalence import venues
from samaki.simulation.rounds import surveyed
from samaki.surveys import figures, queries, table
from samaki.surveys.models import ListStudy, Survey, SurveyCount, SurveyVenue
from samaki.surveys.operations import (
    close_survey,
    draw_sample,
    plan_survey,
    reopen_survey,
    venues_of,
    withdraw_survey,
)
from samaki.surveys.sheets import MOST_BYTES, decoded
from samaki.surveys.words import words_of
from tests.acting import act
from tests.everything import rows
from tests.surveys.making import count, drawn, overseer_elsewhere, planned, sheet, visits_of

BAD = {
    "no table": (b"\xff\xfe\x00", "no table in CSV"),
    "a bomb": (b"a" * (MOST_BYTES + 1), "too large"),
    "only names": (b"venue,stratum,times", "no row"),
    "no column": (b"venue,times\nA,fri", "stratum"),
    "open quotation": (b'venue,stratum,times\n"A,b,c', "quotation mark"),
    "too many": (("venue,stratum,times\n" + "A,b,c\n" * 2002).encode(), "at most"),
    "a huge cell": (("venue,stratum,times\n" + "A" * 500 + ",b,c").encode(), "too long"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_list_of_venues_gets_a_sentence(name):
    content, said = BAD[name]
    with pytest.raises(Invalid) as refused:
        table.read_venues(decoded(content))
    assert said in refused.value.sentence


def test_every_wrong_row_is_told_and_nothing_is_taken_in():
    text = "venue;stratum;times;size\nA;bars;fri;៣\n;bars;fri;1\nB;;;\nA;bars;sat;1\nC;bars;fri|fri;0\n"
    with pytest.raises(table.WrongRows) as refused:
        table.read_venues(text)
    assert [number for number, _said in refused.value.lines] == [3, 4, 4, 5, 6, 6]
    assert "4 rows are wrong" in refused.value.sentence
    assert table.read_venues("venue\tstratum\ttimes\tsize\nA\tbars\tfri | sat\t៣")[0].size == 3


def test_a_survey_from_its_list_to_its_figure(cast, now):
    by = cast["oversight"]
    row = planned(by, now)
    assert row.frame == [6, 6]
    with pytest.raises(NotAllowed):
        act(cast["duty.pp"], plan_survey, now, title="x", reach="x", venues=table.read_venues(sheet()))
    with pytest.raises(Invalid) as refused:
        act(by, draw_sample, now, survey_id=row.id, wanted=[1, 3], visits=1, by_size=False, seed="")
    assert refused.value.field == "wanted_0"
    with pytest.raises(Invalid):
        act(by, draw_sample, now, survey_id=row.id, wanted=[3, 3], visits=3, by_size=False, seed="7")
    row = act(by, draw_sample, now, survey_id=row.id, wanted=[3, 3], visits=1, by_size=False, seed="៧")
    assert row.seed == "7"
    with session("app", now, by.id):
        listed = dict(venues_of(row))
        made = [(one.venue, one.time, one.weight) for one in visits_of(row)]
    again = venues.drawn(list(listed.values()), venues.Plan({"bars": 3, "halls": 3}), "7")
    assert [(listed[number].name, listed[number].times[time], weight) for number, time, weight in made] == [
        (one.venue, one.time, one.weight) for one in again
    ], "whoever has the list and the seed draws the same"
    with pytest.raises(CannotMove):
        act(by, draw_sample, now, survey_id=row.id, wanted=[3, 3], visits=1, by_size=False, seed="8")
    assert told(by, now, row).problem.code == "nobody_observed"
    first, *others = visits(by, now, row)
    count(by, now, first, people=10, minors=3, young=1)
    with pytest.raises(Stale):
        count(by, now, first, people=10, minors=2)
    count(by, now, first, people=12, minors=2, young=1, version=1)
    for wrong in ({"minors": 11}, {"people": None}, {"young": 5}, {"missed": "nonsense"}, {"missed": "closed"}):
        with pytest.raises(Invalid):
            count(by, now, others[0], **wrong)
    for visit in others[:-1]:
        count(by, now, visit, people=20, minors=1, young=0)
    count(by, now, others[-1], people=None, minors=None, missed="closed")
    found = told(by, now, row)
    assert (found.counted, found.missed, found.waiting) == (5, 1, 0)
    assert found.whole.people == 12 + 4 * 20
    assert found.whole.low < found.whole.value < found.whole.high
    assert found.judged.nobody, "one in ten misjudged explains all of it"
    assert found.young.minors == 1
    act(by, close_survey, now, survey_id=row.id)
    with pytest.raises(CannotMove):
        count(by, now, first, version=2)
    act(by, reopen_survey, now, survey_id=row.id)
    act(by, withdraw_survey, now, survey_id=row.id)
    with pytest.raises(CannotMove):
        act(by, reopen_survey, now, survey_id=row.id)
    assert [name for (name,) in rows("select act from ledger_entry where subject_id = %s order by id", [row.id], role="auditor")] == [
        "survey.plan", "survey.draw", *["survey.count"] * 7, "survey.close", "survey.reopen", "survey.withdraw"]  # fmt: skip


def test_weights_of_visits_that_were_not_made_are_carried_by_their_stratum():
    seen = [queries.Seen(None, at, at, at // 3, 0, 2.0, 10, at % 3, None, "", 1) for at in range(6)]
    whole = queries.told_by(seen).whole
    lost = [*seen[:5], queries.Seen(None, 5, 5, 1, 0, 2.0, None, None, None, "closed", 1)]
    part = queries.told_by(lost)
    assert whole.value == pytest.approx(6 / 60)
    assert part.whole.value == pytest.approx((3 + 1.5 * 1) / (30 + 1.5 * 20)), "two of a stratum stand for its three"


def test_rounds_are_compared_with_their_interval(cast, now):
    by = cast["oversight"]
    first, second = drawn(by, now), drawn(by, now, seed="8")
    for row, minors in ((first, (5, 6, 4)), (second, (0, 1, 0))):
        for at, visit in enumerate(visits(by, now, row)):
            count(by, now, visit, people=10, minors=minors[at % 3])
    found = queries.changed(told(by, now, first), told(by, now, second))
    assert found.difference == pytest.approx(1 / 30 - 0.5)
    assert found.high < 0


def test_names_of_venues_are_sealed_and_only_those_who_make_surveys_in_their_unit_read_them(cast, now):
    by = cast["oversight"]
    row = drawn(by, now)
    for other in ("duty.pp", "mentor", "admin"):
        with session("app", now, cast[other].id):
            assert not Survey.objects.exists(), other
            assert not SurveyVenue.objects.exists(), other
            assert not visits_of(row), other
    with session("app", now, by.id):
        kept = SurveyVenue.objects.filter(survey=row).first()
        assert b"Secretword" not in bytes(kept.sealed)
        assert words_of(kept)["name"].startswith("Secretword")
        for refused in (
            lambda: Survey.objects.filter(id=row.id).update(seed="9"),
            lambda: SurveyCount.objects.update(people=0),
            lambda: SurveyVenue.objects.all().delete(),
        ):
            with pytest.raises((IntegrityError, ProgrammingError)), transaction.atomic():
                refused()


def test_others_who_oversee_read_what_a_closed_survey_says_and_no_small_count(cast, now):
    by, other = cast["oversight"], overseer_elsewhere(cast, now)
    row = drawn(by, now)

    def seen_by_other():
        with session("app", now, other.id):
            assert not SurveyVenue.objects.exists()
            assert not visits_of(row)
            assert not SurveyCount.objects.exists()
            return figures.told_of([Survey.objects.get(id=row.id)], other, now)[0]

    made = visits(by, now, row)
    for visit, minors in zip(made, (1, 0, 2, 5, 6, 7), strict=True):
        count(by, now, visit, people=30, minors=minors, young=minors // 5)
    assert seen_by_other().withheld == "not_closed"
    act(by, close_survey, now, survey_id=row.id)
    ours, shown = told(by, now, row), seen_by_other()
    assert (shown.whole.minors, shown.whole.people, shown.counted) == (21, 180, 6)
    assert shown.whole.value == pytest.approx(ours.whole.value, abs=1e-4)
    assert ours.young.minors == 3
    assert shown.young is None, "three young ones are few"
    assert {part.minors for part in ours.strata.values()} == {3, 18}
    assert shown.strata == {}, "one stratum is small, and the other would tell it"
    act(by, reopen_survey, now, survey_id=row.id)
    assert seen_by_other().withheld == "not_closed"
    for visit in made:
        count(by, now, visit, people=30, minors=int(visit.number == 1), version=1)
    act(by, close_survey, now, survey_id=row.id)
    shown = seen_by_other()
    assert (shown.whole, shown.young, shown.strata, shown.withheld) == (None, None, {}, "too_few")
    for visit in made:
        count_again(by, now, row, visit, minors=2 if visit.number < 4 else 3)
    assert {name: part.minors for name, part in seen_by_other().strata.items()} == {"0": 6, "1": 9}
    act(by, withdraw_survey, now, survey_id=row.id)
    assert seen_by_other().withheld == "not_closed"


def count_again(by, now, row, visit, minors):
    with session("app", now, by.id):
        state, version = Survey.objects.get(id=row.id).state, visit.counts.count()
    if state == "closed":
        act(by, reopen_survey, now, survey_id=row.id)
    count(by, now, visit, people=30, minors=minors, version=version)
    act(by, close_survey, now, survey_id=row.id)


def test_nothing_of_a_case_enters(cast, now):
    by = cast["oversight"]
    with pytest.raises(Invalid) as refused:
        act(by, plan_survey, now, title="After PP-26-7KQ4MX", reach="pp 26-7kq4mx", venues=table.read_venues(sheet()))
    assert {one.field for one in refused.value.each} == {"title", "reach"}
    for text in (
        "venue,stratum,times\nHouse PP-26-7KQ4MX,bars,fri",
        "venue,stratum,times,of\nHouse,bars,fri,PP267KQ4MX",
    ):
        with pytest.raises(Invalid, match="code of a case"):
            table.read_venues(text)
    leads = rows(
        "select distinct c.conrelid::regclass::text, c.confrelid::regclass::text from pg_constraint c where c.contype = 'f' "
        "and c.conrelid::regclass::text in ('survey', 'survey_venue', 'survey_visit', 'survey_count', 'list_study')"
    )
    assert {to for _of, to in leads} == {"unit", "survey", "survey_visit"}, (
        "no key leads to a case, a child or a report"
    )


def visits(by, now, row):
    with session("app", now, by.id):
        return visits_of(row)


def told(by, now, row):
    with session("app", now, by.id):
        return queries.told_by(queries.seen_of([row]).get(row.id, []))


def test_the_demonstration_has_two_rounds_and_an_estimate_that_waits(cast, now):
    surveyed(now)
    by = cast["oversight"]
    with session("app", now, by.id):
        later, earlier = queries.rounds()
        after, before = figures.told_of([later, earlier], by, now)
        assert ListStudy.objects.get().state == "waits"
    assert (later.state, earlier.state, after.counted, before.counted) == ("closed", "closed", 16, 16)
    assert after.whole.value < before.whole.value
    assert queries.changed(before, after).high < 0.05
