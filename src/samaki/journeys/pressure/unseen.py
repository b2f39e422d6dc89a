"""Help at once for a child of whom pressure is hidden from a unit: asked of others, and never to be read by that unit.

An emergency of the case asks whoever serves the area, and every unit of the case reads that it was made: that would tell the unit in
question. So nothing of the case changes here.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import default_desk, focal_unit
from samaki.cases import rules
from samaki.cases.models import Case, Person, Step, Strand
from samaki.cases.safety import on_danger
from samaki.cases.signs import signs
from samaki.cases.steps import open_step
from samaki.database import lock, story
from samaki.database.refusals import CannotMove
from samaki.journeys.follow import DANGER_NOW, default_for, send_to_default
from samaki.journeys.pressure.opening import hasten, most_pressing
from samaki.journeys.pressure.queries import kept_from


@story
def ask_unseen(*, case: Case, child: Person, by: Member, now: datetime) -> Case:
    """What a danger opens in justice opens for this child, hidden as the pressure is, asked at once of a unit that is not kept out.

    Raises NotAllowed, and CannotMove where nothing is hidden, nobody can be asked, or it is asked already.
    """
    lock(case.id)
    rules.check_works_cases(by, now)
    rules.check_works_on(case, by)
    whom = who_is_asked(case, child, by, now)
    if not whom:
        raise CannotMove(
            _("No other unit here can be asked without the unit that must not know reading it. Telephone above.")
        )
    new = [(step, unit) for step, unit in whom if hasten(case, child.id, step.kind, step.hidden_from, now) is None]
    if not new:
        raise CannotMove(_("This help is asked for already. Call who was asked, or who stands above."))
    for step, unit in new:
        ours = unit.principal == by.unit_id
        opened = open_step(case=case, strand=step.strand, kind=step.kind, holder=by.unit_id, by=by, now=now, person=child,
                           opens_file=ours, hidden_from=step.hidden_from)  # fmt: skip
        _press_on(opened, now)
        if not ours:
            send_to_default(opened, by=by, now=now, why_code=DANGER_NOW, urgency=most_pressing(case))
    return case


def who_is_asked(case: Case, child: Person, by: Member, now: datetime) -> list[tuple[Step, Unit]]:
    """Each step that would open (not saved), and the unit that would have it; empty where nobody fits.

    Of pressure that is hidden from several units none is asked: a step is hidden from one.
    """
    kept = kept_from(case).get(child.id, set())
    if child.id not in signs(case.id).pressed or not kept:
        raise CannotMove(_("Nothing about this child is kept from a unit. Make the case an emergency instead."))
    found: list[tuple[Step, Unit]] = []
    if len(kept) > 1:
        return found
    for code in [follow.code for follow in on_danger() if pack().step_kinds[follow.code].strand == "justice"]:
        strand = Strand.objects.select_related("case").filter(case=case, kind="justice", state="open").first()
        if strand is None:
            continue
        step = Step(case=case, strand=strand, kind=code, child_id=child.id, person_id=child.id, urgency=case.urgency)
        step.hidden_from = next(iter(kept))
        ours = by.unit.kind in pack().step_kinds[code].may_hold
        unit = by.unit if ours else default_for(step, by=by, now=now)
        if unit is not None:
            found.append((step, unit))
    return found


def above(case: Case, child: Person, now: datetime) -> list[Unit]:
    """Who can be telephoned where nobody can be asked here: the committees of the province and of the country, and the national desk."""
    kept = kept_from(case).get(child.id, set())
    units = [focal_unit(3, case.area, now), focal_unit(4, case.area, now), default_desk(now)]
    return [unit for unit in units if unit is not None and unit.principal not in kept]


def _press_on(step: Step, now: datetime) -> None:
    """Due as in an emergency, which the case need not be."""
    hasten(step.case, step.person_id or step.case_id, step.kind, step.hidden_from, now)
    step.refresh_from_db(fields=["due_at", "call_at", "urgency", "version"])
