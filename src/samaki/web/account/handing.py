"""What the pages of signing in hand to one another about a provider: its button, what went amiss, the second half that is still asked."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from samaki.accounts.signon.asking import Place
from samaki.accounts.signon.providers import LOOPBACK, Provider, configured
from samaki.vault import sealing as vault
from samaki.web.cookies import named

COOKIE, PATH, PLACE = "samaki_half", "/sign-in/", "web.sign-on.half"
LIFETIME = 600
LONGEST_WAY = 300
"""Signs of an address to go on to; a longer one is left away."""


def place_of(request: HttpRequest, provider: Provider) -> Place:
    """Where the answer comes back, and to which browser: bound to the secret of its forms and to its session. Beyond this
    machine the address is https."""
    get_token(request)  # gives a browser that has none the secret that its form's token comes from
    request.session.get(SESSION_KEY)  # looks whether the session still is one: a cookie of one that ended is none
    browser = f"{request.META['CSRF_COOKIE']}:{request.session.session_key or ''}"
    host = request.get_host()
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    scheme = "http" if name.strip("[]") in LOOPBACK and not request.is_secure() else "https"
    return Place(f"{scheme}://{host}/sign-in/with/{provider.code}/back/", browser)


def ways_to_providers(request: HttpRequest) -> list[dict[str, str]]:
    """[{name, place, href}] for the page to sign in; none where the operator named none."""
    found = configured()
    if not found:
        return []
    onward = request.GET.get("next", "") or request.POST.get("next", "")
    given = {"next": onward if is_ours(request, onward) else "", "lang": request.GET.get("lang", "")[:5]}
    more = urlencode({name: value for name, value in given.items() if value})
    return [
        {"name": one.name, "place": one.place, "href": f"/sign-in/with/{one.code}/" + (f"?{more}" if more else "")}
        for one in found.values()
    ]


def is_ours(request: HttpRequest, address: str) -> bool:
    """Whether an address to go on to is one of this installation, and not too long."""
    return 0 < len(address) <= LONGEST_WAY and url_has_allowed_host_and_scheme(
        address, {request.get_host()}, require_https=request.is_secure()
    )


def hand_over(response: HttpResponse, pending: str, onward: str) -> None:
    """For the page of the second half, sealed: who showed the first, and where to go on. It opens nothing by itself."""
    sealed = vault.installation_seal("sign-on half", json.dumps([pending, onward]), PLACE)
    response.set_cookie(named(COOKIE, PATH), base64.urlsafe_b64encode(sealed).decode(), max_age=LIFETIME, path=PATH, httponly=True,
                        samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)  # fmt: skip


def handed_over(request: HttpRequest) -> tuple[str, str]:
    """(what `pending` made, where to go on); empty where nothing was handed over."""
    try:
        raw = base64.b64decode(
            request.COOKIES.get(named(COOKIE, PATH), "")[:4000].encode("ascii"), altchars=b"-_", validate=True
        )
        pending, onward = json.loads(vault.installation_unseal("sign-on half", raw, PLACE))
    except (vault.CannotOpen, ValueError, binascii.Error):
        return "", ""
    return pending, onward


def taken_over(request: HttpRequest, response: HttpResponse) -> None:
    """Somebody is in: nothing waits for a second half any more."""
    if named(COOKIE, PATH) in request.COOKIES:
        response.delete_cookie(named(COOKIE, PATH), path=PATH, samesite="Lax")


def amiss(request: HttpRequest) -> str:
    """What the page says that somebody comes back to: one of our sentences, for a provider that is there; else nothing."""
    provider, word = configured().get(request.GET.get("by", "")), AMISS.get(request.GET.get("amiss", ""))
    return word(provider) if provider and word else ""


AMISS: dict[str, Callable[[Provider], str]] = {
    "away": lambda one: _(
        "%(name)s (%(place)s) does not answer. Sign in with your password here, or try again in a minute."
    ) % {"name": one.name, "place": one.place},
    "stopped": lambda one: _(
        "The sign-on at %(name)s was broken off, and nothing was done. Try again, or sign in with your password."
    ) % {"name": one.name},
    "refused": lambda one: _(
        "What %(name)s said cannot be believed, so nothing was opened. Sign in with your password, and tell the operator of Samaki."
    ) % {"name": one.name},
    "again": lambda one: _(
        "This sign-on was begun in another browser, is too old or was used already. Begin again here."
    ),
    "unknown": lambda one: _(
        "Nobody’s account here is linked to who you are at %(name)s. Sign in with your password; then link it under My settings, "
        "Sign-on of my agency."
    ) % {"name": one.name},
    "not_linked": lambda one: _("Nothing was linked. Open this page again and begin anew."),
}  # fmt: skip
"""What stands in the address after a provider's answer -> what is said."""
