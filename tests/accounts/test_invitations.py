"""A new member comes in by a link that works once."""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from samaki.accounts import invitations
from samaki.agencies.models import Member, Membership
from samaki.database import session
from tests.accounts.entering import (
    NEW,
    OWN,
    browser,
    came,
    code_of,
    give_code,
    hidden,
    link_in,
    notices,
    sign_in,
)
from tests.everything import rows

pytestmark = pytest.mark.usefixtures("asked_for_two")


def test_a_new_member_comes_in_by_a_link_with_a_password_and_a_telephone_of_their_own(cast, seated):
    answer = seated("admin").post("/account/members/invite/", NEW)
    assert answer.status_code == 200
    path, member = link_in(answer), Member.objects.get(username="sok.dara")
    assert (member.is_active, member.closed_why, member.has_usable_password()) == (False, "invited", False)
    new = browser()
    assert "Welcome, " in new.get(path).content.decode()
    assert new.get(path).status_code == 200, "looking does not use it up"
    done, secret = came(new, path)
    assert len(re.findall(r'class="code">(\w{5}-\w{5})<', done.content.decode())) == 10
    assert new.get("/desk/").status_code == 200
    again = browser()
    assert give_code(again, sign_in(again, "sok.dara", OWN), code_of(secret, step=1)).status_code == 302
    assert Membership.objects.get(member=member).role == "worker"
    assert notices(member.unit) == ["account.invited"] * 2 + ["account.link_used"] * 2, (
        "the head and the confidentiality officer"
    )
    acts = [act for (act,) in rows("select act from ledger_entry where who in ('admin', 'sok.dara') and act like 'account.%%'"
                                   " order by id", role="auditor")]  # fmt: skip
    assert acts == ["account.invite", "account.use_link"]


def test_a_link_works_once_also_in_two_tabs_and_a_made_one_never(cast, seated):
    path = link_in(seated("admin").post("/account/members/invite/", NEW))
    one, other = browser(), browser()
    shown = other.get(path)
    assert came(one, path)[0].status_code == 200
    late = other.post(path, {"setup": hidden(shown, "setup"), "password": OWN, "password_again": OWN, "code": "123456"})
    for answer in (late, other.get(path), other.get(path[:-2] + "x/")):
        assert answer.status_code == 404
        assert "This link opens nothing" in answer.content.decode()
    # what cannot be a key is no page, like every other address that leads nowhere
    assert [other.get(f"/welcome/{key}/").status_code for key in ("x", "ក" * 300)] == [404, 404]
    assert other.get("/desk/").status_code == 302


def test_a_link_ends_after_three_days_and_with_a_newer_one(cast, seated, owner_says):
    admin = seated("admin")
    old = link_in(admin.post("/account/members/invite/", NEW))
    member = Member.objects.get(username="sok.dara")
    new = link_in(admin.post(f"/account/members/{member.id}/again/"))
    assert browser().get(old).status_code == 404
    with session("app", timezone.now() + invitations.LIFETIME - timedelta(minutes=1)):
        assert invitations.invitation_of(new.split("/")[2]) is not None
    with session("app", timezone.now() + invitations.LIFETIME + timedelta(minutes=1)):
        assert invitations.invitation_of(new.split("/")[2]) is None


@pytest.mark.parametrize("changed", [
    {"password": "short", "password_again": "short"}, {"password": "password1234", "password_again": "password1234"},
    {"password_again": "another one here"}, {"code": "000000"}, {"code": ""}, {"setup": "x"}, {"password": "\x00" * 20},
    *[{"password": weak, "password_again": weak}
      for weak in ("12345678901234", "aaaaaaaaaaaa", "abababababab", "Aaron.dara.sok", "sok.dara.sok.dara", "dara sok dara",
                   "passwordpassword", "Mekong7Mekong7")],
])  # fmt: skip
def test_what_is_wrong_is_said_and_the_link_stays_good(changed, cast, seated):
    path = link_in(seated("admin").post("/account/members/invite/", NEW))
    answer, _secret = came(browser(), path, **changed)
    assert answer.status_code == 422
    assert OWN not in answer.content.decode()
    assert not Member.objects.get(username="sok.dara").is_active
    assert came(browser(), path)[0].status_code == 200


@pytest.mark.parametrize("changed", [
    {"username": "duty.pp"}, {"username": ""}, {"username": "A B"}, {"username": "x" * 300}, {"roles": []}, {"roles": ["king"]},
    {"name_km": ""}, {"name_en": " "}, {"unit": "nowhere"}, {"roles": ["mentor"]}, {"days": "x"}, {"days": "9999"},
    {"roles": ["admin", "worker"]}, {"roles": ["oversight", "head"]}, {"roles": ["mentor", "worker"], "days": "9"},
    {"roles": ["trainer", "admin"], "days": "9"},
])  # fmt: skip
def test_an_invitation_that_is_wrong_makes_nobody(changed, cast, seated):
    before = Member.objects.count()
    assert seated("admin").post("/account/members/invite/", NEW | changed).status_code == 422
    assert Member.objects.count() == before


def test_neither_the_link_nor_its_secret_is_stored(cast, seated):
    token = link_in(seated("admin").post("/account/members/invite/", NEW)).split("/")[2]
    stored = str(rows("select t::text from invitation t"))
    assert token not in stored
    assert token.encode().hex() not in stored
    assert not rows(
        "select 1 from ledger_entry where convert_from(canonical, 'utf8') like %s", [f"%{token}%"], role="auditor"
    )


OTHERS = ("duty.pp", "officer.pp", "privacy.pp", "social.pp", "leader.pp", "mentor", "oversight")


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_invites_closes_opens_or_recovers(name, cast, seated):
    client, victim = seated(name), cast["ngo.pp"]
    assert client.post("/account/members/invite/", NEW).status_code == 403
    for act in ("close", "open", "again", "recover", "renew"):
        assert client.post(f"/account/members/{victim.id}/{act}/", {"days": "9"}).status_code in (403, 422), act
    assert Member.objects.get(id=victim.id).is_active


def test_nor_by_plain_sql_as_the_application(cast):
    for name in OTHERS:
        with session("app", timezone.now(), cast[name].id), connection.cursor() as cursor:
            for call in (
                "app.open_member(%s, false, 'left')", "app.end_access(%s)", "app.renew_member(%s, null)",
                "app.add_member(%s, 'x', 'x', 'x', 'en', 1, '{head}', null, true)",
            ):  # fmt: skip
                with pytest.raises(ProgrammingError), transaction.atomic():
                    cursor.execute(f"select {call}", [cast["ngo.pp"].id])


def test_the_own_administrator_of_an_agency_keeps_others_out(cast, seated, owner_says):
    """Where an agency has an administrator, that of the installation has nothing to say there, and they nothing elsewhere."""
    owner_says("insert into membership (id, member_id, unit, role, since) select gen_random_uuid(), id, unit, 'admin',"
               " now() - interval '1 day' from member where username = 'duty.pp'")  # fmt: skip
    assert seated("admin").post("/account/members/invite/", NEW).status_code == 422
    own = seated("duty.pp")
    assert own.post("/account/members/invite/", NEW | {"unit": "police-sr"}).status_code == 422
    assert own.post(f"/account/members/{cast['ngo.pp'].id}/close/").status_code == 403
    assert own.post("/account/members/invite/", NEW).status_code == 200
    assert own.post(f"/account/members/{cast['officer.pp'].id}/close/", {"reason": "left"}).status_code == 302


def test_an_invitation_is_withdrawn(cast, seated):
    admin = seated("admin")
    path, member = link_in(admin.post("/account/members/invite/", NEW)), Member.objects.get(username="sok.dara")
    withdraw = f"/account/members/{member.id}/withdraw/"
    assert withdraw in admin.get("/account/members/").content.decode()
    assert admin.post(withdraw).status_code == 302
    assert browser().get(path).status_code == 404
    assert withdraw not in admin.get("/account/members/").content.decode()
    assert admin.post(withdraw).status_code == 409


def test_a_form_sent_again_makes_no_second_link_and_no_unit_is_chosen_beforehand(cast, seated):
    admin = seated("admin")
    form = admin.get("/account/members/invite/")
    assert '<option value="">Choose one</option>' in form.content.decode().replace(" selected", "")
    assert "It is sealed" not in form.content.decode()
    given = NEW | {"form_key": hidden(form, "form_key")}
    assert admin.post("/account/members/invite/", given).status_code == 200
    assert admin.post("/account/members/invite/", given)["Location"] == "/account/members/?once=1"


def test_hints_of_a_case_do_not_stand_under_fields_of_the_office(seated):
    assert "own words" not in seated("duty.pp").get("/account/mail/").content.decode()
    shown = seated("officer.pp").get("/directory/police-pp/work/").content.decode()
    assert "decree of 5/3/2026" in shown
    assert "The family has moved" not in shown


def test_the_desk_says_whose_account_it_is_and_leads_to_where_one_can_act(cast, seated):
    seated("admin").post("/account/members/invite/", NEW)
    head = seated("officer.pp").get("/desk/").content.decode()
    assert "Account: Dara Sok (sok.dara)" in head
    assert 'href="/account/members/"' in head


def test_only_wrong_codes_are_counted_against_a_newcomer_and_the_wait_says_how_long(cast, seated):
    path, client = link_in(seated("admin").post("/account/members/invite/", NEW)), browser()
    for weak in ("short", "aaaaaaaaaaaaaa", "sok.darasok.dara", "123456789012") * 4:
        assert came(client, path, password=weak, password_again=weak)[0].status_code == 422
    assert came(client, path, password_again="another one")[0].status_code == 422
    for _number in range(5):
        assert came(client, path, code="000000")[0].status_code == 422
    slowed = came(client, path, code="000000")[0]
    assert slowed.status_code == 429
    assert "Wait 1 min" in slowed.content.decode()
    assert 0 < int(slowed["Retry-After"]) < 60


def test_the_page_of_the_link_ends_its_sentences_in_khmer(cast, seated):
    path = link_in(seated("admin").post("/account/members/invite/", NEW))
    shown = browser().get(f"{path}?lang=km").content.decode()
    assert "នគរបាល ភ្នំពេញ។" in shown
