"""Sign-on through the provider of an agency, the good way: linked, in, second factor, ended; and where it is off there is nothing."""

import re
from datetime import UTC, datetime

import pytest

from samaki.accounts.models import ProviderLink
from samaki.accounts.signon import calling, operations
from samaki.accounts.signon.providers import configured
from samaki.agencies.models import Member
from samaki.database import session
from tests.accounts.entering import browser, came, code_of, give_code, hidden, link_in, recovered, sign_in
from tests.accounts.provider import file_of, path_of, sent_by
from tests.accounts.signing_on import IN, LINK, LINKS, comes, strong, way_out
from tests.accounts.test_other_agencies import GIVEN
from tests.everything import rows

pytestmark = pytest.mark.usefixtures("asked_for_two")

OFF = ("/sign-in/with/ministry/", "/sign-in/with/ministry/back/", LINKS, LINK)


def acts(name="duty.pp"):
    return [act for (act,) in rows("select act from ledger_entry where who = %s order by id", [name], role="auditor")]


@pytest.mark.parametrize("path", OFF)
def test_where_no_provider_is_named_nothing_answers(path, cast, seated, monkeypatch):
    monkeypatch.delenv("SAMAKI_PROVIDERS", raising=False)
    stranger, mine = browser(), seated("duty.pp")
    assert {one.get(path).status_code for one in (stranger, mine)} == {404}
    key = "01900000-0000-7000-8000-000000000000"
    for act in ("remove", "end"):
        assert mine.post(f"/account/sign-on/{key}/{act}/").status_code == 404
    assert "with/" not in stranger.get("/sign-in/").content.decode()
    assert "sign-on" not in mine.get("/account/").content.decode()


@pytest.mark.parametrize("path", ["/sign-in/with/other/", "/sign-in/with/other/back/", "/account/sign-on/other/"])
def test_nor_one_of_another_name(path, provider, seated):
    assert (browser().get(path).status_code, seated("duty.pp").get(path).status_code) == (404, 404)


def test_a_member_links_their_account_and_comes_in_by_it(provider, telephone):
    secret, mine = telephone("duty.pp"), browser()
    assert give_code(mine, sign_in(mine, "duty.pp"), code_of(secret)).status_code == 302
    assert "Sign-on of my agency" in mine.get("/account/").content.decode()
    assert "Link my account" in mine.get(LINKS).content.decode()
    answer = mine.get(path_of(sent_by(provider, way_out(mine), "person-1")))
    assert (answer.status_code, answer["Location"]) == (302, LINKS)
    shown = mine.get(LINKS).content.decode()
    assert "Saved: you can sign in with the sign-on of your agency." in shown
    assert "Not used yet." in shown
    client, answer = comes(provider)
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/code/?lang=en")
    asked = client.get(answer["Location"])
    assert client.get("/desk/").status_code == 302, "nobody is in by the first half"
    code = code_of(secret, step=1)
    answer = client.post("/sign-in/code/", {"pending": hidden(asked, "pending"), "code": code})
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert client.get("/desk/").status_code == 200
    assert "sign-on of the agency, then a second factor" in client.get("/account/signed-in/").content.decode()
    assert "Not used yet." not in mine.get(LINKS).content.decode()
    assert acts()[-2:] == ["provider.link", "session.begin"]
    kinds = rows(
        "select facts->>'kind' from ledger_entry where act in ('provider.link', 'session.begin') order by id",
        role="auditor",
    )
    assert [kind for (kind,) in kinds][-2:] == ["ministry", "provider_factor"]


def test_the_button_stands_on_the_page_with_the_address_to_look_for(provider):
    page = browser().get("/sign-in/?next=/cases/").content.decode()
    assert "Sign in with The ministry" in page
    assert 'href="/sign-in/with/ministry/?next=%2Fcases%2F"' in page
    assert f"127.0.0.1:{provider.port}" in page
    khmer = browser().get("/sign-in/?lang=km").content.decode()
    assert "ក្រសួង" in khmer
    assert "The ministry" not in khmer


def test_where_the_providers_second_factor_is_accepted_ours_is_not_asked(provider, linked, monkeypatch, tmp_path):
    linked()
    strong(provider, monkeypatch, tmp_path)
    client, answer = comes(provider)
    assert (answer.status_code, answer["Location"]) == (302, "/desk/")
    assert client.get("/desk/").status_code == 200
    assert "by sign-on of the agency." in client.get("/account/signed-in/").content.decode()


@pytest.mark.parametrize(
    "said", [{"amr": None}, {"amr": ["pwd"]}, {"amr": [["mfa"]]}, {"amr": [], "acr": "mfa"}, {"amr": ["MFA"]}], ids=str
)
def test_what_the_provider_does_not_say_counts_as_no_second_factor(
    said, provider, linked, telephone, monkeypatch, tmp_path
):
    linked()
    telephone("duty.pp")
    strong(provider, monkeypatch, tmp_path)
    provider.claims = lambda claims: claims | said
    client, answer = comes(provider)
    assert answer["Location"].startswith("/sign-in/code/")
    assert client.get("/desk/").status_code == 302


def test_a_class_of_assurance_can_count_too(provider, linked, monkeypatch, tmp_path):
    linked()
    (tmp_path / "acr").mkdir()
    monkeypatch.setenv("SAMAKI_PROVIDERS", str(file_of(tmp_path / "acr", provider.issuer, acr=["urn:two"])))
    provider.claims = lambda claims: claims | {"acr": "urn:two"}
    assert comes(provider)[1]["Location"] == "/desk/"
    asked = next(said for path, said, _head in provider.asked if path == "/authorize")
    assert "acr_values=urn%3Atwo" in asked["query"]


def test_who_has_no_second_factor_is_told_whom_to_ask(provider, linked):
    linked()
    _client, answer = comes(provider)
    assert answer.status_code == 403
    assert "no second factor yet" in answer.content.decode()


def test_the_way_on_is_kept_and_leads_nowhere_else(provider, linked, monkeypatch, tmp_path):
    linked()
    strong(provider, monkeypatch, tmp_path)
    assert comes(provider, start=f"{IN}?next=/cases/")[1]["Location"] == "/cases/"
    for foreign in (
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "javascript:alert(1)",
    ):
        assert comes(provider, start=f"{IN}?next={foreign}")[1]["Location"] == "/desk/"


def test_what_is_asked_of_the_provider_is_what_the_protocol_needs(provider, linked):
    client = browser()
    asked = client.get(f"{IN}?next=/cases/PP-26-222222/")["Location"]
    query = dict(re.findall(r"[?&]([a-z_]+)=([^&]*)", asked))
    assert set(query) == {"response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge",
                          "code_challenge_method", "max_age", "ui_locales"}  # fmt: skip
    assert (query["scope"], query["response_type"], query["code_challenge_method"]) == ("openid", "code", "S256")
    assert query["redirect_uri"] == "https%3A%2F%2Ftestserver%2Fsign-in%2Fwith%2Fministry%2Fback%2F"
    assert "PP-26" not in asked
    again = dict(re.findall(r"[?&]([a-z_]+)=([^&]*)", client.get(IN)["Location"]))
    assert not {query["state"], query["nonce"], query["code_challenge"]} & {
        again["state"],
        again["nonce"],
        again["code_challenge"],
    }


def test_of_who_they_are_there_a_digest_is_kept_and_nothing_else(provider, linked, monkeypatch, tmp_path):
    link = linked(person="Secretperson")
    strong(provider, monkeypatch, tmp_path)
    assert comes(provider, "Secretperson")[1]["Location"] == "/desk/"
    tables = [name for (name,) in rows("select tablename from pg_tables where schemaname = 'public'", role="owner")]
    found = [
        one
        for one in ("provider_link", "signed_in", "django_session", "ledger_entry", "passkey_challenge")
        if one in tables
    ]
    assert len(found) == 5
    for table in found:
        text = str(rows(f"select t::text from {table} t", role={"ledger_entry": "auditor"}.get(table, "definer")))
        for word in ("Secretperson", "Secret Name", "secret@example.org", "eyJ"):
            assert word not in text, (table, word)
    assert len(bytes(link.subject)) == 32


def test_the_clock_cuts_off_and_a_closed_account_stays_closed(provider, linked, owner_says, monkeypatch, tmp_path):
    linked()
    strong(provider, monkeypatch, tmp_path)
    client, _answer = comes(provider)
    for why in ("left", "dormant", "suspended", "invited"):
        owner_says("update member set is_active = false, closed_why = %s where username = 'duty.pp'", why)
        assert client.get("/desk/").status_code != 200
        stranger, answer = comes(provider)
        assert answer.status_code == 403, why
        assert stranger.get("/desk/").status_code == 302
    assert rows("select count(*) from ledger_entry where facts->>'code' = 'account_closed'", role="auditor")[0][0] >= 4


def test_who_is_past_their_time_stays_out(provider, linked, owner_says, monkeypatch, tmp_path):
    linked()
    strong(provider, monkeypatch, tmp_path)
    owner_says("update member set access_until = now() - interval '1 minute' where username = 'duty.pp'")
    assert comes(provider)[1].status_code == 403


def test_all_sign_ins_by_it_end_as_every_other(provider, linked, seated, monkeypatch, tmp_path):
    linked()
    strong(provider, monkeypatch, tmp_path)
    client, _answer = comes(provider)
    assert seated("duty.pp").post("/account/signed-in/end-others/").status_code == 302
    assert client.get("/desk/")["Location"].startswith("/sign-in/")


def test_who_lost_everything_and_comes_back_has_no_sign_on(provider, linked, seated, cast):
    linked()
    admin, second, key = recovered(cast, seated)
    half = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", second.post(f"/account/recoveries/{key}/agree/").content.decode())[0]
    link = link_in(admin.post(f"/account/recoveries/{key}/link/"))
    answer, _secret = came(browser(), link, half=half)
    assert answer.status_code == 200
    assert "amiss=unknown" in comes(provider)[1]["Location"]


def test_nothing_of_it_counts_as_a_guess(provider, linked):
    provider.claims = lambda claims: claims | {"nonce": "other"}
    for _time in range(8):
        comes(provider)
    assert rows("select count(*) from guess", role="app")[0][0] == 0
    assert sign_in(browser(), "duty.pp").status_code in (200, 403)


def test_its_keys_may_change(provider, linked, monkeypatch, tmp_path):
    linked()
    strong(provider, monkeypatch, tmp_path)
    assert comes(provider)[1]["Location"] == "/desk/"
    before = list(provider.keys)
    provider.keys = [type(before[0]).generate_key(2048, {"kid": "two", "use": "sig"})]
    try:
        monkeypatch.setattr(calling, "KEYS_AGAIN", 0.0)
        assert comes(provider)[1]["Location"] == "/desk/"
    finally:
        provider.keys = before


def test_a_provider_that_asks_for_the_secret_in_the_form_gets_it_there(provider, linked, monkeypatch, tmp_path):
    linked()
    strong(provider, monkeypatch, tmp_path)
    provider.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert comes(provider)[1]["Location"] == "/desk/"
    said = next(form for path, form, _head in provider.asked if path == "/token")
    assert said["client_secret"]


def test_a_row_is_its_members_and_the_administrators(provider, linked, cast, owner_says):
    linked()
    seen = {}
    for name in ("duty.pp", "officer.pp", "social.pp", "admin"):
        with session("app", datetime.now(UTC), cast[name].id):
            seen[name] = ProviderLink.objects.count()
    assert seen == {"duty.pp": 1, "officer.pp": 0, "social.pp": 0, "admin": 1}
    owner_says(GIVEN, "duty.pp")  # an administrator of the police themselves
    with session("app", datetime.now(UTC)):
        assert ProviderLink.objects.count() == 0


def test_nobody_becomes_a_member_by_it(provider, cast):
    before = Member.objects.count()
    assert "amiss=unknown" in comes(provider, "somebody new")[1]["Location"]
    assert Member.objects.count() == before
    assert operations.providers_of(cast["duty.pp"]) == [configured()["ministry"]]
    assert operations.providers_of(cast["social.pp"]) == []
