"""The frame of a staff page: signed in, one transaction as this member, refusals as sentences."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.agencies.operations import choose_language
from samaki.database import session
from samaki.database.refusals import Invalid, Refusal
from samaki.ledger.operations import record_refusal

View = Callable[..., HttpResponse]

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class StaffRequest(HttpRequest):
    """A request with the member who asks and the moment at which they ask."""

    member: Member
    now: Any
    lang: str


def staff_page(view: View) -> View:
    """Sign-in first; then the view runs in one session of the member; what it may not see is 404, a refusal a page."""

    @wraps(view)
    def shown(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return HttpResponseRedirect("/sign-in/?" + urlencode({"next": request.get_full_path()}))
        request.member = cast(
            Member, getattr(request.user, "_wrapped", request.user)
        )  # the member itself, with its unit
        request.now = timezone.now()
        with speaking(request), session("app", request.now, request.member.id):
            return guarded(_answer(view, request, args, kwargs))

    return shown


def _answer(view: View, request: StaffRequest, args: Any, kwargs: Any) -> HttpResponse:
    try:
        return view(request, *args, **kwargs)
    except Refusal as refusal:
        if not isinstance(refusal, Invalid):
            record_refusal(request.path, refusal.code, by=request.member, now=request.now)
        return message(request, _("This did not happen"), refusal.sentence, state="broken", status=refusal.status)
    except (ObjectDoesNotExist, Http404, ValueError):
        return not_found(request)


def speaking(request: StaffRequest) -> translation.override:
    """The language of the page: the one asked for, else the member's own; asking for one keeps it."""
    asked = request.GET.get("lang", "")
    if asked in pack().languages and asked != request.member.language:
        choose_language(member=request.member, language=asked)
    request.lang = request.member.language
    return translation.override(request.lang)


def guarded(response: HttpResponse) -> HttpResponse:
    """Headers of every staff page: nothing cached, nothing foreign loaded, nothing framed."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
    response.headers.setdefault("Referrer-Policy", "same-origin")
    return response


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render a staff template with who is asking and whether this is the demonstration."""
    member = getattr(request, "member", None)
    frame = {"demo": settings.DEMO, "me": {"name": member.name, "title": member.unit.name} if member else None}
    return render(request, template, frame | context, status=status)


def message(
    request: HttpRequest, title: str, sentence: str, *, status: int = 200, state: str = "next", **more: Any
) -> HttpResponse:
    """A page of one sentence and the ways on."""
    back = request.headers.get("Referer", "")
    links = [{"label": _("To the desk"), "href": "/desk/"}]
    if request.method == "POST" and back.startswith(f"{request.scheme}://{request.get_host()}/"):
        links.insert(0, {"label": _("Back to the page"), "href": back})
    context = {"title": title, "sentence": sentence, "state": state, "links": links} | more
    return page(request, "staff/message.html", context, status=status)


def not_found(request: HttpRequest) -> HttpResponse:
    """The same page for what does not exist and for what is not yours to see."""
    words = _("There is nothing here for you: it does not exist, or your unit has no part in it.")
    return message(request, _("Not found"), words, status=404)


def errors_of(refusal: Invalid) -> list[dict[str, str]]:
    """The error summary of a form for one refused field."""
    return [{"field": refusal.field, "message": refusal.sentence}]
