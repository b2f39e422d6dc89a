"""Hearings: entered by whoever heard of a date, confirmed later, postponed, held; who reads what of them, and who is told."""

import pytest

from samaki.cases.models import Case
from samaki.cases.remarks import remarks_on
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Stale
from samaki.journeys.hearings import becoming, entering, needing, queries
from samaki.journeys.hearings.models import Hearing, HearingChild, HearingGoing, HearingNeed
from samaki.journeys.pressure.models import Pressure
from tests.acting import act, own_case, taken
from tests.everything import rows
from tests.journeys.hearings.sitting import ABOUT, DAY, HOUR, PLACE, child_of, entered, needed, postponed, seen, told


@pytest.fixture
def case(cast, now):
    """The police of Phnom Penh hold justice for two children; social affairs hold the care of the first."""
    made = own_case(cast["duty.pp"], now, children=2)
    taken(made, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    return made


def notices(kind):
    return sorted(
        unit
        for (unit,) in rows("select to_unit from notice where kind = %s", [f"hearing.hearing_{kind}"], role="worker")
    )


def first(by, now, case):
    """The child for whom social affairs work: the one of the step that they took."""
    with session("app", now, by.id):
        from samaki.cases.models import Person, Step

        step = Step.objects.filter(case=case, holder=by.unit, child_id__isnull=False).latest("id")
        return Person.objects.select_related("case").get(id=step.child_id)


def test_who_brings_the_child_reads_day_place_and_purpose_and_nothing_of_justice(cast, now, case):
    police, social, other = cast["duty.pp"], cast["social.pp"], cast["duty.sr"]
    child = first(social, now, case)
    row = entered(police, now, case, children=(child,))
    needed(police, now, row, sort="interpreter", text="speaks Vietnamese")
    accused = act(police, _witness, now, case=case)
    needed(police, now, row, sort="summons", person=accused)
    with session("app", now, social.id):
        [one] = queries.shown(queries.hearings_of(case))
        assert one.words == {"place": PLACE, "room": "5", "bring": "the blue card"}
        assert (one.row.purpose, one.children) == ("trial", {child.id})
        assert [need.sort for need in one.needs] == ["interpreter"], "a summons of a witness is none of theirs"
        assert remarks_on([row.id]) == {}, "what it is about stands in the justice part"
    with session("app", now, police.id):
        [one] = queries.shown(queries.hearings_of(case))
        assert [need.sort for need in one.needs] == ["interpreter", "summons"]
        assert [said.text for said in remarks_on([row.id])[row.id]] == [ABOUT]
    assert seen(other, now, case) == []
    assert notices("entered") == [social.unit_id]


def _witness(*, case, by, now):
    from samaki.cases.operations import add_person

    return add_person(case=case, part="witness", by=by, now=now)


def test_of_a_hearing_to_which_their_child_is_not_called_they_read_nothing(cast, now, case):
    police, social = cast["duty.pp"], cast["social.pp"]
    mine = first(social, now, case)
    with session("app", now, police.id):
        from samaki.cases.models import Person

        other = Person.objects.select_related("case").filter(case=case, part="survivor").exclude(id=mine.id).get()
    row = entered(police, now, case, children=(other,))
    assert seen(social, now, case) == []
    with session("app", now, social.id):
        assert not HearingChild.objects.exists()
        assert not HearingNeed.objects.exists()
        assert not HearingGoing.objects.exists()
    assert notices("entered") == []
    act(police, entering.correct_hearing, now, hearing_id=row.id, told=told(row.at, children=(mine, other)), why="both")
    with session("app", now, social.id):
        assert {one.child_id for one in HearingChild.objects.all()} == {mine.id}
    assert notices("changed") == [social.unit_id]


def test_whoever_heard_of_a_date_enters_it_and_justice_confirms_it_later(cast, now, case):
    police, social = cast["duty.pp"], cast["social.pp"]
    row = entered(social, now, case, children=(first(social, now, case),))
    assert row.state == "heard"
    assert notices("entered") == [police.unit_id]
    with pytest.raises(Invalid, match="paper of the court"):
        act(police, entering.confirm_hearing, now, hearing_id=row.id, source="lawyer")
    made = act(police, entering.confirm_hearing, now + HOUR, hearing_id=row.id, source="paper")
    assert (made.state, made.confirmed_unit) == ("confirmed", police.unit_id)
    with pytest.raises(CannotMove, match="confirmed already"):
        act(police, entering.confirm_hearing, now + HOUR, hearing_id=row.id, source="court")
    assert entered(police, now, case, source="paper").state == "confirmed"


def test_their_own_words_stay_readable_to_who_wrote_a_date_down_without_a_child(cast, now, case):
    social = cast["social.pp"]
    row = entered(social, now, case)
    assert seen(social, now, case) == [("heard", row.at)]


def test_a_unit_without_work_enters_nothing(cast, now, case):
    for stranger in ("duty.sr", "ngo.pp"):
        with pytest.raises((NotAllowed, Case.DoesNotExist)):
            entered(cast[stranger], now, case)


def test_postponed_twice_with_reasons_what_was_needed_is_needed_again_and_the_same_children_are_called(cast, now, case):
    police, social = cast["duty.pp"], cast["social.pp"]
    child = first(social, now, case)
    row = entered(police, now, case, children=(child,))
    need = needed(police, now, row, text="a car without a sign", move="arrange")
    postponed(police, now + DAY, row, now + 20 * DAY, reason="accused_absent")
    with session("app", now + DAY, social.id):
        second = Hearing.objects.get(after_id=row.id)
        [one] = queries.shown([second])
        assert one.children == {child.id}
        assert [(again.sort, again.state) for again in one.needs] == [("transport", "needed")]
        assert need.state == "ready"
    postponed(social, now + 2 * DAY, second, now + 30 * DAY, reason="no_interpreter", children=(child,))
    states = [state for state, _at in seen(police, now + 3 * DAY, case)]
    assert states == ["postponed", "postponed", "heard"]
    assert notices("postponed") == sorted([social.unit_id, police.unit_id])
    with pytest.raises(CannotMove, match="written down already"):
        postponed(police, now + 3 * DAY, row, now + 40 * DAY)
    with pytest.raises(Invalid) as wrong:
        act(police, becoming.postpone_hearing, now + 3 * DAY, hearing_id=row.id, reason="other", text=" ")
    assert wrong.value.field == "text"


def test_a_new_date_calls_also_the_child_and_the_witness_whom_its_writer_does_not_see(cast, now, case):
    police, social = cast["duty.pp"], cast["social.pp"]
    mine = first(social, now, case)
    both = tuple(child_of(police, now, case, number) for number in (1, 2))
    row = entered(police, now, case, children=both)
    needed(police, now, row, sort="summons", person=act(police, _witness, now, case=case))
    postponed(social, now + HOUR, row, now + 20 * DAY)
    with session("app", now + HOUR, social.id):
        new = Hearing.objects.get(after_id=row.id)
        assert {one.child_id for one in HearingChild.objects.filter(hearing_id=new.id)} == {mine.id}
        assert not HearingNeed.objects.filter(hearing_id=new.id).exists()
    with session("app", now + HOUR, police.id):
        [one] = queries.shown([Hearing.objects.get(id=new.id)])
        assert one.children == {child.id for child in both}
        assert [(need.sort, need.state) for need in one.needs] == [("summons", "needed")]
        assert queries.words_of_need(one.needs[0]) == []


def test_a_new_date_that_is_written_down_already_is_joined_to_it_and_never_in_a_ring(cast, now, case):
    police = cast["duty.pp"]
    old, new = entered(police, now, case), entered(police, now, case, now + 20 * DAY)
    act(police, becoming.postpone_hearing, now, hearing_id=old.id, reason="court", new_id=new.id)
    with session("app", now, police.id):
        assert Hearing.objects.get(id=new.id).after_id == old.id
    with pytest.raises(CannotMove, match="belongs to another"):
        act(police, becoming.postpone_hearing, now, hearing_id=new.id, reason="court", new_id=old.id)


def test_held_before_it_was_confirmed_and_confirmed_afterwards(cast, now, case):
    police = cast["duty.pp"]
    row = entered(police, now, case, now - 2 * DAY)
    made = act(police, becoming.hold_hearing, now, hearing_id=row.id, reason="goes_on", new=told(now + 5 * DAY))
    assert (made.state, made.call_at) == ("held", None)
    made = act(police, entering.confirm_hearing, now, hearing_id=row.id, source="court")
    assert (made.state, made.confirmed_at) == ("held", now)
    made = act(police, becoming.reopen_hearing, now, hearing_id=row.id, text="another case")
    assert made.state == "confirmed", "the date stands as before"
    assert made.call_at > now


def test_a_day_that_is_ahead_was_not_held_and_what_to_do_is_said(cast, now, case):
    row = entered(cast["duty.pp"], now, case)
    with pytest.raises(CannotMove, match="still ahead"):
        act(cast["duty.pp"], becoming.hold_hearing, now, hearing_id=row.id, reason="ended")
    made = act(cast["duty.pp"], becoming.not_hold_hearing, now, hearing_id=row.id, reason="cancelled")
    assert made.state == "not_held"


def test_a_correction_keeps_what_stood_there_and_an_edit_on_an_old_version_is_refused(cast, now, case):
    police = cast["duty.pp"]
    row = entered(police, now, case)
    new = told(row.at + DAY, place="the new court", room="2", bring="")
    act(police, entering.correct_hearing, now, hearing_id=row.id, told=new, why="misread", version=1)
    with session("app", now, police.id):
        [one] = queries.shown([Hearing.objects.get(id=row.id)])
        assert one.words["place"] == "the new court"
        said = [said.text for said in remarks_on([row.id])[row.id] if said.act != "hearing.enter"]
        assert f"{PLACE}\n5\nthe blue card" in said
    with pytest.raises(Stale):
        act(police, entering.correct_hearing, now, hearing_id=row.id, told=new, why="misread", version=1)


def test_only_who_entered_it_or_leads_there_says_that_it_never_was(cast, now, case):
    police, social = cast["duty.pp"], cast["social.pp"]
    row = entered(social, now, case, children=(first(social, now, case),))
    with pytest.raises(NotAllowed, match="Only who recorded it"):
        act(police, entering.mark_hearing_error, now, hearing_id=row.id, text="no")
    made = act(social, entering.mark_hearing_error, now, hearing_id=row.id, text="heard it wrongly")
    assert (made.state, made.call_at) == ("in_error", None)
    assert notices("gone") == [police.unit_id]
    with pytest.raises(CannotMove, match="by mistake"):
        act(police, becoming.not_hold_hearing, now, hearing_id=row.id, reason="cancelled")


def test_needs_move_in_any_order_and_a_summons_calls_the_child(cast, now, case):
    police, social = cast["duty.pp"], cast["social.pp"]
    child = first(social, now, case)
    row = entered(police, now, case)
    assert seen(social, now, case) == []
    summons = needed(police, now, row, sort="summons", person=child, move="ask")
    assert seen(social, now, case) == [("heard", row.at)]
    made = act(social, needing.move_need, now, need_id=summons.id, move="arrange", text="the aunt has it")
    assert (made.state, made.asked_unit, made.ready_unit) == ("ready", police.unit_id, social.unit_id)
    made = act(police, needing.move_need, now, need_id=summons.id, move="fail", text="a wrong name on it")
    assert made.state == "failed"
    with session("app", now, social.id):
        assert [line["text"] for line in queries.words_of_need(HearingNeed.objects.get(id=summons.id))] == [
            "the aunt has it", "a wrong name on it",
        ]  # fmt: skip
    with pytest.raises(CannotMove, match="on the list already"):
        needed(police, now, row, sort="summons", person=child)
    with pytest.raises(Invalid) as wrong:
        needed(police, now, row, sort="summons", text="x" * 5000)
    assert {one.field for one in wrong.value.each} == {"person", "text"}


def test_who_goes_is_of_the_own_unit_and_stands_in_their_calendar(cast, now, case):
    police, social, officer = cast["duty.pp"], cast["social.pp"], cast["officer.pp"]
    row = entered(police, now, case)
    with pytest.raises(Invalid, match="your own unit"):
        act(police, needing.say_goes, now, hearing_id=row.id, worker=social)
    act(police, needing.say_goes, now, hearing_id=row.id, worker=officer)
    with session("app", now, officer.id):
        assert [one.id for one in queries.mine(queries.between(now, now + 30 * DAY), officer)] == [row.id]
    act(police, needing.say_stays, now, hearing_id=row.id, worker=officer)
    with session("app", now, officer.id):
        assert not queries.mine(queries.between(now, now + 30 * DAY), officer).exists()


def test_the_same_child_person_or_room_at_one_time_is_flagged(cast, now, case):
    police, social = cast["duty.pp"], cast["social.pp"]
    child = first(social, now, case)
    one = entered(police, now, case, children=(child,))
    two = entered(police, now, case, one.at + HOUR, children=(child,), room=" 5 ")
    far = entered(police, now, case, one.at + DAY, children=(child,))
    unsure = entered(police, now, case, one.at.replace(day=1), precision="month", children=(child,))
    for row in (one, far):
        act(police, needing.say_goes, now, hearing_id=row.id, worker=cast["officer.pp"])
    with session("app", now, police.id):
        found = {
            each.row.id: {clash.why for clash in each.clashes} for each in queries.shown(queries.hearings_of(case))
        }
    assert found == {one.id: {"child", "room"}, two.id: {"child", "room"}, far.id: set(), unsure.id: set()}
    act(police, needing.say_goes, now, hearing_id=two.id, worker=cast["officer.pp"])
    with session("app", now, police.id):
        [one_again] = [each for each in queries.shown(queries.hearings_of(case)) if each.row.id == one.id]
    assert {clash.why for clash in one_again.clashes} == {"child", "room", "person"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"purpose": ""}, "purpose"), ({"purpose": "other", "text": "\u200b"}, "text"), ({"source": "nobody"}, "source"),
        ({"place": "x" * 301}, "place"), ({"text": "x" * 4001}, "text"),
        ({"at": None}, "at"), ({"late": True}, "at"), ({"ends": True}, "until"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(cast, now, case, wrong, field):
    wrong = dict(wrong)
    at = wrong.pop("at", now + DAY)
    if wrong.pop("late", False):
        at = now + 3000 * DAY
    if wrong.pop("ends", False):
        wrong["until"] = at
    with pytest.raises(Invalid) as refusal:
        act(cast["duty.pp"], entering.enter_hearing, now, case=case, told=told(at, **wrong))
    assert field in {one.field for one in refusal.value.each}
    assert seen(cast["duty.pp"], now, case) == []


def test_a_hearing_before_the_case_and_one_of_long_ago_are_taken(cast, now, case):
    entered(cast["duty.pp"], now, case, now - 4000 * DAY)
    [(state, _at)] = seen(cast["duty.pp"], now, case)
    assert state == "heard"


def test_a_wall_hides_hearings_and_the_broker_of_pressure_is_no_matter_of_theirs(cast, now, case):
    entered(cast["duty.pp"], now, case)
    with session("app", now, cast["ngo.pp"].id):
        assert not Hearing.objects.exists()
        assert not Pressure.objects.exists()


def child_called(by, now, case):
    return child_of(by, now, case)
