"""E-mail to members: who is told what and when, one letter for each thing, and nothing forgotten when a server says no."""

import json
from datetime import timedelta
from threading import Event

import pytest

from samaki.database import session
from samaki.handoffs import operations as handoffs
from samaki.jobs import outcomes
from samaki.jobs.addressing import next_digest
from samaki.jobs.post import LEASE, address, post, send_next, take
from samaki.notices.models import Mail, MailAttempt, MailChoice, MailNotice, Notice
from samaki.notices.operations import choose_mail, take_note
from samaki.notices.queries import unseen
from samaki.notices.smtp import server
from tests.acting import act, handoff_of, own_case, step_of
from tests.everything import rows
from tests.jobs.post_office import Desk, free_port, open_office, point_at

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PASSWORD = "a password of the tests"


@pytest.fixture
def office(monkeypatch):
    desk = Desk()
    with open_office(desk) as port:
        point_at(monkeypatch, port)
        yield desk


def wants(member, now, what="all", address="", version=0):
    return act(member, choose_mail, now, wants=what, address=address or f"{member.username}@example.org", password=PASSWORD,
               version=version)  # fmt: skip


def asked(cast, now, urgency="urgent", sender="duty.pp", receiver="social.pp"):
    """One hand-off offered: one notice to the receiver's unit."""
    step = step_of(cast[sender], now, own_case(cast[sender], now, urgency=urgency), "first_safe_contact")
    act(cast[sender], handoffs.hand_on, now, step_id=step.id, to_unit=cast[receiver].unit, why="words", urgency=urgency)
    return handoff_of(cast[sender], now, step), step.case.code


def go(when, patience=2.0):
    """Outcomes of one round of one worker."""
    return [answer.outcome for answer in post(server(), lambda: when, Event(), patience)]


def mails():
    return rows("select state, tries, failures, send_at, outcome, code from mail order by id", role="worker")


def attempts():
    return rows("select number, outcome, code, ended_at is not null, message_id from mail_attempt order by begun_at, number",
                role="worker")  # fmt: skip


def states():
    return [row[0] for row in mails()]


def ledger():
    found = rows("select act, unit, facts::text from ledger_entry where act like 'mail.%%' order by id", role="auditor")
    return [(act, unit, json.loads(facts)) for act, unit, facts in found]


def test_who_chose_nothing_is_not_mailed(cast, now, office):
    asked(cast, now)
    assert go(now) == []
    assert mails() == []
    assert office.conversations == 0


def test_an_urgent_thing_is_mailed_at_once_and_once(cast, now, office):
    wants(cast["social.pp"], now)
    asked(cast, now)
    assert go(now) == ["sent"]
    assert office.recipients == ["social.pp@example.org"]
    assert go(now + MINUTE) == go(now + HOUR) == go(now + 2 * DAY) == []
    assert attempts() == [(1, "sent", 250, True, office.letters[0]["Message-ID"])]
    assert ledger()[-1] == ("mail.sent", cast["social.pp"].unit_id,
                            {"state": "sent", "count": 1, "reason": "sent", "code": 250})  # fmt: skip


def test_a_letter_holds_no_fact_of_the_matter(cast, now, office):
    wants(cast["social.pp"], now)
    handoff, code = asked(cast, now, "emergency")
    assert go(now) == ["sent"]
    letter = office.letters[0]
    whole = (letter.as_string() + letter.get_content()).lower()
    for word in (code, str(handoff.id), str(handoff.case_id), "emergency", "police", "first_safe_contact", "child",
                 "phnom", cast["social.pp"].name_en, cast["duty.pp"].name_en, "social affairs"):  # fmt: skip
        assert word.lower() not in whole.replace("social.pp@example.org", ""), word


def test_every_letter_reads_the_same(cast, now, office):
    wants(cast["social.pp"], now)
    for number, urgency in enumerate(("emergency", "urgent", "normal")):
        when = now + number * DAY
        asked(cast, when, urgency)
        address(when)
        assert go(when + 8 * HOUR) == ["sent"]
    assert len({(one["Subject"], one.get_content()) for one in office.letters}) == 1


def test_the_reader_of_khmer_gets_khmer(cast, now, office):
    with session("app", now, cast["social.pp"].id):
        cast["social.pp"].language = "km"
        cast["social.pp"].save(update_fields=["language"])
    wants(cast["social.pp"], now)
    asked(cast, now)
    assert go(now) == ["sent"]
    assert office.letters[0]["Subject"] == "មានអ្វីមួយសម្រាប់អ្នកនៅក្នុងសាមគ្គី"
    assert office.letters[0]["Content-Language"] == "km"


def test_normal_things_wait_for_the_next_of_two_letters_a_day(cast, now, office):
    wants(cast["social.pp"], now)
    for _one in range(5):
        asked(cast, now, "normal")
    digest = next_digest(now)
    assert (digest - now) == timedelta(hours=4, minutes=30), "13:30 in Phnom Penh"
    assert go(now) == go(digest - MINUTE) == []
    assert go(digest) == ["sent"]
    assert ledger()[-1][2]["count"] == 5
    asked(cast, digest + MINUTE, "normal")
    assert next_digest(digest + MINUTE) - digest == timedelta(hours=18), "7:30 of the next day"


def test_many_urgent_things_are_one_letter_every_ten_minutes(cast, now, office):
    wants(cast["social.pp"], now)
    sent = 0
    for minute in range(30):
        asked(cast, now + minute * MINUTE, "emergency")
        sent += len(go(now + minute * MINUTE))
    assert sent == 3
    assert go(now + 33 * MINUTE) == ["sent"], "the last ones are not forgotten"
    # each emergency asks twice: for the first contact, and by itself for the safety plan
    assert rows("select count(*) from mail_notice", role="worker") == [(60,)]


def test_what_is_urgent_takes_the_waiting_rest_along(cast, now, office):
    wants(cast["social.pp"], now)
    asked(cast, now, "normal")
    assert go(now) == []
    asked(cast, now + MINUTE, "urgent")
    assert go(now + MINUTE) == ["sent"]
    assert go(next_digest(now)) == []
    assert ledger()[-1][2]["count"] == 2


def test_who_wants_only_urgent_things_gets_no_others(cast, now, office):
    wants(cast["social.pp"], now, "urgent")
    asked(cast, now, "normal")
    assert go(next_digest(now)) == []
    asked(cast, now + DAY, "urgent")
    assert go(now + DAY) == ["sent"]


def test_what_is_for_the_head_goes_to_those_who_lead(cast, now, office):
    for name in ("duty.pp", "officer.pp", "privacy.pp"):
        wants(cast[name], now)
    with session("app", now, cast["duty.pp"].id):
        for audience in ("head", "desk"):
            Notice(to_unit=cast["duty.pp"].unit_id, audience=audience, kind="step.late", urgency="urgent", subject_kind="step",
                   subject_id=cast["duty.pp"].id, dedupe=audience, made_at=now).save(force_insert=True)  # fmt: skip
            assert go(now) == (["sent"] if audience == "head" else ["sent", "sent"])
            now += HOUR
    assert sorted(office.recipients) == ["duty.pp@example.org", "officer.pp@example.org", "officer.pp@example.org"]


def test_what_was_seen_meanwhile_needs_no_letter(cast, now, office):
    wants(cast["social.pp"], now)
    handoff, _code = asked(cast, now, "normal")
    address(now)
    act(cast["social.pp"], take_note, now, subject_id=handoff.id)
    assert go(next_digest(now)) == []
    assert states() == ["not_needed"]
    assert office.conversations == 0


def test_who_stops_the_letters_or_leaves_gets_none(cast, now, office):
    for name in ("social.pp", "ngo.pp"):
        wants(cast[name], now)
        asked(cast, now, receiver=name)
    address(now)
    wants(cast["social.pp"], now, "none", version=1)
    with session("app", now, cast["ngo.pp"].id):
        cast["ngo.pp"].is_active = False
        cast["ngo.pp"].save(update_fields=["is_active"])
    assert go(now) == []
    assert states() == ["not_needed", "not_needed"]


def test_when_mail_is_switched_on_old_things_are_not_mailed(cast, now, office):
    wants(cast["social.pp"], now)
    asked(cast, now)
    assert go(now + 3 * DAY) == []
    assert mails() == []


def test_a_no_for_now_is_tried_again_with_growing_waits_then_it_arrives(cast, now, office):
    wants(cast["social.pp"], now)
    asked(cast, now)
    office.rcpt += ["450 4.2.1 later"] * 2
    assert go(now) == ["later"]
    assert go(now + 30 * timedelta(seconds=1)) == [], "not before its time"
    assert go(now + 2 * MINUTE) == ["later"]
    assert go(now + 6 * MINUTE) == [], "the second wait is longer"
    assert go(now + 8 * MINUTE) == ["sent"]
    assert [row[:4] for row in attempts()] == [(1, "later", 450, True), (2, "later", 450, True), (3, "sent", 250, True)]
    assert len({row[4] for row in attempts()}) == 1, "one message id, so that a letter that arrives twice can be known"


def test_it_is_given_up_after_two_days_and_shown(cast, now, office):
    wants(cast["social.pp"], now)
    asked(cast, now)
    office.rcpt += ["450 4.2.1 later"] * 99
    waits, when = [], now
    for _one in range(len(outcomes.WAITS) + 1):
        assert go(when) == ["later"]
        due = mails()[0][3]
        waits.append((due - when) if due else None)
        when = (due or when) + MINUTE
    assert waits[-1] is None
    assert waits[:-1] == sorted(waits[:-1])
    assert states() == ["given_up"]
    assert go(when + 30 * DAY) == []
    with session("app", when, cast["social.pp"].id):
        assert "mail.given_up" in {notice.kind for notice in unseen(cast["social.pp"].unit_id)}


@pytest.mark.parametrize(("said", "outcome", "paused"), [
    ("550 5.1.1 no such user", "refused_address", True), ("554 5.7.1 not from you", "refused", False)])  # fmt: skip
def test_a_no_for_ever_is_not_tried_again_and_is_shown_to_the_unit(said, outcome, paused, cast, now, office):
    social = cast["social.pp"]
    wants(social, now)
    asked(cast, now)
    office.rcpt.append(said)
    assert go(now) == [outcome]
    assert states() == ["refused"]
    assert go(now + DAY) == []
    with session("app", now, social.id):
        told = [notice for notice in unseen(social.unit_id) if notice.kind == "mail.refused"]
        assert [(notice.audience, notice.case_code) for notice in told] == [("head", "")]
        assert (MailChoice.objects.get().refused_at is not None) == paused
    asked(cast, now + DAY)
    assert go(now + DAY) == ([] if paused else ["sent"]), "an address that does not exist is left in peace"
    wants(social, now + DAY, address="right@example.org", version=1)
    asked(cast, now + DAY + HOUR)
    assert go(now + DAY + HOUR) == ["sent"]
    assert office.recipients[-1] == "right@example.org"


def test_a_server_that_is_down_stops_the_round_and_nothing_piles_up(cast, now, monkeypatch):
    port = free_port()
    point_at(monkeypatch, port)
    for name in ("social.pp", "ngo.pp"):
        wants(cast[name], now)
    when = now
    for _one in range(40):
        asked(cast, when, "emergency")
        asked(cast, when, "emergency", receiver="ngo.pp")
        assert len(go(when)) <= 1, "one attempt tells it; the others wait"
        when += 5 * MINUTE
    assert states().count("waiting") == 2
    assert set(states()) <= {"waiting", "joined"}
    desk = Desk()
    with open_office(desk, port):
        assert go(when + HOUR) == ["sent", "sent"]
    assert sorted(desk.recipients) == ["ngo.pp@example.org", "social.pp@example.org"]
    assert rows("select count(*) from mail_notice m join mail l on l.id = m.mail_id where l.state = 'sent'",
                role="worker") == [(160,)]  # fmt: skip


def test_a_slow_server_is_left_and_tried_again(cast, now, office):
    wants(cast["social.pp"], now)
    asked(cast, now)
    office.slow = 2.0
    assert go(now, patience=0.3) == ["unreachable"]
    office.slow = 0.0
    assert go(now + 2 * MINUTE) == ["sent"]
    first, second = office.letters
    assert first["Message-ID"] == second["Message-ID"], "it had arrived: at least once, and recognisable"


def test_a_letter_in_a_dead_hand_is_taken_again_when_its_time_is_over(cast, now, office):
    wants(cast["social.pp"], now)
    asked(cast, now)
    address(now)
    assert take(server(), now).letter is not None
    assert take(server(), now + LEASE - MINUTE) is None, "another worker may still have it"
    assert send_next(server(), now + LEASE).outcome == "sent"
    assert [row[:4] for row in attempts()] == [(1, "", None, False), (2, "sent", 250, True)]


def test_a_letter_that_kills_its_worker_each_time_is_given_up(cast, now, office):
    wants(cast["social.pp"], now)
    asked(cast, now)
    address(now)
    when = now
    for _one in range(len(outcomes.WAITS) + 1):
        assert take(server(), when).letter is not None
        when += LEASE
    assert take(server(), when).letter is None
    assert states() == ["given_up"]


def test_an_answer_that_comes_too_late_changes_only_its_own_attempt(cast, now, office):
    from samaki.notices.smtp import Answer

    wants(cast["social.pp"], now)
    asked(cast, now)
    address(now)
    slow = take(server(), now)
    assert send_next(server(), now + LEASE).outcome == "sent"
    with session("worker", now + LEASE):
        outcomes.note(slow.mail_id, slow.number, Answer("later", 450), now + LEASE)
    assert states() == ["sent"]
    assert [row[:3] for row in attempts()] == [(1, "later", 450), (2, "sent", 250)]


def test_an_address_spoiled_in_the_database_leaves_nothing(cast, now, office):
    wants(cast["social.pp"], now)
    with session("worker", now):
        MailChoice.objects.update(sealed=b"\x01spoiled spoiled spoiled spoiled")
    asked(cast, now)
    assert go(now) == ["refused_address"]
    assert office.conversations == 0
    assert go(now + DAY) == []


def test_the_worker_sees_letters_and_a_member_only_their_own_choice(cast, now, office):
    for name in ("social.pp", "duty.pp"):
        wants(cast[name], now)
    asked(cast, now)
    assert go(now) == ["sent"]
    for name, choices, letters in (("social.pp", 1, 1), ("duty.pp", 1, 0), ("admin", 0, 0)):
        with session("app", now, cast[name].id):
            assert (MailChoice.objects.count(), Mail.objects.count()) == (choices, letters), name
    for table in (MailNotice, MailAttempt):
        found = rows(
            "select has_table_privilege(current_setting('role'), %s, 'select')", [table._meta.db_table], role="app"
        )
        assert found == [(False,)], table


def test_many_notices_cost_as_many_questions_as_one(cast, now, office, django_assert_num_queries):
    """Addressing asks per member, not per notice; a round with nothing to do asks for new notices and due letters."""
    for name in ("social.pp", "ngo.pp"):
        wants(cast[name], now)
    for number, (count, questions) in enumerate(((1, FIRST), (1, LATER), (5, LATER)), start=1):
        when = now + number * MINUTE
        for _one in range(count):
            asked(cast, when, "normal")
        with django_assert_num_queries(questions):
            address(when)
    with django_assert_num_queries(IDLE):
        assert go(now + HOUR) == []


FIRST, LATER, IDLE = 14, 13, 12
"""Of `asked`, the notices of one minute go to one unit: one recipient. Savepoints and the role of the session are counted."""
