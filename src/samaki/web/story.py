"""The story of a case or report, drawn from the ledger's entries: one line each, grouped by day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.queries import names_then
from samaki.cases.remarks import Said, remarks_on
from samaki.handoffs.states import NOT_ARRIVED
from samaki.ledger.models import LedgerEntry
from samaki.web import which, words
from samaki.web.moments import clock, long_date, part_of_date, short_moment
from samaki.web.pages import StaffRequest

SILENT = frozenset({"handoff.draft", "refused", "notice.seen"})
"""Entries that say nothing to a reader of the story."""

WITH_WORDS = frozenset({
    "step.hold", "step.skipped", "step.stopped", "step.holder", "strand.close", "strand.reopen", "report.close",
})  # fmt: skip
"""Acts that somebody may have put into words."""

LATE = timedelta(days=1)
"""What was written down more than this after it happened is marked as a late entry."""


def days_of(entries: list[LedgerEntry], request: StaffRequest, *, happened: bool = False) -> list[dict[str, Any]]:
    """Entries in the order given, as days with items for the thread; a constant number of queries.

    Grouped by the day of recording (what is new), or with `happened` by when it happened, as exactly as that is known.
    """
    others = differing(entries)
    named = names_then(units_in(entries + [one for group in others.values() for one in group]))
    children = which.children(entry.child_id for entry in entries)
    said = remarks_on(entry.subject_id for entry in entries if entry.act in WITH_WORDS and entry.subject_id)
    days: list[dict[str, Any]] = []
    for entry in entries:
        if entry.act in SILENT:
            continue
        name = _heading(entry, request) if happened else _day(entry.recorded_at, request)
        if not days or days[-1]["name"] != name:
            days.append({"name": name, "items": []})
        units = {key: named.at(key, entry.recorded_at) for key in named.units}
        item = item_of(entry, units, request, children)
        item["said"] = _said(entry, said)
        if against := others.get(str(entry.id)):
            item |= {"state": "offered", "sign": "ask", "text": _("Two observations differ: both stay")}
            item["sides"] = [_side(one, units, request.lang) for one in (*against, entry)]
        days[-1]["items"].append(item)
    return days


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
    unsafe = entry.act == "child.arrive" and entry.facts.get("safe") is False
    return "overdue" if unsafe else usual


def when_words(entry: LedgerEntry) -> str:
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


def observed(entry: LedgerEntry, language: str) -> str:
    """`Risk for the child: serious danger`: which fact, and what was observed of it."""
    fact, answer = entry.facts.get("fact", ""), entry.facts.get("answer", "")
    said = {"fact": words.reason_name("fact", fact, language), "answer": words.reason_name(fact, answer, language)}
    return _("%(fact)s: %(answer)s") % said


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


def _step(entry: LedgerEntry, language: str) -> str:
    return words.step_title(entry.facts.get("kind", ""), language)


def _plain(text: Callable[[], str]) -> Callable[..., str]:
    return lambda _entry, _units, _language: text()


def _of_step(text: Callable[[], str]) -> Callable[..., str]:
    return lambda entry, _units, language: text() % {"step": _step(entry, language)}


def _to(text: Callable[[], str]) -> Callable[..., str]:
    return lambda entry, units, _language: (
        text()
        % {
            "to": units.get(entry.facts.get("to"), "?"),
            "from": units.get(entry.facts.get("from"), "?"),
        }
    )


def _called(entry: LedgerEntry, units: dict[int, str], language: str) -> str:
    if entry.facts.get("clock") == "confirm":
        return _to(lambda: _("%(from)s was asked again whether help arrived"))(entry, units, language)
    return _to(lambda: _("%(to)s is late: the next person was called"))(entry, units, language)


def _done(entry: LedgerEntry, language: str) -> str:
    """`Judgment: acquitted`."""
    kind, outcome = entry.facts.get("kind", ""), entry.facts.get("outcome", "")
    if not outcome:
        return _of_step(lambda: _("%(step)s: done"))(entry, {}, language)
    said = {"step": _step(entry, language), "outcome": words.outcome_name(kind, outcome, language)}
    return _("%(step)s: %(outcome)s") % said


def _without(entry: LedgerEntry, language: str) -> str:
    skipped = entry.act == "step.skipped"
    reason = words.reason_name("skip" if skipped else "stop", entry.facts.get("reason", ""), language)
    text = _("%(step)s: left out (%(reason)s)") if skipped else _("%(step)s: stopped (%(reason)s)")
    return text % {"step": _step(entry, language), "reason": reason}


def _part(entry: LedgerEntry, language: str, text: str) -> str:
    """A part of the case, and why it was closed; older entries may not say which."""
    part = pack().strands.get(entry.facts.get("kind", ""))
    reason = words.reason_name("close", entry.facts.get("reason", ""), language)
    return text % {"part": part.label(language) if part else _("A part of the case"), "reason": reason}


def _confirmed(entry: LedgerEntry, units: dict[int, str], language: str) -> str:
    if entry.facts.get("reason") == NOT_ARRIVED:
        return _to(lambda: _("%(from)s says: help did NOT arrive"))(entry, units, language)
    return _to(lambda: _("%(from)s confirmed: help arrived"))(entry, units, language)


def _arrived(entry: LedgerEntry) -> str:
    if entry.facts.get("safe") is False:
        return _("The child arrived and is NOT SAFE there: police and social services were told")
    if entry.facts.get("place_known") is False:
        return _("The child arrived; the place is not known")
    return _("The child arrived; the place is sealed")


ACTS: dict[str, tuple[str, Callable[..., str]]] = {
    "report.file": ("offered", _plain(lambda: _("A report came in"))),
    "report.acknowledge": ("held", _plain(lambda: _("The report was read"))),
    "report.open_case": ("done", _plain(lambda: _("A case was opened from the report"))),
    "report.close": ("done", _plain(lambda: _("The report was closed with a reason"))),
    "report.call": ("overdue", _plain(lambda: _("Nobody had answered the report: the next person was called"))),
    "case.open": ("held", _plain(lambda: _("The case was opened"))),
    "case.close": ("done", _plain(lambda: _("The case was closed"))),
    "case.reopen": ("held", _plain(lambda: _("The case was opened again"))),
    "strand.close": ("done", lambda entry, _units, lang: _part(entry, lang, _("%(part)s: closed (%(reason)s)"))),
    "strand.reopen": ("held", lambda entry, _units, lang: _part(entry, lang, _("%(part)s: opened again"))),
    "person.add": ("held", _plain(lambda: _("A person was added to the file"))),
    "person.describe": ("held", _plain(lambda: _("What is known of a person was corrected"))),
    "identity.write": ("held", _plain(lambda: _("A name was written down; it is sealed"))),
    "identity.undo": (
        "held",
        _plain(lambda: _("The last change of a name was taken back; what stood before stands again")),
    ),
    "identity.look": ("next", _plain(lambda: _("Somebody looked at a name"))),
    "note.write": ("held", _plain(lambda: _("An observation was added"))),
    "observation.write": ("held", lambda entry, _units, lang: observed(entry, lang)),
    "child.arrive": ("done", lambda entry, _units, _language: _arrived(entry)),
    "child.danger": ("overdue", _plain(lambda: _("The child is in danger: police and social services were told"))),
    "child.safe": ("done", _plain(lambda: _("The child was seen safe"))),
    "case.urgency": ("overdue", _plain(lambda: _("The case was made more urgent"))),
    "step.open": ("held", _of_step(lambda: _("%(step)s: begins"))),
    "step.done": ("done", lambda entry, _units, lang: _done(entry, lang)),
    "step.skipped": ("done", lambda entry, _units, lang: _without(entry, lang)),
    "step.stopped": ("done", lambda entry, _units, lang: _without(entry, lang)),
    "step.hold": ("hold", _of_step(lambda: _("%(step)s: on hold"))),
    "step.resume": ("held", _of_step(lambda: _("%(step)s: goes on"))),
    "step.assign": ("held", _of_step(lambda: _("%(step)s: a worker was named"))),
    "step.holder": ("held", _of_step(lambda: _("%(step)s: changed hands"))),
    "step.call": ("overdue", _of_step(lambda: _("%(step)s: late, the next person was called"))),
    "handoff.offer": ("offered", _to(lambda: _("%(from)s asks %(to)s to take a step"))),
    "handoff.receive": ("offered", _to(lambda: _("%(to)s has seen it"))),
    "handoff.accept": ("held", _to(lambda: _("%(to)s took it over from %(from)s"))),
    "handoff.accept_by_phone": ("offered", _to(lambda: _("%(to)s said yes by telephone, to be confirmed"))),
    "handoff.confirm_phone": ("held", _to(lambda: _("%(to)s confirmed the yes and took it over"))),
    "handoff.deny_phone": ("overdue", _to(lambda: _("%(to)s says that nobody agreed by telephone"))),
    "handoff.decline": ("broken", _to(lambda: _("%(to)s said no, with a reason"))),
    "handoff.dispute": ("overdue", _to(lambda: _("%(to)s disputes it: both supervisors were called"))),
    "handoff.resolve": ("held", _to(lambda: _("Supervisors of %(from)s and %(to)s decided"))),
    "handoff.ask": ("offered", _to(lambda: _("%(to)s has a question to %(from)s"))),
    "handoff.answer": ("offered", _to(lambda: _("%(from)s answered %(to)s"))),
    "handoff.withdraw": ("next", _to(lambda: _("%(from)s took the asking back"))),
    "handoff.discard": ("next", _to(lambda: _("%(from)s laid a draft aside"))),
    "handoff.start": ("held", _to(lambda: _("%(to)s has begun"))),
    "handoff.hold": ("hold", _to(lambda: _("%(to)s put it on hold"))),
    "handoff.resume": ("held", _to(lambda: _("%(to)s goes on with it"))),
    "handoff.complete": ("done", _to(lambda: _("%(to)s completed it; %(from)s is asked to confirm"))),
    "handoff.confirm": ("done", lambda entry, units, lang: _confirmed(entry, units, lang)),
    "handoff.fail": ("broken", _to(lambda: _("%(to)s could not do it"))),
    "handoff.mark_error": ("next", _to(lambda: _("%(from)s marked it as entered in error"))),
    "handoff.move": ("held", _to(lambda: _("With all work of a unit: now %(from)s asks %(to)s"))),
    "report.move": ("held", _to(lambda: _("With all work of %(from)s, the report went to %(to)s"))),
    "handoff.expire": (
        "broken",
        _to(lambda: _("%(to)s did not answer in time: back with %(from)s and the supervisors")),
    ),
    "handoff.call": ("overdue", lambda entry, units, lang: _called(entry, units, lang)),
    "handoff.pause_over": ("offered", _to(lambda: _("The question was not answered in time: the clock goes on"))),
}
"""Act -> (state of its ring, its sentence). A test holds this table against the acts that the operations write."""
