"""A file that is handed to somebody: sealed with words of their own, which are shown once and kept nowhere."""

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
