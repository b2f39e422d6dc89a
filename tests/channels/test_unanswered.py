"""Where a text or a call reaches nobody, the next rung is called at once; a dead telephone of several wakes nobody above."""

from datetime import timedelta

import pytest

from samaki.channels.sms.choosing import choose_texts, not_texted
from samaki.channels.sms.models import TextNotice, TextOut
from samaki.channels.voice.models import VoiceCall
from samaki.database import session
from samaki.database.refusals import Invalid
from samaki.jobs.tick import tick
from samaki.jobs.unanswered import silent
from tests.acting import act
from tests.channels.ringing import tell
from tests.channels.test_calls_to_members import at as at_of_calls  # noqa: F401
from tests.channels.test_calls_to_members import choose, heard, rung, service  # noqa: F401
from tests.channels.test_calls_to_members import go as calls_go
from tests.channels.test_calls_to_members import proved as proved_by_call
from tests.channels.test_texts_to_members import asked, at, go, ledger, proved, tower  # noqa: F401
from tests.channels.texting import MEMBER
from tests.everything import rows, value
from tests.intake.talk import filed, report_of
from tests.roster.planned import layer, published

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
PASSWORD = "a password of the tests"


def test_a_text_that_cannot_be_delivered_sends_the_ladder_up_at_once_and_is_followed_once(client, cast, at, tower):  # noqa: F811
    proved(cast["social.pp"], at[0], tower)
    handoff = asked(cast, at[0])
    sent_at_the_desk = undelivered(client, tower, at[0])
    assert value("select call_at from handoff where id = %s", [handoff.id]) > at[0], "the desk has its page"
    assert sent_at_the_desk
    level = climbed(handoff, at)
    undelivered(client, tower, at[0])
    go(at[0])
    assert rows("select call_at, level from handoff where id = %s", [handoff.id]) == [(at[0], level + 1)]
    assert len(ledger("text.unreached")) == 1
    beat = tick(at[0])
    assert (beat.acted["handoff"], beat.errors) == (1, [])
    called = rows("select level, audience from notice where kind = 'handoff.late' order by made_at, id", role="worker")
    assert called == [(0, "desk"), (1, "duty")], "the rung after the one that was called"
    before = value("select call_at from handoff where id = %s", [handoff.id])
    with session("worker", at[0]):
        assert not_texted(at[0]) == silent(at[0]) == {cast["social.pp"].id}
        assert not_texted(at[0] + HOUR) == set()
    go(at[0] + MINUTE)
    assert value("select call_at from handoff where id = %s", [handoff.id]) == before


def test_while_a_colleagues_text_arrived_nobody_above_is_woken(client, cast, at, tower):  # noqa: F811
    proved(cast["social.pp"], at[0], tower)
    handoff = asked(cast, at[0])
    go(at[0])
    climbed(handoff, at)
    with session("worker", at[0]):
        last = TextOut.objects.filter(kind="call").latest("made_at")
        beside = TextOut(kind="call", gateway=last.gateway, member_id=cast["duty.pp"].id, unit=last.unit, made_at=at[0])
        beside.state, beside.ended_at = "sent", at[0]
        beside.save(force_insert=True)
        for one in last.about.all():
            TextNotice(text=beside, notice_id=one.notice_id, member_id=cast["duty.pp"].id).save(force_insert=True)
    undelivered(client, tower, at[0])
    go(at[0])
    assert value("select call_at from handoff where id = %s", [handoff.id]) > at[0]


def climbed(handoff, at):  # noqa: F811
    """The clock goes on until a text of the ladder has left; the level that it stands at."""
    for _level in range(4):
        at[0] = value("select call_at from handoff where id = %s", [handoff.id]) + 11 * MINUTE
        tick(at[0])
        if go(at[0]) == ["sent"]:
            return value("select level from handoff where id = %s", [handoff.id])
    raise AssertionError("the ladder texted nobody")


def undelivered(client, tower, now):  # noqa: F811
    """The carrier says of the newest text that it could not be delivered; of which kind the texts are that left."""
    go(now)
    path = tower.taken[-1]["dlr"].split("8000", 1)[1]
    assert client.get(path.replace("%d", "2")).status_code == 200
    return rows("select kind, delivery from text_out where kind = 'call'", role="worker")


def test_who_has_a_password_cannot_make_the_gateway_write_to_numbers_without_end(cast, now, tower):  # noqa: F811
    for number in range(5):
        act(
            cast["social.pp"],
            choose_texts,
            now,
            wants="urgent",
            number=f"012 345 60{number}",
            password=PASSWORD,
            version=number,
        )
    with pytest.raises(Invalid):
        act(cast["social.pp"], choose_texts, now, wants="urgent", number="012 345 609", password=PASSWORD, version=5)
    act(cast["social.pp"], choose_texts, now, wants="none", number="", password=PASSWORD, version=5)
    act(
        cast["social.pp"],
        choose_texts,
        now + timedelta(hours=25),
        wants="urgent",
        number=MEMBER,
        password=PASSWORD,
        version=6,
    )
    assert value("select count(*) from text_out where kind = 'code'", role="worker") == 6


def test_a_machine_that_answers_and_presses_no_key_has_reached_nobody(client, cast, at_of_calls, service):  # noqa: F811
    handoff, call = rung(client, cast, at_of_calls, service)
    level = value("select level from handoff where id = %s", [handoff.id])
    tell(client, call, "answered", "1")
    calls_go(at_of_calls[0] + 2 * MINUTE)
    assert heard(call)[0] == "answered", "somebody may be looking for the key"
    calls_go(at_of_calls[0] + 4 * MINUTE)
    assert heard(call)[0] == "lost"
    assert rows("select call_at, level from handoff where id = %s", [handoff.id]) == [
        (at_of_calls[0] + 4 * MINUTE, level + 1)
    ]
    assert tell(client, call, "digits", "2", "1").json() == {"do": "end", "prompt": "taken"}, (
        "late is better than never"
    )


def test_while_a_colleagues_telephone_rings_nobody_above_is_woken(client, cast, at_of_calls, service):  # noqa: F811
    handoff, call = rung(client, cast, at_of_calls, service)
    level, before = rows("select level, call_at from handoff where id = %s", [handoff.id])[0]
    with session("worker", at_of_calls[0]):
        first = VoiceCall.objects.get(id=call)
        beside = VoiceCall(kind="call", gateway=first.gateway, member_id=cast["duty.pp"].id, unit=first.unit, about=first.about,
                           state="sent", heard="ringing", made_at=at_of_calls[0], ended_at=at_of_calls[0], tries=1)  # fmt: skip
        beside.save(force_insert=True)
    tell(client, call, "busy", "1")
    calls_go(at_of_calls[0])
    assert rows("select level, call_at from handoff where id = %s", [handoff.id]) == [(level, before)]
    calls_go(at_of_calls[0] + 4 * MINUTE)
    assert value("select level from handoff where id = %s", [handoff.id]) == level + 1, "when that one is silent too"


def test_who_has_a_password_cannot_make_the_gateway_ring_numbers_without_end(cast, now, service):  # noqa: F811
    for number in range(5):
        choose(cast["social.pp"], now, version=number, number=f"012 345 60{number}")
    with pytest.raises(Invalid):
        choose(cast["social.pp"], now, version=5)
    choose(cast["social.pp"], now + timedelta(hours=25), version=5)
    assert value("select count(*) from voice_call where kind = 'prove'", role="worker") == 6


def test_a_new_emergency_goes_up_when_nobody_takes_its_call(client, cast, at_of_calls, service):  # noqa: F811
    proved_by_call(client, cast["social.pp"], at_of_calls[0], service)
    handoff = asked(cast, at_of_calls[0], "emergency")
    before = value("select call_at from handoff where id = %s", [handoff.id])
    assert calls_go(at_of_calls[0]) == ["sent"]
    call = service.calls[-1]["id"]
    tell(client, call, "ringing", "1")
    calls_go(at_of_calls[0] + MINUTE)
    assert value("select call_at from handoff where id = %s", [handoff.id]) == before, "it rings"
    tell(client, call, "no_answer", "2")
    silent_at = at_of_calls[0] + MINUTE
    calls_go(silent_at)
    assert rows("select call_at, level from handoff where id = %s", [handoff.id]) == [(silent_at, 1)]
    assert tick(silent_at).errors == []
    of_it = "select level, audience from notice where kind = 'handoff.late' and subject_id = %s"
    assert rows(of_it, [handoff.id], role="worker") == [(1, "duty")], "fifteen minutes before it is late"


def test_what_is_new_and_only_urgent_waits_at_the_desk_when_its_text_is_lost(client, cast, at, tower):  # noqa: F811
    proved(cast["social.pp"], at[0], tower)
    handoff = asked(cast, at[0])
    before = rows("select call_at, level from handoff where id = %s", [handoff.id])
    assert undelivered(client, tower, at[0]) == [("call", "failed")]
    go(at[0])
    assert rows("select call_at, level from handoff where id = %s", [handoff.id]) == before


def test_a_new_report_of_danger_goes_over_the_silent_duty_officer_to_the_head(client, cast, at_of_calls, service):  # noqa: F811
    now = at_of_calls[0]
    proved_by_call(client, cast["duty.pp"], now, service)
    published(cast, now, layer(cast, "duty.pp"))
    filed(now, danger="yes")
    report = report_of(cast["duty.pp"], now)
    assert calls_go(now) == ["sent"]
    tell(client, service.calls[-1]["id"], "no_answer", "2")
    calls_go(now + MINUTE)
    assert rows("select call_at, level from report where id = %s", [report.id]) == [(now + MINUTE, 1)]
    assert tick(now + MINUTE).errors == []
    of_it = "select level, audience from notice where kind = 'report.late' and subject_id = %s"
    assert rows(of_it, [report.id], role="worker") == [(2, "head"), (2, "head")], "of the unit and of the one above it"


def test_a_telephone_that_always_fails_is_called_once_on_each_rung(client, cast, at_of_calls, service):  # noqa: F811
    """Who is on duty and leads the unit is the next person of every rung."""
    now = at_of_calls[0]
    proved_by_call(client, cast["officer.pp"], now, service)
    published(cast, now, layer(cast, "officer.pp"))
    filed(now, danger="yes")
    report = report_of(cast["officer.pp"], now)
    before = len(service.calls)
    for second in range(0, 600, 5):
        moment = now + timedelta(seconds=second)
        calls_go(moment)
        for call in service.calls[before:]:
            tell(client, call["id"], "failed", call["id"])
        calls_go(moment)
        assert tick(moment).errors == []
    assert value("select level from report where id = %s", [report.id]) == 4
    assert len(service.calls) - before <= 5, "a new matter, and four rungs"
    assert value("select call_at from report where id = %s", [report.id]) > now + timedelta(minutes=10)
