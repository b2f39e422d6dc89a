"""An act is done once for each Idempotency-Key: the same call with the same key gets the same answer."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samaki.agencies import once as acts
from samaki.agencies.models import Member
from samaki.api.answers import raw
from samaki.cases.documents.arriving import digests
from samaki.database.refusals import Refusal


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
    """Do the act, or give the answer that it had before. Raises BadKey and KeyReused."""
    key = key_of(request)
    call = f"{request.method} {request.get_full_path()}\n".encode() + _content(request)
    before = acts.earlier(by, key, call)
    if before is not None:
        return raw(before.status, before.text)
    response = act()
    if response.status_code < 400:
        acts.keep(by, key, call, acts.Answer(response.status_code, response.content.decode()), now)
        response["Idempotency-Key"] = str(key)
    return response


def _content(request: HttpRequest) -> bytes:
    """The body; of a form with a file its fields and the file's digest, since each sending has another boundary."""
    if request.content_type != "multipart/form-data":
        return request.body
    fields = sorted((name, request.POST.getlist(name)) for name in request.POST)
    return json.dumps([fields, digests(request)]).encode("utf-8", "surrogatepass")
