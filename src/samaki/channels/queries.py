"""What who told us has written, by a message or by a text, and nobody of the unit has read. Above the two rooms that keep it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from samaki.agencies.models import Principal
from samaki.database.prepared import fetch
from samaki.intake.models import Report
from samaki.intake.queries import LINE, PAGE, behind, waiting_order


@dataclass
class Unread:
    """Of one report: how many words nobody has read; whether one of them asks not to act; when the last came; the numbers of the last
    message and of the last text; `began`: all of it came with the report itself, which nobody has read either, or says by text that there
    is danger, for which the report itself waits; `danger`: that it says so."""

    count: int = 0
    doubt: bool = False
    danger: bool = False
    last: datetime | None = None
    message: int = 0
    text: int = 0
    began: bool = True

    def add(self, kind: str, number: int, made_at: datetime, texted: bool, began: bool) -> None:
        """One word more."""
        self.count, self.doubt = self.count + 1, self.doubt or kind == "doubt"
        self.danger = self.danger or kind == "danger"
        self.last = max(self.last or made_at, made_at)
        self.began = self.began and began
        if texted:
            self.text = max(self.text, number)
        else:
            self.message = max(self.message, number)


_UNREAD = """
select t.report_id, t.kind, t.number, t.made_at, t.texted, r.state, r.received_at from (
  select report_id, kind, number, made_at, false as texted from report_message where from_reporter and read_at is null
  union all
  select report_id, kind, number, made_at, true from report_text where unread
) t join report r on r.id = t.report_id
where r.holder = %(unit)s and r.erased_at is null"""
"""Written out, with a plan that is kept: the list of reports and the desk ask it for every page."""

_OF_ONE = f"{_UNREAD} and r.id = %(report)s"


def unread_words(unit: Principal, report_id: UUID | None = None) -> dict[UUID, Unread]:
    """Report -> what of it is unread, for those that the unit holds, or for this one alone. 1 query."""
    rows = fetch(_OF_ONE if report_id else _UNREAD, {"unit": unit, "report": report_id})
    found: dict[UUID, Unread] = {}
    for report, kind, number, made_at, texted, state, received_at in rows:
        began = (kind, number, texted, state) == ("more", 1, False, "new") and made_at == received_at
        began = began or (kind, state) == ("danger", "new")
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
