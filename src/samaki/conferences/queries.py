"""Reading conferences: what the session may see of them, in a constant number of queries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import F, Q, QuerySet

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.cases.models import OPEN_STATES, Step
from samaki.cases.operations import sees
from samaki.conferences.models import (
    ON_LIST,
    Conference,
    ConferenceAction,
    ConferenceDecision,
    ConferenceMember,
    ConferencePoint,
    OfConference,
)
from samaki.conferences.rules import OPENS
from samaki.conferences.words import ask, learn_keys, words_of
from samaki.handoffs.models import Handoff
from samaki.handoffs.states import ASKING

Row = TypeVar("Row", bound=OfConference)

MOST = 100
"""Rows of one list."""


@dataclass
class Said:
    """One point with what it says, its decisions (the newest first) and its actions; each action with its words."""

    point: ConferencePoint
    text: str
    decisions: list[tuple[ConferenceDecision, str]] = field(default_factory=list)
    actions: list[tuple[ConferenceAction, dict[str, str]]] = field(default_factory=list)


@dataclass
class Minutes:
    """All of a conference that the session may read. `others`: actions of no point; `before`: promises of earlier meetings of the
    series that are still open; `unsaid`: whether something of it has words that do not open."""

    row: Conference
    members: list[ConferenceMember]
    mine: ConferenceMember | None
    points: list[Said]
    others: list[tuple[ConferenceAction, dict[str, str]]]
    before: list[tuple[ConferenceAction, dict[str, str]]]


def parts_of(unit: int) -> QuerySet[Unit, Any]:
    """The unit, and those that became part of it: what they were invited to and promised is its own now."""
    ours = Q(principal=unit) | Q(merged_into=unit) | Q(merged_into__merged_into=unit)
    return Unit.objects.filter(ours).values("principal")


def conference_of(key: UUID) -> Conference:
    """One that the session sees; raises DoesNotExist."""
    return Conference.objects.get(id=key)


def member_of(row: Conference, by: Member) -> ConferenceMember | None:
    """The member's unit on the list."""
    ours = ConferenceMember.objects.filter(conference=row, unit__in=parts_of(by.unit_id)).exclude(state="removed")
    return ours.order_by(F("undertaken_at").asc(nulls_last=True), "id").first()


def conferences(*, open_ones: bool, now: datetime) -> list[Conference]:
    """Those that are still to be held, the next first; or those that have ended, the latest first."""
    rows = Conference.objects.filter(state="called").order_by("meets_at", "id")
    if not open_ones:
        rows = Conference.objects.exclude(state="called").order_by("-meets_at", "-id")
    return list(rows[:MOST])


def conferences_on(case_id: UUID) -> list[Conference]:
    """Of one case, the newest first."""
    return list(Conference.objects.filter(case_id=case_id).order_by("-meets_at", "-id")[:MOST])


def minutes(row: Conference, by: Member) -> Minutes:
    """Points, decisions, actions, members; 7 queries, whatever there is."""
    members = list(
        ConferenceMember.objects.filter(conference=row).exclude(state="removed").order_by("invited_at", "id")
    )
    points = list(_points(row))
    decided = list(ConferenceDecision.objects.filter(point__in=points).order_by("-made_at", "-id"))
    actions = list(
        ConferenceAction.objects.filter(_here(row, points)).exclude(state="dropped").order_by("made_at", "id")
    )
    learn_keys([*points, *decided, *actions])
    said = {point.id: Said(point, words_of(point).get("text", "")) for point in points}
    for decision in decided:
        said[decision.point_id].decisions.append((decision, words_of(decision).get("text", "")))
    others, before = [], []
    for action in actions:
        told = (action, words_of(action))
        if action.point_id in said:
            said[action.point_id].actions.append(told)
        elif action.conference_id == row.id:
            others.append(told)
        elif action.state == "open":
            before.append(told)
    return Minutes(row, members, member_of(row, by), list(said.values()), others, before)


def _points(row: Conference) -> QuerySet[ConferencePoint]:
    """Those of this meeting; of a series, those too that earlier meetings have left open."""
    here = Q(conference=row)
    if row.series_id is not None and row.state == "called":
        here |= Q(conference__series_id=row.series_id, state="open")
    return ConferencePoint.objects.filter(here).exclude(state="dropped").order_by("made_at", "id")


def _here(row: Conference, points: list[ConferencePoint]) -> Q:
    here = Q(conference=row) | Q(point__in=points)
    if row.series_id is not None:
        here |= Q(conference__series_id=row.series_id, state="open")
    return here


@dataclass(frozen=True)
class Waits:
    """A step that belongs on an agenda: `source` says why."""

    step: Step
    source: str


def waiting_steps(row: Conference, by: Member, now: datetime) -> list[Waits]:
    """Of the case, or of the cases of the province: steps that are late, rest, or are asked of others, and those that settle which
    observation of a child holds; what the member's unit reads, and does not stand on the agenda yet. The longest due first."""
    steps: QuerySet[Step] = Step.objects.select_related("case").filter(state__in=OPEN_STATES, compartment__in=OPENS)
    if row.case_id is not None:
        steps = steps.filter(case_id=row.case_id)
    else:
        steps = steps.filter(case__area__startswith=row.area, case__state="open", holder=by.own_principal)
    if row.child_id is not None:
        steps = steps.filter(Q(child_id=row.child_id) | Q(child_id__isnull=True))
    on = set(_points(row).filter(step_id__isnull=False, state="open").values_list("step_id", flat=True))
    asked = _asked(steps)
    return [Waits(step, source) for step in steps.order_by("due_at", "id")[:MOST]
             if (source := _source(step, asked, now)) and step.id not in on and _reads(step, by)]  # fmt: skip


def asked_of(row: Conference, by: Member) -> list[Handoff]:
    """Of the case, or of the cases of the province: what the member's unit is asked to take and has not answered. It reads nothing of the
    step yet, so it stands on no agenda; the unit sees that it is asked."""
    asked = Handoff.objects.select_related("step", "from_unit", "case").filter(
        to_unit=by.own_principal, state__in=ASKING
    )
    here = Q(case_id=row.case_id) if row.case_id is not None else Q(case__area__startswith=row.area, case__state="open")
    return list(asked.filter(here).exclude(state="draft").order_by("due_at", "id")[:MOST])


def _asked(steps: QuerySet[Step]) -> set[UUID]:
    asked = Handoff.objects.filter(step__in=steps, state__in=ASKING).exclude(state="draft")
    return set(asked.values_list("step_id", flat=True))


def _source(step: Step, asked: set[UUID], now: datetime) -> str:
    if step.kind in {strand.settle_step for strand in pack().strands.values() if strand.settle_step}:
        return "differs"
    return "waiting" if step.due_at < now or step.state == "on_hold" or step.id in asked else ""


def _reads(step: Step, by: Member) -> bool:
    return sees(step.case_id, step.compartment, step.child_id, by, reads=True)


def to_undertake(unit: int) -> list[ConferenceMember]:
    """Meetings ahead to which a unit is invited and has not answered."""
    rows = ConferenceMember.objects.filter(unit__in=parts_of(unit), state="invited", conference__state="called")
    return list(rows.select_related("conference").order_by("conference__meets_at")[:MOST])


def promised(unit: int) -> list[ConferenceAction]:
    """What a unit has promised and not answered for, the soonest due first."""
    rows = ConferenceAction.objects.filter(owner__in=parts_of(unit), state="open", becomes="commitment")
    return list(rows.select_related("conference").order_by("due_at", "id")[:MOST])


def ownerless(row: Conference) -> int:
    """How many actions have no owner, those in parts that the session does not read included."""
    return int(ask("ownerless_actions", row.id)[0][0])


def live_members(row: Conference) -> list[ConferenceMember]:
    """Units that are on the list now."""
    return list(ConferenceMember.objects.filter(conference=row, state__in=ON_LIST).order_by("invited_at", "id"))


def open_words(rows: list[Row]) -> list[tuple[Row, dict[str, Any]]]:
    """Each with its words."""
    learn_keys(rows)
    return [(row, words_of(row)) for row in rows]
