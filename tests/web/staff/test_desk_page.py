"""The desk: what is answered first, and what it says to those for whom nothing will come."""

import re
from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from samaki.agencies.models import Member, Unit
from samaki.cases.holding import hold_step
from samaki.cases.models import Step
from samaki.database import session, uuid7
from samaki.jobs.models import Heartbeat
from samaki.journeys import units
from samaki.ledger.models import LedgerEntry
from samaki.notices.operations import queue
from samaki.notices.queries import LIMIT
from samaki.web.desk.showing import MOST, _call
from samaki.web.moments import short_day_or_moment
from tests.acting import act, own_case
from tests.everything import seen_by
from tests.web.staff.reading import filled


def bands(page):
    """The groups of the desk in their order, each with what stands in it."""
    return {found[1]: found[2] for found in re.finditer(r'<section id="(\w+)">(.*?)</section>', page, re.S)}


def test_a_new_emergency_stands_above_work_that_is_late_for_days(sign_in, filed, cast):
    own_case(cast["duty.pp"], timezone.now() - timedelta(days=9))
    filed(what="She is locked in", danger="yes")
    filed(what="Somebody heard something", danger="no")
    groups = bands(sign_in("duty.pp").get("/desk/").content.decode())
    assert list(groups)[:2] == ["now", "late"]
    assert "She is locked in" in groups["now"]
    assert "Somebody heard something" not in groups["now"] + groups["late"]


@pytest.mark.parametrize("username", ["oversight", "mentor", "privacy.pp"])
def test_who_does_no_casework_is_told_so_and_not_that_all_is_well(sign_in, filed, username):
    filed(danger="yes")
    page = sign_in(username).get("/desk/").content.decode()
    assert "Your role does not work on cases." in page
    assert "Nothing waits for you." not in page
    assert "Nothing waits for you." in sign_in("leader.pp").get("/desk/").content.decode()


def test_an_administrator_is_led_to_the_units_that_nobody_else_decides_over(sign_in, cast):
    page = sign_in("admin").get("/desk/").content.decode()
    assert "Your role does not work on cases." not in page
    shown = page.split('id="decides"')[1].split("</section>")[0]
    assert '<a href="/directory/commune-pp/work/">Commune committee, Phnom Penh</a>' in shown
    assert "open matters: 0" in shown
    assert "/directory/police-pp/" not in shown, "it has a head"
    assert sign_in("admin").get("/directory/commune-pp/work/").status_code == 200


def test_a_merge_that_waits_for_the_administrator_stands_first(sign_in, cast, now):
    commune = Unit.objects.get(code="commune-sr")
    act(cast["admin"], units.propose_merge, now, unit=commune, into=Unit.objects.get(code="commune-ps"), why="Decree")
    page = sign_in("admin").get("/desk/").content.decode().split('id="decides"')[1]
    first = page.split("<li>")[1].split("</li>")[0]
    assert "merges to answer: 1" in first
    assert 'href="/directory/commune-' in first


def test_whose_unit_was_closed_is_told_so_and_where_a_new_place_comes_from(sign_in, cast, now):
    act(cast["nurse.pp"], units.close_unit, now, unit=cast["nurse.pp"].unit, reason="decree")
    page = sign_in("nurse.pp").get("/desk/").content.decode()
    assert "Your unit, Hospital, Phnom Penh, was closed on" in page
    assert "Your new place is given by the administrator of your agency" in page
    assert "Your role does not work on cases." not in page


def test_no_page_leads_to_what_is_not_built(sign_in):
    client = sign_in("duty.pp")
    nav = re.search(r'<nav class="nav".*?</nav>', client.get("/desk/").content.decode(), re.S)[0]
    hrefs = re.findall(r'href="([^"]+)"', nav)
    assert len(hrefs) >= 4
    for href in hrefs:
        assert "Not built yet" not in client.get(href).content.decode(), href


def test_a_case_of_our_own_asks_where_it_comes_from_and_where_it_is(sign_in, cast):
    page = sign_in("prosecutor.pp").get("/cases/new/").content.decode()
    assert 'value="police_own" selected' not in page
    sent = sign_in("prosecutor.pp").post(
        "/cases/new/", {"area": "12", "urgency": "urgent", "source": "", "children": "1"}
    )
    assert sent.status_code == 422
    assert "Choose where this case comes from." in sent.content.decode()


@pytest.mark.parametrize(("asked", "kept"), [("?lang=km", "km"), ("", "en")])
def test_a_language_that_was_asked_for_at_sign_in_is_kept_and_the_browser_s_own_is_not(cast, asked, kept):
    with seen_by("definer") as cursor:
        cursor.execute("select language from member where username = 'duty.pp'")
        assert cursor.fetchone() == ("en",)
    come_in(
        Client(headers={"accept-language": "en"}), ""
    )  # nobody's first time any more, in which the browser's own counts
    client = Client(headers={"accept-language": "km"})
    come_in(client, asked)
    assert Member.objects.get(username="duty.pp").language == kept


def test_who_comes_in_for_the_first_time_reads_on_in_the_language_of_the_page(cast):
    come_in(Client(headers={"accept-language": "km"}), "")
    assert Member.objects.get(username="duty.pp").language == "km"


def come_in(client, asked):
    page = client.get(f"/sign-in/{asked}").content.decode()
    action = re.search(r'<form[^>]*action="(/sign-in/[^"]*)"', page)[1]
    client.post(action, {"username": "duty.pp", "password": "a password of the tests"})


def test_a_step_of_several_children_says_of_which_child(sign_in, cast):
    case = own_case(cast["duty.pp"], timezone.now(), children=2)
    page = sign_in("duty.pp").get(f"/cases/{case.code}/").content.decode()
    for number in (1, 2):
        assert f"Step of your unit: First safe contact with the child (Child {number})" in page
    assert act(cast["duty.pp"], lambda by, now: Step.objects.filter(case=case).count(), timezone.now()) == 3


def told(page):
    """The band of what the unit was told."""
    return bands(page).get("told", "")


def tell(unit, kind, now):
    """One word to a unit about a matter of its own."""
    about = SimpleNamespace(pk=uuid7(), _meta=SimpleNamespace(db_table="handoff"))
    with session("worker", now):
        return queue(kind, to_unit=unit.principal, subject=about, now=now, dedupe="x").subject_id


def test_what_was_told_is_read_with_one_press_but_not_a_childs_danger_nor_what_came_later(sign_in, cast):
    now, unit, client = timezone.now(), cast["social.ps"].unit, sign_in("social.ps")
    for _number in range(3):
        tell(unit, "handoff.declined", now)
    danger = tell(unit, "child.danger", now)
    page = client.get("/desk/").content.decode()
    assert "Taken note of these 3" in told(page)
    assert "What is told of a child&#39;s safety is read one by one." in bands(page)["now"]
    later = tell(unit, "handoff.expired", timezone.now())
    sent = client.post("/notices/seen/", filled(client.get("/desk/"), "/notices/seen/") | hidden(page))
    assert (sent.status_code, sent["Location"]) == (302, "/desk/#told")
    page = client.get("/desk/").content.decode()
    left = told(page)
    assert re.findall(r"/notices/([^/]+)/seen/", bands(page)["now"]) == [str(danger)]
    assert re.findall(r"/notices/([^/]+)/seen/", left) == [str(later)]
    assert "Taken note of these" not in left, "one of them is pressed by itself"
    with session("app", timezone.now(), cast["social.ps"].id):
        seen = LedgerEntry.objects.filter(act="notice.seen")
        assert [entry.facts["kind"] for entry in seen] == ["handoff.declined"] * 3


@pytest.mark.parametrize("kind", ["child.danger", "step.resting"])
def test_an_alarm_stands_first_on_the_desk_however_much_is_told_before_or_after(kind, sign_in, filed, cast):
    filed(danger="yes")
    start, unit, client = timezone.now() - timedelta(hours=1), cast["social.pp"].unit, sign_in("social.pp")
    first = tell(unit, kind, start)
    rest = [tell(unit, "handoff.declined", start + timedelta(seconds=number)) for number in range(LIMIT + 1)]
    alarms = [tell(unit, kind, start + timedelta(minutes=5, seconds=number)) for number in range(MOST + 1)]
    page = client.get("/desk/").content.decode()
    shown = bands(page)
    assert next(iter(shown)) == "now"
    assert re.findall(r"/notices/([^/]+)/seen/", shown["now"]) == [str(key) for key in (*reversed(alarms), first)]
    newest = [str(key) for key in reversed(rest)]
    assert re.findall(r"/notices/([^/]+)/seen/", shown["told"])[:MOST] == newest[:MOST]
    sent = client.post(f"/notices/{alarms[0]}/seen/", {"at": "now"})
    assert sent["Location"] == "/desk/", "the other alarms stand there"


def test_an_alarm_of_a_step_says_what_to_do_and_until_when_it_rests(sign_in, cast):
    now, holder = timezone.now(), cast["duty.pp"]
    case = own_case(holder, now)
    with session("app", now, holder.id):
        step = Step.objects.filter(case=case, holder=holder.unit_id).first()
    act(holder, hold_step, now, step_id=step.id, reason="other", until=now + timedelta(hours=30), text="No car")
    with session("worker", now):
        queue("step.resting", to_unit=holder.unit_id, subject=step, now=now, dedupe="y")
    line = bands(sign_in("duty.pp").get("/desk/").content.decode())["now"]
    assert "rests until" in line
    assert "Ask whether the child is safe." in line


def hidden(page):
    form = page.split('action="/notices/seen/"')[1].split("</form>")[0]
    return {name: re.search(rf'name="{name}" value="([^"]*)"', form)[1] for name in ("matters", "shown_at")}


def test_nobody_takes_note_for_another_unit(sign_in, cast):
    now, unit = timezone.now(), cast["social.ps"].unit
    keys = [tell(unit, "handoff.declined", now) for _number in range(2)]
    form = {"matters": " ".join(map(str, keys)), "shown_at": timezone.now().isoformat()}
    assert sign_in("duty.sr").post("/notices/seen/", form).status_code == 302
    left = told(sign_in("social.ps").get("/desk/").content.decode())
    assert len(re.findall(r"/notices/[^/]+-[^/]+/seen/", left)) == 2


@pytest.mark.parametrize("form", [{}, {"matters": "x", "shown_at": "2026-01-01T00:00:00+00:00"}, {"matters": "", "shown_at": "x"},
                                  {"matters": "", "shown_at": "2026-01-01"}, {"matters": "\x00", "shown_at": "\x00"}])  # fmt: skip
def test_an_odd_press_takes_note_of_nothing(form, sign_in):
    assert sign_in("social.ps").post("/notices/seen/", form).status_code in (404, 422)


@pytest.mark.parametrize(
    ("age", "told"), [(None, False), (timedelta(minutes=2), False), (timedelta(minutes=4), True)], ids=str
)
def test_a_desk_says_when_nobody_is_called_because_the_clock_stands_still(age, told, sign_in):
    if age is not None:
        with session("worker", timezone.now()):
            Heartbeat.objects.update_or_create(name="worker", defaults={"beat_at": timezone.now() - age})
    assert ("Nobody is being called now." in sign_in("duty.pp").get("/desk/").content.decode()) is told


def test_outside_of_office_hours_is_not_called_night(cast):
    saturday = datetime(2026, 11, 28, 8, 52, tzinfo=ZoneInfo("Asia/Phnom_Penh"))
    with session("app", saturday, cast["duty.pp"].id):
        said = [line["who"] for line in _call(SimpleNamespace(member=cast["duty.pp"], now=saturday))["lines"]]
    assert "Outside office hours" in said
    assert "By night" not in said


def test_a_day_without_a_time_is_shown_as_the_day():
    zone = ZoneInfo("Asia/Phnom_Penh")
    assert "00:00" not in short_day_or_moment(datetime(2026, 3, 3, tzinfo=zone))
    assert "08:40" in short_day_or_moment(datetime(2026, 3, 3, 8, 40, tzinfo=zone))
