"""What an installation is was decided by its first start: no flag that is left away takes its second factor."""

import os
import signal
import subprocess
import sys
import time

import psycopg
import pytest
from tests.cli.test_units import CITY, NATIONAL, table
from tests.places import command, demonstration, folder, migrated

from samaki.cli import standing
from samaki.database import embedded, roles
from samaki.database.folder import ROOT, Folder

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="makes installations of its own")

SETTINGS = """
from samaki.cli import running
with running.system('test'):
    from django.conf import settings
    print(settings.DEMO, settings.SAMAKI_SECOND_FACTOR, settings.SESSION_COOKIE_SECURE)
"""


def up(base, *words, **more):
    """Starts, is told to stop once it is ready; (everything it printed, exit code)."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SAMAKI_", "DJANGO_"))}
    environment |= {"PYTHONPATH": str(ROOT / "src"), "SAMAKI_DEMO_CASES": "1", **more}
    command = [sys.executable, "-m", "samaki.cli", "up", "--port", "48771", "--data", str(base / "data"), *words]
    with open(base / "out", "w") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, env=environment)
    try:
        deadline = time.monotonic() + 120
        while process.poll() is None and "Ctrl-C stops it" not in (base / "out").read_text():
            assert time.monotonic() < deadline, (base / "out").read_text()
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        return (base / "out").read_text(), process.wait(30)
    finally:
        process.kill()


def settings_of(base, **more):
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("SAMAKI_", "DJANGO_"))}
    given = {
        "PYTHONPATH": str(ROOT / "src"),
        "SAMAKI_DATA": str(base / "data"),
        "DJANGO_SETTINGS_MODULE": "samaki.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", SETTINGS], capture_output=True, text=True, env=environment | given | more
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def as_owner(base, statement):
    with embedded.running(Folder(base / "data"), "test"), embedded.superuser(Folder(base / "data"), "samaki") as other:
        found = other.execute(statement)
        return found.fetchall() if found.description else None


@pytest.fixture(scope="module")
def real():
    """Begun without the demonstration, with units and an invited administrator."""
    with migrated() as place:
        told, code = up(place, "--no-demo")
        assert code == 0, told
        assert "next: ./samaki units add FILE.csv" in told
        assert "A real installation: a second factor is asked for." in told
        assert "Nobody has signed who governs this installation" in told
        assert "Nobody has signed who governs this installation" in command("doctor", base=place).stdout
        assert table(place, NATIONAL, CITY).returncode == 0
        names = ["--english", "Dara Sok", "--khmer", "សុខ ដារ៉ា"]
        assert command("invite", "sok.dara", "--unit", "police-pp", *names, base=place).returncode == 0
        yield place


def test_without_its_flag_a_real_installation_stays_real(real):
    told, code = up(real, SAMAKI_DEMO="1")
    assert code == 0, told
    assert "A real installation: a second factor is asked for." in told
    assert "Password" not in told
    assert "Demonstration" not in told
    assert not (real / "data/demo-password").exists()
    assert settings_of(real, SAMAKI_DEMO="1") == ["False", "True", "True"]
    assert as_owner(real, "select kind from installation") == [("real",)]
    assert as_owner(real, "select count(*) from member where synthetic") == [(0,)]
    assert as_owner(real, "select who, count(*) from ledger_entry where act = 'installation.real' group by who") == [
        ("operator", 1)
    ]


@pytest.mark.parametrize(
    "words", [["demo"], ["simulate", "--cases", "1", "--years", "0.1"]], ids=lambda words: words[0]
)
def test_no_demonstration_is_written_into_a_real_installation(words, real):
    done = command(*words, base=real)
    assert (done.returncode, done.stdout) == (2, "")
    assert "This is a real installation, and it stays one: nothing was written." in done.stderr
    assert not (real / "data/demo-password").exists()
    assert as_owner(real, "select count(*) from member") == [(1,)]


def test_what_was_decided_cannot_be_changed_in_the_database_either(real):
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="decided by its first start"):
        as_owner(real, "update installation set kind = 'demonstration'")


def test_one_that_was_turned_before_this_was_kept_is_real_again(real):
    """As an older Samaki left it: no mark, and a demonstration's password beside real units and members."""
    as_owner(real, "alter table installation disable trigger installation_stays")
    as_owner(real, "delete from installation")
    as_owner(real, "alter table installation enable trigger installation_stays")
    (real / "data" / standing.FILE).unlink()
    (real / "data/demo-password").write_text("known-to-all\n")
    assert settings_of(real) == ["False", "True", "True"]
    told, code = up(real, SAMAKI_BIND="127.0.0.2")
    assert (code, "The password of a demonstration" in told, "Password of all" in told) == (0, True, False), told
    assert not (real / "data/demo-password").exists()
    assert as_owner(real, "select kind from installation") == [("real",)]


def test_a_backup_carries_what_it_is_and_the_restored_one_needs_no_flag(real):
    done = command("backup", str(real / "b.age"), base=real)
    assert done.returncode == 0, done.stderr
    with folder() as other:
        (other / "data.keys").mkdir(mode=0o700)
        (other / "data.keys/master.key").write_bytes((real / "data.keys/master.key").read_bytes())
        (other / "data.keys/master.key").chmod(0o600)
        done = command("restore", str(real / "b.age"), base=other)
        assert done.returncode == 0, done.stderr
        assert "--no-demo" not in done.stderr
        assert "it is a real installation, and stays one" in done.stderr
        assert (other / "data" / standing.FILE).read_text() == "real\n"
        assert settings_of(other) == ["False", "True", "True"]


def test_a_demonstration_stays_one_and_no_flag_makes_it_real():
    with demonstration() as place:
        told, code = up(place)
        assert (code, "Password of all" in told) == (0, True), told
        told, code = up(place, "--no-demo")
        assert (code, "holds a demonstration" in told, "./samaki up --no-demo --data NEW-FOLDER" in told) == (
            2,
            True,
            True,
        )
        (place / "data" / standing.FILE).unlink()  # the database tells
        told, code = up(place, "--no-demo")
        assert (code, "and it stays one: nothing was started" in told) == (2, True), told
        (place / "data/demo-password").unlink()
        assert settings_of(place) == ["True", "False", "False"]
        assert command("web", "--bind", "0.0.0.0", base=place).returncode == 2  # noqa: S104 - it must be refused


def test_a_folder_that_says_it_is_a_demonstration_is_not_believed_of_another_database(tmp_path, monkeypatch):
    data = Folder(tmp_path)
    (tmp_path / standing.FILE).write_text("demonstration\n")
    assert standing.of(data) == standing.DEMO
    monkeypatch.setattr(roles, "database_url", lambda: "postgresql://nobody@127.0.0.1:1/none")
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    assert standing.of(data) == standing.REAL
    (tmp_path / standing.FILE).write_text("half a word")
    assert standing.of_folder(data) == standing.REAL
