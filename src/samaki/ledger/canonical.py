"""Canonical bytes of a ledger entry, version 1. Frozen: a change here is a new version beside it, never an edit.

The bytes are `samaki-ledger-1\\n` and one JSON object: UTF-8, keys sorted, no spaces, no floats, times as RFC 3339 UTC
with microseconds and Z, absent values as null, the digest in lower-case hex (a subset of RFC 8785).
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

PREFIX = b"samaki-ledger-1\n"

FIELDS = (
    "id",
    "schema_version",
    "who",
    "unit",
    "counterpart",
    "act",
    "subject_kind",
    "subject_id",
    "case_id",
    "report_id",
    "child_id",
    "compartment",
    "occurred_at",
    "occurred_precision",
    "occurred_calendar",
    "recorded_at",
    "facts",
    "digest",
)

AS_THEY_ARE = (str, int, bool, type(None))


def canonical_bytes(entry: Any) -> bytes:
    """The frozen bytes of an entry (any object with the attributes named in FIELDS)."""
    content = {name: plain(getattr(entry, name)) for name in FIELDS}
    return PREFIX + json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def plain(value: Any) -> Any:
    """The value as JSON holds it; raises TypeError for floats."""
    if type(value) in AS_THEY_ARE:  # most are
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, float):
        raise TypeError("A ledger entry holds no floats: their text differs between machines.")
    if isinstance(value, dict):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return value
