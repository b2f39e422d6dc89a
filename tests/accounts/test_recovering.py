"""Who lost everything is let in again by two persons and by no fewer."""

import itertools
import re

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from samaki.accounts.models import Factor, Invitation
from samaki.agencies.models import Member
from samaki.agencies.operations import issue_token
from samaki.database import session
from tests.accounts.entering import (
    NEW,
    OWN,
    PASSWORD,
    browser,
    came,
    hidden,
    link_in,
    notices,
    recovered,
    sign_in,
)
from tests.everything import rows

pytestmark = pytest.mark.usefixtures("asked_for_two")


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
        assert admin.post(f"/account/members/{cast['duty.pp'].id}/close/", {"reason": "left"}).status_code == 302
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


@pytest.mark.parametrize(("by", "days", "status"), [("ngo.pp", 29, 403), ("ngo.pp", 31, 200), ("officer.pp", 0, 200)])
def test_a_second_person_whom_others_invited_has_been_here_for_thirty_days(by, days, status, cast, seated, owner_says):
    """Not who came by the operator, which stands as if by themself: that is the way where nobody of an agency can sign in any more."""
    owner_says("insert into invitation (id, member_id, unit, kind, made_by_id, made_at, until, used_at) select gen_random_uuid(), %s,"
               " %s, 'invite', %s, now(), now(), now() - make_interval(days => %s)",
               cast["officer.pp"].id, cast["officer.pp"].unit_id, cast[by].id, days)  # fmt: skip
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
