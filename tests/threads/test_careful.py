"""What a text may say who it is about is found by its shape, in any digits; what is only a date or a number of children is not."""

import pytest

from samaki.threads.peers.careful import found_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see PP-26-7KQ4MX please", ["case"]),
        ("see pp267kq4mx", ["case"]),
        ("PP – ២៦ – 7KQ4MX", ["case"]),
        ("call 012 345 678", ["telephone"]),
        ("ទូរស័ព្ទ ០១២ ៣៤៥ ៦៧៨", ["telephone"]),
        ("+855 (0)12-345-678", ["telephone"]),
        ("write to a.b@example.org", ["mail"]),
        ("7KQ4-MX22-ABCD-EFGH", ["receipt"]),
        ("id 0​123​456​78", ["telephone"]),
        ("on 2026-03-05 and 5/3/2026 we met 14 children", []),
        ("in 12 months, call 117 or 1280", []),
        ("ក្នុង ១២ ខែ", []),
        ("", []),
    ],
    ids=range(13),
)
def test_what_may_lead_to_somebody_is_found(text, found):
    assert found_in("a title", text) == found
