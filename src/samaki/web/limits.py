"""How often one network and one sign-in may ask: counted in memory for one minute, and written nowhere.

The numbers lie far above what people do: they stop programs that fetch pages by the thousand or fill the desks with reports. An
address becomes a digest under a key that this process made when it began and that nobody else has; a minute later it is gone.
Decision 81.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
import logging
import os
import threading
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from samaki.web import failures
from samaki.web.account.devices import address_of
from samaki.web.public.frame import language_of

log = logging.getLogger("samaki.limits")

MINUTE = 60
MOST_KEYS = 100_000
"""Networks or sign-ins that are counted at once; those beyond are let through, so that counting never fills the memory."""
WAYS_IN = ("/report/", "/api/v1/reports", "/texts/", "/calls/")
"""Never counted: who tells of a child is not refused for what others behind the same address do. Lanes hold a flood of reports
(`web.gate`); the addresses of carriers hold a secret, and all that they bring comes from one address."""
ROOMS = ("/training/",)
"""Their forms are not counted: at a workshop a hundred and thirty telephones press at once behind one address."""


class Limit:
    """So many in each minute of the clock, in this process."""

    def __init__(self, name: str, most: int) -> None:
        self.name, self.most = name, most
        self._minute, self._told = -1, False
        self._counts: dict[bytes, int] = {}
        self._lock = threading.Lock()

    def is_over(self, key: bytes, seconds: float) -> bool:
        """Count one more; whether that is more than may be."""
        with self._lock:
            if (minute := int(seconds // MINUTE)) != self._minute:
                self._minute, self._told, self._counts = minute, False, {}
            if key not in self._counts and len(self._counts) >= MOST_KEYS:
                return False
            self._counts[key] = self._counts.get(key, 0) + 1
            over = self._counts[key] > self.most
            if over and not self._told:
                self._told = True
                log.warning("More than %d requests in a minute (%s): refused until it is over.", self.most, self.name)
            return over


class Limits:
    """Middleware: behind the files that everybody may have, before sessions are looked up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._secret = os.urandom(32)
        self.forms = Limit("forms of nobody, one network", 300)
        self.sign_in = Limit("one sign-in", 600)
        self.network = Limit("one network", 3000)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return too_many(request) if self._is_over(request, time.monotonic()) else self.get_response(request)

    def _is_over(self, request: HttpRequest, seconds: float) -> bool:
        network = network_of(request)
        if network == HERE or request.path_info.startswith(WAYS_IN):
            return False
        shown = request.headers.get("Authorization", "") or request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        counted = []
        if shown:
            counted.append((self.sign_in, shown[:500]))
        elif request.method == "POST" and network and not request.path_info.startswith(ROOMS):
            counted.append((self.forms, network))
        if network:
            counted.append((self.network, network))
        return any([limit.is_over(self._key(text), seconds) for limit, text in counted])

    def _key(self, text: str) -> bytes:
        return hashlib.blake2b(text.encode("utf-8", "replace"), key=self._secret, digest_size=16).digest()


HERE = "here"
"""This machine: its own programs, the demonstration, a proxy that the settings do not name."""


def network_of(request: HttpRequest) -> str:
    """The address, of IPv6 the network /56; empty where it is not known: nobody is refused for what they share with all others."""
    try:
        found = ipaddress.ip_address(address_of(request))
    except ValueError:
        return ""
    if found.is_loopback:
        return HERE
    return str(found) if found.version == 4 else str(ipaddress.ip_network((found, 56), strict=False))


def too_many(request: HttpRequest) -> HttpResponse:
    """429 with when to come again: a page for people, a problem (RFC 9457) for programs."""
    with translation.override(language_of(request, body=False)):
        words = _(
            "Too much comes from your network or your sign-in at this moment, and this was not taken. Wait a minute, press Back, and "
            "send it again. If a child is in danger now, call."
        )
        if request.path_info.startswith("/api/"):
            body = {"type": "about:blank", "title": "too_many", "status": 429, "detail": words, "code": "too_many"}
            told = json.dumps(body, ensure_ascii=False)
            answer = HttpResponse(
                told, status=429, content_type="application/problem+json", headers={"Cache-Control": "no-store"}
            )
        else:
            answer = failures.for_anybody(words, 429)
    answer["Retry-After"] = str(MINUTE)
    return answer
