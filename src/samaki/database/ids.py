"""Primary keys made by the application: time-ordered UUIDs (RFC 9562, version 7)."""

from __future__ import annotations

import os
import time
import uuid


def uuid7() -> uuid.UUID:
    """48 bits of milliseconds, then randomness: sorts by time, made before the row exists.

    Under forced row security `INSERT ... RETURNING` fails for a row that cannot be read yet, so no key comes
    from the database.
    """
    millis = time.time_ns() // 1_000_000
    value = (millis << 80) | int.from_bytes(os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return uuid.UUID(int=value)
