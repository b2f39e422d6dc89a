"""Stories of the plan of an area: a stage is decided, money is promised, the mentor is called back and leaves again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Member, Unit
from samaki.agencies.stages import queries, states
from samaki.agencies.stages.models import AreaMoney, MentorCall, StageDecision
from samaki.countries import local_digits
from samaki.database import lock, story, uuid7
from samaki.database.refusals import Invalid, Stale, together
from samaki.journeys.guarding.words import LONGEST, ask, seal_words
from samaki.ledger.operations import record
from samaki.stepping_back.fading import rules
from samaki.stepping_back.fading.gates import Gate, gates_of
from samaki.stepping_back.fading.telling import leaders, mentors, tell

THE_PLANS = UUID("019d0000-0000-7000-8000-000000000067")
"""What every story here locks: decisions of an area follow one another."""

LONGEST_CALL = 92
"""Days for which the mentor is called back at once; after them it is called anew, or the stage is what is wrong."""


@story
def decide_stage(*, area: str, stage: str, after: int, why: str, by: Member, now: datetime) -> StageDecision:
    """Who oversees decides, on what the gates show now, which is kept with it. `after`: the number of the decision that they saw, 0 for
    none. Back to an earlier stage nothing is asked. The access of mentors falls with it.

    Raises NotAllowed, Invalid, CannotMove, Stale.
    """
    rules.check_decides(by, now)
    rules.check_area(area)
    lock(THE_PLANS)
    before, number = _newest(area)
    if number != after:
        raise Stale(_("Somebody decided about this area in between. Look at it, then decide."))
    if not stage:
        raise Invalid(_("Choose the stage."), field="stage")
    states.check_moves(before, stage, _("From this stage one cannot go there: forward goes one stage at a time."))
    shown = _gates(area, before, stage, now)
    left = rules.check_gates(stage, shown, why)
    if len(why) > LONGEST:
        raise Invalid(_("This is too long. Please keep it under %(limit)s letters.") % {"limit": LONGEST}, field="why")
    row = StageDecision(
        id=uuid7(), area=area, number=number + 1, before=before, stage=stage, days=queries.days_of(stage)
    )
    row.gates, row.open_gates = {gate.code: gate.kept() for gate in shown}, left
    row.decided_by, row.unit_id, row.decided_at, row.synthetic = by.id, by.unit_id, now, by.synthetic
    row.sealed = seal_words(row, {"why": why.strip()})
    row.save(force_insert=True)
    fell = _access_falls()
    record("stage.decide", by=by, now=now, subject=row, facts={"area": area, "before": before, "state": stage, "number": row.number,
                                                               "missing": left, "count": fell})  # fmt: skip
    told = {unit: who for unit, who in (mentors(area, now) | leaders(area, now)).items() if unit != by.unit_id}
    tell("stage.stage_decided", row, told, now, {"area": area, "before": before, "stage": stage})
    return row


@story
def promise_money(
    *, area: str, purpose: str, fund: str, caller: str, since: date, until: date | None, by: Member, now: datetime
) -> AreaMoney:
    """Money stands behind the chain of an area (`budget`), or behind calling the mentor back (`recall`), by the unit with the code
    `caller`. Raises NotAllowed, Invalid."""
    rules.check_promises(by, now)
    rules.check_area(area)
    with together() as told:
        if purpose not in AreaMoney.PURPOSES:
            told.wrong(_("Choose what the money is for."), field="purpose")
        if fund not in pack().mentoring.funds:
            told.wrong(_("Choose where the money comes from."), field="fund")
        told.of(rules.check_span, since, until, calendar().local(now).date())
        unit = told.of(_caller, purpose, caller, area, now)
    assert until is not None  # else the check has told it
    row = AreaMoney(area=area, purpose=purpose, fund=fund, since=since, until=until, recorded_by=by.id, unit=by.unit, recorded_at=now,
                    caller_id=unit.principal if unit else None, synthetic=by.synthetic)  # fmt: skip
    row.save(force_insert=True)
    record("stage.money", by=by, now=now, subject=row, counterpart=row.caller_id, facts=_of_money(row))
    return row


@story
def end_money(*, money_id: UUID, by: Member, now: datetime) -> AreaMoney:
    """It is not there any more, or was written down by mistake; calls that run stay until they end. Raises NotAllowed, CannotMove."""
    lock(money_id)
    row = AreaMoney.objects.get(id=money_id)
    rules.check_ends_money(row, by, now)
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    record("stage.money_end", by=by, now=now, subject=row, counterpart=row.caller_id, facts=_of_money(row))
    return row


@story
def call_mentor(*, area: str, money_id: UUID, kind: str, days: int | None, by: Member, now: datetime) -> MentorCall:
    """The mentor is called back, for one `kind` of step or for all (empty), for so many days. Its units are told at once; whoever leads
    them opens their members' access. Raises NotAllowed, Invalid."""
    rules.check_area(area)
    lock(money_id)
    money = AreaMoney.objects.get(id=money_id, area=area, purpose="recall")
    rules.check_calls(money, by, now)
    with together() as told:
        if kind and kind not in pack().step_kinds:
            told.wrong(_("Choose a kind of step from the list."), field="kind")
        if not days or days > LONGEST_CALL:
            told.wrong(
                _("Write for how many days, at most %(most)s.")
                % {"most": local_digits(LONGEST_CALL, get_language() or "")},
                field="days",
            )
    row = MentorCall(area=area, kind=kind, money=money, called_by=by.id, unit=by.unit, called_at=now,
                     until=now + timedelta(days=days or 0), synthetic=by.synthetic)  # fmt: skip
    row.save(force_insert=True)
    record("stage.call", by=by, now=now, subject=row, facts={"area": area, "kind": kind, "until": row.until})
    tell("stage.mentor_called", row, mentors(area, now), now, {"area": area, "kind": kind})
    return row


@story
def end_call(*, call_id: UUID, by: Member, now: datetime) -> MentorCall:
    """The mentor goes again, before its time; access that was opened for it ends. Raises NotAllowed, CannotMove."""
    lock(call_id)
    row = MentorCall.objects.get(id=call_id)
    rules.check_ends_call(row, by, now)
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    fell = _access_falls()
    record("stage.call_end", by=by, now=now, subject=row, facts={"area": row.area, "kind": row.kind, "count": fell})
    return row


def _newest(area: str) -> tuple[str, int]:
    """(stage, number of the decision) of an area; led and 0 where nobody has decided."""
    newest = StageDecision.objects.filter(area=area).order_by("-number").first()
    return (newest.stage, newest.number) if newest else (states.LED, 0)


def _gates(area: str, before: str, stage: str, now: datetime) -> list[Gate]:
    """Those of the stage; on the way back none."""
    found = pack().mentoring.stages.get(stage)
    return gates_of(area, found.gates, now) if found and states.is_forward(before, stage) else []


def _access_falls() -> int:
    """How many mentors may enter for a shorter time than before."""
    return len(ask("mentor_access_falls", queries.plan_areas(), queries.days_of(states.LED)))


def _caller(purpose: str, code: str, area: str, now: datetime) -> Unit | None:
    """Who calls the mentor back: a unit that serves the area and is no mentor's."""
    if purpose != "recall":
        return None
    unit = next((one for one in rules.callers(area, now) if one.code == code), None)
    if unit is None:
        raise Invalid(_("Choose who calls the mentor back."), field="caller")
    return unit


def _of_money(row: AreaMoney) -> dict[str, object]:
    return {
        "area": row.area,
        "purpose": row.purpose,
        "source": row.fund,
        "since": row.since.isoformat(),
        "until": row.until.isoformat(),
    }
