"""Who may do what to a case's steps, strands and people. Each rule raises a sentence; `may` gives its yes/no twin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Membership, Unit
from samaki.agencies.queries import leads
from samaki.cases.models import NOT_WORK, OPEN_STATES, Case, Person, Step, Strand
from samaki.cases.safety import check_leaves_nobody_in_danger
from samaki.cases.states import MOVES
from samaki.countries import Reason
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Refusal, together

NO_CASEWORK = frozenset({"confidentiality_officer", "unit_admin", "mentor", "trainer", "oversight", "admin"})
"""Roles that do no work on cases by themselves: they watch over sharing, advise, teach, see figures, keep the machine."""


LONGEST_NAME, LONGEST_CONTACT = 200, 2000
"""Letters."""

MOST_OF_A_PART = 60
"""People of one part (survivors, witnesses, ...) on one file, those entered by mistake counted: more is a slip, or a
program gone wild."""

MOST_ACCUSED = 300
"""The same of accused and persons named: a raid on a compound may name hundreds."""

LONGEST_HOLD = timedelta(days=366)
"""For reasons that name no limit of their own: nothing rests for ever."""


def may(rule: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
    """The yes/no twin of a rule, for the page."""
    try:
        rule(*args, **kwargs)
    except Refusal:
        return False
    return True


def check_works_cases(by: Member, now: datetime) -> None:
    """A member with at least one role that works on cases."""
    if not by.roles(now) - NO_CASEWORK:
        raise NotAllowed(_("Your role does not work on cases."))


def check_takes_steps(worker: Member | None, now: datetime) -> None:
    """Who is named for a step has a role that takes steps; None: nobody is named."""
    if worker is not None and not worker.roles(now) - NO_CASEWORK:
        raise Invalid(_("The role of this person takes no steps. Choose somebody else of your unit."), field="worker")


def taking_steps(unit: Unit, now: datetime) -> QuerySet[Member]:
    """Active members of the unit with such a role, by username."""
    roles = Membership.objects.live(now).filter(member_id=OuterRef("id"), unit=OuterRef("unit_id"))
    takes = Exists(roles.exclude(role__in=NO_CASEWORK))
    return Member.objects.filter(takes, unit=unit, is_active=True).order_by("username")


def check_holds(step: Step, by: Member, now: datetime) -> None:
    """The step is held by the member's unit."""
    check_works_cases(by, now)
    if step.holder_id != by.unit_id:
        raise NotAllowed(_("This step is held by %(unit)s. Only they can do this.") % {"unit": step.holder.name})


def check_step_moves(step: Step, move: str) -> None:
    """The step machine has this move from the step's state."""
    if step.state not in MOVES[move][0]:
        raise CannotMove(_("This step has ended. Open it again by a new step if there is more to do."))


def check_leads(unit: Unit, by: Member, now: datetime) -> None:
    """Heads and team leads of the unit, or of the unit above it."""
    if not leads(by, unit, now):
        raise NotAllowed(_("Only a team lead or the head of the unit can do this."))


def check_reason(list_name: str, code: str, text: str = "") -> Reason:
    """A reason of the pack's list, with its sentence where the list asks for one."""
    reason = pack().reasons[list_name].get(code)
    if reason is None:
        raise Invalid(_("Choose a reason from the list."), field="reason")
    if reason.needs_text and not text.strip():
        raise Invalid(_("Say in a few words what the reason is."), field="text")
    return reason


def check_hold(code: str, text: str, until: datetime, now: datetime) -> None:
    """A hold has a reason of the list, ends in the future, and is not longer than its reason allows."""
    with together() as told:
        reason = told.of(check_reason, "hold", code, text)
        _check_until(reason, until, now)


def _check_until(reason: Reason | None, until: datetime, now: datetime) -> None:
    if until <= now:
        raise Invalid(_("The hold must end in the future."), field="until")
    if until > now + LONGEST_HOLD:
        raise Invalid(_("A hold lasts at most one year; it can be renewed then."), field="until")
    if reason and reason.max_days and until > now + timedelta(days=reason.max_days, hours=1):
        raise Invalid(
            _("For this reason a hold can last at most %(days)s days; it can be renewed then.")
            % {"days": reason.max_days},
            field="until",
        )


def safety_rests(step: Step, until: datetime) -> bool:
    """Whether a hold makes what keeps a child safe, and is pressing, rest past its own due time."""
    kind = pack().step_kinds.get(step.kind)
    pressing = pack().urgencies[step.urgency].uses_urgent_due
    return kind is not None and kind.never_waits and pressing and until > step.due_at


def check_safety_rests(step: Step, until: datetime, text: str) -> None:
    """Asked for in words, never refused: it is for whoever answers for it to read."""
    if safety_rests(step, until) and not text.strip():
        raise Invalid(
            _("This step keeps a child safe, and the hold goes past its time. Say why, and what is done meanwhile."),
            field="text",
        )


def check_may_do(step: Step, by: Member) -> None:
    """Held is not done: who holds a step only while it is offered records no outcome of it, save what never waits."""
    kind = pack().step_kinds.get(step.kind)
    if kind is not None and not kind.may_be_done_by(by.unit.kind):
        whose = pack().agency_kinds[kind.default_holder].label(get_language() or pack().default_language)
        raise NotAllowed(
            _(
                "Units of your kind do not do this step. Hand it on, first of all to: %(whose)s. You hold it until they accept."
            )
            % {"whose": whose}
        )


def check_works_on(case: Case, by: Member) -> None:
    """The member's unit holds a step of the case or has taken one over; to be asked only is not enough."""
    from samaki.cases.queries import open_relations

    works = open_relations(case.id).filter(unit=by.own_principal).exclude(ground__in=NOT_WORK).exists()
    if not works and not case.steps.filter(holder=by.own_principal, state__in=OPEN_STATES).exists():
        raise NotAllowed(_("Your unit holds no work on this case. If you are asked to take a step, accept it first."))


def check_works_for(person: Person, by: Member) -> None:
    """The same for one person: work for this child, or for the whole case, in the part of the file they stand in."""
    from samaki.cases.queries import open_relations

    if Person.objects.filter(id=person.id, in_error_at__isnull=False).exists():
        raise CannotMove(_("This person was entered by mistake. If they belong here after all, add them anew."))
    works = open_relations(person.case_id).filter(unit=by.own_principal).exclude(ground__in=NOT_WORK)
    works = works.filter(Q(child_id__isnull=True) | Q(child_id=person.child_id))
    if person.compartment != "case":
        works = works.filter(compartment=person.compartment)
    held = Step.objects.filter(case_id=person.case_id, holder=by.own_principal, state__in=OPEN_STATES)
    if not works.exists() and not (person.child_id and held.filter(child_id=person.child_id).exists()):
        raise NotAllowed(_("Your unit holds no work on this case. If you are asked to take a step, accept it first."))


def check_number(number: int, part: str = "") -> None:
    """The running number of a person among those of their part on the file."""
    most = MOST_ACCUSED if part in ("accused", "person_named") else MOST_OF_A_PART
    if number > most:
        raise Invalid(_("A case holds at most %(most)s people of one part. Open another case for the others, and write in both "
                        "that they belong together.") % {"most": most}, field="part")  # fmt: skip


def check_identity(identity: Mapping[str, str | None]) -> None:
    """Names of a length that names have."""
    for name, value in identity.items():
        most = LONGEST_CONTACT if name == "contact" else LONGEST_NAME
        if value is not None and len(value) > most:
            raise Invalid(_("This is too long. Please keep it under %(limit)s letters.") % {"limit": most}, field=name)


def check_outcome(step: Step, outcome: str) -> None:
    """An outcome that the pathway names for this kind of step."""
    kind = pack().step_kinds.get(step.kind)
    if kind is not None and outcome not in kind.outcomes:
        raise Invalid(_("Choose an outcome from the list."), field="outcome")


def check_closes_strand(strand: Strand, reason: Reason, by: Member, now: datetime) -> None:
    """Who may close a strand for this reason: a family's wish never ends the justice strand."""
    check_works_cases(by, now)
    if strand.state != "open":
        raise CannotMove(_("This part of the case is already closed."))
    if reason.strand not in ("both", "", None, strand.kind):
        raise Invalid(_("This reason belongs to the other part of the case."), field="reason")
    allowed = reason.decided_by or ()
    if allowed and by.unit.kind not in allowed:
        raise NotAllowed(
            _("Only a recorded decision of the prosecutor or the court ends the justice part for this reason.")
        )
    check_leaves_nobody_in_danger(strand, reason)


def lacks(strand: Strand, reason: Reason) -> bool:
    """Whether the reason says that something was decided of which nothing is recorded as done in this part."""
    done = set(strand.steps.filter(state="done").values_list("kind", "outcome")) if reason.presupposes else set()
    found = {kind for kind, _outcome in done} | {f"{kind}:{outcome}" for kind, outcome in done}
    return bool(reason.presupposes) and not found & set(reason.presupposes)


def check_decision_known(strand: Strand, reason: Reason, text: str) -> None:
    """Asked for in words where it is not recorded, never refused: what was decided on paper is true as well."""
    if lacks(strand, reason) and not text.strip():
        language = get_language() or pack().default_language
        first = pack().step_kinds[reason.presupposes[0].partition(":")[0]]
        said = _("For this reason “%(step)s” should be done, and it is not recorded so in this file. Record it first, or hand "
                 "it on to who does it. If it was decided and only not recorded here, say in your own words when and by "
                 "whom.")  # fmt: skip
        raise Invalid(said % {"step": first.label(language)}, field="text")


def fresh(row: Any, version: int | None) -> None:
    """The edit was made on the version that stands; raises Stale otherwise. None means: the caller did not look."""
    from samaki.database.refusals import Stale

    if version is not None and row.version != version:
        raise Stale(
            _("Somebody changed this in between. Look at what it says now, then change it again."),
            getattr(row, "pk", None),
        )


def check_part(part: str) -> None:
    """A part of the pack's list that somebody plays in a case."""
    if part not in pack().reasons["part"]:
        raise Invalid(_("Choose the part this person plays from the list."), field="part")


def check_sex(sex: str) -> None:
    """A word of the pack's list."""
    if sex not in pack().reasons["sex"]:
        raise Invalid(_("Choose one from the list."), field="sex")


def check_place(place: str | None, safe: bool | None = None) -> None:
    """Where the child is, or in so many words (None) that it is not known; of a place that is not known nobody says that it is safe."""
    if place is not None and not place.strip():
        raise Invalid(_("Write where the child is, or say that it is not known."), field="place")
    if place is None and safe:
        raise Invalid(
            _("You say that the child is safe there, and that the place is not known. Write where it is (it is sealed), or choose that "
              "you do not know whether the child is safe."), field="safe")  # fmt: skip
