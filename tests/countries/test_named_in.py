"""A place named somewhere in the words of a text, in either script: found where it is one place, left where it is none or two."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samaki.countries import load_pack

PLACES = load_pack("kh").places
PROVINCES = sorted(PLACES.provinces, key=lambda place: place.code)
FILLING = {"en": ("a girl is kept in a house", "please come", "two men and a car"),
           "km": ("មានក្មេងស្រីម្នាក់", "សូមមកជួយ", "គេបង្ខាំងនាង")}  # fmt: skip
ZERO_WIDTH = "\u200b"


@pytest.mark.parametrize("text", [
    "A girl is kept in a guesthouse in Siem Reap town", "SIEM REAP!! help", "ជួយផង ក្មេងនៅសៀមរាប", "មានក្មេងស្រីម្នាក់នៅខេត្តសៀមរាបត្រូវគេបង្ខាំង",
    "ជួយ\u200bផង\u200bក្មេង\u200bនៅ\u200bសៀម\u200bរាប", "girl at hotel, ខេត្តសៀមរាប",
])  # fmt: skip
def test_a_province_is_found_in_a_text(text):
    assert PLACES.province(PLACES.named_in(text)).code == "17"


@pytest.mark.parametrize("text", [
    "", "A girl is kept in a guesthouse", "ជួយផង មានក្មេងម្នាក់នៅផ្ទះសំណាក់", "from Siem Reap to Battambang by bus", "សៀមរាប ទៅ បាត់ដំបង",
    "call me at 012 345 678", "STOP it now please, the man takes us to the post",
])  # fmt: skip
def test_none_and_two_are_not_guessed(text):
    assert PLACES.named_in(text) == ""


@settings(max_examples=150, deadline=None)
@given(
    place=st.sampled_from(PROVINCES),
    lang=st.sampled_from(["en", "km"]),
    before=st.integers(0, 2),
    after=st.integers(0, 2),
    wide=st.booleans(),
)
def test_each_province_is_found_between_any_words(place, lang, before, after, wide):
    between = " " if lang == "en" or wide else ""
    name = PLACES.full_name(place, lang)
    if lang == "km" and wide:
        name = ZERO_WIDTH.join(name)
    text = between.join((FILLING[lang][before], name, FILLING[lang][after]))
    found = PLACES.named_in(text)
    assert found == "" or PLACES.province(found).code == place.code
    assert found or place.match == "no" or lang == "km"


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(max_size=200)
    | st.lists(st.sampled_from([*FILLING["km"], *FILLING["en"], "\u200b", "\u17d2", "១២"])).map("".join)
)
def test_any_text_gives_a_place_of_the_pack_or_none(text):
    found = PLACES.named_in(text)
    assert found == "" or found in PLACES.by_code


@settings(max_examples=60, deadline=None)
@given(one=st.sampled_from(PROVINCES), other=st.sampled_from(PROVINCES), lang=st.sampled_from(["en", "km"]))
def test_two_provinces_are_no_place(one, other, lang):
    text = f"{PLACES.full_name(one, lang)} , {PLACES.full_name(other, lang)}"
    if one.code != other.code:
        assert PLACES.named_in(text) == "" or PLACES.province(PLACES.named_in(text)).code in (one.code, other.code)
