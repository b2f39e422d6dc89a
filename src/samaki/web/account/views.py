"""Signing in and out. (Passkeys, codes and lock-outs come with the issue on trust.)"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.agencies.operations import choose_language
from samaki.database.folder import current, secret
from samaki.web.pages import guarded, page


def sign_in(request: HttpRequest) -> HttpResponse:
    """The form, and the way in. One sentence for a wrong name and a wrong password alike."""
    with translation.override(_language(request)):
        errors = []
        if request.method == "POST":
            member = authenticate(
                request,
                username=request.POST.get("username", "")[:150].replace("\x00", "").strip().lower(),
                password=request.POST.get("password", "")[:1000],
            )
            if member is not None:
                login(request, member)
                _keep_language(request)
                return HttpResponseRedirect(_next(request))
            errors = [{"field": "username", "message": _("This name and password do not fit together. Try again.")}]
        return guarded(page(request, "staff/signin.html", _form(request, errors), status=422 if errors else 200))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session on this device."""
    logout(request)
    return HttpResponseRedirect("/sign-in/")


def _form(request: HttpRequest, errors: list[dict[str, str]]) -> dict[str, object]:
    context: dict[str, object] = {
        "errors": errors,
        "username": request.POST.get("username", "")[:150],
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "action": f"/sign-in/?lang={translation.get_language()}",
    }
    if settings.DEMO:
        members = Member.objects.filter(synthetic=True).select_related("unit").order_by("username")
        context["members"] = [{"name": member.username, "words": member.unit.name} for member in members]
        context["demo_password"] = secret(current().demo_password)
    return context


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    if asked in pack().languages:
        return asked
    wanted = request.headers.get("Accept-Language", "").lower()
    return "en" if wanted.startswith("en") and "en" in pack().languages else pack().default_language


def _keep_language(request: HttpRequest) -> None:
    """Whoever reads the sign-in page in a language goes on in it."""
    member, asked = request.user, request.GET.get("lang", "")
    if isinstance(member, Member) and asked in pack().languages and asked != member.language:
        choose_language(member=member, language=asked)


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    if target and url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return "/desk/"
