"""Stories of a step-back test: fixed, signed, begun, stopped; what the committee does on an alarm. Lots: `lots.py`."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar
from samaki.agencies.models import Member
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, Stale
from samaki.ledger.operations import record
from samaki.stepping_back.testing import baseline, rules
from samaki.stepping_back.testing import plan as plans
from samaki.stepping_back.testing.models import StepBackPart, StepBackSignature, StepBackTest
from samaki.stepping_back.testing.plan import Plan
from samaki.stepping_back.testing.states import LIVE, may_move, target

AREAS = UUID("019d0000-0000-7000-8000-000000000068")
"""What a story locks that looks at tests of other areas too."""


@story
def fix_test(*, plan: Plan, by: Member, now: datetime) -> StepBackTest:
    """The plan is fixed, and its hash stands in the ledger, before anything begins. One of the same area that had not begun is stopped,
    and stays visible. Raises NotAllowed, Invalid, CannotMove."""
    rules.check_leads(by, now)
    rules.check_plan(plan, now)
    lock(AREAS)
    before = StepBackTest.objects.filter(area=plan.area, state__in=LIVE).first()
    if before is not None and before.state == "running":
        raise CannotMove(_("A test runs in this area. Stop it first: a plan is not changed while it runs."))
    if before is not None:
        _stop(before, "new_plan", now)
        _write("step_back.stop", before, by, now, reason=before.stop_reason)
    row = StepBackTest(
        unit=by.unit, area=plan.area, plan=plan.canonical().decode(), sha256=plan.digest, fixed_by=by.id, fixed_at=now
    )
    kinds = [kind for kinds in plan.kinds.values() for kind in kinds]
    row.barred, row.synthetic = sorted(str(one) for one in rules.barred(plan.area, kinds, now)), by.synthetic
    row.expected = _expected(plan, now)
    row.save(force_insert=True)
    for one in plan.families:
        StepBackPart(test=row, family=one.family).save(force_insert=True)
    _write("step_back.fix", row, by, now)
    return row


@story
def sign_test(*, test_id: UUID, sha256: str, by: Member, now: datetime) -> StepBackSignature:
    """For an agency that is neither the mentor nor assessed. `sha256` is of the plan that the signer saw. Raises NotAllowed, Stale,
    CannotMove."""
    lock(test_id)
    row = StepBackTest.objects.get(id=test_id)
    rules.check_signs(by, row.barred, plans.read(row.plan).assessors, now)
    if row.state != "fixed":
        raise CannotMove(_("Only a plan that has not begun is signed."))
    if sha256 != row.sha256:
        raise Stale(_("This is not the plan that you saw. Read it once more before you sign."))
    if StepBackSignature.objects.filter(test=row, agency=by.unit.agency_id).exists():
        raise CannotMove(_("Your agency has signed this plan already."))
    signature = StepBackSignature(
        test=row, unit=by.unit, agency_id=by.unit.agency_id, member_id=by.id, sha256=sha256, signed_at=now
    )
    signature.save(force_insert=True)
    _write("step_back.sign", row, by, now)
    return signature


@story
def begin_test(*, test_id: UUID, by: Member, now: datetime) -> StepBackTest:
    """From this moment on the mentor stays away from these steps. Signed by all, its place drawn by lot, its turn come. Raises NotAllowed,
    CannotMove."""
    rules.check_leads(by, now)
    lock(AREAS)
    lock(test_id)
    row = StepBackTest.objects.get(id=test_id)
    check_begins(row, now)
    plan = plans.read(row.plan)
    row.state, row.begun_at, row.ends_at = target("test", "begin"), now, ends(plan, now)
    row.save(update_fields=["state", "begun_at", "ends_at"])
    StepBackPart.objects.filter(test=row).update(state=target("part", "begin"))
    _write("step_back.begin", row, by, now, due_at=row.ends_at)
    return row


@story
def stop_test(*, test_id: UUID, reason: str, by: Member, now: datetime) -> StepBackTest:
    """Before its verdict, with a reason; it stays visible, and is no verdict. Raises NotAllowed, Invalid, CannotMove."""
    rules.check_leads(by, now)
    rules.check_reason(reason)
    lock(AREAS)
    lock(test_id)
    row = StepBackTest.objects.get(id=test_id)
    if not may_move("test", "stop", row.state):
        raise CannotMove(_("This test has ended already."))
    _stop(row, reason, now)
    _write("step_back.stop", row, by, now, reason=reason)
    return row


@story
def answer_alarm(*, part_id: UUID, recall: bool, by: Member, now: datetime) -> StepBackPart:
    """The committee calls the mentor back for this family of steps alone, or says that it is not needed. Raises NotAllowed, CannotMove."""
    rules.check_leads(by, now)
    lock(part_id)
    row = StepBackPart.objects.select_related("test").get(id=part_id)
    if row.state != "alarm" or row.recall:
        raise CannotMove(_("There is no alarm here that waits for an answer."))
    row.recall, row.answered_at = "recalled" if recall else "not_needed", now
    row.save(update_fields=["recall", "answered_at"])
    facts = {"area": row.test.area, "kind": row.family, "answer": row.recall}
    record("step_back.answer", by=by, now=now, subject=row, facts=facts)
    return row


# ---------------------------------------------------------------- what the above share
def check_begins(row: StepBackTest, now: datetime) -> None:
    """Raises CannotMove with what is missing."""
    if not may_move("test", "begin", row.state):
        raise CannotMove(_("This test has begun, or has ended, already."))
    plan = plans.read(row.plan)
    if not signed_by_all(row, plan):
        raise CannotMove(_("Not all agencies named in the plan have signed it."))
    if row.place is None:
        raise CannotMove(_("The order of areas is drawn by lot first."))
    if StepBackTest.objects.filter(lot=row.lot_id, place__lt=row.place, state="fixed").exists():
        raise CannotMove(_("The lot has put another area first, and it has not begun."))
    if calendar().local(now).date() > plan.begin_by:
        raise CannotMove(_("The last day on which it might begin is over. Fix a new plan."))


def may_begin(row: StepBackTest, now: datetime) -> bool:
    """The yes or no of it."""
    try:
        check_begins(row, now)
    except CannotMove:
        return False
    return True


def signed_by_all(row: StepBackTest, plan: Plan) -> bool:
    """Whether each agency that the plan names has signed it."""
    signed = set(StepBackSignature.objects.filter(test=row).values_list("agency_id", flat=True))
    return set(plan.assessors) <= {str(one) for one in signed}


def ends(plan: Plan, begun: datetime) -> datetime:
    """The first moment after its longest time: midnight of the same day so many months later, or of the month's last day."""
    day = calendar().local(begun).date()
    year, month = divmod(day.year * 12 + day.month - 1 + plan.months, 12)
    last = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    return datetime.combine(last, time.min, tzinfo=calendar().timezone)


def _expected(plan: Plan, now: datetime) -> dict[str, int]:
    """What who signs is told of the time it will take; only who fixes a plan may ask for it."""
    known = baseline.so_far(plan.area, now)
    return {
        one.family: baseline.expected(known.get(one.family), plan.months)
        for one in plan.families
        if one.family in known
    }


def _stop(row: StepBackTest, reason: str, now: datetime) -> None:
    row.state, row.stop_reason, row.ended_at = target("test", "stop"), reason, now
    row.save(update_fields=["state", "stop_reason", "ended_at"])
    StepBackPart.objects.filter(test=row, state__in=("waits", "running")).update(
        state=target("part", "stop"), ended_at=now
    )


def _write(act: str, row: StepBackTest, by: Member, now: datetime, **more: Any) -> None:
    facts = {"area": row.area, "state": row.state, "sha256": row.sha256} | more
    record(act, by=by, now=now, subject=row, facts=facts)
