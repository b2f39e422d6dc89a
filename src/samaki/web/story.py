"""The story of a case or report, drawn from the ledger's entries: one line each, grouped by day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from samaki.agencies.models import Unit
from samaki.ledger.models import LedgerEntry
from samaki.web import words
from samaki.web.moments import clock, long_date
from samaki.web.pages import StaffRequest

SILENT = frozenset({"handoff.draft", "refused", "notice.seen"})
"""Entries that say nothing to a reader of the story."""


def days_of(entries: list[LedgerEntry], request: StaffRequest) -> list[dict[str, Any]]:
    """Entries, newest first, as days with items for the thread; one query for the names of all units."""
    units = unit_names({entry.unit for entry in entries} | {entry.facts.get("to") for entry in entries}
                       | {entry.facts.get("from") for entry in entries})  # fmt: skip
    days: list[dict[str, Any]] = []
    for entry in entries:
        if entry.act in SILENT:
            continue
        name = long_date(timezone.localtime(entry.occurred_at))
        if not days or days[-1]["name"] != name:
            days.append({"name": name, "items": []})
        days[-1]["items"].append(_item(entry, units, request))
    return days


def unit_names(keys: set[Any]) -> dict[int, str]:
    """Principal -> short name, in the reader's language."""
    known = {key for key in keys if isinstance(key, int)}
    return {unit.principal: unit.short_name for unit in Unit.objects.filter(principal__in=known)}


def _item(entry: LedgerEntry, units: dict[int, str], request: StaffRequest) -> dict[str, Any]:
    state, sentence = ACTS.get(entry.act, ("held", lambda _entry, _units, _lang: entry.act))
    who = units.get(entry.unit or -1, "")
    if entry.who == "clock":
        who = _("by the clock")
    elif entry.who == "public":
        who = _("by the reporter")
    late = entry.recorded_at - entry.occurred_at
    parts = [clock(timezone.localtime(entry.occurred_at)) if entry.occurred_precision == "instant" else "", who]
    if late.total_seconds() > 3600:
        parts.append(_("recorded later, %(date)s") % {"date": long_date(timezone.localtime(entry.recorded_at))})
    meta = " · ".join(part for part in parts if part)
    return {"state": state, "text": sentence(entry, units, request.lang), "meta": meta}


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
    "strand.close": ("done", _plain(lambda: _("A part of the case was closed"))),
    "strand.reopen": ("held", _plain(lambda: _("A part of the case was opened again"))),
    "person.add": ("held", _plain(lambda: _("A person was added to the file"))),
    "person.describe": ("held", _plain(lambda: _("What is known of a person was corrected"))),
    "identity.write": ("held", _plain(lambda: _("A name was written down; it is sealed"))),
    "identity.undo": (
        "held",
        _plain(lambda: _("The last change of a name was taken back; what stood before stands again")),
    ),
    "identity.look": ("next", _plain(lambda: _("Somebody looked at a name"))),
    "note.write": ("held", _plain(lambda: _("An observation was added"))),
    "child.arrive": ("done", lambda entry, _units, _language: _arrived(entry)),
    "child.danger": ("overdue", _plain(lambda: _("The child is in danger: police and social services were told"))),
    "child.safe": ("done", _plain(lambda: _("The child was seen safe"))),
    "case.urgency": ("overdue", _plain(lambda: _("The case was made more urgent"))),
    "step.open": ("held", _of_step(lambda: _("%(step)s: begins"))),
    "step.done": ("done", _of_step(lambda: _("%(step)s: done"))),
    "step.skipped": ("done", _of_step(lambda: _("%(step)s: left out, with a reason"))),
    "step.stopped": ("done", _of_step(lambda: _("%(step)s: stopped, with a reason"))),
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
    "handoff.confirm": ("done", _to(lambda: _("%(from)s confirmed: help arrived"))),
    "handoff.fail": ("broken", _to(lambda: _("%(to)s could not do it"))),
    "handoff.mark_error": ("next", _to(lambda: _("%(from)s marked it as entered in error"))),
    "handoff.expire": (
        "broken",
        _to(lambda: _("%(to)s did not answer in time: back with %(from)s and the supervisors")),
    ),
    "handoff.call": ("overdue", lambda entry, units, lang: _called(entry, units, lang)),
    "handoff.pause_over": ("offered", _to(lambda: _("The question was not answered in time: the clock goes on"))),
}
"""Act -> (state of its ring, its sentence). A test holds this table against the acts that the operations write."""
