"""More than a thousand names, addresses, telephone numbers and sentences are written through a running system; no dump, no log, no
backup and no file of the server holds one of them in clear."""

import base64
import json
import os
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.cli.test_up import until
from tests.places import command, demonstration

from samaki.database import dumping, embedded
from samaki.database.folder import ROOT, Folder

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="reads the files of a server of its own")

WORD, KHMER, NUMBER = "Vorakquz", "ឃ្វង់ញ៉ូវ", "0007319"
"""A part of every canary, that stands nowhere else: of Latin words, of Khmer names, of telephone numbers."""


@pytest.fixture(scope="module")
def system():
    """A running installation: (its folder, its address, what it writes on its terminal)."""
    with demonstration() as place, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("SAMAKI_", "DJANGO_"))}
        words = [sys.executable, "-m", "samaki.cli", "up", "--port", str(port), "--data", str(place / "data")]
        with open(place / "out", "w") as out:
            process = subprocess.Popen(
                words, stdout=out, stderr=out, env=environment | {"PYTHONPATH": str(ROOT / "src")}
            )
        until(lambda: "Ctrl-C stops it" in (place / "out").read_text(), process, patience=90)
        try:
            yield place, f"http://127.0.0.1:{port}/api/v1"
        finally:
            process.terminate()
            process.wait(30)


class Canaries:
    """Words to write; how many there were."""

    def __init__(self):
        self.count = 0

    def _next(self):
        self.count += 1
        return self.count

    def name(self):
        return f"Sok {WORD}{self._next()}"

    def khmer(self):
        self._next()
        return f"សុខ {KHMER}"

    def number(self):
        return f"{NUMBER}{self._next():05}"

    def words(self):
        return f"She said that {WORD}{self._next()} keeps the key"

    def place(self):
        return f"House {self._next()}, street of {WORD}{self.count}"


def called(address, path, body=None, token=None):
    """(status, answer) of one call."""
    raw = body if isinstance(body, bytes | None) else json.dumps(body).encode()
    heads = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    try:
        with urllib.request.urlopen(urllib.request.Request(address + path, raw, heads), timeout=60) as answer:
            return answer.status, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as refused:
        return refused.code, json.loads(refused.read() or b"null")


@pytest.fixture(scope="module")
def written(system):
    """What was written by calls, and is read back by them."""
    place, address = system
    canaries = Canaries()
    token = command("token", "duty.pp", base=place).stdout.split()[-1]

    def done(path, body, status=201):
        found, answer = called(address, path, body, token)
        assert found == status, (path, found, answer)
        return answer

    for _ in range(60):
        told = {"what": canaries.words(), "where": canaries.place(), "contact": canaries.number(), "danger": "unknown"}
        assert called(address, "/reports", told)[0] == 201
    for _ in range(12):
        case = done("/cases", {"area": "12", "source": "police_own", "urgency": "normal", "children": 1})
        at = f"/cases/{case['code']}"
        child = case["people"][0]["id"]
        for _ in range(16):
            someone = {"part": "witness", "name_latin": canaries.name(), "name_km": canaries.khmer(), "known_as": canaries.name(),
                       "contact": canaries.number()}  # fmt: skip
            done(f"{at}/people", someone)
        for _ in range(4):
            done(f"{at}/notes", {"compartment": "justice", "text": canaries.words()})
        done(f"{at}/arrivals", {"person": child, "place": canaries.place(), "safe": True})
        found, answer = called(
            address, f"{at}/notes", json.dumps({"compartment": "nothing", "text": canaries.words()}).encode(), token
        )
        assert found == 422, answer
        assert called(address, f"{at}/notes", canaries.words().encode(), token)[0] in (400, 422)
        assert called(address, f"/search?name=Sok+{WORD}{canaries.count}&purpose=same_person", None, token)[0] == 200
    notes = json.dumps(called(address, f"{at}/notes", None, token)[1], ensure_ascii=False)
    assert WORD in notes, "what was written is there to be read"
    return canaries, case["code"]


def forms(text):
    """How the bytes of a word may lie in a file."""
    raw = text.encode()
    inner = {base64.b64encode(b"\0" * shift + raw)[4 if shift else 0 : -4] for shift in range(3)}
    return {raw, raw.lower(), raw.upper(), raw.hex().encode(), raw.hex().upper().encode(), text.encode("utf-16-le"),
            json.dumps(text)[1:-1].encode(), *inner}  # fmt: skip


def holds(files, text):
    """The names of what holds it, of name -> bytes."""
    return [name for name, raw in files.items() if any(form in raw for form in forms(text))]


@pytest.fixture(scope="module")
def files(system, written):
    """The dump in clear, the backup, what the programs wrote, and every file of the server: name -> bytes."""
    place, _address = system
    here = Folder(place / "data")
    done = command("backup", str(place / "made.age"), base=place)
    assert done.returncode == 0, done.stderr
    with dumping.moment(here) as moment, open(place / "dump", "wb") as out:
        dump = subprocess.run([str(embedded.binaries() / "pg_dump"), "--format=plain", "--no-password", f"--snapshot={moment.name}"],
                              stdout=out, env=dumping._environment(here), stderr=subprocess.PIPE)  # fmt: skip
    assert dump.returncode == 0, dump.stderr
    with embedded.superuser(here) as connection:
        connection.execute("checkpoint")
    found = [one for one in [*place.rglob("*"), *(place / "data/postgres").resolve().rglob("*")] if one.is_file()]
    with ThreadPoolExecutor() as pool:
        return dict(zip(map(str, found), pool.map(_read, found), strict=True))


def _read(path):
    try:
        return path.read_bytes()
    except FileNotFoundError:  # the server has taken it away since
        return b""


def test_what_lies_in_clear_is_found(files, written):
    _canaries, code = written
    where = holds(files, code)
    assert any(name.endswith("/dump") for name in where)
    assert any("/base/" in name for name in where), "and in the files of the database"


def test_no_canary_lies_in_clear_anywhere(files, written):
    canaries, _code = written
    assert canaries.count > 1000
    assert len(files) > 500
    assert {"dump", "made.age", "out", "postgres.log"} <= {name.rpartition("/")[2] for name in files}
    for text in (WORD, KHMER, NUMBER):
        assert holds(files, text) == []
