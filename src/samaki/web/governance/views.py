"""How this installation is governed: shown, printed, written, signed, a signature withdrawn."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from samaki.database.refusals import Invalid
from samaki.journeys.governance import operations, queries, rules
from samaki.journeys.governance.models import Governance
from samaki.journeys.guarding.rules import check_words
from samaki.web import governed
from samaki.web.account.proving import recently
from samaki.web.fields import typed
from samaki.web.governance import forms
from samaki.web.governance.showing import by_itself, shown
from samaki.web.pages import StaffRequest, errors_of, page, staff_page


@staff_page
def current(request: StaffRequest) -> HttpResponse:
    """The version in force, else the newest one, else that there is none."""
    row = queries.in_force() or queries.newest()
    if row is None:
        empty = {
            "row": None,
            "by_itself": by_itself(request),
            "may_draft": rules.may_draft(request.member, request.now),
        }
        return page(request, "staff/governance.html", empty)
    return page(request, "staff/governance.html", shown(row, request))


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """One version: what it says, who signed it."""
    return page(request, "staff/governance.html", shown(Governance.objects.get(id=key), request))


@staff_page
def printed(request: StaffRequest, key: UUID) -> HttpResponse:
    """On one sheet of A4, with lines for signatures by hand."""
    return page(request, "staff/governance_print.html", shown(Governance.objects.get(id=key), request))


@staff_page
@recently(opening=False)
def new(request: StaffRequest) -> HttpResponse:
    """The form; a version is kept, and waits for signatures."""
    rules.check_drafts(request.member, request.now)
    errors = []
    if request.method == "POST":
        try:
            return HttpResponseRedirect(f"/governance/{forms.drafted(request).id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    context = forms.form(queries.newest(), request, errors)
    return page(request, "staff/form.html", context, status=422 if errors else 200)


def missing(request: StaffRequest, key: UUID, act: str) -> None:
    """What an empty form lacks, said before anybody shows who they are."""
    Governance.objects.get(id=key)
    if act == "sign":
        rules.check_office(typed(request, "office"))
    else:
        check_words(typed(request, "text"))


@require_POST
@staff_page
@recently(opening=False, first=missing)
def act_on(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """Signed, or a signature withdrawn."""
    if act == "sign":
        operations.sign_governance(
            governance_id=key, sha256=typed(request, "sha256"), office=typed(request, "office"), by=request.member, now=request.now
        )  # fmt: skip
    else:
        operations.withdraw_signature(
            governance_id=key, text=typed(request, "text"), by=request.member, now=request.now
        )
    governed.forget()
    return HttpResponseRedirect(f"/governance/{key}/")


ACTS = ("sign", "withdraw")
