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
        ("P P 2 6 Y 4 5 6 K Z", ["case"]),
        ("P P - ២៦ - Y456KZ", ["case"]),
        ("p p 2 6 y 4 5 6 k z", ["case"]),
        ("P.P.26.Y45.6KZ", ["case"]),
        ("IN 12 MONTHS THE NGO HELPED 14 OF 22", []),
        ("on 12 days with 3 workers", []),
    ],
    ids=range(23),
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
        ("how do you work with Srey Mom, who was in the bar?", ["name"]),
        ("what if srey mom does not speak", ["name"]),
        ("we spoke with Sreymum and others", ["name"]),
        ("She is 12 and wants to go home.", ["child"]),
        ("he's only nine", ["child"]),
        ("twelve years old", ["child"]),
        ("a twelve-year-old", ["child"]),
        ("ស្រីនាង", ["name"]),
        ("ធ្វើការជាមួយស្រីនាង យ៉ាងដូចម្តេច", ["name"]),
        ("ក្មេងអាយុដប់ពីរឆ្នាំ", ["child"]),
        ("Svay Pak", ["place"]),
        ("សុខ ដារ៉ា", ["name"]),
        ("How do you begin an interview? A child of ten does not speak. What helps?", ["child"]),
        ("How do you begin an interview? A child does not speak. What helps?", []),
        ("She is 2 hours late; he is one of the best.", []),
        ("How do you work with Police and with Families of Khmer villages?", []),
        ("កុមារអាយុក្រោម ១៨ ឆ្នាំ មានសិទ្ធិ និងសុខភាព", []),
        ("Sit lower than the child, and wait. A long song helps; reach out.", []),
        ("Long waits at the court of Siem Reap: how do you keep a witness calm?", []),
        ("តើធ្វើដូចម្តេចកុំឱ្យកុមារភ័យខ្លាចនៅតុលាការ?", []),
    ],
    ids=range(28),
)  # fmt: skip
def test_what_may_name_somebody_is_shown_and_ordinary_words_are_not(text, kinds):
    assert [one.kind for one in signs_in(text)] == kinds


def test_no_sign_reaches_from_one_text_into_the_next_and_what_is_shown_is_whole():
    assert signs_in("A question about a child", "How do you begin?") == []
    assert [one.words for one in signs_in("អាយុ ១២ ឆ្នាំ")] == ["អាយុ 12 ឆ្នាំ"]
    assert [one.words for one in signs_in("of age, aged 12.")] == ["aged 12"]
