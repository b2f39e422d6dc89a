"""Who may write of a child's urgent care, and what is no answer. Nothing here waits for a complaint, a consent or an acceptance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.care.health.models import ANSWERS, DOCTORS, SHARES
from samaki.cases.models import OPEN_STATES, Person, Step
from samaki.cases.operations import sees
from samaki.cases.rules import check_works_cases, check_works_for
from samaki.database.refusals import Invalid, NotAllowed, together

LONGEST, LONGEST_LINE = 4000, 300
"""Letters of what was written, and of a name, a language, a place."""
PARTS = ("examination", "samples", "photographs")
UNASKED = ("not_asked", "not_needed")
"""No answer of the child."""


@dataclass(frozen=True)
class Examined:
    """What a member tells of an examination. `at`: when it was, or when the child was asked. Codes are of the pack's lists; `language`,
    `told_by`, `doctor`, `certificate`, `text` are sealed."""

    took_place: bool
    at: datetime
    precision: str = "instant"
    examination: str = "not_asked"
    samples: str = "not_asked"
    photographs: str = "not_asked"
    wished: str = "either"
    examined_by: str = "either"
    again: str = ""
    shares: str = "not_asked"
    told_by: str = ""
    language: str = ""
    doctor: str = ""
    certificate: str = ""
    text: str = ""

    @property
    def words(self) -> dict[str, str]:
        """What is sealed."""
        names = ("told_by", "language", "doctor", "certificate", "text")
        return {name: str(getattr(self, name)).strip() for name in names}


def check_tends(child: Person, by: Member, now: datetime) -> None:
    """Whoever works for the child, holds a step of theirs, or is asked to take over their care: an answer is not waited for."""
    check_works_cases(by, now)
    if child.part != "survivor":
        raise Invalid(_("Choose a child of this case."), field="person")
    if child.in_error_at is None and sees(child.case_id, "care", child.id, by):
        return
    check_works_for(child, by)


def holds_urgent(child: Person, by: Member) -> bool:
    """Whether the member's unit holds the child's urgent care at this moment, offered on or not."""
    kind = pack().urgent.step
    return Step.objects.filter(child_id=child.id, kind=kind, holder=by.own_principal, state__in=OPEN_STATES).exists()


def check_exposure(at: datetime | None, text: str, now: datetime, *, after: datetime | None = None) -> None:
    """A moment that has come, in as much as is known; words of a length that somebody reads. `after`: what happened again did so later than
    this: an earlier time must not take the place of the last one, from which the windows count."""
    with together() as told:
        if at is None:
            told.wrong(
                _("Write when it happened last, as well as it is known: a day or a month is enough."), field="at"
            )
        elif at > now:
            told.wrong(_("This lies in the future. Write when it happened."), field="at")
        elif after is not None and at < after:
            sentence = _(
                "You wrote that it happened again, but this is before what is known already. Only the last time counts: write a later "
                "time, with its day and hour if you know them, or choose that the same is known better."
            )
            told.wrong(sentence, field="at")
        if len(text) > LONGEST:
            told.wrong(
                _("This is too long. Please keep it under %(limit)s letters.") % {"limit": LONGEST}, field="text"
            )


def check_examined(told: Examined, now: datetime, *, before: bool) -> None:
    """Each wrong field with its sentence. `before`: one took place already, so why that was not enough is asked; that nobody said it is
    an answer too, since what happened is never refused."""
    with together() as wrong:
        if told.at > now:
            wrong.wrong(_("This lies in the future. Write when it happened."), field="at")
        for name in PARTS:
            if getattr(told, name) not in ANSWERS:
                wrong.wrong(_("Choose what the child said, from the list."), field=name)
        if not told.took_place and all(getattr(told, name) in UNASKED for name in PARTS):
            sentence = _(
                "You wrote that it did not take place and the child was asked. Choose what the child answered to one part at least."
            )
            wrong.wrong(sentence, field="examination")
        if told.wished not in DOCTORS or told.examined_by not in DOCTORS:
            wrong.wrong(_("Choose one from the list."), field="wished" if told.wished not in DOCTORS else "examined_by")
        if told.shares not in SHARES:
            wrong.wrong(_("Choose one from the list."), field="shares")
        if told.took_place and before and told.again not in pack().reasons["exam_again"]:
            sentence = _(
                "An examination took place already. Why was that one not enough? Choose the reason, or that nobody said it."
            )
            wrong.wrong(sentence, field="again")
        for name, text in told.words.items():
            most = LONGEST if name == "text" else LONGEST_LINE
            if len(text) > most:
                wrong.wrong(
                    _("This is too long. Please keep it under %(limit)s letters.") % {"limit": most}, field=name
                )


def check_shares(shares: str) -> None:
    """A code of the list."""
    if shares not in SHARES:
        raise Invalid(_("Choose one from the list."), field="shares")


def check_reads_care(child: Person, by: Member) -> None:
    """Care is open to the unit: to be only asked is not enough for reading what others wrote."""
    if not sees(child.case_id, "care", child.id, by, reads=True) and not holds_urgent(child, by):
        raise NotAllowed(_("This part of the file is not open to your unit."))


def agreement(examination: str, samples: str, photographs: str) -> str:
    """What the child's answers come to: agreed | part | waits | refused | not_asked."""
    asked = [answer for answer in (examination, samples, photographs) if answer not in UNASKED]
    if not asked:
        return "not_asked"
    if all(answer == "agreed" for answer in asked):
        return "agreed"
    if "agreed" in asked:
        return "part"
    return "waits" if "waits" in asked else "refused"
