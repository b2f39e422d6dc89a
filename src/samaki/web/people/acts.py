"""What can be done on the page of a person. Each act has its name; a form without one changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.cases import corrections, finding, identity
from samaki.cases.models import Case, Person
from samaki.cases.operations import UNCHANGED
from samaki.court.telling import PARTS as AGAINST
from samaki.database.refusals import Invalid, tell, together
from samaki.journeys import mistakes
from samaki.journeys.places import PURPOSES
from samaki.web.fields import Unsure, typed, typed_list, typed_moment, typed_number
from samaki.web.pages import StaffRequest
from samaki.web.people.fields import typed_identity
from samaki.web.words import part_name

Act = Callable[[Person, StaffRequest], dict[str, str] | str]
"""Answers what is known, to be shown now, or the word of what was saved."""


def ask_if_known(case: Case, part: str, told: dict[str, str] | None, request: StaffRequest) -> None:
    """Somebody of the same name is named or accused on this case already: asked about once, and taken when it is sent again."""
    name = next((one for one in finding.NAMES if told and told.get(one)), "")
    if part not in AGAINST or not told or not name or typed(request, f"{name}_sure") == told[name]:
        return
    known = finding.alike_on(case, AGAINST, told)
    if known is not None:
        said = _(
            "%(person)s of this case has this name. Is this somebody else of the same name? Then press the button once more."
        )
        tell(Unsure(said % {"person": part_name(known, request.lang)}, told[name], name))


def look(person: Person, request: StaffRequest) -> dict[str, str]:
    """Show the name for a purpose; the look is recorded."""
    purpose = typed(request, "purpose")
    if purpose not in PURPOSES:
        raise Invalid(_("Choose what you need it for."), field="purpose")
    return identity.look_at_identity(person=person, by=request.member, now=request.now, purpose=purpose)


@together()
def correct(person: Person, request: StaffRequest) -> str:
    """Add or correct; what is left empty stays."""
    age = typed_number(request, "age", most=120)
    estimated = {"yes": True, "no": False}.get(typed(request, "age_estimated"), UNCHANGED)
    words = typed_identity(request)
    identity.correct_person(
        person=person,
        sex=typed(request, "sex") or UNCHANGED,
        age=UNCHANGED if age is None else age,
        age_estimated=estimated,
        identity=words,
        identity_version=typed_number(request, "identity_version", most=10**6),
        version=typed_number(request, "version", most=10**6),
        by=request.member,
        now=request.now,
    )
    sealed = words and not identity.standing(person, request.member, request.now).reads
    return "sealed" if sealed else "saved"


def remove(person: Person, request: StaffRequest) -> str:
    """Take away what was ticked; the older records stay."""
    ticked = typed_list(request, "remove")
    if not ticked or set(ticked) - {"age", *identity.IDENTITY}:
        raise Invalid(_("Tick what is to be removed."), field="remove")
    identity.correct_person(
        person=person,
        age=None if "age" in ticked else UNCHANGED,
        identity={name: None for name in ticked if name != "age"},
        identity_version=typed_number(request, "identity_version", most=10**6),
        version=typed_number(request, "version", most=10**6),
        by=request.member,
        now=request.now,
    )
    return "removed"


def take_back(person: Person, request: StaffRequest) -> str:
    """Undo the last change of the name."""
    version = typed_number(request, "identity_version", most=10**6)
    identity.take_back_identity(person=person, version=version, by=request.member, now=request.now)
    return "undone"


def mistake(person: Person, request: StaffRequest) -> str:
    """They were put on the file by mistake."""
    mistakes.mark_person_error(person=person, text=typed(request, "text"), by=request.member, now=request.now)
    return "mistake"


def mend_note(case: Case, compartment: str, key: UUID, request: StaffRequest) -> None:
    """Write one note anew, or say that it was a mistake."""
    given: dict[str, Any] = {
        "case": case,
        "compartment": compartment,
        "record_id": key,
        "by": request.member,
        "now": request.now,
    }
    if typed(request, "act") != "mistake":
        with together():
            occurred_at, precision = typed_moment(request, "occurred_at", request.now)
            corrections.correct_note(**given, text=typed(request, "text"), occurred_at=occurred_at, precision=precision)
        return
    try:
        mistakes.mark_note_error(**given, text=typed(request, "why"))
    except Invalid as refusal:
        raise refusal.renamed(text="why") from None


ACTS: dict[str, Act] = {"look": look, "correct": correct, "remove": remove, "undo": take_back, "mistake": mistake}
