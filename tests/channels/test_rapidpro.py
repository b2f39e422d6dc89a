"""A gateway that speaks RapidPro's contract of an external channel."""

from threading import Event

import pytest

from samaki.channels.sms.choosing import choose_texts
from samaki.jobs import texting
from tests.acting import act
from tests.channels.texting import MEMBER, REPORTER, SECRET, Tower, open_tower, point_at
from tests.everything import rows


@pytest.fixture
def tower(monkeypatch, tmp_path):
    found = Tower()
    with open_tower(found) as port:
        point_at(monkeypatch, tmp_path, port, kind="rapidpro", channel="8eb23e93")
        yield found


def test_a_text_received_is_a_report_and_the_answer_goes_out_as_a_form(client, cast, tower):
    form = {"from": REPORTER, "text": "ជួយផង មានក្មេងម្នាក់", "date": "2026-03-03T02:00:00Z"}
    for _time in range(2):
        assert client.post(f"/texts/mekong/{SECRET}/receive/", form).status_code == 200
    assert rows("select channel, language from report") == [("sms", "km")]
    from django.utils import timezone

    texting.round_of(timezone.now, Event(), 5.0)
    one, _danger = tower.taken
    assert (one["to"], one["from"], one["channel"]) == (REPORTER, "1299", "8eb23e93")


@pytest.mark.parametrize("what", ["sent", "delivered", "failed"])
def test_what_became_of_a_text_is_kept(client, cast, now, tower, what):
    act(
        cast["social.pp"],
        choose_texts,
        now,
        wants="urgent",
        number=MEMBER,
        password="a password of the tests",
        version=0,
    )
    texting.round_of(lambda: now, Event(), 5.0)
    assert client.post(f"/texts/mekong/{SECRET}/{what}/", {"id": tower.taken[0]["id"]}).status_code == 200
    assert rows("select delivery from text_out", role="worker") == [(what,)]
    assert client.post(f"/texts/mekong/{SECRET}/{what}/", {"id": "7"}).status_code == 400


def test_stopped_stands_with_the_report(client, cast, tower):
    client.post(f"/texts/mekong/{SECRET}/receive/", {"from": REPORTER, "text": "A girl is kept"})
    assert client.post(f"/texts/mekong/{SECRET}/stopped/", {"from": REPORTER}).status_code == 200
    assert rows("select kind from report_text") == [("stop",)]


def test_the_addresses_of_the_other_kind_are_not_there(client, cast, tower):
    assert client.post(f"/texts/mekong/{SECRET}/in/", b"x", content_type="text/plain").status_code == 404
