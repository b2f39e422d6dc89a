"""When the clock stands still the operator is told within five minutes, again and again, and once when it runs."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samaki.channels.sms.segments import count
from samaki.database.folder import ROOT
from samaki.jobs.watchdog import AFTER, AGAIN, EVERY, PATIENCE, Watch, look
from samaki.web.health import OLDEST
from tests.channels.texting import Tower, open_tower, point_at
from tests.jobs.post_office import Desk, open_office

BEGIN = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
FIVE_MINUTES = timedelta(minutes=5)
spells = st.lists(st.tuples(st.booleans(), st.integers(1, 4000)), min_size=1, max_size=12)


@given(spells, st.floats(1, EVERY + PATIENCE))
def test_every_standstill_is_told_in_time_and_nothing_else_is(spells, every):
    watch, now = Watch(), BEGIN
    unwell_since = told = None
    for well, seconds in spells:
        until = now + timedelta(seconds=seconds)
        while now < until:
            found = watch.see(well, now)
            if well:
                assert found == ("back" if told else "")
                unwell_since = told = None
            else:
                unwell_since = unwell_since or now
                if found:
                    assert found == "alarm"
                    assert now - unwell_since >= AFTER
                    assert told is None or now - told >= AGAIN
                    told = now
                assert now - told < AGAIN if told else now - unwell_since < AFTER
            now += timedelta(seconds=every)


def test_from_the_last_tick_to_the_alarm_it_takes_less_than_five_minutes():
    longest = OLDEST + AFTER + 2 * timedelta(seconds=EVERY + PATIENCE)
    assert longest < FIVE_MINUTES


class Health(BaseHTTPRequestHandler):
    """Answers as the test says, like the page of health does."""

    answer = (200, b"{}")

    def do_GET(self):
        status, body = self.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


@pytest.fixture
def health():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Health)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Health.answer = (200, b"{}")
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("answer", "well", "what"),
    [
        ((200, b"{}"), True, "status 200"),
        (
            (503, b'{"ready": false, "database": false, "worker_age_seconds": null}'),
            False,
            "the database does not answer",
        ),
        (
            (503, b'{"ready": false, "database": true, "worker_age_seconds": null}'),
            False,
            "the worker has never ticked",
        ),
        ((503, b'{"ready": false, "database": true, "worker_age_seconds": 71.4}'), False, "the worker ticked 71 s ago"),
        ((503, b"<html>a proxy</html>"), False, "status 503"),
        ((503, b"[1]"), False, "status 503"),
        ((204, b""), False, "status 204"),
    ],
    ids=["well", "database", "never", "late", "proxy", "other-json", "empty"],
)
def test_it_says_what_is_wrong(answer, well, what, health):
    Health.answer = answer
    assert look(f"http://127.0.0.1:{health}/readyz") == (well, what)


def test_who_does_not_answer_is_not_well():
    well, what = look("http://127.0.0.1:9/readyz", patience=2)
    assert (well, what[:9]) == (False, "no answer")


@pytest.fixture
def dog(health, tmp_path, monkeypatch):
    """The command itself, looking twice a second; yields the office that its letters reach."""
    desk, desk.tower = Desk(), Tower()
    with open_office(desk) as port, open_tower(desk.tower) as sends:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("SAMAKI_")} | {
            "PYTHONPATH": str(ROOT / "src"),
            "SAMAKI_MAIL_HOST": "127.0.0.1",
            "SAMAKI_MAIL_PORT": str(port),
            "SAMAKI_MAIL_SECURITY": "none",
            "SAMAKI_MAIL_FROM": "samaki@example.org",
            "SAMAKI_URL": "https://samaki.example.org",
            "SAMAKI_ALARM_MAIL": "operator@example.org second@example.org",
            "SAMAKI_ALARM_TEXT": "012 345 678, +855 98 765 432",
            "SAMAKI_TEXTS": str(point_at(monkeypatch, tmp_path, sends)),
        }
        words = [sys.executable, "-m", "samaki.cli", "watchdog", "--url", f"http://127.0.0.1:{health}"]
        words += ["--every", "0.3", "--after", "1", "--data", str(tmp_path / "none")]
        with open(tmp_path / "log", "w") as log:
            process = subprocess.Popen(words, stdout=log, stderr=log, env=environment)
        yield desk, process, tmp_path / "log"
        process.kill()
        process.wait()


def until(holds, patience=40):
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_operators_get_a_letter_and_another_when_it_runs_again(dog):
    desk, process, log = dog
    Health.answer = (503, b'{"ready": false, "database": true, "worker_age_seconds": 75}')
    desk.rcpt = ["451 later", "451 later"]  # the first try fails: the alarm is not lost
    until(lambda: len(desk.letters) == 2)
    assert sorted(desk.recipients) == ["operator@example.org", "second@example.org"]
    letter = desk.letters[0]
    assert letter["Subject"] == "Samaki: the clock stands still"
    assert "the worker ticked 75 s ago. Nobody is called until it runs again." in letter.get_content()
    Health.answer = (200, b"{}")
    until(lambda: len(desk.letters) == 4)
    assert desk.letters[-1]["Subject"] == "Samaki: the clock runs again"
    assert "stood still" in log.read_text()
    until(lambda: len(desk.tower.taken) == 4)
    assert [one["to"] for one in desk.tower.taken] == ["+85512345678", "+85598765432"] * 2
    assert [count(text).parts for text in desk.tower.texts] == [1] * 4
    assert "the clock stands still" in desk.tower.texts[0]
    assert "the clock runs again" in desk.tower.texts[-1]
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0


def test_a_wrong_address_leaves_a_watchdog_that_logs(health, tmp_path):
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "SAMAKI_ALARM_MAIL": "not an address"}
    words = [
        sys.executable,
        "-m",
        "samaki.cli",
        "watchdog",
        "--url",
        f"http://127.0.0.1:{health}",
        "--data",
        str(tmp_path / "d"),
    ]
    with open(tmp_path / "log", "w") as log:
        process = subprocess.Popen(words, stdout=log, stderr=log, env=environment)
    until(lambda: "to this log only" in (tmp_path / "log").read_text())
    assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert not (tmp_path / "d").exists()


@pytest.mark.parametrize("words", [["--url", "ftp://x"], ["--url", "nothing"], ["--after", "600"], ["--every", "x"]])
def test_what_cannot_be_meant_is_one_sentence(words, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "samaki.cli", "watchdog", *words, "--data", str(tmp_path / "d")],
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src")},
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
