"""The blind index of names: keyed digests by which a person is found while every name stays sealed (decision 15).

A key is HMAC-SHA-256, under a key of this purpose, of province, birth year and one sound of the name, cut to 64 bits. So
two people share a key only where they share all three, and the table tells little of how frequent a name is. Whoever
holds the key file can try names; whoever holds only the database cannot.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import connections

from samaki.database import current_alias
from samaki.database.prepared import fetch
from samaki.names.persons import asked_sounds, stored_sounds
from samaki.vault.keyfile import kept_key

PURPOSE = "names"
UNKNOWN = ""
"""The year or the province of somebody of whom it is not known: they are looked for there as well."""

MOST_KEYS = 16_000
"""Keys of one question. The less is known (no year, no province), the fewer slips of the name are forgiven."""

MOST_FOUND = 40


def stored_keys(names: Iterable[str], year: int | None, province: str) -> list[int]:
    """The keys of one person, in no telling order."""
    cell = _cell(year if year is not None else UNKNOWN, province)
    key = kept_key(PURPOSE)
    return sorted(_cut(key, f"{cell}{sound}") for sound in stored_sounds(names))


def asked_keys(name: str, years: Iterable[int], provinces: Iterable[str], *, parts: bool = True) -> dict[int, float]:
    """Keys to look for, and what meeting each is worth; at most MOST_KEYS. Unknown years and provinces are asked too.

    `parts`: also who shares only a part of the name; they are many.
    """
    cells = [_cell(year, province) for year in (*years, UNKNOWN) for province in dict.fromkeys((*provinces, UNKNOWN))]
    wanted = [pair for pair in asked_sounds(name).items() if parts or not pair[0].startswith("p:")]
    sounds = sorted(wanted, key=lambda pair: -pair[1])  # of equal worth the likelier order of the parts stands first
    key = kept_key(PURPOSE)
    return {_cut(key, f"{cell}{sound}"): worth for sound, worth in sounds[: MOST_KEYS // len(cells)] for cell in cells}


def keep(person_id: UUID, version: int, keys: list[int], *, replaces: bool) -> None:
    """Put the keys of what an act wrote of a person's name; `replaces`: they are all there is to know, older ones go."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.keep_name_keys(%s, %s, %s::bigint[], %s)", [person_id, version, keys, replaces])


def people_like(asked: Mapping[int, float], most: int = MOST_FOUND) -> list[tuple[UUID, float]]:
    """(person, worth) of those whose name is open to this session, the most alike first."""
    question = "select person, worth from app.people_like(%(keys)s::bigint[], %(worths)s::real[], %(most)s::int)"
    given = {"keys": _array(asked), "worths": _array(asked.values()), "most": most}
    return [(p, w) for p, w in fetch(question, given)]


def _array(numbers: Iterable[float]) -> str:
    """As the server reads it: of hundreds, psycopg's own writing took as long as making the keys."""
    return "{" + ",".join(map(str, numbers)) + "}"


def _cell(year: object, province: str) -> str:
    return f"{province}\x1f{year}\x1f"


def _cut(key: bytes, content: str) -> int:
    return int.from_bytes(hmac.digest(key, content.encode(), "sha256")[:8], "big", signed=True)
