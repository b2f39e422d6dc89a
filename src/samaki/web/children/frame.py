"""What the pages of one child have in common: whose page it is, the way between them, and how lines and folded forms are built."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.agencies.queries import leads
from samaki.cases import queries as cases
from samaki.cases.models import Person
from samaki.cases.rules import check_works_cases, may
from samaki.conferences.queries import parts_of
from samaki.journeys.voice.rules import check_writes
from samaki.web import words
from samaki.web.fields import field
from samaki.web.pages import StaffRequest, page
from samaki.web.safeguarding import contact

Line = dict[str, Any]

PAGES: dict[str, Callable[[], str]] = {
    "safety": lambda: _("Safety, and where the child stays"),
    "voice": lambda: _("The child's voice"),
    "protection": lambda: _("Protection for this child at court"),
    "identification": lambda: _("Identification as a victim, and age"),
}
"""Ending of the address -> what the page is called; in the order in which they are offered."""


@dataclass(frozen=True)
class Reader:
    """What a page needs to know of its reader once, so that it asks nothing for each line.

    `writes`: works for the child; `ours`: principals of the unit and of those that became part of it; `leads`: the unit. The rules say the
    same again, line by line, when something is sent.
    """

    writes: bool
    ours: frozenset[int]
    leads: bool
    member: Member

    def mends(self, row: Any) -> bool:
        """Who recorded this line, or leads that unit, while it was not taken back."""
        return row.unit == self.member.unit_id and (row.recorded_by == self.member.id or self.leads)


def reader_of(child: Person, request: StaffRequest) -> Reader:
    """Of this child (a constant number of queries)."""
    member, now = request.member, request.now
    ours = frozenset(parts_of(member.unit_id).values_list("principal", flat=True))
    return Reader(
        may(check_writes, child, member, now),
        ours,
        may(check_works_cases, member, now) and leads(member, member.unit, now),
        member,
    )


def child_of(code: str, key: UUID) -> Person:
    """A child of this case that the session may know of; raises DoesNotExist."""
    case = cases.case_of(code)
    return Person.objects.select_related("case").get(id=key, case=case, part="survivor", in_error_at=None)


def href(child: Person, what: str) -> str:
    """Where a page of this child stands."""
    return f"/cases/{child.case.code}/children/{child.id}/{what}/"


def shown(request: StaffRequest, child: Person, what: str, sections: list[Line], **more: Any) -> HttpResponse:
    """One page of a child: title, the other pages, sections."""
    title = words.labelled(PAGES[what](), words.part_name(child, request.lang))
    others = [{"label": label(), "href": href(child, one)} for one, label in PAGES.items() if one != what]
    context = {
        "title": title,
        "code": child.case.code,
        "back": f"/cases/{child.case.code}/",
        "others": others,
        "sections": sections,
        "reached": contact.of_child(child, request, asks=False) if what != "safety" else [],
    }
    return page(request, "staff/child.html", context | more)


def section(
    key: str, title: str, lines: list[Line], *, empty: str = "", lead: str = "", folds: Iterable[Line] = (),
    left: tuple[str, Iterable[str]] = ("", ()),
) -> Line:  # fmt: skip
    """`lines`: as `line`; `empty`: what is said where there is none; `folds`: forms beneath; `left`: what is not there yet, a sentence
    and what it opens."""
    return {"id": key, "title": title, "lines": lines, "empty": empty, "lead": lead, "folds": list(folds), "left": left[0],
            "left_items": list(left[1])}  # fmt: skip


def line(
    title: str, *, state: str = "", state_words: str = "", said: Iterable[str] = (), meta: str = "", older: Iterable[Line] = (),
    folds: Iterable[Line] = (), struck: bool = False, rows: Iterable[tuple[str, str]] = (), link: Line | None = None,
) -> Line:  # fmt: skip
    """One matter. `said`: somebody's own words; `older`: what stood before, as lines; `rows`: (name, text), empty ones left out."""
    shown_rows = [{"name": name, "text": text} for name, text in rows if text]
    return {"title": title, "state": state, "state_words": state_words, "said": [text for text in said if text], "meta": meta,
            "older": list(older), "folds": list(folds), "struck": struck, "rows": shown_rows, "link": link}  # fmt: skip


def fold(address: str, summary: str, label: str, fields: list[Line], *, of: object = "") -> Line:
    """A form that opens by a press. `of`: the row, where several have the same form."""
    act = address.rstrip("/").rpartition("/")[2]
    return {"href": address, "summary": summary, "label": label, "fields": fields, "of": f"{act}-{of}" if of else ""}


def mistake(address: str, of: object) -> Line:
    """It was written down by mistake, and why."""
    fields = [field("area", "text", _("What was wrong?"), rows=2)]
    return fold(address, _("It was recorded by mistake"), _("Say that it was a mistake"), fields, of=of)


def choices(names: dict[str, Callable[[], str]]) -> list[dict[str, str]]:
    """Options from a table of words."""
    return [{"value": code, "label": name()} for code, name in names.items()]
