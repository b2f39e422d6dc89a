"""The database is away for a moment: a page of our own that gives back what was typed, made without the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from samaki.web.governed import ungoverned_as_known
from samaki.web.kept import kept_from
from samaki.web.keys import FIELD, TOKEN, read_key
from samaki.web.public.frame import AWAY, HEADERS, come_back, language_of
from samaki.web.public.showing import numbers


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
    context: dict[str, Any] = {
        "demo": settings.DEMO,
        "ungoverned": ungoverned_as_known,
        "lang": lang,
        "here": request.get_full_path(),
        "public": public,
        "numbers": numbers(lang) if public else [],
    }
    with translation.override(lang):
        if request.method == "POST":
            kept = kept_from(request)
            hidden = [*kept.hidden, (TOKEN, request.POST.get(TOKEN, ""))]
            if "password" in request.POST:  # the form for signing in comes back, with what waits for it
                hidden.append(("lang", lang))
            context |= {"sends": True, "hidden": hidden, "rows": kept.rows}
        return come_back(HttpResponse(render_to_string("away.html", context), headers=HEADERS))


def language(request: HttpRequest) -> str:
    """Of the member when they are known already, else of the form that was sent, else of the address or the browser."""
    member = getattr(request, "member", None)
    if member is not None:
        return str(member.language)
    form = read_key(request.POST.get(FIELD, "")) if request.method == "POST" else None
    if form is not None:
        return form.lang
    return language_of(request)
