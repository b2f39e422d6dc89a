"""The officer reads the page as it would be handed over, and decides beneath it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core import signing
from django.http import HttpResponse
from django.utils.translation import gettext as _
from markupsafe import Markup

from samaki.journeys.subject_access.handing import to_read
from samaki.journeys.subject_access.models import SubjectAccess
from samaki.web.fields import typed
from samaki.web.pages import StaffRequest, page
from samaki.web.subject_access.export import body_of

SALT = "samaki.web.subject_access.read"
LONGEST = 12 * 3600
"""Seconds for which a page counts as read: one shift."""


def page_to_read(row: SubjectAccess, parts: dict[str, str], request: StaffRequest) -> HttpResponse:
    """The page with these answers; the form beneath carries them and, signed, when who read it."""
    text = typed(request, "text")
    built = body_of(to_read(row, parts, text, by=request.member, now=request.now))
    read = signing.dumps(_what(row, parts, request) | {"at": request.now.isoformat()}, salt=SALT)
    context = {
        "body": Markup(built),  # noqa: S704 - a template of ours, which escapes every text
        "lang": row.language,
        "action": f"/subject-access/{row.id}/decide/",
        "values": {f"part_{code}": answer for code, answer in parts.items()} | {"text": text, "read": read},
        "submit_label": _("I have read it: decide"),
        "back_href": f"/subject-access/{row.id}/",
    }
    return page(request, "staff/subject_access_read.html", context)


def read_at(row: SubjectAccess, parts: dict[str, str], request: StaffRequest) -> datetime | None:
    """When this member was shown the page with exactly these answers; None where that was not so, or is too long ago."""
    try:
        told: dict[str, Any] = signing.loads(typed(request, "read"), salt=SALT, max_age=LONGEST)
    except signing.BadSignature:
        return None
    at = told.pop("at")
    return datetime.fromisoformat(at) if told == _what(row, parts, request) else None


def _what(row: SubjectAccess, parts: dict[str, str], request: StaffRequest) -> dict[str, Any]:
    return {
        "request": str(row.id),
        "member": str(request.member.id),
        "parts": dict(sorted(parts.items())),
        "version": row.version,
    }
