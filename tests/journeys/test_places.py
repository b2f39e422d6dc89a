"""Where a child is not safe: those who must act read it, recorded; where a child is safe stays sealed."""

from datetime import timedelta

import pytest
from django.db import connections

from samaki.cases.models import Person, Relation
from samaki.cases.signs import signs
from samaki.database import current_alias, session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.journeys import danger, doing, mistakes, observing, places, saying_safe
from samaki.journeys.guarding import unsealing
from tests.acting import act, own_case, taken
from tests.cases.sharing import Matter
from tests.everything import rows

HOUR = timedelta(hours=1)
PLACE = "The yellow house behind the ice factory"


@pytest.fixture
def case(cast, now):
    """Police hold justice, social services care."""
    found = own_case(cast["duty.pp"], now)
    taken(found, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    return found


def child_of(by, now, case):
    with session("app", now, by.id):
        return Person.objects.select_related("case").get(case=case, part="survivor")


def arrive(by, now, case, **given):
    child = child_of(by, now, case)
    return act(by, danger.arrive, now, case=case, child=child, **({"place": PLACE, "safe": False} | given))


def look(by, now, arrival):
    return act(by, places.look_at_danger, now, arrival=arrival, purpose="safety")


@pytest.mark.parametrize("purpose", ["", "curiosity", "same_person"])
def test_a_look_says_what_it_is_for(case, cast, now, purpose):
    arrival = arrive(cast["social.pp"], now, case)
    with pytest.raises(Invalid):
        act(cast["duty.pp"], places.look_at_danger, now, arrival=arrival, purpose=purpose)
    assert rows("select 1 from ledger_entry where act = 'placement.look'", role="auditor") == []


def test_who_works_in_care_or_justice_reads_it_and_each_look_is_recorded(case, cast, now):
    arrival = arrive(cast["social.pp"], now, case)
    for name in ("duty.pp", "social.pp"):
        assert look(cast[name], now + HOUR, arrival) == PLACE
    looks = rows(
        "select who, subject_id, compartment from ledger_entry where act = 'placement.look' order by id", role="auditor"
    )
    assert looks == [("duty.pp", arrival.id, ""), ("social.pp", arrival.id, "")]


def test_who_has_no_part_or_had_something_shared_only_does_not_read_it(cast, now):
    matter = Matter(cast, now)
    arrival = arrive(matter.social, now, matter.case)
    matter.share()
    for reader in (matter.ngo, cast["duty.sr"]):
        with pytest.raises(NotAllowed, match="does not work"):
            look(reader, now, arrival)
    assert look(matter.police, now, arrival) == PLACE


def test_a_place_of_safety_stays_sealed_whatever_is_said_of_the_child_later(case, cast, now):
    """Else whoever says `danger` would open the address of a shelter by saying so."""
    social, duty = cast["social.pp"], cast["duty.pp"]
    shelter = arrive(social, now, case, safe=True)
    child = child_of(social, now, case)
    act(social, observing.observe, now + HOUR, case=case, child=child, fact="risk", answer="high")
    with session("app", now + HOUR, duty.id):
        assert child.id in signs(case.id).danger
    for arrival in (shelter, arrive(social, now + HOUR, case, safe=None)):
        with pytest.raises(NotAllowed, match="second person"):
            look(duty, now + HOUR, arrival)


def test_it_closes_when_the_child_is_somewhere_else_or_safe_there_or_it_was_a_mistake(case, cast, now):
    social, duty = cast["social.pp"], cast["duty.pp"]
    first = arrive(social, now, case)
    second = arrive(social, now + HOUR, case, place="Elsewhere")
    assert look(duty, now + HOUR, second) == "Elsewhere"
    with pytest.raises(NotAllowed, match="second person"):
        look(duty, now + HOUR, first)
    act(social, mistakes.mark_arrival_error, now + 2 * HOUR, arrival_id=second.id, text="another child")
    with pytest.raises(NotAllowed):
        look(duty, now + 2 * HOUR, second)
    assert look(duty, now + 2 * HOUR, first) == PLACE
    arrive(social, now + 3 * HOUR, case, place="The shelter", safe=True)
    with pytest.raises(NotAllowed):
        look(duty, now + 3 * HOUR, first)


def test_the_database_alone_gives_nothing_without_the_look_and_nothing_of_a_place_of_safety(case, cast, now):
    social, duty = cast["social.pp"], cast["duty.pp"]
    arrival = arrive(social, now, case)

    def asked(by):
        with session("app", now, by.id), connections[current_alias()].cursor() as cursor:
            cursor.execute("select count(*) from app.place_of_danger(%s)", [arrival.id])
            return cursor.fetchone()[0]

    assert asked(duty) == asked(social) == 0, "no look was recorded in this moment"
    look(duty, now, arrival)
    assert (asked(duty), asked(social), asked(cast["duty.sr"])) == (1, 0, 0), "only who looked, in that moment"
    with session("app", now, duty.id), connections[current_alias()].cursor() as cursor:
        cursor.execute("select count(*) from placement_record")
        assert cursor.fetchone()[0] == 0, "row security opens no placement for it"


def test_nobody_wrote_down_where(case, cast, now):
    arrival = arrive(cast["social.pp"], now, case, place=None)
    with pytest.raises(CannotMove, match="Nobody wrote down"):
        look(cast["duty.pp"], now, arrival)


def test_what_is_opened_by_two_is_never_the_reason_of_a_mistake(case, cast, now):
    """The newest words of the compartment may be those that say why an arrival was wrong."""
    social, duty = cast["social.pp"], cast["duty.pp"]
    arrive(social, now, case, place="The shelter", safe=True)
    wrong = arrive(social, now + HOUR, case, place="Nowhere", safe=True)
    act(social, mistakes.mark_arrival_error, now + HOUR, arrival_id=wrong.id, text="It was another child")
    child = child_of(duty, now + HOUR, case)
    row = act(duty, unsealing.ask_placement, now + HOUR, child=child, reason="safety_of_child", text="x")
    act(cast["privacy.social"], unsealing.answer_unsealing, now + HOUR, unsealing_id=row.id, agreed=True, text="y")
    assert act(duty, unsealing.open_unsealed, now + HOUR, unsealing_id=row.id) == {"place": "The shelter"}


# ---------------------------------------------------------------- whose word ends the alarm
def holds(by, now, case, member, room="justice", child=None):
    """This member's unit works in a part of the case, and holds no step that keeps a child safe."""
    with session("app", now, by.id):
        Relation(
            case=case, unit_id=member.unit_id, compartment=room, ground="holds_step", child_id=child, since=now
        ).save(force_insert=True)


def in_danger(by, now, case):
    with session("app", now, by.id):
        return set(signs(case.id).danger)


def test_nobody_says_that_a_child_is_safe_at_a_place_that_is_not_known(case, cast, now):
    social, duty = cast["social.pp"], cast["duty.pp"]
    known = arrive(social, now, case)
    with pytest.raises(Invalid, match="not known"):
        arrive(social, now + HOUR, case, place=None, safe=True)
    assert in_danger(duty, now + HOUR, case)
    arrive(social, now + HOUR, case, place=None, safe=None)
    assert in_danger(duty, now + HOUR, case), "the fact is recorded, and ends nothing"
    assert look(duty, now + HOUR, known) == PLACE, "the known place of danger is not sealed by it"


def test_who_keeps_nobody_safe_ends_no_alarm_alone_and_who_does_is_asked_and_confirms(case, cast, now):
    social, duty, court = cast["social.pp"], cast["duty.pp"], cast["court.pp"]
    unsafe = arrive(social, now, case)
    holds(duty, now, case, court)
    said = arrive(court, now + HOUR, case, place="The court house", safe=True)
    assert said.safe is None
    assert in_danger(social, now + HOUR, case)
    assert look(duty, now + HOUR, unsafe) == PLACE
    told = rows("select to_unit from notice where kind = 'child.said_safe'", role="worker")
    assert (social.unit_id,) in told
    assert (court.unit_id,) not in told
    with pytest.raises(NotAllowed, match="keeps this child safe"):
        act(court, saying_safe.confirm_safe, now + HOUR, arrival=said)
    act(social, saying_safe.confirm_safe, now + 2 * HOUR, arrival=said)
    assert in_danger(duty, now + 2 * HOUR, case) == set()
    with pytest.raises(NotAllowed, match="sealed again"):
        look(duty, now + 2 * HOUR, unsafe)
    with pytest.raises(CannotMove):
        act(social, saying_safe.confirm_safe, now + 2 * HOUR, arrival=said)
    act(court, mistakes.mark_arrival_error, now + 3 * HOUR, arrival_id=said.id, text="another child")
    assert in_danger(duty, now + 3 * HOUR, case), "what was confirmed was a mistake: the danger before it stands again"
    assert look(duty, now + 3 * HOUR, unsafe) == PLACE


def test_who_keeps_the_child_safe_ends_the_alarm_at_once(case, cast, now):
    arrive(cast["social.pp"], now, case)
    assert arrive(cast["social.pp"], now + HOUR, case, place="The shelter", safe=True).safe is True
    assert in_danger(cast["duty.pp"], now + HOUR, case) == set()


def test_a_word_of_safety_older_than_the_danger_is_written_as_it_was(case, cast, now):
    court = cast["court.pp"]
    arrive(cast["social.pp"], now, case)
    holds(cast["duty.pp"], now, case, court)
    assert arrive(court, now + HOUR, case, place="x", safe=True, occurred_at=now - HOUR).safe is True
    assert in_danger(cast["social.pp"], now + HOUR, case)


def test_an_observation_of_who_keeps_nobody_safe_ends_no_alarm_either(case, cast, now):
    court = cast["court.pp"]
    arrive(cast["social.pp"], now, case)
    child = child_of(cast["social.pp"], now, case)
    holds(cast["duty.pp"], now, case, court, "care", child.id)
    given = {"case": case, "child": child, "fact": "whereabouts", "answer": "known_safe"}
    act(court, observing.observe, now + HOUR, **given)
    assert in_danger(cast["social.pp"], now + HOUR, case)
    assert (cast["social.pp"].unit_id,) in rows(
        "select to_unit from notice where kind = 'child.said_safe'", role="worker"
    )
    act(cast["social.pp"], observing.observe, now + 2 * HOUR, **given)
    assert in_danger(cast["social.pp"], now + 2 * HOUR, case) == set()


def reads(by, now, case):
    return [text for _row, text in act(by, places.read_places, now, case=case)]


def test_who_works_in_the_part_of_the_place_reads_it_and_each_reading_stands_in_the_ledger(case, cast, now):
    arrive(cast["social.pp"], now, case, safe=True)
    child = child_of(cast["social.pp"], now, case)
    for name in ("duty.pp", "ngo.pp"):
        assert reads(cast[name], now, case) == []
    assert rows("select 1 from ledger_entry where act = 'placement.look'", role="auditor") == [], "nothing was seen"
    act(cast["social.pp"], doing.start_step, now, case_id=case.id, kind="emergency_placement", person_id=child.id)
    assert reads(cast["social.pp"], now + HOUR, case) == [PLACE]
    looks = rows("select who, subject_id, child_id, compartment, facts ->> 'why' from ledger_entry where act = 'placement.look'",
                 role="auditor")  # fmt: skip
    assert looks == [("social.pp", case.id, child.child_id, "placement", "notes")]


def test_of_two_children_each_reading_names_whose_place_it_was(cast, now):
    matter = Matter(cast, now, children=2)
    act(
        matter.social,
        doing.start_step,
        now,
        case_id=matter.case.id,
        kind="emergency_placement",
        person_id=matter.child.id,
    )
    act(matter.social, danger.arrive, now, case=matter.case, child=matter.child, place=PLACE, safe=True)
    assert reads(matter.social, now, matter.case) == [PLACE]
    children = rows("select distinct child_id from ledger_entry where act = 'placement.look'", role="auditor")
    assert children == [(matter.child.child_id,)]
