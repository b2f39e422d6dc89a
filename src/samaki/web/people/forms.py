"""The forms about people, notes and arrivals."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.queries import units
from samaki.cases import queries
from samaki.cases.models import Arrival, Case
from samaki.cases.operations import NOTE_COMPARTMENTS, note_places
from samaki.web import words
from samaki.web.fields import field, mark, options
from samaki.web.hints import happened
from samaki.web.moments import short_moment
from samaki.web.pages import StaffRequest
from samaki.web.people.fields import identity_fields, person_fields, purposes

Errors = list[dict[str, str]]


def new_person(case: Case, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """Which part somebody plays, and what is known; a name may stay unknown. What a child begins is said first."""
    fields = [
        field("select", "part", _("Which part do they play?"), value=request.POST.get("part", request.GET.get("part", "")[:20]),
              blank=_("Choose one"), options=_parts(request.lang)),
        field("select", "person", _("Belongs to which child? (family and guardians)"), options=_children(case, request),
              value=request.POST.get("person", "")),
        *person_fields(request, None),
        *identity_fields(request),
    ]  # fmt: skip
    return _form(case, _("Add a child or another person"), fields, _("Add to the file"), errors) | {
        "lead": _what_a_child_begins(case, request)
    }


def _parts(lang: str) -> list[dict[str, str]]:
    """The parts as the pack names them; the one who gets care is found under the word that people look for."""
    child = _("Child (%(part)s)")
    return [
        {"value": one.code, "label": child % {"part": one.label(lang)} if one.code == "survivor" else one.label(lang)}
        for one in pack().reasons["part"].values()
    ]


def _what_a_child_begins(case: Case, request: StaffRequest) -> str:
    first = pack().step_kinds[pack().opening.care].label(request.lang)
    begins = _("A child gets a part of care of their own, and it begins at once: %(step)s.") % {"step": first}
    if case.urgency != "emergency":
        return begins
    danger = _("This case is an emergency: what that needs for the child is asked at once of those who must act.")
    return f"{begins} {danger}"


def note(case: Case, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """Where the note belongs, about whom, when it was seen: only what the reader's unit may write."""
    places = note_places(case.id, request.member)
    entries = [pack().compartments[code] for code in NOTE_COMPARTMENTS if code in places]
    people = about(case, request, set().union(*places.values()))
    fields = [
        field("radios", "compartment", _("Which part of the file?"), options=options(entries, request.lang),
              value=request.POST.get("compartment", entries[0].code if len(entries) == 1 else "")),
        field("select", "person", _("About whom?"), options=people, value=request.POST.get("person", likely(people))),
        field("area", "text", _("What was seen, said or done?"), value=request.POST.get("text", ""), rows=6),
        field("text", "occurred_at", _("When was it?"), value=request.POST.get("occurred_at", ""), narrow=True,
              hint=happened()),
    ]  # fmt: skip
    return _form(case, _("Add an observation"), fields, _("Save"), errors)


def about(case: Case, request: StaffRequest, allowed: set[UUID | None]) -> list[dict[str, str]]:
    """The whole case where the unit works on all of it, and its children; else a blank to choose from, or the only child."""
    whole, *children = _children(case, request)
    if None in allowed:
        return [whole, *children]
    children = [child for child in children if UUID(child["value"]) in allowed]
    return children if len(children) == 1 else [{"value": "", "label": _("Choose the child")}, *children]


def likely(people: list[dict[str, str]]) -> str:
    """The only child that can be meant, else nothing."""
    children = [one["value"] for one in people if one["value"]]
    return children[0] if len(children) == 1 else ""


def of_link(request: StaffRequest, name: str, listed: Collection[str]) -> str:
    """What the link that led here chose already, if it can be chosen."""
    given = request.GET.get(name, "")
    return given if given in listed else ""


def observation(case: Case, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """One fact that matters, and the answer; what one has not observed is left open."""
    post = request.POST
    people = about(case, request, {child.id for child in queries.people_of(case)})
    fields = [
        field("select", "person", _("Which child?"), options=people,
              value=post.get("person", of_link(request, "person", [one["value"] for one in people]) or likely(people))),
        *[
            field("radios", fact.code, fact.label(request.lang),
                  value=post.get(fact.code, of_link(request, fact.code, pack().reasons[fact.code])),
                  options=[{"value": "", "label": _("Not observed")}, *options(pack().reasons[fact.code].values(), request.lang)])
            for fact in pack().reasons["fact"].values()
        ],
        field("area", "text", _("What was seen, said or done?"), value=post.get("text", ""), rows=4),
        field("text", "occurred_at", _("When was it?"), value=post.get("occurred_at", ""), narrow=True,
              hint=happened()),
    ]  # fmt: skip
    made = _form(case, _("Risk, whereabouts, safe contact"), fields, _("Save"), errors)
    return made | {"lead": _("If it differs from what others observed, both stay, and somebody is asked to find out.")}


def arrival(case: Case, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """Where, whether the child is safe there, who brought, who received, when; the place is sealed."""
    post = request.POST
    found = [{"value": "", "label": _("Nobody of the agencies here, or not known")}] + [
        {"value": unit.code, "label": unit.name} for unit in units(request.now)
    ]
    safe = [("yes", _("Yes")), ("no", _("No")), ("unknown", _("I do not know"))]
    children = about(case, request, {child.id for child in queries.people_of(case)})
    fields = [
        field("select", "person", _("Which child?"), options=children, value=post.get("person", _asked(request, children))),
        field("area", "place", _("Where? (sealed)"), value=post.get("place", ""), rows=2,
              hint=_("Only those who need the place for their work can read it. Where a child is not safe, those who must act can.")),
        field("checks", "place_unknown", _("If you do not know the place"), value=post.getlist("place_unknown"),
              options=[{"value": "yes", "label": _("The place is not known")}]),
        field("radios", "safe", _("Is the child safe there?"), value=post.get("safe", request.GET.get("safe", "")[:7]),
              hint=_("“Yes” needs a place that you know. If the child was not safe and your unit does not keep the child safe, who does is "
                     "asked to confirm it."),
              options=[{"value": value, "label": label} for value, label in safe]),
        field("select", "brought_by", _("Who brought the child?"), options=found, value=post.get("brought_by", "")),
        field("select", "received_by", _("Who received the child?"), options=found,
              value=post.get("received_by", "")),
        field("text", "occurred_at", _("When was it?"), value=post.get("occurred_at", ""), narrow=True,
              hint=happened()),
    ]  # fmt: skip
    return _form(case, _("The child arrived somewhere"), fields, _("Record the arrival"), errors)


def _asked(request: StaffRequest, children: list[dict[str, str]]) -> str:
    """The child from whose page the reader comes: of two sisters, the arrival of one must not be put on the other."""
    asked = request.GET.get("person", "")
    return asked if asked in {one["value"] for one in children} else likely(children)


def arrival_mistake(case: Case, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """What was wrong; what then stands, and what to do next."""
    fields = [field("area", "text", _("What was wrong?"), value=request.POST.get("text", ""), rows=2)]
    made = _form(case, _("This arrival was recorded wrongly"), fields, _("Take it back, on the record"), errors)
    return made | {
        "lead": _("It no longer counts, and what was known before stands again. Then record the arrival as it was. "
                  "Who was told that the child is not safe is told; a step that was opened for that stays.")
    }  # fmt: skip


def place_of_danger(case: Case, arrival: Arrival, place: str = "", errors: Errors | None = None) -> dict[str, Any]:
    """Before the look: what it is for. After it: the words, once."""
    told = _form(case, _("Where the child is not safe"), [], _("Show where it is (recorded)"), errors or [])
    told["rows"] = [{"name": _("Recorded"), "text": short_moment(arrival.occurred_at)}]
    if place:
        told["rows"].insert(0, {"name": _("Where"), "text": place})
        told["notes"] = [
            {"words": _("It is recorded that you saw it. When the child is somewhere safe, it is sealed again.")}
        ]
        return told
    told["fields"] = [field("radios", "purpose", _("What do you need it for?"), options=purposes(), value="")]
    mark(told["fields"], errors or [])
    return told


def confirm_safe(case: Case, arrival: Arrival) -> dict[str, Any]:
    """What another unit said, and the one press that makes it count."""
    act = {"href": f"/cases/{case.code}/arrivals/{arrival.id}/safe/", "summary": _("Yes, the child is safe there"),
           "label": _("Confirm it; the alarm ends"), "fields": []}  # fmt: skip
    return {
        "title": _("Is the child safe?"),
        "lead": _("Another unit says that the child is safe. Confirm it only if your unit knows it: it saw the child, or spoke with who "
                  "took the child in. If it is not so, or you do not know, confirm nothing: the alarm stays."),
        "rows": [{"name": _("Recorded"), "text": short_moment(arrival.occurred_at)},
                 {"name": _("Received by"), "text": arrival.received_by.name if arrival.received_by else _("unknown")}],
        "fields": [],
        "more": [act],
        "back": {"href": f"/cases/{case.code}/", "label": _("Back"), "code": case.code},
    }  # fmt: skip


def _children(case: Case, request: StaffRequest) -> list[dict[str, str]]:
    children = case.people.filter(part="survivor", in_error_at=None).order_by("number")
    named = [{"value": str(child.id), "label": words.part_name(child, request.lang)} for child in children]
    return [{"value": "", "label": _("The whole case")}, *named]


def _form(case: Case, title: str, fields: list[dict[str, Any]], label: str, errors: Errors) -> dict[str, Any]:
    mark(fields, errors)
    back = {"href": f"/cases/{case.code}/", "label": _("Back"), "code": case.code}
    return {"title": title, "fields": fields, "submit_label": label, "back": back, "errors": errors}
