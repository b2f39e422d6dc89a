"""The story of a visit note that arrives: once, with what its writer may see at this moment."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from samaki.agencies import once
from samaki.agencies.models import Member
from samaki.care.visits.arriving import LONGEST, Waited, Words
from samaki.cases import queries
from samaki.cases.models import Case, Person
from samaki.cases.operations import note_places, write_note
from samaki.database import story
from samaki.database.refusals import Invalid

PART = "care"


@story
def deliver_visit(*, waited: Waited, words: Words, by: Member, now: datetime) -> str:
    """Put a note on the file of the child that was visited; returns its address, which is its receipt: the same for the same note
    whenever it comes again.

    Two times stand on it: when it was written, by the device, and when it arrived. Raises Case.DoesNotExist also for a case that the
    writer may not see (any more), Invalid, NotAllowed, Erased, KeyReused; then nothing has happened and the same note may come again.
    """
    before = once.earlier(by, waited.key, waited.same)
    if before is not None:
        return before.text
    if len(words.text) > LONGEST:
        raise Invalid(_("This note is too long to be put on the file. Write it as two."))
    case = queries.case_of(words.code)
    child, at = visited(case, words.child, by), waited.occurred_at(now, case.opened_at)
    row = write_note(case=case, compartment=PART, text=words.text, person=child, occurred_at=at, by=by, now=now)
    receipt = f"/cases/{case.code}/notes/{PART}/{row.id}/"
    once.keep(by, waited.key, waited.same, once.Answer(201, receipt), now)
    return receipt


def visited(case: Case, number: int | None, by: Member) -> Person:
    """The child with this number, or the only one of whose care the writer's unit may write. Raises Invalid: nobody guesses which child
    it was."""
    found = Person.objects.filter(case=case, part="survivor", in_error_at__isnull=True)
    open_to_us = note_places(case.id, by).get(PART, set())
    if open_to_us and None not in open_to_us:
        found = found.filter(id__in={one for one in open_to_us if one})
    if number is not None:
        found = found.filter(number=number)
    children = list(found[:2])
    if len(children) == 1:
        return children[0]
    if children:
        raise Invalid(_("There are several children on this case. Write the number of the child that you visited."))
    raise Invalid(
        _(
            "No such child is open to your unit on this case. The number stands beside the child on the page of the case."
        )
    )
