"""Figures as the command gives them: JSON with the names of the contract, CSV and a workbook with ids of definitions; nothing small."""

import argparse
import csv
import json

import pytest
from openpyxl import load_workbook

from samaki.cli import measures
from samaki.cli.running import Problem
from samaki.figures.proportions import wilson
from samaki.insights import queries, tables
from samaki.insights.definitions import MEASURES, find
from samaki.insights.figures import Figure, protect
from tests.acting import own_case
from tests.everything import value
from tests.handoffs.moving import brought_to

ASKED = argparse.Namespace(name="", area="", first=None, last=None, by="area", anew=False)


def asked(now, **more):
    return measures.asked(argparse.Namespace(**(vars(ASKED) | more)), now)


def test_every_measure_has_a_name_a_version_words_and_acts_that_it_reads() -> None:
    assert len({one.name for one in MEASURES.values()}) == len(MEASURES) == 31
    for name, one in MEASURES.items():
        assert find(one.name) is find(name.lower()) is find(one.code) is one
        assert one.version >= 1
        assert all((str(one.title), str(one.counts), str(one.of), str(one.window), one.reads))
        assert set(one.beside) <= set(MEASURES)
    assert find("nothing") is None


def test_what_is_small_is_not_shown_nor_what_would_tell_it() -> None:
    figures = {"a": Figure(20), "b": Figure(3), "c": Figure(7), "d": Figure(0)}
    assert protect(figures) == {"b", "c"}
    assert protect({"a": Figure(20), "b": Figure(3), "c": Figure(4)}) == {"b", "c"}, (
        "together they are seven: the sum tells neither"
    )
    assert protect({"a": Figure(20), "d": Figure(0)}) == set()
    assert protect({"b": Figure(4)}) == {"b"}


def test_the_command_counts_what_was_sealed_and_says_it_in_every_form(cast, now, tmp_path):
    for state in ("accepted", "accepted", "declined", "expired", "confirmed"):
        brought_to(state, cast["duty.pp"], cast["ngo.pp"], now)
    (table,) = asked(now, name="answered")
    told = measures.json_of(table)
    assert told["definition"]["code"] == "I3.v1"
    item, whole = told["items"]
    # what an emergency asks of others by itself expired with the one, too
    n = 4 + value("select count(*) from handoff where state = 'expired'")
    assert (item["area"], item["n"], item["value"]) == ("12", n, 4 / n)
    assert (item["low"], item["high"]) == (wilson(4, n).low, wilson(4, n).high)
    assert whole["area"] == "*"
    assert json.loads(json.dumps(told)) == told
    assert "I3.v1" in measures.text_of(table)

    every = asked(now)
    assert [one.definition.id for one in every] == list(MEASURES)
    assert json.dumps([measures.json_of(one) for one in every])
    helped = next(one for one in every if one.definition.id == "C2")
    assert measures.json_of(helped)["items"][0] == {
        "area": "12", "from": "2026-01-01", "to": "2026-03-01", "n": None, "value": None, "low": None, "high": None, "fewer_than": 5,
    }  # fmt: skip
    assert "fewer than 5" in measures.text_of(helped)

    tables.write_csv(tmp_path / "f.csv", every)
    with (tmp_path / "f.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert {row["definition"] for row in rows} == {one.code for one in MEASURES.values()}
    assert next(row for row in rows if row["definition"] == "I3.v1")["n"] == str(n)
    tables.write_xlsx(tmp_path / "f.xlsx", every)
    book = load_workbook(tmp_path / "f.xlsx")
    assert book.sheetnames == ["figures", "definitions"]
    assert book["definitions"].max_row == len(MEASURES) + 1


def test_other_rows_months_and_wrong_words(cast, now):
    own_case(cast["duty.pp"], now)
    (by_kind,) = asked(now, name="I6", by="kind")
    assert {"case", "first_safe_contact", queries.WHOLE} <= set(by_kind.figures)
    (nothing,) = asked(now, name="I6", area="17")
    assert nothing.figures[queries.WHOLE].n == 0
    earlier = now.date().replace(month=1)
    (before,) = asked(now, name="clearance", first=earlier, last=earlier)
    assert before.figures[queries.WHOLE].n == 0
    for wrong in ({"name": "no such"}, {"area": "nowhere"}, {"first": now.date(), "last": earlier}):
        with pytest.raises(Problem):
            asked(now, **wrong)
    with pytest.raises(argparse.ArgumentTypeError):
        measures.day("31/01/2026")


def test_a_text_that_a_spreadsheet_would_run_is_a_text():
    assert tables._safe("=1+1") == "'=1+1"
    assert tables._safe("12") == "12"
