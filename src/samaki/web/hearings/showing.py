"""One hearing with all that belongs to it, and what can be done with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.queries import NamesThen, names_then
from samaki.cases import queries as cases
from samaki.cases.models import Case
from samaki.cases.remarks import remarks_on
from samaki.cases.rules import may
from samaki.journeys.hearings import queries, rules
from samaki.journeys.hearings.models import Hearing, HearingNeed
from samaki.journeys.hearings.queries import Shown
from samaki.journeys.hearings.states import AHEAD, HEARING
from samaki.web import words
from samaki.web.doers import colleagues
from samaki.web.fields import field, options
from samaki.web.hearings import words as said
from samaki.web.hearings.listing import Line, clash_words, members_named, people_named, people_of
from samaki.web.moments import short_moment
from samaki.web.pages import StaffRequest
from samaki.web.voice import showing as again

WRITTEN: dict[str, Any] = {
    "hearing.enter": lambda: _("What it is about"),
    "hearing.confirm": lambda: _("With the confirmation"),
    "hearing.correct": lambda: _("Why it was corrected"),
    "hearing.before": lambda: _("What stood there before"),
    "hearing.postpone": lambda: _("Why it was postponed"),
    "hearing.hold": lambda: _("What came of it"),
    "hearing.not_hold": lambda: _("Why it was not held"),
    "hearing.reopen": lambda: _("Why that was a mistake"),
    "hearing.mistake": lambda: _("Why it was a mistake"),
}
"""Act -> what its words are called."""


def one_page(row: Hearing, case: Case, request: StaffRequest) -> Line:
    """Everything that the reader may see of one, and what they can do with it."""
    around = [row, *queries.beside([row])]
    one = next(made for made in queries.shown(around) if made.row.id == row.id)
    courts = names_then(_units(one))
    named = people_named(people_of(one), request.lang)
    members = members_named({going.member_id for going in one.going}, request)
    writes = may(rules.check_writes, case, request.member, request.now)
    sign, stands = said.stands(row)
    return {
        "code": case.code,
        "case_href": f"/cases/{case.code}/hearings/",
        "title": said.purpose(row, request.lang),
        "state": sign,
        "state_words": stands,
        "when": said.when(row),
        "clashes": clash_words(one, named, members),
        "rows": _rows(one, courts, named, request),
        "around": _around(row) + again.of_hearing(row.id, request),
        "needs": [_need(need, one, named, courts, writes=writes) for need in one.needs],
        "going": _going(one, courts, members, request, writes=writes),
        "written": _said(row, request),
        "links": _links(row) if writes else [],
        "more": _folds(row, case, request) if writes else [],
    }


def _rows(one: Shown, names: NamesThen, named: dict[UUID, str], request: StaffRequest) -> list[dict[str, str]]:
    row, lang = one.row, request.lang
    confirmed = ""
    if row.confirmed_at and row.confirmed_unit:
        confirmed = _("%(unit)s, %(time)s") % {
            "unit": names.at(row.confirmed_unit, row.confirmed_at),
            "time": short_moment(row.confirmed_at),
        }
    rows = [
        (_("Where"), said.where(one, names)),
        (_("Called"), ", ".join(named[key] for key in sorted(one.children) if key in named) or _("No child that you may know of")),
        (_("What must be brought"), one.words["bring"]),
        (_("Why, or what came of it"), said.reason(row, lang)),
        (_("Known from"), words.reason_name("hearing_source", row.source, lang)),
        (_("Confirmed by"), confirmed),
        (_("Entered by"), _("%(unit)s, %(time)s") % {"unit": names.at(row.unit, row.recorded_at), "time": short_moment(row.recorded_at)}),
    ]  # fmt: skip
    return [{"name": name, "text": text} for name, text in rows if text]


def _around(row: Hearing) -> list[dict[str, str]]:
    """The day before this one in a row of postponements, and the one after it."""
    before = Hearing.objects.filter(id=row.after_id).first() if row.after_id else None
    after = Hearing.objects.filter(after_id=row.id).exclude(state="in_error").first()
    found = []
    if before is not None:
        found.append(
            {"words": _("It was to be on: %(when)s.") % {"when": said.when(before)}, "href": f"/hearings/{before.id}/"}
        )
    if after is not None:
        found.append(
            {"words": _("The new date: %(when)s.") % {"when": said.when(after)}, "href": f"/hearings/{after.id}/"}
        )
    return found


def _need(need: HearingNeed, one: Shown, named: dict[UUID, str], names: NamesThen, *, writes: bool) -> Line:
    moves = said.SUMMONS_MOVES if need.sort == "summons" else said.OTHER_MOVES
    fields = [
        {"kind": "hidden", "name": "act", "value": str(need.id)},
        field("radios", "move", _("How far is it?"), options=[{"value": code, "label": label()} for code, label in moves.items()]),
        field("area", "text", _("Anything that whoever goes there must know?"), rows=2,
              hint=_("Who drives, which language, a number to call. Whoever brings the child reads it.")),
    ]  # fmt: skip
    return {
        "state": "done" if need.state == "ready" else "overdue",
        "words": said.need(need, named),
        "meta": _by_whom(need, names),
        "lines": [line["text"] for line in queries.words_of_need(need)],
        "fields": fields if writes and one.row.state != "in_error" else [],
        "href": f"/hearings/{one.row.id}/need-move/",
    }


def _by_whom(need: HearingNeed, names: NamesThen) -> str:
    """Which unit asked for it and which arranged it, and when."""
    found = []
    if need.asked_at and need.asked_unit:
        asked = {"unit": names.at(need.asked_unit, need.asked_at), "time": short_moment(need.asked_at)}
        found.append(_("Asked for, or sent: %(unit)s, %(time)s") % asked)
    if need.ready_at and need.ready_unit:
        ready = {"unit": names.at(need.ready_unit, need.ready_at), "time": short_moment(need.ready_at)}
        found.append(_("Arranged, or received: %(unit)s, %(time)s") % ready)
    return " · ".join(found)


def _units(one: Shown) -> set[int]:
    """Every unit that the page names."""
    row = one.row
    of_needs = [unit for need in one.needs for unit in (need.asked_unit, need.ready_unit)]
    found = (row.court, row.unit, row.confirmed_unit, *of_needs, *(going.unit for going in one.going))
    return {unit for unit in found if unit}


def _going(
    one: Shown, names: NamesThen, members: dict[UUID, str], request: StaffRequest, *, writes: bool
) -> list[Line]:
    """Own colleagues by name, with a way to take it back; of others the unit."""
    found = []
    for going in one.going:
        name = members.get(going.member_id)
        act = {"label": _("Does not go after all"), "href": f"/hearings/{one.row.id}/stays/", "method": "post", "quiet": True,
               "hidden": {"worker": str(going.member_id)}}  # fmt: skip
        words_of_it = name or _("Somebody of %(unit)s") % {"unit": names.at(going.unit, going.since)}
        found.append({"words": words_of_it, "action": act if name and writes else None})
    return found


def _said(row: Hearing, request: StaffRequest) -> list[dict[str, str]]:
    """What was written with it, for who reads justice, and what the own unit wrote."""
    found = [one for one in remarks_on([row.id]).get(row.id, []) if one.act in WRITTEN]
    units = names_then({one.unit for one in found})
    return [
        {"name": WRITTEN[one.act](), "text": one.text, "meta": f"{units.at(one.unit, one.at)}, {short_moment(one.at)}"}
        for one in found
    ]


def _links(row: Hearing) -> list[dict[str, str]]:
    """What takes a form of its own; not what is said of it already."""
    ways = {
        "postpone": (_("It was postponed"), "postpone"),
        "hold": (_("It was held"), "held"),
        "correct": (_("Correct it"), "correct"),
    }
    said_already = {"postponed": "postpone", "held": "hold"}.get(row.state)
    return [
        {"label": label, "href": f"/hearings/{row.id}/{page}/"}
        for move, (label, page) in ways.items()
        if move in HEARING[row.state] and move != said_already
    ]


def _folds(row: Hearing, case: Case, request: StaffRequest) -> list[Line]:
    base, lang = f"/hearings/{row.id}", request.lang
    people = [{"value": "", "label": _("Nobody in particular")}] + [
        {"value": str(one.id), "label": words.part_name(one, lang)} for one in cases.people_of(case)
    ]
    why = field("area", "text", _("What was wrong?"), rows=2)
    sure = [one for one in pack().reasons["hearing_source"].values() if one.confirms]
    forms = [
        ("confirm", _("It is confirmed"), _("Confirm the date"), [
            field("radios", "source", _("From where do you know it?"), options=options(sure, lang)),
            field("area", "text", _("Anything to add?"), rows=2, hint=_("Sealed with the facts of the case."))]),
        ("need", _("Something is needed"), _("Put it on the list"), [
            field("radios", "sort", _("What is needed?"), options=[{"value": code, "label": name()} for code, name in said.SORTS.items()]),
            field("select", "person", _("For whom?"), options=people, value=""),
            field("area", "text", _("Anything that whoever goes there must know?"), rows=2,
                  hint=_("Who drives, which language, a number to call. Whoever brings the child reads it."))]),
        ("goes", _("Who of us goes there?"), _("Write it down"), [
            field("select", "worker", _("Who?"), options=colleagues(request), value=request.member.username, hint=None)]),
        ("not-held", _("It was not held, or will not be"), _("Say that it was not held"), [
            field("radios", "reason", _("Why?"), options=options(pack().reasons["hearing_not_held"].values(), lang)),
            field("area", "text", _("In your own words"), rows=2)]),
        ("reopen", _("What was said of this day was a mistake"), _("The date stands as before"), [why]),
        ("mistake", _("There is no such hearing"), _("Say that it was a mistake"), [why]),
    ]  # fmt: skip
    return [
        {"href": f"{base}/{act}/", "summary": summary, "label": label, "fields": fields}
        for act, summary, label, fields in forms if _can(act, row, request)
    ]  # fmt: skip


def _can(act: str, row: Hearing, request: StaffRequest) -> bool:
    if act == "mistake":
        return may(rules.check_mistaken, row, "hearing.enter", request.member, request.now)
    if act in ("need", "goes"):
        return row.state in AHEAD
    move = {"not-held": "not_hold"}.get(act, act)
    if act == "not-held" and row.state == "not_held":
        return False
    return may(rules.check_moves, row, move, request.now)
