"""The kinds of paper, and the parts of a file that each may hold at most. Pure.

What a paper holds is this, and of it only what its recipient may read at that moment, and of that only what its maker reads. Never: who
told us, unproven leads, and where a child stays, whoever may read it on a screen: a sheet lies about.
"""

from __future__ import annotations

REFERRAL, BUNDLE, PROTECTION, SUMMARY = "referral", "bundle", "protection", "summary"

PARTS: dict[str, tuple[str, ...]] = {
    REFERRAL: ("identity", "care", "justice"),
    BUNDLE: ("identity", "justice"),
    PROTECTION: ("identity", "justice"),
    SUMMARY: ("identity", "care", "justice"),
}
"""Kind of paper -> the parts of a file that can be on it. A court bundle holds nothing of care."""

FOR_COURT = (BUNDLE, PROTECTION)
"""Kinds for whoever reads the facts of the whole court case."""

GROUNDS_OF_THE_MOMENT = ("emergency", "conference")
"""Grounds of relations that end by themselves soon: what they open is read on a screen, and never handed over on paper."""

MEASURES = ("screen", "video_link", "recorded", "support_person", "waiting", "closed", "lawyer", "interpreter", "apart")
"""What can be asked of a court for a child: codes; their words are in `words.py`."""
