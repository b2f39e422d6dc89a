"""Where a member is signed in: seen, ended, and cut off at the next request, in pages and API alike."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from samaki.accounts.models import SignedIn
from samaki.accounts.sessions import rounded, touch
from samaki.agencies.models import Member
from samaki.agencies.operations import issue_token
from samaki.database import session
from tests.accounts.entering import PASSWORD, browser, sign_in
from tests.everything import rows

FIREFOX = "Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0"


def at(name="duty.pp", **headers):
    client = browser(**headers)
    assert sign_in(client, name, PASSWORD).status_code == 302
    return client


def mine(cast, name="duty.pp"):
    with session("app", timezone.now(), cast[name].id):
        return list(SignedIn.objects.order_by("since"))


def test_every_sign_in_stands_on_the_list_by_its_kind_of_device(cast):
    telephone, desk = at(**{"user-agent": FIREFOX}), at()
    shown = telephone.get("/account/signed-in/").content.decode()
    assert shown.count("<h2>") == 2
    assert "Firefox, Android (this device)" in shown
    assert "Unknown device" in shown
    assert "127.0.0.1" not in shown + str(rows("select t::text from signed_in t"))
    assert "End all others" in desk.get("/account/signed-in/").content.decode()


def test_one_is_ended_and_its_next_request_is_a_strangers(cast):
    here, there = at(), at()
    key = mine(cast)[1].id
    assert there.get("/desk/").status_code == 200
    assert here.post(f"/account/signed-in/{key}/end/").status_code == 302
    assert there.get("/desk/")["Location"].startswith("/sign-in/")
    assert there.post("/account/", {"language": "en", "calendar": "gregorian"}).status_code in (302, 401)
    assert here.get("/desk/").status_code == 200


def test_all_others_are_ended_and_not_this_one(cast):
    here, *others = at(), at(), at()
    assert here.post("/account/signed-in/end-others/").status_code == 302
    assert [one.get("/desk/").status_code for one in (here, *others)] == [200, 302, 302]
    assert here.get("/account/signed-in/").content.decode().count("<h2>") == 1


def test_nobody_ends_or_sees_the_sign_in_of_another(cast):
    at()
    key = mine(cast)[0].id
    other = at("officer.pp")
    for wanted in (key, uuid.uuid4()):
        assert other.post(f"/account/signed-in/{wanted}/end/").status_code == 404
    with session("app", timezone.now(), cast["admin"].id):
        assert not SignedIn.objects.exists()
        assert not SignedIn.objects.update(ended_at=timezone.now())


def test_signing_out_ends_the_sign_in_and_the_cookie_of_before_opens_nothing(cast):
    client = at()
    cookie = client.cookies["samaki_session"].value
    client.post("/sign-out/")
    assert mine(cast)[0].ended_at is not None
    stolen = browser()
    stolen.cookies["samaki_session"] = cookie
    assert stolen.get("/desk/").status_code == 302


def acts(name):
    return [act for (act,) in rows("select act from ledger_entry where who = %s order by id", [name], role="auditor")]


def test_each_is_in_the_ledger(cast):
    here, _there = at(), at()
    here.post("/account/signed-in/end-others/")
    here.post("/sign-out/")
    assert acts("duty.pp") == ["session.begin", "session.begin", "session.end_others", "session.end"]


@pytest.mark.parametrize("closing", [
    "update member set is_active = false, closed_why = 'left' where username = 'duty.pp'",
    "update member set is_active = false, closed_why = 'dormant' where username = 'duty.pp'",
    "update member set access_until = now() - interval '1 minute' where username = 'duty.pp'",
])  # fmt: skip
def test_who_was_closed_is_out_at_the_next_request_in_page_and_api_and_it_is_recorded(closing, cast, owner_says, now):
    client = at()
    token = issue_token("duty.pp", timezone.now())
    api = Client(headers={"authorization": f"Bearer {token}"})
    assert api.get("/api/v1/desk").status_code == 200
    owner_says(closing)
    answer = client.get("/cases/")
    assert answer.status_code == 403
    assert "Your account is closed" in answer.content.decode()
    assert client.get("/cases/").status_code == 302, "a stranger from then on"
    assert api.get("/api/v1/desk").status_code == 401
    assert api.get("/api/v1/desk").content == Client(headers={"authorization": "Bearer x"}).get("/api/v1/desk").content
    refused = rows(
        "select facts ->> 'code' from ledger_entry where who = 'duty.pp' and act = 'refused' order by id",
        role="auditor",
    )
    assert [code for (code,) in refused] == ["account_closed"] * 3
    assert sign_in(browser(), "duty.pp", PASSWORD).status_code == 403
    with session("app", timezone.now(), cast["duty.pp"].id):
        from samaki.cases.models import Case

        assert not Case.objects.exists()


def test_a_form_of_who_was_closed_is_not_done(cast, owner_says):
    client = at()
    owner_says("update member set is_active = false where username = 'duty.pp'")
    answer = client.post("/account/", {"language": "km", "calendar": "buddhist"})
    assert answer.status_code == 403
    assert Member.objects.get(username="duty.pp").calendar == "gregorian"


def test_use_is_noted_by_the_quarter_of_an_hour_and_not_oftener(cast):
    at()
    (row,), now = mine(cast), datetime.now(UTC)
    assert row.used_at == rounded(row.since)
    with session("app", now, cast["duty.pp"].id):
        touch(row.id, row.used_at, row.used_at + timedelta(minutes=14))
        assert SignedIn.objects.get().used_at == row.used_at
        touch(row.id, row.used_at, row.used_at + timedelta(minutes=31))
        assert SignedIn.objects.get().used_at == row.used_at + timedelta(minutes=30)


def test_where_two_factors_are_asked_for_a_session_made_beside_signing_in_opens_nothing(cast, asked_for_two):
    client = browser()
    client.force_login(cast["duty.pp"])
    assert client.get("/desk/")["Location"].startswith("/sign-in/")
