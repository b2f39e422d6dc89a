"""A backup made while people work opens into an empty place, whole or not at all; nobody reads it without a key."""

import json
import os
import subprocess
import sys
import tarfile
from io import BytesIO

import pyrage
import pytest
from tests.cli.test_keys import words
from tests.places import command, demonstration

from samaki.cli import backups, running
from samaki.database.folder import ROOT, Folder
from samaki.vault import backup, keyfile, recovery, sealed_tar

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="makes installations of its own")

AT_WORK = """
from datetime import UTC, datetime
from samaki.cli import running
with running.system('test'):
    from samaki.agencies.models import Member
    from samaki.database import session
    import os
    from samaki.cases.documents.operations import add_document
    from samaki.journeys import opening
    duty = Member.objects.select_related("unit__agency").get(username="duty.pp")
    for number in range(400):
        now = datetime.now(UTC)
        with session("app", now, duty.id):
            case = opening.open_own(area="12", urgency="normal", children=1, by=duty, now=now)
            if number < 3:
                add_document(case=case, compartment="justice", kind="recording", content=b"ID3\\4" + os.urandom(5_000_000),
                             by=duty, now=now)
        print(case.code, flush=True)
"""


@pytest.fixture(scope="module")
def base():
    """An installation at work: cases, a sealed ledger, sheets with holders; and a backup made in the midst of it."""
    with demonstration() as place:
        done = command("keys", "share", "--holders", "3", "--need", "2", "--to", str(place / "sheets"), base=place)
        assert done.returncode == 0, done.stderr
        (place / "checkpoint").write_text(command("ledger", "checkpoint", base=place).stdout)
        yield place


@pytest.fixture(scope="module")
def other():
    """Somebody else's age identity, outside this software."""
    return pyrage.x25519.Identity.generate()


@pytest.fixture(scope="module")
def made(base, other):
    """(the file, codes of cases that were acknowledged before it was begun)."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SAMAKI_", "DJANGO_"))}
    environment |= {"PYTHONPATH": str(ROOT / "src"), "SAMAKI_DATA": str(base / "data")}
    environment |= {"DJANGO_SETTINGS_MODULE": "samaki.settings"}
    member = subprocess.Popen([sys.executable, "-c", AT_WORK], stdout=subprocess.PIPE, text=True, env=environment)
    try:
        before = [member.stdout.readline().strip() for _ in range(3)]
        file = base / "made.age"
        done = command("backup", str(file), "--to", str(other.to_public()), base=base)
        assert done.returncode == 0, done.stderr
        assert "opens whole" in done.stderr
        went_on = member.stdout.readline().strip()
    finally:
        member.kill()
        member.communicate()
    assert all(before)
    assert went_on, "nobody worked while the backup was made"
    return file, before


def restored(file, place, *more, key=None, given=""):
    place.mkdir()
    place.chmod(0o711)
    if key:
        (place / "data.keys").mkdir(mode=0o700)
        (place / "data.keys/master.key").write_text(key)
    return command("restore", str(file), *more, base=place, given=given)


def left(place):
    return sorted(one.name for one in (place / "data").iterdir()) if (place / "data").exists() else []


def test_what_was_acknowledged_before_is_there_and_every_word_opens(base, made):
    file, before = made
    place = base / "restored"
    done = restored(file, place, key=(base / "data.keys/master.key").read_text())
    assert done.returncode == 0, done.stderr
    assert "Well: " in done.stdout
    opened, now = words(place), words(base)
    assert len(opened) > 10
    assert opened.items() <= now.items()
    found = command("ledger", "verify", "--checkpoint", str(base / "checkpoint"), base=place)
    assert (found.returncode, "Well: " in found.stdout) == (0, True), found.stderr
    assert codes(place) >= set(before)
    assert codes(place) < codes(base)
    assert documents(place) == [True, True, True], "each original is there, byte for byte"
    assert (place / "data/demo-password").read_text() == (base / "data/demo-password").read_text()
    again = command("restore", str(file), base=place)
    assert (again.returncode, "There is an installation" in again.stderr) == (2, True)
    second = command("backup", str(base / "second.age"), base=place)
    assert second.returncode == 0, second.stderr


def codes(place):
    script = """
from samaki.cli import running
from samaki.database import roles
with running.database('test') as found, roles.connected(found) as connection:
    print(*(code for (code,) in connection.execute('select code from "case"')), sep='\\n')
"""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SAMAKI_", "DJANGO_"))}
    environment |= {"PYTHONPATH": str(ROOT / "src"), "SAMAKI_DATA": str(place / "data")}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, timeout=90)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def documents(place):
    """Of each document that a member of the police can take: whether its original is what the ledger says it was."""
    script = """
import hashlib, json
from datetime import UTC, datetime
from samaki.cli import running
with running.database('test'):
    running.set_up_django()
    from samaki.agencies.models import Member
    from samaki.cases.documents.models import Document
    from samaki.cases.documents.operations import fetch_document
    from samaki.database import session
    from samaki.ledger.models import LedgerEntry
    duty, now = Member.objects.select_related("unit__agency").get(username="duty.pp"), datetime.now(UTC)
    found = []
    with session("app", now, duty.id):
        for one in Document.objects.all():
            taken = fetch_document(document=one, form="original", reason="compare", by=duty, now=now).content
            said = LedgerEntry.objects.get(act="document.add", subject_id=one.id).facts["sha256"]
            found.append(hashlib.sha256(taken).hexdigest() == said)
    running.close_connections()
    print(json.dumps(found))
"""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SAMAKI_", "DJANGO_"))}
    environment |= {"PYTHONPATH": str(ROOT / "src"), "SAMAKI_DATA": str(place / "data")}
    environment |= {"DJANGO_SETTINGS_MODULE": "samaki.settings"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, timeout=90)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_two_holders_open_it_where_the_key_file_is_lost(base, made):
    sheets = [sheet_words(base / f"sheets/sheet-{number}-of-3.txt") for number in (1, 3)]
    place = base / "by-sheets"
    done = restored(made[0], place, "--sheets", given="\n".join([*sheets, "", ""]))
    assert done.returncode == 0, done.stderr
    assert "the key file is written anew" in done.stderr
    assert words(place).items() <= words(base).items()
    alone = restored(made[0], base / "by-one", "--sheets", given=f"{sheets[0]}\n\n")
    assert (alone.returncode, "do not fit" in alone.stderr, left(base / "by-one")) == (1, True, [])


def sheet_words(file):
    lines = [line for line in file.read_text().splitlines() if line.lstrip()[:1].isdigit()]
    return " ".join(word for line in lines for word in line.split() if word.isalpha())


def test_who_is_named_reads_it_without_this_software_and_nobody_else(base, made, other):
    content = made[0].read_bytes()
    with tarfile.open(fileobj=BytesIO(pyrage.decrypt(content, [other]))) as tar:
        names = tar.getnames()
        about = json.load(tar.extractfile("about.json"))
        dump = tar.extractfile("database/000000").read(5)
    assert (names[0], names[-1], dump) == ("about.json", "whole.json", b"PGDMP")
    assert about["tables"]["case"][0] >= len(made[1])
    assert not any("key" in name and name != "folder/key-check" for name in names)
    assert b"PGDMP" not in content
    with pytest.raises(pyrage.DecryptError):
        pyrage.decrypt(content, [pyrage.x25519.Identity.generate()])


@pytest.mark.parametrize("place", ["head", "middle", "end", "cut", "longer", "none"])
def test_a_damaged_one_is_refused_and_leaves_nothing(place, base, made):
    content = bytearray(made[0].read_bytes())
    at = {"head": 60, "middle": len(content) // 2, "end": len(content) - 3}.get(place)
    if at:
        content[at] ^= 1
    content = {"cut": content[:-900], "longer": content + b"more", "none": b"a letter\n"}.get(place, content)
    file = base / f"{place}.age"
    file.write_bytes(content)
    done = restored(file, base / f"of-{place}", key=(base / "data.keys/master.key").read_text())
    assert done.returncode == 1
    assert any(one in done.stderr for one in ("is damaged", "is no backup", "sealed to other keys")), done.stderr
    assert "Traceback" not in done.stderr
    assert left(base / f"of-{place}") == []


def test_what_does_not_come_back_as_it_was_is_taken_away_again(base, made, monkeypatch):
    """Somebody who holds a key seals another sum, as a dump that lost a row on the way would have it."""
    monkeypatch.setenv("SAMAKI_KEY_FILE", str(base / "data.keys/master.key"))
    own = recovery.identity(keyfile.derived("backup", keyfile.load()))
    members = list(sealed_tar.read(made[0], [own]))
    about = json.loads(members[0][1])
    about["tables"]["handoff"][0] += 1
    members[0] = ("about.json", json.dumps(about).encode())
    with (base / "changed.age").open("wb") as file:
        sealed_tar.write(file, members, [own.to_public()])
    monkeypatch.delenv("SAMAKI_KEY_FILE")
    done = restored(base / "changed.age", base / "of-changed", key=(base / "data.keys/master.key").read_text())
    assert (done.returncode, "not as they were: handoff" in done.stderr) == (1, True), done.stderr
    assert left(base / "of-changed") == []


def test_a_backup_replaces_nothing_and_says_what_is_wrong(base, made):
    before = made[0].read_bytes()
    for words_, told in (
        ([str(made[0])], "never replaces another"),
        ([str(base / "nowhere/one.age")], "There is no folder"),
        ([str(base / "new.age"), "--to", "age1nobody"], "no age recipient"),
    ):
        done = command("backup", *words_, base=base)
        assert (done.returncode, told in done.stderr) == (2, True), done.stderr
    assert made[0].read_bytes() == before
    assert not (base / "new.age").exists()
    missing = restored(made[0], base / "without-key")
    assert (missing.returncode, "opens with the key file" in missing.stderr) == (1, True)
    other_key = restored(made[0], base / "wrong-key", key=keyfile.Ring({1: bytes(32)}, {}).text())
    assert (other_key.returncode, "sealed to other keys" in other_key.stderr) == (1, True)
    assert left(base / "without-key") == left(base / "wrong-key") == []


def test_one_that_does_not_open_again_is_not_left_behind(tmp_path):
    file = tmp_path / "half.age"
    file.write_bytes(b"half of one")
    with pytest.raises(backup.CannotOpen), backups._gone_unless_whole(file):
        backup.check(file, [pyrage.x25519.Identity.generate()], lambda _bytes: None)
    assert not file.exists()


def test_doctor_knows_how_old_the_last_one_is(base, made):
    def finding():
        told = json.loads(command("doctor", "--json", base=base).stdout)
        return next(one for one in told["findings"] if one["what"] == "backups")

    assert finding()["level"] == "ok"
    note = base / "data/last-backup"
    noted = json.loads(note.read_text())
    note.write_text(json.dumps(noted | {"made_at": "2026-01-01T00:00:00+00:00"}))
    assert finding()["level"] == "bad"
    note.unlink()
    assert finding()["level"] == "warn"


def test_a_server_of_ones_own_is_backed_up_by_its_own_means(base):
    there = {"DATABASE_URL": "postgresql://owner:password@127.0.0.1:1/samaki"}
    for word in ("backup", "restore"):
        done = command(word, str(base / "own.age"), base=base, **there)
        assert (done.returncode, "with its own means" in done.stderr) == (2, True), done.stderr


def test_why_other_keys_do_not_open_it_is_told_apart(tmp_path, monkeypatch):
    own, holders, strange = (pyrage.x25519.Identity.generate() for _one in range(3))

    def told(to, sheets, spoilt=False):
        file = tmp_path / "b.age"
        with file.open("wb") as into:
            sealed_tar.write(into, [("about.json", b"{}")], [one.to_public() for one in to])
        if spoilt:
            file.write_bytes(file.read_bytes().replace(b"X25519 ", b"X25519!", 1))
        with (
            pytest.raises(running.Problem) as problem,
            backups._sentences(),
            backups._told_which_keys(Folder(tmp_path), sheets),
        ):
            list(sealed_tar.read(file, [strange]))
        return str(problem.value)

    assert "opens with the key file of the installation that made it" in told([own], sheets=False)
    assert "made before holders had sheets" in told([own], sheets=True)
    assert "sheets are of another time" in told([own, holders], sheets=True)
    for sheets in (False, True):
        assert "damaged" in told([own], sheets, spoilt=True)
        assert "sealed to other keys" not in told([own], sheets, spoilt=True)
