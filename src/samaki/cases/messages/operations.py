"""Stories of messages on a case: written, corrected by a new one, read."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.agencies.queries import now_of
from samaki.cases import rules
from samaki.cases.messages.models import CaseMessage, MessageMention, MessageRead
from samaki.cases.messages.queries import ROOMS, reachable, units_reading, unread, writable
from samaki.cases.models import Case, Person
from samaki.database import lock, story, uuid7
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, together
from samaki.ledger.operations import record
from samaki.notices.operations import queue
from samaki.vault import sealing as vault

LONGEST = 4000
"""Letters."""

MOST = 20
"""Members whom one message can turn to."""


@story
def write_message(
    *, case: Case, compartment: str, child: Person | None, text: str, mentions: Collection[UUID], by: Member, now: datetime
) -> CaseMessage:  # fmt: skip
    """Write in a part of the file that is open to our unit. Every unit that reads it is told quietly: a code, no name, no word.

    `mentions`: members who work on it; their unit is told that one of it is meant. Raises NotAllowed, Invalid.
    """
    lock(case.id)
    rules.check_works_cases(by, now)
    with together() as told:
        told.of(check_words, text)
        told.of(check_room, case, compartment, child, by)
        meant = told.of(_meant, case, compartment, child, mentions, by, now) or []
    row = CaseMessage(case_id=case.id, compartment=compartment, child_id=child.id if child else None)
    return _keep(row, case, text, meant, by, now)


@story
def correct_message(*, message_id: UUID, text: str, by: Member, now: datetime) -> CaseMessage:
    """Other words stand in its place; the old ones stay beneath, and who read them is told again. By who wrote it.

    Raises NotAllowed, CannotMove (corrected already), Invalid.
    """  # fmt: skip
    old = CaseMessage.objects.get(id=message_id)
    lock(old.case_id)
    rules.check_works_cases(by, now)
    check_corrects(old, by)
    case = Case.objects.get(id=old.case_id)
    child = Person.objects.select_related("case").filter(id=old.child_id).first() if old.child_id else None
    with together() as told:
        told.of(check_words, text)
        told.of(check_room, case, old.compartment, child, by)
    meant = list(Member.objects.filter(id__in=MessageMention.objects.filter(message=old).values("member_id")))
    row = CaseMessage(case_id=case.id, compartment=old.compartment, child_id=old.child_id, supersedes_id=old.id)
    return _keep(row, case, text, meant, by, now)


@story
def read_messages(*, case: Case, messages: Collection[UUID], by: Member, now: datetime) -> int:
    """The member has read these; the others see it. Returns how many were new. Raises CannotMove where none was."""
    lock(case.id)
    rules.check_works_cases(by, now)
    fresh = [key for key in unread(case.id, by) if key in set(messages)]
    if not fresh:
        raise CannotMove(_("You have read these already, or there are none that you may read."))
    MessageRead.objects.bulk_create(
        MessageRead(message_id=key, case_id=case.id, member_id=by.id, unit=by.unit_id, read_at=now) for key in fresh
    )
    last = CaseMessage.objects.get(id=fresh[-1])
    record("message.read", by=by, now=now, subject=last, case_id=case.id, child_id=last.child_id, compartment=last.compartment,
           facts={"count": len(fresh)})  # fmt: skip
    return len(fresh)


def check_words(text: str) -> None:
    """Something, and not too long."""
    if not text.strip():
        raise Invalid(_("Write something here."), field="text")
    if len(text) > LONGEST:
        raise Invalid(_("This is too long. Please keep it under %(limit)s letters.") % {"limit": LONGEST}, field="text")


def check_room(case: Case, compartment: str, child: Person | None, by: Member) -> None:
    """A part in which our unit may write, for this child or for the whole case."""
    open_to = writable(case.id, by)
    if not open_to:
        raise NotAllowed(
            _(
                "No part of this file is open to your unit to write in. If you are asked to take a step, accept it first."
            )
        )
    if compartment not in ROOMS:
        raise Invalid(_("Choose the part of the file that it is about."), field="compartment")
    if compartment not in open_to:
        raise Invalid(_("This part of the file is not open to your unit. Choose another one."), field="compartment")
    if child is not None and (child.part != "survivor" or child.case_id != case.id):
        raise Invalid(_("Choose a child of this case."), field="person")
    if not {None, child.id if child else None} & open_to[compartment]:
        raise Invalid(
            _("Choose the child: this part of the file is not open to you for the whole case."), field="person"
        )


def check_corrects(row: CaseMessage, by: Member) -> None:
    """One's own, not corrected yet."""
    if row.by_member != by.id:
        raise NotAllowed(_("Only who wrote this can correct it."))
    if CaseMessage.objects.filter(supersedes_id=row.id).exists():
        raise CannotMove(_("This was corrected already. Correct the newer one."))


def _meant(
    case: Case, compartment: str, child: Person | None, mentions: Collection[UUID], by: Member, now: datetime
) -> list[Member]:
    """Those who are meant: people who can be turned to, of units that read this part for this child."""
    wanted = set(mentions)
    if not wanted:
        return []
    reading = units_reading(case.id, compartment, child.id if child else None)
    found = [
        one.member for one in reachable(case, by, now) if one.member.id in wanted and one.member.unit_id in reading
    ]
    if len(found) < len(wanted) or len(wanted) > MOST:
        raise Invalid(_("Choose people who work on this part of the case: others would not read it."), field="mentions")
    return found


def _keep(row: CaseMessage, case: Case, text: str, meant: list[Member], by: Member, now: datetime) -> CaseMessage:
    row.unit, row.by_member, row.made_at = by.unit_id, by.id, now
    row.sealed = vault.seal(vault.key_of(case_id=case.id), text.strip(), row.place)
    row.save(force_insert=True)
    MessageMention.objects.bulk_create(
        MessageMention(message=row, case_id=case.id, member_id=one.id, unit=one.unit_id) for one in meant
    )
    act = "message.correct" if row.supersedes_id else "message.write"
    facts = {"count": len(meant)} | ({"undoes": row.supersedes_id} if row.supersedes_id else {})
    record(act, by=by, now=now, subject=row, case_id=case.id, child_id=row.child_id, compartment=row.compartment, facts=facts,
           changed={"text": text})  # fmt: skip
    _tell(row, case, {int(one.unit_id) for one in meant}, by, now)
    return row


def _tell(row: CaseMessage, case: Case, meant: set[int], by: Member, now: datetime) -> None:
    """Quietly: neither who wrote nor what. A unit of which somebody is meant reads that; one's own only then."""
    reading = units_reading(case.id, row.compartment, row.child_id) - {by.unit_id}
    kinds = dict.fromkeys(sorted(reading), "message_written") | dict.fromkeys(sorted(meant), "message_mentioned")
    current = now_of(kinds)
    for unit, kind in kinds.items():
        queue(f"talk.{kind}", to_unit=current[unit], subject=row, now=now, dedupe=str(uuid7()), case_id=case.id,
              case_code=case.code)  # fmt: skip
