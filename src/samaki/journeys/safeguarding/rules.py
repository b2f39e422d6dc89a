"""Who writes of a child's safety, and what a line must say. Who sees it is row security's to say."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import units
from samaki.care.rules import check_provider
from samaki.care.rules import check_writes as check_cares_for
from samaki.cases.documents.models import Document
from samaki.cases.mending import check_mends, check_says_why, entry_of
from samaki.cases.models import Case, Person
from samaki.cases.rules import check_works_cases
from samaki.database.refusals import CannotMove, Gathered, Invalid, together
from samaki.journeys.safeguarding.models import MissingChild, SafetyRow
from samaki.journeys.voice.rules import LONGEST, check_length, says_something
from samaki.journeys.voice.rules import check_writes as check_works

AHEAD = timedelta(days=366)
"""A plan is looked at again within a year."""
FARTHEST = timedelta(days=366 * 18)
"""A ground of custody ends within a childhood."""
MOST = 200
"""Rows of one sort for one child: more is a slip, or a program gone wild."""

__all__ = ["check_cares", "check_provider", "check_works"]


def check_cares(child: Person, by: Member, now: datetime) -> None:
    """A member who works on cases, of a unit that works for the care of this child."""
    check_cares_for(child.case_id, child.id, by, now)


def check_room(table: type[SafetyRow], child: Person) -> None:
    """Not without end."""
    if table._default_manager.filter(child_id=child.id).count() >= MOST:
        raise CannotMove(_("This child has very many such lines. Write a note instead."))


def _of_child(child: Person, wrong: Gathered) -> None:
    if child.part != "survivor":
        wrong.wrong(_("Choose a child of this case."), field="person")
    elif child.in_error_at is not None:
        raise CannotMove(_("This person was entered by mistake. If they belong here after all, add them anew."))


def _from(name: str, codes: Collection[str], listed: str, wrong: Gathered) -> None:
    if set(codes) - set(pack().reasons[listed]):
        wrong.wrong(_("Choose one from the list."), field=name)


def check_plan(child: Person, words: Mapping[str, str], assent: str, agreed_with: Collection[str]) -> None:
    """Each wrong field of a safety plan: it says something, and what the child says of it."""
    with together() as wrong:
        _of_child(child, wrong)
        if not any(says_something(text) for text in words.values()):
            wrong.wrong(_("Write at least one thing that is agreed."), field="fears")
        if assent not in pack().reasons["assent"]:
            wrong.wrong(
                _("Say what the child says of it. “The child was not asked yet” is an answer too."), field="assent"
            )
        _from("agreed_with", agreed_with, "plan_with", wrong)
        for name, text in words.items():
            wrong.of(check_length, text, name, LONGEST)


def check_contact(child: Person, ways: Collection[str], never: Collection[str], words: Mapping[str, str]) -> None:
    """Each wrong field of how a child is reached safely."""
    with together() as wrong:
        _of_child(child, wrong)
        if not ways and not never and not any(says_something(text) for text in words.values()):
            wrong.wrong(_("Say how the child can be reached, or how never."), field="ways")
        _from("ways", ways, "contact_way", wrong)
        _from("never", never, "contact_never", wrong)
        for name, text in words.items():
            wrong.of(check_length, text, name, LONGEST)


def check_looked_at(child: Person, sort: str, why: str, text: str) -> None:
    """A place that was looked at for the child, and why it cannot be there now."""
    with together() as wrong:
        _of_child(child, wrong)
        if sort not in pack().reasons["placement"]:
            wrong.wrong(_("Choose which place was looked at."), field="sort")
        if why not in pack().reasons["family_not"]:
            wrong.wrong(_("Choose why the child cannot be there now."), field="why")
        wrong.of(check_length, text, "text", LONGEST)


def check_stay(
    child: Person, sort: str, keeper: Unit | None, looked: tuple[str, str], text: str, now: datetime
) -> None:
    """Where a child stays: a place of the list, a unit that is open now. `looked`: which family was looked at before, and why it cannot
    take the child; both or neither."""
    family, why = looked
    with together() as wrong:
        _of_child(child, wrong)
        if sort not in pack().reasons["placement"]:
            wrong.wrong(_("Choose where the child stays."), field="sort")
        if keeper is not None and not units(now).filter(principal=keeper.principal).exists():
            wrong.wrong(_("Choose a unit from the list."), field="keeper")
        if family and family not in pack().caring.safety.family:
            wrong.wrong(_("Choose which family was looked at."), field="looked")
        if bool(family) != bool(why) or (why and why not in pack().reasons["family_not"]):
            wrong.wrong(
                _("Say both which family was looked at and why it cannot take the child, or neither."),
                field="looked_why",
            )
        wrong.of(check_length, text, "text", LONGEST)


def check_basis(case: Case, basis: str, until: datetime | None, document: Document | None, started: datetime) -> None:
    """The ground on which the child is kept there: of the list; until a day after it began; a document of this case."""
    with together() as wrong:
        if basis not in pack().reasons["custody"]:
            wrong.wrong(_("Choose the ground, from the list. “Not known” is an answer too."), field="basis")
        if until is not None and not started < until <= started + FARTHEST:
            wrong.wrong(_("The ground ends after it began. Choose a later day."), field="basis_until")
        if document is not None and (document.case_id != case.id or document.in_error_at is not None):
            wrong.wrong(_("Choose a document of this case."), field="document")


def check_missing(child: Person, text: str) -> None:
    """A child of this case that is not missing by the word that stands."""
    with together() as wrong:
        _of_child(child, wrong)
        wrong.of(check_length, text, "text", LONGEST)
    if MissingChild.objects.filter(child_id=child.id, state="missing").exists():
        raise CannotMove(
            _(
                "It is written down already that this child is missing. Press “Add what helps to find the child”, and write it there."
            )
        )


def check_more(row: MissingChild, text: str) -> None:
    """Something that helps to find a child that is still missing."""
    if row.state != "missing":
        raise CannotMove(_("This child is not missing any more. Write a note instead."))
    with together() as wrong:
        if not says_something(text):
            wrong.wrong(_("Write what helps to find the child."), field="text")
        wrong.of(check_length, text, "text", LONGEST)


def review_day(review_at: datetime | None, usual: datetime, now: datetime) -> datetime:
    """The day on which a plan is looked at again, the usual one where none is said. Raises Invalid for one that is over or far ahead."""
    if review_at is None:
        return usual
    if not now < review_at <= now + AHEAD:
        raise Invalid(_("Choose a day ahead, within a year."), field="review_at")
    return review_at


def check_mistaken(row: SafetyRow, act: str, text: str, by: Member, now: datetime) -> None:
    """Who wrote it, or a lead of that unit; with a reason."""
    check_works_cases(by, now)
    if getattr(row, "state", "") == "in_error" or getattr(row, "in_error_at", None) is not None:
        raise CannotMove(_("This was taken back already. If it is so after all, enter it anew."))
    check_mends(entry_of(row.id, act), Unit.objects.get(principal=row.unit), by, now)
    check_says_why(text)
