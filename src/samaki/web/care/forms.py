"""The forms of a child's care: their fields, and what was typed into them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Unit
from samaki.agencies.queries import units
from samaki.care.models import CareGoal, CareNeed, CareService
from samaki.care.queries import Plan
from samaki.cases.models import Person
from samaki.countries.partial_dates import beyond_all_years
from samaki.countries.scoring import Domain, Instrument
from samaki.database.refusals import Invalid, tell
from samaki.web import words
from samaki.web.care import words as said
from samaki.web.fields import field, of_today, options, read_moment, typed, typed_moment
from samaki.web.hints import dates, happened
from samaki.web.likely import doubts
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest

Fields = list[dict[str, Any]]
ITEM, QUESTION = "item_", "question_"
"""What stands before the code of an item or a question in the name of its field."""


def need(request: StaffRequest) -> Fields:
    """What the child needs, by area of life."""
    caring, lang = pack().caring, request.lang
    by_area = [
        {
            "label": area.label(lang),
            "options": options((one for one in caring.needs.values() if one.area == code), lang),
        }
        for code, area in caring.areas.items()
    ]
    return [
        field("select", "need", _("What does the child need?"), options=[group for group in by_area if group["options"]],
              value=request.POST.get("need", ""), blank=_("Choose"), hint=None),
        _words(request, _("What does the child say, and what is there already?"), _("Strengths and wishes too. No name, no address.")),
    ]  # fmt: skip


def goal(request: StaffRequest, plan: Plan) -> Fields:
    """What is to be reached, how, when it is looked at again."""
    post, lang = request.POST, request.lang
    open_needs = [
        {"value": str(one.id), "label": said.need_name(one.need, lang)} for one in plan.needs if one.state == "open"
    ]
    return [
        field("area", "text", _("What is to be reached?"), value=post.get("text", ""), rows=3,
              hint=_("As the child says it. Example: “I sleep at my aunt's and go to school again.”")),
        field("area", "steps", _("How? Who does what?"), value=post.get("steps", ""), rows=3, hint=_("No name, no address.")),
        field("select", "need", _("Which need is it about?"), options=open_needs, value=post.get("need", ""), blank=_("None of these"),
              hint=None),
        review_field(request),
    ]  # fmt: skip


def review_field(request: StaffRequest) -> dict[str, Any]:
    """A day ahead."""
    days = digits(pack().caring.review.amount)
    return field("text", "review_at", _("When do you look at it again?"), value=request.POST.get("review_at", ""), narrow=True,
                 hint=dates(_("Left empty: in %(days)s days.") % {"days": days}))  # fmt: skip


def service(request: StaffRequest, plan: Plan) -> Fields:
    """Which service, of whom, how urgent."""
    post, lang, groups = request.POST, request.lang, pack().service_groups
    listed = [
        {
            "label": group.label(lang),
            "options": options((one for one in pack().services.values() if one.group == code), lang),
        }
        for code, group in groups.items()
    ]
    places = [{"value": unit.code, "label": unit.name} for unit in units(request.now)]
    goals = [
        {"value": str(one.id), "label": plan.said(one.id)[:60], "said": True}
        for one in plan.goals
        if one.state == "open"
    ]
    return [
        field("select", "service", _("Which service?"), options=[group for group in listed if group["options"]],
              value=post.get("service", ""), blank=_("Choose"), hint=None),
        field("radios", "urgency", _("How urgent is it?"), options=options(pack().urgencies.values(), lang), value=post.get("urgency", ""),
              hint=None),
        field("select", "provider", _("Of which unit?"), options=places, value=post.get("provider", ""),
              blank=_("None of these, or not found yet"),
              hint=_("It reads on its waiting list which service is asked, how urgent and by whom: no name, no code of the case.")),
        field("text", "outside", _("Or of whom outside?"), value=post.get("outside", ""), hint=_("Sealed. Example: “The health centre.”")),
        field("area", "why", _("Why does the child need it?"), value=post.get("why", ""), rows=3, hint=_("Sealed with the child's care.")),
        field("select", "goal", _("Which goal is it for?"), options=goals, value=post.get("goal", ""), blank=_("None of these"), hint=None),
    ]  # fmt: skip


def assessment(request: StaffRequest) -> Fields:
    """With which instrument, when the child was seen."""
    listed = [
        {"value": one.code, "label": said.instrument_name(one.code, request.lang), "hint": one.when.get(request.lang)}
        for one in pack().caring.offered()
    ]
    value = request.POST.get("instrument", listed[0]["value"] if len(listed) == 1 else "")
    return [
        field("radios", "instrument", _("With which instrument?"), options=listed, value=value, hint=None),
        field(
            "text",
            "taken_at",
            _("When was the child seen?"),
            value=request.POST.get("taken_at", ""),
            narrow=True,
            hint=happened(),
        ),
    ]


def domain(one: Domain, instrument: Instrument, answers: Mapping[str, Any], request: StaffRequest) -> Fields:
    """One domain on one screen: each item with its answers, then why there is none."""
    lang = request.lang
    missing = options(instrument.missing.values(), lang)
    found = []
    for item in one.items:
        anchors = [
            {"value": str(number), "label": text.get(lang) if item.reverse else f"{digits(number)}. {text.get(lang)}"}
            for number, text in enumerate(item.anchors, start=1)
        ]
        name = f"{ITEM}{item.code}"
        value = request.POST.get(name, str(answers.get(item.code, "")))
        found.append(field("radios", name, item.label(lang), options=[*anchors, *missing], value=value, hint=None))
    return found


def follow_up(request: StaffRequest, values: Mapping[str, Any], kind: str, text: str = "") -> Fields:
    """What is asked months later."""
    post, lang = request.POST, request.lang
    kinds = [{"value": code, "label": words.step_title(code, lang)} for code in pack().caring.follow_ups]
    questions = [
        field("radios", f"{QUESTION}{code}", one.label(lang), options=options(one.answers.values(), lang),
              value=post.get(f"{QUESTION}{code}", values.get(code, "")), hint=None)
        for code, one in pack().caring.questions.items()
    ]  # fmt: skip
    return [
        field("radios", "kind", _("Which follow-up is it?"), options=kinds, value=post.get("kind", kind), hint=None),
        *questions,
        field(
            "area",
            "text",
            _("What else does the child say?"),
            value=post.get("text", text),
            rows=3,
            hint=_("No name, no address."),
        ),
        field(
            "text",
            "asked_at",
            _("When was the child asked?"),
            value=post.get("asked_at", ""),
            narrow=True,
            hint=happened(),
        ),
    ]


def closing(request: StaffRequest) -> Fields:
    """Why it closes all the same."""
    return [
        _words(
            request, _("Why does it close now, and who goes on with what is open?"), _("Sealed with the child's care.")
        )
    ]


def service_move(move: str, row: CareService, request: StaffRequest) -> Fields:
    """What happened with a service: why, the child's own word, when."""
    lang, some = request.lang, pack().reasons
    fields: Fields = [{"kind": "hidden", "name": "version", "value": row.version}]
    if move == "end":
        fields.append(
            field(
                "radios",
                "reason",
                _("What came of it?"),
                options=options(some["service_end"].values(), lang),
                hint=None,
            )
        )
        fields.append(field("radios", "view", _("What does the child say: did it help?"), hint=None,
                            options=options(some["child_view"].values(), lang)))  # fmt: skip
    if move == "fail":
        fields.append(
            field(
                "radios", "reason", _("Why not?"), options=options(some["service_not_begun"].values(), lang), hint=None
            )
        )
    fields.append(_plain_words(_("What was wrong?") if move == "mistake" else _("In your own words")))
    if move in ("begin", "end", "fail"):
        fields.append(field("text", "at", _("When was it?"), narrow=True, hint=happened()))
    return fields


def goal_move(move: str, row: CareGoal, request: StaffRequest) -> Fields:
    """What became of a goal."""
    fields: Fields = [{"kind": "hidden", "name": "version", "value": row.version}]
    if move == "end":
        listed = options(pack().reasons["goal_end"].values(), request.lang)
        fields.append(field("radios", "reason", _("What became of it?"), options=listed, hint=None))
    fields.append(_plain_words(_("What was wrong?") if move == "mistake" else _("In your own words")))
    return [*fields, review_field(request)] if move == "review" else fields


def need_move(row: CareNeed) -> Fields:
    """What became of a need."""
    moves = {"open": ("meet", "drop", "mistake")}.get(row.state, ("reopen", "mistake"))
    return [
        {"kind": "hidden", "name": "version", "value": row.version},
        field(
            "radios",
            "move",
            _("What became of it?"),
            options=[{"value": one, "label": said.NEED_MOVES[one]()} for one in moves],
            hint=None,
        ),
        _plain_words(_("In your own words")),
    ]


def why() -> Fields:
    """What was wrong."""
    return [_plain_words(_("What was wrong?"))]


def _words(request: StaffRequest, label: str, hint: str) -> dict[str, Any]:
    return field("area", "text", label, value=request.POST.get("text", ""), rows=4, hint=hint)


def _plain_words(label: str) -> dict[str, Any]:
    return field("area", "text", label, rows=2, hint=_("Sealed with the child's care."))


# ---------------------------------------------------------------- what was typed
def typed_ahead(request: StaffRequest, name: str) -> datetime | None:
    """The beginning of a day that lies ahead; None where nothing was typed."""
    text = typed(request, name)
    if not text:
        return None
    try:
        dated = of_today(text, request.now)
        if beyond_all_years(dated):
            raise Invalid(_("Choose a day ahead, within a year."), field=name)
        return read_moment(dated, name)[0]
    except Invalid as refusal:
        tell(refusal)
        return None


def typed_past(request: StaffRequest, name: str, child: Person) -> tuple[datetime | None, str]:
    """When it was; asked about once where that is hard to believe."""
    return typed_moment(request, name, request.now, doubts(child.case, child))


def typed_of_service(request: StaffRequest, name: str, child: Person, row: CareService) -> tuple[datetime | None, str]:
    """The same; and asked about once where it lies before the service was asked for."""
    before = (row.begun_at or row.asked_at, lambda _read: _(
        "This is before the service was asked for, or before it began. If it is right, press the button once more."))  # fmt: skip
    return typed_moment(request, name, request.now, (*doubts(child.case, child), before))


def typed_unit(request: StaffRequest, name: str) -> Unit | None:
    """A unit of the directory, or none."""
    code = typed(request, name)
    found = Unit.objects.filter(code=code).first() if code else None
    if code and found is None:
        tell(Invalid(_("Choose a unit from the list."), field=name))
    return found


def typed_row(request: StaffRequest, name: str, rows: Iterable[Any]) -> Any:
    """One of these rows, or none."""
    key = typed(request, name)
    found = next((one for one in rows if str(one.id) == key), None)
    if key and found is None:
        tell(Invalid(_("Choose one from the list."), field=name))
    return found


def typed_answers(request: StaffRequest, before: str, codes: Iterable[str]) -> dict[str, str]:
    """Code -> what was chosen, of fields that are named by it."""
    return {code: typed(request, f"{before}{code}") for code in codes}
