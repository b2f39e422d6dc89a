"""What the pages of mentoring show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Member, Unit
from samaki.journeys.guarding.words import words_of
from samaki.journeys.mentoring import queries, rules
from samaki.journeys.mentoring.models import MentoringEntry
from samaki.journeys.support.inferring import mentor_kinds
from samaki.web import words
from samaki.web.mentoring.forms import answer_fields, forms_of
from samaki.web.moments import digits, long_date, short_date
from samaki.web.pages import StaffRequest

Errors = list[dict[str, str]]


def units_of(request: StaffRequest) -> dict[str, Any]:
    """Context of `mentoring_units.html`: the units with which the reader's unit has entries, and all that could be chosen. 3 queries."""
    rows = [
        {"href": f"/mentoring/units/{unit.code}/", "name": unit.name, "waits": digits(waits) if waits else "",
         "goals": digits(goals) if goals else "", "visits": digits(visits) if visits else ""}
        for unit, waits, goals, visits in queries.coached(request.member.unit, today(request))
    ]  # fmt: skip
    chosen = [{"value": unit.code, "label": unit.name} for unit in queries.to_coach(request.now)]
    return {"title": _("Mentoring"), "section": "mentoring", "rows": rows, "units": chosen}


def of_unit(request: StaffRequest, unit: Unit, refused: str, errors: Errors) -> dict[str, Any]:
    """Context of `mentoring.html`: goals, advice, observations, visits, notes; the forms that the reader may send. `refused`: the form
    whose `errors` these are."""
    found = queries.entries_of(unit)
    authors = queries.authors(found.get("advice", []))
    return {
        "title": _("Mentoring"), "section": "mentoring", "unit": unit.name, "errors": errors, "here": f"/mentoring/units/{unit.code}/",
        "mentor": request.member.unit.kind in mentor_kinds(),
        "rooms": [
            {"title": title, "none": none, "lines": [
                _line(row, unit, request, refused, errors) | {"answered": _answered(row, authors)} for row in found.get(sort, [])]}
            for sort, title, none in _rooms()
        ],
        "forms": forms_of(request, unit, refused, errors),
    }  # fmt: skip


def _rooms() -> list[tuple[str, str, str]]:
    return [
        ("goal", _("The plan of the unit"), _("No goal is set yet.")),
        ("advice", _("Advice"), _("Nobody has asked yet.")),
        ("observation", _("Observed at work"), _("Nothing was observed yet.")),
        ("visit", _("Visits"), _("No visit is written down.")),
        ("note", _("Coaching notes"), _("No note is written yet.")),
    ]


def today(request: StaffRequest) -> date:
    """The day on the calendar of the country."""
    return calendar().local(request.now).date()


def _answered(row: MentoringEntry, authors: Mapping[UUID, Member]) -> str:
    """Who gave the advice: not the unit that asked."""
    if row.state != "answered" or row.moved_at is None:
        return ""
    who = authors.get(row.moved_by) if row.moved_by else None
    return " · ".join(one for one in (who.name if who else "", row.mentor.name, short_date(row.moved_at)) if one)


def _line(row: MentoringEntry, unit: Unit, request: StaffRequest, refused: str, errors: Errors) -> dict[str, Any]:
    row.unit = unit  # else each line would ask for it
    told, gone = words_of(row), row.state == "taken_back"
    answers = row.state == "asked" and rules.may_move(row, "answer", request.member, request.now)
    form = f"answer-{row.id}"
    return {
        "what": _what(row, request.lang), "state": _state(row, request), "gone": gone, "text": told.get("text", ""),
        "answer": told.get("answer", ""), "meta": f"{row.made_in.name} · {short_date(row.made_at)}", "day": _day(row),
        "seen": _items(row, request.lang),
        "answer_href": f"/mentoring/entries/{row.id}/answer/" if answers else "", "refused": refused == form,
        "answer_fields": answer_fields(row, request, errors if refused == form else []) if answers else [],
        "acts": [] if gone else _acts(row, request),
    }  # fmt: skip


def _state(row: MentoringEntry, request: StaffRequest) -> str:
    return (
        _("to be written up: did it take place?") if queries.to_write_up(row, today(request)) else STATES[row.state]()
    )


def _what(row: MentoringEntry, lang: str) -> str:
    if row.sort == "advice":
        return words.step_title(row.kind, lang)
    found = pack().mentoring.checklists.get(row.kind)
    return found.label(lang) if found else _("The whole work of the unit")


STATES = {
    "asked": lambda: _("waits for an answer"), "answered": lambda: _("answered"), "planned": lambda: _("planned"),
    "done": lambda: _("it took place"), "written": lambda: "", "open": lambda: _("not reached yet"), "reached": lambda: _("reached"),
    "dropped": lambda: _("dropped"), "taken_back": lambda: _("taken back"),
}  # fmt: skip


def _day(row: MentoringEntry) -> str:
    if row.on_day is None:
        return ""
    return _("by %(date)s") % {"date": long_date(row.on_day)} if row.sort == "goal" else long_date(row.on_day)


def _items(row: MentoringEntry, lang: str) -> list[dict[str, str]]:
    checklist = pack().mentoring.checklists.get(row.kind)
    if not row.items or checklist is None:
        return []
    said = {"yes": _("Yes"), "no": _("No"), "unseen": _("Not seen")}
    names = {item.code: item.label(lang) for item in checklist.items}
    return [{"name": names.get(code, code), "said": said.get(value, value)} for code, value in row.items.items()]


def _acts(row: MentoringEntry, request: StaffRequest) -> list[dict[str, str]]:
    """Buttons of one tap: address and words."""
    moves = {
        "planned": [("done", "do", _("It took place"))],
        "open": [("reached", "reach", _("The goal is reached")), ("dropped", "drop", _("The goal is dropped"))],
        "reached": [("reopen", "reopen", _("Not reached after all"))],
        "dropped": [("reopen", "reopen", _("Take the goal up again"))],
    }.get(row.state, [])
    if row.state not in ("answered", "reached", "dropped"):
        over = queries.to_write_up(row, today(request))
        moves = [*moves, ("take-back", "take_back", _("It did not take place") if over else _("Take it back"))]
    return [
        {"href": f"/mentoring/entries/{row.id}/{address}/", "label": label} for address, move, label in moves
        if rules.may_move(row, move, request.member, request.now)
    ]  # fmt: skip
