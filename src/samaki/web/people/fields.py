"""The fields that say who a person is."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.cases.identity import IDENTITY
from samaki.cases.models import Person
from samaki.web.fields import field, options, typed
from samaki.web.pages import StaffRequest


def typed_identity(request: StaffRequest) -> dict[str, str]:
    """The identity fields in which something was typed."""
    return {name: text for name in IDENTITY if (text := typed(request, name))}


def identity_label(name: str) -> str:
    """The field's name in the reader's language."""
    return {
        "name_km": _("Name in Khmer letters"),
        "name_latin": _("Name in Latin letters"),
        "known_as": _("Known as"),
        "birth_date": _("Birth date, or a part of it"),
        "contact": _("Safe contact"),
    }.get(name, name)


def person_fields(request: StaffRequest, person: Person | None) -> list[dict[str, Any]]:
    """Sex and age: what is known stands in them; of somebody new nothing is chosen beforehand."""
    post = request.POST
    sex, age = (person.sex, person.age) if person else ("", None)
    estimated = "" if person is None else "yes" if person.age_estimated else "no"
    return [
        field("radios", "sex", _("Sex"), options=options(pack().reasons["sex"].values(), request.lang), value=post.get("sex", sex),
              hint="" if person else _("“Not known” is an answer. It can be put right later.")),
        field("text", "age", _("Age in years"), value=post.get("age", "" if age is None else str(age)), narrow=True,
              inputmode="numeric"),
        field("radios", "age_estimated", _("Is it an estimate?"), value=post.get("age_estimated", estimated),
              hint="" if person else _("An age counts as an estimate until you say that it is known."),
              options=[{"value": "yes", "label": _("The age is estimated")}, {"value": "no", "label": _("The age is known")}]),
    ]  # fmt: skip


def identity_fields(request: StaffRequest) -> list[dict[str, Any]]:
    """The sealed fields, always empty: what is left empty stays as it is."""
    hints = {"birth_date": _("Like 5/3/2012, or only 3/2012 or 2012. Khmer digits and Buddhist years are understood.")}
    return [
        field("text", name, identity_label(name), value=request.POST.get(name, ""), hint=hints.get(name, ""))
        for name in IDENTITY
    ]


def purposes() -> list[dict[str, str]]:
    """What a name, or a place of danger, is looked at for: said before it is shown, and recorded with the look."""
    return [
        {"value": "step", "label": _("For the step that we hold")},
        {"value": "safety", "label": _("For the safety of the child")},
        {"value": "court", "label": _("For the court")},
    ]


def why_looked() -> dict[str, str]:
    """What stands with a look in the ledger: what it was for, or how it came about."""
    return {one["value"]: one["label"] for one in purposes()} | {
        "mentoring": _("The name stood in a text about mentoring"),
        "notes": _("The notes of the case were read"),
    }
