"""The certificate of an erasure: what was destroyed now, what stays, and until when copies of it can still be opened.

Written once, in English, the same for every reader; its SHA-256 stands in the ledger. The page says the same in the reader's
language, and what became of the copies since.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.journeys.retention.models import Erasure
from samaki.journeys.retention.reach import KEY, OVER, listed

WORDS = """SAMAKI - certificate of erasure no. {number}

What              {what}
Class             {record_class} ({status}: not legally verified)
Reason            {reason}
Asked by          {asked_by}, {asked_unit}, {asked_at}
Agreed by         {answered_by}, {answered_unit}, {answered_at}

DESTROYED NOW     {erased_at}
Data keys         {keys} (of the case and its reports), wrapped by master key {version}
Rows of names     {names} (keyed digests by which a person is found)
Put over          {words} texts about it that were sealed under the key file

REACHED           everything that was written of it, in every part of the file:
{reached}.

COPIES            by {copies_due}, at the latest
Backups made before {erased_at} still hold these keys. They open with a copy of master key {version} or an older
one. They end when the operator has exchanged the master key (keys rotate, keys forget) AND no older copy of the key
file is left; or when every backup file from before is destroyed. Backup files that holders of sheets can open end
only when the files are destroyed. This machine cannot see copies: the page of this certificate says what the
operator has said, and when. Until then they are NOT erased.
Inside the database the deleted rows stay on the disk until it is cleaned (./samaki retention clean).

STAYS             codes, states, times, ages, sex and outcomes; who did what in the ledger, and its seal. The sealed
words stay as they are and open for nobody. What was printed, taken or remembered is not reached by this.
"""


def text_of(row: Erasure, *, put_over: int) -> str:
    """The words of the certificate of an erasure that was just done."""
    people = dict(Member.objects.filter(id__in=[row.asked_by, row.answered_by]).values_list("id", "username"))
    units = dict(
        Unit.objects.filter(principal__in=[row.asked_unit, row.answered_unit]).values_list("principal", "code")
    )
    kept = pack().retention.get(row.record_class)
    return WORDS.format(
        number=row.number,
        what=f"case {row.code}" if row.case_id else f"report {row.report_id}",
        record_class=kept.label("en") if kept else row.record_class,
        status=kept.status if kept else "no schedule",
        reason=pack().reasons["erasure"][row.reason].label("en"),
        asked_by=people.get(row.asked_by, row.asked_by),
        asked_unit=units.get(row.asked_unit, row.asked_unit),
        asked_at=_moment(row.asked_at),
        answered_by=people.get(row.answered_by or row.id, row.answered_by),
        answered_unit=units.get(row.answered_unit or 0, row.answered_unit),
        answered_at=_moment(row.answered_at),
        erased_at=_moment(row.erased_at),
        keys=row.keys,
        names=row.names,
        words=put_over,
        reached=listed(KEY, OVER),
        version=row.key_version,
        copies_due=_moment(row.copies_due_at),
    )


def digest_of(text: str) -> bytes:
    """SHA-256 of the certificate as it is given out: UTF-8, lines ended by a line feed."""
    return hashlib.sha256(text.encode()).digest()


def _moment(when: datetime | None) -> str:
    return f"{when:%Y-%m-%d %H:%M} UTC" if when else "-"
