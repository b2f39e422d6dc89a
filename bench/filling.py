"""A database full of synthetic people, fast: rows as the operations write them, copied in bulk, every name sealed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from psycopg import sql

from bench.people import Someone
from samaki.agencies.models import Member
from samaki.database import uuid7
from samaki.names import persons
from samaki.vault import blind, sealing, wrapping

PORTION = 20_000
TABLES = {
    "case": ("id", "code", "state", "area", "source", "urgency", "conditions", "offences", "opened_by_unit", "opened_at", "synthetic",
             "version"),
    "relation": ("id", "case_id", "unit", "compartment", "ground", "since"),
    "person": ("id", "case_id", "part", "compartment", "child_id", "number", "sex", "age", "age_estimated", "victim_status",
               "standing", "recorded_at", "version"),
    "data_key": ("id", "case_id", "wrapped", "key_version", "made_at"),
    "identity_record": ("id", "case_id", "child_id", "person_id", "kind", "sealed", "version", "unit", "recorded_by", "occurred_at",
                        "occurred_precision", "recorded_at"),
    "name_keys": ("id", "case_id", "child_id", "person_id", "version", "keys"),
    "bench_clear": ("id", "latin", "km", "year", "province"),
}  # fmt: skip
CLEAR = """create extension if not exists pg_trgm;
create table bench_clear (id uuid, latin text, km text, year int, province text)"""
INDEXES = """create index on bench_clear using gin (latin gin_trgm_ops);
create index on bench_clear (province, year);
create index name_keys_found on name_keys using gin (keys) with (fastupdate = off)"""


def fill(owner: Any, everybody: list[Someone], by: Member, now: datetime) -> list[UUID]:
    """One case, relation, person, key, sealed name and blind keys for each; the ids of the people in their order."""
    persons.sound_of = lru_cache(maxsize=10_000)(persons.sound_of)  # the same few hundred words come again and again
    with owner.cursor() as cursor:
        for line in CLEAR.split(";"):
            cursor.execute(line)
        _guard(cursor, on=False)
        ids = [_copied(cursor, everybody[at : at + PORTION], by, now) for at in range(0, len(everybody), PORTION)]
        cursor.execute("set maintenance_work_mem = '512MB'")
        for line in INDEXES.split(";"):
            cursor.execute(line)
        _guard(cursor, on=True)
        cursor.execute("vacuum analyze")
        cursor.execute(
            "alter table name_keys no force row level security"
        )  # so that the bench may count keys afterwards
    return [key for portion in ids for key in portion]


def _guard(cursor: Any, *, on: bool) -> None:
    """The owner, on whom row security is forced too, lifts it and the triggers to fill the tables."""
    for table in TABLES:
        if table != "bench_clear":
            name, word = sql.Identifier(table), sql.SQL("" if on else "no ")
            cursor.execute(sql.SQL("alter table {} {}force row level security").format(name, word))
            way = sql.SQL("enable" if on else "disable")
            cursor.execute(sql.SQL("alter table {} {} trigger user").format(name, way))
    if not on:
        cursor.execute("drop index name_keys_found")


def _copied(cursor: Any, portion: list[Someone], by: Member, now: datetime) -> list[UUID]:
    rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
    for who in portion:
        for table, row in _rows(who, by, now):
            rows[table].append(row)
    for table, columns in TABLES.items():
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        with cursor.copy(sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), names)) as copy:
            for row in rows[table]:
                copy.write_row(row)
    return [row[0] for row in rows["person"]]


def _rows(who: Someone, by: Member, now: datetime) -> Iterator[tuple[str, tuple[Any, ...]]]:
    case, person, record, unit = uuid7(), uuid7(), uuid7(), by.unit_id
    key, key_id = os.urandom(32), uuid7()
    told = {"name_km": who.km, "name_latin": who.latin, "birth_date": str(who.year) if who.year_known else ""}
    content = json.dumps({name: text for name, text in told.items() if text}, ensure_ascii=False)
    yield "case", (case, case.hex, "open", who.province, "police_own", "normal", "[]", "[]", unit, now, True, 1)
    yield "relation", (uuid7(), case, unit, "identity", "holds_step", now)
    yield "person", (person, case, "survivor", "case", person, 1, "unknown", now.year - who.year, True, "", "", now, 1)
    yield "data_key", (key_id, case, wrapping.wrap(key, key_id), 1, now)
    sealed = sealing.seal(key, content, f"identity_record.sealed.{record}")
    yield "identity_record", (record, case, person, person, "identity", sealed, 1, unit, by.id, now, "instant", now)
    keys = blind.stored_keys([who.km, who.latin], who.year if who.year_known else None, who.province)
    yield "name_keys", (uuid7(), case, person, person, 1, keys)
    yield "bench_clear", (person, who.latin, who.km, who.year if who.year_known else None, who.province)
