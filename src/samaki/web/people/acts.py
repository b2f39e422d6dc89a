"""What can be done on the page of a person. Each act has its name; a form without one changes nothing."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from samaki.cases import identity
from samaki.cases.models import Person
from samaki.cases.operations import UNCHANGED
from samaki.database.refusals import Invalid
from samaki.web.fields import typed, typed_list, typed_number
from samaki.web.pages import StaffRequest
from samaki.web.people.fields import typed_identity

PURPOSES = ("step", "safety", "court")

Act = Callable[[Person, StaffRequest], dict[str, str] | str]
"""Answers what is known, to be shown now, or the word of what was saved."""


def look(person: Person, request: StaffRequest) -> dict[str, str]:
    """Show the name for a purpose; the look is recorded."""
    purpose = typed(request, "purpose")
    if purpose not in PURPOSES:
        raise Invalid(_("Choose what you need it for."), field="purpose")
    return identity.look_at_identity(person=person, by=request.member, now=request.now, purpose=purpose)


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


ACTS: dict[str, Act] = {"look": look, "correct": correct, "remove": remove, "undo": take_back}
