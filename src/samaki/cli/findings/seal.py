"""What `doctor` finds out about the seal of the ledger: is it kept up, and does anybody outside hold it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psycopg

from samaki.cli.findings import BAD, OK, WARN, Finding
from samaki.cli.findings.database import asked
from samaki.database.folder import Folder

AGE = timedelta(minutes=15)
NO_TABLES = "No tables of it yet: ./samaki migrate"


def sealing(folder: Folder) -> Finding:
    """Checkpoints are signed, and entries do not wait."""
    question = "select max(made_at), max(size), (select count(*) from ledger_waiting) from ledger_checkpoint"
    try:
        last, size, waiting = asked(folder, question, "auditor")
    except psycopg.Error:
        return Finding("seal", WARN, NO_TABLES)
    told = f"{size or 0} sealed entries are signed, {waiting} wait"
    if last is None:
        return Finding("seal", WARN, "No checkpoint was signed yet; the worker signs the first one when it starts.")
    if datetime.now(UTC) - last > AGE:
        mend = "start the worker, read what it printed, and run ./samaki ledger verify"
        return Finding("seal", BAD, f"The last checkpoint was signed at {last:%Y-%m-%d %H:%M} UTC ({told}): {mend}.")
    return Finding("seal", OK, f"{told}.")


def witnesses(folder: Folder) -> Finding:
    """Who outside holds checkpoints; one that has taken none for an hour is named."""
    question = """select count(*), count(*) filter (where coalesce(r.taken, w.since) < %s),
    string_agg(u.code, ', ') filter (where coalesce(r.taken, w.since) < %s)
    from ledger_witness w left join unit u on u.principal = w.unit
    left join (select witness_id, max(received_at) as taken from ledger_receipt group by 1) r on r.witness_id = w.id
    where w.until is null"""
    before = datetime.now(UTC) - timedelta(hours=1)
    try:
        number, silent, which = asked(folder, question, "worker", before, before)
    except psycopg.Error:
        return Finding("witnesses", WARN, NO_TABLES)
    if not number:
        mend = "./samaki ledger witness add UNIT (docs/how-to/witness-the-ledger.md)"
        return Finding(
            "witnesses", WARN, f"Nobody outside holds a checkpoint, so the past can be changed unseen: {mend}"
        )
    if silent:
        return Finding("witnesses", WARN, f"{which} took no checkpoint for an hour or longer: call them.")
    return Finding("witnesses", OK, f"{number} took a checkpoint within the hour.")


LOOKS: tuple[Callable[[Folder], Finding], ...] = (sealing, witnesses)
