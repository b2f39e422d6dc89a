"""Behind a wall, or named in pressure that is hidden from it: no unit comes in by a conference, and none is warned by one."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from samaki.cases.access import open_for_disclosure
from samaki.cases.messages.models import CaseMessage
from samaki.cases.messages.operations import write_message
from samaki.cases.models import Case
from samaki.conferences import actions, calling
from samaki.conferences.models import Conference, ConferenceAction, ConferencePoint
from samaki.database import session
from samaki.database.refusals import Invalid, NoPart
from samaki.journeys.desk import desk_items
from samaki.journeys.guarding import conflicts
from samaki.journeys.pressure.operations import record_pressure
from samaki.ledger.models import LedgerEntry
from tests.acting import act
from tests.conferences.meeting import DAY, Meeting
from tests.everything import rows


@pytest.fixture
def met(cast, now):
    return Meeting(cast, now)


def pressed(met, by, broker, now):
    """Pressure on the child, by somebody of `broker`, hidden from that unit."""
    return act(met.cast[by], record_pressure, now, case=met.case, child=met.child(met.cast[by]), sort="threat", on_whom="family",
               text="x", who="x", broker_unit=met.cast[broker].unit)  # fmt: skip


def seen(table, by, now):
    with session("app", now, by.id):
        return table.objects.count()


def acts_seen(by, now):
    with session("app", now, by.id):
        return set(LedgerEntry.objects.filter(act__startswith="conference.").values_list("act", flat=True))


def test_a_unit_named_in_pressure_is_not_invited_whoever_asks_and_only_who_may_know_is_told_why(met, now):
    pressed(met, "duty.pp", "ngo.pp", now)
    with pytest.raises(Invalid, match="may stand behind it"):
        met.invited("ngo.pp", ["justice"])
    with pytest.raises(NoPart, match="can take no part"):
        met.invited("ngo.pp")
    row = act(met.social, calling.call_conference, now, case=met.case, child=met.child(met.social), purpose="safety", meets_at=met.later,
              at_unit=None)  # fmt: skip
    for parts in ([], ["care"]):
        with pytest.raises(NoPart, match="can take no part"):
            act(met.social, calling.invite_unit, now, conference_id=row.id, to_unit=met.ngo.unit, compartments=parts, ground="risk_of_harm",
                text="x")  # fmt: skip
    assert seen(Conference, met.ngo, now) == 0


def test_pressure_that_is_recorded_later_shuts_the_door_before_the_undertaking_and_after_it(met, now):
    met.invited("ngo.pp", ["justice"])
    met.joined("legal.pp", ["justice"])
    point = met.point(text="somebody was at the house")
    promise = met.action(point, "legal.pp")
    assert seen(Case, met.cast["legal.pp"], now) == 1
    pressed(met, "duty.pp", "ngo.pp", now)
    pressed(met, "duty.pp", "legal.pp", now)
    legal = met.cast["legal.pp"]
    with pytest.raises(Conference.DoesNotExist):
        met.undertook("ngo.pp")
    assert seen(Conference, met.ngo, now) == 0
    assert seen(ConferencePoint, legal, now) == 0 == seen(Case, legal, now), "it reads no point any more, nor the file"
    assert seen(ConferenceAction, legal, now) == 1, "what it promised stays on its desk: nothing drops, nothing warns"
    with session("app", now, legal.id):
        assert [item.id for item in desk_items(legal, now) if item.kind == "action"] == [promise.id]
    with pytest.raises(Invalid, match="not open to that unit"):
        met.action(point, "legal.pp")
    met.closed()
    told = {unit for (unit,) in rows("select to_unit from notice where kind = 'talk.conference_closed'", role="worker")}
    assert told == set()


def test_the_unit_from_which_pressure_is_hidden_reads_no_point_of_that_case_though_it_works_there(cast, now):
    met = Meeting(cast, now)
    met.joined("social.pp")
    met.point(text="the social worker was seen with the owner")
    assert seen(ConferencePoint, met.social, now) == 0
    of_ours = met.point(met.social, "care", met.child(met.social), "our own point")
    pressed(met, "duty.pp", "social.pp", now)
    assert seen(Conference, met.social, now) == 0
    assert acts_seen(met.social, now) <= {"conference.undertake", "conference.point"}, "its own acts, and no others"
    with session("app", now, met.social.id):
        assert list(ConferencePoint.objects.values_list("id", flat=True)) in ([], [of_ours.id])
        assert Case.objects.count() == 1, "the case itself stays: it works there, and must not be warned"


def test_behind_a_wall_there_is_no_conference_no_message_and_nobody_is_invited(met, now, cast):
    met.joined("social.pp")
    met.point()
    act(met.police, write_message, now, case=met.case, compartment="justice", child=None, text="x", mentions=[])
    wall = act(cast["privacy.social"], conflicts.ask_wall, now, case=met.case, unit=met.police.unit, to_unit=cast["duty.national"].unit,
               at_once=True, decider=cast["privacy.ngo"].unit, reason="office", text="x", not_enough="x", by_accused=False, else_known="",
               days=9)  # fmt: skip
    assert seen(Conference, met.police, now) == 1
    act(cast["privacy.ngo"], conflicts.answer_wall, now, conflict_id=wall.id, agreed=True, text="x")
    for table in (Conference, ConferencePoint, CaseMessage):
        assert seen(table, met.police, now + timedelta(minutes=1)) == 0
    row = act(met.social, calling.call_conference, now, case=met.case, child=met.child(met.social), purpose="plan", meets_at=met.later,
              at_unit=None)  # fmt: skip
    with pytest.raises(NoPart):
        act(
            met.social,
            calling.invite_unit,
            now,
            conference_id=row.id,
            to_unit=met.police.unit,
            compartments=[],
            ground="",
            text="",
        )


def test_the_database_refuses_a_relation_of_a_conference_without_undertaking_or_for_another_unit(met, now):
    member = met.invited("ngo.pp", ["justice"])

    def opened(who, **told):
        given = {"case_id": met.case.id, "child_id": None, "unit": met.cast[who].unit_id, "compartments": ["justice"],
                 "disclosure_id": member.disclosure_id, "now": now, "until": now + DAY, "ground": "conference"} | told  # fmt: skip
        with session("app", now, met.police.id), transaction.atomic():
            open_for_disclosure(**given)

    for who, told in (("ngo.pp", {}), ("legal.pp", {}), ("ngo.pp", {"compartments": ["care"]})):
        with pytest.raises(IntegrityError, match="to who has undertaken it"):
            opened(who, **told)
    met.undertook("ngo.pp")
    for told in ({"until": now + timedelta(days=300)}, {"compartments": ["identity"]}, {"disclosure_id": None}):
        with pytest.raises(IntegrityError, match="to who has undertaken it"):
            opened("ngo.pp", **told)


def test_whoever_is_not_on_the_list_learns_nothing_of_a_conference_of_their_case(met, now):
    met.joined("ngo.pp", ["justice"])
    met.action(met.point(), "ngo.pp")
    assert seen(Conference, met.social, now) == 0, "it works on the case, and is not invited"
    assert acts_seen(met.social, now) == set()
    assert acts_seen(met.ngo, now) >= {
        "conference.invite",
        "conference.undertake",
        "conference.point",
        "conference.action",
    }
    with pytest.raises(ConferenceAction.DoesNotExist):
        act(met.social, actions.take_off_action, now, action_id=rows("select id from conference_action")[0][0])
