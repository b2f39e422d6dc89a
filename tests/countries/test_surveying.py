"""What others published has its source, and a pack that cannot be read as to surveys is refused with a sentence."""

import shutil
from pathlib import Path

import pytest

from samaki.countries import check_pack, surveying
from samaki.countries.pack import find_pack

TINY = Path(__file__).parent / "packs" / "tiny"
HEAD = "round,area,measure,value,people,minors,venues,low,high,status,source,note"


def test_what_others_published_has_its_source_and_says_what_it_does_not_cover() -> None:
    told = surveying.read(find_pack("kh"))
    known = {(row.when.get("en"), row.measure.get("en")): row for row in told.published}
    first, second = (known[year, "minors among people seen in venues"] for year in ("2012", "2015"))
    young = known["2015", "people aged 15 or under among people seen in venues"]
    assert (first.value, second.value, young.value) == (0.0816, 0.022, 0.001)
    assert {row.low for row in (first, second, young)} == {None}, "none published an interval"
    assert all(row.source.startswith("http") and row.note.get("en") != row.note.get("km") for row in told.published)
    assert any(row.status == "criticism" and "not online" in row.note.get("en") for row in told.published)


def test_a_pack_may_go_without_surveys() -> None:
    assert surveying.read(TINY) == surveying.Surveying(missed={})


@pytest.mark.parametrize(("name", "text", "sentence"), [
    ("surveys.toml", '[surveys]\nkinds = ["institute"]\n[[missed_visit]]\ncode = "x"\n',
     "surveys: agency kind 'institute' does not exist in this pack."),
    ("surveys.toml", '[surveys]\nkinds = ["police"]\n',
     "surveys: the list 'missed_visit' is empty: who makes surveys needs at least one reason to choose."),
    ("prevalence.csv", f"{HEAD}\n2020,all,minors,two,,,,,,press,https://x.example,\n",
     "prevalence.csv: row 2 cannot be read: could not convert string to float: 'two'."),
    ("prevalence.csv", f"{HEAD}\n2020,all,minors,0.2,,,,,,heard,,\n",
     "prevalence.csv: row 2 needs a status (press, published, criticism) and the address of its source."),
], ids=["kind", "reasons", "number", "source"])  # fmt: skip
def test_what_is_wrong_with_surveys_is_told(tmp_path: Path, name: str, text: str, sentence: str) -> None:
    pack = shutil.copytree(TINY, tmp_path / "zz")
    (pack / name).write_text(text, encoding="utf-8")
    assert check_pack(pack) == [sentence]
