"""A hundred thousand waiting clocks: what a beat touches, and how long after it was due a call is queued.

`./samaki bench escalation`, or `python -m bench.escalation` with `src` on the path. It fills a database of its own (kept with
`--keep DIR`), moves all clocks into the future, and measures

- idle: processor time of a beat that finds nothing due, with few clocks and with all of them (limit: 1.3 times);
- touched: rows that a beat with some due clocks reads and changes of the waiting tables (limit: none but those);
- late: a worker process of its own runs as it does in an installation, while clocks fall due one after the other; from the due
  time to the moment at which another connection sees the notice (limit: 2 s at p99).
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench import pages
from bench.lists import beyond, folder_of_its_own

CASES, BY_HAND = 40_000, 2_000  # the rest is copied inside the database
LIMIT_SECONDS, LIMIT_RATIO = 2.0, 1.3
DUE, APART = 300, 0.1  # clocks that fall due one after the other, and the seconds between two of them
TABLES = ("step", "handoff", "report")


def run(options: argparse.Namespace) -> int:
    """Prints JSON; ends with 1 when a limit is missed."""
    with folder_of_its_own(options.keep):
        from samaki.cli import running

        with running.system("bench", new=True) as folder, beyond(folder) as connection:
            running.migrate()
            told = _measured(connection, options)
    print(json.dumps(told, indent=1))
    return int(bool(told["missed"]))


def _measured(connection: Any, options: argparse.Namespace) -> dict[str, Any]:
    from django.conf import settings

    from bench import crowd

    now, role = datetime.now(UTC), settings.ROLES["worker"]
    crowd.populate(now, options.cases)
    few_clocks = _postpone(connection)
    few = _idle(connection, role)
    _say(f"writing {options.cases} synthetic cases ...")
    with connection.transaction():
        crowd.multiply(connection, now, min(options.cases, BY_HAND))
        if options.cases > BY_HAND:
            crowd.multiply_inside(connection, options.cases // BY_HAND - 1)
    clocks = _postpone(connection)
    many = _idle(connection, role)
    touched = _touched(connection)
    late = _late(connection, options)
    ratio, p99 = round(many / few, 2), late[int(len(late) * 0.99)]
    missed = {
        "idle": ratio > LIMIT_RATIO,
        "touched": touched["changed"] != touched["due"] or touched["read_whole"] > 0,
        "late": p99 > LIMIT_SECONDS or len(late) < DUE,
    }
    return {
        "clocks": clocks,
        "idle_ms": {"clocks": few_clocks, "few": round(few, 2), "all": round(many, 2), "ratio": ratio, "limit": LIMIT_RATIO},
        "touched": touched,
        "late_seconds": {"n": len(late), "p50": round(statistics.median(late), 3), "p99": round(p99, 3),
                         "most": round(late[-1], 3), "limit_p99": LIMIT_SECONDS},
        "load": round(os.getloadavg()[0], 1),
        "missed": [name for name, over in missed.items() if over],
    }  # fmt: skip


def _postpone(connection: Any) -> int:
    """No clock rings within the next two days; how many there are."""
    _say("postponing the clocks ...")
    found = 0
    connection.execute("set session_replication_role = replica")  # what lists are sorted by is nothing to this bench
    for table in TABLES:
        found += connection.execute(
            f"update \"{table}\" set call_at = now() + interval '2 days' + random() * interval '30 days'"  # noqa: S608
            " where call_at is not null"
        ).rowcount
    connection.execute("set session_replication_role = origin")
    connection.execute("vacuum analyze")
    _say(f"{found} clocks wait")
    return found


def _say(line: str) -> None:
    print(f"{time.strftime('%H:%M:%S')} {line}", file=sys.stderr, flush=True)


def _idle(connection: Any, role: str, beats: int = 40, rounds: int = 5) -> float:
    """Milliseconds of processor, ours and the database's, for a beat that finds nothing due: the least of the rounds."""
    from samaki.jobs.tick import tick

    for _warm in range(10):
        tick(datetime.now(UTC))
    backends, found = pages.backends_of(connection, role), []
    for _round in range(rounds):
        ours, theirs = time.process_time(), pages.spent(backends)
        for _beat in range(beats):
            tick(datetime.now(UTC))
        found.append(((time.process_time() - ours) * 1000 + (pages.spent(backends) - theirs) / 1e6) / beats)
    return min(found)


def _touched(connection: Any, due: int = 50) -> dict[str, int]:
    """What one beat with so many due steps does to the table of steps."""
    from samaki.jobs.tick import tick

    _ring(connection, due, timedelta(0), timedelta(seconds=-1))
    before = _counts(connection)
    report = tick(datetime.now(UTC))
    after = _counts(connection)
    changed, whole, by_key = (new - old for new, old in zip(after, before, strict=True))
    return {"due": due, "acted": report.acted["step"], "changed": changed, "read_whole": whole, "read_by_index": by_key}


def _counts(connection: Any) -> tuple[int, int, int]:
    """(rows changed, times read from end to end, rows read by an index) of the steps so far."""
    from django.db import connections

    connections.close_all()  # a process tells what it did when it ends, or now and then
    time.sleep(1.5)
    connection.execute("select pg_stat_clear_snapshot()")
    row = connection.execute(
        "select n_tup_upd, seq_scan, coalesce(idx_tup_fetch, 0) from pg_stat_user_tables where relname = 'step'"
    ).fetchone()
    return int(row[0]), int(row[1]), int(row[2])


def _ring(connection: Any, number: int, apart: timedelta, begins: timedelta) -> dict[Any, datetime]:
    """So many steps fall due, one after the other; key -> due time."""
    now = datetime.now(UTC)
    keys = [row[0] for row in connection.execute(
        "select id from step where state = 'open' and call_at > now() + interval '1 day' order by random() limit %s", [number]
    )]  # fmt: skip
    due = {key: now + begins + at * apart for at, key in enumerate(keys)}
    with connection.cursor() as cursor:
        cursor.executemany(
            "update step set due_at = %s, call_at = %s where id = %s", [(at, at, key) for key, at in due.items()]
        )
    return due


def _late(connection: Any, options: argparse.Namespace) -> list[float]:
    """Seconds from the due time of each clock until another connection sees its notice, in order."""
    with _worker():
        due = _ring(connection, DUE, timedelta(seconds=APART), timedelta(seconds=10))
        seen: dict[Any, datetime] = {}
        patience = time.monotonic() + DUE * APART + 60
        while len(seen) < len(due) and time.monotonic() < patience:
            waiting = [key for key in due if key not in seen]
            found = connection.execute(
                "select distinct subject_id from notice where kind in ('step.late', 'step.review') and subject_id = any(%s)",
                [waiting],
            ).fetchall()
            now = datetime.now(UTC)
            seen |= {key: now for (key,) in found if now >= due[key]}
            time.sleep(0.02)
    return sorted((at - due[key]).total_seconds() for key, at in seen.items())


@contextmanager
def _worker() -> Iterator[None]:
    """The worker as `up` starts it."""
    process = subprocess.Popen([sys.executable, "-m", "samaki.cli", "worker"], env=os.environ | {"PYTHONPATH": "src"})
    try:
        time.sleep(5)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--keep", type=Path, default=None, metavar="DIR", help="keep the database here")


if __name__ == "__main__":
    _parser = argparse.ArgumentParser(prog="python -m bench.escalation")
    add_options(_parser)
    sys.exit(run(_parser.parse_args()))
