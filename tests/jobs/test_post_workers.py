"""Several workers, killed workers, and a mail server that hangs: real processes, real threads, real rows."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connections

from samaki.agencies.models import Member
from samaki.database import session
from samaki.jobs import worker
from samaki.jobs.models import Heartbeat
from samaki.jobs.post import LEASE, post
from samaki.notices.models import Notice
from samaki.notices.smtp import server
from samaki.simulation.cast import assemble
from tests.everything import rows
from tests.jobs.post_office import Desk, open_office, point_at
from tests.jobs.test_post import wants

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

ROOT = Path(__file__).resolve().parents[2]
START = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)
MEMBERS = (
    "duty.pp",
    "officer.pp",
    "social.pp",
    "ngo.pp",
    "legal.pp",
    "court.pp",
    "nurse.pp",
    "duty.sr",
    "social.ps",
    "ngo.ps",
)


@pytest.fixture
def waiting(transactional_db, owner):
    """Ten members who want mail, and an urgent notice for the unit of each."""
    assemble(START - timedelta(days=900), "a password of the tests")
    connections["owner"].close()
    people = {one.username: one for one in Member.objects.filter(username__in=MEMBERS)}
    for name in MEMBERS:
        wants(people[name], START)
    tell(people.values(), START)
    return people


def ask(question):
    return rows(question, role="worker")


def tell(people, now):
    with session("app", now):
        for unit in sorted({one.unit_id for one in people}):
            Notice(to_unit=unit, kind="step.late", urgency="urgent", subject_kind="step", subject_id=next(iter(people)).id,
                   dedupe=f"{unit}:{now}", made_at=now).save(force_insert=True)  # fmt: skip


def test_three_workers_side_by_side_send_each_letter_once(waiting, monkeypatch):
    desk = Desk(slow=0.02)
    with open_office(desk) as port:
        point_at(monkeypatch, port)
        for number in range(5):
            now = START + number * timedelta(hours=1)
            if number:
                tell(waiting.values(), now)
            gate, problems = threading.Barrier(3), []

            def work(now=now, gate=gate, problems=problems):
                try:
                    gate.wait(30)
                    problems += [one for one in post(server(), lambda: now, threading.Event()) if one.outcome != "sent"]
                except Exception as error:
                    problems.append(error)
                finally:
                    connections.close_all()

            workers = [threading.Thread(target=work) for _one in range(3)]
            [one.start() for one in workers]
            [one.join(120) for one in workers]
            post(server(), lambda now=now: now, threading.Event())  # what all three had left to each other
            assert problems == []
            assert sorted(desk.recipients) == sorted((number + 1) * [f"{name}@example.org" for name in MEMBERS])
    assert len({one["Message-ID"] for one in desk.letters}) == 5 * len(MEMBERS)
    assert ask("select count(*), count(distinct (notice_id, member_id)) from mail_notice") == [
        (
            50,
            50,
        )
    ]
    assert ask("select count(*) from mail_attempt where outcome <> 'sent'") == [(0,)]


def test_a_worker_killed_between_sending_and_writing_down(waiting, database_name, monkeypatch):
    """Honest: the letter was taken by the server, nobody wrote that down, so it is sent once more, and known by its id."""
    desk = Desk(slow=60)
    with open_office(desk) as port:
        point_at(monkeypatch, port)
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.jobs.posting", database_name, START.isoformat()], cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "samaki.settings.testing", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        )  # fmt: skip
        assert desk.arrived.wait(60)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert ask("select outcome, ended_at from mail_attempt") == [("", None)]
    again = Desk()
    with open_office(again) as port:
        point_at(monkeypatch, port)
        post(server(), lambda: START + timedelta(minutes=1), threading.Event())
        assert len(again.taken) == len(MEMBERS) - 1, "the other letters do not wait for it"
        post(server(), lambda: START + LEASE, threading.Event())
    assert len(again.taken) == len(MEMBERS)
    assert again.letters[-1]["Message-ID"] == desk.letters[0]["Message-ID"]
    states = ask("select state, count(*) from mail group by 1")
    assert states == [("sent", len(MEMBERS))]


def test_a_mail_server_that_hangs_stops_no_clock(waiting, monkeypatch):
    desk, stop = Desk(slow=60), threading.Event()
    tell(waiting.values(), datetime.now(UTC))
    with open_office(desk) as port:
        point_at(monkeypatch, port)
        monkeypatch.setattr(worker, "FAREWELL", 0.1)
        running = threading.Thread(target=worker.run, args=(stop, 0.05), daemon=True)
        running.start()
        try:
            assert desk.arrived.wait(60), "the worker sends by itself"
            beats = set()
            for _one in range(100):
                with session("worker", datetime.now(UTC)):
                    beats |= set(Heartbeat.objects.values_list("beat_at", flat=True))
                if len(beats) > 3:
                    break
                time.sleep(0.05)
            assert len(beats) > 3
        finally:
            stop.set()
            running.join(20)
    assert not running.is_alive()


def test_without_a_mail_server_the_postman_goes_home(monkeypatch, caplog):
    monkeypatch.delenv("SAMAKI_MAIL_HOST", raising=False)
    worker.carry(threading.Event(), 0.01)
    monkeypatch.setenv("SAMAKI_MAIL_HOST", "mail.example.org")
    monkeypatch.delenv("SAMAKI_MAIL_FROM", raising=False)
    worker.carry(threading.Event(), 0.01)
    assert [record.getMessage() for record in caplog.records] == [
        "No e-mail is sent: SAMAKI_MAIL_FROM must be the plain address that letters come from."
    ]
