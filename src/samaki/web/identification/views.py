"""Identification as a victim: the page, and what is written there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.cases.models import Person
from samaki.database.refusals import tell, together
from samaki.journeys.identification import operations, queries, rules
from samaki.journeys.identification.models import Identification
from samaki.web.children.frame import child_of, href, shown
from samaki.web.fields import Unsure, typed, typed_moment, typed_number
from samaki.web.identification import showing
from samaki.web.likely import doubts
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest, staff_page


@staff_page
def of_child(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """How the child stands, by whose word."""
    return _page(child_of(code, key), request)


@staff_page
def of_row(request: StaffRequest, key: UUID) -> HttpResponse:
    """The page on which this line stands."""
    return _page(_whose(Identification.objects.get(id=key)), request)


@require_POST
@staff_page
def write(request: StaffRequest, code: str, key: UUID, act: str) -> HttpResponse:
    """From the folded forms of that page."""
    child = child_of(code, key)
    with together():
        WRITES[act](child, request, _given(child, request))
    return HttpResponseRedirect(f"{href(child, 'identification')}#{act}")


@require_POST
@staff_page
def mistake(request: StaffRequest, key: UUID) -> HttpResponse:
    """It was recorded by mistake."""
    row = Identification.objects.get(id=key)
    operations.mark_identification_error(
        identification_id=row.id, text=typed(request, "text"), by=request.member, now=request.now
    )
    return HttpResponseRedirect(href(_whose(row), "identification"))


def _page(child: Person, request: StaffRequest) -> HttpResponse:
    stands = queries.standing(child)
    return shown(
        request, child, "identification", showing.sections(child, stands, request), notes=showing.notes(stands, request)
    )


def _whose(row: Identification) -> Person:
    return Person.objects.select_related("case").get(id=row.child_id)


def _given(child: Person, request: StaffRequest) -> dict[str, Any]:
    occurred_at, precision = typed_moment(request, "occurred_at", request.now, doubts(child.case, child))
    return {"case": child.case, "child": child, "text": typed(request, "text"), "occurred_at": occurred_at, "precision": precision,
            "by": request.member, "now": request.now}  # fmt: skip


def _decide(_child: Person, request: StaffRequest, given: dict[str, Any]) -> None:
    operations.decide_identification(
        status=typed(request, "status"), form=typed(request, "form"), again=typed(request, "again"), **given
    )


def _propose(_child: Person, request: StaffRequest, given: dict[str, Any]) -> None:
    operations.propose_identification(status=typed(request, "status"), **given)


def _age(child: Person, request: StaffRequest, given: dict[str, Any]) -> None:
    years: dict[str, Any] = {name: typed_number(request, name, most=rules.OLDEST) for name in ("youngest", "oldest")}
    if typed(request, "age") == "adult" and typed(request, "age_sure") != "adult":
        tell(Unsure(_adult(child), "adult", "age"))
    operations.assess_age(method=typed(request, "method"), age=typed(request, "age"), **years, **given)


def _adult(child: Person) -> str:
    """Asked once, with what the file says."""
    asked = _(
        "Are you sure? Who is found to be an adult is no longer taken for a child. In doubt choose “In doubt”. If it is right, "
        "press the button once more."
    )
    if child.age is None:
        return asked
    return " ".join((_("On the file the age is %(age)s.") % {"age": digits(child.age)}, asked))


WRITES: dict[str, Callable[[Person, StaffRequest, dict[str, Any]], None]] = {
    "decide": _decide,
    "propose": _propose,
    "age": _age,
}
