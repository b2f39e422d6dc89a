"""`simulate` on the command line: stopped, it leaves a whole country that the same command goes on with."""

import json
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from tests.places import migrated

from samaki.cli import nation
from samaki.cli.areas import Standing
from samaki.cli.simulation import Bar
from samaki.database.folder import ROOT

DAY = datetime(2020, 3, 4, tzinfo=UTC)


@pytest.fixture
def place():
    """An installation that nobody has begun to use."""
    with migrated() as made:
        yield made


def command(place, *words):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SAMAKI_", "DJANGO_"))}
    return subprocess.Popen(
        [sys.executable, "-m", "samaki.cli", *words, "--data", str(place / "data")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**environment, "PYTHONPATH": str(ROOT / "src")},
    )


WORDS = ("simulate", "--cases", "6", "--years", "0.3", "--until", "2026-11-01", "--processes", "2")


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="about the embedded server")
def test_stopped_it_ends_cleanly_and_the_same_command_goes_on_to_the_end(place):
    first = command(place, *WORDS)
    assert "begun" in first.stderr.readline()
    first.send_signal(signal.SIGINT)
    _told, said = first.communicate(timeout=90)
    assert first.returncode == 130, said
    assert "The same command goes on from here." in said
    noted = json.loads((place / "data/simulation.json").read_text())
    assert noted["state"] == "stopped"

    told, said = (second := command(place, *WORDS)).communicate(timeout=300)
    assert second.returncode == 0, said
    assert "going on with the 6 matters of seed 2015" in said
    assert "calls of the clock" in told
    assert json.loads((place / "data/simulation.json").read_text())["state"] == "written"

    told, said = (whole := command(place, "bench", "country")).communicate(timeout=90)
    assert whole.returncode == 0, said
    found = json.loads(told)
    assert found["broken"] == {}
    assert found["reports"] + found["cases"] >= 6

    _told, said = (third := command(place, *WORDS)).communicate(timeout=90)
    assert third.returncode == 1
    assert "The years of this folder are written." in said


def test_the_bar_says_how_long_by_the_matters_that_have_begun():
    bar = Bar(100)
    bar.found = {"12": Standing("12", DAY, 10, 20, 400), "17": Standing("17", DAY, 0, 10, 100)}
    assert bar.line(600) == " 40%  2020-03 2020-03  40 of 100 begun, 500 acts and calls, about 0:20 h left"
    bar.found = {"12": Standing("12", DAY, 0, 1, 9)}
    assert "left" not in bar.line(60)


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="about the embedded server")
def test_in_bulk_it_writes_all_at_once_and_says_how_many_rows(place):
    words = ("simulate", "--cases", "30", "--years", "1", "--way", "bulk", "--processes", "1", "--seed", "3")
    told, said = (done := command(place, *words)).communicate(timeout=90)
    assert done.returncode == 0, said
    assert "making indexes, proving keys" in said
    rows = json.loads(told.splitlines()[-1])
    assert rows["case"] >= 25
    assert rows["ledger_leaf"] == rows["ledger_entry"] > 300
    noted = json.loads((place / "data/simulation.json").read_text())
    assert (noted["state"], noted["way"], noted["seed"]) == ("written", "bulk", 3)


def test_the_bar_of_a_country_in_bulk_says_how_long():
    bar = nation.Bar(400)
    assert bar.line(100, 30.5) == " 25%  100 of 400 matters, about 0:01:32 left"
    assert bar.line(400, 60) == "100%  400 of 400 matters; making indexes, proving keys, lists of cases ..."
