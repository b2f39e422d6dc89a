"""A country of 100,000 cases in bulk: seconds, processor time and memory of all its processes together, rows of each table.

`./samaki bench simulate` runs the command itself in a folder of its own (kept with `--keep DIR`), with the database's server in it. The
limits are those of the project: 180 s and 1.5 GiB. Memory is what all processes hold at once, shared pages counted once (PSS of Linux,
asked every half second); the sum of resident sizes, which counts them again in each process, stands beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from bench.figures import Figure

CASES, LIMIT_SECONDS, LIMIT_GIB = 100_000, 180.0, 1.5
EVERY = 0.5


def run(options: argparse.Namespace) -> list[Figure]:
    """Prints JSON; the seconds allowed are those of so many cases, a tenth at least."""
    base = options.keep or Path(tempfile.mkdtemp(prefix="samaki-bench-"))
    base.mkdir(parents=True, exist_ok=True)
    base.chmod(0o711)  # the server's own user passes through
    try:
        told = measured(base, options)
    finally:
        if options.keep is None:
            shutil.rmtree(base, ignore_errors=True)
    print(json.dumps(told, indent=None if options.json else 1))
    cases = f"{told['cases']:,} cases"
    return [
        Figure(f"{cases} written", told["seconds"], "s", LIMIT_SECONDS * max(options.cases / CASES, 0.1)),
        Figure(f"{cases}, processor of all", told["cpu_seconds"], "s"),
        Figure(f"{cases}, peak memory", told["peak_gib"], "GiB", LIMIT_GIB),
    ]


def measured(base: Path, options: argparse.Namespace) -> dict[str, Any]:
    """The folder is made first, by an empty start: what is measured is the country, with the start of the server."""
    command = [sys.executable, "-m", "samaki.cli", "--data", str(base / "data")]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SAMAKI_", "DATABASE_"))}
    subprocess.run([*command, "migrate"], env=environment, check=True, stdout=subprocess.DEVNULL)
    words = ("simulate", "--way", "bulk", "--cases", str(options.cases), "--processes", str(options.processes))
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    child = subprocess.Popen([*command, *words], env=environment, stdout=subprocess.PIPE, text=True)
    watch = Watch(child.pid)
    watch.start()
    said, _ = child.communicate()
    seconds = time.perf_counter() - began
    watch.over.set()
    watch.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if child.returncode:
        raise SystemExit("The country was not written.")
    gib = watch.shared_once / 1024**2
    return {
        "cases": options.cases, "processes": options.processes, "load": round(os.getloadavg()[0], 1), "seconds": round(seconds, 1),
        "cpu_seconds": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1),
        "peak_gib": round(gib, 2), "peak_gib_resident": round(watch.resident / 1024**2, 2),
        "limits": {"seconds": LIMIT_SECONDS, "gib": LIMIT_GIB}, "rows": json.loads(said.splitlines()[-1]),
        "database_mib": _megabytes(base / "data"),
    }  # fmt: skip


def _megabytes(folder: Path) -> int:
    found = subprocess.run(["du", "-smL", str(folder)], capture_output=True, text=True, check=False).stdout
    return int(found.split()[0]) if found else 0


class Watch(threading.Thread):
    """The most that a process and all that come of it held at once, in KiB."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.root, self.over, self.shared_once, self.resident = root, threading.Event(), 0, 0

    def run(self) -> None:
        while not self.over.wait(EVERY):
            sums = [_memory(pid) for pid in _family(self.root)]
            self.shared_once = max(self.shared_once, sum(pss for pss, _rss in sums))
            self.resident = max(self.resident, sum(rss for _pss, rss in sums))


def _family(root: int) -> set[int]:
    parents: dict[int, int] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
    found, waiting = {root}, [root]
    while waiting:
        at = waiting.pop()
        more = [pid for pid, parent in parents.items() if parent == at and pid not in found]
        found.update(more)
        waiting += more
    return found


def _memory(pid: int) -> tuple[int, int]:
    """(PSS, RSS) in KiB; nothing of a process that has ended."""
    found = {"Pss": 0, "Rss": 0}
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]:
            name, _colon, value = line.partition(":")
            if name in found:
                found[name] = int(value.split()[0])
    except (OSError, ValueError):
        pass
    return found["Pss"], found["Rss"]


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--processes", type=int, default=min(os.cpu_count() or 1, 3))
    parser.add_argument("--keep", type=Path, default=None, metavar="DIR", help="keep the written country here")
