"""Synthetic people with Khmer names, and questions about them as somebody would type them. Nobody of them exists.

Names and their weights come from the pack's `common_names.csv`, other romanisations from the variants of the tests (most of
them made by rule). Neither is a statistic: see `src/samaki/countries/kh/LICENCES.md`.
"""

from __future__ import annotations

import csv
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from samaki.database.folder import ROOT

FIRST_YEAR, LAST_YEAR = 1970, 2018
CAPITAL, IN_THE_CAPITAL = "12", 0.15
YEAR_UNKNOWN, ONE_SCRIPT, TWO_GIVEN = 0.05, 0.6, 0.25
LETTERS = "abcdeghiklmnoprstuvy"


@dataclass(frozen=True)
class Someone:
    """`words`: (Khmer, Latin as in the list) of family and given names; `km`, `latin`: as written on the file, "" where not."""

    words: tuple[tuple[str, str], ...]
    km: str
    latin: str
    year: int
    year_known: bool
    province: str


@dataclass(frozen=True)
class Question:
    """What somebody types to find the person of this number. `kind`: how it differs from what was written."""

    number: int
    name: str
    year: int
    province: str
    kind: str


@cache
def listed() -> tuple[list[tuple[str, str]], list[int], list[tuple[str, str]], list[int]]:
    """Family names and their weights, given names and theirs."""
    rows = list(csv.DictReader((ROOT / "src/samaki/countries/kh/common_names.csv").open(encoding="utf-8")))
    family = [row for row in rows if row["kind"] in ("family", "both")]
    given = [row for row in rows if row["kind"] in ("given", "both")]
    pairs = [[(row["khmer"], row["latin"]) for row in part] for part in (family, given)]
    weights = [[int(row["weight"]) ** 2 for row in part] for part in (family, given)]
    return pairs[0], weights[0], pairs[1], weights[1]


@cache
def variants() -> dict[str, list[str]]:
    """A Latin spelling -> others of the same name."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in csv.DictReader((ROOT / "tests/names/person_variants.csv").open(encoding="utf-8")):
        found[row["latin_a"]].add(row["latin_b"])
        found[row["latin_b"]].add(row["latin_a"])
    return {name: sorted(others - {name}) for name, others in found.items() if others - {name}}


def people(count: int, provinces: list[str], seed: int) -> Iterator[Someone]:
    """So many people, the same for the same seed."""
    rng = random.Random(seed)
    family, weights, given, given_weights = listed()
    families = rng.choices(family, weights, k=count)
    first, second = (rng.choices(given, given_weights, k=count) for _ in range(2))
    for number in range(count):
        words = (families[number], first[number]) + ((second[number],) if rng.random() < TWO_GIVEN else ())
        chosen = rng.random()
        km = " ".join(k for k, _latin in words) if chosen > ONE_SCRIPT / 2 else ""
        latin = " ".join(_romanised(w, rng) for _k, w in words) if chosen < 1 - ONE_SCRIPT / 2 else ""
        province = CAPITAL if rng.random() < IN_THE_CAPITAL else rng.choice(provinces)
        year = rng.randint(FIRST_YEAR, LAST_YEAR)
        yield Someone(words, km, latin, year, rng.random() >= YEAR_UNKNOWN, province)


def _romanised(latin: str, rng: random.Random) -> str:
    """As one clerk or another writes it."""
    return rng.choice([latin, latin, *variants().get(latin, [])])


def question(number: int, who: Someone, rng: random.Random) -> Question:
    """The name romanised in another way or with a slip; a fifth with the given name first; the year off by up to two."""
    words = [_other(latin, who.latin, rng) for _k, latin in who.words]
    kind = "romanised"
    if rng.random() < 0.5:
        kind, at = "misspelt", rng.randrange(len(words))
        words[at] = _slip(words[at], rng)
    if rng.random() < 0.2:
        words = words[1:] + words[:1]
    kind += ", other script" if not who.latin else ""
    return Question(number, " ".join(words), who.year + rng.randint(-2, 2), who.province, kind)


def _other(latin: str, written: str, rng: random.Random) -> str:
    """A spelling that is not the one on the file, where there is another."""
    others = [one for one in (latin, *variants().get(latin, [])) if one not in written.split()]
    return rng.choice(others or [latin])


def _slip(word: str, rng: random.Random) -> str:
    """One letter left out, doubled in error, changed, or two exchanged; never the first."""
    at = rng.randrange(1, max(2, len(word)))
    letter = rng.choice(LETTERS)
    return rng.choice([
        word[:at] + word[at + 1 :], word[:at] + letter + word[at:], word[:at] + letter + word[at + 1 :],
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    ])  # fmt: skip


def ceiling(asked: list[Question], everybody: list[Someone], most: int) -> float:
    """What the best searcher could reach: of `h` people whose true name and province are the same and whose birth year lies
    within two years of the one asked, or is not on the file, `most` can be shown, and nothing tells them apart."""
    alike: dict[tuple[object, str], Counter[int | None]] = defaultdict(Counter)
    for who in everybody:
        alike[who.words, who.province][who.year if who.year_known else None] += 1
    best = 0.0
    for one in asked:
        target = everybody[one.number]
        years = alike[target.words, target.province]
        same = years[None] + sum(years[year] for year in range(one.year - 2, one.year + 3))
        best += min(1.0, most / max(same, 1))
    return best / len(asked)
