"""Proofs as values for programs: what `verifier/samaki_verify.py` checks without Samaki."""

from __future__ import annotations

import base64
from typing import Any

from samaki.ledger.merkle import is_included
from samaki.ledger.models import LedgerCheckpoint, LedgerEntry
from samaki.ledger.notes import BadNote, read
from samaki.ledger.proving import Inclusion, consistency


def of_checkpoint(row: LedgerCheckpoint, vkey: str) -> dict[str, Any]:
    """A checkpoint: `note` is what a witness keeps, `key` checks it."""
    return {"number": row.number, "size": row.size, "root": bytes(row.root).hex(), "made_at": row.made_at,
            "note": row.note, "key": vkey}  # fmt: skip


def of_inclusion(found: Inclusion, vkey: str, entry: LedgerEntry | None) -> dict[str, Any]:
    """That a leaf is sealed. `checkpoint` is null while none covers it; `entry` (base64) only where it may be seen."""
    signed = found.checkpoint
    content = base64.b64encode(bytes(entry.canonical)).decode() if entry is not None else None
    return {
        "kind": "inclusion",
        "index": found.leaf.index,
        "leaf": bytes(found.leaf.hash).hex(),
        "path": [one.hex() for one in found.path],
        "checkpoint": of_checkpoint(signed, vkey) if signed is not None else None,
        "entry": content,
    }


def of_consistency(first: LedgerCheckpoint, second: LedgerCheckpoint, vkey: str) -> dict[str, Any]:
    """That the log under the second checkpoint goes on from the log under the first."""
    return {
        "kind": "consistency",
        "first": of_checkpoint(first, vkey),
        "second": of_checkpoint(second, vkey),
        "path": [one.hex() for one in consistency(first.size, second.size)],
    }


def holds(found: Inclusion, vkey: str) -> bool:
    """Whether the proof under its signed checkpoint is right; False while there is none."""
    if found.checkpoint is None:
        return False
    try:
        note = read(found.checkpoint.note, vkey)
    except BadNote:
        return False
    return is_included(bytes(found.leaf.hash), found.leaf.index, note.size, found.path, note.root)
