"""Who may share what, with whom, on which ground; who decides, looks at it afterwards, and ends it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connections
from django.db.models import Q
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import leads, now_of, units
from samaki.cases import rules
from samaki.cases.models import Case, Person
from samaki.cases.operations import sees
from samaki.cases.sharing.models import Consent, Disclosure
from samaki.countries import Reason
from samaki.database import current_alias
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, tell

COMPARTMENTS = ("identity", "placement", "care", "justice", "intelligence")
"""What can be given. Who told us never is: that needs two persons and a reason of its own."""

OF_A_CHILD = frozenset({"identity", "placement", "care"})
"""Given for one child by name, never for all children of a case at once."""

CARERS = ("guardian", "family")
"""Parts of the people who can be asked for consent on a child's behalf, and who have a standing."""

OF_AGE = 18
"""Years (Cambodian law on suppression of trafficking, 2008, article 7: a minor is below 18)."""

UNSURE_BY = 3
"""Years by which an age that was guessed may be wrong."""

LONGEST = timedelta(days=366)


def check_gives(case: Case, by: Member, now: datetime) -> None:
    """A member who works on cases, of a unit that works on this one: whoever is only asked, or reads, gives nothing on."""
    rules.check_works_cases(by, now)
    rules.check_works_on(case, by)


def check_parts(case: Case, child: Person | None, compartments: Collection[str], by: Member) -> None:
    """Parts of the file in which the member's own unit works, for this child (None: for the whole case)."""
    if not compartments or set(compartments) - set(COMPARTMENTS) or set(compartments) - set(pack().compartments):
        raise Invalid(_("Choose which parts of the file."), field="compartments")
    if child is None and set(compartments) & OF_A_CHILD:
        raise Invalid(_("Choose the child: names, the place and care are given for one child only."), field="person")
    if child is not None and child.part != "survivor":
        raise Invalid(_("Choose a child of this case."), field="person")
    child_id = child.id if child else None
    shut = [code for code in compartments if not sees(case.id, code, child_id, by, works=True)]
    if shut:
        raise Invalid(
            _("Your unit does not work in every part that you chose, so it cannot give it to others."),
            field="compartments",
        )


def check_recipient(to_unit: Unit | None, by: Member, now: datetime) -> Unit:
    """An open unit other than one's own, of a kind that works on cases."""
    working = {kind for step in pack().step_kinds.values() for kind in step.may_hold}
    if to_unit is None or not units(now).filter(principal=to_unit.principal).exists() or to_unit.kind not in working:
        raise Invalid(_("Choose a unit that works on cases."), field="to_unit")
    if to_unit.principal == by.unit_id:
        raise Invalid(_("This is your own unit. Choose another one."), field="to_unit")
    return to_unit


WAYS = ("subject_how", "subject_identified")
"""Lists whose entries are ways of doing something, not reasons."""


def check_listed(name: str, code: str, field: str, text: str | None = None) -> Reason:
    """A code of a list of the pack; with its words where the list asks for them (`text` None: not looked at)."""
    found = pack().reasons[name].get(code)
    if found is None:
        raise Invalid(_("Choose one from the list."), field=field)
    if found.needs_text and text is not None and not text.strip():
        said = _("Say in a few words in which way.") if name in WAYS else _("Say in a few words what the reason is.")
        tell(Invalid(said, field="text"))
    return found


def check_until(purpose: Reason | None, until: datetime | None, now: datetime) -> datetime | None:
    """An end in the future, no later than the purpose allows."""
    if until is None or until <= now:
        raise Invalid(_("Say until when, in the future."), field="until")
    longest = timedelta(days=purpose.max_days, hours=24) if purpose and purpose.max_days else LONGEST
    if until > now + longest:
        raise Invalid(
            _("For this purpose it can be shared for at most %(days)s days; then it is decided anew.")
            % {"days": (longest - timedelta(hours=24)).days if purpose and purpose.max_days else longest.days},
            field="until",
        )
    return until


def standing_of(case: Case, child: Person | None, purpose: str, to_unit: Unit, rests_on: str) -> Consent | None:
    """What carries sharing on this ground: the newest consent (or decision) about this child, purpose and recipient.

    None: the ground needs nothing of the kind. Raises Invalid with what to do where it is missing or does not hold any more.
    """
    if not rests_on:
        return None
    if child is None:
        raise Invalid(_("Consent is about one child. Choose the child."), field="person")
    results = ("given", "refused", "incomplete") if rests_on == "consent" else ("decided", "decided_against")
    rows = Consent.objects.filter(case=case, child_id=child.id, purpose=purpose, to_unit=to_unit, result__in=results)
    newest = rows.order_by("-recorded_at", "-id").first()
    if newest is None or not newest.carries:
        raise Invalid(missing(newest, rests_on), field="ground")
    if newest.guardian_id and is_conflicted(newest.guardian_id):
        raise Invalid(
            _("The guardian who agreed is now known to be in conflict with the child. Ask another one who protects the child, or "
              "let a lead decide in the best interests of the child."), field="ground")  # fmt: skip
    return newest


def missing(newest: Consent | None, rests_on: str) -> str:
    """What stands in the way, and what to do."""
    if rests_on == "best_interests":
        return _(
            "No decision in the child's best interests stands for this purpose and this unit. A lead writes it first."
        )
    if newest is None:
        return _(
            "No consent is recorded for this child, this purpose and this unit. Record it first, or choose another ground."
        )
    if newest.withdrawn_at is not None:
        return _("This consent was withdrawn. Ask anew, or choose another ground.")
    if newest.result == "refused":
        return _("They did not agree. Do not share, or choose another ground and say why.")
    return _("The consent is not complete: see on its page what is missing, and record it anew.")


def standing(person: Person | None) -> str:
    """Of a guardian or of family: protective, unknown or conflicted. Who may not be known has none: unknown."""
    return (person.standing or "unknown") if person is not None else "unknown"


def check_place_stays_safe(case: Case, child: Person | None, compartments: Collection[str], purpose: Reason) -> None:
    """What may come to a family in conflict with the child never says where the child is."""
    if purpose.reaches_family and "placement" in compartments and has_conflicted_guardian(case, child):
        raise Invalid(
            _("Somebody of the family, or a guardian, is in conflict with the child's interests: where the child stays does not go "
              "along for this purpose."), field="compartments")  # fmt: skip


def has_conflicted_guardian(case: Case, child: Person | None) -> bool:
    """Also for who may not know who that is."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.has_conflicted_guardian(%s, %s)", [case.id, child.id if child else None])
        return bool(cursor.fetchone()[0])


def is_conflicted(guardian_id: UUID) -> bool:
    """Of one person, also for who may not know them."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.is_conflicted(%s)", [guardian_id])
        return bool(cursor.fetchone()[0])


def is_of(unit: int, by: Member) -> bool:
    """Whether this is the member's unit, or one that became part of it."""
    return unit == by.unit_id or now_of([unit])[unit] == by.unit_id


def check_of_ours(disclosure: Disclosure, by: Member) -> None:
    """It was given by the member's unit, or by one that is part of it now."""
    if not is_of(disclosure.from_unit_id, by):
        raise NotAllowed(_("This was shared by %(unit)s. Ask them.") % {"unit": disclosure.from_unit.name})


def check_stops(disclosure: Disclosure, by: Member, now: datetime) -> None:
    """Whoever works on cases there, or watches over what the unit shares; while it runs."""
    check_of_ours(disclosure, by)
    if "confidentiality_officer" not in by.roles(now):
        rules.check_works_cases(by, now)
    if not disclosure.live or (disclosure.until is not None and disclosure.until <= now):
        raise CannotMove(_("This has ended already, or was never shared."))


def watches(by: Member, unit: Unit, now: datetime) -> bool:
    """A lead or the confidentiality officer of the unit that gave."""
    if is_of(unit.principal, by):
        return bool(by.roles(now) & {"head", "team_lead", "confidentiality_officer"})
    return leads(by, unit, now)


def check_reviews(disclosure: Disclosure, by: Member, now: datetime) -> None:
    """A lead or the confidentiality officer of the unit that gave it, or a lead of the unit above; once; never who decided it."""
    if not watches(by, disclosure.from_unit, now):
        raise NotAllowed(_("A lead of your unit, or its confidentiality officer, looks at this."))
    if disclosure.decided_by == by.id:
        raise NotAllowed(_("You decided this yourself: somebody else must look at it."))
    if not disclosure.waits_for_review:
        raise CannotMove(_("Nothing is to be looked at here, or somebody has done so."))


# ---------------------------------------------------------------- consent
def check_child(child: Person | None) -> Person:
    """A child of the case, not entered by mistake."""
    if child is None or child.part != "survivor" or child.in_error_at is not None:
        raise Invalid(_("Choose a child of this case."), field="person")
    return child


def check_asks(child: Person, by: Member, now: datetime) -> None:
    """A unit that works for the child writes down what was answered."""
    rules.check_works_cases(by, now)
    rules.check_works_for(child, by)


def check_guardian(guardian: Person | None, child: Person) -> None:
    """Somebody of the family or a guardian of this child, on the same file."""
    if guardian is None:
        return
    if guardian.part not in CARERS or guardian.child_id not in (None, child.id) or guardian.in_error_at is not None:
        raise Invalid(_("Choose a guardian or somebody of the family of this child."), field="guardian")
    if standing(guardian) == "conflicted":
        raise Invalid(
            _("This person is in conflict with the child's interests and can neither agree nor refuse. Ask somebody else who "
              "protects the child, or let a lead decide in the best interests of the child."), field="guardian")  # fmt: skip


def of_age(child: Person) -> bool:
    """Grown up beyond doubt: nobody else agrees for them. Who may still be a child is treated as one."""
    return child.age is not None and child.age >= OF_AGE + (UNSURE_BY if child.age_estimated else 0)


def check_decides(child: Person, by: Member, now: datetime) -> None:
    """A lead of a unit that works in this child's care; not while a guardian who protects the child can be asked."""
    check_asks(child, by, now)
    if not leads(by, by.unit, now):
        raise NotAllowed(_("A lead of the unit decides this, by name. Ask them."))
    if not sees(child.case_id, "care", child.id, by, works=True):
        raise NotAllowed(_("This part of the file is not open to your unit."))
    protecting = Person.objects.filter(case=child.case, part__in=CARERS, standing="protective", in_error_at=None)
    if protecting.filter(Q(child_id=child.id) | Q(child_id=None)).exists():
        raise CannotMove(_("A guardian who protects the child is on the file. Ask them, and record what they answer."))


def check_withdraws(consent: Consent, why: str, by: Member, now: datetime) -> None:
    """Any unit that works for the child takes a withdrawal; what was a mistake, who recorded it or a lead there."""
    with_whom = Person.objects.select_related("case").get(id=consent.child_id)
    check_asks(with_whom, by, now)
    if consent.withdrawn_at is not None:
        raise CannotMove(_("This was withdrawn already."))
    check_listed("withdrawal", why, "why")
    if why == "mistake" and consent.recorded_by != by.id and not leads(by, consent.unit, now):
        raise NotAllowed(
            _("Only who recorded it, or a lead of that unit, can change it. Ask them; here is what they recorded.")
        )
    _check_guardian_may_withdraw(consent, why)


def _check_guardian_may_withdraw(consent: Consent, why: str) -> None:
    if why != "guardian":
        return
    if consent.guardian_id is None or is_conflicted(consent.guardian_id):
        raise Invalid(
            _("A guardian who is in conflict with the child, or who was not asked, does not withdraw this. If the child no longer "
              "agrees, say that."), field="why")  # fmt: skip


def check_stands(person: Person, by: Member, now: datetime) -> None:
    """A guardian or family of a child for whom the unit works in care."""
    rules.check_works_cases(by, now)
    rules.check_works_for(person, by)
    if person.part not in CARERS:
        raise Invalid(_("A standing is of guardians and family only."), field="standing")


def child_of(case: Case, child_id: UUID | None) -> Person | None:
    """The child with this key on the case, as far as the session sees it."""
    return Person.objects.select_related("case").filter(case=case, id=child_id).first() if child_id else None
