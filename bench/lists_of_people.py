"""Lists of generated people as three agencies would keep them, with who is who beside them. Nobody of them exists.

People come from `bench.people` (names by the weights of the pack). Each record writes its person anew: another romanisation, Khmer
letters, a slip, the given name first, a middle name left out; the year of birth missing or off; the sex missing or wrong; the province
another one, the district missing. How often each happens stands here as numbers chosen by us and not measured in any agency; they were
set so that splink by itself reaches about the recall that it had in an earlier trial.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.people import Someone, _other, _slip, people

LISTS, ON_LIST, TWICE = ("police", "ngo", "social"), (0.5, 0.45, 0.45), 0.03
KHMER, ANOTHER_SPELLING, SLIP, GIVEN_FIRST, MIDDLE_LEFT_OUT = 0.02, 0.08, 0.06, 0.02, 0.04
NO_YEAR, YEAR_OFF_ONE, YEAR_OFF_TWO = 0.05, 0.06, 0.02
NO_SEX, OTHER_SEX, NO_PLACE, OTHER_PROVINCE, NO_DISTRICT, OTHER_DISTRICT, DISTRICTS = (
    0.03,
    0.01,
    0.03,
    0.03,
    0.15,
    0.04,
    8,
)
PROVINCES = [f"{number:02d}" for number in range(1, 26)]
COLUMNS = ("id", "name", "birth", "sex", "place")


@dataclass(frozen=True)
class Kept:
    """One record of one list; `person`: whose it truly is."""

    list: str
    id: str
    name: str
    birth: str
    sex: str
    place: str
    person: int


def records(count: int, seed: int) -> Iterator[Kept]:
    """So many records over all lists, the same for the same seed."""
    rng, made, person = random.Random(seed + 7), 0, 0
    for person, who in enumerate(people(count, PROVINCES, seed)):
        sex, home = rng.choice("mf"), f"{who.province}{rng.randint(1, DISTRICTS):02d}"
        for name, share in zip(LISTS, ON_LIST, strict=True):
            if rng.random() >= share:
                continue
            for _ in range(1 + (rng.random() < TWICE)):
                if made == count:
                    return
                made += 1
                yield Kept(
                    name,
                    f"{name[0]}{made}",
                    _name(who, rng),
                    _year(who.year, rng),
                    _sex(sex, rng),
                    _place(home, rng),
                    person,
                )


def write(folder: Path, count: int, seed: int) -> tuple[list[Path], Path]:
    """A CSV file of each list, and one of (list, id, person)."""
    kept = list(records(count, seed))
    random.Random(seed).shuffle(kept)
    paths = [folder / f"{name}.csv" for name in LISTS]
    for name, path in zip(LISTS, paths, strict=True):
        _write(path, COLUMNS, ([one.id, one.name, one.birth, one.sex, one.place] for one in kept if one.list == name))
    truth = folder / "truth.csv"
    _write(truth, ("list", "id", "person"), ([one.list, one.id, one.person] for one in kept))
    return paths, truth


def _write(path: Path, columns: tuple[str, ...], rows: Iterator[list[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def _name(who: Someone, rng: random.Random) -> str:
    words = list(who.words)
    if len(words) > 2 and rng.random() < MIDDLE_LEFT_OUT:
        del words[1]
    if rng.random() < KHMER:
        written = [khmer for khmer, _latin in words]
    else:
        written = [_other(latin, latin, rng) if rng.random() < ANOTHER_SPELLING else latin for _khmer, latin in words]
    if rng.random() < SLIP:
        at = rng.randrange(len(written))
        written[at] = _slip(written[at], rng)
    if rng.random() < GIVEN_FIRST:
        written = written[1:] + written[:1]
    return " ".join(written)


def _year(year: int, rng: random.Random) -> str:
    chance = rng.random()
    if chance < NO_YEAR:
        return ""
    if chance < NO_YEAR + YEAR_OFF_ONE:
        return str(year + rng.choice((-1, 1)))
    return str(year + rng.choice((-2, 2)) if chance < NO_YEAR + YEAR_OFF_ONE + YEAR_OFF_TWO else year)


def _sex(sex: str, rng: random.Random) -> str:
    chance = rng.random()
    if chance < NO_SEX:
        return ""
    return sex if chance >= NO_SEX + OTHER_SEX else "fm"[sex == "f"]


def _place(home: str, rng: random.Random) -> str:
    chance = rng.random()
    if chance < NO_PLACE:
        return ""
    if chance < NO_PLACE + OTHER_PROVINCE:
        home = rng.choice(PROVINCES) + home[2:]
    elif chance < NO_PLACE + OTHER_PROVINCE + OTHER_DISTRICT:
        home = home[:2] + f"{rng.randint(1, DISTRICTS):02d}"
    return home[:2] if rng.random() < NO_DISTRICT else home
