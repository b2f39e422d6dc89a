"""The page on which a member chooses texts, what the report page shows of texts, and what the public is told of them."""

import re
from datetime import UTC, datetime
from threading import Event

import pytest
from django.test import Client

from samaki.channels.sms.choosing import choice_of, number_of
from samaki.channels.sms.gateways import read
from samaki.cli.findings import texts as found
from samaki.database import session
from samaki.database.folder import current
from samaki.jobs import texting
from tests.channels.texting import Tower, open_tower, point_at, post_text
from tests.everything import rows

PASSWORD = "a password of the tests"
GOOD = {"wants": "urgent", "number": "012 345 678", "password": PASSWORD, "version": "0"}


@pytest.fixture
def tower(monkeypatch, tmp_path):
    found = Tower()
    with open_tower(found) as port:
        point_at(monkeypatch, tmp_path, port)
        yield found


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def choice(cast, name="social.pp"):
    with session("app", datetime.now(UTC), cast[name].id):
        found = choice_of(cast[name].id)
        return (found.wants, number_of(found), found.verified_at is not None) if found else None


def test_a_number_is_chosen_and_proved_and_the_ledger_does_not_hold_it(sign_in, cast, tower):
    client = sign_in("social.pp")
    answer = client.post("/account/texts/", GOOD)
    assert (answer.status_code, answer["Location"]) == (302, "/account/texts/?kept=1")
    assert choice(cast) == ("urgent", "85512345678", False)
    assert "The code in the text" in words(client.get("/account/texts/"))
    texting.round_of(lambda: datetime.now(UTC), Event(), 5.0)
    code = re.search(r"\d{6}", tower.texts[0])[0]
    wrong = client.post("/account/texts/prove/", {"code": f"{(int(code) + 1) % 1_000_000:06d}"})
    assert (wrong.status_code, 'id="code-error"' in wrong.content.decode()) == (422, True)
    assert (
        client.post("/account/texts/prove/", {"code": f" {code[:3]} {code[3:]} "})["Location"]
        == "/account/texts/?kept=proved"
    )
    assert choice(cast) == ("urgent", "85512345678", True)
    page = client.get("/account/texts/")
    assert 'value="+85512345678"' in page.content.decode()
    assert "The gateway took it" in words(page)
    for _act, facts, whole in rows("select act, facts::text, convert_from(canonical, 'utf8') from ledger_entry where act like 'text.%%'",
                                   role="auditor"):  # fmt: skip
        assert "345678" not in facts + whole


def test_without_a_gateway_the_page_says_so_and_the_choice_is_kept(sign_in, cast, monkeypatch):
    monkeypatch.delenv("SAMAKI_TEXTS", raising=False)
    client = sign_in("social.pp")
    assert client.post("/account/texts/", GOOD).status_code == 302
    assert "Texts are switched off in this installation" in words(client.get("/account/texts/"))


@pytest.mark.parametrize(("wrong", "field"), [({"password": "guess"}, "password"), ({"wants": "all"}, "wants"), ({"number": ""}, "number"),
                                              ({"number": "1299"}, "number"), ({"number": "x" * 100_000}, "number")])  # fmt: skip
def test_a_wrong_field_is_said_beside_it_and_nothing_is_kept(wrong, field, sign_in, cast, tower):
    answer = sign_in("social.pp").post("/account/texts/", GOOD | wrong)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.content.decode()
    assert PASSWORD not in answer.content.decode()
    assert choice(cast) is None


def test_guesses_of_the_code_are_slowed(sign_in, cast, tower):
    client = sign_in("social.pp")
    client.post("/account/texts/", GOOD)
    tried = [client.post("/account/texts/prove/", {"code": "x"}).status_code for _time in range(8)]
    assert (tried[0], tried[-1]) == (422, 429)


def test_the_report_page_shows_how_it_came_and_what_was_added(sign_in, cast, tower):
    post_text(Client(), "A girl is kept")
    post_text(Client(), "Room 7 <b>", key="2")
    post_text(Client(), "STOP", key="3")
    key, holder = rows("select r.id, r.holder from report r")[0]
    member = next(one for one in cast.values() if one.unit_id == holder and "desk" in one.roles(datetime.now(UTC)))
    page = sign_in(member.username).get(f"/reports/{key}/")
    for said in (
        "Text message",
        "Who reported, by text",
        "Room 7 &lt;b&gt;",
        "They want no word from us. Do not contact them.",
    ):
        assert said in page.content.decode(), said
    assert "98765432" not in page.content.decode()
    assert "Who reported texted that they want no word from us" in words(page)


def test_the_public_is_told_the_number_and_what_a_carrier_sees(cast, tower, monkeypatch):
    for path in ("/", "/how/"):
        page = words(Client().get(f"{path}?lang=en"))
        assert "send what you know to 1299" in page, path
        assert "The telephone company sees that your number texted ours" in page
    first = Client().get("/report/?lang=en", follow=True)
    assert "send what you know to 1299" in words(first)
    monkeypatch.delenv("SAMAKI_TEXTS")
    assert "1299" not in words(Client().get("/?lang=en"))


def test_doctor_says_off_wrong_or_away(monkeypatch, tmp_path):
    monkeypatch.delenv("SAMAKI_TEXTS", raising=False)
    assert [(one.level, one.sentence[:4]) for one in found.texts(current())] == [("ok", "off:")]
    path = point_at(monkeypatch, tmp_path, 9)
    gateway = found._gateway(read(path)["mekong"])
    assert (gateway.level, "does not answer" in gateway.sentence) == ("bad", True)
    path.write_text(path.read_text().replace('kind = "kannel"', 'kind = "pigeon"'))
    (wrong,) = found.texts(current())
    assert (wrong.level, "kind must be" in wrong.sentence) == ("bad", True)
    path.chmod(0o666)
    assert "chmod go-w" in found.texts(current())[0].sentence


@pytest.mark.parametrize("secret", ["short", "two\nlines-of-twenty-four-letters", "with a space and more than that"])
def test_a_weak_secret_opens_nothing(secret, monkeypatch, tmp_path, cast):
    point_at(monkeypatch, tmp_path, 9)
    (tmp_path / "secret").write_text(secret)
    assert post_text(Client(), "A girl is kept", secret=secret.split("\n")[0].replace(" ", "%20")).status_code == 404
    assert rows("select count(*) from report") == [(0,)]


def test_ones_own_number_for_duty_is_proved_on_its_page(sign_in, cast, tower):
    client = sign_in("duty.pp")
    assert client.post("/roster/number/", {"number": "012 345 678"})["Location"] == "/roster/number/"
    assert "It is not texted before you prove it" in words(client.get("/roster/number/"))
    assert client.post("/roster/number/", {"act": "code"})["Location"] == "/roster/number/"
    texting.round_of(lambda: datetime.now(UTC), Event(), 5.0)
    code = re.search(r"\d{6}", tower.texts[0])[0]
    wrong = client.post("/roster/number/", {"act": "prove", "code": f"{(int(code) + 1) % 1_000_000:06d}"})
    assert (wrong.status_code, 'id="code-error"' in wrong.content.decode()) == (422, True)
    assert client.post("/roster/number/", {"act": "prove", "code": f" {code} "})["Location"] == "/roster/"
    assert "It is proved" in words(client.get("/roster/"))


def test_guesses_of_the_code_of_ones_own_number_are_slowed(sign_in, cast, tower):
    client = sign_in("duty.pp")
    client.post("/roster/number/", {"number": "012 345 678"})
    client.post("/roster/number/", {"act": "code"})
    tried = [client.post("/roster/number/", {"act": "prove", "code": "x"}).status_code for _time in range(8)]
    assert (tried[0], tried[-1]) == (422, 429)
