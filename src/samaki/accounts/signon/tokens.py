"""What a provider says: its code is exchanged, its ID token checked (OpenID Connect Core 3.1.3.7), and all of it forgotten but a
digest of who it is."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus

from authlib.oauth2.rfc6749.parameters import prepare_token_request
from authlib.oidc.core import CodeIDToken
from joserfc import jws, jwt
from joserfc.errors import JoseError

from samaki.accounts.signon.asking import Asked, Place, longest
from samaki.accounts.signon.calling import ALGORITHMS, Away, Metadata, fetch, keys_of
from samaki.accounts.signon.providers import Provider, ProviderProblem
from samaki.vault.sealing import installation_digest

SKEW = 60
"""Seconds by which the clocks of two machines may differ."""
LONGEST = 255
"""Signs of a subject (OpenID Connect Core 2)."""


class NotShown(Exception):
    """The provider's word is not taken. `why`: of a few words for the operator's log; nothing of what it said."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Shown:
    """Who it is, as a keyed digest over issuer, claim and value; whether the provider's second factor counts as ours."""

    subject: bytes
    strong: bool


def exchange(provider: Provider, metadata: Metadata, code: str, asked: Asked, place: Place) -> dict[str, Any]:
    """The answer of the token endpoint, which lives no longer than this request. Raises Away, NotShown."""
    body = prepare_token_request(
        "authorization_code", redirect_uri=place.redirect, code=code, code_verifier=asked.verifier
    )
    try:
        secret = provider.secret()
    except ProviderProblem as problem:
        raise NotShown("secret") from problem
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if metadata.in_body:
        body += f"&client_id={quote_plus(provider.client_id)}&client_secret={quote_plus(secret)}"
    else:  # each part encoded first (RFC 6749, 2.3.1)
        pair = f"{quote_plus(provider.client_id)}:{quote_plus(secret)}"
        headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
    status, said = fetch(metadata.token, body.encode(), headers)
    if status >= 500:
        raise Away("odd")
    if status != 200 or not isinstance(said.get("id_token"), str):
        raise NotShown("invalid_grant" if said.get("error") == "invalid_grant" else "token endpoint")
    return said


def shown_by(provider: Provider, metadata: Metadata, said: dict[str, Any], asked: Asked, now: datetime) -> Shown:
    """Who the ID token names, once all of it is right. Raises Away, NotShown."""
    claims = _verified(provider, metadata, said["id_token"], now)
    more = {"nonce": asked.nonce, "client_id": provider.client_id, "access_token": said.get("access_token")}
    options: dict[str, Any] = {
        "iss": {"essential": True, "value": provider.issuer},
        "aud": {"essential": True, "value": provider.client_id},
        "sub": {"essential": True},
    }
    try:
        token = CodeIDToken(claims.claims, claims.header, options=options, params=more)
        token.validate(now=int(now.timestamp()), leeway=SKEW)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise NotShown(_word(error)) from error
    _check_alone(provider, token)
    _check_fresh(provider, token, asked, now)
    return Shown(subject_of(provider, token), _is_strong(provider, token))


def subject_of(provider: Provider, claims: dict[str, Any]) -> bytes:
    """Whom the provider names; a digest, so that who has the database cannot tell whose account there it is. Raises NotShown."""
    value, sub = claims.get(provider.claim), claims.get("sub")
    if not all(isinstance(one, str) and 0 < len(one) <= LONGEST and one.isprintable() for one in (value, sub)):
        raise NotShown("claim")
    parts = "\x1f".join(("subject", provider.issuer, provider.claim, str(value)))
    return installation_digest("sign-on", parts.encode("utf-8", "surrogatepass"))


def _verified(provider: Provider, metadata: Metadata, text: str, now: datetime) -> jwt.Token:
    try:
        header = jws.extract_compact(text.encode()).headers()
        if header.get("alg") not in ALGORITHMS:
            raise NotShown("alg")
        keys = keys_of(provider, metadata, header.get("kid"))
        return jwt.decode(text, keys, algorithms=list(ALGORITHMS))
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise NotShown("signature") from error


def _check_alone(provider: Provider, claims: dict[str, Any]) -> None:
    """A token for others as well is not for us: we know none of them, and must refuse it then (3.1.3.7, 3)."""
    if claims["aud"] not in (provider.client_id, [provider.client_id]):
        raise NotShown("aud")


def _check_fresh(provider: Provider, claims: dict[str, Any], asked: Asked, now: datetime) -> None:
    """Its member showed there lately who they are (`max_age`, 3.1.2.1): a browser that several share signs nobody else on."""
    at = claims.get("auth_time")
    if not isinstance(at, int | float) or isinstance(at, bool):
        raise NotShown("auth_time")
    if not asked.at.timestamp() - longest(provider, asked.act) - SKEW <= at <= now.timestamp() + SKEW:
        raise NotShown("auth_time")


def _is_strong(provider: Provider, claims: dict[str, Any]) -> bool:
    amr, acr = claims.get("amr"), claims.get("acr")
    shown = {one for one in amr if isinstance(one, str)} if isinstance(amr, list) else set()
    return bool(shown & provider.amr) or (isinstance(acr, str) and acr in provider.acr)


def _word(error: Exception) -> str:
    """Which claim was wrong, of those that we know."""
    claim = getattr(error, "claim", "") or ("exp" if "expired" in type(error).__name__.lower() else "")
    return (
        claim
        if claim in ("iss", "sub", "aud", "exp", "iat", "nbf", "nonce", "azp", "at_hash", "amr", "auth_time")
        else "claims"
    )
