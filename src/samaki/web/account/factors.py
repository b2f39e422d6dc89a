"""My second factor: the telephone's codes, the codes on paper."""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.accounts import factors, passkeys
from samaki.agencies.models import Member
from samaki.database.refusals import Invalid
from samaki.vault import sealing as vault
from samaki.web.account.ceremony import site_of
from samaki.web.account.proving import recently
from samaki.web.moments import digits, short_moment
from samaki.web.pages import StaffRequest, errors_of, page, shown_once, staff_page

PLACE = "web.factor.setup"
LIFETIME = timedelta(minutes=20)


@staff_page
def mine(request: StaffRequest) -> HttpResponse:
    """What I have, and the ways to change it."""
    names = {row.id: name for row, _key, name in passkeys.passkeys_of(request.member)}
    rows = [
        {
            "id": str(one.id),
            "kind": KINDS[one.kind](),
            "name": names.get(one.id, ""),
            "since": short_moment(timezone.localtime(one.made_at)),
            "used": short_moment(timezone.localtime(one.used_at)) if one.used_at else "",
        }
        for one in factors.factors_of(request.member)
    ]
    left = factors.codes_left(request.member)
    context = {
        "rows": rows,
        "left": digits(left),
        "few": left < 3,
        "passkeys": site_of(request) is not None,
        "once": request.GET.get("once") == "1",
        "demo_only": not settings.SAMAKI_SECOND_FACTOR,
    }
    return page(request, "staff/factors.html", context)


@staff_page
@recently()
def telephone(request: StaffRequest) -> HttpResponse:
    """A telephone takes the secret as a picture or as letters; its code proves that it did."""
    errors, secret = [], secret_of(request.POST.get("setup", ""), request.member, request.now)
    if request.method == "POST" and secret is not None:
        try:
            factors.add_totp(secret=secret, code=request.POST.get("code", ""), by=request.member, now=request.now)
            if not factors.codes_left(request.member):
                return _codes(request)
            return HttpResponseRedirect("/account/factors/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    context = setup(secret or factors.new_secret(), request.member, request.now) | {"errors": errors}
    return page(request, "staff/factor_telephone.html", context, status=422 if errors else 200)


@staff_page
@recently()
def paper(request: StaffRequest) -> HttpResponse:
    """Ten new codes, shown once."""
    return _codes(request) if request.method == "POST" else page(request, "staff/factor_paper.html", {})


@require_POST
@staff_page
@recently()
def remove(request: StaffRequest, key: UUID) -> HttpResponse:
    """Take one away; not the only one."""
    needed = settings.SAMAKI_SECOND_FACTOR
    factors.remove_factor(factor_id=key, needed=needed, by=request.member, now=request.now)
    return HttpResponseRedirect("/account/factors/")


def setup(secret: bytes, member: Member, now: datetime) -> dict[str, Any]:
    """For the form: the picture, the address of the app on this telephone, the letters, and the secret sealed for its way back."""
    address = factors.address_for_app(secret, member)
    picture = segno.make(address, error="m", micro=False)
    sealed = vault.installation_seal("factor setup", json.dumps([secret.hex(), str(member.id), now.isoformat()]), PLACE)
    return {
        "picture": picture.svg_data_uri(scale=4, border=4, dark="#000", light="#fff"),
        "address": address,
        "letters": factors.spelled(secret),
        "setup": base64.urlsafe_b64encode(sealed).decode(),
    }


def secret_of(text: str, member: Member, now: datetime) -> bytes | None:
    """The secret that came back; None when it was changed, is too old, or was made for somebody else."""
    try:
        raw = base64.b64decode(text[:2000].encode("ascii"), altchars=b"-_", validate=True)
        secret, whose, at = json.loads(vault.installation_unseal("factor setup", raw, PLACE))
        made = datetime.fromisoformat(at)
    except (vault.CannotOpen, ValueError, TypeError):
        return None
    return bytes.fromhex(secret) if whose == str(member.id) and made <= now <= made + LIFETIME else None


def _codes(request: StaffRequest) -> HttpResponse:
    codes = factors.make_recovery_codes(by=request.member, now=request.now)
    return shown_once(page(request, "staff/factor_codes.html", {"codes": codes}), "/account/factors/?once=1")


KINDS = {"totp": lambda: _("Codes of a telephone"), "passkey": lambda: _("Passkey")}
