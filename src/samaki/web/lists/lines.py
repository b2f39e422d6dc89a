"""One line of each list, as the pages show it. Many lines, so each is made with few words and no query."""

from __future__ import annotations

from typing import Any

from samaki.journeys.lists.queries import CaseLine, Load, StepLine, WaitingLine
from samaki.web import words
from samaki.web.jinja import gettext as _
from samaki.web.moments import PageClock, by_time, digits, is_khmer, time_left
from samaki.web.pages import StaffRequest


def step_of(line: CaseLine | StepLine | WaitingLine, lang: str) -> str:
    """The step, and of which child where that must be said."""
    title = words.step_title(line.kind, lang)
    return f"{title} ({words.child_name(line.child)})" if line.child else title


def case_line(line: CaseLine, lang: str, clock: PageClock) -> dict[str, Any]:
    """What comes next in a case, and who holds it."""
    since = _("opened %(date)s") % {"date": clock.day(line.opened_at)}
    item = _base(line, f"{words.area_name(line.area, lang)} · {since}")
    if line.due_at is None:
        closed = line.state == "closed"
        title = _("Closed") if closed else _("Nothing here waits on what your unit sees.")
        return item | {"state": "done", "when": clock.day(line.closed_at or line.opened_at), "title": title}
    title = f"{step_of(line, lang)} · {line.unit_km if clock.khmer else line.unit_en}"
    item |= {"kind": words.handoff_words(line.asked)} if line.asked else {}
    return item | clock.words(line.due_at, _clock(line)) | {"state": line.ring, "title": title}


def _clock(line: CaseLine) -> str:
    """Whose time gives the case its place."""
    if line.asked:
        return CLOCKS.get(line.asked, "answer")
    return "hold" if line.ring == "hold" and line.due_at == line.stands else words.clock_of(line.kind)


CLOCKS = {"accepted": "begin", "on_hold": "hold", "in_progress": ""}
"""State of a hand-off -> which clock runs on it, where it is not that of an answer."""


def step_line(line: StepLine, lang: str, clock: PageClock) -> dict[str, Any]:
    """An open step that we hold, and who of us does it."""
    who = (line.worker_km if clock.khmer else line.worker_en) or _("Nobody is named yet")
    item = _base(line, f"{words.area_name(line.area, lang)} · {who}")
    title = step_of(line, lang)
    return (
        item
        | clock.words(line.due_at, words.clock_of(line.kind))
        | {"state": line.ring, "title": title, "id": str(line.id), "nobody": not line.username}
    )


def waiting_line(line: WaitingLine, lang: str, clock: PageClock) -> dict[str, Any]:
    """A hand-off of ours: with whom it is, and what they have said to it."""
    to_unit = _("to %(unit)s") % {"unit": line.unit_km if clock.khmer else line.unit_en}
    since = _("offered %(date)s") % {"date": clock.day(line.offered_at)} if line.offered_at else ""
    item = _base(line, " · ".join(part for part in (to_unit, since) if part)) | {"href": f"/handoffs/{line.id}/"}
    on_it = CLOCKS.get(line.state, "answer")
    at = clock.words(line.due_at, on_it) if line.due_at else {"when": _("At work"), "when_detail": ""}
    ring = "overdue" if line.late else words.HANDOFF_RINGS.get(line.state, "held")
    title = step_of(line, lang)
    return item | at | {"state": ring, "kind": words.handoff_words(line.state), "title": title}


def load_line(load: Load, request: StaffRequest) -> dict[str, Any]:
    """What one colleague has to do."""
    name = (load.name_km if is_khmer() else load.name_en) or load.username
    return {
        "name": name if load.worker_id or load.username else _("Nobody is named yet"),
        "nobody": not load.username,
        "gone": bool(load.username) and not load.ours,
        "steps": digits(load.steps),
        "late": digits(load.late),
        "is_late": load.late > 0,
        "next": time_left(load.next_at, request.now) if load.next_at else _("nothing ahead"),
        "next_detail": by_time(load.next_at, request.now) if load.next_at else "",
        "href": f"/cases/steps/?worker={load.username or 'nobody'}" if load.steps else "",
    }


def _base(line: Any, meta: str) -> dict[str, Any]:
    return {"code": line.code, "href": f"/cases/{line.code}/", "meta": meta, "urgency": line.urgency}
