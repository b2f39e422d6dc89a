"""What who told us has written, by a message or by a text, and nobody of the unit has read. Above the two rooms that keep it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Value

from samaki.agencies.models import Principal
from samaki.channels.sms.models import ReportText
from samaki.intake.models import Report
from samaki.intake.queries import LINE, PAGE, behind, waiting_order
from samaki.threads.models import ReportMessage


@dataclass
class Unread:
    """Of one report: how many words nobody has read; whether one of them asks not to act; when the last came; the numbers of the last
    message and of the last text; `began`: all of it came with the report itself, which nobody has read either."""

    count: int = 0
    doubt: bool = False
    last: datetime | None = None
    message: int = 0
    text: int = 0
    began: bool = True

    def add(self, kind: str, number: int, made_at: datetime, texted: bool, began: bool) -> None:
        """One word more."""
        self.count, self.doubt = self.count + 1, self.doubt or kind == "doubt"
        self.last = max(self.last or made_at, made_at)
        self.began = self.began and began
        if texted:
            self.text = max(self.text, number)
        else:
            self.message = max(self.message, number)


def unread_words(unit: Principal, report_id: UUID | None = None) -> dict[UUID, Unread]:
    """Report -> what of it is unread, for those that the unit holds, or for this one alone. 1 query."""
    which: dict[str, Any] = {"report__holder": unit} | ({"report": report_id} if report_id else {})
    columns = ("report_id", "kind", "number", "made_at", "texted", "report__state", "report__received_at")
    sources: Iterable[tuple[Any, bool]] = (
        (ReportMessage.objects.filter(from_reporter=True, read_at=None), False),
        (ReportText.objects.filter(unread=True), True),
    )
    messages, texts = (
        rows.filter(**which, report__erased_at=None).annotate(texted=Value(texted)).values_list(*columns)
        for rows, texted in sources
    )
    found: dict[UUID, Unread] = {}
    for report, kind, number, made_at, texted, state, received_at in messages.union(texts, all=True):
        began = (kind, number, texted, state) == ("more", 1, False, "new") and made_at == received_at
        found.setdefault(report, Unread()).add(kind, number, made_at, texted, began)
    return found


def page_of_unread(
    unit: Principal, *, before: UUID | None = None, limit: int = PAGE
) -> tuple[list[Report], UUID | None]:
    """Reports that the unit holds with words that came after them and that nobody has read, page by page, as those that wait are
    ordered; where the page goes on, None at the end. 2 queries, 3 for a later page."""
    keys = [key for key, waits in unread_words(unit).items() if not waits.began]
    rows = waiting_order(Report.objects.filter(id__in=keys)).only(*LINE)
    found = list(behind(rows, before)[: limit + 1])
    return found[:limit], (found[limit - 1].id if len(found) > limit else None)
