"""What is held about a child: recorded that somebody asks, decided, handed over."""

from __future__ import annotations

import base64
import hashlib
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.cases import queries as cases
from samaki.cases.models import Case, Person
from samaki.database.refusals import Invalid, tell, together
from samaki.journeys.guarding.rules import check_words
from samaki.journeys.subject_access import handing, operations, queries
from samaki.journeys.subject_access.models import SubjectAccess
from samaki.journeys.subject_access.rules import check_parts
from samaki.vault.passphrases import sealed_for_hand
from samaki.web.account.proving import recently
from samaki.web.fields import typed, typed_moment
from samaki.web.pages import StaffRequest, errors_of, page, shown_once, staff_page
from samaki.web.subject_access import export, forms, reading, showing
from samaki.web.subject_access.style import style


@staff_page
def of_case(request: StaffRequest, code: str) -> HttpResponse:
    """Who asked, and somebody who asks now."""
    case, errors = cases.case_of(code), []
    if request.method == "POST":
        try:
            return HttpResponseRedirect(f"/subject-access/{_recorded(case, request).id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", forms.of_case(case, request, errors), status=422 if errors else 200)


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """What was asked and decided; for the officer the decision, for the unit the handing over."""
    return page(
        request, "staff/form.html", showing.one(queries.request_of(key), request, getattr(request, "errors", []))
    )


def missing(request: StaffRequest, key: UUID, act: str) -> None:
    """What an empty form lacks, said before anybody shows who they are."""
    row = queries.request_of(key)
    if act == "hand-over":
        handing.check_form(
            typed(request, "handed_to"),
            typed(request, "identified"),
            typed(request, "form"),
            typed(request, "text"),
            row,
        )
    elif act in ("read", "decide"):
        with together():
            check_parts(row, {code: typed(request, f"part_{code}") for code in row.rooms}, typed(request, "text"))
    elif act != "withdraw":
        check_words(typed(request, "text"))


@require_POST
@staff_page
@recently(opening=False, first=missing)
def act_on(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """Read before it is decided, decided, taken back, withdrawn, a mistake, handed over, not handed over after all."""
    row, given = queries.request_of(key), {"by": request.member, "now": request.now, "text": typed(request, "text")}
    if act == "hand-over":
        return _handed_over(row, request)
    parts = {code: typed(request, f"part_{code}") for code in row.rooms}
    if act == "read":
        return reading.page_to_read(row, parts, request)
    if act == "decide":
        operations.decide_subject_access(
            request_id=key, parts=parts, read_at=reading.read_at(row, parts, request), **given
        )
    elif act == "not-handed":
        handing.mark_not_handed_over(handover_id=_handover(row, typed(request, "act")), **given)
    else:
        MENDS[act](request_id=key, **given)
    return HttpResponseRedirect(f"/subject-access/{key}/")


MENDS = {
    "take-back": operations.take_back_subject_decision,
    "withdraw": operations.withdraw_subject_access,
    "mistake": operations.mark_subject_access_error,
}
ACTS = ("read", "decide", "hand-over", "not-handed", *MENDS)


def _handed_over(row: SubjectAccess, request: StaffRequest) -> HttpResponse:
    """The page to print, under a policy that loads nothing and allows its own style only; or the sealed file and its words, once."""
    handed = handing.hand_over_subject_access(
        request_id=row.id, handed_to=typed(request, "handed_to"), identified=typed(request, "identified"), form=typed(request, "form"),
        text=typed(request, "text"), by=request.member, now=request.now,
    )  # fmt: skip
    built = export.built(handed)
    if handed.row.form == "page":
        response = HttpResponse(built)
        allowed = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
        response["Content-Security-Policy"] = (
            f"default-src 'none'; style-src 'sha256-{allowed}'; font-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        return shown_once(response, f"/subject-access/{row.id}/")
    passphrase, sealed = sealed_for_hand(built.encode())
    context = showing.sealed_page(row, handed.held.case, passphrase, base64.b64encode(sealed).decode())
    return shown_once(page(request, "staff/subject_access_file.html", context), f"/subject-access/{row.id}/")


def _recorded(case: Case, request: StaffRequest) -> SubjectAccess:
    with together():
        child, guardian = _person(case, request, "person"), _person(case, request, "guardian")
        asked_at, precision = typed_moment(request, "asked_at", request.now)
        given = {name: typed(request, name) for name in ("asker", "how", "language", "text")}
        return operations.ask_subject_access(
            case=case,
            child=child,
            guardian=guardian,
            asked_at=asked_at,
            precision=precision,
            by=request.member,
            now=request.now,
            **given,
        )


def _person(case: Case, request: StaffRequest, name: str) -> Person | None:
    key = typed(request, name)
    try:
        found = Person.objects.select_related("case").filter(id=UUID(key), case=case).first() if key else None
    except ValueError:
        found = None
    if key and found is None:
        tell(Invalid(_("Choose a person from the list."), field=name))
    return found


def _handover(row: SubjectAccess, text: str) -> UUID:
    """One of this request's; raises ValueError or Http404 alike for anything else: there is nothing there."""
    key = UUID(text)
    if key not in {one.id for one in queries.handovers_of(row)}:
        raise ValueError("no such handing over")
    return key
