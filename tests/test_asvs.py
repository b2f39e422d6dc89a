"""The list of ASVS 5.0 in docs/security.md: every item that we set ourselves stands there, and every test that it names exists."""

import ast
import re
from functools import cache

from samaki.database.folder import ROOT

OURS = """
1.2.4 1.2.10 2.3.1 2.3.3 2.3.5 2.4.1 3.3.3 3.4.3 3.4.6 3.5.1 5.2.2 5.3.2 6.3.3 6.3.8 6.5.6 7.4.2 7.5.3 8.2.1 8.2.2 8.2.3 8.3.2 8.4.1
11.3.3 13.3.1 14.2.1 14.2.6 14.2.7 14.2.8 14.3.1 14.3.2 14.3.3 15.3.3 15.4.2 16.3.2 16.5.3
"""
TEXT = (ROOT / "docs/security.md").read_text(encoding="utf-8")


def items():
    """(numbers, what it asks, proof) of each line of the table."""
    part = TEXT.split("## ASVS 5.0, item by item")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@cache
def functions_in(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")}


def named(proof):
    return re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", proof)


def test_every_item_that_we_set_ourselves_stands_there_once():
    numbers = [number for cells in items() for number in re.findall(r"\d+\.\d+\.\d+", cells[0])]
    assert len(numbers) == len(set(numbers))
    assert set(OURS.split()) <= set(numbers)


def test_each_has_a_test_that_exists_or_is_the_operators_duty():
    for item, asks, proof in items():
        assert asks, item
        assert named(proof) or "operator's duty" in proof, item
        for path, name in named(proof):
            assert (ROOT / path).is_file(), (item, path)
            assert not name or name in functions_in(path), (item, path, name)


def test_every_proof_that_the_document_names_anywhere_exists():
    for path, name in named(TEXT):
        assert (ROOT / path).is_file(), path
        assert not name or name in functions_in(path), (path, name)
    for folder in re.findall(r"`(tests/[\w/]+/)`", TEXT):
        assert (ROOT / folder).is_dir(), folder


def test_nobody_claims_a_certificate():
    assert "nothing here is a certificate" in TEXT
    assert "is certified for nothing" in TEXT
