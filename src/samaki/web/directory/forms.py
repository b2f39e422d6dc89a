"""Forms of a unit's keeper and of its head."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.entries import UnitService
from samaki.agencies.models import Unit
from samaki.agencies.queries import areas_of
from samaki.web import words
from samaki.web.fields import field, mark, options
from samaki.web.pages import StaffRequest

Errors = list[dict[str, str]]
WHOLE_COUNTRY = "all"


def form(
    unit: Unit, title: str, fields: list[dict[str, Any]], label: str, errors: Errors, lead: str = ""
) -> dict[str, Any]:
    """One form about one unit, for `staff/form.html`."""
    mark(fields, errors)
    back = {"href": f"/directory/{unit.code}/", "label": unit.name}
    return {"title": title, "lead": lead, "fields": fields, "submit_label": label, "errors": errors, "back": back,
            "section": "directory"}  # fmt: skip


def numbers(unit: Unit, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """The numbers by day and by night."""
    post = request.POST
    fields = [
        field("tel", "phone", _("Number by day"), value=post.get("phone", unit.phone)),
        field("tel", "phone_night", _("Number by night"), value=post.get("phone_night", unit.phone_night),
              hint=_("Leave it empty when nobody answers at night.")),
        field("area", "how_to_reach", _("How to reach you"), value=post.get("how_to_reach", unit.how_to_reach), rows=3,
              hint=_("Door, hours, who to ask for. Never where children stay.")),
    ]  # fmt: skip
    return form(unit, _("Numbers of %(unit)s") % {"unit": unit.name}, fields, _("Keep these numbers"), errors)


def areas(unit: Unit, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """Whole country, provinces, and the districts of the provinces that are served."""
    known = areas_of(unit, request.now)
    places = pack().places
    provinces = [{"value": p.code, "label": places.full_name(p, request.lang)} for p in places.provinces]
    whole = {"value": WHOLE_COUNTRY, "label": _("the whole country")}
    here = {places.province(code).code for code in known if code}
    finer = [{"value": d.code, "label": f"{places.full_name(d, request.lang)}, {places.by_code[d.parent].label(request.lang)}"}
             for p in here for d in (*places.children(p),)]  # fmt: skip
    kept = [code for code in known if code and code not in {one["value"] for one in (*provinces, *finer)}]
    finer += [{"value": code, "label": words.area_name(code, request.lang)} for code in kept]
    value = request.POST.getlist("areas") or [code or WHOLE_COUNTRY for code in known]
    fields = [field("checks", "areas", _("Where do you work?"), options=[whole, *provinces, *finer], value=value,
                    hint=_("Districts appear when their province is served. What you leave out ends today."))]  # fmt: skip
    return form(unit, _("Areas of %(unit)s") % {"unit": unit.name}, fields, _("Keep these areas"), errors)


def services(unit: Unit, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """What the unit offers, and what takes nobody at the moment."""
    rows = {row.service: row.full for row in UnitService.objects.filter(unit=unit, until__isnull=True)}
    groups = pack().service_groups
    choices = [{"value": one.code, "label": one.label(request.lang), "hint": groups[one.group].label(request.lang)}
               for one in pack().services.values()]  # fmt: skip
    offered = [one for one in choices if one["value"] in rows]
    fields = [field("checks", "services", _("What do you offer?"), options=choices, value=list(rows))]
    if offered:
        full = [{"value": one["value"], "label": one["label"]} for one in offered]
        fields.append(field("checks", "full", _("What takes nobody at the moment?"), options=full,
                            value=[code for code, is_full in rows.items() if is_full]))  # fmt: skip
    return form(unit, _("Services of %(unit)s") % {"unit": unit.name}, fields, _("Keep these services"), errors)


def focal_point(unit: Unit, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """A person who answers for a matter."""
    post = request.POST
    always = [{"value": "1", "label": _("can be called day and night")}]
    fields = [
        field("select", "matter", _("Answers for"), options=options(pack().matters.values(), request.lang),
              value=post.get("matter", "any")),
        field("text", "name_km", _("Name in Khmer"), value=post.get("name_km", "")),
        field("text", "name_en", _("Name in Latin letters"), value=post.get("name_en", "")),
        field("tel", "phone", _("Number"), value=post.get("phone", "")),
        field("checks", "day_and_night", _("When?"), options=always, value=post.getlist("day_and_night")),
    ]  # fmt: skip
    lead = _("Every member of every agency sees this name and number. Ask the person first.")
    return form(unit, _("Focal point of %(unit)s") % {"unit": unit.name}, fields, _("Add"), errors, lead)


def rename(unit: Unit, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """A new name from a day on."""
    post = request.POST
    fields = [
        field("text", "name_km", _("Name in Khmer"), value=post.get("name_km", unit.name_km)),
        field("text", "name_en", _("Name in English"), value=post.get("name_en", unit.name_en)),
        field("text", "short_km", _("Short name in Khmer"), value=post.get("short_km", unit.short_km)),
        field("text", "short_en", _("Short name in English"), value=post.get("short_en", unit.short_en)),
        field("text", "since", _("From which day?"), value=post.get("since", ""), narrow=True,
              hint=_("A date like 5/3/2026, today or earlier; empty means from now on. A name that begins on a coming day is "
                     "given on that day.")),
    ]  # fmt: skip
    lead = _("The old name still finds the unit, and what happened before keeps the name of its time.")
    return form(unit, _("New name for %(unit)s") % {"unit": unit.name}, fields, _("Give it this name"), errors, lead)
