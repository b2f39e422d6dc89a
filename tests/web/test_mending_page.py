"""Every operation has its mistake and its mending on the page for users, and its word after it is done."""

import re
from pathlib import Path

import pytest

from samaki.web.said import SILENT, WORDS
from tests.ledger.test_ledger import stories

PAGES = [Path(__file__).parents[2] / "docs/how-to" / f"mend-a-mistake{tongue}.md" for tongue in ("", ".km")]


def names():
    return sorted(name.rsplit(".", 1)[1] for name in stories())


def rows(page):
    lines = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_operation_stands_in_the_table_once_with_its_mending(page):
    told = [name for row in rows(page) for name in re.findall(r"`(\w+)`", row[-1])]
    assert sorted(told) == names(), set(told) ^ set(names())
    assert all(len(row) == 4 and all(row) for row in rows(page))


def test_every_operation_has_its_word():
    assert sorted(set(WORDS) | SILENT) == names(), (set(WORDS) | SILENT) ^ set(names())
    assert not set(WORDS) & SILENT
