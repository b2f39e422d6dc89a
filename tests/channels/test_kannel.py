"""The whole way with a real gateway: Debian's Kannel with a simulated carrier (fakesmsc), on loopback, begun and ended by this test.

carrier -> bearerbox -> smsbox -> Samaki over HTTP -> its answer -> smsbox -> bearerbox -> carrier -> report of delivery -> Samaki.
"""

import contextlib
import io
import re
import shutil
import subprocess
import threading
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote_to_bytes
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.test import Client

from samaki.channels.sms.choosing import choose_texts
from samaki.channels.sms.gateways import configured
from samaki.channels.sms.giving import give
from samaki.channels.sms.segments import count
from samaki.database import session
from samaki.intake.models import Report
from samaki.intake.queries import words_of
from samaki.jobs import texting
from tests.acting import act
from tests.channels.texting import MEMBER, SECRET, point_at
from tests.everything import rows
from tests.jobs.post_office import free_port

BEARERBOX, SMSBOX, FAKE = "/usr/sbin/bearerbox", "/usr/sbin/smsbox", "/usr/lib/kannel/test/fakesmsc"
PATIENCE = 25.0

pytestmark = pytest.mark.skipif(
    not all(shutil.which(program) for program in (BEARERBOX, SMSBOX, FAKE)),
    reason="kannel, kannel-extras: ./samaki test installs them",
)

CONFIG = """group = core
admin-port = {admin}
admin-password = tests
smsbox-port = {box}
box-allow-ip = 127.0.0.1
box-deny-ip = *.*.*.*
admin-allow-ip = 127.0.0.1
log-file = "{folder}/bearerbox.kept.log"
log-level = 2
dlr-storage = internal

group = smsc
smsc = fake
smsc-id = carrier
port = {carrier}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {send}
sendsms-interface = 127.0.0.1
mo-recode = true
http-request-retry = 8640
http-queue-delay = 1
log-file = "{folder}/smsbox.kept.log"
log-level = 4

group = sendsms-user
username = samaki
password = a-word-of-the-tests
max-messages = 9
concatenation = true
user-allow-ip = 127.0.0.1

group = sms-service
keyword = default
post-url = "http://127.0.0.1:{ours}/texts/mekong/{secret}/in/?id=%I"
max-messages = 0
omit-empty = true
accept-x-kannel-headers = false
send-sender = true
"""


class Quiet(WSGIRequestHandler):
    def log_message(self, *_given):
        pass


class Carrier:
    """fakesmsc: what it is told to say comes from telephones, what bearerbox gives it stands in its log."""

    def __init__(self, folder, port):
        self.log, self.port, self.folder = folder / "carrier.log", port, folder
        self.process = None

    def open(self, *messages, most=1):
        command = [FAKE, "-H", "127.0.0.1", "-r", str(self.port), "-i", "0.2", "-m", str(most), "-v", "0", *messages]
        self.process = subprocess.Popen(command, stdout=self.log.open("ab"), stderr=subprocess.STDOUT, cwd=self.folder)
        return self.process

    def taken(self):
        """What bearerbox gave the carrier: (from, to, kind, words) of each part."""
        lines = self.log.read_bytes().decode("utf-8", "replace").splitlines() if self.log.exists() else []
        return [line.split("<", 1)[1].rsplit(">", 1)[0] for line in lines if "Got message" in line and "<" in line]


@contextlib.contextmanager
def running(*commands, folder):
    """Programs begun in this order and ended by their id in the other."""
    begun = []
    try:
        for command in commands:
            log = (folder / f"{Path(command[0]).name}.log").open("ab")
            begun.append(subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=folder))
            time.sleep(0.7)
        yield begun
    finally:
        for process in reversed(begun):
            ended(process)


def ended(process):
    process.terminate()
    try:
        process.wait(6)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(6)


def until(found, what):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if answer := found():
            return answer
        time.sleep(0.2)
    raise AssertionError(what)


@pytest.fixture
def kannel(cast, monkeypatch, tmp_path):
    """Kannel and our own pages are up; the pages answer in the test's own transaction, one call at a time."""
    ports = {name: free_port() for name in ("admin", "box", "carrier", "send")}
    calls, answers = [], threading.Condition()

    def page(environ, start):
        """Handed to the thread of the test, which owns the transaction."""
        slot = {"environ": dict(environ), "done": threading.Event()}
        slot["environ"]["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
        with answers:
            calls.append(slot)
        slot["done"].wait(PATIENCE)
        start(*slot["head"])
        return slot["body"]

    server = make_server("127.0.0.1", 0, page, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
    thread.start()
    ours, client = server.server_address[1], Client()

    def serve():
        """Answer what waits; True when there was something."""
        with answers:
            waiting, calls[:] = list(calls), []
        for slot in waiting:
            given = slot["environ"]
            if serve.is_away:
                slot["head"], slot["body"] = ("503 ", []), []
                slot["done"].set()
                continue
            headers = {name: value for name, value in given.items() if name.startswith("HTTP_")}
            answer = client.generic(given["REQUEST_METHOD"], f"{given['PATH_INFO']}?{given['QUERY_STRING']}",
                                    given["wsgi.input"].read(), given.get("CONTENT_TYPE", ""), **headers)  # fmt: skip
            slot["head"] = (f"{answer.status_code} ", list(answer.headers.items()))
            slot["body"] = [answer.content]
            slot["done"].set()
        return bool(waiting)

    serve.is_away = False
    config = tmp_path / "kannel.conf"
    config.write_text(CONFIG.format(**ports, ours=ours, secret=SECRET, folder=tmp_path))
    point_at(monkeypatch, tmp_path, ports["send"], send_url=f"http://127.0.0.1:{ports['send']}/cgi-bin/sendsms",
             our_url=f"http://127.0.0.1:{ours}")  # fmt: skip
    (tmp_path / "password").write_text("a-word-of-the-tests")
    with running([BEARERBOX, "-v", "4", str(config)], [SMSBOX, "-v", "4", str(config)], folder=tmp_path):
        yield Carrier(tmp_path, ports["carrier"]), serve
    server.shutdown()
    server.server_close()


def octets(text):
    return "".join(f"%{octet:02X}" for octet in text.encode("utf-16-be"))


def told():
    """The words of the one report, for who holds it."""
    holder = rows("select w.id from report r join member w on w.unit = r.holder limit 1")[0][0]
    with session("app", datetime.now(UTC), holder):
        return words_of(Report.objects.get())["what"]


def marks_in(folder, number, words):
    """(file, mark) of each log of the gateway that holds the number or the words, in any of the ways in which it writes them."""
    wide = words.encode("utf-16-be")
    marks = {number.encode(), words.encode(), wide, wide.hex().encode(), wide.hex(" ").encode(), octets(words).encode()}
    logs = [one for one in folder.rglob("*.log") if one.name != "carrier.log"]
    assert {"bearerbox.log", "smsbox.log", "bearerbox.kept.log", "smsbox.kept.log"} <= {one.name for one in logs}
    return [(one.name, mark) for one in logs for mark in marks if mark.lower() in one.read_bytes().lower()]


def sent_out():
    return [answer.outcome for answer in texting.round_of(lambda: datetime.now(UTC), threading.Event(), 8.0)]


def test_a_report_goes_in_and_its_answer_out_in_khmer(kannel):
    carrier, serve = kannel
    words = "ជួយផង មានក្មេងម្នាក់នៅផ្ទះសំណាក់"
    process = carrier.open("+85598765432 1299 ucs2 " + octets(words))
    try:
        until(lambda: serve() and rows("select channel, language from report"), "the report did not come")
        until(lambda: sent_out() == ["sent", "sent"], "the answers were not taken")
        until(lambda: len(carrier.taken()) == 2, "the carrier got no answer")
    finally:
        ended(process)
    process = carrier.open("+85598765432 1299 text 1")
    try:
        until(
            lambda: serve() and rows("select 1 from report where urgency = 'emergency'"),
            "one key did not make it an emergency",
        )
    finally:
        ended(process)
    assert rows("select channel, language from report") == [("sms", "km")]
    assert told() == words
    answer, asked = carrier.taken()[:2]
    assert "ឆ្លើយ៖ 1។" in unquote_to_bytes(asked.split(" ", 3)[3].replace("+", " ")).decode("utf-16-be")
    _ours, to, kind, said = answer.split(" ", 3)
    assert (to, kind) == ("+85598765432", "ucs-2")
    text = unquote_to_bytes(said.replace("+", " ")).decode("utf-16-be")
    assert marks_in(carrier.folder, "98765432", words) == [], "the gateway's logs, set as the guide says"
    assert re.fullmatch(r"បានទទួល។ លេខ៖ \d{4}-\d{4}-\d{4}-\d{4}។ ចម្លងទុក រួចលុបសារនេះ។", text), text


def test_a_text_that_comes_while_we_are_away_is_brought_once_we_are_back_and_the_log_keeps_no_secret(kannel):
    carrier, serve = kannel
    serve.is_away = True
    process = carrier.open("+85598765432 1299 text Help")
    try:
        until(serve, "nothing came from the carrier")
        until(serve, "it was not tried again")
        assert rows("select 1 from report") == []
        serve.is_away = False
        until(lambda: serve() and rows("select 1 from report"), "the report did not come")
    finally:
        ended(process)
    assert told() == "Help"
    logs = [one for one in carrier.folder.rglob("*.log") if one.name != "carrier.log"]
    assert [one.name for one in logs if SECRET.encode() in one.read_bytes()] == []


def test_a_code_goes_out_to_a_member_and_its_delivery_comes_back(kannel, cast):
    carrier, serve = kannel
    act(
        cast["social.pp"],
        choose_texts,
        datetime.now(UTC),
        wants="urgent",
        number=MEMBER,
        password="a password of the tests",
        version=0,
    )
    process = carrier.open("+85500000000 1299 text .")
    try:
        until(serve, "nothing came from the carrier")
        until(lambda: sent_out() == ["sent"], "the code was not taken")
        until(carrier.taken, "the carrier got no code")
        until(
            lambda: serve() and rows("select 1 from text_out where delivery <> ''", role="worker"),
            "no report of delivery came",
        )
    finally:
        ended(process)
    assert len(carrier.taken()) == 1
    assert rows("select kind, state, parts, delivery from text_out", role="worker") == [("code", "sent", 1, "sent")]


def test_a_long_khmer_text_goes_in_as_many_parts_as_are_counted(kannel):
    carrier, serve = kannel
    text = "ក" * 140
    assert count(text).parts == 3
    process = carrier.open("+85500000000 1299 text .")
    try:
        until(serve, "nothing came from the carrier")
        assert give(configured()["mekong"], uuid.uuid4(), "85512345678", text).outcome == "sent"
        until(lambda: len(carrier.taken()) >= 3, "not all parts came")
        time.sleep(1.0)
    finally:
        ended(process)
    assert len(carrier.taken()) == 3
