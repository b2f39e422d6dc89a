"""Which scripts a page lets a browser run: those that stand in it, by a number of this answer alone. A page without any lets none run."""

from __future__ import annotations

import secrets

from django.http import HttpResponse


class Nonce:
    """A number used once; made when a template first writes it, so that its being there says that the page has a script."""

    def __init__(self) -> None:
        self.value = ""

    def __str__(self) -> str:
        self.value = self.value or secrets.token_urlsafe(16)
        return self.value


def allow_scripts(response: HttpResponse, policy: str, nonce: Nonce) -> HttpResponse:
    """The policy of a page (in which `default-src` is 'none') with the scripts that it has; what they register is ours."""
    if nonce.value:
        policy += f"; script-src 'nonce-{nonce.value}'; worker-src 'self'"
    response.headers["Content-Security-Policy"] = policy
    return response
