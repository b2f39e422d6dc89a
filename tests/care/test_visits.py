"""A visit note that was written without a network: on the file once, with both times, as far as its writer may see when it comes."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from samaki.agencies.once import KeyReused
from samaki.care.visits.arriving import LARGEST, opened, read_waited, writer_of
from samaki.care.visits.operations import deliver_visit
from samaki.cases.models import Case, Step
from samaki.cases.records import CareRecord
from samaki.database import session
from samaki.database.refusals import Invalid, NotAllowed
from samaki.handoffs import operations as handoffs
from samaki.vault import sealing as vault
from tests.acting import act, own_case
from tests.care.caring import cared_case, child_of
from tests.care.test_kept_in import two_children
from tests.care.visiting import DAYS, waited
from tests.everything import rows

TEXT = "ក្មេងស្រីរៀន​បានល្អ។\nShe is afraid at night."


@pytest.fixture
def social(cast):
    return cast["social.pp"]


@pytest.fixture
def case(cast, now):
    return cared_case(cast, now)


def delivered(by, now, note):
    return act(by, deliver_visit, now, waited=note, words=opened(note, by))


def notes(by, now, case):
    """(text, child, occurred_at, recorded_at, recorded_by) of the notes of care, the oldest first."""
    with session("app", now, by.id):
        key = vault.key_of(case_id=case.id)
        return [
            (vault.unseal(key, row.sealed, row.place), row.child_id, row.occurred_at, row.recorded_at, row.recorded_by)
            for row in CareRecord.objects.filter(case=case, kind="note").order_by("id")
        ]


def test_it_stands_on_the_file_of_the_child_once_with_both_times(social, case, now):
    later, child = now + DAYS, child_of(social, now, case)
    note = waited(social, case.code.lower().replace("-", " "), TEXT, written_at=now + timedelta(hours=1), sent_at=later)
    before = len(rows("select 1 from ledger_entry where act = 'note.write'", {}, role="auditor"))
    receipt = delivered(social, later, note)
    again = replace(note, sent_at=later + timedelta(hours=9))
    assert [delivered(social, later + DAYS, one) for one in (note, again)] == [receipt, receipt]
    assert notes(social, later, case) == [
        ("ក្មេងស្រីរៀនបានល្អ។\nShe is afraid at night.", child.id, now + timedelta(hours=1), later, social.id)
    ]
    entries = rows(
        "select occurred_at, recorded_at from ledger_entry where act = 'note.write' order by id",
        {},
        role="auditor",
    )
    assert entries[before:] == [(now + timedelta(hours=1), later)]
    other = waited(social, case.code, "other words", written_at=now, sent_at=later, key=note.key)
    with pytest.raises(KeyReused):
        delivered(social, later, other)
    assert len(notes(social, later, case)) == 1


def test_a_clock_that_is_wrong_does_not_make_a_wrong_day(social, case, now):
    day, long_ago = timedelta(days=1), datetime(1970, 1, 1, tzinfo=UTC)
    told = [
        (now + day, now + 2 * day, now + day),  # right
        (
            long_ago,
            long_ago + day,
            now + day,
        ),  # the battery was out: what it says when it sends tells how far it is off
        (now + 30 * day, now + 31 * day, now + day),
        (now + 9 * day, now + 2 * day, now + 2 * day),  # set back on the way: never later than it arrived
        (long_ago, now + 2 * day, now),  # set right on the way: never before the case had its code
    ]
    for written, sent, _at in told:
        delivered(social, now + 2 * day, waited(social, case.code, "x", written_at=written, sent_at=sent))
    assert [one[2] for one in notes(social, now + 2 * day, case)] == [at for _written, _sent, at in told]


def test_what_cannot_be_put_on_a_file_changes_nothing_and_may_come_again(cast, social, now):
    case, ngo = own_case(cast["duty.pp"], now, children=2), cast["ngo.pp"]
    with session("app", now, cast["duty.pp"].id):
        steps = list(Step.objects.filter(case=case, kind="first_safe_contact"))
    for step in steps:
        asked = act(
            cast["duty.pp"], handoffs.hand_on, now, step_id=step.id, to_unit=social.unit, why="x", urgency="normal"
        )
        act(social, handoffs.accept, now, handoff_id=asked.id)
    note = waited(social, case.code, TEXT, written_at=now)
    with pytest.raises(Invalid, match="several children"):
        delivered(social, now, note)
    with pytest.raises(Invalid, match="No such child"):
        delivered(social, now, waited(social, case.code, TEXT, written_at=now, child=7))
    with pytest.raises(Invalid, match="a few words"):
        delivered(social, now, waited(social, case.code, " \n", written_at=now, child=1))
    with pytest.raises(Case.DoesNotExist):
        delivered(ngo, now, waited(ngo, case.code, TEXT, written_at=now, child=1))
    with pytest.raises(Case.DoesNotExist):
        delivered(ngo, now, waited(ngo, "PP-26-222222", TEXT, written_at=now))
    with pytest.raises(NotAllowed, match="not open to your unit"):  # the police opened this case, and read no care
        delivered(cast["duty.pp"], now, waited(cast["duty.pp"], case.code, TEXT, written_at=now, child=1))
    assert notes(social, now, case) == []
    good = waited(social, case.code, TEXT, written_at=now, child=1, key=note.key)
    delivered(social, now, good)
    assert [one[1] for one in notes(social, now, case)] == [child_of(social, now, case).id]


def test_without_a_number_it_is_the_child_for_whom_the_writer_works_and_never_the_other_one(cast, social, now):
    case, child, other = two_children(cast, now)
    delivered(social, now, waited(social, case.code, TEXT, written_at=now))
    with pytest.raises(Invalid, match="No such child is open to your unit"):
        delivered(social, now, waited(social, case.code, TEXT, written_at=now, child=other.number))
    assert [one[1] for one in notes(social, now, case)] == [child.id]


def test_nobody_sends_what_another_member_wrote_on_the_same_telephone(cast, social, case, now):
    note = waited(social, case.code, TEXT, written_at=now)
    with pytest.raises(NotAllowed, match="Another member"):
        opened(note, cast["ngo.pp"])
    assert writer_of(social) != writer_of(cast["ngo.pp"])
    assert opened(note, social).text == "ក្មេងស្រីរៀនបានល្អ។\nShe is afraid at night."


@pytest.mark.parametrize("change", [
    {"sealed": b"half"}, {"sealed": None}, {"written": "2026-03-03T02:00:01+00:00"}, {"key": uuid.UUID(int=4)},
    {"text": 7}, {"child": "1"}, {"child": True}, {"code": None}, {"writer": 1},
])  # fmt: skip
def test_what_is_not_whole_or_was_changed_is_one_sentence(change, social, case, now):
    outside = {name: value for name, value in change.items() if name in ("sealed", "written", "key")}
    inside = {name: value for name, value in change.items() if name not in outside}
    note = waited(social, case.code, TEXT, written_at=now, instead=inside)
    if "sealed" in outside:
        outside["sealed"] = outside["sealed"] or note.sealed[:-1]
    with pytest.raises(Invalid, match="cannot be opened here"):
        opened(replace(note, **outside), social)


@pytest.mark.parametrize("content", [
    b"", b"{", b"[]", b"null", b"[" * 20_000, b'{"key": 1}', "{}".encode("utf-16"),
    *(b'{"key": "%s", "sealed": "%s", "written": "%s", "sent": "%s"}' % one for one in (
        (b"x", b"AAAA", b"2026-03-03T02:00:00Z", b"2026-03-03T02:00:00Z"),
        (b"11111111-1111-1111-8111-111111111111", b"AAAA", b"2026-03-03T02:00:00Z", b"2026-03-03T02:00:00Z"),
        (b"8f14e45f-ceea-4a7b-9c3d-2b1e5a6f7c8d", b"", b"2026-03-03T02:00:00Z", b"2026-03-03T02:00:00Z"),
        (b"8f14e45f-ceea-4a7b-9c3d-2b1e5a6f7c8d", b"A" * (2 * LARGEST), b"2026-03-03T02:00:00Z", b"2026-03-03T02:00:00Z"),
        (b"8f14e45f-ceea-4a7b-9c3d-2b1e5a6f7c8d", b"AAAA", b"2026-03-03T02:00:00", b"2026-03-03T02:00:00Z"),
        (b"8f14e45f-ceea-4a7b-9c3d-2b1e5a6f7c8d", b"AAAA", b"tomorrow", b"2026-03-03T02:00:00Z"),
        (b"8f14e45f-ceea-4a7b-9c3d-2b1e5a6f7c8d", "អ".encode(), b"2026-03-03T02:00:00Z", b"2026-03-03T02:00:00Z"),
    )),
], ids=lambda content: str(len(content)))  # fmt: skip
def test_what_the_page_would_never_send_is_the_same_sentence(content):
    with pytest.raises(Invalid, match="cannot be opened here"):
        read_waited(content)
