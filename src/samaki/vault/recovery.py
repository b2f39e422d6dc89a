"""The key file can be lost: then some of several holders, from different agencies, open a sealed copy of it together.

The copy (`recovery.age` in the data folder, so that every backup carries it) is sealed with age to a recipient whose identity is
kept nowhere: it was split by Shamir's scheme into one sheet of words for each holder (SLIP-0039, 33 English words with a
checksum), of which a number agreed beforehand is enough and one fewer tells nothing. Every exchange of keys seals the copy
anew to the same recipient, so the sheets stay good.
"""

from __future__ import annotations

import secrets

import bech32
import pyrage
from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

from samaki.database.folder import Folder, write_secret
from samaki.vault import keyfile

MOST = 16  # of SLIP-0039


class CannotRecover(Exception):
    """These sheets do not open the copy; the text is a sentence for the operator."""


def copy_of(folder: Folder) -> str:
    """Where the sealed copy of the key file lies."""
    return str(folder.path / "recovery.age")


def split(folder: Folder, holders: int, need: int) -> list[str]:
    """The sheets, one for each holder; earlier sheets open nothing from now on. Raises ValueError for numbers that do not fit."""
    if not 2 <= need <= holders <= MOST:
        raise ValueError(
            f"Say how many holders there are (at most {MOST}), and how many of them are enough: 2 or more."
        )
    whole = secrets.token_bytes(keyfile.LENGTH)
    [sheets] = generate_mnemonics(1, [(need, holders)], whole)
    write_secret(folder.path / "recovery-recipient", f"{_identity(whole).to_public()}\n")
    seal_copy(folder)
    return list(sheets)


def seal_copy(folder: Folder) -> bool:
    """Seal the key file as it is now for the holders; False while there are none."""
    recipient = folder.path / "recovery-recipient"
    if not recipient.exists():
        return False
    to = pyrage.x25519.Recipient.from_str(recipient.read_text().strip())
    sealed = pyrage.encrypt(keyfile.ring().text().encode(), [to], armored=True)
    write_secret(folder.path / "recovery.age", sealed.decode())
    return True


def recover(folder: Folder, sheets: list[str]) -> None:
    """Write the key file anew from the holders' sheets and the sealed copy. Raises CannotRecover; an old file is never replaced."""
    place = keyfile.path(folder)
    if place.exists():
        raise CannotRecover(f"There is a key file already: {place}. Move it away first if it is not the right one.")
    try:
        whole = combine_mnemonics([" ".join(sheet.lower().split()) for sheet in sheets])
    except (MnemonicError, ValueError) as problem:
        raise CannotRecover(f"These sheets do not fit: {problem}") from problem
    try:
        text = pyrage.decrypt((folder.path / "recovery.age").read_bytes(), [_identity(whole)]).decode()
    except FileNotFoundError:
        raise CannotRecover(f"{copy_of(folder)} is missing: put back the data folder from a backup first.") from None
    except pyrage.DecryptError:
        raise CannotRecover(
            "These sheets belong together, but to another copy: newer sheets were made since."
        ) from None
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_secret(place, text)


def _identity(whole: bytes) -> pyrage.x25519.Identity:
    """The age identity of 32 bytes, in its written form (bech32, https://age-encryption.org/v1)."""
    words = bech32.bech32_encode("age-secret-key-", bech32.convertbits(whole, 8, 5) or [])
    return pyrage.x25519.Identity.from_str(words.upper())
