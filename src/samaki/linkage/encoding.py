"""Codes of records under a key, so that lists of agencies can be linked by somebody who reads no name. They can be attacked; see below.

One Bloom filter a record over all its fields (Schnell, Bachteler and Reiher 2011), positions drawn from HMAC-SHA-512 for each token alone
(random hashing; the double hashing of 2009 was broken by Niedermeyer and others 2014), folded once by exclusive or (Schnell and Borgs
2016). Salting with the year of birth is a choice: it hardens, and loses whoever's years differ. What remains: a code is no encryption.
Who holds the key can encode guesses and compare; who holds many codes and knows how frequent names are can find some again by frequent
patterns (Kuzu and others 2011; Christen and others 2018), and by how codes are alike among each other (Vidanage and others 2020).
"""

from __future__ import annotations

import base64
import hmac
import os
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from samaki.linkage.problems import Unlinkable
from samaki.linkage.records import Record, Records, cells, check_columns, check_ids, check_names

BITS, FOLDED = 1024, 512
KEY_BYTES, LEAST_KEY = 32, 32
MARK = "x"
"""Before a code, so that no spreadsheet takes it for a number or a formula."""
COLUMNS = ("id", "code", "decoy", "scheme")
SCHEME = re.compile(r"samaki-2-(plain|year)-([0-9a-f]{8})")
DECOYS = 0.2
"""For five records one that is nobody: name, birth, sex and place each of another record. How like others decoys are tells whoever links
how often that happens by chance, without one true answer."""
SOUND, LETTERS, YEAR, NEAR_YEAR, DAY, PART_OF_DAY, SEX, PROVINCE, DISTRICT, COMMUNE = 12, 3, 12, 3, 14, 3, 3, 10, 12, 8
Bits = NDArray[np.uint8]


class Coded(NamedTuple):
    """One list of codes: random ids, one row of bits a record, which are decoys, and how they were made."""

    list: str
    ids: Sequence[str]
    bits: Bits
    decoy: NDArray[np.bool_]
    scheme: str


def new_key(path: Path) -> None:
    """Writes a new key, for the owner alone to read. Raises OSError where the file is there already."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as file:
        file.write(base64.b64encode(os.urandom(KEY_BYTES)) + b"\n")


def read_key(path: Path) -> bytes:
    """The key of the file. Raises Unlinkable, OSError."""
    key = path.read_bytes().strip()
    if len(key) < LEAST_KEY:
        raise Unlinkable(
            f"{path.name} is no key: a key has at least {LEAST_KEY} characters. ./samaki encode --new-key makes one."
        )
    return key


def scheme_of(key: bytes, by_year: bool) -> str:
    """What is written on each row: whether years salt, and a check that tells two keys apart and nothing else of them."""
    return f"samaki-2-{'year' if by_year else 'plain'}-{hmac.digest(key, b'samaki linkage check', 'sha512')[:4].hex()}"


def encoded(records: Records, key: bytes, by_year: bool = False) -> Bits:
    """One row of packed bits for each record."""

    @lru_cache(maxsize=1 << 20)
    def places(token: str, count: int) -> tuple[int, ...]:
        drawn = np.frombuffer(hmac.digest(key, token.encode(), "sha512"), "<u2")[:count] % BITS
        return tuple(map(int, drawn))

    whole = np.zeros((len(records), BITS), np.uint8)
    for at, record in enumerate(records):
        salt = f"{record.birth.year or ''}|" if by_year else "|"
        whole[at, [place for token, count in _tokens(record) for place in places(salt + token, count)]] = 1
    return np.packbits(whole[:, :FOLDED] ^ whole[:, FOLDED:], axis=1)


def _tokens(record: Record) -> Iterator[tuple[str, int]]:
    """What is told of a record, and in how many places it is marked: the more, the more it weighs. The sex is marked with the year and
    those beside it: marked by itself, half of all codes shared its places, and whoever held only codes parted them by sex (99 of 100;
    `bench attacks`)."""
    spelling, (year, day), place = record.spelling, record.birth, record.place
    for sound in {*filter(None, (spelling.first, spelling.last)), *(spelling.middle or "").split()}:
        yield f"sound {sound}", SOUND
    for word in filter(None, (spelling.first_latin, spelling.last_latin)):
        yield from ((f"letters {word[i : i + 2]}", LETTERS) for i in range(len(word) - 1))
    if year:
        yield f"year {year}", YEAR
        yield from ((f"near {one}", NEAR_YEAR) for one in (year - 1, year, year + 1))
    if day:
        yield from ((f"day {day}", DAY), (f"month {day // 100}", PART_OF_DAY), (f"of month {day % 100}", PART_OF_DAY))
    if record.sex:
        near = [str(one) for one in (year - 1, year, year + 1)] if year else [""]
        yield from ((f"sex {record.sex} {one}", SEX) for one in near)
    told = ((place.province, PROVINCE), (place.district, DISTRICT), (place.commune, COMMUNE))
    yield from ((f"place {value}", count) for value, count in told if value)


def with_decoys(records: Records, rng: np.random.Generator) -> tuple[Records, NDArray[np.bool_], list[int]]:
    """The records and their decoys in an order that says nothing, which are decoys, and where each record stood before (-1: nowhere)."""
    extra = max(1, round(len(records) * DECOYS))

    def others() -> NDArray[np.int64]:
        return rng.permutation(len(records))[:extra]

    together = [("lists",), ("ids",), ("names", "spellings"), ("births",), ("sexes",), ("places",)]
    drawn = {name: at for names in together for at in [others()] for name in names}
    columns = [getattr(records, name) for name in Records.__dataclass_fields__]
    made = [
        [column[at] for at in drawn[name]] for name, column in zip(Records.__dataclass_fields__, columns, strict=True)
    ]
    order = rng.permutation(len(records) + extra)
    joined = [[*column, *more] for column, more in zip(columns, made, strict=True)]
    mixed = [[column[at] for at in order] for column in joined]
    before = [int(at) if at < len(records) else -1 for at in order]
    return Records(*mixed), np.array(before) < 0, before


def rows_of(bits: Bits, decoy: Sequence[bool] | NDArray[np.bool_], scheme: str) -> Iterator[list[object]]:
    """The rows of a file of codes, numbered as they stand."""
    for number, (row, nobody) in enumerate(zip(bits, decoy, strict=True), 1):
        yield [number, MARK + row.tobytes().hex(), int(nobody), scheme]


def is_coded(path: Path) -> bool:
    """Whether the first row of the file names a column of codes. Raises Unlinkable, OSError."""
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        return {"id", "code", "scheme"} <= {cell.strip().lower() for cell in file.readline().split(",")}


def read_all(paths: Sequence[Path]) -> list[Coded]:
    """The lists of codes, which must be of one key. Raises Unlinkable, OSError."""
    check_names(paths)
    found = [read(path) for path in paths]
    for one in found[1:]:
        if one.scheme != found[0].scheme:
            raise Unlinkable(f"{one.list} and {found[0].list} were encoded under different keys or in different ways ({one.scheme}, "
                             f"{found[0].scheme}): their codes cannot be compared. Encode both again with one key.")  # fmt: skip
    return found


def read(path: Path) -> Coded:
    """One list of codes. Raises Unlinkable, OSError."""
    header, numbers, rows = cells(path)
    check_columns(header, path.name, COLUMNS, COLUMNS)
    columns = dict(zip(header, zip(*rows, strict=True), strict=True)) if rows else {}
    check_ids(path.name, numbers, columns.get("id", ()))
    for number, scheme, decoy in zip(numbers, columns["scheme"], columns["decoy"], strict=True):
        if not SCHEME.fullmatch(scheme) or scheme != columns["scheme"][0]:
            raise Unlinkable(
                f"{path.name}, row {number}: the scheme is not one that ./samaki encode writes, or not that of the first row."
            )
        if decoy not in ("0", "1"):
            raise Unlinkable(f"{path.name}, row {number}: decoy is 0 or 1; there stands “{decoy[:40]}”.")
    bits = np.stack(
        [_bits(code, f"{path.name}, row {number}") for number, code in zip(numbers, columns["code"], strict=True)]
    )
    return Coded(
        path.stem, [one.strip() for one in columns["id"]], bits, np.array(columns["decoy"]) == "1", columns["scheme"][0]
    )


def _bits(code: str, where: str) -> Bits:
    try:
        found = bytes.fromhex(code.removeprefix(MARK))
    except ValueError:
        found = b""
    if len(found) != FOLDED // 8 or not code.startswith(MARK):
        raise Unlinkable(f"{where}: this is no code of ./samaki encode; was the cell cut or changed?")
    return np.frombuffer(found, np.uint8)


def chance() -> np.random.Generator:
    """Drawn from the system's own chance: nobody can draw the order or the decoys again."""
    return np.random.default_rng()
