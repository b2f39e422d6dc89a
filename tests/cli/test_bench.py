"""Figures beside limits, and the page on which the last run of each bench stands."""

from importlib import import_module

import pytest
from bench.figures import Figure, record, sections

from samaki.cli.__main__ import main
from samaki.cli.bench import WITHOUT_A_PART, _told
from samaki.database.folder import ROOT


@pytest.mark.parametrize(
    ("figure", "share", "held"),
    [
        (Figure("a page", 3.0, "ms", 6.0), 0.5, True),
        (Figure("a page", 9.0, "ms", 6.0), 1.5, False),
        (Figure("recall", 0.9, "", 0.6, least=True), 0.6 / 0.9, True),
        (Figure("recall", 0.3, "", 0.6, least=True), 2.0, False),
        (Figure("recall", 0.0, "", 0.6, least=True), float("inf"), False),
        (Figure("failed", 0, "", 0), 0.0, True),
        (Figure("failed", 2, "", 0), float("inf"), False),
        (Figure("seen", 7), None, True),
    ],
)
def test_a_share_above_one_is_a_limit_not_held_whichever_side_it_lies_on(figure, share, held):
    assert figure.share == (None if share is None else pytest.approx(share))
    assert figure.held is held


def test_a_run_takes_the_place_of_the_one_before_and_leaves_the_others(tmp_path):
    page = tmp_path / "performance.md"
    record("lists", "./samaki bench lists", [Figure("a page", 9.0, "ms", 6.0)], page)
    record(
        "intake",
        "./samaki bench intake",
        [Figure("a report", 3.25, "ms of CPU", 4.0), Figure("failed", 0, "", 0)],
        page,
    )
    record("lists", "./samaki bench lists", [Figure("a page", 3.0, "ms", 6.0), Figure("rows", 25)], page)
    text = page.read_text()
    found = sections(text)
    assert list(found) == ["intake", "lists"]
    assert "| a page | 3 ms | at most 6 ms | 0.50 |" in found["lists"]
    assert "9 ms" not in text
    assert "| a report | 3.25 ms of CPU | at most 4 ms of CPU | 0.81 |" in found["intake"]
    assert "| rows | 25 | | |" in found["lists"]
    assert "PostgreSQL" in found["lists"]
    assert "not held" not in text.partition("##")[2]


def test_what_is_recorded_names_no_place_of_the_machine():
    assert _told(["--cases", "500", "--keep", "/a/place", "--record", "--out", "x"]) == ["--cases", "500"]


def test_help_of_a_bench_tells_its_own_options(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["bench", "requests", "--help"])
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert "--keep" in told
    assert "--record" in told
    assert main(["bench", "--help"]) == 0
    assert "requests" in capsys.readouterr().out


def test_every_bench_can_be_read_and_gives_its_figures():
    """Nothing calls them but the command: one that could not be read stood so for a day."""
    names = {path.stem for path in (ROOT / "bench").glob("*.py")} - set(WITHOUT_A_PART)
    given = {name: import_module(f"bench.{name}").run.__annotations__["return"] for name in names}
    assert set(given.values()) == {"list[Figure]"}, given
