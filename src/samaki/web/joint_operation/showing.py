"""The page of an operation: what is missing first, and plainly; it blocks nothing."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.agencies.queries import NamesThen, names_then
from samaki.cases.models import OPEN_STATES, Case, Step
from samaki.cases.rules import may
from samaki.journeys.joint_operation import queries
from samaki.journeys.joint_operation.models import OperationFact, OperationPlan, OperationReady
from samaki.journeys.joint_operation.plan import NO, YES, Missing, Plan
from samaki.journeys.joint_operation.rules import check_plans
from samaki.web import words
from samaki.web.fields import field
from samaki.web.moments import by_time, digits, long_date, long_moment, part_of_date, short_moment
from samaki.web.pages import StaffRequest

Shown = dict[str, Any]
BEGAN, ENDED = "began", "ended"


def operation_page(step: Step, request: StaffRequest) -> Shown:
    """For who holds the step all of it; for others what happened, once the step has ended."""
    holds = may(check_plans, step, request.member, request.now)
    plans, asked, facts = queries.versions(step.id), queries.asked(step.id), queries.facts_of(step.id)
    sees = holds or bool(plans)
    plan = queries.plan_of(plans[0] if plans else None)
    names = names_then({row.unit for row in plans} | {row.unit for row in asked} | {row.unit for row in facts})
    base = f"/steps/{step.id}/operation"
    return {
        "title": words.step_title(step.kind, request.lang),
        "code": step.case.code,
        "case_href": f"/cases/{step.case.code}/",
        "step_href": f"/steps/{step.id}/",
        "sees": sees,
        "lead": _lead(step, plan, request, facts, sees=sees),
        "missing": [missing_words(one, request.lang) for one in queries.lacks(plan)]
        if sees and step.state in OPEN_STATES
        else [],
        "rows": _rows(plan, request.lang) if plans else [],
        "versions": _versions(plans, names),
        "asked": [_asked(row, names, base, request, holds=holds) for row in asked] if sees else [],
        "facts": [_fact(row, names, request, holds=holds) for row in facts],
        "links": _links(base, step) if holds else [],
    }


def _lead(step: Step, plan: Plan, request: StaffRequest, facts: list[OperationFact], *, sees: bool) -> str:
    """Whether it waits, and until when; for others that they see nothing here."""
    if not sees:
        return _(
            "Only who holds this step reads its plan. What happened can be read with the facts of the case once the step has ended."
        )
    if told := _begun(facts):
        return told
    review = plan.reviewed_at
    if plan.delay and review is not None and step.state in OPEN_STATES:
        why = words.reason_name("operation_delay", plan.delay, request.lang)
        said = _("It waits: %(why)s. Looked at again %(time)s. Nothing has to begin because a day has come.")
        return said % {"why": why, "time": by_time(review, request.now)}
    return _("No clock asks that this begin. The children's safety decides, and who leads it.")


def _begun(facts: list[OperationFact]) -> str:
    """That it has begun or ended, by what was written down of it; nothing waits any more then."""
    times = {row.kind: row.at for row in facts if row.in_error_at is None and row.kind in (BEGAN, ENDED)}
    if BEGAN in times and ENDED in times and times[ENDED] < times[BEGAN]:
        return _("It is written down that it ended before it began. Look at both times.")
    if ENDED in times:
        return _("It has ended, by what is written down below. Record the step done when all is said.")
    return _("It has begun, by what is written down below.") if BEGAN in times else ""


def missing_words(one: Missing, lang: str) -> str:
    """What is not there, plainly."""
    if one.what in ("role", "check"):
        said = {"role": _("Nobody is named: %(what)s"), "check": _("Not seen to: %(what)s")}[one.what]
        return said % {"what": words.reason_name(f"operation_{one.what}", one.code, lang)}
    return {
        "authorised": _("It is not said who authorised it"),
        "form": _("It is not said on what paper it was authorised"),
        "no_night": _("No dwelling is entered at night, and a ground for the night is named: look at both"),
        "not_foreign": _("Nobody is of another country, and something is said of the consulate: look at both"),
        "night_ground": _("It is not said whether a dwelling is entered at night, or on what ground"),
        "consul": _("It is not said whether somebody is of another country, or what of the consulate"),
    }[one.what]


def _rows(plan: Plan, lang: str) -> list[dict[str, str]]:
    some = pack().reasons
    answers = {YES: _("Yes"), NO: _("No")}
    rows = [
        (_("Who authorised it?"), plan.authorised_by),
        (_("On what paper?"), words.reason_name("operation_form", plan.authorised_form, lang) if plan.authorised_form else ""),
        (_("Number and date of the paper"), plan.authorised_number),
        (_("When was it authorised?"), plan.authorised_at),
        (_("Will a dwelling be entered at night?"), answers.get(plan.night, "")),
        (_("If at night: on what ground?"), _joined(words.reason_name("operation_night", plan.night_ground, lang), plan.night_text)),
        *[(some["operation_role"][code].label(lang), who) for code, who in plan.roles.items() if code in some["operation_role"]],
        (_("Is a child or an adult of another country?"), answers.get(plan.foreign, "")),
        (_("If so: the consulate"), _joined(words.reason_name("operation_consul", plan.consul, lang), plan.consul_text)),
        (_("Seen to before it begins"), "; ".join(words.reason_name("operation_check", code, lang) for code in plan.checks)),
        (_("The plan"), plan.text),
        (_("Why is it not done yet?"), _joined(words.reason_name("operation_delay", plan.delay, lang), plan.delay_text)),
    ]  # fmt: skip
    return [{"name": name, "text": text} for name, text in rows if text]


def _joined(*parts: str) -> str:
    return ". ".join(part for part in parts if part)


def _versions(plans: list[OperationPlan], names: NamesThen) -> list[str]:
    """Who wrote which version; what stood in it stays sealed."""
    said = _("Version %(n)s: %(unit)s, %(time)s")
    return [
        said
        % {"n": digits(row.version), "unit": names.at(row.unit, row.recorded_at), "time": short_moment(row.recorded_at)}
        for row in plans
    ]


READY = {"": ("offered", lambda: _("Has not answered yet")), "ready": ("done", lambda: _("Will be ready")),
         "cannot": ("overdue", lambda: _("Cannot be ready"))}  # fmt: skip


def _asked(row: OperationReady, names: NamesThen, base: str, request: StaffRequest, *, holds: bool) -> Shown:
    said, (state, answer) = queries.words_of(row), READY[row.answer]
    ended = row.ended_at is not None
    return {
        "title": names.at(row.unit, row.recorded_at) or "?",
        "state": "next" if ended else state,
        "state_words": _("Not needed any more") if ended else answer(),
        "when": long_moment(row.ready_at),
        "what": said["what"],
        "answer": said["text"],
        "whole": row.whole,
        "end": {"href": f"/ready/{row.id}/end/", "label": _("They are not needed any more")}
        if holds and not ended
        else None,
    }


def _fact(row: OperationFact, names: NamesThen, request: StaffRequest, *, holds: bool) -> Shown:
    many = _("People: %(n)s") % {"n": digits(row.number)} if row.number is not None else ""
    at = {"instant": short_moment, "day": long_date}.get(row.precision, lambda at: part_of_date(at, row.precision))(
        row.at
    )
    mends = holds and row.in_error_at is None
    fields = [field("area", "text", _("What was wrong?"), rows=2, hint=None)]
    return {
        "state": "stopped" if row.in_error_at else "done",
        "words": words.reason_name("operation_fact", row.kind, request.lang),
        "meta": " · ".join(part for part in (at, many, names.at(row.unit, row.recorded_at) or "") if part),
        "text": queries.text_of(row),
        "struck": _("Recorded by mistake") if row.in_error_at else "",
        "more": {"href": f"/operation-facts/{row.id}/mistake/", "summary": _("This was written down by mistake"), "of": str(row.id),
                 "label": _("Say that it was a mistake"), "fields": fields} if mends else None,
    }  # fmt: skip


def _links(base: str, step: Step) -> list[dict[str, str]]:
    found = [{"label": _("Write the plan"), "href": f"{base}/plan/"}]
    if step.state == "open":
        found.append({"label": _("Not yet: a planned delay"), "href": f"{base}/delay/"})
    if step.state in OPEN_STATES:
        found.append({"label": _("Ask a unit to be ready"), "href": f"{base}/ready/"})
    return [*found, {"label": _("What happened in the operation"), "href": f"{base}/fact/"}]


def nobody_to_ask(step: Step) -> Shown:
    """Instead of a form that nobody could send."""
    return {
        "title": _("Ask a unit to be ready"),
        "lead": _(
            "No other unit has a part in this case yet. Hand a step on to one first; once it has accepted, ask it here."
        ),
        "notes": [{"words": _("To whom?"), "href": f"/steps/{step.id}/hand-on/", "label": _("Hand it on")}],
        "fields": [],
        "back": {"href": f"/steps/{step.id}/operation/", "label": _("Back"), "code": step.case.code},
    }


def ready_page(row: OperationReady, request: StaffRequest) -> Shown:
    """For the unit that was asked: what, when, and its answer. Of the case only the code."""
    code = Case.objects.values_list("code", flat=True).get(id=row.case_id)
    asker, said = Unit.objects.get(principal=row.by_unit), queries.words_of(row)
    state = READY[row.answer][1]()
    rows = [
        (_("What must they do?"), said["what"]), (_("When must they be ready?"), long_moment(row.ready_at)),
        (_("Who asks"), words.unit_line(asker)), (_("Answer"), _joined(state, said["text"])),
    ]  # fmt: skip
    mine = row.unit == request.member.own_principal and row.ended_at is None
    answers = [
        {"value": "ready", "label": _("We will be ready")},
        {"value": "cannot", "label": _("We cannot be ready")},
    ]
    fields = [field("radios", "answer", _("Will you be ready?"), options=answers, value=row.answer),
              field("area", "text", _("In your own words"), rows=2, hint=None)]  # fmt: skip
    shown = row.whole and mine  # the step itself need not be open to them
    plan = _rows(queries.plan_of(queries.newest(row.step_id)), request.lang) if shown else []
    return {
        "title": _("Be ready") if row.ended_at is None else _("Your unit need not be ready any more"),
        "lead": _("Speak of this to nobody who need not know it: also in your own unit."),
        "rows": [{"name": name, "text": text} for name, text in rows if text] + plan,
        "notes": [{"words": _("You are shown the whole plan.")}] if shown else [],
        "fields": [],
        "more": [{"href": f"/ready/{row.id}/answer/", "summary": _("Answer"), "label": _("Answer"), "fields": fields}] if mine else [],
        "back": {"href": "/desk/", "label": _("Back"), "code": code},
        "section": "desk",
    }  # fmt: skip
