"""Some of the holders open the copy of the key file; one fewer, or sheets of before, do not."""

from itertools import combinations

import pytest

from samaki.database.folder import Folder
from samaki.vault import keyfile, recovery


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("SAMAKI_KEY_FILE", str(tmp_path / "keys/master.key"))
    (tmp_path / "data").mkdir()
    keyfile.ensure()
    return Folder(tmp_path / "data")


@pytest.fixture
def sheets(folder):
    return recovery.split(folder, 5, 3)


def lost(folder):
    text, place = keyfile.path(folder).read_text(), keyfile.path(folder)
    place.unlink()
    return place, text


def test_any_three_of_five_write_the_key_file_anew(folder, sheets):
    key = keyfile.load()
    for three in combinations(sheets, 3):
        lost(folder)
        recovery.recover(folder, [f"  {words.upper()} " for words in three])
        assert keyfile.load() == key
        assert keyfile.path(folder).stat().st_mode & 0o077 == 0


def test_two_of_them_tell_nothing(folder, sheets):
    place, _text = lost(folder)
    for given in ([], sheets[:2], [sheets[0]] * 3, ["words that are none"] * 3):
        with pytest.raises(recovery.CannotRecover):
            recovery.recover(folder, given)
        assert not place.exists()


def test_a_sheet_copied_with_a_mistake_is_named(folder, sheets):
    lost(folder)
    words = sheets[1].split()
    words[9] = "academic" if words[9] != "academic" else "acid"
    with pytest.raises(recovery.CannotRecover) as problem:
        recovery.recover(folder, [sheets[0], " ".join(words), sheets[2]])
    assert "checksum" in str(problem.value)


def test_sheets_stay_good_when_keys_are_exchanged(folder, sheets):
    place = keyfile.path(folder)
    place.write_text(keyfile.ring().under_new_key().text())
    recovery.seal_copy(folder)
    whole = keyfile.ring()
    lost(folder)
    recovery.recover(folder, sheets[2:])
    assert keyfile.ring() == whole


def test_sheets_of_before_open_nothing(folder, sheets):
    recovery.split(folder, 3, 2)
    lost(folder)
    with pytest.raises(recovery.CannotRecover) as problem:
        recovery.recover(folder, sheets[:3])
    assert "newer sheets" in str(problem.value)


def test_a_key_file_that_is_there_is_never_replaced(folder, sheets):
    before = keyfile.path(folder).read_text()
    with pytest.raises(recovery.CannotRecover):
        recovery.recover(folder, sheets[:3])
    assert keyfile.path(folder).read_text() == before


@pytest.mark.parametrize(("holders", "need"), [(1, 1), (3, 1), (2, 3), (17, 2), (0, 0), (-1, 5)])
def test_numbers_that_do_not_fit_are_refused(holders, need, folder):
    with pytest.raises(ValueError, match="holders"):
        recovery.split(folder, holders, need)


def test_the_copy_tells_nothing_of_the_key(folder, sheets):
    assert keyfile.path(folder).read_text().strip().encode() not in (folder.path / "recovery.age").read_bytes()
    kept = b"".join(file.read_bytes() for file in folder.path.iterdir())
    assert not any(sheet.encode() in kept for sheet in sheets)


def test_each_sheet_is_looked_at_when_it_is_typed_and_no_secret_word_is_repeated(folder, sheets):
    words = sheets[0].split()
    wrong = {
        "Word 7": [*words[:6], "zzzz", *words[7:]],
        "A word is missing": words[:-1],
        "given already": words,
    }
    for told, given in wrong.items():
        with pytest.raises(recovery.CannotRecover, match=told) as problem:
            recovery.check_sheet(" ".join(given), [sheets[0]])
        said = set(str(problem.value).lower().replace(",", " ").split())
        assert not said & set(words[3:]) - {"twice", "word"}  # which is said of every sheet
    later = recovery.split(folder, 5, 3)
    with pytest.raises(recovery.CannotRecover, match="another set"):
        recovery.check_sheet(later[0], [sheets[0]])
    recovery.check_sheet(sheets[1].upper(), [sheets[0]])


def test_a_sheet_speaks_khmer_and_english():
    from argparse import Namespace

    from samaki.cli.keys import sheet

    told = sheet(2, "one two three four five", Namespace(holders=5, need=3))
    assert "sheet 2 of 5. Any 3 of them" in told
    assert "ក្រដាសទី ២ ក្នុងចំណោម ៥។ ក្រដាស ៣ សន្លឹក" in told
    assert "Holder / អ្នកកាន់" in told
