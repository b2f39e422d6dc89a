"""Stories of what became of a day: postponed, held, not held; and that this was a mistake."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.cases.mending import check_says_why
from samaki.cases.models import Case
from samaki.cases.remarks import remark
from samaki.cases.rules import check_reason, fresh
from samaki.database import lock_of, story
from samaki.database.refusals import CannotMove, Invalid, together
from samaki.journeys.hearings.entering import check_follows, entered
from samaki.journeys.hearings.models import Hearing
from samaki.journeys.hearings.rules import check_moves, check_writes, next_call
from samaki.journeys.hearings.spreading import tell
from samaki.journeys.hearings.states import AHEAD
from samaki.journeys.hearings.telling import LONGEST, Told, check_length, check_told
from samaki.ledger.operations import record


@story
def postpone_hearing(
    *, hearing_id: UUID, reason: str, by: Member, now: datetime, text: str = "", new: Told | None = None,
    new_id: UUID | None = None, version: int | None = None,
) -> Hearing:  # fmt: skip
    """It is not on this day, and why. `new`: its new date, where it is known; `new_id`: a date that is written down already.

    What was needed is needed again on the new day. Returns the hearing that was postponed. Raises NotAllowed, CannotMove, Invalid, Stale.
    """
    row, case = _opened(hearing_id, version, by, now)
    return _becomes(row, case, "postpone", "hearing_moved", reason, text, (new, new_id), by, now)


@story
def hold_hearing(
    *, hearing_id: UUID, reason: str, by: Member, now: datetime, text: str = "", new: Told | None = None, version: int | None = None
) -> Hearing:  # fmt: skip
    """It was held, and what came of it; `new`: where it goes on another day. The judgment itself stands on its step.

    Raises NotAllowed, CannotMove (the day is ahead), Invalid, Stale.
    """
    row, case = _opened(hearing_id, version, by, now)
    return _becomes(row, case, "hold", "hearing_held", reason, text, (new, None), by, now)


@story
def not_hold_hearing(
    *, hearing_id: UUID, reason: str, by: Member, now: datetime, text: str = "", version: int | None = None
) -> Hearing:
    """It was not held, or will not be, and nobody says that it was postponed. Raises NotAllowed, CannotMove, Invalid, Stale."""
    row, case = _opened(hearing_id, version, by, now)
    return _becomes(row, case, "not_hold", "hearing_not_held", reason, text, (None, None), by, now)


@story
def reopen_hearing(*, hearing_id: UUID, text: str, by: Member, now: datetime) -> Hearing:
    """What was said of the day was a mistake: the date stands as before. A new date that was written with it stays, until it is said to
    be a mistake as well."""
    row, case = _opened(hearing_id, None, by, now)
    state = check_moves(row, "reopen", now)
    check_says_why(text)
    row.state, row.reason = state, ""
    row.call_at = next_call(row, now) if state in AHEAD else None
    _keep(row, "hearing.reopen", {}, text, by, now)
    tell("changed", row, case, by, now)
    return row


def _opened(hearing_id: UUID, version: int | None, by: Member, now: datetime) -> tuple[Hearing, Case]:
    lock_of(Hearing, hearing_id)
    row = Hearing.objects.get(id=hearing_id)
    case = Case.objects.get(id=row.case_id)
    check_writes(case, by, now)
    fresh(row, version)
    return row, case


def _becomes(
    row: Hearing, case: Case, move: str, listed: str, reason: str, text: str, new: tuple[Told | None, UUID | None], by: Member,
    now: datetime,
) -> Hearing:  # fmt: skip
    state = check_moves(row, move, now)
    told, known = new
    with together() as wrong:
        wrong.of(check_reason, listed, reason, text)
        check_length(text, "text", LONGEST, wrong)
        if told is not None:
            wrong.of(check_told, told, case, now)
            if told.at is not None and told.at == row.at:
                wrong.wrong(
                    _("This is the day that it was to be on. Write the new one, or leave it empty."), field="at"
                )
        other = wrong.of(_known, row, known) if known else None
    if told is not None or other is not None:
        check_follows(row, case)
    row.state, row.reason, row.call_at = state, reason, None
    _keep(row, f"hearing.{move}", {"reason": reason, "due_at": row.at}, text, by, now)
    if other is not None:
        other.after_id, other.version = row.id, other.version + 1
        other.save(update_fields=["after_id", "version"])
    tell({"postpone": "postponed"}.get(move, "changed"), row, case, by, now)
    if told is not None:
        entered(case, told, by, now, after=row)
    return row


def _known(row: Hearing, key: UUID) -> Hearing:
    """A hearing of this case that stands by itself and is no date before this one's in the row of postponements."""
    other = Hearing.objects.filter(id=key, case_id=row.case_id).exclude(id=row.id).exclude(state="in_error").first()
    if other is None:
        raise Invalid(_("Choose a date of this case."), field="new_id")
    if other.after_id is not None or row.id in _after(other):
        raise CannotMove(_("That date belongs to another hearing already. Look at it, and correct it there."))
    return other


def _after(row: Hearing) -> set[UUID]:
    """The hearing and those that follow it as new dates: a row of postponements never runs in a ring."""
    follows = dict(Hearing.objects.filter(case_id=row.case_id, after_id__isnull=False).values_list("after_id", "id"))
    found: set[UUID] = set()
    key: UUID | None = row.id
    while key is not None and key not in found:
        found.add(key)
        key = follows.get(key)
    return found


def _keep(row: Hearing, act: str, facts: dict[str, Any], text: str, by: Member, now: datetime) -> None:
    row.version += 1
    row.save()
    remark(act, row, text, by=by, now=now)
    record(act, by=by, now=now, subject=row, case_id=row.case_id, compartment="justice", facts=facts | {"state": row.state},
           changed={"text": text} if text.strip() else None)  # fmt: skip
