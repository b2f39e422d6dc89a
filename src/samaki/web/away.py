"""The database is away for a moment: a page of our own that gives back what was typed, made without the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from samaki.agencies.country import pack
from samaki.web.public.frame import AWAY, HEADERS, come_back, language_of
from samaki.web.public.report import numbers


class DatabaseAway:
    """Middleware for pages that do not answer for themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page instead of an error; None for every other error."""
        return answer(request) if isinstance(error, AWAY) else None


def answer(request: HttpRequest) -> HttpResponse:
    """503 in the page's language. A form can be sent again as it was; a password is asked for anew."""
    lang = language(request)
    public = bool(request.resolver_match and getattr(request.resolver_match.func, "csrf_exempt", False))
    sends = request.method == "POST" and "password" not in request.POST
    fields = [(name, text) for name in request.POST for text in request.POST.getlist(name)] if sends else []
    context: dict[str, Any] = {
        "demo": settings.DEMO,
        "lang": lang,
        "here": request.get_full_path(),
        "public": public,
        "numbers": numbers(lang) if public else [],
        "sends": sends,
        "hidden": [(name, text) for name, text in fields if not written(text)],
        "written": [(name, text) for name, text in fields if written(text)],
    }
    with translation.override(lang):
        return come_back(HttpResponse(render_to_string("away.html", context), headers=HEADERS))


def language(request: HttpRequest) -> str:
    """Of the member when they are known already, else of the form that was sent, else of the address or the browser."""
    member = getattr(request, "member", None)
    if member is not None:
        return str(member.language)
    of_form = request.POST.get("form_key", "").split(".") if request.method == "POST" else []
    if len(of_form) == 3 and of_form[1] in pack().languages:
        return of_form[1]
    return language_of(request)


def written(text: str) -> bool:
    """Words of a person, not a code, a key or a token."""
    return "\n" in text or " " in text or not text.isascii()
