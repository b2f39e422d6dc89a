"""What the organiser sees of people: the list with its waiting list, ticks of a session, one participant, what is printed."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.names import clean_text, has_khmer
from samaki.training import queries, rules
from samaki.training.models import Workshop, WorkshopSeat, WorkshopSession
from samaki.training.queries import SEATS, Person
from samaki.training.states import OVER, PARTS
from samaki.training.words import SHOWN_FOR, room_number, room_token, shown, words_of
from samaki.web import words
from samaki.web.fields import field, options
from samaki.web.moments import clock, digits, long_moment
from samaki.web.pages import StaffRequest
from samaki.web.training import told
from samaki.web.training.certificates import certificate, picture
from samaki.web.training.forms import session_name
from samaki.web.training.showing import days, programme

MOST_AT_ONCE = 500
"""People on one list to tick: a form has no more than 1,000 fields."""


def listed(row: Workshop, request: StaffRequest) -> dict[str, Any]:
    """One page of people, by unit and name; searched by name or number."""
    text = clean_text(request.GET.get("q", "").replace("\x00", ""))[:120]
    everybody = queries.people_of(row, text=text, withdrawn=True)
    page = _page(request.GET.get("page", "1"))
    rows = everybody[(page - 1) * SEATS : page * SEATS]
    sessions, back = queries.sessions_of(row), sum(one.seat.state == "withdrawn" for one in everybody)
    came = Counter(seat for _session, seat in queries.marks_of(sessions))
    sat = queries.sat_of(row)
    more, kept = len(everybody) > page * SEATS, {"q": text} if text else {}
    return {
        "title": _("People of the workshop"), "back": _back(row), "key": str(row.id), 
        "total": digits(len(everybody) - back), "given_back": _given_back(back),
        "fields": [field("search", "q", _("Name or telephone"), value=text, hint=None)],
        "rows": [_line(one, came[one.seat.id], len(sessions), sat, row) for one in rows], "text": text, "section": "help",
        "next_href": "?" + urlencode(kept | {"page": page + 1}) if more else "", "first_href": "?" + urlencode(kept) if page > 1 else "",
    }  # fmt: skip


def _given_back(count: int) -> str:
    return _("places given back: %(n)s") % {"n": digits(count)} if count else ""


def _page(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 5 and int(text) else 1


def _back(row: Workshop) -> dict[str, str]:
    return {"href": f"/training/{row.id}/", "label": _("The workshop")}


def place_said(state: str, held: str, *, came: bool) -> str:
    """What is said of a place; of who waited, once all is over, what came of it."""
    if state == "waiting" and held in OVER:
        return _("came without a place") if came else _("no place became free")
    return seat_states()[state]


def seat_states() -> dict[str, str]:
    """State of a place -> its word."""
    return {"registered": _("has a place"), "waiting": _("on the waiting list"), "withdrawn": _("place given back")}


def _line(one: Person, came: int, of: int, sat: set[tuple[UUID, str]], row: Workshop) -> dict[str, Any]:
    notes = [place_said(one.seat.state, row.state, came=came > 0)] if one.seat.state != "registered" else []
    if row.state in ("running", "finished"):
        notes.append(_("at %(came)s of %(all)s sessions") % {"came": digits(came), "all": digits(of)})
        notes += [told.parts()[part] for part in PARTS if (one.seat.id, part) in sat]
    if one.like:
        notes.append(_("somebody else has the same name: the same person twice?"))
    if one.shared:
        notes.append(_("somebody else has the same telephone number"))
    if one.seat.checked_at is not None:
        notes.append(_("looked at half a year later"))
    return {
        "name": one.name,
        "phone": one.phone,
        "unit": one.seat.to_unit.name,
        "href": f"/training/seats/{one.seat.id}/",
        "notes": notes,
    }


def ticks(session: WorkshopSession, row: Workshop, request: StaffRequest) -> dict[str, Any]:
    """The list of one session to tick: everybody, or one unit; of a large workshop always one unit, so that the form can be sent."""
    people = queries.people_of(row)
    units = sorted({(one.seat.to_unit.name, one.seat.to_unit_id) for one in people})
    asked = request.GET.get("unit", "") or (str(units[0][1]) if len(people) > MOST_AT_ONCE else "")
    shown_ = [one for one in people if not asked or str(one.seat.to_unit_id) == asked]
    there = {seat for _session, seat in queries.marks_of([session])}
    return {
        "title": session_name(session.code, row.programme, request.lang), "back": _back(row),
          "when": f"{long_moment(session.starts_at)}-{clock(session.ends_at)}",
        "action": f"/training/sessions/{session.id}/" + (f"?unit={asked}" if asked.isdigit() else ""), "section": "help",
        "units": [{"label": name, "href": f"?unit={principal}", "here": str(principal) == asked} for name, principal in units],
        "all_href": f"/training/sessions/{session.id}/", "asked": asked,
        "people": [_to_tick(one, row, there=one.seat.id in there) for one in shown_],
        "not_yet": rules.not_begun() if not (rules.has_begun(session.starts_at, request.now) or there) else "",
        "change": {"label": _("Change this session"), "href": f"/training/sessions/{session.id}/change/"},
    }  # fmt: skip


def _to_tick(one: Person, row: Workshop, *, there: bool) -> dict[str, Any]:
    waits = place_said("waiting", row.state, came=there) if one.seat.state == "waiting" else ""
    return {"key": str(one.seat.id), "name": one.name, "unit": one.seat.to_unit.name, "there": there, "note": waits}


def room(session: WorkshopSession, request: StaffRequest) -> dict[str, Any]:
    """The number that stands in the room now, and its picture; the page asks for a new one by itself."""
    address = request.build_absolute_uri(f"/training/here/{session.id}/{room_token(session.id, request.now)}/")
    return {
        "title": session_name(session.code, session.workshop.programme, request.lang),
        "number": room_number(session.id, request.now), "address": address,
        "picture": picture(address), "again": SHOWN_FOR // 2, "section": "help",
        "back": {"href": f"/training/{session.workshop_id}/", "label": _("The workshop")},
    }  # fmt: skip


def one(seat: WorkshopSeat, row: Workshop, request: StaffRequest) -> dict[str, Any]:
    """One participant, for the organiser alone: their place, their link, their test."""
    person, base, lang = words_of(seat), f"/training/seats/{seat.id}", request.lang
    sessions = queries.sessions_of(row)
    came = {session for session, key in queries.marks_of(sessions) if key == seat.id}
    sittings, items = queries.sittings_of(seat), pack().training.items_of(row.programme)
    address = request.build_absolute_uri(f"/training/place/{person['key']}/") if person["key"] else ""
    facts = [(_("Unit"), seat.to_unit.name), (_("Telephone"), person["phone"] or _("none")), (_("What do you do?"), _role(seat.role, lang)),
             (_("Place"), place_said(seat.state, row.state, came=bool(came))), (_("Contact card"),
               _("agrees") if seat.contact else _("does not agree"))]  # fmt: skip
    links = [{"label": _("Enter a paper: %(part)s") % {"part": label}, "href": f"{base}/test/{part}/"} for part,
        label in told.parts().items()
             if row.state in ("running", "finished") and (part not in sittings or sittings[part].how == "paper")]  # fmt: skip
    if seat.certified_at is not None:
        links.append({"label": _("See who is still in post"), "href": f"{base}/check/"})
    return {
        "title": person["name"] or queries.no_name(), "in_khmer": has_khmer(person["name"]),
        "back": {"href": f"/training/{row.id}/people/", "label": _("People of the workshop")}, "section": "help",
        "rows": [{"name": name, "text": text} for name, text in facts], "links": links, "address": address, "code": shown(person["key"]),
        "picture": picture(address),
        "sessions": [{"name": session_name(each.code, row.programme, lang), "there": each.id in came} for each in sessions],
        "scores": [{"name": told.parts()[part], "text": score(len(sat.correct), len(items))} for part, sat in sorted(sittings.items(),
          reverse=True)],
        "renew": f"{base}/link/" if seat.state != "withdrawn" and address else "",
        "withdraw": f"{base}/withdraw/" if seat.state != "withdrawn" and seat.certified_at is None and not came else "",
    }  # fmt: skip


def score(right: int, of: int) -> str:
    """How many were right, as the participant and the trainer read it."""
    return _("%(right)s of %(all)s right") % {"right": digits(right), "all": digits(of)}


def _role(code: str, lang: str) -> str:
    found = pack().training.roles.get(code)
    return found.label(lang) if found else code


def cards(request: StaffRequest) -> dict[str, Any]:
    """Who of the member's unit agreed to stand in the directory."""
    matters = options(pack().matters.values(), request.lang)
    items = [{"name": name, "phone": phone, "href": f"/training/seats/{seat.id}/card/", "of": str(seat.id),
              "fields": [field("select", "matter", _("Answers for"), options=matters, value="", blank=_("Choose one"), hint=None)]}
             for seat, name, phone in queries.offered_cards(request.member.unit_id)]  # fmt: skip
    return {"title": _("Contact cards from workshops"), "back": {"href": "/training/", "label": _("Workshops and training")},
        "items": items,
            "section": "help"}  # fmt: skip


def printed(row: Workshop, what: str, request: StaffRequest) -> dict[str, Any]:
    """Context of `workshop_print.html`: the attendance list, the test, or certificates."""
    lang = request.lang
    sessions, people = queries.sessions_of(row), queries.people_of(row)
    head = {
        "title": programme(row.programme, lang), "back": _back(row), "what": what, "section": "help",
        "lead": f"{words.area_name(row.area, lang)}, {days(row.begins_at, row.ends_at)}", "place": words_of(row)["place"],
    }  # fmt: skip
    if what == "test":
        items = pack().training.items_of(row.programme)
        return head | {"items": [{"question": f"{digits(at)}. {item.question.get(lang)}",
            "options": [one.label(lang) for one in item.options]}
                                 for at, item in enumerate(items, start=1)], "parts": list(told.parts().values())}  # fmt: skip
    marks = queries.marks_of(sessions)
    if what == "certificates":
        came = Counter(seat for _session, seat in marks)
        given = [
            certificate(one.name, one.seat.certificate_code or "", bytes(one.seat.certificate_sha256 or b""), row,
                        came[one.seat.id], len(sessions), request, row.unit)
            for one in people if one.seat.certified_at is not None
        ]  # fmt: skip
        return head | {"certificates": given}
    lines = [{"name": one.name, "unit": one.seat.to_unit.name, "waits": one.seat.state == "waiting" and row.state not in OVER,
              "there": [(each.id, one.seat.id) in marks for each in sessions]} for one in people]  # fmt: skip
    return head | {"sessions": [{"short": digits(at), "name": session_name(each.code, row.programme, lang),
        "when": long_moment(each.starts_at)}
                                for at, each in enumerate(sessions, start=1)], "lines": lines}  # fmt: skip
