"""The shapes of a child's care, as the API answers."""

from __future__ import annotations

from typing import Any

from samaki.care import queries
from samaki.care.models import CareAssessment, CareCheck, CareGoal, CareNeed, CareRow, CareService
from samaki.care.telling import opened
from samaki.countries.scoring import Score


def told(row: CareRow) -> dict[str, Any]:
    """A row as JSON, its words opened."""
    shape: Any = SHAPES[type(row)]
    return dict(shape(row, opened([row])[row.id]))


def _base(row: CareRow) -> dict[str, Any]:
    return {"id": row.id, "person": row.child_id, "unit": row.unit, "author": row.recorded_by, "recorded_at": row.recorded_at,
            "version": row.version}  # fmt: skip


def need(row: CareNeed, words: dict[str, Any]) -> dict[str, Any]:
    """A need."""
    return _base(row) | {"need": row.need, "state": row.state, "text": words.get("text", "")}


def goal(row: CareGoal, words: dict[str, Any]) -> dict[str, Any]:
    """A goal with its holder and its next day."""
    return _base(row) | {"text": words.get("text", ""), "steps": words.get("steps", ""), "need": row.need_id, "holder": row.holder,
                         "state": row.state, "review_at": row.review_at, "reason": row.reason, "ended_at": row.ended_at}  # fmt: skip


def service(row: CareService, words: dict[str, Any]) -> dict[str, Any]:
    """A service with what came of it."""
    return _base(row) | {"service": row.service, "urgency": row.urgency, "why": words.get("why", ""), "provider": row.provider,
                         "outside": words.get("outside", ""), "goal": row.goal_id, "holder": row.holder, "state": row.state,
                         "asked_at": row.asked_at, "due_at": row.due_at, "begun_at": row.begun_at, "ended_at": row.ended_at,
                         "reason": row.reason, "view": row.view}  # fmt: skip


def assessment(row: CareAssessment, words: dict[str, Any]) -> dict[str, Any]:
    """An assessment with its answers and the mean of each domain."""
    taken = queries.taken(row, words)
    return _base(row) | {"instrument": row.instrument, "state": row.state, "taken_at": row.taken_at, "signed_at": row.signed_at,
                         "supersedes": row.supersedes_id, "answers": words.get("answers", {}), "text": words.get("text", ""),
                         "means": _means(taken.score)}  # fmt: skip


def _means(score: Score | None) -> dict[str, str | None]:
    """Exact, as a fraction like 8/3."""
    return {one.code: str(one.mean) if one.mean is not None else None for one in score.domains} if score else {}


def check(row: CareCheck, words: dict[str, Any]) -> dict[str, Any]:
    """A follow-up, or a look before closing; `says`: danger, reopen."""
    return _base(row) | {"kind": row.kind, "asked_at": row.asked_at, "answers": words.get("answers", {}), "open": words.get("open", {}),
                         "text": words.get("text", ""), "supersedes": row.supersedes_id, "says": sorted(queries.signals(row, words))}  # fmt: skip


SHAPES: dict[type[CareRow], Any] = {
    CareNeed: need, CareGoal: goal, CareService: service, CareAssessment: assessment, CareCheck: check,
}  # fmt: skip
