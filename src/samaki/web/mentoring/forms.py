"""Fields of the forms of mentoring. Several stand on one page, so that each has ids of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.journeys.mentoring import rules
from samaki.journeys.mentoring.models import MentoringEntry
from samaki.journeys.support.inferring import mentor_kinds
from samaki.web.fields import field, mark, options
from samaki.web.hints import dates
from samaki.web.pages import StaffRequest

Errors = list[dict[str, str]]
Fields = list[dict[str, Any]]


def forms_of(request: StaffRequest, unit: Unit, refused: str, errors: Errors) -> list[dict[str, Any]]:
    """[{"act", "summary", "button", "fields", "open"}] of what the reader may write about the unit."""
    member, now = request.member, request.now
    may: list[tuple[str, str, str]] = []
    if member.unit_id == unit.principal and unit.kind not in mentor_kinds():
        may.append(("advice", _("Ask the mentor how a step is done well"), _("Ask for advice")))
    if rules.sets_goals(member, unit, now) and unit.kind not in mentor_kinds():
        may.append(("goal", _("Set a goal"), _("Set the goal")))
    if rules.coaches(member, now) and unit.kind not in mentor_kinds():
        may += [
            ("visit", _("Write down a visit"), _("Write down the visit")),
            ("note", _("Write a coaching note"), _("Save the note")),
        ]
    found = [_form(act, summary, button, act, request, unit, refused, errors) for act, summary, button in may]
    if rules.coaches(member, now):
        for one in pack().mentoring.checklists_for(unit.kind):
            summary = _("Observe: %(function)s") % {"function": one.label(request.lang)}
            found.append(
                _form("observation", summary, _("Save what was seen"), one.code, request, unit, refused, errors)
            )
    return found


def answer_fields(row: MentoringEntry, request: StaffRequest, errors: Errors) -> Fields:
    """Of the answer to one question."""
    value = request.POST.get("text", "") if errors else ""
    fields = [field("area", "text", _("Your answer"), value=value, id=f"answer-{row.id}", hint=careful())]
    return _marked(fields, f"answer-{row.id}", errors)


def careful() -> str:
    """What stands below every text."""
    return _("How the work is done, never about a case: no name, no code of a case, no telephone number.")


def _form(
    act: str, summary: str, button: str, of: str, request: StaffRequest, unit: Unit, refused: str, errors: Errors
) -> dict[str, Any]:  # fmt: skip
    here = refused == act and (act != "observation" or request.POST.get("kind") == of)
    post: Mapping[str, str] = request.POST if here else {}
    fields = _observation(of, post, request.lang) if act == "observation" else _plain(act, post, request, unit)
    for one in fields:
        if one["kind"] != "hidden":
            one["id"] = f"{of}-{one['name']}"
    return {
        "act": act,
        "summary": summary,
        "button": button,
        "fields": _marked(fields, of, errors if here else []),
        "open": here,
    }


def _plain(act: str, post: Mapping[str, str], request: StaffRequest, unit: Unit) -> Fields:
    text = field("area", "text", WORDS[act](), value=post.get("text", ""), hint=careful())
    kinds = pack().step_kinds.values() if act == "advice" else pack().mentoring.checklists_for(unit.kind)
    if act == "advice":
        kind = field("select", "kind", _("Which kind of step?"), options=options(kinds, request.lang), value=post.get("kind", ""),
                     blank=_("Choose"), hint=None)  # fmt: skip
    else:
        kind = field("select", "kind", _("For which function?"), options=options(kinds, request.lang), value=post.get("kind", ""),
                     blank=_("The whole work of the unit"), hint=None)  # fmt: skip
    day = (
        []
        if act not in DAYS
        else [field("text", "on_day", DAYS[act](), value=post.get("on_day", ""), narrow=True, hint=dates())]
    )
    return [kind, *day, text]


WORDS = {
    "advice": lambda: _("What do you want to know?"), "goal": lambda: _("What will the unit do by itself then?"),
    "visit": lambda: _("What is the visit for?"), "note": lambda: _("What was talked about, and what comes next?"),
}  # fmt: skip
DAYS = {"visit": lambda: _("On which day?"), "goal": lambda: _("By which day?")}


def _observation(code: str, post: Mapping[str, str], lang: str) -> Fields:
    said = [
        {"value": "yes", "label": _("Yes")},
        {"value": "no", "label": _("No")},
        {"value": "unseen", "label": _("Not seen")},
    ]
    items = [
        field(
            "radios",
            f"item_{item.code}",
            item.label(lang),
            options=said,
            value=post.get(f"item_{item.code}", ""),
            hint=None,
        )
        for item in pack().mentoring.checklists[code].items
    ]
    return [
        field("hidden", "kind", "", value=code, hint=None),
        field("text", "on_day", _("On which day was it seen?"), value=post.get("on_day", ""), narrow=True, hint=dates()), *items,
        field("area", "text", _("What else was seen? (may stay empty)"), value=post.get("text", ""), hint=careful()),
    ]  # fmt: skip


def _marked(fields: Fields, of: str, errors: Errors) -> Fields:
    """What is wrong stands at its field; who is asked whether they are sure gets a box to tick."""
    if any(error["field"] == "sure" for error in errors):
        fields.append(field("checks", "sure", _("Does it lead to nobody?"), id=f"{of}-sure", hint=None,
                            options=[{"value": "yes", "label": _("Yes: it leads to no child, no case and no person")}]))  # fmt: skip
    for one in fields:
        one.setdefault("id", f"{of}-{one['name']}")
        if any(error["field"] == one["name"] for error in errors):
            one["id"] = f"id_{one['name']}"  # where the summary leads
    if any(error["field"] == "items" for error in errors) and (
        items := [one for one in fields if one["name"].startswith("item_")]
    ):
        items[0]["id"] = "id_items"
        items[0]["error"] = next(error["message"] for error in errors if error["field"] == "items")
    mark(fields, errors)
    return fields
