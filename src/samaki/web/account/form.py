"""The sign-in form, also in the middle of something: what was being sent waits in it, sealed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from samaki.accounts.signon.providers import configured
from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.database.folder import current, secret
from samaki.web.account.ceremony import asked, site_of
from samaki.web.account.handing import ways_to_providers
from samaki.web.cookies import named
from samaki.web.frame import guarded, page
from samaki.web.kept import kept_from
from samaki.web.moments import span
from samaki.web.public.frame import language_of

COOKIE, PATH = "samaki_language", "/sign-in/"
YEAR = 365 * 86_400


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Who is not signed in signs in; a form that came without a session waits in the sign-in form, unsent."""
    if request.method != "POST":
        return HttpResponseRedirect("/sign-in/?" + urlencode({"next": request.get_full_path()}))
    kept = kept_from(request)
    if kept.form_key is None:
        return HttpResponseRedirect("/sign-in/?" + urlencode({"next": "/desk/"}))
    with translation.override(kept.form_key.lang):
        draft = kept.sealed(timezone.now())
        said = _(
            "You were signed out. Nothing was sent. What you wrote waits in this page, sealed, for twelve hours: sign in here, "
            "and it stands here again. If you close or leave this page, it is gone."
        )
        if not draft:
            said = _("You were signed out, and what you wrote is too long to be kept. Nothing was sent.")
        return sign_in_page(request, draft=draft, note=said, status=401)


def sign_in_page(
    request: HttpRequest,
    *,
    draft: str = "",
    note: str = "",
    errors: list[dict[str, str]] | None = None,
    trouble: str = "",
    with_code: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The form in the active language. `draft` is a sealed form that waits; `note` says why one is asked to sign in;
    `trouble` why nothing can be tried now; `with_code`: the code of the telephone may be written at once."""
    came_from_it = request.path == "/sign-in/"
    context: dict[str, Any] = {
        "errors": errors or [],
        "note": note,
        "trouble": trouble,
        "with_code": with_code,
        "with_passkey": site_of(request) is not None,
        "providers": [] if draft else ways_to_providers(request),
        "providers_lose": bool(draft and configured()),
        "username": request.POST.get("username", "")[:150] if came_from_it else "",
        "waits": {
            "next": request.POST.get("next") or request.GET.get("next", "") if came_from_it else "",
            "draft": draft,
        },
        "form_id": "sign-in",
        "action": f"/sign-in/?lang={translation.get_language()}"
        if draft or "lang" in request.GET or "lang" in request.POST
        else "/sign-in/",
    }
    if settings.DEMO:
        members = Member.objects.filter(synthetic=True).select_related("unit").order_by("username")
        context["members"] = [{"name": member.username, "words": member.unit.name} for member in members]
        context["demo_password"] = secret(current().demo_password)
    return guarded(page(request, "staff/signin.html", context, status=status))


def code_page(
    request: HttpRequest,
    member: Member,
    *,
    pending: str,
    draft: str = "",
    error: str = "",
    trouble: str = "",
    onward: str = "",
    status: int = 200,
) -> HttpResponse:
    """The form for the second factor of this member. `pending` says, sealed, who showed the first half."""
    waits = {"pending": pending, "draft": draft, "next": onward or request.POST.get("next", "")}
    lang = translation.get_language()
    context = {
        "errors": [{"field": "code", "message": error}] if error else [],
        "error": error,
        "trouble": trouble,
        "passkey": asked(request, "code", member),
        "waits": waits,
        "form_id": "sign-in-code",
        "action": f"/sign-in/code/?lang={lang}"
        if "lang" in request.GET or "lang" in request.POST
        else "/sign-in/code/",
    }
    return guarded(page(request, "staff/signin_code.html", context, status=status))


def passkey_page(request: HttpRequest, *, draft: str = "", error: str = "", status: int = 200) -> HttpResponse:
    """The form for a passkey: whoever's it is, nobody is named."""
    waits = {"draft": draft, "next": request.POST.get("next") or request.GET.get("next", "")}
    lang = translation.get_language()
    context = {
        "errors": [{"field": "", "message": error}] if error else [],
        "passkey": asked(request, "in", None),
        "waits": waits,
        "form_id": "sign-in-passkey",
        "action": f"/sign-in/passkey/?lang={lang}"
        if "lang" in request.GET or "lang" in request.POST
        else "/sign-in/passkey/",
    }
    return guarded(page(request, "staff/signin_passkey.html", context, status=status))


def language(request: HttpRequest) -> str:
    """The language of the sign-in form: pressed, asked for in the address, last read here, the browser's, the pack's own."""
    remembered = request.COOKIES.get(named(COOKIE, PATH), "")
    asked = request.GET.get("lang") or (request.method == "POST" and request.POST.get("lang"))
    return remembered if not asked and remembered in pack().languages else language_of(request)


def remember(response: HttpResponse, language: str) -> None:
    """Whoever signs out, or whose session ends, reads on in the language they read in. Public pages are never sent this."""
    response.set_cookie(named(COOKIE, PATH), language, max_age=YEAR, path=PATH, secure=settings.SESSION_COOKIE_SECURE,
                        httponly=True, samesite="Lax")  # fmt: skip


def no_factor() -> str:
    """What is said to who showed the first half and has nothing for the second."""
    return _("Your account has no second factor yet, and without one nothing opens. Ask the administrator of your agency for a new "
             "link.")  # fmt: skip


def too_many(wait: timedelta) -> str:
    """What is said to who must wait, and for how long: whole minutes."""
    minutes = timedelta(minutes=-(-wait.total_seconds() // 60))
    return _("There were too many wrong tries. Wait %(time)s, then try again.") % {"time": span(minutes)}
