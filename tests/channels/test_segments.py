"""How many parts a carrier counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samaki.channels.sms.segments import ALONE, BASIC, EXTENDED, GSM7, JOINED, UCS2, count


@pytest.mark.parametrize(
    ("text", "alphabet", "units", "parts"),
    [
        ("", GSM7, 0, 1),
        ("a" * 160, GSM7, 160, 1),
        ("a" * 161, GSM7, 161, 2),
        ("a" * 306, GSM7, 306, 2),
        ("a" * 307, GSM7, 307, 3),
        ("€" * 80, GSM7, 160, 1),
        ("a" + "€" * 80, GSM7, 161, 2),
        ("a" * 152 + "€" + "a" * 152, GSM7, 306, 3),  # the escape and its letter stay together
        ("ក" * 70, UCS2, 70, 1),
        ("ក" * 71, UCS2, 71, 2),
        ("ក" * 134, UCS2, 134, 2),
        ("ក" * 135, UCS2, 135, 3),
        ("a" * 69 + "ក", UCS2, 70, 1),
        ("😀" * 35, UCS2, 70, 1),
        ("ក" + "😀" * 35, UCS2, 71, 2),
        ("a" * 66 + "😀" + "a" * 66, UCS2, 134, 3),
    ],
)
def test_parts_are_counted_as_the_standard_counts_them(text, alphabet, units, parts):
    found = count(text)
    assert (found.alphabet, found.units, found.parts) == (alphabet, units, parts)


def test_the_alphabet_has_its_127_letters_and_ten_more():
    """128 places, of which one is the escape to the extension."""
    assert (len(BASIC), len(EXTENDED), len(BASIC & EXTENDED)) == (127, 10, 0)


@given(st.text(max_size=400))
def test_no_part_holds_more_than_its_room(text):
    found = count(text)
    least = -(-found.units // (ALONE if found.parts == 1 else JOINED)[found.alphabet])
    assert max(least, 1) <= found.parts <= least + 1 + found.units // 60
    assert count(text + "ក").alphabet == UCS2
