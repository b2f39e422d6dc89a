"""The key file can be lost: then some of several holders, from different agencies, open a sealed copy of it together.

The copy (`recovery.age` in the data folder, so that every backup carries it) is sealed with age to a recipient whose identity is
kept nowhere: it was split by Shamir's scheme into one sheet of words for each holder (SLIP-0039, 33 English words with a
checksum), of which a number agreed beforehand is enough and one fewer tells nothing. Every exchange of keys seals the copy
anew to the same recipient, so the sheets stay good.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

import bech32
import pyrage
from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.share import Share
from shamir_mnemonic.wordlist import WORDLIST

from samaki.database.folder import Folder, write_secret
from samaki.vault import keyfile

MOST = 16  # of SLIP-0039
WORDS = frozenset(WORDLIST)


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
    write_secret(folder.path / "recovery-recipient", f"{identity(whole).to_public()}\n")
    seal_copy(folder)
    return list(sheets)


def sheets_made_at(folder: Folder) -> datetime | None:
    """When the sheets that open the copy now were made; None while there are none."""
    try:
        return datetime.fromtimestamp((folder.path / "recovery-recipient").stat().st_mtime, UTC)
    except OSError:
        return None


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
    put_back(folder, opened_by(sheets))


def check_sheet(words: str, earlier: list[str]) -> None:
    """One sheet as it is typed, beside those before it. Raises CannotRecover, a sentence that repeats no word but a wrong one."""
    said = words.lower().split()
    if strange := next((place for place, word in enumerate(said, 1) if word not in WORDS), 0):
        raise CannotRecover(f"Word {strange} ({said[strange - 1]}) is none of the list: read this sheet again.")
    try:
        sheet = Share.from_mnemonic(" ".join(said))
    except MnemonicError:
        raise CannotRecover(
            f"A word is missing, is twice or is another one ({len(said)} were given): read this sheet again."
        ) from None
    others = [Share.from_mnemonic(" ".join(one.lower().split())) for one in earlier]
    if any(sheet.index == one.index and sheet.identifier == one.identifier for one in others):
        raise CannotRecover("This sheet was given already: ask another holder.")
    if any(sheet.identifier != one.identifier for one in others):
        raise CannotRecover(
            "This sheet belongs to another set than the first one: one of the two is from an earlier time."
        )


def opened_by(sheets: list[str]) -> pyrage.x25519.Identity:
    """What so many sheets open: the sealed copy, and backups. Raises CannotRecover."""
    if not sheets:
        raise CannotRecover("No sheet was given.")
    try:
        return identity(combine_mnemonics([" ".join(sheet.lower().split()) for sheet in sheets]))
    except (MnemonicError, ValueError) as problem:
        raise CannotRecover(f"These sheets do not fit: {problem}") from problem


def put_back(folder: Folder, opens: pyrage.x25519.Identity) -> None:
    """Write the key file from the sealed copy in the data folder. Raises CannotRecover."""
    place = keyfile.path(folder)
    try:
        text = pyrage.decrypt((folder.path / "recovery.age").read_bytes(), [opens]).decode()
    except FileNotFoundError:
        raise CannotRecover(f"{copy_of(folder)} is missing: put back the data folder from a backup first.") from None
    except pyrage.DecryptError:
        raise CannotRecover(
            "These sheets belong together, but to another copy: newer sheets were made since."
        ) from None
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_secret(place, text)


def identity(whole: bytes) -> pyrage.x25519.Identity:
    """The age identity of 32 bytes, in its written form (bech32, https://age-encryption.org/v1)."""
    words = bech32.bech32_encode("age-secret-key-", bech32.convertbits(whole, 8, 5) or [])
    return pyrage.x25519.Identity.from_str(words.upper())
