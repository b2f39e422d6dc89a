"""Witnesses: units of other agencies that hold signed checkpoints, so that nobody here can change what they cover unseen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from samaki.database import lock, story
from samaki.database.refusals import CannotMove
from samaki.ledger.models import LedgerCheckpoint, LedgerReceipt, LedgerWitness
from samaki.ledger.operations import Actor, record

OPERATOR = "operator"
SILENCE = timedelta(hours=1)
"""A witness that took no checkpoint for so long is told of."""


@dataclass(frozen=True)
class Standing:
    """A witness and what it holds. `number`, `received_at`: of its newest receipt; `silent_since`: when it is too long ago."""

    witness: LedgerWitness
    number: int | None
    received_at: datetime | None
    received_by: str
    silent_since: datetime | None


@story
def name_witness(*, unit: int, channel: str, now: datetime) -> LedgerWitness:
    """Name a unit (its principal) as a witness, by the operator. Raises CannotMove when it is one."""
    if LedgerWitness.objects.filter(unit=unit, until__isnull=True).exists():
        raise CannotMove(_("This unit is a witness already."))
    witness = LedgerWitness(unit=unit, channel=channel, since=now)
    witness.save(force_insert=True)
    record("ledger.witness", by=OPERATOR, unit=unit, now=now, subject=witness, facts={"kind": channel})
    return witness


@story
def end_witness(*, unit: int, now: datetime) -> LedgerWitness:
    """A unit is no witness any more. Raises CannotMove when it was none."""
    witness = LedgerWitness.objects.filter(unit=unit, until__isnull=True).first()
    if witness is None:
        raise CannotMove(_("This unit is no witness."))
    witness.until = now
    witness.save(update_fields=["until"])
    record("ledger.witness_end", by=OPERATOR, unit=unit, now=now, subject=witness)
    return witness


@story
def take_checkpoint(*, checkpoint: LedgerCheckpoint, by: Actor, now: datetime) -> bool:
    """A member takes a checkpoint along. For a witness that is its receipt, written once; True when it is new."""
    row = LedgerReceipt.objects.filter(unit=by.unit_id, number=checkpoint.number).first()
    if row is None or row.received_at is not None:
        return False
    lock(row.id)
    row.refresh_from_db()
    if row.received_at is not None:
        return False
    row.received_at, row.received_by = now, by.username
    row.save(update_fields=["received_at", "received_by"])
    record("ledger.receive", by=by, now=now, subject=row, facts={"number": checkpoint.number, "size": checkpoint.size})
    return True


def offer(checkpoint: LedgerCheckpoint, now: datetime) -> list[LedgerReceipt]:
    """A row for each witness that is to take this checkpoint; once, however often it is asked."""
    rows = [
        LedgerReceipt(witness=one, unit=one.unit, number=checkpoint.number, offered_at=now)
        for one in LedgerWitness.objects.filter(until__isnull=True).order_by("since")
    ]
    known = set(LedgerReceipt.objects.filter(number=checkpoint.number).values_list("witness_id", flat=True))
    new = [row for row in rows if row.witness_id not in known]
    for row in new:
        row.save(force_insert=True)
    return new


def standings(now: datetime) -> list[Standing]:
    """Every witness of today, in the order in which they were named; two queries."""
    witnesses = list(LedgerWitness.objects.filter(until__isnull=True).order_by("since", "id"))
    taken = LedgerReceipt.objects.filter(witness__in=witnesses, received_at__isnull=False)
    newest = {row.witness_id: row for row in taken.order_by("witness_id", "-received_at").distinct("witness_id")}
    return [_standing(one, newest.get(one.id), now) for one in witnesses]


def _standing(witness: LedgerWitness, row: LedgerReceipt | None, now: datetime) -> Standing:
    last = row.received_at if row and row.received_at else witness.since
    silent = last if now - last > SILENCE else None
    if row is None:
        return Standing(witness, None, None, "", silent)
    return Standing(witness, row.number, row.received_at, row.received_by, silent)
