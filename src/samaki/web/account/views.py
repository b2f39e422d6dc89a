"""Signing in and out. (Passkeys, codes and lock-outs come with the issue on trust.)"""

from __future__ import annotations

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.agencies.operations import choose_language
from samaki.web.account.form import language, remember, sign_in_page
from samaki.web.again import shown_again
from samaki.web.frame import StaffRequest, guarded, message
from samaki.web.kept import unsealed


def sign_in(request: StaffRequest) -> HttpResponse:
    """The form, and the way in. One sentence for a wrong name and a wrong password alike."""
    draft = request.POST.get("draft", "")
    with translation.override(language(request)):
        if request.method != "POST" or "lang" in request.POST:  # only the language was pressed: what waits still waits
            return sign_in_page(request, draft=draft)
        member = authenticate(
            request,
            username=request.POST.get("username", "")[:150].replace("\x00", "").strip().lower(),
            password=request.POST.get("password", "")[:1000],
        )
        if member is None:
            words = _("This name and password do not fit together. Try again.")
            return sign_in_page(request, draft=draft, errors=[{"field": "username", "message": words}], status=422)
    login(request, member)
    _keep_language(request)
    response = _what_waited(request, draft) if draft else HttpResponseRedirect(_next(request))
    remember(response, member.language)
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session on this device. What another member wrote goes on waiting for them in the sign-in form, sealed."""
    draft, lang = request.POST.get("draft", ""), translation.get_language()
    if isinstance(request.user, Member):
        lang = request.user.language
    logout(request)
    if not draft or unsealed(draft, timezone.now()) is None:
        response: HttpResponse = HttpResponseRedirect("/sign-in/")
    else:
        with translation.override(lang):
            response = sign_in_page(
                request, draft=draft, note=_("Whoever wrote this signs in here, and it stands here again.")
            )
    remember(response, lang)
    return response


def _what_waited(request: StaffRequest, draft: str) -> HttpResponse:
    """The form that the member was sending when the session ended: shown again to them alone, and not sent."""
    request.member = Member.objects.select_related("unit").get(username=request.user.get_username())
    request.now = timezone.now()
    kept = unsealed(draft, request.now)
    with translation.override(request.member.language):
        if kept is None:
            words = _("What was written here is too old to be kept. Nothing was sent.")
            return guarded(message(request, _("Not sent"), words))
        if kept.form_key is None or not kept.form_key.belongs_to(request.member):
            words = _("What was written here belongs to another member. It is not shown to you, and nothing was sent. It waits "
                      "in this page: sign out here, so that they can sign in and have it back. If you go on, it is gone.")  # fmt: skip
            waits = {"action": "/sign-out/", "label": _("Sign out, and leave it for them"), "hidden": {"draft": draft}}
            return guarded(message(request, _("Not sent"), words, waits=waits))
        kept.title, kept.again = _("You are signed in again. Not sent yet."), _("Send it now")
        kept.sentence = _("What you wrote is kept. Look at it; nothing is saved until you press the button.")
        return guarded(shown_again(request, kept, 200))


def _keep_language(request: HttpRequest) -> None:
    """Whoever asked for a language on the sign-in page goes on in it; the browser's own is no such word."""
    member, asked = request.user, request.GET.get("lang", "")
    if isinstance(member, Member) and asked in pack().languages and asked != member.language:
        choose_language(member=member, language=asked)


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    if target and url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return "/desk/"
