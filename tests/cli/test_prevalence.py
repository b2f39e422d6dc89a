"""`mse` and `survey` over a file: the names that scripts rely on, sentences, exit codes. No database is touched."""

import json
from pathlib import Path

import pytest

from samaki.cli.__main__ import main

TABLES = Path(__file__).parents[1] / "prevalence" / "tables"
VISITS = "stratum,venue,weight,people,minors\n" + "\n".join(
    f"{'north' if venue < 6 else 'south'},v{venue},{1 + venue % 3},{8 + venue},{venue % 3}" for venue in range(12)
)


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A command names its data folder to whatever it starts; the next test shall not hear of it."""
    monkeypatch.setenv("SAMAKI_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "samaki.settings.testing")


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(arguments)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_mse_answers_with_the_names_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("mse", str(TABLES / "uk2013_6list.csv"), "--method", "stepwise", "--bootstrap", "0", "--json")
    code, out, _ = told(capsys, *asked)
    said = json.loads(out)
    assert (code, round(said["estimate"], 2), round(said["low"]), round(said["high"])) == (0, 11417.99, 9977, 13146)
    assert said["model"] == "[GO*GP, GO*NG, GP*NG, GP*PF, LA*NG, LA*PF, NCA*PF]"
    assert {"model", "estimate", "low", "high", "bic"} <= set(said["sensitivity"][0])
    code, out, _ = told(capsys, "mse", str(TABLES / "kosovo_4list.csv"), "--bootstrap", "100", "--seed", "4", "--json")
    said = json.loads(out)
    assert (code, round(said["estimate"], 2), said["interval"], said["method"]) == (0, 10356.52, "bca", "bic")
    assert said["low"] < said["conditional"]["low"] < said["conditional"]["high"] < said["high"]


def test_mse_can_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = told(capsys, "mse", str(TABLES / "kosovo_4list.csv"), "--bootstrap", "0")
    assert (code, out.splitlines()[:2]) == (
        0,
        ["On 4 lists: 4,400 people.", "In all: 10,357 (95 %: 9,005 to 12,105; if the model is right)."],
    )
    assert "Quote that range, not one number." in out
    assert "lowest by bic" in out


def test_lists_that_cannot_carry_an_estimate_give_no_number(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "lists.csv"
    file.write_text("A,B,count\n1,0,200\n0,1,150\n1,1,2\n")
    code, out, _ = told(capsys, "mse", str(file), "--json")
    said = json.loads(out)
    assert (code, said["carries"], said["estimate"], said["low"], said["high"]) == (1, False, None, None, None)
    code, out, _ = told(capsys, "mse", str(file))
    assert (code, "In all" in out, "cannot carry an estimate" in out) == (1, False, True)


def test_what_is_wrong_with_a_file_is_one_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "lists.csv"
    file.write_text("A,B,count\n1,0,4\n0,1,-3\n")
    assert told(capsys, "mse", str(file)) == (
        1,
        "",
        "samaki: Row 3: the count is negative (-3). A count of people is 0 or more.\n",
    )
    code, _, err = told(capsys, "survey", str(file))
    assert (code, "no column venue" in err) == (1, True)
    code, _, err = told(capsys, "mse", str(tmp_path / "none.csv"))
    assert (code, "No such file" in err) == (1, True)


@pytest.mark.parametrize(
    "wrong", [("--bootstrap", "100001"), ("--bootstrap", "-1"), ("--seed", "x"), ("--method", "magic")]
)
def test_options_out_of_range_are_refused(wrong: tuple[str, str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["mse", "lists.csv", *wrong])
    assert caught.value.code == 2


def test_survey_answers_in_numbers_and_in_words(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file, before = tmp_path / "visits.csv", tmp_path / "before.csv"
    file.write_text(VISITS)
    before.write_text(VISITS.replace(",0\n", ",4\n"))
    code, out, _ = told(capsys, "survey", str(file), "--before", str(before), "--json")
    said = json.loads(out)
    assert (code, said["venues"], said["visits"], said["degrees_of_freedom"]) == (0, 12, 12, 10)
    assert 0 < said["low"] < said["estimate"] < said["high"] < 1
    assert [row["stratum"] for row in said["strata"]] == ["north", "south"]
    assert said["misjudged"]["low"] <= said["low"]
    assert said["change"]["difference"] < 0
    code, out, _ = told(capsys, "survey", str(file), "--sensitivity", "0.8", "0.9", "--specificity", "0.95", "1")
    assert code == 0
    assert "of the people observed were minors" in out
    assert "80.00 % to 90.00 % of the minors" in out
    assert "in no venue that could be entered" in out
