"""A worker that is killed in the middle skips nothing and doubles nothing; two at once act once."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connections

from samaki.agencies.models import Member
from samaki.database import session
from samaki.handoffs import operations as handoffs
from samaki.handoffs.models import Handoff
from samaki.intake import operations as intake
from samaki.jobs.tick import tick
from samaki.journeys import opening
from samaki.simulation.cast import assemble
from tests.acting import act

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

ROOT = Path(__file__).resolve().parents[2]
START = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
KILLS = 12 if os.environ.get("SAMAKI_NIGHTLY") == "1" else 3
REPORTS, CASES, ROUNDS, STEP = 30, 6, 40, 60


@pytest.fixture
def waiting(transactional_db, owner):
    """Reports that nobody reads and hand-offs that nobody answers, all of them emergencies."""
    assemble(START - timedelta(days=900), "a password of the tests")
    connections["owner"].close()
    duty = Member.objects.select_related("unit").get(username="duty.pp")
    for _one in range(REPORTS):
        with session("intake", START):
            told = intake.Told(what="words", where="Phnom Penh", danger="yes")
            intake.file_report(told=told, key=uuid.uuid4(), channel="web", now=START)
    for _one in range(CASES):
        case = act(duty, opening.open_own, START, area="12", urgency="emergency")
        with session("app", START, duty.id):
            draft = Handoff.objects.get(case=case, state="draft", step__kind="first_safe_contact")
        act(duty, handoffs.offer, START, handoff_id=draft.id)


def ticking(database, first):
    """A process that ticks through the moments from number `first` on."""
    begin = (START + first * STEP * MINUTE).isoformat()
    return subprocess.Popen(
        [sys.executable, "-m", "tests.jobs.ticking", database, begin, str(STEP), str(ROUNDS - first)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "samaki.settings.testing", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
    )  # fmt: skip


def test_a_worker_killed_again_and_again_skips_nothing_and_doubles_nothing(waiting, superuser, database_name):
    chance, first, killed = random.Random(2), 0, 0
    while killed < KILLS:
        process = ticking(database_name, first)
        said = process.stdout.readline()  # it has begun
        time.sleep(chance.uniform(0.0, 0.4))
        process.send_signal(signal.SIGKILL)
        said += process.stdout.read()
        process.wait()
        assert "Error" not in said, said
        first, killed = first + said.count("\n"), killed + 1  # the moment it died in comes once more
        if first >= ROUNDS - 5:
            break
    for number in range(first, ROUNDS):
        assert tick(START + number * STEP * MINUTE).errors == []
    assert killed >= 1
    everything_was_called_once(superuser, START + (ROUNDS - 1) * STEP * MINUTE)


def everything_was_called_once(superuser, last):
    """What each row was told equals what the ledger says was done about it; every row is ready for its next call."""

    def ask(question, *given):
        return superuser.execute(question, given).fetchall()

    for table in ("report", "step", "handoff"):
        assert ask(f'select count(*) from "{table}" where call_at <= %s', last) == [(0,)]
        assert ask(f"select act, subject_id, recorded_at from ledger_entry where act = '{table}.call'"
                   " group by 1, 2, 3 having count(*) > 1") == []  # fmt: skip
        done = set(ask(f"select subject_id, recorded_at from ledger_entry where act = '{table}.call'"))
        told = set(ask(f"select subject_id, made_at from notice where kind in ('{table}.late', '{table}.review')"))
        assert done == told, table
        assert done, table
    assert ask("select count(*) from report where level = 4") == [(REPORTS,)]
    calls = ask("select subject_id, count(*) from ledger_entry where act = 'report.call' group by 1")
    assert len({count for _key, count in calls}) == 1, "alike reports were called alike"
    asked = 2 * CASES  # the first contact, and the safety plan that an emergency asks for by itself
    assert ask("select count(*) from handoff where state = 'expired'") == [(asked,)]
    assert ask("select count(*) from ledger_entry where act = 'handoff.expire'") == [(asked,)]


def test_three_workers_side_by_side_act_once(waiting, superuser):
    moments = [START + number * STEP * MINUTE for number in range(ROUNDS)]
    problems = []

    def work():
        try:
            for moment in moments:
                gate.wait(60)
                problems.extend(tick(moment).errors)
        finally:
            connections.close_all()

    gate = threading.Barrier(3)
    workers = [threading.Thread(target=work) for _one in range(3)]
    [worker.start() for worker in workers]
    [worker.join(120) for worker in workers]
    assert problems == []
    everything_was_called_once(superuser, moments[-1])
