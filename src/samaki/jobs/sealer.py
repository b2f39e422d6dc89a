"""The sealer beside the heartbeat: seal what waits, sign when it is due, tell the witnesses. It never holds an act up."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta

from django.db import connections

from samaki.agencies.models import Membership, Principal
from samaki.database import session
from samaki.ledger import sealing, witnessing
from samaki.ledger.models import LedgerCheckpoint
from samaki.notices.models import Notice
from samaki.notices.operations import queue

log = logging.getLogger("samaki.sealer")

EVERY = 1.0  # seconds between two looks at what waits
DAY = timedelta(days=1)


def run(stop: threading.Event, every_seconds: float = EVERY) -> None:
    """Seal until `stop` is set. A round that fails is logged, the next one is tried: acts wait, and lose nothing."""
    broken = ""
    while not stop.is_set():
        try:
            round_of(datetime.now(UTC))
            broken = ""
        except sealing.LogBroken as problem:
            if str(problem) != broken:  # said once, not every second
                log.error("%s", problem)
            broken = str(problem)
        except Exception:
            log.exception("A round of the sealer failed; the next one follows.")
        finally:
            connections.close_all()
        stop.wait(every_seconds)


def round_of(now: datetime) -> int:
    """One round; returns how many entries were sealed."""
    sealed = sealing.seal_all(now)
    made = sealing.checkpoint_if_due(now)
    if made is not None:
        hand_out(made, now)
    return sealed


def hand_out(checkpoint: LedgerCheckpoint, now: datetime) -> None:
    """Offer the checkpoint to every witness, and tell those who run the system which of them take none.

    A witness has at most one notice about checkpoints that nobody has taken note of: the newest one is always behind it.
    """
    with session("worker", now):
        for row in witnessing.offer(checkpoint, now):
            witness = row.witness
            waits = Notice.objects.filter(to_unit=row.unit, subject_id=witness.id, seen_at__isnull=True).exists()
            if witness.channel == "notice" and not waits:
                queue("ledger.checkpoint", to_unit=row.unit, subject=witness, now=now, dedupe=str(checkpoint.number))
        for one in witnessing.standings(now):
            if one.silent_since is not None:
                _tell_of_silence(one, one.silent_since, now)


def _tell_of_silence(standing: witnessing.Standing, since: datetime, now: datetime) -> None:
    """Once a day for each silence, to the units whose members administer the system."""
    days = (now - since) // DAY
    live = Membership.objects.live(now).filter(role="admin", member__is_active=True)
    units: set[Principal] = {unit for unit, _role in live.values_list("unit", "role")}
    for unit in sorted(units):
        key = f"{since.isoformat()}:{days}"
        if not Notice.objects.filter(dedupe__endswith=f":{standing.witness.id}:{unit}:desk:{key}").exists():
            queue("ledger.unwitnessed", to_unit=unit, subject=standing.witness, now=now, dedupe=key)
