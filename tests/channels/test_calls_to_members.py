"""A member chooses calls, proves the number by a call, is called by the ladder, and takes it by a key of the telephone."""

import logging
from datetime import timedelta
from threading import Event

import pytest

from samaki.channels.voice.choosing import choice_of, choose_calls, not_reached, proof_of
from samaki.channels.voice.models import VoiceCall
from samaki.database import session
from samaki.database.refusals import Invalid, Stale
from samaki.jobs import ringing
from samaki.jobs.tick import tick
from samaki.notices.operations import take_note
from samaki.roster import handing
from samaki.roster.queries import unreached
from tests.acting import act
from tests.channels.ringing import SECRET, Service, open_service, point_at, tell
from tests.channels.test_texts_to_members import asked
from tests.everything import rows, value
from tests.roster.planned import layer, published

MINUTE = timedelta(minutes=1)
PASSWORD, NUMBER = "a password of the tests", "012 345 678"


@pytest.fixture
def service(monkeypatch, tmp_path):
    found = Service()
    with open_service(found) as port:
        point_at(monkeypatch, tmp_path, port)
        yield found


@pytest.fixture
def at(cast, now, service, monkeypatch):
    """The moment of the callbacks; a test moves it."""
    from django.utils import timezone

    moment = [now]
    monkeypatch.setattr(timezone, "now", lambda: moment[0])
    return moment


def go(when):
    return [answer.outcome for answer in ringing.round_of(lambda: when, Event(), 5.0)]


def choose(member, now, version=0, **more):
    given = {"wants": "urgent", "number": NUMBER, "pin": "", "password": PASSWORD, "version": version} | more
    return act(member, choose_calls, now, **given)


def proved(client, member, now, service, pin=""):
    choose(member, now, pin=pin)
    assert go(now) == ["sent"]
    call = service.calls[-1]["id"]
    assert tell(client, call, "answered", "p1").json() == {"do": "ask", "prompt": "prove"}
    with session("app", now, member.id):
        digits = proof_of(choice_of(member.id))
    assert tell(client, call, "digits", "p2", digits).json() == {"do": "end", "prompt": "proved"}


def test_whom_only_calls_reach_is_no_gap_of_a_roster(client, cast, at, service):
    officer, duty = cast["officer.pp"], cast["duty.pp"]
    act(officer, handing.give_number, at[0], number=NUMBER)
    for called in (False, True):
        if called:
            proved(client, duty, at[0], service)
        with session("app", at[0], officer.id):
            assert unreached([duty.id], officer.unit_id) == (set() if called else {duty.id})
    published(cast, at[0], layer(cast, "duty.pp", "officer.pp"))
    tick(at[0] + MINUTE)
    assert value("select count(*) from notice where kind = 'roster.gap_ahead'", role="worker") == 0


def rung(client, cast, at, service, pin=""):
    """(hand-off, id of the call) once the ladder has reached this member."""
    proved(client, cast["social.pp"], at[0], service, pin)
    handoff = asked(cast, at[0])
    before = len(service.taken)
    for _level in range(4):
        at[0] = value("select call_at from handoff where id = %s", [handoff.id]) + MINUTE
        tick(at[0])
        go(at[0])
        if len(service.taken) > before:
            return handoff, service.calls[-1]["id"]
    raise AssertionError("the ladder called nobody")


def test_an_emergency_rings_at_the_first_rung_and_the_next_one_a_minute_later(client, cast, at, service):
    proved(client, cast["social.pp"], at[0], service)
    asked(cast, at[0])
    assert go(at[0]) == [], "what is only urgent is texted, and stands on the desk"
    asked(cast, at[0], "emergency")
    assert go(at[0]) == ["sent"]
    asked(cast, at[0], "emergency")
    assert go(at[0] + timedelta(seconds=30)) == [], "that telephone rings"
    assert go(at[0] + MINUTE) == ["sent"]


def state_of(handoff):
    return value("select state from handoff where id = %s", [handoff.id])


def heard(call):
    return rows("select heard, wrong from voice_call where id = %s", [call], role="worker")[0]


def test_a_call_says_nothing_and_1_takes_it_in_that_persons_name(client, cast, at, service):
    handoff, call = rung(client, cast, at, service)
    path, headers, _body = service.taken[-1]
    asked_for = service.calls[-1]
    assert (path, headers["Authorization"]) == ("/call", "Bearer a word")
    assert (asked_for["to"], asked_for["callback"]) == ("+85512345678", f"http://127.0.0.1:8000/calls/mekong/{SECRET}/")
    spoken = str(asked_for["prompts"])
    for word in (str(handoff.id), str(handoff.case_id), cast["duty.pp"].name_en, cast["social.pp"].name_en, "child"):
        assert word not in spoken
    assert rows("select sealed from voice_call where id = %s", [call], role="worker") == [(b"",)], "the number is gone"
    assert tell(client, call, "ringing", "1").json()["do"] == "ask"
    assert tell(client, call, "answered", "2").json() == {"do": "ask", "prompt": "menu"}
    assert tell(client, call, "digits", "3", "1").json() == {"do": "end", "prompt": "taken"}
    assert tell(client, call, "digits", "3", "1").json() == {"do": "end", "prompt": "taken"}, "told twice is once"
    assert tell(client, call, "no_answer", "4").json()["prompt"] == "taken", "out of order"
    assert state_of(handoff) == "received"
    assert heard(call) == ("taken", 0)
    found = rows("select who from ledger_entry where act = 'handoff.by_call'", role="auditor")
    assert found == [("social.pp",)]
    for (facts,) in rows("select convert_from(canonical, 'utf8') from ledger_entry", role="auditor"):
        assert "12345678" not in facts


def test_a_call_pin_is_asked_for_and_three_wrong_ones_end_the_call_and_send_the_ladder_up(client, cast, at, service):
    handoff, call = rung(client, cast, at, service, pin="4711")
    assert value("select pin from voice_choice", role="worker").startswith("md5$"), "a hash"
    tell(client, call, "answered", "1")
    assert tell(client, call, "digits", "2", "1").json() == {"do": "ask", "prompt": "pin"}
    for number, prompt in ((3, ("ask", "again")), (4, ("ask", "again")), (5, ("end", "bye"))):
        assert tuple(tell(client, call, "digits", str(number), "1234").json().values()) == prompt
    assert tell(client, call, "digits", "6", "4711").json() == {"do": "end", "prompt": "bye"}, "too late"
    assert (state_of(handoff), heard(call)) == ("offered", ("wrong", 3))
    assert value("select call_at from handoff where id = %s", [handoff.id]) > at[0]
    go(at[0])
    assert value("select call_at from handoff where id = %s", [handoff.id]) == at[0], "goes up now"


def test_the_right_pin_takes_it(client, cast, at, service):
    handoff, call = rung(client, cast, at, service, pin="៤៧១១")
    tell(client, call, "digits", "1", "1")
    assert tell(client, call, "digits", "2", "4711").json() == {"do": "end", "prompt": "taken"}
    assert state_of(handoff) == "received"


@pytest.mark.parametrize("state", ["no_answer", "busy", "failed"])
def test_a_telephone_that_nobody_answers_sends_the_ladder_up_at_once(client, cast, at, service, state):
    handoff, call = rung(client, cast, at, service)
    level = value("select level from handoff where id = %s", [handoff.id])
    at[0] += MINUTE
    tell(client, call, "ringing", "1")
    assert tell(client, call, state, "2").json() == {"do": "end", "prompt": "bye"}
    tell(client, call, "ringing", "3")
    assert heard(call)[0] == state, "a late state changes nothing"
    go(at[0])
    assert value("select call_at from handoff where id = %s", [handoff.id]) == at[0]
    with session("worker", at[0]):
        assert not_reached(at[0]) == {cast["social.pp"].id}
    beat = tick(at[0])
    assert (beat.acted["handoff"], beat.errors) == (1, [])
    assert value("select level from handoff where id = %s", [handoff.id]) >= level
    go(at[0] + MINUTE)
    assert value("select call_at from handoff where id = %s", [handoff.id]) > at[0] + MINUTE, "followed once"


def test_a_gateway_that_is_down_or_says_nothing_is_no_way_to_a_member(client, cast, at, service):
    proved(client, cast["social.pp"], at[0], service)
    handoff = asked(cast, at[0])
    service.answers = [503] * 20
    while not rows("select 1 from voice_call where kind = 'call'", role="worker"):
        at[0] = value("select call_at from handoff where id = %s", [handoff.id]) + MINUTE
        tick(at[0])
        go(at[0])
    for _attempt in range(4):
        at[0] += MINUTE
        go(at[0])
    assert rows("select state, heard from voice_call where kind = 'call'", role="worker")[0] == ("given_up", "failed")
    service.answers = []
    at[0] += 11 * MINUTE
    tick(at[0])
    go(at[0])
    last = VoiceCall._meta.db_table
    at[0] += 4 * MINUTE
    go(at[0])
    assert rows(f"select heard from {last} where state = 'sent' and kind = 'call'", role="worker") in ([], [("lost",)])


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"", 400), (b"{", 400), (b"[]", 400), (b'{"id": 1}', 400), (b"\xff\xfe", 400), (b"[" * 9000, 400),
        (b'{"id": "x", "event": "1", "state": "ringing"}', 400), (b" " * 20_000, 413),
        (b'{"id": "00000000-0000-0000-0000-000000000000", "event": "1", "state": "ringing"}', 200),
        (b'{"id": "00000000-0000-0000-0000-000000000000", "event": "1", "state": "digits"}', 400),
        (b'{"id": "00000000-0000-0000-0000-000000000000", "event": "1", "state": "sung"}', 400),
        (b'{"id": "00000000-0000-0000-0000-000000000000", "state": "busy"}', 400),
    ],
    ids=["nothing", "half", "list", "number", "octets", "deep", "no-id", "huge", "nobodys", "no-digits", "unknown", "no-event"],
)  # fmt: skip
def test_what_is_no_callback_is_refused_and_logs_no_address(client, at, caplog, raw, status):
    caplog.set_level(logging.DEBUG)
    assert tell(client, "", "", "", raw=raw).status_code == status
    assert tell(client, "", "", "", raw=raw, secret="w" * 32).status_code == 404
    assert client.get(f"/calls/mekong/{SECRET}/").status_code == 404
    assert SECRET not in "".join(record.getMessage() for record in caplog.records)


def test_a_callback_without_the_secret_changes_nothing(client, cast, at, service):
    handoff, call = rung(client, cast, at, service)
    assert tell(client, call, "digits", "1", "1", secret="w" * 32).status_code == 404
    assert state_of(handoff) == "offered"


@pytest.mark.parametrize(
    "given", [{"password": "another"}, {"number": "abc"}, {"number": ""}, {"wants": "all"}, {"pin": "12"}]
)
def test_a_choice_needs_the_password_a_number_and_a_pin_of_four_digits(cast, now, service, given):
    with pytest.raises(Invalid):
        choose(cast["social.pp"], now, **given)
    assert rows("select count(*) from voice_call", role="worker") == [(0,)]


def test_a_call_that_is_not_needed_does_not_ring_and_a_choice_is_not_overwritten(client, cast, at, service):
    proved(client, cast["social.pp"], at[0], service)
    with pytest.raises(Stale):
        choose(cast["social.pp"], at[0])
    handoff = asked(cast, at[0])
    before = len(service.taken)
    at[0] = value("select call_at from handoff where id = %s", [handoff.id]) + MINUTE
    tick(at[0])
    act(cast["social.pp"], take_note, at[0], subject_id=handoff.id)
    go(at[0])
    assert len(service.taken) == before
