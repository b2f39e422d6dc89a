"""A report on one line."""

from __future__ import annotations

SHORT = 90


def shortened(text: str) -> str:
    """The beginning of a narrative, cut at a space (or anywhere in Khmer, which writes none)."""
    line = " ".join(text.split())
    if len(line) <= SHORT:
        return line
    head = line[:SHORT].rsplit(" ", 1)[0] if " " in line[SHORT // 2 : SHORT] else line[:SHORT]
    return head + "…"
