"""Asking a provider who somebody is, and knowing its answer again: good once, for ten minutes, in the browser that asked.

Nothing is kept of it but a keyed digest. What belongs to the asking travels sealed in `state`, which the provider hands back
unread; the verifier of PKCE and the nonce are made again from it, the browser's secret and the key file, and are sent nowhere else.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from django.db import connections

from samaki.accounts.signon.calling import Metadata
from samaki.accounts.signon.providers import Provider
from samaki.database import current_alias
from samaki.vault import sealing as vault

PLACE = "web.sign-on.state"
LIFETIME = timedelta(minutes=10)
LONGEST = 4000


@dataclass(frozen=True)
class Place:
    """Where the answer comes back (`redirect`, exactly), and to which browser: a secret of its own."""

    redirect: str
    browser: str


@dataclass(frozen=True)
class Asked:
    """What was asked: `act` is "in" or "link", the latter of `member`; where to go on; the language of the page; when."""

    provider: str
    act: str
    member: UUID | None
    onward: str
    lang: str
    at: datetime
    verifier: str
    nonce: str


def ask(
    provider: Provider, metadata: Metadata, place: Place, *, act: str, onward: str, lang: str, now: datetime,
    member: UUID | None = None,
) -> str:  # fmt: skip
    """The address at which the provider asks who this is; in a session."""
    content = [secrets.token_hex(16), provider.code, act, str(member or ""), onward, lang, now.isoformat()]
    sealed = vault.installation_seal("sign-on state", json.dumps(content), PLACE)
    state = base64.urlsafe_b64encode(sealed).decode().rstrip("=")
    _call("app.keep_challenge", _digest("asked", state, place), now + LIFETIME)
    verifier, nonce = _text("verifier", state, place), _text("nonce", state, place)
    more: dict[str, Any] = {
        "nonce": nonce, "code_challenge": create_s256_code_challenge(verifier), "code_challenge_method": "S256",
        "max_age": str(longest(provider, act)), "ui_locales": "km en" if lang == "km" else "en km",
    }  # fmt: skip
    if act == "link":  # whoever was left signed on there, by whomever, is not linked by it
        more["prompt"] = "login"
    if provider.acr:
        more["acr_values"] = " ".join(sorted(provider.acr))
    return str(
        prepare_grant_uri(metadata.authorization, provider.client_id, "code", place.redirect, "openid", state, **more)
    )


def longest(provider: Provider, act: str) -> int:
    """For so many seconds a sign-on at the provider counts: to link an account it is shown anew there."""
    return 0 if act == "link" else provider.max_age


def take(state: str, place: Place, now: datetime) -> Asked | None:
    """What was asked, if just this browser asked it and nobody answered yet; from now on it is answered. In a session that
    is kept whatever comes of it."""
    found = _opened(state[:LONGEST])
    if found is None or not _call("app.take_challenge", _digest("asked", state, place)):
        return None
    provider, act, member, onward, lang, at = found
    asked_at = datetime.fromisoformat(at)
    if not asked_at <= now <= asked_at + LIFETIME:
        return None
    key = UUID(member) if member else None
    return Asked(
        provider, act, key, onward, lang, asked_at, _text("verifier", state, place), _text("nonce", state, place)
    )


def _opened(state: str) -> list[str] | None:
    try:
        raw = base64.b64decode(state.encode("ascii") + b"=" * (-len(state) % 4), altchars=b"-_", validate=True)
        return list(json.loads(vault.installation_unseal("sign-on state", raw, PLACE))[1:])
    except (vault.CannotOpen, ValueError, binascii.Error):
        return None


def _text(what: str, state: str, place: Place) -> str:
    """43 signs, as RFC 7636 asks of a verifier."""
    return base64.urlsafe_b64encode(_digest(what, state, place)).decode().rstrip("=")


def _digest(what: str, state: str, place: Place) -> bytes:
    parts = "\x1f".join((what, state, place.browser, place.redirect)).encode("utf-8", "surrogatepass")
    return vault.installation_digest("sign-on", parts)


def _call(function: str, *given: Any) -> Any:
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(f"select {function}({', '.join(['%s'] * len(given))})", given)
        return cursor.fetchone()[0]
