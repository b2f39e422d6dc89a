"""The calls of the API, gathered: importing the rooms puts their calls on it."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, re_path
from django.utils import translation
from django.utils.http import parse_header_parameters
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from samaki.api import (
    account,
    care,
    cases,
    conferences,
    court,
    document,
    documents,
    guarding,
    handoffs,
    hearings,
    holds,
    hsds,
    identification,
    joint_operation,
    ledger,
    messages,
    orders,
    papers,
    peers,
    people,
    pressure,
    protections,
    reporters,
    reports,
    rosters,
    safeguarding,
    search,
    sharing,
    steps,
    triage,
    urgent_care,
    voice,
    walls,
)
from samaki.api.answers import closing, language_of, not_found
from samaki.api.app import api, failed, said
from samaki.cases.documents.rules import too_large

LARGEST = 256 * 1024
"""Bytes of a body. Words are at most 20,000 letters; files have calls of their own."""


TAKES_FILES = ("cases/<code>/documents", "reports/files")
"""Routes of the calls that take a file, as a form in parts."""


def entered(view: Callable[..., HttpResponse], *, files: bool = False) -> Callable[..., HttpResponse]:
    """Every call of the API: not too large, and every refusal a problem."""
    most = settings.SAMAKI_LARGEST_FILE + LARGEST if files else LARGEST

    @wraps(view)
    def shown(request: HttpRequest, **parts: Any) -> HttpResponse:
        if _size(request) > most:
            return closing(said(request, 413, too_large if files else _too_large, "too_large"))
        if _has_body(request) and not (_is_parts(request) if files else _is_json(request)):
            return said(request, 415, _not_parts if files else _not_json, "not_a_form" if files else "not_json")
        if not files and not _is_utf8(request):
            return said(request, 415, _not_json, "not_json")
        head, request.method = request.method == "HEAD", "GET" if request.method == "HEAD" else request.method
        try:
            response = view(request, **parts)
        except Exception as error:  # noqa: BLE001 - the API answers in its own form, whatever happened
            return failed(request, error)
        if isinstance(response, HttpResponseNotAllowed):
            response = _not_so(request, response)
        return _without_body(response) if head else response

    return shown


def _is_utf8(request: HttpRequest) -> bool:
    """Whether the body is not of another encoding that a reader of JSON would find out by itself (UTF-16, UTF-32). What cannot be read as
    UTF-8 is told by the reader."""
    try:
        return json.detect_encoding(request.body[:4]) in ("utf-8", "utf-8-sig")
    except (OSError, RequestDataTooBig):
        return True  # told by whoever reads it next


def _too_large() -> str:
    return _("This is too large: a body has at most %(most)s kilobytes.") % {"most": LARGEST // 1024}


def _not_json() -> str:
    return _("This call takes JSON. Send the body with Content-Type: application/json, in UTF-8.")


def _not_parts() -> str:
    return _("This call takes a form with a file. Send the body with Content-Type: multipart/form-data.")


def _is_parts(request: HttpRequest) -> bool:
    kind, given = parse_header_parameters(request.META.get("CONTENT_TYPE") or "")
    return kind == "multipart/form-data" and bool(given.get("boundary"))


def _has_body(request: HttpRequest) -> bool:
    return _size(request) > 0 or bool(request.META.get("HTTP_TRANSFER_ENCODING"))


def _is_json(request: HttpRequest) -> bool:
    """`application/json` or `application/*+json`; in UTF-8, which is what JSON is written in (RFC 8259), or unsaid."""
    kind, given = parse_header_parameters(request.META.get("CONTENT_TYPE") or "")
    main, _slash, sub = kind.partition("/")
    named = main == "application" and (sub == "json" or sub.endswith("+json"))
    return named and given.get("charset", "utf-8").strip().lower() in ("utf-8", "utf8")


def _without_body(response: HttpResponse) -> HttpResponse:
    """What HEAD is answered: the headers of GET, its length among them."""
    response["Content-Length"] = str(len(response.content))
    response.content = b""
    return response


def _size(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isdigit() and len(text) < 15 else LARGEST + 1


def _not_so(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    answer = said(request, 405, lambda: _("This address does not take this kind of call."), "no_such_method")
    answer["Allow"] = response["Allow"]
    return answer


@csrf_exempt
def nowhere(request: HttpRequest) -> HttpResponse:
    """An address that is no call: the same answer as for what is not yours to see."""
    with translation.override(language_of(request)):
        return not_found()


def _patterns() -> list[URLPattern]:
    found = [row for row in api.urls[0] if isinstance(row, URLPattern) and row.name != "api-root"]
    for row in found:
        row.callback = entered(row.callback, files=str(row.pattern) in TAKES_FILES)
    return [*sorted(found, key=_looked_at), re_path("", entered(nowhere))]


def _looked_at(row: URLPattern) -> tuple[bool, bool]:
    """Addresses are tried one after the other: those that are compared as they stand first, of them those of reports."""
    route = str(row.pattern)
    return "<" in route, not route.startswith("reports")


urls = (_patterns(), api.urls[1], api.urls[2])

__all__ = [
    "account",
    "care",
    "cases",
    "conferences",
    "court",
    "document",
    "documents",
    "guarding",
    "handoffs",
    "hearings",
    "holds",
    "hsds",
    "identification",
    "joint_operation",
    "ledger",
    "messages",
    "orders",
    "papers",
    "peers",
    "people",
    "pressure",
    "protections",
    "reporters",
    "reports",
    "rosters",
    "safeguarding",
    "search",
    "sharing",
    "steps",
    "triage",
    "voice",
    "urgent_care",
    "urls",
    "walls",
]
