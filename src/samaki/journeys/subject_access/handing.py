"""Stories of handing the answer over: built now, recorded before it is shown; and that it was not handed over after all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.cases.mending import check_says_why, entry_of
from samaki.cases.remarks import remark
from samaki.database import lock, story
from samaki.database.refusals import together
from samaki.journeys.subject_access import rules
from samaki.journeys.subject_access.gathering import Held, gather, parts_of
from samaki.journeys.subject_access.models import SubjectAccess, SubjectHandover
from samaki.journeys.subject_access.operations import case_behind, check_decides, tell_officers, write
from samaki.journeys.subject_access.queries import counted, handovers_of


@dataclass(frozen=True)
class Handed:
    """One handing over, the request that it answers, and what is given."""

    row: SubjectHandover
    request: SubjectAccess
    held: Held


@story
def hand_over_subject_access(
    *, request_id: UUID, handed_to: str, identified: str, form: str, text: str, by: Member, now: datetime
) -> Handed:
    """Build what was decided to be given, for who asked or for the child; to whom, and how we knew them, is recorded first.

    `form`: page | file (sealed with words that are shown once). Raises NotAllowed, CannotMove (not decided, over, too often), Invalid.
    """
    request = SubjectAccess.objects.select_related("unit__agency").get(id=request_id)
    lock(request.case_id)
    request.refresh_from_db()
    request.case = case_behind(request)
    before = handovers_of(request)
    rules.check_hands(request, counted(before), by, now)
    check_form(handed_to, identified, form, text, request)
    parts = parts_of(request, by)
    row = SubjectHandover(request_id=request.id, case_id=request.case_id, child_id=request.child_id, number=len(before) + 1,
                          handed_to=handed_to, identified=identified, form=form, parts=parts, unit=request.unit_id,
                          handed_by=by.id, handed_at=now)  # fmt: skip
    row.save(force_insert=True)
    remark("subject_access.hand", row, text, by=by, now=now)
    facts = {"kind": handed_to, "why_code": identified, "form": form, "parts": parts, "number": row.number}
    write("hand", row, by, now, facts=facts, text=text)
    assert request.decided_at is not None  # else `check_hands` has refused
    held = gather(row, request, now, request.decided_at)
    if held.later:
        tell_officers("guard.subject_newer", request, now)
    return Handed(row, request, held)


def check_form(handed_to: str, identified: str, form: str, text: str, request: SubjectAccess) -> None:
    """To whom, how they are known, in which form: everything that is wrong is told at once. Raises Invalid."""
    with together() as told:
        if handed_to not in receivers(request):
            told.wrong(_("Choose who receives it: who asked, or the child."), field="handed_to")
        told.of(rules.check_known, handed_to, identified, text)
        if form not in rules.FORMS:
            told.wrong(_("Choose one from the list."), field="form")


def to_read(request: SubjectAccess, parts: Mapping[str, str], text: str, *, by: Member, now: datetime) -> Handed:
    """The page as it would be handed over, for the officer who decides: nothing is recorded, since nothing is given.

    Raises NotAllowed, CannotMove, Invalid (also for a part that is to be given and is not open to the officer's own unit).
    """
    request.case = case_behind(request)
    check_decides(request, parts, text, by=by, now=now)
    answered = SubjectAccess.objects.select_related("unit__agency").get(id=request.id)
    answered.parts, answered.expires_at = dict(parts), None
    row = SubjectHandover(request_id=request.id, case_id=request.case_id, child_id=request.child_id, number=0,
                          handed_to=request.asker, parts=parts_of(answered, by), unit=request.unit_id, handed_at=now)  # fmt: skip
    return Handed(row, answered, gather(row, answered, now, now, "subject_names_to_read"))


@story
def mark_not_handed_over(*, handover_id: UUID, text: str, by: Member, now: datetime) -> SubjectHandover:
    """It was built and not handed over, or to somebody else: it does not count, and the confidentiality officers are told.

    Raises NotAllowed, CannotMove, Invalid.
    """
    row = SubjectHandover.objects.select_related("request__unit__agency").get(id=handover_id)
    lock(row.case_id)
    row.refresh_from_db(fields=["in_error_at"])
    row.request.case = case_behind(row.request)
    rules.check_marks_handover(row, by, now)
    check_says_why(text)
    entry = entry_of(row.id, "subject_access.hand")
    row.in_error_at = now
    row.save(update_fields=["in_error_at"])
    remark("subject_access.not_handed", row, text, by=by, now=now)
    write("not_handed", row, by, now, facts={"undoes": entry.id if entry else None, "number": row.number}, text=text)
    tell_officers("guard.subject_not_handed", row.request, now)
    return row


def receivers(request: SubjectAccess) -> tuple[str, ...]:
    """To whom it can be handed: who asked, and always the child."""
    return tuple(dict.fromkeys((request.asker, "child")))
