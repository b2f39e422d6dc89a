"""Where a gateway gives texts and says what became of ours. For everybody else there is nothing here.

The address holds the gateway's secret: whoever does not have it gets the page of an address that does not exist, whatever they send.
What goes wrong is logged as a kind of error only: no address, no number, no word.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from samaki.channels import refusals
from samaki.channels.sms import adding, inbound, reading
from samaki.channels.sms.gateways import Gateway, known
from samaki.channels.sms.reading import Message, NoSender, Unreadable
from samaki.database import session
from samaki.web.public.frame import length_of

log = logging.getLogger("samaki.texts")

LARGEST = 100_000
"""Bytes of what a gateway posts: a text of 255 parts and its headers, with room."""


@csrf_exempt
def gateway(request: HttpRequest, code: str, secret: str, what: str) -> HttpResponse:
    """`in`, `report` (Kannel); `receive`, `sent`, `delivered`, `failed`, `stopped` (RapidPro's external channel)."""
    found = known(code, secret)
    act = ACTS.get((found.kind, what)) if found else None
    if found is None or act is None:
        raise Http404
    try:
        if length_of(request) > LARGEST:
            return _plain(413)
        return act(found, request, what)
    except Unreadable as error:
        refusals.count(
            found.code, refusals.NO_SENDER if isinstance(error, NoSender) else refusals.UNREADABLE, timezone.now()
        )
        return _plain(400)
    except Exception as error:  # noqa: BLE001 - the server's own log would hold the address, and with it the secret
        log.error("What a gateway posted could not be kept: %s", type(error).__name__)
        return _plain(503)


def _in(found: Gateway, request: HttpRequest, what: str) -> HttpResponse:
    return _keep(found, reading.of_kannel(request.headers, request.body, request.GET.get("id", "")))


def _receive(found: Gateway, request: HttpRequest, what: str) -> HttpResponse:
    return _keep(found, reading.of_form(_form(request), timezone.now()))


def _keep(found: Gateway, message: Message) -> HttpResponse:
    """Kept, and the gateway told so; then acted on. Where that fails the worker does it."""
    now = timezone.now()
    with session("intake", now):
        key = inbound.keep(found.code, message, now)
    try:
        inbound.act_on(key, now)
    except Exception as error:  # noqa: BLE001 - it is kept: the worker takes it up
        log.error("A text that was kept could not be acted on yet: %s", type(error).__name__)
    return _plain(200)


def _report(found: Gateway, request: HttpRequest, what: str) -> HttpResponse:
    said = reading.of_kannel_report(request.GET.get("id", ""), request.GET.get("code", ""))
    return _arrived(found, said.text_id, said.what) if said else _plain(200)


def _status(found: Gateway, request: HttpRequest, what: str) -> HttpResponse:
    said = reading.of_status(what, _form(request).get("id", ""))
    return _arrived(found, said.text_id, said.what)


def _arrived(found: Gateway, text_id: UUID, what: str) -> HttpResponse:
    now = timezone.now()
    with session("intake", now):
        adding.ask("text_arrived", text_id, found.code, what, now)
    return _plain(200)


def _stopped(found: Gateway, request: HttpRequest, what: str) -> HttpResponse:
    inbound.stop_from(found.code, _form(request).get("from", ""), timezone.now())
    return _plain(200)


def _form(request: HttpRequest) -> dict[str, str]:
    try:
        return (request.POST if request.method == "POST" else request.GET).dict()
    except Exception as error:
        raise Unreadable from error


def _plain(status: int) -> HttpResponse:
    """No word of ours: Kannel sends what it is answered back as a text."""
    response = HttpResponse(b"", status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    vars(response)["_has_been_logged"] = (
        True  # else Django's log of failures writes the address, and with it the secret
    )
    return response


ACTS: dict[tuple[str, str], Callable[[Gateway, HttpRequest, str], HttpResponse]] = {
    ("kannel", "in"): _in,
    ("kannel", "report"): _report,
    ("rapidpro", "receive"): _receive,
    ("rapidpro", "sent"): _status,
    ("rapidpro", "delivered"): _status,
    ("rapidpro", "failed"): _status,
    ("rapidpro", "stopped"): _stopped,
}
