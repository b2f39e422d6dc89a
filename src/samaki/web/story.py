"""The story of a case or report, drawn from the ledger's entries: one line each, grouped by day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.agencies.queries import names_then
from samaki.cases.models import Case, Step
from samaki.cases.queries import reviewed_kinds
from samaki.cases.records import SealedRecord
from samaki.cases.remarks import Said, remarks_on
from samaki.cases.sharing.models import Consent
from samaki.handoffs.states import NOT_ARRIVED
from samaki.journeys.identification.models import Identification
from samaki.journeys.pressure.models import Pressure
from samaki.journeys.safeguarding.models import SafetyRow
from samaki.journeys.voice.models import ChildVoice
from samaki.ledger.fingerprints import fingerprint
from samaki.ledger.models import LedgerEntry
from samaki.web import which, words
from samaki.web.care.told import WRITTEN as CARED
from samaki.web.children.told import WRITTEN as VOICED
from samaki.web.court.told import WRITTEN as IN_COURT
from samaki.web.custody import Custody
from samaki.web.hearings.told import WRITTEN
from samaki.web.mended import undone, was
from samaki.web.moments import clock, long_date, part_of_date, short_moment
from samaki.web.pages import StaffRequest
from samaki.web.papers.told import WRITTEN as PRINTED
from samaki.web.sentences import ACTS, observed

SILENT = frozenset({"handoff.draft", "refused", "notice.seen"})
"""Entries that say nothing to a reader of the story."""

WITH_WORDS = frozenset({
    "step.hold", "step.skipped", "step.stopped", "step.holder", "strand.close", "strand.reopen", "report.close", "report.pass",
    "step.correct", "step.take_back", "step.mistake", "person.mistake", "child.undo", "report.reopen",
    "document.mistake", "disclosure.share", "disclosure.refuse", "disclosure.stop", "disclosure.review", "consent.record",
    "consent.decide", "consent.withdraw", "guardian.standing", "order.record", "order.correct", "order.end",
    "accused.flag", "accused.take_back", "pressure.mistake", *WRITTEN, *CARED, *VOICED, *IN_COURT, *PRINTED,
    "subject_access.ask", "subject_access.decide", "subject_access.take_back", "subject_access.withdraw", "subject_access.mistake",
    "subject_access.hand", "subject_access.not_handed", "examination.correct", "examination.mistake",
})  # fmt: skip
"""Acts that somebody may have put into words."""

LATE = timedelta(days=1)
"""What was written down more than this after it happened is marked as a late entry."""


def days_of(entries: list[LedgerEntry], request: StaffRequest, *, happened: bool = False) -> list[dict[str, Any]]:
    """Entries in the order given, as days with items for the thread; a constant number of queries.

    Grouped by the day of recording (what is new), or with `happened` by when it happened, as exactly as that is known.
    """
    others = differing(entries)
    doers = _doers(entries, request)
    named = names_then(units_in(entries + [one for group in others.values() for one in group]))
    children = which.children(entry.child_id for entry in entries)
    steps = _steps(entries, request.lang)
    elsewhere = _elsewhere(entries)
    struck = undone(entries)
    custody = Custody(entries, request)
    said = remarks_on(entry.subject_id for entry in entries if entry.act in WITH_WORDS and entry.subject_id)
    days: list[dict[str, Any]] = []
    for entry in entries:
        if entry.act in SILENT or custody.folds(entry):
            continue
        name = _heading(entry, request) if happened else _day(entry.recorded_at, request)
        if not days or days[-1]["name"] != name:
            days.append({"name": name, "items": []})
        units = {key: named.at(key, entry.recorded_at) for key in named.units}
        item = item_of(entry, units, request, children)
        item |= {"said": _said(entry, said), "was": was(entry, request.lang), "struck": str(entry.id) in struck}
        item |= custody.told(entry, item, request)
        if step := steps.get(entry.facts.get("step", "")):
            item["text"] = words.labelled(step, item["text"])
        if code := elsewhere.get(entry.facts.get("goes_on_in", "")):
            item |= {"text": _("%(what)s; the work goes on in %(code)s") % {"what": item["text"], "code": code},
                     "href": f"/cases/{code}/"}  # fmt: skip
        if happened:
            item["fingerprint"] = fingerprint(entry)
        if who := doers.get(entry.facts.get("worker", "")):
            item["text"] += " · " + _("Does it: %(name)s") % {"name": who}
        if _took(entry, request) and (who := doers.get(entry.who)):
            item["meta"] += f" · {who}"
        if against := others.get(str(entry.id)):
            item |= {"state": "offered", "sign": "ask", "text": _("Two observations differ: both stay")}
            item["sides"] = [_side(one, units, request.lang) for one in (*against, entry)]
        days[-1]["items"].append(item)
    return days


def _steps(entries: list[LedgerEntry], lang: str) -> dict[str, str]:
    """What each hand-off of these is about, as far as the reader may see the step."""
    about = {entry.facts["step"] for entry in entries if entry.act.startswith("handoff.") and entry.facts.get("step")}
    kinds = Step.objects.filter(id__in=about).values_list("id", "kind") if about else ()
    return {str(key): words.step_title(kind, lang) for key, kind in kinds}


def _elsewhere(entries: list[LedgerEntry]) -> dict[str, str]:
    """The codes of other cases in which the work goes on, of those that the reader sees."""
    about = {entry.facts["goes_on_in"] for entry in entries if entry.facts.get("goes_on_in")}
    found = Case.objects.filter(id__in=about).values_list("id", "code") if about else ()
    return {str(key): code for key, code in found}


def _doers(entries: list[LedgerEntry], request: StaffRequest) -> dict[str, str]:
    """Who was named in these acts, of the reader's own unit: others read that a worker was named, and no name."""
    names = {entry.facts["worker"] for entry in entries if entry.facts.get("worker")}
    names |= {entry.who for entry in entries if _took(entry, request)}
    if not names:
        return {}
    return {one.username: one.name for one in Member.objects.filter(username__in=names, unit=request.member.unit)}


def _took(entry: LedgerEntry, request: StaffRequest) -> bool:
    """An act on a report by somebody of the reader's own unit: at night the others must know whom to ring."""
    return (
        entry.act.startswith("report.")
        and entry.unit == request.member.unit_id
        and entry.who not in ("clock", "public")
    )


def _said(entry: LedgerEntry, said: dict[UUID, list[Said]]) -> str:
    """What was written with this act, where it is open to the reader."""
    found = said.get(entry.subject_id, []) if entry.subject_id else []
    return next((one.text for one in found if one.act == entry.act and one.at == entry.recorded_at), "")


def units_in(entries: list[LedgerEntry]) -> set[int]:
    """Principals of every unit that the sentences of these entries name."""
    keys = {key for entry in entries for key in (entry.unit, entry.facts.get("to"), entry.facts.get("from"))}
    return {key for key in keys if isinstance(key, int)}


def item_of(
    entry: LedgerEntry, units: dict[int, str], request: StaffRequest, children: dict[UUID, str] | None = None
) -> dict[str, Any]:
    """One entry for the thread: its ring, its sentence, when, who and which child; `late` says both dates of a late entry."""
    state, sentence = ACTS.get(entry.act, ("held", lambda _entry, _units, _lang: entry.act))
    state = _state_of(entry, state)
    delay = entry.recorded_at - _last_moment(entry)
    child = (children or {}).get(entry.child_id, "") if entry.child_id else ""
    parts = [clock(entry.occurred_at) if entry.occurred_precision == "instant" else "", child, _who(entry, units)]
    if timedelta(hours=1) < delay <= LATE:
        parts.append(_("recorded later, %(date)s") % {"date": short_moment(entry.recorded_at)})
    late = ""
    if delay > LATE:
        both = {"happened": when_words(entry), "recorded": short_moment(entry.recorded_at)}
        late = _("Recorded late: happened %(happened)s, written down %(recorded)s") % both
    meta = " · ".join(part for part in parts if part)
    return {"state": state, "text": sentence(entry, units, request.lang), "meta": meta, "late": late}


def _state_of(entry: LedgerEntry, usual: str) -> str:
    """The sign beside an entry: what is bad news does not look like good news."""
    if entry.act == "handoff.confirm" and entry.facts.get("reason") == NOT_ARRIVED:
        return "missed"
    if entry.act == "step.call" and entry.facts.get("kind") in reviewed_kinds():
        return "hold"
    unsafe = entry.act == "child.arrive" and entry.facts.get("safe") is False
    return "overdue" if unsafe else usual


def when_words(entry: LedgerEntry | SealedRecord | Consent | Pressure | ChildVoice | Identification | SafetyRow) -> str:
    """When it happened, no more exactly than it is known: a moment, a day, a month or a year."""
    day = timezone.localtime(entry.occurred_at)
    if entry.occurred_precision == "instant":
        return short_moment(entry.occurred_at)
    return long_date(day) if entry.occurred_precision == "day" else part_of_date(day, entry.occurred_precision)


def _who(entry: LedgerEntry, units: dict[int, str]) -> str:
    if entry.who == "clock":
        return _("by the clock")
    return _("by the reporter") if entry.who == "public" else units.get(entry.unit or -1, "")


def _last_moment(entry: LedgerEntry) -> datetime:
    """The end of the day, month or year in which it happened: no entry is late that may be in time."""
    longer = {"day": timedelta(days=1), "month": timedelta(days=31), "year": timedelta(days=366)}
    return entry.occurred_at + longer.get(entry.occurred_precision, timedelta(0))


def _heading(entry: LedgerEntry, request: StaffRequest) -> str:
    if entry.occurred_precision in ("month", "year"):
        return _("%(period)s, day not known") % {"period": when_words(entry)}
    return _day(entry.occurred_at, request)


def _day(moment: datetime, request: StaffRequest) -> str:
    name = long_date(moment)
    today = timezone.localtime(moment).date() == timezone.localtime(request.now).date()
    return _("Today, %(date)s") % {"date": name} if today else name


def differing(entries: list[LedgerEntry]) -> dict[str, list[LedgerEntry]]:
    """Record of an observation -> entries of those that it differs from, of all these entries in one query."""
    wanted = {entry.id: entry.facts.get("differs_from", []) for entry in entries if entry.act == "observation.write"}
    keys = {key for others in wanted.values() for key in others}
    if not keys:
        return {}
    rows = LedgerEntry.objects.filter(act="observation.write", subject_id__in=keys).order_by("occurred_at", "id")
    found = {str(row.subject_id): row for row in rows}
    return {str(key): [found[other] for other in others if other in found] for key, others in wanted.items()}


def _side(entry: LedgerEntry, units: dict[int, str], language: str) -> dict[str, str]:
    return {"who": _who(entry, units), "when": when_words(entry), "text": observed(entry, language)}
