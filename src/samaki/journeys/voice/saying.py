"""Stories of what a child was told, and of what a child wants: each said once, never written over."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.cases.mending import check_says_why
from samaki.cases.models import Case, Person
from samaki.cases.remarks import remark
from samaki.database import add, lock, story
from samaki.database.refusals import CannotMove
from samaki.journeys.voice import rules
from samaki.journeys.voice.models import ChildVoice
from samaki.ledger.operations import record
from samaki.vault import sealing as vault


@story
def tell_child(
    *, case: Case, child: Person, topic: str, answer: str, language: str, by: Member, now: datetime, interpreter: str = "none",
    text: str = "", occurred_at: datetime | None = None, precision: str = "instant",
) -> ChildVoice:  # fmt: skip
    """The child was told something: what, in which language, by an interpreter or not, and whether it was understood.

    `answer`: understood | again (to be told again) | not_asked. Raises NotAllowed, Invalid, CannotMove.
    """
    return _say(
        case, child, "told", topic, answer, language, interpreter, text, by, now, (occurred_at or now, precision)
    )


@story
def write_wish(
    *, case: Case, child: Person, topic: str, answer: str, by: Member, now: datetime, language: str = "", interpreter: str = "none",
    text: str = "", occurred_at: datetime | None = None, precision: str = "instant",
) -> ChildVoice:  # fmt: skip
    """What the child wants of one topic, in the child's words, or that the child does not wish to say (`answer`: says | nothing).

    A change of mind is written as a new one; the older stays beneath it. Raises NotAllowed, Invalid, CannotMove.
    """
    return _say(
        case, child, "wants", topic, answer, language, interpreter, text, by, now, (occurred_at or now, precision)
    )


@story
def mark_voice_error(*, voice_id: UUID, text: str, by: Member, now: datetime) -> ChildVoice:
    """It was written down by mistake: another child, or never said. It stays, struck out; what was said before stands again.

    Not for a change of mind, which is written as a new one. Raises NotAllowed, CannotMove, Invalid.
    """
    row = ChildVoice.objects.get(id=voice_id)
    lock(row.case_id)
    row.refresh_from_db()
    rules.check_mistaken(row, by, now)
    check_says_why(text)
    row.in_error_at = now
    row.save(update_fields=["in_error_at"])
    remark("voice.mistake", row, text, by=by, now=now)
    record("voice.mistake", by=by, now=now, subject=row, case_id=row.case_id, child_id=row.child_id, compartment="care",
           facts={"kind": row.topic}, changed={"text": text})  # fmt: skip
    return row


def _say(
    case: Case, child: Person, sort: str, topic: str, answer: str, language: str, interpreter: str, text: str, by: Member,
    now: datetime, when: tuple[datetime, str],
) -> ChildVoice:  # fmt: skip
    lock(case.id)
    rules.check_voice(child, sort, topic, answer, language, interpreter, text)
    rules.check_writes(child, by, now)
    if ChildVoice.objects.filter(case_id=case.id, child_id=child.id, sort=sort).count() >= rules.MOST:
        raise CannotMove(_("This child has very many such lines. Write a note instead."))
    row = ChildVoice(case_id=case.id, child_id=child.id, sort=sort, topic=topic, answer=answer, language=language)
    row.interpreter, row.unit, row.recorded_by, row.recorded_at = interpreter, by.unit_id, by.id, now
    row.occurred_at, row.occurred_precision = when
    row.sealed = vault.seal(
        vault.key_of(case_id=case.id), json.dumps({"text": text.strip()}, ensure_ascii=False), row.place
    )
    add(row)
    record(f"voice.{sort}", by=by, now=now, subject=row, case_id=case.id, child_id=child.id, compartment="care",
           occurred_at=when[0], precision=when[1], facts={"kind": topic, "answer": answer},
           changed={"text": text} if text.strip() else None)  # fmt: skip
    return row
