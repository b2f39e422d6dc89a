"""The room of a unit and its mentor, and the list of the units that a mentor works with."""

import re
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samaki.cases import identity
from samaki.cases.models import Person
from samaki.database import session
from samaki.journeys.mentoring.models import MentoringEntry
from samaki.journeys.mentoring.operations import plan_visit
from tests.acting import act, own_case, taken
from tests.everything import rows


def test_the_room_of_a_unit_and_the_list_of_its_mentor(cast, sign_in):
    police, mentor, where = sign_in("officer.pp"), sign_in("mentor"), "/mentoring/units/police-pp/"
    assert police.get("/mentoring/")["Location"] == where
    assert police.get("/mentoring/units/police-sr/").status_code == 404
    assert mentor.get("/mentoring/?unit=police-pp")["Location"] == where
    refused = police.post(f"{where}advice/", {"kind": "", "text": "Case PP-26-7KQ4MX"})
    assert refused.status_code == 422
    assert "Case PP-26-7KQ4MX" in refused.content.decode(), "what was typed stays"
    asked = police.post(f"{where}advice/", {"kind": "joint_operation", "text": "Ring 012 345 678?"})
    assert 'name="sure"' in asked.content.decode()
    sent = {"kind": "joint_operation", "text": "Ring 012 345 678?", "sure": "yes"}
    assert police.post(f"{where}advice/", sent).status_code == 302
    with CaptureQueriesContext(connection) as one:
        shown = mentor.get(where).content.decode()
    answer = re.search(r"/mentoring/entries/[0-9a-f-]+/answer/", shown)[0]
    assert mentor.post(answer, {"text": ""}).status_code == 422
    for _each in range(2):
        assert police.post(f"{where}advice/", sent).status_code == 302
    with CaptureQueriesContext(connection) as three:
        mentor.get(where)
    assert len(one) == len(three)
    assert mentor.post(answer, {"text": "Yes"}).status_code == 302
    signed = f"{cast['mentor'].name} · {cast['mentor'].unit.name} · "
    assert signed in police.get(where).content.decode(), "by who answered, not by the unit that asked"
    assert mentor.get(answer)["Location"] == where
    assert "advice asked: 2" in mentor.get("/mentoring/").content.decode()
    seen = {"kind": "duty_desk", "on_day": "2026-01-05", "item_answers": "yes", "text": ""}
    half = mentor.post(f"{where}observation/", seen)
    assert half.status_code == 422
    assert "yes, no, or not seen" in half.content.decode()
    rest = dict.fromkeys(("item_danger_first", "item_no_name_forced", "item_next_said", "item_handed_over"), "unseen")
    assert mentor.post(f"{where}observation/", seen | rest).status_code == 302
    day = {"kind": "", "on_day": "31/12/2027", "text": "Runs its roster by itself"}
    assert police.post(f"{where}goal/", day).status_code == 302
    shown = police.get(where).content.decode()
    assert shown.count(" id=") == len(set(re.findall(r' id="([^"]+)"', shown))), "no id twice"
    reached = re.search(r"/mentoring/entries/[0-9a-f-]+/reached/", shown)[0]
    assert police.get(reached)["Location"] == where, "an address that only takes forms leads back to the form"
    assert police.post(reached).status_code == 302
    assert sign_in("social.pp").post(reached).status_code == 404


def test_who_is_told_that_a_name_stands_in_the_text_has_looked_at_it(cast, sign_in):
    now, social = timezone.now() - timedelta(hours=1), cast["social.pp"]
    case = own_case(cast["duty.pp"], now, urgency="emergency")
    taken(case, "first_safe_contact", cast["duty.pp"], social, now)
    with session("app", now, social.id):
        child = Person.objects.select_related("case").get(case=case, part="survivor")
        identity.record_identity(
            person=child, identity={"name_latin": "Chan Sokha", "name_km": "ចាន់ សុខា"}, by=social, now=now
        )
    looks = "select who, facts->>'why' from ledger_entry where act = 'identity.look'"
    sent = {"kind": "joint_operation", "text": "What if Sokha runs, what if Pen Sokha Chan does?"}
    where = "/mentoring/units/{}/advice/".format
    asked = sign_in("social.pp").post(where("social-pp"), sent | {"text": "ការសុខាភិបាលល្អ Sok Chan"})
    assert (asked.status_code, rows(looks, role="auditor")) == (302, []), "a part of a name within a word is no name"
    refused = sign_in("social.pp").post(where("social-pp"), sent)
    assert 'name="sure"' in refused.content.decode()
    assert rows(looks, role="auditor") == [("social.pp", "mentoring")], "recorded, though nothing of the form was kept"
    with session("app", now, social.id):
        assert MentoringEntry.objects.count() == 1
    assert sign_in("duty.sr").post(where("police-sr"), sent).status_code == 302, (
        "who may not read the name is told nothing of it"
    )
    assert len(rows(looks, role="auditor")) == 1


def test_a_visit_whose_day_is_over_waits_on_the_desk_of_the_mentor(cast, sign_in):
    mentor, where = sign_in("mentor"), "/mentoring/units/police-pp/"
    then = timezone.now() - timedelta(days=3)
    given = {"unit": cast["duty.pp"].unit, "kind": "", "text": "", "sure": False}
    act(cast["mentor"], plan_visit, then, on_day=(then + timedelta(days=1)).date(), **given)
    assert "Visits to be written up: 1" in mentor.get("/desk/").content.decode()
    assert "Visits to be written up" not in sign_in("trainer").get("/desk/").content.decode()
    assert "visits to be written up: 1" in mentor.get("/mentoring/").content.decode()
    shown = mentor.get(where).content.decode()
    assert "to be written up: did it take place?" in shown
    assert "It did not take place" in shown
    assert mentor.post(re.search(r"/mentoring/entries/[0-9a-f-]+/done/", shown)[0]).status_code == 302
    assert "Visits to be written up" not in mentor.get("/desk/").content.decode()
