"""From what waits to what the desk shows: grouped by time, each with the one thing to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samaki.agencies.country import is_night, pack
from samaki.agencies.models import Unit
from samaki.agencies.queries import units
from samaki.cases.rules import may
from samaki.intake.queries import words_of_many
from samaki.journeys.desk import MOST_REPORTS, DeskItem
from samaki.journeys.guarding.rules import is_officer, reads_counts
from samaki.journeys.opening import check_opens
from samaki.web import nothing, which, words
from samaki.web.care import desk as care
from samaki.web.children import desk as children
from samaki.web.conferences import desk as conferences
from samaki.web.desk import danger, second, spans, told
from samaki.web.desk.apart import apart, asked_until, ways
from samaki.web.doers import Names, doer_line, names_of
from samaki.web.health import stands_still_since
from samaki.web.moments import PageClock, digits, long_moment, short_moment
from samaki.web.moments import clock as clock_of
from samaki.web.pages import StaffRequest
from samaki.web.reports import showing as reports
from samaki.web.reports import unread
from samaki.web.safeguarding import desk as safety

Shown = TypeVar("Shown")


def context(items: list[DeskItem], request: StaffRequest) -> dict[str, Any]:
    """Everything that `staff/desk.html` needs. What is about a child's safety stands above all, and is never folded."""
    works, clock = nothing.works_cases(request), PageClock(request.now)
    groups: dict[str, list[DeskItem]] = {key: [] for key in spans.groups(request.now)}
    for item in sorted(items, key=_weight):
        groups[spans.group(item, request.now)].append(item)
    waits = unread.of_unit(request) if works else {}
    visible = [item for key, rows in groups.items() for item in _seen(key, rows, request)]
    shown = _items(visible, request, clock, works, waits)
    unsafe, asked = danger.lines(request), second.waiting(request)
    heard = told.context(items, request, unsafe, asked.matters)
    above, below = unread.lines(request, waits, clock)
    alarms = [*unsafe.values(), *asked.lines, *above, *(one for one in heard if one["alone"])]
    sections = [
        _section(
            key,
            [shown[item.id] for item in _seen(key, rows, request)],
            len(rows),
            *((alarms, below) if key == "now" else ([], [])),
        )
        for key, rows in groups.items()
        if rows or (key == "now" and (alarms or below))
    ]
    hurry = [words.limits_of("emergency")] if groups["now"] else []
    hurry += (
        [_("What is told of a child's safety is read one by one.")]
        if any(one["alone"] and one["of_safety"] for one in heard)
        else []
    )
    stopped = stands_still_since(request.now)
    return {
        "stopped": short_moment(stopped) if stopped else "",
        "now_words": long_moment(request.now),
        "groups": sections,
        "hurry": " ".join(hurry),
        "morning": clock_of(spans.morning(request.now)),
        "told": _told([one for one in heard if not one["alone"]], request),
        "duty": _call(request),
        "tally": _tally(items, request),
        "more_reports": sum(item.kind == "report" for item in items) >= MOST_REPORTS,
        "nothing": nothing.on_desk(request) if not items else {},
        "apart": {} if works else apart(request),
        "ways": ways(request),
        "asked": asked_until(request),
        "can_open_case": may(check_opens, request.member, request.now),
        "emergency_href": "/emergencies/new/" if works else "",
        "tonight": safety.tonight(items, request),
        "visits": works,
        "writes_visits": works and _visits(request.member.unit.kind),
        "confidentiality_href": "/confidentiality/" if _reads_looks(request) else "",
    }


def _visits(kind: str) -> bool:
    """Whether units of this kind hold steps of a child's care: their work has visits."""
    return any(one.strand == "care" and kind in one.may_hold for one in pack().step_kinds.values())


def _reads_looks(request: StaffRequest) -> bool:
    return is_officer(request.member, request.now) or reads_counts(request.member, request.now)


MOST = 8
"""Matters of one group that are shown at once; the rest is one press away."""


def _weight(item: DeskItem) -> tuple[bool, Any]:
    """Among what is late: emergencies first, then what is late longest. Else by time."""
    return item.late and item.urgency != "emergency", item.due_at


def _seen(key: str, rows: Sequence[Shown], request: StaffRequest) -> Sequence[Shown]:
    """Those of a group that the page shows: only they are written out, for a unit can have hundreds."""
    return rows if request.GET.get("all") == key else rows[:MOST]


def _section(
    key: str, shown: list[dict[str, Any]], count: int, alarms: list[dict[str, Any]], below: list[dict[str, Any]]
) -> dict[str, Any]:
    """A group as the page shows it; alarms stand above all in it, and they and what stands below it are never folded."""
    more = "" if len(shown) == count else f"?all={key}#{key}"
    return {
        "key": key,
        "items": [*alarms, *shown, *below],
        "count": len(alarms) + count + len(below),
        "more_href": more,
    }


def _told(heard: list[dict[str, Any]], request: StaffRequest) -> dict[str, Any]:
    section = _section("told", list(_seen("told", heard, request)), len(heard), [], [])
    return section | {"read_all": told.read_all(section["items"], request)}


def _items(
    items: list[DeskItem], request: StaffRequest, clock: PageClock, works: bool, waits: dict[UUID, unread.Unread]
) -> dict[UUID, dict[str, Any]]:
    """Each of these matters as the page shows it; what is known of many is asked once."""
    doers = names_of([item.row for item in items if item.kind == "step"], request)
    named = which.children(item.row.child_id for item in items if item.kind not in ("report", "conference"))
    reported = words_of_many([item.row for item in items if item.kind == "report"])
    return {
        item.id: reports.item(item.row, reported.get(item.id, {}), request, clock, works, waits.get(item.id))
        if item.kind == "report"
        else conferences.item(item, named, request, clock)
        if item.kind in conferences.OURS
        else children.item(item, named, request, clock)
        if item.kind in children.OURS
        else care.item(item, named, request, clock)
        if item.kind in care.OURS
        else _item(item, named, doers, request, clock)
        for item in items
    }


def _item(
    item: DeskItem, named: dict[UUID, str], doers: Names, request: StaffRequest, clock: PageClock
) -> dict[str, Any]:
    return {
        "state": _state(item),
        "sign": "ask" if item.task == "answer" else "",
        **clock.words(item.due_at, item.clock),
        "kind": KINDS[item.task]() + (" · " + told.called(item.level) if item.level and item.task != "review" else ""),
        "urgency": item.urgency if item.kind == "handoff" else "",
        "title": which.titled(words.step_title(item.step_kind, request.lang), item.row.child_id, named),
        "href": f"/handoffs/{item.id}/" if item.kind == "handoff" else f"/cases/{item.case_code}/",
        "code": item.case_code,
        "meta": " · ".join(part for part in (_meta(item), _doer(item, doers, request)) if part),
        "action": _action(item),
    }


def _state(item: DeskItem) -> str:
    if item.task == "offer_again":
        return "broken"
    if item.late:
        return "overdue"
    tasks = {
        "accept": "offered",
        "awaits": "offered",
        "confirm_phone": "offered",
        "asked": "offered",
        "on_hold": "hold",
        "confirm": "done",
    }
    return tasks.get(item.task, "held")


KINDS = {
    "accept": lambda: _("Hand-off offered"),
    "confirm_phone": lambda: _("Yes by telephone, to be confirmed"),
    "start": lambda: _("Accepted: begin the work"),
    "dispute": lambda: _("Disputed: supervisors decide"),
    "answer": lambda: _("Question to you"),
    "awaits": lambda: _("Your question waits for an answer"),
    "confirm": lambda: _("Done by the other side: did help arrive?"),
    "offer": lambda: _("To be offered; you hold it until then"),
    "offer_again": lambda: _("Hand-off came back to you"),
    "asked": lambda: _("Offered; you hold it until they accept"),
    "on_hold": lambda: _("Step on hold"),
    "do": lambda: _("Step due"),
    "review": lambda: _("A delay to be looked at; nothing must begin"),
}


def _doer(item: DeskItem, doers: Names, request: StaffRequest) -> str:
    return doer_line(item.row, doers, request) if item.kind == "step" and item.row.worker_id else ""


def _meta(item: DeskItem) -> str:
    handoff = item.handoff
    if handoff is None:
        return ""
    if item.kind == "handoff" and item.task in ("accept", "confirm_phone", "dispute", "awaits"):
        return _("from %(unit)s, who hold it until you accept") % {"unit": handoff.from_unit.short_name}
    if item.kind == "handoff" and item.task == "start":
        return _("from %(unit)s") % {"unit": handoff.from_unit.short_name}
    if item.task in ("do", "on_hold", "review"):
        return ""
    return _("to %(unit)s") % {"unit": handoff.to_unit.short_name}


def _action(item: DeskItem) -> dict[str, Any]:
    handoff, step = f"/handoffs/{item.id}/", f"/steps/{item.id}/"
    post: dict[str, Any] = {
        "accept": {"label": _("Accept"), "href": f"{handoff}accept/"},
        "confirm_phone": {"label": _("Confirm: we take it"), "href": f"{handoff}confirm-phone/"},
        "start": {"label": _("We have begun"), "href": f"{handoff}start/"},
    }
    get: dict[str, Any] = {
        "answer": {"label": _("Answer"), "href": handoff},
        "confirm": {"label": _("Say whether help arrived"), "href": f"{handoff}#arrived"},
        "dispute": {"label": _("Open"), "href": handoff},
        "awaits": {"label": _("Open"), "href": handoff},
        "offer": {"label": _("Offer it"), "href": f"{step}hand-on/"},
        "offer_again": {"label": _("Offer it again"), "href": f"{step}hand-on/"},
        "do": {"label": _("Record it done"), "href": step},
        "review": {"label": _("Look at the plan"), "href": f"{step}operation/"},
    }
    if item.task in post:
        return post[item.task] | {"method": "post"}
    if item.task in get:
        return get[item.task] | {"method": "get", "quiet": True}
    return {"label": _("Open"), "href": f"/cases/{item.case_code}/", "method": "get", "quiet": True}


def _call(request: StaffRequest) -> dict[str, Any]:
    """Telephones of the units that serve the area. Who is on duty in them stands in the directory, for those who may know."""
    area = next(iter(request.member.unit.areas.values_list("area", flat=True)), "")
    kinds = ("police_ahtjp", "social", "prosecution", "ngo_aftercare", "health")
    found: list[Unit] = [unit for unit in units(request.now, area=area) if unit.kind in kinds and unit.phone]
    ranked = sorted(found, key=lambda unit: kinds.index(unit.kind))
    night = is_night(request.now)
    lines = [
        {"unit": unit.name, "who": _("Outside office hours") if night and unit.phone_night else _("The office’s number"),
         "number": (night and unit.phone_night) or unit.phone}
        for unit in ranked[:6]
    ]  # fmt: skip
    return {"when": long_moment(request.now), "lines": lines, "mine": _("Who can be called now?"),
            "more_href": f"/directory/?area={area}" if area else "/directory/"}  # fmt: skip


def _tally(items: list[DeskItem], request: StaffRequest) -> dict[str, Any] | None:
    steps = [item for item in items if item.kind == "step"]
    if not steps:
        return None
    states = [_state(item) for item in steps]
    counts = [
        (state, states.count(state)) for state in ("held", "offered", "hold", "overdue", "broken") if state in states
    ]
    title = ngettext("%(n)s open link with your unit", "%(n)s open links with your unit", len(steps))
    return {"title": title % {"n": digits(len(steps))}, "counts": counts}
