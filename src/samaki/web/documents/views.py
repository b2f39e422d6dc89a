"""The pages of documents."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from samaki.cases import queries
from samaki.cases.documents import arriving, operations, rules
from samaki.cases.documents import queries as documents
from samaki.cases.documents.models import COPY, ORIGINAL, Document
from samaki.cases.models import Case, Person
from samaki.database.refusals import Invalid, tell, together
from samaki.web.documents import forms, showing
from samaki.web.fields import typed, typed_list, typed_moment
from samaki.web.likely import doubts
from samaki.web.pages import StaffRequest, errors_of, page, staff_page

POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""Of bytes that somebody else made: where a browser opens them after all, nothing in them runs."""


@staff_page
def new_document(request: StaffRequest, code: str) -> HttpResponse:
    """Add a document to the case."""
    case, errors = queries.case_of(code), []
    rules.check_adds(case, request.member, request.now)
    if request.method == "POST":
        try:
            made = _add(case, request)
            return HttpResponseRedirect(f"/cases/{code}/documents/{made.id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", forms.add(case, request, errors), status=422 if errors else 200)


@staff_page
def newer_version(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Add a newer version of a document."""
    case, errors = queries.case_of(code), []
    old = documents.document_of(case, key)
    rules.check_replaces(old, request.member, request.now)
    if request.method == "POST":
        try:
            made = _add(case, request, old)
            return HttpResponseRedirect(f"/cases/{code}/documents/{made.id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", forms.newer(case, old, request, errors), status=422 if errors else 200)


new_document.takes_files = newer_version.takes_files = True  # type: ignore[attr-defined]


@staff_page
def document_page(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """One document: what it is and everything that was done with it; taking it away, holding it, striking it."""
    document = documents.document_of(queries.case_of(code), key)
    if request.method == "POST":
        return ACTS.get(typed(request, "act"), _nothing)(document, request)
    return page(request, "staff/document.html", showing.one(document, request))


def _take(document: Document, request: StaffRequest) -> HttpResponse:
    form = ORIGINAL if typed(request, "act") == ORIGINAL else COPY
    fetched = operations.fetch_document(
        document=document, form=form, reason=typed(request, "reason"), by=request.member, now=request.now
    )
    answer = HttpResponse(fetched.content, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{fetched.name}"'
    answer["Content-Security-Policy"], answer["Cross-Origin-Resource-Policy"] = POLICY, "same-origin"
    return answer


def _hold(document: Document, request: StaffRequest) -> HttpResponse:
    operations.hold_document(document=document, by=request.member, now=request.now)
    return HttpResponseRedirect(request.path)


def _strike(document: Document, request: StaffRequest) -> HttpResponse:
    text = typed(request, "text")
    operations.mark_document_error(document=document, text=text, by=request.member, now=request.now)
    return HttpResponseRedirect(request.path)


def _nothing(_document: Document, _request: StaffRequest) -> HttpResponse:
    raise Invalid(_("Choose what is to be done."), field="act")


ACTS: dict[str, Callable[[Document, StaffRequest], HttpResponse]] = {
    COPY: _take, ORIGINAL: _take, "hold": _hold, "mistake": _strike,
}  # fmt: skip


def _add(case: Case, request: StaffRequest, old: Document | None = None) -> Document:
    return _held_instead(case, request) or _added(case, request, old)


def _held_instead(case: Case, request: StaffRequest) -> Document | None:
    """It may show the abuse of a child, and stands here already to be opened: that is stopped first, whatever else the form lacks."""
    came = arriving.read(request) if typed_list(request, "held") else None
    return operations.hold_same_file(case=case, content=came[1], by=request.member, now=request.now) if came else None


@together()
def _added(case: Case, request: StaffRequest, old: Document | None) -> Document:
    person = _person_of(old) if old else _person(case, typed(request, "person"))
    occurred_at, precision = typed_moment(request, "occurred_at", request.now, doubts(case, person))
    came = arriving.read(request)
    if came is None:
        raise _without_file(case, person, request, old)
    return operations.add_document(
        case=case, compartment=old.compartment if old else typed(request, "compartment"), kind=typed(request, "kind"),
        title=typed(request, "title"), name=came[0], content=came[1], person=person, occurred_at=occurred_at,
        precision=precision, held=bool(typed_list(request, "held")), replaces=old, by=request.member, now=request.now,
    )  # fmt: skip


def _without_file(case: Case, person: Person | None, request: StaffRequest, old: Document | None) -> Invalid:
    """That no file was chosen, and what else is wrong with the form, in one round."""
    compartment = old.compartment if old else typed(request, "compartment")
    child = person.child_id if person else None
    try:
        with together() as told:
            told.wrong(_("Choose the picture, PDF, sound or film."), field="file")
            kind, title = typed(request, "kind"), typed(request, "title")
            told.of(rules.check_described, case, compartment, kind, title, child, request.member)
    except Invalid as refusal:
        return refusal
    raise AssertionError("told above")


def _person_of(old: Document) -> Person | None:
    return Person.objects.select_related("case").get(id=old.person_id) if old.person_id else None


def _person(case: Case, text: str) -> Person | None:
    """The person of the form, None for the whole case. The form has a choice for that; nothing chosen is told."""
    try:
        if not text:
            tell(Invalid(_("Choose whom it is about: the whole case, or one child."), field="person"))
        return showing.child_of(case, "" if text == forms.WHOLE else text)
    except (ValueError, Person.DoesNotExist):
        tell(Invalid(_("Choose a person from the list."), field="person"))
        return None
