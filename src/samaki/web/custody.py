"""Who did what with which document, for the stories: what was done with evidence is told with the one who did it.

A member of the reader's unit stands by name, one of another unit by the name they sign in with, beside their unit: as the
ledger has it. All looks of one member at one document on one day are one line with their number; the look that follows
their adding it (the page comes by itself) is told with that.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Min
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samaki.agencies.models import Member
from samaki.cases.documents import queries
from samaki.cases.documents.models import Document
from samaki.ledger.models import LedgerEntry
from samaki.ledger.queries import LOOKS
from samaki.web import words
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest

BY_ITSELF = timedelta(minutes=1)
"""The page that comes after adding a document is asked for within this."""

Group = tuple[UUID | None, str, int | None, date]


class Custody:
    """What the entries of a story about documents have in common: three queries, none where there are no such entries."""

    def __init__(self, entries: list[LedgerEntry], request: StaffRequest) -> None:
        found = [entry for entry in entries if entry.subject_kind == "document"]
        cases = {entry.case_id for entry in found if entry.case_id}
        rows = Document.objects.filter(case_id__in=cases).defer("sealed").select_related("case") if found else []
        self.documents = {row.id: row for row in rows}
        self.names = queries.names(self.documents.values())
        self.members = _members(found, request)
        self.looks, self.added = _counted(found)
        self.last: dict[Group, LedgerEntry] = {}
        for entry in found:
            if entry.act in LOOKS and _order(entry) >= _order(self.last.get(_group(entry), entry)):
                self.last[_group(entry)] = entry

    def folds(self, entry: LedgerEntry) -> bool:
        """Whether this look is told in another line: of a later one of that day, or of the adding before it."""
        return entry.act in LOOKS and (self.last.get(_group(entry)) is not entry or self._times(entry) < 1)

    def told(self, entry: LedgerEntry, item: dict[str, Any], request: StaffRequest) -> dict[str, Any]:
        """The sentence, its address, and what stands beside it; nothing for what is about no document."""
        sentence = SENTENCES.get(entry.act)
        if sentence is None or entry.subject_kind != "document":
            return {}
        document = self.documents.get(entry.subject_id) if entry.subject_id else None
        named = self.names[document.id] if document else _("a document that is not open to you")
        said = {"who": self._who(entry), "document": named}
        made = {"text": sentence(entry, request.lang) % said}
        if (times := self._times(entry)) > 1:
            also = ngettext(
                "%(n)s time that day, the last time then", "%(n)s times that day, the last time then", times
            )
            made["meta"] = f"{item['meta']} · {also % {'n': digits(times)}}"
        elif entry.act == "document.add" and self._came_by_itself(_group(entry)):
            made["meta"] = f"{item['meta']} · " + _("its page was shown to them after it")
        href = f"/cases/{document.case.code}/documents/{document.id}/" if document else ""
        return made | ({"href": href} if href != request.path else {})

    def _times(self, entry: LedgerEntry) -> int:
        """How often its member looked at it that day, not counting the page that came by itself; 0 for what is no look."""
        number, _first = self.looks.get(_group(entry), (0, None)) if entry.act in LOOKS else (0, None)
        return number - self._came_by_itself(_group(entry))

    def _came_by_itself(self, group: Group) -> bool:
        first, added = self.looks.get(group, (0, None))[1], self.added.get(group)
        return first is not None and added is not None and timedelta(0) <= first - added <= BY_ITSELF

    def _who(self, entry: LedgerEntry) -> str:
        name = self.members.get((entry.who, entry.unit), "")
        return f"{name} ({entry.who})" if name else entry.who


def _group(entry: LedgerEntry) -> Group:
    return entry.subject_id, entry.who, entry.unit, timezone.localtime(entry.recorded_at).date()


def _order(entry: LedgerEntry) -> tuple[datetime, UUID]:
    return entry.recorded_at, entry.id


def _members(found: list[LedgerEntry], request: StaffRequest) -> dict[tuple[str, int | None], str]:
    """(name to sign in with, unit) -> name, of those of the reader's own unit who did it while they were of it."""
    unit = request.member.unit_id
    names = {entry.who for entry in found if entry.unit == unit}
    if not names:
        return {}
    return {
        (one.username, unit): one.name for one in Member.objects.filter(username__in=names, unit=request.member.unit)
    }


def _counted(found: list[LedgerEntry]) -> tuple[dict[Group, tuple[int, datetime | None]], dict[Group, datetime]]:
    """How often each member looked at each of these documents on each day and when first; when each was added, and by whom."""
    subjects = {entry.subject_id for entry in found if entry.act in (*LOOKS, "document.add")}
    looks: dict[Group, tuple[int, datetime | None]] = {}
    added: dict[Group, datetime] = {}
    if not subjects:
        return looks, added
    rows = LedgerEntry.objects.filter(subject_id__in=subjects, act__in=(*LOOKS, "document.add")).order_by()
    days = rows.annotate(day=TruncDate("recorded_at")).values_list("subject_id", "who", "unit", "day", "act")
    for *group, act, number, first in days.annotate(number=Count("id"), first=Min("recorded_at")):
        if act in LOOKS:
            looks[(group[0], group[1], group[2], group[3])] = number, first
        else:
            added[(group[0], group[1], group[2], group[3])] = first
    return looks, added


def _received(entry: LedgerEntry, language: str) -> str:
    kind = words.reason_name("document", entry.facts.get("kind", ""), language).replace("%", "%%")
    text = (
        _("%(who)s added %(document)s, held unopened") if entry.facts.get("held") else _("%(who)s added %(document)s")
    )
    return words.labelled(text, kind)


def _fetched(entry: LedgerEntry, language: str) -> str:
    if entry.facts.get("form") == "copy":
        return _("%(who)s took the working copy of %(document)s")
    reason = words.reason_name("document_original", entry.facts.get("reason", ""), language).replace("%", "%%")
    return _("%(who)s took the original of %(document)s") + f": {reason}"


def _held(_entry: LedgerEntry, _language: str) -> str:
    return _("%(who)s held %(document)s: it may show the abuse of a child, nobody opens it")


SENTENCES: dict[str, Callable[[LedgerEntry, str], str]] = {
    "document.add": _received,
    "document.look": lambda _entry, _language: _("%(who)s opened the page of %(document)s"),
    "document.fetch": _fetched,
    "document.replace": lambda _entry, _language: _("%(who)s put a newer version in the place of %(document)s"),
    "document.hold": _held,
    "document.mistake": lambda _entry, _language: _("%(who)s said that %(document)s had been added by mistake"),
}
"""Act -> its sentence, with who did it and which document."""
