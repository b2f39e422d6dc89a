"""An act is done once for each Idempotency-Key: the same call with the same key gets the same answer."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.api.answers import problem, raw
from samaki.api.models import AnsweredRequest
from samaki.database import lock
from samaki.database.refusals import Refusal
from samaki.vault import sealing as vault


class BadKey(Refusal):
    """The idempotency key is not one."""

    status = 400
    code = "bad_key"


def key_of(request: HttpRequest) -> uuid.UUID:
    """The Idempotency-Key of the call, or one made here; anything but a UUID of version 4 is refused with 400."""
    text = request.headers.get("Idempotency-Key")
    if text is None:
        return uuid.uuid4()
    try:
        key = uuid.UUID(text)
    except ValueError:
        key = None
    if key is None or key.version != 4 or key.variant != uuid.RFC_4122 or str(key) != text.lower():
        raise BadKey(_("The Idempotency-Key must be a UUID of version 4, made on the device."))
    return key


def once(request: HttpRequest, by: Member, now: datetime, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Do the act, or give the answer that it had before. Of two at once the second waits for the first to commit.

    Only what was done is kept: after a refusal nothing has happened, and the same key may try again. The key that
    counts is that of one member.
    """
    key = key_of(request)
    lock(uuid.uuid5(by.id, str(key)))
    call = f"{request.method} {request.get_full_path()}\n".encode()
    body = vault.installation_digest("answers", call + request.body)
    before = AnsweredRequest.objects.filter(member_id=by.id, key=key).first()
    if before is not None:
        if bytes(before.body_digest) != body:
            return problem(422, _("This key was used before for another call. Use a new key."), "key_reused")
        return raw(before.status, vault.installation_unseal("answers", before.answer, _place(before)))
    response = act()
    if response.status_code < 400:
        row = AnsweredRequest(member_id=by.id, key=key, body_digest=body, answered_at=now)
        row.status = response.status_code
        row.answer = vault.installation_seal("answers", response.content.decode(), _place(row))
        row.save(force_insert=True)
        response["Idempotency-Key"] = str(key)
    return response


def _place(row: AnsweredRequest) -> str:
    return f"answered_request.answer.{row.id}"
