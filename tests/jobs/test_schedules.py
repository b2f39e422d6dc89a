"""Two workers on one clock, one of them killed at random: every call is made exactly once, at the level that is its turn.

What should happen is computed beside them from the pack's ladder alone. `SAMAKI_SCHEDULES=a-b` runs the seeds of a range;
the nightly form runs a thousand, the suite a few.
"""

import os
import random
import threading
import time
import uuid
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connections

from samaki.agencies.country import next_call
from samaki.database import current_alias, session
from samaki.intake import operations as intake
from samaki.jobs.tick import tick
from samaki.simulation.cast import assemble

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

BEGIN = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)
DANGERS = {"yes": "emergency", "": "urgent", "no": "normal"}
SHARDS = 4


def seeds(shard):
    """Those of this shard."""
    asked = os.environ.get("SAMAKI_SCHEDULES", "0-1000" if os.environ.get("SAMAKI_NIGHTLY") == "1" else "0-12")
    first, last = map(int, asked.split("-"))
    return range(first + shard, last, SHARDS)


class Worker(threading.Thread):
    """Ticks through the moments; may lose its connection in the middle of one, as when its process is killed, and begins anew."""

    def __init__(self, moments, gate):
        super().__init__(daemon=True)
        self.moments, self.gate, self.backend, self.broke = moments, gate, None, None

    def run(self):
        try:
            for moment in self.moments:
                self.backend = None
                self.gate.wait(60)
                with suppress(DatabaseError):
                    self._tick(moment)
                connections.close_all()
        except Exception as error:
            self.broke = error
            self.gate.abort()

    def _tick(self, moment):
        with session("worker", moment):
            self.backend = connections[current_alias()].connection.info.backend_pid
        tick(moment)


def told(chance, begin):
    """Reports with their urgency and due time."""
    keys = {}
    for _one in range(chance.randint(1, 4)):
        danger, at = chance.choice(list(DANGERS)), begin + timedelta(minutes=chance.randint(0, 90))
        with session("intake", at):
            intake.file_report(
                told=intake.Told(what="words", where="Phnom Penh", danger=danger),
                key=uuid.uuid4(),
                channel="web",
                now=at,
            )
        keys[danger] = at
    return keys


def expected(urgency, due_at, moments):
    """(moment, level) of every call, from the ladder alone."""
    calls, call_at, reached = [], due_at, 0
    for moment in moments:
        if call_at <= moment:
            level, call_at = next_call(urgency, due_at, moment)
            reached = max(reached, level)
            calls.append((moment, reached))
    return calls


def kill(worker, wait, superuser):
    """End its connection some time after it began with this moment; whether there still was one."""
    patience = time.monotonic() + 5
    while (backend := worker.backend) is None and time.monotonic() < patience:
        time.sleep(0)
    time.sleep(wait)
    return superuser.execute("select pg_terminate_backend(%s)", [backend]).fetchone() == (True,)


def play(seed, superuser):
    """One schedule; returns (what was called, what should have been, how many were killed)."""
    chance = random.Random(seed)
    begin = BEGIN + timedelta(days=30 * seed)
    told(chance, begin)
    step = timedelta(minutes=chance.choice((7, 20, 60, 240, 1440)))
    moments = [begin + number * step for number in range(1, chance.randint(6, 14))]
    gate, killed = threading.Barrier(3), 0
    workers = [Worker(moments, gate), Worker(moments, gate)]
    for worker in workers:
        worker.start()
    for _moment in moments:
        gate.wait(60)
        if chance.random() < 0.6:
            killed += kill(chance.choice(workers), chance.uniform(0, 0.02), superuser)
    for worker in workers:
        worker.join(60)
        assert worker.broke is None, worker.broke
    rows = superuser.execute("select id, urgency, due_at from report where state = 'new'").fetchall()
    should = sorted((key, *call) for key, urgency, due_at in rows for call in expected(urgency, due_at, moments))
    done = superuser.execute(
        "select subject_id, recorded_at, (facts->>'level')::int from ledger_entry where act = 'report.call'"
        " and subject_id = any(%s) order by 1, 2, 3",
        [[row[0] for row in rows]],
    ).fetchall()
    superuser.execute("update report set state = 'closed', call_at = null, ended_at = due_at where state = 'new'")
    return done, should, killed


@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_level_is_called_exactly_once_whoever_is_killed(shard, transactional_db, owner, superuser):
    assemble(BEGIN - timedelta(days=900), "a password of the tests")
    connections["owner"].close()
    killed = called = 0
    for seed in seeds(shard):
        done, should, struck = play(seed, superuser)
        assert done == should, f"seed {seed}"
        killed, called = killed + struck, called + len(done)
    assert killed
    assert called
