"""Forms of gaps and promises."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.queries import units
from samaki.commitments.models import Gap
from samaki.commitments.rules import EVERYWHERE, KINDS, SOURCES
from samaki.insights.chain import areas_of_map
from samaki.web import words
from samaki.web.fields import field, mark, options
from samaki.web.gaps import naming
from samaki.web.hints import dates
from samaki.web.pages import StaffRequest

Errors = list[dict[str, str]]
Form = dict[str, Any]


def new_gap(request: StaffRequest, errors: Errors) -> Form:
    """By hand; or from the map, where area, kind and which one are given."""
    given = {name: request.POST.get(name, request.GET.get(name, "")) for name in ("area", "kind", "what", "source")}
    from_map = given["source"] == "map" and given["kind"] in KINDS
    fields = _from_map(given) if from_map else _by_hand(given, request)
    fields += [
        field("text", "known_since", _("Since when is it wanting?"), value=request.POST.get("known_since", ""), narrow=True,
              hint=dates(_("The year alone is enough."))),
        field("area", "text", _("In your own words"), value=request.POST.get("text", ""), rows=4,
              hint=_("What does not work, and for whom. No case, no name. Every member reads it.")),
        *sure(request, errors),
    ]  # fmt: skip
    rows = []
    if from_map:
        rows = [{"name": _("Where"), "text": naming.where(given["area"], request.lang)},
                {"name": _("What is wanting"), "text": naming.gap_name(given["kind"], given["what"], request.lang)}]  # fmt: skip
    return _whole(request, _("Write a gap down"), fields, _("Write it down"), errors, "/gaps/", _("Gaps")) | {
        "rows": rows,
        "lead": _("What is wanting in an area, so that everybody sees it and somebody promises to close it."),
    }


def _from_map(given: dict[str, str]) -> list[Form]:
    return [field("hidden", name, "", value=value[:80]) for name, value in given.items()]


def _by_hand(given: dict[str, str], request: StaffRequest) -> list[Form]:
    lang = request.lang
    kinds = [{"value": code, "label": naming.KINDS[code]()} for code in KINDS if code != "link"]
    steps = [{"value": one.code, "label": words.step_title(one.code, lang)} for one in pack().step_kinds.values()]
    which = [{"label": _("Services"), "options": options(pack().services.values(), lang)},
             {"label": _("Steps"), "options": steps}]  # fmt: skip
    return [
        area_field(given["area"], request, everywhere=True),
        field("radios", "kind", _("What is wanting?"), options=kinds, value=given["kind"], hint=None),
        field("select", "what", _("Which one?"), options=which, value=given["what"], blank=_("Choose one"),
              hint=_("Only for a service or a step.")),
    ]  # fmt: skip


def area_field(value: str, request: StaffRequest, blank: str = "", *, everywhere: bool = False) -> Form:
    """The provinces that are worked in first; `everywhere`: all of them as one choice, for what is wanting in the whole country."""
    first = areas_of_map()
    places = sorted(pack().places.provinces, key=lambda one: (one.code not in first, one.code))
    choices = options(places, request.lang)
    if everywhere:
        choices = [{"value": EVERYWHERE, "label": _("In all areas")}, *choices]
    return field(
        "select", "area", _("In which area?"), options=choices, value=value, blank=blank or _("Choose one"), hint=None
    )


def new_promise(gap: Gap | None, request: StaffRequest, errors: Errors) -> Form:
    """Who does what by when, and where it was promised."""
    lang, post = request.lang, request.POST
    given = {name: post.get(name, request.GET.get(name, "")) for name in ("source", "source_what", "area")}
    sources = [{"value": code, "label": naming.SOURCES[code]()} for code in SOURCES]
    hidden = [field("hidden", "source_what", "", value=given["source_what"][:80])] if given["source_what"] else []
    if gap is not None:
        hidden.append(field("hidden", "gap", "", value=str(gap.id)))
    where = [] if gap is not None else [area_field(given["area"], request, _("In all areas"))]
    fields = [
        *hidden,
        field("select", "owner", _("Who does it?"), options=unit_options(request), value=post.get("owner", request.member.unit.code),
              hint=_("Your own unit promises at once. Another one is asked, and promises or does not.")),
        field("area", "text", _("What is done?"), value=post.get("text", ""), rows=4,
              hint=_("One thing that can be seen when it is done. No case, no name.")),
        field("text", "due_on", _("By which day?"), value=post.get("due_on", ""), narrow=True, hint=dates("")),
        *where,
        field("radios", "source", _("Where was it promised?"), options=sources, value=given["source"] or "hand", hint=None),
        *sure(request, errors),
    ]  # fmt: skip
    back = (f"/gaps/{gap.id}/", _("The gap")) if gap is not None else ("/gaps/promises/", _("Promises"))
    rows = [{"name": _("About the gap"), "text": naming.gap_name(gap.kind, gap.what, lang)},
            {"name": _("Where"), "text": naming.where(gap.area, lang)}] if gap is not None else []  # fmt: skip
    return _whole(request, _("Write a promise down"), fields, _("Write it down"), errors, *back) | {
        "rows": rows,
        "lead": _("The unit is reminded before the day, then whoever leads it, then the oversight committee."),
    }


def unit_options(request: StaffRequest) -> list[dict[str, str]]:
    """Open units, the reader's own first."""
    ours = request.member.unit
    return [{"value": ours.code, "label": ours.name}] + [
        {"value": one.code, "label": one.name} for one in units(request.now) if one.principal != ours.principal
    ]


def sure(request: StaffRequest, errors: Errors) -> list[Form]:
    """Asked once, where a text looks as if it led to somebody."""
    wrong = {error["field"] for error in (*errors, *(getattr(request, "errors", None) or []))}
    if "sure" not in request.POST and "sure" not in wrong:
        return []
    said = [{"value": "yes", "label": _("I have looked: nothing in it leads to a child or a case")}]
    return [
        field("checks", "sure", _("Is it safe to send?"), options=said, value=request.POST.getlist("sure"), hint=None)
    ]


def _whole(
    request: StaffRequest, title: str, fields: list[Form], label: str, errors: Errors, back: str, back_label: str
) -> Form:
    mark(fields, errors)
    return {"title": title, "fields": fields, "submit_label": label, "errors": errors, "section": "gaps",
            "back": {"href": back, "label": back_label}}  # fmt: skip
