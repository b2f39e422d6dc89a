"""The empty form that a telephone may keep, whose telephone it is, and the note that arrives."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _

from samaki.agencies.once import KeyReused
from samaki.care.visits.arriving import LONGEST, Words, opened, read_waited, writer_of
from samaki.care.visits.operations import deliver_visit
from samaki.cases.rules import check_works_cases
from samaki.database.refusals import Refusal
from samaki.vault import outbox
from samaki.web.frame import guarded
from samaki.web.pages import StaffRequest, page, staff_page

WORKER = Path(__file__).parents[1] / "static" / "visits-worker.js"
NOBODY = {"me": None, "said": None, "printed": "", "help_href": ""}
"""The page lies in the telephone, so it is the same for everybody: no name, no unit, no token, no word of what was done before."""


@staff_page
def visit(request: StaffRequest) -> HttpResponse:
    """The form, empty. It is filled, sealed and kept by a script, and sent by it when there is a network."""
    check_works_cases(request.member, request.now)
    point = base64.urlsafe_b64encode(outbox.public_point()).rstrip(b"=").decode()
    return page(request, "staff/visits.html", NOBODY | {"key": point, "longest": LONGEST})


@staff_page
def mine(request: StaffRequest) -> HttpResponse:
    """For the script of the page: the mark of who is signed in, and the token with which it sends."""
    check_works_cases(request.member, request.now)
    return JsonResponse({"writer": writer_of(request.member), "token": get_token(request)})


def send(request: HttpRequest) -> HttpResponse:
    """A note that waited: 201 with its receipt, or why not, with the note itself for who wrote it, to be put right or passed on."""
    asked = cast(StaffRequest, request)
    answer, told = _taken(asked), getattr(asked, "told", None)
    return guarded(JsonResponse(told, status=answer.status_code)) if told else answer


@staff_page
def _taken(request: StaffRequest) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseRedirect("/visits/")
    told: dict[str, Any] = {}
    try:
        waited = read_waited(request.body if request.content_type == "application/json" else b"")
        words = opened(waited, request.member)
        told["words"] = _shown(words)
        where = deliver_visit(waited=waited, words=words, by=request.member, now=request.now)
    except (Refusal, ObjectDoesNotExist) as refusal:
        request.told = told | {"sentence": _why(refusal)}  # type: ignore[attr-defined]
        raise
    return JsonResponse({"receipt": receipt(where), "note": _on_the_file(where)}, status=201)


def _why(refusal: Exception) -> str:
    """One sentence for a case that does not exist and for one that is not, or no more, open to the writer."""
    if isinstance(refusal, KeyReused):
        return _(
            "Another note was sent under the same key already. This one stays on this telephone: show it, and keep it anew."
        )
    if isinstance(refusal, Refusal):
        return refusal.sentence
    return _("No case with this code is open to your unit. Look at how the code is written. If the child is with another unit now, "
             "show the note here and tell them what you saw.")  # fmt: skip


def _shown(words: Words) -> dict[str, Any]:
    return {"code": words.code, "child": words.child, "text": words.text}


def _on_the_file(where: str) -> str:
    """Where the note is read: among the notes of its case, not on the page that mends it."""
    notes, _room, key = where.strip("/").rsplit("/", 2)
    return f"/{notes}/#note-{key}"


def receipt(where: str) -> str:
    """Eight signs that can be read aloud, of the key of the note on the file."""
    tail = UUID(where.strip("/").rpartition("/")[2]).hex[-8:].upper()
    return f"{tail[:4]}-{tail[4:]}"


def worker(_request: HttpRequest) -> HttpResponse:
    """The script that shows the empty form without a network. The same for everybody; it asks this server alone."""
    response = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    response["Content-Security-Policy"] = (
        "default-src 'none'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return response
