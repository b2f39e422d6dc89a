"""The calendar of a unit and of a member: by weeks or as a list, what is not ready first of all; and its secret address."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samaki.agencies.country import calendar
from samaki.agencies.models import Member
from samaki.cases.models import Case
from samaki.cases.rules import check_works_cases, may
from samaki.database import session
from samaki.journeys.hearings import feeds, queries
from samaki.journeys.hearings.models import Hearing
from samaki.journeys.hearings.states import AHEAD
from samaki.web.fields import typed
from samaki.web.hearings import listing
from samaki.web.hearings import words as said
from samaki.web.moments import digits, long_date, short_date, short_moment
from samaki.web.pages import StaffRequest, page, shown_once, staff_page
from samaki.web.roster.showing import short_weekdays, weekdays

WEEKS, LIST = 2, 120
"""Weeks of one page; days of the list."""
PATH = "calendar/<slug:token>.ics"


@staff_page
def shown(request: StaffRequest) -> HttpResponse:
    """Two weeks from a Monday, or everything ahead; of the unit, or the member's own; all, or only what is not ready."""
    asked = request.GET
    who, span = ("mine" if asked.get("who") == "mine" else "unit"), ("list" if asked.get("span") == "list" else "weeks")
    first = _first(asked.get("from", ""), request.now, span)
    days = LIST if span == "list" else WEEKS * 7
    rows = queries.between(_midnight(first), _midnight(first + timedelta(days=days)))
    rows = queries.mine(rows, request.member) if who == "mine" else rows
    found = queries.shown(rows[: queries.MOST])
    lines = listing.lines(found, request, _codes(found))
    unready = [line for line in lines if line["unready"]]
    told = unready if asked.get("unready") else lines
    coming = _coming(first + timedelta(days=days), who, request) if not told else None
    return page(request, "staff/calendar.html", {
        "coming": coming,
        "days": _days(told, request),
        "weeks": _weeks(first, lines, request) if span == "weeks" else [],
        "weekdays": list(zip(weekdays(), short_weekdays(), strict=True)),
        "unready": _unready_words(unready),
        "span": f"{short_date(first)} - {short_date(first + timedelta(days=days - 1))}",
        "ways": _ways(who, span, bool(asked.get("unready")), first),
        "feeds": may(check_works_cases, request.member, request.now),
    })  # fmt: skip


def _coming(after: date, who: str, request: StaffRequest) -> dict[str, str] | None:
    """The next hearing after this time: that there is none in it does not mean that there is none."""
    rows = Hearing.objects.filter(at__gte=_midnight(after), state__in=AHEAD).order_by("at", "id")
    row = (queries.mine(rows, request.member) if who == "mine" else rows).first()
    if row is None:
        return None
    day = calendar().local(row.at).date()
    label = _("The next one: %(day)s") % {"day": said.when(row)}
    return {"label": label, "href": f"/calendar/?who={who}&span=weeks&from={day.isoformat()}"}


def _first(text: str, now: datetime, span: str) -> date:
    """A Monday, or the day from which the list begins; what is no day is today."""
    today = calendar().local(now).date()
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError:
        day = today
    day = min(max(day, today - timedelta(days=3660)), today + timedelta(days=3660))
    return day if span == "list" else day - timedelta(days=day.weekday())


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), calendar().timezone).astimezone(UTC)


def _codes(found: list[queries.Shown]) -> dict[Any, str]:
    keys = {one.row.case_id for one in found}
    return dict(Case.objects.filter(id__in=keys).values_list("id", "code")) if keys else {}


def _days(lines: list[dict[str, Any]], request: StaffRequest) -> list[dict[str, Any]]:
    """By day on the clock of the country; before them those of which only the month or the year is known."""
    today = calendar().local(request.now).date()
    vague = [line for line in lines if not line["exact"]]
    found = [{"name": _("Day not known"), "lines": vague, "vague": True}] if vague else []
    sure = [line for line in lines if line["exact"]]
    for day, group in groupby(sure, key=lambda line: calendar().local(line["day"]).date()):
        name = _("Today, %(day)s") % {"day": long_date(day)} if day == today else long_date(day)
        found.append({"name": name, "lines": list(group), "vague": False})
    return found


def _weeks(first: date, lines: list[dict[str, Any]], request: StaffRequest) -> list[list[dict[str, Any]]]:
    """The two weeks as a table: a mark for each hearing."""
    today = calendar().local(request.now).date()
    marks: dict[date, int] = {}
    for line in lines:
        if line["ahead"] and line["exact"]:
            day = calendar().local(line["day"]).date()
            marks[day] = marks.get(day, 0) + 1
    days = [first + timedelta(days=number) for number in range(WEEKS * 7)]
    made = [
        {"number": digits(day.day), "count": marks.get(day, 0), "mood": "today" if day == today else "past" if day < today else "",
         "words": ngettext("%(n)s hearing", "%(n)s hearings", marks[day]) % {"n": digits(marks[day])} if day in marks else ""}
        for day in days
    ]  # fmt: skip
    return [made[at : at + 7] for at in range(0, len(made), 7)]


def _unready_words(unready: list[dict[str, Any]]) -> dict[str, str] | None:
    if not unready:
        return None
    title = ngettext("%(n)s hearing is not ready", "%(n)s hearings are not ready", len(unready)) % {
        "n": digits(len(unready))
    }
    said = [
        word
        for line in unready
        for word in (*line["clashes"], *(one["words"] for one in line["ready"] if one["state"] != "done"))
    ]
    return {"title": title, "words": "; ".join(dict.fromkeys(said))}


def _ways(who: str, span: str, unready: bool, first: date) -> dict[str, Any]:
    """Links to the same calendar seen otherwise."""

    def way(label: str, here: bool, change: dict[str, str]) -> dict[str, Any]:
        asked = {"who": who, "span": span, "unready": "1" if unready else "", "from": first.isoformat()} | change
        told = "&".join(f"{name}={value}" for name, value in asked.items() if value)
        return {"label": label, "href": f"/calendar/?{told}", "here": here}

    step = timedelta(days=LIST if span == "list" else WEEKS * 7)
    return {
        "who": [way(_("My unit"), who == "unit", {"who": "unit"}), way(_("My own"), who == "mine", {"who": "mine"})],
        "span": [
            way(_("Two weeks"), span == "weeks", {"span": "weeks"}),
            way(_("As a list"), span == "list", {"span": "list"}),
        ],
        "ready": [
            way(_("All of them"), not unready, {"unready": ""}),
            way(_("Only what is not ready"), unready, {"unready": "1"}),
        ],
        "before": way("", False, {"from": (first - step).isoformat()})["href"],
        "after": way("", False, {"from": (first + step).isoformat()})["href"],
    }


# ---------------------------------------------------------------- the secret address
@staff_page
def link(request: StaffRequest) -> HttpResponse:
    """The addresses that stand; a new one is shown once, and ends the one before."""
    if request.method == "POST":
        scope = typed(request, "act")
        if typed(request, "end"):
            feeds.end_feed(scope=scope, by=request.member, now=request.now)
            return page(request, "staff/feeds.html", _links(request))
        token = feeds.make_feed(scope=scope, by=request.member, now=request.now)
        address = request.build_absolute_uri(f"/calendar/{token}.ics")
        return shown_once(page(request, "staff/feeds.html", _links(request) | {"address": address}), "/calendar/link/")
    check_works_cases(request.member, request.now)
    return page(request, "staff/feeds.html", _links(request))


def _links(request: StaffRequest) -> dict[str, Any]:
    stand = feeds.feeds_of(request.member)
    names = {"unit": _("The hearings of my unit"), "mine": _("My own hearings")}
    return {
        "feeds": [
            {"scope": scope, "name": name, "stands": scope in stand,
             "since": _("An address was made on %(time)s.") % {"time": short_moment(stand[scope].made_at)} if scope in stand else ""}
            for scope, name in names.items()
        ]
    }  # fmt: skip


def fetched(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of a secret address, as its member sees it now; for every other address there is nothing here."""
    now = timezone.now()
    content = _content(token, now) if request.method in ("GET", "HEAD") else None
    response = HttpResponse(content if content is not None else b"", status=404 if content is None else 200)
    response["Content-Type"] = "text/calendar; charset=utf-8" if content is not None else "text/plain; charset=utf-8"
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    vars(response)["_has_been_logged"] = True  # else Django's log of failures writes the address
    return response


def _content(token: str, now: datetime) -> bytes | None:
    with session("app", now):
        found = feeds.opened_by(token)
    member = Member.objects.filter(id=found[0]).first() if found else None
    if found is None or member is None or not member.may_enter(now):
        return None
    with session("app", now, member.id), translation.override(member.language):
        rows = queries.between(now - feeds.BACK, now + feeds.FORWARD)
        rows = queries.mine(rows, member) if found[1] == "mine" else rows
        kept = list(rows[: queries.MOST])
        codes = dict(Case.objects.filter(id__in={row.case_id for row in kept}).values_list("id", "code"))
        return feeds.written(
            kept, codes, now=now, name=_("Hearings"), title=lambda code: _("%(code)s: hearing") % {"code": code}
        )
