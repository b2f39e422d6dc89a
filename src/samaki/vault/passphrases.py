"""A file that is handed to somebody: sealed with words of their own, which are shown once and kept nowhere; or to a key of theirs."""

from __future__ import annotations

import secrets

import pyrage

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for one another on paper."""

GROUPS, OF = 5, 4
"""Twenty letters: 99 bits, behind the slow key derivation (scrypt) of the age format."""


def sealed_for_hand(content: bytes) -> tuple[str, bytes]:
    """(the words that open it, the file in the age format); any program that reads age opens it."""
    words = "-".join("".join(secrets.choice(LETTERS) for _letter in range(OF)) for _group in range(GROUPS))
    return words, pyrage.passphrase.encrypt(content, words)


def recipient(text: str) -> pyrage.x25519.Recipient:
    """Whoever holds the secret half of this public key. Raises ValueError for a text that is none."""
    try:
        return pyrage.x25519.Recipient.from_str(text.strip())
    except pyrage.RecipientError:
        raise ValueError(f"{text.strip()} is no age recipient: such a name begins with age1.") from None


def sealed_to(content: bytes, key: str) -> bytes:
    """The file in the age format, which only that key opens. Raises ValueError as above."""
    return pyrage.encrypt(content, [recipient(key)])
