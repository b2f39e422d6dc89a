"""Whole numbers from the environment."""

from __future__ import annotations

import os

from samaki.cli.running import Problem

MOST = {
    "SAMAKI_WEB_PROCESSES": 64,
    "SAMAKI_WEB_THREADS": 256,
    "SAMAKI_DEMO_CASES": 1000,
    "SAMAKI_DORMANT_DAYS": 3650,
    "SAMAKI_FILE_MEGABYTES": 100,
    "SAMAKI_PROVED_MINUTES": 60,
}
"""Name -> the largest that makes sense."""


def of(name: str, usual: int) -> int:
    """The number that a variable holds, or the usual one. Raises Problem with a sentence."""
    text = os.environ.get(name, "")
    if not text:
        return usual
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= MOST[name]:
        raise Problem(f"{name} must be a whole number from 1 to {MOST[name]}.", 2)
    return int(text)
