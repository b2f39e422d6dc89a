"""Another master key: what was sealed opens, receipts are found, and copies from before open with the old file only."""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from samaki.database.folder import ROOT, Folder
from samaki.vault import keyfile, rotation, sealing
from samaki.vault.wrapping import CannotOpen, unwrap, wrap

SOURCE = [path.read_text() for path in (ROOT / "src").rglob("*.py")]


def exchange(place):
    ring = keyfile.ring().under_new_key()
    place.write_text(ring.text())
    return ring


def test_a_key_file_is_read_as_it_was_written(place):
    first = keyfile.load()
    ring = exchange(place)
    assert (ring.masters[1], ring.newest, len(ring.masters)) == (first, 2, 2)
    assert keyfile.Ring(keyfile.ring().masters, keyfile.ring().kept) == ring
    assert keyfile.load() == ring.masters[2] != first


def test_what_finds_rows_again_stays_the_same_for_ever(place):
    before = {purpose: keyfile.kept_key(purpose) for purpose in keyfile.KEPT}
    exchange(place)
    place.write_text(keyfile.ring().of_newest_only().text())
    exchange(place)
    place.write_text(keyfile.ring().of_newest_only().text())
    assert keyfile.ring().newest == 3
    assert {purpose: keyfile.kept_key(purpose) for purpose in keyfile.KEPT} == before


def test_both_keys_open_until_the_old_one_is_forgotten(place):
    row, key = uuid4(), os.urandom(32)
    wrapped, sealed = wrap(key, row), sealing.installation_seal("draft", "ពាក្យ", "here")
    exchange(place)
    assert unwrap(wrapped, row) == key
    assert sealing.installation_unseal("draft", sealed, "here") == "ពាក្យ"
    anew = wrap(key, row)
    place.write_text(keyfile.ring().of_newest_only().text())
    assert unwrap(anew, row) == key
    with pytest.raises(CannotOpen):
        unwrap(wrapped, row)
    with pytest.raises(CannotOpen):
        sealing.installation_unseal("draft", sealed, "here")


@pytest.mark.parametrize("text", ["", "1 abc\n", "x y z\n", "kept receipt AAAA\n", "1 " + "A" * 44 + "\n\x00"])
def test_a_key_file_that_cannot_be_read_is_a_sentence(text, place):
    place.write_text(text)
    with pytest.raises(keyfile.KeyProblem) as problem:
        keyfile.load()
    assert str(place) in str(problem.value)


def test_a_digest_for_a_purpose_that_no_exchange_would_keep_is_refused(place):
    with pytest.raises(KeyError):
        sealing.installation_digest("something new", b"x")


def test_every_purpose_in_the_code_is_known_to_the_exchange():
    sealed = {word for text in SOURCE for word in re.findall(r"installation_seal\(\s*f?\"([a-z _-]+)", text)}
    digests = {word for text in SOURCE for word in re.findall(r"installation_digest\(\s*f?\"([a-z _-]+)", text)}
    assert {word.strip() for word in sealed} == {*rotation.TABLES, *rotation.PASSING}
    assert {*digests, "names", "ledger-checkpoint"} == set(keyfile.KEPT)


def test_the_old_key_is_not_forgotten_before_a_day_is_over(place):
    exchange(place)
    with pytest.raises(rotation.NotYet):
        rotation.forget(Folder(Path(os.environ["SAMAKI_DATA"])), datetime.now(UTC) + timedelta(hours=23))
