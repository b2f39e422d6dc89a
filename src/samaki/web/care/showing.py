"""The plan of one child, and one goal or service of it with what can be done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import NamesThen, names_then
from samaki.care import queries, rules
from samaki.care.models import CareAssessment, CareCheck, CareGoal, CareNeed, CareService
from samaki.care.queries import Plan
from samaki.care.telling import words_of
from samaki.cases.models import OPEN_STATES, Person, Step
from samaki.cases.remarks import remarks_on
from samaki.cases.rules import may
from samaki.web import words
from samaki.web.care import forms
from samaki.web.care import words as said
from samaki.web.care.alarms import day_or_hour, say_so
from samaki.web.moments import long_date, long_moment, part_of_date, short_date, short_moment
from samaki.web.pages import StaffRequest
from samaki.web.safeguarding import contact

Line = dict[str, Any]


def base(child: Person) -> str:
    """The address of everything about this child's care."""
    return f"/cases/{child.case.code}/people/{child.id}/care"


def back(child: Person) -> dict[str, str]:
    """To the plan."""
    return {"href": f"{base(child)}/", "label": _("Care of the child"), "code": ""}


def when(moment: Any, precision: str) -> str:
    """As exactly as it is known."""
    return part_of_date(moment, precision) if precision in ("month", "year") else long_date(moment)


def writes(child: Person, request: StaffRequest) -> bool:
    return may(rules.check_writes, child.case_id, child.id, request.member, request.now)


def plan(child: Person, request: StaffRequest) -> Line:
    """Needs by area of life, goals, services, how the child is over time, follow-ups; what can be added."""
    found = queries.plan_of(child)
    holders = {one.holder for one in found.goals} | {one.holder for one in found.services}
    names = names_then(holders | {one.provider for one in found.services if one.provider})
    may_write, here = writes(child, request), base(child)
    return {
        "code": child.case.code,
        "case_href": f"/cases/{child.case.code}/",
        "title": _("Care of the child"),
        "child": words.part_name(child, request.lang),
        "reached": contact.of_child(child, request),
        "needs": _by_area(found, request),
        "goals": [goal_line(one, found, names) for one in found.goals],
        "services": [service_line(one, names, request) for one in found.services],
        "assessments": [assessment_line(one, request) for one in reversed(found.assessments)],
        "progress_href": f"{here}/progress/" if any(one.state == "signed" for one in found.assessments) else "",
        "checks": [check_line(one, found, request) for one in found.checks],
        "add": {name: f"{here}/{name}/new/" for name in ("needs", "goals", "services", "assessments", "follow-ups")}
        if may_write
        else {},
        "closing_href": f"{here}/closing/" if may_write else "",
    }


def _by_area(found: Plan, request: StaffRequest) -> list[Line]:
    lang, caring = request.lang, pack().caring
    areas: dict[str, list[Line]] = {}
    for one in found.needs:
        known = caring.needs.get(one.need)
        areas.setdefault(known.area if known else "", []).append(_need_line(one, found, lang))
    order = [*caring.areas, ""]
    return [
        {"name": caring.areas[area].label(lang) if area else "", "lines": areas[area]} for area in order if area in areas
    ]  # fmt: skip


def _need_line(one: CareNeed, found: Plan, lang: str) -> Line:
    sign, stands = said.NEEDS[one.state]
    return {"href": f"/care-needs/{one.id}/", "title": said.need_name(one.need, lang), "state": sign, "words": stands(),
            "text": found.said(one.id)}  # fmt: skip


def goal_line(one: CareGoal, found: Plan, names: NamesThen) -> Line:
    """What is to be reached, who holds it, when it is looked at again."""
    sign, stands = said.GOALS[one.state]
    until = _("looked at again on %(day)s") % {"day": short_date(one.review_at)} if one.state == "open" else ""
    meta = [names.at(one.holder, one.recorded_at), until]
    return {"href": f"/care-goals/{one.id}/", "title": found.said(one.id) or _("A goal"), "state": sign, "words": stands(),
            "meta": " · ".join(part for part in meta if part)}  # fmt: skip


def service_line(one: CareService, names: NamesThen, request: StaffRequest) -> Line:
    """Which service, of whom, how it stands, what the child says of it."""
    sign, stands = said.SERVICES[one.state]
    late = one.state == "asked" and one.due_at < request.now
    by = (
        _("should begin by %(day)s") % {"day": day_or_hour(one.due_at, one.urgency)}
        if one.state == "asked"
        else said.reason_of(one, request.lang)
    )
    view = words.reason_name("child_view", one.view, request.lang) if one.view else ""
    meta = [
        names.at(one.provider, one.recorded_at) if one.provider else "",
        by,
        _("The child: %(view)s") % {"view": view} if view else "",
    ]
    return {"href": f"/care-services/{one.id}/", "title": said.service_name(one.service, request.lang),
            "state": "overdue" if late or _harmed(one) else sign, "words": stands(),
            "meta": " · ".join(part for part in meta if part)}  # fmt: skip


def _harmed(one: CareService) -> bool:
    """The child says that it made things worse: no thing that is simply done."""
    known = pack().reasons["child_view"].get(one.view)
    return known is not None and known.says == "danger"


def assessment_line(one: CareAssessment, request: StaffRequest) -> Line:
    """With which instrument, when."""
    sign, stands = said.ASSESSMENTS[one.state]
    return {"href": f"/assessments/{one.id}/", "title": said.instrument_name(one.instrument, request.lang), "state": sign,
            "words": stands(), "meta": when(one.taken_at, one.taken_precision)}  # fmt: skip


def check_line(one: CareCheck, found: Plan, request: StaffRequest) -> Line:
    """Which one, when; whether its answers say danger."""
    danger = "danger" in queries.signals(one, found.words.get(one.id, {}))
    return {"href": f"/follow-ups/{one.id}/", "title": words.step_title(one.kind, request.lang), "state": "overdue" if danger else "done",
            "words": _("The child is not safe") if danger else _("Written down"),
            "meta": when(one.asked_at, one.asked_precision)}  # fmt: skip


# ---------------------------------------------------------------- one of it
def need(row: CareNeed, child: Person, request: StaffRequest) -> Line:
    """A need, and what became of it."""
    sign, stands = said.NEEDS[row.state]
    context = _one(row, child, said.need_name(row.need, request.lang), sign, stands(), request)
    context["rows"] = _rows((_("What was written"), str(words_of(row).get("text", ""))), _by(row, request))
    if row.state != "in_error" and writes(child, request):
        context["more"] = [_fold(row, "move", _("What became of it?"), forms.need_move(row))]
    return context


def goal(row: CareGoal, child: Person, request: StaffRequest) -> Line:
    """A goal, who holds it, each look at it."""
    sign, stands = said.GOALS[row.state]
    told, names = words_of(row), names_then([row.holder])
    context = _one(row, child, str(told.get("text", "")) or _("A goal"), sign, stands(), request)
    context["rows"] = _rows(
        (_("How"), str(told.get("steps", ""))),
        (_("Who answers for it"), names.at(row.holder, request.now)),
        (_("Looked at again on"), long_date(row.review_at) if row.state == "open" else ""),
        (_("What became of it"), words.reason_name("goal_end", row.reason, request.lang) if row.reason else ""),
        _by(row, request),
    )
    if writes(child, request):
        context["more"] = _goal_folds(row, request)
    return context


def _goal_folds(row: CareGoal, request: StaffRequest) -> list[Line]:
    labels = {"review": _("It was looked at, and goes on"), "end": _("It has ended"), "reopen": _("It goes on after all"),
              "mistake": _("It was written by mistake")}  # fmt: skip
    acts = {"open": ["review", "end", "mistake"], "ended": ["end", "reopen", "mistake"]}.get(row.state, [])
    folds = [_fold(row, act, labels[act], forms.goal_move(act, row, request)) for act in acts]
    return [*_taking(row, request), *folds]


def service(row: CareService, child: Person, request: StaffRequest) -> Line:
    """A service, of whom it is asked, what came of it, the child's own word."""
    sign, stands = said.SERVICES[row.state]
    told, names = words_of(row), names_then({row.holder} | ({row.provider} if row.provider else set()))
    context = _one(
        row, child, said.service_name(row.service, request.lang), "overdue" if _harmed(row) else sign, stands(), request
    )
    context["rows"] = _rows(
        (_("Asked of"), names.at(row.provider, request.now) if row.provider else str(told.get("outside", ""))),
        (_("Why"), str(told.get("why", ""))),
        (_("How urgent"), pack().urgencies[row.urgency].label(request.lang)),
        (_("Should begin by"), long_moment(row.due_at) if row.state == "asked" else ""),
        (_("Began"), when(row.begun_at, row.begun_precision) if row.begun_at else ""),
        (_("Ended"), when(row.ended_at, row.ended_precision) if row.ended_at and row.state == "ended" else ""),
        (_("What came of it"), said.reason_of(row, request.lang)),
        (_("The child's own word"), words.reason_name("child_view", row.view, request.lang) if row.view else ""),
        (_("Who answers for it"), names.at(row.holder, request.now)),
        _by(row, request),
    )
    if writes(child, request):
        acts = {"asked": ["begin", "end", "fail", "mistake"], "begun": ["end", "fail", "mistake"],
                "ended": [*["begin"][row.begun_at is not None :], "end", "reopen", "mistake"],
                "not_begun": ["begin", "end", "reopen", "mistake"]}.get(row.state, [])  # fmt: skip
        folds = [_fold(row, act, said.move_of(act, row.state), forms.service_move(act, row, request)) for act in acts]
        context["more"] = [*_taking(row, request), *folds]
        harm = _("The child says that this did harm. Ask what is needed instead; if the child is not safe, say so now.")
        context["notes"] = [
            *([{"words": harm, **say_so(child)}] if _harmed(row) else []),
            *_hand_on(row, child, request),
        ]
    return context


def _hand_on(row: CareService, child: Person, request: StaffRequest) -> list[dict[str, str]]:
    """Asking on a waiting list opens nothing: the step is what is handed on."""
    if row.state != "asked" or row.provider is None or row.provider == request.member.unit_id:
        return []
    held = Step.objects.filter(case_id=row.case_id, child_id=child.id, kind="services", holder=request.member.own_principal,
                               state__in=OPEN_STATES).first()  # fmt: skip
    href = f"/steps/{held.id}/hand-on/" if held else f"/cases/{child.case.code}/start/?person={child.id}&kind=services"
    words_of_it = _("Asking opens nothing of the child to that unit. When it has a place, hand the step on to it.")
    return [
        *_call(row.urgency, row.provider),
        {"words": words_of_it, "href": href, "label": _("Hand the step on") if held else _("Start a step")},
    ]


def _call(urgency: str, provider: int) -> list[dict[str, str]]:
    """In an emergency nobody waits for a list to be read."""
    if not pack().urgencies[urgency].uses_urgent_due:
        return []
    unit = Unit.objects.get(principal=provider)
    said_so = _("This is urgent: call %(unit)s now.") % {"unit": unit.name}
    return [{"words": said_so, "number": unit.phone_night or unit.phone, "late": "1"}]


def _taking(row: CareGoal | CareService, request: StaffRequest) -> list[Line]:
    if row.holder == request.member.unit_id or row.state not in ("open", "asked", "begun"):
        return []
    return [
        _fold(
            row, "take", _("Our unit answers for it now"), [{"kind": "hidden", "name": "version", "value": row.version}]
        )
    ]


def _one(
    row: CareNeed | CareGoal | CareService, child: Person, title: str, sign: str, stands: str, request: StaffRequest
) -> Line:
    return {"title": title, "child": words.part_name(child, request.lang), "back": back(child), "state": sign, "state_words": stands,
            "rows": [], "notes": [], "more": [], "written": written([row.id], request)}  # fmt: skip


def _fold(row: CareNeed | CareGoal | CareService, act: str, summary: str, fields: forms.Fields) -> Line:
    return {"href": f"/{row._meta.db_table.replace('_', '-')}s/{row.id}/{act}/", "summary": summary, "label": _("Write it down"),
            "fields": fields}  # fmt: skip


def _rows(*rows: tuple[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "text": text} for name, text in rows if text]


def _by(row: CareNeed | CareGoal | CareService, request: StaffRequest) -> tuple[str, str]:
    return _("Written by"), who(row.unit, row.recorded_by, row.recorded_at, request)


def who(unit: int, member: UUID, at: Any, request: StaffRequest) -> str:
    """The unit and the time; of one's own unit the name too."""
    own = Member.objects.filter(id=member, unit=request.member.unit).first()
    parts = [own.name if own else "", names_then([unit]).at(unit, at), short_moment(at)]
    return ", ".join(part for part in parts if part)


WRITTEN: dict[str, Any] = {
    "need_meet": lambda: _("The child has it now"), "need_drop": lambda: _("It is not needed, or the child does not want it"),
    "need_reopen": lambda: _("It is needed after all"), "goal_review": lambda: _("It was looked at, and goes on"),
    "goal_end": lambda: _("It has ended"), "goal_reopen": lambda: _("It goes on after all"),
    "service_begin": lambda: _("It has begun"), "service_end": lambda: _("It was given, or has ended"),
    "service_fail": lambda: _("It will not begin"), "service_reopen": lambda: _("It goes on after all"),
}  # fmt: skip
"""Act -> what its words are called; every other one is a mistake."""


def written(keys: list[UUID], request: StaffRequest) -> list[dict[str, str]]:
    """What was written with each act, the oldest first."""
    found = [one for group in remarks_on(keys).values() for one in group]
    names = names_then({one.unit for one in found})
    return [
        {"name": WRITTEN.get(one.act.partition(".")[2], lambda: _("It was written by mistake"))(), "text": one.text,
         "meta": f"{names.at(one.unit, one.at)}, {short_moment(one.at)}"}
        for one in found
    ]  # fmt: skip
