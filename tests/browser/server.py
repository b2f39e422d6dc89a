"""A running Samaki for the browser: `up` in a data folder of its own, shared by all processes of a run.

The first process that asks starts it, the last one that leaves ends it; a lock on a file counts them.
"""

import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from samaki.database import roles
from samaki.database.folder import ROOT, Folder, current
from tests import places

PATIENCE = 180.0


TWINS = """
from samaki.agencies.models import Member, Membership
for member in Member.objects.using("owner").filter(synthetic=True):
    roles = list(Membership.objects.using("owner").filter(member=member))
    for lang, mark in (("en", "reads English"), ("km", "reads Khmer")):
        twin = Member(username=f"{member.username}.{lang}", name_en=f"{member.name_en} ({mark})", password=member.password,
                      name_km=f"{member.name_km} ({'គំរូទី១' if lang == 'en' else 'គំរូទី២'})", unit_id=member.unit_id, language="en")
        twin.save(using="owner", force_insert=True)
        for one in roles:
            Membership(member=twin, unit_id=one.unit_id, role=one.role, since=one.since).save(using="owner")
"""
"""For each member one who reads English and one who reads Khmer: which language a member reads is kept, and tests run at once."""


class Server:
    """The address, the demonstration's password, and a way to run code on its database."""

    begins_with = "demonstration"

    def __init__(self) -> None:
        self.base = self.place()
        self.base.mkdir(exist_ok=True)
        self.base.chmod(0o711)
        self.note = self.base / "server.json"
        self._users = open(self.base / "users.lock", "a")  # noqa: SIM115 - held as long as this process uses the server
        with open(self.base / "start.lock", "a") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            fcntl.flock(self._users, fcntl.LOCK_SH)
            if not self.note.exists():
                self._start()
        found = json.loads(self.note.read_text())
        self.port, self.pid = found["port"], found["pid"]
        self.url = f"http://127.0.0.1:{self.port}"
        self.password = Folder(self.base / "data").demo_password.read_text().strip()

    def place(self) -> Path:
        """The folder of this server."""
        return current().path.parent / "browser"

    def will_serve(self, port: int) -> None:
        """For one that needs to know its address before it begins."""

    def run(self, code: str, **given: str) -> str:
        """Run a few lines of Python on this server's database; returns what they print."""
        environment = {**self.environment(), **{f"GIVEN_{name.upper()}": value for name, value in given.items()}}
        start = "import os, django; django.setup()\n"
        done = subprocess.run(
            [sys.executable, "-c", start + code], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def once(self, name: str, code: str) -> str:
        """As `run`, for the first process that asks; the others get what it printed."""
        kept = self.base / f"{name}.{self.port}"
        with open(self.base / "start.lock", "a") as asking:
            fcntl.flock(asking, fcntl.LOCK_EX)
            if not kept.exists():
                kept.write_text(self.run(code))
        return kept.read_text()

    def leave(self) -> None:
        """The last process that leaves ends the server."""
        fcntl.flock(self._users, fcntl.LOCK_UN)
        try:
            fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        self.note.unlink(missing_ok=True)
        self._end()

    def environment(self) -> dict[str, str]:
        """What a process on this server's data needs around it."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SAMAKI_", "DJANGO_"))}
        for name in ("SAMAKI_ROLE_PREFIX",):
            kept.pop(name, None)
        return kept | {
            "SAMAKI_DATA": str(self.base / "data"),
            "SAMAKI_DEMO": "1",
            "SAMAKI_DEMO_CASES": str(places.MATTERS),
            "DJANGO_SETTINGS_MODULE": "samaki.settings",
            "PYTHONPATH": str(ROOT / "src"),
        }

    def _start(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.will_serve(port)
        if not roles.database_url():
            places.copy(self.begins_with, self.base)
        log = self.base / "up.log"
        command = [sys.executable, "-m", "samaki.cli", "up", "--port", str(port), "--data", str(self.base / "data")]
        with open(log, "w") as output:
            process = subprocess.Popen(
                command, env=self.environment(), cwd=ROOT, stdout=output, stderr=output, start_new_session=True
            )
        deadline = time.monotonic() + PATIENCE
        while "ready after" not in log.read_text():
            assert process.poll() is None, f"`up` ended:\n{log.read_text()}"
            assert time.monotonic() < deadline, f"`up` is not ready after {PATIENCE:.0f} s:\n{log.read_text()}"
            time.sleep(0.2)
        self.run(TWINS)
        self.note.write_text(json.dumps({"port": port, "pid": process.pid}))

    def _end(self) -> None:
        os.kill(self.pid, signal.SIGINT)
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline and _runs(self.pid):
            time.sleep(0.1)


def _runs(pid: int) -> bool:
    """Is the process there, and more than a zombie?"""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
