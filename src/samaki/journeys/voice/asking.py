"""Stories of hearing a child once more: asked with a reason, answered by the lawyer or the case manager, taken back.

None of them touches a hearing or a step: the court sets its days, and the page shows what was asked and answered.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.cases.models import Case, Person
from samaki.cases.remarks import remark
from samaki.cases.rules import check_reason, fresh
from samaki.database import add, lock, story, uuid7
from samaki.database.refusals import CannotMove, Invalid, together
from samaki.journeys.hearings.models import Hearing
from samaki.journeys.voice import rules
from samaki.journeys.voice.models import HeardAgain
from samaki.journeys.voice.queries import answering, words_of
from samaki.journeys.voice.states import ANSWERS, moved
from samaki.ledger.operations import record
from samaki.notices.operations import queue
from samaki.vault import sealing as vault

MOST = 60
"""Askings about one child."""


@story
def ask_again(
    *, case: Case, child: Person, sort: str, reason: str, topic: str, by: Member, now: datetime, text: str = "", recording: str = "",
    hearing: Hearing | None = None,
) -> HeardAgain:  # fmt: skip
    """Ask to hear a child once more, and say why. `topic`: about what, in one line; `recording`: where that of the first interview is;
    both are read by who works for the child. `text`: why in words, for the justice part.

    The lawyer of the child answers, else its case manager; both are told. Raises NotAllowed, Invalid, CannotMove.
    """
    lock(case.id)
    words = {"topic": topic.strip(), "recording": recording.strip()}
    rules.check_again(child, sort, reason, words, text, hearing)
    rules.check_writes(child, by, now)
    if HeardAgain.objects.filter(case_id=case.id, child_id=child.id).count() >= MOST:
        raise CannotMove(_("It was asked very often whether this child must be heard again. Speak with the lawyer."))
    _check_new(child, sort, reason, words, hearing, by)
    row = HeardAgain(case_id=case.id, child_id=child.id, sort=sort, reason=reason, unit=by.unit_id, recorded_by=by.id)
    row.hearing_id, row.recorded_at = hearing.id if hearing else None, now
    row.holder, row.due_at = rules.holder_of(child, by, now), rules.due_of(case, hearing, now)
    row.call_at = row.due_at
    row.sealed = vault.seal(vault.key_of(case_id=case.id), json.dumps(words, ensure_ascii=False), row.place)
    add(row)
    remark("again.ask", row, text, by=by, now=now)
    _write("again.ask", row, by, now, {"due_at": row.due_at, "holder": row.holder}, words | {"text": text})
    for unit in sorted({row.holder, *(one.principal for one in answering(child, now, by.unit_id))} - {by.unit_id}):
        _tell("again_asked", row, case, unit, now)
    return row


@story
def answer_again(
    *, asking_id: UUID, move: str, by: Member, now: datetime, way: str = "", text: str = "", version: int | None = None
) -> HeardAgain:
    """`agree`, `other_way` (with a `way` of the pack) or `disagree` (with a reason in words). It may be answered anew.

    It binds nobody: the court decides, and the answer stands beside its date. Raises NotAllowed, CannotMove, Invalid, Stale.
    """
    row = _opened(asking_id)
    fresh(row, version)
    rules.check_answers(row, by, now)
    with together() as wrong:
        if move not in ANSWERS:
            wrong.wrong(_("Choose an answer from the list."), field="move")
        if move == "other_way":
            wrong.of(_check_way, way, text)
        elif way:
            said = _(
                "You chose another way, and answered otherwise. Answer “suggests another way”, or choose none here."
            )
            wrong.wrong(said, field="way")
        if move == "disagree" and not rules.says_something(text):
            wrong.wrong(_("Say in a few words what the reason is."), field="text")
        wrong.of(rules.check_length, text, "text", rules.LONGEST)
    row.state = moved(row.state, move, _("Who asked has taken it back: there is nothing to answer."))
    row.way, row.call_at = way if move == "other_way" else "", None
    row.answered_at, row.answered_unit = now, by.unit_id
    _keep(row, "again.answer", text, by, now, {"answer": move, "why": row.way})
    if row.unit != by.unit_id:
        _tell("again_answered", row, Case.objects.get(id=row.case_id), row.unit, now)
    return row


@story
def withdraw_again(*, asking_id: UUID, text: str, by: Member, now: datetime) -> HeardAgain:
    """The child need not be heard again after all, or it was asked by mistake. Raises NotAllowed, CannotMove, Invalid."""
    row = _opened(asking_id)
    rules.check_withdraws(row, by, now)
    if not rules.says_something(text):
        raise Invalid(_("Say in a few words what the reason is."), field="text")
    row.state = moved(row.state, "withdraw", _("This was taken back already."))
    row.call_at = None
    _keep(row, "again.withdraw", text, by, now, {})
    if row.holder != by.unit_id:
        _tell("again_gone", row, Case.objects.get(id=row.case_id), row.holder, now)
    return row


def _check_new(
    child: Person, sort: str, reason: str, words: dict[str, str], hearing: Hearing | None, by: Member
) -> None:
    """The same is not asked twice while nobody has answered: it would stand twice before the lawyer, and on the paper for the court."""
    waits = {"case_id": child.case_id, "child_id": child.id, "unit": by.unit_id, "state": "asked"}
    rows = HeardAgain.objects.filter(**waits, sort=sort, reason=reason, hearing_id=hearing.id if hearing else None)
    same = next((key for key, told in words_of(rows).items() if told == words), None)
    if same is not None:
        said = _(
            "Your unit has asked just this already, and nobody has answered yet. Call who answers, if it is pressing."
        )
        raise CannotMove(said).leading_to("heard_again", same)


def _check_way(way: str, text: str) -> None:
    if not way:
        raise Invalid(_("Choose which other way."), field="way")
    try:
        check_reason("other_way", way, text)
    except Invalid as refusal:
        raise Invalid(refusal.sentence, field="text" if refusal.field == "text" else "way") from refusal


def _opened(key: UUID) -> HeardAgain:
    row = HeardAgain.objects.get(id=key)
    lock(row.case_id)
    row.refresh_from_db()
    return row


def _keep(row: HeardAgain, act: str, text: str, by: Member, now: datetime, facts: dict[str, Any]) -> None:
    row.version += 1
    row.save()
    remark(act, row, text, by=by, now=now)
    _write(act, row, by, now, facts, {"text": text} if text.strip() else None)


def _write(
    act: str, row: HeardAgain, by: Member, now: datetime, facts: dict[str, Any], changed: dict[str, Any] | None
) -> None:
    """Of the child, and of no part: who works for the child reads in the story that it was asked and what was answered."""
    child = Person(id=row.child_id, case_id=row.case_id, child_id=row.child_id)
    record(act, by=by, now=now, subject=child, case_id=row.case_id, child_id=row.child_id,
           facts={"kind": row.sort, "state": row.state} | facts, changed=changed)  # fmt: skip


def _tell(what: str, row: HeardAgain, case: Case, unit: int, now: datetime) -> None:
    queue(f"voice.{what}", to_unit=unit, subject=row, now=now, dedupe=str(uuid7()), urgency="urgent", case_id=case.id,
          case_code=case.code)  # fmt: skip
