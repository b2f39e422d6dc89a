"""A filled database without its key: a sentence, no start, no new key."""

import base64
import json
import os
from uuid import uuid4

import psycopg
import pytest
from tests.places import command, migrated

from samaki.cli import outside
from samaki.database import embedded
from samaki.database.folder import Folder

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="about the embedded server")


@pytest.fixture(scope="module")
def base():
    """A database that has been up before, and so has a key."""
    with migrated() as place:
        assert (place / "data.keys/master.key").exists()
        yield place


KEY_COMMANDS = (["up", "--no-demo"], ["web"], ["worker"], ["tick"], ["token", "mentor"], ["migrate"])


@pytest.mark.parametrize("gone", [True, False], ids=["no key", "another key"])
@pytest.mark.parametrize("words", KEY_COMMANDS, ids=" ".join)
def test_without_its_key_nothing_starts_and_nothing_is_made(words, gone, base):
    place = base / "data.keys/master.key"
    kept = place.rename(base / "kept.key")
    if not gone:
        place.write_text(base64.b64encode(bytes(32)).decode() + "\n")
        place.chmod(0o600)
    try:
        options = ["--port", "48761"] if words[0] in ("up", "web") else []
        done = command(*words, *options, base=base)
        assert (done.returncode, done.stdout) == (1, "")
        last = done.stderr.strip().splitlines()[-1]
        assert last.startswith(f"samaki: The key file {place} is {'missing' if gone else 'not the one'}")
        assert "docs/how-to/operate.md" in last
        assert last.endswith("Nothing was changed, and no new key was made.")
        assert place.exists() != gone
        if words == ["up", "--no-demo"]:
            seen = json.loads(command("doctor", "--json", base=base).stdout)["findings"]
            assert {one["level"] for one in seen if one["what"] == "key file"} == {"bad"}
    finally:
        kept.replace(place)


def test_a_database_that_its_key_does_not_open_is_refused_without_the_note_too(base):
    """As when a database was put under a fresh data folder, or the folder is of an older version."""
    place, note, row = base / "data.keys/master.key", base / "data/key-check", uuid4()
    folder, kept = Folder(base / "data"), note.rename(base / "kept.note")
    with embedded.running(folder, "test"), embedded.superuser(folder, "samaki") as connection:
        connection.execute(
            "insert into data_key (id, report_id, wrapped, key_version, made_at) values (%s, %s, %s, 1, now())",
            [row, uuid4(), bytes(60)],
        )
    try:
        done = command("tick", base=base)
        assert (done.returncode, "is not the one" in done.stderr, note.exists()) == (1, True, False)
        moved = place.rename(base / "kept.key")
        done = command("up", "--no-demo", "--port", "48761", base=base)
        assert (done.returncode, "is missing" in done.stderr, place.exists()) == (1, True, False)
        moved.rename(place)
    finally:
        with embedded.running(folder, "test"), embedded.superuser(folder, "samaki") as connection:
            connection.execute("delete from data_key where id = %s", [row])
        kept.rename(note)


def test_with_its_own_key_it_starts_again(base):
    assert command("tick", base=base).returncode == 0


@pytest.mark.skipif(not outside.installed(), reason="PostgreSQL 15 is not installed")
def test_the_sealed_keys_of_an_outside_server_are_tried_by_an_owner_who_is_no_superuser(tmp_path):
    with outside.cluster() as there:
        assert command("migrate", base=tmp_path, **there).returncode == 0
        place = tmp_path / "data.keys/master.key"
        with psycopg.connect(there["DATABASE_URL"]) as owner:
            owner.execute("alter table data_key no force row level security")
            owner.execute(
                "insert into data_key (id, report_id, wrapped, key_version, made_at) values (%s, %s, %s, 1, now())",
                [uuid4(), uuid4(), bytes(60)],
            )
            owner.execute("alter table data_key force row level security")
        for words in (["tick"], ["worker"]):
            (tmp_path / "data/key-check").unlink(missing_ok=True)
            done = command(*words, base=tmp_path, **there)
            assert (done.returncode, "is not the one" in done.stderr) == (1, True)
        place.unlink()
        done = command("tick", base=tmp_path, **there)
        assert (done.returncode, "is missing" in done.stderr, place.exists()) == (1, True, False)
        with psycopg.connect(there["DATABASE_URL"]) as owner:
            forced = owner.execute("select relforcerowsecurity from pg_class where relname = 'data_key'").fetchone()
            assert forced == (True,)
