"""The pages of hearings: entered at a desk, read by who brings the child, the calendar, its secret address, releases."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from samaki.cases.models import Person
from samaki.database import session
from samaki.handoffs import operations as handoffs
from samaki.journeys.hearings.models import Hearing, HearingNeed, Release
from tests.acting import act
from tests.journeys.hearings.sitting import entered
from tests.web.staff.test_people_pages import text

FORM = {"purpose": "trial", "source": "family", "court": "court-pp", "place": "Otherword", "room": "5", "bring": "a blue card",
        "text": "Secretword", "until": ""}  # fmt: skip


@pytest.fixture
def worked(opened, cast):
    """A case whose first safe contact social services have taken over."""
    case, draft = opened()
    act(cast["duty.pp"], handoffs.offer, timezone.now(), handoff_id=draft.id)
    act(cast["social.pp"], handoffs.accept, timezone.now(), handoff_id=draft.id)
    with session("app", timezone.now(), cast["social.pp"].id):
        return case, Person.objects.get(case=case, part="survivor")


def day(days):
    return f"{timezone.localtime(timezone.now() + timedelta(days=days)):%Y-%m-%d}"


def new(client, case, child, days=9, **given):
    return client.post(
        f"/cases/{case.code}/hearings/new/", FORM | {"children": [str(child.id)], "at": f"{day(days)} 08:30"} | given
    )


def test_entered_by_the_police_read_by_who_brings_the_child_and_by_nobody_else(sign_in, worked):
    case, child = worked
    police, social = sign_in("duty.pp"), sign_in("social.pp")
    assert f"/cases/{case.code}/hearings/" in police.get(f"/cases/{case.code}/").content.decode()
    page = new(police, case, child)["Location"]
    shown = text(police.get(page))
    assert "Saved: the hearing stands in the calendar" in shown
    for words in ("Trial", "08:30", "Otherword", "room 5", "a blue card", "Heard of, not confirmed", "Secretword"):
        assert words in shown
    seen = text(social.get(page))
    assert "Otherword" in seen
    assert "a blue card" in seen
    assert "Secretword" not in seen, "what it is about is of the justice part"
    assert "Next hearing" in text(social.get(f"/cases/{case.code}/"))
    assert "A hearing was written down" in text(social.get("/desk/"))
    assert "Trial" in text(social.get(f"/cases/{case.code}/hearings/"))
    stranger = sign_in("duty.sr")
    for path in (page, f"{page}postpone/", f"/cases/{case.code}/hearings/", f"/cases/{case.code}/hearings/new/"):
        assert stranger.get(path).status_code == 404
    assert "Trial" not in text(stranger.get("/calendar/?span=list"))


def test_confirmed_postponed_needed_held_by_pressing_on_its_page(sign_in, worked):
    case, child = worked
    police, social = sign_in("duty.pp"), sign_in("social.pp")
    page = new(police, case, child)["Location"]
    assert police.post(f"{page}need/", {"sort": "transport", "person": "", "text": "Thirdword"}).status_code == 302
    [need] = _needs(case)
    assert (
        social.post(f"{page}need-move/", {"act": str(need.id), "move": "arrange", "text": "the van"}).status_code == 302
    )
    assert "Transport: arranged" in text(social.get(page))
    assert "Arranged, or received: " in text(police.get(page))
    assert social.post(f"{page}goes/", {"worker": "social.pp"}).status_code == 302
    assert "Sophea" in text(social.get(page)) or "social" in text(social.get(page)).lower()
    assert "Somebody of" in text(police.get(page))
    assert police.post(f"{page}confirm/", {"source": "paper", "text": ""}).status_code == 302
    assert "Confirmed" in text(police.get(page))
    assert police.get(f"{page}postpone/").status_code == 200
    moved = police.post(
        f"{page}postpone/", {"reason": "court", "at": f"{day(19)} 14:00", "source": "court", "text": ""}
    )
    assert moved.status_code == 302
    shown = text(police.get(page))
    assert "Postponed" in shown
    assert "The new date" in shown
    with session("app", timezone.now(), _police(police).id):
        [_old, second] = Hearing.objects.filter(case_id=case.id).order_by("at")
    again = text(social.get(f"/hearings/{second.id}/"))
    assert "Transport: nobody has asked yet" in again
    assert "It was to be on" in again
    assert police.get(f"/hearings/{second.id}/held/").status_code == 409, "its day is ahead"


def _police(client):
    from samaki.agencies.models import Member

    return Member.objects.get(username="duty.pp")


def _needs(case):
    with session("app", timezone.now(), _police(None).id):
        return list(HearingNeed.objects.filter(case_id=case.id))


def test_what_is_wrong_keeps_what_was_typed_and_a_day_that_is_over_is_asked_about_once(sign_in, worked):
    case, child = worked
    police = sign_in("duty.pp")
    answer = new(police, case, child, at="", purpose="", source="")
    assert answer.status_code == 422
    shown = html.unescape(answer.content.decode())
    for words in (
        "Write the day of the hearing",
        "Choose what the hearing is for",
        "Choose from where you know the date",
        "Otherword",
        "Secretword",
    ):
        assert words in shown
    for wrong in ("31/2/2026", "yesterday", "9999-01-01", "\x00"):
        assert new(police, case, child, at=wrong).status_code == 422
    old = f"{day(-40)} 08:30"
    asked = new(police, case, child, at=old)
    assert asked.status_code == 422
    sure = re.search(r'name="at_sure" value="([^"]*)"', asked.content.decode())[1]
    assert new(police, case, child, at=old, at_sure=sure).status_code == 302
    for big in ({"text": "x" * 1_000_000}, {"place": "x" * 1_000}, {"room": "\u1780" * 400}):
        refused = new(police, case, child, **big)
        assert refused.status_code == 422
        assert "too long" in html.unescape(refused.content.decode())
    with session("app", timezone.now(), _police(police).id):
        assert Hearing.objects.filter(case_id=case.id).count() == 1


def test_a_refused_folded_form_comes_back_on_the_page_with_its_words(sign_in, worked):
    case, child = worked
    police = sign_in("duty.pp")
    page = new(police, case, child)["Location"]
    refused = police.post(f"{page}mistake/", {"text": ""})
    assert refused.status_code == 422
    assert "Say in a few words what was wrong" in html.unescape(refused.content.decode())
    refused = police.post(f"{page}not-held/", {"reason": "other", "text": ""})
    assert refused.status_code == 422
    corrected = police.get(f"{page}correct/").content.decode()
    assert "Otherword" in corrected
    assert "Secretword" in corrected
    values = FORM | {"at": f"{day(10)}", "why": "misread", "version": "1", "children": [str(child.id)]}
    assert police.post(f"{page}correct/", values | {"why": ""}).status_code == 422
    assert police.post(f"{page}correct/", values).status_code == 302
    assert police.post(f"{page}correct/", values).status_code in (302, 412)


@pytest.mark.parametrize("many", [1, 3])
def test_lists_ask_the_same_for_one_and_for_three(sign_in, worked, cast, many, django_assert_num_queries):
    case, child = worked
    now = timezone.now()
    with session("app", now, cast["duty.pp"].id):
        child = Person.objects.select_related("case").get(id=child.id)
    for number in range(many):
        entered(cast["duty.pp"], now, case, now + timedelta(days=2, hours=number * 3), children=(child,))
    police = sign_in("duty.pp")
    police.get("/calendar/")
    with django_assert_num_queries(CALENDAR):
        assert police.get("/calendar/?span=list").content.decode().count('class="sit"') == many
    with django_assert_num_queries(OF_CASE):
        assert police.get(f"/cases/{case.code}/hearings/").content.decode().count('class="sit"') == many


CALENDAR, OF_CASE = 13, 15


def test_the_calendar_by_weeks_as_a_list_mine_and_what_is_not_ready(sign_in, worked):
    case, child = worked
    police, social = sign_in("duty.pp"), sign_in("social.pp")
    page = new(police, case, child, days=1)["Location"]
    assert "Trial" in text(police.get("/calendar/?span=list"))
    assert "Trial" not in text(police.get("/calendar/?span=list&unready=1"))
    police.post(f"{page}need/", {"sort": "interpreter", "person": "", "text": ""})
    shown = text(social.get("/calendar/?span=list&unready=1"))
    assert "1 hearing is not ready" in shown
    assert "Interpreter: nobody has asked yet" in shown
    assert "Trial" not in text(sign_in("officer.pp").get("/calendar/?who=mine&span=list"))
    for odd in ("?from=x", "?from=0001-01-01", "?from=9999-12-31", "?who=%00&span=%F0"):
        assert police.get(f"/calendar/{odd}").status_code == 200


def test_a_month_alone_stays_in_sight_as_long_as_it_lasts(sign_in, worked):
    case, child = worked
    police = sign_in("duty.pp")
    month = f"{timezone.localtime():%Y-%m}"
    page = new(police, case, child, at=month)["Location"]
    for shown in (text(police.get("/calendar/")), text(police.get(f"/cases/{case.code}/")), text(police.get(page))):
        assert "day not known" in shown.lower()


def test_a_secret_address_opens_codes_and_times_is_made_anew_and_ends(sign_in, worked, client, cast):
    case, child = worked
    police = sign_in("duty.pp")
    new(police, case, child, days=1)
    made = police.post("/calendar/link/", {"act": "unit"})
    first = re.search(r"/calendar/[\w-]+\.ics", made.content.decode())[0]
    feed = client.get(first)
    assert (feed.status_code, feed["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert f"{case.code}: hearing" in feed.content.decode()
    for words in ("Otherword", "Secretword", "Trial", "trial", "court", "blue", str(child.id), str(case.id)):
        assert words not in feed.content.decode()
    assert first not in police.get("/calendar/link/").content.decode(), "it is shown once"
    second = re.search(r"/calendar/[\w-]+\.ics", police.post("/calendar/link/", {"act": "unit"}).content.decode())[0]
    nothing = [client.get(path) for path in (first, "/calendar/abc.ics", "/calendar/link.ics")]
    assert len({(answer.status_code, answer.content, tuple(answer.headers.items())) for answer in nothing}) == 1
    assert nothing[0].status_code == 404
    assert client.get(second).status_code == 200
    assert police.post("/calendar/link/", {"act": "unit", "end": "1"}).status_code == 200
    assert client.get(second).status_code == 404
    assert police.post("/calendar/link/", {"act": "nobody"}).status_code == 422
    last = re.search(r"/calendar/[\w-]+\.ics", police.post("/calendar/link/", {"act": "mine"}).content.decode())[0]
    assert client.post(last).status_code == 404
    from tests.everything import rows

    rows("update member set is_active = false where id = %s returning id", [cast["duty.pp"].id], role="definer")
    assert client.get(last).status_code == 404, "who may not come in fetches nothing"


def test_a_release_is_heard_of_and_every_unit_of_the_case_looks(sign_in, worked):
    case, _child = worked
    social, police = sign_in("social.pp"), sign_in("duty.pp")
    path = f"/cases/{case.code}/releases/new/"
    assert police.get(path).status_code == 200
    empty = police.post(path, {"reason": "", "source": "", "at": "", "person": "", "text": "Secretword"})
    assert empty.status_code == 422
    assert "Secretword" in empty.content.decode()
    made = police.post(path, {"reason": "bail", "source": "lawyer", "at": day(1), "person": "", "text": "Secretword"})
    assert made.status_code == 302
    assert "Secretword" in text(police.get(made["Location"]))
    seen = text(social.get(made["Location"]))
    assert "Secretword" not in seen
    assert "Released before trial" in seen
    assert "Somebody who was held is free" in text(social.get("/desk/"))
    assert social.post(f"{made['Location']}confirm/", {"source": "prison", "text": ""}).status_code == 302
    assert police.post(f"{made['Location']}mistake/", {"text": "another man"}).status_code == 302
    with session("app", timezone.now(), _police(police).id):
        assert Release.objects.get(case_id=case.id).state == "in_error"
    assert sign_in("duty.sr").get(made["Location"]).status_code == 404


def test_it_is_in_khmer(sign_in, worked):
    case, child = worked
    police = sign_in("duty.pp")
    page = new(police, case, child)["Location"]
    for path in (
        "/calendar/",
        "/calendar/link/",
        page,
        f"{page}postpone/",
        f"/cases/{case.code}/hearings/",
        f"/cases/{case.code}/releases/new/",
    ):
        shown = police.get(f"{path}?lang=km").content.decode()
        body = shown[shown.index("<main") : shown.index("</main>")]
        assert not re.search(r">[^<]*\b(the|is|of|hearing)\b[^<]*<", body), path
