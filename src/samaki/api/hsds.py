"""The directory in HSDS 3: read only, in the language of Accept-Language, in pages as HSDS has them. (Annotations are values here.)"""

from datetime import datetime
from typing import Annotated, Any

from django.db.models import QuerySet
from pydantic import Field

from samaki.agencies import hsds
from samaki.agencies.country import pack
from samaki.agencies.details import LANGUAGES
from samaki.agencies.entries import UnitService
from samaki.agencies.models import Agency, Unit
from samaki.agencies.search import Asked, units_found
from samaki.api import fields, reading
from samaki.api.app import Answer, ApiRequest, api, member_call

Page = Annotated[int, Field(ge=1, le=10_000, description="from 1")]
Size = Annotated[int, Field(ge=1, le=100)]
Need = Annotated[fields.Code, Field(description="what is needed: a code of a service of the pack")]
Place = Annotated[
    fields.Line,
    Field(
        description="a code of an area, or words for a place in Khmer or any romanisation; what serves it, the closest first"
    ),
]
Language = Annotated[fields.Code, Field(description="ISO 639 code of a language that is spoken there")]


@api.get("/hsds/services", response=dict[str, Any], summary="HSDS services")
@member_call
def services(
    request: ApiRequest, page: Page = 1, per_page: Size = 50, need: Need = "", place: Place = "", kind: fields.FilterOfKinds = "",
    language: Language = "",
) -> Answer:  # fmt: skip
    """What units offer, by need, place, kind of agency and language."""
    return 200, _services(request, _units(request.now, need, place, kind, language), need, page, per_page, hsds.service)


@api.get("/hsds/service_at_locations", response=dict[str, Any], summary="HSDS services at their locations")
@member_call
def service_at_locations(
    request: ApiRequest, page: Page = 1, per_page: Size = 50, need: Need = "", place: Place = "", kind: fields.FilterOfKinds = "",
    language: Language = "",
) -> Answer:  # fmt: skip
    """The same with where each is offered."""
    return 200, _services(
        request, _units(request.now, need, place, kind, language), need, page, per_page, hsds.at_location
    )


@api.get("/hsds/locations", response=dict[str, Any], summary="HSDS locations")
@member_call
def locations(
    request: ApiRequest, page: Page = 1, per_page: Size = 50, need: Need = "", place: Place = "", kind: fields.FilterOfKinds = "",
    language: Language = "",
) -> Answer:  # fmt: skip
    """Units, with their numbers by day and by night."""
    rows = _units(request.now, need, place, kind, language)
    return 200, _paged(rows, page, per_page, lambda found: [hsds.location(one) for one in found])


@api.get("/hsds/organizations", response=dict[str, Any], summary="HSDS organizations")
@member_call
def organizations(
    request: ApiRequest, page: Page = 1, per_page: Size = 50, need: Need = "", place: Place = "", kind: fields.FilterOfKinds = "",
    language: Language = "",
) -> Answer:  # fmt: skip
    """Agencies that have such a unit."""
    units = _units(request.now, need, place, kind, language)
    rows = Agency.objects.filter(id__in=units.order_by().values("agency_id")).order_by("name_en", "id")
    return 200, _paged(rows, page, per_page, lambda found: [hsds.organization(one) for one in found])


@api.get("/hsds/services/{row_id}", response=dict[str, Any], summary="One HSDS service")
@member_call
def service(request: ApiRequest, row_id: str) -> Answer:
    """By its id."""
    row = _live(request.now).get(id=reading.key(row_id))
    return 200, hsds.service(row, hsds.areas_of([row], request.now)[row.unit_id])


@api.get("/hsds/service_at_locations/{row_id}", response=dict[str, Any], summary="One HSDS service at its location")
@member_call
def service_at_location(request: ApiRequest, row_id: str) -> Answer:
    """By its own id, which is made of the service's."""
    wanted = str(reading.key(row_id))
    found = [one for one in _live(request.now) if hsds.at_location_id(one) == wanted]
    if not found:
        raise UnitService.DoesNotExist
    row = found[0]
    return 200, hsds.at_location(row, hsds.areas_of([row], request.now)[row.unit_id])


@api.get("/hsds/locations/{row_id}", response=dict[str, Any], summary="One HSDS location")
@member_call
def location(request: ApiRequest, row_id: str) -> Answer:
    """By its id."""
    return 200, hsds.location(units_found(Asked(), request.now).get(id=reading.key(row_id)))


@api.get("/hsds/organizations/{row_id}", response=dict[str, Any], summary="One HSDS organization")
@member_call
def organization(request: ApiRequest, row_id: str) -> Answer:
    """By its id, with what its units offer and where."""
    row = Agency.objects.get(id=reading.key(row_id))
    units = list(units_found(Asked(), request.now).filter(agency=row))
    offered = list(_live(request.now).filter(unit__in=units))
    areas = hsds.areas_of(offered, request.now)
    return 200, hsds.organization(row) | {
        "locations": [hsds.location(one) for one in units],
        "services": [hsds.service(one, areas[one.unit_id]) for one in offered],
    }


def _live(now: datetime) -> QuerySet[UnitService]:
    """Services of open units; those that the pack no longer has are left out."""
    open_units = units_found(Asked(), now).order_by().values("principal")
    rows = UnitService.objects.live(now).filter(service__in=list(pack().services), unit__in=open_units)
    return rows.select_related("unit__agency").order_by("id")


def _units(now: datetime, need: str, place: str, kind: str, language: str) -> QuerySet[Unit]:
    reading.one_of(need, pack().services, "need")
    reading.one_of(kind, pack().agency_kinds, "kind"), reading.one_of(language, LANGUAGES, "language")
    rows = units_found(Asked(need=need, area=place if place in pack().places.by_code else "", where=place), now)
    rows = rows.filter(kind=kind) if kind else rows
    return rows.filter(languages__contains=[language]) if language else rows


def _services(
    request: ApiRequest, units: QuerySet[Unit], need: str, number: int, size: int, shape: Any
) -> dict[str, Any]:
    keys: list[Any] = list(units.values_list("principal", flat=True))
    rows = _live(request.now).filter(unit__in=keys)
    found = sorted(rows.filter(service=need) if need else rows, key=lambda one: (keys.index(one.unit_id), one.id))
    cut = found[(number - 1) * size : number * size]
    areas = hsds.areas_of(cut, request.now)
    return hsds.page([shape(one, areas[one.unit_id]) for one in cut], len(found), number, size)


def _paged(rows: QuerySet[Any], number: int, size: int, shaped: Any) -> dict[str, Any]:
    cut = list(rows[(number - 1) * size : number * size])
    return hsds.page(shaped(cut), rows.count(), number, size)
