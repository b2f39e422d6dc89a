"""What one page costs: processor time of this process and of the database's, for the same request again and again."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

PAGE = 25


@dataclass(frozen=True)
class Cost:
    """Milliseconds of processor time for one page: the median and the least of the rounds; `rows`: how many it showed."""

    name: str
    rows: int
    queries: int
    python_ms: float
    python_least: float
    database_ms: float | None
    database_least: float | None

    def per_page_of_rows(self, value: float) -> float:
        """For 25 rows; a page with fewer rows is not made cheaper by that."""
        return value * PAGE / max(self.rows, PAGE)


class Visitor:
    """A signed-in member who asks for pages straight from the application, without a network."""

    def __init__(self, application: Callable[..., Any], cookie: str) -> None:
        self.application, self.cookie = application, cookie

    def get(self, path: str) -> tuple[int, bytes]:
        """(status, body) of one page."""
        place, _mark, query = path.partition("?")
        status: list[str] = []
        cookies: list[str] = []
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": place, "QUERY_STRING": query, "SERVER_NAME": "localhost",
            "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "localhost", "HTTP_COOKIE": self.cookie,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": BytesIO(), "wsgi.errors": sys.stderr, "wsgi.version": (1, 0), "wsgi.url_scheme": "http",
            "wsgi.multithread": False, "wsgi.multiprocess": False, "wsgi.run_once": False,
        }  # fmt: skip

        def start(line: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
            status.append(line)
            cookies.extend(text.partition(";")[0] for name, text in headers if name == "Set-Cookie")

        answer = self.application(environ, start)
        try:
            return int(status[0][:3]), b"".join(answer)
        finally:
            answer.close()
            for (
                one
            ) in cookies:  # as a browser does: the token of the forms is drawn once for a session, not for each page
                if one.partition("=")[0] not in self.cookie:
                    self.cookie += f"; {one}"


def measure(
    name: str, visitor: Visitor, path: str, mark: bytes, backends: list[int], runs: int, rounds: int = 5
) -> Cost:
    """The median of `rounds`, each the mean of `runs` pages; `mark` is counted to know how many rows the page had."""
    for _warm in range(12):  # the server keeps a plan after it has seen a query a few times
        body = _shown(visitor, path)
    queries = _queries(visitor, path)
    python, database = [], []
    for _round in range(rounds):
        before, there = time.process_time(), spent(backends)
        for _run in range(runs):
            _shown(visitor, path)
        python.append((time.process_time() - before) * 1000 / runs)
        database.append((spent(backends) - there) / 1e6 / runs)
    seen, least = (statistics.median(database), min(database)) if backends else (None, None)
    return Cost(name, body.count(mark), queries, statistics.median(python), min(python), seen, least)


def _shown(visitor: Visitor, path: str) -> bytes:
    """The page; what was refused is no page, and its time would flatter."""
    status, body = visitor.get(path)
    if status != 200:
        raise SystemExit(f"{path} answered {status}")
    return body


def _queries(visitor: Visitor, path: str) -> int:
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connections["default"]) as found:
        visitor.get(path)
    return len(found)


def spent(backends: list[int]) -> int:
    """Nanoseconds of processor time of these processes, as the kernel counts them."""
    return sum(int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) for pid in backends)


def backends_of(connection: Any, role: str) -> list[int]:
    """Processes of the database server that serve this role; empty where they are not on this machine."""
    found = connection.execute("select pid from pg_stat_activity where usename = %s", [role]).fetchall()
    return [pid for (pid,) in found if os.access(f"/proc/{pid}/schedstat", os.R_OK)]
