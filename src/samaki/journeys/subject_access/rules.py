"""Who records that somebody asks what is held about a child, who decides, who hands it over. The database asks again (migration 0054)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.cases.mending import check_mends, entry_of
from samaki.cases.models import Case, Person
from samaki.cases.operations import sees
from samaki.cases.rules import check_works_cases, may
from samaki.cases.sharing import rules as sharing
from samaki.countries.kinds import Reason
from samaki.database.refusals import CannotMove, Erased, Invalid, NotAllowed, tell
from samaki.journeys.guarding.conflicts import guarded
from samaki.journeys.guarding.rules import check_officer, check_words
from samaki.journeys.guarding.words import ask
from samaki.journeys.subject_access.models import GIVEN, SubjectAccess, SubjectHandover
from samaki.journeys.subject_access.states import MOVES

ASKERS = ("child", "guardian", "lawyer")

ROOMS = ("identity", "placement", "care", "justice")
"""Parts that can be given. Never who told us, nor unproven leads: there is no answer by which these could be chosen."""

WORKS_IN = ("care", "justice")
"""A unit that works for the child in one of these takes the request."""

FORMS = ("page", "file")

OLDEST = timedelta(days=366)
"""So long ago a request can have been made that is recorded today."""

WAY = {
    "unknown": lambda: _("Nobody has said yet that this guardian protects the child, so nothing is given to them. The child can ask, or a "
                         "lawyer of the child; or say first how the guardian stands to the child."),
    "conflicted": lambda: _("This guardian is in conflict with the child's interests, so nothing is given to them. The child can ask, or a "
                            "lawyer of the child."),
}  # fmt: skip
"""Standing of a guardian -> the sentence that refuses and names the way."""


def check_records(case: Case, by: Member, now: datetime) -> None:
    """A member who works on cases; nothing is held any more of what was erased."""
    check_works_cases(by, now)
    if Case.objects.values_list("erased_at", flat=True).get(id=case.id) is not None:
        raise Erased()


def check_takes(case: Case, child: Person, by: Member) -> list[str]:
    """The unit works in care or justice for this child; returns the parts in which it works."""
    rooms = [code for code in ROOMS if sees(case.id, code, child.id, by, works=True)]
    if not set(rooms) & set(WORKS_IN):
        raise NotAllowed(
            _(
                "Your unit works neither in the care of this child nor in the justice part. Ask a unit that does to record it."
            )
        )
    return rooms  # fmt: skip


def check_asker(asker: str, guardian: Person | None, child: Person) -> None:
    """The child, a guardian who protects the child, or the child's lawyer."""
    if asker not in ASKERS:
        raise Invalid(_("Choose who asks."), field="asker")
    if asker != "guardian":
        return
    if guardian is None or guardian.part not in sharing.CARERS or guardian.child_id not in (None, child.id):
        raise Invalid(_("Choose a guardian or somebody of the family of this child."), field="guardian")
    if sharing.of_age(child):
        raise Invalid(
            _("This person is grown up: nobody asks for them but they themselves, or their lawyer."), field="asker"
        )
    if guardian.in_error_at is not None or (stands := sharing.standing(guardian)) == "unknown":
        raise NotAllowed(WAY["unknown"]())
    if stands != "protective":
        raise NotAllowed(WAY["conflicted"]())  # fmt: skip


def check_asked_at(asked_at: datetime, precision: str, now: datetime) -> None:
    """A day, not longer ago than a year: the clock counts from it."""
    if precision not in ("instant", "day"):
        tell(Invalid(_("Write the day on which they asked: the time to answer counts from it."), field="asked_at"))
    elif not now - OLDEST <= asked_at <= now:
        tell(Invalid(_("They asked today or earlier, and not more than a year ago."), field="asked_at"))


def ways_to_know(who: str) -> list[Reason]:
    """How we can know that it is they, for this sort of asker: a mandate is a lawyer's."""
    return [one for one in pack().reasons["subject_identified"].values() if one.strand in ("", who)]


def check_known(who: str, code: str, text: str) -> None:
    """A way that fits whoever receives it, with its words where the list asks for them."""
    if code not in {one.code for one in ways_to_know(who)}:
        raise Invalid(
            _("Choose how you know that it is they: a way that fits whoever receives it."), field="identified"
        )
    check_listed("subject_identified", code, "identified", text)


def check_listed(name: str, code: str, field: str, text: str) -> None:
    """A code of a list of the pack, with words where the list asks for them."""
    sharing.check_listed(name, code, field, text)


def check_move(row: SubjectAccess, name: str) -> None:
    """The machine has this move from the request's state."""
    if row.state not in MOVES[name].sources:
        raise CannotMove(STANDS[row.state]())


STANDS = {
    "asked": lambda: _("This is not decided yet. A confidentiality officer of the unit decides what is given."),
    "decided": lambda: _("This was decided already. Look at what was decided."),
    "withdrawn": lambda: _("This request was withdrawn. If they ask again, record it anew."),
    "mistake": lambda: _("This request was recorded by mistake. If somebody does ask, record it anew."),
}


def check_officer_of(row: SubjectAccess, by: Member, now: datetime) -> None:
    """A confidentiality officer of the agency whose unit recorded it; not who recorded it."""
    check_officer(by, now)
    if row.unit_id not in guarded():
        raise NotAllowed(_("A confidentiality officer of %(unit)s decides this.") % {"unit": row.unit.name})
    if row.recorded_by == by.id:
        raise NotAllowed(_("You recorded this request yourself. Somebody else must decide it."))
    if not Case.objects.filter(id=row.case_id).exists():
        raise NotAllowed(_("This case is not open to your own unit. A confidentiality officer who is a member of %(unit)s decides this.")
                         % {"unit": row.unit.name})  # fmt: skip


def check_parts(row: SubjectAccess, parts: Mapping[str, str], text: str) -> None:
    """For each part: given, or a reason of the list that fits it; why, in words, where something is withheld."""
    reasons = pack().reasons["subject_withheld"]
    for code in row.rooms:
        answer = parts.get(code, "")
        reason = reasons.get(answer)
        if answer != GIVEN and (reason is None or reason.strand not in ("", code)):
            tell(
                Invalid(_("Choose for each part: given, or a reason from the list that fits it."), field=f"part_{code}")
            )
    if any(parts.get(code, "") != GIVEN for code in row.rooms):
        check_words(text)
    if parts.get("placement") == GIVEN and not place_is_open(row):
        said = _("Somebody of the family, or a guardian, is in conflict with the child's interests: where the child stays is not given to "
                 "a guardian.")  # fmt: skip
        tell(Invalid(said, field="part_placement"))


def check_reads(row: SubjectAccess, parts: Mapping[str, str], by: Member) -> None:
    """Nobody decides to give what they cannot read."""
    for code in row.rooms:
        if parts.get(code) == GIVEN and not sees(row.case_id, code, row.child_id, by, works=True):
            said = _("Your own unit does not work in this part any more, or never did, so you cannot read what you would give. Choose a "
                     "reason, or let a confidentiality officer of %(unit)s decide.")  # fmt: skip
            tell(Invalid(said % {"unit": row.unit.name}, field=f"part_{code}"))


def stands(row: SubjectAccess) -> tuple[bool, bool]:
    """(the guardian who asked still protects the child, anybody of the family is in conflict with the child), also for who may not
    know them; (False, False) for who does not see the request."""
    found = ask("subject_stands", row.id)
    return (bool(found[0][0]), bool(found[0][1])) if found else (False, False)


def is_erased(row: SubjectAccess) -> bool:
    """Whether its case was erased, also for an officer who does not see the case."""
    found = ask("subject_stands", row.id)
    return bool(found and found[0][2])


def place_is_open(row: SubjectAccess) -> bool:
    """Where the child stays goes to a guardian only while nobody of the family is in conflict with the child."""
    return row.asker != "guardian" or stands(row) == (True, False)


def check_still_may(row: SubjectAccess) -> None:
    """A guardian is still one who protects the child, asked again at every step."""
    if row.asker == "guardian" and not stands(row)[0]:
        raise NotAllowed(_("The guardian who asked is not known any more to protect the child, so nothing is given to them. The child can "
                           "ask, or a lawyer of the child."))  # fmt: skip


def check_of_unit(row: SubjectAccess, by: Member, now: datetime) -> None:
    """Whoever works on cases in the unit that recorded it."""
    check_works_cases(by, now)
    if not sharing.is_of(row.unit_id, by):
        raise NotAllowed(_("This was recorded by %(unit)s. Ask them.") % {"unit": row.unit.name})


def check_hands(row: SubjectAccess, handed: int, by: Member, now: datetime) -> None:
    """The unit that recorded it, while what was decided stands and can be collected."""
    check_of_unit(row, by, now)
    if row.state != "decided":
        raise CannotMove(STANDS[row.state]())
    if row.expires_at is None or row.expires_at <= now:
        raise CannotMove(_("The time to collect this is over. If they still want it, record that they ask again."))
    if handed >= row.most:
        raise CannotMove(
            _("This was handed over as often as it may be. If they need it again, record that they ask again.")
        )
    check_still_may(row)


def check_marks(row: SubjectAccess, by: Member, now: datetime) -> None:
    """Who recorded it, or a lead of that unit."""
    check_works_cases(by, now)
    check_mends(entry_of(row.id, "subject_access.ask"), Unit.objects.get(principal=row.unit_id), by, now)
    check_move(row, "mistake")


def check_marks_handover(row: SubjectHandover, by: Member, now: datetime) -> None:
    """Who handed it over, or a lead of that unit; once."""
    check_works_cases(by, now)
    if row.in_error_at is not None:
        raise CannotMove(_("This was taken back already."))
    check_mends(entry_of(row.id, "subject_access.hand"), Unit.objects.get(principal=row.unit), by, now)


def decides(row: SubjectAccess, by: Member, now: datetime) -> bool:
    """The yes/no twin of `check_officer_of`, for the page."""
    return may(check_officer_of, row, by, now)
