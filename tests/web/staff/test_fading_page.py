"""The page of an area: the mentor's stage, what the data say, who decided, the money, the calls."""

import re
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samaki.stepping_back.fading import alarm
from samaki.stepping_back.fading.operations import end_money
from samaki.stepping_back.testing.operations import answer_alarm
from tests.acting import act
from tests.stepping_back import tested
from tests.stepping_back.test_fading import decide, money


def test_the_page_of_an_area_shows_the_bar_the_gates_and_who_decided(cast, sign_in):
    now, where = timezone.now(), "/independence/areas/12/"
    oversight, police = sign_in("oversight"), sign_in("officer.pp")
    shown = oversight.get(where).content.decode()
    assert re.search(r'class="now" aria-current="step">Led<', shown)
    unmet = re.search(r'<use href="#g-(\w+)"/></svg>Not met</span>: Rosters are full, by day and night', shown)
    assert unmet[1] in ("next", "overdue"), "a sign, not a word alone, tells what is met from what is not"
    assert {one for one in re.findall(r'<use href="#g-(\w+)"/></svg>Met</span>', shown)} <= {"done"}
    assert "Decide about the stage" not in police.get(where).content.decode()
    for reader, told in ((oversight, True), (police, False)):
        known = reader.get(where).content.decode().split("Not asked for the next stage, and known")
        assert (len(known) == 2 and "The chain of the area stands alone" in known[1].split("<h2>")[0]) == told
    refused = oversight.post(f"{where}stage/", {"stage": "joint", "why": "", "after": "0"})
    assert refused.status_code == 422
    assert "Write why it is decided all the same." in refused.content.decode()
    assert oversight.post(f"{where}stage/", {"stage": "joint", "why": "Agreed", "after": "0"}).status_code == 302
    assert police.post(f"{where}stage/", {"stage": "led", "why": "", "after": "1"}).status_code == 403
    given = {
        "purpose": "recall",
        "fund": "partner",
        "caller": "police-pp",
        "since": "",
        "until": f"{now.date() + timedelta(days=99)}",
    }
    assert police.post(f"{where}money/", given | {"until": "soon"}).status_code == 422
    assert police.post(f"{where}money/", given).status_code == 302
    with CaptureQueriesContext(connection) as one:
        shown = police.get(where).content.decode()
    assert "From Led to Joint" in shown
    assert "On what evidence" in shown
    key = re.search(r'<option value="([0-9a-f-]{36})"', shown)[1]
    assert police.post(f"{where}call/", {"money": key, "kind": "", "days": "3"}).status_code == 302
    for stage, number in (("advised", 1), ("joint", 2)):
        assert (
            oversight.post(f"{where}stage/", {"stage": stage, "why": "Agreed", "after": f"{number}"}).status_code == 302
        )
    for _each in range(2):
        police.post(f"{where}money/", given)
    with CaptureQueriesContext(connection) as three:
        shown = police.get(where).content.decode()
    assert len(three) == len(one), "no more questions for more rows"
    assert "the mentor is there" in shown
    end = re.search(rf'action="({where}calls/[0-9a-f-]+/end/)"', shown)[1]
    assert police.post(end).status_code == 302
    assert police.get("/independence/areas/99/").status_code == 404
    assert "ដឹកនាំ" in police.get(f"{where}?lang=km").content.decode()
    assert police.get("/independence/").content.decode().count('aria-current="step"') == 3


def test_a_notice_names_the_area_and_the_stage_and_leads_to_its_page(cast, sign_in):
    where = "/independence/areas/12/"
    oversight = sign_in("oversight")
    assert oversight.post(f"{where}stage/", {"stage": "joint", "why": "Agreed", "after": "0"}).status_code == 302
    for name, more in (
        ("mentor", "Look how long your members&#39; access lasts."),
        ("officer.pp", "works with the mentor as this stage says"),
    ):
        told = sign_in(name).get("/desk/").content.decode()
        assert "The mentor&#39;s stage in Phnom Penh is now: Joint (before: Led)" in told, name
        assert f'href="{where}"' in told
        assert more in told
    assert "The mentor&#39;s stage in" not in sign_in("duty.pp").get("/desk/").content.decode(), (
        "nobody takes note of it in the head's place"
    )
    assert "The mentor&#39;s stage in" not in oversight.get("/desk/").content.decode(), "who decided knows"


def test_the_desk_of_who_does_no_casework_leads_to_their_work_first(sign_in):
    for name, ways in (("mentor", ("/mentoring/", "/training/", "/independence/")), ("trainer", ("/training/",))):
        shown = sign_in(name).get("/desk/").content.decode()
        places = [shown.index(f'<li><a href="{way}">') for way in ways]
        assert places == sorted(places)
        assert places[-1] < shown.index('class="two"')
    assert 'aria-label="Your work"' not in sign_in("duty.pp").get("/desk/").content.decode()


def test_an_alarm_of_an_area_stands_on_the_page_of_independence_too(cast, now, sign_in):
    oversight, where = sign_in("oversight"), "/independence/"
    assert "what was met is not met any more" not in oversight.get(where).content.decode()
    for stage in ("joint", "advised"):
        decide(cast, now, "17", stage)
    budget = money(cast, now, "17", purpose="budget")
    decide(cast, now, "17", "on_call")
    act(cast["oversight"], end_money, now, money_id=budget.id)
    alarm.sound_all(now + timedelta(minutes=15))
    shown = oversight.get(where).content.decode()
    assert 'role="alert"' in shown
    assert shown.index("Alarm: what was met is not met any more") < shown.index("/independence/areas/17/")
    of_area = oversight.get(f"{where}areas/17/").content.decode()
    assert "money for a recall must be there first" in of_area, "nothing is advised that has no button"


def test_the_page_of_an_area_and_of_all_say_what_step_back_tests_said(cast, sign_in):
    now = timezone.now()
    oversight, where = sign_in("oversight"), "/independence/areas/17/"
    before = oversight.get(where).content.decode()
    assert "The mentor was never called back here." in before
    assert "/independence/tests/0" not in before
    row = tested.begun(cast, now - timedelta(days=90))
    tested.went(row, "1" * 6 + "0" * 20, unit=cast["duty.sr"].unit_id)
    assert "runs" in oversight.get(where).content.decode()
    part = tested.alarmed(row, now)
    ended = oversight.get(where).content.decode()
    assert "Not passed. The alarm sounded before the end." in ended
    assert "The mentor was never called back here." in ended, "nobody has answered the alarm yet"
    act(cast["oversight"], answer_alarm, now, part_id=part.id, recall=True)
    for name in ("oversight", "duty.sr"):
        shown = sign_in(name).get(where).content.decode()
        assert f'href="/independence/tests/{row.id}/"' in shown
        assert "The mentor was called back for these steps." in shown
        assert "after the alarm of a step-back test, on" in shown
        assert "The mentor was never called back here." not in shown
        assert "the alarm sounded" in sign_in(name).get("/independence/").content.decode()
    assert "The mentor was never called back here." in oversight.get("/independence/areas/12/").content.decode()
