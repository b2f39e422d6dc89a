"""The confidentiality officer's page: who has seen what, the monthly list, what waits; and one click to question a look."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import names_then
from samaki.cases import queries
from samaki.cases.codes import read_code
from samaki.cases.models import Case
from samaki.database.refusals import NotAllowed
from samaki.journeys.complaints.rules import is_handler
from samaki.journeys.guarding import conflicts, emergencies, looks, questions, rules, unsealing
from samaki.journeys.guarding.models import Conflict, LookQuestion, Unsealing
from samaki.journeys.subject_access import queries as held_about
from samaki.ledger.models import LedgerEntry
from samaki.names import clean_text
from samaki.web import words
from samaki.web.fields import field
from samaki.web.guarding.emergencies import member_name
from samaki.web.guarding.months import mentors, month_of, months
from samaki.web.guarding.questions import STATES, WHAT, about
from samaki.web.moments import digits, long_moment, short_moment
from samaki.web.pages import StaffRequest, page, staff_page
from samaki.web.people.fields import why_looked


@staff_page
def officer(request: StaffRequest) -> HttpResponse:
    """For a confidentiality officer all of it; for committees and the oversight the counts of the month."""
    since, before = month_of(request.GET.get("month", ""), request.now)
    handles = {"complaints_href": "/complaints/"} if is_handler(request.member, request.now) else {}
    if rules.is_officer(request.member, request.now):
        return page(request, "staff/confidentiality.html", _context(request, since, before) | handles)
    if not rules.reads_counts(request.member, request.now):
        raise NotAllowed(_("Only a confidentiality officer, a committee and the oversight have something to do here."))
    context = {"month": months(request, since), "counts": _counts(since, before, request), "counted": True}
    context["mentors"] = mentors(since, before, request.now)
    return page(request, "staff/confidentiality.html", context | handles)


@staff_page
def seen_by(request: StaffRequest, code: str) -> HttpResponse:
    """Who has seen what is sealed in this case: every look, by unit and name, as far as the reader may know."""
    case = queries.case_of(read_code(code) or code, erased=True)
    found = looks.looks_at(case.id)
    rows = [
        {"name": f"{line['who']}, {line['unit']}", "text": f"{line['what']} · {line['when']}"}
        for line in _lines(found, {}, request)
    ]
    limits = _("You see the looks at the parts of the file that are open to your unit, and those of your own unit.")
    notes = [{"words": limits}]
    if not rows:
        notes.insert(0, {"words": _("Nobody has looked at a sealed part, or at none that you may know of.")})
    opened = emergencies.open_on(case, request.now)
    notes += [
        {
            "words": _("%(unit)s opened it in an emergency, until %(time)s.")
            % {"unit": _name(row.unit), "time": long_moment(row.until)},
            "href": f"/emergencies/{row.id}/",
            "label": _("Look at the emergency"),
        }
        for row in opened
        if row.until
    ]
    context = {
        "title": _("Who has seen this?"),
        "rows": rows,
        "notes": notes,
        "fields": [],
        "back": {"href": f"/cases/{case.code}/", "label": _("Back"), "code": case.code},
    }
    return page(request, "staff/form.html", context)


def _context(request: StaffRequest, since: datetime, before: datetime) -> dict[str, Any]:
    guarded = conflicts.guarded()
    wanted = looks.Wanted(
        since, before, who=_asked(request, "who"), unit=_unit(request, guarded), case_id=_case(request)
    )
    cursor = _key(request.GET.get("before", ""))
    rows, following = looks.page_of_looks(wanted, guarded, cursor)
    month, now = looks.month(since, before, guarded), request.now
    asked = {row.entry_id: row for row in looks.questions_of(rows).values()}
    return {
        "month": months(request, since),
        "fields": _filters(request, guarded),
        "looks": _lines(rows, asked, request),
        "next_href": _next(request, following),
        "mentors": mentors(since, before, now),
        "waiting": [*_unsealings(now), *_walls(now), *_questions(guarded, now), *_subject_access()],
        **_opened(month, request),
    }


def _opened(month: looks.Month, request: StaffRequest) -> dict[str, list[dict[str, str]]]:
    """What was opened, closed or given against the usual rule in the month."""
    lang, now = request.lang, request.now
    told = {"": _("waits"), "upheld": _("it was right"), "ended": _("it was ended")}
    return {
        "emergencies": [
            _line(f"/emergencies/{row.id}/", STANDS[emergencies.stands(row, now)](), row.asked_at,
                  words.reason_name("emergency", row.reason, lang), row.unit)
            for row in month.emergencies
        ],
        "unsealings": [
            _line(f"/unsealings/{row.id}/", STANDS[unsealing.stands(row, now)](), row.asked_at,
                  _("Who told us") if row.what == "reporter" else _("Where a child stays"), row.unit)
            for row in month.unsealings
        ],
        "walls": [
            _line(f"/walls/{row.id}/", STANDS[conflicts.stands(row, now)](), row.asked_at,
                  words.reason_name("conflict", row.reason, lang), row.unit)
            for row in month.walls
        ],
        "overrides": [
            _line(f"/disclosures/{row.id}/", told[row.review], row.decided_at,
                  words.reason_name("sharing_ground", row.ground, lang), row.from_unit_id)
            for row in month.overrides
        ],
    }  # fmt: skip


def _line(href: str, state: str, when: datetime, what: str, unit: int) -> dict[str, str]:
    return {"href": href, "state": state, "when": short_moment(when), "what": what, "unit": _name(unit)}


def _lines(rows: list[LedgerEntry], asked: dict[UUID, LookQuestion], request: StaffRequest) -> list[dict[str, Any]]:
    names = names_then({row.unit for row in rows if row.unit is not None})
    people = {one.username: one.name for one in Member.objects.filter(username__in={row.who for row in rows})}
    reasons = why_looked()
    codes = looks.codes_of(rows) if asked is not None else {}
    return [
        {
            "id": str(row.id),
            "who": people.get(row.who, row.who),
            "unit": names.at(row.unit, row.recorded_at),
            "when": short_moment(row.recorded_at),
            "what": WHAT[row.act](),
            "why": reasons.get((row.facts or {}).get("why", ""), ""),
            "code": codes.get(row.case_id, "") if row.case_id else "",
            "mine": row.who == request.member.username,
            "question": f"/questions/{asked[row.id].id}/" if row.id in asked else "",
            "state": STATES[questions.stands(asked[row.id], request.now)]() if row.id in asked else "",
        }
        for row in rows
    ]


def _unsealings(now: datetime) -> list[dict[str, str]]:
    rows = Unsealing.objects.filter(agreed__isnull=True, lapses_at__gt=now).order_by("lapses_at")
    return [
        {
            "href": f"/unsealings/{row.id}/",
            "words": _("%(unit)s asks to open what is sealed") % {"unit": _name(row.unit)},
            "by": long_moment(row.lapses_at),
        }
        for row in rows
    ]


def _subject_access() -> list[dict[str, str]]:
    return [
        {"href": f"/subject-access/{row.id}/", "words": _("%(unit)s was asked what is held about a child") % {"unit": row.unit.name},
         "by": long_moment(row.due_at)}
        for row in held_about.waiting()
    ]  # fmt: skip


def _walls(now: datetime) -> list[dict[str, str]]:
    rows = Conflict.objects.filter(agreed__isnull=True, until__gt=now).order_by("asked_at")
    return [
        {"href": f"/walls/{row.id}/", "words": _("A wall is asked for: %(code)s") % {"code": row.case_code}, "by": ""}
        for row in rows
    ]


def _questions(guarded: list[int], now: datetime) -> list[dict[str, str]]:
    rows = LookQuestion.objects.filter(unit__in=guarded, closed_at__isnull=True).order_by("due_at")
    return [
        {
            "href": f"/questions/{row.id}/",
            "words": _("Question to %(name)s: %(state)s")
            % {"name": member_name(row.member_id), "state": STATES[questions.stands(row, now)]()}
            + about(row),
            "by": long_moment(row.due_at),
        }
        for row in rows
    ]


def _filters(request: StaffRequest, guarded: list[int]) -> list[dict[str, Any]]:
    units = Unit.objects.filter(principal__in=guarded).order_by("code")
    choices = [{"value": unit.code, "label": unit.name} for unit in units]
    get = request.GET
    return [
        field("text", "who", _("Sign-in name of a member"), value=get.get("who", "")[:60], lang="en", hint=None),
        field(
            "select",
            "unit",
            _("Unit"),
            options=choices,
            value=get.get("unit", "")[:60],
            blank=_("All units"),
            hint=None,
        ),
        field("text", "code", _("Code of a case"), value=get.get("code", "")[:60], lang="en", hint=None),
    ]


def _unit(request: StaffRequest, guarded: list[int]) -> int | None:
    code = _asked(request, "unit")
    found = Unit.objects.filter(code=code, principal__in=guarded).first() if code else None
    return found.principal if found else None


def _case(request: StaffRequest) -> UUID | None:
    """The case of this code where somebody of the agency looked; a key of nothing for any other code."""
    text = _asked(request, "code")
    if not text.strip():
        return None
    code = read_code(text) or ""
    found = Case.objects.filter(code=code).values_list("id", flat=True).first()
    if found is None:
        known = looks.codes_of(looks.looks().order_by("-recorded_at")[:2000])
        found = next((key for key, of_case in known.items() if of_case == code), None)
    return found or UUID(int=0)


def _next(request: StaffRequest, following: UUID | None) -> str:
    if following is None:
        return ""
    asked = request.GET.copy()
    asked["before"] = str(following)
    return "?" + asked.urlencode()


def _counts(since: datetime, before: datetime, request: StaffRequest) -> list[dict[str, str]]:
    lists = {"emergency": "emergency", "unsealing": "unsealing", "wall": "conflict", "override": "sharing_ground"}
    kinds = {
        "emergency": lambda: _("Emergency"),
        "unsealing": lambda: _("Opened what is sealed"),
        "wall": lambda: _("Wall"),
        "override": lambda: _("Shared without consent"),
    }
    return [
        {
            "name": words.labelled(kinds[kind](), _reason(lists[kind], reason, request.lang)),
            "text": f"{_name(unit)} · {digits(n)}",
        }
        for kind, unit, reason, n in looks.counts(since, before)
    ]


def _reason(list_name: str, code: str, lang: str) -> str:
    """By the lists of both kinds of what is sealed: a count says not which."""
    return (
        words.unsealing_reason("reporter", code, lang)
        if list_name == "unsealing"
        else words.reason_name(list_name, code, lang)
    )


def _asked(request: StaffRequest, name: str) -> str:
    return clean_text(request.GET.get(name, "").replace("\x00", ""))[:60]


def _key(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _name(principal: int) -> str:
    found = Unit.objects.filter(principal=principal).first()
    return found.short_name if found else ""


STANDS = {
    "asked": lambda: _("waits"),
    "lapsed": lambda: _("not answered in time"),
    "withdrawn": lambda: _("taken back"),
    "refused": lambda: _("refused"),
    "nothing": lambda: _("opened nothing"),
    "open": lambda: _("open now"),
    "ended": lambda: _("has ended"),
    "agreed": lambda: _("agreed, not opened yet"),
    "over": lambda: _("over"),
    "opened": lambda: _("opened"),
    "moved": lambda: _("the work has moved"),
    "stands": lambda: _("stands"),
    "lifted": lambda: _("lifted"),
}
