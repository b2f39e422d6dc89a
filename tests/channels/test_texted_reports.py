"""A text becomes a report, what follows is added to it, its receipt in digits leads back, and nobody else is let in."""

import re
from datetime import timedelta
from threading import Event

import pytest
from django.test import Client

from samaki.channels import refusals
from samaki.channels.sms import words
from samaki.channels.sms.segments import count
from samaki.database import session
from samaki.database.folder import Folder
from samaki.intake import operations as intake
from samaki.intake.models import Report
from samaki.intake.queries import words_of
from samaki.intake.receipts import check_digit, digits_for, is_digits, may_be
from samaki.intake.talking import write_to_reporter
from samaki.jobs import texting
from samaki.journeys.opening import open_from_report
from tests.acting import act
from tests.channels.texting import REPORTER, Tower, open_tower, point_at, post_text
from tests.everything import rows, seen_by, value
from tests.web.staff.conftest import sign_in  # noqa: F401

MINUTE = timedelta(minutes=1)


@pytest.fixture
def tower(monkeypatch, tmp_path):
    found = Tower()
    with open_tower(found) as port:
        point_at(monkeypatch, tmp_path, port)
        yield found


@pytest.fixture
def at(cast, now, tower, monkeypatch):
    """The moment of the pages."""
    from django.utils import timezone

    monkeypatch.setattr(timezone, "now", lambda: now)
    return now


def reports():
    return rows("select id, state, channel, language from report order by id")


def sent(tower, when):
    texting.round_of(lambda: when, Event(), 5.0)
    return tower.texts


def digits_in(text):
    return re.search(r"\d{4}-\d{4}-\d{4}-\d{4}", text)[0]


def test_a_text_is_a_report_and_its_answer_is_one_part_with_a_receipt_in_digits(client, cast, at, tower):
    assert post_text(client, "ក្មេងស្រីម្នាក់នៅផ្ទះសំណាក់").status_code == 200
    assert [row[1:] for row in reports()] == [("new", "sms", "km")]
    text, _danger = sent(tower, at)
    receipt = digits_in(text)
    assert (count(text).parts, is_digits(receipt), may_be(receipt)) == (1, True, True)
    assert tower.taken[0]["to"] == REPORTER
    page = Client().post("/status/?lang=en", {"receipt": receipt}, follow=True)
    assert "It is waiting to be read" in page.content.decode()


def test_the_words_reach_the_unit_and_the_number_is_sealed(client, cast, at):
    post_text(client, "A girl is kept in a guesthouse")
    holder = rows("select w.username from report r join member w on w.unit = r.holder limit 1")[0][0]
    with session("app", at, cast[holder].id):
        assert words_of(Report.objects.get())["what"] == "A girl is kept in a guesthouse"
    assert rows("select count(*) from reporter_record") == [(1,)]


def test_a_place_in_the_words_routes_the_text_and_is_put_right_at_the_desk(client, cast, at, sign_in):  # noqa: F811
    post_text(client, "មានក្មេងស្រីម្នាក់នៅខេត្តសៀមរាប")
    post_text(client, "A girl at the bus from Siem Reap to Battambang", number="+85511999888", key="2")
    found = rows("select p.area, p.area_from, u.code from report p join unit u on u.principal = p.holder order by p.id")
    national = rows("select code from unit where takes_unrouted")[0][0]
    assert found == [("17", "text", "police-sr"), ("", "", national)]
    key, duty = value("select id from report order by id limit 1"), cast["duty.sr"]
    page = sign_in("duty.sr")
    assert (
        "read from the text: Siem Reap"
        in page.get(f"/reports/{key}/", headers={"accept-language": "en"}).content.decode()
    )
    assert page.post(f"/reports/{key}/place/", {"area": "nowhere"}).status_code == 422
    assert page.post(f"/reports/{key}/place/", {"area": "1710"}).status_code == 302
    assert rows("select area, area_from, holder from report where id = %s", [key]) == [("1710", "desk", duty.unit_id)]
    assert rows("select facts ->> 'before' from ledger_entry where act = 'report.place'", role="auditor") == [("17",)]


def test_no_number_and_no_word_lies_in_clear(client, at):
    post_text(client, "Secretword in a guesthouse")
    post_text(client, "Secretword again", key="2")
    post_text(client, "Secretword in part", key="3", HTTP_X_KANNEL_UDH="050003070301")
    tables = {"text_in": "worker", "text_out": "worker", "notice": "worker", "text_thread": "definer", "report_text": "definer",
              "report": "definer", "reporter_record": "definer", "ledger_entry": "auditor"}  # fmt: skip
    for table, role in tables.items():
        assert value(f'select count(*) from "{table}"', role=role) > 0, table
        clear = value(
            f'select count(*) from "{table}" t where t::text ~ %s', ["98765432|Secretword|5365637265"], role=role
        )
        assert clear == 0, table


def test_the_same_text_from_the_gateway_twice_is_one(client, at, tower):
    for _time in range(3):
        assert post_text(client, "A girl is kept").status_code == 200
    assert len(reports()) == 1
    assert len(sent(tower, at)) == 2


def test_what_follows_from_the_number_is_added_to_the_open_report(client, cast, at, tower):
    post_text(client, "A girl is kept in a guesthouse")
    post_text(client, "Room 7", number="098 765 432", key="2")
    post_text(client, "Room 7", number="098 765 432", key="2")
    assert len(reports()) == 1
    assert rows("select kind, number from report_text order by number") == [("said", 1)]
    assert rows("select kind, count(*) from notice group by kind order by kind", role="worker") == [
        ("report.new", 1),
        ("report.text", 1),
    ]
    assert len(sent(tower, at)) == 2, "an addition is not answered: an answer costs, and lies open on the telephone"


def test_a_closed_report_takes_nothing_more_and_a_new_one_begins(client, cast, at, tower):
    post_text(client, "A girl is kept in a guesthouse")
    key, holder = rows("select r.id, w.username from report r join member w on w.unit = r.holder"
                       " join membership m on m.member_id = w.id where m.role in ('desk', 'head') limit 1")[0]  # fmt: skip
    act(cast[holder], intake.close, at, report_id=key, reason=next(iter(reasons())), text="checked")
    post_text(client, "Another one", key="2")
    assert [row[1] for row in reports()] == ["closed", "new"]


def reasons():
    from samaki.agencies.country import pack

    return pack().reasons["report_close"]


def test_another_report_can_be_begun(client, at):
    post_text(client, "A girl is kept in a guesthouse")
    post_text(client, "New report: a boy at the station", key="2")
    assert len(reports()) == 2


def test_a_receipt_asks_how_it_stands_and_a_wrong_one_is_like_none(client, at, tower):
    post_text(client, "A girl is kept in a guesthouse")
    receipt = digits_in(sent(tower, at)[0])
    post_text(client, receipt.replace("-", " "), key="2")
    wrong = receipt[:-1] + str((int(receipt[-1]) + 1) % 10)
    post_text(client, wrong, key="3", number="+85511111111")
    body = "123456789012345"
    post_text(client, body + check_digit(body), key="4", number="+85511111112")
    assert len(reports()) == 1
    asked, *others = sent(tower, at)[2:]
    assert asked == "It waits to be read."
    assert len(set(others)) == 1


def test_who_asks_by_digits_is_answered_in_their_language_also_when_it_is_closed(client, cast, at, tower):
    post_text(client, "A girl is kept in a guesthouse")
    receipt = digits_in(sent(tower, at)[0])
    key, holder = rows("select r.id, w.username from report r join member w on w.unit = r.holder"
                       " join membership m on m.member_id = w.id where m.role in ('desk', 'head') limit 1")[0]  # fmt: skip
    act(cast[holder], intake.close, at, report_id=key, reason=next(iter(reasons())), text="checked")
    post_text(client, receipt, key="2")
    assert sent(tower, at)[-1] == "It has been closed. You may write again at any time."
    post_text(client, receipt, key="3", number="+85511222111")
    assert sent(tower, at)[-1] == words.say("closed", "km"), "of a number that never wrote the language is not known"


def talked(cast, at, kind, **words):
    """The newest report, and the unit's word to who told it."""
    key, holder = rows("select r.id, w.username from report r join member w on w.unit = r.holder"
                       " join membership m on m.member_id = w.id where m.role in ('desk', 'head') order by r.id desc"
                       " limit 1")[0]  # fmt: skip
    act(cast[holder], write_to_reporter, at, report_id=key, kind=kind, text="", **words)
    return key, cast[holder]


def test_who_asks_by_digits_learns_that_a_question_waits_and_never_which(client, cast, at, tower, sign_in):  # noqa: F811
    post_text(client, "A girl is kept in a guesthouse")
    receipt = digits_in(sent(tower, at)[0])
    key, by = talked(cast, at, "question", phrases=["still_there"])
    post_text(client, receipt, key="2")
    assert sent(tower, at)[2:] == [
        "It waits to be read.",
        "A question to you waits. Read it on our page with this number. You may also text here.",
    ]
    assert all(count(words.say(what, lang)).parts == 1 for what in ("question", "word") for lang in ("km", "en"))
    post_text(client, "Yes, she is there", key="3")
    post_text(client, receipt, key="4")
    assert sent(tower, at)[4:] == ["It waits to be read."], "what was texted since then may be the answer"
    page = Client().post("/status/?lang=en", {"receipt": receipt}, follow=True).content.decode()
    assert "There is a question to you" not in page
    assert "What you texted after the last question is kept" in page
    staff = sign_in(by.username)
    page = staff.get(f"/reports/{key}/", headers={"accept-language": "en"}).content.decode()
    assert "Your question waits for an answer" not in page
    assert "A text came after your question" in page
    talk = page.split('id="reporter-talk"')[1]
    assert talk.index("whether the child is still there") < talk.index("Yes, she is there")
    assert "Who told us has written again" in staff.get("/desk/").content.decode()
    staff.post(f"/reports/{key}/reporter/read/")
    assert rows("select unread, after_message from report_text") == [(False, 1)]
    assert "Who told us has written again" not in staff.get("/desk/").content.decode()


def test_a_word_waits_until_they_say_something_and_a_question_in_a_case_takes_one_text(client, cast, at, tower):
    post_text(client, "A girl is kept in a guesthouse")
    receipt = digits_in(sent(tower, at)[0])
    key, by = talked(cast, at, "told", phrases=["read_it"])
    post_text(client, receipt, key="2")
    assert sent(tower, at)[-1] == words.say("word", "en")
    act(by, open_from_report, at, report_id=key)
    talked(cast, at, "question", phrases=["still_there"])
    post_text(client, "She is there", key="3")
    assert rows("select after_message, unread from report_text") == [(2, True)]
    post_text(client, "Another matter", key="4")
    assert len(reports()) == 2, "what comes after the answer tells of something new"


def test_tries_of_receipts_are_slowed_by_number(client, at, tower):
    for number in range(12):
        body = f"{number:015d}"
        post_text(client, body + check_digit(body), key=f"k{number}")
    assert len(sent(tower, at)) <= 5


def test_tries_of_digits_on_the_page_are_slowed_and_those_with_letters_are_not(client, at):
    def asked(receipt):
        return client.post("/status/?lang=en", {"receipt": receipt}).status_code

    assert [asked(f"{number:016d}") for number in range(12)].count(429) >= 2
    assert asked("7K4M-92QD-XR5T-H8VP") == 422


def test_stop_stands_with_the_report_and_is_not_answered(client, at, tower):
    post_text(client, "A girl is kept in a guesthouse")
    before = len(sent(tower, at))
    post_text(client, "ឈប់", key="2")
    assert rows("select kind from report_text") == [("stop",)]
    assert value("select count(*) from text_thread where stopped_at is not null") == 1
    assert len(sent(tower, at)) == before


@pytest.mark.parametrize("text", ["1", "OK", "12345", "", " . ", "ចាស"])
def test_what_could_only_answer_a_call_is_no_report_and_is_not_answered(client, at, tower, text):
    assert post_text(client, text).status_code == 200
    assert (reports(), sent(tower, at)) == ([], [])


def test_parts_in_any_order_are_one_text(client, at):
    whole = "A girl is kept in a guesthouse by the river"
    for key, (udh, text) in enumerate(
        [("050003070302", whole[10:20]), ("050003070303", whole[20:]), ("050003070301", whole[:10])]
    ):
        assert reports() == []
        post_text(client, text, key=f"p{key}", HTTP_X_KANNEL_UDH=udh)
    assert len(reports()) == 1
    holder = value("select w.id from report r join member w on w.unit = r.holder limit 1")
    with session("app", at, holder):
        assert words_of(Report.objects.get())["what"] == whole


def test_a_part_that_nothing_follows_is_a_report_after_ten_minutes(client, at):
    post_text(client, "A girl is kept", HTTP_X_KANNEL_UDH="050003070301")
    texting.take_up(at + 5 * MINUTE)
    assert reports() == []
    texting.take_up(at + 11 * MINUTE)
    assert len(reports()) == 1


def test_a_text_that_was_kept_and_left_is_taken_up_by_the_worker_once(client, at, monkeypatch, tower):
    from samaki.channels.sms import inbound

    with monkeypatch.context() as broken:
        broken.setattr(inbound, "act_on", lambda *_given: 1 / 0)
        assert post_text(client, "A girl is kept").status_code == 200, "it is kept: the gateway need not send it again"
    assert reports() == []
    for minutes in (1, 2, 3):
        texting.take_up(at + minutes * MINUTE)
    assert len(reports()) == 1


def test_no_log_holds_the_secret_the_number_or_a_word(client, at, monkeypatch, caplog):
    from samaki.channels.sms import inbound

    with caplog.at_level("DEBUG"):
        with monkeypatch.context() as broken:
            broken.setattr(inbound, "keep", lambda *_given: 1 / 0)
            assert post_text(client, "Secretword").status_code == 503
        post_text(client, "Secretword")
        post_text(client, "", raw=b"\xff")
    said = "".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert "ZeroDivisionError" in said
    for secret in ("Secretword", "98765432", "s3cret", "/texts/"):
        assert secret not in said, secret


def test_a_stranger_finds_nothing_here(client, at):
    nothing = client.post("/nothing/here/at/all/")
    for path in (
        "/texts/mekong/wrong/in/",
        "/texts/other/wrong/in/",
        "/texts/mekong/wrong/receive/",
        "/texts/mekong/x/zzz/",
    ):
        found = client.post(path, b"x" * 10, content_type="text/plain")
        assert (found.status_code, found.content) == (404, nothing.content)
        assert dict(found.headers) == dict(nothing.headers)
    assert reports() == []


@pytest.mark.parametrize(("given", "status"), [({"raw": b"\xff\xfe"}, 400), ({"raw": b"x" * 200_000}, 413),
                                               ({"HTTP_X_KANNEL_CODING": "7"}, 400), ({"HTTP_X_KANNEL_UDH": "nonsense"}, 400),
                                               ({"number": ""}, 400), ({"number": "x" * 5000}, 200),
                                               ({"key": "k" * 5000}, 200)])  # fmt: skip
def test_what_no_gateway_posts_harms_nothing(client, at, given, status):
    assert post_text(client, "A girl is kept", **given).status_code == status
    assert len(reports()) == (status == 200)


def test_a_text_without_its_sender_is_refused_counted_and_logged_once_without_a_word(
    client, at, monkeypatch, tmp_path, caplog
):
    monkeypatch.setattr(refusals, "current", lambda: Folder(tmp_path))
    monkeypatch.setattr(refusals, "_told", {})
    for _time in range(3):
        assert post_text(client, "Secretword", number="").status_code == 400
    assert [row[:2] for row in refusals.counted(Folder(tmp_path), "mekong", at)] == [
        ("the sender's number is missing", 3)
    ]
    assert refusals.counted(Folder(tmp_path), "mekong", at + timedelta(days=8)) == []
    assert [record.getMessage() for record in caplog.records if "refused" in record.getMessage()] == [
        "Posts of the gateway mekong are refused: the sender's number is missing. See docs/how-to/texts.md."
    ]


def test_a_sender_that_is_no_number_is_heard_and_not_answered(client, at, tower):
    post_text(client, "A girl is kept", number="Cellcard")
    assert len(reports()) == 1
    assert sent(tower, at) == []


def test_erasing_a_report_takes_its_number_and_texts_along(client, at):
    post_text(client, "A girl is kept")
    post_text(client, "Room 7", key="2")
    counted = "select (select count(*) from text_thread), (select count(*) from report_text)"
    assert rows(counted) == [(1, 1)]
    with seen_by("definer") as cursor:
        cursor.execute(
            "update report set state = 'closed', call_at = null, ended_at = received_at, erased_at = received_at"
        )
    assert rows(counted) == [(0, 0)]


def test_one_wrong_digit_and_swapped_neighbours_are_found():
    import uuid

    receipt = digits_for(uuid.UUID(int=5)).replace("-", "")
    for place in range(16):
        for digit in "0123456789":
            other = receipt[:place] + digit + receipt[place + 1 :]
            assert may_be(other) == (other == receipt)
