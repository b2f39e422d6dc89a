"""The pages of sharing and consent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from samaki.agencies.country import calendar
from samaki.agencies.models import Unit
from samaki.cases import queries as cases
from samaki.cases.models import Case, Person
from samaki.cases.sharing import consenting, operations, ordering, queries, rules
from samaki.cases.sharing.models import SEALED, Disclosure
from samaki.database.refusals import Invalid, NoPart, together
from samaki.web import words
from samaki.web.agreements.told import agreement_line
from samaki.web.directory.sure import ask, sure
from samaki.web.fields import read_moment, typed, typed_list, typed_moment, typed_number
from samaki.web.likely import doubts
from samaki.web.moments import long_date, short_moment
from samaki.web.pages import StaffRequest, errors_of, page, staff_page
from samaki.web.sharing import forms, showing

Form = Callable[[Case, StaffRequest, forms.Errors], dict[str, Any]]


@staff_page
def received(request: StaffRequest, code: str) -> HttpResponse:
    """Who received what of this case, and why; what was answered; how guardians stand to the child."""
    return page(request, "staff/sharing.html", showing.whole(cases.case_of(code), request))


@staff_page
def form(request: StaffRequest, code: str, what: str) -> HttpResponse:
    """One of the forms; whoever gives is shown once more what would be given to whom."""
    case, errors = cases.case_of(code), []
    rules.check_gives(case, request.member, request.now)
    shown, do = FORMS[what]
    if request.method == "POST":
        try:
            return do(case, request) or HttpResponseRedirect(f"/cases/{case.code}/sharing/")
        except Invalid as refusal:
            errors = errors_of(refusal)
        except NoPart as refusal:  # what was typed comes back with the form
            errors = errors_of(Invalid(refusal.sentence, field="to_unit"))
    return page(request, "staff/form.html", shown(case, request, errors), status=422 if errors else 200)


@staff_page
def standing(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """How a guardian, or somebody of the family, stands to the child."""
    case, errors = cases.case_of(code), []
    person = Person.objects.select_related("case").get(id=key, case=case)
    rules.check_stands(person, request.member, request.now)
    if request.method == "POST":
        try:
            consenting.set_standing(person=person, standing=typed(request, "standing"), text=typed(request, "text"),
                                    version=typed_number(request, "version", most=10**6), by=request.member, now=request.now)  # fmt: skip
            return HttpResponseRedirect(f"/cases/{case.code}/sharing/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(
        request, "staff/form.html", forms.standing(person, case, request, errors), status=422 if errors else 200
    )


@staff_page
def disclosure(request: StaffRequest, key: UUID) -> HttpResponse:
    """One thing that was shared, or was not: why, until when; ending it, looking at it."""
    row = queries.disclosure_of(key)
    if request.method == "POST":
        _on_it(row, request)
        return HttpResponseRedirect(request.path)
    return page(request, "staff/given.html", showing.disclosure(row, request))


def _on_it(row: Disclosure, request: StaffRequest) -> None:
    who: dict[str, Any] = {"disclosure_id": row.id, "by": request.member, "now": request.now}
    match typed(request, "act"):
        case "lift":
            ordering.end_order(**who, reason=typed(request, "reason"), text=typed(request, "text"))
        case "confirm":
            ordering.confirm_order(**who)
        case "review":
            operations.review_sharing(**who, outcome=typed(request, "outcome"), text=typed(request, "text"))
        case _:
            operations.stop_sharing(**who, text=typed(request, "text"))


@staff_page
def correct(request: StaffRequest, key: UUID) -> HttpResponse:
    """An order of a court was entered wrongly: what stands on the paper, instead of it."""
    row, errors = queries.disclosure_of(key), []
    ordering.check_ends(row, request.member, request.now)
    case = Case.objects.get(id=row.case_id)
    if request.method == "POST":
        try:
            return _corrected(row, case, request)
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", forms.order(case, request, errors, row), status=422 if errors else 200)


@staff_page
def consent(request: StaffRequest, key: UUID) -> HttpResponse:
    """One consent, or decision: what was answered; withdrawing it."""
    row = queries.consent_of(key)
    if request.method == "POST":
        consenting.withdraw_consent(consent_id=row.id, why=typed(request, "why"), text=typed(request, "text"), by=request.member,
                                    now=request.now)  # fmt: skip
        return HttpResponseRedirect(request.path)
    return page(request, "staff/given.html", showing.consent(row, request))


# ---------------------------------------------------------------- what the forms do
def _give(case: Case, request: StaffRequest) -> HttpResponse | None:
    with together() as told:
        given = _what(case, request) | {"ground": typed(request, "ground"), "until": told.of(_until, request)}
        operations.check_shares(case=case, **given, by=request.member, now=request.now)
    if not sure(request):
        return _ask(case, given, request)
    operations.share(case=case, **given, by=request.member, now=request.now)
    return None


def _ask(case: Case, given: dict[str, Any], request: StaffRequest) -> HttpResponse:
    """What would be given, to whom, until when; nothing has happened."""
    to_unit, child = given["to_unit"], given["child"]
    lines = [
        _("To: %(unit)s") % {"unit": to_unit.name},
        _("What: %(parts)s") % {"parts": showing.parts_words(given["compartments"], request.lang)},
        _("About: %(who)s") % {"who": words.part_name(child, request.lang) if child else _("The whole case")},
        _("What for: %(why)s") % {"why": words.reason_name("sharing_purpose", given["purpose"], request.lang)},
        _("Ground: %(ground)s") % {"ground": words.reason_name("sharing_ground", given["ground"], request.lang)},
        _("Until: %(date)s") % {"date": short_moment(given["until"])},
        *_names_along(case, given, request.lang),
        agreement_line(to_unit, given["purpose"], given["compartments"], given["ground"], request),
        _("What they have read cannot be taken back. Everything is in the ledger."),
    ]
    back = f"/cases/{case.code}/sharing/give/"
    return ask(request, to_unit, _("Share this now?"), lines, _("Yes, share it now"), back, section="cases")


def _names_along(case: Case, given: dict[str, Any], lang: str) -> list[str]:
    """Who belongs to the child, and whose name is read by whoever reads the child's."""
    child = given["child"]
    if child is None or "identity" not in given["compartments"]:
        return []
    who = [words.part_name(one, lang) for one in queries.carers_of(case) if one.child_id == child.id]
    if not who:
        return [_("Names that are recorded later of a guardian or of the family of this child go along, too.")]
    return [_("The names of those who belong to the child go along: %(who)s.") % {"who": ", ".join(who)}]


def _keep(case: Case, request: StaffRequest) -> None:
    operations.refuse_to_share(case=case, **_what(case, request), reason=typed(request, "reason"), by=request.member,
                               now=request.now)  # fmt: skip


def _order(case: Case, request: StaffRequest) -> HttpResponse | None:
    with together() as told:
        order = _paper(case, request, told)
        ordering.check_order(case, order, request.member, request.now)
    if not sure(request):
        return _ask_order(case, order, request, f"/cases/{case.code}/sharing/order/")
    ordering.record_order(case=case, order=order, text=typed(request, "text"), by=request.member, now=request.now)
    return None


def _corrected(row: Disclosure, case: Case, request: StaffRequest) -> HttpResponse:
    with together() as told:
        order = _paper(case, request, told)
        ordering.check_order(case, order, request.member, request.now, why=typed(request, "text"))
    version = typed_number(request, "version", most=10**6)
    if not sure(request):
        return _ask_order(case, order, request, f"/disclosures/{row.id}/correct/")
    made = ordering.correct_order(disclosure_id=row.id, order=order, text=typed(request, "text"), version=version,
                                  by=request.member, now=request.now)  # fmt: skip
    return HttpResponseRedirect(f"/disclosures/{made.id}/")


def _ask_order(case: Case, order: ordering.Order, request: StaffRequest, back: str) -> HttpResponse:
    """What the order would open, to which court, of whom, until when; nothing has happened."""
    assert order.court is not None  # the check has told what is missing
    assert order.until is not None
    assert order.ordered_on is not None
    hides = set(order.compartments) & SEALED
    lines = [
        _("To: %(unit)s") % {"unit": order.court.name},
        _("What: %(parts)s") % {"parts": showing.parts_words(sorted(order.compartments), request.lang)},
        _("About: %(who)s") % {"who": words.part_name(order.child, request.lang) if order.child else _("The whole case")},
        _("Order %(number)s of %(date)s") % {"number": order.number, "date": long_date(order.ordered_on)},
        _("Until: %(date)s") % {"date": short_moment(order.until)},
        *([_("Where a child hides, or what is not yet known to those it is about, is read by that court: is it named on the paper, in so "
             "many words?"), _("These parts open only when a second person has confirmed it; they are asked at once.")] if hides else []),
        _("Every unit that works in these parts is told at once. What the court has read cannot be taken back."),
    ]  # fmt: skip
    return ask(request, order.court, _("Open this by order of the court?"), lines, _("Yes, it stands so on the paper: open it now"), back,
               section="cases")  # fmt: skip


def _paper(case: Case, request: StaffRequest, told: Any) -> ordering.Order:
    return ordering.Order(court=_unit(request), number=typed(request, "number"), ordered_on=told.of(_day, request),
                          compartments=typed_list(request, "compartments"), child=told.of(_of_order, case, request),
                          until=told.of(_until, request))  # fmt: skip


def _of_order(case: Case, request: StaffRequest) -> Person | None:
    """The child that the order names; None only where the whole case was chosen."""
    if not typed(request, "person"):
        raise Invalid(_("Choose the child that the order names, or the whole case if it says so."), field="person")
    return None if typed(request, "person") == forms.WHOLE else _child(case, request)


def _day(request: StaffRequest) -> date | None:
    text = typed(request, "ordered_on")
    return calendar().local(read_moment(text, "ordered_on")[0]).date() if text else None


@together()
def _consent(case: Case, request: StaffRequest) -> None:
    child = _child(case, request)
    occurred_at, precision = typed_moment(request, "occurred_at", request.now, doubts(case, child))
    said = {code: answer for code in consenting.questions() if (answer := _yes(request, code)) is not None}
    consenting.record_consent(
        case=case, child=child, to_unit=_unit(request), purpose=typed(request, "purpose"), answers=said,
        assent=typed(request, "assent"), guardian=_person(case, typed(request, "guardian")),
        guardian_agrees=_yes(request, "guardian_agrees"), text=typed(request, "text"), occurred_at=occurred_at,
        precision=precision, by=request.member, now=request.now,
    )  # fmt: skip


def _best_interests(case: Case, request: StaffRequest) -> None:
    consenting.decide_best_interests(
        case=case, child=_child(case, request), to_unit=_unit(request), purpose=typed(request, "purpose"),
        to_share=_yes(request, "to_share"), text=typed(request, "text"), by=request.member, now=request.now,
    )  # fmt: skip


FORMS: dict[str, tuple[Form, Callable[[Case, StaffRequest], HttpResponse | None]]] = {
    "give": (forms.give, _give),
    "keep": (forms.keep, _keep),
    "order": (forms.order, _order),
    "consent": (forms.consent, _consent),
    "best-interests": (forms.best_interests, _best_interests),
}


def _what(case: Case, request: StaffRequest) -> dict[str, Any]:
    return {"child": _child(case, request), "to_unit": _unit(request), "compartments": typed_list(request, "compartments"),
            "purpose": typed(request, "purpose"), "text": typed(request, "text")}  # fmt: skip


def _until(request: StaffRequest) -> datetime | None:
    """A moment; a date counts to its end."""
    text = typed(request, "until")
    if not text:
        return None
    moment, precision = read_moment(text, "until")
    return moment if precision == "instant" else moment + timedelta(days=1, minutes=-1)


def _unit(request: StaffRequest) -> Unit | None:
    return Unit.objects.filter(code=typed(request, "to_unit")).first()


def _child(case: Case, request: StaffRequest) -> Person | None:
    return _person(case, typed(request, "person"))


def _person(case: Case, text: str) -> Person | None:
    key = forms.key(text)
    found = rules.child_of(case, key)
    if text and found is None:
        raise Invalid(_("Choose a person from the list."), field="person")
    return found


def _yes(request: StaffRequest, name: str) -> bool | None:
    return {"yes": True, "no": False}.get(typed(request, name))
