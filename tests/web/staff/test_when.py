"""When it happened: what lies ahead is refused, never turned into now; a day that is none is told as that."""

from datetime import timedelta

import pytest
from django.utils import timezone

from samaki.cases.models import Arrival, Step
from samaki.database import session
from samaki.web.moments import KHMER_DIGITS
from tests.everything import value
from tests.web.staff.reading import forms
from tests.web.staff.test_people_pages import text, worked  # noqa: F401


def typed(moment, form="%d/%m/%Y %H:%M"):
    """As somebody in Phnom Penh would write it."""
    return timezone.localtime(moment).strftime(form)


def verification(case, by):
    with session("app", timezone.now(), by.id):
        return Step.objects.get(case=case, kind="verification")


@pytest.mark.parametrize("ahead", [timedelta(minutes=7), timedelta(hours=3), timedelta(hours=22)])
def test_a_time_that_lies_ahead_is_refused_and_not_saved_as_now(ahead, sign_in, opened, cast):
    case, _draft = opened()
    police, row = sign_in("duty.pp"), verification(case, cast["duty.pp"])
    sent = {"outcome": "confirmed", "occurred_at": typed(timezone.now() + ahead)}
    answer = police.post(f"/steps/{row.id}/", sent)
    assert answer.status_code == 422
    assert "This lies in the future. Write when it happened." in text(answer)
    assert verification(case, cast["duty.pp"]).state == "open"


def test_tomorrow_is_refused_and_today_is_taken(sign_in, opened, cast):
    case, _draft = opened()
    police, row = sign_in("duty.pp"), verification(case, cast["duty.pp"])
    tomorrow = typed(timezone.now() + timedelta(days=1), "%d/%m/%Y")
    answer = police.post(f"/steps/{row.id}/", {"outcome": "confirmed", "occurred_at": tomorrow})
    assert (answer.status_code, "lies in the future" in text(answer)) == (422, True)
    today = typed(timezone.now(), "%d/%m/%Y")
    assert police.post(f"/steps/{row.id}/", {"outcome": "confirmed", "occurred_at": today}).status_code == 302
    ended = verification(case, cast["duty.pp"]).ended_occurred_at
    assert typed(ended, "%d/%m/%Y %H:%M") == f"{today} 00:00"


def test_a_year_of_the_era_that_papers_count_from_the_feast_on_is_told_as_that(sign_in, opened, cast):
    case, _draft = opened()
    police, row = sign_in("duty.pp"), verification(case, cast["duty.pp"])
    yesterday = timezone.localtime(timezone.now() - timedelta(days=1))
    for ahead, told in ((544, True), (545, False)):
        sent = {"outcome": "confirmed", "occurred_at": f"{yesterday:%d/%m}/{yesterday.year + ahead}"}
        answer = police.post(f"/steps/{row.id}/", sent)
        assert (answer.status_code, f"it means {yesterday.year}: write that year" in text(answer)) == (422, told)
    right = {"outcome": "confirmed", "occurred_at": f"{yesterday:%d/%m}/{yesterday.year + 543}"}
    assert "lies in the future" not in text(police.post(f"/steps/{row.id}/", right))


def test_a_clock_that_goes_a_little_fast_means_now(sign_in, opened, cast):
    case, _draft = opened()
    police, row = sign_in("duty.pp"), verification(case, cast["duty.pp"])
    sent = {"outcome": "confirmed", "occurred_at": typed(timezone.now() + timedelta(minutes=4))}
    assert police.post(f"/steps/{row.id}/", sent).status_code == 302
    assert verification(case, cast["duty.pp"]).ended_occurred_at <= timezone.now()


def test_an_arrival_this_evening_is_not_one_of_now(sign_in, worked, cast):  # noqa: F811
    case, child = worked
    sent = {
        "person": str(child.id),
        "place": "aunt",
        "safe": "yes",
        "occurred_at": typed(timezone.now() + timedelta(hours=3)),
    }
    answer = sign_in("social.pp").post(f"/cases/{case.code}/arrivals/new/", sent)
    assert (answer.status_code, "lies in the future" in text(answer)) == (422, True)
    with session("app", timezone.now(), cast["social.pp"].id):
        assert not Arrival.objects.filter(case=case).exists()


@pytest.mark.parametrize("khmer", [False, True])
def test_a_time_alone_is_one_of_today(khmer, sign_in, opened, cast):
    case, _draft = opened()
    police, row = sign_in("duty.pp"), verification(case, cast["duty.pp"])
    clock = typed(timezone.now(), "%H:%M")
    sent = clock.translate(KHMER_DIGITS) if khmer else clock
    assert police.post(f"/steps/{row.id}/", {"outcome": "confirmed", "occurred_at": sent}).status_code == 302
    ended = verification(case, cast["duty.pp"]).ended_occurred_at
    assert typed(ended) == f"{typed(timezone.now(), '%d/%m/%Y')} {clock}"


NO_TIME = "There is no such time of the day. Write it like 14:30."


@pytest.mark.parametrize(
    ("odd", "sentence"),
    [("25:00", NO_TIME), ("14:75", NO_TIME), ("14:30 o'clock", "Write a date like")],
)
def test_a_time_that_is_none_is_refused_at_its_field(odd, sentence, sign_in, opened, cast):
    case, _draft = opened()
    row = verification(case, cast["duty.pp"])
    answer = sign_in("duty.pp").post(f"/steps/{row.id}/", {"outcome": "confirmed", "occurred_at": odd})
    assert (answer.status_code, sentence in text(answer)) == (422, True)


NO_DAY = "This day is not in the calendar."


@pytest.mark.parametrize("none", ["31/2/2026", "31 February 2026", "31/2/2026 14:30", "៣១/២/២៥៦៩"])
def test_a_day_that_is_none_is_told_as_that_wherever_a_date_is_typed(none, sign_in, worked, opened, cast):  # noqa: F811
    case, child = worked
    social = sign_in("social.pp")
    for path in ("arrivals/new/", "observations/new/", "notes/new/"):
        answer = social.post(f"/cases/{case.code}/{path}", {"person": str(child.id), "occurred_at": none})
        assert (answer.status_code, NO_DAY in text(answer)) == (422, True), path
    own, _draft = opened()
    police, row = sign_in("duty.pp"), verification(own, cast["duty.pp"])
    for act, name in (("", "occurred_at"), ("hold/", "until")):
        answer = police.post(f"/steps/{row.id}/{act}", {"outcome": "confirmed", name: none})
        assert (answer.status_code, NO_DAY in text(answer)) == (422, True), act


def test_every_field_for_a_date_says_what_is_understood(sign_in, worked, opened, cast):  # noqa: F811
    case, _child = worked
    social = sign_in("social.pp")
    for path in ("arrivals/new/", "observations/new/", "notes/new/"):
        assert "Khmer digits, Buddhist years and names of months" in text(social.get(f"/cases/{case.code}/{path}"))
    own, _draft = opened()
    row = verification(own, cast["duty.pp"])
    page = text(sign_in("duty.pp").get(f"/steps/{row.id}/"))
    assert page.count("Khmer digits, Buddhist years and names of months") == 2, "when it was, and until when it rests"


def test_what_rests_shows_its_hold_and_no_time_that_is_left(sign_in, opened, cast):
    case, _draft = opened()
    police, row = sign_in("duty.pp"), verification(case, cast["duty.pp"])
    assert " left, by " in text(police.get(f"/steps/{row.id}/"))
    until = typed(timezone.now() + timedelta(days=2), "%d/%m/%Y")
    assert police.post(f"/steps/{row.id}/hold/", {"reason": "waiting_order", "until": until}).status_code == 302
    page = text(police.get(f"/steps/{row.id}/"))
    assert "On hold until" in page
    assert " left, by " not in page
    police.post(f"/steps/{row.id}/resume/")
    assert " left, by " in text(police.get(f"/steps/{row.id}/"))


BEFORE = "That is before the case was opened ("


@pytest.fixture
def arrival(worked):  # noqa: F811
    """Where a child's arrival is typed, and all of it but when: one that calls people."""
    case, child = worked
    return case, {"person": str(child.id), "place": "guesthouse", "safe": "no"}


def recorded(case, by):
    with session("app", timezone.now(), by.id):
        return list(Arrival.objects.filter(case=case))


def notices():
    return value("select count(*) from notice")


@pytest.mark.parametrize("form", ["%d/%m/%Y", "%d/%m/%Y %H:%M"])
def test_a_day_before_the_case_is_shown_back_once_and_calls_nobody_until_then(form, sign_in, arrival, cast):
    case, sent = arrival
    social, path = sign_in("social.pp"), f"/cases/{case.code}/arrivals/new/"
    yesterday = timezone.now() - timedelta(days=1)
    called, sent["occurred_at"] = notices(), typed(yesterday, form)
    asked = social.post(path, sent)
    day = timezone.localtime(yesterday)
    assert (asked.status_code, BEFORE in text(asked)) == (422, True)
    assert f"You wrote: {day:%A} {day.day} {day:%B %Y}" in text(asked)
    assert (recorded(case, cast["social.pp"]), notices()) == ([], called)
    again = forms(asked)[path]
    assert again["occurred_at_sure"] == [sent["occurred_at"]]
    other = social.post(
        path, sent | {"occurred_at": typed(yesterday - timedelta(days=1)), "occurred_at_sure": sent["occurred_at"]}
    )
    assert other.status_code == 422, "another day is another question"
    assert social.post(path, again | {"safe": "no"}).status_code == 302
    assert len(recorded(case, cast["social.pp"])) == 1
    assert notices() > called


@pytest.mark.parametrize("form", ["%d/%m/%Y", "%m/%Y", "%Y"])
def test_the_day_the_month_and_the_year_of_the_case_are_not_asked_about(form, sign_in, arrival, cast):
    case, sent = arrival
    sent["occurred_at"] = typed(timezone.now(), form)
    assert sign_in("social.pp").post(f"/cases/{case.code}/arrivals/new/", sent).status_code == 302
    assert len(recorded(case, cast["social.pp"])) == 1


def test_a_month_before_the_case_is_shown_back_as_a_month(sign_in, arrival):
    case, sent = arrival
    month = timezone.localtime().replace(day=1) - timedelta(days=3)
    sent["occurred_at"] = f"{month:%m/%Y}"
    asked = text(sign_in("social.pp").post(f"/cases/{case.code}/arrivals/new/", sent))
    assert f"You wrote: {month:%B %Y}. {BEFORE}" in asked


def test_notes_observations_and_steps_ask_in_the_same_way(sign_in, worked, opened, cast):  # noqa: F811
    case, child = worked
    yesterday = typed(timezone.now() - timedelta(days=1), "%d/%m/%Y")
    social, base = sign_in("social.pp"), f"/cases/{case.code}"
    row = verification(opened()[0], cast["duty.pp"])
    for client, path, sent in (
        (social, f"{base}/notes/new/", {"compartment": "care", "person": str(child.id), "text": "She slept."}),
        (social, f"{base}/observations/new/", {"person": str(child.id), "risk": "high"}),
        (sign_in("duty.pp"), f"/steps/{row.id}/", {"outcome": "confirmed"}),
    ):
        asked = client.post(path, sent | {"occurred_at": yesterday})
        assert (asked.status_code, BEFORE in text(asked)) == (422, True), path
        sure = sent | {"occurred_at": yesterday, "occurred_at_sure": yesterday}
        assert client.post(path, sure).status_code == 302, path
