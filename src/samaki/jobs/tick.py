"""The heartbeat: everything that time makes happen, on one page.

A wait is a row with `call_at`. The tick takes the rows that are due, one transaction each, and acts: it calls the next
level and sets the next call, or lets a hand-off expire. Claiming is the lock of the case and the changed `call_at`; killed at
any moment the row is as it was, and the next tick finds it. Nothing here moves a step to another holder. What one act makes
due happens in the same beat; a row acts once in each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import F, Model, OuterRef, Subquery
from django.db.models.expressions import Combinable

from samaki.accounts.queries import forget_sign_ins
from samaki.care.models import CareGoal, CareService
from samaki.cases.models import Case, Step
from samaki.cases.sharing.models import Disclosure
from samaki.commitments.models import Commitment
from samaki.conferences.models import Conference, ConferenceAction
from samaki.court.models import CourtFact
from samaki.database import lock, session
from samaki.handoffs.models import Handoff
from samaki.insights.publication.asking import answer_is_due
from samaki.intake import typed
from samaki.intake.models import Report
from samaki.jobs import (
    agreements,
    calls,
    care,
    children,
    commitments,
    complaints,
    conferences,
    court,
    dormant,
    gaps,
    governance,
    hearings,
    reporters,
    safety,
    scorecards,
    subject_access,
)
from samaki.journeys.agreements.models import Agreement
from samaki.journeys.complaints.models import Complaint, Suspension
from samaki.journeys.governance.models import Governance
from samaki.journeys.guarding.models import LookQuestion
from samaki.journeys.hearings.models import Hearing
from samaki.journeys.protections.models import ChildPromise
from samaki.journeys.retention import marking
from samaki.journeys.retention.models import LegalHold
from samaki.journeys.safeguarding.models import ChildPlacement, MissingChild, SafetyPlan
from samaki.journeys.subject_access.models import SubjectAccess
from samaki.journeys.voice.models import HeardAgain
from samaki.publicstats.models import FigureRelease
from samaki.roster import ladders
from samaki.threads.models import ReportMessage
from samaki.training.closing import check_is_due
from samaki.training.keeping import forget_people
from samaki.training.models import Workshop

BATCH = 500
ROUNDS = 10  # looks for what is due, in one beat; what is due even then waits for the next one


@dataclass
class TickReport:
    """How many rows of each kind the clock acted on, and what went wrong with single rows."""

    acted: dict[str, int] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)


def tick(now: datetime, area: str = "") -> TickReport:
    """Act on everything that is due at `now`. Safe to run twice, side by side, or after any pause.

    `area`: only reports and cases of an area of the pack and those below it (a simulated area has a clock of its own).
    """
    report = TickReport(acted={waits.table._meta.db_table: 0 for waits in WAITING})
    if not area:
        with session("worker", now):
            typed.end()  # what the public typed and did not send
        _accounts(now, report)
        _ladder(now, report)
        _gaps(now, report)
        _scorecards(now, report)
        _kept_long_enough(now, report)
    tried: set[UUID] = set()
    for _round in range(ROUNDS):
        with session("worker", now):
            due = [(waits, _due(waits, now, area, tried)) for waits in WAITING]
        if not any(keys for _waits, keys in due):
            break
        for waits, keys in due:
            name = waits.table._meta.db_table
            tried.update(key for key, _locked in keys)
            report.acted[name] += sum(_one(waits, key, locked, now, report) for key, locked in keys)
    return report


def _accounts(now: datetime, report: TickReport) -> None:
    """Old guesses and sign-ins are deleted, dormant accounts suspended; if that fails, the clocks of cases still go on."""
    try:
        with session("worker", now):
            forget_sign_ins()
            if suspended := dormant.suspend(now):
                report.acted["member"] = suspended
            dormant.warn(now)
    except Exception as error:  # noqa: BLE001 - told, and tried again at the next beat
        report.errors.append(f"accounts: {type(error).__name__}: {error}")


def _ladder(now: datetime, report: TickReport) -> None:
    """The ladder of the pack is kept by date; if that fails, waits go on by the one that was kept last."""
    try:
        with session("worker", now):
            ladders.keep(now)
    except Exception as error:  # noqa: BLE001 - told, and tried again at the next beat
        report.errors.append(f"ladder: {type(error).__name__}: {error}")


def _gaps(now: datetime, report: TickReport) -> None:
    """Gaps that opened in rosters are told ahead; if that fails, the clocks of cases still go on."""
    try:
        with session("worker", now):
            if told := gaps.look_ahead(now):
                report.acted["duty_roster"] = told
    except Exception as error:  # noqa: BLE001 - told, and tried again at the next beat
        report.errors.append(f"gaps: {type(error).__name__}: {error}")


def _scorecards(now: datetime, report: TickReport) -> None:
    """Once a month, scorecards are put before who reads them; if that fails, the clocks of cases still go on."""
    try:
        with session("worker", now):
            if told := scorecards.send(now):
                report.acted["notice"] = told
    except Exception as error:  # noqa: BLE001 - told, and tried again at the next beat
        report.errors.append(f"scorecards: {type(error).__name__}: {error}")


KEPT = (
    ("retention_mark", marking.mark),
    ("intelligence_record", marking.end_leads),
    ("erasure", marking.note_erased),
    ("workshop_seat", forget_people),
)


def _kept_long_enough(now: datetime, report: TickReport) -> None:
    """What is due for erasure is marked and told of; unproven leads and names of workshops end. If it fails, the clocks of cases go on."""
    for name, act in KEPT:
        try:
            with session("worker", now):
                if done := act(now):
                    report.acted[name] = done
        except Exception as error:  # noqa: BLE001 - told, and tried again at the next beat
            report.errors.append(f"{name}: {type(error).__name__}: {error}")


@dataclass(frozen=True)
class Waits:
    """Rows of a table that wait; how their area is reached ("": they have none), what `act` reads beside them, the key that its
    stories lock."""

    table: type[Model]
    act: Callable[..., None]
    area: Combinable | None
    beside: tuple[str, ...]
    locked: str = "case_id"


# no join: under row security the planner knows nothing of `like`, and would read every case instead of what is due
OF_THE_CASE = Subquery(Case.objects.filter(id=OuterRef("case_id")).values("area")[:1])

WAITING = (
    # nobody has read it, or decided what becomes of it
    Waits(Report, calls.report_is_late, F("area"), ("holder",), locked="pk"),
    # nobody has read what a reporter wrote who came back
    Waits(ReportMessage, reporters.message_is_unread, None, (), locked="report_id"),
    # not seen, not decided, not begun, not confirmed, a hold or a pause is over
    Waits(Handoff, calls.handoff_is_late, OF_THE_CASE, ("case", "from_unit", "to_unit")),
    # a member has not said why they looked
    Waits(LookQuestion, calls.question_is_late, None, (), locked="pk"),
    # nobody has read or decided a complaint; a member's access is suspended
    Waits(Complaint, complaints.complaint_is_late, None, (), locked="pk"),
    Waits(Suspension, complaints.suspension_is_due, None, (), locked="pk"),
    # two agencies are to look at their agreement again
    Waits(Agreement, agreements.agreement_is_due, None, (), locked="pk"),
    # who governs this installation is to be looked at again
    Waits(Governance, governance.review_is_due, None, (), locked="pk"),
    # its time is over, or nobody has looked at what was shared without consent
    Waits(Disclosure, calls.disclosure_is_due, OF_THE_CASE, ("case", "from_unit")),
    # a legal hold that nobody has looked at for long
    Waits(LegalHold, marking.hold_is_due, None, ()),
    # nobody has decided what a child is given of what is held about them, or nobody has collected it
    Waits(SubjectAccess, subject_access.request_is_due, OF_THE_CASE, ("unit",)),
    # a hearing is near, or nobody has said what came of it
    Waits(Hearing, hearings.hearing_is_due, OF_THE_CASE, ()),
    # a limit of custody, detention or appeal is near, or reached
    Waits(CourtFact, court.limit_is_near, OF_THE_CASE, ()),
    # nobody has said whether a conference took place, or what became of a promise
    Waits(Conference, conferences.conference_is_due, OF_THE_CASE, (), locked="pk"),
    Waits(ConferenceAction, conferences.action_is_due, OF_THE_CASE, ("conference",), locked="conference_id"),
    # nobody has answered whether a child must be heard again
    Waits(HeardAgain, children.asking_is_due, OF_THE_CASE, ()),
    # nobody has said what became of a promise to a child
    Waits(ChildPromise, children.promise_is_due, OF_THE_CASE, ()),
    # a goal of a child is to be looked at again; nobody has said whether a service began, or what came of it
    Waits(CareGoal, care.goal_is_due, OF_THE_CASE, ()),
    Waits(CareService, care.service_is_due, OF_THE_CASE, ()),
    # a child is missing; its safety plan is to be looked at again; nobody has said on what ground it is kept
    Waits(MissingChild, safety.child_is_missing, OF_THE_CASE, ()),
    Waits(SafetyPlan, safety.plan_is_due, OF_THE_CASE, ()),
    Waits(ChildPlacement, safety.ground_is_due, OF_THE_CASE, ()),
    # people of a workshop are to be looked at again
    Waits(Workshop, check_is_due, None, (), locked="pk"),
    # an agency's promise comes near, is late, or was never answered
    Waits(Commitment, commitments.commitment_is_due, None, (), locked="pk"),
    # agencies have not answered to a release of public figures
    Waits(FigureRelease, answer_is_due, None, (), locked="pk"),
    # past its due time, or its hold is over
    Waits(Step, calls.step_is_late, OF_THE_CASE, ("case", "holder")),
)


def _due(waits: Waits, now: datetime, area: str, tried: set[UUID]) -> list[tuple[UUID, UUID]]:
    """(key of the row, key of the case or report that its stories lock), the longest due first; none that was tried already."""
    rows = waits.table._default_manager.filter(call_at__lte=now).exclude(pk__in=tried).order_by("call_at", "pk")
    if area and waits.area is None:
        return []
    if area:
        rows = rows.alias(place=waits.area).filter(place__startswith=area)
    return list(rows.values_list("pk", waits.locked)[:BATCH])


def _one(waits: Waits, key: UUID, locked: UUID, now: datetime, report: TickReport) -> int:
    """One row in its own transaction: a row that fails is reported, and the others are still acted on.

    The same lock comes first as in every story of a member, so that the clock and a member never wait for each other.
    """
    try:
        with session("worker", now):
            lock(locked)
            beside = waits.beside or (None,)  # without names Django would join whatever the row refers to, seen or not
            row = waits.table._default_manager.select_related(*beside).filter(pk=key, call_at__lte=now).first()
            if row is None:
                return 0
            waits.act(row, now)
            return 1
    except Exception as error:  # noqa: BLE001 - the heartbeat must go on; the row stays due and is tried again
        report.errors.append(f"{waits.table._meta.db_table} {key}: {type(error).__name__}: {error}")
        return 0
