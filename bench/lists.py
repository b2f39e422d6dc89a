"""Every list with thousands of cases: queries, processor time of the page and of the database, for 25 rows.

`./samaki bench lists`. It fills a database of its own (kept with
`--keep DIR` for the next time), signs in as members whose unit has a part in all cases, and asks for each list again and
again in one process, without a network. Figures are medians of rounds, with the least beside them: other work on the
machine makes a round dearer, never cheaper.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench.figures import Figure

CASES, LIMIT_MS = 5000, 6.0
ROW = b'<li class="wait'
LOAD = b'<th scope="row">'

LISTS = (
    # (name, member, address, what begins a row)
    ("cases of our unit", "duty.pp", "/cases/", ROW),
    ("the next page", "duty.pp", "/cases/?after={middle}&at={at}", ROW),
    ("the newest first", "duty.pp", "/cases/?order=newest", ROW),
    ("the newest first, the next page", "duty.pp", "/cases/?order=newest&after={middle}", ROW),
    ("closed ones", "duty.pp", "/cases/?state=closed", ROW),
    ("in one district", "duty.pp", "/cases/?place=Toul+Kork", ROW),
    (
        "in one district, closed, of two months",
        "duty.pp",
        "/cases/?area=1208&state=closed&from=2025-03&to=2025-04",
        ROW,
    ),
    ("my cases", "duty.pp", "/cases/mine/", ROW),
    ("my cases in one district", "duty.pp", "/cases/mine/?area=1208", ROW),
    ("handed on to others", "duty.pp", "/cases/waiting/", ROW),
    ("handed on, not answered", "duty.pp", "/cases/waiting/?state=asked", ROW),
    ("handed on, in one district", "duty.pp", "/cases/waiting/?area=1208", ROW),
    ("open steps of our unit", "duty.pp", "/cases/steps/", ROW),
    ("open steps, nobody named", "duty.pp", "/cases/steps/?worker=nobody", ROW),
    ("open steps, overdue", "duty.pp", "/cases/steps/?state=late", ROW),
    ("who has what", "officer.pp", "/cases/caseload/", LOAD),
    ("reports", "duty.pp", "/reports/?state=all", ROW),
)


def run(options: argparse.Namespace) -> list[Figure]:
    """Prints a table, or JSON; the limit is for 25 rows."""
    with folder_of_its_own(options.keep):
        from samaki.cli import running

        with running.system("bench", new=True) as folder, beyond(folder) as connection:
            running.migrate()
            fill(connection, options.cases)
            costs = _measured(connection, options)
    _tell(costs, options)
    return [
        Figure(f"{cost.name}, processor of the page", cost.per_page_of_rows(cost.python_ms), "ms", LIMIT_MS)
        for cost in costs
    ] + [
        Figure(f"{cost.name}, processor of the database", cost.database_ms, "ms") for cost in costs if cost.database_ms
    ]


@contextmanager
def folder_of_its_own(keep: Path | None) -> Iterator[None]:
    """A data folder of the bench's own: never the one of a running system."""
    base = keep or Path(tempfile.mkdtemp(prefix="samaki-bench-"))
    base.mkdir(parents=True, exist_ok=True)
    base.chmod(0o711)  # the server's own user passes through
    os.environ.pop("DATABASE_URL", None)
    os.environ.update(SAMAKI_DATA=str(base / "data"), SAMAKI_POOL="1", DJANGO_SETTINGS_MODULE="samaki.settings")
    try:
        yield
    finally:
        if keep is None:
            shutil.rmtree(base, ignore_errors=True)


@contextmanager
def beyond(folder: Any) -> Iterator[Any]:
    """A connection that sees past row security, to copy rows and to see the server's processes."""
    import psycopg

    from samaki.database import embedded, roles

    with embedded.superuser(folder) as found:
        known = found.info.get_parameters() | {"password": found.info.password, "dbname": roles.DATABASE}
    with psycopg.connect(**known, autocommit=True) as connection:
        yield connection


def fill(connection: Any, cases: int) -> None:
    from bench import crowd

    there = connection.execute('select count(*) from "case"').fetchone()[0]
    if there >= cases:
        return
    if there:
        raise SystemExit("This folder holds fewer cases; give an empty one.")
    now = datetime.now(UTC)
    print(f"writing {cases} synthetic cases ...", file=sys.stderr, flush=True)
    crowd.populate(now, cases)
    with connection.transaction():
        crowd.multiply(connection, now, cases)
    connection.execute("vacuum analyze")


def _measured(connection: Any, options: argparse.Namespace) -> list[Any]:
    from django.conf import settings
    from django.core.wsgi import get_wsgi_application

    from bench import pages

    settings.ALLOWED_HOSTS = ["localhost"]
    application = get_wsgi_application()
    visitors = {name: pages.Visitor(application, signed_in(name)) for name in {member for _n, member, _a, _m in LISTS}}
    for visitor in visitors.values():
        visitor.get("/desk/")
    middle, due = connection.execute(
        "select case_id, due_at from case_in_list where unit = (select unit from member where username = 'duty.pp')"
        " and due_at < 'infinity' order by due_at offset %s limit 1",
        [options.cases // 4],
    ).fetchone()
    backends = pages.backends_of(connection, settings.ROLES["app"])
    return [
        pages.measure(
            name, visitors[member], path.format(middle=middle, at=quote(due.isoformat())), mark, backends, options.runs
        )
        for name, member, path, mark in LISTS
    ]


def signed_in(username: str) -> str:
    """The cookie of a session of this member, who has come in by the whole of signing in."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from samaki.accounts.sessions import begin_session
    from samaki.agencies.models import Member
    from samaki.database import session

    member = Member.objects.select_related("unit").get(username=username)
    kept = SessionStore()
    kept[SESSION_KEY], kept[BACKEND_SESSION_KEY] = str(member.pk), settings.AUTHENTICATION_BACKENDS[0]
    kept[HASH_SESSION_KEY] = member.get_session_auth_hash()
    kept.save()
    now = datetime.now(UTC)
    with session("app", now, member.id):
        begin_session(key=str(kept.session_key), device="bench", how="totp", by=member, now=now)
    return f"{settings.SESSION_COOKIE_NAME}={kept.session_key}"


def _tell(costs: list[Any], options: argparse.Namespace) -> None:
    if options.json:
        items = [vars(cost) | {"python_ms_25": cost.per_page_of_rows(cost.python_ms)} for cost in costs]
        print(json.dumps({"cases": options.cases, "limit_ms": LIMIT_MS, "load": os.getloadavg()[0], "items": items}))
        return
    print(
        f"{options.cases} cases; limit {LIMIT_MS} ms of the page's processor for 25 rows; load {os.getloadavg()[0]:.1f}"
    )
    print(f"{'list':40} {'rows':>4} {'queries':>7} {'page ms':>8} {'(least)':>8} {'database ms':>12} {'(least)':>8}")
    for cost in costs:
        over = "" if cost.per_page_of_rows(cost.python_ms) <= LIMIT_MS else "  OVER"
        print(f"{cost.name:40} {cost.rows:4} {cost.queries:7} {cost.python_ms:8.2f} {cost.python_least:8.2f} "
              f"{cost.database_ms or 0:12.2f} {cost.database_least or 0:8.2f}{over}")  # fmt: skip


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--runs", type=int, default=40, help="pages in each of the rounds")
    parser.add_argument("--keep", type=Path, default=None, metavar="DIR", help="keep the filled database here")
