"""What a member is, and how they are called, is changed by the administrator of their agency alone; by the rules of an invitation."""

import json
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from samaki.accounts.rules import roles_for
from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.database import session
from samaki.simulation.cast import MEMBERS, desks
from tests.accounts.entering import NEW, browser, link_in, notices, sign_in
from tests.everything import rows
from tests.web.staff.test_bad_input import NASTY, _quoted

pytestmark = pytest.mark.usefixtures("asked_for_two")

NAMES = {"name_en": "Dara Sok the younger", "name_km": "សុខ ដារ៉ា តូច"}


def held(name):
    return Member.objects.get(username=name).roles(timezone.now())


def page(cast, name, what):
    return f"/account/members/{cast[name].id}/{what}/"


def test_the_list_says_what_everybody_is(cast, seated):
    shown = seated("admin").get("/account/members/").content.decode()
    for role in ("Duty desk, Case worker or investigator", "Confidentiality officer of the agency", "Head of the unit"):
        assert role in shown, role
    assert page(cast, "duty.pp", "roles") in shown
    assert page(cast, "duty.pp", "name") in shown


def test_a_changed_role_works_at_the_next_request_and_is_told_and_recorded(cast, seated):
    admin, officer = seated("admin"), seated("officer.pp")
    assert officer.get("/directory/police-pp/work/").status_code == 200
    assert admin.post(page(cast, "duty.pp", "roles"), {"roles": ["desk", "worker", "team_lead"]}).status_code == 302
    assert held("duty.pp") == {"desk", "worker", "team_lead"}
    shown = admin.get(page(cast, "officer.pp", "roles")).content.decode()
    assert shown.count("checked") == 3
    answer = admin.post(page(cast, "officer.pp", "roles"), {"roles": ["worker"], "days": ""})
    assert (answer.status_code, answer["Location"]) == (302, "/account/members/")
    assert held("officer.pp") == {"worker"}
    assert officer.get("/directory/police-pp/work/").status_code in (403, 404)
    assert notices(cast["officer.pp"].unit).count("account.roles") == 4
    told = rows("select who, facts::text from ledger_entry where act = 'account.roles'", role="auditor")
    assert [(who, json.loads(facts)["before"], json.loads(facts)["kind"]) for who, facts in told] == [
        ("admin", ["desk", "worker"], ["desk", "team_lead", "worker"]),
        ("admin", ["head", "team_lead", "worker"], ["worker"]),
    ]


@pytest.mark.parametrize("given", [
    {"roles": []}, {"roles": ["king"]}, {"roles": ["admin", "worker"]}, {"roles": ["oversight"]}, {"roles": ["mentor"], "days": "9"},
    {"roles": ["clerk"]}, {"roles": ["worker"], "days": "9999"}, {"roles": ["worker"], "days": "x"},
])  # fmt: skip
def test_the_rules_are_those_of_an_invitation(given, cast, seated):
    admin = seated("admin")
    answer = admin.post(page(cast, "duty.pp", "roles"), given)
    assert answer.status_code == 422
    assert held("duty.pp") == {"desk", "worker"}
    if given["roles"]:
        assert admin.post("/account/members/invite/", NEW | given).status_code == 422


@pytest.mark.parametrize("name", ["duty.pp", "officer.pp", "privacy.pp", "social.pp", "mentor", "oversight"])
def test_nobody_else_changes_roles_or_names(name, cast, seated):
    client = seated(name)
    for what, given in (("roles", {"roles": ["head"]}), ("name", NAMES)):
        assert client.get(page(cast, "nurse.pp", what)).status_code == 403
        assert client.post(page(cast, "nurse.pp", what), given).status_code == 403
    with (
        session("app", timezone.now(), cast[name].id),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError),
        transaction.atomic(),
    ):
        cursor.execute("select app.change_roles(%s, '{admin}', null)", [cast["nurse.pp"].id])
    assert Member.objects.get(username="nurse.pp").name_en == cast["nurse.pp"].name_en


def test_nobody_changes_their_own_and_the_last_administrator_stays_one(cast, seated, owner_says):
    admin = seated("admin")
    assert admin.post(page(cast, "admin", "roles"), {"roles": ["oversight"]}).status_code == 403
    owner_says("insert into membership (id, member_id, unit, role, since) select gen_random_uuid(), id, unit, 'admin',"
               " now() - interval '1 day' from member where username = 'oversight'")  # fmt: skip
    assert seated("oversight").post(page(cast, "admin", "roles"), {"roles": ["oversight"]}).status_code == 302
    assert admin.post(page(cast, "oversight", "roles"), {"roles": ["oversight"]}).status_code == 403, "no longer one"
    assert admin.get("/account/members/").status_code == 403


def test_who_was_given_authority_yesterday_is_nobodys_second_person(cast, seated, owner_says):
    """Else an administrator would make one for the purpose."""
    admin = seated("admin")
    assert admin.post(page(cast, "duty.pp", "roles"), {"roles": ["desk", "head"]}).status_code == 302
    assert admin.post(f"/account/members/{cast['privacy.pp'].id}/recover/").status_code == 302
    key = rows("select id from invitation where kind = 'recover'")[0][0]
    head = seated("duty.pp")
    answer = head.post(f"/account/recoveries/{key}/agree/")
    assert answer.status_code == 403
    owner_says("update membership set since = since - interval '31 days' where role = 'head'")
    assert head.post(f"/account/recoveries/{key}/agree/").status_code == 200


def test_a_name_is_mended_and_the_name_to_sign_in_with_stays(cast, seated):
    admin = seated("admin")
    assert admin.post(page(cast, "duty.pp", "name"), NAMES).status_code == 302
    found = Member.objects.get(username="duty.pp")
    assert (found.name_en, found.name_km) == (NAMES["name_en"], NAMES["name_km"])
    assert rows("select who from ledger_entry where act = 'account.name'", role="auditor") == [("admin",)]
    assert admin.post(page(cast, "duty.pp", "name"), NAMES).status_code == 409


WRONG = [
    {"name_en": ""}, {"name_km": "  "}, {"name_en": "x" * 101}, {"name_km": "ក" * 101}, {"name_en": "សុខ ដារ៉ា"},
    {"name_km": "Dara Sok"}, {"name_en": "សុខ ដារ៉ា", "name_km": "Dara Sok"},
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_a_name_has_1_to_100_letters_of_its_own_script_on_every_way_in(wrong, cast, seated):
    admin = seated("admin")
    answer = admin.post(page(cast, "duty.pp", "name"), NAMES | wrong)
    assert answer.status_code == 422
    assert answer.content.decode().count("error-message") >= len(wrong) or "at most 100" in answer.content.decode()
    assert admin.post("/account/members/invite/", NEW | wrong).status_code == 422
    assert not Member.objects.filter(username=NEW["username"]).exists()


def test_all_that_lacks_in_an_invitation_is_told_at_once(cast, seated):
    admin = seated("admin")
    shown = admin.post("/account/members/invite/", {"days": "x"}).content.decode()
    for told in ("Choose a unit from the list", "Write a name of Latin letters, digits", "in Latin letters, at most 100",
                 "in Khmer letters, at most 100", "Choose at least one role", "Write a whole number"):  # fmt: skip
        assert told in shown, told
    taken = admin.post("/account/members/invite/", NEW | {"username": "duty.pp", "name_en": ""}).content.decode()
    assert "This name is taken" in taken
    assert "in Latin letters, at most 100" in taken


def test_the_form_offers_only_what_fits_the_kinds_of_the_agencys_units(cast, seated, owner_says):
    owner_says("insert into membership (id, member_id, unit, role, since) select gen_random_uuid(), id, unit, 'admin',"
               " now() - interval '1 day' from member where username = 'duty.pp'")  # fmt: skip
    shown = seated("duty.pp").get("/account/members/invite/").content.decode()
    assert 'value="worker"' in shown
    for strange in ("oversight", "mentor", "trainer", "clerk"):
        assert f'value="{strange}"' not in shown


def test_everybody_of_the_cast_has_roles_of_their_kind_and_every_kind_has_an_administrator():
    kinds = {desk.code: desk.kind for desk in desks()}
    for name, (unit, _en, _km, roles) in MEMBERS.items():
        assert set(roles) <= {role.code for role in roles_for(kinds[unit])}, name
    for kind in pack().agency_kinds:
        found = {role.code for role in roles_for(kind)}
        assert "admin" in found
        assert ("oversight" in found) == (kind == "oversight")
        assert ("mentor" in found) == ("trainer" in found) == (kind == "mentor")


def test_a_guest_who_was_invited_by_a_link_still_comes_in_after_their_roles_changed(cast, seated):
    admin = seated("admin")
    path = link_in(admin.post("/account/members/invite/", NEW))
    member = Member.objects.get(username="sok.dara")
    assert admin.post(f"/account/members/{member.id}/roles/", {"roles": ["head"]}).status_code == 302
    assert browser().get(path).status_code == 200
    assert held("sok.dara") == {"head"}
    later = timezone.now() + timedelta(days=1)
    assert member.roles(later) == {"head"}
    assert sign_in(browser(), "sok.dara").status_code != 302


@pytest.mark.parametrize("nasty", NASTY)
def test_no_field_breaks_the_pages(nasty, cast, seated):
    admin, raw = seated("admin"), nasty.encode("utf-8", "surrogatepass")
    for what, names in (("roles", ("roles", "days")), ("name", ("name_en", "name_km"))):
        body = b"&".join(name.encode() + b"=" + _quoted(raw) for name in names)
        path = page(cast, "duty.pp", what)
        answer = admin.generic("POST", path, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 422, (path, answer.status_code)
