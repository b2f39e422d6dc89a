"""The story of taking a unit's own cases out in codes: recorded first, of each case too, and sealed before it leaves."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from samaki.agencies.models import Member
from samaki.database import lock, story
from samaki.database.refusals import together
from samaki.journeys.coded_export import files, rules
from samaki.journeys.coded_export.gathering import gather, own_cases
from samaki.ledger.operations import record
from samaki.vault.passphrases import sealed_for_hand, sealed_to
from samaki.vault.sealed_tar import tarred


@dataclass(frozen=True)
class Exported:
    """The sealed file, the words that open it (empty where it is sealed to a key), how many rows, and the SHA-256 of the sealed file, which
    the ledger holds."""

    words: str
    sealed: bytes
    rows: int
    sha256: str


@story
def export_own_cases(*, purpose: str, year: int | None = None, key: str = "", by: Member, now: datetime) -> Exported:
    """One row for each child of the cases on which the unit works, in codes, under pseudonyms of this file, sealed with words that are
    shown once, or to the age recipient `key`. No clear byte is written to a disk. Raises NotAllowed, Invalid, CannotMove (too often,
    nothing, too many)."""
    rules.check_exports(by, now)
    with together():
        rules.check_asked(purpose, year)
        rules.check_key(key)
    lock(by.unit.id)
    rules.check_rate(by, now)
    cases, works = own_cases(year, by, now)
    rules.check_size(len(cases))
    found = gather(cases, works, secrets.token_bytes(32), by)
    content = tarred(files.members(found.rows))
    words, sealed = ("", sealed_to(content, key)) if key.strip() else sealed_for_hand(content)
    sha256 = hashlib.sha256(sealed).hexdigest()
    facts: dict[str, object] = {
        "why": purpose,
        "years": [] if year is None else [year],
        "count": len(found.rows),
        "sha256": sha256,
    }
    if key.strip():
        facts["recipient"] = key.strip()
    record(rules.ACT, by=by, now=now, subject=by.unit, facts=facts)
    for case in found.cases:
        record("case.export", by=by, now=now, subject=case, case_id=case.id, facts={"why": purpose, "sha256": sha256})
    return Exported(words, sealed, len(found.rows), sha256)
