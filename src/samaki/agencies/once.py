"""An act is done once for each key of its member: what comes again with the same key gets the answer it had.

Pages and API share it. Only what was done is kept: after a refusal nothing has happened, and the same key may try again.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import AnsweredRequest, Member
from samaki.database import lock
from samaki.database.refusals import Refusal
from samaki.vault import sealing as vault


class KeyReused(Refusal):
    """The key was used before, for something else; `answered_at` says when."""

    status = 422
    code = "key_reused"

    def __init__(self, answered_at: datetime) -> None:
        super().__init__(_("This key was used before for another call. Use a new key."))
        self.answered_at = answered_at


@dataclass(frozen=True)
class Answer:
    """What was answered: an HTTP status and the text of the answer (JSON, or the address it led to)."""

    status: int
    text: str


def earlier(by: Member, key: UUID, call: bytes) -> Answer | None:
    """The answer that this call of this member had before; of two at once the second waits for the first to commit.

    `call` is everything that makes the call the same one. Raises KeyReused when the key belongs to another call.
    """
    lock(uuid.uuid5(by.id, str(key)))
    row = AnsweredRequest.objects.filter(member_id=by.id, key=key).first()
    if row is None:
        return None
    if bytes(row.body_digest) != vault.installation_digest("answers", call):
        raise KeyReused(row.answered_at)
    return Answer(row.status, vault.installation_unseal("answers", row.answer, row.place))


def keep(by: Member, key: UUID, call: bytes, answer: Answer, now: datetime) -> None:
    """Remember the answer, in the transaction of the act."""
    digest = vault.installation_digest("answers", call)
    row = AnsweredRequest(member_id=by.id, key=key, body_digest=digest, status=answer.status, answered_at=now)
    row.answer = vault.installation_seal("answers", answer.text, row.place)
    row.save(force_insert=True)
