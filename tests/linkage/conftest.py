"""Lists of generated people, written and linked once for all that look at what came out."""

import csv
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import pytest
from bench.lists_of_people import write

from samaki.cli.__main__ import main

NEEDS = "the extra `linkage` is not installed (requirements-linkage.txt); ./samaki test installs it"
Key = tuple[str, str]


class Linked(NamedTuple):
    lists: list[Path]
    out: Path
    person: dict[Key, str]

    def pairs(self, name: str, folder: Path | None = None) -> list[dict[str, str]]:
        with ((folder or self.out) / name).open(encoding="utf-8-sig") as file:
            return list(csv.DictReader(file))

    def is_one(self, row: dict[str, str]) -> bool:
        return self.person[row["list_a"], row["id_a"]] == self.person[row["list_b"], row["id_b"]]

    def true_pairs(self) -> set[frozenset[Key]]:
        of: dict[str, list[Key]] = {}
        for key, who in self.person.items():
            of.setdefault(who, []).append(key)
        return {frozenset(pair) for keys in of.values() for pair in combinations(keys, 2)}


def keys_of(row: dict[str, str]) -> frozenset[Key]:
    return frozenset({(row["list_a"], row["id_a"]), (row["list_b"], row["id_b"])})


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SAMAKI_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "samaki.settings.testing")


@pytest.fixture(scope="package")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Linked:
    pytest.importorskip("splink", reason=NEEDS)
    folder = tmp_path_factory.mktemp("lists")
    paths, truth = write(folder, 3000, 7)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SAMAKI_DATA", str(folder / "data"))
        patch.setenv("DJANGO_SETTINGS_MODULE", "samaki.settings.testing")
        assert main(["link", *map(str, paths), "--out", str(folder / "out"), "--review", "60"]) == 0
    person = {(row["list"], row["id"]): row["person"] for row in csv.DictReader(truth.open(encoding="utf-8"))}
    return Linked(paths, folder / "out", person)
