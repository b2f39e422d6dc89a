"""The forms of sharing: giving, not giving, what was answered, what a lead decides, how a guardian stands to the child."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.agencies.queries import units
from samaki.cases import queries
from samaki.cases.documents.rules import places
from samaki.cases.models import Case, Person
from samaki.cases.sharing import consenting, pressed, rules
from samaki.cases.sharing.models import Disclosure
from samaki.cases.sharing.ordering import number_of
from samaki.cases.sharing.queries import carers_of
from samaki.web import words
from samaki.web.fields import field, mark, options
from samaki.web.hints import dates, happened
from samaki.web.moments import length
from samaki.web.pages import StaffRequest
from samaki.web.people.forms import Errors, about, likely

YES_NO = (("yes", lambda: _("Yes")), ("no", lambda: _("No")))


WHOLE = "whole"
"""What the form of an order says for the whole case: it is chosen in so many words, never left standing."""


def give(case: Case, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """To whom, what, of whom, what for, on which ground, until when."""
    post = _given(request)
    fields = [
        *_what(case, request, without=pressed.known_units(case)),
        field("radios", "ground", _("On which ground?"), value=post.get("ground", ""), hint=None,
              options=options(pack().reasons["sharing_ground"].values(), request.lang)),
        field("text", "until", _("Until when?"), value=post.get("until", ""), narrow=True,
              hint=dates(after=_("It ends by itself then. A date counts to the end of that day."))),
        field("area", "text", _("In your own words"), value=post.get("text", ""), rows=3,
              hint=_("Why, and which law or order it is. Only your own unit reads this. No name.")),
    ]  # fmt: skip
    return _form(case, _("Share parts of this file"), fields, _("Go on: look at it once more"), errors) | {
        "lead": _("They read it until the time that you set, and add nothing. Give as little as they need. The hand-off of a step "
                  "gives what the step needs by itself: nothing is to be shared for that."),
    }  # fmt: skip


def order(case: Case, request: StaffRequest, errors: Errors, before: Disclosure | None = None) -> dict[str, Any]:
    """What stands on the paper of a court: which court, number, day, parts, of whom, until when. `before`: what was entered wrongly."""
    shown = _as_typed(request, before)
    courts = [one for one in units(request.now) if pack().agency_kinds[one.kind].is_court]
    parts = [pack().compartments[code] for code in rules.COMPARTMENTS if code in pack().compartments]
    children = about(case, request, {child.id for child in queries.people_of(case)})
    people = [{"value": WHOLE, "label": _("The whole case")}] + [one for one in children if one["value"]]
    fields = [
        field("select", "to_unit", _("Which court ordered it?"), blank=_("Choose one"), value=shown["to_unit"],
              options=[{"value": one.code, "label": one.name} for one in courts]),
        field("text", "number", _("Number of the order"), value=shown["number"], narrow=True,
              hint=_("As it stands on the paper. Example: “12/2026”. It is sealed.")),
        field("text", "ordered_on", _("Day of the order"), value=shown["ordered_on"], narrow=True, hint=dates()),
        field("checks", "compartments", _("Which parts does it open?"), options=options(parts, request.lang),
              value=shown["compartments"],
              hint=_("Only those that the order names. Who told us cannot be opened by it: that needs two persons and a reason of "
                     "its own, whatever the paper says.")),
        field("select", "person", _("About whom?"), options=people, value=shown["person"], blank=_("Choose one"), hint=None),
        field("text", "until", _("Until when?"), value=shown["until"], narrow=True,
              hint=dates(after=_("At most a year; then it is looked at anew. It ends by itself. A date counts to the end of that day."))),
        field("area", "text", _("In your own words") if before is None else _("What was wrong?"),
              value=request.POST.get("text", ""), rows=3, hint=_("Only your own unit reads this. No name.")),
    ]  # fmt: skip
    lead = _("The court reads these parts from now on, and adds nothing. Every unit that works in them is told at once, and somebody "
             "else of your unit looks within %(time)s whether it was recorded as it is. Nothing waits for that.")  # fmt: skip
    look = pack().guarding.order_look
    title = _("Record an order of a court") if before is None else _("Correct an order of a court")
    made = _form(case, title, fields, _("Go on: look at it once more"), errors)
    if before is not None:
        made |= {
            "version": before.version,
            "back": {"href": f"/disclosures/{before.id}/", "label": _("Back"), "code": case.code},
        }
        lead = _(
            "What was entered wrongly ends with this, and what you write now opens instead. Both stay on the list."
        )
    return made | {"lead": lead % {"time": length(look.amount, look.unit)}}


def _as_typed(request: StaffRequest, before: Disclosure | None) -> dict[str, Any]:
    """What the form shows: what was typed, else what was entered before."""
    names, post = ("to_unit", "number", "ordered_on", "person", "until"), request.POST
    if request.method == "POST" or before is None:
        return {name: post.get(name, "")[:200] for name in names} | {"compartments": post.getlist("compartments")}
    return {
        "to_unit": before.to_unit.code, "number": number_of(before), "compartments": before.compartments,
        "ordered_on": before.ordered_on.isoformat() if before.ordered_on else "",
        "person": str(before.child_id) if before.child_id else WHOLE,
        "until": calendar().local(before.until).strftime("%Y-%m-%d %H:%M") if before.until else "",
    }  # fmt: skip


def keep(case: Case, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """The same of what is not given, and why not."""
    post = request.POST
    fields = [
        *_what(case, request),
        field("radios", "reason", _("Why not?"), value=post.get("reason", ""),
              options=options(pack().reasons["not_sharing"].values(), request.lang)),
        field("area", "text", _("In your own words"), value=post.get("text", ""), rows=3),
    ]  # fmt: skip
    return _form(case, _("Record that you do not share"), fields, _("Record it"), errors) | {
        "lead": _("That something was not given is an answer, too: later it can be asked why. The other unit is not told and does not "
                  "see this."),
    }  # fmt: skip


def consent(case: Case, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """What the child and who stands for them answered: the seven questions, one purpose, one recipient."""
    post = request.POST
    questions = pack().reasons["consent_question"]
    fields = [
        *_whom(case, request),
        field("radios", "assent", questions[consenting.FIRST].label(request.lang), value=post.get("assent", ""),
              options=options(pack().reasons["assent"].values(), request.lang)),
        *[field("radios", code, questions[code].label(request.lang), value=post.get(code, ""), options=_yes_no())
          for code in consenting.questions()],
        field("select", "guardian", _("Who was asked for the child?"), value=post.get("guardian", ""), options=_carers(case, request),
              hint=_("Nobody, if the person is grown up, or no guardian is known.")),
        field("radios", "guardian_agrees", _("Does this person agree?"), value=post.get("guardian_agrees", ""), options=_yes_no()),
        field("text", "occurred_at", _("When was it?"), value=post.get("occurred_at", ""), narrow=True, hint=happened()),
        field("area", "text", _("In your own words"), value=post.get("text", ""), rows=3,
              hint=_("What they said, in which language, who was there. Only your own unit reads this.")),
    ]  # fmt: skip
    return _form(case, _("Record what was answered (consent)"), fields, _("Record it"), errors) | {
        "lead": _("Ask alone, in their own language, without promise and without pressure. “No” is an honest answer: write down what "
                  "was said. It can carry sharing only when the child agrees, was told everything, and a guardian who protects the "
                  "child agrees."),
        "notes": [*_about_guardians(case),
                  {"words": _("The seven questions are those of the Human Trafficking Case Data Standard (IOM).")}],
    }  # fmt: skip


def _about_guardians(case: Case) -> list[dict[str, str]]:
    """Who can agree for a child stands on the file first, and it is said that they protect the child: with where both are done."""
    carers = carers_of(case)
    found = [{
        "words": _("Only a guardian who is on the file can be asked for the child."),
        "href": f"/cases/{case.code}/people/new/?part=guardian", "label": _("Add a guardian"),
    }] if not any(one.part == "guardian" for one in carers) else []  # fmt: skip
    if any(rules.standing(one) == "unknown" for one in carers):
        found.append({
            "words": _("Of somebody it is not said yet whether they protect the child. What they agree to becomes complete when that is "
                       "said."),
            "href": f"/cases/{case.code}/sharing/", "label": _("Say how they stand to the child"),
        })  # fmt: skip
    return found


def best_interests(case: Case, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """A lead's decision under their own name."""
    post = request.POST
    choices = [("yes", _("Share it")), ("no", _("Do not share it"))]
    fields = [
        *_whom(case, request),
        field("radios", "to_share", _("What is best for the child?"), value=post.get("to_share", ""),
              options=[{"value": value, "label": label} for value, label in choices]),
        field("area", "text", _("Why, and what does the child want?"), value=post.get("text", ""), rows=6,
              hint=_("What speaks for it and against it, and why no guardian can be asked. Sealed: only your own unit reads it.")),
    ]  # fmt: skip
    lead = _("Where a guardian is in conflict with the child, or none is known, you decide instead, as %(name)s. Your name stays with "
             "it.")  # fmt: skip
    made = _form(case, _("Decide in the child's best interests"), fields, _("Decide it, under my name"), errors)
    return made | {"lead": lead % {"name": request.member.name}}


def standing(person: Person, case: Case, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """Whether this person protects the child."""
    post, now = request.POST, rules.standing(person)
    fields = [
        field("radios", "standing", _("How does this person stand to the child?"), value=post.get("standing", now),
              options=options(pack().reasons["standing"].values(), request.lang)),
        field("area", "text", _("How do you know?"), value=post.get("text", ""), rows=3,
              hint=_("What was seen or said. Example: “Asked for money so that the child stays silent.” No name.")),
    ]  # fmt: skip
    made = _form(case, words.part_name(person, request.lang), fields, _("Save"), errors)
    return made | {
        "version": person.version,
        "lead": _("Only a guardian who protects the child can agree for them. One in conflict with the child can neither agree nor "
                  "take it back, and is never told where the child stays."),
        "back": {"href": f"/cases/{case.code}/sharing/", "label": _("Back"), "code": case.code},
    }  # fmt: skip


def _what(case: Case, request: StaffRequest, without: Collection[int] = ()) -> list[dict[str, Any]]:
    """To whom, which parts, of whom, what for: alike for giving and not giving. `without`: units that are no choice."""
    found = places(case.id, request.member)
    parts = [pack().compartments[code] for code in rules.COMPARTMENTS if code in found]
    allowed = set().union(*found.values())
    people = about(case, request, allowed)
    usual = "" if None in allowed else likely(people)
    post = _given(request)
    return [
        _unit(request, without=without),
        field("checks", "compartments", _("Which parts of the file?"), options=options(parts, request.lang),
              value=post.getlist("compartments")),
        field("select", "person", _("About whom?"), options=people, value=post.get("person", usual),
              hint=_("Names, the place and care are given for one child. What stands in a part for the whole case is read only where "
                     "the whole case is given.")),
        _purpose(request),
    ]  # fmt: skip


def _given(request: StaffRequest) -> QueryDict:
    """What was typed; before anything was, what the page that leads here has chosen."""
    return request.POST or request.GET


def _whom(case: Case, request: StaffRequest) -> list[dict[str, Any]]:
    """Which child, which recipient, what for."""
    people = about(case, request, {child.id for child in queries.people_of(case)})
    return [
        field("select", "person", _("Which child?"), options=people, value=request.POST.get("person", likely(people))),
        _unit(request, own=True),
        _purpose(request),
    ]


def _unit(request: StaffRequest, *, own: bool = False, without: Collection[int] = ()) -> dict[str, Any]:
    working = {kind for step in pack().step_kinds.values() for kind in step.may_hold}
    barred = {*without} if own else {*without, request.member.unit_id}
    found = [one for one in units(request.now) if one.kind in working and one.principal not in barred]
    return field("select", "to_unit", _("Which unit receives it?"), blank=_("Choose one"), value=_given(request).get("to_unit", ""),
                 options=[{"value": one.code, "label": one.name} for one in found])  # fmt: skip


def _purpose(request: StaffRequest) -> dict[str, Any]:
    return field("select", "purpose", _("What is it for?"), blank=_("Choose one"), value=_given(request).get("purpose", ""),
                 options=options(pack().reasons["sharing_purpose"].values(), request.lang))  # fmt: skip


def _carers(case: Case, request: StaffRequest) -> list[dict[str, str]]:
    found = [{"value": "", "label": _("Nobody")}]
    for one in carers_of(case):
        stands = words.reason_name("standing", rules.standing(one), request.lang)
        found.append({"value": str(one.id), "label": words.labelled(words.part_name(one, request.lang), stands)})
    return found


def _yes_no() -> list[dict[str, str]]:
    return [{"value": value, "label": label()} for value, label in YES_NO]


def _form(case: Case, title: str, fields: list[dict[str, Any]], label: str, errors: Errors) -> dict[str, Any]:
    mark(fields, errors)
    back = {"href": f"/cases/{case.code}/sharing/", "label": _("Back"), "code": case.code}
    return {"title": title, "fields": fields, "submit_label": label, "back": back, "errors": errors}


def key(text: str) -> UUID | None:
    """An id that was chosen; None for nothing, and for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
