"""What the templates of the lists need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.agencies.queries import leads
from samaki.cases.rules import may
from samaki.cases.signs import unsafe_in
from samaki.journeys.lists import queries
from samaki.journeys.lists.filters import NEWEST, Filter
from samaki.journeys.lists.operations import Assigned
from samaki.journeys.opening import check_opens
from samaki.web import nothing, words
from samaki.web.lists import lines, typed
from samaki.web.lists.typed import Asked
from samaki.web.moments import PageClock, is_khmer, long_moment
from samaki.web.pages import StaffRequest

PATHS = {"mine": "/cases/mine/", "unit": "/cases/", "waiting": "/cases/waiting/", "steps": "/cases/steps/"}
SHOWN: dict[str, Callable[[Any, str, PageClock], dict[str, Any]]] = {
    "mine": lines.case_line,
    "unit": lines.case_line,
    "waiting": lines.waiting_line,
    "steps": lines.step_line,
}

TITLES = {
    "mine": lambda: _("My cases"),
    "unit": lambda: _("Cases of our unit"),
    "waiting": lambda: _("Handed on to others"),
    "steps": lambda: _("Open steps of our unit"),
    "caseload": lambda: _("Who has what"),
}

EMPTY: dict[str, Callable[[], tuple[str, str]]] = {
    "mine": lambda: (
        _("No case here."),
        _("A case stands here while a step in it names you. Take one from the open steps of our unit."),
    ),
    "unit": lambda: (
        _("No case here."),
        _("You see a case when your unit has a part in it: when it opens one, is asked to take a step, or holds one."),
    ),
    "waiting": lambda: (
        _("Nothing waits for others."),
        _("What your unit hands on stands here until you have confirmed that help arrived."),
    ),
    "steps": lambda: (
        _("No open step here."),
        _("A step comes here when your unit accepts it. What was offered to you waits on the desk."),
    ),
}


def context(which: str, asked: Asked, request: StaffRequest) -> dict[str, Any]:
    """One page of a list, the filter above it, and the ways on."""
    rows, more = ([], False) if asked.errors else queries.rows_of(
        which, asked.chosen, by=request.member, now=request.now, after=cursor(request)
    )  # fmt: skip
    members = _members(request) if which == "steps" else []
    clock = PageClock(request.now)
    unsafe = unsafe_in([row.id for row in rows]) if rows and SHOWN[which] is lines.case_line else {}
    last = queries.cursor_of(which, rows[-1]) if more else None
    return frame(which, request) | {
        "which": which,
        "filters": typed.fields(which, asked, members, request.lang),
        "errors": [{"field": name, "message": words} for name, words in asked.errors.items()],
        "items": [SHOWN[which](row, request.lang, clock) | {"unsafe": row.id in unsafe} for row in rows],
        "empty": nothing.in_cases(request) or _empty(which, asked),
        "told": asked.chosen.told(),
        "order": _order(which, asked),
        "kept": kept(request),
        "members": typed.choices(members),
        "back_to": asked.href(),
        "next_href": asked.href(after=str(last[1]), at=last[0].isoformat() if last[0] else "") if last else "",
        "first_href": asked.href() if request.GET.get("after") else "",
        "open_case_href": "/cases/new/" if may(check_opens, request.member, request.now) else "",
    }


def frame(which: str, request: StaffRequest) -> dict[str, Any]:
    """The title and the way from list to list."""
    names = [*PATHS, "caseload"] if leads(request.member, request.member.unit, request.now) else list(PATHS)
    hrefs = PATHS | {"caseload": "/cases/caseload/"}
    return {
        "title": TITLES[which](),
        "lists": [{"label": TITLES[name](), "href": hrefs[name], "here": name == which} for name in names],
    }


def cursor(request: StaffRequest) -> queries.Cursor | None:
    """Where this page begins, from the address; raises ValueError for what is none."""
    if not request.GET.get("after"):
        return None
    at = request.GET.get("at", "")
    moment = parse_datetime(at) if at else None
    if at and (moment is None or moment.tzinfo is None):
        raise ValueError(at)
    return moment, UUID(request.GET["after"])


def kept(request: StaffRequest) -> list[dict[str, Any]]:
    """The member's own filters, each with its address."""
    found = []
    for key, which, name, told in queries.saved_filters(request.member):
        chosen = Filter.of(which, told)
        found.append({
            "name": name,
            "href": PATHS[which] + "?" + typed.urlencode(typed.query_of(chosen)),
            "words": f"{TITLES[which]()} · {typed.filter_words(which, chosen, request.lang)}",
            "forget_href": f"/cases/filters/{key}/forget/",
        })  # fmt: skip
    return found


def _order(which: str, asked: Asked) -> dict[str, str] | None:
    """How the cases stand, and the address of the other order."""
    if which not in ("unit", "mine"):
        return None
    chosen = asked.chosen
    if chosen.state == "closed":
        return {"words": _("The case that was entered last stands first."), "href": "", "other": ""}
    if chosen.order:
        other = replace(chosen, order="")
        said, link = _("The case that was entered last stands first."), _("What falls due next first")
    else:
        other = replace(chosen, order=NEWEST)
        said, link = _("The case in which something falls due next stands first."), _("The newest first")
    return {"words": said, "href": PATHS[which] + "?" + typed.urlencode(typed.query_of(other)), "other": link}


def _empty(which: str, asked: Asked) -> dict[str, str]:
    if asked.errors:
        return {"title": _("Nothing was searched yet."), "words": _("Mend the answer above, then press Show.")}
    if asked.chosen.told().keys() - {"order"}:
        return {
            "title": _("Nothing fits this filter."),
            "words": _("Take something out of it, or look at the whole list."),
        }
    title, sentence = EMPTY[which]()
    return {"title": title, "words": sentence}


def _members(request: StaffRequest) -> list[tuple[str, str]]:
    """(name to sign in with, name to read) of those who can be named."""
    return [
        (username, km if is_khmer() else en) for username, en, km in queries.colleagues(request.member, request.now)
    ]


def caseload(request: StaffRequest) -> dict[str, Any]:
    """Who of the unit has what; nobody first."""
    loads = queries.caseload(request.member, request.now)
    return frame("caseload", request) | {
        "items": [lines.load_line(load, request) for load in loads],
        "now_words": long_moment(request.now),
    }


def assigned(done: list[Assigned], worker: Member, back: str, request: StaffRequest) -> dict[str, Any]:
    """What became of each step, row by row."""
    rows = [
        {
            "code": one.step.case.code if one.step else "",
            "href": f"/cases/{one.step.case.code}/" if one.step else "",
            "title": words.step_title(one.step.kind, request.lang) if one.step else _("A step"),
            "state": "broken" if one.refused else "done",
            "words": one.refused or _("%(name)s does it now.") % {"name": worker.name},
        }
        for one in done
    ]
    named = sum(not one.refused for one in done)
    return frame("steps", request) | {"rows": rows, "named": named, "not_named": len(done) - named,
                                      "back_href": "/cases/steps/" + back, "worker": worker.name}  # fmt: skip
