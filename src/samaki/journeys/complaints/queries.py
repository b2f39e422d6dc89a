"""Reading complaints: what waits for who looks into them, one of them, and what who complained may learn with the receipt."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from samaki.intake.receipts import digest_of, read_receipt
from samaki.journeys.complaints.models import Complaint, ComplaintMessage
from samaki.journeys.complaints.states import OPEN
from samaki.journeys.guarding.words import ask, words_of
from samaki.vault.sealing import installation_unseal

MOST = 200


@dataclass(frozen=True)
class Said:
    """One message: whether who complained wrote it, its words, when."""

    from_complainant: bool
    text: str
    made_at: datetime


@dataclass(frozen=True)
class Told:
    """What who complained may know: no unit's name and no person, but what was written to them."""

    state: str
    received_at: datetime
    due_at: datetime
    close_reason: str
    messages: list[Said]


def told_by(typed: str) -> Told | None:
    """The complaint with this receipt; None for a wrong and an unknown one alike."""
    digest = digest_of(read_receipt(typed) or "no such receipt")
    found = ask("complaint_status", digest)
    if not found:
        return None
    _key, state, received_at, due_at, reason = found[0]
    return Told(state, received_at, due_at, reason, [_said(*row) for row in ask("complaint_thread", digest)])


def waiting() -> list[Complaint]:
    """Open complaints that the session's member may look into, the soonest due first."""
    return list(Complaint.objects.filter(state__in=OPEN).order_by("due_at")[:MOST])


def closed() -> list[Complaint]:
    """The newest closed ones."""
    return list(Complaint.objects.filter(state="closed").order_by("-closed_at")[:50])


def messages_of(row: Complaint) -> list[Said]:
    """What was said to and fro, the first first."""
    found = ComplaintMessage.objects.filter(complaint=row).order_by("number")
    return [Said(one.from_complainant, words_of(one)["text"], one.made_at) for one in found]


def _said(key: UUID, from_them: bool, sealed: bytes, made_at: datetime) -> Said:
    place = f"complaint_message.sealed.{key}"
    return Said(from_them, json.loads(installation_unseal("complaint message", sealed, place))["text"], made_at)
