"""The form of a fact of a court file: one for each kind; and a fact as it would be typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar
from samaki.cases.models import Case
from samaki.court.models import CourtFact
from samaki.court.states import KINDS
from samaki.web.court import asking
from samaki.web.fields import field
from samaki.web.hints import dates
from samaki.web.pages import StaffRequest

Line = dict[str, Any]
Value = Callable[[str], Any]


def fields(kind: str, case: Case, request: StaffRequest, values: Mapping[str, Any]) -> list[Line]:
    """All fields of this kind; `values`: what stands there before anybody types."""
    given = request.POST if request.method == "POST" else values
    made = [_when_field(kind, given.get("at", ""))]
    for name in _names(kind):
        made += FIELDS[name](kind, case, request, lambda key: given.get(key, ""))
    made.append(
        field(
            "area",
            "text",
            _("In your own words"),
            value=given.get("text", ""),
            rows=3,
            hint=_("Sealed with the facts of the case: only who reads the justice part reads this."),
        )
    )
    return made


def _names(kind: str) -> list[str]:
    """Fields in the order in which they are asked."""
    one = KINDS[kind]
    takes = {*one.takes}
    if one.about != "case":
        takes.add("person")
    if one.about == "charge":
        takes.add("offence")
    if one.choice:
        takes.add("code")
    return [name for name in FIELDS if name in takes]


def _when_field(kind: str, value: str) -> Line:
    label = _("When did they arrive at the unit that holds them?") if kind == "arrested" else _("When was it?")
    return field("text", "at", label, value=value, narrow=True, hint=dates(_("As exactly as you know it.")))


FIELDS: dict[str, Callable[..., list[Line]]] = {
    "person": asking.person_field,
    "offence": asking.offence_field,
    "to_offence": lambda kind, case, request, value: [
        asking.articles_field("to_offence", _("Which article is it now?"), request, value("to_offence"))
    ],
    "child": asking.child_field,
    "code": asking.code_field,
    "money": asking.money_field,
    "category": asking.category_field,
    "age": asking.age_field,
    "ground": asking.list_field("ground", lambda: _("On what ground?")),
    "decider": asking.list_field("decider", lambda: _("Who decided it?")),
    "until": asking.until_field,
    "absent": asking.absent_field,
    "prison": asking.term_field("prison", lambda: _("Prison")),
    "suspended": asking.term_field("suspended", lambda: _("Of this suspended")),
    "amount": asking.amount_field,
    "file": asking.file_field,
    "court": asking.court_field,
    "document": asking.document_field,
}
"""Field -> how it is shown, in the order in which they are asked."""


def values_of(row: CourtFact, courts: Mapping[int, str], text: str) -> dict[str, Any]:
    """A fact as it would be typed."""
    terms = {
        f"{name}_{part}": str(value)
        for name in ("prison", "suspended")
        for part, value in row.detail.get(name, {}).items()
    }
    return {
        "at": typed_as(row.at, row.precision),
        "person": str(row.person_id or ""),
        "child": str(row.child_id or ""),
        "offence": row.offence,
        "code": row.code,
        "until": typed_as(row.until, "instant") if row.until else "",
        "court": courts.get(row.court, "") if row.court else "",
        "category": row.category,
        "age": "" if row.age is None else str(row.age),
        "text": text,
        "amount": "" if row.amount is None else f"{row.amount.normalize():f}",
        "currency": row.currency,
        "document": str(row.document_id or ""),
        "absent": "yes" if row.detail.get("absent") else "",
        **{name: str(row.detail.get(name, "")) for name in ("to_offence", "decider", "ground", "money", "file")},
        **terms,
    }


def typed_as(at: datetime, precision: str) -> str:
    here = calendar().local(at)
    shapes = {"instant": "%Y-%m-%d %H:%M", "day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
    return f"{here:{shapes[precision]}}"
