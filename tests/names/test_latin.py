"""Romanisations of one place meet in one skeleton; those of different places mostly do not."""

import csv
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samaki.countries import load_pack
from samaki.names import fold, latin_skeleton, skeleton, without_number

ROWS = list(csv.DictReader((Path(__file__).parent / "place_variants.csv").open(encoding="utf-8")))


def test_latin_spellings_of_one_place_share_a_skeleton() -> None:
    pairs = [row for row in ROWS if not row["khmer_b"]]
    same = sum(skeleton(row["latin_a"]) == skeleton(row["latin_b"]) for row in pairs)
    assert len(pairs) == 340
    assert same / len(pairs) >= 0.99  # measured: 337 of 340


def test_places_with_different_names_seldom_share_a_skeleton() -> None:
    """A skeleton that everything shared would pass the test above: count pairs of places that collide."""
    names = {fold(place.label("en")) for place in load_pack("kh").places.by_code.values()}
    pairs = list(combinations(sorted(names), 2))
    collide = sum(latin_skeleton(one) == latin_skeleton(other) for one, other in pairs)
    assert collide / len(pairs) <= 0.002


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Toul Kork", "Tuol Kouk"),
        ("Siem Reap", "Siemreab"),
        ("Kampong Cham", "Kompong Chaam"),
        ("Boeng Tumpun 1", "Boeung Tompun Ti Muoy"),
        ("Takéo", "Takaev"),
        ("Angk Ta Saom", "Ang Ta Som"),
    ],
)
def test_usual_variants_meet(one: str, other: str) -> None:
    assert latin_skeleton(one) == latin_skeleton(other)


@pytest.mark.parametrize(("one", "other"), [("Puok", "Ream"), ("Kampot", "Kampong"), ("Kep", "Kandal")])
def test_different_places_stay_apart(one: str, other: str) -> None:
    assert latin_skeleton(one) != latin_skeleton(other)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_case_spaces_and_hyphens_do_not_matter(text: str) -> None:
    assert latin_skeleton(f" {text} ") == latin_skeleton(text)
    assert latin_skeleton(fold(text)) == latin_skeleton(text)


@pytest.mark.parametrize(
    ("name", "bare"),
    [("Tuek L'ak Ti Muoy", "Tuek L'ak"), ("Boeng Tumpun 2", "Boeng Tumpun"), ("ទួលទំពូងទី ២", "ទួលទំពូង"), ("Ream", "Ream")],
)
def test_a_counted_quarter_has_a_name_without_its_number(name: str, bare: str) -> None:
    assert without_number(name) == bare
