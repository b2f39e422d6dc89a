"""A member chooses texts, proves the number, is called for urgent things at once, and answers without signing in."""

import json
import re
import uuid
from datetime import timedelta
from threading import Event

import pytest
from django.utils import translation

from samaki.agencies.country import after, pack
from samaki.channels.sms import words
from samaki.channels.sms.answering import answer_call
from samaki.channels.sms.choosing import choose_texts, prove_number
from samaki.channels.sms.models import TextOut
from samaki.channels.sms.numbers import checked_for_texts
from samaki.channels.sms.own_numbers import ask_own_proof, prove_own_number, take_known_number
from samaki.channels.sms.proofs import MOST_PROOFS
from samaki.channels.sms.segments import count
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, Stale
from samaki.handoffs import operations as handoffs
from samaki.intake.models import Report
from samaki.intake.operations import Told, file_report
from samaki.intake.queries import status_of
from samaki.jobs import texting
from samaki.jobs.tick import tick
from samaki.notices.operations import take_note
from samaki.web.public.outcome import said
from tests.acting import act, handoff_of, own_case, step_of
from tests.channels.texting import MEMBER, Tower, open_tower, point_at, post_text
from tests.everything import rows, value
from tests.roster.planned import layer, published

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
PASSWORD = "a password of the tests"


@pytest.fixture
def tower(monkeypatch, tmp_path):
    found = Tower()
    with open_tower(found) as port:
        point_at(monkeypatch, tmp_path, port)
        yield found


@pytest.fixture
def at(cast, now, tower, monkeypatch):
    """The moment of the pages; a function moves it."""
    from django.utils import timezone

    moment = [now]
    monkeypatch.setattr(timezone, "now", lambda: moment[0])
    return moment


def go(when):
    """Outcomes of one round of one worker."""
    return [answer.outcome for answer in texting.round_of(lambda: when, Event(), 5.0)]


def proved(member, now, tower, number=MEMBER, version=0):
    """The member is texted at this number from now on."""
    act(member, choose_texts, now, wants="urgent", number=number, password=PASSWORD, version=version)
    assert go(now) == ["sent"]
    return act(member, prove_number, now, code=re.search(r"\d{6}", tower.texts[-1])[0])


@pytest.mark.parametrize("number", ["023 456 789", "+855 23 456 789", "០៦៣ ៤៥៦ ៧៨៩"])
def test_a_fixed_line_is_refused_before_a_code_is_sent_there(number, cast, now, tower):
    with pytest.raises(Invalid, match="fixed line") as refused:
        act(cast["duty.pp"], choose_texts, now, wants="urgent", number=number, password=PASSWORD, version=0)
    assert refused.value.field == "number"
    assert rows("select count(*) from text_out") == [(0,)]


@pytest.mark.parametrize("number", ["012 345 678", "038 345 678", "045 345 678", "071 234 5678", "+66 23 456 7890"])
def test_what_may_be_a_mobile_number_is_not_refused(number):
    assert checked_for_texts(number)


def asked(cast, now, urgency="urgent"):
    step = step_of(cast["duty.pp"], now, own_case(cast["duty.pp"], now, urgency=urgency), "first_safe_contact")
    act(
        cast["duty.pp"],
        handoffs.hand_on,
        now,
        step_id=step.id,
        to_unit=cast["social.pp"].unit,
        why="words",
        urgency=urgency,
    )
    return handoff_of(cast["duty.pp"], now, step)


def filed(client, key="r1"):
    """A report by text, and the desk member of the unit that holds it."""
    assert post_text(client, "A girl is kept in a guesthouse", number="+85599111222", key=key).status_code == 200


def holder_of_reports(cast, now):
    """Somebody who works at the desk of the national unit."""
    from samaki.agencies.queries import default_desk

    desk = default_desk(now)
    return next(one for one in cast.values() if one.unit_id == desk.principal and "desk" in one.roles(now))


def code_in(text):
    return re.search(r"\d{5}", text)[0]


def ledger(act_name):
    return rows("select who, facts from ledger_entry where act = %s order by id", [act_name], role="auditor")


def test_every_text_of_ours_is_one_part_in_both_languages():
    for language in pack().languages:
        for what in words.CALLED:
            given = {"key": "1", "code": "123456", "receipt": "1234-5678-9012-3456", "count": "123"}
            text = words.say(what, language, **given)
            assert count(text).parts == 1, (language, what, text)
            if language == "km":
                with translation.override("en"):
                    assert text != words.CALLED[what]() % given, what


def test_a_number_gets_nothing_before_its_code_was_typed(cast, now, tower):
    act(cast["social.pp"], choose_texts, now, wants="urgent", number=MEMBER, password=PASSWORD, version=0)
    asked(cast, now)
    assert go(now) == ["sent"]
    assert re.search(r"\d{6}", tower.texts[0])
    with pytest.raises(Invalid):
        act(cast["social.pp"], prove_number, now, code="000000" if "000000" not in tower.texts[0] else "000001")
    with pytest.raises(Invalid):
        act(cast["social.pp"], prove_number, now + HOUR, code=re.search(r"\d{6}", tower.texts[0])[0])
    assert go(now + HOUR) == []


@pytest.mark.parametrize("given", [{"password": "another"}, {"number": "abc"}, {"number": ""}, {"wants": "all"}])
def test_a_choice_needs_the_password_and_a_number(cast, now, tower, given):
    with pytest.raises(Invalid):
        act(
            cast["social.pp"],
            choose_texts,
            now,
            **({"wants": "urgent", "number": MEMBER, "password": PASSWORD, "version": 0} | given),
        )
    assert rows("select count(*) from text_out", role="worker") == [(0,)]


def test_a_choice_that_was_changed_in_between_is_not_overwritten(cast, now, tower):
    proved(cast["social.pp"], now, tower)
    with pytest.raises(Stale):
        act(cast["social.pp"], choose_texts, now, wants="none", number="", password=PASSWORD, version=0)


def test_an_urgent_thing_is_texted_at_once_and_once_and_says_nothing(cast, now, tower):
    proved(cast["social.pp"], now, tower)
    handoff = asked(cast, now)
    assert go(now) == ["sent"]
    assert go(now + MINUTE) == go(now + HOUR) == []
    text = tower.texts[-1]
    for word in (
        str(handoff.case_id),
        str(handoff.id),
        cast["duty.pp"].name_en,
        cast["social.pp"].name_en,
        "child",
        "police",
    ):
        assert word not in text
    assert json.loads(ledger("text.sent")[-1][1]) == {"state": "sent", "kind": "call", "count": 1, "reason": "sent"}


def test_what_is_not_urgent_is_not_texted(cast, now, tower):
    proved(cast["social.pp"], now, tower)
    asked(cast, now, "normal")
    assert go(now) == []


def test_a_code_by_text_acknowledges_the_report_and_the_ladder_stands_still(client, cast, at, tower):
    now, member = at[0], holder_of_reports(cast, at[0])
    proved(member, now, tower)
    filed(client)
    go(now)
    call = next(text for text in tower.texts[::-1] if re.search(r"\b\d{5}\b", text) and "-" not in text)
    (due,) = rows("select due_at from report")[0]
    at[0] = now + 10 * MINUTE
    post_text(client, code_in(call), number=MEMBER, key="a1")
    state, level, call_at = rows("select state, level, call_at from report")[0]
    urgency = value("select urgency from report")
    assert (state, level, call_at) == ("acknowledged", 0, after(at[0], pack().urgencies[urgency].decide))
    assert (
        [row[0] for row in ledger("report.acknowledge")]
        == [row[0] for row in ledger("report.by_text")]
        == [member.username]
    )
    assert value("select taken_by from report") == "sms"
    receipt = next(found[0] for text in tower.texts if (found := re.search(r"\d{4}-\d{4}-\d{4}-\d{4}", text)))
    with session("intake", at[0]):
        status = status_of(receipt)
    assert (status.state, status.unread, words.of_status(status, "en")) == (
        "acknowledged",
        True,
        words.say("unread", "en"),
    )
    assert said(status, "en")["headline"] == "Somebody on duty knows that it is there"
    assert '"taken_by": "sms"' in str(ledger("report.acknowledge")[0][1])
    assert at[0] < due < call_at
    assert tick(due + MINUTE).acted["report"] == 0, "no next person is called"
    assert tick(call_at + MINUTE).acted["report"] == 1, "the clock of the decision calls"
    assert go(at[0]) == ["sent"]
    assert tower.texts[-1] == words.say("taken", member.language)


def test_without_an_answer_the_next_person_is_called(client, cast, at, tower):
    now, member = at[0], holder_of_reports(cast, at[0])
    proved(member, now, tower)
    filed(client)
    go(now)
    assert tick(rows("select due_at from report")[0][0] + MINUTE).acted["report"] == 1


def test_yes_is_enough_when_one_call_is_open_and_not_when_there_are_two(client, cast, at, tower):
    now, member = at[0], holder_of_reports(cast, at[0])
    proved(member, now, tower)
    filed(client)
    go(now)
    at[0] = now + 11 * MINUTE
    assert post_text(client, "New report: a boy", number="+85599111333", key="r2").status_code == 200
    go(at[0])
    post_text(client, "1", number=MEMBER, key="a1")
    assert {row[0] for row in rows("select state from report")} == {"new"}, "which of two is not known"
    call = [text for text in tower.texts if re.search(r"\b\d{5}\b", text) and "-" not in text][-1]
    post_text(client, code_in(call), number=MEMBER, key="a2")
    post_text(client, "យល់ព្រម", number=MEMBER, key="a3")
    assert {row[0] for row in rows("select state from report")} == {"acknowledged"}


def test_an_emergency_is_not_held_back_and_a_code_takes_what_its_text_counted_and_no_more(client, cast, at, tower):
    member = cast["social.pp"]
    proved(member, at[0], tower)
    first = asked(cast, at[0])
    assert go(at[0]) == ["sent"]
    at[0] += MINUTE
    second = asked(cast, at[0])
    assert go(at[0]) == [], "what is no emergency waits for ten minutes"
    at[0] += MINUTE
    third = asked(cast, at[0], "emergency")  # what an emergency opens for others is asked of them, too
    assert go(at[0]) == ["sent"]
    code = code_in(tower.texts[-1])
    assert tower.texts[-1] == words.say("calls_code", member.language, count="3", code=code)
    at[0] += MINUTE
    later = asked(cast, at[0], "emergency")
    assert go(at[0]) == ["sent"], "at once, though the last text is a minute old"
    post_text(client, code, number=MEMBER, key="a1")
    states = dict(rows("select id, state from handoff"))
    assert [states[one.id] for one in (first, second, third, later)] == ["offered", "received", "received", "offered"]


def test_what_gateways_answered_is_counted(cast, now, tower):
    from samaki.cli.findings.gateways import ANSWERS

    proved(cast["social.pp"], now, tower)
    tower.answers = [403]
    asked(cast, now)
    assert go(now) == ["login"]
    assert rows(ANSWERS.format("text_out"), [now - HOUR], role="worker") == [("login", 1, True), ("sent", 1, False)]


def test_a_code_marks_a_hand_off_as_seen(client, cast, at, tower):
    proved(cast["social.pp"], at[0], tower)
    handoff = asked(cast, at[0])
    go(at[0])
    post_text(client, "OK", number=MEMBER, key="a1")
    assert rows("select state from handoff where id = %s", [handoff.id]) == [("received",)]
    assert [row[0] for row in ledger("handoff.by_text")] == ["social.pp"]


def test_a_code_from_another_number_or_a_wrong_one_does_nothing_and_is_slowed(client, cast, at, tower):
    proved(cast["social.pp"], at[0], tower)
    handoff = asked(cast, at[0])
    go(at[0])
    code, before = code_in(tower.texts[-1]), len(tower.texts)
    post_text(client, code, number="+85599000111", key="b1")
    for number in range(8):
        wrong = f"{(int(code) + 1 + number) % 100000:05d}"
        post_text(client, wrong, number=MEMBER, key=f"w{number}")
    post_text(client, code, number=MEMBER, key="a1")
    assert rows("select state from handoff where id = %s", [handoff.id]) == [("offered",)], (
        "after many tries even the right one waits"
    )
    go(at[0])
    told = tower.texts[before:]
    assert told == [words.say("not_taken", cast["social.pp"].language)] * 3, (
        "so many an hour; the stranger is told nothing"
    )
    assert {one["to"] for one in tower.taken[before:]} == {MEMBER.replace(" ", "")}
    at[0] += HOUR
    post_text(client, code, number=MEMBER, key="a2")
    assert rows("select state from handoff where id = %s", [handoff.id]) == [("received",)]


def test_an_answer_counts_once_and_not_after_a_day(client, cast, at, tower):
    proved(cast["social.pp"], at[0], tower)
    handoff = asked(cast, at[0])
    go(at[0])
    code = code_in(tower.texts[-1])
    at[0] += timedelta(hours=25)
    post_text(client, code, number=MEMBER, key="a1")
    assert ledger("text.answer") == []
    with session("app", at[0], cast["duty.pp"].id), pytest.raises(TextOut.DoesNotExist):
        answer_call(text_id=TextOut(member=cast["duty.pp"]).id, by=cast["duty.pp"], now=at[0])
    assert handoff is not None


def test_a_member_who_left_answers_nothing(client, cast, at, tower):
    proved(cast["social.pp"], at[0], tower)
    handoff = asked(cast, at[0])
    go(at[0])
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute("update member set is_active = false where username = 'social.pp'")
        from django.conf import settings

        cursor.execute(f'set role "{settings.ROLES["app"]}"')
    post_text(client, "1", number=MEMBER, key="a1")
    assert rows("select state from handoff where id = %s", [handoff.id]) == [("offered",)]


def test_what_was_seen_before_it_left_is_not_texted(cast, now, tower):
    proved(cast["social.pp"], now, tower)
    handoff = asked(cast, now)
    texting.address(now)
    act(cast["social.pp"], take_note, now, subject_id=handoff.id)
    assert go(now) == []


def test_a_gateway_that_is_away_is_tried_again_until_it_is_given_up_and_the_head_is_told(cast, now, tower):
    proved(cast["social.pp"], now, tower)
    asked(cast, now)
    tower.answers = [500] * 20
    outcomes, when = [], now
    for _round in range(40):
        outcomes += go(when)
        when += 5 * MINUTE
    assert outcomes == ["later"] * 8
    assert [row[0] for row in rows("select state from text_out where kind = 'call'", role="worker")] == ["given_up"]
    assert value("select count(*) from notice where kind = 'text.unsent'", role="worker") == 1


def test_a_worker_that_dies_with_a_text_leaves_it_for_the_next_under_the_same_id(cast, now, tower):
    proved(cast["social.pp"], now, tower)
    asked(cast, now)
    texting.address(now)
    taken = texting.take(now)
    assert texting.take(now + MINUTE) is None, "nobody else takes it meanwhile"
    assert go(now + 3 * MINUTE) == ["sent"]
    assert len([one for one in tower.taken if str(taken[0]) in one["dlr"]]) == 1
    assert rows("select tries, failures from text_out where kind = 'call'", role="worker") == [(2, 1)]


def test_what_has_ended_holds_no_word_and_no_number(cast, now, tower):
    proved(cast["social.pp"], now, tower)
    assert {bytes(row[0]) for row in rows("select sealed from text_out where ended_at is not null", role="worker")} == {
        b""
    }


def test_a_report_of_delivery_is_kept_and_one_about_nothing_changes_nothing(client, cast, at, tower):
    proved(cast["social.pp"], at[0], tower)
    address = tower.taken[0]["dlr"]
    path = address.split("8000", 1)[1]
    for code, found in (("8", "sent"), ("1", "delivered"), ("2", "delivered"), ("8", "delivered")):
        assert client.get(path.replace("%d", code)).status_code == 200
        assert rows("select delivery from text_out", role="worker") == [(found,)]
    unknown = re.sub(r"id=[0-9a-f-]+", "id=00000000-0000-4000-8000-000000000000", path)
    assert client.get(unknown.replace("%d", "1")).status_code == 200
    assert client.get(path.split("?")[0] + "?id=x&code=1").status_code == 400


def test_stop_from_a_member_ends_their_texts_and_the_head_is_told(client, cast, at, tower):
    proved(cast["social.pp"], at[0], tower)
    post_text(client, "STOP", number=MEMBER, key="s1")
    asked(cast, at[0])
    assert go(at[0]) == []
    assert value("select count(*) from notice where kind = 'text.unsent'", role="worker") == 1


def test_the_report_page_shows_what_was_texted(client, cast, at, tower):
    member = holder_of_reports(cast, at[0])
    filed(client)
    post_text(client, "Room 7", number="+85599111222", key="r3")
    with session("app", at[0], member.id):
        from samaki.web.reports.showing import said_by_text

        assert [one["text"] for one in said_by_text(Report.objects.get())] == ["Room 7"]
    other = next(one for one in cast.values() if one.unit_id != member.unit_id and one.username == "social.ps")
    with session("app", at[0], other.id):
        from samaki.channels.sms.models import ReportText

        assert ReportText.objects.count() == 0


def test_a_members_own_number_is_texted_at_the_last_rung_quietly_and_answers_nothing(client, cast, now, at, tower):
    from samaki.roster import handing

    duty = cast["duty.pp"]
    act(duty, handing.give_number, now, number="011 222 333")
    with session("worker", now - MINUTE):
        queue_late(duty, 2, now - MINUTE)
    assert go(now) == [], "nobody has proved that it is theirs"
    act(duty, ask_own_proof, now)
    assert go(now) == ["sent"]
    with pytest.raises(Invalid):
        act(duty, prove_own_number, now, code="12345")
    act(duty, prove_own_number, now, code=re.search(r"\d{6}", tower.texts[-1])[0])
    with session("worker", now):
        for level in (1, 2):
            queue_late(duty, level, now)
    assert go(now) == ["sent"], "at the last rung, once"
    assert (tower.taken[-1]["to"], tower.texts[-1]) == ("+85511222333", words.say("call", duty.language))
    assert go(now + MINUTE) == []
    with session("worker", now + HOUR):
        queue_late(duty, 2, now + HOUR)
    act(duty, handing.withdraw_number, now + HOUR)
    assert go(now + HOUR) == [], "taken back"
    assert rows("select kind, state, answer from text_out order by made_at", role="worker") == [
        ("code", "sent", None),
        ("own", "sent", None),
    ]


def test_a_number_that_is_texted_already_is_ones_own_at_once_and_another_one_is_proved_anew(client, cast, now, tower):
    from samaki.roster import handing

    duty = cast["duty.pp"]
    proved(duty, now, tower)
    act(duty, handing.give_number, now, number="012 345 678")
    assert act(duty, take_known_number, now).proved_at == now
    with pytest.raises(CannotMove):
        act(duty, ask_own_proof, now)
    assert act(duty, handing.give_number, now, number="011 222 333").proved_at is None
    with pytest.raises(CannotMove):
        act(duty, take_known_number, now)
    assert act(duty, ask_own_proof, now).proved_at is None
    code = re.search(r"\d{6}", tower.texts[-1])[0]
    with pytest.raises(Invalid):
        act(duty, prove_own_number, now, code=code)
    act(duty, handing.give_number, now, number="023 45")
    with pytest.raises(CannotMove, match="takes no texts"):
        act(duty, ask_own_proof, now)


def test_codes_for_ones_own_number_are_as_many_a_day_as_for_texts(client, cast, now, tower):
    from samaki.roster import handing

    for _time in range(MOST_PROOFS):
        act(cast["duty.pp"], handing.give_number, now, number="011 222 333")
        act(cast["duty.pp"], ask_own_proof, now)
    with pytest.raises(Invalid, match="Too many numbers"):
        act(cast["duty.pp"], ask_own_proof, now)


def queue_late(member, level, now):
    """A call of the ladder at this level for the unit of a member."""
    from samaki.notices.models import Notice

    audience = "head" if level >= 2 else "duty"
    Notice(kind="report.late", to_unit=member.unit_id, audience=audience, level=level, urgency="urgent", subject_kind="report",
           subject_id=member.id, dedupe=f"{level}:{now}", made_at=now).save(force_insert=True)  # fmt: skip


def test_something_new_wakes_who_is_on_duty_by_the_roster_and_everybody_where_there_is_none(client, cast, now, tower):
    for who, number in (("duty.pp", "012 345 678"), ("officer.pp", "012 345 679")):
        proved(cast[who], now, tower, number=number)

    def woken(when):
        before = len(tower.taken)
        with session("intake", when):
            file_report(
                told=Told(what="A child is kept", where="Phnom Penh", danger="yes"),
                key=uuid.uuid4(),
                channel="web",
                now=when,
            )
        go(when)
        return sorted(one["to"][-3:] for one in tower.taken[before:])

    assert woken(now + HOUR) == ["678", "679"]
    published(cast, now, layer(cast, "officer.pp"))
    assert woken(now + 2 * HOUR) == ["679"]
    act(cast["officer.pp"], choose_texts, now, wants="none", number="", password=PASSWORD, version=2)
    assert woken(now + 3 * HOUR) == ["678"], "who is on duty is not told this way: then everybody who is"
