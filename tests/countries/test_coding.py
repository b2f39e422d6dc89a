"""The mapping to the case data standard says something of every code of its lists, and nothing that the standard does not have."""

import shutil

import pytest

from samaki.countries import check_pack, coding
from samaki.countries.pack import find_pack, load_pack


def test_every_code_is_mapped_to_a_value_of_the_standard_or_said_to_be_unmapped() -> None:
    told, pack = coding.read(find_pack("kh")), load_pack("kh")
    lists = {"sex": pack.reasons["sex"], "victim_status": pack.reasons["victim_status"], "decided_by": pack.agency_kinds,
             "agency_kind": pack.agency_kinds, "offence": pack.offences, "service": pack.services}  # fmt: skip
    assert set(told) == set(lists) == set(coding.LISTS)
    for name, one in told.items():
        assert set(one.codes) | one.unmapped == set(lists[name]), name
        assert not set(one.codes) & one.unmapped, name
        assert set(one.codes.values()) <= set(coding.standard()[one.field]), name
        assert one.told("no such code") == ""


def test_an_article_that_says_nothing_of_the_end_is_not_guessed() -> None:
    offence = coding.read(find_pack("kh"))["offence"]
    assert (offence.told("tshe_12"), offence.told("tshe_28")) == ("", "SexualExploitation")


@pytest.mark.parametrize(("old", "new", "sentence"), [
    ('female = "Feminine"', 'female = "Woman"', "htcds.sex: the standard has no value 'Woman' for 'prs_Gender'."),
    ('field = "spl_Type"', 'field = "spl_Kind"', "htcds.service: the standard has no field 'spl_Kind'."),
    ('unmapped = ["other"]', "unmapped = []", "htcds.sex: 'other' is neither mapped nor said to be unmapped."),
    ('unmapped = ["other"]', 'unmapped = ["other", "both"]', "htcds.sex: the pack has no code 'both'."),
    ('unmapped = ["other"]', 'unmapped = ["other", "male"]', "htcds.sex: 'male' is mapped and said to be unmapped."),
    ("[htcds.sex]", "[htcds.colour]", "htcds: 'colour' is no list that can be told in the standard."),
])  # fmt: skip
def test_a_wrong_mapping_is_refused_with_a_sentence(tmp_path, old, new, sentence) -> None:
    folder = tmp_path / "kh"
    shutil.copytree(find_pack("kh"), folder)
    file = folder / "htcds.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert sentence in check_pack(folder)


def test_a_pack_may_go_without(tmp_path) -> None:
    folder = tmp_path / "kh"
    shutil.copytree(find_pack("kh"), folder)
    (folder / "htcds.toml").unlink()
    assert (coding.read(folder), check_pack(folder)) == ({}, [])
