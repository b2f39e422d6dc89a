"""What follows a finished step: the pathway's table, applied."""

from __future__ import annotations

from datetime import datetime

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import unit_for
from samaki.care.health.queries import hastened
from samaki.cases.access import walled
from samaki.cases.models import Case, Person, Step, Strand
from samaki.cases.queries import open_steps_of
from samaki.cases.safety import on_danger
from samaki.cases.steps import already, open_step
from samaki.countries import Follow
from samaki.handoffs.models import Handoff
from samaki.handoffs.parts import draft, send


def open_following(step: Step, outcome: str, *, by: Member, now: datetime, base: datetime | None = None) -> list[Step]:
    """Open what the pathway lists for this outcome, where its condition holds and it is not open or done already."""
    kind = pack().step_kinds.get(step.kind)
    opened: list[Step] = []
    for follow in kind.follows if kind else ():
        if outcome in follow.on and holds(follow, step.case):
            at_once = follow.condition == pack().opening.danger_condition
            opened += open_kind(
                follow.code, follow.how, step, by=by, now=now, base=base, at_once=at_once, followed=True
            )
    return opened


def holds(follow: Follow, case: Case) -> bool:
    """Whether a follow's condition is met: none, a danger that the urgency states, or a fact recorded on the case."""
    if not follow.condition:
        return True
    if follow.condition == pack().opening.danger_condition:
        return case.urgency == "emergency"
    return follow.condition in case.conditions


def open_for_danger(step: Step, *, by: Member, now: datetime, child: Person | None = None, again: bool = False) -> None:
    """What a report of a child in danger opens, for a case or a child that came without such a report.

    `again`: also what was done before, for a child who is in danger once more.
    """
    if step.case.urgency == "emergency":
        for follow in on_danger():
            open_kind(follow.code, follow.how, step, by=by, now=now, child=child, at_once=True, again=again)


def safety_kind() -> str:
    """The step that makes a child safe: what a report of a child in danger opens in the child's care; empty for none."""
    care = (follow.code for follow in on_danger() if pack().step_kinds[follow.code].strand == "care")
    return next(care, "")


def open_kind(
    code: str,
    how: str,
    after: Step,
    *,
    by: Member,
    now: datetime,
    base: datetime | None = None,
    again: bool = False,
    child: Person | None = None,
    at_once: bool = False,
    followed: bool = False,
    by_hand: bool = False,
) -> list[Step]:
    """Open one kind of step for the case, for the child of the step before, or for every child that can be seen.

    Not where it is open already, or done and not repeatable; `again` opens it anew although it was done. `child`: the
    child of the step before, given where the session need not see it (one that has just become known). `at_once`: what
    belongs to others is asked of them now, not left as a draft; the session's unit holds it until they accept.
    What follows a step that is hidden from a unit is hidden from it too.
    `followed`: the end of the step before opens it, and goes with it if that is taken back; `by_hand`: a member chose it.
    """
    rule = pack().step_kinds[code]
    opened = []
    for strand, person in _places(after, rule.strand, rule.per, child):
        if already(after.case, code, person.id if person else None, again=again):
            continue
        offered = how == "offer" or by.unit.kind not in rule.may_hold
        step = open_step(
            case=after.case,
            strand=strand,
            kind=code,
            holder=by.unit_id,
            by=by,
            now=now,
            person=person,
            base=base,
            opens_file=not offered,
            after_id=after.id if followed else None,
            by_hand=by_hand,
            hidden_from=after.hidden_from,
            no_later=hastened(person.id, now) if person and code == pack().urgent.step else None,
        )
        if offered and at_once:
            send_to_default(step, by=by, now=now, why_code=DANGER_NOW, urgency=_most_pressing(step))
        elif offered:
            draft_to_default(step, by=by, now=now)
        opened.append(step)
    return opened


DANGER_NOW = "danger_now"
"""Why somebody is asked without a person having written it: a child may be in danger, and a draft would wait."""


def _most_pressing(step: Step) -> str:
    return "emergency" if "emergency" in pack().urgencies else step.urgency


def draft_to_default(
    step: Step, *, by: Member, now: datetime, why_code: str = "next_step", urgency: str = ""
) -> Handoff | None:
    """A hand-off waits, filled in, for the pack's default holder that serves the area; none where that is ourselves."""
    unit = default_for(step, by=by, now=now)
    return (
        draft(step=step, to_unit=unit, by=by, now=now, why_code=why_code, urgency=urgency) if unit is not None else None
    )


def default_for(step: Step, *, by: Member, now: datetime) -> Unit | None:
    """Who of the pack's holders that serve the area is asked for a step, the default one first; never our own unit."""
    kind = pack().step_kinds[step.kind]
    for code in (kind.default_holder, *kind.may_hold):
        unit = _not_walled(unit_for(code, step.case.area, now, without=step.hidden_from), step)
        if unit is not None and unit.principal != by.unit_id and unit.kind in (kind.default_holder, *kind.may_hold):
            return unit
    return None


def _not_walled(unit: Unit | None, step: Step) -> Unit | None:
    """This unit, or who is asked instead where it must have no part in the case; none from whom the step is hidden."""
    instead = walled(step.case_id) if unit is not None else {}
    seen: set[int] = set()
    while unit is not None and unit.principal in instead and unit.principal not in seen:
        seen.add(unit.principal)
        unit = Unit.objects.filter(principal=instead[unit.principal], until__isnull=True).first()
    barred = {*instead, step.hidden_from}
    return None if unit is not None and unit.principal in barred else unit


def send_to_default(
    step: Step, *, by: Member, now: datetime, why_code: str = "next_step", urgency: str = ""
) -> Handoff | None:
    """The same, asked in this moment; the session's unit holds the step until they accept."""
    made = draft_to_default(step, by=by, now=now, why_code=why_code, urgency=urgency)
    return send(made, by, now, "") if made is not None else None


def keep_alive(strand: Strand, last: Step, *, by: Member, now: datetime) -> None:
    """A strand that is open and has no open step would drop: somebody must decide to close it or go on."""
    if strand.state == "open" and open_steps_of(strand.id) == 0:
        code = pack().strands[strand.kind].closure_step
        open_kind(code, "same_holder", last, by=by, now=now, followed=True)


def ends_strand(step: Step, outcome: str) -> bool:
    """Whether this outcome of a closure step means that the strand closes: it leads to no further step."""
    kind = pack().step_kinds[step.kind]
    return step.kind == pack().strands[step.strand.kind].closure_step and not kind.follows_on(outcome)


def _places(after: Step, strand_kind: str, per: str, child: Person | None = None) -> list[tuple[Strand, Person | None]]:
    case = after.case
    if child is not None and strand_kind == after.strand.kind == "care":
        return [(after.strand, child)] if after.strand.state == "open" else []
    if strand_kind == "justice" and per != "child":
        suspect = _person(after) if per == "suspect" and after.person_id != after.child_id else None
        return [(strand, suspect) for strand in case.strands.filter(kind="justice", state="open")]
    children = case.people.filter(part="survivor", in_error_at__isnull=True)
    if after.child_id:
        children = children.filter(id=after.child_id)
    open_care = {s.child_id: s for s in case.strands.filter(kind="care", state="open")}
    justice = case.strands.filter(kind="justice", state="open").first()
    found: list[tuple[Strand, Person | None]] = []
    for child in children.order_by("number"):
        strand = open_care.get(child.id) if strand_kind == "care" else justice
        if strand is not None:
            found.append((strand, child))
    return found


def _person(step: Step) -> Person | None:
    return Person.objects.filter(id=step.person_id).first() if step.person_id else None
