"""Strands close apart, by those who may, with a reason; the case with the last; and nothing drops on the way."""

from datetime import timedelta

import pytest

from samaki.agencies.country import after, pack
from samaki.cases.models import Case, Person, Step, Strand
from samaki.cases.rules import lacks
from samaki.cases.signs import signs
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.handoffs import operations as handoffs
from samaki.jobs.tick import tick
from samaki.journeys import closing, danger, doing, opening
from samaki.ledger.models import LedgerEntry
from samaki.notices.models import Notice
from tests.acting import act, handoff_of, own_case, step_of, taken
from tests.everything import rows
from tests.journeys.invariants import nothing_is_broken


@pytest.fixture
def case(cast, now):
    return own_case(cast["duty.pp"], now)


def strand(by, now, case, kind):
    with session("app", now, by.id):
        return Strand.objects.get(case=case, kind=kind)


def close(by, now, case, kind, reason="duplicate", text="", other=""):
    return act(by, closing.close_strand, now, strand_id=strand(by, now, case, kind).id, reason=reason, text=text,
               other_case=other)  # fmt: skip


def test_an_ended_prosecution_never_ends_a_childs_care(case, cast, now):
    close(cast["duty.pp"], now, case, "justice")
    assert strand(cast["duty.pp"], now, case, "care").state == "open"
    with session("app", now, cast["duty.pp"].id):
        assert Case.objects.get(id=case.id).state == "open"


def test_the_case_closes_with_its_last_strand_and_opens_again_with_the_first(case, cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    close(duty, now, case, "justice")
    taken(case, "first_safe_contact", duty, social, now)
    close(social, now, case, "care", "care_goals_reached")
    with session("app", now, social.id):
        assert (Case.objects.get(id=case.id).state, Case.objects.get(id=case.id).closed_at) == ("closed", now)
    again = strand(social, now, case, "care")
    act(social, closing.reopen_strand, now, strand_id=again.id, reason="new_evidence")
    with session("app", now, social.id):
        assert Case.objects.get(id=case.id).state == "open"
        assert Step.objects.get(strand=again, state="open").kind == "care_closure"
    nothing_is_broken()


def test_a_child_who_becomes_known_after_the_case_closed_opens_it_again(case, cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    close(duty, now, case, "justice")
    taken(case, "first_safe_contact", duty, social, now)
    close(social, now, case, "care", "care_goals_reached")
    nothing_is_broken()
    child = act(social, opening.add_child, now, case=case)
    with session("app", now, social.id):
        assert (Case.objects.get(id=case.id).state, Case.objects.get(id=case.id).closed_at) == ("open", None)
        assert Step.objects.get(case=case, child_id=child.id, state="open").kind == "first_safe_contact"
    nothing_is_broken()


def test_a_familys_wish_never_closes_the_justice_strand(case, cast, now):
    for reason in ("complaint_withdrawn", "settled_out_of_court"):
        with pytest.raises(NotAllowed):
            close(cast["duty.pp"], now, case, "justice", reason)


def test_the_prosecutor_who_holds_a_step_closes_it_for_such_a_reason(case, cast, now):
    duty, prosecutor = cast["duty.pp"], cast["prosecutor.pp"]
    act(duty, doing.start_step, now, case_id=case.id, kind="prosecutor_decision")
    taken(case, "prosecutor_decision", duty, prosecutor, now)
    act(duty, doing.stop_step, now, step_id=step_of(duty, now, case, "verification").id, reason="replaced")
    on_paper = "judgment on paper, 5/3/2026"
    assert close(prosecutor, now, case, "justice", "acquitted", on_paper).close_reason == "acquitted"


@pytest.mark.parametrize(
    "reason", ["convicted", "convicted_other_offence", "acquitted", "dismissed", "filed_without_processing"]
)
def test_a_decision_that_is_not_in_the_file_is_asked_for_in_words(case, cast, now, reason):
    duty, prosecutor = cast["duty.pp"], cast["prosecutor.pp"]
    act(duty, doing.start_step, now, case_id=case.id, kind="prosecutor_decision")
    taken(case, "prosecutor_decision", duty, prosecutor, now)
    act(duty, doing.stop_step, now, step_id=step_of(duty, now, case, "verification").id, reason="replaced")
    with pytest.raises(Invalid, match="not recorded so in this file") as refusal:
        close(prosecutor, now, case, "justice", reason, "  ")
    assert refusal.value.field == "text"
    assert strand(prosecutor, now, case, "justice").state == "open"
    assert close(prosecutor, now, case, "justice", reason, "By the court, on paper").close_reason == reason


@pytest.mark.parametrize(("outcome", "asked"), [("convicted", False), ("convicted_absent", False), ("acquitted", True)])
def test_a_judgment_in_the_file_needs_no_words_where_it_says_so(case, cast, now, outcome, asked):
    duty, court = cast["duty.pp"], cast["court.pp"]
    act(duty, doing.stop_step, now, step_id=step_of(duty, now, case, "verification").id, reason="replaced")
    act(duty, doing.start_step, now, case_id=case.id, kind="judgment")
    act(court, doing.do_step, now, step_id=taken(case, "judgment", duty, court, now).id, outcome=outcome)
    part = strand(court, now, case, "justice")
    with session("app", now, court.id):
        assert lacks(part, pack().reasons["close"]["convicted"]) is asked


def test_a_reason_that_presupposes_nothing_needs_no_words(case, cast, now):
    assert close(cast["duty.pp"], now, case, "justice", "duplicate").close_reason == "duplicate"


def test_being_asked_is_not_enough_to_close(case, cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    step = step_of(duty, now, case, "first_safe_contact")
    act(duty, handoffs.hand_on, now, step_id=step.id, to_unit=social.unit, why="words", urgency="urgent")
    with pytest.raises(NotAllowed):
        close(social, now, case, "care")


def test_open_work_of_somebody_else_keeps_a_strand_open(case, cast, now):
    duty, social, ngo = cast["duty.pp"], cast["social.pp"], cast["ngo.pp"]
    taken(case, "first_safe_contact", duty, social, now)
    act(social, doing.start_step, now, case_id=case.id, kind="services",
        person_id=strand(social, now, case, "care").child_id)  # fmt: skip
    taken(case, "services", social, ngo, now)
    with pytest.raises(CannotMove, match="Aftercare"):
        close(social, now, case, "care")


def test_a_step_that_came_by_a_hand_off_is_completed_for_its_sender_when_the_strand_closes(case, cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    step = taken(case, "first_safe_contact", duty, social, now)
    close(social, now, case, "care")
    asked = handoff_of(duty, now, step)
    assert (asked.state, asked.outcome, asked.clock) == ("completed", "stopped", "confirm")
    assert tick(now + timedelta(days=30)).errors == []


def test_a_closure_step_is_not_done_by_itself_but_by_closing(case, cast, now):
    duty = cast["duty.pp"]
    act(duty, doing.stop_step, now, step_id=step_of(duty, now, case, "verification").id, reason="replaced")
    last = step_of(duty, now, case, "justice_closure")
    with pytest.raises(Invalid):
        act(duty, doing.do_step, now, step_id=last.id, outcome="closed")
    close(duty, now, case, "justice")
    assert rows("select state, outcome from step where id = %s", [last.id]) == [("done", "closed")]


def test_a_closed_strand_gets_no_more_steps(case, cast, now):
    """What the hospital found would lead to a police file; with the justice part closed it stays with care."""
    duty, social = cast["duty.pp"], cast["social.pp"]
    close(duty, now, case, "justice")
    taken(case, "first_safe_contact", duty, social, now)
    for kind, outcome in (
        ("first_safe_contact", "seen_danger"), ("immediate_safety", "home_safe"), ("medical_forensic", "done"),
    ):  # fmt: skip
        act(social, doing.do_step, now, step_id=step_of(social, now, case, kind).id, outcome=outcome)
    nothing_is_broken()
    assert rows("select count(*) from step where kind = 'police_file'") == [(0,)]


def test_closed_is_not_closed_again_and_open_is_not_opened(case, cast, now):
    duty = cast["duty.pp"]
    justice = strand(duty, now, case, "justice")
    with pytest.raises(CannotMove):
        act(duty, closing.reopen_strand, now, strand_id=justice.id, reason="new_evidence")
    close(duty, now, case, "justice")
    with pytest.raises(CannotMove):
        close(duty, now, case, "justice")


def test_a_reason_of_the_other_strand_is_refused(case, cast, now):
    with pytest.raises(Invalid):
        close(cast["duty.pp"], now, case, "justice", "care_goals_reached")
    with pytest.raises(Invalid):
        close(cast["duty.pp"], now, case, "justice", "no such reason")


@pytest.fixture
def in_danger(case, cast, now):
    """The care is with social services, and the last word on the child is that it is not safe."""
    taken(case, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    arrive(cast["social.pp"], now, case, safe=False)
    return case


def arrive(by, now, case, *, safe):
    with session("app", now, by.id):
        child = Person.objects.select_related("case").get(case=case, part="survivor")
    act(by, danger.arrive, now, case=case, child=child, place="a synthetic place", safe=safe)


@pytest.mark.parametrize("reason", ["care_goals_reached", "services_declined", "lost_contact", "referred_elsewhere"])
def test_the_care_of_a_child_in_danger_stays_open_and_says_what_to_do_first(in_danger, cast, now, reason):
    before = rows("select id, state, holder from step order by id"), rows("select id, state from handoff order by id")
    with pytest.raises(CannotMove, match="Record first where the child is safe"):
        close(cast["social.pp"], now, in_danger, "care", reason)
    assert before == (
        rows("select id, state, holder from step order by id"),
        rows("select id, state from handoff order by id"),
    )
    assert strand(cast["social.pp"], now, in_danger, "care").state == "open"


def test_once_the_child_is_safe_the_care_closes(in_danger, cast, now):
    later = now + timedelta(hours=1)
    arrive(cast["social.pp"], later, in_danger, safe=True)
    assert close(cast["social.pp"], later, in_danger, "care", "care_goals_reached").state == "closed"


def shared(cast, now):
    """Another case, in which social services hold the care."""
    case = own_case(cast["duty.pp"], now)
    taken(case, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    return case


@pytest.mark.parametrize("reason", ["duplicate", "child_died"])
def test_a_file_that_is_there_twice_or_of_a_child_who_died_closes_all_the_same(reason, in_danger, cast, now):
    with pytest.raises(Invalid, match="who keeps the child safe") as refusal:
        close(cast["social.pp"], now, in_danger, "care", reason, "  ")
    assert refusal.value.field == "text"
    other = shared(cast, now).code
    assert close(cast["social.pp"], now, in_danger, "care", reason, "in the other file", other).state == "closed"
    with session("app", now, cast["social.pp"].id):
        assert signs(in_danger.id).danger == {}, "the danger is kept in the other file, or over"


def test_a_file_that_is_there_twice_names_the_open_case_in_which_the_child_is_kept_safe(in_danger, cast, now):
    social, words = cast["social.pp"], "the other file goes on"
    unseen = own_case(cast["duty.sr"], now)
    ended = shared(cast, now)
    close(social, now, ended, "care")
    close(cast["duty.pp"], now, ended, "justice")
    for typed in ("", "   ", "PP-26-AAAAAA", "\x00", in_danger.code, unseen.code, ended.code, "z" * 9000):
        with pytest.raises(Invalid) as refusal:
            close(social, now, in_danger, "care", "duplicate", words, typed)
        assert refusal.value.field == "other_case", typed
    with pytest.raises(Invalid) as refusal:
        close(social, now, in_danger, "care", "duplicate", "", "")
    assert {one.field for one in refusal.value.each} == {"text", "other_case"}
    other = shared(cast, now)
    assert close(social, now, in_danger, "care", "duplicate", words, other.code.lower()).state == "closed"
    with session("app", now, social.id):
        entry = LedgerEntry.objects.filter(act="strand.close", case_id=in_danger.id).latest("id")
        assert entry.facts["goes_on_in"] == str(other.id)


def test_the_danger_of_one_child_keeps_neither_justice_nor_another_childs_care_open(cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, now, children=2)
    with session("app", now, duty.id):
        first, second = Person.objects.select_related("case").filter(case=case, part="survivor").order_by("number")
        cares = {one.child_id: one.id for one in Strand.objects.filter(case=case, kind="care")}
        steps = list(Step.objects.filter(case=case, kind="first_safe_contact"))
    for step in steps:
        given = {"to_unit": social.unit, "why": "words", "urgency": "urgent"}
        asked = act(duty, handoffs.hand_on, now, step_id=step.id, **given)
        act(social, handoffs.accept, now, handoff_id=asked.id)
    act(social, danger.arrive, now, case=case, child=second, place=None, safe=False)
    with pytest.raises(CannotMove):
        act(social, closing.close_strand, now, strand_id=cares[second.id], reason="services_declined")
    done = act(social, closing.close_strand, now, strand_id=cares[first.id], reason="services_declined")
    with pytest.raises(Invalid, match="who keeps the child safe"):
        close(duty, now, case, "justice")
    words = "social services keep her safe"
    other = own_case(duty, now).code
    assert (done.state, close(duty, now, case, "justice", text=words, other=other).state) == ("closed", "closed")


@pytest.fixture
def rescue(cast, now):
    """An emergency: police hold the rescue, social services the care of a child who is not safe."""
    case = own_case(cast["duty.pp"], now, urgency="emergency")
    taken(case, "first_safe_contact", cast["duty.pp"], cast["social.pp"], now)
    arrive(cast["social.pp"], now, case, safe=False)
    return case


def told_of_closing(by, now):
    with session("app", now, by.id):
        return Notice.objects.filter(to_unit=by.unit_id, kind="child.part_closed").count()


def test_justice_stays_open_while_a_rescue_is_open_and_a_child_is_not_safe(rescue, cast, now):
    duty = cast["duty.pp"]
    before = rows("select id, state from step order by id")
    with pytest.raises(CannotMove, match="brings children to safety") as refusal:
        close(duty, now, rescue, "justice", "no_offence", "a sentence")
    assert refusal.value.about == ("step", step_of(duty, now, rescue, "joint_operation").id)
    assert rows("select id, state from step order by id") == before
    assert told_of_closing(cast["social.pp"], now) == 0
    arrive(cast["social.pp"], now + timedelta(hours=1), rescue, safe=True)
    assert close(duty, now + timedelta(hours=1), rescue, "justice", "no_offence").state == "closed"
    assert told_of_closing(cast["social.pp"], now + timedelta(hours=1)) == 0


def test_closed_for_another_file_or_after_the_rescue_it_needs_words_and_all_are_told(rescue, cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    with pytest.raises(Invalid, match="who keeps the child safe") as refusal:
        close(duty, now, rescue, "justice", "duplicate", " ")
    assert refusal.value.field == "text"
    rescued = step_of(duty, now, rescue, "joint_operation")
    act(duty, doing.stop_step, now, step_id=rescued.id, reason="replaced")
    with pytest.raises(Invalid):
        close(duty, now, rescue, "justice", "no_offence")
    assert close(duty, now, rescue, "justice", "no_offence", "social services keep her safe").state == "closed"
    assert told_of_closing(social, now) == 1
    assert told_of_closing(duty, now) == 0
    nothing_is_broken()


def test_who_holds_other_work_in_sight_is_told_of_the_closing(rescue, cast, now):
    duty, ngo = cast["duty.pp"], cast["ngo.pp"]
    social = cast["social.pp"]
    child = strand(social, now, rescue, "care").child_id
    act(social, doing.start_step, now, case_id=rescue.id, kind="services", person_id=child)
    taken(rescue, "services", social, ngo, now)
    taken(rescue, "immediate_safety", duty, social, now)
    act(social, doing.stop_step, now, step_id=step_of(social, now, rescue, "first_safe_contact").id, reason="replaced")
    act(duty, doing.stop_step, now, step_id=step_of(duty, now, rescue, "joint_operation").id, reason="replaced")
    close(duty, now, rescue, "justice", "no_offence", "social services keep her safe")
    assert told_of_closing(social, now) == 1


def test_what_would_end_is_told_before_it_ends(in_danger, cast, now):
    social = cast["social.pp"]
    child = strand(social, now, in_danger, "care").child_id
    act(social, doing.start_step, now, case_id=in_danger.id, kind="services", person_id=child)
    services = step_of(social, now, in_danger, "services")
    act(social, handoffs.hand_on, now, step_id=services.id, to_unit=cast["ngo.pp"].unit, why="words", urgency="urgent")
    with session("app", now, social.id):
        care = Strand.objects.get(case=in_danger, kind="care")
        told = closing.would_end(care, social)
    assert services.id in {step.id for step in told.steps}
    assert [asked.step_id for asked in told.offers] == [services.id]
    close(social, now, in_danger, "care", text="in the other file", other=shared(cast, now).code)
    ended = rows("select id from step where strand_id = %s and ended_at = %s", [care.id, now])
    assert {step.id for step in told.steps} == {key for (key,) in ended}
    assert rows("select state from handoff where id = %s", [told.offers[0].id]) == [("withdrawn",)]


def test_a_part_closed_by_mistake_opens_again_with_what_the_closing_stopped(case, cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    step = taken(case, "first_safe_contact", duty, social, now)
    due = step.due_at
    child = strand(social, now, case, "care").child_id
    act(social, doing.start_step, now, case_id=case.id, kind="services", person_id=child)
    gone = step_of(social, now, case, "services")
    act(social, doing.stop_step, now, step_id=gone.id, reason="strand_closed")  # by hand, before: it stays stopped
    closed = close(social, now + timedelta(hours=1), case, "care", "services_declined")
    later = now + timedelta(hours=2)
    act(social, closing.reopen_strand, later, strand_id=closed.id, reason="closed_in_error")
    again = step_of(social, later, case, "first_safe_contact")
    assert (again.id, again.state, again.end_reason, again.due_at, again.call_at) == (step.id, "open", "", due, due)
    assert handoff_of(duty, later, step).state in ("accepted", "in_progress")
    assert rows("select state from step where id = %s", [gone.id]) == [("stopped",)]
    assert rows("select count(*) from step where kind = 'care_closure'") == [(0,)]
    nothing_is_broken()
    assert tick(later + timedelta(days=30)).errors == []


def test_what_was_withdrawn_with_the_closing_is_not_offered_again_by_itself(case, cast, now):
    social = cast["social.pp"]
    step = taken(case, "first_safe_contact", cast["duty.pp"], social, now)
    act(social, handoffs.hand_on, now, step_id=step.id, to_unit=cast["ngo.pp"].unit, why="words", urgency="urgent")
    closed = close(social, now, case, "care")
    act(social, closing.reopen_strand, now, strand_id=closed.id, reason="closed_in_error")
    assert step_of(social, now, case, "first_safe_contact").state == "open"
    assert rows("select state from handoff where step_id = %s order by id", [step.id]) == [
        ("in_progress",),
        ("withdrawn",),
    ]
    nothing_is_broken()


def test_a_sender_who_has_confirmed_that_it_ended_keeps_that_and_the_step_goes_on(case, cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    step = taken(case, "first_safe_contact", duty, social, now)
    closed = close(social, now, case, "care")
    act(duty, handoffs.confirm, now, handoff_id=handoff_of(duty, now, step).id)
    act(social, closing.reopen_strand, now, strand_id=closed.id, reason="closed_in_error")
    assert step_of(social, now, case, "first_safe_contact").state == "open"
    assert handoff_of(duty, now, step).state == "confirmed"
    nothing_is_broken()
    later = now + timedelta(days=1)
    act(social, doing.do_step, later, step_id=step.id, outcome="seen_safe")
    nothing_is_broken()
    assert tick(later + timedelta(days=30)).errors == []


def test_a_second_mistake_brings_back_only_what_the_second_closing_stopped(case, cast, now):
    social = cast["social.pp"]
    step = taken(case, "first_safe_contact", cast["duty.pp"], social, now)
    closed = close(social, now, case, "care")
    act(social, closing.reopen_strand, now, strand_id=closed.id, reason="new_evidence")
    later = now + timedelta(hours=1)
    close(social, later, case, "care")
    act(social, closing.reopen_strand, later, strand_id=closed.id, reason="closed_in_error")
    assert rows("select kind, state from step where strand_id = %s order by id", [closed.id]) == [
        ("first_safe_contact", "stopped"), ("care_closure", "open"),
    ]  # fmt: skip
    assert step_of(social, later, case, "first_safe_contact").id == step.id
    nothing_is_broken()


def test_the_closure_step_that_the_closing_did_is_open_again_too(case, cast, now):
    duty = cast["duty.pp"]
    act(duty, doing.stop_step, now, step_id=step_of(duty, now, case, "verification").id, reason="replaced")
    last = step_of(duty, now, case, "justice_closure")
    closed = close(duty, now, case, "justice")
    act(duty, closing.reopen_strand, now, strand_id=closed.id, reason="closed_in_error")
    found = rows("select id, state, outcome from step where kind = 'justice_closure'")
    assert found == [(last.id, "open", "")]


@pytest.mark.parametrize("reason", ["new_evidence", "suspect_found"])
def test_for_another_reason_a_part_opens_with_its_closure_step(case, cast, now, reason):
    duty = cast["duty.pp"]
    closed = close(duty, now, case, "justice")
    act(duty, closing.reopen_strand, now, strand_id=closed.id, reason=reason)
    assert step_of(duty, now, case, "verification").state == "stopped"
    assert step_of(duty, now, case, "justice_closure").state == "open"


def test_what_others_closed_is_not_brought_back_by_us(case, cast, now):
    duty, prosecutor = cast["duty.pp"], cast["prosecutor.pp"]
    act(duty, doing.start_step, now, case_id=case.id, kind="prosecutor_decision")
    asked = taken(case, "prosecutor_decision", duty, prosecutor, now)
    act(duty, doing.stop_step, now, step_id=step_of(duty, now, case, "verification").id, reason="replaced")
    closed = close(prosecutor, now, case, "justice", "acquitted", "judgment on paper")
    act(duty, closing.reopen_strand, now, strand_id=closed.id, reason="closed_in_error")
    assert rows("select state from step where id = %s", [asked.id]) == [("stopped",)]
    assert step_of(duty, now, case, "justice_closure").state == "open"
    nothing_is_broken()


@pytest.mark.parametrize("urgency", ["urgent", "emergency"])
def test_justice_opened_again_for_a_child_at_risk_opens_the_rescue_as_an_emergency(cast, now, urgency):
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, now, urgency=urgency)
    taken(case, "first_safe_contact", duty, social, now)
    closed = close(duty, now, case, "justice", "no_offence")
    later = now + timedelta(days=1)
    act(duty, closing.reopen_strand, later, strand_id=closed.id, reason="child_at_risk_again")
    rescue = step_of(duty, later, case, "joint_operation")
    soon = after(later, pack().step_kinds["joint_operation"].due.for_urgency(pack().urgencies["emergency"]))
    assert (rescue.state, rescue.holder_id, rescue.urgency, rescue.due_at) == ("open", duty.unit_id, "emergency", soon)
    assert rows("select count(*) from step where kind = 'justice_closure'") == [(0,)]
    assert rows("select count(*) from step where kind = 'immediate_safety' and state = 'open'") == [(1,)]
    with session("app", later, duty.id):
        child = Person.objects.get(case=case, part="survivor")
        assert (Case.objects.get(id=case.id).urgency, set(signs(case.id).danger)) == ("emergency", {child.id})
    with session("app", later, social.id):
        assert Notice.objects.filter(to_unit=social.unit_id, kind="child.danger").exists()
    nothing_is_broken()


def test_care_opened_again_for_a_child_at_risk_opens_the_safety_step_for_that_child(case, cast, now):
    duty, social = cast["duty.pp"], cast["social.pp"]
    close(duty, now, case, "justice")
    taken(case, "first_safe_contact", duty, social, now)
    closed = close(social, now, case, "care", "care_goals_reached")
    later = now + timedelta(days=1)
    act(social, closing.reopen_strand, later, strand_id=closed.id, reason="child_at_risk_again")
    with session("app", later, social.id):
        opened = Step.objects.get(strand=closed, state="open")
        assert (opened.kind, opened.urgency, opened.child_id) == ("immediate_safety", "emergency", closed.child_id)
        assert set(signs(case.id).danger) == {closed.child_id}
    act(social, doing.do_step, later, step_id=opened.id, outcome="home_safe")
    with session("app", later, social.id):
        assert signs(case.id).danger == {}
    nothing_is_broken()


def test_of_several_children_justice_opened_again_says_danger_of_none_and_makes_each_safe(cast, now):
    duty = cast["duty.pp"]
    case = own_case(duty, now, children=2)
    closed = close(duty, now, case, "justice", "no_offence")
    act(duty, closing.reopen_strand, now, strand_id=closed.id, reason="child_at_risk_again")
    assert rows("select count(*) from step where kind = 'immediate_safety' and state = 'open'") == [(2,)]
    assert step_of(duty, now, case, "joint_operation").state == "open"
    with session("app", now, duty.id):
        assert signs(case.id).danger == {}
    nothing_is_broken()
