"""My password: a new one, proved by the old one and the code; guesses are slowed as at every other place."""

from __future__ import annotations

from typing import cast

from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from samaki.accounts import throttle
from samaki.accounts.factors import factors_of
from samaki.accounts.passkeys import not_good
from samaki.accounts.passwords import change_password
from samaki.agencies.models import Member
from samaki.database import session
from samaki.database.refusals import Invalid, Refusal
from samaki.web.account.ceremony import FIELD, asked, signed_by
from samaki.web.account.entering import turned_away
from samaki.web.account.form import too_many
from samaki.web.fields import field, mark
from samaki.web.frame import StaffRequest, errors_of, guarded, page


def own(request: StaffRequest) -> HttpResponse:
    """The form and the change. No staff page: a guess is counted also when nothing else is written."""
    if (turned := turned_away(request)) is not None:
        return turned
    request.member, request.now = cast(Member, getattr(request.user, "_wrapped", request.user)), timezone.now()
    with translation.override(request.member.language):
        if request.method != "POST" or "lang" in request.POST:
            return _form(request)
        source = throttle.Source("", str(request.session.session_key))
        with session("app", request.now):
            wait = throttle.claim("again", str(request.member.id), source, request.now)
        if wait:
            return _form(request, [{"field": "", "message": too_many(wait)}], status=429)
        try:
            _change(request, source)
        except Invalid as refusal:
            return _form(request, errors_of(refusal), status=422)
        except Refusal as refusal:
            return _form(request, [{"field": "", "message": refusal.sentence}], status=refusal.status)
        return HttpResponseRedirect("/account/?kept=password")


def _change(request: StaffRequest, source: throttle.Source) -> None:
    given = {name: request.POST.get(name, "")[:1000] for name in ("old", "code", "password", "password_again")}
    if given["password"] != given.pop("password_again"):
        raise Invalid(_("The two passwords are not the same."), field="password")
    shown = bool(request.POST.get(FIELD)) and signed_by(request, "password", request.member) is not None
    if request.POST.get(FIELD) and not shown:
        raise Invalid(not_good(), field="")
    with session("app", request.now, request.member.id):
        key = str(request.session.session_key)
        changed = change_password(**given, passkey=shown, key=key, by=request.member, now=request.now)
        throttle.passed("again", str(request.member.id), source)
        request.session[HASH_SESSION_KEY] = changed.get_session_auth_hash()
        request.session.save()


def _form(request: StaffRequest, errors: list[dict[str, str]] | None = None, status: int = 200) -> HttpResponse:
    with session("app", request.now, request.member.id):
        has_telephone = any(one.kind == "totp" for one in factors_of(request.member))
    hint = _("At least twelve letters. Some words that only you would put together are better than signs.")
    fields = [
        field("password", "old", _("Your password until now"), autocomplete="current-password"),
        field("password", "password", _("A new password"), hint=hint, autocomplete="new-password"),
        field("password", "password_again", _("The same password once more"), autocomplete="new-password"),
    ]
    if has_telephone:
        more = {"autocomplete": "one-time-code", "inputmode": "numeric", "narrow": True}
        fields.insert(1, field("text", "code", _("The code of your telephone"), **more))
    mark(fields, errors or [])
    context = {
        "title": _("My password"), "lead": _("You stay signed in here; on every other device you are signed out."),
        "fields": fields, "submit_label": _("Change my password"), "errors": errors or [],
        "passkey": _passkey(request),
        "back": {"href": "/account/", "label": _("My settings")}, "section": "desk",
    }  # fmt: skip
    return guarded(page(request, "staff/form.html", context, status=status))


def _passkey(request: StaffRequest) -> dict[str, str] | None:
    """It may be shown in the place of the code."""
    question = asked(request, "password", request.member)
    return {"asked": question, "label": _("Change it with a passkey, without a code")} if question else None
