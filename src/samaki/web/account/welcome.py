"""The page of a link: a password and a telephone of one's own, which nobody else learns."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from samaki.accounts import throttle
from samaki.accounts.factors import new_secret
from samaki.accounts.invitations import gone, invitation_of, use_link
from samaki.accounts.passwords import check_password_is_good
from samaki.agencies.models import Member
from samaki.agencies.operations import choose_language
from samaki.database import session
from samaki.database.refusals import Invalid, Refusal
from samaki.ledger.operations import record_refusal
from samaki.web.account.coming_in import come_in
from samaki.web.account.devices import make_known, source_of
from samaki.web.account.factors import secret_of, setup
from samaki.web.account.form import language, remember, too_many
from samaki.web.frame import errors_of, guarded, message, page


def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Look at the link without using it up; use it with a password and the first code."""
    with translation.override(language(request)):
        now = timezone.now()
        with session("app", now):
            found = invitation_of(token)
        member = Member.objects.select_related("unit").filter(id=found[1]).first() if found else None
        if found is None or member is None:
            return guarded(
                message(request, _("This link opens nothing"), gone(), status=404, state="broken", links=_sign_in())
            )
        second = found[3] is not None
        if request.method != "POST" or "lang" in request.POST:
            return _form(request, member, now, second=second)
        return _used(request, token, member, now, second=second)


def _used(request: HttpRequest, token: str, member: Member, now: datetime, *, second: bool) -> HttpResponse:
    source = source_of(request, None)
    secret = secret_of(request.POST.get("setup", ""), member, now)
    try:
        secret = _good_so_far(request, member, secret)
        with session("app", now):  # only what guesses at a code is counted, never a password that is not taken
            wait = throttle.claim("link", str(member.id), source, now)
        if wait:
            errors = [{"field": "", "message": too_many(wait)}]
            answer = _form(request, member, now, second=second, errors=errors, secret=secret, status=429)
            answer["Retry-After"] = str(int(wait.total_seconds()) + 1)
            return answer
        with session("app", now, member.id):
            _made, codes = use_link(token=token, half=request.POST.get("half", "")[:40], password=request.POST.get("password", "")[:1000],
                                    secret=secret, code=request.POST.get("code", "")[:60], by=member, now=now)  # fmt: skip
            throttle.passed("link", str(member.id), source)
    except Invalid as refusal:
        return _form(request, member, now, second=second, errors=errors_of(refusal), secret=secret, status=422)
    except Refusal as refusal:
        with session("app", now, member.id):
            record_refusal(request.path, refusal.code, by=member, now=now)
        return guarded(
            message(
                request, _("This link opens nothing"), refusal.sentence, status=409, state="broken", links=_sign_in()
            )
        )
    if (asked := language(request)) != member.language:
        choose_language(member=member, language=asked)
    come_in(request, member, "invitation")
    answer = guarded(page(request, "staff/factor_codes.html", {"codes": codes}))
    make_known(request, answer, member)
    remember(answer, member.language)
    return answer


def _good_so_far(request: HttpRequest, member: Member, secret: bytes | None) -> bytes:
    """The secret of the picture; what is wrong with the password is told before any code is looked at. Raises Invalid."""
    if secret is None:
        raise Invalid(_("Too much time has passed. Here is a new picture: let the app read this one."), field="code")
    if request.POST.get("password", "") != request.POST.get("password_again", ""):
        raise Invalid(_("The two passwords are not the same."), field="password")
    check_password_is_good(request.POST.get("password", "")[:1000], member)
    return secret


def _form(
    request: HttpRequest, member: Member, now: datetime, *, second: bool, errors: list[dict[str, str]] | None = None,
    secret: bytes | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    context = setup(secret or new_secret(), member, now) | {
        "name": member.name, "username": member.username, "unit": member.unit.name, "second": second,
        "errors": errors or [], "form_id": "welcome", "half": request.POST.get("half", "")[:40],
        "wrong": {error["field"]: error["message"] for error in errors or []},
    }  # fmt: skip
    return guarded(page(request, "staff/welcome.html", context, status=status))


def _sign_in() -> list[dict[str, str]]:
    return [{"label": _("Sign in"), "href": "/sign-in/"}]
