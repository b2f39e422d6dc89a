"""Conferences: the list, calling one, its page, its minutes on paper, and each act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.models import Unit
from samaki.cases import queries as cases
from samaki.cases.codes import read_code
from samaki.cases.models import Case, Person
from samaki.conferences import actions, agenda, calling, closing, queries, rules
from samaki.conferences.models import Conference, ConferenceAction, ConferenceMember, ConferencePoint
from samaki.database.refusals import Invalid, tell, together
from samaki.journeys.conferring import act_by_step
from samaki.web.conferences import forms, showing
from samaki.web.fields import typed, typed_list
from samaki.web.pages import StaffRequest, errors_of, page, staff_page


@staff_page
def listed(request: StaffRequest) -> HttpResponse:
    """Meetings ahead, and those that were."""
    return page(request, "staff/conferences.html", showing.listed(request))


@staff_page
def new(request: StaffRequest, code: str) -> HttpResponse:
    """Call a conference on a case."""
    case, errors = cases.case_of(code), []
    rules.check_calls(case, request.member, request.now)
    if request.method == "POST":
        try:
            return HttpResponseRedirect(f"/conferences/{_called(case, request).id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", forms.call(case, request, errors), status=422 if errors else 200)


@staff_page
def set_up(request: StaffRequest) -> HttpResponse:
    """The meeting of a province."""
    errors: forms.Errors = []
    if request.method == "POST":
        try:
            return HttpResponseRedirect(f"/conferences/{_set_up(request).id}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
    return page(request, "staff/form.html", forms.set_up(request, errors), status=422 if errors else 200)


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """Agenda, members, decisions, actions, and what can be done."""
    return page(request, "staff/conference.html", showing.one(queries.conference_of(key), request))


@staff_page
def printed(request: StaffRequest, key: UUID) -> HttpResponse:
    """The minutes on paper, as far as the reader may read them."""
    return page(request, "staff/conference_print.html", showing.printed(queries.conference_of(key), request))


@require_POST
@staff_page
def act_on(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """One act on a conference that is seen."""
    row = queries.conference_of(key)
    ACTS[act](row, request)
    return HttpResponseRedirect(f"/conferences/{key}/")


@require_POST
@staff_page
def remove(request: StaffRequest, key: UUID) -> HttpResponse:
    """A unit is taken off the list."""
    member = ConferenceMember.objects.get(id=key)
    calling.take_off_list(conference_id=member.conference_id, member_id=key, **_by(request))
    return HttpResponseRedirect(f"/conferences/{member.conference_id}/")


@require_POST
@staff_page
def drop(request: StaffRequest, key: UUID) -> HttpResponse:
    """A point is taken off the agenda."""
    point = ConferencePoint.objects.get(id=key)
    agenda.drop_point(point_id=key, **_by(request))
    return HttpResponseRedirect(f"/conferences/{point.conference_id}/")


@staff_page
def promised(request: StaffRequest, key: UUID) -> HttpResponse:
    """The conference of an action: here its forms come back."""
    row = ConferenceAction.objects.get(id=key)
    return page(request, "staff/conference.html", showing.one(queries.conference_of(row.conference_id), request))


@require_POST
@staff_page
def promise(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """What became of an action, its owner, or that it is not needed."""
    row = ConferenceAction.objects.get(id=key)
    PROMISES[act](row, request)
    return HttpResponseRedirect(f"/conferences/{row.conference_id}/#action-{key}")


# ---------------------------------------------------------------- reading the forms
def _by(request: StaffRequest) -> dict[str, Any]:
    return {"by": request.member, "now": request.now}


def _unit(request: StaffRequest, name: str) -> Unit | None:
    code = typed(request, name)[:60]
    found = Unit.objects.filter(code=code).first() if code else None
    if code and found is None:
        tell(Invalid(_("Choose a unit from the list."), field=name))
    return found


def _child(case: Case, request: StaffRequest) -> Person | None:
    key = forms.key(request, "person")
    found = Person.objects.select_related("case").filter(id=key, case=case).first() if key else None
    if typed(request, "person") and found is None:
        tell(Invalid(_("Choose a child of this case."), field="person"))
    return found


@together()
def _called(case: Case, request: StaffRequest) -> Conference:
    return calling.call_conference(
        case=case, child=_child(case, request), purpose=typed(request, "purpose"), meets_at=forms.moment_ahead(request, "meets_at"),
        at_unit=_unit(request, "at_unit"), **_by(request),
    )  # fmt: skip


@together()
def _set_up(request: StaffRequest) -> Conference:
    return calling.set_up_meeting(area=typed(request, "area"), purpose=typed(request, "purpose"),
                                  meets_at=forms.moment_ahead(request, "meets_at"), at_unit=_unit(request, "at_unit"),
                                  **_by(request))  # fmt: skip


def _undertake(row: Conference, request: StaffRequest) -> None:
    calling.give_undertaking(conference_id=row.id, agreed="yes" in typed_list(request, "agreed"), **_by(request))


def _decline(row: Conference, request: StaffRequest) -> None:
    calling.decline_conference(conference_id=row.id, **_by(request))


@together()
def _invite(row: Conference, request: StaffRequest) -> None:
    calling.invite_unit(conference_id=row.id, to_unit=_unit(request, "to_unit"), compartments=typed_list(request, "compartments"),
                        ground=typed(request, "ground"), text=typed(request, "text"), **_by(request))  # fmt: skip


def _gather(row: Conference, request: StaffRequest) -> None:
    agenda.gather_agenda(conference_id=row.id, **_by(request))


@together()
def _point(row: Conference, request: StaffRequest) -> None:
    case = _case_of(row, request)
    room = typed(request, "compartment") if case is not None else ""
    agenda.add_point(conference_id=row.id, case=case, child=_child(case, request) if case else None, compartment=room,
                     text=typed(request, "text"), sure="yes" in typed_list(request, "sure"), **_by(request))  # fmt: skip


def _case_of(row: Conference, request: StaffRequest) -> Case | None:
    """The case of the conference; of a province, that of the code that was typed, as far as it is seen."""
    if row.case_id is not None:
        return Case.objects.filter(id=row.case_id).first()
    code = typed(request, "code")
    found = Case.objects.filter(code=read_code(code) or "").first() if code else None
    if code and found is None:
        tell(Invalid(_("This is not the code of a case that your unit has a part in."), field="code"))
    return found


def _decide(row: Conference, request: StaffRequest) -> None:
    point = _point_of(request)
    if point is None:
        raise Invalid(_("Choose the point of the agenda that this is about."), field="point")
    agenda.decide_point(conference_id=row.id, point_id=point, text=typed(request, "text"), sure="yes" in typed_list(request, "sure"),
                        **_by(request))  # fmt: skip


def _point_of(request: StaffRequest) -> UUID | None:
    """A point that the reader sees."""
    key = forms.key(request, "point")
    if typed(request, "point") and (key is None or not ConferencePoint.objects.filter(id=key).exists()):
        raise Invalid(_("Choose the point of the agenda that this is about."), field="point")
    return key


@together()
def _action(row: Conference, request: StaffRequest) -> None:
    actions.record_action(
        conference_id=row.id, point_id=_point_of(request), text=typed(request, "text"), owner=_unit(request, "owner"),
        due_at=forms.day_ahead(request, "due_on"), sure="yes" in typed_list(request, "sure"), **_by(request),
    )  # fmt: skip


def _step(row: Conference, request: StaffRequest) -> None:
    point = _point_of(request)
    if point is None:
        raise Invalid(_("Choose the point of the agenda that this is about."), field="point")
    act_by_step(
        conference_id=row.id, point_id=point, kind=typed(request, "kind"), text=typed(request, "text"), **_by(request)
    )


def _hand_on(row: Conference, request: StaffRequest) -> None:
    step = forms.key(request, "step")
    if step is None:
        raise Invalid(_("Choose one from the list."), field="step")
    actions.act_by_handoff(conference_id=row.id, point_id=_point_of(request), step_id=step, text=typed(request, "text"),
                           owner=_unit(request, "to_unit"), **_by(request))  # fmt: skip


@together()
def _postpone(row: Conference, request: StaffRequest) -> None:
    calling.postpone_conference(conference_id=row.id, meets_at=forms.moment_ahead(request, "meets_at"), at_unit=_unit(request, "at_unit"),
                                **_by(request))  # fmt: skip


def _cancel(row: Conference, request: StaffRequest) -> None:
    calling.cancel_conference(conference_id=row.id, reason=typed(request, "reason"), **_by(request))


@together()
def _close(row: Conference, request: StaffRequest) -> None:
    there = {str(one.id): one.id for one in queries.live_members(row)}
    present = [there[key] for key in typed_list(request, "present") if key in there]
    closing.close_conference(conference_id=row.id, present=present, next_at=forms.moment_ahead(request, "next_at"),
                             no_more="yes" in typed_list(request, "no_more"), **_by(request))  # fmt: skip


def _say(row: ConferenceAction, request: StaffRequest) -> None:
    actions.say_action(action_id=row.id, answer=typed(request, "answer"), text=typed(request, "text"), **_by(request))


@together()
def _give(row: ConferenceAction, request: StaffRequest) -> None:
    actions.give_action(
        action_id=row.id, owner=_unit(request, "owner"), due_at=forms.day_ahead(request, "due_on"), **_by(request)
    )


def _take_off(row: ConferenceAction, request: StaffRequest) -> None:
    actions.take_off_action(action_id=row.id, **_by(request))


ACTS: dict[str, Callable[[Conference, StaffRequest], None]] = {
    "undertake": _undertake, "decline": _decline, "invite": _invite, "gather": _gather, "point": _point, "decide": _decide,
    "action": _action, "step": _step, "hand-on": _hand_on, "postpone": _postpone, "cancel": _cancel, "close": _close,
}  # fmt: skip
PROMISES: dict[str, Callable[[ConferenceAction, StaffRequest], None]] = {
    "say": _say,
    "give": _give,
    "take-off": _take_off,
}
