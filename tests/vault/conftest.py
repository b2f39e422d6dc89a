"""What the tests of this room share."""

import pytest

from samaki.vault import keyfile


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A key file of its own, as it was first made."""
    monkeypatch.setenv("SAMAKI_KEY_FILE", str(tmp_path / "keys/master.key"))
    monkeypatch.setenv("SAMAKI_DATA", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    return keyfile.ensure()
