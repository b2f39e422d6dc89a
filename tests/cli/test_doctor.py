"""The doctor finds what is wrong, and says what mends it."""

import pytest

from samaki.cli.doctor import findings
from samaki.cli.findings import machine
from samaki.database.folder import Folder
from samaki.vault import keyfile


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.delenv("SAMAKI_KEY_FILE", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("SAMAKI_DATA", str(tmp_path / "data"))
    one = Folder(tmp_path / "data")
    one.make()
    return one


def test_a_fresh_key_is_fine(folder):
    keyfile.ensure(folder)
    assert machine.key_file(folder).level == "ok"
    assert machine.key_place(folder).level == "ok"


def test_a_key_that_others_may_read_is_bad(folder):
    place = keyfile.ensure(folder)
    place.chmod(0o644)
    found = machine.key_file(folder)
    assert (found.level, f"chmod 600 {place}" in found.sentence) == ("bad", True)


def test_a_key_in_the_data_folder_is_bad(folder, monkeypatch):
    monkeypatch.setenv("SAMAKI_KEY_FILE", str(folder.path / "master.key"))
    assert machine.key_place(folder).level == "bad"


def test_a_missing_key_beside_a_database_is_bad(folder):
    assert machine.key_file(folder).level == "warn"
    folder.home.mkdir()
    assert machine.key_file(folder).level == "bad"


def test_a_demonstration_is_named(folder):
    assert machine.demonstration(folder).level == "ok"
    folder.demo_password.write_text("x")
    assert machine.demonstration(folder).level == "warn"
    assert machine.secrets(folder).level == "bad"


def test_without_a_database_the_doctor_still_answers(folder):
    found = findings(folder)
    assert found[-1].what == "database"
    assert all(one.sentence for one in found)
