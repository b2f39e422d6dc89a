"""Primary keys made by the application: time-ordered UUIDs (RFC 9562, version 7)."""

from __future__ import annotations

import os
import time
import uuid


def uuid7() -> uuid.UUID:
    """48 bits of milliseconds, 12 bits of their fraction (method 3 of section 6.2), then randomness: rows that one
    process writes within a millisecond still sort in the order of their making, and so does the ledger.

    Under forced row security `INSERT ... RETURNING` fails for a row that cannot be read yet, so no key comes
    from the database.
    """
    millis, rest = divmod(time.time_ns(), 1_000_000)
    value = (millis << 80) | (0x7 << 76) | (((rest << 12) // 1_000_000) << 64) | int.from_bytes(os.urandom(8), "big")
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return uuid.UUID(int=value)
