"""My own password: the old one and the code are asked for, guesses are slowed, and other devices are out."""

import pytest

from samaki.agencies.models import Member
from tests.accounts.entering import PASSWORD, browser, code_of, give_code, hidden, sign_in
from tests.everything import rows

pytestmark = pytest.mark.usefixtures("asked_for_two")

NEW = "seven geese on the roof"


@pytest.fixture
def seated(telephone):
    secret, clients = telephone("duty.pp"), []

    def seat(step=0):
        client = browser()
        assert give_code(client, sign_in(client, "duty.pp"), code_of(secret, step=step)).status_code == 302
        clients.append(client)
        return client, secret

    return seat


def change(client, shown, **changed):
    given = {"old": PASSWORD, "code": shown, "password": NEW, "password_again": NEW}
    return client.post("/account/password/", given | changed)


def test_a_password_is_changed_and_the_other_devices_are_out(seated):
    other, _secret = seated(step=-1)
    client, secret = seated()
    assert "/account/password/" in client.get("/account/").content.decode()
    assert "The code of your telephone" in client.get("/account/password/").content.decode()
    assert change(client, code_of(secret, step=1))["Location"] == "/account/?kept=password"
    assert (
        "Your password is changed. You are signed out on every other device."
        in client.get("/account/?kept=password").content.decode()
    )
    assert client.get("/desk/").status_code == 200
    assert other.get("/desk/").status_code == 302
    member = Member.objects.get(username="duty.pp")
    assert (member.check_password(NEW), member.check_password(PASSWORD)) == (True, False)
    found = rows(
        "select convert_from(canonical, 'utf8') from ledger_entry where act = 'account.password'", role="auditor"
    )
    assert len(found) == 1
    assert NEW not in found[0][0]


@pytest.mark.parametrize("changed", [
    {"password": PASSWORD, "password_again": PASSWORD},
    {"old": "guess"}, {"code": "000000"}, {"code": ""}, {"password_again": "x"}, {"password": "duty.pp.duty.pp",
     "password_again": "duty.pp.duty.pp"}, {"password": "", "password_again": ""},
])  # fmt: skip
def test_what_does_not_fit_changes_nothing(changed, seated):
    client, secret = seated()
    answer = change(client, code_of(secret, step=1), **changed)
    assert answer.status_code == 422
    assert NEW not in answer.content.decode()
    assert Member.objects.get(username="duty.pp").check_password(PASSWORD)


def test_who_sits_at_an_open_screen_guesses_slowly(seated):
    client, _secret = seated()
    seen = [change(client, "1", old="guess").status_code for _guess in range(12)]
    assert (seen[0], seen[-1]) == (422, 429)
    assert browser().get("/account/password/").status_code == 302


def test_codes_on_paper_are_made_once_for_each_form(seated):
    """F5 on the page of the codes leads back and leaves the codes as they were printed."""
    client, _secret = seated()
    key = hidden(client.get("/account/factors/paper/"), "form_key")
    shown = client.post("/account/factors/paper/", {"form_key": key})
    assert shown.status_code == 200
    again = client.post("/account/factors/paper/", {"form_key": key})
    assert again["Location"] == "/account/factors/?once=1"
    assert "Nothing new was made" in client.get(again["Location"]).content.decode()
    assert len(rows("select 1 from ledger_entry where act = 'factor.codes'", role="auditor")) == 1
