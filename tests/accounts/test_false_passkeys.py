"""False passkeys: good for this name, this act, this browser and once; whatever else comes opens nothing."""

import json
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from samaki.accounts import passkeys
from samaki.accounts.models import Factor
from samaki.accounts.passkeys import Asking, CounterWentBack, Site
from samaki.database import session
from tests.accounts.authenticator import ADD, AGAIN, IN, PRESENT, VERIFIED, Authenticator, asked_of, enter, is_out
from tests.accounts.entering import browser, hidden, sign_in
from tests.everything import rows

pytestmark = pytest.mark.usefixtures("asked_for_two")


WRONG = {
    "of another site": {"origin": "https://testserver.example.org"},
    "of this site without encryption": {"origin": "http://testserver"},
    "for another name": {"site": "example.org"},
    "not unlocked by its holder": {"flags": PRESENT},
    "without anybody there": {"flags": VERIFIED},
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_new_passkey_that_is_wrong_is_not_kept(wrong, seated, cast, now):
    client = seated("duty.pp")
    answer = client.post(ADD, {"name": "x", "passkey": Authenticator().make(asked_of(client.get(ADD)), **wrong)})
    assert answer.status_code == 422
    with session("app", now, cast["duty.pp"].id):
        assert not Factor.objects.filter(kind="passkey").exists()


@pytest.mark.parametrize("wrong", [*WRONG.values(), {"spoil": True}, {"kind": "webauthn.create"}, {"whose": b"somebody else"}],
                         ids=[*WRONG, "signature changed by one bit", "of another ceremony", "of another holder"])  # fmt: skip
def test_a_signature_that_is_wrong_opens_nothing(wrong, owns):
    _mine, device = owns()
    client, answer = enter(device, **wrong)
    assert answer.status_code == 422
    assert is_out(client)


def test_an_answer_is_taken_once_also_in_the_browser_that_asked(owns):
    _mine, device = owns(counts=False)
    client = browser()
    said = device.sign(asked_of(client.get(IN)))
    secret = client.cookies["csrftoken"].value
    assert client.post(IN, {"passkey": said}).status_code == 302
    thief = browser()
    thief.cookies["csrftoken"] = secret  # the same browser, as far as anybody can tell
    assert thief.post(IN, {"passkey": said}).status_code == 422
    assert is_out(thief)
    assert thief.post(IN, {"passkey": device.sign(asked_of(thief.get(IN)))}).status_code == 302, "asked anew it is good"


def test_a_wrong_answer_uses_up_what_was_asked(owns):
    _mine, device = owns()
    client = browser()
    asked = asked_of(client.get(IN))
    assert client.post(IN, {"passkey": device.sign(asked, spoil=True)}).status_code == 422
    assert client.post(IN, {"passkey": device.sign(asked)}).status_code == 422
    again = asked_of(client.post(IN, {"passkey": "{}"}))
    assert client.post(IN, {"passkey": device.sign(again)}).status_code == 302, "the page that comes back asks anew"


def test_what_another_browser_was_asked_opens_nothing_here(owns):
    _mine, device = owns()
    theirs, mine = browser(), browser()
    mine.get(IN)
    assert mine.post(IN, {"passkey": device.sign(asked_of(theirs.get(IN)))}).status_code == 422
    assert is_out(mine)


def test_what_was_never_asked_or_asked_for_another_act_opens_nothing(owns, owner_says):
    mine, device = owns()
    client = browser()
    asked = asked_of(client.get(IN))
    assert client.post(IN, {"passkey": device.sign(asked | {"challenge": "A" * 43})}).status_code == 422
    for_proving = asked_of(mine.get(AGAIN))
    mine.get(IN)
    assert mine.post(IN, {"passkey": device.sign(for_proving)}).status_code == 422
    assert mine.post(AGAIN, {"passkey": device.sign(for_proving)}).status_code == 302, "for its own act it is good"


def test_it_is_good_for_five_minutes(owns, cast):
    _mine, device = owns()
    site, now = Site("testserver", "https://testserver"), timezone.now()
    about = Asking(site, "in", "a browser")
    with session("app", now):
        early, late = (passkeys.read(device.sign(passkeys.ask_known(about, now))) for _time in range(2))
    with session("app", now + timedelta(minutes=4, seconds=59)):
        assert passkeys.take(early, about)
        assert not passkeys.take(early, about)
    with session("app", now + timedelta(minutes=5)):
        assert not passkeys.take(late, about)


def test_a_counter_that_goes_back_is_refused_and_written_down(owns):
    _mine, device = owns()
    enter(device)
    device.counter = 0
    client, answer = enter(device)
    assert answer.status_code == 403
    assert "may have been copied" in answer.content.decode()
    assert is_out(client)
    found = rows("select convert_from(canonical, 'utf8') from ledger_entry where act = 'refused'", role="auditor")
    assert '"passkey_counter"' in found[-1][0]


def test_a_counter_that_stands_still_is_refused_but_not_one_that_never_counts(owns, cast, now):
    _mine, counting = owns()
    enter(counting)
    counting.counter -= 1
    assert enter(counting)[1].status_code == 403
    _mine, shared = owns("social.pp", counts=False)
    for _time in range(2):
        assert enter(shared)[1].status_code == 302


def test_the_passkey_of_another_member_is_no_second_factor_and_proves_nothing(owns, telephone, owner_says):
    mine, device = owns("duty.pp")
    _theirs, foreign = owns("social.pp")
    client = browser()
    asked = sign_in(client, "duty.pp")
    question = asked_of(asked)
    assert [one["id"] for one in question["allowCredentials"]] == [json.loads(device.sign(question))["id"]]
    device.counter -= 1
    waiting = hidden(asked, "pending")
    for whose in (None, device.whose, b""):
        answer = client.post("/sign-in/code/", {"pending": waiting, "passkey": foreign.sign(question, whose=whose)})
        assert answer.status_code == 422
        question = asked_of(answer)
    assert is_out(client)
    owner_says("update signed_in set proved_at = null")
    asked = asked_of(mine.get(AGAIN))
    assert mine.post(AGAIN, {"passkey": foreign.sign(asked, whose=device.whose)}).status_code == 422
    assert mine.get("/account/factors/paper/").status_code == 302, "still asked"


def test_a_credential_that_somebody_has_is_not_taken_again(owns, seated):
    _mine, device = owns("duty.pp")
    client = seated("social.pp")
    answer = client.post(ADD, {"name": "x", "passkey": device.make(asked_of(client.get(ADD)))})
    assert answer.status_code == 422


NONSENSE = ("", "{}", "[]", "null", "\x00", "9" * 30_000, '{"response": {}}', '{"rawId": "é", "response": {"clientDataJSON": "e30"}}',
            '{"rawId": "AA", "response": {"clientDataJSON": "bnVsbA"}}')  # fmt: skip


@pytest.mark.parametrize("text", NONSENSE)
def test_nonsense_is_refused_as_everything_else(text, owns):
    mine, _device = owns()
    client = browser()
    assert client.post(IN, {"passkey": text}).status_code in (200, 422)
    assert is_out(client)
    assert mine.post(ADD, {"name": "x", "passkey": text}).status_code == 422
    broken = {
        "id": "AA",
        "rawId": "AA",
        "type": "public-key",
        "response": {"clientDataJSON": "AA", "attestationObject": "AA"},
    }
    assert mine.post(ADD, {"name": "x", "passkey": json.dumps(broken)}).status_code == 422


def test_a_garbled_answer_to_a_real_question_is_refused(owns):
    mine, device = owns()
    for spoilt in ("attestationObject", "clientDataJSON"):
        said = json.loads(Authenticator().make(asked_of(mine.get(ADD))))
        said["response"][spoilt] = said["response"][spoilt][:-20] + "A" * 19
        assert mine.post(ADD, {"name": "x", "passkey": json.dumps(said)}).status_code == 422
    for spoilt in ("authenticatorData", "signature"):
        client = browser()
        said = json.loads(device.sign(asked_of(client.get(IN))))
        for given in ("", "AA", 7, None):
            said["response"][spoilt] = given
            assert client.post(IN, {"passkey": json.dumps(said)}).status_code == 422


def test_of_two_uses_at_once_with_one_counter_only_one_is_good(owns, cast):
    _mine, device = owns()
    site, now = Site("testserver", "https://testserver"), timezone.now()
    with session("app", now, cast["duty.pp"].id):
        asked = {"rpId": "testserver", "challenge": "A" * 43}
        said = passkeys.read(device.sign(asked))
        assert passkeys.check_passkey(cast["duty.pp"], said, site, now)
        with pytest.raises(CounterWentBack):
            passkeys.check_passkey(cast["duty.pp"], said, site, now)
        assert not passkeys.check_passkey(cast["social.pp"], said, site, now)
    assert uuid.UUID(bytes=device.whose) == cast["duty.pp"].id
