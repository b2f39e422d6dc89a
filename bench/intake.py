"""How many public reports a machine takes in: from the request to the receipt over HTTP, beside plain psycopg with the same rows.

`./samaki bench intake`. An installation of its own is started as `up` starts it. So many connections post reports, each waiting for its
receipt; then every receipt is asked for. Beside it as many processes as connections commit the same rows with psycopg and nothing else.
The client runs on the same machine and takes its part of it. Limits: 0.12 of plain psycopg at 16 connections, 4 ms of processor time of
web and database for each report, no failure, and every receipt works.
"""

from __future__ import annotations

import argparse
import http.client
import json
import multiprocessing
import os
import tempfile
import threading
import time
import uuid
from pathlib import Path
from typing import Any

from bench import serving
from bench.figures import Figure

OF_PSYCOPG, MOST_MS = 0.12, 4.0
CONNECTIONS = (16, 64)
BODY = {
    "what": "A girl is kept in a house behind the market",
    "where": "Phnom Penh",
    "danger": "unknown",
    "contact": "by the school",
}
TABLES = ("report", "data_key", "reporter_record", "ledger_entry", "notice")


def run(options: argparse.Namespace) -> list[Figure]:
    """Prints a table, or JSON."""
    with tempfile.TemporaryDirectory() as place, serving.up(Path(place), demo=True) as (up, port):
        found = [_measured(up, port, many, options) for many in CONNECTIONS]
        plain = _plain(Path(place), CONNECTIONS[0], options.seconds)
    ratio = found[0]["per_second"] / plain
    if options.json:
        print(json.dumps({"http": found, "psycopg_per_second": plain, "ratio": ratio, "limit": OF_PSYCOPG, "most_cpu_ms": MOST_MS,
                          "load": os.getloadavg()[0]}))  # fmt: skip
    else:
        for one in found:
            print(f"{one['connections']:3} connections: {one['per_second']:7.1f} reports/s, {one['cpu_ms']:5.2f} ms CPU each, "
                  f"slowest {one['slowest_ms']:.0f} ms, {one['failed']} failed, {one['lost']} receipts that do not work")  # fmt: skip
        print(f"plain psycopg, {CONNECTIONS[0]} processes: {plain:.1f} commits/s; ratio {ratio:.3f}, limit {OF_PSYCOPG}; "
              f"load {os.getloadavg()[0]:.1f}")  # fmt: skip
    return [
        Figure("reports a second, of plain psycopg", ratio, "", OF_PSYCOPG, least=True),
        Figure(f"a report at {CONNECTIONS[0]} connections", found[0]["cpu_ms"], "ms of CPU", MOST_MS),
        *(Figure(f"a report at {one['connections']} connections", one["cpu_ms"], "ms of CPU") for one in found[1:]),
        Figure("failed, or a receipt that does not work", sum(one["failed"] + one["lost"] for one in found), "", 0),
    ]


def _measured(up: int, port: int, many: int, options: argparse.Namespace) -> dict[str, Any]:
    """One run of `many` connections, and every receipt afterwards."""
    _posting(port, many, 1.0)  # what is done once is done
    before, began = serving.spent(up).both, time.monotonic()
    receipts, failed, waits = _posting(port, many, options.seconds)
    lasted, spent = time.monotonic() - began, serving.spent(up).both - before
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    lost = sum(_post(line, "/api/v1/reports/status", {"receipt": receipt})[0] != 200 for receipt in receipts)
    number = max(len(receipts), 1)
    return {"connections": many, "reports": len(receipts), "per_second": len(receipts) / lasted, "cpu_ms": 1000 * spent / number,
            "slowest_ms": 1000 * max(waits, default=0), "failed": failed, "lost": lost}  # fmt: skip


def _posting(port: int, many: int, seconds: float) -> tuple[list[str], int, list[float]]:
    receipts: list[str] = []
    waits: list[float] = []
    failures: list[int] = []
    until = time.monotonic() + seconds

    def post() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while (began := time.monotonic()) < until:
            status, answer = _post(line, "/api/v1/reports", BODY)
            waits.append(time.monotonic() - began)
            receipts.append(answer["receipt"]) if status == 201 else failures.append(status)

    people = [threading.Thread(target=post) for _one in range(many)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    return receipts, len(failures), waits


def _post(line: http.client.HTTPConnection, path: str, body: dict[str, str]) -> tuple[int, Any]:
    try:
        line.request(
            "POST", path, json.dumps(body), {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        )
        answer = line.getresponse()
        return answer.status, json.loads(answer.read())
    except (OSError, http.client.HTTPException, ValueError):
        line.close()
        return 0, None


def _plain(place: Path, many: int, seconds: float) -> float:
    """Commits a second of `many` processes, each with the rows of one report."""
    fork = multiprocessing.get_context("fork")
    ready, gone = fork.Barrier(many + 1), fork.Queue()
    processes = [fork.Process(target=_commit, args=(place, seconds, ready, gone)) for _one in range(many)]
    for one in processes:
        one.start()
    ready.wait(120)
    done = sum(gone.get(timeout=seconds + 120) for _one in processes)
    for one in processes:
        one.join(30)
    return float(done) / seconds


def _commit(place: Path, seconds: float, ready: Any, gone: Any) -> None:
    from psycopg import sql
    from psycopg.types.json import Jsonb

    from samaki.database import embedded, roles
    from samaki.database.folder import Folder

    done = 0
    with embedded.superuser(Folder(place / "data"), roles.DATABASE) as connection:
        connection.autocommit = False
        rows = _rows(connection)
        inserts = {
            table: sql.SQL("insert into {} ({}) values ({})").format(
                sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, row)), sql.SQL(", ").join([sql.Placeholder()] * len(row)))
            for table, row in rows.items()
        }  # fmt: skip
        ready.wait(120)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            key, fresh = uuid.uuid4(), os.urandom(32)
            for table, row in rows.items():
                values = row | {name: fresh for name in ("receipt_digest", "request_digest") if name in row}
                values |= {"id": key if table == "report" else uuid.uuid4()}
                values |= {"report_id": key} if "report_id" in row else {}
                values |= {"dedupe": str(key)} if "dedupe" in row else {}
                connection.execute(
                    inserts[table], [Jsonb(v) if isinstance(v, dict | list) else v for v in values.values()]
                )
            connection.commit()
            done += 1
    gone.put(done)


def _rows(connection: Any) -> dict[str, dict[str, Any]]:
    """Table -> what one filed report left there."""
    from psycopg.rows import dict_row

    with connection.cursor(row_factory=dict_row) as cursor:
        report = cursor.execute("select * from report where channel = 'api' order by id desc limit 1").fetchone()
        found = {"report": report}
        for table in TABLES[1:]:
            column = "subject_id" if table == "notice" else "report_id"
            found[table] = cursor.execute(
                f"select * from {table} where {column} = %s limit 1", [report["id"]]
            ).fetchone()  # noqa: S608
    connection.commit()
    return {table: row for table, row in found.items() if row is not None}


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--seconds", type=float, default=10.0, help="of each run")
