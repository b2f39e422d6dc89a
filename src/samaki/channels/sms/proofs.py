"""Codes that prove a number: texted to it, typed by the member. So many a day, whatever they are for."""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.channels.sms import words
from samaki.channels.sms.gateways import sender
from samaki.channels.sms.models import TextOut
from samaki.channels.sms.outbox import PROOF, proof_digest, queue_text
from samaki.database.refusals import CannotMove, Invalid

CODE_LASTS = timedelta(minutes=30)
MOST_PROOFS, PROOFS_OVER = 5, timedelta(days=1)
"""Texts (or calls) to prove a number: who has somebody's password could else make a gateway write to any telephone without end."""


def send_proof(whole: str, by: Member, now: datetime) -> tuple[bytes, datetime] | tuple[None, None]:
    """(digest of the code, until when it is taken); nothing where no gateway sends. Raises Invalid after too many in one day."""
    gateway = sender()
    if gateway is None:
        return None, None
    proofs = TextOut.objects.filter(member_id=by.id, kind="code", made_at__gt=now - PROOFS_OVER)
    if proofs.count() >= MOST_PROOFS:
        raise Invalid(
            _("Too many numbers were tried today. Look at yours once more, and keep it again tomorrow."), field="number"
        )
    code = f"{secrets.randbelow(10**PROOF):0{PROOF}d}"
    queue_text(
        "code", gateway.code, whole, words.say("prove", by.language, code=code), now, member_id=by.id, unit=by.unit_id
    )
    return proof_digest(by.id, whole, code), now + CODE_LASTS


def check_proof(
    kept: bytes | memoryview | None, until: datetime | None, whole: str, code: str, by: Member, now: datetime
) -> None:
    """Whether this is the code that was texted to the number. Raises CannotMove where none waits, Invalid (`code`) where it is not."""
    if kept is None or until is None:
        raise CannotMove(_("No code was sent, or it was used. Ask for another one."))
    if until <= now:
        raise Invalid(_("This code is over. Ask for a new one."), field="code")
    if not hmac.compare_digest(bytes(kept), proof_digest(by.id, whole, code)):
        raise Invalid(_("This is not the code that was texted to you."), field="code")
