"""`web` and `worker`: the processes that `up` supervises; an operator may run them under a supervisor of their own."""

from __future__ import annotations

import argparse
import ctypes
import logging
import os
import signal
import sys
import threading
from types import FrameType
from typing import Any

from samaki.cli import living, numbers, running, standing
from samaki.database.folder import current

GRACE = 5
"""Seconds that requests have to be answered when told to stop; the supervisor waits for twice as long."""

END_WITH_PARENT = 1  # PR_SET_PDEATHSIG


MOST_UNASKED = 2
"""Processes that serve pages where nobody said how many: each computes on one core at a time. Two answer a page of figures while
another is made; each takes memory and connections of the database, so more are the operator's choice."""


def add(commands: Any) -> None:
    """Put the commands of this group on the parser."""
    web = commands.add_parser("web", help="the pages and the API alone")
    web.add_argument("--port", type=running.port, default=8000)
    web.add_argument("--bind", default="127.0.0.1")
    web.set_defaults(run=run_web)
    worker = commands.add_parser("worker", help="the heartbeat alone")
    worker.add_argument("--every", type=seconds, default=1.0, metavar="SECONDS", help="from 0.1 to 30 (default: 1)")
    worker.set_defaults(run=run_worker)


def seconds(text: str) -> float:
    """Between two beats: never none, and so few that `/readyz` and `doctor` do not take the worker for dead."""
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0.1 <= found <= 30:
        raise argparse.ArgumentTypeError(f"{text} is no such time: choose from 0.1 to 30 seconds")
    return found


def run_web(options: argparse.Namespace) -> int:
    """Granian, plain WSGI. Its access log stays off: no client's address is written anywhere."""
    end_with_parent()
    running.check_bind(current(), options.bind)
    processes, threads = (
        numbers.of("SAMAKI_WEB_PROCESSES", min(os.cpu_count() or 1, MOST_UNASKED)),
        numbers.of("SAMAKI_WEB_THREADS", 4),
    )
    folder = running.fit_of_process()
    standing.tell_settings(folder)
    os.environ["SAMAKI_POOL"] = "1"
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.log import LogLevels, logger
    from granian.server import Server

    logger.addFilter(told_plainly)

    server = Server(
        "samaki.web.wsgi:application",
        address=options.bind,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=threads,
        log_access=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),  # milliseconds
    )
    with living.sign(folder, "web", bind=options.bind, port=options.port):
        server.serve()
    return 0


def told_plainly(record: logging.LogRecord) -> bool:
    """A browser that stopped half-way in sending its request keeps the server's process waiting: nothing is wrong with us."""
    if "refused to gracefully stop" in str(record.msg):
        record.msg = (
            f"A request that had not come in whole, or was not answered, within {GRACE} s of the stop was cut off."
        )
    return True


def run_worker(options: argparse.Namespace) -> int:
    """Beats until it is told to stop; the row it is at is finished first."""
    end_with_parent()
    folder = running.fit_of_process()
    standing.tell_settings(folder)
    running.set_up_django()
    from samaki.jobs import worker

    stop = threading.Event()

    def told(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
    with living.sign(folder, "worker"):
        worker.run(stop, options.every)
    return 0


def end_with_parent() -> None:
    """Under `up` (SAMAKI_SUPERVISED): when the supervisor is killed, its children end too (Linux)."""
    if os.environ.get("SAMAKI_SUPERVISED") != "1" or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(END_WITH_PARENT, signal.SIGTERM)
    if os.getppid() == 1:
        sys.exit("samaki: the supervisor is gone.")
