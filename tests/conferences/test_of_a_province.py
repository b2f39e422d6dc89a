"""The monthly meeting of a province: it gathers the cases of all, and opens none of them to anybody."""

from datetime import timedelta

import pytest

from samaki.cases.models import Case
from samaki.conferences import actions, agenda, calling, closing
from samaki.conferences.models import Conference, ConferenceMember, ConferencePoint
from samaki.conferences.queries import conferences
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from tests.acting import act
from tests.conferences.meeting import DAY, Meeting


@pytest.fixture
def monthly(cast, now):
    """Set up by whoever leads the police; social services of the province and an NGO come."""
    met = Meeting(cast, now)
    met.lead = cast["officer.pp"]
    met.row = act(met.lead, calling.set_up_meeting, now, area="12", purpose="monthly", meets_at=met.later, at_unit=None)
    for who in ("social.pp", "ngo.pp"):
        act(
            met.lead,
            calling.invite_unit,
            now,
            conference_id=met.row.id,
            to_unit=cast[who].unit,
            compartments=[],
            ground="",
            text="",
        )
        met.undertook(who)
    return met


def test_only_who_leads_a_unit_of_the_province_sets_it_up(cast, now):
    for who, area, kind in (
        ("duty.pp", "12", NotAllowed),
        ("officer.pp", "17", Invalid),
        ("officer.pp", "99", Invalid),
    ):
        with pytest.raises(kind):
            act(cast[who], calling.set_up_meeting, now, area=area, purpose="monthly", meets_at=now + DAY, at_unit=None)


def test_each_puts_its_own_cases_on_the_agenda_and_nobody_reads_more_of_them(monthly, now):
    late = now + timedelta(days=200)
    with session("app", now, monthly.ngo.id):
        assert Case.objects.count() == 0
    found = act(monthly.lead, agenda.gather_agenda, late, conference_id=monthly.row.id)
    act(monthly.social, agenda.gather_agenda, late, conference_id=monthly.row.id)
    ours = {said.point.step_kind for said in monthly.seen(monthly.lead, late).points}
    theirs = {said.point.step_kind for said in monthly.seen(monthly.social, late).points}
    assert len(ours) == found >= 1
    assert theirs
    assert not ours & theirs, "the police do not read care, nor social services justice"
    assert monthly.seen(monthly.ngo, late).points == [], "a case in which it has no part is no point for it"
    with session("app", late, monthly.ngo.id):
        assert Case.objects.count() == 0
    with pytest.raises(Invalid, match="opens no file"):
        act(monthly.lead, calling.invite_unit, now, conference_id=monthly.row.id, to_unit=monthly.cast["legal.pp"].unit,
            compartments=["care"], ground="risk_of_harm", text="x")  # fmt: skip


def test_a_point_of_no_case_is_read_by_all_and_names_nobody(monthly, now):
    with pytest.raises(Invalid, match="seems to hold"):
        monthly.point(monthly.ngo, "", None, f"about {monthly.case.code}", case=None)
    monthly.point(monthly.ngo, "", None, "nobody answers at night", case=None)
    for by in (monthly.lead, monthly.social, monthly.ngo):
        assert [said.text for said in monthly.seen(by).points] == ["nobody answers at night"]
    with session("app", now, monthly.cast["legal.pp"].id):
        assert ConferencePoint.objects.count() == 0 == Conference.objects.count()
    with pytest.raises(Invalid, match="not open to your unit"):
        monthly.point(monthly.ngo, "justice", None, "x")


def test_it_meets_again_with_the_same_list_and_what_was_left_open_goes_along(monthly, now):
    left, done = (monthly.point(monthly.ngo, "", None, text, case=None) for text in ("left open", "decided"))
    monthly.decided(done, by=monthly.lead)
    monthly.action(done, "social.pp", by=monthly.lead, text="a new number", days=60)
    nobody = monthly.action(left, by=monthly.lead, text="somebody")
    keys = [monthly.seen(monthly.lead).mine.id]
    after = monthly.later + DAY / 2
    given = {"conference_id": monthly.row.id, "present": keys}
    with pytest.raises(CannotMove, match="no owner yet"):
        act(monthly.lead, closing.close_conference, after, **given, next_at=after + 28 * DAY)
    act(monthly.lead, actions.take_off_action, after, action_id=nobody.id)
    for next_at in (None, now, after + timedelta(days=900)):
        with pytest.raises(Invalid) as refused:
            act(monthly.lead, closing.close_conference, after, **given, next_at=next_at)
        assert refused.value.field == "next_at"
    act(monthly.lead, closing.close_conference, after, **given, next_at=after + 28 * DAY)
    with session("app", after, monthly.ngo.id):
        (again,) = conferences(open_ones=True, now=after)
        assert (again.series_id, again.state, again.area) == (monthly.row.series_id, "called", "12")
        assert set(ConferenceMember.objects.filter(conference=again).values_list("state", flat=True)) == {"joined"}
    read = monthly.seen(monthly.social, after, row=again)
    assert [said.text for said in read.points] == ["left open"]
    assert [words["text"] for _row, words in read.before] == ["a new number"], (
        "what was promised before is looked at again"
    )
    act(monthly.lead, closing.close_conference, again.meets_at + DAY, conference_id=again.id, no_more=True,
        present=[monthly.seen(monthly.lead, after, row=again).mine.id])  # fmt: skip
    with session("app", again.meets_at + DAY, monthly.ngo.id):
        assert conferences(open_ones=True, now=now) == []
