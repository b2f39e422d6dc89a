"""The fingerprint of an entry, as it is printed and typed in again: the first 16 bytes of its leaf's hash, in hex."""

from __future__ import annotations

import re

from samaki.ledger.merkle import leaf_hash
from samaki.ledger.models import LedgerEntry, LedgerLeaf

SHOWN = 32
"""Letters that are printed: nobody can make another entry with the same 128 bits."""


def fingerprint(entry: LedgerEntry) -> str:
    """32 letters in groups of eight."""
    text = leaf_hash(bytes(entry.canonical)).hex()[:SHOWN]
    return " ".join(text[place : place + 8] for place in range(0, SHOWN, 8))


def typed_in(text: str) -> str | None:
    """What was typed, without spaces and signs between; None when it is no fingerprint (32 to 64 letters of hex)."""
    found = re.sub(r"[\s:.-]", "", text).lower()
    return found if re.fullmatch(r"[0-9a-f]{32,64}", found) and len(found) % 2 == 0 else None


def leaf_of(hexadecimal: str) -> LedgerLeaf | None:
    """The leaf with this fingerprint, whoever may see its entry: who holds the print has seen it."""
    low = bytes.fromhex(hexadecimal)
    high = low + b"\xff" * (32 - len(low))
    return LedgerLeaf.objects.filter(hash__gte=low, hash__lte=high).order_by("index").first()
