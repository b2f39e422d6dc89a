"""The kinds of paper, and the parts of a file that each may hold at most.

What a paper holds is this, and of it only what its recipient may read at that moment, and of that only what its maker reads. Never: who
told us, unproven leads, and where a child stays, whoever may read it on a screen: a sheet lies about.
"""

from __future__ import annotations

from collections.abc import Collection

from samaki.agencies.country import pack
from samaki.countries.kinds import Reason

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

OLD_NAMES = {
    "recorded": "recorded_interview",
    "waiting": "separate_waiting",
    "closed": "closed_court",
    "apart": "separate_transport",
}
"""Codes of measures as papers named them first -> those of the list of the pack; programs outside may still send them."""


def measures() -> list[Reason]:
    """What can be ticked on a request for protection: the list of the pack; what needs words is written by hand."""
    return [one for one in pack().reasons["protection"].values() if not one.needs_text]


def asked(codes: Collection[str]) -> set[str]:
    """What was ticked, by the codes of the pack."""
    return {OLD_NAMES.get(code, code) for code in codes}
