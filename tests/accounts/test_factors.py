"""The second factor: codes of a telephone and codes on paper; each once, none for anybody else."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from samaki.accounts import factors
from samaki.accounts.models import Factor, RecoveryCode
from samaki.database import session
from samaki.database.refusals import Invalid
from tests.accounts.entering import PASSWORD, browser, code_of, give_code, hidden, sign_in
from tests.everything import rows

pytestmark = pytest.mark.usefixtures("asked_for_two")


@pytest.fixture
def seated(telephone):
    """Username -> (a client that came in with both factors, the secret of the telephone)."""

    def seat(name="duty.pp"):
        secret, client = telephone(name), browser()
        asked = sign_in(client, name)
        assert give_code(client, asked, code_of(secret)).status_code == 302
        return client, secret

    return seat


def as_stored(cast, table, name="duty.pp"):
    """The rows of a member as the database holds them."""
    with session("app", timezone.now(), cast[name].id), connection.cursor() as cursor:
        cursor.execute(f"select coalesce(string_agg(t::text, ' '), '') from {table} t")
        return cursor.fetchone()[0]


def test_a_password_alone_opens_nothing(cast, telephone):
    telephone("duty.pp")
    client = browser()
    asked = sign_in(client, "duty.pp")
    assert "Code of your telephone" in asked.content.decode()
    assert client.get("/desk/")["Location"].startswith("/sign-in/")
    assert "samaki_session" not in client.cookies


def test_who_has_no_factor_does_not_come_in(cast):
    client = browser()
    answer = sign_in(client, "duty.pp")
    assert answer.status_code == 403
    assert "no second factor yet" in answer.content.decode()
    assert client.get("/desk/").status_code == 302


def test_the_code_opens_and_is_taken_once(cast, telephone):
    secret, code = telephone("duty.pp"), None
    one, other = browser(), browser()
    asked, again = sign_in(one, "duty.pp"), sign_in(other, "duty.pp")
    code = code_of(secret)
    assert give_code(one, asked, code).status_code == 302
    assert one.get("/desk/").status_code == 200
    replayed = give_code(other, again, code)
    assert replayed.status_code == 422
    assert "used already" in replayed.content.decode()
    assert give_code(other, again, code_of(secret, step=1)).status_code == 302, "the next one is good"


@pytest.mark.parametrize("wrong", ["", "000000x", "12345", "1234567", "\x00", "ក", "' or 1=1 --", "9" * 5000])
def test_what_is_no_code_is_refused(wrong, cast, telephone):
    telephone("duty.pp")
    client = browser()
    assert give_code(client, sign_in(client, "duty.pp"), wrong).status_code == 422


def test_codes_of_another_time_or_another_telephone_are_refused(cast, telephone):
    secret, other = telephone("duty.pp"), telephone("social.pp")
    client = browser()
    asked = sign_in(client, "duty.pp")
    for code in (code_of(secret, step=-4), code_of(secret, step=4), code_of(other)):
        assert give_code(client, asked, code).status_code == 422


def test_a_code_may_be_typed_in_khmer_digits_and_with_a_space(cast, telephone):
    secret, client = telephone("duty.pp"), browser()
    khmer = code_of(secret).translate(str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩"))
    assert give_code(client, sign_in(client, "duty.pp"), f"{khmer[:3]} {khmer[3:]}").status_code == 302


def test_what_waits_between_password_and_code_cannot_be_made_changed_or_kept(cast, telephone, owner_says, monkeypatch):
    secret, client = telephone("duty.pp"), browser()
    waiting = hidden(sign_in(client, "duty.pp"), "pending")
    for tampered in ("", "x", waiting[:-4] + "AAAA", waiting[4:], "é" * 50):
        answer = client.post("/sign-in/code/", {"pending": tampered, "code": code_of(secret)})
        assert answer.status_code == 422
        assert 'name="password"' in answer.content.decode()
    later = timezone.now() + timedelta(minutes=11)
    from samaki.web.account.coming_in import member_of

    assert member_of(waiting, later) is None
    assert member_of(waiting, timezone.now()).username == "duty.pp"
    owner_says("update member set password = 'changed' where username = 'duty.pp'")
    assert member_of(waiting, timezone.now()) is None, "a new password ends what waits"


def test_guesses_at_the_code_are_slowed(cast, telephone):
    secret, client = telephone("duty.pp"), browser()
    asked = sign_in(client, "duty.pp")
    seen = [give_code(client, asked, "000000").status_code for _guess in range(8)]
    assert seen[:5] == [422] * 5
    assert seen[-1] == 429
    assert give_code(client, asked, code_of(secret)).status_code == 429


def test_who_is_slowed_by_strangers_comes_in_with_password_and_code_at_once(cast, telephone):
    secret, stranger = telephone("duty.pp"), browser()
    for _guess in range(8):
        slowed = sign_in(stranger, "duty.pp", "wrong")
    assert slowed.status_code == 429
    assert "you need not wait" in slowed.content.decode()
    me = browser()
    assert sign_in(me, "duty.pp").status_code == 429
    assert sign_in(me, "duty.pp", code="000000").status_code == 422
    assert sign_in(me, "duty.pp", "wrong", code=code_of(secret)).status_code == 422
    assert sign_in(me, "nobody.pp", "wrong", code="000000").status_code == 422
    assert sign_in(me, "duty.pp", code=code_of(secret, step=1)).status_code == 302
    assert me.get("/desk/").status_code == 200


def test_a_code_beside_a_password_is_no_way_round_the_factor_of_the_demonstration(cast, settings):
    """Where none is asked for, a made-up code must not take the waiting away."""
    settings.SAMAKI_SECOND_FACTOR = False
    assert sign_in(browser(), "duty.pp", code="000000").status_code == 422


def test_codes_on_paper_stand_in_once_and_only_their_digests_are_kept(cast, telephone, now):
    telephone("duty.pp")
    with session("app", now, cast["duty.pp"].id):
        codes = factors.make_recovery_codes(by=cast["duty.pp"], now=now)
    assert len(set(codes)) == 10
    stored = as_stored(cast, "recovery_code")
    assert not any(code.replace("-", "") in stored for code in codes)
    one, other = browser(), browser()
    assert give_code(one, sign_in(one, "duty.pp"), codes[0].lower()).status_code == 302
    assert give_code(other, sign_in(other, "duty.pp"), codes[0]).status_code == 422
    assert give_code(other, sign_in(other, "duty.pp"), codes[1].replace("-", " ")).status_code == 302
    telephone("social.pp")
    third = browser()
    assert give_code(third, sign_in(third, "social.pp"), codes[2]).status_code == 422, "of another member"
    with session("app", now, cast["duty.pp"].id):
        assert factors.codes_left(cast["duty.pp"]) == 8
        factors.make_recovery_codes(by=cast["duty.pp"], now=now)
    assert give_code(third, sign_in(third, "duty.pp"), codes[3]).status_code == 422, "the old ones end with new ones"


def test_a_telephone_is_set_up_by_its_own_code_and_papers_come_with_the_first(seated, cast):
    client, _old = seated()
    shown = client.get("/account/factors/telephone/")
    assert b"data:image/svg+xml" in shown.content
    letters = re.search(r'class="secret"[^>]*>([A-Z2-7 ]+)<', shown.content.decode())[1]
    from base64 import b32decode

    secret, setup = b32decode(letters.replace(" ", "")), hidden(shown, "setup")
    wrong = client.post("/account/factors/telephone/", {"setup": setup, "code": "000000"})
    assert wrong.status_code == 422
    assert hidden(wrong, "setup"), "the same picture still holds"
    assert letters in wrong.content.decode()
    done = client.post("/account/factors/telephone/", {"setup": setup, "code": code_of(secret)})
    assert len(re.findall(r'class="code">(\w{5}-\w{5})<', done.content.decode())) == 10
    with session("app", timezone.now(), cast["duty.pp"].id):
        assert Factor.objects.count() == 1, "the old telephone no longer is one"
    assert secret.hex() not in as_stored(cast, "factor")


def test_a_secret_made_for_another_member_or_changed_is_not_taken(seated, cast):
    mine, _secret = seated("duty.pp")
    theirs, _other = seated("social.pp")
    setup = hidden(theirs.get("/account/factors/telephone/"), "setup")
    for given in (setup, setup[:-3] + "AAA", "", "é"):
        answer = mine.post("/account/factors/telephone/", {"setup": given, "code": "123456"})
        assert answer.status_code == 200
        assert "Keep this telephone" in answer.content.decode()
    with session("app", timezone.now(), cast["duty.pp"].id):
        assert Factor.objects.count() == 1


def test_the_only_factor_stays(seated, cast):
    client, _secret = seated()
    with session("app", timezone.now(), cast["duty.pp"].id):
        key = Factor.objects.get().id
    answer = client.post(f"/account/factors/{key}/remove/")
    assert answer.status_code == 409
    assert "your only second factor" in answer.content.decode()
    other, _secret = seated("social.pp")
    assert other.post(f"/account/factors/{key}/remove/").status_code == 404


def test_nobody_else_sees_a_factor_or_a_paper(seated, cast, now):
    seated("duty.pp")
    with session("app", now, cast["duty.pp"].id):
        factors.make_recovery_codes(by=cast["duty.pp"], now=now)
    for name in ("admin", "officer.pp", "social.pp"):
        with session("app", now, cast[name].id):
            assert not Factor.objects.exists()
            assert not RecoveryCode.objects.exists()
            assert not Factor.objects.update(name="x")


def test_a_wrong_first_code_adds_nothing(cast, now):
    with session("app", now, cast["duty.pp"].id), pytest.raises(Invalid):
        factors.add_totp(secret=factors.new_secret(), code="000000", by=cast["duty.pp"], now=now)


def test_the_ledger_has_each_and_no_code_or_secret(seated, cast):
    client, secret = seated()
    shown = client.post("/account/factors/paper/").content.decode()
    codes = re.findall(r'class="code">(\w{5}-\w{5})<', shown)
    found = rows(
        "select act, convert_from(canonical, 'utf8') from ledger_entry where who = 'duty.pp' order by id",
        role="auditor",
    )
    assert [act for act, _text in found] == ["factor.add", "session.begin", "factor.codes"]
    text = "".join(text for _act, text in found)
    assert secret.hex() not in text
    assert not any(code in text or code.replace("-", "") in text for code in codes)


def test_before_a_change_it_is_asked_again_and_what_was_typed_is_not_lost(seated, cast, owner_says):
    client, secret = seated()
    setup = hidden(client.get("/account/factors/telephone/"), "setup")
    owner_says("update signed_in set proved_at = now() - interval '11 minutes'")
    shown = client.get("/account/factors/telephone/")
    assert shown["Location"].startswith("/sign-in/again/?next=%2Faccount%2Ffactors%2Ftelephone")
    key = hidden(client.get("/account/factors/"), "form_key")
    asked = client.post("/account/factors/telephone/", {"setup": setup, "code": "123 456", "form_key": key})
    assert asked.status_code == 401
    draft = hidden(asked, "draft")
    assert client.post("/sign-in/again/", {"draft": draft, "password": "guess"}).status_code == 422
    back = client.post("/sign-in/again/", {"draft": draft, "password": PASSWORD})
    assert back.status_code == 200
    assert "Send it now" in back.content.decode()
    assert setup in back.content.decode()
    assert "123 456" in back.content.decode()
    assert client.get("/account/factors/telephone/").status_code == 200, "for some minutes it is not asked again"
    owner_says("update signed_in set proved_at = null")
    answer = client.post("/sign-in/again/", {"code": code_of(secret, step=1), "next": "https://elsewhere.example/"})
    assert answer["Location"] == "/account/", "and never leads elsewhere"


def test_who_sits_at_an_open_screen_guesses_slowly_and_changes_nothing(seated, cast, owner_says):
    client, _secret = seated()
    owner_says("update signed_in set proved_at = now() - interval '1 hour'")
    for path in ("/account/factors/paper/", "/account/factors/telephone/"):
        assert client.post(path, {}).status_code == 401
    seen = [client.post("/sign-in/again/", {"password": "guess"}).status_code for _guess in range(12)]
    assert seen[0] == 422
    assert seen[-1] == 429
    mine, _other = seated("duty.pp")
    assert mine.get("/desk/").status_code == 200, "its member is not kept out elsewhere"


def test_two_tabs_of_signing_in_both_work(cast, telephone):
    secret, client = telephone("duty.pp"), browser()
    first, second = sign_in(client, "duty.pp"), sign_in(client, "duty.pp")
    assert give_code(client, second, code_of(secret)).status_code == 302
    assert give_code(client, first, code_of(secret, step=1)).status_code == 302
    assert client.get("/desk/").status_code == 200
