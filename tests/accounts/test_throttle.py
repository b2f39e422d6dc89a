"""Guesses are slowed, nobody is locked out, and nothing tells whether a name is somebody's."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from samaki.accounts import throttle
from samaki.accounts.models import Guess
from samaki.accounts.throttle import ACCOUNT, DEVICE, NETWORK, Source, claim, passed
from samaki.database import session
from samaki.jobs.tick import tick
from tests.accounts.entering import PASSWORD, browser, code_of, sign_in

HERE = Source("10.1.2.0/24")


def tries(count, source=HERE, *, now, who="duty.pp"):
    """How long each of so many tries in a row had to wait; each comes when it may."""
    waits = []
    for _try in range(count):
        with session("app", now):
            waits.append(claim("password", who, source, now))
            if waits[-1]:
                now += waits[-1]
                claim("password", who, source, now)
    return [int(wait.total_seconds()) for wait in waits]


def test_the_first_tries_are_free_and_then_each_wait_doubles(db, now):
    assert tries(9, now=now) == [0, 0, 0, 0, 0, 2, 4, 8, 16]
    assert NETWORK.wait(1000) == timedelta(minutes=15), "and it ends somewhere"


def test_many_networks_are_slowed_together_but_less(db, now):
    waits = [tries(1, Source(f"10.0.{n}.0/24"), now=now)[0] for n in range(23)]
    assert waits[: ACCOUNT.free + 1] == [0] * (ACCOUNT.free + 1)
    assert waits[-1] > 0
    assert ACCOUNT.wait(1000) == timedelta(minutes=5)


def test_a_known_device_is_not_kept_out_by_strangers_and_has_a_count_of_its_own(db, now):
    tries(25, now=now)
    assert tries(1, Source("10.1.2.0/24", "mark"), now=now) == [0]
    assert tries(DEVICE.free + 2, Source("", "stolen"), now=now)[-1] > 0


def test_a_good_try_forgets_what_was_counted_for_its_source(db, now):
    tries(4, now=now)
    with session("app", now):
        passed("password", "duty.pp", HERE)
    assert tries(5, now=now) == [0] * 5


def test_other_names_are_not_slowed(db, now):
    tries(9, now=now)
    assert tries(1, now=now, who="social.pp") == [0]


def test_no_address_and_no_name_is_stored_and_all_is_gone_after_a_day(cast, now):
    tries(3, now=now)
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(t::text, ' ') from guess t")
        stored = cursor.fetchone()[0]
    assert "10.1" not in stored
    assert b"duty".hex() not in stored
    tick(now + timedelta(hours=23))
    assert Guess.objects.count() == 2
    tick(now + timedelta(hours=25))
    assert Guess.objects.count() == 0


@pytest.mark.parametrize(("address", "network"), [
    ("192.0.2.77", "192.0.2.0/24"), ("2001:db8:1:2:3::4", "2001:db8:1::/56"), ("", ""), ("x", ""), ("1.2.3.4, 5.6.7.8", ""),
])  # fmt: skip
def test_a_network_is_counted_and_no_address(address, network):
    assert throttle.network_of(address) == network


def page(answer):
    return re.sub(r'(value|nonce)="[^"]*"', "", answer.content.decode())


def test_an_unknown_name_is_answered_like_a_known_one_also_when_slowed(cast):
    known, unknown = browser(), browser()
    for number in range(8):
        one = sign_in(known, "duty.pp", "wrong")
        other = sign_in(unknown, "nobody.pp", "wrong")
        assert (one.status_code, page(one)) == (other.status_code, page(other)), number
    assert one.status_code == 429
    assert "too many wrong tries" in page(one)


def test_the_hasher_runs_for_an_unknown_name_and_for_a_closed_account_too(cast, owner_says, monkeypatch):
    """The same work, so the same time: counted, since a clock on a busy machine says nothing."""
    from django.contrib.auth.hashers import MD5PasswordHasher

    runs = []
    real = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda self, *given: runs.append(1) or real(self, *given))
    owner_says("update member set is_active = false where username = 'ngo.pp'")
    counts = []
    for name in ("duty.pp", "nobody.pp", "ngo.pp"):
        runs.clear()
        assert sign_in(browser(), name, "wrong").status_code == 422
        counts.append(len(runs))
    assert counts == [counts[0]] * 3
    assert counts[0] >= 1


def test_a_stranger_cannot_keep_a_member_out(cast):
    mine = browser()
    assert sign_in(mine, "duty.pp", PASSWORD).status_code == 302
    mine.post("/sign-out/")
    stranger = browser()
    for _guess in range(30):
        last = sign_in(stranger, "duty.pp", "wrong")
    assert last.status_code == 429
    assert sign_in(stranger, "duty.pp", PASSWORD).status_code == 429, "not even with the right one, from there"
    assert sign_in(mine, "duty.pp", PASSWORD).status_code == 302, "the device that was here before"


def test_who_has_the_password_gets_no_free_guesses_at_the_code_and_is_not_told(cast, telephone, settings):
    """Name, password and code at once need no waiting for the password; the code keeps its own count."""
    settings.SAMAKI_SECOND_FACTOR = True
    secret, thief, fool = telephone("duty.pp"), browser(), browser()
    for number in range(8):
        one = sign_in(thief, "duty.pp", PASSWORD, code="000000")
        other = sign_in(fool, "duty.pp", "wrong", code="000000")
        assert (one.status_code, page(one)) == (other.status_code, page(other)), number
        assert one.status_code == 422
    assert 'name="code"' in other.content.decode(), "the field stays"
    assert sign_in(thief, "duty.pp", PASSWORD, code=code_of(secret)).status_code == 422, "slowed like the second half"
    asked = sign_in(browser(), "social.pp", PASSWORD)
    assert asked.status_code == 403, "other members are not slowed"


def test_strangers_without_the_password_use_up_nothing_of_a_members_codes(cast, telephone, settings):
    settings.SAMAKI_SECOND_FACTOR = True
    secret, stranger = telephone("duty.pp"), browser()
    for _guess in range(30):
        assert sign_in(stranger, "duty.pp", "wrong", code=code_of(secret)).status_code == 422
    assert sign_in(browser(), "duty.pp", PASSWORD, code=code_of(secret)).status_code == 302


def test_a_code_beside_the_password_costs_the_same_questions_whoever_asks(cast, telephone, settings):
    """Known or not, right or wrong, with a telephone or without: a clock tells nothing, so the questions are counted."""
    settings.SAMAKI_SECOND_FACTOR = True
    telephone("duty.pp")
    asked = []
    for name, password in (
        ("duty.pp", PASSWORD),
        ("duty.pp", "wrong"),
        ("social.pp", PASSWORD),
        ("nobody.pp", "wrong"),
    ):
        with CaptureQueriesContext(connection) as heard:
            assert sign_in(browser(), name, password, code="000000").status_code == 422
        asked.append([re.sub(r"'[^']*'(::\w+)?|\d+", "?", one["sql"]) for one in heard.captured_queries])
    assert asked[1:] == asked[:1] * 3


def test_a_mark_of_another_member_or_a_made_one_helps_nobody(cast):
    mine, stranger = browser(), browser()
    sign_in(mine, "social.pp", PASSWORD)
    stranger.cookies["samaki_device"] = mine.cookies["samaki_device"].value
    for _guess in range(8):
        last = sign_in(stranger, "duty.pp", "wrong")
    assert last.status_code == 429
    stranger.cookies["samaki_device"] = mine.cookies["samaki_device"].value[:-2] + "xx"
    assert sign_in(stranger, "duty.pp", "wrong").status_code == 429


def test_an_installation_outside_of_the_demonstration_asks_for_a_second_factor(monkeypatch):
    import importlib

    from samaki import settings as plain

    for demo, asks in (("1", False), ("", True)):
        monkeypatch.setenv("SAMAKI_DEMO", demo)
        assert importlib.reload(plain).SAMAKI_SECOND_FACTOR is asks
    monkeypatch.undo()
    importlib.reload(plain)
