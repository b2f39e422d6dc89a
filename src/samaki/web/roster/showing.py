"""What the page of a unit's roster shows: who is on now, the week, what is missing, what waits for an answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samaki.agencies.country import calendar
from samaki.agencies.models import Unit
from samaki.agencies.queries import number_now
from samaki.channels.sms.gateways import sender
from samaki.roster import elsewhere, queries, rules
from samaki.roster.duty import Plan, Shift, moment, shifts
from samaki.roster.layers import kept
from samaki.roster.looking import look
from samaki.roster.models import DutyChange, DutyNote, DutyNumber, DutyRoster, DutySwap, DutyVersion
from samaki.web import words
from samaki.web.moments import clock, digits, long_date, long_moment, short_date, short_moment, span
from samaki.web.pages import StaffRequest
from samaki.web.roster.looked import findings

DAY = timedelta(days=1)
WEEKS = 2


def area_words(area: str, lang: str) -> str:
    """The area of a roster in words."""
    return words.area_name(area, lang) if area else _("all areas of the unit")


def standing(own: DutyNumber | None) -> str:
    """What holds of one's own number, in words; "" where none was given."""
    if own is None:
        return ""
    if own.proved_at is not None:
        return _("You gave your own number as the last that is tried. It is proved.")
    if sender() is None:
        return _("You gave your own number as the last that is tried. Nothing is texted to it: this system sends no texts. "
                 "Only who leads your unit sees it then.")  # fmt: skip
    return _(
        "You gave your own number as the last that is tried. It is not texted before you prove it: only who leads your unit sees it then."
    )


def of_unit(request: StaffRequest) -> dict[str, Any]:
    """The page of the member's own unit: one roster, and links to its others."""
    unit, now = request.member.unit, request.now
    found = queries.rosters_of(unit.principal)
    asked = request.GET.get("roster", "")
    roster = next((one for one in found if str(one.id) == asked), found[0] if found else None)
    plans = rules.plans(unit)
    own = queries.own_number(request.member.id)
    shown = {
        "unit": unit.name,
        "number": number_now(unit, now),
        "plans": plans,
        "others": [{"href": f"/roster/?roster={one.id}", "words": area_words(one.area, request.lang)} for one in found
                   if roster and one.id != roster.id],
        "now_words": long_moment(now),
        "holds": _holds(roster, found, request) if roster else "",
        "my_number": standing(own),
        "calls": _calls(unit, now) if plans else [],
        "calls_words": _("Calls outside of office hours in the last %(n)s days") % {"n": digits(queries.calls_over().days)},
        "roster": None,
    }  # fmt: skip
    return shown | (_one(roster, plans, request) if roster else {})


def _holds(roster: DutyRoster, found: list[DutyRoster], request: StaffRequest) -> str:
    """Which of several rosters decides; "" where there is one."""
    others = [area_words(one.area, request.lang) for one in found if one.id != roster.id and one.area]
    if roster.area:
        return _("In this area it decides who is called, and no other roster of the unit.") if len(found) > 1 else ""
    told = _("Where an area has a roster of its own, that one decides who is called: %(areas)s.") % {
        "areas": ", ".join(others)
    }
    return told if others else ""


def _one(roster: DutyRoster, plans: bool, request: StaffRequest) -> dict[str, Any]:
    version, draft = queries.version_of(roster, "published"), queries.version_of(roster, "draft")
    base, now = f"/roster/{roster.id}", request.now
    told: dict[str, Any] = {"roster": roster, "base": base, "area": area_words(roster.area, request.lang), "weeks": [], "on_now": None,
                            "draft": {"href": f"{base}/edit/", "words": _("A draft waits to be published")} if draft and plans else None,
                            "gaps": [], "swaps": _swaps(roster, request), "notes": _notes(roster, request)}  # fmt: skip
    changes = queries.changes_of(roster.id, now)
    named = {one.member_id for one in changes}
    if version is not None:
        monday = _monday(now)
        counted = queries.plan_of(version, _midnight(monday), now)
        found = shifts(counted, _midnight(monday), _midnight(monday + WEEKS * 7 * DAY))
        named |= queries.members_in(kept(version.layers), changes)
        names = queries.names_of(named)
        said = look(kept(version.layers), changes, roster.unit_id, now)
        told |= {"weeks": weeks(found, monday, names, now), "on_now": on_now(counted, names, now), "gaps": findings(said, names),
                 "version": _("Version %(number)s, published %(when)s") % {"number": digits(version.number),
                                                                         "when": long_moment(version.published_at or now)}}  # fmt: skip
    else:
        names = queries.names_of(named)
    return told | {"changes": [_change(one, names, now) for one in changes], "keeps": plans and version is not None}


def on_now(counted: Plan, names: dict[str, str], now: datetime) -> dict[str, str]:
    """Who is on duty at this moment, until when, and who follows."""
    first, *rest = [*shifts(counted, now, now + 14 * DAY)]
    told = {"who": names.get(first.member or "", ""), "until": short_moment(first.until) if rest else "", "next": ""}
    if rest and rest[0].member:
        told["next"] = names.get(rest[0].member, "")
    return told


def weeks(found: Iterable[Shift], monday: date, names: dict[str, str], now: datetime) -> list[dict[str, Any]]:
    """Each week with its days, and in each day who is on duty from when to when."""
    rows, today = list(found), calendar().local(now).date()
    titles = (_("This week"), _("Next week"))
    return [
        {
            "title": titles[number],
            "days": [_day(rows, monday + (7 * number + at) * DAY, names, today) for at in range(7)],
        }
        for number in range(WEEKS)
    ]


def _day(rows: list[Shift], day: date, names: dict[str, str], today: date) -> dict[str, Any]:
    begins, ends = _midnight(day), _midnight(day + DAY)
    parts = [one for one in rows if one.since < ends and one.until > begins]
    return {
        "name": long_date(day),
        "short": short_date(day),
        "today": day == today,
        "past": day < today,
        "parts": [{"since": clock(max(one.since, begins)), "until": _until(min(one.until, ends), ends),
                   "who": names.get(one.member or "", ""), "gap": one.member is None} for one in parts],
    }  # fmt: skip


def _until(moment_: datetime, midnight: datetime) -> str:
    return digits("24:00") if moment_ == midnight else clock(moment_)


def _change(one: DutyChange, names: dict[str, str], now: datetime) -> dict[str, str]:
    said = {
        "name": names.get(str(one.member_id), "?"),
        "since": short_moment(one.since),
        "until": short_moment(one.until),
    }
    text = (
        _("%(name)s covers from %(since)s to %(until)s")
        if one.sort == "covers"
        else _("%(name)s is away from %(since)s to %(until)s")
    )
    return {"words": text % said, "href": f"/roster/changes/{one.id}/end/"}


def _swaps(roster: DutyRoster, request: StaffRequest) -> list[dict[str, Any]]:
    rows = list(DutySwap.objects.filter(roster=roster, state="asked", until__gt=request.now).order_by("asked_at"))
    names, me = queries.names_of({key for one in rows for key in (one.asked_by, one.other)}), request.member.id
    return [_swap(one, names, me) for one in rows]


def _swap(one: DutySwap, names: dict[str, str], me: UUID) -> dict[str, Any]:
    said = {"asker": names.get(str(one.asked_by), "?"), "other": names.get(str(one.other), "?"),
            "since": short_moment(one.since), "until": short_moment(one.until)}  # fmt: skip
    text = _("%(asker)s asks %(other)s to take %(since)s to %(until)s") % said
    if one.back_since and one.back_until:
        text += _(", in return for %(since)s to %(until)s") % {
            "since": short_moment(one.back_since),
            "until": short_moment(one.back_until),
        }
    base = f"/roster/swaps/{one.id}"
    return {"words": text, "agree_href": f"{base}/agree/" if one.other == me else "",
            "refuse_href": f"{base}/refuse/" if one.other == me else "",
            "withdraw_href": f"{base}/withdraw/" if one.asked_by == me else ""}  # fmt: skip


def _notes(roster: DutyRoster, request: StaffRequest) -> list[dict[str, str]]:
    rows = list(DutyNote.objects.filter(roster=roster, made_at__gt=request.now - 14 * DAY).order_by("-made_at")[:5])
    names = queries.names_of({key for one in rows for key in (one.written_by, one.read_by)})
    told = []
    for one in rows:
        read = (
            _("read by %(name)s") % {"name": names.get(str(one.read_by), "?")}
            if one.read_by
            else _("nobody has read it yet")
        )
        said = {"name": names.get(str(one.written_by), "?"), "when": short_moment(one.made_at), "read": read}
        told.append({"href": f"/roster/notes/{one.id}/", "words": _("Note of %(name)s, %(when)s: %(read)s") % said})
    return told


def _calls(unit: Unit, now: datetime) -> list[dict[str, str]]:
    counted = queries.calls_by_night(unit.principal, now)
    names = queries.names_of(counted)
    ranked = sorted(counted.items(), key=lambda one: names.get(str(one[0]), ""))
    return [{"name": names.get(str(key), "?"), "text": ngettext("%(n)s call", "%(n)s calls", count) % {"n": digits(count)}}
            for key, count in ranked]  # fmt: skip


def layer_words(version: DutyVersion, names: dict[str, str]) -> list[str]:
    """Each layer of a draft in a sentence."""
    return [_layer(one, names) for one in kept(version.layers)]


def _layer(one: Any, names: dict[str, str]) -> str:
    sizes = {"hours": ngettext("%(n)s hour each", "%(n)s hours each", one.amount), 
             "days": ngettext("%(n)s day each", "%(n)s days each", one.amount),
             "weeks": ngettext("%(n)s week each", "%(n)s weeks each", one.amount)}  # fmt: skip
    parts = [", ".join(names.get(key, "?") for key in one.members), sizes[one.unit] % {"n": digits(one.amount)},
             _("from %(day)s, hand-over at %(clock)s")
             % {"day": short_date(one.start), "clock": digits(f"{one.hand_over:%H:%M}")}]  # fmt: skip
    if one.weekdays:
        parts.append(
            _("only %(days)s") % {"days": ", ".join(name for at, name in enumerate(weekdays()) if at in one.weekdays)}
        )
    if one.begins and one.ends:
        parts.append(
            _("only %(since)s to %(until)s")
            % {"since": digits(f"{one.begins:%H:%M}"), "until": digits(f"{one.ends:%H:%M}")}
        )
    return "; ".join(parts)


def weekdays() -> tuple[str, ...]:
    """The names of the days, Monday first."""
    return (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


def short_weekdays() -> tuple[str, ...]:
    """The same where a column is narrow."""
    return (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


def duty_lines(units: Iterable[Unit], area: str, now: datetime) -> dict[int, dict[str, str]]:
    """Unit -> who is on duty there now, for a reader who may know: `who` ("" for nobody), `until`. Two questions for all units."""
    found: dict[int, list[elsewhere.OnDuty]] = {}
    for one in elsewhere.on_duty([unit.principal for unit in units], now):
        found.setdefault(one.unit, []).append(one)
    near = {unit: row for unit, rows in found.items() if (row := elsewhere.nearest(rows, area)) is not None}
    names = queries.names_of(one.member for one in near.values()) if near else {}
    return {
        unit: {"who": names.get(str(one.member), ""), "until": short_moment(one.until) if one.until else ""}
        for unit, one in near.items()
    }


def counted_words(request: StaffRequest) -> list[dict[str, str]]:
    """For who oversees: each roster in force and how much of it nobody covered when it was published; no name."""
    rows = elsewhere.counted()
    names = {one.principal: one.name for one in Unit.objects.filter(principal__in={row[0] for row in rows})}
    told = []
    for unit, area, published_at, minutes in rows:
        gap = (
            _("gaps of %(span)s when it was published") % {"span": span(timedelta(minutes=minutes))}
            if minutes
            else _("no gap when it was published")
        )
        told.append(
            {
                "name": f"{names.get(unit, '')}, {area_words(area, request.lang)}",
                "text": words.labelled(short_date(published_at), gap),
            }
        )
    return told


def _monday(now: datetime) -> date:
    day = calendar().local(now).date()
    return day - day.weekday() * DAY


def _midnight(day: date) -> datetime:
    return moment(day, time(0), calendar().timezone)
