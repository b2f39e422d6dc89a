"""Thousands of synthetic cases, fast: a few are played by the real operations, then their rows are copied in bulk.

The copies are what the operations wrote, with keys, codes and times of their own: the same steps, relations and
hand-offs. Words (sealed), ledger and notices are not copied: no list reads them. Everything is marked synthetic.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Membership, Unit
from samaki.cases.codes import new_code
from samaki.cases.states import OPEN
from samaki.handoffs.states import LIVE
from samaki.simulation import cast, demo
from samaki.simulation.player import Player

TEMPLATES = 40
SCENES = (
    demo.scene_underway, demo.scene_own_work, demo.scene_just_opened, demo.scene_answers, demo.scene_in_court,
    demo.scene_answers, demo.scene_pauses, demo.scene_finished, demo.scene_underway, demo.scene_answers,
)  # fmt: skip
COPIED = ("case", "strand", "person", "step", "handoff", "relation", "arrival")
KEYS = {"id", "case_id", "strand_id", "step_id", "child_id", "person_id", "handoff_id"}
YEARS, CLOSED = 4, 0.4


def populate(now: datetime, cases: int, seed: int = 2015) -> None:
    """The cast, twenty more workers at the police of Phnom Penh, and the templates, by the operations."""
    cast.assemble(now - timedelta(days=365 * YEARS + 200), "a password of the bench")
    police = Unit.objects.using("owner").get(code="police-pp")
    for number in range(20):
        member = Member(username=f"worker{number:02d}.pp", unit=police, name_en=f"Worker {number} (synthetic)",
                        name_km=f"បុគ្គលិក {number} (សំយោគ)", password="!", language="en", synthetic=True)  # fmt: skip
        member.save(using="owner", force_insert=True)
        Membership(member=member, unit=police, role="worker", since=police.since).save(using="owner", force_insert=True)
    rng = random.Random(seed)
    for number in range(min(TEMPLATES, cases)):
        SCENES[number % len(SCENES)](Player(now, rng, cast.PP), number)


def multiply(connection: psycopg.Connection[Any], now: datetime, cases: int, seed: int = 2015) -> int:
    """Copies of the templates until there are this many cases; the connection must see past row security."""
    rng = random.Random(seed)
    rows = {table: _rows(connection, table) for table in COPIED}
    workers = {unit: ids for unit, ids in connection.execute("select unit, array_agg(id) from member group by unit")}
    old = {row["id"]: [r for r in rows["case"] if r["id"] == row["id"]] for row in rows["case"]}
    families = {key: {t: [r for r in rows[t] if r.get("case_id") == key] for t in COPIED[1:]} for key in old}
    made: dict[str, list[dict[str, Any]]] = {table: [] for table in COPIED}
    codes = {row["code"] for row in rows["case"]}
    templates = list(families)
    for number in range(max(0, cases - len(templates))):
        key = templates[number % len(templates)]
        for table, row in _copy(old[key][0], families[key], now, rng, workers):
            if table == "case":
                row["code"] = _free(row["code"], row["opened_at"].year, codes)
            made[table].append(row)
    for table in COPIED:
        _write(connection, table, made[table])
    connection.execute("analyze")
    return len(made["case"]) + len(templates)


def multiply_inside(connection: psycopg.Connection[Any], times: int) -> None:
    """Every case so many times more, by the database itself and past its triggers: for a bench that asks for clocks, not for lists.

    A copy's keys follow from the row's own and its number, so that what belonged together still does; its times are the row's.
    """
    connection.execute("set session_replication_role = replica")
    for table in COPIED:
        names = _columns(connection, table)
        anew = {name: f"md5(t.\"{name}\"::text || ':' || n)::uuid" for name in names if name in KEYS}
        anew |= {"code": "'B' || n || '-' || t.code"} if table == "case" else {}
        said = ", ".join(anew.get(name, f't."{name}"') for name in names)
        into = ", ".join(f'"{name}"' for name in names)
        connection.execute(
            f'insert into "{table}" ({into}) select {said} from "{table}" t, generate_series(1, %s) n',  # noqa: S608
            [times],
        )
    connection.execute("set session_replication_role = origin")
    connection.execute("analyze")


def _columns(connection: psycopg.Connection[Any], table: str) -> list[str]:
    found = connection.execute(
        "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped"
        " and attgenerated = '' order by attnum",
        [f'"{table}"'],
    )
    return [name for (name,) in found]


def _free(code: str, year: int, codes: set[str]) -> str:
    """A code that no case of these has: among tens of thousands two draw the same one."""
    while code in codes:
        code = new_code("PP", year)
    codes.add(code)
    return code


def _rows(connection: psycopg.Connection[Any], table: str) -> list[dict[str, Any]]:
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(sql.SQL("select * from {} order by id").format(sql.Identifier(table))).fetchall()


def _copy(
    case: dict[str, Any], family: dict[str, list[dict[str, Any]]], now: datetime, rng: random.Random, workers: Any
) -> Iterator[tuple[str, dict[str, Any]]]:
    """One case anew, opened some time in the last years; some are closed, with all that ran in them."""
    age = timedelta(days=rng.uniform(0, 365 * YEARS))
    keys: dict[UUID, UUID] = {}

    def key_of(value: UUID | None) -> UUID | None:
        if value is None:
            return None
        return keys.setdefault(value, _key(_moment_of(value) - age, rng))

    def moved(row: dict[str, Any]) -> dict[str, Any]:
        new = {name: key_of(value) if name in KEYS else value for name, value in row.items()}
        return {name: value - age if isinstance(value, datetime) else value for name, value in new.items()}

    head = moved(case)
    closed = rng.random() < CLOSED
    if closed:
        head |= {"state": "closed", "closed_at": head["opened_at"] + timedelta(days=rng.uniform(20, 90))}
    place = rng.choice([p.code for p in pack().places.by_code.values() if p.code.startswith(cast.PP)])
    yield "case", head | {"code": new_code("PP", head["opened_at"].year), "area": place, "synthetic": True}
    for table in COPIED[1:]:
        for row in family[table]:
            new = moved(row)
            yield table, _ended(table, new, head) if closed else _assigned(table, new, now, rng, workers)


def _ended(table: str, row: dict[str, Any], case: dict[str, Any]) -> dict[str, Any]:
    """What a closed case leaves: no clock runs. Its relations stay, so that its old units go on seeing it."""
    if table == "strand":
        row |= {"state": "closed", "closed_at": case["closed_at"], "close_reason": "other"}
    if table == "step" and row["state"] in OPEN:
        row |= {"state": "stopped", "ended_at": case["closed_at"], "ended_occurred_at": case["closed_at"],
                "call_at": None, "hold_until": None, "end_reason": "other"}  # fmt: skip
    if table == "handoff" and row["state"] in LIVE:
        row |= {"state": "confirmed" if row["decided_at"] else "withdrawn", "ended_at": case["closed_at"],
                "call_at": None, "due_at": None, "hold_until": None, "clock": ""}  # fmt: skip
    return row


def _assigned(table: str, row: dict[str, Any], now: datetime, rng: random.Random, workers: Any) -> dict[str, Any]:
    """Some steps have no worker yet; most clocks lie ahead, since nobody lets thousands of matters run out."""
    if table == "step" and row["state"] in OPEN:
        row["worker_id"] = rng.choice(workers.get(row["holder"]) or [None]) if rng.random() < 0.8 else None
    if table in ("step", "handoff") and row.get("call_at") is not None and rng.random() < 0.85:
        ahead = now + timedelta(hours=rng.uniform(1, 24 * 60))
        row["call_at"] = ahead
        row["due_at"] = ahead
        if row["hold_until"] is not None:
            row["hold_until"] = ahead
    return row


def _moment_of(key: UUID) -> datetime:
    return datetime.fromtimestamp((key.int >> 80) / 1000, UTC)


def _key(moment: datetime, rng: random.Random) -> UUID:
    """A version 7 key of that moment, so that copies sort by their own time."""
    value = (int(moment.timestamp() * 1000) << 80) | (0x7 << 76) | (rng.getrandbits(12) << 64) | rng.getrandbits(64)
    return UUID(int=(value & ~(0x3 << 62)) | (0x2 << 62))


def _write(connection: psycopg.Connection[Any], table: str, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    names = list(rows[0])
    columns = sql.SQL(", ").join(map(sql.Identifier, names))
    types = dict(
        connection.execute(
            "select a.attname, a.atttypid from pg_attribute a where a.attrelid = %s::regclass and a.attnum > 0",
            [f'"{table}"'],
        ).fetchall()
    )
    with (
        connection.cursor() as cursor,
        cursor.copy(sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), columns)) as copy,
    ):
        copy.set_types([types[name] for name in names])
        for row in rows:
            copy.write_row([_plain(row[name]) for name in names])


def _plain(value: Any) -> Any:
    """Lists of the tables are JSON columns."""
    return psycopg.types.json.Jsonb(value) if isinstance(value, list | dict) else value
