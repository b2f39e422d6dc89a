"""Calling a provider: one answer within seconds, however slowly it comes; no redirect is followed, nothing large is read.

What a provider says of itself is kept for minutes in this process, and that it did not answer for seconds, so that one that
hangs costs a page some seconds once, and never holds all threads.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import ssl
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from authlib.oidc.discovery import get_well_known_url
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from samaki.accounts.signon.providers import Provider, is_safe

PATIENCE = 4.0
"""Seconds for a whole conversation."""
LARGEST = 262_144
AT_ONCE, IN_LINE = 2, 1.0
"""So many conversations at once in a process (it has four threads by default), and seconds in which one waits for its turn."""
KNOWN, AWAY, KEYS, KEYS_AGAIN = 300.0, 10.0, 3600.0, 30.0
"""Seconds for which we keep: what a provider says of itself; that it did not answer; its keys; and at least these
between two looks at its keys, whatever key a token names."""
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""What may sign: public keys alone. Never `none`, and no HS*, whose key everybody who verifies has."""
KEY_TYPES = ("RSA", "EC")
LEAST_RSA = 2048

_turn = threading.BoundedSemaphore(AT_ONCE)
_known: dict[str, tuple[float, Metadata]] = {}
_away: dict[str, tuple[float, str]] = {}
_keys: dict[str, tuple[float, KeySet]] = {}


class Away(Exception):
    """The provider does not answer as one does. `why`: unreachable, tls, slow, busy, odd (what it says cannot be used)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Metadata:
    """What of a provider's own description is used. `says_iss`: it names itself in each answer (RFC 9207)."""

    authorization: str
    token: str
    keys: str
    says_iss: bool
    in_body: bool
    with_pkce: bool


def metadata_of(provider: Provider) -> Metadata:
    """Where the provider is asked what. Raises Away."""
    now = time.monotonic()
    if (found := _known.get(provider.issuer)) and now - found[0] < KNOWN:
        return found[1]
    if (gone := _away.get(provider.issuer)) and now - gone[0] < AWAY:
        raise Away(gone[1])
    try:
        status, said = fetch(get_well_known_url(provider.issuer, external=True))
        if status != 200:
            raise Away("odd")
        made = _metadata(provider, said)
    except Away as away:
        if away.why != "busy":
            _away[provider.issuer] = (time.monotonic(), away.why)
        raise
    _known[provider.issuer] = (time.monotonic(), made)
    return made


def keys_of(provider: Provider, metadata: Metadata, kid: str | None) -> KeySet:
    """The keys with which the provider signs; asked for anew where the one that a token names is not among them. Raises Away."""
    found, now = _keys.get(provider.issuer), time.monotonic()
    if found and now - found[0] < KEYS and (now - found[0] < KEYS_AGAIN or kid in {key.kid for key in found[1].keys}):
        return found[1]
    status, said = fetch(metadata.keys)
    rows = said.get("keys")
    if status != 200 or not isinstance(rows, list):
        raise Away("odd")
    made = KeySet([key for row in rows if (key := _key(row)) is not None])
    if not made.keys:
        raise Away("odd")
    _keys[provider.issuer] = (time.monotonic(), made)
    return made


def forget() -> None:
    """What is known of all providers: the next page asks them anew."""
    for kept in (_known, _away, _keys):
        kept.clear()


def failed(provider: Provider, why: str) -> None:
    """It did not answer in the middle of a way in: for some seconds nobody else waits for it."""
    _known.pop(provider.issuer, None)
    _away[provider.issuer] = (time.monotonic(), why)


def fetch(address: str, form: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[int, dict[str, Any]]:
    """(status, the JSON object) of one call; a form is posted. Raises Away."""
    if not _turn.acquire(timeout=IN_LINE):
        raise Away("busy")
    try:
        status, raw = _conversation(address, form, headers or {})
    finally:
        _turn.release()
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise Away("odd")
    return status, said


def _conversation(address: str, form: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
    parts = urlsplit(address)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection, began, cut = (
        kind(parts.hostname or "", parts.port, timeout=PATIENCE),
        time.monotonic(),
        threading.Event(),
    )
    timer: threading.Timer | None = None
    try:
        connection.connect()
        timer = threading.Timer(max(0.1, PATIENCE - (time.monotonic() - began)), _cut, (connection.sock, cut))
        timer.daemon = True
        timer.start()
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        plain = {"Accept": "application/json", "User-Agent": "samaki", "Connection": "close"}
        connection.request("GET" if form is None else "POST", target, body=form, headers=plain | headers)
        answer = connection.getresponse()
        raw = answer.read(LARGEST + 1)
    except ssl.SSLError as error:
        raise Away("slow" if cut.is_set() else "tls") from error
    except TimeoutError as error:
        raise Away("slow") from error
    except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
        raise Away("slow" if cut.is_set() else "unreachable") from error
    finally:
        if timer is not None:
            timer.cancel()
        connection.close()
    if cut.is_set():
        raise Away("slow")
    if len(raw) > LARGEST:
        raise Away("odd")
    return answer.status, raw


def _cut(line: socket.socket, cut: threading.Event) -> None:
    """A time limit of the socket begins anew with each byte; this one does not."""
    cut.set()
    with contextlib.suppress(OSError, ValueError):
        line.shutdown(socket.SHUT_RDWR)


def _metadata(provider: Provider, said: dict[str, Any]) -> Metadata:
    """Raises Away for one that is another's, or names a place to which nothing may be sent."""
    places = [said.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    only = (
        ("https://", "http://") if provider.issuer.startswith("http://") else ("https://",)
    )  # never from afar to this machine
    if said.get("issuer") != provider.issuer or not all(is_safe(one) and str(one).startswith(only) for one in places):
        raise Away("odd")
    ways, signs = said.get("token_endpoint_auth_methods_supported"), said.get("id_token_signing_alg_values_supported")
    methods = said.get("code_challenge_methods_supported")
    if isinstance(signs, list) and not set(ALGORITHMS) & {one for one in signs if isinstance(one, str)}:
        raise Away("odd")
    in_body = isinstance(ways, list) and "client_secret_basic" not in ways and "client_secret_post" in ways
    says_iss = said.get("authorization_response_iss_parameter_supported") is True
    authorization, token, keys = (str(place) for place in places)
    return Metadata(authorization, token, keys, says_iss, in_body, isinstance(methods, list) and "S256" in methods)


def _key(row: Any) -> Any:
    """A public key that may verify; None for every other one."""
    if not isinstance(row, dict) or row.get("kty") not in KEY_TYPES or row.get("use", "sig") != "sig":
        return None
    try:
        key = KeySet.import_key_set({"keys": [row]}).keys[0]
        size = getattr(key.public_key, "key_size", LEAST_RSA)
    except (JoseError, ValueError, TypeError, KeyError, IndexError):
        return None
    return None if row["kty"] == "RSA" and size < LEAST_RSA else key
