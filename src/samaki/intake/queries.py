"""Reading reports: the triage list, one report, and what a reporter may learn with the receipt."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import connections
from django.db.models import Case, Q, QuerySet, When

from samaki.agencies.models import Principal
from samaki.database import current_alias
from samaki.database.refusals import Erased
from samaki.intake.models import Report
from samaki.intake.receipts import digest_of, may_be, read_receipt
from samaki.vault import sealing as vault

PAGE = 25
LINE = ("id", "state", "taken_by", "source", "urgency", "area", "sealed", "due_at", "received_at")
"""What a line of a list says."""

CALM = Case(When(urgency="emergency", then=0), default=1)
"""0 of an emergency, 1 of all else."""


@dataclass(frozen=True)
class Status:
    """What a reporter may know: no unit's name, no person, fixed phrases only."""

    state: str
    urgency: str
    received_at: datetime
    acknowledged_at: datetime | None
    due_at: datetime
    ended_at: datetime | None
    close_reason: str
    joined: bool = False
    passed: bool = False
    again: str = ""
    over: bool = False
    unread: bool = False
    others: tuple[Status, ...] = ()
    """`joined`: others told of the same matter. `passed`: on to those whose work it is. `again`: would they tell again, as they
    answered. `over`: all work on it has ended. `unread`: somebody took it by text or telephone and has decided
    nothing yet. `others`: further matters that they told of with this receipt, each with an end of its
    own."""


def status_of(typed: str) -> Status | None:
    """The state of the report with this receipt; None for a wrong and an unknown one alike (and as slow)."""
    receipt = read_receipt(typed) or "no such receipt"
    receipt = receipt if may_be(receipt) else "no such receipt"
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select * from app.report_matters(%s)", [digest_of(receipt)])
        found = [Status(*row[1:]) for row in cursor.fetchall()]
    return replace(found[0], others=tuple(found[1:])) if found else None


def page_of_reports(
    unit: Principal,
    *,
    state: str = "",
    before: UUID | None = None,
    limit: int = PAGE,
    holders: bool = False,
    lines: bool = False,
) -> tuple[list[Report], UUID | None]:
    """Reports that a unit holds, page by page: those that wait (`state` "open") as `open_reports` orders them, or newest first.

    `holders`: with the holding unit of each, for those who show it. `lines`: only what a line of the list says.
    """
    rows = open_reports(unit) if state == "open" else Report.objects.filter(holder=unit).order_by("-id")
    if holders:
        rows = rows.select_related("holder")
    if lines:
        rows = rows.only(*LINE)
    if state == "open":
        rows = behind(rows, before)
    else:
        rows = rows.filter(**({"state": state} if state else {}), **({"id__lt": before} if before else {}))
    found = list(rows[: limit + 1])
    return found[:limit], (found[limit - 1].id if len(found) > limit else None)


def open_reports(unit: Principal) -> QuerySet[Report]:
    """Reports that wait on a unit: emergencies first, for old ones that are late must never push one off a page; then the soonest due."""
    return waiting_order(Report.objects.filter(holder=unit, state__in=("new", "acknowledged")))


def waiting_order(rows: QuerySet[Report]) -> QuerySet[Report]:
    """Emergencies first, then the soonest due."""
    return rows.alias(calm=CALM).order_by("calm", "due_at", "id")


def behind(rows: QuerySet[Report], last: UUID | None) -> QuerySet[Report]:
    """Of rows in `waiting_order`, what follows on this one; from the beginning where it is not known."""
    found = Report.objects.filter(id=last).values_list("urgency", "due_at").first() if last else None
    if found is None:
        return rows
    calm, due = int(found[0] != "emergency"), found[1]
    later = Q(due_at__gt=due) | Q(due_at=due, id__gt=last)
    return rows.filter(Q(calm__gt=calm) | Q(calm=calm) & later)


@dataclass(frozen=True)
class Passed:
    """A report that our unit passed on: where it is, and not a word of it."""

    id: UUID
    state: str
    urgency: str
    area: str
    holder: int
    due_at: datetime
    passed_at: datetime


def passed_on(report_id: UUID | None = None) -> list[Passed]:
    """Reports that this session's units passed on and do not hold: one of them, or the latest fifty."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select * from app.passed_reports(%s)", [report_id])
        return [Passed(*row) for row in cursor.fetchall()]


def words_of(report: Report) -> dict[str, str]:
    """What was told: what, where, when, danger. Not who told it. Raises Erased."""
    if report.erased_at is not None:
        raise Erased()
    key = vault.key_of(report_id=report.id)
    words: dict[str, str] = json.loads(vault.unseal(key, report.sealed, report.place))
    return words


def words_of_many(reports: list[Report]) -> dict[UUID, dict[str, str]]:
    """The words of several reports with one query for their keys."""
    from samaki.vault.sealing import keys_of_reports

    keys = keys_of_reports([report.id for report in reports])
    return {
        report.id: json.loads(vault.unseal(keys[report.id], report.sealed, report.place))
        for report in reports
        if report.id in keys
    }
