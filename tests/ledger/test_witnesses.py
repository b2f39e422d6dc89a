"""Witnesses: offered each checkpoint, told quietly, their receipt written once, their silence told to the administrator."""

from datetime import timedelta

import pytest

from samaki.database import session
from samaki.database.refusals import CannotMove
from samaki.jobs import sealer
from samaki.ledger import sealing, witnessing
from samaki.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerReceipt
from samaki.notices.models import Notice
from samaki.notices.operations import take_note


@pytest.fixture
def witness(cast, now):
    with session("worker", now):
        return witnessing.name_witness(unit=cast["legal.pp"].unit_id, channel="notice", now=now)


def notices(member, now, kind):
    with session("app", now, member.id):
        return list(Notice.objects.filter(kind=kind).order_by("made_at"))


def test_a_witness_is_offered_every_checkpoint_and_told_once_until_it_looks(cast, now, witness):
    legal = cast["legal.pp"]
    for minutes in (0, 10, 20):
        sealer.round_of(now + timedelta(minutes=minutes))
    with session("app", now, legal.id):
        assert list(LedgerReceipt.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
    found = notices(legal, now, "ledger.checkpoint")
    assert [(one.facts, one.case_id, one.subject_id) for one in found] == [({}, None, witness.id)]
    with session("app", now, legal.id):
        take_note(subject_id=witness.id, by=legal, now=now + timedelta(minutes=21))
    sealer.round_of(now + timedelta(minutes=30))
    assert len(notices(legal, now, "ledger.checkpoint")) == 2


def test_between_two_checkpoints_lie_less_than_fifteen_minutes(cast, now, witness):
    for minute in range(0, 61):
        sealer.round_of(now + timedelta(minutes=minute))
    with session("worker", now):
        times = list(LedgerReceipt.objects.order_by("number").values_list("offered_at", flat=True))
    assert times[-1] >= now + timedelta(minutes=45)
    assert max(b - a for a, b in zip(times, times[1:], strict=False)) <= timedelta(minutes=15)


def test_a_program_gets_no_notice(cast, now):
    with session("worker", now):
        witnessing.name_witness(unit=cast["court.pp"].unit_id, channel="program", now=now)
    sealer.round_of(now)
    assert notices(cast["court.pp"], now, "ledger.checkpoint") == []
    with session("worker", now):
        assert LedgerReceipt.objects.count() == 1


def test_a_receipt_is_written_once_and_only_for_a_witness(cast, now, witness):
    sealer.round_of(now)
    later = now + timedelta(minutes=1)
    for username, new in (("legal.pp", True), ("legal.pp", False), ("duty.pp", False)):
        member = cast[username]
        with session("app", later, member.id):
            assert witnessing.take_checkpoint(checkpoint=LedgerCheckpoint.objects.get(), by=member, now=later) is new
    with session("app", later, cast["legal.pp"].id):
        row = LedgerReceipt.objects.get()
        assert (row.received_at, row.received_by) == (later, "legal.pp")
        assert LedgerEntry.objects.filter(act="ledger.receive").get().facts == {"number": 1, "size": 1}


def test_another_unit_cannot_give_a_receipt_even_in_plain_sql(cast, now, witness):
    sealer.round_of(now)
    with session("app", now, cast["duty.pp"].id):
        assert LedgerReceipt.objects.update(received_at=now) == 0
    with session("app", now, cast["legal.pp"].id):
        assert LedgerReceipt.objects.update(received_at=now) == 1


def test_the_administrator_is_told_of_a_witness_that_is_silent_for_an_hour_once_a_day(cast, now, witness):
    admin = cast["admin"]
    for minutes in (0, 30, 59):
        sealer.round_of(now + timedelta(minutes=minutes))
    assert notices(admin, now, "ledger.unwitnessed") == []
    for minutes in (70, 80, 90):
        sealer.round_of(now + timedelta(minutes=minutes))
    assert [one.subject_id for one in notices(admin, now, "ledger.unwitnessed")] == [witness.id]
    sealer.round_of(now + timedelta(hours=25))
    assert len(notices(admin, now, "ledger.unwitnessed")) == 2


def test_a_witness_that_takes_them_is_not_told_of(cast, now, witness):
    legal = cast["legal.pp"]
    for minutes in range(0, 180, 10):
        at = now + timedelta(minutes=minutes)
        sealer.round_of(at)
        with session("app", at, legal.id):
            witnessing.take_checkpoint(checkpoint=sealing.last_checkpoint(), by=legal, now=at)
    assert notices(cast["admin"], now, "ledger.unwitnessed") == []
    with session("app", at, legal.id):
        (standing,) = witnessing.standings(at)
    assert (standing.received_by, standing.silent_since) == ("legal.pp", None)


def test_a_unit_is_a_witness_once_and_can_end(cast, now, witness):
    with pytest.raises(CannotMove), session("worker", now):
        witnessing.name_witness(unit=witness.unit, channel="notice", now=now)
    with session("worker", now):
        witnessing.end_witness(unit=witness.unit, now=now)
    sealer.round_of(now)
    with session("worker", now):
        assert LedgerReceipt.objects.count() == 0
    with pytest.raises(CannotMove), session("worker", now):
        witnessing.end_witness(unit=witness.unit, now=now)
