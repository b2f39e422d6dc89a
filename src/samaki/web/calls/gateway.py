"""Where a gateway tells what becomes of a call. For everybody else there is nothing here.

The address holds the gateway's secret, as that of texts does; what goes wrong is logged as a kind of error only.
"""

from __future__ import annotations

import json
import logging
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from samaki.channels.voice.gateways import known
from samaki.channels.voice.hearing import Unreadable, heard, said
from samaki.web.public.frame import length_of

log = logging.getLogger("samaki.calls")

LARGEST = 10_000
"""Bytes of what a gateway posts: a few short words."""


@csrf_exempt
def gateway(request: HttpRequest, code: str, secret: str) -> HttpResponse:
    """A state of a call, or digits. Answers what to do next: `ask` (speak the prompt, gather digits) or `end`."""
    found = known(code, secret)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _answer(404)
    try:
        if length_of(request) > LARGEST:
            return _answer(413)
        following = heard(said(request.body), found.code, timezone.now())
        return _answer(200, {"do": following.do, "prompt": following.prompt})
    except Unreadable:
        return _answer(400)
    except Exception as error:  # noqa: BLE001 - the server's own log would hold the address, and with it the secret
        log.error("What a gateway told of a call could not be kept: %s", type(error).__name__)
        return _answer(503)


def _answer(status: int, words: dict[str, Any] | None = None) -> HttpResponse:
    response = HttpResponse(json.dumps(words or {}), status=status, content_type="application/json")
    response["Cache-Control"] = "no-store"
    vars(response)["_has_been_logged"] = True  # else Django's log of failures writes the address
    return response
