"""What a text may say who it is about is found by its shape, in any digits; what is only a date or a number of children is not."""

import pytest

from samaki.threads.peers.careful import found_in, signs_in


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
        ("PP 26 QRVNGP", ["case"]),
        ("PP ២៦ QRV NGP", ["case"]),
        ("pp 26 7kq4mx", ["case"]),
        ("of 12 helped", []),
    ],
    ids=range(17),
)
def test_what_may_lead_to_somebody_is_found(text, found):
    assert found_in("a title", text) == found


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("The child Sok Dara, 12, of Prey Nob village refuses food", ["name", "place"]),
        ("A boy named Dara, son of the teacher in Tuol Kouk", ["name", "child", "place"]),
        ("ក្មេងស្រីឈ្មោះ ស្រីមុំ អាយុ ១២ ឆ្នាំ", ["name", "child"]),
        ("The child Sok Dara of Prey Nob liked it", ["name", "place"]),
        ("PP 26 QRVNGP", ["case"]),
        ("A girl of 12 in our shelter", ["child"]),
        ("Sokha does not eat", ["name"]),
        ("មកពីភូមិស្ទឹងហាវ", ["place"]),
        ("How do you begin an interview? A child of ten does not speak. What helps?", []),
        ("Sit lower than the child, and wait. A long song helps; reach out.", []),
        ("Long waits at the court of Siem Reap: how do you keep a witness calm?", []),
        ("តើធ្វើដូចម្តេចកុំឱ្យកុមារភ័យខ្លាចនៅតុលាការ?", []),
    ],
    ids=range(12),
)  # fmt: skip
def test_what_may_name_somebody_is_shown_and_ordinary_words_are_not(text, kinds):
    assert [one.kind for one in signs_in(text)] == kinds
