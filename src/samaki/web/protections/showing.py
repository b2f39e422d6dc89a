"""The page of a child's protection at court: what is missing before the next day, each measure from asked to provided, promises."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.queries import NamesThen, names_then
from samaki.cases.models import Person, Step
from samaki.cases.remarks import Said, remarks_on
from samaki.journeys.hearings.models import Hearing
from samaki.journeys.protections import queries
from samaki.journeys.protections.models import ChildPromise, Protection
from samaki.journeys.protections.queries import AtCourt
from samaki.web import words
from samaki.web.children.frame import Line, Reader, line, reader_of, section
from samaki.web.hearings import words as days
from samaki.web.moments import digits, short_date, short_moment
from samaki.web.pages import StaffRequest
from samaki.web.protections import forms
from samaki.web.protections import words as said


def sections(child: Person, about: AtCourt, request: StaffRequest) -> list[Line]:
    """The next day first, then the whole proceeding, then days that are over; promises at the end."""
    reader = reader_of(child, request)
    writes = reader.writes
    lines, names = queries.words_of([*about.measures, *about.promises]), names_then(_units(about))
    found = [_day(row, about, lines, names, child, request, writes=writes) for row in about.ahead]
    over = [row for key, row in about.days.items() if key not in {one.id for one in about.ahead} and about.of_day(key)]
    whole = section(
        "whole",
        _("For the whole proceeding"),
        _measures(about.of_day(None), lines, names, request, writes=writes),
        empty=_("No measure is on the list."),
        left=_unasked(about, request),
        folds=[forms.ask(child, about, request)] if writes else [],
    )
    found += [whole] + [
        _day(row, about, lines, names, child, request, writes=writes)
        for row in sorted(over, key=lambda row: row.at, reverse=True)
    ]
    found.append(section("steps", _("Preparation and accompaniment"), [_step(one, request) for one in about.steps],
                         empty=_("No such step is open or done, as far as your unit sees.")))  # fmt: skip
    return [*found, _promises(child, about, lines, names, reader, request)]


def _unasked(about: AtCourt, request: StaffRequest) -> tuple[str, list[str]]:
    """Measures that nobody has asked for, so that somebody thinks of them."""
    named = [words.reason_name("protection", code, request.lang) for code in about.unasked]
    return _("Nobody has asked for these measures yet (%(n)s)") % {"n": digits(len(named))}, named


def notes(about: AtCourt, request: StaffRequest) -> list[dict[str, str]]:
    """What is missing before the next day of a court, plainly."""
    row = about.next
    if row is None:
        return [
            {
                "state": "next",
                "words": _("No hearing to which this child is called is ahead, as far as your unit knows."),
            }
        ]
    day, lang = days.when(row), request.lang
    found = [{"state": "held", "words": _("Next: %(what)s, %(day)s.") % {"what": days.purpose(row, lang), "day": day},
              "href": f"/hearings/{row.id}/", "label": _("To the hearing")}]  # fmt: skip
    found += [
        {"state": said.STATES[one.state][0], "words": _("Not there yet: %(measure)s (%(state)s)") % {
            "measure": words.reason_name("protection", one.measure, lang), "state": said.STATES[one.state][1]()}}
        for one in about.missing
    ]  # fmt: skip
    if not about.going:
        found.append({"state": "overdue", "words": _("Nobody has said who goes there with the child.")})
    if not any(step.state == "done" for step in about.steps):
        found.append({"state": "overdue", "words": _("It is not recorded that the child was prepared for court.")})
    late = [one for one in about.promises if one.state == "open" and one.due_at < request.now]
    if late:
        found.append({"state": "overdue", "words": _("A promise to the child is past its day: say what became of it.")})
    return found


def _units(about: AtCourt) -> set[int]:
    of_measures = [unit for row in about.measures for unit in (row.asked_unit, row.ordered_unit, row.provided_unit)]
    of_promises = [unit for row in about.promises for unit in (row.owner, row.unit, row.said_unit)]
    return {unit for unit in (*of_measures, *of_promises) if unit}


def _day(
    row: Hearing, about: AtCourt, lines: dict[UUID, list[str]], names: NamesThen, child: Person, request: StaffRequest, *, writes: bool
) -> Line:  # fmt: skip
    title = words.labelled(days.when(row), days.purpose(row, request.lang))
    folds = [forms.carry(child, row)] if writes and about.carried(row) else []
    lead = _("Put off from another day: what was asked for that day does not stand here by itself.") if folds else ""
    return section(f"day-{row.id}", title, _measures(about.of_day(row.id), lines, names, request, writes=writes), lead=lead, folds=folds,
                   empty=_("No measure is on the list for this day."))  # fmt: skip


def _measures(
    rows: list[Protection], lines: dict[UUID, list[str]], names: NamesThen, request: StaffRequest, *, writes: bool
) -> list[Line]:
    return [_measure(row, lines.get(row.id, []), names, request, writes=writes) for row in rows]


def _measure(row: Protection, lines: list[str], names: NamesThen, request: StaffRequest, *, writes: bool) -> Line:
    sign, state = said.STATES[row.state]
    asked, ordered, provided = (
        short_date(moment) if moment else "" for moment in (row.asked_at, row.ordered_at, row.provided_at)
    )
    by = [
        (_("Asked"), _by(row.asked_unit, row.asked_at, names)),
        (_("Ordered"), _by(row.ordered_unit, row.ordered_at, names)),
        (_("Provided"), _by(row.provided_unit, row.provided_at, names)),
        (_("Why not"), words.reason_name("protection_not", row.reason, request.lang) if row.reason else ""),
    ]  # fmt: skip
    return line(words.reason_name("protection", row.measure, request.lang), state=sign, state_words=state(), said=lines, rows=by,
                meta=said.way(asked, ordered, provided), folds=[forms.move(row, request)] if writes else [])  # fmt: skip


def _by(unit: int | None, moment: datetime | None, names: NamesThen) -> str:
    """Which unit said so, and when."""
    return (
        _("%(unit)s, %(time)s") % {"unit": names.at(unit, moment), "time": short_moment(moment)}
        if unit and moment
        else ""
    )


def _step(step: Step, request: StaffRequest) -> Line:
    sign = {"done": "done", "open": "held", "on_hold": "hold"}.get(step.state, "stopped")
    outcome = words.outcome_name(step.kind, step.outcome, request.lang) if step.outcome else ""
    return line(words.step_title(step.kind, request.lang), state=sign, state_words=outcome,
                link={"href": f"/steps/{step.id}/", "label": _("Open")})  # fmt: skip


def _promises(
    child: Person, about: AtCourt, lines: dict[UUID, list[str]], names: NamesThen, reader: Reader, request: StaffRequest
) -> Line:  # fmt: skip
    remarks = remarks_on([row.id for row in about.promises])
    rows = [
        _promise(row, lines.get(row.id, []), remarks.get(row.id, []), names, reader, request) for row in about.promises
    ]
    return section("promises", _("What was promised to the child"), rows, empty=_("No promise is written down."),
                   folds=[forms.promise(child, about, request)] if reader.writes else [])  # fmt: skip


def _promise(
    row: ChildPromise, lines: list[str], remarks: list[Said], names: NamesThen, reader: Reader, request: StaffRequest
) -> Line:
    sign, state = said.PROMISES[row.state]
    late = row.state == "open" and row.due_at < request.now
    told = [
        (_("Keeps it"), _("%(unit)s, until %(time)s") % {"unit": names.at(row.owner, request.now), "time": short_date(row.due_at)}),
        (_("Written down by"), _by(row.unit, row.recorded_at, names)),
        (_("Said by"), _by(row.said_unit, row.said_at, names)),
    ]  # fmt: skip
    standing = row.state != "in_error"
    folds = [forms.answer(row)] if standing and reader.ours & {row.owner, row.unit} else []
    folds += [forms.never_promised(row)] if standing and reader.mends(row) else []
    return line(words.reason_name("promise", row.sort, request.lang), state="overdue" if late else sign, state_words=state(),
                said=[*lines, *(one.text for one in remarks)], rows=told, folds=folds, struck=row.state == "in_error")  # fmt: skip
