"""The forms of an operation: their fields, and what was typed into them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.cases.models import Step
from samaki.countries.partial_dates import CLOCKS_DIFFER, beyond_all_years
from samaki.database.refusals import Invalid, tell
from samaki.journeys.joint_operation import queries
from samaki.journeys.joint_operation.plan import NO, UNKNOWN, YES, Plan
from samaki.web.fields import field, of_today, options, read_moment, typed, typed_list
from samaki.web.hints import dates
from samaki.web.pages import StaffRequest

Fields = list[dict[str, Any]]
TEXTS = ("authorised_by", "authorised_form", "authorised_number", "authorised_at", "night", "night_ground", "night_text", "foreign",
         "consul", "consul_text", "text")  # fmt: skip


def plan(step: Step, request: StaffRequest) -> Fields:
    """All of it; everything may stay empty, and what is missing is shown on the page of the operation."""
    row = queries.newest(step.id)
    known, post, lang, some = queries.plan_of(row), request.POST, request.lang, pack().reasons
    back = request.method == "POST"

    def value(name: str) -> str:
        return post.get(name, "") if back else str(getattr(known, name))

    def chosen(name: str, label: str, listed: str) -> dict[str, Any]:
        nothing = [{"value": "", "label": _("Not said yet")}]
        return field("radios", name, label, options=nothing + options(some[listed].values(), lang), value=value(name))

    roles = [
        field("text", f"role_{code}", role.label(lang), value=post.get(f"role_{code}", "") if back else known.roles.get(code, ""),
              hint=None)
        for code, role in some["operation_role"].items()
    ]  # fmt: skip
    return [
        field("text", "authorised_by", _("Who authorised it?"), value=value("authorised_by"), hint=_("Name and post. It is sealed.")),
        chosen("authorised_form", _("On what paper?"), "operation_form"),
        field("text", "authorised_number", _("Number and date of the paper"), value=value("authorised_number"), hint=None),
        field("text", "authorised_at", _("When was it authorised?"), value=value("authorised_at"), narrow=True, hint=dates()),
        _yes_no("night", _("Will a dwelling be entered at night?"), value("night")),
        chosen("night_ground", _("If at night: on what ground?"), "operation_night"),
        field("text", "night_text", _("About the night, in your own words"), value=value("night_text"), hint=None),
        *roles,
        _yes_no("foreign", _("Is a child or an adult of another country?"), value("foreign")),
        chosen("consul", _("If so: the consulate"), "operation_consul"),
        field("text", "consul_text", _("About the consulate, in your own words"), value=value("consul_text"), hint=None),
        field("checks", "checks", _("Seen to before it begins"), options=options(some["operation_check"].values(), lang),
              value=typed_list(request, "checks") if back else list(known.checks)),
        field("area", "text", _("The plan"), value=value("text"), rows=6,
              hint=_("Who does what, in which order; who stays with the children. It is sealed.")),
        _version(row.version if row else 0, request),
    ]  # fmt: skip


def _yes_no(name: str, label: str, value: str) -> dict[str, Any]:
    answers = [
        {"value": UNKNOWN, "label": _("Not said yet")},
        {"value": YES, "label": _("Yes")},
        {"value": NO, "label": _("No")},
    ]
    return field("radios", name, label, options=answers, value=value or UNKNOWN)


def _version(known: int, request: StaffRequest) -> dict[str, Any]:
    return {"kind": "hidden", "name": "version", "value": request.POST.get("version", known)}


def typed_plan(request: StaffRequest) -> Plan:
    """What was typed; codes are looked at by the rule."""
    texts = {name: typed(request, name) for name in TEXTS}
    roles = {code: typed(request, f"role_{code}") for code in pack().reasons["operation_role"]}
    _check_authorised(texts["authorised_at"], request)
    texts["night"], texts["foreign"] = texts["night"] or UNKNOWN, texts["foreign"] or UNKNOWN
    return Plan(
        roles={code: who for code, who in roles.items() if who}, checks=tuple(typed_list(request, "checks")), **texts
    )


def _check_authorised(text: str, request: StaffRequest) -> None:
    """A day of the calendar that is not ahead; it is kept as it was typed."""
    try:
        if text and read_moment(of_today(text, request.now), "authorised_at")[0] > request.now + CLOCKS_DIFFER:
            raise Invalid(_("This lies in the future. Write when it happened."), field="authorised_at")
    except Invalid as refusal:
        tell(refusal)


def delay(step: Step, request: StaffRequest) -> Fields:
    """Why not yet, and when that is looked at again."""
    row, post = queries.newest(step.id), request.POST
    return [
        field("radios", "delay", _("Why is it not done yet?"), options=options(pack().reasons["operation_delay"].values(), request.lang),
              value=post.get("delay", "")),
        field("area", "delay_text", _("In your own words"), value=post.get("delay_text", ""), rows=3, hint=None),
        field("text", "review_at", _("When do you look at this again?"), value=post.get("review_at", ""), narrow=True,
              hint=dates(after=_("On that day you are asked whether the delay is still right, never that it begin."))),
        _version(row.version if row else 0, request),
    ]  # fmt: skip


def ask(step: Step, request: StaffRequest) -> Fields:
    """They see what they must do and when."""
    post = request.POST
    units = [{"value": unit.code, "label": unit.name} for unit in queries.could_be_asked(step)]
    shown = [
        {"value": "no", "label": _("Only this: what they must do, and when")},
        {"value": "yes", "label": _("The whole plan")},
    ]
    return [
        field("select", "to_unit", _("Which unit?"), options=units, value=post.get("to_unit", ""), blank=_("Choose one"),
              hint=_("Units with a part in this case. To ask another one, hand it a step first.")),
        field("area", "what", _("What must they do?"), value=post.get("what", ""), rows=3,
              hint=_("Example: “Two women social workers, a car, room for three children.” Write no place if they need not know it.")),
        field("text", "ready_at", _("When must they be ready?"), value=post.get("ready_at", ""), narrow=True, hint=dates()),
        field("radios", "whole", _("What do they see?"), options=shown, value=post.get("whole", "no")),
    ]  # fmt: skip


def fact(step: Step, request: StaffRequest) -> Fields:
    """One thing that happened."""
    post = request.POST
    return [
        field("radios", "kind", _("What happened?"), options=options(pack().reasons["operation_fact"].values(), request.lang),
              value=post.get("kind", "")),
        field("text", "at", _("When?"), value=post.get("at", ""), narrow=True, hint=dates(_("Leave it empty if it is now."))),
        field("text", "number", _("How many people?"), value=post.get("number", ""), narrow=True, inputmode="numeric",
              hint=_("Only if it is known.")),
        field("area", "text", _("In your own words"), value=post.get("text", ""), rows=3, hint=None),
    ]  # fmt: skip


def typed_ahead(request: StaffRequest, name: str) -> datetime | None:
    """A moment that may lie ahead; nothing where nothing was typed, of which the story speaks."""
    text = typed(request, name)
    try:
        dated = of_today(text, request.now)
        if text and beyond_all_years(dated):
            raise Invalid(_("Look at the year again."), field=name)
        return read_moment(dated, name)[0] if text else None
    except Invalid as refusal:
        tell(refusal)
        return None
