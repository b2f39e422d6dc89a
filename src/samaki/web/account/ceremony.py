"""A passkey in a form: what the page asks the browser, and whether what came back is an answer to just that.

The page carries what is asked; a small script hands it to the browser and puts the answer into the form, which is sent like
every other one. Nothing is fetched, and without a script the form is a form.
"""

from __future__ import annotations

import json
from ipaddress import ip_address

from django.http import HttpRequest
from django.http.request import split_domain_port
from django.middleware.csrf import get_token
from django.utils import timezone

from samaki.accounts import passkeys
from samaki.accounts.passkeys import Asking, CounterWentBack, Site
from samaki.agencies.models import Member
from samaki.database import session
from samaki.ledger.operations import record_refusal

FIELD = "passkey"


def site_of(request: HttpRequest) -> Site | None:
    """The name of this installation under which it is asked (one of `ALLOWED_HOSTS`, looked at before any page); None where
    it is reached by a number, for which no browser keeps a passkey. Beyond this machine the origin is https."""
    host = request.get_host()
    name, _port = split_domain_port(host)
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return Site(name, f"{'http' if name == 'localhost' and not request.is_secure() else 'https'}://{host}")
    return None


def asking(request: HttpRequest, act: str, member: Member | None) -> Asking | None:
    """An act on this site in this browser; None where passkeys cannot be."""
    site = site_of(request)
    get_token(request)  # gives a browser that has none the secret that its form's token comes from
    secret = f"{request.META['CSRF_COOKIE']}:{request.session.session_key or ''}"
    return Asking(site, act, secret, member) if site else None


def asked(request: HttpRequest, act: str, member: Member | None) -> str:
    """For the page, as JSON: what the browser is asked to sign; "" where this member has no passkey or none can be."""
    about, now = asking(request, act, member), timezone.now()
    if about is None:
        return ""
    with session("app", now, member.id if member else None):
        if member is not None and not passkeys.passkeys_of(member):
            return ""
        return json.dumps(passkeys.ask_known(about, now))


def signed_by(request: HttpRequest, act: str, member: Member | None) -> Member | None:
    """Who signed what was asked for this act: this member, or whoever's passkey it is; None for nobody. Each is taken once.

    Raises CounterWentBack, which is in the ledger then.
    """
    about, now = asking(request, act, member), timezone.now()
    answer = passkeys.read(request.POST.get(FIELD, ""))
    if about is None or answer is None:
        return None
    with session("app", now):  # in a transaction of its own: answered is answered, whatever comes of it
        if not passkeys.take(answer, about):
            return None
        owner = passkeys.owner_of(answer)
    if owner is None or (member is not None and owner != member.id):
        return None
    who = Member.objects.select_related("unit").get(id=owner)
    try:
        with session("app", now, who.id):
            return who if passkeys.check_passkey(who, answer, about.site, now) else None
    except CounterWentBack as refusal:
        with session("app", now, who.id):
            record_refusal(request.path, refusal.code, by=who, now=now)
        raise
