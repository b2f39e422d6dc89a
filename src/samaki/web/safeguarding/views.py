"""A child's safety: the page, what is written there, and where the children of a unit are tonight."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.models import Unit
from samaki.cases.births import check_after_birth
from samaki.cases.documents.models import Document
from samaki.cases.models import Case, Person
from samaki.cases.rules import check_works_cases
from samaki.database.refusals import Invalid, tell, together
from samaki.journeys.safeguarding import missing, placing, planning, queries, rules
from samaki.journeys.safeguarding.models import ChildPlacement, MissingChild, SafeContact, SafetyPlan, SafetyRow
from samaki.web import which
from samaki.web import words as words_of
from samaki.web.children.frame import child_of, href, shown
from samaki.web.directory.sure import ask, sure
from samaki.web.fields import of_today, read_moment, typed, typed_list, typed_moment, typed_number
from samaki.web.likely import doubts
from samaki.web.pages import StaffRequest, page, staff_page
from samaki.web.safeguarding import keeping, showing, words


@staff_page
def of_child(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """Everything about the safety of one child."""
    return _page(child_of(code, key), request)


@staff_page
def of_row(request: StaffRequest, key: UUID, table: type[SafetyRow]) -> HttpResponse:
    """The page on which this line stands."""
    return _page(_whose(table._default_manager.get(id=key)), request)


@staff_page
def tonight(request: StaffRequest) -> HttpResponse:
    """Every missing child for whom the reader's unit works, and where each child is for whose care it works."""
    check_works_cases(request.member, request.now)
    found = queries.tonight_of(request.member.unit_id)
    named = which.children([one.child_id for one in found])
    children = []
    for one in found:
        sign, answer, known = words.tonight(one, request.lang)
        about = f"/cases/{one.case_code}/children/{one.child_id}/safety/"
        children.append({"name": named.get(one.child_id, ""), "state": sign, "answer": answer, "words": known, "code": one.case_code,
                         "href": about})  # fmt: skip
    missing = sum(one.missing is not None for one in found)
    open_ = sum(not one.answered for one in found) - missing
    return page(request, "staff/tonight.html", {"children": children, "open": open_, "missing": missing})


@require_POST
@staff_page
def write(request: StaffRequest, code: str, key: UUID, act: str) -> HttpResponse:
    """From the folded forms of the page of a child."""
    child = child_of(code, key)
    if act == "missing" and not sure(request):
        return _ask_missing(child, request)
    with together():
        WRITES[act](child, request, _given(child, request))
    asked = keeping.leads_to(child) if act == "stay" else ""
    return HttpResponseRedirect(asked or f"{href(child, 'safety')}#{ANCHORS.get(act, act)}")


@require_POST
@staff_page
def on_row(request: StaffRequest, key: UUID, table: type[SafetyRow], act: str) -> HttpResponse:
    """From the folded forms beneath one line."""
    row = table._default_manager.get(id=key)
    child = _whose(row)
    with together():
        ON_ROWS[table][act](row, child, request)
    return HttpResponseRedirect(href(child, "safety"))


def _ask_missing(child: Person, request: StaffRequest) -> HttpResponse:
    """What the alarm does, before the one further press: it is an emergency, and a slip calls everybody."""
    rules.check_works(child, request.member, request.now)
    with together():
        rules.check_missing(child, typed(request, "text"))
        check_after_birth(child, _when(child, request)["occurred_at"], "occurred_at")
    who = words_of.part_name(child, request.lang)
    lines = [
        _("%(child)s of case %(code)s is missing.") % {"child": who, "code": child.case.code},
        _(
            "The desks of police and social affairs of the area, and every unit that works for the child, are told at once, also at night."
        ),
        _("The clock calls again until somebody says that the child is found."),
        _(
            "More that helps to find the child can be written afterwards. A mistake can be taken back, but who was told is told."
        ),
    ]
    return ask(request, request.member.unit, _("Raise the alarm now?"), lines, _("Yes, tell everybody now"), href(child, "safety"),
               section="cases")  # fmt: skip


def _page(child: Person, request: StaffRequest) -> HttpResponse:
    on = showing.about(child, request)
    return shown(request, child, "safety", showing.sections(on), notes=showing.notes(on))


def _whose(row: SafetyRow) -> Person:
    return Person.objects.select_related("case").get(id=row.child_id)


# ---------------------------------------------------------------- what was typed
Given = dict[str, Any]


def _given(child: Person, request: StaffRequest) -> Given:
    return {"case": child.case, "child": child, "by": request.member, "now": request.now} | _when(child, request)


def _when(child: Person, request: StaffRequest) -> Given:
    occurred_at, precision = typed_moment(request, "occurred_at", request.now, doubts(child.case, child))
    return {"occurred_at": occurred_at, "precision": precision}


def _day(request: StaffRequest, name: str) -> datetime | None:
    """A day, to its evening where no hour was typed; None where nothing was."""
    text = typed(request, name)
    try:
        at, precision = read_moment(of_today(text, request.now), name) if text else (None, "instant")
    except Invalid as refusal:
        tell(refusal)
        return None
    return at if at is None or precision == "instant" else at + LENGTHS[precision]


LENGTHS = {"day": timedelta(days=1, minutes=-1), "month": timedelta(days=28), "year": timedelta(days=365)}


def _document(case: Case, request: StaffRequest) -> Document | None:
    key = typed(request, "document")
    try:
        found = Document.objects.filter(id=UUID(key), case=case).first() if key else None
    except ValueError:
        found = None
    if key and found is None:
        tell(Invalid(_("Choose a document of this case."), field="document"))
    return found


def _unit(request: StaffRequest, name: str) -> Unit | None:
    code = typed(request, name)
    found = Unit.objects.filter(code=code).first() if code else None
    if code and found is None:
        tell(Invalid(_("Choose a unit from the list."), field=name))
    return found


def _acted(request: StaffRequest) -> Given:
    return {"by": request.member, "now": request.now, "version": typed_number(request, "version", most=999_999)}


def _basis(case: Case, request: StaffRequest) -> Given:
    return {
        "basis": typed(request, "basis"),
        "basis_until": _day(request, "basis_until"),
        "document": _document(case, request),
    }


# ---------------------------------------------------------------- acts
def _contact(_child: Person, request: StaffRequest, given: Given) -> None:
    told = {name: typed(request, name) for name in planning.REACHED}
    planning.write_safe_contact(
        ways=typed_list(request, "ways"), never=typed_list(request, "never"), words=told, **given
    )


def _plan(_child: Person, request: StaffRequest, given: Given) -> None:
    told = {name: typed(request, name) for name in planning.PARTS}
    planning.write_safety_plan(words=told, assent=typed(request, "assent"), agreed_with=typed_list(request, "agreed_with"),
                               review_at=_day(request, "review_at"), **given)  # fmt: skip


def _family(_child: Person, request: StaffRequest, given: Given) -> None:
    placing.look_at_family(**given | {name: typed(request, name) for name in ("sort", "why", "text")})


def _stay(child: Person, request: StaffRequest, given: Given) -> None:
    told = {name: typed(request, name) for name in ("sort", "looked", "looked_why", "text")}
    placing.place_child(**given | told | _basis(child.case, request), keeper=_unit(request, "keeper"))


def _missing(_child: Person, request: StaffRequest, given: Given) -> None:
    missing.report_missing(text=typed(request, "text"), **given)


def _review(row: Any, _child: Person, request: StaffRequest) -> None:
    planning.review_safety_plan(plan_id=row.id, assent=typed(request, "assent"), review_at=_day(request, "review_at"),
                                text=typed(request, "text"), **_acted(request))  # fmt: skip


def _end_plan(row: Any, _child: Person, request: StaffRequest) -> None:
    planning.end_safety_plan(plan_id=row.id, text=typed(request, "text"), **_acted(request))


def _set_basis(row: Any, child: Person, request: StaffRequest) -> None:
    placing.set_custody_basis(
        placement_id=row.id, text=typed(request, "text"), **_basis(child.case, request), **_acted(request)
    )


def _end_stay(row: Any, child: Person, request: StaffRequest) -> None:
    placing.end_placement(placement_id=row.id, reason=typed(request, "reason"), text=typed(request, "text"), **_when(child, request),
                          **_acted(request))  # fmt: skip


def _found(row: Any, child: Person, request: StaffRequest) -> None:
    missing.find_missing(missing_id=row.id, how=typed(request, "how"), text=typed(request, "text"), **_when(child, request),
                         **_acted(request))  # fmt: skip


def _more(row: Any, _child: Person, request: StaffRequest) -> None:
    missing.add_to_missing(missing_id=row.id, text=typed(request, "text"), by=request.member, now=request.now)


def _wrong(story: Callable[..., Any], name: str) -> Callable[[Any, Person, StaffRequest], None]:
    def done(row: Any, _child: Person, request: StaffRequest) -> None:
        story(text=typed(request, "text"), by=request.member, now=request.now, **{name: row.id})

    return done


WRITES: dict[str, Callable[[Person, StaffRequest, Given], None]] = {
    "contact": _contact,
    "plan": _plan,
    "family": _family,
    "stay": _stay,
    "missing": _missing,
}
ANCHORS = {"missing": "tonight"}
ON_ROWS: dict[type[SafetyRow], dict[str, Callable[[Any, Person, StaffRequest], None]]] = {
    SafetyPlan: {"review": _review, "end": _end_plan, "mistake": _wrong(planning.mark_safety_plan_error, "plan_id")},
    SafeContact: {"mistake": _wrong(planning.mark_safe_contact_error, "contact_id")},
    ChildPlacement: {
        "basis": _set_basis,
        "end": _end_stay,
        "mistake": _wrong(placing.mark_placement_error, "placement_id"),
    },
    MissingChild: {"more": _more, "found": _found, "mistake": _wrong(missing.mark_missing_error, "missing_id")},
}
ADDRESSES: dict[str, type[SafetyRow]] = {
    "safety-plans": SafetyPlan,
    "safe-contacts": SafeContact,
    "placements": ChildPlacement,
    "missing": MissingChild,
}
"""First part of an address -> the table of the row that it names."""
