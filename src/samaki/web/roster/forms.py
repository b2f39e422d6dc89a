"""Forms of rosters, and what was typed into them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import areas_of
from samaki.database.refusals import Invalid, tell
from samaki.roster import layers
from samaki.roster.changing import OpensGaps
from samaki.roster.duty import LENGTHS
from samaki.roster.models import DutyRoster
from samaki.web.fields import field, mark, of_today, read_moment, typed, typed_list, typed_number
from samaki.web.hints import dates
from samaki.web.pages import StaffRequest
from samaki.web.roster import looked
from samaki.web.roster.showing import area_words, weekdays

Errors = list[dict[str, str]]
WHOLE_UNIT = "all"


def form(
    title: str, fields: list[dict[str, Any]], label: str, errors: Errors, *, lead: str = "", **more: Any
) -> dict[str, Any]:
    """One form, for `staff/form.html`."""
    mark(fields, errors)
    return {"title": title, "lead": lead, "fields": fields, "submit_label": label, "errors": errors, "section": "roster",
            "back": {"href": "/roster/", "label": _("Who is on duty")}} | more  # fmt: skip


def layer_fields(request: StaffRequest) -> list[dict[str, Any]]:
    """One layer: who, how long, from when, on which days and hours."""
    post = request.POST
    everybody = "\n".join(layers.shown_names(layers.on_the_list(request.member.unit, request.now)))
    sizes = {"hours": _("hours"), "days": _("days"), "weeks": _("weeks")}
    days = [{"value": str(at), "label": name} for at, name in enumerate(weekdays())]
    hours = _(
        "Only for a layer of part of the day, like 17:00. If it ends earlier than it begins, it goes on into the next morning."
    )
    return [
        field("area", "members", _("Who takes turns, in this order"), value=post.get("members", everybody), rows=6,
              hint=_("One on each line: a name, or a name to sign in with. Somebody may stand there twice.")),
        field("text", "amount", _("How long is one duty?"), value=post.get("amount", "1"), narrow=True, inputmode="numeric", hint=None),
        field("select", "length", _("Counted in"), options=[{"value": code, "label": sizes[code]} for code in LENGTHS],
              value=post.get("length", "days"), hint=None),
        field("text", "hand_over", _("Hand-over at"), value=post.get("hand_over", "08:00"), narrow=True,
              hint=_("A time of the day like 08:00 or 17:30.")),
        field("text", "start", _("First day"), value=post.get("start", ""), narrow=True,
              hint=_("The day on which the first of them begins: a whole date like 5/3/2026.")),
        field("checks", "weekdays", _("Only on these days"), options=days,
              value=post.getlist("weekdays"), hint=_("None ticked: every day.")),
        field("text", "begins", _("Only from"), value=post.get("begins", ""), narrow=True, hint=hours),
        field("text", "ends", _("Only until"), value=post.get("ends", ""), narrow=True, hint=None),
    ]  # fmt: skip


def typed_layer(request: StaffRequest) -> layers.Typed:
    """What was typed into them."""
    days = [int(one) if one.isdecimal() and len(one) < 3 else 99 for one in typed_list(request, "weekdays")]
    return layers.Typed(
        members=request.POST.get("members", "").replace("\x00", "")[:20_000].splitlines(),
        amount=typed_number(request, "amount", most=9999), unit=typed(request, "length"), hand_over=typed(request, "hand_over"),
        start=typed(request, "start"), weekdays=days, begins=typed(request, "begins"), ends=typed(request, "ends"),
    )  # fmt: skip


def area_field(request: StaffRequest) -> dict[str, Any]:
    """For which area of the unit."""
    served = [code for code in areas_of(request.member.unit, request.now) if code]
    choices = [{"value": WHOLE_UNIT, "label": area_words("", request.lang)}]
    choices += [{"value": code, "label": area_words(code, request.lang)} for code in served]
    return field(
        "select", "area", _("For which area?"), options=choices, value=request.POST.get("area", WHOLE_UNIT), hint=None
    )


def change(roster: DutyRoster, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """Somebody covers, or is away."""
    post = request.POST
    sorts = [{"value": "covers", "label": _("covers")}, {"value": "away", "label": _("is away")}]
    fields = [
        field("select", "member", _("Who?"), options=_people(roster.unit, request), value=post.get("member", ""),
              blank=_("Choose one"), hint=None),
        field("radios", "sort", _("What?"), options=sorts, value=post.get("sort", "covers"), hint=None),
        *span_fields(request, "since", "until"),
    ]  # fmt: skip
    lead = _(
        "For a time. Who covers goes before the plan; who is away is passed over. What holds for long is a new version."
    )
    return form(_("Somebody covers or is away"), fields, _("Keep this change"), errors, lead=lead)


def seen_first(context: dict[str, Any], opened: OpensGaps | None) -> dict[str, Any]:
    """The form, with the gaps that the change opens above it; sent once more it is kept."""
    if opened is None:
        return context
    notes = [{"words": opened.sentence, "late": True}, *({"words": line} for line in looked.opened(opened.gaps))]
    fields = [*context["fields"], field("hidden", "seen", "", value=opened.seen, hint=None)]
    return context | {"notes": notes, "fields": fields, "submit_label": _("Keep this change all the same")}


def swap(roster: DutyRoster, request: StaffRequest, errors: Errors) -> dict[str, Any]:
    """My time, and theirs."""
    fields = [
        field("select", "other", _("Whom do you ask?"), options=_people(roster.unit, request, without=request.member),
              value=request.POST.get("other", ""), blank=_("Choose one"), hint=None),
        *span_fields(request, "since", "until", _("My duty that they take, from"), _("until")),
        *span_fields(request, "back_since", "back_until", _("Their duty that I take in return, from"), _("until")),
    ]  # fmt: skip
    lead = _("Nothing changes before they say yes. Leave the last two empty if you take nothing in return.")
    return form(_("Ask for a swap"), fields, _("Ask them"), errors, lead=lead)


def span_fields(
    request: StaffRequest, since: str, until: str, from_label: str = "", to_label: str = ""
) -> list[dict[str, Any]]:
    """From when to when."""
    post = request.POST
    return [
        field("text", since, from_label or _("From"), value=post.get(since, ""), narrow=True, hint=dates()),
        field("text", until, to_label or _("Until"), value=post.get(until, ""), narrow=True, hint=None),
    ]


def typed_time(request: StaffRequest, name: str) -> datetime | None:
    """A date, or a date and a time, that may lie ahead."""
    text = typed(request, name)
    try:
        return read_moment(of_today(text, request.now), name)[0] if text else None
    except Invalid as refusal:
        tell(refusal)
        return None


def typed_member(request: StaffRequest, name: str) -> Member | None:
    """A member of the unit by the name to sign in with."""
    return Member.objects.filter(username=typed(request, name)).first()


def _people(unit: Unit, request: StaffRequest, without: Member | None = None) -> list[dict[str, str]]:
    found = [one for one in layers.on_the_list(unit, request.now) if without is None or one.id != without.id]
    return [{"value": one.username, "label": one.name} for one in found]
