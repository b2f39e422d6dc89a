"""Who makes a paper, for whom, and who takes it back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.cases.mending import check_mends, entry_of
from samaki.cases.models import Case, Person
from samaki.cases.rules import check_works_cases, check_works_on
from samaki.database.refusals import CannotMove, Erased, Invalid
from samaki.handoffs.models import Handoff
from samaki.handoffs.states import ASKING, TAKEN
from samaki.journeys.papers.allowing import Reader
from samaki.journeys.papers.kinds import FOR_COURT, PARTS, REFERRAL, asked, measures
from samaki.journeys.papers.models import Paper

LONGEST = 20_000
"""Letters of what is written for a paper, as of every text of a form."""

GOES = tuple(state for state in (*ASKING, *TAKEN) if state != "draft")
"""States of a hand-off in which it can be printed: from the moment in which it is offered, while it runs."""


def check_makes(case: Case, by: Member, now: datetime) -> None:
    """Any member whose unit works on the case."""
    if case.erased_at is not None:
        raise Erased()
    check_works_cases(by, now)
    check_works_on(case, by)


def check_asked(kind: str, language: str, asks: Collection[str], text: str) -> None:
    """What was chosen in the form."""
    if kind not in PARTS:
        raise Invalid(_("Choose which paper."), field="kind")
    if language not in pack().languages:
        raise Invalid(_("Choose the language of the paper."), field="language")
    if asked(asks) - {one.code for one in measures()}:
        raise Invalid(_("Choose what is asked for, from the list."), field="asks")
    if len(text) > LONGEST:
        raise Invalid(_("This is too long. Write the most important things."), field="text")


def check_goes(handoff: Handoff | None, case: Case, by: Member) -> Handoff:
    """A hand-off of this case between our unit and another, offered and still running."""
    if handoff is None or handoff.case_id != case.id or by.unit_id not in (handoff.from_unit_id, handoff.to_unit_id):
        raise Invalid(_("Choose the hand-off for which the form is printed."), field="handoff")
    if handoff.state not in GOES:
        raise CannotMove(
            _(
                "A referral form is printed when the step has been offered, and while it runs. Offer it first, or choose another."
            )
        )
    return handoff


def check_receives(reader: Reader) -> None:
    """The recipient may read something of what the paper is for."""
    if reader.kind in FOR_COURT and not reader.may_be_asked:
        raise CannotMove(
            _("%(unit)s does not read the facts of this court case, so this paper would be empty. Share them with that unit "
              "first, or hand a step to it; then print it.") % {"unit": reader.unit.name}
        )  # fmt: skip
    if not reader.rooms():
        raise CannotMove(
            _("%(unit)s reads nothing of this case, so the paper would be empty. Share with that unit first, or hand a step to "
              "it; then print it.") % {"unit": reader.unit.name}
        )  # fmt: skip


def check_child(child: Person | None, case: Case, kind: str) -> None:
    """A child of this case that we know of."""
    if child is not None and (child.case_id != case.id or child.part != "survivor" or child.in_error_at is not None):
        raise Invalid(_("Choose a child of this case."), field="child")
    if child is not None and kind == REFERRAL:
        raise Invalid(_("A referral form is of the child of its hand-off."), field="child")


def check_withdraws(row: Paper, by: Member, now: datetime) -> None:
    """Who made it, or a lead of that unit."""
    check_works_cases(by, now)
    if row.withdrawn_at is not None:
        raise CannotMove(_("This paper was taken back already. If it is needed after all, make it anew."))
    check_mends(entry_of(row.id, "paper.make"), Unit.objects.get(principal=row.unit_id), by, now)
