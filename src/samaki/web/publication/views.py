"""Releases of figures: listed, drafted, looked at, answered for, published, withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from samaki.database.refusals import Invalid
from samaki.insights.publication import operations, rules
from samaki.publicstats.models import FigureRelease
from samaki.web.account.proving import recently
from samaki.web.fields import typed
from samaki.web.pages import StaffRequest, errors_of, page, staff_page
from samaki.web.publication import forms, showing


@staff_page
def listed(request: StaffRequest) -> HttpResponse:
    """All of them, the newest first."""
    return page(request, "staff/publication.html", showing.listed(request))


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """One: its figures as everybody would read them, who has answered, what can be done."""
    return page(request, "staff/publication_one.html", showing.one(FigureRelease.objects.get(id=key), request))


@staff_page
@recently(opening=False)
def new(request: StaffRequest) -> HttpResponse:
    """The form; the clock counts what was drafted."""
    rules.check_publishes(request.member, request.now)
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            return HttpResponseRedirect(f"/publication/{forms.drafted(request).id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", forms.form(request, errors), status=422 if errors else 200)


def missing(request: StaffRequest, key: UUID, act: str) -> None:
    """What an empty form lacks, said before anybody shows who they are."""
    FigureRelease.objects.get(id=key)
    if act in WITH_REASON:
        rules.check_reason(typed(request, "reason"))


@require_POST
@staff_page
@recently(opening=False, first=missing)
def act_on(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """One move of it."""
    given = {"reason": typed(request, "reason")} if act in WITH_REASON else {}
    seen = {} if act == "withdraw" else {"sha256": typed(request, "sha256")}
    ACTS[act](release_id=key, by=request.member, now=request.now, **given, **seen)
    return HttpResponseRedirect(f"/publication/{key}/")


ACTS: dict[str, Callable[..., object]] = {
    "submit": operations.submit_release,
    "approve": operations.approve_release,
    "send-back": operations.send_back_release,
    "publish": operations.publish_release,
    "withdraw": operations.withdraw_release,
}
WITH_REASON = ("send-back", "withdraw")
