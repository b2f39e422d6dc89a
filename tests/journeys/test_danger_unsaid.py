"""An observation that said danger, or safe, and was a mistake: its word goes, and every other word stays."""

from datetime import timedelta

import pytest

from samaki.cases.models import Person
from samaki.cases.signs import signs
from samaki.database import session
from samaki.journeys import danger, mistakes, observing
from tests.acting import act, own_case, taken
from tests.everything import rows
from tests.journeys.invariants import nothing_is_broken

HOUR = timedelta(hours=1)
WHY = "the wrong child"


@pytest.fixture
def case(cast, now):
    """Two children, both with social services."""
    made = own_case(cast["duty.pp"], now, children=2)
    taken(made, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    return made


def children(cast, case, now):
    return [
        key
        for (key,) in rows("select id from person where case_id = %s and part = 'survivor' order by number", [case.id])
    ]


@pytest.fixture
def working(cast, case, now):
    """Keys of the children for whom social services work."""
    found = rows("select distinct child_id from relation where case_id = %s and unit = %s and compartment = 'care' and until is null",
                 [case.id, cast["social.pp"].unit_id])  # fmt: skip
    return [key for (key,) in found if key]


@pytest.fixture
def observe(cast, case, now):
    def one(child, answer, at, fact="whereabouts"):
        with session("app", at, cast["social.pp"].id):
            person = Person.objects.select_related("case").get(id=child)
        return act(cast["social.pp"], observing.observe, at, case=case, child=person, fact=fact, answer=answer)

    return one


@pytest.fixture
def strike(cast, case):
    def one(row, at, by="social.pp"):
        return act(cast[by], mistakes.mark_note_error, at, case=case, compartment="care", record_id=row.id, text=WHY)

    return one


def in_danger(cast, case, at, by="social.pp"):
    with session("app", at, cast[by].id):
        return set(signs(case.id).danger)


def notices(kind):
    return rows("select count(*) from notice where kind = %s", [kind], role="worker")[0][0]


def test_the_sign_goes_with_the_observation_and_those_who_were_called_are_told(
    cast, case, working, observe, strike, now
):
    child = working[0]
    wrong = observe(child, "missing", now)
    assert in_danger(cast, case, now) == {child}
    assert in_danger(cast, case, now, "duty.pp") == {child}
    strike(wrong, now + HOUR)
    assert in_danger(cast, case, now + HOUR) == set()
    assert in_danger(cast, case, now + HOUR, "duty.pp") == set(), "who does not read the observation is told as well"
    assert notices("child.undone") >= 1
    with session("app", now + HOUR, cast["social.pp"].id):
        assert child not in signs(case.id).words, "what was struck is not the word on where the child is"
    nothing_is_broken()


def test_another_observation_that_says_danger_keeps_it(cast, case, working, observe, strike, now):
    child = working[0]
    first, second = observe(child, "missing", now), observe(child, "high", now + HOUR, fact="risk")
    strike(first, now + 2 * HOUR)
    assert in_danger(cast, case, now + 2 * HOUR) == {child}
    assert notices("child.undone") == 0, "nobody is told that the danger is over"
    strike(second, now + 3 * HOUR)
    assert in_danger(cast, case, now + 3 * HOUR) == set()
    assert notices("child.undone") >= 1


def test_an_arrival_in_danger_is_another_word_and_stays(cast, case, working, observe, strike, now):
    child = working[0]
    wrong = observe(child, "missing", now)
    with session("app", now, cast["social.pp"].id):
        person = Person.objects.select_related("case").get(id=child)
    act(cast["social.pp"], danger.arrive, now + HOUR, case=case, child=person, place="there", safe=False)
    strike(wrong, now + 2 * HOUR)
    assert in_danger(cast, case, now + 2 * HOUR) == {child}


def test_only_the_child_of_the_observation_is_unsaid(cast, case, working, observe, strike, now):
    child = working[0]
    other = next(key for key in children(cast, case, now) if key != child)
    wrong = observe(child, "missing", now)
    with session("app", now, cast["duty.pp"].id):
        person = Person.objects.select_related("case").get(id=other)
    act(cast["duty.pp"], danger.arrive, now, case=case, child=person, place="there", safe=False)
    assert in_danger(cast, case, now, "duty.pp") == {child, other}
    strike(wrong, now + HOUR)
    assert in_danger(cast, case, now + HOUR, "duty.pp") == {other}


def test_a_word_that_said_safe_by_mistake_brings_the_danger_back_and_calls_again(
    cast, case, working, observe, strike, now
):
    child = working[0]
    observe(child, "missing", now)
    wrong = observe(child, "known_safe", now + 48 * HOUR)
    assert in_danger(cast, case, now + 48 * HOUR) == set()
    before = notices("child.danger")
    strike(wrong, now + 49 * HOUR)
    assert in_danger(cast, case, now + 49 * HOUR) == {child}
    assert notices("child.danger") > before
    nothing_is_broken()
