"""The forms of one step."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.queries import leads, units
from samaki.cases.models import OPEN_STATES, Step
from samaki.cases.rules import check_may_do, taking_steps
from samaki.countries import Outcome, StepKind
from samaki.database.refusals import NotAllowed
from samaki.handoffs.models import Handoff
from samaki.handoffs.queries import messages_of, messages_of_many
from samaki.handoffs.states import ASKING, TAKEN
from samaki.intake.models import Report
from samaki.intake.queries import words_of as report_words
from samaki.journeys.follow import DANGER_NOW, ends_strand
from samaki.web import which, words
from samaki.web.accused import views as accused
from samaki.web.fields import field, mark, options
from samaki.web.hints import happened, held_until
from samaki.web.moments import by_time
from samaki.web.pages import StaffRequest
from samaki.web.steps import brought, differing, mend, support
from samaki.web.steps.practice import card

Errors = list[dict[str, str]]


def done(step: Step, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """Outcome first; everything else may stay empty. A truthful record is never blocked."""
    kind, lang = pack().step_kinds[step.kind], request.lang
    fields = _done_fields(step, kind, request)
    mark(fields, errors)
    warnings, came = [], brought.came_with(step)
    if request.member.unit.kind not in kind.may_hold and kind.never_waits:
        warnings.append(_("This step usually belongs to another kind of agency. Hand it on if you can."))
    return {
        "code": step.case.code,
        "case_href": f"/cases/{step.case.code}/",
        "title": which.titled(kind.label(lang), step.child_id),
        "due_words": due_words(step, request),
        "hush": hush_of(step),
        "told": brought.told(came),
        "differing": differing.shown(step, request),
        "hand_on_first": _hand_on_first(step, request),
        "hand_on_href": f"/steps/{step.id}/hand-on/",
        "hand_back": _hand_back(step, came),
        "action": f"/steps/{step.id}/",
        "fields": fields,
        "practice": card(kind, lang, looked_through=False),
        "accused": accused.warning(step, request),
        "warnings": warnings + _limits(kind, lang),
        "version": str(step.version),
        "errors": errors,
        "close_href": f"/strands/{step.strand_id}/close/" if _closes(step, kind) else "",
        "hold": {"href": f"/steps/{step.id}/hold/", "fields": _hold_fields(step, request)},
        "stop": {"href": f"/steps/{step.id}/skip/", "fields": _reason_fields("skip", request)},
        "more": _more(step, kind, request),
    }


def due_words(step: Step, request: StaffRequest) -> str:
    """When it is due, and how long that is; after its end, and while it rests, nothing: its hold is told instead."""
    rests = step.state == "on_hold" and step.hold_until is not None and step.hold_until > request.now
    if step.state not in OPEN_STATES or rests:
        return ""
    told = words.due_in_words(step, request.now)
    begin_by = _begin_by(step, request.now) if step.due_at <= request.now else None
    if begin_by is None:
        return told
    late = _(
        "It was late already when it was accepted. Who took it over begins it %(time)s; the clock calls nobody before that."
    )
    return f"{told}. {late % {'time': by_time(begin_by, request.now)}}"


def _begin_by(step: Step, now: datetime) -> datetime | None:
    """Until when who accepted this step has time to begin it, while that runs and the clock of the step waits for it."""
    if step.call_at is None or step.call_at <= now:
        return None
    taken = Handoff.objects.filter(step_id=step.id, to_unit=step.holder, clock="begin", due_at=step.call_at)
    return step.call_at if taken.exists() else None


def hush_of(step: Step) -> list[str]:
    """What the child must not be asked again: told once, carried to every step of the child."""
    if step.child_id is None:
        return []
    sent = list(Handoff.objects.filter(case_id=step.case_id, child_id=step.child_id).order_by("id"))
    said = messages_of_many(sent)
    lines = [line.strip() for one in sent for kind, text in said.get(one.id, []) if kind == "never_again"
             for line in text.splitlines()]  # fmt: skip
    return list(dict.fromkeys(line for line in lines if line))


def _hand_on_first(step: Step, request: StaffRequest) -> dict[str, str] | None:
    """Why this unit cannot record it done, and where to hand it on; None where it can."""
    try:
        check_may_do(step, request.member)
    except NotAllowed as refusal:
        return {"sentence": refusal.sentence, "href": f"/steps/{step.id}/hand-on/"}
    return None


def _hand_back(step: Step, came: Handoff | None) -> dict[str, str] | None:
    """Taken over by mistake: the way back is a hand-off too. None where the step did not come with one that still runs."""
    if came is None or came.state not in TAKEN:
        return None
    return {"unit": came.from_unit.name, "href": f"/steps/{step.id}/hand-on/?to={came.from_unit.code}"}


def _more(step: Step, kind: StepKind, request: StaffRequest) -> list[dict[str, Any]]:
    """Who of us does it; and, for those who lead, moving it to another unit on the record."""
    ours = taking_steps(step.holder, request.now)
    people = [{"value": member.username, "label": member.name} for member in ours]
    forms = [
        {
            "href": f"/steps/{step.id}/assign/",
            "summary": _("Name who does it"),
            "label": _("Name them"),
            "fields": [field("select", "worker", _("Who of us?"), options=people, blank=_("Choose one"))],
        }
    ]
    return forms + mend.forms_for(step, request) + moving(step, kind, request)


def moving(step: Step, kind: StepKind, request: StaffRequest) -> list[dict[str, Any]]:
    """For those who lead: moving an open step to another unit, on the record."""
    forms: list[dict[str, Any]] = []
    if leads(request.member, step.holder, request.now) and step.state in ("open", "on_hold"):
        others = [u for u in units(request.now).filter(kind__in=kind.may_hold) if u.principal != step.holder_id]
        forms.append(
            {
                "href": f"/steps/{step.id}/reassign/",
                "summary": _("Move it to another unit (supervisors)"),
                "label": _("Move it, on the record"),
                "fields": [
                    field(
                        "select",
                        "to_unit",
                        _("To whom?"),
                        blank=_("Choose one"),
                        options=[{"value": u.code, "label": u.name} for u in others],
                    ),
                    field("area", "text", _("Why?"), rows=2),
                ],
            }
        )
    return forms


def _done_fields(step: Step, kind: StepKind, request: StaffRequest) -> list[dict[str, Any]]:
    lang, post = request.lang, request.POST
    fields = [
        field("radios", "outcome", _("What came out of it?"), options=differing.named(step, options(_outcomes(step, kind), lang), lang),
              value=post.get("outcome", "")),
        field("text", "occurred_at", _("When was it?"), value=post.get("occurred_at", ""), narrow=True,
              hint=happened()),
        field("checks", "checklist", _("What was seen to"), options=options(kind.checklist, lang),
              value=post.getlist("checklist")),
        *support.asked(step, request),
    ]  # fmt: skip
    conditions = [pack().conditions[f.condition] for f in kind.follows if f.condition and f.condition != _danger()]
    if conditions:
        unique = {condition.code: condition for condition in conditions}.values()
        fields.insert(2, field("checks", "conditions", _("Is any of this so?"), options=options(unique, lang),
                               value=post.getlist("conditions"),
                               hint=_("The next steps depend on it.")))  # fmt: skip
    return fields


def _closes(step: Step, kind: StepKind) -> bool:
    return any(ends_strand(step, code) for code in kind.outcomes)


def _outcomes(step: Step, kind: StepKind) -> list[Outcome]:
    """Outcomes that can be recorded here; a closure step ends with its strand."""
    return [outcome for outcome in kind.outcomes.values() if not ends_strand(step, outcome.code)]


def _danger() -> str:
    return pack().opening.danger_condition


def _limits(kind: StepKind, lang: str) -> list[str]:
    """Limits of law beside the step, each with its status; they never decide anything."""
    return [
        f"{limit.label(lang)} ({limit.article}; {pack().limit_statuses[limit.status].label(lang)})."
        for limit in (pack().legal_limits[code] for code in kind.legal_limits)
    ]


def _hold_fields(step: Step, request: StaffRequest) -> list[dict[str, Any]]:
    return [
        *_reason_fields("hold", request),
        field("text", "until", _("Until when?"), hint=held_until(), narrow=True),
    ]


def _reason_fields(list_name: str, request: StaffRequest) -> list[dict[str, Any]]:
    reasons = pack().reasons[list_name].values()
    return [
        field("select", "reason", _("Why?"), options=options(reasons, request.lang), blank=_("Choose one")),
        field("area", "text", _("In your own words"), rows=2),
    ]


def hand_on(step: Step, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """To whom, why, how urgent; the draft that waits fills it in."""
    kind, lang, post = pack().step_kinds[step.kind], request.lang, request.POST
    waiting = Handoff.objects.filter(step=step, state__in=ASKING).select_related("to_unit").first()
    chosen = waiting.to_unit.code if waiting else request.GET.get("to", "")[:60]
    written = dict(messages_of(waiting)) if waiting and waiting.state == "draft" else {}
    found = [unit for unit in units(request.now).filter(kind__in=kind.may_hold) if unit.principal != step.holder_id]
    served = {u.principal for u in units(request.now, area=step.case.area).filter(kind__in=kind.may_hold)}
    ranked = sorted(found, key=lambda unit: (unit.principal not in served, unit.name))
    reasons = [one for one in pack().reasons["move"].values() if one.code != DANGER_NOW]  # the system's, nobody's own
    fields = [
        field("select", "to_unit", _("To whom?"), value=post.get("to_unit", chosen), blank=_("Choose one"),
              options=[{"value": unit.code, "label": words.unit_line(unit)} for unit in ranked]),
        field("area", "why", _("What must they know to decide?"), value=post.get("why", written.get("why", "")), rows=4,
              hint=_("No names: they see names after they accept. Say what the child needs first.")),
        field("select", "why_code", _("Why them?"), options=options(reasons, lang),
              value=post.get("why_code", waiting.why_code if waiting and waiting.why_code != DANGER_NOW else "next_step")),
        field("radios", "urgency", _("How urgent is it?"), options=options(pack().urgencies.values(), lang),
              value=post.get("urgency", waiting.urgency if written and waiting else step.urgency)),
    ]  # fmt: skip
    if step.child_id:
        fields += _child_fields({**written, **post.dict()})
    mark(fields, errors)
    return {
        "code": step.case.code,
        "case_href": f"/cases/{step.case.code}/",
        "step_title": which.titled(kind.label(lang), step.child_id),
        "fields": fields,
        "reported": _reported(step, kind),
        "rooms": rooms(kind, lang, ours=False),
        "errors": errors,
        "draft_allowed": True,
        "directory_href": f"/directory/?step={step.kind}&area={step.case.area}",
    }


def _reported(step: Step, kind: StepKind) -> list[dict[str, str]]:
    """Of a child's step: the words of the report, for a sender who reads it. Whoever is asked does not, and needs a part of it."""
    if kind.strand != "care":
        return []
    report = Report.objects.filter(
        case_id=step.case_id, erased_at=None
    ).first()  # row security: for those who may read it
    told = report_words(report) if report else {}
    names = {"what": _("What was reported"), "where": _("Where")}
    return [{"name": name, "text": told[key]} for key, name in names.items() if told.get(key)]


def _child_fields(post: Any) -> list[dict[str, Any]]:
    """Told once, carried forward: what the child must not be asked again."""
    return [
        field("area", "never_again", _("What must the child not be asked again?"), value=post.get("never_again", ""), rows=2,
              hint=_("One matter on each line: what, when it was told, where the recording is. Not the account itself.")),
        field("text", "wants", _("What does the child want?"), value=post.get("wants", "")),
        field("text", "safe_contact", _("How can contact be made safely?"), value=post.get("safe_contact", "")),
        field("text", "pays", _("Who pays, if it costs money?"), value=post.get("pays", "")),
    ]  # fmt: skip


def rooms(kind: StepKind, lang: str, *, ours: bool) -> list[dict[str, Any]]:
    """What the receiver (`ours`: the reader) sees with the offer, after acceptance, and what stays shut."""
    entries = pack().compartments
    offered = [entries[c].label(lang) for c in kind.needs_offered if entries[c].before_acceptance]
    accepted = [entries[c].label(lang) for c in kind.needs_accepted]
    shut = [entry.label(lang) for code, entry in entries.items() if code not in kind.needs_accepted]
    return [
        {"open": True, "name": _("Now"), "words": ", ".join([_("this page, no name, no notes"), *offered])},
        {"open": True, "name": _("After you accept") if ours else _("After they accept"), "words": ", ".join(accepted)},
        {"open": False, "name": _("Not opened"), "words": ", ".join(shut)},
    ]
