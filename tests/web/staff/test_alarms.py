"""A child who is not safe stands on every desk that has a part in the case, until the child is safe; and on no desk after."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from samaki.cases.models import Person
from samaki.database import session
from samaki.journeys import closing, danger, doing
from tests.acting import act, handoff_of, own_case, step_of, taken
from tests.web.staff.test_desk_page import bands, told


@pytest.fixture
def then():
    return timezone.now() - timedelta(minutes=30)


@pytest.fixture
def unsafe(cast, then):
    """Police opened the case and hold justice, social services recorded that the child is not safe."""
    case = own_case(cast["duty.pp"], then, urgency="urgent")
    taken(case, "first_safe_contact", cast["duty.pp"], cast["social.pp"], then)
    arrived(cast, case, then, safe=False)
    return case


def arrived(cast, case, now, *, safe):
    social = cast["social.pp"]
    with session("app", now, social.id):
        child = Person.objects.select_related("case").get(case=case, part="survivor")
    act(social, danger.arrive, now, case=case, child=child, place="a house", safe=safe)
    return child


def alarms(client, case):
    """The alarms of this case on the desk."""
    lines = re.findall(r'<li class="wait">.*?</li>', bands(client.get("/desk/").content.decode()).get("now", ""), re.S)
    return [line for line in lines if case.code in line and "A child is not safe" in line]


def test_it_stands_on_each_desk_once_and_a_press_takes_nothing_away(unsafe, sign_in):
    duty, officer, social = sign_in("duty.pp"), sign_in("officer.pp"), sign_in("social.pp")
    for client in (duty, officer, social):
        (line,) = alarms(client, unsafe)
        assert f'href="/cases/{unsafe.code}/"' in line
    assert "Immediate safety plan: with" in alarms(social, unsafe)[0]
    pressed = re.search(r"/notices/[^/]+/seen/", alarms(duty, unsafe)[0])[0]
    assert duty.post(pressed, {"at": "now"}).status_code == 302
    for client in (duty, officer):
        (line,) = alarms(client, unsafe)
        assert "Your unit took note of this" in line
        assert "/seen/" not in line
    assert sign_in("duty.sr").get("/desk/").content.decode().count(unsafe.code) == 0


def test_an_officer_who_does_no_casework_is_not_told_that_the_child_is_safe(unsafe, sign_in):
    heard = sign_in("privacy.pp").get("/desk/").content.decode()
    assert "A child is not safe" in heard
    assert "since then somebody has said that the child is safe" not in heard


def test_who_takes_a_part_later_finds_it_as_well(unsafe, cast, then, sign_in):
    ngo = sign_in("ngo.pp")
    assert alarms(ngo, unsafe) == []
    taken(unsafe, "immediate_safety", cast["social.pp"], cast["ngo.pp"], then)
    assert len(alarms(ngo, unsafe)) == 1


def test_once_the_child_is_safe_nobody_is_alarmed_any_more(unsafe, cast, then, sign_in):
    arrived(cast, unsafe, then + timedelta(minutes=5), safe=True)
    for name in ("duty.pp", "social.pp"):
        assert alarms(sign_in(name), unsafe) == []
    heard = told(sign_in("duty.pp").get("/desk/").content.decode())
    assert "A child was not safe; since then somebody has said that the child is safe" in heard
    arrived(cast, unsafe, then + timedelta(minutes=9), safe=False)
    assert len(alarms(sign_in("duty.pp"), unsafe)) == 1


def test_who_closed_a_part_over_the_danger_is_not_heard_of_after_it(unsafe, cast, then, sign_in):
    duty = cast["duty.pp"]
    with session("app", then, duty.id):
        justice = unsafe.strands.get(kind="justice")
    other = own_case(duty, then)
    act(duty, closing.close_strand, then, strand_id=justice.id, reason="duplicate", text="synthetic",
        other_case=other.code)  # fmt: skip
    now = bands(sign_in("social.pp").get("/desk/").content.decode())["now"]
    assert "A part of the case was closed while a child is not safe" in now
    arrived(cast, unsafe, then + timedelta(minutes=5), safe=True)
    page = sign_in("social.pp").get("/desk/").content.decode()
    assert "closed while a child is not safe" not in page


def test_the_lists_of_cases_mark_it(unsafe, cast, then, sign_in):
    calm = own_case(cast["duty.pp"], then)
    lines = re.findall(
        r'<li class="wait wait--case">.*?</li>', sign_in("duty.pp").get("/cases/").content.decode(), re.S
    )
    marked = {
        code: "A child is not safe" in line for line in lines for code in (unsafe.code, calm.code) if code in line
    }
    assert marked == {unsafe.code: True, calm.code: False}


@pytest.mark.parametrize("lang", ["en", "km"])
def test_the_case_says_whom_to_call_and_never_that_all_is_in_order(unsafe, cast, lang, sign_in):
    page = sign_in("duty.pp").get(f"/cases/{unsafe.code}/?lang={lang}").content.decode()
    alarm = page.split('role="alert"')[1].split("</div>")[0]
    assert 'href="tel:' in alarm
    assert {"en": "Urgent 72 h", "km": "បន្ទាន់"}[lang] in page.split("</h1>")[1][:400]
    assert {"en": "in order", "km": "ប្រក្រតី"}[lang] not in page.split('role="alert"')[1].split('class="two')[0]


def test_every_page_of_work_on_the_child_says_it_first(unsafe, cast, then, sign_in):
    client, calm = sign_in("social.pp"), own_case(cast["duty.pp"], then)
    step = step_of(cast["social.pp"], then, unsafe, "first_safe_contact")
    child = step.child_id
    asked = handoff_of(cast["social.pp"], then, step)
    for path in (f"/steps/{step.id}/", f"/handoffs/{asked.id}/", f"/cases/{unsafe.code}/people/{child}/"):
        assert "Child 1 is not safe" in client.get(path).content.decode().split("</h1>")[1][:400], path
    for other in ("verification", "first_safe_contact"):
        key = step_of(cast["duty.pp"], then, calm, other).id
        assert "is not safe" not in sign_in("duty.pp").get(f"/steps/{key}/").content.decode().split("</h1>")[1][:400]


def test_where_the_child_is_tonight_follows_the_last_word_also_for_police(unsafe, cast, then, sign_in):
    step = step_of(cast["social.pp"], then, unsafe, "first_safe_contact")
    act(cast["social.pp"], doing.do_step, then + timedelta(minutes=5), step_id=step.id, outcome="seen_safe")
    tonight = sign_in("duty.pp").get(f"/cases/{unsafe.code}/").content.decode().split("Where is the child tonight?")[1]
    assert "Not safe on arrival; a later word says that the child is safe." in tonight[:900]
    assert "Safe there: no" not in tonight
    assert "is not known" not in tonight[:900]
