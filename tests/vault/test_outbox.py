"""What a telephone sealed opens after keys were exchanged, for as long as the key file says, and nothing else does."""

import pytest

from samaki.vault import keyfile, outbox
from samaki.vault.wrapping import CannotOpen
from tests.care.visiting import sealed


def exchanged(place):
    """`keys rotate`, a day later `keys forget`."""
    place.write_text(keyfile.ring().under_new_key().text())
    place.write_text(keyfile.ring().of_newest_only().text())


def test_a_note_that_is_on_its_way_opens_after_three_exchanges_and_not_after_a_fourth(place):
    first, note = outbox.public_point(), sealed(b"words", b"about")
    for _one in range(keyfile.MOST_LATE):
        exchanged(place)
        place.write_text(keyfile.ring().of_newest_only().text())  # forgotten once more: nothing changes
        assert outbox.open_late(note, b"about") == b"words"
    assert outbox.public_point() != first, "new notes are sealed to the new key"
    assert len(keyfile.ring().masters) == 1
    between = keyfile.ring().under_new_key()
    place.write_text(between.text())
    assert outbox.open_late(note, b"about") == b"words"
    place.write_text(keyfile.ring().of_newest_only().text())
    with pytest.raises(CannotOpen):
        outbox.open_late(note, b"about")
    assert outbox.open_late(sealed(b"new", b""), b"") == b"new"


def test_what_was_changed_cut_or_sealed_elsewhere_does_not_open(place):
    note = sealed(b"words", b"about")
    changed = note[:70] + bytes([note[70] ^ 1]) + note[71:]
    for wrong in (b"", b"x" * 40, note[:64], note[:-1], note + b"x", changed, b"\x00" * 65 + note[65:]):
        with pytest.raises(CannotOpen):
            outbox.open_late(wrong, b"about")
    with pytest.raises(CannotOpen):
        outbox.open_late(note, b"about something else")
