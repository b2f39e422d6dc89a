"""A sign-on is linked once, ended by its member or by the administrator of their agency, and by nobody else."""

import pytest

from samaki.database.refusals import Refusal
from tests.accounts.provider import path_of, sent_by
from tests.accounts.signing_on import LINK, LINKS, comes, strong, way_out
from tests.everything import rows

pytestmark = pytest.mark.usefixtures("asked_for_two")


def test_its_member_ends_it_and_it_opens_nothing_any_more(provider, linked, seated, monkeypatch, tmp_path):
    link = linked()
    strong(provider, monkeypatch, tmp_path)
    assert comes(provider)[1]["Location"] == "/desk/"
    mine = seated("duty.pp")
    assert mine.post(f"{LINKS}{link.id}/remove/")["Location"] == LINKS
    last = rows("select act from ledger_entry where who = 'duty.pp' order by id desc limit 1", role="auditor")
    assert last == [("provider.unlink",)]
    assert "amiss=unknown" in comes(provider)[1]["Location"]
    assert mine.post(f"{LINKS}{link.id}/remove/").status_code == 404


def test_linking_and_ending_ask_first_who_sits_there(provider, linked, seated, owner_says):
    link, mine = linked(), seated("duty.pp")
    owner_says("update signed_in set proved_at = now() - interval '11 minutes'")
    assert mine.get(LINK)["Location"].startswith("/sign-in/again/")
    assert mine.post(f"{LINKS}{link.id}/remove/").status_code == 401
    assert mine.get(LINKS).status_code == 200


def test_nobody_else_sees_or_ends_it_but_the_administrator_of_the_agency(provider, linked, seated):
    link = linked()
    other = seated("social.pp")
    assert other.post(f"{LINKS}{link.id}/remove/").status_code == 404
    assert other.post(f"{LINKS}{link.id}/end/").status_code == 404
    assert "The ministry" not in other.get(LINKS).content.decode()


def test_the_administrator_ends_it_and_its_member_is_out_at_once(provider, linked, seated, cast, monkeypatch, tmp_path):
    link = linked()
    strong(provider, monkeypatch, tmp_path)
    client, _answer = comes(provider)
    assert client.get("/desk/").status_code == 200
    admin = seated("admin")
    page = admin.get("/account/members/").content.decode()
    assert "End the sign-on of The ministry" in page
    assert admin.post(f"{LINKS}{link.id}/end/")["Location"] == "/account/members/"
    assert client.get("/desk/")["Location"].startswith("/sign-in/")
    assert "amiss=unknown" in comes(provider)[1]["Location"]
    entry = rows("select counterpart from ledger_entry where act = 'provider.unlink_member'", role="auditor")
    assert entry == [(cast["duty.pp"].unit_id,)]


def test_who_was_left_signed_on_there_is_not_linked(provider, seated):
    mine = seated("duty.pp")
    asked = way_out(mine)
    assert "prompt=login" in asked["Location"]
    assert "max_age=0" in asked["Location"]
    provider.claims = lambda claims: claims | {"auth_time": claims["auth_time"] - 120}
    assert "amiss=refused" in mine.get(path_of(sent_by(provider, asked, "person-1")))["Location"]
    assert rows("select count(*) from provider_link") == [(0,)]


def test_each_person_there_is_one_account_here(provider, linked, cast):
    linked()
    with pytest.raises(Refusal) as refused:
        linked("officer.pp")
    assert "belongs to another account" in refused.value.sentence
    with pytest.raises(Refusal) as refused:
        linked(person="person-2")
    assert "already" in refused.value.sentence
