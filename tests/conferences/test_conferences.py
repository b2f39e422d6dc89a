"""A conference on a case: what stands on its agenda, who comes, what is opened to whom and until when, who does what."""

from datetime import timedelta

import pytest

from samaki.agencies.models import Unit
from samaki.cases.models import Case, Relation
from samaki.cases.operations import write_note
from samaki.cases.records import CareRecord, JusticeRecord
from samaki.cases.sharing.operations import stop_sharing
from samaki.conferences import actions, agenda, calling
from samaki.conferences.models import Conference, ConferenceAction, ConferencePoint
from samaki.conferences.queries import promised, to_undertake
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.handoffs import operations as handoffs
from samaki.jobs.tick import tick
from samaki.journeys import conferring, observing
from samaki.journeys.desk import desk_items
from tests.acting import act, handoff_of, step_of
from tests.conferences.meeting import DAY, Meeting
from tests.everything import rows, value


@pytest.fixture
def met(cast, now):
    return Meeting(cast, now)


def notices(kind):
    return {unit for (unit,) in rows("select to_unit from notice where kind = %s", [f"talk.{kind}"], role="worker")}


def counted(table, by, now, **which):
    with session("app", now, by.id):
        return table.objects.filter(**which).count()


def by_step(met, by, point, kind):
    return act(
        by, conferring.act_by_step, met.now, conference_id=met.row.id, point_id=point.id, kind=kind, text="as agreed"
    )


def by_handoff(met, step, to):
    return act(
        met.social,
        actions.act_by_handoff,
        met.now,
        conference_id=met.row.id,
        point_id=None,
        step_id=step.id,
        owner=to,
        text="x",
    )


def test_what_waits_and_what_differs_stands_on_the_agenda_as_far_as_each_reads_it(cast, now):
    met = Meeting(cast, now)
    assert [said.point.source for said in met.seen(met.police).points] == [], "nothing is late and nothing is asked"
    given = {"case": met.case, "child": met.child(met.social), "fact": "risk"}
    act(met.social, observing.observe, now, answer="none", **given)
    act(met.social, observing.observe, now, answer="high", **given)
    met.joined("social.pp")
    assert act(met.social, agenda.gather_agenda, now, conference_id=met.row.id) == 1
    (said,) = met.seen(met.social).points
    assert (said.point.source, said.point.step_kind, said.point.compartment) == (
        "differs",
        "settle_observations",
        "care",
    )
    assert met.seen(met.police).points == [], "the police do not read care, and so no point of it"
    late = now + 400 * DAY
    with pytest.raises(CannotMove, match="Nothing more waits"):
        act(met.social, agenda.gather_agenda, now, conference_id=met.row.id)
    found = act(met.police, agenda.gather_agenda, late, conference_id=met.row.id)
    assert found >= 1
    assert {one.point.source for one in met.seen(met.police, late).points} == {"waiting"}
    assert {one.point.compartment for one in met.seen(met.police, late).points} == {"justice"}


def test_the_undertaking_opens_what_was_decided_for_this_child_and_it_ends_with_the_conference(cast, now):
    met = Meeting(cast, now, whole=True, children=2)
    act(met.police, write_note, now, case=met.case, compartment="justice", text="a fact")
    met.invited("ngo.pp", ["justice"])
    assert counted(Conference, met.ngo, now) == 1, "whoever is invited reads when and where"
    assert counted(Case, met.ngo, now) == 0 == counted(JusticeRecord, met.ngo, now)
    assert met.seen(met.ngo).points == []
    with session("app", now, met.ngo.id):
        assert [one.conference_id for one in to_undertake(met.ngo.unit_id)] == [met.row.id]
        assert [(item.kind, item.task) for item in desk_items(met.ngo, now)][:1] == [("conference", "undertake")]
    with pytest.raises(Invalid, match="Tick that you undertake"):
        act(met.ngo, calling.give_undertaking, now, conference_id=met.row.id, agreed=False)
    with pytest.raises(NotAllowed, match="First give the undertaking"):
        met.point(met.ngo)
    met.undertook("ngo.pp")
    assert counted(JusticeRecord, met.ngo, now) == 1
    assert counted(CareRecord, met.ngo, now) == 0
    with session("app", now, met.ngo.id):
        (opened,) = Relation.objects.filter(case=met.case, unit=met.ngo.unit_id)
    assert (opened.ground, opened.compartment, opened.until) == (
        "conference",
        "justice",
        met.later + timedelta(days=14),
    )
    with pytest.raises(NotAllowed, match="Your unit holds no work"):  # it is read, and is no work
        act(met.ngo, write_note, now, case=met.case, compartment="justice", text="x")
    met.closed()
    after = met.later + DAY
    assert counted(JusticeRecord, met.ngo, after) == 0 == counted(Case, met.ngo, after)
    assert counted(Conference, met.ngo, after) == 1, "that it was stays on the list"
    assert notices("conference_closed") == {met.ngo.unit_id}


def test_what_was_opened_ends_by_itself_and_when_it_is_stopped(met, now):
    member = met.joined("ngo.pp", ["justice"])
    assert counted(Case, met.ngo, now) == 1
    assert counted(Case, met.ngo, met.later + timedelta(days=15)) == 0, "nobody has closed it, and it is over"
    act(met.police, stop_sharing, now, disclosure_id=member.disclosure_id, text="enough")
    assert counted(Case, met.ngo, now) == 0
    met.invited("ngo.pp", ["justice"])
    assert counted(Case, met.ngo, now) == 1, "opened anew: the undertaking stands"
    act(met.ngo, calling.decline_conference, now, conference_id=met.row.id)
    assert counted(Case, met.ngo, now) == 0
    met.undertook("ngo.pp")
    assert counted(Case, met.ngo, now) == 0, "what ended is not opened by undertaking it again"


def test_a_conference_opens_care_and_justice_alone_with_every_rule_of_sharing(met, now):
    for parts, ground, sentence in (
        (["placement"], "risk_of_harm", "opens care and justice alone"),
        (["identity"], "risk_of_harm", "opens care and justice alone"),
        (["care"], "risk_of_harm", "care is of one child"),
        (["justice"], "consent", "Consent is about one child"),
        (["justice"], "", "Choose one from the list"),
    ):
        with pytest.raises(Invalid, match=sentence):
            met.invited("ngo.pp", parts, ground)
    assert counted(Conference, met.ngo, now) == 0
    for who in ("duty.pp", "nobody"):
        unit = met.cast[who].unit if who in met.cast else None
        with pytest.raises(Invalid):
            act(
                met.police,
                calling.invite_unit,
                now,
                conference_id=met.row.id,
                to_unit=unit,
                compartments=[],
                ground="",
                text="",
            )
    met.later = now + timedelta(days=60)
    met.row = met.called(None)
    with pytest.raises(Invalid, match="nearer to its day"):
        met.invited("ngo.pp", ["justice"])


def test_a_unit_on_the_list_reads_points_of_the_parts_that_it_reads_and_no_others(cast, now):
    met = Meeting(cast, now, children=2)
    met.joined("social.pp")
    met.joined("ngo.pp", ["justice"])
    child = met.child(met.social)
    of_care = met.point(met.social, "care", child, "the child sleeps badly")
    of_justice = met.point(met.police, "justice", None, "the van was seen again")
    assert {said.text for said in met.seen(met.police).points} == {"the van was seen again"}
    assert {said.text for said in met.seen(met.ngo).points} == {"the van was seen again"}
    assert {said.text for said in met.seen(met.social).points} >= {"the child sleeps badly"}
    for by, room, whom in ((met.ngo, "care", None), (met.police, "placement", None), (met.social, "care", None)):
        with pytest.raises(Invalid):
            met.point(by, room, whom)
    with pytest.raises(ConferencePoint.DoesNotExist):
        met.decided(of_care)
    met.decided(of_justice, "we ask for the number plate")
    met.decided(of_justice, "we ask for the number plate and the owner")
    (said,) = met.seen(met.ngo).points
    assert [text for _row, text in said.decisions] == [
        "we ask for the number plate and the owner",
        "we ask for the number plate",
    ]
    with pytest.raises(NotAllowed, match="Only the unit that called"):
        met.decided(of_justice, by=met.ngo)
    with pytest.raises(CannotMove):
        act(met.police, agenda.drop_point, now, point_id=of_justice.id)
    act(met.social, agenda.drop_point, now, point_id=of_care.id)
    assert "the child sleeps badly" not in {said.text for said in met.seen(met.social).points}


def test_an_action_has_an_owner_who_reads_it_and_a_day_before_the_conference_is_closed(met, now):
    met.joined("ngo.pp", ["justice"])
    point = met.point()
    nobody, theirs = met.action(point), met.action(point, "ngo.pp")
    assert notices("action_yours") == {met.ngo.unit_id}
    with pytest.raises(CannotMove, match="not taken place yet"):
        met.closed(now=now)
    with pytest.raises(CannotMove, match="One action has no owner yet"):
        met.closed()
    for owner, due, sentence in (
        (None, now + DAY, "Choose who does it"),
        (met.cast["legal.pp"].unit, now + DAY, "on the list and has given the undertaking"),
        (met.ngo.unit, now - DAY, "by which it is done"),
        (met.ngo.unit, now + timedelta(days=999), "by which it is done"),
    ):
        with pytest.raises(Invalid, match=sentence):
            act(met.police, actions.give_action, now, action_id=nobody.id, owner=owner, due_at=due)
    with pytest.raises(NotAllowed):
        act(met.ngo, actions.give_action, now, action_id=nobody.id, owner=met.ngo.unit, due_at=now + DAY)
    with pytest.raises(NotAllowed, match="what your own unit does"):
        met.action(point, "duty.pp", by=met.ngo)
    met.action(point, "ngo.pp", by=met.ngo, text="our own promise")
    act(met.police, actions.give_action, now, action_id=nobody.id, owner=met.police.unit, due_at=now + DAY)
    with pytest.raises(Invalid, match="Tick who was there"):
        met.closed(present=[])
    with pytest.raises(NotAllowed):
        met.closed(by=met.ngo, present=[met.seen(met.ngo).mine.id])
    met.closed()
    after = met.later + DAY
    assert counted(Case, met.ngo, after) == 1, "it has promised something, and reads on to do it"
    with pytest.raises(CannotMove, match="has ended"):
        met.point()
    with pytest.raises(Invalid, match="what the reason is"):
        met.says(theirs, "ngo.pp", "not_possible")
    with pytest.raises(Invalid, match="what became of it"):
        met.says(theirs, "ngo.pp", "perhaps")
    with pytest.raises(NotAllowed):
        met.says(theirs, "duty.pp", "done")
    met.says(theirs, "ngo.pp", "not_possible", "the van was sold")
    with pytest.raises(CannotMove, match="answered already"):
        met.says(theirs, "ngo.pp", "done")
    assert notices("action_said") == {met.police.unit_id}
    told = {row.id: words for said in met.seen(met.police, after).points for row, words in said.actions}
    assert told[theirs.id] == {"text": "what is done", "why": "the van was sold"}


def test_a_promise_stands_on_the_desk_of_its_owner_and_the_clock_never_falls_silent(met, now):
    met.joined("social.pp")
    action = met.action(met.point(met.social, "care", met.child(met.social)), "social.pp", by=met.social)
    with session("app", now, met.social.id):
        assert [one.id for one in promised(met.social.unit_id)] == [action.id]
        assert ("action", "say", action.due_at) in [
            (item.kind, item.task, item.due_at) for item in desk_items(met.social, now)
        ]
    when, told = action.due_at, []
    for _round in range(4):
        assert tick(when + timedelta(minutes=1)).errors == []
        told = rows(
            "select to_unit, audience, level from notice where kind = 'talk.action_late' order by made_at",
            role="worker",
        )
        when = value("select call_at from conference_action where id = %s", [action.id])
    assert told == [(met.social.unit_id, "desk", 1)] + [(met.social.unit_id, "head", 2)] * 3
    assert notices("action_unsaid") == {met.police.unit_id}
    assert notices("conference_waits") == {met.police.unit_id}, "nobody has said that the conference took place"
    act(met.social, actions.say_action, when, action_id=action.id, answer="done", text="")
    assert value("select call_at from conference_action where id = %s", [action.id]) is None
    with session("app", now, met.social.id):
        assert promised(met.social.unit_id) == []


def test_what_was_agreed_becomes_a_step_or_a_hand_off_with_its_own_clock(met, now):
    met.joined("social.pp")
    point = met.point()
    made = by_step(met, met.police, point, "arrest_custody")
    step = step_of(met.police, now, met.case, "arrest_custody")
    assert (made.step_id, made.owner, made.due_at, made.becomes) == (step.id, met.police.unit_id, step.due_at, "step")
    cares = met.point(met.social, "care", met.child(met.social))
    with pytest.raises(NotAllowed, match="part of the file that is not open to your unit"):
        by_step(met, met.social, cares, "judgment")
    mine = step_of(met.social, now, met.case, "first_safe_contact")
    asked = by_handoff(met, mine, met.ngo.unit)
    assert (asked.becomes, asked.handoff_id) == ("handoff", handoff_of(met.social, now, mine).id)
    act(met.ngo, handoffs.accept, now, handoff_id=asked.handoff_id)
    with pytest.raises(CannotMove, match="became a step"):
        act(met.police, actions.say_action, now, action_id=made.id, answer="done", text="")
    with pytest.raises(CannotMove, match="became a step"):
        act(met.police, actions.give_action, now, action_id=made.id, owner=met.social.unit, due_at=now + DAY)
    with pytest.raises(NotAllowed, match="is held by"):
        by_handoff(met, mine, met.ngo.unit)
    met.closed()


def test_it_is_put_off_or_does_not_take_place_and_everybody_on_the_list_is_told(met, now):
    met.joined("ngo.pp", ["justice"])
    with pytest.raises(NotAllowed):
        act(met.ngo, calling.cancel_conference, now, conference_id=met.row.id, reason="settled")
    act(
        met.police,
        calling.postpone_conference,
        now,
        conference_id=met.row.id,
        meets_at=now + 5 * DAY,
        at_unit=met.social.unit,
    )
    assert notices("conference_moved") == {met.ngo.unit_id}
    with pytest.raises(Invalid, match="reason from the list"):
        act(met.police, calling.cancel_conference, now, conference_id=met.row.id, reason="rain")
    act(met.police, calling.cancel_conference, now, conference_id=met.row.id, reason="settled")
    assert counted(Case, met.ngo, now) == 0
    assert tick(now + 60 * DAY).acted["conference"] == 0
    with pytest.raises(CannotMove, match="has ended"):
        met.invited("legal.pp")


def test_who_holds_no_work_on_the_case_calls_no_conference_and_a_wrong_form_is_told_whole(met, now):
    for who in ("ngo.pp", "duty.sr", "mentor", "oversight"):
        with pytest.raises(NotAllowed):
            met.called(None, met.cast[who])
    with pytest.raises(Invalid) as refused:
        act(met.police, calling.call_conference, now, case=met.case, child=None, purpose="x", meets_at=now - DAY,
            at_unit=Unit(principal=999))  # fmt: skip
    assert {one.field for one in refused.value.each} == {"purpose", "meets_at", "at_unit"}
    with pytest.raises(Conference.DoesNotExist):
        act(met.cast["duty.sr"], calling.give_undertaking, now, conference_id=met.row.id, agreed=True)


def test_a_unit_that_is_taken_off_the_list_sees_nothing_of_it_any_more(met, now):
    member = met.joined("ngo.pp", ["justice"])
    act(met.police, calling.take_off_list, now, conference_id=met.row.id, member_id=member.id)
    assert counted(Conference, met.ngo, now) == 0 == counted(Case, met.ngo, now)
    met.joined("ngo.pp")
    assert counted(Conference, met.ngo, now) == 1
    assert counted(ConferenceAction, met.ngo, now) == 0


def test_the_same_action_written_down_again_on_the_same_day_is_one(cast, now):
    met = Meeting(cast, now)
    point = met.point()
    first = met.action(point, "duty.pp")
    assert met.action(point, "duty.pp").id == first.id
    assert met.action(point, "duty.pp", days=6).id != first.id
    assert met.action(point, "duty.pp", text="something else").id != first.id
