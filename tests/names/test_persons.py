"""Writings of one person's name meet: either script, either order, titles, a slip, a part missing."""

import csv
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from samaki.names import clean_text
from samaki.names.likeness import likeness, spelled
from samaki.names.persons import MAYBE_TITLES, asked_sounds, names_in, parts, sound_of, stored_sounds

ROWS = list(csv.DictReader((Path(__file__).parent / "person_variants.csv").open(encoding="utf-8")))
COMMON = list(
    csv.DictReader((Path(__file__).parents[2] / "src/samaki/countries/kh/common_names.csv").open(encoding="utf-8"))
)
khmer = st.text(st.characters(min_codepoint=0x1780, max_codepoint=0x17DD) | st.sampled_from(" \u200b\u200c1a"))
anything = st.text() | khmer
latin_name = st.lists(st.sampled_from([row["latin"] for row in COMMON]), min_size=1, max_size=3)
khmer_name = st.lists(st.sampled_from([row["khmer"] for row in COMMON]), min_size=1, max_size=3)


def meets(asked: str, *stored: str) -> float:
    """What meeting is worth: the sum over the keys that both have."""
    kept = stored_sounds(stored)
    return sum(worth for sound, worth in asked_sounds(asked).items() if sound in kept)


def test_both_scripts_meet_in_one_sound() -> None:
    same = [row for row in COMMON if sound_of(row["khmer"]) == sound_of(row["latin"])]
    assert len(COMMON) == 330
    assert len(same) >= 324  # measured: 324; the others are read -ak at the end, or have a silent letter within


def test_latin_spellings_of_one_name_share_a_sound() -> None:
    pairs = [row for row in ROWS if not row["khmer_b"]]
    same = sum(sound_of(row["latin_a"]) == sound_of(row["latin_b"]) for row in pairs)
    assert len(pairs) == 869
    assert same >= 861  # measured: 861; derived by rules in most rows, so no rate on real people


def test_khmer_spellings_of_one_name_share_a_sound() -> None:
    pairs = [row for row in ROWS if row["khmer_b"]]
    same = sum(sound_of(row["khmer"]) == sound_of(row["khmer_b"]) for row in pairs)
    assert len(pairs) == 142
    assert same >= 140  # measured: 140


def test_different_names_seldom_share_a_sound() -> None:
    """A sound that every name had would pass the tests above. Consonants alone are coarse: letters decide afterwards."""
    pairs = list(combinations(sorted({row["latin"] for row in COMMON}), 2))
    collide = sum(sound_of(one) == sound_of(other) for one, other in pairs)
    assert collide / len(pairs) <= 0.012


@pytest.mark.parametrize(
    ("asked", "stored"),
    [
        ("Srey Pov Sok", "សុខ ស្រីពៅ"),
        ("SOK Sreypov", "Sok Srey-Pov"),
        ("Sreypov, Sok", "Sok Sreypov"),
        ("Mr. Chan Dara", "ចាន់ ដារ៉ា"),
        ("Lok Chan Tara", "Chann Dara"),
        ("លោក ចាន់ ដារ៉ា", "Dara Chan"),
        ("Keo Kanha", "កែវ កញ្ញា"),
        ("Kanha Keo", "កែវ កញ្ញា"),
        ("កញ្ញា សុខ ដារ៉ា", "Sok Dara"),
    ],
)
def test_order_script_spacing_and_titles_do_not_matter(asked: str, stored: str) -> None:
    assert any(sound.startswith("w:") and worth == 6 and sound in stored_sounds([stored])
               for sound, worth in asked_sounds(asked).items())  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "stored"),
    [("Chan Dada", "Chan Dara"), ("Chan Daraka", "Chan Dara"), ("Chan Da", "Chan Dara"), ("Cahn Draa", "Chan Dara")],
)
def test_one_slip_still_meets(asked: str, stored: str) -> None:
    assert meets(asked, stored) >= 2


def test_a_missing_part_meets_by_the_other() -> None:
    assert meets("Dara", "Chan Dara") >= 1.5
    assert meets("Chan Dara", "Dara") >= 1.5
    assert meets("Sok Chan Dara", "Chan Dara") >= 1.5


def test_a_called_name_is_a_name_of_its_own() -> None:
    assert names_in("សុខ ដារ៉ា ហៅ អាឌី") == ["សុខ ដារ៉ា", "អាឌី"]
    assert names_in("Sok Dara (Thom)") == ["Sok Dara", "Thom"]
    assert meets("Thom", "Sok Dara alias Thom") >= 6


@pytest.mark.parametrize("title", ["Mr", "Kanha", "Ta", "លោក"])
def test_a_title_that_stands_alone_is_a_name(title: str) -> None:
    assert parts(title)


@given(anything)
def test_case_and_invisible_letters_do_not_matter(text: str) -> None:
    assert parts(clean_text(text)) == parts(clean_text(clean_text(text)))


@given(latin_name)
def test_upper_case_is_the_same_name(words: list[str]) -> None:
    assert stored_sounds([" ".join(words).upper()]) == stored_sounds([" ".join(words)])


@given(khmer_name, st.data())
def test_zero_width_letters_are_nothing(words: list[str], data: st.DataObject) -> None:
    name = " ".join(words)
    at = data.draw(st.integers(0, len(name)))
    assert stored_sounds([name[:at] + "\u200b\u200d" + name[at:]]) == stored_sounds([name])


@given(latin_name | khmer_name, st.integers(0, 2))
def test_a_name_begun_at_any_part_is_found_whole(words: list[str], turn: int) -> None:
    turn %= len(words)
    asked = asked_sounds(" ".join(words[turn:] + words[:turn]))
    assert any(sound.startswith("w:") and asked.get(sound) == 6 for sound in stored_sounds([" ".join(words)]))


@given(latin_name | khmer_name)
def test_what_is_the_same_is_wholly_alike(words: list[str]) -> None:
    name = " ".join(words)
    assert likeness(spelled(name), [name]) == 1.0
    assume(not MAYBE_TITLES & {word.lower() for word in words})  # first of three they are taken for a form of address
    assert likeness(spelled(" ".join(words[1:] + words[:1])), [name]) == 1.0


@given(anything, anything)
def test_likeness_is_between_none_and_all(one: str, other: str) -> None:
    assert 0.0 <= likeness(spelled(one), [other]) <= 1.0


@given(st.text(min_size=0, max_size=3000) | khmer)
def test_keys_are_bounded_whatever_was_typed(text: str) -> None:
    assert len(asked_sounds(text)) <= 1500
    assert len(stored_sounds([text])) <= 120


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "123", "ĐỖ ./\\'\";--", "한국", "ហៅ", "((((", "\u17d2" * 500, "Sok " * 999]
)
def test_hostile_names_give_few_keys_and_no_error(text: str) -> None:
    assert len(stored_sounds([text])) <= 120
    assert likeness(spelled(text), [text]) <= 1.0
