"""Bad input on the forms of court, care, voice, papers, urgent health, operation, conferences: a clear answer, nothing lost, no 500."""

import os
import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from samaki.cases.operations import describe_person
from tests.acting import act
from tests.court.filing import ARTICLE
from tests.everything import rows
from tests.journeys.whole_file import WholeFile
from tests.web.staff.reading import forms

DAYS = (
    "at",
    "occurred_at",
    "until",
    "due_at",
    "review_at",
    "meets_at",
    "ready_at",
    "taken_at",
    "begins_at",
    "delay_until",
    "next_at",
)
"""Fields of forms in which a day is written."""

WRONG_DAYS = ("31/02/2026", "៣១/០២/២០២៦", "0001-01-01", "1900-01-01", "9999-12-31", "2026-13-45 99:99", "\x00", "-1")
NIGHTLY = os.environ.get("SAMAKI_NIGHTLY") == "1"
"""Then every form is asked; else those of every fourth page: a megabyte is read slowly, and all forms read it in one way."""
KEPT = "these words were typed and must not be lost"
HUGE = "ក" * 340_000
"""A megabyte of Khmer letters."""

TABLES = ("court_fact", "hearing", "hearing_need", "care_need", "care_goal", "care_service", "care_assessment", "care_check", "child_voice",
          "heard_again", "protection", "child_promise", "identification", "exposure", "examination", "operation_plan", "operation_ready",
          "operation_fact", "paper", "conference_point", "conference_action", "case_message")  # fmt: skip


@pytest.fixture
def file(cast):
    return WholeFile(cast, timezone.now()).judged(paper=False).cared()


def pages(file):
    """(who, page) on which the newer forms stand."""
    case, child = f"/cases/{file.case.code}", file.child.id
    care, own = f"{case}/people/{child}/care", f"{case}/children/{child}"
    [(operation,)] = rows("select id from step where case_id = %s and kind = 'joint_operation'", [file.case.id])
    [(fact,)] = rows("select id from court_fact where case_id = %s and kind = 'charged'", [file.case.id])
    row = {one._meta.db_table: one.id for one in file.written}
    of_court = [f"{case}/court/new/?act={act}&person={file.accused.id}" for act in ("charged", "arrested", "sentenced", "compensation_paid",
                                                                                    "settled")]  # fmt: skip
    police = [*of_court, f"/court/{fact}/", f"{case}/hearings/new/", f"/hearings/{file.day.id}/", f"{case}/releases/new/",
              f"/steps/{operation}/operation/", f"{case}/papers/protection/", f"{case}/messages/"]  # fmt: skip
    social = [f"{care}/{what}/new/" for what in ("needs", "goals", "services", "assessments", "follow-ups")]
    social += [f"{care}/closing/", f"/care-goals/{row['care_goal']}/", f"/care-services/{row['care_service']}/",
               f"/care-needs/{row['care_need']}/", f"{case}/urgent-care/{child}/", f"{case}/messages/"]  # fmt: skip
    social += [f"{own}/{what}/" for what in ("voice", "protection", "identification")]
    return [("duty.pp", one) for one in police] + [("social.pp", one) for one in social]


def fields_of(page, client):
    """(address, what the form holds, its fields of words, its days) of every form of a page."""
    answer = client.get(page)
    assert answer.status_code == 200, (page, answer.status_code)
    areas = set(re.findall(r'<textarea[^>]*name="(\w+)"', answer.content.decode()))
    for action, fields in forms(answer).items():
        if action and not action.startswith(("/sign-out", "/account", "/help")):
            yield (
                action,
                {name: values[0] for name, values in fields.items() if values},
                areas & set(fields),
                set(DAYS) & set(fields),
            )


def counted():
    return rows(" union all ".join(f"select count(*) from {table}" for table in TABLES))  # noqa: S608 - names of this file


def sent(client, action, typed):
    """Undone afterwards; the answer, and whether a row was written."""
    before = counted()
    with transaction.atomic():
        answer = client.post(action, typed)
        wrote = counted() != before
        transaction.set_rollback(True)
    return answer, wrote


def _signed_in(file, who):
    client = Client(headers={"accept-language": "en"})
    client.force_login(file.cast[who])
    return client


def test_a_megabyte_and_days_that_cannot_be_are_answered_in_words_and_what_was_typed_stays(file):
    asked, said, done = 0, 0, set()
    clients = {who: _signed_in(file, who) for who in ("duty.pp", "social.pp")}
    for number, (who, page) in enumerate(pages(file)[:: 1 if NIGHTLY else 4]):
        for action, fields, areas, days in fields_of(page, clients[who]):
            if action in done:
                continue
            done.add(action)
            for name in sorted(areas)[:1]:
                answer, wrote = sent(clients[who], action, fields | {name: HUGE})
                assert answer.status_code in (400, 409, 412, 413, 422), (action, name, answer.status_code)
                assert not wrote, (action, name)
                asked += 1
            wrong = WRONG_DAYS[number % len(WRONG_DAYS) :] + WRONG_DAYS[: number % len(WRONG_DAYS)]
            for name, day in ((name, day) for name in days for day in wrong[:1]):
                answer, _wrote = sent(clients[who], action, fields | dict.fromkeys(areas, KEPT) | {name: day})
                assert answer.status_code < 500, (action, name, day)
                asked += 1
                if answer.status_code == 422 and areas:
                    said += 1
                    assert KEPT in answer.content.decode(), (action, name, day)
    assert asked > (40 if NIGHTLY else 8)
    assert said > (10 if NIGHTLY else 1)


def test_nothing_happened_to_a_child_before_its_birth(file, cast):
    social = Client(headers={"accept-language": "en"})
    social.force_login(cast["social.pp"])
    act(cast["social.pp"], describe_person, file.now, person=file.child, age=12, age_estimated=False, version=None)
    base = f"/cases/{file.case.code}"
    for path, typed in (
        (f"{base}/urgent-care/{file.child.id}/exposure/", {"at": "1990", "text": KEPT, "version": "1", "again": "again"}),
        (f"{base}/children/{file.child.id}/voice/wants/", {"topic": "live", "answer": "says", "text": KEPT, "occurred_at": "1990",
                                                             "interpreter": "none", "language": ""}),
        (f"{base}/children/{file.child.id}/identification/age/", {"method": "interview", "age": "child", "text": KEPT,
                                                                   "occurred_at": "1990"}),
        (f"{base}/children/{file.child.id}/safety/plan/", {"fears": KEPT, "assent": "yes", "occurred_at": "1990"}),
        (f"{base}/children/{file.child.id}/safety/contact/", {"when": KEPT, "occurred_at": "1990"}),
        (f"{base}/children/{file.child.id}/safety/stay/", {"sort": "kin", "basis": "social", "text": KEPT, "occurred_at": "1990"}),
        (f"{base}/children/{file.child.id}/safety/missing/", {"text": KEPT, "occurred_at": "1990"}),
        (f"{base}/arrivals/new/", {"person": file.child.id, "place": KEPT, "safe": "yes", "occurred_at": "1990"}),
        (f"{base}/observations/new/", {"person": file.child.id, "risk": "some", "text": KEPT, "occurred_at": "1990"}),
        (f"{base}/notes/new/", {"person": file.child.id, "compartment": "care", "text": KEPT, "occurred_at": "1990"}),
        (f"{base}/pressure/new/", {"person": file.child.id, "sort": "threat", "on_whom": "child", "text": KEPT, "occurred_at": "1990"}),
    ):  # fmt: skip
        sure = {f"{name}_sure": "1990" for name in ("at", "occurred_at")}  # asked once whether it is right, it is
        answer, wrote = sent(social, path, typed | sure)
        assert (answer.status_code, wrote) == (422, False), path
        assert "before this person was born" in answer.content.decode(), re.findall(
            "error[^<]*<[^>]*>([^<]+)", answer.content.decode()
        )
        assert KEPT in answer.content.decode()


def test_a_hearing_of_last_year_is_written_down_late_and_asked_about(file, cast):
    police = Client(headers={"accept-language": "en"})
    police.force_login(cast["duty.pp"])
    page = f"/cases/{file.case.code}/hearings/new/"
    typed = {
        "purpose": "trial",
        "source": "paper",
        "at": f"{timezone.localtime(file.now - timedelta(days=300)):%Y-%m-%d}",
        "text": KEPT,
    }
    answer = police.post(page, typed | {"at_sure": typed["at"]})
    assert answer.status_code == 302, "what was is never refused for being told late"
    late = rows(
        "select state, call_at is not null from hearing where case_id = %s and at < %s", [file.case.id, file.now]
    )
    assert late == [("confirmed", True)], "and the clock asks whether it took place"


def test_two_hundred_accused_are_shown_in_pages_and_stand_on_one_bundle(cast, now):
    from django.utils import translation

    from samaki.cases.operations import add_person
    from samaki.court.operations import record_court_fact
    from samaki.court.telling import Told
    from samaki.database import session
    from samaki.journeys.papers.allowing import Reader, parts_of
    from samaki.journeys.papers.papers import sheet_of
    from samaki.journeys.papers.sheets import plain
    from tests.acting import own_case

    police = cast["duty.pp"]
    case = own_case(police, now)
    with session("app", now, police.id):
        for _number in range(200):
            accused = add_person(case=case, part="person_named", by=police, now=now)
            told = Told(kind="charged", at=now, person=accused, offence=ARTICLE)
            record_court_fact(case=case, told=told, by=police, now=now)
    with session("app", now, police.id), translation.override("en"):
        reader = Reader(case, "bundle", police.unit, parts_of(case, police.unit_id), police, now, "en")
        sheet = sheet_of(reader, "")
    text = plain(sheet, ())
    assert len(re.findall(r"Accused \d+\t[^\n]*charged", text)) == 200
    assert sheet.left_out == 0
