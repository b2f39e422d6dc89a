"""A sample of pairs that people look at, read back: verdicts count, and shares have intervals that hold what is true."""

import csv
from pathlib import Path
from random import Random

import pytest

from samaki.cli.__main__ import main
from samaki.linkage import Unlinkable, reviewing
from samaki.linkage.people import Pair
from samaki.linkage.reviewing import Answers, Review
from tests.linkage.conftest import Linked, keys_of

HEADER = "stratum,pairs_in_stratum,list_a,id_a,list_b,id_b,same_person\n"


def answered(linked: Linked, path: Path) -> Path:
    rows = linked.pairs("review.csv")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows({**row, "same_person": "y" if linked.is_one(row) else "ទេ"} for row in rows)
    return path


def test_the_review_names_pairs_of_every_stratum_and_shows_no_likelihood(linked: Linked) -> None:
    rows = linked.pairs("review.csv")
    assert len(rows) <= 60
    assert {row["stratum"].split()[0] for row in rows} == {"sure", "below"}
    assert "likely" not in rows[0]
    assert all(row["same_person"] == "" for row in rows)


def test_verdicts_are_respected_and_precision_and_recall_told(
    linked: Linked, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = answered(linked, tmp_path / "review.csv"), tmp_path / "out"
    assert main(["link", *map(str, linked.lists), "--out", str(out), "--reviewed", str(path)]) == 0
    said = capsys.readouterr().out
    assert (
        "Precision, of the pairs called sure before the review: 0.9" in said
        or "Precision, of the pairs called sure before the review: 1.0" in said
    )
    assert "Recall, of the pairs that were compared" in said
    sure = {keys_of(row) for row in linked.pairs("pairs.csv", out)}
    person = {(row["list"], row["id"]): row["person"] for row in linked.pairs("people.csv", out)}
    for row in linked.pairs("review.csv"):
        assert (keys_of(row) in sure) == linked.is_one(row)
        one, other = keys_of(row)
        assert (person[one] == person[other]) == linked.is_one(row)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("sure 0.95,10,a,1,b,2,maybe\n", "row 2: same_person is y or n"),
        ("sure 0.95,ten,a,1,b,2,y\n", "row 2: the stratum and its number of pairs must stay"),
        ("0.95,10,a,1,b,2,y\n", "row 2: the stratum and its number of pairs must stay"),
        ("sure 0.95,10,a,1,b,2,y\nsure 0.95,10,b,2,a,1,n\n", "row 3: the same pair stands above"),
        ("sure 0.95,10,a,1,b,2,y\nsure 0.95,11,a,1,b,3,y\n", "two numbers of pairs"),
        ("sure 0.95,1,a,1,b,2,y\nsure 0.95,1,a,1,b,3,y\n", "Was a row copied"),
        ("sure 0.95,10,a,1,b,2\n", "row 2: 6 cells"),
    ],
)
def test_a_review_that_cannot_be_read_is_told_in_one_sentence(tmp_path: Path, rows: str, sentence: str) -> None:
    path = tmp_path / "review.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    with pytest.raises(Unlinkable, match=sentence):
        reviewing.read(path)


def test_a_review_of_other_lists_is_refused(linked: Linked, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "review.csv"
    path.write_text(HEADER + "sure 0.95,10,police,nobody,ngo,2,y\n", encoding="utf-8")
    assert main(["link", *map(str, linked.lists), "--out", str(tmp_path / "out"), "--reviewed", str(path)]) == 1
    assert "which is on no list given here" in capsys.readouterr().err


def test_one_stratum_has_wilsons_interval() -> None:
    found = reviewing.precision(Review({}, [Answers("sure 0.95", 1000, 95, 5, 0)]))
    assert found is not None
    assert (found.share, round(found.interval.low, 4), round(found.interval.high, 4)) == (0.95, 0.8882, 0.9785)


def test_without_answers_in_a_stratum_nothing_is_claimed() -> None:
    review = Review({}, [Answers("sure 0.95", 1000, 20, 0, 0), Answers("below 0.4", 50, 0, 0, 5)])
    assert reviewing.precision(review) is not None
    assert reviewing.recall(review) is None


def test_the_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    """300 samples of 200 pairs out of strata whose shares are known."""
    rng, true = (
        Random(3),
        {"sure 0.975": (5000, 0.99), "sure 0.95": (1000, 0.9), "below 0.4": (1500, 0.6), "below 0.02": (8000, 0.05)},
    )
    whole = sum(n * p for n, p in true.values())
    precision, recall = (5000 * 0.99 + 900) / 6000, (5000 * 0.99 + 900) / whole
    held = [0, 0]
    for _ in range(300):
        looked = {name: sum(rng.random() < p for _ in range(50)) for name, (_n, p) in true.items()}
        review = Review({}, [Answers(name, n, looked[name], 50 - looked[name], 0) for name, (n, _p) in true.items()])
        told = reviewing.precision(review), reviewing.recall(review, seed=1)
        held = [
            so_far + bool(one and one.interval.covers(value))
            for so_far, one, value in zip(held, told, (precision, recall), strict=True)
        ]
    assert min(held) / 300 > 0.92


def test_more_is_drawn_where_more_is_in_doubt() -> None:
    pairs = [Pair(at, at + 10_000, likely) for at, likely in enumerate([0.999] * 3000 + [0.6] * 300)]
    drawn = reviewing.drawn(pairs, 0.95, 100, 1)
    doubtful = [one for one in drawn if one.pair.likely == 0.6]
    assert len(drawn) == 100
    assert 0.3 < len(doubtful) / 100 < 0.95
