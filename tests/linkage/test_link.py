"""Which records of lists are of one person, over files: sentences for what cannot be read, a guard, counts that `mse` takes."""

from pathlib import Path

import pytest

from samaki.cli.__main__ import main
from samaki.linkage import Unlinkable, blocking, judging, loading, model, people
from samaki.linkage.people import Pair
from samaki.linkage.records import Birth, Place, Records, read, read_all
from samaki.linkage.spelling import spelled
from samaki.prevalence import mse
from tests.linkage.conftest import NEEDS, Linked, keys_of


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
    path.write_text(
        "ID,Name,Birth,Sex,Place\n7,Sok Dara,២៥៥២,ស្រី,203\n\n8,Sok Dara,2009-04-30,m,12030405\n", encoding="utf-8-sig"
    )
    one, other = read(path)
    assert (one.list, one.id, one.birth, one.sex, one.place) == (
        "ngo",
        "7",
        Birth(2009, None),
        "f",
        Place("02", "0203", None),
    )
    assert (other.birth, other.place) == (Birth(2009, 430), Place("12", "1203", "120304"))


def test_the_first_of_january_stands_for_a_day_that_is_not_known(tmp_path: Path) -> None:
    path = tmp_path / "ngo.csv"
    path.write_text("id,name,birth\n1,Sok Dara,2009-01-01\n", encoding="utf-8")
    assert read(path)[0].birth == Birth(2009, None)


def test_the_row_that_is_wrong_is_the_one_that_is_named(tmp_path: Path) -> None:
    path = tmp_path / "ngo.csv"
    path.write_text("id,name,birth\n1,Sok Dara,2009\n\n2,Chan Sok,2010\n3,Keo Sok,20010\n", encoding="utf-8")
    with pytest.raises(Unlinkable, match="ngo.csv, row 5: a birth is a year"):
        read(path)


def test_order_script_and_romanisation_of_a_name_change_nothing() -> None:
    writings = [spelled(text) for text in ("Sok Dara", "Dara Sok", "Mr Sokh Darah", "សុខ ដារ៉ា")]
    assert len({one[:3] for one in writings}) == 1
    assert writings[0] == writings[1]
    assert (writings[3].first_latin, spelled("...").first, spelled("Dara").last) == (None, None, None)


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unlinkable, match="Two files are called a"):
        read_all([tmp_path / "a.csv", tmp_path / "b" / "a.csv"])


def test_a_rule_that_explodes_is_narrowed_or_left_out() -> None:
    pytest.importorskip("splink", reason=NEEDS)
    n = 400
    name, birth, place = spelled("Sok Dara"), Birth(2000, None), Place("12", "1201", None)
    same = Records(
        ["a"] * n,
        list(map(str, range(n))),
        ["Sok Dara"] * n,
        [name] * n,
        [birth] * n,
        ["m", "f"] * (n // 2),
        [place] * n,
    )
    connection = model.connect(same)
    with pytest.raises(Unlinkable, match="too many pairs"):
        blocking.guarded(connection, n)
    rule = blocking.guarded(connection, n, 110)[0]
    assert (rule.pairs_asked, rule.runs, rule.pairs) == (79800, ("first", "last", "year", "province", "sex"), 39800)


def test_lists_are_linked_and_the_counts_are_what_mse_takes(linked: Linked) -> None:
    sure = linked.pairs("pairs.csv")
    true = linked.true_pairs()
    right = [row for row in sure if linked.is_one(row)]
    assert len(right) / len(sure) > 0.95
    assert len(right) / len(true) > 0.75
    assert {keys_of(row) for row in right} <= true
    assert mse.read(linked.out / "histories.csv").lists == ("ngo", "police", "social")
    assert linked.out.stat().st_mode & 0o077 == (linked.out / "pairs.csv").stat().st_mode & 0o077 == 0


def test_lists_read_in_the_database_are_what_is_read_row_by_row(linked: Linked) -> None:
    connection, in_database = loading.loaded(linked.lists, 1)
    by_row = read_all(linked.lists)
    assert connection.execute("select count(*) from duckdb_tables() where table_name = 'kept'").fetchall() == [(1,)]
    assert sorted(in_database()) == sorted(by_row)


def test_a_row_that_is_wrong_is_named_though_the_database_reads_the_lists(linked: Linked, tmp_path: Path) -> None:
    path = tmp_path / "prison.csv"
    path.write_text("id,name,birth\n1,Sok Dara,2009\n2,Chan Sok,20010\n", encoding="utf-8")
    with pytest.raises(Unlinkable, match="prison.csv, row 3: a birth is a year"):
        loading.loaded([*linked.lists, path], 1)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"\xff\xfe\x00\x01", "prison.csv is not a table of text"),
        (b"id,name\n1,Sok\xff\n", "prison.csv is not a table of text"),
        (b'id,name\n1,"Sok\n', "prison.csv is not a table of text"),
        (b"id,name\n1,Sok,Dara\n", "prison.csv, row 2: 3 cells"),
        (b"id,name\n1,Sok Dara\n1,Chan Sok\n", "prison.csv: the id 1 stands twice"),
        (b"name\nSok Dara\n", "prison.csv has no column id"),
        (b"", "prison.csv is empty"),
    ],
)
def test_a_broken_list_beside_good_ones_is_told_by_its_name(
    linked: Linked, tmp_path: Path, text: bytes, sentence: str
) -> None:
    path = tmp_path / "prison.csv"
    path.write_bytes(text)
    with pytest.raises(Unlinkable, match=sentence):
        loading.loaded([*linked.lists, path], 1)


def test_a_header_in_quotes_and_empty_lines_are_read(linked: Linked, tmp_path: Path) -> None:
    path = tmp_path / "prison.csv"
    path.write_text('"ID","Note, free","Name"\n\n1,"a, b","Sok, Dara"\n\n2,,"សុខ ដារ៉ា"\n', encoding="utf-8-sig")
    _connection, everybody = loading.loaded([linked.lists[0], path], 1)
    assert [(one.id, one.name) for one in everybody() if one.list == "prison"] == [("1", "Sok, Dara"), ("2", "សុខ ដារ៉ា")]


def test_of_two_records_that_are_as_like_one_is_not_called_sure(tmp_path: Path) -> None:
    """A pair of the weight 10 is sure alone; beside another of the same weight and list it is one of two."""
    pytest.importorskip("splink", reason=NEEDS)
    connection = model.opened(1)
    connection.execute(
        "create table people as select * from (values (0, 'a'), (1, 'b'), (2, 'a'), (3, 'b'), (4, 'b')) t(unique_id, source)"
    )
    connection.execute(
        "create table told as select * from (values (0, 1, 10.0), (2, 3, 10.0), (2, 4, 10.0)) t(unique_id_l, unique_id_r, match_weight)"
    )
    found = {
        (one.left, one.right): one.likely
        for one in people.pairs_at_least(connection, judging.judged(connection, "told", None), 0)
    }
    assert found[0, 1] > 0.99
    assert found[2, 3] == found[2, 4] == pytest.approx(0.5, abs=0.01)


def test_who_stands_twice_on_a_list_is_no_rival_of_oneself() -> None:
    pytest.importorskip("splink", reason=NEEDS)
    connection = model.opened(1)
    connection.execute(
        "create table people as select * from (values (0, 'a'), (1, 'b'), (2, 'b')) t(unique_id, source)"
    )
    connection.execute(
        "create table told as select * from (values (0, 1, 10.0), (0, 2, 10.0), (1, 2, 10.0)) t(unique_id_l, unique_id_r, match_weight)"
    )
    found = people.pairs_at_least(connection, judging.judged(connection, "told", None), 0)
    assert min(one.likely for one in found) > 0.95


def test_two_whom_somebody_told_apart_are_not_brought_together_by_a_third() -> None:
    pairs = [Pair(0, 1, 0.99), Pair(1, 2, 0.98), Pair(2, 3, 0.97)]
    assert people.clusters(pairs, 4) == [0, 0, 0, 0]
    assert people.clusters(pairs, 4, [(0, 2)]) == [0, 0, 2, 2]


def test_a_folder_of_an_earlier_run_is_not_written_into(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["link", "nothing.csv", "--out", str(tmp_path)]) == 1
    assert "exists already" in capsys.readouterr().err
