"""What a member answers, and how they stand to the open round.

An answer is no story of the ledger: an entry would say who answered when, for ever, and who did not. That so many answered
stands in the entry of the round's end (ADR 71).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.database import whole
from samaki.database.refusals import CannotMove, together
from samaki.pulse.country import pulse
from samaki.pulse.models import PulseRound
from samaki.pulse.words import ask

CHOICES = ("1", "2", "3", "4", "5", "0")
"""From "not at all" to "fully"; 0: rather not say."""


def answer_pulse(*, round_id: UUID, answers: Mapping[str, str], by: Member, now: datetime) -> None:
    """Once, and never to be changed: nobody could find it again. Raises Invalid, CannotMove. `by`, `now`: those of the session."""
    row = PulseRound.objects.get(id=round_id)
    with together() as told:
        for code in row.questions:
            if answers.get(code) not in CHOICES:
                told.wrong(_("Choose an answer, or that you would rather not say."), field=code)
    given = {code: int(answers[code]) for code in row.questions}
    with whole():
        if not ask("pulse_answer", row.id, json.dumps(given))[0][0]:
            raise CannotMove(_("Not possible: the round has ended, you were not asked, or you have answered already."))


class Stand(StrEnum):
    """How a member stands to the open round. Each is told of their own alone: what was answered nobody can find."""

    WAITS = "waits"
    ANSWERED = "answered"
    NOT_ASKED = "not_asked"
    NEW = "new"
    LATE = "late"


def stand(row: PulseRound, by: Member, now: datetime) -> Stand:
    """Of this open round. At most 2 queries."""
    if by.unit.kind in pulse().not_asked:
        return Stand.NOT_ASKED
    if row.closes_at <= now:
        return Stand.LATE
    if str(by.unit_id) not in row.cells:
        return Stand.NEW
    return Stand.ANSWERED if waits_for(by) is None else Stand.WAITS


def waits_for(by: Member) -> PulseRound | None:
    """The open round that this member has not answered. 1 or 2 queries."""
    found = ask("pulse_waits") if by.unit.kind not in pulse().not_asked else []
    return PulseRound.objects.get(id=found[0][0]) if found else None
