"""Who may propose, and who decides, whether a child is a victim. Who sees it is row security's to say."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.cases.mending import check_mends, entry_of
from samaki.cases.models import Person
from samaki.cases.rules import check_works_cases
from samaki.database.refusals import CannotMove, Gathered, NotAllowed, together
from samaki.journeys.identification.models import Identification
from samaki.journeys.identification.queries import Standing, bodies
from samaki.journeys.identification.states import AGES, POSSIBLE
from samaki.journeys.voice.rules import LONGEST, check_length, check_writes, says_something

OLDEST = 60
"""Years that an assessment may come to."""

COMES_OF_AGE = 18
"""The Convention on the Rights of the Child, article 1."""

__all__ = ["check_age", "check_decides", "check_decision", "check_mistaken", "check_status", "check_writes"]


def check_status(child: Person, status: str, text: str) -> None:
    """Each wrong field of a proposal."""
    with together() as wrong:
        if child.part != "survivor":
            wrong.wrong(_("Choose a child of this case."), field="person")
        if status not in pack().reasons["victim_status"]:
            wrong.wrong(_("Choose one from the list."), field="status")
        wrong.of(check_length, text, "text", LONGEST)


def check_decides(by: Member) -> None:
    """A unit of a kind that the law names; everybody else only proposes."""
    if by.unit.kind not in bodies():
        raise NotAllowed(
            _(
                "Only the body that the law names decides this. Propose it, and hand on what you know; help does not wait."
            )
        )


def check_decision(child: Person, status: str, form: str, again: str, text: str, by: Member, before: Standing) -> None:
    """The form is one of the own body; a second decision says why it is taken anew."""
    with together() as wrong:
        wrong.of(check_status, child, status, text)
        known = pack().reasons["identification_form"].get(form)
        if known is None or by.unit.kind not in (known.decided_by or ()):
            wrong.wrong(_("Choose the form of your own body."), field="form")
        kinds = pack().reasons["victim_status"][status].decided_by if status in pack().reasons["victim_status"] else ()
        if status == POSSIBLE or (kinds and by.unit.kind not in kinds):
            wrong.wrong(
                _("A decision says that the child is formally identified, or that it is not a victim."), field="status"
            )
        if before.decided is not None and again not in pack().reasons["identified_again"]:
            wrong.wrong(_("There is a decision already. Say why it is decided again."), field="again")
        if status == "not_victim" and not says_something(text):
            wrong.wrong(_("Say in a few words what the reason is."), field="text")


def check_age(child: Person, method: str, age: str, youngest: int | None, oldest: int | None, text: str) -> None:
    """How the age was found, and what it came to."""
    with together() as wrong:
        if child.part != "survivor":
            wrong.wrong(_("Choose a child of this case."), field="person")
        if method not in pack().reasons["age_method"]:
            wrong.wrong(_("Choose how the age was found, from the list."), field="method")
        if age not in AGES:
            wrong.wrong(_("Choose what was found."), field="age")
        for name, years in (("youngest", youngest), ("oldest", oldest)):
            if years is not None and not 0 <= years <= OLDEST:
                wrong.wrong(_("Write a whole number from 0 to %(most)s.") % {"most": OLDEST}, field=name)
        if youngest is not None and oldest is not None and youngest > oldest:
            wrong.wrong(_("The youngest possible age must not be above the oldest."), field="oldest")
        if age == "adult":
            _check_adult(youngest, text, wrong)
        wrong.of(check_length, text, "text", LONGEST)


def _check_adult(youngest: int | None, text: str, wrong: Gathered) -> None:
    """Who is found to be an adult loses what is done for children: it needs a ground, and under 18 is doubt."""
    if youngest is not None and youngest < COMES_OF_AGE:
        wrong.wrong(
            _("The youngest possible age is under 18. Choose “In doubt”: the person is taken for a child."), field="age"
        )
    if not says_something(text):
        wrong.wrong(
            _("Say what it rests on. By the look alone, or with nothing to show, choose “In doubt”."), field="text"
        )


def check_mistaken(row: Identification, by: Member, now: datetime) -> None:
    """Who recorded it, or a lead of that unit."""
    check_works_cases(by, now)
    if row.in_error_at is not None:
        raise CannotMove(_("This was taken back already. If it is so after all, enter it anew."))
    check_mends(entry_of(row.id, f"identification.{row.sort}"), Unit.objects.get(principal=row.unit), by, now)
