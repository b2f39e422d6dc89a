"""Who told us by text says that there is danger now, with one key or one word: it is an emergency, whoever had read it before."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from samaki.agencies.country import after, pack
from samaki.channels.sms import words
from samaki.channels.sms.adding import danger_by_text, open_from
from samaki.channels.sms.answering import answer_call
from samaki.channels.sms.models import TextNotice, TextOut
from samaki.channels.sms.numbers import digest
from samaki.channels.sms.outbox import answer_digest, queue_text
from samaki.channels.sms.segments import count
from samaki.database import session
from samaki.intake import operations as intake
from samaki.intake.triage import set_urgency
from samaki.jobs.ringing import EMERGENCIES
from samaki.journeys.opening import open_from_report
from samaki.notices.models import Notice
from tests.acting import act
from tests.channels.test_texted_reports import at, digits_in, sent, talked, tower  # noqa: F401
from tests.channels.texting import MEMBER, post_text
from tests.everything import rows, value
from tests.web.staff.conftest import sign_in  # noqa: F401

TOLD = "A girl is kept in a guesthouse"


def holder(cast):
    return cast[
        value(
            "select w.username from report r join member w on w.unit = r.holder join membership m on m.member_id = w.id"
            " where m.role in ('desk', 'head') order by r.id desc limit 1"
        )
    ]


def reports():
    return rows("select urgency, state, level from report order by id")


def called():
    """What the unit that holds it was told, with the urgency of each notice."""
    return rows("select kind, urgency from notice where subject_kind = 'report' order by id", role="worker")


@pytest.mark.parametrize("language", ["km", "en"])
def test_the_question_is_one_part_and_says_nothing_of_the_matter(language, cast):
    for what in ("danger_now", "danger"):
        text = words.say(what, language, key="1")
        assert count(text).parts == 1, text
        assert "1288" not in text
        assert "Samaki" not in text


def test_one_key_makes_a_report_by_text_an_emergency_that_rings(client, cast, at, tower):  # noqa: F811
    post_text(client, TOLD)
    assert sent(tower, at)[1] == words.say("danger_now", "en", key="1")
    assert reports() == [("urgent", "new", 0)]
    post_text(client, "1", key="2")
    assert reports() == [("emergency", "new", 0)]
    assert sent(tower, at)[2:] == [words.say("danger", "en")]
    assert ("report.new", "emergency") in called()
    assert "report.new" in EMERGENCIES, "a new emergency rings"
    due = after(at, pack().urgencies["emergency"].acknowledge)
    assert rows("select call_at, due_at from report") == [(due, due)]
    facts = json.loads(value("select facts::text from ledger_entry where act = 'report.danger'", role="auditor"))
    assert (facts["before"], facts["urgency"], facts["state"]) == ("urgent", "emergency", "new")


@pytest.mark.parametrize("word", ["DANGER!", "Sos", "គ្រោះថ្នាក់", "១", "1 help us", "Yes, danger now", "1 បាទ", "ជួយផង"])
def test_words_and_khmer_digits_do_it_too(client, cast, at, word):  # noqa: F811
    post_text(client, TOLD)
    post_text(client, word, key="2")
    assert reports() == [("emergency", "new", 0)]


def test_what_had_been_read_waits_to_be_read_again_and_twice_rings_once(client, cast, at, tower):  # noqa: F811
    post_text(client, TOLD)
    by = holder(cast)
    key = value("select id from report")
    act(by, intake.acknowledge, at, report_id=key)
    post_text(client, "1", key="2")
    assert reports() == [("emergency", "new", 0)]
    post_text(client, "1", key="3")
    post_text(client, "1", key="3")
    assert value("select count(*) from ledger_entry where act = 'report.danger'", role="auditor") == 1
    assert value("select count(*) from report_text") == 2, "both texts stand with it, once"
    act(by, intake.acknowledge, at, report_id=key)
    act(by, set_urgency, at, report_id=key, urgency="urgent", text="an officer saw the child an hour ago")
    post_text(client, "danger", key="4")
    assert reports() == [("emergency", "new", 0)], "who stands beside the child is believed again"


def test_danger_without_a_report_is_one_and_digits_of_a_stranger_do_nothing(client, cast, at, tower):  # noqa: F811
    post_text(client, "1")
    post_text(client, "12345", key="2")
    assert reports() == []
    assert sent(tower, at) == []
    post_text(client, "Danger", key="3")
    assert reports() == [("emergency", "new", 0)]
    filed, noted = sent(tower, at)
    assert digits_in(filed)
    assert noted == words.say("danger_where", "en"), "of no place yet: it is asked"


def test_danger_after_the_report_is_in_a_case_or_closed_is_an_emergency_of_its_own(client, cast, at, tower):  # noqa: F811
    post_text(client, TOLD)
    key, by = talked(cast, at, "question", phrases=["still_there"])
    act(by, open_from_report, at, report_id=key)
    talked(cast, at, "question", phrases=["still_there"])
    post_text(client, "2", key="2")
    assert value("select count(*) from report_text") == 1, "digits answer a question"
    talked(cast, at, "question", phrases=["still_there"])
    post_text(client, "danger", key="3")
    assert [row[:2] for row in reports()] == [("urgent", "in_case"), ("emergency", "new")]


def test_thanks_is_asked_once_more_and_digits_stand_with_the_report(client, cast, at, tower):  # noqa: F811
    post_text(client, TOLD)
    for number, text in enumerate(("ok", "Yes", "បាទ", "ok", "ok")):
        post_text(client, text, key=f"t{number}")
    assert reports() == [("urgent", "new", 0)]
    asked = [words.say("danger_now", lang, key="1") for lang in ("en", "en", "km")]
    assert sent(tower, at)[2:] == asked, "at most three in an hour"
    for number, text in enumerate(("7", "There is no danger now", "1 girl in room 7")):
        post_text(client, text, key=f"d{number}")
    assert reports() == [("urgent", "new", 0)]
    assert rows("select kind, count(*) from report_text group by kind") == [("said", 3)]


def test_one_key_after_the_end_is_a_report_of_its_own_at_the_place_of_the_last(client, cast, at, tower):  # noqa: F811
    post_text(client, "A girl is kept in Siem Reap")
    first = value("select holder from report")
    act(
        holder(cast),
        intake.close,
        at,
        report_id=value("select id from report"),
        reason="not_substantiated",
        text="looked into",
    )
    post_text(client, "1", key="2")
    assert rows("select urgency, state, area, holder from report order by id")[1:] == [
        ("emergency", "new", "17", first)
    ]
    assert sent(tower, at)[3] == words.say("danger", "en")


def test_a_code_takes_what_was_put_into_its_text_while_it_waited(client, cast, at, tower):  # noqa: F811
    post_text(client, TOLD)
    by = holder(cast)
    with session("worker", at):
        row = queue_text("call", "mekong", "85512345678", "x", at, member_id=by.id, unit=by.unit_id,
                         answer=answer_digest("85512345678", "12345"), answer_until=at)  # fmt: skip
    with session("intake", at + timedelta(seconds=3)):
        danger_by_text(to=open_from(digest("85598765432")), text="1", key=uuid4(), now=at + timedelta(seconds=3))
    with session("worker", at + timedelta(seconds=4)):
        for notice in Notice.objects.filter(kind="report.new"):
            TextNotice(text=row, notice=notice, member_id=by.id).save(force_insert=True)
    act(by, answer_call, at + timedelta(seconds=9), text_id=row.id)
    assert reports() == [("emergency", "acknowledged", 0)]


def test_a_place_in_sixteen_letters_is_no_receipt(client, cast, at, tower):  # noqa: F811
    post_text(client, "danger")
    post_text(client, "Siem Reap, Siem Reap", key="2")
    assert rows("select kind from report_text") == [("said",)]


def test_a_code_of_before_takes_nothing_that_came_anew(client, cast, at, tower):  # noqa: F811
    post_text(client, TOLD)
    by, key = holder(cast), value("select id from report")
    with session("worker", at):
        row = queue_text("call", "mekong", "85512345678", "x", at, member_id=by.id, unit=by.unit_id,
                         answer=answer_digest("85512345678", "12345"), answer_until=at)  # fmt: skip
        TextNotice(text=row, notice=Notice.objects.get(kind="report.new"), member_id=by.id).save(force_insert=True)
    act(by, set_urgency, at, report_id=key, urgency="normal", text="seen safe")
    with session("intake", at + timedelta(minutes=1)):
        danger_by_text(to=open_from(digest("85598765432")), text="1", key=uuid4(), now=at + timedelta(minutes=1))
    with pytest.raises(TextOut.DoesNotExist):
        act(by, answer_call, at + timedelta(minutes=2), text_id=row.id)
    assert reports() == [("emergency", "new", 0)]


def test_the_page_of_the_report_and_the_desk_say_it(client, cast, at, sign_in):  # noqa: F811
    post_text(client, TOLD)
    post_text(client, "1", key="2")
    page = sign_in(holder(cast).username)
    told = page.get(f"/reports/{value('select id from report')}/", headers={"accept-language": "en"}).content.decode()
    assert "Who reported texted that there is danger now" in told
    assert "There is danger now: they texted “1”." in told
    assert "Yes, by text" in told
    assert "Emergency" in told
    desk = page.get("/desk/", headers={"accept-language": "en"}).content.decode()
    assert "Emergency" in desk
    assert "has written again" not in desk, "it stands there once"


def test_a_number_of_nobody_and_one_that_only_looks_like_a_member(client, cast, at):  # noqa: F811
    post_text(client, TOLD, number=MEMBER)
    post_text(client, "1", number="+85598000000", key="2")
    assert reports() == [("urgent", "new", 0)], "one key of another number changes nothing"
