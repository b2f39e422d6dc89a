"""A child who is not safe: the safety step opens or stays open, police and social desks are told at once.

Whether a child is in danger now is read from the ledger: arrivals say it, and outcomes of steps that the pathway marks.
That sign is seen by every unit with a part in the case or the child; what happened stays in its compartment.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack
from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import unit_for
from samaki.cases import rules
from samaki.cases.models import OPEN_STATES, Arrival, Case, Person, Step, Strand
from samaki.cases.operations import record_arrival
from samaki.cases.queries import latest_arrival
from samaki.cases.signs import signs
from samaki.database import lock, story, uuid7
from samaki.database.refusals import CannotMove, Invalid
from samaki.handoffs.models import Handoff
from samaki.handoffs.states import ASKING, TAKEN
from samaki.journeys import saying_safe
from samaki.journeys.follow import open_for_danger, open_kind, safety_kind
from samaki.journeys.pressure.over import pressure_over, undo_over
from samaki.journeys.pressure.silence import check_tells_nobody
from samaki.journeys.safeguarding.ended import found_by
from samaki.ledger.models import LedgerEntry
from samaki.ledger.operations import record, same_content
from samaki.notices.operations import queue


@story
def arrive(
    *,
    case: Case,
    child: Person,
    place: str | None,
    safe: bool | None,
    by: Member,
    now: datetime,
    brought_by: Unit | None = None,
    received_by: Unit | None = None,
    occurred_at: datetime | None = None,
    precision: str = "instant",
) -> Arrival:
    """The child arrived somewhere. Not safe there: the safety step opens, and police and social desks are told.

    `place` and `safe`: None says in so many words that it is not known. The units: None for none that works here.
    `safe` of a child in danger, by a unit that keeps nobody safe here: written down, and who does that work is asked to confirm it.
    """
    lock(case.id)
    waits = safe is True and saying_safe.must_wait(case.id, child.id, by, occurred_at or now)
    arrival = record_arrival(case=case, child=child, place=place, safe=safe, by=by, now=now, brought_by=brought_by, received_by=received_by,
                             occurred_at=occurred_at, precision=precision, waits=waits)  # fmt: skip
    if place is not None:
        found_by(arrival, by, now)
    if safe is False:
        _make_safe(case, child, by, now)
    if waits:
        ask_to_confirm(child, by, now)
    return arrival


def ask_to_confirm(child: Person, by: Member, now: datetime) -> None:
    """A unit that keeps nobody safe here says that the child is safe: who does is told, else the desks of the area. (Part of a story.)"""
    asked = saying_safe.keepers(child.case_id, child.id) or {unit.principal for unit in desks_of(child.case, now)}
    _queue("child.said_safe", child, asked - {by.unit_id}, now)


AGAIN = timedelta(minutes=30)
"""Within this time the same words of the same member are one arrival, sent twice (the way back in a browser makes a new form)."""


def recorded_already(
    *, case: Case, child: Person, place: str | None, safe: bool | None, by: Member, now: datetime, brought_by: Unit | None,
    received_by: Unit | None, occurred_at: datetime | None,
) -> bool:  # fmt: skip
    """Whether the last arrival of this child is just this one, which this member recorded a moment ago."""
    last = latest_arrival(case, child.id)
    if last is None or last.recorded_by != by.id or now - last.recorded_at > AGAIN:
        return False
    said = LedgerEntry.objects.filter(subject_id=last.id, act="child.arrive").first()
    known = True if said is not None and said.facts.get("answer") == "safe" else last.safe
    units = (last.brought_by_id, last.received_by_id)
    given = (brought_by.principal if brought_by else None, received_by.principal if received_by else None)
    when = last.occurred_at == (occurred_at or last.recorded_at)
    return said is not None and known == safe and units == given and when and same_content(said, {"place": place})


def heed_outcome(
    step: Step, outcome: str, *, by: Member, now: datetime, occurred_at: datetime | None, precision: str
) -> None:
    """What the outcome of a step says about how the child is now. (Part of doing a step, after its next steps opened.)"""
    pressure_over(step, outcome, by=by, now=now, occurred_at=occurred_at, precision=precision)
    kind = pack().step_kinds.get(step.kind)
    says = kind.outcomes[outcome].says if kind else ""
    if not says or step.child_id is None or (says == "safe" and step.child_id not in signs(step.case_id).danger):
        return
    child = Person(id=step.child_id, case=step.case, child_id=step.child_id)  # its row need not be ours to see
    heed_word(says, step.case, child, by=by, now=now, occurred_at=occurred_at, precision=precision, strand=step.strand,
              facts={"step": step.id}, hidden_from=step.hidden_from)  # fmt: skip


def heed_word(
    says: str,
    case: Case,
    child: Person,
    *,
    by: Member,
    now: datetime,
    occurred_at: datetime | None,
    precision: str,
    strand: Strand | None = None,
    facts: dict[str, object] | None = None,
    hidden_from: int | None = None,
) -> None:
    """Somebody's word on how the child is now, `danger` or `safe`: a sign for every unit with a part in the case.

    What was seen stays in its compartment. `hidden_from`: a unit that is not told, nor asked for what opens: what says it is hidden
    from it. (Part of the story of the outcome or the observation that says it.)
    """
    record(
        f"child.{says}",
        by=by,
        now=now,
        subject=child,
        case_id=case.id,
        child_id=child.id,
        occurred_at=occurred_at,
        precision=precision,
        facts=facts,
    )
    if says == "danger":
        _make_safe(case, child, by, now, strand, hidden_from)


def undo_sign(step: Step, by: Member, now: datetime) -> None:
    """What the outcome of a step said about the child was a mistake: the word before it stands again. (Part of mending.)"""
    if step.child_id is not None and not undo_over(step, by, now):
        child = Person(id=step.child_id, case=step.case, child_id=step.child_id)
        undo_words(child, {"facts__step": str(step.id)}, by, now)


def undo_words(child: Person, said_by: dict[str, str], by: Member, now: datetime) -> None:
    """What an outcome or an observation said about a child no longer counts. (Part of mending.)

    Those who were told are told, unless somebody else's word still says danger. Where what is taken back had said that
    the child is safe, the danger before it stands again, and what it asks for opens.
    """
    case_id, before = child.case_id, child.id in signs(child.case_id).danger
    said = LedgerEntry.objects.filter(case_id=case_id, child_id=child.id, act__in=("child.danger", "child.safe"))
    for entry in said.filter(**said_by).order_by("id"):
        if not LedgerEntry.objects.filter(case_id=case_id, facts__undoes=str(entry.id)).exists():
            record("child.undo", by=by, now=now, subject=child, case_id=case_id, child_id=child.id,
                   facts={"undoes": entry.id})  # fmt: skip
    after = child.id in signs(case_id).danger
    if before and not after:
        tell("child.undone", child, by, now)
    elif after and not before:
        _make_safe(child.case, child, by, now)


@story
def raise_urgency(*, case: Case, urgency: str, by: Member, now: datetime) -> Case:
    """The case is more urgent than it was thought: what an emergency opens, opens; our own open steps are due sooner.

    Steps of other units keep their clocks: those units took them over with a time of their own.
    """
    lock(case.id)
    rules.check_works_cases(by, now)
    rules.check_works_on(case, by)
    case.refresh_from_db()
    ranks = [code for code in URGENCIES if code in pack().urgencies]
    if urgency not in ranks:
        raise Invalid(_("Choose how urgent this is."), field="urgency")
    if case.state != "open":
        raise CannotMove(_("This case is closed. Open the part of it again that there is more to do in."))
    if ranks.index(urgency) <= ranks.index(case.urgency):
        raise CannotMove(_("The case is as urgent as that already."))
    check_tells_nobody(case)
    _more_urgent(case, urgency, by, now)
    for step in case.steps.filter(holder=by.own_principal, state="open"):
        _sooner(step, urgency, now)
    near = case.steps.order_by("id").select_related("strand").first()
    if near is not None:
        open_for_danger(Step(case=case, strand=near.strand), by=by, now=now)
    return case


def at_risk_again(strand: Strand, *, by: Member, now: datetime) -> None:
    """A part opens again since a child is in danger: an emergency from now on, and what that opens, opens once more.

    Of the care of a child, or of justice with one child, it is a word on that child; of several nobody has said which one:
    the step that makes safe opens for each. (Part of opening a part again.)
    """
    case = strand.case
    if case.urgency != URGENCIES[-1] and URGENCIES[-1] in pack().urgencies:
        _more_urgent(case, URGENCIES[-1], by, now)
    known = case.people.filter(part="survivor", in_error_at=None).values_list("id", flat=True)
    children = [strand.child_id] if strand.child_id else list(known)
    if len(children) == 1:
        child = Person(id=children[0], case=case, child_id=children[0])  # its row need not be ours to see
        heed_word("danger", case, child, by=by, now=now, occurred_at=None, precision="instant",
                  strand=strand if strand.child_id else None)  # fmt: skip
    about = Step(case=case, strand=strand, child_id=strand.child_id, person_id=strand.child_id)
    open_for_danger(about, by=by, now=now, again=True)


def _more_urgent(case: Case, urgency: str, by: Member, now: datetime) -> None:
    before, case.urgency, case.version = case.urgency, urgency, case.version + 1
    case.save()
    record("case.urgency", by=by, now=now, subject=case, case_id=case.id, facts={"urgency": urgency, "before": before})


URGENCIES = ("normal", "urgent", "emergency")
"""From the least to the most pressing."""


def slower(urgency: str, than: str) -> bool:
    """Whether a clock of this urgency runs longer than one of the other; of codes that the country does not rank, never."""
    return urgency in URGENCIES and than in URGENCIES and URGENCIES.index(urgency) < URGENCIES.index(than)


def _sooner(step: Step, urgency: str, now: datetime) -> None:
    kind = pack().step_kinds.get(step.kind)
    if kind is not None:
        step.due_at = min(step.due_at, after(now, kind.due.for_urgency(pack().urgencies[urgency])))
    step.urgency, step.call_at, step.version = urgency, step.due_at, step.version + 1
    step.save()


def _make_safe(
    case: Case, child: Person, by: Member, now: datetime, strand: Strand | None = None, hidden_from: int | None = None
) -> None:
    strand = strand or Strand.objects.filter(case=case, kind="care", child_id=child.id).first()
    _open_safety(strand, child, by, now, hidden_from)
    tell("child.danger", child, by, now, without=hidden_from)


def _open_safety(strand: Strand | None, child: Person, by: Member, now: datetime, hidden_from: int | None) -> None:
    """The step that makes the child safe, unless one is open; with us, or with us while it is offered, at once."""
    if strand is not None and strand.kind == "care" and safety_kind():
        about = Step(case=child.case, strand=strand, child_id=child.id, person_id=child.id, hidden_from=hidden_from)
        open_kind(safety_kind(), "same_holder", about, by=by, now=now, child=child, at_once=True)


def tell(what: str, child: Person, by: Member, now: datetime, *, without: int | None = None) -> None:
    """Who opened the case, and the desks of the area that the pathway names for the safety step. A code, no more.

    `what`: child.danger, or child.undone where that was said by mistake.
    """
    case = child.case
    _queue(
        what,
        child,
        {case.opened_by_unit_id, *(unit.principal for unit in desks_of(case, now))} - {by.unit_id, without},
        now,
    )


def tell_of_closing(strand: Strand, unsafe: set[UUID], by: Member, now: datetime) -> None:
    """A part closes while children are not safe: the desks, and who holds or handed on open work here, must know.

    Work in parts that are sealed to the session is told through the desks. (Part of closing a part, before its steps end.)
    """
    if not unsafe:
        return
    case = strand.case
    steps = Step.objects.filter(case=case, state__in=OPEN_STATES)
    asked = Handoff.objects.filter(case=case, state__in=(*ASKING, *TAKEN)).exclude(state="draft")
    units = {
        case.opened_by_unit_id,
        *(unit.principal for unit in desks_of(case, now)),
        *(step.holder_id for step in steps),
    }
    for handoff in asked:
        units |= {handoff.from_unit_id, handoff.to_unit_id}
    for child in sorted(unsafe):
        _queue("child.part_closed", Person(id=child, case=case, child_id=child), units - {by.unit_id}, now)


def desks_of(case: Case, now: datetime) -> list[Unit]:
    """The desks of the area that the pathway names for the safety step, its holder first."""
    kind = pack().step_kinds[safety_kind()]
    codes = [code for code in (kind.default_holder, *kind.inform) if code in pack().agency_kinds]
    desks = [unit_for(code, case.area, now) for code in codes]
    return [unit for unit in desks if unit is not None]


def _queue(what: str, child: Person, units: set[int], now: datetime) -> None:
    case = child.case
    for unit in sorted(units):
        queue(what, to_unit=unit, subject=child, now=now, dedupe=str(uuid7()), urgency="emergency",
              case_id=case.id, case_code=case.code)  # fmt: skip
