"""Giving a text to a gateway, and its answer as a value. Numbers and words go in the body and headers, never in an address."""

from __future__ import annotations

import contextlib
import http.client
import ssl
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit
from uuid import UUID

from samaki.channels.gateway_file import GatewayProblem
from samaki.channels.sms.gateways import Gateway
from samaki.channels.sms.segments import UCS2, count

PATIENCE = 15.0  # seconds
DLR_ALL = "27"  # of Kannel: delivered, failed, the carrier has it, the carrier refused it (1 + 2 + 8 + 16)
HEARD = 2_000  # bytes of an answer that are read


@dataclass(frozen=True)
class Answer:
    """What came of an attempt. outcome: sent; refused (the gateway will never take this text); login; later; unreachable; tls."""

    outcome: str
    code: int | None = None

    @property
    def permanent(self) -> bool:
        return self.outcome == "refused"


def give(gateway: Gateway, text_id: UUID, to: str, text: str, patience: float = PATIENCE) -> Answer:
    """Hand one text to the gateway. Never raises for what a gateway or a network can do."""
    try:
        body, headers = (_for_kannel if gateway.kind == "kannel" else _as_form)(gateway, text_id, to, text)
    except GatewayProblem:
        return Answer("login")
    parts = urlsplit(gateway.send_url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    line = kind(parts.hostname or "", parts.port, timeout=patience)
    try:
        line.request(
            "POST", parts.path or "/", body=body, headers={"User-Agent": "samaki", "Connection": "close"} | headers
        )
        answer = line.getresponse()
        answer.read(HEARD)
        return meant(answer.status)
    except ssl.SSLError:
        return Answer("tls")
    except (OSError, http.client.HTTPException, ValueError):
        return Answer("unreachable")
    finally:
        with contextlib.suppress(Exception):
            line.close()


def meant(status: int) -> Answer:
    """Kannel answers 202 (0: accepted, 3: queued for later), 403 for a wrong name; others answer 200. A 4xx is about this text."""
    if 200 <= status < 300:
        return Answer("sent", status)
    if status in (401, 403, 404, 405):  # how we are set up there, not this text
        return Answer("login", status)
    if 400 <= status < 500 and status not in (408, 425, 429):
        return Answer("refused", status)
    return Answer("later", status)


def _for_kannel(gateway: Gateway, text_id: UUID, to: str, text: str) -> tuple[bytes, dict[str, str]]:
    report = f"{gateway.our_url.rstrip('/')}/texts/{gateway.code}/{gateway.secret()}/report/?id={text_id}&code=%d"
    wide = count(text).alphabet == UCS2
    headers = {
        "Content-Type": "text/plain; charset=UTF-8",
        "X-Kannel-Username": gateway.user,
        "X-Kannel-Password": gateway.password(),
        "X-Kannel-From": gateway.number,
        "X-Kannel-To": f"+{to}",
        "X-Kannel-Coding": "2" if wide else "0",
        "X-Kannel-Charset": "UTF-8",
        "X-Kannel-DLR-Mask": DLR_ALL,
        "X-Kannel-DLR-Url": report,
    }
    return text.encode(), headers


def _as_form(gateway: Gateway, text_id: UUID, to: str, text: str) -> tuple[bytes, dict[str, str]]:
    form = {"id": str(text_id), "text": text, "to": f"+{to}", "from": gateway.number, "channel": gateway.channel}
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    if word := gateway.password():
        headers["Authorization"] = f"Token {word}"
    return urlencode(form, quote_via=quote).encode(), headers
