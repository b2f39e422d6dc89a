"""The forms around a case: open one, start a step by hand, close or reopen a part."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.care.models import CareCheck
from samaki.care.rules import check_writes as check_cares
from samaki.cases.models import Case, Strand
from samaki.cases.rules import lacks, may
from samaki.cases.safety import check_leaves_nobody_in_danger, in_danger, kept_open_by
from samaki.countries import Reason
from samaki.journeys import closing, mistakes
from samaki.journeys.danger import URGENCIES
from samaki.web import which, words
from samaki.web.fields import field, mark, options
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest
from samaki.web.places import place_groups

Errors = list[dict[str, str]]


def new_case(request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """A case of our own: where, how urgent, where it comes from, how many children are known."""
    lang, post = request.lang, request.POST
    own_area = next(iter(request.member.unit.areas.values_list("area", flat=True)), "")
    fields = [
        field("select", "area", _("Where"), options=place_groups(lang), value=post.get("area", own_area), blank=_("Choose the place")),
        field("radios", "urgency", _("How urgent is it?"), options=options(pack().urgencies.values(), lang),
              value=post.get("urgency", "urgent")),
        field("select", "source", _("Where does it come from?"), options=options(pack().report_sources.values(), lang),
              value=post.get("source", ""), blank=_("Choose where it comes from")),
        field("text", "children", _("How many children are known?"), value=post.get("children", "1"), inputmode="numeric",
              narrow=True, hint=_("Each child gets a part of the file of their own. More can be added later.")),
        field("checks", "offences", _("Offences that it may be (not legally verified)"), value=post.getlist("offences"),
              options=_offences(lang), hint=_("Leave it open when you do not know.")),
    ]  # fmt: skip
    return _form(_("Start a case of our own"), fields, _("Open the case"), "/cases/", errors) | {
        "lead": _opening_words(request)
    }


def _opening_words(request: StaffRequest) -> str:
    first = pack().step_kinds[pack().opening.justice]
    if request.member.unit.kind in first.may_hold:
        begins = _("The first step of justice begins with your unit.")
    else:
        whose = pack().agency_kinds[first.default_holder].label(request.lang)
        begins = _(
            "The first step of justice, %(step)s, is asked at once of: %(whose)s. You hold it until they accept."
        )
        begins %= {"step": first.label(request.lang), "whose": whose}
    rest = _("For each child a hand-off to social services is written; it waits on your desk until you offer it.")
    return f"{begins} {rest}"


def more_urgent(case: Case) -> tuple[str, ...]:
    """What the case can still be made, the least pressing first."""
    return URGENCIES[URGENCIES.index(case.urgency) + 1 :]


def urgency(case: Case, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """How urgent the case is now: what is more pressing than it was; and back, for who raised it by mistake."""
    higher = more_urgent(case)
    found = [pack().urgencies[code] for code in reversed(higher)]
    fields = [
        field("radios", "urgency", _("How urgent is it?"), options=options(found, request.lang),
              value=request.POST.get("urgency", higher[-1] if higher else ""))
    ]  # fmt: skip
    lower = _lower(case, request)
    made = _form(_("How urgent is the case?"), fields if higher else [], _("Make it more urgent"), f"/cases/{case.code}/",
                 errors, case.code)  # fmt: skip
    return made | {
        "lead": _("What an emergency needs is opened at once, and your own open steps are due sooner.")
        if higher
        else _("This case is an emergency. What that needs is open, and those who must act are asked."),
        "more": [lower] if lower else [],
    }


def _lower(case: Case, request: StaffRequest) -> dict[str, Any] | None:
    if not may(mistakes.check_lowers, case, request.member, request.now):
        return None
    found = [pack().urgencies[code] for code in reversed(mistakes.lower_than(case.urgency))]
    hint = _("Clocks that run keep their time; only what begins from now on has the longer one. What was opened for an "
             "emergency stays open: leave it out with a reason where it is not needed.")  # fmt: skip
    return {
        "href": "", "summary": _("It was made more urgent by mistake"), "label": _("Make it less urgent, on the record"),
        "fields": [field("hidden", "act", "", value="lower"),
                   field("select", "lower_to", _("How urgent is it?"), options=options(found, request.lang),
                         blank=_("Choose one")),
                   field("area", "text", _("What was wrong?"), rows=2, hint=hint)],
    }  # fmt: skip


def strand(strand: Strand, act: str, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """Close or reopen one part, with a reason of the list; before it, what that does to the work in it."""
    reasons = pack().reasons["close" if act == "close" else "reopen"].values()
    fitting = [reason for reason in reasons if getattr(reason, "strand", "") in ("", "both", strand.kind)]
    unsafe = in_danger(strand) if act == "close" and strand.state == "open" else set()
    kept = bool(unsafe) and not may(check_leaves_nobody_in_danger, strand)
    if kept:
        fitting = [reason for reason in fitting if reason.even_in_danger]
    name = which.titled(pack().strands[strand.kind].label(request.lang), strand.child_id)
    title = _("Close this part: %(name)s") if act == "close" else _("Open this part again: %(name)s")
    fields = [
        field(
            "radios", "reason", _("Why?"), options=options(fitting, request.lang), value=request.POST.get("reason", "")
        ),
        field(
            "area",
            "text",
            _("In your own words"),
            value=request.POST.get("text", ""),
            rows=3,
            hint=_("A child is not safe: say why this part closes all the same, and who keeps the child safe.")
            if unsafe
            else "",
        ),
    ]
    if elsewhere := [one.label(request.lang) for one in fitting if act == "close" and one.goes_on_in]:
        hint = _("Only for “%(reason)s”: the case in which the work goes on.") % {"reason": elsewhere[0]}
        fields.append(field("text", "other_case", _("Code of the other case"), hint=hint,
                            value=request.POST.get("other_case", "")))  # fmt: skip
    label = _("Close this part") if act == "close" else _("Open it again")
    made = _form(title % {"name": name}, fields if fitting else [], label, f"/cases/{strand.case.code}/", errors,
                 strand.case.code)  # fmt: skip
    if act == "close":
        made["lead"] = _("Justice and the care of each child close apart. Our own open steps here stop with it.")
        return made | {
            "notes": (_danger(strand, unsafe, request, kept=kept, closes=bool(fitting)) if unsafe else [])
            + _looked_through(strand, request)
            + _ending(strand, request)
            + _not_recorded(strand, fitting, request)
        }
    return made | {"notes": _coming_back(strand, request)}


def _danger(
    strand: Strand, unsafe: set[UUID], request: StaffRequest, *, kept: bool, closes: bool
) -> list[dict[str, str]]:
    """Which child is not safe, what keeps the part open, and that all who work for the child are told."""
    last = [{"words": _("Until then it can be closed only for what stands below.")}] if kept and closes else []
    told = [{"words": _("If you close it: words are needed, and all units known to work for the child here are told.")}]
    new = f"/cases/{strand.case.code}/arrivals/new/"
    label = _("Record where the child is")
    if strand.kind == "care":
        said = _("The last word on this child is: not safe. Record first where the child is safe, or what came out of the "
                 "safety step; then close this part.")  # fmt: skip
        return [{"words": said, "href": f"{new}?person={strand.child_id}", "label": label}, *last, *told]
    people = strand.case.people.filter(id__in=unsafe).order_by("number")
    names = [(words.part_name(child, request.lang), f"{new}?person={child.id}") for child in people]
    notes = [
        {"words": _("%(child)s is not safe.") % {"child": name}, "href": where, "label": label}
        for name, where in names or [(_("A child of this case"), new)]
    ]
    for step in kept_open_by(strand):
        notes.append({"words": _("This step brings children to safety. Say first what came out of it, or hand it on:"),
                      "href": f"/steps/{step.id}/", "label": words.step_title(step.kind, request.lang)})  # fmt: skip
    return notes + last + told


def _looked_through(strand: Strand, request: StaffRequest) -> list[dict[str, str]]:
    """Of a child's care: nobody has looked through yet what is still open for the child. It bars nothing."""
    if strand.state != "open" or strand.child_id is None:
        return []
    looked = CareCheck.objects.filter(case_id=strand.case_id, child_id=strand.child_id, kind=pack().caring.closes)
    if looked.exists() or not may(check_cares, strand.case_id, strand.child_id, request.member, request.now):
        return []
    return [{"words": _("What is still open for this child has not been looked through:"),
             "href": f"/cases/{strand.case.code}/people/{strand.child_id}/care/closing/",
             "label": _("Before the child's care is closed")}]  # fmt: skip


def _ending(strand: Strand, request: StaffRequest) -> list[dict[str, str]]:
    """Who still works here, our steps that stop, and the offers of them that are withdrawn."""
    if strand.state != "open":
        return []
    found = closing.would_end(strand, request.member)
    said = _("There is open work with %(units)s. They must end it, or you reassign it, before this part closes.")
    notes = [{"words": said % {"units": ", ".join(found.others)}}] if found.others else []
    notes += [
        {"words": _("This step of ours ends:"), "href": f"/steps/{step.id}/",
         "label": words.step_title(step.kind, request.lang)}
        for step in found.steps
    ]  # fmt: skip
    for asked in found.offers:
        label = _("%(step)s, asked of %(unit)s")
        label %= {"step": words.step_title(asked.step.kind, request.lang), "unit": asked.to_unit.name}
        notes.append({"words": _("This offer is withdrawn:"), "href": f"/handoffs/{asked.id}/", "label": label})
    return notes


def _not_recorded(strand: Strand, fitting: list[Reason], request: StaffRequest) -> list[dict[str, str]]:
    """The steps that some of the reasons presuppose, where none of them is done."""
    missing = [reason.presupposes[0].partition(":")[0] for reason in fitting if lacks(strand, reason)]
    if strand.state != "open" or not missing:
        return []
    steps = "; ".join(words.step_title(kind, request.lang) for kind in dict.fromkeys(missing))
    said = _("Not recorded in this file as done, or with another outcome: %(steps)s. Where you close for what was decided there, record it "
             "first, or say in your own words when and by whom it was decided.")  # fmt: skip
    return [{"words": said % {"steps": steps}}]


def _coming_back(strand: Strand, request: StaffRequest) -> list[dict[str, str]]:
    """What the closing stopped, and the reason that brings it back."""
    back = [reason.label(request.lang) for reason in pack().reasons["reopen"].values() if reason.brings_back]
    stopped = closing.stopped_by_closing(strand, request.member) if back else []
    if not stopped:
        return []
    said = _("For the reason “%(reason)s” these steps of ours are open again, due when they were due. For another reason "
             "they stay stopped. What was withdrawn is not offered again by itself: offer it again where it is "
             "needed.")  # fmt: skip
    links = [
        {"words": "", "href": f"/steps/{step.id}/", "label": words.step_title(step.kind, request.lang)}
        for step in stopped
    ]
    return [{"words": said % {"reason": back[0]}}, *links]


def start_step(case: Case, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """Which kind of step, for which child."""
    shut = {part.kind: part for part in case.strands.filter(state="closed")}
    shut = {kind: part for kind, part in shut.items() if not case.strands.filter(kind=kind, state="open").exists()}
    kinds = [kind for kind in pack().step_kinds.values() if request.member.unit.kind in kind.may_hold
             and kind.code != pack().opening.report and kind.strand not in shut]  # fmt: skip
    children = case.people.filter(part="survivor", in_error_at=None).order_by("number")
    people = [{"value": "", "label": _("The whole case")}] + [
        {"value": str(child.id), "label": words.part_name(child, request.lang)} for child in children
    ]
    known = {"kind": {kind.code for kind in kinds}, "person": {one["value"] for one in people}}
    by_link = {name: one for name, listed in known.items() if (one := request.GET.get(name, "")) in listed}
    given: dict[str, Any] = {**by_link, **request.POST.dict()}
    fields = [
        field("select", "kind", _("Which step"), options=options(kinds, request.lang), blank=_("Choose one"),
              value=given.get("kind", "")),
        field("select", "person", _("For whom"), options=people, value=given.get("person", "")),
    ]  # fmt: skip
    made = _form(_("Start a step"), fields, _("Start it"), f"/cases/{case.code}/", errors, case.code)
    notes = [
        {
            "words": _("%(part)s is closed: its steps cannot be started.")
            % {"part": pack().strands[kind].label(request.lang)},
            "href": f"/strands/{part.id}/reopen/",
            "label": _("Open that part again first"),
        }
        for kind, part in shut.items()
    ]
    return made | {"action": f"/cases/{case.code}/start/send/", "notes": notes}


def _form(
    title: str, fields: list[dict[str, Any]], label: str, back: str, errors: Errors, code: str = ""
) -> dict[str, Any]:
    mark(fields, errors)
    back_link = {"href": back, "label": _("Back"), "code": code}
    return {"title": title, "fields": fields, "submit_label": label, "back": back_link, "errors": errors}


def _offences(lang: str) -> list[dict[str, str]]:
    return [
        {
            "value": offence.code,
            "label": _("%(offence)s, article %(number)s")
            % {"offence": offence.label(lang), "number": digits(offence.article)},
        }
        for offence in pack().offences.values()
        if offence.kind == "offence"
    ]
