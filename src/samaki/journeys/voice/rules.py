"""Who may write down what a child says, who asks to hear a child again, and who answers. Who sees it is row security's to say."""

from __future__ import annotations

import unicodedata
from datetime import datetime

from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack
from samaki.agencies.models import Member, Unit
from samaki.cases.mending import check_mends, entry_of
from samaki.cases.models import Case, Person
from samaki.cases.rules import check_reason, check_works_cases, check_works_for
from samaki.conferences.queries import parts_of
from samaki.database.refusals import CannotMove, NotAllowed, together
from samaki.journeys.hearings.models import Hearing
from samaki.journeys.voice.models import ChildVoice, HeardAgain
from samaki.journeys.voice.queries import answering
from samaki.journeys.voice.states import INTERPRETERS, SORTS
from samaki.names import clean_text

LONGEST = 4000
"""Letters of what a child said."""
LONGEST_LINE = 300
"""Letters of a topic, of where a recording is."""
MOST = 400
"""Rows of one child and one sort: more is a program gone wild."""


def check_writes(child: Person, by: Member, now: datetime) -> None:
    """Any member whose unit works for the child, whichever part of the file: the child chooses whom to tell."""
    check_works_cases(by, now)
    check_works_for(child, by)


def check_voice(child: Person, sort: str, topic: str, answer: str, language: str, interpreter: str, text: str) -> None:
    """Each wrong field with its sentence."""
    listed, answers = SORTS[sort]
    with together() as wrong:
        if child.part != "survivor":
            wrong.wrong(_("Choose a child of this case."), field="person")
        if topic not in pack().reasons[listed]:
            wrong.wrong(_("Choose what it is about, from the list."), field="topic")
        elif pack().reasons[listed][topic].needs_text and not says_something(text):
            wrong.wrong(_("Say in a few words what it is about."), field="text")
        if answer not in answers:
            wrong.wrong(_("Choose an answer from the list."), field="answer")
        elif answer == "says" and not says_something(text):
            wrong.wrong(_("Write what the child wants, in the child's own words."), field="text")
        if language not in pack().reasons["spoken"] and (language or sort == "told"):
            wrong.wrong(_("Choose the language from the list."), field="language")
        if interpreter not in INTERPRETERS:
            wrong.wrong(_("Say whether there was an interpreter."), field="interpreter")
        wrong.of(check_length, text, "text", LONGEST)


def check_again(
    child: Person, sort: str, reason: str, words: dict[str, str], text: str, hearing: Hearing | None
) -> None:
    """Each wrong field of an asking to hear a child again."""
    with together() as wrong:
        if child.part != "survivor":
            wrong.wrong(_("Choose a child of this case."), field="person")
        if sort not in ("interview", "testimony"):
            wrong.wrong(_("Choose whether it is an interview or a testimony in court."), field="sort")
        wrong.of(check_reason, "heard_again", reason, text)
        if not says_something(words["topic"]):
            wrong.wrong(_("Write in one line what the child would be asked about. Not what happened."), field="topic")
        if hearing is not None and hearing.case_id != child.case_id:
            wrong.wrong(_("Choose a hearing of this case."), field="hearing")
        for name, value in words.items():
            wrong.of(check_length, value, name, LONGEST_LINE)
        wrong.of(check_length, text, "text", LONGEST)


def check_answers(row: HeardAgain, by: Member, now: datetime) -> None:
    """Whoever holds it, also when their work for the child has ended; else a lawyer or case manager of the child, never who asked."""
    check_works_cases(by, now)
    if row.holder in set(parts_of(by.unit_id).values_list("principal", flat=True)):
        return
    child = Person.objects.select_related("case").get(id=row.child_id)
    check_writes(child, by, now)
    if by.unit_id not in {unit.principal for unit in answering(child, now, row.unit)}:
        raise NotAllowed(_("The lawyer or the case manager of the child answers this. Call them, if it is pressing."))


def check_withdraws(row: HeardAgain, by: Member, now: datetime) -> None:
    """The unit that asked."""
    check_works_cases(by, now)
    if row.unit not in set(parts_of(by.unit_id).values_list("principal", flat=True)):
        raise NotAllowed(_("Only the unit that asked takes it back."))


def check_mistaken(row: ChildVoice, by: Member, now: datetime) -> None:
    """Who wrote it down, or a lead of that unit."""
    check_works_cases(by, now)
    if row.in_error_at is not None:
        raise CannotMove(_("This was taken back already. If it is so after all, enter it anew."))
    check_mends(entry_of(row.id, f"voice.{row.sort}"), Unit.objects.get(principal=row.unit), by, now)


def holder_of(child: Person, by: Member, now: datetime) -> int:
    """Who answers: the lawyer, else the case manager; where nobody works for the child yet, who asked, until somebody does."""
    found = answering(child, now, by.unit_id)
    return found[0].principal if found else by.unit_id


def due_of(case: Case, hearing: Hearing | None, now: datetime) -> datetime:
    """The time in which the case's urgency asks for a decision; before the day of the court, where that comes first."""
    due = after(now, pack().urgencies[case.urgency].decide)
    return min(due, hearing.at) if hearing is not None and hearing.at > now else due


def check_length(text: str, name: str, most: int) -> None:
    """A text of a length that somebody reads."""
    with together() as wrong:
        if len(text) > most:
            wrong.wrong(_("This is too long. Please keep it under %(limit)s letters.") % {"limit": most}, field=name)


def says_something(text: str) -> bool:
    """Whether a sign of it can be seen."""
    return any(unicodedata.category(sign)[0] not in "CZ" for sign in clean_text(text))
