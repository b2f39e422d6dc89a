"""Lists of generated people as three agencies would keep them, with who is who beside them. Nobody of them exists.

People come from `bench.people` (names by the weights of the pack). Each record writes its person anew: another romanisation, Khmer
letters, a slip, the given name first, a middle name left out; the year of birth missing or off, the day told by some lists only, with
day and month exchanged or one of them wrong, or 1 January for "not known"; the sex missing or wrong; the province another one, the
district or commune missing or another. How often each happens stands here as numbers chosen by us and not measured in any agency.
`lean`: lists of years and districts alone, without days and communes, as this generator first was.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.people import Someone, _other, _slip, people

LISTS, ON_LIST, TWICE = ("police", "ngo", "social"), (0.5, 0.45, 0.45), 0.03
KHMER, ANOTHER_SPELLING, SLIP, GIVEN_FIRST, MIDDLE_LEFT_OUT = 0.02, 0.08, 0.06, 0.02, 0.04
NO_YEAR, YEAR_OFF_ONE, YEAR_OFF_TWO = 0.05, 0.06, 0.02
KNOWS_DAY, DAY_WRITTEN, EXCHANGED, DAY_WRONG, AS_NEW_YEAR = 0.85, 0.85, 0.02, 0.04, 0.15
COMMUNES, COMMUNE_WRITTEN, OTHER_COMMUNE = 9, 0.5, 0.06
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
    true_name: str


@dataclass(frozen=True)
class _Home:
    place: str
    commune: str
    day: tuple[int, int] | None


def records(count: int, seed: int, lean: bool = False) -> Iterator[Kept]:
    """So many records over all lists, the same for the same seed."""
    rng, made = random.Random(seed + 7), 0
    for person, who in enumerate(people(count, PROVINCES, seed)):
        sex, home = rng.choice("mf"), _home(who, rng, lean)
        true_name = " ".join(khmer for khmer, _latin in who.words)
        for name, share in zip(LISTS, ON_LIST, strict=True):
            if rng.random() >= share:
                continue
            for _ in range(1 + (rng.random() < TWICE)):
                if made == count:
                    return
                made += 1
                written = (
                    _name(who, rng),
                    _birth(who.year, home.day, rng, lean),
                    _sex(sex, rng),
                    _place(home, rng, lean),
                )
                yield Kept(name, f"{name[0]}{made}", *written, person, true_name)


def _home(who: Someone, rng: random.Random, lean: bool) -> _Home:
    place = f"{who.province}{rng.randint(1, DISTRICTS):02d}"
    day = (rng.randint(1, 12), rng.randint(1, 28)) if not lean and rng.random() < KNOWS_DAY else None
    return _Home(place, f"{rng.randint(1, COMMUNES):02d}", day)


def write(folder: Path, count: int, seed: int, lean: bool = False) -> tuple[list[Path], Path]:
    """A CSV file of each list, and one of (list, id, person, true_name)."""
    kept = list(records(count, seed, lean))
    random.Random(seed).shuffle(kept)
    paths = [folder / f"{name}.csv" for name in LISTS]
    for name, path in zip(LISTS, paths, strict=True):
        _write(path, COLUMNS, ([one.id, one.name, one.birth, one.sex, one.place] for one in kept if one.list == name))
    truth = folder / "truth.csv"
    _write(
        truth, ("list", "id", "person", "true_name"), ([one.list, one.id, one.person, one.true_name] for one in kept)
    )
    return paths, truth


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[list[object]]) -> None:
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


def _birth(year: int, day: tuple[int, int] | None, rng: random.Random, lean: bool) -> str:
    chance = rng.random()
    if chance < NO_YEAR:
        return ""
    if chance < NO_YEAR + YEAR_OFF_ONE:
        year += rng.choice((-1, 1))
    elif chance < NO_YEAR + YEAR_OFF_ONE + YEAR_OFF_TWO:
        year += rng.choice((-2, 2))
    if lean:
        return str(year)
    if day is None or rng.random() >= DAY_WRITTEN:
        return f"{year}-01-01" if rng.random() < AS_NEW_YEAR else str(year)
    return f"{year}-{_day(*day, rng)}"


def _day(month: int, day: int, rng: random.Random) -> str:
    chance = rng.random()
    if chance < EXCHANGED and day <= 12:
        month, day = day, month
    elif chance < EXCHANGED + DAY_WRONG / 2:
        month = rng.randint(1, 12)
    elif chance < EXCHANGED + DAY_WRONG:
        day = rng.randint(1, 28)
    return f"{month:02d}-{day:02d}"


def _sex(sex: str, rng: random.Random) -> str:
    chance = rng.random()
    if chance < NO_SEX:
        return ""
    return sex if chance >= NO_SEX + OTHER_SEX else "fm"[sex == "f"]


def _place(home: _Home, rng: random.Random, lean: bool) -> str:
    chance, place, commune = rng.random(), home.place, home.commune
    if chance < NO_PLACE:
        return ""
    if chance < NO_PLACE + OTHER_PROVINCE:
        place = rng.choice(PROVINCES) + place[2:]
    elif chance < NO_PLACE + OTHER_PROVINCE + OTHER_DISTRICT:
        place = place[:2] + f"{rng.randint(1, DISTRICTS):02d}"
    if rng.random() < NO_DISTRICT:
        return place[:2]
    if lean or rng.random() >= COMMUNE_WRITTEN:
        return place
    return place + (f"{rng.randint(1, COMMUNES):02d}" if rng.random() < OTHER_COMMUNE else commune)
