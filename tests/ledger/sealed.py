"""Entries for tests of the seal: written as the application writes them, sealed and signed as the worker does."""

from datetime import timedelta

from samaki.database import session
from samaki.ledger import operations as ledger
from samaki.ledger import sealing
from samaki.ledger.models import LedgerEntry
from samaki.ledger.verifying import verify


def write(member, now, number, act="note.write"):
    """So many entries, a second apart."""
    with session("app", now, member.id):
        return [
            ledger.record(
                act, by=member, now=now + timedelta(seconds=one), subject=member, facts={"n": one, "why": "ok"}
            )
            for one in range(number)
        ]


def verdict(now, *held):
    """What the auditor finds."""
    with session("auditor", now):
        return verify(sealing.signer().vkey, held)


def first_fault(now, *held):
    """The first thing that is wrong, or None."""
    faults = verdict(now, *held).faults
    return faults[0] if faults else None


def leaves(cursor):
    cursor.execute("select index, entry_id, hash from ledger_leaf order by index")
    return cursor.fetchall()


__all__ = ["LedgerEntry", "first_fault", "leaves", "verdict", "write"]
