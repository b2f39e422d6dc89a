"""Who to call, on the page and on paper; one unit; and what its own keeper changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samaki.agencies import keeping, rules
from samaki.agencies.models import Unit
from samaki.countries.partial_dates import beyond_all_years
from samaki.database.refusals import Invalid, tell, together
from samaki.web.directory import details, forms, showing
from samaki.web.directory.sure import ask, sure
from samaki.web.fields import read_moment, typed, typed_list
from samaki.web.pages import StaffRequest, errors_of, page, staff_page

Form = Callable[[Unit, StaffRequest, forms.Errors], dict[str, Any]]


@staff_page
def directory(request: StaffRequest) -> HttpResponse:
    """Search by need and place."""
    return page(request, "staff/directory.html", showing.directory(request))


@staff_page
def printed(request: StaffRequest) -> HttpResponse:
    """The list on paper."""
    return page(request, "staff/directory_print.html", showing.for_print(request))


@staff_page
def unit_page(request: StaffRequest, code: str) -> HttpResponse:
    """One unit."""
    return page(request, "staff/unit.html", showing.one_unit(found(code), request))


@staff_page
def entry(request: StaffRequest, code: str, what: str) -> HttpResponse:
    """A form of the keeper: shown, or kept."""
    unit, errors = found(code), []
    rules.check_keeps(unit, request.now)
    form, keep = ENTRIES[what]
    if request.method == "POST":
        try:
            if what == "rename" and not sure(request):
                return _ask_rename(unit, request)
            keep(unit, request)
            return HttpResponseRedirect(f"/directory/{code}/")
        except Invalid as refusal:
            errors = errors_of(refusal)
            unit = found(code)
    return page(request, "staff/form.html", form(unit, request, errors), status=422 if errors else 200)


@require_POST
@staff_page
def confirm(request: StaffRequest, code: str) -> HttpResponse:
    """The entry is right today."""
    keeping.confirm_entry(unit=found(code), by=request.member, now=request.now)
    return HttpResponseRedirect(f"/directory/{code}/")


@require_POST
@staff_page
def end_point(request: StaffRequest, code: str, key: UUID) -> HttpResponse:
    """A focal point answers no more."""
    keeping.end_focal_point(point_id=key, by=request.member, now=request.now)
    return HttpResponseRedirect(f"/directory/{code}/")


def found(code: str) -> Unit:
    """The unit with this code, or with this id. Raises Unit.DoesNotExist."""
    rows = Unit.objects.select_related("parent", "merged_into", "agency")
    try:
        return rows.get(id=UUID(code))
    except ValueError:
        return rows.get(code=code.replace("\x00", ""))


def _numbers(unit: Unit, request: StaffRequest) -> None:
    given = {name: typed(request, name) for name in ("phone", "phone_night", "how_to_reach")}
    keeping.change_numbers(unit=unit, **given, by=request.member, now=request.now)


def _areas(unit: Unit, request: StaffRequest) -> None:
    areas = [keeping.WHOLE_COUNTRY if code == forms.WHOLE_COUNTRY else code for code in typed_list(request, "areas")]
    keeping.set_areas(unit=unit, areas=areas, by=request.member, now=request.now)


def _services(unit: Unit, request: StaffRequest) -> None:
    keeping.set_services(unit=unit, services=typed_list(request, "services"), full=typed_list(request, "full"),
                         by=request.member, now=request.now)  # fmt: skip


def _point(unit: Unit, request: StaffRequest) -> None:
    given = {name: typed(request, name) for name in ("matter", "name_en", "name_km", "phone")}
    keeping.add_focal_point(unit=unit, **given, day_and_night=bool(typed_list(request, "day_and_night")),
                            by=request.member, now=request.now)  # fmt: skip


@together()
def _ask_rename(unit: Unit, request: StaffRequest) -> HttpResponse:
    given = _named(request)
    keeping.check_renames(unit=unit, given=given, since=_since(request), now=request.now)
    title = _("Give %(unit)s a new name?") % {"unit": unit.name}
    lines = [_("New name: %(km)s · %(en)s") % {"km": given["name_km"], "en": given["name_en"]},
             _("Every member of every agency sees it at once. The old name still finds the unit.")]  # fmt: skip
    return ask(request, unit, title, lines, _("Yes, give it this name"), f"/directory/{unit.code}/")


def _named(request: StaffRequest) -> dict[str, str]:
    return {name: typed(request, name) for name in ("name_en", "name_km", "short_en", "short_km")}


def _since(request: StaffRequest) -> datetime | None:
    """The day from which the name holds; a coming day is refused with what to do."""
    text = typed(request, "since")
    ahead = Invalid(
        _("A name holds from today or from an earlier day. Come back on that day and give it then."), field="since"
    )
    try:
        if beyond_all_years(text):
            raise ahead
        moment = read_moment(text, "since")[0] if text else None
        if moment is not None and moment > request.now:
            raise ahead
    except Invalid as refusal:
        tell(refusal)
        return None
    return moment


@together()
def _rename(unit: Unit, request: StaffRequest) -> None:
    keeping.rename_unit(unit=unit, **_named(request), since=_since(request), by=request.member, now=request.now)


ENTRIES: dict[str, tuple[Form, Callable[[Unit, StaffRequest], None]]] = {
    "numbers": (forms.numbers, _numbers),
    "areas": (forms.areas, _areas),
    "services": (forms.services, _services),
    "details": (details.form, details.keep),
    "focal-points/new": (forms.focal_point, _point),
    "rename": (forms.rename, _rename),
}
