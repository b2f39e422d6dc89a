"""A member turns push on in a browser; an urgent thing reaches it, sealed for it alone; and what is no push service is not asked."""

import json
from datetime import timedelta
from threading import Event

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from samaki.agencies.models import Member
from samaki.channels.push.choosing import browsers_of, turn_push_off, turn_push_on
from samaki.channels.push.giving import NotPublic, checked, is_public, push
from samaki.channels.push.sealing import encrypt, octets_of, point, text_of
from samaki.database import session
from samaki.database.refusals import Invalid
from samaki.jobs import pushing
from tests.acting import act
from tests.channels.ringing import Browser, Service, claims_of, open_service, push_key
from tests.channels.test_texts_to_members import asked
from tests.everything import rows

MINUTE = timedelta(minutes=1)
PASSWORD = "a password of the tests"


@pytest.fixture
def service(settings):
    settings.PUSH_TO_LOOPBACK = True
    found = Service()
    with open_service(found) as port:
        found.port = port
        yield found


@pytest.fixture
def browser(service):
    return Browser(service.port)


@pytest.fixture
def key(monkeypatch, tmp_path):
    return push_key(monkeypatch, tmp_path)


def go(when):
    return [answer.outcome for answer in pushing.round_of(lambda: when, Event(), 5.0)]


def on(member, now, browser, password=PASSWORD):
    given = {"subscription": browser.subscription, "name": "Firefox, Linux", "password": password}
    return act(member, turn_push_on, now, **given)


def test_the_example_of_rfc_8291_is_sealed_to_the_octet():
    ours = ec.derive_private_key(
        int.from_bytes(octets_of("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")), ec.SECP256R1()
    )
    body = encrypt(
        b"When I grow up, I want to be a watermelon",
        octets_of("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
        octets_of("BTBZMqHH6r4Tts7J_aSIgg"),
        ours=ours,
        salt=octets_of("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert text_of(body) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95b"
        "Qpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_an_urgent_thing_is_pushed_once_sealed_and_signed_and_says_nothing(cast, now, browser, service, key):
    on(cast["social.pp"], now, browser)
    handoff = asked(cast, now)
    assert go(now) == ["sent"]
    assert go(now + MINUTE) == []
    path, headers, body = service.taken[0]
    assert (path, headers["Content-Encoding"], headers["TTL"]) == ("/for/this-browser", "aes128gcm", "3600")
    claims = claims_of(headers["Authorization"])
    assert (claims["aud"], claims["sub"]) == (f"http://127.0.0.1:{browser.port}", "mailto:operator@samaki.test")
    assert (claims["key"], claims["exp"]) == (text_of(point(key)), int((now + timedelta(hours=12)).timestamp()))
    said = browser.opened(body)
    assert set(said) == {"title", "body", "lang"}
    for word in (str(handoff.id), str(handoff.case_id), cast["duty.pp"].name_en, "child"):
        assert word not in json.dumps(said)
    for (whole,) in rows(
        "select convert_from(canonical, 'utf8') from ledger_entry where act like 'push%%'", role="auditor"
    ):
        assert "this-browser" not in whole
    assert b"this-browser" not in rows("select sealed from push_browser", role="worker")[0][0]


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_is_gone_ends(cast, now, browser, service, key, status):
    on(cast["social.pp"], now, browser)
    asked(cast, now)
    service.answers = [status]
    assert go(now) == ["gone"]
    assert rows("select ended_at is null, sealed, address from push_browser", role="worker") == [(False, b"", None)]
    assert go(now + MINUTE) == []


def test_the_browser_of_a_member_who_was_suspended_ends(cast, now, browser, service, key):
    on(cast["social.pp"], now, browser)
    asked(cast, now)
    Member.objects.filter(id=cast["social.pp"].id).update(is_active=False)
    assert go(now) == []
    assert rows("select ended_at is null, sealed, address from push_browser", role="worker") == [(False, b"", None)]
    assert rows("select count(*) from ledger_entry where act = 'push.gone'", role="auditor") == [(1,)]


def test_what_fails_for_now_is_tried_again_and_given_up_in_the_end(cast, now, browser, service, key):
    on(cast["social.pp"], now, browser)
    asked(cast, now)
    service.answers = [503, 429] + [500] * 20
    for minutes in range(0, 260, 31):
        go(now + timedelta(minutes=minutes))
    assert rows("select state, failures from push", role="worker") == [("given_up", 7)]
    assert rows("select count(*) from push_browser where ended_at is null", role="worker") == [(1,)]


def test_push_is_turned_off_and_a_browser_is_of_one_member(cast, now, browser, service, key):
    row = on(cast["social.pp"], now, browser)
    on(cast["duty.pp"], now, browser)
    with session("app", now, cast["social.pp"].id):
        assert browsers_of(cast["social.pp"].id) == []
    act(cast["social.pp"], turn_push_off, now, browser_id=row.id)
    with session("app", now, cast["duty.pp"].id):
        (theirs,) = browsers_of(cast["duty.pp"].id)
    act(cast["duty.pp"], turn_push_off, now, browser_id=theirs.id)
    act(cast["duty.pp"], turn_push_off, now, browser_id=theirs.id)
    asked(cast, now)
    assert go(now) == []
    assert rows("select count(*) from ledger_entry where act = 'push.off'", role="auditor") == [(1,)]


@pytest.mark.parametrize(
    "given", ["", "{", "[]", "null", '{"endpoint": "https://push.example.org/x"}', "[" * 8000], ids=range(6)
)
def test_what_is_no_subscription_is_refused(cast, now, given):
    with pytest.raises(Invalid):
        act(cast["social.pp"], turn_push_on, now, subscription=given, name="", password=PASSWORD)


def test_push_needs_the_password(cast, now, browser):
    with pytest.raises(Invalid):
        on(cast["social.pp"], now, browser, password="another")


@pytest.mark.parametrize(
    "address",
    [
        "http://push.example.org/x", "https://127.0.0.1/x", "https://" + "10.0.0.8/x", "https://[::1]/x", "https://localhost/x",
        "https://push.example.org:8443/x", "https://a@push.example.org/x", "https://2130706433/x", "https://0x7f.1/x",
        "file:///etc/passwd", "https://", "https://push.example.org./x", "https://push.example.org/a b", "https://[", "https://a.b:x/",
    ],
)  # fmt: skip
def test_what_is_no_public_name_over_https_is_never_asked(address):
    if address == "https://0x7f.1/x":  # a name by its letters: refused once it was looked up
        assert push(address, b"", {}, 1.0).outcome in ("gone", "unreachable")
        return
    with pytest.raises(NotPublic):
        checked(address)
    assert push(address, b"", {}, 1.0).outcome == "gone"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("2606:4700::1111", True), ("127.0.0.1", False), ("10.1.2.3", False), ("172.16.0.1", False),
        ("192.168.1.1", False), ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False),
        ("::1", False), ("fe80::1%eth0", False), ("fd00::1", False), ("::ffff:10.0.0.1", False), ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
    ],
)  # fmt: skip
def test_an_address_of_the_inside_is_none_of_the_whole_internet(address, public):
    assert is_public(address) is public
