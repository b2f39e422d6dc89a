"""Telephone numbers are stored and dialled in digits that every telephone knows."""

import pytest

from samaki.agencies.telephones import as_stored, dialled
from samaki.database.refusals import Invalid


@pytest.mark.parametrize(
    ("typed", "stored", "link"),
    [
        ("០១២ ៣៤៥ ៦៧៨", "012 345 678", "012345678"),
        ("+៨៥៥ 12-345-678", "+855 12-345-678", "+85512345678"),
        ("(+855) 12 345 678", "(+855) 12 345 678", "+85512345678"),
        ("117", "117", "117"),
        ("១២៨០", "1280", "1280"),
        ("", "", ""),
    ],
)
def test_digits_of_any_script_become_those_of_a_telephone(typed, stored, link):
    assert as_stored(typed, "phone") == stored
    assert dialled(typed) == dialled(stored) == link


@pytest.mark.parametrize("typed", ["1", "12", "nobody", "0" * 16, "012 345 678 ext 4", "-", "012 345 678, 011 222 333"])
def test_what_nobody_can_dial_is_refused(typed):
    with pytest.raises(Invalid):
        as_stored(typed, "phone")
