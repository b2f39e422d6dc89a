"""Dated changes of the tree of units: two become one, one closes; what is open moves first, in one story."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samaki.agencies import rules
from samaki.agencies.entries import UnitMerge
from samaki.agencies.models import Member, Unit
from samaki.cases.rules import check_reason
from samaki.countries import local_digits
from samaki.database import story
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, together
from samaki.journeys.outlook import last_move
from samaki.journeys.whole_units import Moving, OpenWork, end_unit, lock_work, open_work
from samaki.ledger.operations import record
from samaki.notices.operations import queue

LONGEST_WHY = 500


@story
def propose_merge(*, unit: Unit, into: Unit, why: str, by: Member, now: datetime) -> UnitMerge:
    """Say that one unit shall become part of another. Nothing moves until the other side agrees: who joins a unit sees
    its cases, and who takes one in sees theirs."""
    lock_work(unit)
    rules.check_open(unit, now)
    rules.check_takes_over(unit, into, now)
    check_proposes(unit=unit, into=into, why=why)
    ours = rules.speaks_for(unit)
    merge = UnitMerge(unit=unit, into=into, why=why.strip(), proposed_by=by.id, proposed_at=now)
    merge.proposed_for = (unit if ours else into).principal
    merge.save(force_insert=True)
    _write("unit.merge_propose", merge, by, now)
    _tell("unit.merge_proposed", unit, (into if ours else unit).principal, now, audience="head")
    return merge


def check_proposes(*, unit: Unit, into: Unit, why: str) -> None:
    """One of the two sides proposes, for units of one kind, with the reason, and once."""
    if not rules.speaks_for(unit) and not rules.speaks_for(into):
        raise NotAllowed(_("Only the head of one of the two units, or of the unit above it, can do this."))
    with together() as told:
        if unit.kind != into.kind:
            told.wrong(_("Only units of the same kind can become one."), field="to_unit")
        if not why.strip() or len(why) > LONGEST_WHY:
            told.wrong(_("Say in one or two sentences what was decided, and by whom."), field="text")
    if UnitMerge.objects.filter(unit=unit, ended_at__isnull=True).exists():
        raise CannotMove(_("A merge of this unit has been proposed already. Decide that one first."))


@story
def agree_to_merge(*, merge_id: UUID, by: Member, now: datetime) -> UnitMerge:
    """The other side agrees: everything of the unit becomes the other one's, in this one story."""
    lock_work(UnitMerge.objects.select_related("unit").get(id=merge_id).unit)
    merge = _waiting(merge_id)
    other = merge.into if merge.proposed_for == merge.unit_id else merge.unit
    rules.check_speaks_for(other, now)
    rules.check_open(merge.unit, now)
    rules.check_open(merge.into, now)
    merge.agreed_by, merge.agreed_at = by.id, now
    merge.save(update_fields=["agreed_by", "agreed_at"])
    others = {work.other for work in open_work(merge.unit).matters if work.other}
    moving = Moving(merge.unit, merge.into, by, now, why="merge", as_one=True)
    counts = moving.everything() | moving.past()
    _write("unit.merge", merge, by, now, **counts)
    end_unit(merge.unit, merge.into, now)
    for principal in {merge.into.principal, *others} - {merge.unit.principal}:
        _tell("unit.merged", merge.unit, principal, now)
    merge.refresh_from_db()
    return merge


@story
def refuse_merge(*, merge_id: UUID, by: Member, now: datetime) -> UnitMerge:
    """Either side says no, or takes the proposal back; nothing has moved."""
    lock_work(UnitMerge.objects.select_related("unit").get(id=merge_id).unit)
    merge = _waiting(merge_id)
    if not rules.speaks_for(merge.unit) and not rules.speaks_for(merge.into):
        raise NotAllowed(_("Only the head of one of the two units, or of the unit above it, can do this."))
    merge.ended_at = now
    merge.save(update_fields=["ended_at"])
    _write("unit.merge_refuse", merge, by, now)
    return merge


def check_moves(*, unit: Unit, to_unit: Unit | None, text: str, now: datetime) -> Unit:
    """All work goes to another open unit, for a reason."""
    with together() as told:
        if not text.strip():
            told.wrong(_("Say in a few words what the reason is."), field="text")
        return rules.check_takes_over(unit, to_unit, now)


@story
def move_all_work(*, unit: Unit, to_unit: Unit | None, text: str, by: Member, now: datetime) -> OpenWork:
    """Reassign everything that is open with a unit to another one, on the record; what that one may not hold stays, and
    is what this returns."""
    lock_work(unit)
    rules.check_speaks_for(unit, now)
    new = check_moves(unit=unit, to_unit=to_unit, text=text, now=now)
    work = open_work(unit)
    if not work:
        raise CannotMove(nothing_to_move(unit, new))
    others = {one.other for one in work.matters if one.other}
    counts = Moving(unit, new, by, now, why="closing", as_one=False).everything()
    if not any(n for what, n in counts.items() if what != "notices") and open_work(unit):
        raise Invalid(_("A unit of this kind can take nothing of what is open here."), field="to_unit")
    record("unit.move_work", by=by, now=now, subject=unit, counterpart=new.principal,
           facts={"from": unit.principal, "to": new.principal} | counts)  # fmt: skip
    for principal in {new.principal, *others} - {unit.principal}:
        _tell("unit.work_moved", unit, principal, now)
    return open_work(unit)


@story
def close_unit(*, unit: Unit, reason: str, by: Member, now: datetime, text: str = "") -> Unit:
    """The unit ends today, with its memberships and its entries. Refused while anything is open with it."""
    lock_work(unit)
    check_closes(unit=unit, reason=reason, text=text, now=now)
    record("unit.close", by=by, now=now, subject=unit, facts={"unit": unit.principal, "reason": reason})
    end_unit(unit, None, now)
    return unit


def check_closes(*, unit: Unit, reason: str, text: str, now: datetime) -> None:
    """Who decides over the unit closes it, with a reason, once nothing is open with it."""
    rules.check_speaks_for(unit, now)
    rules.check_administrator_stays(unit=unit)
    check_reason("unit_close", reason, text)
    work = open_work(unit)
    if work:
        raise CannotMove(_("This unit cannot close yet. Open with it: %(work)s. Move all of it to other units first.")
                         % {"work": in_words(work)})  # fmt: skip


def nothing_to_move(unit: Unit, to_unit: Unit) -> str:
    """What is said to whoever would move work that is not there any more."""
    last = last_move(unit)
    if last is None:
        return _("Nothing is open with this unit; nothing was moved to %(unit)s.") % {"unit": to_unit.name}
    return _("The work has already gone to %(first)s; nothing was moved to %(unit)s.") % {
        "first": last.to.name, "unit": to_unit.name}  # fmt: skip


def in_words(work: OpenWork) -> str:
    """What is open, counted: for the sentence that refuses a close."""
    counts = (
        (_("steps: %(n)s"), len(work.of("step"))),
        (_("hand-offs: %(n)s"), len(work.of("handoff"))),
        (_("reports: %(n)s"), len(work.of("report"))),
        (_("units below it: %(n)s"), len(work.below)),
        (_("it takes what cannot be routed"), int(work.takes_unrouted)),
    )
    lang = get_language() or "en"
    return ", ".join(words % {"n": local_digits(n, lang)} if "%(n)s" in words else words for words, n in counts if n)


def _waiting(merge_id: UUID) -> UnitMerge:
    merge = UnitMerge.objects.select_related("unit", "into").get(id=merge_id)
    if merge.ended_at is not None:
        raise CannotMove(_("This merge has been decided already."))
    return merge


def _write(act: str, merge: UnitMerge, by: Member, now: datetime, **counts: int) -> None:
    record(act, by=by, now=now, subject=merge, counterpart=merge.into_id if by.unit_id != merge.into_id else merge.unit_id,
           facts={"from": merge.unit_id, "to": merge.into_id} | counts)  # fmt: skip


def _tell(kind: str, unit: Unit, principal: int, now: datetime, *, audience: str = "desk") -> None:
    queue(kind, to_unit=principal, subject=unit, now=now, dedupe=now.isoformat(), audience=audience)
