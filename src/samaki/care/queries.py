"""Reading a child's care, as far as the session sees it; each a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections

from samaki.agencies.country import pack
from samaki.care.models import CareAssessment, CareCheck, CareGoal, CareNeed, CareService
from samaki.care.states import WAITS
from samaki.care.telling import Words, opened, words_of
from samaki.cases.models import OPEN_STATES, Case, Person, Step
from samaki.countries.scoring import Instrument, Score, score
from samaki.database import current_alias

PAGE = 25
"""Services of one page of a waiting list."""


@dataclass
class Plan:
    """All of one child's care, each sort in the order in which it was written; entered by mistake left out. `words`: row -> what is
    sealed."""

    needs: list[CareNeed] = field(default_factory=list)
    goals: list[CareGoal] = field(default_factory=list)
    services: list[CareService] = field(default_factory=list)
    assessments: list[CareAssessment] = field(default_factory=list)
    checks: list[CareCheck] = field(default_factory=list)
    words: dict[UUID, Words] = field(default_factory=dict)

    def said(self, row_id: UUID, name: str = "text") -> str:
        return str(self.words.get(row_id, {}).get(name, ""))


def plan_of(child: Person) -> Plan:
    """Five queries, and one for the key."""
    of_child = {"case_id": child.case_id, "child_id": child.id}
    plan = Plan(
        needs=list(CareNeed.objects.filter(**of_child).exclude(state="in_error").order_by("id")),
        goals=list(CareGoal.objects.filter(**of_child).exclude(state="in_error").order_by("id")),
        services=list(CareService.objects.filter(**of_child).exclude(state="in_error").order_by("id")),
        assessments=list(
            CareAssessment.objects.filter(**of_child, state__in=("draft", "signed")).order_by("taken_at", "id")
        ),
        checks=_standing(list(CareCheck.objects.filter(**of_child).order_by("id"))),
    )
    plan.words = opened([*plan.needs, *plan.goals, *plan.services, *plan.assessments, *plan.checks])
    return plan


def _standing(checks: list[CareCheck]) -> list[CareCheck]:
    """Those that nothing corrects."""
    corrected = {row.supersedes_id for row in checks}
    return [row for row in checks if row.id not in corrected]


@dataclass(frozen=True)
class Taken:
    """A signed assessment with its score; None where the pack has its instrument no more."""

    row: CareAssessment
    score: Score | None
    answers: dict[str, Any]


def series(assessments: Iterable[CareAssessment], words: dict[UUID, Words], instrument: Instrument) -> list[Taken]:
    """The signed assessments with one instrument, in the order in which the child was seen."""
    rows = [row for row in assessments if row.state == "signed" and row.instrument == instrument.code]
    return [taken(row, words.get(row.id, {})) for row in rows]


def taken(row: CareAssessment, words: Words) -> Taken:
    """One, scored anew from its answers: a score is kept nowhere."""
    instrument, answers = pack().caring.instruments.get(row.instrument), words.get("answers", {})
    return Taken(row, score(instrument, answers) if instrument else None, answers)


@dataclass(frozen=True)
class StillOpen:
    """Something that is open while a child's care is to be closed: `what`: needs | goals | services | drafts | money | steps, and what
    `journeys.unfinished` adds."""

    what: str
    count: int


def still_open(case: Case, child: Person) -> list[StillOpen]:
    """What of it is open to the session. `money`: steps about money in the whole case; `steps`: other open steps of the child's care."""
    of_child = {"case_id": case.id, "child_id": child.id}
    steps = Step.objects.filter(case_id=case.id, state__in=OPEN_STATES)
    caring = pack().caring
    found = (
        ("needs", CareNeed.objects.filter(**of_child, state="open").count()),
        ("goals", CareGoal.objects.filter(**of_child, state="open").count()),
        ("services", CareService.objects.filter(**of_child, state__in=WAITS).count()),
        ("drafts", CareAssessment.objects.filter(**of_child, state="draft").count()),
        ("money", steps.filter(kind__in=caring.money).count()),
        ("steps", steps.filter(child_id=child.id, compartment="care").exclude(kind=caring.closes).count()),
    )
    return [StillOpen(what, count) for what, count in found if count]


def next_contact(case: Case, child: Person) -> Step | None:
    """The next follow-up that is open; None where nobody is to see the child again."""
    kinds = pack().caring.follow_ups
    rows = Step.objects.select_related("holder").filter(
        case_id=case.id, child_id=child.id, kind__in=kinds, state__in=OPEN_STATES
    )
    return rows.order_by("due_at", "id").first()


@dataclass(frozen=True)
class Waiting:
    """A service that is asked of the reader's unit and has not begun. `id`, `code`, `child_id`: only where the unit
    works for that child's care."""

    id: UUID | None
    service: str
    urgency: str
    asked_at: datetime
    due_at: datetime
    asker: int
    code: str
    child_id: UUID | None


def waiting_list(behind: int = 0, limit: int = PAGE) -> list[Waiting]:
    """Services asked of the session's units and not begun, the most urgent first and of those the oldest, `behind` so many; no names, no
    reasons."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select id, service, urgency, asked_at, due_at, asker, code, child_id from app.waiting_services(%s, %s)",
                       [behind, limit])  # fmt: skip
        return [Waiting(*row) for row in cursor.fetchall()]


def last_danger(child: Person) -> CareCheck | None:
    """The newest follow-up that stands, where its answers say that the child is not safe; None where they do not."""
    kinds = pack().caring.follow_ups
    found = CareCheck.objects.filter(case_id=child.case_id, child_id=child.id, kind__in=kinds).order_by("id")
    standing = sorted(_standing(list(found)), key=lambda row: (row.asked_at, row.id))
    if not standing:
        return None
    return standing[-1] if "danger" in signals(standing[-1], words_of(standing[-1])) else None


def signals(check: CareCheck, words: Words) -> set[str]:
    """What the answers say: danger, reopen."""
    questions = pack().caring.questions
    found = set()
    for code, answer in words.get("answers", {}).items():
        known = questions[code].answers.get(answer) if code in questions else None
        if known is not None and known.says:
            found.add(known.says)
    return found
