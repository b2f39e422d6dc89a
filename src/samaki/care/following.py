"""Stories of what is asked months later, and of what is looked at before a child's care is closed. They bar nothing: they show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.care import rules
from samaki.care.models import CareCheck
from samaki.care.queries import StillOpen, still_open
from samaki.care.telling import begun, seal, write
from samaki.cases.births import check_after_birth
from samaki.cases.models import Case, Person
from samaki.database import add, lock, story
from samaki.database.refusals import CannotMove, Invalid, together


@story
def record_follow_up(
    *,
    case: Case,
    child: Person,
    kind: str,
    answers: Mapping[str, str],
    by: Member,
    now: datetime,
    text: str = "",
    at: datetime | None = None,
    precision: str = "instant",
    before: CareCheck | None = None,
) -> CareCheck:
    """What was asked at 6 or at 12 months (`kind`: the step kind), and what was answered; "not known" is an answer. `before`: what this
    corrects, which stays. Of an answer that says danger nothing follows by itself: the page leads to where it is said.

    Raises NotAllowed, Invalid for each wrong question, CannotMove (corrected already).
    """
    lock(case.id)
    rules.check_child(case, child)
    rules.check_writes(case.id, child.id, by, now)
    with together() as wrong:
        if kind not in pack().caring.follow_ups:
            wrong.wrong(_("Choose which follow-up it is."), field="kind")
        for code, question in pack().caring.questions.items():
            if answers.get(code, "") not in question.answers:
                wrong.wrong(_("Choose an answer; “not known” is one too."), field=code)
        if at is not None and at > now:
            wrong.wrong(_("This lies in the future. Write when it happened."), field="at")
        wrong.of(check_after_birth, child, at, "at")
        rules.check_length(text, "text", rules.LONGEST, wrong)
    _check_before(before, child)
    row = _checked(child, kind, by, now, at, precision, before)
    return _kept(
        "care.follow_up",
        row,
        {"answers": {code: answers[code] for code in pack().caring.questions}, "text": text.strip()},
        by,
        now,
    )


@story
def record_closing_look(
    *, case: Case, child: Person, by: Member, now: datetime, text: str = "", before: CareCheck | None = None,
    elsewhere: Iterable[StillOpen] = (),
) -> CareCheck:  # fmt: skip
    """Before this child's care is closed somebody has looked at what is still open; where something is, they say why it closes all the
    same. What was open then is kept. Closing itself is another act, which this never bars. `elsewhere`: what is open in the rooms above
    (`journeys.unfinished`). Raises NotAllowed, Invalid, CannotMove."""
    lock(case.id)
    rules.check_child(case, child)
    rules.check_writes(case.id, child.id, by, now)
    found = [*still_open(case, child), *elsewhere]
    if found and not text.strip():
        raise Invalid(
            _("Something is still open. Say why the child's care closes all the same, and who goes on with it."),
            field="text",
        )
    with together() as wrong:
        rules.check_length(text, "text", rules.LONGEST, wrong)
    _check_before(before, child)
    row = _checked(child, pack().caring.closes, by, now, None, "instant", before)
    return _kept(
        "care.closing_look", row, {"open": {one.what: one.count for one in found}, "text": text.strip()}, by, now
    )


# ---------------------------------------------------------------- parts
def _check_before(before: CareCheck | None, child: Person) -> None:
    if before is None:
        return
    if before.child_id != child.id:
        raise Invalid(_("Choose a child of this case."), field="person")
    if CareCheck.objects.filter(supersedes_id=before.id).exists():
        raise CannotMove(_("This follow-up was corrected already. Correct the newer one."))


def _checked(
    child: Person, kind: str, by: Member, now: datetime, at: datetime | None, precision: str, before: CareCheck | None
) -> CareCheck:
    rules.check_room(CareCheck, child)
    row: CareCheck = begun(
        CareCheck, child.case_id, child.id, by, now, kind=kind, asked_at=at or now, asked_precision=precision
    )
    row.supersedes_id = before.id if before else None
    return row


def _kept(act: str, row: CareCheck, words: dict[str, Any], by: Member, now: datetime) -> CareCheck:
    seal(row, words)
    add(row)
    facts = {"kind": row.kind, "count": len(words.get("answers") or words.get("open") or ())}
    write(act, row, by, now, facts, changed=words, occurred_at=row.asked_at, precision=row.asked_precision)
    return row
