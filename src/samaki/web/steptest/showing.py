"""One test: how often it can be wrong first, then how far it is, then what it says; below it the plan, its hash, signatures and lot."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.models import Agency
from samaki.agencies.stages.queries import plan_areas
from samaki.figures.noninferiority import Protocol, Reading
from samaki.stepping_back.testing import operations, reading, rules
from samaki.stepping_back.testing.plan import Together, rates_of
from samaki.stepping_back.testing.queries import Part, Test
from samaki.stepping_back.testing.reading import Sign
from samaki.stepping_back.testing.states import may_move
from samaki.web import words
from samaki.web.bounds import percent, percent_above
from samaki.web.independence import counting
from samaki.web.independence.showing import family_name
from samaki.web.moments import digits, long_date, short_moment
from samaki.web.pages import StaffRequest
from samaki.web.steptest import saying, verdicts, weighing
from samaki.web.steptest.drawing import cusum, number_of
from samaki.web.steptest.foretelling import expected
from samaki.web.steptest.wording import together, wrong


def shown(test: Test, request: StaffRequest) -> dict[str, Any]:
    """Context of `step_test.html`. Beside the test itself 2 queries, for who may sign some more."""
    row, rates = test.row, rates_of(test.plan)
    leads, states = rules.may_lead(request.member, request.now), {one.row.state for one in test.parts}
    return {
        "title": _("Step-back test: %(area)s") % {"area": words.area_name(row.area, request.lang)}, "section": "measures",
        "key": str(row.id),
        "state": row.state, "ring": saying.ring_of(row.state, states), "says": saying.of_test(row.state, states),
        "why": saying.REASONS[row.stop_reason]() if row.stop_reason else "",
        "begun": long_date(row.begun_at) if row.begun_at else "", "until": long_date(row.ends_at) if row.ends_at else "",
        "stage": f"/independence/areas/{row.area}/" if row.ended_at and row.area in plan_areas() else "",
        "ended": long_date(row.ended_at) if row.ended_at else "", "fixed": short_moment(row.fixed_at), "sha256": row.sha256,
        "parts": [_part(test, one, rates, request, leads) for one in test.parts],
        "together": together(rates), "limits": weighing.together(rates, fixed=True), "counts": counting.of(counting.TESTED),
        "many": len(test.parts) > 1, "plan": _plan(test), "signatures": _signatures(test, request),
        "lot": _lot(test), "acts": _acts(test, request, leads),
    }  # fmt: skip


# ---------------------------------------------------------------- families
def _part(test: Test, one: Part, rates: Together, request: StaffRequest, leads: bool) -> dict[str, Any]:
    row, kept, protocol = one.row, one.reading, test.plan.protocol(one.row.family)
    found = reading.read(protocol, kept.signs) if kept else None
    return {
        "key": str(row.id), "name": family_name(row.family, request.lang), "state": row.state, "ring": saying.RINGS[row.state],
        "says": saying.PARTS[row.state](), "steps": digits(protocol.steps), "wrong": wrong(protocol, rates.by_family[row.family]),
        "limits": weighing.limits(protocol, rates.by_family[row.family]), "why": verdicts.why(row.state, protocol, found),
        "soon": _soon(test, one, protocol),
        "needed": digits(rates.by_family[row.family].fewest_good or 0), "never": rates.by_family[row.family].fewest_good is None,
        "read": _read(found, kept.signs, protocol, row.state) if found and kept else None,
        "read_at": short_moment(kept.read_at) if kept else "", "alarm_at": long_date(row.alarm_at) if row.alarm_at else "",
        "recall": saying.RECALLS[row.recall]() if row.recall else "", "asks": leads and row.state == "alarm" and not row.recall,
        "margin": digits(round(100 * protocol.margin)), "baseline": percent(float(protocol.baseline)),
        "least": percent(float(protocol.least_acceptable)),
        "accepted": percent(float(protocol.alarm.accepted)), "broken": percent(float(protocol.alarm.broken)),
    }  # fmt: skip


def _soon(test: Test, one: Part, protocol: Protocol) -> dict[str, Any] | None:
    """As it was reckoned when the plan was fixed; None of one of which it was not kept, that has ended, or in which steps were read
    although none were foreseen: then what was read says more."""
    kept, live = test.row.expected, one.row.state in ("waits", "running")
    if kept is None or not live or (one.reading and not kept.get(protocol.family)):
        return None
    return expected(protocol, kept.get(protocol.family, 0), test.plan.months)


def _read(found: Reading, signs: str, protocol: Protocol, state: str) -> dict[str, Any]:
    """How far it is; the share and its bound only where a verdict was read: after an alarm, or too few steps, they would mislead."""
    told, helped = state in ("passed", "failed"), signs.count(Sign.HELPED)
    return {
        "due": digits(found.due), "failed": digits(found.due - found.good), "helped": digits(helped) if helped else "",
        "draw": cusum(protocol, found, signs), "share": percent(found.good / found.due) if told else "",
        "lower": percent_above(found.lower) if told else "", "good": digits(found.good) if told else "",
    }  # fmt: skip


# ---------------------------------------------------------------- what was fixed
def _plan(test: Test) -> dict[str, Any]:
    plan, first = test.plan, test.plan.families[0]
    signed = {str(one.agency_id) for one in test.signatures}
    agencies = {str(one.id): one.name for one in Agency.objects.filter(id__in=plan.assessors)}
    return {
        "begin_by": long_date(plan.begin_by), "months": digits(plan.months), "settle": digits(plan.settle_days),
        "threshold": number_of(float(first.alarm.threshold)), "confidence": percent(float(first.confidence)), "measure": plan.measure,
        "assessors": [{"name": agencies.get(key, ""), "signed": key in signed} for key in plan.assessors],
    }  # fmt: skip


def _signatures(test: Test, request: StaffRequest) -> list[dict[str, str]]:
    return [{"name": one.agency.name, "at": short_moment(one.signed_at)} for one in test.signatures]


def _lot(test: Test) -> dict[str, str] | None:
    row = test.row.lot
    if row is None:
        return None
    return {
        "place": digits(test.row.place or 0),
        "of": digits(len(row.drawn)),
        "checkpoint": str(row.checkpoint),
        "root": row.root,
    }


def _acts(test: Test, request: StaffRequest, leads: bool) -> dict[str, Any]:
    """What the reader can do now."""
    row, by, now = test.row, request.member, request.now
    ours = any(one.agency_id == by.unit.agency_id for one in test.signatures)
    return {
        "sign": row.state == "fixed" and not ours and rules.may_sign(by, row.barred, test.plan.assessors, now),
        "lot": leads and row.state == "fixed" and row.place is None and operations.signed_by_all(row, test.plan),
        "begin": leads and row.state == "fixed" and operations.may_begin(row, now),
        "stop": leads and may_move("test", "stop", row.state),
        "reasons": [{"value": code, "label": saying.REASONS[code]()} for code in rules.STOP_REASONS if code != "new_plan"],
    }  # fmt: skip
