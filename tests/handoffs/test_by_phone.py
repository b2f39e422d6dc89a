"""A yes by telephone counts only with who said it and on which number."""

import pytest

from samaki.database.refusals import Invalid
from samaki.handoffs import operations as handoffs
from tests.acting import act
from tests.handoffs.moving import brought_to


@pytest.mark.parametrize(
    ("who", "number", "field"),
    [("", "000 000 212", "who"), ("A", "", "number"), ("A", " ", "number"), ("A", "x", "number")],
)
def test_who_and_number_are_both_asked(who, number, field, cast, now):
    asked = brought_to("offered", cast["duty.pp"], cast["social.pp"], now)
    with pytest.raises(Invalid) as refusal:
        act(cast["duty.pp"], handoffs.accept_by_phone, now, handoff_id=asked.id, who=who, number=number)
    assert refusal.value.field == field


def test_a_number_in_khmer_digits_is_a_number(cast, now):
    asked = brought_to("offered", cast["duty.pp"], cast["social.pp"], now)
    said = act(cast["duty.pp"], handoffs.accept_by_phone, now, handoff_id=asked.id, who="A", number="០១២")
    assert said.state == "accepted_by_phone"
