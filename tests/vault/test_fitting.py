"""A filled database opens with its own key or not at all; no second key is ever made in silence."""

import os
import shutil

import pytest

from samaki.database import session
from samaki.database.folder import Folder, current
from samaki.vault import fitting, keyfile, sealing

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="reads as the embedded server's superuser")


@pytest.fixture
def other(tmp_path, monkeypatch):
    """A second data folder, with a key file and a note of its own or without."""
    monkeypatch.delenv("SAMAKI_KEY_FILE", raising=False)
    folder = Folder(tmp_path / "other")
    folder.make()
    return folder


def as_current(folder, monkeypatch):
    monkeypatch.setenv("SAMAKI_DATA", str(folder.path))
    return folder


@pytest.fixture
def sealed(cast, now):
    """Data keys as rows hold them, made with the key of the tests."""
    from uuid import uuid4

    from samaki.vault.models import DataKey

    with session("intake", now):
        row = DataKey(report_id=uuid4(), made_at=now)
        row.wrapped = sealing.wrap(os.urandom(32), row.id)
    return [(row.id, row.wrapped)]


def test_the_right_key_opens(sealed):
    fitting.try_key(current(), sealed)


def test_another_key_is_refused_and_says_which_file(sealed, other, monkeypatch):
    as_current(other, monkeypatch)
    place = keyfile.ensure(other)
    with pytest.raises(keyfile.KeyProblem) as problem:
        fitting.try_key(other, sealed)
    assert str(place) in str(problem.value)
    assert "Nothing was changed" in str(problem.value)


def test_a_missing_key_is_refused_and_not_made(other, monkeypatch):
    as_current(other, monkeypatch)
    with pytest.raises(keyfile.KeyProblem) as problem:
        fitting.check(other)
    assert str(keyfile.path(other)) in str(problem.value)
    assert "operate.md" in str(problem.value)
    assert not keyfile.path(other).exists()


def test_the_note_tells_a_wrong_key_without_a_database(other, monkeypatch):
    as_current(other, monkeypatch)
    first = keyfile.ensure(other)
    fitting.write_note(other)
    fitting.check(other)
    moved = Folder(other.path.with_name("moved"))
    shutil.copytree(other.path, moved.path)
    as_current(moved, monkeypatch)
    keyfile.ensure(moved)
    assert first != keyfile.path(moved)
    with pytest.raises(keyfile.KeyProblem):
        fitting.check(moved)
