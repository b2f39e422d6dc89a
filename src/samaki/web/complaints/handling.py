"""Who looks into complaints: what waits for them, one complaint with what was said to and fro, and each act."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies.country import pack
from samaki.agencies.models import Agency, Member, Unit
from samaki.journeys.complaints import handling, queries, rules
from samaki.journeys.complaints.models import Complaint, Suspension
from samaki.journeys.complaints.states import may_move
from samaki.journeys.guarding.words import words_of
from samaki.web import words
from samaki.web.account.proving import recently
from samaki.web.complaints.suspending import STATES as SUSPENDED
from samaki.web.fields import options, typed
from samaki.web.guarding.emergencies import member_name
from samaki.web.moments import long_moment, short_moment
from samaki.web.pages import StaffRequest, page, staff_page


@staff_page
def waiting(request: StaffRequest) -> HttpResponse:
    """Complaints about other agencies that wait for the reader; suspensions that stand."""
    rules.check_handler(request.member, request.now)
    rows = [*queries.waiting(), *queries.closed()]
    names = _agencies(rows)
    notes = [
        {"words": f"{_about(row, names)}, {STATES[row.state]()}, {_by(row)}", "href": f"/complaints/{row.id}/", "label": _("Open it")}
        for row in rows
    ]  # fmt: skip
    if not rows:
        notes.append({"words": _("Nothing waits.")})
    held = Suspension.objects.order_by("-asked_at")[:50]
    notes += [
        {"words": words.labelled(member_name(row.member_id), SUSPENDED[_stands(row, request)]()), "href": f"/suspensions/{row.id}/",
         "label": _("Open it")}
        for row in held
    ]  # fmt: skip
    notes.append(
        {"words": "", "href": "/suspensions/new/", "label": _("Suspend the access of a member of another agency")}
    )
    lead = _(
        "About other agencies only: of a complaint about your own you learn nothing here, not even that there is one."
    )
    context = {"title": _("Complaints"), "lead": lead, "notes": notes, "fields": [], "section": "desk",
               "back": {"href": "/desk/", "label": _("Desk")}}  # fmt: skip
    return page(request, "staff/form.html", context)


@staff_page
def one(request: StaffRequest, key: UUID) -> HttpResponse:
    """What was complained about, what was said, and what can be done now."""
    row = Complaint.objects.get(id=key)
    rules.check_handler(request.member, request.now)
    return page(request, "staff/form.html", _shown(row, request))


@require_POST
@staff_page
@recently(opening=False)
def act_on(request: StaffRequest, key: UUID, act: str) -> HttpResponse:
    """Taken up, asked about, closed, opened again."""
    given: dict[str, Any] = {"complaint_id": key, "by": request.member, "now": request.now}
    if act == "close":
        handling.close_complaint(reason=typed(request, "reason"), text=typed(request, "text"), **given)
    elif act == "take-up":
        handling.take_up_complaint(**given)
    else:
        told = handling.ask_complainant if act == "ask" else handling.reopen_complaint
        told(text=typed(request, "text"), **given)
    return HttpResponseRedirect(f"/complaints/{key}/")


ACTS = ("take-up", "ask", "close", "reopen")


def _shown(row: Complaint, request: StaffRequest) -> dict[str, Any]:
    notes = [{"words": STATES[row.state]()}]
    if row.level:
        notes.append({"words": _("It is late: the oversight committee was called.")})
    sides = {True: _("Who complained"), False: _("We")}
    notes += [
        {"words": words.labelled(f"{sides[said.from_complainant]}, {short_moment(said.made_at)}", said.text)}
        for said in queries.messages_of(row)
    ]
    if row.state != "closed":
        notes.append(
            {"words": "", "href": f"/suspensions/new/?complaint={row.id}", "label": _("Suspend the access of a member")}
        )
    return {"title": _("A complaint"), "rows": _rows(row, request), "notes": notes, "fields": [], "more": _acts(row, request),
            "section": "desk", "back": {"href": "/complaints/", "label": _("Complaints")}}  # fmt: skip


def _acts(row: Complaint, request: StaffRequest) -> list[dict[str, Any]]:
    text = {"kind": "area", "name": "text", "label": _("Who complained reads this"), "rows": 3}
    reasons = {"kind": "radios", "name": "reason", "label": _("How does it end?"),
               "options": options(pack().reasons["complaint_close"].values(), request.lang)}  # fmt: skip
    known: tuple[tuple[str, str, str, str, list[dict[str, Any]]], ...] = (
        ("take_up", "take-up", _("I look into it"), _("Take it up"), []),
        ("ask", "ask", _("A question to who complained"), _("Ask"), [text]),
        ("close", "close", _("It is decided"), _("Close it"), [reasons, text]),
        ("reopen", "reopen", _("It was closed too early"), _("Open it again"), [text]),
    )
    return [
        {"href": f"/complaints/{row.id}/{act}/", "summary": summary, "label": label, "fields": fields}
        for move, act, summary, label, fields in known
        if may_move(move, row.state)
    ]


def _rows(row: Complaint, request: StaffRequest) -> list[dict[str, str]]:
    told, lang = words_of(row), request.lang
    handler = Unit.objects.filter(principal=row.handler or -1).first()
    kind = pack().agency_kinds.get(told.get("kind", ""))
    taken = Member.objects.filter(id=row.taken_by).first() if row.taken_by else None
    rows = [
        (_("About"), _about(row, _agencies([row]))),
        (_("What sort of agency"), kind.label(lang) if kind else ""),
        (_("Where"), words.area_name(told["area"], lang) if told.get("area") else ""),
        (_("What happened"), told.get("what", "")),
        (_("Who it was"), told.get("who", "")),
        (_("Code of the case or receipt, as written"), told.get("code", "")),
        (_("How to reach who complained"), told.get("contact", "")),
        (_("Who complains"), told.get("name", "") or _("does not say")),
        (_("Came in"), short_moment(row.received_at)),
        (_("Who looks into it"), handler.name if handler else _("Nobody yet")),
        (_("Taken up by"), f"{taken.name}, {short_moment(row.taken_at)}" if taken and row.taken_at else ""),
        (_("How it ended"), words.reason_name("complaint_close", row.close_reason, lang) if row.close_reason else ""),
        (_("Due"), "" if row.state == "closed" else long_moment(row.due_at)),
    ]
    return [{"name": name, "text": text} for name, text in rows if text]


def _agencies(rows: list[Complaint]) -> dict[UUID, str]:
    keys = {key for row in rows for key in row.about}
    return {agency.id: agency.name for agency in Agency.objects.filter(id__in=keys)}


def _about(row: Complaint, names: dict[UUID, str]) -> str:
    return ", ".join(sorted(names.get(key, "?") for key in row.about)) or _("an agency that was not named")


def _by(row: Complaint) -> str:
    return short_moment(row.closed_at) if row.closed_at else _("by %(time)s") % {"time": short_moment(row.due_at)}


def _stands(row: Suspension, request: StaffRequest) -> str:
    from samaki.journeys.complaints.suspending import stands

    return stands(row, request.now)


STATES = {
    "received": lambda: _("nobody has taken it up yet"),
    "taken_up": lambda: _("it is being looked into"),
    "asked": lambda: _("it waits for an answer of who complained"),
    "answered": lambda: _("who complained has answered"),
    "reopened": lambda: _("it was opened again"),
    "closed": lambda: _("it is closed"),
}
