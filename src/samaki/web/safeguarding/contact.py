"""How a child is reached safely: said on every page from which somebody may be about to call it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.cases.models import Person, Step
from samaki.journeys.safeguarding.queries import contacts_of
from samaki.web import words
from samaki.web.moments import part_of_date, short_date
from samaki.web.pages import StaffRequest
from samaki.web.safeguarding import words as said


def of(children: Iterable[UUID | None], request: StaffRequest, *, asks: Collection[UUID] = ()) -> list[dict[str, Any]]:
    """One for each child of whom the reader knows how it is reached, in the order of the case; of those in `asks` also that nobody has
    written it down. {name, rows: [{name, text}], href, label, since} (3 queries, 1 where nothing is written)."""
    keys = {key for key in children if key}
    found = contacts_of(keys) if keys else {}
    shown = found.keys() | set(asks)
    people = (
        Person.objects.select_related("case").filter(id__in=shown, in_error_at=None).order_by("number") if shown else []
    )
    return [_of(child, found.get(child.id), request) for child in people]


def of_child(child: Person, request: StaffRequest, *, asks: bool = True) -> list[dict[str, Any]]:
    """The same of one child that is known already (2 queries, 1 where nothing is written)."""
    found = contacts_of([child.id])
    return [_of(child, found.get(child.id), request)] if asks or found else []


def beside_step(step: Step, request: StaffRequest) -> dict[str, Any]:
    """For the page of a step that the reader holds."""
    return {"reached": of([step.child_id], request, asks=[step.child_id])} if step.child_id is not None else {}


def _of(child: Person, one: Any, request: StaffRequest) -> dict[str, Any]:
    made = {
        "name": words.part_name(child, request.lang),
        "href": f"/cases/{child.case.code}/children/{child.id}/safety/#contact",
    }
    if one is None:
        return made | {"rows": [], "since": "", "label": _("Write it down")}
    row, told = one
    time = (
        part_of_date(row.occurred_at, row.occurred_precision)
        if row.occurred_precision != "instant"
        else short_date(row.occurred_at)
    )
    return made | {"rows": rows(row, told, request), "since": time, "label": _("Change it")}


def rows(row: Any, told: dict[str, str], request: StaffRequest) -> list[dict[str, str]]:
    """What must never be done first, then the ways, when, by whom."""
    found = [
        (_("Never"), said.listed("contact_never", row.never, request.lang)),
        (_("So it is safe"), said.listed("contact_way", row.ways, request.lang)),
        *((label(), told.get(name, "")) for name, label in said.REACHED.items()),
    ]
    return [{"name": name, "text": text} for name, text in found if text]
