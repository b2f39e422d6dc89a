"""Entered by mistake: people, arrivals, an urgency, a note, a report closed, a no. It leaves the lists and stays on record."""

from datetime import timedelta

import pytest

from samaki.cases import corrections, identity
from samaki.cases import operations as cases
from samaki.cases.models import Arrival, Case, Person, Strand
from samaki.cases.queries import latest_arrival, notes_of, people_of
from samaki.cases.signs import signs
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Stale
from samaki.handoffs import operations as handoffs
from samaki.handoffs.models import Handoff
from samaki.intake import operations as intake
from samaki.journeys import closing, danger, doing, mistakes, observing, opening
from samaki.ledger.models import LedgerEntry
from tests.acting import act, handoff_of, own_case, step_of, taken
from tests.everything import rows
from tests.journeys.invariants import holders_are_those_of_the_ledger, nothing_is_broken
from tests.journeys.test_opening import filed

WHY = "a mistake"


@pytest.fixture(autouse=True)
def unbroken(db):
    yield
    nothing_is_broken()
    holders_are_those_of_the_ledger()


def seen(by, now, case):
    with session("app", now, by.id):
        return [(one.part, one.number) for one in people_of(case)]


def child_of(by, now, case):
    with session("app", now, by.id):
        return Person.objects.filter(case=case, part="survivor").select_related("case").order_by("number").last()


# ---------------------------------------------------------------- people
def test_a_child_added_by_mistake_leaves_the_lists_and_its_part_of_the_file_ends(cast, now):
    duty = cast["duty.pp"]
    case = own_case(duty, now)
    second = act(duty, opening.add_child, now, case=case)
    assert seen(duty, now, case) == [("survivor", 1), ("survivor", 2)]
    act(duty, mistakes.mark_person_error, now, person=second, text=WHY)
    assert seen(duty, now, case) == [("survivor", 1)]
    assert rows("select state, close_reason from strand where child_id = %s", [second.id]) == [("closed", "mistake")]
    assert rows("select distinct state, end_reason from step where child_id = %s", [second.id]) == [
        ("stopped", "mistake")
    ]
    assert rows("select state from handoff where child_id = %s", [second.id]) == [("withdrawn",)]
    with session("app", now, duty.id):
        assert LedgerEntry.objects.filter(act__in=("person.add", "person.mistake"), child_id=second.id).count() == 2
    third = act(duty, opening.add_child, now, case=case)
    assert third.number == 3, "a number is not used twice"


def test_a_child_for_whom_somebody_works_stays(cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, now)
    child = child_of(duty, now, case)
    taken(case, "first_safe_contact", duty, social, now)
    with pytest.raises(CannotMove, match="has begun already"):
        act(duty, mistakes.mark_person_error, now, person=child, text=WHY)
    assert seen(duty, now, case) == [("survivor", 1)]


def test_nobody_writes_about_a_person_entered_by_mistake_and_its_part_does_not_open_again(cast, now):
    duty = cast["duty.pp"]
    case = own_case(duty, now)
    other = act(duty, opening.add_other, now, case=case, part="witness")
    act(duty, mistakes.mark_person_error, now, person=other, text=WHY)
    with pytest.raises(CannotMove):
        act(duty, identity.record_identity, now, person=other, identity={"name_latin": "Synthetic"})
    with pytest.raises(CannotMove, match="already"):
        act(duty, mistakes.mark_person_error, now, person=other, text=WHY)
    child = child_of(duty, now, case)
    with session("app", now, duty.id):
        strand = Strand.objects.get(case=case, child_id=child.id)
    act(duty, mistakes.mark_person_error, now, person=child, text=WHY)
    with pytest.raises((CannotMove, NotAllowed, Strand.DoesNotExist)):
        act(duty, closing.reopen_strand, now, strand_id=strand.id, reason="new_evidence")


def test_only_who_added_them_or_a_lead_of_that_unit(cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, now)
    taken(case, "first_safe_contact", duty, social, now)
    with session("app", now, social.id):
        child = Person.objects.filter(case=case).select_related("case").get()
    with pytest.raises(NotAllowed):
        act(social, mistakes.mark_person_error, now, person=child, text=WHY)
    other = act(duty, opening.add_other, now, case=case, part="witness")
    with pytest.raises(Invalid):
        act(duty, mistakes.mark_person_error, now, person=other, text="")
    act(cast["officer.pp"], mistakes.mark_person_error, now, person=other, text=WHY)


# ---------------------------------------------------------------- arrivals, urgency
def test_an_arrival_recorded_wrongly_no_longer_counts(cast, now):
    duty = cast["duty.pp"]
    case = own_case(duty, now)
    child = child_of(duty, now, case)
    right = act(duty, danger.arrive, now, case=case, child=child, place="here", safe=True)
    wrong = act(duty, danger.arrive, now + timedelta(hours=1), case=case, child=child, place="there", safe=False)
    with session("app", now, duty.id):
        assert child.id in signs(case.id).danger
    act(duty, mistakes.mark_arrival_error, now + timedelta(hours=2), arrival_id=wrong.id, text=WHY)
    with session("app", now, duty.id):
        assert latest_arrival(case, child.id) == right
        assert not signs(case.id).danger
        assert Arrival.objects.count() == 2, "nothing is deleted"
    assert rows("select count(*) from notice where kind = 'child.undone'", role="worker")[0][0] >= 1
    with pytest.raises(CannotMove):
        act(duty, mistakes.mark_arrival_error, now, arrival_id=wrong.id, text=WHY)
    with pytest.raises(Arrival.DoesNotExist):
        act(cast["duty.sr"], mistakes.mark_arrival_error, now, arrival_id=right.id, text=WHY)


def test_an_urgency_raised_by_mistake_is_lowered_and_no_clock_is_lengthened(cast, now):
    duty = cast["duty.pp"]
    case = own_case(duty, now, urgency="normal")
    act(duty, danger.raise_urgency, now, case=case, urgency="emergency")
    before = rows("select id, due_at, call_at, urgency from step order by id")
    with pytest.raises(Invalid):
        act(duty, mistakes.lower_urgency, now, case=case, urgency="normal", text="")
    with pytest.raises(NotAllowed):
        act(cast["privacy.pp"], mistakes.lower_urgency, now, case=case,
            urgency="normal", text=WHY)  # fmt: skip
    made = act(duty, mistakes.lower_urgency, now, case=case, urgency="normal", text=WHY)
    assert made.urgency == "normal"
    assert rows("select id, due_at, call_at, urgency from step order by id") == before


def test_who_opened_a_case_too_urgent_makes_it_less_so(cast, now):
    duty = cast["duty.pp"]
    case = own_case(duty, now, urgency="urgent")
    with pytest.raises(NotAllowed):
        act(cast["privacy.pp"], mistakes.lower_urgency, now, case=case, urgency="normal", text=WHY)
    assert act(duty, mistakes.lower_urgency, now, case=case, urgency="normal", text=WHY).urgency == "normal"


def test_a_case_is_not_less_urgent_while_a_child_is_not_safe(cast, now):
    duty = cast["duty.pp"]
    case = own_case(duty, now, urgency="normal")
    act(duty, danger.raise_urgency, now, case=case, urgency="emergency")
    act(duty, danger.arrive, now, case=case, child=child_of(duty, now, case), place=None, safe=False)
    with pytest.raises(CannotMove, match="not safe"):
        act(duty, mistakes.lower_urgency, now, case=case, urgency="normal", text=WHY)


# ---------------------------------------------------------------- notes
def note(by, now, case, **given):
    return act(by, cases.write_note, now, case=case, compartment="justice", text="first words", **given)


def test_a_note_written_anew_stands_beside_the_old_one(cast, now):
    duty = cast["duty.pp"]
    case = own_case(duty, now)
    first = note(duty, now, case)
    given = {"case": case, "compartment": "justice"}
    second = act(duty, corrections.correct_note, now, record_id=first.id, text="better words", **given)
    assert (second.supersedes_id, second.version, second.occurred_at) == (first.id, 2, first.occurred_at)
    with pytest.raises(Stale):
        act(duty, corrections.correct_note, now, record_id=first.id, text="other words", **given)
    third = act(duty, mistakes.mark_note_error, now, record_id=second.id, text=WHY, **given)
    assert third.kind == "mistake"
    with session("app", now, duty.id):
        assert sorted(text for _row, text in notes_of(case, "justice")) == sorted(["first words", "better words", WHY])


def test_only_the_author_or_a_lead_mends_a_note(cast, now):
    duty = cast["duty.pp"]
    case = own_case(duty, now)
    first = note(cast["officer.pp"], now, case)
    given = {"case": case, "compartment": "justice", "record_id": first.id, "text": "other words"}
    with pytest.raises(NotAllowed):
        act(duty, corrections.correct_note, now, **given)
    own = note(duty, now, case)
    act(cast["officer.pp"], mistakes.mark_note_error, now, **given | {"record_id": own.id})  # leads the unit
    with pytest.raises(Case.DoesNotExist), session("app", now, cast["duty.sr"].id):
        Case.objects.get(id=case.id)


def test_an_observation_taken_back_no_longer_differs(cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, now)
    taken(case, "first_safe_contact", duty, social, now)
    with session("app", now, social.id):
        child = Person.objects.filter(case=case).select_related("case").get()
    given = {"case": case, "child": child, "fact": "risk"}
    wrong = act(social, observing.observe, now, answer="high", **given)
    with pytest.raises(CannotMove, match="not rewritten"):
        act(social, corrections.correct_note, now, case=case, compartment="care", record_id=wrong.id, text="x")
    act(social, mistakes.mark_note_error, now, case=case, compartment="care", record_id=wrong.id, text=WHY)
    act(social, observing.observe, now, answer="none", **given)
    with session("app", now, social.id):
        last = LedgerEntry.objects.filter(act="observation.write").latest("id")
        assert last.facts["differs_from"] == []


# ---------------------------------------------------------------- reports, hand-offs
def test_a_report_closed_by_mistake_waits_again_with_a_clock(cast, now):
    duty = cast["duty.pp"]
    report = filed(now, cast)
    act(duty, intake.close, now, report_id=report.id, reason="not_substantiated")
    with pytest.raises(Invalid):
        act(duty, intake.reopen_report, now, report_id=report.id, text=" ")
    later = now + timedelta(days=60)
    again = act(duty, intake.reopen_report, later, report_id=report.id, text=WHY)
    assert (again.state, again.close_reason, again.ended_at) == ("acknowledged", "", None)
    assert again.due_at == again.call_at > later
    case = act(duty, opening.open_from_report, later, report_id=report.id)
    with pytest.raises(CannotMove):
        act(duty, intake.reopen_report, later, report_id=report.id, text=WHY)
    assert case.code


def test_a_report_reopened_in_time_keeps_its_time(cast, now):
    duty = cast["duty.pp"]
    report = filed(now, cast)
    act(duty, intake.acknowledge, now, report_id=report.id)
    before = act(duty, intake.close, now, report_id=report.id, reason="not_substantiated").due_at
    assert act(duty, intake.reopen_report, now, report_id=report.id, text=WHY).due_at == before


def test_who_declined_by_mistake_says_so_and_the_sender_offers_again(cast, now):
    duty, ngo = cast["duty.pp"], cast["ngo.pp"]
    case = own_case(duty, now)
    step = step_of(duty, now, case, "first_safe_contact")
    asked = act(duty, handoffs.hand_on, now, step_id=step.id, to_unit=ngo.unit, why="words", urgency="urgent")
    with pytest.raises(CannotMove):
        act(ngo, handoffs.regret_decline, now, handoff_id=asked.id)
    act(ngo, handoffs.decline, now, handoff_id=asked.id, reason="no_capacity")
    with pytest.raises(Handoff.DoesNotExist):
        act(duty, handoffs.regret_decline, now, handoff_id=asked.id)
    act(ngo, handoffs.regret_decline, now, handoff_id=asked.id)
    told = rows(
        "select case_code from notice where kind = 'handoff.regretted' and to_unit = %s", [duty.unit_id], role="worker"
    )
    assert told == [(case.code,)]
    with session("app", now, ngo.id):
        assert not Case.objects.filter(id=case.id).exists(), "the file stays shut"
    with pytest.raises(CannotMove, match="already"):
        act(ngo, handoffs.regret_decline, now, handoff_id=asked.id)
    again = act(duty, handoffs.hand_on, now, step_id=step.id, to_unit=ngo.unit, why="words", urgency="urgent")
    act(ngo, handoffs.accept, now, handoff_id=again.id)
    assert handoff_of(duty, now, step).state == "accepted"


def test_a_step_done_for_a_child_keeps_the_child(cast, now):
    duty = cast["duty.pp"]
    case = own_case(duty, now, urgency="emergency")
    child = child_of(duty, now, case)
    safety = step_of(duty, now, case, "immediate_safety")
    act(duty, doing.skip_step, now, step_id=safety.id, reason="done_before")
    with pytest.raises(CannotMove):
        act(duty, mistakes.mark_person_error, now, person=child, text=WHY)
