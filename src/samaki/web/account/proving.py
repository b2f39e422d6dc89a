"""Before a sensitive act: it is asked once more who sits there; what was typed waits sealed in the page and loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from samaki.accounts import throttle
from samaki.accounts.passkeys import CounterWentBack, not_good
from samaki.accounts.sessions import prove_again
from samaki.agencies.models import Member
from samaki.database import session
from samaki.journeys.guarding.rules import check_words
from samaki.web.account.ceremony import FIELD, asked, signed_by
from samaki.web.account.coming_in import factor_shown
from samaki.web.account.entering import turned_away
from samaki.web.account.form import too_many
from samaki.web.account.sessions import SessionStore, Signed
from samaki.web.again import shown_again
from samaki.web.fields import typed
from samaki.web.frame import StaffRequest, View, guarded, page
from samaki.web.kept import kept_from, unsealed


def recently(
    minutes: int | None = None, *, opening: bool = True, first: Callable[..., None] | None = None
) -> Callable[[View], View]:
    """Under `staff_page`: the view runs only when the member proved within so many minutes (else as the settings say) that it
    is they. `opening` is False where only the act is sensitive, not its empty form. `first`: called as the view is, before anything is
    asked; it raises what is missing in the form, so that nobody shows who they are for a form that is refused."""

    def gate(view: View) -> View:
        @wraps(view)
        def shown(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if (request.method != "POST" and not opening) or _is_fresh(
                request, minutes or settings.SAMAKI_PROVED_MINUTES
            ):
                return view(request, *args, **kwargs)
            if request.method != "POST":
                return HttpResponseRedirect("/sign-in/again/?" + urlencode({"next": request.get_full_path()}))
            if first is not None:
                first(request, *args, **kwargs)
            return _ask(request, draft=kept_from(request).sealed(request.now), status=401)

        shown.asks_again = True  # type: ignore[attr-defined]
        return shown

    return gate


def wordless(rows: type[Model], *acts: str) -> Callable[..., None]:
    """For `first` of `recently`: every act on one of these rows but those named needs words. What is not seen is not there."""

    def first(request: StaffRequest, key: UUID, act: str) -> None:
        rows._default_manager.get(pk=key)
        if act not in acts:
            check_words(typed(request, "text"))

    return first


def again(request: StaffRequest) -> HttpResponse:
    """Password or code once more; then on to the page, or to the form that waits, which is shown and not sent."""
    if (turned := turned_away(request)) is not None:
        return turned
    request.member, request.now = cast(Member, getattr(request.user, "_wrapped", request.user)), timezone.now()
    with translation.override(request.member.language):
        draft = request.POST.get("draft", "")
        if request.method != "POST" or "lang" in request.POST:
            return _ask(request, draft=draft)
        key = str(request.session.session_key)
        if request.POST.get(FIELD):
            return _by_passkey(request, key, draft)
        with session("app", request.now):  # one who sits at an open screen is slowed there, and keeps nobody else out
            wait = throttle.claim("again", str(request.member.id), throttle.Source("", key), request.now)
        if wait:
            return _ask(request, draft=draft, error=too_many(wait), status=429)
        how = _shown(request)
        if not how:
            return _ask(request, draft=draft, error=_("This does not fit. Try again."), status=422)
        return _gone_on(request, key, how, draft)


def _by_passkey(request: StaffRequest, key: str, draft: str) -> HttpResponse:
    try:
        signed = signed_by(request, "again", request.member)
    except CounterWentBack as refusal:
        return _ask(request, draft=draft, error=refusal.sentence, status=refusal.status)
    if signed is None:
        return _ask(request, draft=draft, error=not_good(), status=422)
    return _gone_on(request, key, "passkey", draft)


def _gone_on(request: StaffRequest, key: str, how: str, draft: str) -> HttpResponse:
    """It was shown: on to the page, or to the form that waits."""
    _prove(request, key, how)
    kept = unsealed(draft, request.now) if draft else None
    if kept is None or kept.form_key is None or not kept.form_key.belongs_to(request.member):
        return HttpResponseRedirect(_next(request))
    kept.title, kept.again = _("Not sent yet."), _("Send it now")
    kept.sentence = _("What you wrote is kept. Look at it; nothing is saved until you press the button.")
    if kept.wordless:
        kept.bare, kept.again, kept.title = True, _("Do it now"), _("Not done yet.")
        right = _("Your password was right.") if how == "password" else _("It is you.")
        kept.sentence = " ".join((right, _("Press the button to do it; nothing has happened yet.")))
    return guarded(shown_again(request, kept, 200))


def _is_fresh(request: HttpRequest, minutes: int) -> bool:
    signed = cast(SessionStore, request.session).signed
    return (
        signed is not None
        and signed.proved_at is not None
        and timezone.now() - signed.proved_at < timedelta(minutes=minutes)
    )


def _shown(request: StaffRequest) -> str:
    """What was given: "password", or the kind of code; "" when nothing of it is right."""
    if request.member.check_password(request.POST.get("password", "")[:1000]):
        return "password"
    code = request.POST.get("code", "")[:60]
    return factor_shown(request.member, code, request.now, paper=False) if code else ""


def _prove(request: StaffRequest, key: str, how: str) -> None:
    with session("app", request.now, request.member.id):
        signed = prove_again(key=key, how=how, by=request.member, now=request.now)
        throttle.passed("again", str(request.member.id), throttle.Source("", key))
    cast(SessionStore, request.session).signed = Signed(signed.id, signed.used_at, signed.proved_at)


def _ask(request: StaffRequest, *, draft: str = "", error: str = "", status: int = 200) -> HttpResponse:
    here = request.path == "/sign-in/again/"
    waits = {
        "next": (request.POST.get("next") or request.GET.get("next", "")) if here else request.path,
        "draft": draft,
    }
    context = {
        "errors": [{"field": "password", "message": error}] if error else [],
        "error": error,
        "waits": waits,
        "about_signing_in": _waits_for(request, draft, str(waits["next"])).startswith("/account/"),
        "with_code": settings.SAMAKI_SECOND_FACTOR,
        "passkey": asked(request, "again", request.member),
        "form_id": "prove",
    }
    return guarded(page(request, "staff/prove.html", context, status=status))


def _waits_for(request: StaffRequest, draft: str, following: str) -> str:
    """The address of what is done once it was shown who sits there."""
    kept = unsealed(draft, timezone.now()) if draft else None
    return kept.path if kept is not None else following


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    if target and url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return "/account/"
