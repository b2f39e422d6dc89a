"""Stories of break-glass: a file is opened in an emergency, by two, loudly, and for a time that ends by itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack
from samaki.agencies.models import Member, Unit
from samaki.cases.codes import read_code
from samaki.cases.models import Case
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, Invalid, tell, together
from samaki.journeys.guarding import rules
from samaki.journeys.guarding.models import Emergency
from samaki.journeys.guarding.words import ask, seal_words, take_back_asked, words_of
from samaki.ledger.operations import record
from samaki.notices.operations import queue


@story
def ask_emergency(
    *,
    code: str,
    compartments: Sequence[str],
    reason: str,
    text: str,
    second_unit: Unit | None,
    by: Member,
    now: datetime,
) -> Emergency:
    """Ask to open the file of this code. Whether there is such a case is not looked at before a second person agrees.

    Raises NotAllowed, Invalid (each field that is wrong).
    """  # fmt: skip
    lock(by.id)
    with together():
        if read_code(code) is None:
            tell(Invalid(_("This is not the code of a case. Look at each letter again."), field="code"))
        rules.check_why("emergency", reason, text)
        rules.check_asks_emergency(by, compartments, second_unit, now)
    assert second_unit is not None  # else the block has told it
    row = Emergency(
        compartments=sorted(set(compartments)), reason=reason, unit=by.unit_id, asked_by=by.id, asked_at=now
    )
    row.second_unit, row.lapses_at = second_unit.principal, after(now, pack().guarding.emergency_asks)
    row.sealed = seal_words(row, {"code": read_code(code) or "", "text": text.strip()})
    row.save(force_insert=True)
    record("emergency.ask", by=by, now=now, subject=row, counterpart=row.second_unit, facts=_facts(row))
    for unit in {row.unit, row.second_unit}:
        queue("guard.emergency_asked", to_unit=unit, subject=row, now=now, dedupe="asked", urgency="emergency")
    return row


@story
def answer_emergency(*, emergency_id: UUID, agreed: bool, by: Member, now: datetime) -> Emergency:
    """The second person says yes or no. Yes opens the parts for the unit that asked and tells everybody whom the case concerns.

    Raises NotAllowed (who asked), CannotMove (answered, too late). A code of no case opens nothing: `case_id` stays empty.
    """
    row = Emergency.objects.get(id=emergency_id)
    lock(row.id)
    row.refresh_from_db()
    rules.check_answers(row, by, now)
    ends = after(now, pack().guarding.emergency)
    found = ask("answer_emergency", row.id, words_of(row)["code"], agreed, ends)
    row.refresh_from_db()
    act = "emergency.open" if row.case_id else "emergency.nothing" if agreed else "emergency.refuse"
    case_id = row.case_id
    record(act, by=by, now=now, subject=row, case_id=case_id, counterpart=row.unit, facts=_facts(row))
    if case_id:
        _tell_all(row, {unit for _case, unit in found}, now)
    else:
        queue("guard.emergency_refused", to_unit=row.unit, subject=row, now=now, dedupe="answered", urgency="urgent")
    return row


@story
def take_back_emergency(*, emergency_id: UUID, by: Member, now: datetime) -> Emergency:
    """Who asked takes it back before it was answered: nothing opens, and the second person's unit is told. Raises CannotMove."""
    row = Emergency.objects.get(id=emergency_id)
    lock(row.id)
    take_back_asked("emergency", row.id)
    row.refresh_from_db()
    record("emergency.withdraw", by=by, now=now, subject=row, counterpart=row.second_unit, facts=_facts(row))
    queue("guard.asking_taken_back", to_unit=row.second_unit, subject=row, now=now, dedupe="withdrawn")
    return row


@story
def end_emergency(*, emergency_id: UUID, by: Member, now: datetime) -> Emergency:
    """The file closes again before its time. By whoever it was opened for, or their confidentiality officer."""
    row = Emergency.objects.get(id=emergency_id)
    lock(row.id)
    if ask("end_emergency", row.id) != [(True,)]:
        raise CannotMove(_("This file is not open to you as an emergency, or not any more."))
    row.refresh_from_db()
    record("emergency.end", by=by, now=now, subject=row, case_id=row.case_id, facts=_facts(row))
    return row


def stands(row: Emergency, now: datetime) -> str:
    """asked, lapsed, withdrawn, refused, nothing (no such case), open or ended."""
    if row.withdrawn_at is not None:
        return "withdrawn"
    if row.agreed is None:
        return "asked" if row.lapses_at > now else "lapsed"
    if not row.agreed:
        return "refused"
    if row.until is None:
        return "nothing"
    return "open" if row.until > now else "ended"


def open_on(case: Case, now: datetime) -> list[Emergency]:
    """Emergencies that hold this file open now, for those who have a part in it."""
    return list(Emergency.objects.filter(case_id=case.id, until__gt=now).order_by("answered_at"))


def _facts(row: Emergency) -> dict[str, object]:
    return {"reason": row.reason, "fields": row.compartments, "due_at": row.until or row.lapses_at, "to": row.second_unit,
            "from": row.unit, "outcome": "" if row.agreed is None else "yes" if row.agreed else "no"}  # fmt: skip


def _tell_all(row: Emergency, parties: Iterable[int], now: datetime) -> None:
    """Loud: every holder of a step and its leads, who else has a part, the second person's unit, and their officers."""
    code = words_of(row)["code"]
    units = {*parties, row.unit, row.second_unit}
    found = list(Unit.objects.filter(principal__in=units))
    officers = set().union(*(rules.officers_of(unit, now) for unit in found))
    told = (
        [(unit, "head") for unit in units]
        + [(unit, "desk") for unit in units]
        + [(unit, "privacy") for unit in officers]
    )
    for unit, audience in sorted(told):
        queue("guard.emergency_opened", to_unit=unit, subject=row, now=now, dedupe="opened", audience=audience,
              urgency="emergency", case_id=row.case_id, case_code=code)  # fmt: skip
