"""Reading hand-offs and the words that travel with them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from samaki.agencies.models import Principal
from samaki.handoffs.models import WRITTEN, Handoff, HandoffMessage
from samaki.handoffs.states import ASKING, TAKEN
from samaki.vault import sealing as vault


def messages_of(handoff: Handoff) -> list[tuple[str, str]]:
    """(kind, words) of a hand-off in the order they were said; empty when the file is no longer open to the session."""
    rows = list(handoff.messages.order_by("recorded_at", "id"))
    if not rows:
        return []
    try:
        key = vault.key_of(case_id=handoff.case_id)
    except vault.CannotOpen:
        return []
    return _standing([(row.kind, vault.unseal(key, row.sealed, row.place)) for row in rows])


def _standing(said: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Without what the sender wrote over, or took back by leaving it empty."""
    newest = {kind: number for number, (kind, _text) in enumerate(said)}
    return [(kind, text) for number, (kind, text) in enumerate(said)
            if text and (kind not in WRITTEN or newest[kind] == number)]  # fmt: skip


def messages_of_many(handoffs: list[Handoff]) -> dict[UUID, list[tuple[str, str]]]:
    """The same for several hand-offs, in two queries."""
    rows = list(HandoffMessage.objects.filter(handoff__in=handoffs).order_by("recorded_at", "id"))
    keys = vault.keys_of_cases(list({row.case_id for row in rows}))
    said: dict[UUID, list[tuple[str, str]]] = {}
    for row in rows:
        if row.case_id in keys:
            text = vault.unseal(keys[row.case_id], row.sealed, row.place)
            said.setdefault(row.handoff_id, []).append((row.kind, text))
    return {key: _standing(words) for key, words in said.items()}


def to_answer(unit: Principal, limit: int = 100) -> QuerySet[Handoff]:
    """What a unit is asked (its own question that waits for an answer too), has taken and not begun, or must confirm by
    telephone; the soonest due first."""
    states = ("offered", "received", "needs_information", "accepted_by_phone", "disputed", "accepted")
    return _rows().filter(to_unit=unit, state__in=states).order_by("due_at")[:limit]


def to_follow(unit: Principal, limit: int = 100) -> QuerySet[Handoff]:
    """What a unit asked and must act on: a question to answer, a completion to confirm, a dispute."""
    return (
        _rows()
        .filter(from_unit=unit, state__in=("needs_information", "completed", "disputed"))
        .order_by("due_at")[:limit]
    )


def asked_or_taken(unit: Principal, limit: int = 100) -> QuerySet[Handoff]:
    """What a unit handed on and has not been confirmed: it never loses sight of it."""
    return _rows().filter(from_unit=unit, state__in=(*ASKING, *TAKEN)).exclude(state="draft").order_by("due_at")[:limit]


def _rows() -> QuerySet[Handoff]:
    return Handoff.objects.select_related("from_unit", "to_unit", "case", "step")
