"""Answers as bytes: JSON, problems (RFC 9457), and the one answer for what is not there."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samaki.agencies.country import pack


def language_of(request: HttpRequest) -> str:
    """The first language of Accept-Language that the pack has; English otherwise (programs read it)."""
    for part in request.headers.get("Accept-Language", "").split(","):
        code = part.split(";")[0].strip().split("-")[0].lower()
        if code in pack().languages:
            return code
    return "en"


def as_json(status: int, content: Any) -> HttpResponse:
    """An answer; times are RFC 3339 in UTC with Z, keys and ids are strings."""
    return raw(status, json.dumps(content, default=_plain, ensure_ascii=False))


def raw(status: int, text: str) -> HttpResponse:
    """An answer that is JSON already; an `etag` in it becomes the header."""
    response = HttpResponse(text, status=status, content_type="application/json", headers={"Cache-Control": "no-store"})
    content = json.loads(text) if '"etag"' in text else None
    if isinstance(content, dict) and "etag" in content:
        response["ETag"] = f'"{content["etag"]}"'
    return response


def problem(
    status: int, sentence: str, code: str, *, field: str = "", errors: Iterable[tuple[str, str]] = ()
) -> HttpResponse:
    """A problem (RFC 9457) in the asked language. `errors`: every wrong field with its sentence, the first of them too."""
    body: dict[str, Any] = {"type": "about:blank", "title": code, "status": status, "detail": sentence, "code": code}
    if field:
        body["field"] = field
    if errors := list(errors):
        body["errors"] = [{"field": name, "detail": told} for name, told in errors]
    text = json.dumps(body, ensure_ascii=False)
    headers = {"Cache-Control": "no-store"} | ({"WWW-Authenticate": "Bearer"} if status == 401 else {})
    return HttpResponse(text, status=status, content_type="application/problem+json", headers=headers)


def closing(response: HttpResponse) -> HttpResponse:
    """The same answer to a body that is not read: the caller is told that this connection ends with it."""
    response["Connection"] = "close"
    return response


def not_found() -> HttpResponse:
    """The same for what does not exist and for what is not yours to see."""
    return problem(
        404, _("There is nothing here for you: it does not exist, or your unit has no part in it."), "not_found"
    )


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return str(value)
