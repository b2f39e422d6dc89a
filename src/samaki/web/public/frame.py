"""The frame of a public page: language without a cookie, no session, no token, no trace of who asks.

There is no CSRF token because there is nothing to forge: a public page has no signed-in authority, and a token would
need a cookie. Nothing here reads an address or a user agent; a receipt of digits, and the code of a paper, are counted by network
(`guessing`), and how much comes from a network in a minute is counted in memory before any page (`samaki.web.limits`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from samaki.agencies.country import pack
from samaki.channels.sms.gateways import sender
from samaki.intake.enclosing import largest
from samaki.intake.enclosing import too_large as too_large_file
from samaki.web.moments import counted_in
from samaki.web.public.first_words import first_words
from samaki.web.scripts import Nonce, allow_scripts

View = Callable[..., HttpResponse]

LARGEST = 5_242_880
"""Bytes of one posted form, as in settings: what the fields take in at their longest (9 bytes a letter) and all answers, sealed."""

AWAY = (OperationalError, InterfaceError)
"""The database cannot be reached, or gave up: trying again soon helps."""

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "media-src 'self'; "
    "form-action 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
}
"""Of every page of the public. Only the two that can be read aloud have a script, our own (`allow_scripts`)."""


class PublicRequest(HttpRequest):
    """A request with the moment and the language of the page."""

    now: Any
    lang: str
    too_large: bool
    """The form was not read but for the words before its file (`first_words`): nothing of it may be sent."""


def public_page(view: View) -> View:
    """Language, headers, size; a body that cannot be read gets a page with a sentence."""
    return _framed(view, with_file=False)


def with_a_file(view: View) -> View:
    """The same of a page whose form may carry one file."""
    return _framed(view, with_file=True)


def keeps_words(view: View) -> View:
    """The same, of a page at an address of its own that gives back what was typed where the file is too large (`request.too_large`)."""
    return _framed(view, with_file=True, keeps=True)


def _framed(view: View, *, with_file: bool, keeps: bool = False) -> View:
    @csrf_exempt
    @wraps(view)
    def shown(request: PublicRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.now = timezone.now()
        of_file = largest() if with_file and request.content_type == "multipart/form-data" else 0
        too_large = length_of(request) > LARGEST + of_file
        request.lang = language_of(request, body=not too_large)
        with translation.override(request.lang), counted_in(request.GET.get("calendar", "")):
            request.too_large = bool(too_large and keeps and of_file and request.GET.get("at"))
            if request.too_large:
                response = _with_words(view, request, args, kwargs)
            else:
                response = _too_long(request, with_file) if too_large else _guarded(view, request, args, kwargs)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response["Content-Language"] = request.lang
        return response

    return shown


def _too_long(request: PublicRequest, with_file: bool) -> HttpResponse:
    """More than the fields take in, so made by a program, or by a browser that does not count; or a large file."""
    words = (
        too_large_file()
        if with_file
        else _(
            "This is more than can be taken in. Nothing was sent, and your other answers are kept. Press Back, and write the "
            "most important things first."
        )
    )
    back = request.get_full_path() if request.GET.get("at") else ""
    return closing(sentence(request, words, 413, back))


def _with_words(view: View, request: PublicRequest, args: Any, kwargs: Any) -> HttpResponse:
    """The page again, with what was typed before the file."""
    request._post, request._files = first_words(request), MultiValueDict()  # type: ignore[attr-defined]
    response = closing(_guarded(view, request, args, kwargs))
    response.status_code = 413 if response.status_code in (200, 422) else response.status_code
    return response


def _guarded(view: View, request: PublicRequest, args: Any, kwargs: Any) -> HttpResponse:
    try:
        return view(request, *args, **kwargs)
    except (SuspiciousOperation, MultiPartParserError, RequestDataTooBig, UnicodeError):
        return sentence(request, _("This could not be read. Nothing was sent. Please begin again."), 400)


def language_of(request: HttpRequest, *, body: bool = True) -> str:
    """The language asked for in the address or the form, else the browser's, else the pack's own."""
    known = pack().languages
    posted = _posted(request) if body and request.method == "POST" else ""
    for asked in (posted, request.GET.get("lang", "")):
        if asked in known:
            return asked
    for part in request.headers.get("Accept-Language", "").split(","):
        code = part.split(";")[0].strip().split("-")[0].lower()
        if code in known:
            return code
    return pack().default_language


def _posted(request: HttpRequest) -> str:
    try:
        return request.POST.get("lang", "")
    except (SuspiciousOperation, MultiPartParserError, RequestDataTooBig, UnicodeError):
        return ""


def page(request: PublicRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render without the request: no token, no session, no member can come into a public page."""
    gateway = sender()
    nonce = Nonce()
    frame = {
        "demo": settings.DEMO,
        "lang": request.lang,
        "text_number": gateway.number if gateway else "",
        "nonce": nonce,
    }
    answer = HttpResponse(render_to_string(template, frame | context), status=status)
    return allow_scripts(answer, HEADERS["Content-Security-Policy"], nonce)


def sentence(request: PublicRequest, words: str, status: int = 200, back: str = "") -> HttpResponse:
    """A page of one sentence with the way on, and the way back to a question."""
    context = {"words": words, "home": f"/?lang={request.lang}", "back": back}
    return page(request, "public/sentence.html", context, status)


def closing(response: HttpResponse) -> HttpResponse:
    """The same answer to a form that is not read: the browser is told that this connection ends with it."""
    response["Connection"] = "close"
    return response


def come_back(response: HttpResponse) -> HttpResponse:
    """The same page as the answer of a server that will do it in a minute."""
    response.status_code = 503
    response["Retry-After"] = "60"
    return response


def in_a_minute() -> str:
    """What a page says that could not be answered now. It does not say that nothing was kept: nobody knows yet."""
    return _(
        "This is not possible at this moment. What you wrote is kept on this page. Press the button again in a minute."
    )


def length_of(request: HttpRequest) -> int:
    """Bytes that the body says it has; 0 when it does not say."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
