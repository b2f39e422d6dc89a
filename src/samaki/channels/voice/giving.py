"""Asking a gateway for a call, and its answer as a value. The number goes in the body, never in an address."""

from __future__ import annotations

import contextlib
import http.client
import json
import ssl
from urllib.parse import urlsplit
from uuid import UUID

from samaki.channels.gateway_file import GatewayProblem
from samaki.channels.sms.giving import HEARD, PATIENCE, Answer, meant
from samaki.channels.voice.gateways import VoiceGateway
from samaki.channels.voice.words import SPOKEN, spoken


def ask_for_call(gateway: VoiceGateway, call_id: UUID, to: str, language: str, patience: float = PATIENCE) -> Answer:
    """Hand one call to the gateway. The same id: the same call. Never raises for what a gateway or a network can do."""
    parts = urlsplit(gateway.call_url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    line = kind(parts.hostname or "", parts.port, timeout=patience)
    try:
        body, headers = _asked(gateway, call_id, to, language)
        line.request("POST", parts.path or "/", body=body, headers=headers)
        answer = line.getresponse()
        answer.read(HEARD)
        return meant(answer.status)
    except GatewayProblem:
        return Answer("login")
    except ssl.SSLError:
        return Answer("tls")
    except (OSError, http.client.HTTPException, ValueError):
        return Answer("unreachable")
    finally:
        with contextlib.suppress(Exception):
            line.close()


def _asked(gateway: VoiceGateway, call_id: UUID, to: str, language: str) -> tuple[bytes, dict[str, str]]:
    prompts = {what: spoken(what, language) for what in SPOKEN}
    call = {
        "id": str(call_id),
        "to": f"+{to}",
        "language": language,
        "prompts": prompts,
        "callback": gateway.callback(),
    }
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "samaki", "Connection": "close"}
    if word := gateway.password():
        headers["Authorization"] = f"Bearer {word}"
    return json.dumps(call, ensure_ascii=False).encode(), headers
