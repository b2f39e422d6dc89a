"""Hearings of a case: the list, entering one, one with what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.cases import queries as cases
from samaki.cases.models import Case
from samaki.cases.remarks import remarks_on
from samaki.database.refusals import Invalid, together
from samaki.journeys.hearings import becoming, entering, needing, queries, rules
from samaki.journeys.hearings.models import Hearing, HearingNeed
from samaki.journeys.hearings.states import AHEAD
from samaki.journeys.hearings.telling import Told
from samaki.web import words
from samaki.web.fields import field, mark, options, typed, typed_number
from samaki.web.hearings import fields as forms
from samaki.web.hearings import listing, showing
from samaki.web.hearings import words as said
from samaki.web.pages import StaffRequest, errors_of, page, staff_page

Errors = list[dict[str, str]]


@staff_page
def of_case(request: StaffRequest, code: str) -> HttpResponse:
    """All that the reader may know of."""
    return page(request, "staff/hearings.html", listing.of_case(cases.case_of(code), request))


@staff_page
def new(request: StaffRequest, code: str) -> HttpResponse:
    """A date, as it was heard."""
    case, errors = cases.case_of(code), []
    rules.check_writes(case, request.member, request.now)
    if request.method == "POST":
        try:
            return HttpResponseRedirect(f"/hearings/{_entered(case, request).id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    lead = _(
        "Write down what you heard, even if it is not sure. Who works with it is told, and somebody confirms it later."
    )
    fields = forms.fields(case, request, {})
    return _form(request, _("A hearing"), fields, _("Write it down"), errors, _back_to_list(case), lead)


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """One day of a court, what it needs, who goes."""
    row = Hearing.objects.get(id=key)
    return page(request, "staff/hearing.html", showing.one_page(row, Case.objects.get(id=row.case_id), request))


@staff_page
def form_of(request: StaffRequest, key: UUID, what: str) -> HttpResponse:
    """Postponed, held or corrected: with a new date, or all of it anew."""
    row = Hearing.objects.get(id=key)
    case, errors = Case.objects.get(id=row.case_id), []
    rules.check_writes(case, request.member, request.now)
    rules.check_moves(row, {"held": "hold"}.get(what, what), request.now)
    form, do = FORMS[what]
    if request.method == "POST":
        try:
            do(row, case, request)
            return HttpResponseRedirect(f"/hearings/{key}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return form(row, case, request, errors)


@require_POST
@staff_page
def act_on(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """From the folded forms on its page."""
    row = Hearing.objects.get(id=key)
    ACTS[act](row, request)
    return HttpResponseRedirect(f"/hearings/{key}/")


# ---------------------------------------------------------------- what was typed
def _entered(case: Case, request: StaffRequest) -> Hearing:
    with together():
        told = forms.typed_told(case, request)
        return entering.enter_hearing(case=case, told=told, by=request.member, now=request.now)


def _corrected(row: Hearing, case: Case, request: StaffRequest) -> None:
    with together():
        told, version = forms.typed_told(case, request), typed_number(request, "version", most=999_999)
        entering.correct_hearing(hearing_id=row.id, told=told, why=typed(request, "why"), version=version, by=request.member,
                                 now=request.now)  # fmt: skip


def _postponed(row: Hearing, case: Case, request: StaffRequest) -> None:
    with together():
        new = _new_day(row, case, request)
        known = typed(request, "new_id")
        becoming.postpone_hearing(
            hearing_id=row.id, reason=typed(request, "reason"), text=typed(request, "text"), new=new,
            new_id=UUID(known) if known and new is None else None, by=request.member, now=request.now,
        )  # fmt: skip


def _was_held(row: Hearing, case: Case, request: StaffRequest) -> None:
    with together():
        new = _new_day(row, case, request)
        becoming.hold_hearing(hearing_id=row.id, reason=typed(request, "reason"), text=typed(request, "text"), new=new,
                              by=request.member, now=request.now)  # fmt: skip


def _new_day(row: Hearing, case: Case, request: StaffRequest) -> Told | None:
    """The same hearing on another day, where one was typed: all else is as it was, until somebody corrects it."""
    at, precision = forms.typed_day(request, "at", case)
    if at is None:
        return None
    before = queries.opened([row])[row.id]
    court = Unit.objects.filter(principal=row.court).first() if row.court else None
    about = next((one.text for one in remarks_on([row.id]).get(row.id, []) if one.act == "hearing.enter"), "")
    kind = pack().reasons["hearing"].get(row.purpose)
    if kind is not None and kind.needs_text:  # who reads no justice says what they may read: what it is for
        about = about or words.reason_name("hearing", row.purpose, request.lang)
    return Told(
        purpose=row.purpose,
        at=at,
        precision=precision,
        source=typed(request, "source"),
        court=court,
        text=about,
        place=before["place"],
        room=before["room"],
        bring=before["bring"],
    )


# ---------------------------------------------------------------- forms
def _form(
    request: StaffRequest, title: str, fields: list[dict[str, Any]], label: str, errors: Errors, back: dict[str, str], lead: str = ""
) -> HttpResponse:  # fmt: skip
    mark(fields, errors)
    context = {"title": title, "lead": lead, "fields": fields, "submit_label": label, "errors": errors, "back": back}
    return page(request, "staff/form.html", context, status=422 if errors else 200)


def _correct_form(row: Hearing, case: Case, request: StaffRequest, errors: Errors) -> HttpResponse:
    about = [one.text for one in remarks_on([row.id]).get(row.id, []) if one.act == "hearing.enter"]
    courts = {unit.principal: unit for unit in forms.courts_of(request.now)}
    children = queries.called([row.id]).get(row.id, set())
    fields = forms.fields(
        case, request, forms.values_of(row, queries.opened([row])[row.id], children, "".join(about), courts)
    )
    fields.append(field("area", "why", _("What was wrong?"), value=request.POST.get("why", ""), rows=2, hint=None))
    fields.append({"kind": "hidden", "name": "version", "value": request.POST.get("version", row.version)})
    lead = _(
        "Only for what was written down wrongly. If the court moved the hearing to another day, say that it was postponed."
    )
    return _form(request, _("Correct a hearing"), fields, _("Correct it"), errors, _back(row, case), lead)


def _postpone_form(row: Hearing, case: Case, request: StaffRequest, errors: Errors) -> HttpResponse:
    fields = [
        field("radios", "reason", _("Why?"), options=options(pack().reasons["hearing_moved"].values(), request.lang),
              value=request.POST.get("reason", "")),
        *_new_day_fields(request),
        *_known_field(row, case, request),
        _own_words(request),
    ]  # fmt: skip
    lead = _(
        "Who goes there is told. What was needed is needed again on the new day: ask again for the car and the interpreter."
    )
    return _form(request, _("The hearing was postponed"), fields, _("Write it down"), errors, _back(row, case), lead)


def _held_form(row: Hearing, case: Case, request: StaffRequest, errors: Errors) -> HttpResponse:
    fields = [
        field("radios", "reason", _("What came of it?"), options=options(pack().reasons["hearing_held"].values(), request.lang),
              value=request.POST.get("reason", "")),
        *_new_day_fields(request),
        _own_words(request),
    ]  # fmt: skip
    lead = _("A judgment stands on its own step of the case. Here it is said that the day took place.")
    return _form(request, _("The hearing was held"), fields, _("Write it down"), errors, _back(row, case), lead)


def _new_day_fields(request: StaffRequest) -> list[dict[str, Any]]:
    post, sources = request.POST, options(pack().reasons["hearing_source"].values(), request.lang)
    return [
        forms.day_field(
            "at", _("The new day, if it is known"), post.get("at", ""), _("Leave it empty where nobody knows it yet.")
        ),
        field(
            "radios",
            "source",
            _("From where do you know the new day?"),
            options=sources,
            value=post.get("source", ""),
            hint=None,
        ),
    ]


def _known_field(row: Hearing, case: Case, request: StaffRequest) -> list[dict[str, Any]]:
    """A date that is written down already, where there is one that could be it."""
    rows = queries.hearings_of(case).filter(state__in=AHEAD, after_id=None).exclude(id=row.id)
    known = [{"value": str(one.id), "label": f"{said.when(one)}: {said.purpose(one, request.lang)}"} for one in rows]
    if not known:
        return []
    return [field("select", "new_id", _("Or the new date is written down already"), options=known, value=request.POST.get("new_id", ""),
                  blank=_("No"))]  # fmt: skip


def _own_words(request: StaffRequest) -> dict[str, Any]:
    return field("area", "text", _("In your own words"), value=request.POST.get("text", ""), rows=3,
                 hint=_("Sealed with the facts of the case: only who reads the justice part reads this."))  # fmt: skip


def _back(row: Hearing, case: Case) -> dict[str, str]:
    return {"href": f"/hearings/{row.id}/", "label": _("Back"), "code": case.code}


def _back_to_list(case: Case) -> dict[str, str]:
    return {"href": f"/cases/{case.code}/hearings/", "label": _("Back"), "code": case.code}


FORMS: dict[str, tuple[Callable[..., HttpResponse], Callable[..., None]]] = {
    "correct": (_correct_form, _corrected),
    "postpone": (_postpone_form, _postponed),
    "held": (_held_form, _was_held),
}


# ---------------------------------------------------------------- acts
def _confirm(row: Hearing, request: StaffRequest) -> None:
    entering.confirm_hearing(hearing_id=row.id, source=typed(request, "source"), text=typed(request, "text"), by=request.member,
                             now=request.now)  # fmt: skip


def _not_held(row: Hearing, request: StaffRequest) -> None:
    becoming.not_hold_hearing(hearing_id=row.id, reason=typed(request, "reason"), text=typed(request, "text"), by=request.member,
                              now=request.now)  # fmt: skip


def _need(row: Hearing, request: StaffRequest) -> None:
    with together():
        person = forms.typed_person(Case.objects.get(id=row.case_id), request)
        needing.add_need(hearing_id=row.id, sort=typed(request, "sort"), person=person, text=typed(request, "text"), by=request.member,
                         now=request.now)  # fmt: skip


def _need_move(row: Hearing, request: StaffRequest) -> None:
    need = HearingNeed.objects.get(id=UUID(typed(request, "act")), hearing_id=row.id)
    needing.move_need(
        need_id=need.id, move=typed(request, "move"), text=typed(request, "text"), by=request.member, now=request.now
    )


def _goes(row: Hearing, request: StaffRequest) -> None:
    worker = (
        Member.objects.select_related("unit")
        .filter(username=typed(request, "worker"), unit=request.member.unit)
        .first()
    )
    if worker is None:
        raise Invalid(_("Choose somebody of your own unit."), field="worker")
    needing.say_goes(hearing_id=row.id, worker=worker, by=request.member, now=request.now)


def _stays(row: Hearing, request: StaffRequest) -> None:
    worker = Member.objects.get(id=UUID(typed(request, "worker")))
    needing.say_stays(hearing_id=row.id, worker=worker, by=request.member, now=request.now)


ACTS: dict[str, Callable[[Hearing, StaffRequest], Any]] = {
    "confirm": _confirm,
    "not-held": _not_held,
    "reopen": lambda row, request: becoming.reopen_hearing(
        hearing_id=row.id, text=typed(request, "text"), by=request.member, now=request.now
    ),
    "mistake": lambda row, request: entering.mark_hearing_error(
        hearing_id=row.id, text=typed(request, "text"), by=request.member, now=request.now
    ),
    "need": _need,
    "need-move": _need_move,
    "goes": _goes,
    "stays": _stays,
}
