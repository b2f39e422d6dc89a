"""An administrator decides over units of their own agency only; the one beside the oversight committee where there is none."""

import pytest
from django.utils import timezone

from samaki.accounts.rules import administers, seconds
from samaki.agencies.models import Unit
from samaki.agencies.rules import speaks_for
from samaki.database import session
from samaki.journeys.deciding import decided_units
from tests.accounts.entering import browser, sign_in

GIVEN = ("insert into membership (id, member_id, unit, role, since) select gen_random_uuid(), id, unit, 'admin',"
         " now() - interval '1 day' from member where username = %s")  # fmt: skip


@pytest.fixture
def headless(cast, owner_says):
    """As on the first day: no unit has a head; the NGO and the police of Phnom Penh have administrators of their own."""
    owner_says("update membership set until = now() - interval '1 hour' where role = 'head'")
    for name in ("ngo.pp", "duty.pp"):
        owner_says(GIVEN, name)
    return cast


def decides(cast, name):
    with session("app", timezone.now(), cast[name].id):
        asked = {unit.code for unit in Unit.objects.all() if speaks_for(unit)}
        listed = {Unit.objects.get(id=one.unit_id).code for one in decided_units(timezone.now())}
    assert asked == listed
    return asked


def agency_of(member):
    return {unit.code for unit in Unit.objects.filter(agency=member.unit.agency)}


@pytest.mark.parametrize("name", ["ngo.pp", "duty.pp"])
def test_the_first_administrator_of_an_agency_decides_over_no_unit_of_another(name, headless):
    assert decides(headless, name) == agency_of(headless[name])


def test_the_administrator_beside_the_oversight_committee_decides_where_an_agency_has_none(headless):
    everywhere = set(Unit.objects.values_list("code", flat=True))
    assert decides(headless, "admin") == everywhere - agency_of(headless["ngo.pp"]) - agency_of(headless["duty.pp"])


def test_nobody_is_no_administrator_and_no_second_person(headless):
    with session("app", timezone.now()):
        for unit in Unit.objects.all():
            assert not administers(unit.principal), unit.code
            assert not seconds(unit.principal), unit.code


def test_where_there_is_a_head_no_administrator_decides(cast, owner_says):
    owner_says(GIVEN, "duty.pp")
    assert "police-pp" not in decides(cast, "duty.pp")


def test_the_pages_of_another_agencys_unit_refuse(headless):
    client = browser()
    sign_in(client, "ngo.pp")
    for act in ("close", "merge", "move-work"):
        address = f"/directory/social-pp/{act}/"
        assert client.post(address, {"reason": "other", "text": "x", "to_unit": "social-sr"}).status_code in (403, 404)
    assert Unit.objects.get(code="social-pp").until is None
