"""A written country: is it whole, and how large is it? `./samaki --data DIR bench country`, after `simulate` has ended.

Asks the invariants of the chain of every row, past row security, and measures tables on the disk.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

import psycopg
from tests.journeys.invariants import BROKEN_BY, HOLDERS, TAKEN

from bench.figures import Figure
from samaki.cli import running
from samaki.cli.running import Problem
from samaki.database import embedded
from samaki.database.roles import DATABASE

COUNTS = """select (select count(*) from report) as reports, (select count(*) from "case") as cases,
  (select count(*) from "case" where state = 'open') as cases_open, (select count(*) from step) as steps,
  (select count(*) from handoff) as handoffs, (select count(*) from ledger_entry) as ledger_entries,
  (select count(*) from ledger_entry where who = 'clock') as by_the_clock,
  (select count(*) from notice) as notices, pg_database_size(current_database()) / 1048576 as megabytes"""

TABLES = """select relname, pg_total_relation_size(oid) / 1048576 from pg_class
where relkind = 'r' and relnamespace = 'public'::regnamespace order by 2 desc limit 6"""

NOT_SYNTHETIC = """select 'case', count(*) from "case" where not synthetic having count(*) > 0
union all select 'report', count(*) from report where not synthetic having count(*) > 0"""

ALIVE = """select c.id from "case" c where (c.state = 'open')
<> exists (select 1 from strand s where s.case_id = c.id and s.state = 'open')"""


def run(options: argparse.Namespace) -> list[Figure]:
    """Prints counts, sizes and what is broken; `Problem` when anything is."""
    with running.database("bench") as folder, embedded.superuser(folder, DATABASE) as connection:
        told = _told(connection)
    print(json.dumps(told, indent=1))
    if told["broken"]:
        raise Problem("This country is not whole.")
    return [Figure(name, told[name], "") for name in ("cases", "steps", "handoffs", "ledger_entries", "megabytes")]


def _told(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    counts = connection.execute(COUNTS)
    names = [column.name for column in counts.description or ()]
    row = counts.fetchone()
    broken = {name: len(connection.execute(question.encode()).fetchall()) for name, question in BROKEN_BY.items()}
    broken["a step whose holder is not the one of the ledger, or was given by the clock"] = _holders(connection)
    broken["a hand-off taken twice"] = len(connection.execute(TAKEN.encode()).fetchall())
    broken["a case open without an open strand, or closed with one"] = len(connection.execute(ALIVE).fetchall())
    broken["not marked synthetic"] = len(connection.execute(NOT_SYNTHETIC).fetchall())
    return {
        **dict(zip(names, row or (), strict=True)),
        "largest_tables_in_megabytes": dict(connection.execute(TABLES).fetchall()),
        "asked": len(broken),
        "broken": {name: count for name, count in broken.items() if count},
    }


def _holders(connection: psycopg.Connection[Any]) -> int:
    told = connection.execute(HOLDERS.encode()).fetchall()
    said = {str(key): holder for key, holder, _ground, _who in told}
    held = {str(key): holder for key, holder in connection.execute("select id, holder from step").fetchall()}
    by_clock = sum(who == "clock" or ground not in ("opened", "handoff", "reassigned") for _k, _h, ground, who in told)
    return by_clock + len(said.items() ^ held.items())


def add_options(parser: argparse.ArgumentParser) -> None:
    """None: the folder is the one of `--data`."""
