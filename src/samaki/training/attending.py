"""Stories of who was there and what they know: ticks of a list, the number in the room, the test on a telephone or from paper."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.database import current_alias, lock, story
from samaki.database.refusals import CannotMove, Invalid, together
from samaki.ledger.operations import PUBLIC, record
from samaki.threads.asking import ask
from samaki.training import rules
from samaki.training.models import Workshop, WorkshopMark, WorkshopSeat, WorkshopSession, WorkshopSitting
from samaki.training.queries import seat_of
from samaki.training.states import PARTS
from samaki.training.words import SEAT as LETTERS
from samaki.training.words import digest_of, in_room, read_code

NO_SEAT = "none"


@story
def sign_in_room(*, key: str, session_id: UUID | None, shown: str, now: datetime) -> UUID:
    """A participant says with the number shown in the room that they are there. Answers the session; twice is once.

    `session_id`: None where they typed only the number: the session of which it is. Raises Invalid, CannotMove.
    """
    digest = digest_of(read_code(key, LETTERS) or NO_SEAT)
    found = {one[0]: one[2] for one in ask("workshop_sessions_of", digest)}  # session -> when it begins
    if not found:
        raise CannotMove(_("There is no place with this key. Look at it once more."))
    there = [one for one in found if session_id in (None, one) and in_room(one, shown, now)]
    if not there:
        raise Invalid(
            _("This is not the number that is shown in the room now. It changes every five minutes: look again."),
            field="shown",
        )
    rules.check_begun(found[there[0]], now)
    seat, unit, said = ask("workshop_signs", digest, there[0])[0]
    if said not in ("yes", "again"):
        raise CannotMove(_("Nobody can sign in now: the workshop does not run."))
    record(
        "workshop.attend",
        by=PUBLIC,
        now=now,
        unit=unit,
        subject=WorkshopSeat(id=seat),
        facts={"kind": "room", "answer": "yes"},
    )
    return there[0]


@story
def tick_list(
    *, session_id: UUID, present: Collection[UUID], listed: Collection[UUID], by: Member, now: datetime
) -> int:
    """The organiser's list of one session, as it stands now: of those `listed`, who was there. Answers how many ticks changed.

    A tick that was wrong is taken away in the same way; it is kept that it was there. Also after the end, until certificates are given.
    Raises CannotMove: the session has not begun, so that nobody was there; ticks can be taken away all the same.
    """
    session = WorkshopSession.objects.get(id=session_id)
    row = _workshop(session.workshop_id, by, now)
    if set(present) & set(listed):
        session.refresh_from_db(fields=["starts_at"])  # it may have been moved until the lock was ours
        rules.check_begun(session.starts_at, now)
    if row.state != "running":
        rules.check_move(row, "test")
    seats = {
        one.id: one for one in WorkshopSeat.objects.filter(workshop=row, id__in=set(listed)).exclude(state="withdrawn")
    }
    marks = {one.seat_id: one for one in WorkshopMark.objects.filter(session=session, seat__in=seats)}
    changed = [seat for key, seat in seats.items() if _tick(session, seat, marks.get(key), key in set(present), now)]
    facts: dict[str, Any] = {"kind": "list", "code": session.code, "count": len(changed)}
    record("workshop.attend", by=by, now=now, subject=session, facts=facts)
    return len(changed)


@story
def sit_test(*, key: str, part: str, answers: Mapping[str, str], now: datetime) -> int:
    """A participant sits one part of the test, once; an item may stay empty. Answers how many are right. Raises Invalid, CannotMove."""
    mine = seat_of(key)
    if mine is None:
        raise CannotMove(_("There is no place with this key. Look at it once more."))
    kept, right = _marked(mine.programme, answers)
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(
            "select * from app.workshop_sits(%s, %s, %s::jsonb, %s)",
            [digest_of(mine.key), part, json.dumps(kept), right],
        )
        said = cursor.fetchone()[0]
    if said == "closed":
        raise CannotMove(_("The test is not open now. Wait until the trainer opens it."))
    if said not in ("yes", "again"):
        raise CannotMove(_("Nobody can sit the test with this place."))
    facts = {"part": part, "count": len(kept), "answer": said}
    record("workshop.sit", by=PUBLIC, now=now, unit=mine.unit, subject=WorkshopSeat(id=mine.seat), facts=facts)
    return len(right)


@story
def enter_sitting(
    *, seat_id: UUID, part: str, answers: Mapping[str, str], by: Member, now: datetime
) -> WorkshopSitting:
    """The organiser enters a test that was sat on paper; entered again it stands in the place of the one before."""
    seat = WorkshopSeat.objects.get(id=seat_id)
    row = _workshop(seat.workshop_id, by, now)
    rules.check_seat(seat)
    if row.state not in ("running", "finished"):
        rules.check_move(row, "test")
    if part not in PARTS:
        raise Invalid(_("Choose from the list."), field="part")
    kept, right = _marked(row.programme, answers)
    found = WorkshopSitting.objects.filter(seat=seat, part=part).first()
    if found is not None and found.how == "phone":
        raise CannotMove(_("They sat this part on their telephone already. What they answered there stands."))
    sat = found or WorkshopSitting(workshop=row, seat=seat, unit_id=row.unit_id, part=part, how="paper")
    sat.answers, sat.correct, sat.at = kept, right, now
    sat.save(force_insert=found is None)
    record("workshop.sit", by=by, now=now, subject=seat, facts={"part": part, "count": len(kept), "kind": "paper"})
    return sat


# ---------------------------------------------------------------- parts
def _workshop(key: UUID, by: Member, now: datetime) -> Workshop:
    lock(key)
    row = Workshop.objects.get(id=key)
    rules.check_organises(by, now, row)
    return row


def _tick(session: WorkshopSession, seat: WorkshopSeat, mark: WorkshopMark | None, there: bool, now: datetime) -> bool:
    """True where something changed."""
    stands = mark is not None and mark.withdrawn_at is None
    if stands == there:
        return False
    if mark is None:
        WorkshopMark(session=session, seat=seat, unit_id=session.unit_id, how="list", at=now).save(force_insert=True)
        return True
    mark.withdrawn_at, mark.how = (None, "list") if there else (now, mark.how)
    mark.save(update_fields=["withdrawn_at", "how"])
    return True


def _marked(programme: str, answers: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """The answers that can be given, and which are right."""
    items = pack().training.items_of(programme)
    with together() as told:
        for item in items:
            if answers.get(item.code) and answers[item.code] not in [option.code for option in item.options]:
                told.wrong(_("Choose from the list."), field=f"item_{item.code}")
    kept = {item.code: answers[item.code] for item in items if answers.get(item.code)}
    if not kept:
        raise Invalid(_("Answer at least one question."), field=f"item_{items[0].code}" if items else "")
    return kept, [item.code for item in items if kept.get(item.code) == item.right]
