"""What was put right later: which entries are struck in a story, and what stood before a correction."""

from __future__ import annotations

from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.ledger.models import LedgerEntry
from samaki.web import words
from samaki.web.moments import short_moment

MENDING = (
    "step.correct",
    "step.take_back",
    "step.mistake",
    "note.correct",
    "note.mistake",
    "child.undo",
    "person.mistake",
    "document.mistake",
)
"""Acts whose entry names, in `undoes`, the entry that no longer holds."""


def undone(entries: list[LedgerEntry]) -> set[str]:
    """Keys of the entries of a case that later ones put right; one query, whatever their number."""
    case_id = next((entry.case_id for entry in entries if entry.case_id), None)
    if case_id is None:
        return set()
    rows = LedgerEntry.objects.filter(case_id=case_id, act__in=MENDING)
    return {key for key in rows.values_list("facts__undoes", flat=True) if key}


def was(entry: LedgerEntry, language: str) -> str:
    """What was recorded of a step before it was corrected or taken back: outcome or reason, and when."""
    before: dict[str, Any] = entry.facts.get("before") or {}
    if entry.act not in ("step.correct", "step.take_back") or not isinstance(before, dict):
        return ""
    kind = pack().step_kinds.get(entry.facts.get("kind", ""))
    outcome = kind.outcomes.get(before.get("outcome") or "") if kind else None
    parts = [outcome.label(language) if outcome else ended_words(before.get("end_reason") or "", language)]
    at = parse_datetime(before.get("ended_occurred_at") or "")
    level = pack().support_levels.get(before.get("support_level") or 0)
    parts += [short_moment(at) if at else "", level.label(language) if level else ""]
    return " · ".join(part for part in parts if part)


def ended_words(reason: str, language: str) -> str:
    """Why a step ended without being done, from whichever list the reason is of."""
    if reason == "mistake":
        return _("opened by mistake")
    lists = [name for name in ("skip", "stop") if reason in pack().reasons[name]]
    return words.reason_name(lists[0], reason, language) if lists else ""
