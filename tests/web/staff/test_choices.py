"""The long lists of a form: places told apart by what they are, offences whole, demonstration units in one script."""

import re

import pytest
from django.utils import translation

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.web.cases.forms import _offences
from samaki.web.places import place_groups


@pytest.mark.parametrize("lang", ["en", "km"])
def test_each_place_is_offered_once_under_a_name_of_its_own(lang):
    with translation.override(lang):
        groups = place_groups(lang)
    offered = [one for group in groups for one in group["options"]]
    expected = [place.code for place in pack().places.by_code.values() if place.level in ("province", "district")]
    assert sorted(one["value"] for one in offered) == sorted(expected)
    labels = [one["label"] for one in offered]
    assert len(set(labels)) == len(labels)


def test_a_province_and_its_town_are_told_apart_in_both_languages():
    with translation.override("en"):
        english = {one["value"]: one["label"] for group in place_groups("en") for one in group["options"]}
    with translation.override("km"):
        khmer = {one["value"]: one["label"] for group in place_groups("km") for one in group["options"]}
    assert english["1710"] == "Siem Reap town"
    assert english["17"] == "Siem Reap province, not known where"
    assert english["1201"] == "Khan Chamkar Mon"
    assert khmer["1710"] == "ក្រុងសៀមរាប"
    assert khmer["17"].startswith("ខេត្តសៀមរាប")
    assert khmer["1201"] == "ខណ្ឌចំការមន"


def test_groups_and_places_stand_in_the_order_of_their_names():
    groups = place_groups("en")
    assert [group["label"] for group in groups[:-1]] == sorted(group["label"] for group in groups[:-1])
    for group in groups:
        names = [pack().places.by_code[one["value"]].label("en").casefold() for one in group["options"]]
        names = names[1:] if group is not groups[-1] else names
        assert names == sorted(names)


@pytest.mark.parametrize("lang", ["en", "km"])
def test_the_form_shows_the_groups_with_the_place_of_the_unit_chosen(lang, sign_in):
    page = sign_in("duty.pp").get(f"/cases/new/?lang={lang}").content.decode()
    select = page[page.index('<select id="id_area"') : page.index("</select>", page.index('<select id="id_area"'))]
    assert select.count("<optgroup label=") == 4
    assert re.findall(r'value="(\w+)" selected', select) == ["12"]


@pytest.mark.parametrize("lang", ["en", "km"])
def test_no_offence_is_cut_or_a_draft(lang):
    with translation.override(lang):
        labels = [one["label"] for one in _offences(lang)]
    assert [label for label in labels if label.count("(") != label.count(")") or "cited" in label] == []
    assert [label for label in labels if "(" in label and label.endswith("))")] == []


def test_khmer_names_of_demonstration_units_are_written_in_khmer(cast):
    found = [name for unit in Unit.objects.all() for name in (unit.name_km, unit.short_km)]
    assert [name for name in found if re.search("[A-Za-z]", name)] == []
    assert Unit.objects.get(code="police-pp").short_en == "Police PP"
