"""Reports that a member writes down for a caller or sends for a partner: kept once, with the same clock, and never as nobody's."""

import uuid
from datetime import timedelta

import pytest

from samaki.database.refusals import Invalid, NotAllowed
from samaki.intake import operations as intake
from samaki.intake.queries import status_of
from samaki.intake.receipts import ALPHABET, digits_for
from samaki.intake.spoken import ENGLISH, KHMER, differing, spoken
from samaki.intake.telling import log_report, send_report
from tests.acting import act
from tests.everything import rows

HOUR = timedelta(hours=1)


def told(**more):
    return intake.Told(**({"what": "A girl is kept in a room", "where": "Phnom Penh", "danger": "no"} | more))


def test_who_answers_the_telephone_may_take_it_at_once(cast, now):
    duty, key = cast["duty.ps"], uuid.uuid4()
    receipt, report = act(
        duty, log_report, now, told=told(), key=key, channel="phone", take=True, told_at=now - 3 * HOUR
    )
    assert receipt == digits_for(key)
    assert rows("select holder, state, channel from report") == [(duty.unit_id, "acknowledged", "phone")], (
        "our unit holds what it was told, though another one serves the place"
    )
    entries = rows("select act, who, unit from ledger_entry where report_id is not null order by id", role="auditor")
    assert entries == [("report.file", "duty.ps", duty.unit_id), ("report.acknowledge", "duty.ps", duty.unit_id)]
    happened = rows("select recorded_at - occurred_at from ledger_entry where act = 'report.file'", role="auditor")
    assert happened[0][0] == 3 * HOUR, "times of a reporter stay rounded, and so does when they told it"
    assert report.due_at > now


def test_a_unit_that_holds_no_reports_has_it_routed_and_can_read_nothing_of_it_afterwards(cast, now):
    ngo = cast["ngo.pp"]
    _receipt, report = act(ngo, log_report, now, told=told(), key=uuid.uuid4(), channel="walk_in", take=True)
    assert report is None
    assert rows("select holder, state from report") == [(cast["duty.pp"].unit_id, "new")]
    entry = rows("select unit, counterpart from ledger_entry where act = 'report.file'", role="auditor")
    assert entry == [(ngo.unit_id, cast["duty.pp"].unit_id)]


def test_the_same_page_sent_twice_keeps_one_report_and_gives_one_receipt(cast, now):
    key = uuid.uuid4()
    first, _report = act(cast["duty.pp"], log_report, now, told=told(), key=key, channel="phone")
    again, kept = act(cast["duty.pp"], log_report, now + HOUR, told=told(), key=key, channel="phone")
    assert (first, kept) == (again, None)
    assert rows("select count(*) from report") == [(1,)]
    with pytest.raises(intake.OtherBody):
        act(cast["duty.pp"], log_report, now, told=told(what="Something else"), key=key, channel="phone")


def test_a_contact_of_a_caller_is_sealed_like_everybodys(cast, now):
    act(cast["duty.pp"], log_report, now, told=told(contact="012 000 000"), key=uuid.uuid4(), channel="phone")
    assert rows("select count(*) from reporter_record") == [(1,)]
    sealed = rows("select sealed from reporter_record")[0][0]
    assert b"012 000 000" not in bytes(sealed)
    facts = rows("select canonical from ledger_entry", role="auditor")
    assert all(b"012 000 000" not in bytes(row[0]) for row in facts)


def test_a_partner_sends_what_it_knows_and_comes_back_with_the_receipt(cast, now):
    receipt = act(cast["ngo.pp"], send_report, now, told=told(who_tells="ngo"), key=uuid.uuid4(), channel="api")
    from samaki.database import session

    with session("intake", now):
        assert status_of(receipt).state == "new"
    assert rows("select source, channel from report") == [("ngo", "api")]


@pytest.mark.parametrize(
    ("who", "channel", "refusal"), [("oversight", "phone", NotAllowed), ("duty.pp", "web", Invalid)]
)
def test_who_does_no_work_on_cases_writes_none_down_and_a_channel_is_one_of_two(who, channel, refusal, cast, now):
    with pytest.raises(refusal):
        act(cast[who], log_report, now, told=told(), key=uuid.uuid4(), channel=channel)
    assert rows("select count(*) from report") == [(0,)]


def test_every_sign_of_a_receipt_can_be_said_in_both_languages():
    assert set(ENGLISH) == set(KHMER) == set(ALPHABET)
    assert len(set(ENGLISH.values())) == len(set(KHMER.values())) == len(ALPHABET)
    groups = spoken("7K4M-92QD-XR5T-H8VP")
    assert groups[0]["en"] == "seven · Kilo · four · Mike"
    assert [group["signs"] for group in groups] == ["7K4M", "92QD", "XR5T", "H8VP"]


@pytest.mark.parametrize(
    ("repeated", "wrong"),
    [
        ("7k4m 92qd xr5t h8vp", []),
        ("7K4M-92QD-XR5T-H8VB", [4]),
        ("7K4N 92QD XR5T H8VB", [1, 4]),
        ("7K4M", None),
        ("", None),
    ],
)
def test_what_the_caller_repeated_is_compared_group_by_group(repeated, wrong):
    assert differing("7K4M-92QD-XR5T-H8VP", repeated) == wrong
