"""Of pressure that is hidden from a unit: whom nobody must speak with, and help at once that asks others."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Unit
from samaki.agencies.queries import number_now
from samaki.cases import queries as cases
from samaki.cases.models import Case, Person, Step
from samaki.cases.signs import signs
from samaki.journeys.pressure import queries, unseen
from samaki.journeys.pressure.models import Pressure
from samaki.web import words
from samaki.web.fields import field, mark
from samaki.web.pages import StaffRequest
from samaki.web.people.forms import Errors

Warn = dict[str, str]


def of_child(case: Case, child_id: UUID, others: Iterable[int] = ()) -> list[Warn]:
    """From whom it must be kept, for whoever may read what was recorded; the newest record of each unit. `others`: units that are
    told of without what was recorded, as the reader may not read that."""
    found = reversed(queries.pressures_of(case))
    rows = {row.broker_unit: row for row in found if row.child_id == child_id and row.in_error_at is None}
    unread = sorted(set(others) - rows.keys())
    told = [_warn(case, unit, row) for unit, row in rows.items() if unit is not None]
    return told + [_warn(case, unit, None) for unit in unread]


def of_word(case: Case, child_id: UUID, unit: int | None) -> str:
    """That whoever says that the child is safe is a unit of which pressure is recorded, for whoever may read that; else nothing."""
    about = [row for row in queries.pressures_of(case) if row.child_id == child_id and row.in_error_at is None]
    if unit is None or unit not in {row.broker_unit for row in about}:
        return ""
    said = _(
        "%(unit)s recorded it, and pressure on this child is recorded about that unit. See the child yourselves before you confirm."
    )
    return said % {"unit": Unit.objects.get(principal=unit).name}


def of_step(step: Step, request: StaffRequest) -> list[Warn]:
    """The same of one step, for who holds it and for whoever may read what was recorded; nothing of a step that is hidden from nobody."""
    if step.hidden_from is None or step.child_id is None:
        return []
    rows = [row for row in queries.pressures_of(step.case) if row.broker_unit == step.hidden_from]
    row = next((one for one in rows if one.child_id == step.child_id), None)
    if row is None and step.holder_id != request.member.unit_id:
        return []
    return [_warn(step.case, step.hidden_from, row)]


def _warn(case: Case, unit: int, row: Pressure | None) -> Warn:
    named = Unit.objects.get(principal=unit).name
    said = {
        "title": _("Do not speak with %(unit)s about this") % {"unit": named},
        "words": _("Pressure, a threat or money offered was recorded, and somebody of that unit may stand behind it. It sees nothing of "
                   "this here. Do not tell it by telephone either."),
    }  # fmt: skip
    link = {"href": f"/cases/{case.code}/pressure/{row.id}/", "label": _("What was recorded")} if row else {}
    return said | link


def help_form(case: Case, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """Whom pressing asks, and what stays as it is; where nobody can be asked, whom to telephone."""
    children = _children(case)
    found = [(child, unseen.who_is_asked(case, child, request.member, request.now)) for child in children]
    asks = [child for child, whom in found if whom]
    chosen = field("select", "person", _("Which child?"),
                   options=[{"value": str(one.id), "label": words.part_name(one, request.lang)} for one in asks],
                   value=request.POST.get("person", str(asks[0].id) if len(asks) == 1 else ""))  # fmt: skip
    mark([chosen], errors)
    notes = [note for child, whom in found for note in (_asks(whom, request) if whom else _calls(case, child, request))]
    return {
        "title": _("Ask for help at once, unseen by that unit"),
        "lead": _("The unit from which the pressure is hidden is not asked and reads nothing of this. So the case itself does not become "
                  "more urgent: every unit would read that."),
        "notes": notes or [{"words": _("Nothing here is kept from a unit.")}],
        "fields": [chosen] if asks else [],
        "submit_label": _("Ask for help at once"),
        "back": {"href": f"/cases/{case.code}/", "label": _("Back"), "code": case.code},
        "errors": errors,
    }  # fmt: skip


def _children(case: Case) -> list[Person]:
    kept = queries.kept_from(case)
    pressed = signs(case.id).pressed if kept else set()
    return [child for child in cases.people_of(case) if child.id in kept and child.id in pressed]


def _asks(whom: Iterable[tuple[Step, Unit]], request: StaffRequest) -> list[Warn]:
    return [
        {"words": _("%(step)s: asked at once of %(unit)s.") % {
            "step": words.step_title(step.kind, request.lang), "unit": unit.name}}
        for step, unit in whom
    ]  # fmt: skip


def _calls(case: Case, child: Person, request: StaffRequest) -> list[Warn]:
    """Nobody fits: who stands above, with their numbers."""
    said = _(
        "No other unit here can be asked for %(child)s without the unit that must not know reading it. Telephone: %(units)s."
    )
    units = [f"{unit.name} {number_now(unit, request.now)}".strip() for unit in unseen.above(case, child, request.now)]
    child_name = words.part_name(child, request.lang)
    return [{"words": said % {"child": child_name, "units": ", ".join(dict.fromkeys(units))}}]
