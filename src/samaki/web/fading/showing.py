"""What the page of an area shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Unit
from samaki.agencies.stages import queries
from samaki.agencies.stages.models import AreaMoney, MentorCall, StageDecision
from samaki.agencies.stages.states import LED, MOVES, STAGES, is_forward
from samaki.countries.mentoring import FadeStage
from samaki.journeys.guarding.words import words_of
from samaki.stepping_back.fading import rules
from samaki.stepping_back.fading.gates import Gate, ToRenew, gates_of, lost, to_renew
from samaki.web import words
from samaki.web.fading.bars import bar, stage_name
from samaki.web.fading.gates import asked, evidence
from samaki.web.fields import field, mark, options
from samaki.web.hints import dates
from samaki.web.independence import outcomes
from samaki.web.moments import digits, long_date, short_moment
from samaki.web.pages import StaffRequest

FORMS = ("stage", "money", "call")
"""Forms of the page: a refusal stands at its own."""

Errors = list[dict[str, str]]


def shown(request: StaffRequest, area: str, form: str, errors: Errors) -> dict[str, Any]:
    """Context of `fading.html`. `form`: the one that was refused, with its `errors`. The gates are asked only for who decides."""
    decided = queries.decisions(area)
    stage, number = (decided[0].stage, decided[0].number) if decided else (LED, 0)
    decides, promises = rules.may_decide(request.member, request.now), rules.may_promise(request.member, request.now)
    money, calls, tests = queries.money_of(area), queries.calls_of(area), outcomes.of_area(area, request.lang)
    names = _names(decided, money)
    of = {one: errors if form == one else [] for one in FORMS}
    callable_ = [row for row in money if _calls(row, request)]
    return {
        "title": words.area_name(area, request.lang), "section": "measures", "errors": errors,
        "here": f"/independence/areas/{area}/",
        "stage": stage_name(stage, request.lang), "bar": bar(stage, request.lang), "nobody_yet": not decided,
        "gates": _gates(area, _next(stage), request, names) if decides and _next(stage) else [],
        "beside": _beside(area, _next(stage), request, names) if decides and _next(stage) else [],
        "lost": _told(lost(decided[0], request.now), None, request, names) if decides and decided else [],
        "alarms": [{"asks": asked(one.gate), "since": long_date(one.since)} for one in queries.alarms_of(area)],
        "next": stage_name(_next(stage), request.lang) if _next(stage) else "",
        "tests": tests, "recalls": [part for one in tests for part in one["parts"] if part["recalled"]],
        "renew": [_renewal(one) for one in to_renew(area, request.now)],
        "decisions": [_decision(row, request, names) for row in decided],
        "stage_fields": _stage_fields(request, stage, number, of["stage"]) if decides else [],
        "money": [_money(row, request) for row in money], "money_fields": _money_fields(request, area, of["money"]) if promises else [],
        "calls": [_call(row, request) for row in calls], "call_fields": _call_fields(request, callable_, of["call"]) if callable_ else [],
        "forms": {"stage": bool(of["stage"]), "money": bool(of["money"]), "call": bool(of["call"])},
    }  # fmt: skip


def _next(stage: str) -> str:
    """The stage forward; empty at the last."""
    return next((one for one in MOVES[stage] if is_forward(stage, one)), "")


def _names(decided: list[StageDecision], money: list[AreaMoney]) -> dict[int, str]:
    kept = (gate.get("unit") for row in decided for gate in row.gates.values())
    keys = {int(one) for one in kept if one} | {row.caller_id for row in money if row.caller_id}
    return {unit.principal: unit.name for unit in Unit.objects.filter(principal__in=keys)} if keys else {}


# ---------------------------------------------------------------- the stage
def _gates(area: str, code: str, request: StaffRequest, names: Mapping[int, str]) -> list[dict[str, Any]]:
    found = pack().mentoring.stages.get(code)
    return _told(gates_of(area, found.gates, request.now) if found else [], found, request, names)


def _beside(area: str, code: str, request: StaffRequest, names: Mapping[int, str]) -> list[dict[str, Any]]:
    """Whether the chain stands alone, where the next stage does not ask it: who decides knows it all the same."""
    found = pack().mentoring.stages.get(code)
    if found and "stands_alone" in found.gates:
        return []
    return _told(gates_of(area, ("stands_alone",), request.now), found, request, names)


def _told(
    gates: list[Gate], stage: FadeStage | None, request: StaffRequest, names: Mapping[int, str]
) -> list[dict[str, Any]]:
    return [_gate(gate.code, gate.kept(), stage, request.lang, names) for gate in gates]


def _gate(
    code: str, facts: Mapping[str, Any], stage: FadeStage | None, lang: str, names: Mapping[int, str]
) -> dict[str, Any]:
    return {
        "asks": asked(code), "met": bool(facts.get("met")), "says": evidence(code, facts, lang, names),
        "required": bool(stage and code in stage.required),
    }  # fmt: skip


def _decision(row: StageDecision, request: StaffRequest, names: Mapping[int, str]) -> dict[str, Any]:
    lang = request.lang
    return {
        "stage": stage_name(row.stage, lang), "before": stage_name(row.before, lang), "forward": is_forward(row.before, row.stage),
        "when": short_moment(row.decided_at), "unit": row.unit.name, "why": words_of(row).get("why", ""),
        "gates": [_gate(code, facts, pack().mentoring.stages.get(row.stage), lang, names) for code, facts in row.gates.items()],
        "days": digits(row.days) if row.days else "",
    }  # fmt: skip


def _stage_fields(request: StaffRequest, stage: str, number: int, errors: Errors) -> list[dict[str, Any]]:
    ways = sorted(MOVES[stage], key=STAGES.index, reverse=True)
    choices = [{"value": one, "label": stage_name(one, request.lang)} for one in ways]
    fields = [
        field("radios", "stage", _("To which stage?"), options=choices, value=request.POST.get("stage", ""),
              hint=_("Forward one stage at a time; back to any, and nothing is asked.")),
        field("area", "why", _("Why?"), value=request.POST.get("why", ""),
              hint=_("Needed where a gate is not met. No name, and nothing about a case.")),
        field("hidden", "after", "", value=str(number), hint=None),
    ]  # fmt: skip
    mark(fields, errors)
    return fields


def _renewal(one: ToRenew) -> dict[str, Any]:
    return {
        "one": one.one,
        "other": one.other,
        "day": long_date(calendar().local(one.due_at).date()),
        "late": one.overdue,
    }


# ---------------------------------------------------------------- money and calls
def _calls(row: AreaMoney, request: StaffRequest) -> bool:
    today = calendar().local(request.now).date()
    return row.purpose == "recall" and queries.stands(row, today) and rules.may_call(row, request.member, request.now)


def _typed(request: StaffRequest, form: str) -> Mapping[str, str]:
    """What was typed into this form, where it is the one that was sent."""
    return request.POST if request.path.endswith(f"/{form}/") else {}


def _fund(code: str, lang: str) -> str:
    found = pack().mentoring.funds.get(code)
    return found.label(lang) if found else code


def _money(row: AreaMoney, request: StaffRequest) -> dict[str, Any]:
    member, now = request.member, request.now
    ends = (
        row.ended_at is None
        and rules.may_promise(member, now)
        and (row.unit_id == member.unit_id or rules.may_decide(member, now))
    )
    return {
        "what": _("For calling the mentor back") if row.purpose == "recall" else _("For the work of the chain"),
        "fund": _fund(row.fund, request.lang), "caller": row.caller.name if row.caller else "", "since": long_date(row.since),
        "until": long_date(row.until), "stands": queries.stands(row, calendar().local(now).date()), "ended": row.ended_at is not None,
        "end": f"/independence/areas/{row.area}/money/{row.id}/end/" if ends else "",
    }  # fmt: skip


def _money_fields(request: StaffRequest, area: str, errors: Errors) -> list[dict[str, Any]]:
    post, lang = _typed(request, "money"), request.lang
    purposes = [
        {"value": "budget", "label": _("For the work of the chain")},
        {"value": "recall", "label": _("For calling the mentor back")},
    ]
    callers = [{"value": unit.code, "label": unit.name} for unit in rules.callers(area, request.now)]
    fields = [
        field("radios", "purpose", _("What is the money for?"), options=purposes, value=post.get("purpose", ""), hint=None),
        field("select", "fund", _("Where does it come from?"), options=options(pack().mentoring.funds.values(), lang),
              value=post.get("fund", ""), blank=_("Choose"), hint=None),
        field("select", "caller", _("Who calls the mentor back?"), options=callers, value=post.get("caller", ""),
              blank=_("Nobody: it is no recall"), hint=_("Only where the money is for a recall.")),
        field("text", "since", _("From which day is it there?"), value=post.get("since", ""), hint=dates(_("Empty: from today.")),
              narrow=True),
        field("text", "until", _("Until which day?"), value=post.get("until", ""), hint=dates(_("The first day without it.")), narrow=True),
    ]  # fmt: skip
    mark(fields, errors)
    return fields


def _call(row: MentorCall, request: StaffRequest) -> dict[str, Any]:
    runs = queries.runs(row, request.now)
    ends = runs and rules.may_end_call(row, request.member, request.now)
    return {
        "unit": row.unit.name, "kind": words.step_title(row.kind, request.lang) if row.kind else _("For all steps"),
        "when": short_moment(row.called_at), "until": short_moment(row.ended_at or row.until), "runs": runs,
        "end": f"/independence/areas/{row.area}/calls/{row.id}/end/" if ends else "",
    }  # fmt: skip


def _call_fields(request: StaffRequest, money: list[AreaMoney], errors: Errors) -> list[dict[str, Any]]:
    post, lang = _typed(request, "call"), request.lang
    critical = [kind for kind in pack().step_kinds.values() if kind.critical]
    paid = [
        {
            "value": str(row.id),
            "label": _("%(fund)s, until %(until)s") % {"fund": _fund(row.fund, lang), "until": long_date(row.until)},
        }
        for row in money
    ]
    fields = [
        field("select", "kind", _("For which kind of step?"), options=options(critical, lang), value=post.get("kind", ""),
              blank=_("For all steps"), hint=_("As little as is needed: the other steps stay with who does them.")),
        field("select", "money", _("With which money?"), options=paid, value=post.get("money", paid[0]["value"]), hint=None),
        field("text", "days", _("For how many days?"), value=post.get("days", ""), narrow=True, inputmode="numeric", hint=None),
    ]  # fmt: skip
    mark(fields, errors)
    return fields
