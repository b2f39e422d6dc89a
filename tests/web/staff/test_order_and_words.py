"""What stands first on the desk, what asks once more, and what a page says about its clocks and its closed parts."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from samaki.cases.holding import hold_step
from samaki.database import session
from samaki.handoffs import operations as handoffs
from samaki.handoffs.models import Handoff
from samaki.jobs.tick import tick
from tests.acting import act, own_case
from tests.handoffs.moving import brought_to

DAY = timedelta(days=1)


def read(client, path):
    return client.get(path).content.decode()


def late(page):
    return re.search(r'<section id="late">(.*?)</section>', page, re.S)[1]


def test_what_is_late_longest_stands_before_what_is_late_for_hours(sign_in, cast):
    duty, now = cast["duty.pp"], timezone.now()
    for hours in range(30, 40):
        own_case(duty, now - timedelta(days=6, hours=hours), urgency="urgent", children=0)
    oldest = own_case(duty, now - 60 * DAY, urgency="normal", children=0)
    newest = own_case(duty, now - 2 * DAY, urgency="emergency", children=0)
    group = late(read(sign_in("duty.pp"), "/desk/"))
    codes = list(dict.fromkeys(re.findall(r"[A-Z]{2}-\d\d-\w{6}", group)))
    assert codes.index(newest.code) < codes.index(oldest.code) < 2
    assert "Emergencies first, then what is late longest." in group
    assert re.search(r"Show all \d\d", group), "the rest is folded, with its count"


def test_that_help_arrived_is_asked_once_more_and_accepting_is_not(sign_in, cast):
    now = timezone.now()
    done = brought_to("completed", cast["duty.pp"], cast["social.pp"], now)
    police = sign_in("duty.pp")
    desk = read(police, "/desk/")
    assert f'action="/handoffs/{done.id}/confirm/"' not in desk
    assert f'href="/handoffs/{done.id}/#arrived"' in desk
    page = read(police, f"/handoffs/{done.id}/")
    inside = re.search(r"<details[^>]*><summary>Yes: help arrived</summary>(.*?)</details>", page, re.S)[1]
    assert f'action="/handoffs/{done.id}/confirm/"' in inside
    asked = brought_to("offered", cast["duty.pp"], cast["social.pp"], now)
    assert f'action="/handoffs/{asked.id}/accept/"' in read(sign_in("social.pp"), "/desk/")


def test_the_hours_of_an_emergency_are_explained_beside_its_minutes(sign_in, cast):
    asked = brought_to("offered", cast["duty.pp"], cast["social.pp"], timezone.now())
    for path in ("/desk/", f"/handoffs/{asked.id}/"):
        assert "Answer within 15 min. Help must begin within 24 h." in read(sign_in("social.pp"), path)


def test_a_notice_of_what_expired_leads_to_it(sign_in, cast):
    now = timezone.now()
    asked = brought_to("offered", cast["duty.pp"], cast["social.pp"], now - DAY)
    tick(now)
    for who in ("duty.pp", "social.pp"):
        client = sign_in(who)
        assert f'href="/handoffs/{asked.id}/"' in read(client, "/desk/"), who
        assert client.get(f"/handoffs/{asked.id}/").status_code in (200, 410), who


def test_who_was_called_already_is_not_announced(sign_in, cast):
    now = timezone.now()
    asked = brought_to("offered", cast["duty.pp"], cast["social.pp"], now, urgency="urgent")
    assert "Then the duty officer is called" in read(sign_in("social.pp"), f"/handoffs/{asked.id}/")
    Handoff.objects.filter(id=asked.id).update(level=2)
    page = read(sign_in("social.pp"), f"/handoffs/{asked.id}/")
    assert "Then the duty officer is called" not in page
    assert "The unit head was called" in page


def test_a_number_stands_once_with_who_is_asked(sign_in, cast):
    asked = brought_to("offered", cast["duty.pp"], cast["social.pp"], timezone.now())
    page = read(sign_in("duty.pp"), f"/handoffs/{asked.id}/")
    row = re.search(r"<dt>Who is asked</dt><dd>(.*?)</dd>", page, re.S)[1]
    assert re.sub(r"<[^>]+>", "", row).count(cast["social.pp"].unit.phone) == 1


def test_open_and_closed_parts_are_said_in_words(sign_in, cast):
    case = own_case(cast["duty.pp"], timezone.now())
    page = read(sign_in("duty.pp"), f"/cases/{case.code}/")
    rooms = re.search(r'<ul class="rooms">(.*?)</ul>', page, re.S)[1]
    said = re.findall(r'<span class="hide-see">(Open|Closed):', rooms)
    assert set(said) == {"Open", "Closed"}
    assert len(said) == rooms.count("<li")


def test_where_the_child_is_leads_to_writing_it_down(sign_in, cast):
    case = own_case(cast["duty.pp"], timezone.now())
    page = read(sign_in("duty.pp"), f"/cases/{case.code}/")
    tonight = re.search(r'<section class="seal".*?</section>', page, re.S)[0]
    assert f'href="/cases/{case.code}/arrivals/new/?person=' in tonight


@pytest.mark.parametrize("children", [0, 1])
def test_no_box_of_people_stands_empty(children, sign_in, cast):
    case = own_case(cast["duty.pp"], timezone.now(), children=children)
    page = read(sign_in("duty.pp"), f"/cases/{case.code}/")
    assert ("No child and no other person" in page) == (children == 0)


def test_a_printed_page_says_who_when_and_that_it_is_confidential(sign_in, cast):
    page = read(sign_in("duty.pp"), "/desk/")
    paper = re.search(r'<p class="only-print paper">(.*?)</p>', page, re.S)[1]
    assert paper.startswith("Confidential.")
    assert f"by {cast['duty.pp'].name_en}, {cast['duty.pp'].unit.name_en}." in paper


def test_a_question_says_until_when_the_clock_stands_still(sign_in, cast):
    asked = brought_to("offered", cast["duty.pp"], cast["social.pp"], timezone.now())
    page = read(sign_in("social.pp"), f"/handoffs/{asked.id}/")
    assert "stands still until the answer, at the latest by" in page
    act(cast["social.pp"], handoffs.ask, timezone.now(), handoff_id=asked.id, question="?")


def detail(page, code):
    """The small words beside the due time in the row of a case."""
    row = next(row for row in re.findall(r'<li class="wait.*?</li>', page, re.S) if code in row)
    return re.search(r'<div class="when num">.*?<small> (.*?)</small>', row, re.S)[1]


def test_each_due_time_says_whether_it_is_that_of_an_answer_or_of_the_step(sign_in, cast):
    now = timezone.now()
    asked = brought_to("offered", cast["duty.pp"], cast["social.pp"], now)
    code = asked.case.code
    police, social = sign_in("duty.pp"), sign_in("social.pp")
    assert detail(read(social, "/desk/"), code).startswith("answer by ")
    assert detail(read(social, "/cases/"), code).startswith("answer by ")
    assert detail(read(police, "/desk/"), code).startswith("step due ")
    assert detail(read(police, "/cases/"), code).startswith("answer by "), "the list goes by what falls due next"
    assert detail(read(police, "/cases/waiting/"), code).startswith("answer by ")
    assert detail(read(police, "/cases/?order=newest"), code).startswith("step due ")
    act(cast["social.pp"], handoffs.accept, now, handoff_id=asked.id)
    assert "<small> begin by " in read(police, "/cases/waiting/")
    assert detail(read(social, "/cases/steps/"), code).startswith("step due ")
    assert detail(read(social, "/cases/steps/?lang=km"), code).startswith("ជំហានត្រូវចប់ត្រឹម ")


def test_a_step_that_rests_says_until_when(sign_in, cast):
    now = timezone.now()
    case = own_case(cast["duty.pp"], now, children=0)
    with session("app", now, cast["duty.pp"].id):
        only = case.steps.get()
    act(cast["duty.pp"], hold_step, now, step_id=only.id, reason="waiting_order", until=now + DAY / 2)
    for path in ("/desk/", "/cases/"):
        assert detail(read(sign_in("duty.pp"), path), case.code).startswith("rests until "), path
