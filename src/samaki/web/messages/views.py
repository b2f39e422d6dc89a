"""Messages on a case: read and written on one page; corrected; marked as read."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.cases import queries as cases
from samaki.cases.messages import operations
from samaki.cases.messages.models import CaseMessage
from samaki.cases.models import Case
from samaki.database.refusals import Invalid, tell, together
from samaki.web.fields import typed, typed_list
from samaki.web.messages import showing
from samaki.web.pages import StaffRequest, errors_of, page, staff_page


@staff_page
def thread(request: StaffRequest, code: str) -> HttpResponse:
    """What was written, and a new message."""
    case, errors = cases.case_of(code), []
    if request.method == "POST":
        try:
            _write(case, request)
            return HttpResponseRedirect(f"/cases/{code}/messages/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/messages.html", showing.thread(case, request, errors), status=422 if errors else 200)


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """The messages of the case of one: here the form that corrects it comes back."""
    case = Case.objects.get(id=CaseMessage.objects.get(id=key).case_id)
    return page(request, "staff/messages.html", showing.thread(case, request, []))


@require_POST
@staff_page
def read(request: StaffRequest, code: str) -> HttpResponse:
    """The member says that they have read what was shown."""
    case = cases.case_of(code)
    operations.read_messages(
        case=case, messages=_keys(typed(request, "messages").split()), by=request.member, now=request.now
    )
    return HttpResponseRedirect(f"/cases/{code}/messages/")


@require_POST
@staff_page
def correct(request: StaffRequest, key: UUID) -> HttpResponse:
    """Other words, by who wrote it."""
    row = CaseMessage.objects.get(id=key)
    operations.correct_message(message_id=key, text=typed(request, "text"), by=request.member, now=request.now)
    return HttpResponseRedirect(f"/cases/{Case.objects.get(id=row.case_id).code}/messages/")


@together()
def _write(case: Case, request: StaffRequest) -> CaseMessage:
    key = typed(request, "person")
    child = showing.children_of(case, next(iter(_keys([key])), None)) if key else None
    if key and child is None:
        tell(Invalid(_("Choose a child of this case."), field="person"))
    return operations.write_message(
        case=case, compartment=typed(request, "compartment"), child=child, text=typed(request, "text"),
        mentions=_keys(typed_list(request, "mentions")), by=request.member, now=request.now,
    )  # fmt: skip


def _keys(texts: list[str]) -> list[UUID]:
    """Those that are keys; what is none names nothing."""
    found = []
    for text in texts[:500]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found
