"""One telephone, however its number is written."""

import pytest

from samaki.channels.sms.numbers import whole


@pytest.mark.parametrize(
    "written",
    [
        "012 345 678",
        "+855 12 345 678",
        "0085512345678",
        "85512345678",
        "12345678",
        "០១២ ៣៤៥ ៦៧៨",
        "+855 (0)12-345-678",
        "(012) 345.678",
    ],
)
def test_a_number_of_the_country_is_one_number(written):
    assert whole(written) == "85512345678"


@pytest.mark.parametrize(("written", "found"), [("+66 81 234 5678", "66812345678"), ("0085 ", ""), ("1299", ""), ("Cellcard", ""),
                                                ("", ""), ("+" + "9" * 16, ""), ("+855 97 765 4321", "855977654321")])  # fmt: skip
def test_other_countries_keep_theirs_and_what_is_no_telephone_is_none(written, found):
    assert whole(written) == found
