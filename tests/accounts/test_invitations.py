"""A new member comes in by a link that works once; who lost everything is let in again by two persons and by no fewer."""

import itertools
import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from samaki.accounts import invitations
from samaki.accounts.models import Factor, Invitation
from samaki.agencies.models import Member, Membership
from samaki.agencies.operations import issue_token
from samaki.database import session
from samaki.notices.models import Notice
from tests.accounts.entering import PASSWORD, browser, code_of, give_code, hidden, sign_in
from tests.everything import rows

pytestmark = pytest.mark.usefixtures("asked_for_two")

NEW = {"unit": "police-pp", "username": "sok.dara", "name_en": "Dara Sok", "name_km": "សុខ ដារ៉ា", "roles": ["worker"]}
OWN = "four words of my own"


@pytest.fixture
def seated(telephone):
    """Username -> a client that came in with both factors a moment ago."""
    secrets = {}

    def seat(name):
        secrets[name] = secrets.get(name) or telephone(name)
        client = browser()
        assert give_code(client, sign_in(client, name), code_of(secrets[name])).status_code == 302
        return client

    return seat


def link_in(answer):
    return re.search(r"http://testserver(/welcome/[^/]+/)", answer.content.decode())[1]


def came(client, path, **changed):
    """Opens the link and fills in its form; returns (the answer, the secret of the new telephone)."""
    from base64 import b32decode

    shown = client.get(path)
    letters = re.search(r'class="secret"[^>]*>([A-Z2-7 ]+)<', shown.content.decode())[1]
    secret = b32decode(letters.replace(" ", ""))
    given = {"setup": hidden(shown, "setup"), "password": OWN, "password_again": OWN, "code": code_of(secret)}
    return client.post(path, given | changed), secret


def notices(unit):
    found = rows(
        "select kind from notice where to_unit = %s and kind like 'account.%%' order by id",
        [unit.principal],
        role="worker",
    )
    return [kind for (kind,) in found]


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
      for weak in ("12345678901234", "aaaaaaaaaaaa", "abababababab", "Aaron.dara.sok", "sok.dara.sok.dara", "dara sok dara")],
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
    assert own.post(f"/account/members/{cast['officer.pp'].id}/close/").status_code == 302


def recovered(cast, seated, name="duty.pp"):
    """Asked by the administrator; returns (administrator, second person, key)."""
    admin, second = seated("admin"), seated("officer.pp")
    assert admin.post(f"/account/members/{cast[name].id}/recover/").status_code == 302
    return admin, second, rows("select id from invitation where kind = 'recover'")[0][0]


def test_who_lost_everything_comes_in_by_two_halves_and_all_that_was_before_ends(cast, seated):
    thief, token = seated("duty.pp"), issue_token("duty.pp", timezone.now())
    admin, second, key = recovered(cast, seated)
    assert admin.post(f"/account/recoveries/{key}/link/").status_code == 409, "nobody has agreed"
    shown = second.post(f"/account/recoveries/{key}/agree/").content.decode()
    half = re.search(r'class="secret"[^>]*>(\w{4}-\w{4})<', shown)[1]
    path = link_in(admin.post(f"/account/recoveries/{key}/link/"))
    me = browser()
    assert came(me, path)[0].status_code == 422, "the link alone opens nothing"
    assert came(me, path, half="AAAA-AAAA")[0].status_code == 422
    done, secret = came(me, path, half=half.lower())
    assert done.status_code == 200
    assert me.get("/desk/").status_code == 200
    assert thief.get("/desk/").status_code == 302
    api = browser(authorization=f"Bearer {token}")
    assert api.get("/api/v1/desk").status_code == 401
    assert sign_in(browser(), "duty.pp", PASSWORD).status_code == 422
    with session("app", timezone.now(), cast["duty.pp"].id):
        assert Factor.objects.count() == 1
    assert "account.recovery_asked" in notices(cast["duty.pp"].unit)
    assert "account.link_used" in notices(cast["duty.pp"].unit)


@pytest.mark.parametrize("how", ["closed", "dormant"])
def test_no_link_that_waits_opens_an_account_that_was_closed_meanwhile(how, cast, seated, owner_says):
    admin, second, key = recovered(cast, seated)
    shown = second.post(f"/account/recoveries/{key}/agree/").content.decode()
    half = re.search(r'class="secret"[^>]*>(\w{4}-\w{4})<', shown)[1]
    path, me = link_in(admin.post(f"/account/recoveries/{key}/link/")), browser()
    form = me.get(path)
    given = {"setup": hidden(form, "setup"), "password": OWN, "password_again": OWN, "code": "123456", "half": half}
    if how == "closed":
        assert admin.post(f"/account/members/{cast['duty.pp'].id}/close/").status_code == 302
    else:
        owner_says("update member set is_active = false, closed_why = 'dormant' where username = 'duty.pp'")
    assert me.get(path).status_code == 404
    assert me.post(path, given).status_code == 404
    assert not Member.objects.get(username="duty.pp").is_active


def test_one_person_is_not_two(cast, seated):
    admin, second, key = recovered(cast, seated)
    assert admin.post(f"/account/recoveries/{key}/agree/").status_code == 403
    assert seated("social.pp").post(f"/account/recoveries/{key}/agree/").status_code == 404
    assert seated("duty.pp").post(f"/account/recoveries/{key}/agree/").status_code == 403
    assert second.post(f"/account/recoveries/{key}/agree/").status_code == 200
    assert second.post(f"/account/recoveries/{key}/agree/").status_code == 409
    assert second.post(f"/account/recoveries/{key}/link/").status_code == 403, "who has one half does not get the other"
    with (
        session("app", timezone.now(), cast["admin"].id),
        pytest.raises(Exception, match="may not be the second person"),
        transaction.atomic(),
    ):
        Invitation.objects.filter(id=key).update(agreed_by=cast["admin"].id, digest=b"x")


@pytest.mark.parametrize(("days", "demo"), [(0, False), (0, True), (400, False)])
def test_nobody_makes_their_own_second_person(days, demo, cast, seated, owner_says, settings):
    """Invited by who asks: not today, not after a year, and not in the demonstration."""
    admin = seated("admin")
    path = link_in(
        admin.post("/account/members/invite/", NEW | {"username": "sock.two", "roles": ["confidentiality_officer"]})
    )
    puppet = browser()
    assert came(puppet, path)[0].status_code == 200
    sock_two = Member.objects.get(username="sock.two")
    owner_says("update invitation set used_at = used_at - make_interval(days => %s)", days)
    assert admin.post(f"/account/members/{cast['duty.pp'].id}/recover/").status_code == 302
    (key,) = rows("select id from invitation where kind = 'recover'")[0]
    settings.DEMO = demo
    shown = puppet.get("/account/members/").content.decode()
    assert "You cannot be the second person here" in shown
    assert "I have spoken to them and agree" not in shown
    assert puppet.post(f"/account/recoveries/{key}/agree/").status_code == 403
    for second in (sock_two, cast["officer.pp"]):
        with (
            session("app", timezone.now(), sock_two.id),
            pytest.raises(ProgrammingError, match="may not be the second person"),
            transaction.atomic(),
        ):
            Invitation.objects.filter(id=key).update(agreed_by=second.id, half=b"x")
    assert seated("officer.pp").post(f"/account/recoveries/{key}/agree/").status_code == 200


@pytest.mark.parametrize(("by", "days", "status"), [("ngo.pp", 29, 403), ("ngo.pp", 31, 200), (None, 0, 200)])
def test_a_second_person_whom_others_invited_has_been_here_for_thirty_days(by, days, status, cast, seated, owner_says):
    """Not who came by the operator: that is the way where nobody of an agency can sign in any more."""
    owner_says("insert into invitation (id, member_id, unit, kind, made_by_id, made_at, until, used_at) select gen_random_uuid(), %s,"
               " %s, 'invite', %s, now(), now(), now() - make_interval(days => %s)",
               cast["officer.pp"].id, cast["officer.pp"].unit_id, cast[by].id if by else None, days)  # fmt: skip
    _admin, second, key = recovered(cast, seated)
    assert second.post(f"/account/recoveries/{key}/agree/").status_code == status


@pytest.mark.parametrize("chain", [("officer.pp", "ngo.pp", "admin"), ("admin", "ngo.pp", "officer.pp")])
def test_the_second_person_is_not_at_either_end_of_a_chain_of_invitations(chain, cast, seated, owner_says):
    for member, by in itertools.pairwise(chain):
        owner_says("insert into invitation (id, member_id, unit, kind, made_by_id, made_at, until, used_at) select gen_random_uuid(),"
                   " %s, %s, 'invite', %s, now(), now(), now() - interval '300 days'",
                   cast[member].id, cast[member].unit_id, cast[by].id)  # fmt: skip
    _admin, second, key = recovered(cast, seated)
    assert second.post(f"/account/recoveries/{key}/agree/").status_code == 403


def test_who_asked_goes_on_seeing_it_when_another_administrator_comes(cast, seated, owner_says):
    admin, second, key = recovered(cast, seated)
    owner_says("insert into membership (id, member_id, unit, role, since) select gen_random_uuid(), id, unit, 'admin',"
               " '2001-01-01' from member where username = 'officer.pp'")  # fmt: skip
    assert second.post(f"/account/recoveries/{key}/agree/").status_code == 200
    shown = admin.get("/account/members/").content.decode()
    assert f"/account/recoveries/{key}/link/" in shown
    assert f"/account/members/{cast['duty.pp'].id}/withdraw/" in shown
    path = link_in(admin.post(f"/account/recoveries/{key}/link/"))
    assert browser().get(path).status_code == 200
    assert seated("social.pp").post(f"/account/members/{cast['duty.pp'].id}/withdraw/").status_code == 409
    assert seated("privacy.pp").post(f"/account/members/{cast['duty.pp'].id}/withdraw/").status_code == 403
    assert admin.post(f"/account/members/{cast['duty.pp'].id}/withdraw/").status_code == 302
    assert browser().get(path).status_code == 404
    assert f"/account/recoveries/{key}/link/" not in second.get("/account/members/").content.decode()


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


def test_guesses_at_the_second_half_are_slowed(cast, seated):
    admin, second, key = recovered(cast, seated)
    second.post(f"/account/recoveries/{key}/agree/")
    path, stranger = link_in(admin.post(f"/account/recoveries/{key}/link/")), browser()
    seen = [came(stranger, path, half="AAAA-AAAA")[0].status_code for _guess in range(7)]
    assert seen[0] == 422
    assert seen[-1] == 429


def test_the_pages_show_each_only_what_is_theirs(cast, seated):
    admin, second, _key = recovered(cast, seated)
    assert "Show the link" not in admin.get("/account/members/").content.decode()
    assert "I have spoken to them and agree" in second.get("/account/members/").content.decode()
    assert seated("nurse.pp").get("/account/members/").status_code == 403
    assert seated("duty.pp").get("/account/members/").status_code == 403, "not the one it is about"
    assert Notice.objects is not None
