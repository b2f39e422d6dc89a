"""Push to a member's browsers: turned on in this one, off for any."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from samaki.channels.push.choosing import browsers_of, kind_of, opened, turn_push_off, turn_push_on
from samaki.channels.push.keys import sender
from samaki.channels.push.models import PushBrowser
from samaki.database.refusals import Invalid
from samaki.vault.sealing import CannotOpen
from samaki.web.fields import field
from samaki.web.moments import short_moment
from samaki.web.pages import StaffRequest, errors_of, page, staff_page

WORKER = Path(__file__).parents[1] / "static" / "push-worker.js"


@staff_page
def own(request: StaffRequest) -> HttpResponse:
    """In which browsers I am pushed to; turning it on here is proved by my password."""
    errors = []
    if request.method == "POST":
        try:
            turn_push_on(
                subscription=request.POST.get("subscription", "")[:8000],
                name=kind_of(request.headers.get("User-Agent", "")[:400]),
                password=request.POST.get("password", "")[:1000],
                by=request.member,
                now=request.now,
            )
            return HttpResponseRedirect("/account/push/?kept=on")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/push.html", _own(request, errors), status=422 if errors else 200)


@staff_page
def off(request: StaffRequest, key: UUID) -> HttpResponse:
    """Nothing more is pushed to this browser of mine."""
    if request.method == "POST":
        try:
            turn_push_off(browser_id=key, by=request.member, now=request.now)
        except PushBrowser.DoesNotExist:
            raise Http404 from None
        return HttpResponseRedirect("/account/push/?kept=off")
    if key not in {row.id for row in browsers_of(request.member.id)}:
        raise Http404
    return HttpResponseRedirect("/account/push/")


def worker(_request: HttpRequest) -> HttpResponse:
    """The script that shows a push, from our own origin and beside the pages, so that it may open them. The same for everybody."""
    response = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["Content-Security-Policy"] = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    return response


def _own(request: StaffRequest, errors: list[dict[str, str]]) -> dict[str, Any]:
    ours = sender()
    password = field("password", "password", _("Your password"), autocomplete="current-password",
                     hint=_("So that nobody else at your desk can have your pushes."))  # fmt: skip
    password["error"] = next((error["message"] for error in errors if error["field"] == "password"), "")
    kept = {"on": _("Push is on in this browser."), "off": _("Push is off in that browser.")}
    return {
        "errors": errors,
        "password": password,
        "public": ours.public if ours else "",
        "kept": "" if errors else kept.get(request.GET.get("kept", ""), ""),
        "browsers": [_shown(row) for row in browsers_of(request.member.id)],
    }


def _shown(row: PushBrowser) -> dict[str, str]:
    try:
        name = opened(row)[1]
    except CannotOpen:
        name = ""
    last = short_moment(timezone.localtime(row.last_at)) if row.last_at else ""
    return {
        "key": str(row.id),
        "name": name or _("A browser"),
        "since": short_moment(timezone.localtime(row.made_at)),
        "last": last,
    }
