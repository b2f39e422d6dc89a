"""Hours, languages, who can come: the keeper's form, and how a unit's page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.details import DAYS, LANGUAGES, LONGEST, MOST_PLACES, Details, Service, set_details
from samaki.agencies.entries import UnitService
from samaki.agencies.models import Unit
from samaki.database.refusals import together
from samaki.web.directory import forms
from samaki.web.fields import field, typed, typed_list, typed_number
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest


def form(unit: Unit, request: StaffRequest, errors: forms.Errors) -> dict[str, Any]:
    """One field each; of every service that is offered three."""
    post, sent = request.POST, request.method == "POST"
    days = [{"value": code, "label": name()} for code, name in DAYS.items()]
    spoken = [{"value": code, "label": name()} for code, name in LANGUAGES.items()]
    fields = [
        field("checks", "languages", _("Which languages are spoken at your unit?"), options=spoken, hint=None,
              value=post.getlist("languages") if sent else unit.languages),
        field("checks", "open_days", _("On which days are you open?"), options=days, hint=None,
              value=post.getlist("open_days") if sent else unit.open_days),
        field("text", "opens_at", _("Opens at"), value=post.get("opens_at", _clock(unit.opens_at)), narrow=True, hint=None),
        field("text", "closes_at", _("Closes at"), value=post.get("closes_at", _clock(unit.closes_at)), narrow=True, hint=None),
    ]  # fmt: skip
    for row in _offered(unit, request):
        fields += _of_service(row, post, pack().services[row.service].label(request.lang))
    lead = _("Every member of every agency sees this. Never where children stay.")
    return forms.form(
        unit, _("Hours and conditions of %(unit)s") % {"unit": unit.name}, fields, _("Keep this"), errors, lead
    )


def keep(unit: Unit, request: StaffRequest) -> None:
    """What was typed, as it is from now on."""
    with together():
        services = {
            row.service: Service(typed(request, f"who_for.{row.service}"), typed(request, f"papers.{row.service}"),
                                 typed_number(request, f"places.{row.service}", most=MOST_PLACES))
            for row in _offered(unit, request)
        }  # fmt: skip
        told = Details(typed_list(request, "languages"), typed_list(request, "open_days"), typed(request, "opens_at"),
                       typed(request, "closes_at"), services)  # fmt: skip
        set_details(unit=unit, told=told, by=request.member, now=request.now)


def hours(unit: Unit) -> str:
    """`Monday, Tuesday: 8:00 – 17:00`; empty where nobody said."""
    days = ", ".join(DAYS[code]() for code in unit.open_days if code in DAYS)
    clock = (
        f"{digits(_clock(unit.opens_at))} – {digits(_clock(unit.closes_at))}"
        if unit.opens_at and unit.closes_at
        else ""
    )
    return ": ".join(part for part in (days, clock) if part)


def spoken(unit: Unit) -> str:
    """The languages of a unit."""
    return ", ".join(LANGUAGES[code]() for code in unit.languages if code in LANGUAGES)


def said(services: Iterable[UnitService], lang: str) -> list[dict[str, str]]:
    """Of each service of which something is said: who can come, what to bring, how many."""
    found = []
    for row in services:
        parts = [_("Who can come: %(words)s") % {"words": row.who_for} if row.who_for else "",
                 _("To bring: %(words)s") % {"words": row.papers} if row.papers else "",
                 _("Can take: %(n)s") % {"n": digits(row.places)} if row.places is not None and not row.full else ""]  # fmt: skip
        if any(parts) and row.service in pack().services:
            found.append(
                {"name": pack().services[row.service].label(lang), "text": "\n".join(part for part in parts if part)}
            )
    return found


def _of_service(row: UnitService, post: Any, name: str) -> list[dict[str, Any]]:
    code, places = row.service, "" if row.places is None else str(row.places)
    told = {"service": name}
    return [
        field("area", f"who_for.{code}", _("%(service)s: who can come?") % told, rows=2, most=LONGEST, hint=None,
              value=post.get(f"who_for.{code}", row.who_for)),
        field("area", f"papers.{code}", _("%(service)s: which papers are needed?") % told, rows=2, most=LONGEST, hint=None,
              value=post.get(f"papers.{code}", row.papers)),
        field("text", f"places.{code}", _("%(service)s: how many can you take now?") % told, narrow=True, inputmode="numeric", hint=None,
              value=post.get(f"places.{code}", places)),
    ]  # fmt: skip


def _offered(unit: Unit, request: StaffRequest) -> list[UnitService]:
    rows = UnitService.objects.filter(unit=unit).live(request.now).order_by("id")
    return [row for row in rows if row.service in pack().services]


def _clock(moment: Any) -> str:
    return f"{moment.hour}:{moment.minute:02}" if moment else ""
