"""The gate before every page: its method, its size, that its form can be read. No bare answer leaves through it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _

from samaki.cases.documents.rules import too_large as file_too_large
from samaki.web import failures
from samaki.web.fields import LIMIT
from samaki.web.moments import digits
from samaki.web.public.frame import closing, length_of

METHODS = ("GET", "HEAD", "POST")
LARGEST = 2_621_440
"""Bytes of the words of a form of staff, to which a file of a member comes where a page takes one; the public report takes
in more (`samaki.web.public.frame`)."""


class Gate:
    """Middleware; stands before the check of the form's token, which reads the whole form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not _of_programs(request):
            return failures.no_such_method(request, response["Allow"])
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """An answer instead of the page, or None."""
        if _of_programs(request):
            return None
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if request.method != "POST" or getattr(view, "csrf_exempt", False):  # the public pages look for themselves
            return None
        files = getattr(view, "takes_files", False) and request.user.is_authenticated
        if length_of(request) > LARGEST + (settings.SAMAKI_LARGEST_FILE if files else 0):
            return closing(failures.said(request, 413, file_too_large if files else too_large))
        try:
            request.POST  # noqa: B018 - reading it is the test
        except RequestDataTooBig:
            return closing(failures.said(request, 413, too_large))
        except (SuspiciousOperation, BadRequest, MultiPartParserError, UnicodeError):
            return failures.bad_request(request)
        return None


def too_large() -> str:
    """What a form may hold."""
    megabytes = LARGEST / 2**20
    limits = {"letters": digits(f"{LIMIT:,}"), "megabytes": digits(f"{megabytes:.1f}")}
    words = _(
        "This is too large, and nothing was saved. One answer may hold %(letters)s letters, a whole form "
        "%(megabytes)s megabytes. Go back, and write the most important things first."
    )
    return words % limits


def _of_programs(request: HttpRequest) -> bool:
    return request.path_info.startswith("/api/")
