"""Which records of lists are of one person, over files: sentences for what cannot be read, a guard, counts that `mse` takes."""

import csv
from itertools import combinations
from pathlib import Path

import pytest
from bench.lists_of_people import write

from samaki.cli.__main__ import main
from samaki.linkage import Unlinkable, blocking, model
from samaki.linkage.records import Record, read, read_all
from samaki.linkage.spelling import spelled
from samaki.prevalence import mse

NEEDS = "the extra `linkage` is not installed (requirements-linkage.txt); ./samaki test installs it"


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SAMAKI_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "samaki.settings.testing")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"", "is empty"),
        (b"\xff\xfe\x00\x01", "not a table of text"),
        (b"id,birth\n1,2000\n", "has no column name"),
        (b"id,name,name\n1,a,b\n", "stands twice"),
        (b"id,name\n", "has no row"),
        (b"id,name\n1,Sok Dara\n1,Chan Sophea\n", "the id 1 stands twice"),
        (b"id,name\n,Sok Dara\n", "row 2: there is no id"),
        (b"id,name\n1,Sok,Dara\n", "row 2: 3 cells"),
        (b"id,name,birth\n1,Sok Dara,=1+1\n", "a birth is a year"),
        (b"id,name,sex\n1,Sok Dara,boy\n", "the sex is m or f"),
        (b"id,name,place\n1,Sok Dara,Kampot\n", "a place is a code"),
    ],
)
def test_a_list_that_cannot_be_read_is_told_in_one_sentence(tmp_path: Path, text: bytes, sentence: str) -> None:
    path = tmp_path / "police.csv"
    path.write_bytes(text)
    with pytest.raises(Unlinkable, match=sentence):
        read(path)


def test_a_row_is_read_as_it_was_meant(tmp_path: Path) -> None:
    path = tmp_path / "ngo.csv"
    path.write_text("ID,Name,Birth,Sex,Place\n7,Sok Dara,២៥៥២,ស្រី,203\n", encoding="utf-8-sig")
    (one,) = read(path)
    assert (one.list, one.id, one.year, one.sex, one.province, one.district) == ("ngo", "7", 2009, "f", "02", "0203")


def test_order_script_and_romanisation_of_a_name_change_nothing() -> None:
    assert (
        spelled("Sok Dara").sound
        == spelled("Dara Sok").sound
        == spelled("Mr Sokh Darah").sound
        == spelled("សុខ ដារ៉ា").sound
    )
    assert (spelled("សុខ ដារ៉ា").latin, spelled("...").sound) == (None, None)


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unlinkable, match="Two files are called a"):
        read_all([tmp_path / "a.csv", tmp_path / "b" / "a.csv"])


def test_a_rule_that_explodes_is_narrowed_or_left_out() -> None:
    pytest.importorskip("splink", reason=NEEDS)
    same = [
        Record("a", str(at), "Sok Dara", "sk tr", ("sk", "tr"), "sok dara", 2000, "mf"[at % 2], "12", "1201")
        for at in range(400)
    ]
    connection = model.connect(same)
    with pytest.raises(Unlinkable, match="too many pairs"):
        blocking.guarded(connection, len(same))
    rule = blocking.guarded(connection, len(same), 110)[0]
    assert (rule.pairs_asked, rule.runs, rule.pairs) == (79800, ("sound", "year", "sex"), 39800)


def test_lists_are_linked_and_the_counts_are_what_mse_takes(tmp_path: Path) -> None:
    pytest.importorskip("splink", reason=NEEDS)
    paths, truth = write(tmp_path, 4000, 7)
    out = tmp_path / "out"
    assert main(["link", *map(str, paths), "--out", str(out)]) == 0
    person = {(row["list"], row["id"]): row["person"] for row in csv.DictReader(truth.open())}
    with (out / "pairs.csv").open(encoding="utf-8-sig") as file:
        found = {
            tuple(sorted(((row["list_a"], row["id_a"]), (row["list_b"], row["id_b"])))) for row in csv.DictReader(file)
        }
    of: dict[str, list[tuple[str, str]]] = {}
    for key, who in person.items():
        of.setdefault(who, []).append(key)
    true = {tuple(sorted(pair)) for keys in of.values() for pair in combinations(keys, 2)}
    assert len(found & true) / len(found) > 0.95
    assert len(found & true) / len(true) > 0.6
    assert mse.read(out / "histories.csv").lists == ("ngo", "police", "social")
    assert out.stat().st_mode & 0o077 == (out / "pairs.csv").stat().st_mode & 0o077 == 0


def test_a_folder_of_an_earlier_run_is_not_written_into(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["link", "nothing.csv", "--out", str(tmp_path)]) == 1
    assert "exists already" in capsys.readouterr().err
