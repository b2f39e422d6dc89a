"""A text as a row first: sealed, sent by the worker within seconds."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from samaki.channels.sms.models import TextOut
from samaki.channels.sms.segments import count
from samaki.intake.operations import rounded
from samaki.vault.sealing import installation_digest, installation_seal, installation_unseal

CODE, PROOF = 5, 6
"""Digits of the code that answers a call, and of the one that proves a number."""


def queue_text(kind: str, gateway: str, to: str, text: str, now: datetime, **more: Any) -> TextOut:
    """One text to one number. Of an answer to a reporter the times are kept rounded, so that they tell nothing beside a carrier's."""
    made = rounded(now) if kind == "reply" else now
    row = TextOut(kind=kind, gateway=gateway, made_at=made, send_at=made, **more)
    fill(row, to, text)
    row.save(force_insert=True)
    return row


def fill(row: TextOut, to: str, text: str) -> None:
    """What it says and to whom, sealed; in how many parts it goes."""
    row.sealed = installation_seal("text out", json.dumps([to, text], ensure_ascii=False), row.place)
    row.parts = count(text).parts


def opened(row: TextOut) -> tuple[str, str]:
    """(number, words) of a text that has not ended. Raises CannotOpen."""
    to, text = json.loads(installation_unseal("text out", row.sealed, row.place))
    return to, text


def answer_digest(number: str, code: str) -> bytes:
    """What is kept of a code: it answers from this number only."""
    return installation_digest("text code", f"{number}:{code}".encode())


def proof_digest(member_id: UUID, number: str, code: str) -> bytes:
    """What is kept of the code that proves a number: of this member only."""
    return installation_digest("text code", f"{member_id}:{number}:{code}".encode())
