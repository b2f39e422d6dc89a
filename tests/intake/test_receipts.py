"""The receipt: long enough that nobody guesses one, the same after a retry, forgiving to the hand that types it."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samaki.database import session
from samaki.intake import operations as intake
from samaki.intake.queries import status_of
from samaki.intake.receipts import ALPHABET, LENGTH, digest_of, read_receipt, receipt_for
from tests.everything import rows

keys = st.uuids(version=4)


def test_a_receipt_has_at_least_eighty_bits():
    assert len(set(ALPHABET)) ** LENGTH >= 2**80


@given(keys)
def test_a_retry_gives_the_same_and_the_hand_is_forgiven(key):
    receipt = receipt_for(key)
    assert receipt == receipt_for(uuid.UUID(str(key)))
    typed = receipt.lower().replace("-", " ").replace("1", "l").replace("0", "o")
    assert read_receipt(typed) == read_receipt(receipt) == receipt


@pytest.mark.parametrize("zero", ["០", "٠", "०", "๐", "０"])
def test_the_digits_of_any_script_are_read(zero):
    """A Khmer keyboard types Khmer digits."""
    for _one in range(20):
        receipt = receipt_for(uuid.uuid4())
        typed = receipt.translate({ord(str(digit)): chr(ord(zero) + digit) for digit in range(10)})
        assert read_receipt(typed) == receipt


@given(keys, keys)
def test_two_reports_have_two_receipts(one, other):
    assert (receipt_for(one) == receipt_for(other)) == (one == other)


def test_every_bit_of_a_receipt_is_used():
    """Over many receipts each character of each place comes up about equally often."""
    receipts = [receipt_for(uuid.uuid4()).replace("-", "") for _one in range(6400)]
    for place in range(LENGTH):
        counted = [sum(receipt[place] == char for receipt in receipts) for char in ALPHABET]
        assert min(counted) > 120, "200 are expected of each; fewer than 120 is far beyond chance"
        assert max(counted) < 290


@given(st.text(max_size=300))
def test_whatever_is_typed_is_a_receipt_or_nothing(typed):
    found = read_receipt(typed)
    assert found is None or read_receipt(found) == found


def file(now, key, what="words", **more):
    with session("intake", now):
        return intake.file_report(
            told=intake.Told(what=what, where="Phnom Penh", **more), key=key, channel="web", now=now
        )


def test_the_same_key_keeps_one_report_and_another_body_is_refused(cast, now):
    key = uuid.uuid4()
    assert file(now, key) == file(now, key)
    assert rows("select count(*) from report") == [(1,)]
    with pytest.raises(intake.OtherBody):
        file(now, key, what="other words")


def test_only_a_digest_of_the_receipt_is_kept(cast, now):
    receipt = file(now, uuid.uuid4(), contact="a number")
    ((row,),) = rows("select t::text from report t")
    assert receipt not in row
    assert receipt.replace("-", "") not in row
    assert bytes(rows("select receipt_digest from report")[0][0]) == digest_of(receipt)


def test_who_returns_learns_the_state_and_nothing_of_units(cast, now):
    receipt = file(now, uuid.uuid4())
    with session("intake", now):
        status = status_of(receipt.lower())
        assert (status.state, status.urgency) == ("new", "urgent")
        assert not {"unit", "holder", "area", "id"} & set(vars(status))
        assert status_of("0000-0000-0000-0000") is None
        assert status_of("nonsense") is None


def test_the_time_of_a_report_is_kept_rounded(cast, now):
    file(now.replace(minute=37, second=12), uuid.uuid4())
    for (moment,) in rows("select received_at from report") + rows(
        "select recorded_at from ledger_entry", role="auditor"
    ):
        assert (moment.minute, moment.second) == (30, 0)


def test_a_false_urgency_is_never_assumed(cast, now):
    for danger, urgency in (("yes", "emergency"), ("unknown", "urgent"), ("no", "normal")):
        assert intake.Told(what="words", danger=danger).urgency == urgency
