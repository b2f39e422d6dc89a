"""The form in which pressure is recorded, and the page of one record."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.agencies.queries import names_then, units
from samaki.cases import queries as cases
from samaki.cases.models import Case, Person, Step
from samaki.cases.rules import may
from samaki.journeys.guarding.rules import is_officer, units_with_officers
from samaki.journeys.pressure import queries
from samaki.journeys.pressure.models import Pressure
from samaki.journeys.pressure.operations import check_marks
from samaki.web import words
from samaki.web.fields import field, mark, options
from samaki.web.hints import happened
from samaki.web.pages import StaffRequest
from samaki.web.people.forms import Errors, about, likely
from samaki.web.story import when_words


def new(case: Case, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """What sort, on whom, when, by whom as far as it is known; what will happen is said first."""
    post, lang = request.POST, request.lang
    children = about(case, request, _children(case))
    others = [{"value": "", "label": _("Not on the file, or several")}] + [
        {"value": str(one.id), "label": words.part_name(one, lang)} for one in cases.people_of(case)
    ]
    places = [{"value": "", "label": _("Not known, or none of these")}] + [
        {"value": unit.code, "label": unit.name}
        for unit in units(request.now)
        if unit.principal != request.member.unit_id
    ]
    fields = [
        field("select", "person", _("Which child?"), options=children, value=post.get("person", likely(children))),
        field("radios", "sort", _("What happened?"), options=options(pack().reasons["pressure"].values(), lang),
              value=post.get("sort", "")),
        field("radios", "on_whom", _("On whom?"), options=options(pack().reasons["pressure_on"].values(), lang),
              value=post.get("on_whom", "")),
        field("select", "on_person", _("Which person on the file?"), options=others, value=post.get("on_person", ""), hint=None),
        field("area", "text", _("What was seen, said or done?"), value=post.get("text", ""), rows=4,
              hint=_("Sealed with the facts of the case: police, prosecutor and the child's lawyer can read it.")),
        field("text", "occurred_at", _("When was it?"), value=post.get("occurred_at", ""), narrow=True, hint=happened()),
        field("text", "who", _("By whom, if you know"), value=post.get("who", ""), hint=_("Sealed as well.")),
        field("select", "broker_unit", _("Does that person work in one of these units?"), options=places,
              value=post.get("broker_unit", ""),
              hint=_("That unit will see nothing of this: no record, no step, no message, and it cannot be asked for the step.")),
    ]  # fmt: skip
    mark(fields, errors)
    return {
        "title": _("Pressure, a threat or money offered"),
        "lead": _("A safety check opens at once, due within 24 hours. The child's lawyer and the prosecutor are told if they work on the "
                  "case, without a name."),
        "fields": fields,
        "submit_label": _("Record it"),
        "back": {"href": f"/cases/{case.code}/", "label": _("Back"), "code": case.code},
        "errors": errors,
    }  # fmt: skip


def one(row: Pressure, case: Case, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """What was recorded, what opened, who of the law works on the case or could be asked; a wall; that it was a mistake."""
    why = field("area", "text", _("What was wrong?"), value=request.POST.get("text", ""), rows=2)
    mark([why], errors)
    mends = may(check_marks, row, request.member, request.now)
    mistake = {
        "href": "",
        "summary": _("It was recorded by mistake"),
        "label": _("Say that it was a mistake"),
        "fields": [why],
    }
    return {
        "title": _("Pressure, a threat or money offered"),
        "lead": _("This was recorded by mistake. It stays, and what was hidden stays hidden.") if row.in_error_at else "",
        "rows": _rows(row, request),
        "notes": [*_step(row, request), *_law(row, case, request), *_wall(row, case, request)],
        "fields": [],
        "more": [mistake] if mends else [],
        "back": {"href": f"/cases/{case.code}/", "label": _("Back"), "code": case.code},
        "errors": errors,
    }  # fmt: skip


def _children(case: Case) -> set[Any]:
    return {child.id for child in cases.people_of(case)}


def _rows(row: Pressure, request: StaffRequest) -> list[dict[str, str]]:
    lang, said = request.lang, queries.words_of(row)
    child = Person.objects.filter(id=row.child_id).first()
    person = Person.objects.filter(id=row.person_id).first() if row.person_id else None
    told = names_then({row.unit, *([row.broker_unit] if row.broker_unit else [])})
    whom = [words.reason_name("pressure_on", row.on_whom, lang), words.part_name(person, lang) if person else ""]
    rows = [
        (_("Which child?"), words.part_name(child, lang) if child else ""),
        (_("What happened?"), words.reason_name("pressure", row.sort, lang)),
        (_("On whom?"), ", ".join(part for part in whom if part)),
        (_("When"), when_words(row)),
        (_("What was written"), said["text"]),
        (_("By whom"), said["who"]),
        (_("Works in"), (told.at(row.broker_unit, row.recorded_at) or "") if row.broker_unit else ""),
        (_("Recorded by"), told.at(row.unit, row.recorded_at) or ""),
    ]  # fmt: skip
    return [{"name": name, "text": text} for name, text in rows if text]


def _step(row: Pressure, request: StaffRequest) -> list[dict[str, str]]:
    if row.step_id is None:
        return [
            {
                "words": _(
                    "The child's part of the file is closed, so no step opened. Open it again if somebody must look."
                )
            }
        ]
    step = Step.objects.select_related("holder").filter(id__in=queries.checks_of(row)).order_by("id").last()
    if step is None:
        return [{"words": _("A safety check is open or done. Your unit does not see that part of the file.")}]
    named = {"step": words.step_title(step.kind, request.lang), "unit": step.holder.name}
    return [{"words": _("%(step)s: with %(unit)s.") % named, "href": f"/steps/{step.id}/", "label": _("Open")}]


def _law(row: Pressure, case: Case, request: StaffRequest) -> list[dict[str, str]]:
    """Who was told; where nobody has a part, who could be asked."""
    notes = []
    for helper in queries.helpers(case, row.child_id, row.broker_unit, request.now):
        if helper.units:
            named = ", ".join(unit.name for unit in helper.units)
            said = {"lawyer": _("The child's lawyer works on the case: %(units)s."),
                    "prosecutor": _("The prosecutor works on the case: %(units)s.")}[helper.what]  # fmt: skip
            notes.append({"words": said % {"units": named}})
            continue
        named = ", ".join(words.unit_line(unit) for unit in helper.could) or _("nobody in this area")
        said = {"lawyer": _("No lawyer of the child works on the case. Who could be asked: %(units)s."),
                "prosecutor": _("No prosecutor works on the case. Who could be asked: %(units)s.")}[helper.what]  # fmt: skip
        notes.append(
            {"words": said % {"units": named}, "href": f"/cases/{case.code}/start/", "label": _("Start a step")}
        )
    return notes


def _wall(row: Pressure, case: Case, request: StaffRequest) -> list[dict[str, str]]:
    """A wall is the officers' to decide: of another agency than the unit in question."""
    broker = Unit.objects.filter(principal=row.broker_unit).first() if row.broker_unit else None
    if broker is None:
        return []
    officers = [unit.name for unit in units_with_officers(request.now) if unit.agency_id != broker.agency_id]
    said = _(
        "A wall can keep that unit out of the whole case. Two confidentiality officers decide it; ask one of: %(units)s."
    )
    link = {"href": f"/cases/{case.code}/wall/", "label": _("A conflict of interest: a wall")}
    return [
        {"words": said % {"units": ", ".join(officers)}} | (link if is_officer(request.member, request.now) else {})
    ]
