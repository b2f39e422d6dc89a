"""The whole system, up for a bench, and what its processes have spent."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from samaki.database.folder import ROOT

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Spent:
    """Seconds of processor time, of web and of the database."""

    web: float
    database: float

    @property
    def both(self) -> float:
        """Of web and database together."""
        return self.web + self.database


def environment() -> dict[str, str]:
    """Nothing of another installation."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("SAMAKI_", "DJANGO_", "DATABASE_"))
    }
    return kept | {"PYTHONPATH": str(ROOT / "src")}


LOOKED, IDLE = 15.0, 0.3
"""Over so many seconds not more than this share of one core: the beats of 100,000 cases take about a tenth without anything due."""


@contextmanager
def up(place: Path, *, demo: bool) -> Iterator[tuple[int, int]]:
    """(process of `up`, port) of an installation that is up; `demo`: a demonstration with one case, else what its folder holds."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [sys.executable, "-m", "samaki.cli", "up", "--port", str(port), "--data", str(place / "data")]
    given = environment() | ({"SAMAKI_DEMO_CASES": "1"} if demo else {})
    with open(place / "out", "w") as out:
        running = subprocess.Popen(words, stdout=out, stderr=out, env=given)
    try:
        while "Ctrl-C stops it" not in (place / "out").read_text():
            if running.poll() is not None:
                raise SystemExit((place / "out").read_text()[-2000:])
            time.sleep(0.1)
        yield running.pid, port
    finally:
        running.terminate()
        running.wait(60)


def settle(root: int, patience: float = 1200) -> None:
    """Wait until the clock has worked off what a country written in bulk has due at once (what was kept long enough is marked in portions,
    beat by beat): that is no everyday's work. Told where patience ended first."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        before = spent(root).both
        time.sleep(LOOKED)
        if spent(root).both - before < IDLE * LOOKED:
            return
    print("The clock is still working off what was due at the beginning.", file=sys.stderr)


def spent(root: int) -> Spent:
    """By all that `up` started, but for the worker."""
    children: dict[int, list[int]] = {}
    times: dict[int, tuple[bool, float]] = {}
    for one in Path("/proc").glob("[0-9]*/stat"):
        try:
            text, told = one.read_text(), (one.parent / "cmdline").read_bytes()
        except OSError:
            continue
        fields = text.rpartition(")")[2].split()
        if b"\0worker" not in told:
            children.setdefault(int(fields[1]), []).append(int(one.parent.name))
        times[int(one.parent.name)] = ("(postgres)" in text, sum(map(int, fields[11:15])) / TICKS)
    todo, found = [root], {True: 0.0, False: 0.0}
    while todo:
        pid = todo.pop()
        database, seconds = times.get(pid, (False, 0.0))
        found[database] += seconds
        todo += children.get(pid, [])
    return Spent(found[False], found[True])
