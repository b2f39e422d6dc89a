"""Sums as people write them, in Latin and in Khmer digits; what can be read in two ways is not guessed."""

from decimal import Decimal

import pytest

from samaki.countries.amounts import BadAmount, Unclear, read_amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("10.000.000", "10000000"), ("10,000,000", "10000000"), ("10 000 000", "10000000"), ("១០.០០០.០០០", "10000000"),
        ("១ ០០០ ០០០", "1000000"), ("10\u00a0000", "10000"), ("10,000", "10000"), ("1.000,50", "1000.50"), ("1,000.50", "1000.50"),
        ("12,5", "12.5"), ("12.50", "12.50"), ("900", "900"), ("0.50", "0.50"),
    ],
)  # fmt: skip
def test_it_is_read_as_it_is_meant(text, amount):
    assert read_amount(text) == Decimal(amount)


def test_one_point_before_three_digits_is_asked_about():
    with pytest.raises(Unclear) as asked:
        read_amount("១០.០០០")
    assert asked.value.large == 10_000


@pytest.mark.parametrize(
    "text", ["", "ten", "1e6", "-5", "1.2.3", "1,00,000", "1.000,000", "10..5", "0.500", ".5", "5.", "9" * 40]
)
def test_what_is_no_sum_is_refused(text):
    with pytest.raises(BadAmount):
        read_amount(text)
