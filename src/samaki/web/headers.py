"""Headers that every answer has, whatever made it: pages, files, calls, errors."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

EVERYWHERE = {
    "Content-Security-Policy": "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
"""A policy under which nothing runs, loads or is framed: pages replace it by their own. No page asks for camera, microphone or place
of a device; a voice message is a file that the telephone records."""


class Headers:
    """Middleware before all others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in EVERYWHERE.items():
            response.headers.setdefault(name, value)
        return response
