"""Stories of what speaks for the accused: flagged, taken back, and said to be read by a unit that prosecutes or judges."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.agencies.queries import now_of
from samaki.cases.documents.models import Document
from samaki.cases.models import Case, Step
from samaki.cases.operations import sees
from samaki.cases.records import JusticeRecord
from samaki.cases.remarks import remark
from samaki.cases.rules import check_works_cases
from samaki.database import lock, lock_of, story
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, together
from samaki.journeys.accused.models import ForAccused
from samaki.ledger.operations import record
from samaki.notices.operations import queue


@story
def flag_for_accused(
    *, case: Case, item: JusticeRecord | Document | None, text: str, by: Member, now: datetime
) -> ForAccused:
    """A note of the justice part, or a document, speaks for the accused, and why. Raises NotAllowed, Invalid, CannotMove (flagged)."""
    lock(case.id)
    check_flags(case, by, now)
    with together() as told:
        if item is None or item.case_id != case.id:
            told.wrong(_("Choose a note or a document of this case."), field="item")
        told.of(_check_why, text)
    assert item is not None  # else the block has told it
    if ForAccused.objects.filter(item_id=item.id, ended_at=None).exists():
        raise CannotMove(_("This is flagged already: it speaks for the accused."))
    row = ForAccused(case=case, child_id=item.child_id, item=item._meta.db_table, item_id=item.id, unit=by.unit,
                     room=getattr(item, "compartment", "justice"), flagged_by=by.id, flagged_at=now)  # fmt: skip
    row.save(force_insert=True)
    return _write("accused.flag", row, text, by, now)


@story
def take_back_flag(*, flag_id: UUID, text: str, by: Member, now: datetime) -> ForAccused:
    """It does not speak for the accused after all, and why. The flag stays listed as taken back, with both reasons.

    By the person who flagged it, or by a court; the prosecution and the court that work on the case are told.
    """
    lock_of(ForAccused, flag_id)
    row = ForAccused.objects.select_related("case", "unit").get(id=flag_id)
    check_takes_back(row, by, now)
    if row.ended_at is not None:
        raise CannotMove(_("This flag was taken back already."))
    _check_why(text)
    row.ended_at, row.ended_by = now, by.id
    row.save(update_fields=["ended_at", "ended_by"])
    for unit in sorted(({row.unit_id} | weighing(row.case_id)) - {by.unit_id}):
        queue("accused.flag_ended", to_unit=unit, subject=row, now=now, dedupe="taken_back", case_id=row.case_id,
              case_code=row.case.code)  # fmt: skip
    return _write("accused.take_back", row, text, by, now)


@story
def read_for_accused(*, flag_id: UUID, by: Member, now: datetime) -> ForAccused:
    """The member's unit has read what is flagged: whoever prosecutes or judges says so, on the record."""
    lock_of(ForAccused, flag_id)
    row = ForAccused.objects.select_related("case").get(id=flag_id)
    check_works_cases(by, now)
    if not sees(row.case_id, row.room, row.child_id, by, reads=True):
        raise NotAllowed(
            _("It stands in a part of the file that is not open to your unit. Ask who flagged it to share it.")
        )
    return _write("accused.read", row, "", by, now)


def check_flags(case: Case, by: Member, now: datetime) -> None:
    """Whoever works in the justice part of the case."""
    check_works_cases(by, now)
    if not sees(case.id, "justice", None, by, works=True):
        raise NotAllowed(_("Your unit does not work in the justice part of this case."))


def check_takes_back(row: ForAccused, by: Member, now: datetime) -> None:
    """Who flagged it, or a court, which is no party: nobody else makes go away what another office found for the accused."""
    check_flags(row.case, by, now)
    if row.flagged_by != by.id and not pack().agency_kinds[by.unit.kind].is_court:
        raise NotAllowed(
            _("Only the person of %(unit)s who flagged it, or the court, takes it back. Write to them what you know.")
            % {"unit": row.unit.name}
        )


def weighing_kinds() -> set[str]:
    """The kinds of units that may hold a step in which what was found is weighed."""
    return {code for kind in pack().step_kinds.values() if kind.weighs_evidence for code in kind.may_hold}


def weighing(case_id: UUID) -> set[int]:
    """The units of such a kind that hold, or held, a step of this case, as they are now; for who works in the justice part."""
    held = Step.objects.filter(case_id=case_id, holder__kind__in=weighing_kinds())
    return set(now_of({step.holder_id for step in held}).values())


def _check_why(text: str) -> None:
    if not text.strip():
        raise Invalid(_("Say in a few words what the reason is."), field="text")


def _write(act: str, row: ForAccused, text: str, by: Member, now: datetime) -> ForAccused:
    remark(act, row, text, by=by, now=now)
    record(act, by=by, now=now, subject=row, case_id=row.case_id, child_id=row.child_id, compartment="justice",
           facts={"kind": row.item, "parts": [row.room], "unit": row.unit_id},
           changed={"text": text} if text.strip() else None)  # fmt: skip
    return row
