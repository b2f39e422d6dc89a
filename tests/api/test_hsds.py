"""The directory in HSDS 3: its required fields, its pages, its filters; and no person in it."""

import json

import jsonschema_rs
import pytest
from django.utils import timezone

from samaki.agencies import details
from samaki.agencies.entries import UnitService
from samaki.agencies.keeping import set_services
from tests.acting import act

UUID = {"type": "string", "format": "uuid"}
PARTS = {
    "phones": {"id": UUID, "number": {"type": "string", "minLength": 3}},
    "languages": {"id": UUID},
    "schedules": {"id": UUID},
    "service_areas": {"id": UUID},
    "required_documents": {"id": UUID},
    "attributes": {"id": UUID},
    "capacities": {"id": UUID, "unit": {"type": "object", "required": ["id", "name"]}, "available": {"type": "number"},
                   "updated": {"type": "string", "format": "date-time"}},
}  # fmt: skip
"""Required of each part, own wording of openreferral/specification schema/*.json (see samaki.agencies.hsds)."""


def made(required, **more):
    parts = {
        name: {"type": "array", "items": {"type": "object", "required": list(one), "properties": one}}
        for name, one in PARTS.items()
    }
    return {"type": "object", "required": list(required), "properties": parts | required | more}


ORGANIZATION = made({"id": UUID, "name": {"type": "string"}, "description": {"type": "string"}})
SERVICE = made(
    {"id": UUID, "name": {"type": "string"}, "status": {"enum": ["active", "inactive", "defunct", "temporarily closed"]}},
    organization=ORGANIZATION, organization_id=UUID, assured_date={"type": "string", "format": "date"},
)  # fmt: skip
LOCATION = made({"id": UUID, "location_type": {"enum": ["physical", "postal", "virtual"]}})
AT_LOCATION = made({"id": UUID}, service=SERVICE, location=LOCATION)
SCHEMAS = {
    "organizations": ORGANIZATION,
    "services": SERVICE,
    "locations": LOCATION,
    "service_at_locations": AT_LOCATION,
}
PAGING = {"total_items", "total_pages", "page_number", "size", "first_page", "last_page", "empty", "contents"}


def check(schema, row):
    jsonschema_rs.validator_for(schema, validate_formats=True).validate(row)


@pytest.fixture
def told(cast):
    """The shelter of Phnom Penh says everything about itself."""
    unit = cast["ngo.pp"].unit
    said = details.Details(["km", "vi"], ["MO", "FR"], "៨:០០", "17.30",
                           {"emergency_shelter": details.Service("Girls under 18", "A letter of the commune", 4)})  # fmt: skip
    return act(cast["ngo.pp"], details.set_details, timezone.now(), unit=unit, told=said)


@pytest.mark.parametrize("what", sorted(SCHEMAS))
def test_each_list_and_each_row_holds_what_hsds_requires(what, caller, told):
    found = caller("duty.pp").read(f"/hsds/{what}?per_page=100")
    assert set(found) == PAGING
    assert found["size"] == len(found["contents"]) == found["total_items"] > 3
    for row in found["contents"]:
        check(SCHEMAS[what], row)
    one = caller("duty.pp").read(f"/hsds/{what}/{found['contents'][0]['id']}")
    check(SCHEMAS[what], one)
    assert found["contents"][0].items() <= one.items()


def test_the_schema_of_the_test_refuses_what_hsds_refuses():
    for wrong in ({"id": "1", "name": "x", "status": "active"}, {"name": "x", "status": "active"},
                  {"id": "0190a8a0-0000-7000-8000-000000000000", "name": "x", "status": "open"}):  # fmt: skip
        with pytest.raises(jsonschema_rs.ValidationError):
            check(SERVICE, wrong)


def test_what_a_unit_says_of_itself_is_told(caller, told):
    (row,) = [one for one in caller("duty.pp").read("/hsds/services?need=emergency_shelter&language=vi")["contents"]]
    assert row["eligibility_description"] == "Girls under 18"
    assert [one["document"] for one in row["required_documents"]] == ["A letter of the commune"]
    assert [(one["available"], one["unit"]["name"]) for one in row["capacities"]] == [(4, "children")]
    assert [one["code"] for one in row["languages"]] == ["km", "vi"]
    (hours,) = row["schedules"]
    assert (hours["byday"], hours["opens_at"], hours["closes_at"]) == ("MO,FR", "08:00+07:00", "17:30+07:00")
    assert {one["description"] for one in row["phones"]} <= {"by day", "by night"}


def test_full_means_that_none_can_be_taken(caller, told, cast):
    codes = list(UnitService.objects.filter(unit=told, until=None).values_list("service", flat=True))
    act(cast["ngo.pp"], set_services, timezone.now(), unit=told, services=codes, full=["emergency_shelter"])
    (row,) = caller("duty.pp").read("/hsds/services?need=emergency_shelter&language=vi")["contents"]
    assert row["capacities"][0]["available"] == 0
    assert row["alert"]


@pytest.mark.parametrize("place", ["17", "Siem Reap", "siemreap", "សៀមរាប"])
def test_a_place_is_found_by_its_code_and_in_any_spelling(place, caller, cast):
    found = caller("duty.pp").read(f"/hsds/locations?place={place}&per_page=100")["contents"]
    names = {one["name"] for one in found}
    assert "Police, Siem Reap" in names
    assert "Police, Phnom Penh" not in names


def test_words_for_no_place_find_nothing_and_wrong_codes_are_told(caller, cast):
    assert caller("duty.pp").read("/hsds/services?place=xyzzyqq")["empty"] is True
    for wrong in ("need=zz", "kind=zz", "language=zz", "page=0", "per_page=1000", "nothing=1"):
        assert caller("duty.pp").get(f"/hsds/services?{wrong}").status_code == 422


def test_pages_follow_one_another_and_end(caller, cast):
    read = caller("duty.pp").read
    whole = read("/hsds/services?per_page=100")
    first, second = (read(f"/hsds/services?per_page=2&page={number}") for number in (1, 2))
    assert [one["id"] for one in first["contents"] + second["contents"]] == [one["id"] for one in whole["contents"][:4]]
    assert (first["first_page"], first["last_page"], second["first_page"]) == (True, False, False)
    beyond = read("/hsds/services?per_page=2&page=9999")
    assert (beyond["empty"], beyond["last_page"], beyond["total_items"]) == (True, True, whole["total_items"])


def test_no_person_is_in_it_and_nobody_reads_it_without_a_token(caller, cast):
    text = json.dumps([caller("duty.pp").read(f"/hsds/{what}?per_page=100") for what in SCHEMAS], ensure_ascii=False)
    for member in cast.values():
        assert member.name_en not in text
        assert member.name_km not in text
        assert not member.phone or member.phone not in text
    assert caller().get("/hsds/services").status_code == 401


def test_it_is_told_in_the_language_that_is_asked_for(caller, cast):
    one = caller("duty.pp").get("/hsds/organizations", accept_language="km").json()["contents"][0]
    assert any("ក" <= sign <= "៿" for sign in one["name"])
