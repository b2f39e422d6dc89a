"""Keeps the database, the web server and the worker running, and stops them in the right order."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from types import FrameType

from samaki.cli.running import Problem, say
from samaki.database.embedded import Server

PATIENCE = 10.0  # seconds that a child has to stop by itself
TOO_OFTEN = 5  # deaths within WINDOW seconds: something is wrong that a restart does not mend
WINDOW = 60.0


@dataclass
class Child:
    """A process of ours and when it died."""

    name: str
    arguments: list[str]
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        """In a group of its own: Ctrl-C reaches the supervisor only, which then stops children in order."""
        environment = {**os.environ, "SAMAKI_SUPERVISED": "1"}
        command = [sys.executable, "-m", "samaki.cli", *self.arguments]
        self.process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True)

    def dead(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def signal_group(self, number: signal.Signals) -> None:
        """To the process and what it started; a group that is gone is fine."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return

    def died_too_often(self) -> bool:
        now = time.monotonic()
        self.deaths = [moment for moment in self.deaths if now - moment < WINDOW] + [now]
        return len(self.deaths) >= TOO_OFTEN


class Supervisor:
    """One per `up`. `database` is None when an outside server is used."""

    def __init__(self, database: Server | None) -> None:
        self.database = database
        self.children: list[Child] = []
        self.told = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop_was_asked)

    def _stop_was_asked(self, number: int, frame: FrameType | None) -> None:
        if not self.children:  # still starting: leave whatever is being done
            raise KeyboardInterrupt
        self.told.set()

    def start_database(self) -> None:
        """Raises ServerProblem."""
        if self.database is not None:
            say("starting the database ...")
            self.database.start()

    def start_processes(self, bind: str, port: int) -> None:
        """Web and worker, and who calls when one of them stands still."""
        say("starting web and worker ...")
        web = Child("web", ["web", "--bind", bind, "--port", str(port)])
        worker = Child("worker", ["worker"])
        place = "127.0.0.1" if bind == "0.0.0.0" else bind  # noqa: S104 - compared, not bound
        watchdog = Child("watchdog", ["watchdog", "--url", f"http://{place}:{port}"])
        for child in (web, worker, watchdog):
            child.start()
            self.children.append(child)

    def wait_for_web(self, bind: str, port: int, patience: float = 30) -> None:
        """Until the port takes connections. Raises Problem when the web server ends instead."""
        place = "127.0.0.1" if bind == "0.0.0.0" else bind  # noqa: S104 - compared, not bound
        deadline = time.monotonic() + patience
        while not self.told.is_set():
            try:
                socket.create_connection((place, port), 1).close()
                return
            except OSError:
                if self.children[0].dead() or time.monotonic() > deadline:
                    raise Problem(f"The web server cannot start on port {port}; its message stands above.") from None
                time.sleep(0.05)

    def watch(self) -> int:
        """Until told to stop: start again what died. Raises Problem when that does not help."""
        while not self.told.wait(0.5):
            self._look_after_database()
            for child in self.children:
                self._look_after(child)
        say("stopping ...")
        return 0

    def _look_after_database(self) -> None:
        if self.database is not None and not self.database.alive():
            say("the database ended; starting it again ...")
            self.database.restart()
            say("the database is back.")

    def _look_after(self, child: Child) -> None:
        if child.process is None or not child.dead():
            return
        code = child.process.returncode
        child.signal_group(signal.SIGKILL)  # what a killed web server left behind would hold the port
        if child.died_too_often():
            raise Problem(f"The {child.name} ended {TOO_OFTEN} times within {WINDOW:.0f} s (code {code}); stopping.")
        say(f"the {child.name} ended (code {code}); starting it again ...")
        child.start()

    def stop(self) -> None:
        """Web and worker first, together; then the database."""
        for child in self.children:
            child.signal_group(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        for child in self.children:
            _wait(child, deadline)
        self.children = []
        if self.database is not None:
            self.database.stop()


def _wait(child: Child, deadline: float) -> None:
    if child.process is None:
        return
    try:
        child.process.wait(max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        say(f"the {child.name} does not stop; ending it.")
    child.signal_group(signal.SIGKILL)
    child.process.wait()
