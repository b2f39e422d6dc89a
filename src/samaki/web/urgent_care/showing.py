"""The pages of urgent care: what to do now first, then how long what can still be done, then the examination."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.queries import NamesThen, names_then
from samaki.care.health import queries
from samaki.care.health.models import Examination, Exposure
from samaki.care.health.rules import PARTS, agreement, check_tends
from samaki.care.health.windows import Clock
from samaki.cases import queries as cases
from samaki.cases.models import OPEN_STATES, Case, Person, Step
from samaki.cases.operations import sees
from samaki.cases.rules import may
from samaki.web import words
from samaki.web.fields import field, options
from samaki.web.moments import by_time, long_moment, span, time_left
from samaki.web.pages import StaffRequest
from samaki.web.safeguarding import contact
from samaki.web.urgent_care.fields import when

Shown = dict[str, Any]


def children_of(case: Case) -> list[Person]:
    """Those whom the reader may know of."""
    return [one for one in cases.people_of(case) if one.part == "survivor"]


def list_page(case: Case, children: list[Person], request: StaffRequest) -> Shown:
    """One line for each child; as many questions for one as for many."""
    known: dict[UUID, Exposure] = {}
    for row in Exposure.objects.filter(case_id=case.id).order_by("version"):
        known[row.child_id] = row
    lines = [
        {"name": words.part_name(child, request.lang), "text": _short(known.get(child.id), request),
         "href": f"/cases/{case.code}/urgent-care/{child.id}/", "link": _("Open")}
        for child in children
    ]  # fmt: skip
    return {"title": _("Urgent care"), "code": case.code, "case_href": f"/cases/{case.code}/", "rows": lines,
            "words": _told_words(case, request, None, set())}  # fmt: skip


def _short(row: Exposure | None, request: StaffRequest) -> str:
    clocks = [one for one in queries.clocks_of(row, request.now) if one.state != "passed"]
    if clocks:
        return _("Go now: %(what)s") % {"what": clocks[0].window.label(request.lang)}
    return _("Care is worth it at any time")


def child_page(case: Case, child: Person, request: StaffRequest) -> Shown:
    """Everything that the reader may see of one child's urgent care, and what they can do with it."""
    versions = queries.exposures_of(child.id)
    known = versions[0] if versions else None
    clocks = queries.clocks_of(known, request.now)
    tends, reads = (
        may(check_tends, child, request.member, request.now),
        sees(case.id, "care", child.id, request.member, reads=True),
    )
    rows = queries.examinations_of(child.id)
    names = names_then({row.unit for row in versions} | {row.unit for row in rows})
    base = f"/cases/{case.code}/urgent-care/{child.id}"
    took_place = [*_read(rows, tends=tends), *_held(child, rows)]
    examined = [one.at for one in queries.held(child.id)] + [
        row.at for row in rows if row.took_place and not row.in_error
    ]
    return {
        "title": _("Urgent care: %(child)s") % {"child": words.part_name(child, request.lang)},
        "code": case.code,
        "case_href": f"/cases/{case.code}/",
        "reached": contact.of_child(child, request, asks=False),
        "took_place": took_place,
        "now": _now(clocks, known, reads=reads or bool(versions), examined=_since(known, examined)),
        "windows": [_window(one, request) for one in clocks],
        "exposure": [_exposure(row, names) for row in versions],
        "exposure_words": _("It is known better, or it happened again") if known else _("Write down when it happened last"),
        "exposure_href": f"{base}/exposure/" if tends else "",
        "exposure_more": _exposure_fold(known, request) if tends and known and known.at else [],
        "steps": _steps(child, request),
        "start_href": f"/cases/{case.code}/start/?person={child.id}&kind={pack().urgent.step}" if tends else "",
        "examinations": [_examination(row, case, names, request, tends=tends) for row in rows],
        "examination_href": f"{base}/examination/" if tends else "",
        "told": _told_words(case, request, child.id, {row.root_id for row in rows}),
    }  # fmt: skip


def _since(known: Exposure | None, examined: list[datetime]) -> bool:
    """An examination took place after what is known to have happened last: after a new harm the child goes to care anew."""
    return any(known is None or known.at is None or at >= known.at for at in examined)


def _now(clocks: list[Clock], known: Exposure | None, *, reads: bool, examined: bool) -> str:
    """What to do, in plain words; it never says that it is too late, and sends nobody to a second examination."""
    if examined:
        return _(
            "Care goes on: medicine and what else helps now, by the times below. It waits for no second examination."
        )
    if any(one.state != "passed" for one in clocks):
        return _(
            "Go to care now. The sooner, the better it works. It waits for no complaint, no consent of others and no paper."
        )
    if known is not None and known.at is not None:
        return _("Go to care. The first days have passed, and care is still worth it: the doctor says what helps now.")
    if not reads:
        return _(
            "Care comes first, and waits for nothing. What others wrote of the child's care is not open to your unit."
        )
    return _(
        "Go to care. Nobody has written when it happened last: if you know it, write it down. Do not ask the child again for it."
    )


STATES = {"open": "offered", "unsure": "overdue", "passed": "hold"}


def _window(one: Clock, request: StaffRequest) -> Shown:
    """One window: until when, or what is still worth it; and that nobody has verified it."""
    moment = {"time": long_moment(one.early), "left": span(one.early - request.now), "late": long_moment(one.late)}
    said = {
        "open": _("Open until %(time)s: %(left)s left."),
        "unsure": _("It may be closing now, and closes by %(late)s at the latest. Act as if it were open."),
        "passed": _("Passed on %(late)s. It blocks nothing."),
    }[one.state] % moment
    status = (
        pack().limit_statuses[one.window.status].label(request.lang)
        if one.window.status in pack().limit_statuses
        else ""
    )
    return {"state": STATES[one.state], "name": one.window.label(request.lang), "words": said,
            "after": one.window.after(request.lang) if one.state == "passed" else "",
            "status": _("%(status)s. To be verified locally: the doctor decides.") % {"status": status}}  # fmt: skip


def _exposure(row: Exposure, names: NamesThen) -> Shown:
    why = {
        "first": _("Written down"), "corrected": _("Known better"), "again": _("It happened again"),
        "mistake": _("It was a mistake: nothing is known"),
    }[row.why]  # fmt: skip
    return {"when": when(row.at, row.precision) if row.at else _("Not known"), "why": why, "text": queries.words_of(row)["text"],
            "by": _by(row, names)}  # fmt: skip


def _by(row: Exposure | Examination, names: NamesThen) -> str:
    return _("%(unit)s, %(time)s") % {
        "unit": names.at(row.unit, row.recorded_at),
        "time": when(row.recorded_at, "instant"),
    }


def _exposure_fold(known: Exposure, request: StaffRequest) -> list[Shown]:
    return [_fold(f"/exposures/{known.id}/mistake/", _("This was written down by mistake"), request)]


def _fold(href: str, summary: str, request: StaffRequest) -> Shown:
    return {"href": href, "summary": summary, "label": _("Say that it was a mistake"), "of": href.split("/")[2],
            "fields": [field("area", "text", _("What was wrong?"), rows=2, hint=None)]}  # fmt: skip


def _steps(child: Person, request: StaffRequest) -> list[Shown]:
    """Who holds the step, and by when."""
    found = Step.objects.select_related("holder").filter(
        child_id=child.id, kind=pack().urgent.step, state__in=OPEN_STATES
    )
    return [
        {"words": _("%(unit)s holds it: %(left)s, %(time)s.") % {
            "unit": words.unit_line(step.holder), "left": time_left(step.due_at, request.now), "time": by_time(step.due_at, request.now)},
         "href": f"/steps/{step.id}/"}
        for step in found.order_by("id")
    ]  # fmt: skip


def _read(rows: list[Examination], *, tends: bool) -> list[str]:
    """Examinations that took place and that the reader sees whole; who tends the child is told how the step ends."""
    said = (
        _(
            "An examination took place: %(when)s. Do not examine the child again. What came out of the step is recorded on its page."
        )
        if tends
        else _("An examination took place: %(when)s. Do not examine the child again.")
    )
    return [said % {"when": when(one.at, one.precision)} for one in rows if one.took_place and not one.in_error]


def _held(child: Person, rows: list[Examination]) -> list[str]:
    """Examinations of which the reader sees no more than that they were."""
    seen = {row.root_id for row in rows}
    said = _("An examination took place: %(when)s. Accept the step to read it; do not examine the child again before.")
    return [said % {"when": when(one.at, one.precision)} for one in queries.held(child.id) if one.root_id not in seen]


AGREED = {
    "agreed": lambda: _("The child agreed"), "part": lambda: _("The child agreed to a part"), "waits": lambda: _("The child asked to wait"),
    "refused": lambda: _("The child did not agree"), "not_asked": lambda: _("The child was not asked"),
}  # fmt: skip


def _examination(row: Examination, case: Case, names: NamesThen, request: StaffRequest, *, tends: bool) -> Shown:
    lang, said = request.lang, queries.words_of(row)
    answers = [(_part(name, lang), words.reason_name("exam_answer", getattr(row, name), lang)) for name in PARTS]
    rows = [
        *answers,
        (_("Who told the child"), said["told_by"]),
        (_("In which language?"), said["language"]),
        (_("Doctor whom the child wished for"), words.reason_name("doctor", row.wished, lang)),
        (_("Examined by"), words.reason_name("doctor", row.examined_by, lang) if row.took_place else ""),
        (_("Name of the doctor, and where"), said["doctor"]),
        (_("Why was the first one not enough?"), words.reason_name("exam_again", row.again, lang) if row.again else ""),
        (_("Where is the certificate?"), said["certificate"]),
        (_("May police and prosecutor know?"), words.reason_name("exam_share", row.shares, lang) if row.took_place else ""),
        (_("What else must be known?"), said["text"]),
        (_("Recorded by"), _by(row, names)),
    ]  # fmt: skip
    title = _("It took place: %(when)s") if row.took_place else _("It did not take place: %(when)s")
    return {
        "title": title % {"when": when(row.at, row.precision)},
        "state": _sign(row),
        "state_words": _("Recorded by mistake")
        if row.in_error
        else AGREED[agreement(row.examination, row.samples, row.photographs)](),
        "warnings": _warnings(row) if not row.in_error else [],
        "complain_href": f"/complaints/new/?code={case.code}",
        "rows": [{"name": name, "text": text} for name, text in rows if text],
        "correct_href": f"/examinations/{row.root_id}/correct/" if tends and not row.in_error else "",
        "more": _folds(row, request) if tends and not row.in_error else [],
    }


def _sign(row: Examination) -> str:
    if row.in_error:
        return "stopped"
    if not row.took_place:
        return "hold"
    return "done" if _agreed(row) else "overdue"


def _agreed(row: Examination) -> bool:
    return agreement(row.examination, row.samples, row.photographs) in ("agreed", "part")


def _warnings(row: Examination) -> list[str]:
    """What was done to a child against its word: said plainly, with the way to a complaint."""
    if not row.took_place:
        return []
    found = []
    if not _agreed(row):
        found.append(
            _("It took place, and no agreement of the child is written down. If this is written wrongly, correct it.")
        )
    if "either" not in (row.wished, row.examined_by) and row.wished != row.examined_by:
        found.append(_("The child wished for another doctor than the one who examined."))
    return found


def _part(name: str, lang: str) -> str:
    part = pack().reasons["exam_part"].get(name)
    return part.label(lang) if part is not None else name


def _folds(row: Examination, request: StaffRequest) -> list[Shown]:
    base = f"/examinations/{row.root_id}"
    share = {
        "href": f"{base}/share/",
        "summary": _("May police and prosecutor know?"),
        "label": _("Write it down"),
        "of": str(row.root_id),
        "fields": [
            field("radios", "shares", _("What did the child say?"), options=options(pack().reasons["exam_share"].values(), request.lang),
                  value=row.shares, hint=_("They learn that it took place, when, and where the certificate is. Nothing else."))
        ],
    }  # fmt: skip
    return [
        *([share] if row.took_place else []),
        _fold(f"{base}/mistake/", _("This was written down by mistake"), request),
    ]


def _told_words(case: Case, request: StaffRequest, child_id: UUID | None, seen: set[UUID]) -> list[str]:
    """What `justice` knows of those that the reader does not see whole: that, when and where the certificate is."""
    said = _("An examination took place: %(when)s. The certificate: %(where)s")
    return [
        said % {"when": when(row.at, row.precision), "where": queries.words_of(row)["certificate"] or _("not said")}
        for row in queries.told_to_justice(case) if child_id in (None, row.child_id) and row.root_id not in seen
    ]  # fmt: skip
