"""The device at the other end, as little of it as helps: its network for a moment, its kind of browser, a mark of its own."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from samaki.accounts.throttle import Source, address_of, network_of
from samaki.agencies.models import Member
from samaki.web.cookies import named

COOKIE, PATH, SALT = "samaki_device", "/sign-in/", "samaki.web.device"
LIFETIME = 90 * 86_400

BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
            ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"),
           ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip


def kind_of(request: HttpRequest) -> str:
    """A kind of browser and of system, such as "Firefox, Android"; names of products, the same in every language."""
    agent = request.headers.get("User-Agent", "")[:500]
    found = [next((name for mark, name in table if mark in agent), "") for table in (BROWSERS, SYSTEMS)]
    return ", ".join(part for part in found if part)


def source_of(request: HttpRequest, member: Member | None) -> Source:
    """Where a try to sign in as this member comes from; a device is known when it signed in as them before."""
    mark, network = "", network_of(address_of(request))
    try:
        who, of_password, mark = signing.loads(
            request.COOKIES.get(named(COOKIE, PATH), ""), salt=SALT, max_age=LIFETIME
        )
        if member is None or who != str(member.id) or of_password != _of_password(member):
            mark = ""
    except (signing.BadSignature, ValueError, TypeError):
        mark = ""
    return Source(network, str(mark))


def make_known(request: HttpRequest, response: HttpResponse, member: Member) -> None:
    """From now on this device may sign in as this member whatever strangers try; a new password ends that."""
    mark = source_of(request, member).device or secrets.token_urlsafe(12)
    told = signing.dumps([str(member.id), _of_password(member), mark], salt=SALT)
    response.set_cookie(named(COOKIE, PATH), told, max_age=LIFETIME, path=PATH, secure=settings.SESSION_COOKIE_SECURE,
                        httponly=True, samesite="Lax")  # fmt: skip


def _of_password(member: Member) -> str:
    return member.get_session_auth_hash()[:16]
