"""Calls about documents."""

from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Form
from ninja.files import UploadedFile
from pydantic import BaseModel, Field

from samaki.api import bodies, fields, reading, shapes
from samaki.api.app import Answer, ApiRequest, api, member_call
from samaki.api.cases import case_of
from samaki.cases.documents import arriving, operations, queries, rules
from samaki.cases.documents.models import COPY, Document
from samaki.cases.models import Case
from samaki.cases.rules import check_works_cases
from samaki.database.refusals import Invalid

SAFE = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Headers of bytes that somebody else made: nothing runs them, frames them or keeps them."""


class DocumentIn(bodies.Body):
    """What goes with a file, as fields of a form beside its part `file`. `sha256`: of the file, in hex, to know that it came whole."""

    compartment: fields.DocumentCompartment
    kind: fields.DocumentKind
    title: fields.Line = ""
    person: fields.PersonRef = ""
    occurred_at: fields.Moment = ""
    may_show_abuse: bool = False
    replaces: Annotated[fields.Code, Field(description="id of the document whose place it takes")] = ""
    sha256: Annotated[fields.Code, Field(description="hex digits; empty: not compared")] = ""


@api.post("/cases/{code}/documents", response={200: dict[str, Any], 201: dict[str, Any]})
@member_call
def add(request: ApiRequest, code: str, file: File[UploadedFile], body: Form[DocumentIn]) -> Answer:
    """Add a file (multipart/form-data): its kind is read from its bytes, the original is sealed, its SHA-256 recorded.

    200 in place of 201: with `may_show_abuse`, where the same bytes stand on the case and could be opened. That document is held from
    now on and answered; nothing was added.
    """
    case = case_of(code)
    rules.check_adds(case, request.auth, request.now)
    check_no_other_field(request, body)
    came = arriving.read(request)
    assert came is not None  # else the call was refused before
    if body.may_show_abuse:
        rules.check_came_whole(came[1], body.sha256)
        same = operations.hold_same_file(case=case, content=came[1], by=request.auth, now=request.now)
        if same is not None:
            return 200, _shown(same)
    occurred_at, precision = reading.moment(body.occurred_at, request.now)
    row = operations.add_document(
        case=case, compartment=body.compartment, kind=body.kind, content=came[1], name=came[0], title=body.title,
        person=reading.person_in(case, body.person, "person"), occurred_at=occurred_at, precision=precision,
        held=body.may_show_abuse, replaces=_of(case, body.replaces) if body.replaces else None, by=request.auth,
        now=request.now, sha256=body.sha256,
    )  # fmt: skip
    return 201, _shown(row)


@api.get("/cases/{code}/documents", response=dict[str, Any])
@member_call
def documents(request: ApiRequest, code: str) -> Answer:
    """The documents of the parts of the file in which the caller's unit works, the newest first; without their names."""
    case = case_of(code)
    check_works_cases(request.auth, request.now)
    return 200, shapes.page([_shown(row) for row in queries.documents_of(case)])


@api.get("/cases/{code}/documents/{document_id}", response=dict[str, Any])
@member_call
def document(request: ApiRequest, code: str, document_id: str) -> Answer:
    """One document with its title, its name here, and what was done with it. This look is recorded.

    `original_name`, what its file came with, is empty until the caller has taken the original, which needs a reason."""
    row = _of(case_of(code), document_id)
    told = operations.look_at_document(document=row, by=request.auth, now=request.now)
    custody = shapes.entries(queries.custody(row))
    return 200, _shown(row) | told | {"copy": queries.has_copy(row), "custody": custody}


@api.get("/cases/{code}/documents/{document_id}/file", response={200: None})
@member_call
def file(request: ApiRequest, code: str, document_id: str, form: fields.DocumentForm = COPY,
         reason: fields.OriginalReason = "") -> Answer:  # fmt: skip
    """Its bytes: the working copy, or with a `reason` the original. Recorded; refused (403) for what is held."""
    row = _of(case_of(code), document_id)
    fetched = operations.fetch_document(document=row, form=form, reason=reason, by=request.auth, now=request.now)
    answer = HttpResponse(fetched.content, content_type="application/octet-stream", headers=SAFE)
    answer["Content-Disposition"] = f'attachment; filename="{fetched.name}"'
    return 200, answer


@api.post("/cases/{code}/documents/{document_id}/hold", response=dict[str, Any])
@member_call
def hold(request: ApiRequest, code: str, document_id: str) -> Answer:
    """It may show the abuse of a child: nobody opens it or takes it away from now on."""
    row = _of(case_of(code), document_id)
    return 200, _shown(operations.hold_document(document=row, by=request.auth, now=request.now))


@api.post("/cases/{code}/documents/{document_id}/mark-error", response=dict[str, Any])
@member_call
def mark_document_error(request: ApiRequest, code: str, document_id: str, body: bodies.WhyIn) -> Answer:
    """The document was added by mistake; it stays, with the reason."""
    row = _of(case_of(code), document_id)
    made = operations.mark_document_error(document=row, text=body.text, by=request.auth, now=request.now)
    return 200, _shown(made)


def _of(case: Case, key: str) -> Document:
    return queries.document_of(case, reading.key(key))


def check_no_other_field(request: ApiRequest, body: BaseModel) -> None:
    """As in the calls with JSON: what a body does not have is refused, nothing is lost unread."""
    other = sorted({*request.POST} - {*type(body).model_fields}) + sorted({*request.FILES} - {"file"})
    if other:
        name = fields.clean(other[0])[:60]
        said = _("This call has no field %(field)s. The API document lists the fields that it takes.") % {"field": name}
        raise Invalid(said, field=name)


def _shown(row: Document) -> dict[str, Any]:
    return {"id": row.id, "compartment": row.compartment, "kind": row.kind, "person": row.person_id, "media": row.media,
            "size": row.size, "sha256": bytes(row.sha256).hex(), "held": row.held, "version": row.version,
            "supersedes": row.supersedes_id, "unit": row.unit, "author": row.recorded_by, "occurred_at": row.occurred_at,
            "recorded_at": row.recorded_at, "in_error_at": row.in_error_at}  # fmt: skip
