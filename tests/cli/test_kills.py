"""Web, worker and database are killed at random moments while people work: nothing that was acknowledged is lost, and nothing is there
twice. Who was not answered asks again with the same key, as every device does.

`SAMAKI_KILLS=100-200` chooses the rounds (the seed of a round is its number), so that a thousand can be run in parts.
"""

import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter, deque

import pytest
from tests.places import command, demonstration

from samaki.database import embedded, roles
from samaki.database.folder import ROOT, Folder

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="kills a server of its own")

ROUNDS = range(20)
NIGHTLY = range(1000)
PATIENCE = 90
"""Seconds until everything answers again."""
VICTIMS = ("web", "worker", "database", "backend")
MOST, SPAN = 4, 65
"""Times and seconds: what ends five times within a minute is not started again, since something else is wrong then."""


def asked():
    """The rounds of this run."""
    if given := os.environ.get("SAMAKI_KILLS"):
        first, last = map(int, given.split("-"))
        return range(first, last)
    return NIGHTLY if os.environ.get("SAMAKI_NIGHTLY") == "1" else ROUNDS


class System:
    """`up`, in a folder of its own."""

    def __init__(self, place):
        self.place = place
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SAMAKI_", "DJANGO_"))}
        words = [sys.executable, "-m", "samaki.cli", "up", "--port", str(self.port), "--data", str(place / "data")]
        with open(place / "out", "w") as out:
            self.up = subprocess.Popen(words, stdout=out, stderr=out, env=kept | {"PYTHONPATH": str(ROOT / "src")})
        self.until(lambda: "Ctrl-C stops it" in (place / "out").read_text())
        self.token = command("token", "duty.pp", base=place).stdout.split()[-1]

    def until(self, holds):
        deadline = time.monotonic() + PATIENCE
        while not holds():
            assert self.up.poll() is None, (self.place / "out").read_text()[-2000:]
            assert time.monotonic() < deadline, (self.place / "out").read_text()[-2000:]
            time.sleep(0.05)

    def call(self, path, body=None, key=None, token=None):
        """(status, answer); 0 where nobody answered."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        heads = {"Content-Type": "application/json"} | ({"Idempotency-Key": key} if key else {})
        heads |= {"Authorization": f"Bearer {token}"} if token else {}
        try:
            line.request("GET" if body is None else "POST", path, None if body is None else json.dumps(body), heads)
            answer = line.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        except (OSError, http.client.HTTPException, ValueError):
            return 0, None
        finally:
            line.close()

    def well(self):
        status, _said = self.call("/readyz")
        return status == 200

    def kill(self, victim, chance):
        """One of its processes, by its number; whether there was one."""
        postmaster = self.place / "data/postgres/data/postmaster.pid"
        try:
            if victim in ("web", "worker"):
                found = subprocess.run(
                    ["pgrep", "-P", str(self.up.pid), "-f", f"cli {victim}"], capture_output=True, text=True
                )
                for pid in found.stdout.split():
                    os.killpg(int(pid), signal.SIGKILL)
                return bool(found.stdout)
            server = int(postmaster.read_text().split()[0])
            serving = subprocess.run(["pgrep", "-P", str(server)], capture_output=True, text=True).stdout.split()
            os.kill(server if victim == "database" else int(chance.choice(serving)), signal.SIGKILL)
        except (OSError, ValueError, IndexError):
            return False
        return True


class Person(threading.Thread):
    """Does one thing after another, each with a key made once; what was not answered is asked again until it is."""

    def __init__(self, system, number, case):
        super().__init__(daemon=True)
        self.system, self.chance, self.case = system, random.Random(number), case
        self.acknowledged, self.answers, self.wrong, self.over = Counter(), {}, [], threading.Event()

    def run(self):
        while not self.over.is_set():
            what = self.chance.choice(("report", "report", "note", "case"))
            path, body, token = {
                "report": (
                    "/api/v1/reports",
                    {"what": "A child is kept", "where": "Phnom Penh", "danger": "unknown"},
                    None,
                ),
                "note": (
                    f"/api/v1/cases/{self.case}/notes",
                    {"compartment": "justice", "text": "seen"},
                    self.system.token,
                ),
                "case": (
                    "/api/v1/cases",
                    {"area": "12", "source": "police_own", "urgency": "normal", "children": 1},
                    self.system.token,
                ),
            }[what]
            self.insist(what, path, body, token)

    def insist(self, what, path, body, token):
        key, deadline = str(uuid.UUID(int=self.chance.getrandbits(128), version=4)), time.monotonic() + 2 * PATIENCE
        while time.monotonic() < deadline:
            status, answer = self.system.call(path, body, key, token)
            if status == 201:
                again = self.system.call(path, body, key, token) if self.chance.random() < 0.2 else (0, None)
                if again[0] == 201 and again[1] != answer:
                    self.wrong.append((what, answer, again))
                self.acknowledged[what] += 1
                return
            if status not in (0, 429, 500, 502, 503, 504):
                self.wrong.append((what, status, answer))
                return
            time.sleep(0.05)
        self.wrong.append((what, "never answered"))


@pytest.fixture(scope="module")
def system():
    with demonstration() as place:
        found = System(place)
        try:
            yield found
        finally:
            found.up.terminate()
            found.up.wait(60)


def there(system):
    """How many of each lie in the database."""
    with embedded.superuser(Folder(system.place / "data"), roles.DATABASE) as connection:
        return {
            what: connection.execute(question).fetchone()[0]
            for what, question in {
                "report": "select count(*) from report",
                "note": "select count(*) from justice_record",
                "case": 'select count(*) from "case"',
                "entries of reports": "select count(*) from ledger_entry where act = 'report.file'",
                "entries of notes": "select count(*) from ledger_entry where act = 'note.write'",
                "entries of cases": "select count(*) from ledger_entry where act = 'case.open'",
            }.items()
        }


def test_what_was_acknowledged_is_there_once_whoever_is_killed(system):
    own = {"area": "12", "source": "police_own", "urgency": "normal", "children": 1}
    made, case = system.call("/api/v1/cases", own, str(uuid.uuid4()), system.token)
    assert made == 201, case
    before = there(system)
    people = [Person(system, number, case["code"]) for number in (asked().start * 10 + one for one in range(4))]
    for person in people:
        person.start()
    killed = Counter()
    times = {victim: deque(maxlen=MOST) for victim in VICTIMS}
    for seed in asked():
        chance = random.Random(seed)
        rested = [one for one in VICTIMS if len(times[one]) < MOST or time.monotonic() - times[one][0] > SPAN]
        if not rested:
            time.sleep(SPAN - (time.monotonic() - min(when[0] for when in times.values())))
            rested = VICTIMS
        victim = chance.choice(rested)
        time.sleep(chance.uniform(0.1, 1.5))
        killed[victim] += system.kill(victim, chance)
        times[victim].append(time.monotonic())
        system.until(system.well)
    for person in people:
        person.over.set()
    for person in people:
        person.join(3 * PATIENCE)
        assert not person.is_alive()
    after = there(system)
    acknowledged = sum((person.acknowledged for person in people), Counter())
    print(dict(killed), dict(acknowledged))
    assert [one for person in people for one in person.wrong] == []
    assert min(killed.values()) > 0
    assert len(killed) == len(VICTIMS)
    assert min(acknowledged.values()) > len(asked()) // 4
    for what, entries in (("report", "entries of reports"), ("note", "entries of notes"), ("case", "entries of cases")):
        assert after[what] - before[what] == acknowledged[what], what
        assert after[entries] - before[entries] == acknowledged[what], entries
    said = command("ledger", "verify", base=system.place)
    assert (said.returncode, "Well: " in said.stdout) == (0, True), said.stderr
