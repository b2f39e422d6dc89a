"""Who may write into a court file, and who may take back what stands there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.cases.mending import check_mends, entry_of
from samaki.cases.models import NOT_WORK, Case
from samaki.cases.queries import open_relations
from samaki.cases.rules import check_works_cases
from samaki.court.models import CourtFact
from samaki.court.states import KINDS, STANDS
from samaki.database.refusals import CannotMove, NotAllowed

MOST = 5000
"""Facts of one case: 200 accused with two dozen each. More is a program gone wild."""


def check_writes(case: Case, by: Member, now: datetime, child_id: UUID | None = None, kind: str = "") -> None:
    """Whoever works in the justice part: of this child, or of the whole case. Some facts are written by prosecution and courts alone."""
    check_works_cases(by, now)
    works = [
        relation
        for relation in open_relations(case.id)
        if relation.unit_id == by.unit_id and relation.compartment == "justice" and relation.ground not in NOT_WORK
    ]
    if not any(child_id is None or relation.child_id in (None, child_id) for relation in works):
        raise NotAllowed(_("Your unit does not work in the justice part of this case."))
    if kind in KINDS and KINDS[kind].official and by.unit.kind not in weighing_kinds():
        raise NotAllowed(_("Only the prosecution or a court writes this down. Tell them, or write an observation."))


def weighing_kinds() -> set[str]:
    """The kinds of units that may hold a step in which what was found is weighed."""
    return {code for kind in pack().step_kinds.values() if kind.weighs_evidence for code in kind.may_hold}


def check_room(case: Case) -> None:
    """A file that somebody can read."""
    if CourtFact.objects.filter(case_id=case.id).count() >= MOST:
        raise CannotMove(
            _("This court file is full. Open another case for what comes, and write in both that they belong together.")
        )


def check_mends_fact(row: CourtFact, by: Member, now: datetime) -> None:
    """Who wrote it down, or a lead of that unit, while it stands."""
    check_works_cases(by, now)
    if row.state != STANDS:
        raise CannotMove(_("This was corrected or taken back already. Look at what stands there now."))
    check_mends(entry_of(row.id, "court.record", "court.correct"), Unit.objects.get(principal=row.unit), by, now)
