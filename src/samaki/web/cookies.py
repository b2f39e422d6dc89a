"""Names of cookies: a browser takes one with such a prefix only from this host, over TLS (RFC 6265bis, 4.1.3)."""

from __future__ import annotations

from django.conf import settings


def named(name: str, path: str = "/") -> str:
    """As the browser knows it. Where there is no TLS (the demonstration, on this machine alone) it has no prefix."""
    if not settings.SESSION_COOKIE_SECURE:
        return name
    return f"{'__Host-' if path == '/' else '__Secure-'}{name}"
