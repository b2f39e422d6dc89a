"""Khmer that looks the same is the same; what people typed is never lost."""

import csv
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from samaki.names import clean_text, letters, loose_key, normalise, normalise_khmer, skeleton

ROWS = list(csv.DictReader((Path(__file__).parent / "place_variants.csv").open(encoding="utf-8")))
khmer = st.text(st.characters(min_codepoint=0x1780, max_codepoint=0x17DD) | st.sampled_from(" \u200b\u200c1a"))


@example("\u178a\u17c4\u17dd\u17bd\u17ca\u0323")
@example("\u17a2\u17be\u17c1\u17b6\u17c4")
@example("\u17b1\u17bb\u17b8\u17d2\u17a2\u17ba")
@given(st.text() | khmer)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once


@given(st.text() | khmer)
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert normalise_khmer(normalise_khmer(text)) == normalise_khmer(text)


@given(khmer)
def test_a_key_does_not_depend_on_how_it_was_typed(text: str) -> None:
    assert loose_key(clean_text(text)) == loose_key(text)


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("\u1794\u17b6\u17d2\u179a", "\u1794\u17d2\u179a\u17b6"),  # vowel before subscript
        ("\u179a\u17b6\u17c9", "\u179a\u17c9\u17b6"),  # shifter after the vowel
        ("\u179f\u17d2\u179a\u17d2\u178f\u17b8", "\u179f\u17d2\u178f\u17d2\u179a\u17b8"),  # subscript ro last
        ("\u1780\u17c6\u17bb", "\u1780\u17bb\u17c6"),  # nikahit before the vowel
        ("\u1780\u17c1\u17b6\u17c7", "\u1780\u17c4\u17c7"),  # a vowel typed as two
        ("\u1787\u17c1\u17b8\u1784", "\u1787\u17be\u1784"),
        ("\u179f\u17bb\u17b8", "\u179f\u17ca\u17b8"),  # shifter drawn like u
        ("\u1798\u17bb\u17b8", "\u1798\u17c9\u17b8"),
        ("\u1797\u17d2\u1793\u17c6\u200b\u1796\u17c1\u1789", "\u1797\u17d2\u1793\u17c6\u1796\u17c1\u1789"),
        ("\u1780\u17d2", "\u1780"),  # a subscript mark with nothing under it
        ("\u1780\u17d2\u17d2\u1798", "\u1780\u17d2\u1798"),
        ("\u1780\u17c6\u17c6", "\u1780\u17c6"),
        ("\u17a4", "\u17a2\u17b6"),
        ("\ufeffa\u00a0\u00a0b\t c ", "a b c"),
        ("a\x00b\x1b[0m", "ab[0m"),
        ("one\r\ntwo", "one\ntwo"),
    ],
)
def test_what_looks_the_same_is_stored_the_same(typed: str, right: str) -> None:
    assert clean_text(typed) == right


def test_right_khmer_is_left_as_it_is() -> None:
    for row in ROWS:
        for name in (row["khmer"], row["khmer_b"] if "encoding" not in row["rule"] else ""):
            assert normalise(name) == " ".join(name.split()), row


def test_lines_of_a_story_are_kept() -> None:
    assert clean_text("\n one \n\n\n\n two \n") == "one\n\ntwo"


@pytest.mark.parametrize(("text", "count"), [("ភ្នំពេញ", 3), ("សៀមរាប", 4), ("ស្ត្រី", 1), ("Trial", 5), ("", 0)])
def test_letters_are_counted_as_people_see_them(text: str, count: int) -> None:
    assert letters(text) == count


def test_khmer_spellings_of_one_place_share_a_skeleton() -> None:
    pairs = [row for row in ROWS if row["khmer_b"]]
    same = sum(skeleton(row["khmer"]) == skeleton(row["khmer_b"]) for row in pairs)
    assert len(pairs) == 58
    assert same / len(pairs) >= 1.0  # measured: 58 of 58
