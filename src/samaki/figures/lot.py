"""An order drawn by lot, that everybody can draw again: nobody chose it, and nobody could know it beforehand.

What is drawn is written down first; the seed is a value that comes into being only afterwards. Each name is put behind the seed and hashed
(SHA-256); the order is that of the hashes. Every order is equally probable as long as nobody can choose the seed.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from hashlib import sha256

PREFIX = b"samaki-lot-1\n"
"""Names the version of the bytes: a change of them is a new version beside it, never an edit."""


def seed(names: Collection[str], value: bytes) -> bytes:
    """32 bytes, from all names that are drawn and the value that came afterwards."""
    told = json.dumps(sorted(set(names)), separators=(",", ":"), ensure_ascii=True).encode()
    return sha256(PREFIX + told + b"\n" + value).digest()


def drawn(names: Collection[str], value: bytes) -> tuple[str, ...]:
    """The names in the order of the lot, whatever the order in which they are given; one that is given twice counts once."""
    start = seed(names, value)
    return tuple(sorted(set(names), key=lambda name: sha256(start + name.encode()).digest()))
