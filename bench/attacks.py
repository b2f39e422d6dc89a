"""Attacks on lists of codes by somebody without the key: whom does a known list find again by who is how like whom, and what do bits tell?

`./samaki bench attacks`. Generated lists. The attacker holds a list of names in clear and encodes it under a key of their own: how like two
people are hardly depends on the key, so both lists are drawn as graphs of likeness and laid upon one another (Vidanage and others 2020;
here profiles of likeness first, then one-to-one matches that keep likeness to those matched, again and again). Attackers: with the very
list in clear, with the list of another agency (and knowing whose some codes are), and one who has only the codes and wants the sex of
each. Beside them stands who has the key. Nothing is asked of the figures: they tell what a code is worth. A better attack finds more.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from bench.figures import Figure

SEED, ROUNDS, SURE, KNOWN = 2015, 25, 0.25, 100
"""KNOWN: codes of which the attacker knows whose they are. SURE: the share of matches that count as held in the first round; all do in the
last."""
Shares = NDArray[np.float64]
Places = NDArray[np.int64]


def run(options: argparse.Namespace) -> list[Figure]:
    """What each attacker finds, of plain codes and of those salted by year."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samaki.settings")
    with tempfile.TemporaryDirectory(prefix="samaki-bench-") as name:
        folder = Path(name)
        lists = _lists(folder, options)
    told = []
    for by_year in (False, True):
        how = "salted by year" if by_year else "plain"
        told += [Figure(f"{who}, {how}", value) for who, value in _found(lists, by_year).items()]
    return [Figure("codes attacked", len(lists["police"][0])), *told]


def _lists(folder: Path, options: argparse.Namespace) -> dict[str, tuple[Any, list[str]]]:
    """Each list as records, and whose each record is."""
    import csv

    from bench.lists_of_people import write
    from samaki.linkage import records

    paths, truth = write(folder, options.records, options.seed)
    with truth.open(encoding="utf-8") as file:
        person = {(row["list"], row["id"]): row["person"] for row in csv.DictReader(file)}
    told = {path.stem: records.read(path) for path in paths}
    return {name: (one, [person[name, key] for key in one.ids]) for name, one in told.items()}


def _found(lists: dict[str, tuple[Any, list[str]]], by_year: bool) -> dict[str, float]:
    """Share of those who could be found that are found. The codes are those of the police."""
    from samaki.linkage import encoding

    (police, whose), (ngo, theirs) = lists["police"], lists["ngo"]
    secret, own = b"the key of the agencies, of a bench", b"a key that the attacker has made up"
    codes = encoding.encoded(police, secret, by_year)
    known = [(police, whose, "the very list in clear"), (ngo, theirs, "another agency's list in clear")]
    told = {}
    for clear, people, who in known:
        guess = laid_upon(likeness(codes, codes), likeness(*[encoding.encoded(clear, own, by_year)] * 2))
        told[f"found without the key, by {who}"] = right(whose, people, guess)
    there = {person: at for at, person in enumerate(theirs)}
    both = [(at, there[person]) for at, person in enumerate(whose) if person in there]
    few, others = np.array(both[:KNOWN]), [whose[at] if at >= both[KNOWN][0] else "" for at in range(len(whose))]
    guess = laid_upon(
        likeness(codes, codes), likeness(*[encoding.encoded(ngo, own, by_year)] * 2), (few[:, 0], few[:, 1])
    )
    told[f"found without the key, by another agency's list and {KNOWN} codes known"] = right(others, theirs, guess)
    with_key = likeness(codes, encoding.encoded(ngo, secret, by_year)).argmax(axis=1)
    told["found with the key, by another agency's list in clear"] = right(whose, theirs, with_key)
    told["sex told by the codes alone, of 1 (a guess: about 0.5)"] = grouped(codes, list(police.sexes))
    told[f"sex told by who knows {KNOWN} of them, of 1"] = learnt(codes, list(police.sexes))
    return told


def likeness(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> Shares:
    """Dice of each code with each other one."""
    a, b = (np.unpackbits(side, axis=1).astype(np.float64) for side in (one, other))
    return np.asarray(2 * (a @ b.T) / (a.sum(axis=1)[:, None] + b.sum(axis=1)[None, :] + 1e-9))


def laid_upon(codes: Shares, clear: Shares, known: tuple[Places, Places] | None = None) -> Places:
    """For each code the person of the known list that it is taken for (-1: nobody). `known`: codes and whose they are, to begin with."""
    centred = [_centred(side) for side in (codes, clear)]
    score = -_distance(_profile(codes), _profile(clear))
    if known:
        score = centred[0][:, known[0]] @ centred[1][:, known[1]].T
    for turn in range(ROUNDS if not known else ROUNDS // 5):
        left, right_ = linear_sum_assignment(score, maximize=True)
        held = np.argsort(-_margin(score)[left])[: max(2, int(len(left) * min(1, SURE + turn / ROUNDS)))]
        left, right_ = left[held], right_[held]
        score = centred[0][:, left] @ centred[1][:, right_].T / len(left)
    guess = np.full(len(codes), -1)
    left, right_ = linear_sum_assignment(score, maximize=True)
    guess[left] = right_
    return guess


def _profile(likely: Shares) -> Shares:
    """How like one is to all others, from the most to the least: what does not depend on names."""
    others = np.sort(likely, axis=1)[:, ::-1][:, 1:]
    shares = np.unique((np.geomspace(1, others.shape[1], 60) - 1).astype(int)) / others.shape[1]
    told = others[:, (shares * others.shape[1]).astype(int)]
    return np.asarray((told - told.mean(axis=0)) / (told.std(axis=0) + 1e-9))


def _distance(one: Shares, other: Shares) -> Shares:
    return np.asarray((one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1)[None, :] - 2 * one @ other.T)


def _margin(score: Shares) -> Shares:
    """How far the best stands before the second."""
    best = np.partition(score, -2, axis=1)[:, -2:]
    return np.asarray(best.max(axis=1) - best.min(axis=1))


def _centred(likely: Shares) -> Shares:
    """What is unusual of a pair, given how like both are to everybody; nobody is like themselves."""
    told = likely - likely.mean(axis=1)[:, None] - likely.mean(axis=0)[None, :] + likely.mean()
    np.fill_diagonal(told, 0)
    return np.asarray(told / told.std())


def right(whose: list[str], people: list[str], guess: Places) -> float:
    """Of the codes whose person is on the known list, the share that is taken for them."""
    there = set(people)
    could = [at for at, who in enumerate(whose) if who in there]
    return round(sum(guess[at] >= 0 and people[guess[at]] == whose[at] for at in could) / len(could), 4)


def grouped(codes: NDArray[np.uint8], sexes: list[str | None]) -> float:
    """Two groups by the direction in which codes differ most, of the first five the one that tells most: a few known people show which."""
    bits = np.unpackbits(codes, axis=1).astype(np.float64)
    bits -= bits.mean(axis=0)
    female, told = np.array([sex == "f" for sex in sexes]), np.array([sex is not None for sex in sexes])
    _left, _sizes, ways = np.linalg.svd(bits, full_matrices=False)
    shares = [float(((bits @ way > 0) == female)[told].mean()) for way in ways[:5]]
    return round(max(max(one, 1 - one) for one in shares), 4)


def learnt(codes: NDArray[np.uint8], sexes: list[str | None]) -> float:
    """Each other code by what bits of the known ones tell (ridge regression)."""
    told = np.array([sex is not None for sex in sexes])
    bits = np.unpackbits(codes, axis=1).astype(np.float64)[told]
    female = np.array([1.0 if sex == "f" else -1.0 for sex in sexes])[told]
    bits -= bits[:KNOWN].mean(axis=0)
    known, mean = bits[:KNOWN], female[:KNOWN].mean()
    weights = known.T @ np.linalg.solve(known @ known.T + 30 * np.eye(len(known)), female[:KNOWN] - mean)
    return round(float((np.sign(bits[KNOWN:] @ weights + mean) == female[KNOWN:]).mean()), 4)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    parser.add_argument("--records", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=SEED)
