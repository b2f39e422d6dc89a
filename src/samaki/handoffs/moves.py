"""The small parts of which every hand-off story is made: lock, move, write, say, tell."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from samaki.agencies.models import Member
from samaki.database import lock_of
from samaki.handoffs.models import WRITTEN, Handoff, HandoffMessage
from samaki.handoffs.states import MOVES, Move
from samaki.ledger.operations import CLOCK, record
from samaki.notices.operations import queue
from samaki.vault import sealing as vault

UNSENT = ("draft", "discard")


def locked(handoff_id: UUID) -> Handoff:
    """The hand-off, its case locked until the transaction ends. Raises Handoff.DoesNotExist when not yours to see."""
    lock_of(Handoff, handoff_id)
    return Handoff.objects.select_related("from_unit", "to_unit", "case").get(id=handoff_id)


def move(handoff: Handoff, name: str, target: str = "") -> None:
    """Set the state as the table says; a move that the table lacks is a mistake of the program."""
    row: Move = MOVES[name]
    reached = target or row.targets[0]
    if handoff.state not in row.sources or reached not in row.targets:
        raise AssertionError(f"no move {name} from {handoff.state} to {reached}")
    handoff.state = reached


def write(
    name: str, handoff: Handoff, by: Member | str, now: datetime, *, changed: dict[str, Any] | None = None, **more: Any
) -> None:
    """Save the row under its next version and add the ledger entry of the move."""
    handoff.version += 1
    handoff.save()
    note(name, handoff, by, now, changed=changed, **more)


def note(
    name: str, handoff: Handoff, by: Member | str, now: datetime, *, changed: dict[str, Any] | None = None, **more: Any
) -> None:
    """The ledger entry of a move that is saved already."""
    by_sender = not isinstance(by, str) and by.unit_id == handoff.from_unit_id
    other = handoff.to_unit_id if by_sender or by == CLOCK else handoff.from_unit_id
    record(
        f"handoff.{name}",
        by=by,
        now=now,
        subject=handoff,
        unit=handoff.from_unit_id if by == CLOCK else None,
        counterpart=None if name in UNSENT else other,  # what was never sent concerns nobody else
        case_id=handoff.case_id,
        child_id=handoff.child_id,
        compartment=handoff.compartment,
        facts=facts(handoff) | more.pop("facts", {}),
        changed=changed,
        **more,
    )


def facts(handoff: Handoff) -> dict[str, Any]:
    """What the ledger keeps of a hand-off: codes, units and times."""
    return {
        "step": str(handoff.step_id),
        "state": handoff.state,
        "from": handoff.from_unit_id,
        "to": handoff.to_unit_id,
        "urgency": handoff.urgency,
        "duty": handoff.duty,
        "clock": handoff.clock,
        "due_at": handoff.due_at,
        "level": handoff.level,
        "why": handoff.why_code,
        "reason": handoff.reason,
        "outcome": handoff.outcome,
        "offers": handoff.offers,
    }


def say(handoff: Handoff, kind: str, text: str, by: Member, now: datetime) -> None:
    """Keep words with the hand-off, sealed under the case's key. Empty words are kept only where they take back a draft's."""
    if not text.strip() and not (kind in WRITTEN and handoff.messages.filter(kind=kind).exists()):
        return
    message = HandoffMessage(
        case_id=handoff.case_id, handoff=handoff, kind=kind, unit=by.unit_id, recorded_by=by.id, recorded_at=now
    )
    message.sealed = vault.seal(vault.key_of(case_id=handoff.case_id), text.strip(), message.place)
    message.save(force_insert=True)


def tell(handoff: Handoff, kind: str, unit: int, now: datetime, *, audience: str = "desk", level: int = 0) -> None:
    """Queue a notice about this hand-off to one unit."""
    queue(
        kind,
        to_unit=unit,
        subject=handoff,
        now=now,
        dedupe=f"{handoff.version}",
        audience=audience,
        level=level,
        urgency=handoff.urgency,
        case_id=handoff.case_id,
        case_code=handoff.case.code,
        facts={"state": handoff.state, "due_at": handoff.due_at.isoformat() if handoff.due_at else None},
    )
