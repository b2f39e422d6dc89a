"""Stories of a child that is missing: said, found, or it was a mistake. A clock of its own calls until somebody says that it is found."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack
from samaki.agencies.models import Member
from samaki.care.states import moved
from samaki.cases.models import Case, Person
from samaki.cases.rules import check_reason, fresh
from samaki.database import add, lock, story
from samaki.database.refusals import together
from samaki.journeys.danger import desks_of, heed_word, undo_words
from samaki.journeys.safeguarding import rules
from samaki.journeys.safeguarding.models import MissingChild
from samaki.journeys.safeguarding.parts import begun, changed, opened, tell, workers, write
from samaki.journeys.safeguarding.states import MISSING

MORE = "missing.more"
"""The act whose words everybody reads who may know that the child is missing (row security of migration 0127)."""


@story
def report_missing(
    *,
    case: Case,
    child: Person,
    by: Member,
    now: datetime,
    text: str = "",
    occurred_at: datetime | None = None,
    precision: str = "instant",
) -> MissingChild:
    """The child is not where it should be, since `occurred_at`. It counts as not safe: the safety step opens, police, social desks and who
    works for the child are told at once, and the clock calls until it is found. `text`: what helps to find it; never an address that is
    sealed. Raises NotAllowed, Invalid, CannotMove (it is missing already)."""
    lock(case.id)
    rules.check_works(child, by, now)
    rules.check_missing(child, text)
    rules.check_room(MissingChild, child)
    row = begun(MissingChild, child, {"text": text}, by, now, occurred_at, precision)
    row.holder, row.call_at = by.unit_id, after(now, pack().caring.safety.first)
    add(row)
    write("missing.report", row, by, now, {"due_at": row.call_at}, {"text": text}, part="", dated=True)
    heed_word(
        "danger", case, child, by=by, now=now, occurred_at=occurred_at, precision=precision, facts={"missing": row.id}
    )
    tell("child_missing", row, _told(row, case, now), by.unit_id, now, urgency="emergency")
    return row


@story
def add_to_missing(*, missing_id: UUID, text: str, by: Member, now: datetime) -> MissingChild:
    """What else helps to find the child, learned later: read by everybody who looks for it, and they are told that there is more. What was
    written before stays. Raises NotAllowed, Invalid (nothing written), CannotMove (the child is not missing any more)."""
    row = opened(MissingChild, missing_id)
    rules.check_works(Person.objects.select_related("case").get(id=row.child_id), by, now)
    rules.check_more(row, text)
    changed(row, MORE, text, by, now)
    write(MORE, row, by, now, {"state": row.state}, {"text": text}, part="")
    case = Case.objects.get(id=row.case_id)
    tell("child_missing_more", row, _told(row, case, now), by.unit_id, now, urgency="urgent")
    return row


@story
def find_missing(
    *, missing_id: UUID, how: str, by: Member, now: datetime, text: str = "", occurred_at: datetime | None = None,
    precision: str = "instant", version: int | None = None,
) -> MissingChild:  # fmt: skip
    """How and when the child was found: the clock ends. Whether it is safe now, and where, is an arrival: the alarm stays until then."""
    row = opened(MissingChild, missing_id)
    fresh(row, version)
    case = Case.objects.get(id=row.case_id)
    rules.check_works(Person.objects.select_related("case").get(id=row.child_id), by, now)
    found = occurred_at or now
    with together() as wrong:
        wrong.of(check_reason, "found", how, text)
        if found < row.occurred_at:
            wrong.wrong(_("The child was found before it went missing. Look at the two times."), field="occurred_at")
        wrong.of(rules.check_length, text, "text", rules.LONGEST)
    row.state = moved(
        MISSING, row.state, "find", _("This was written by mistake. If the child is missing, say so anew.")
    )
    row.how, row.found_at, row.found_precision, row.call_at = how, found, precision, None
    changed(row, "missing.found", text, by, now)
    write("missing.found", row, by, now, {"reason": how, "state": row.state}, {"text": text}, part="")
    tell("child_found", row, _told(row, case, now), by.unit_id, now, urgency="urgent")
    return row


@story
def mark_missing_error(*, missing_id: UUID, text: str, by: Member, now: datetime) -> MissingChild:
    """The child was never missing: the clock ends, and the sign that this set. Who was told is told; the step that opened stays."""
    row = opened(MissingChild, missing_id)
    rules.check_mistaken(row, "missing.report", text, by, now)
    case = Case.objects.get(id=row.case_id)
    row.state, row.call_at = moved(MISSING, row.state, "mistake", ""), None
    changed(row, "missing.mistake", text, by, now)
    write("missing.mistake", row, by, now, {"state": row.state}, {"text": text}, part="")
    undo_words(Person(id=row.child_id, case=case, child_id=row.child_id), {"facts__missing": str(row.id)}, by, now)
    tell("missing_undone", row, _told(row, case, now), by.unit_id, now, urgency="urgent")
    return row


def _told(row: MissingChild, case: Case, now: datetime) -> set[int]:
    """Who looks for the child: its holder, who works for it, who opened the case, police and social desks of the area."""
    return {row.holder, case.opened_by_unit_id, *workers(row, now), *(unit.principal for unit in desks_of(case, now))}
