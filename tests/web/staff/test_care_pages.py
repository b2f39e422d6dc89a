"""The pages of a child's care: written and read at a desk, an assessment part by part, over time, months later, the waiting list."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samaki.cases.models import Person
from samaki.database import session
from tests.care.caring import asked, cared_case, child_of, goal, need, signed
from tests.web.staff.test_people_pages import text


@pytest.fixture
def worked(cast):
    """A child whose first safe contact social services have taken over."""
    now = timezone.now()
    return child_of(cast["social.pp"], now, cared_case(cast, now))


def care(child):
    return f"/cases/{child.case.code}/people/{child.id}/care/"


def day(days):
    return f"{timezone.localtime(timezone.now() + timedelta(days=days)):%Y-%m-%d}"


def test_needs_goals_and_services_are_written_and_each_says_what_became_of_it(sign_in, worked, cast):
    social, base = sign_in("social.pp"), care(worked)
    assert f'href="{base}"' in social.get(f"/cases/{worked.case.code}/").content.decode()
    assert "No need is written down yet" in text(social.get(base))
    assert social.post(f"{base}needs/new/", {"need": "school", "text": "reads well"}).status_code == 302
    wrong = social.post(
        f"{base}goals/new/", {"text": "", "steps": "the teacher helps", "review_at": "31/31/2026", "need": ""}
    )
    assert wrong.status_code == 422
    assert "the teacher helps" in text(wrong)
    assert "Say in a few words what is to be reached" in text(wrong)
    made = social.post(f"{base}goals/new/", {"text": "back to school", "steps": "x", "review_at": day(20), "need": ""})
    page = made["Location"]
    assert "your unit answers for it" in text(social.get(page))
    assert (
        social.post(f"{page}review/", {"text": "was there twice", "review_at": "", "version": "1"}).status_code == 302
    )
    assert "was there twice" in text(social.get(page))
    assert social.post(f"{page}end/", {"reason": "reached", "text": "", "version": "1"}).status_code == 412, (
        "made on an older one"
    )
    assert social.post(f"{page}end/", {"reason": "reached", "text": "", "version": "2"}).status_code == 302
    given = {"service": "school", "urgency": "normal", "provider": "ngo-pp", "outside": "", "why": "fees", "goal": ""}
    service = social.post(f"{base}services/new/", given)["Location"]
    shown = text(social.get(service))
    assert "Asking opens nothing of the child to that unit" in shown
    assert "fees" in shown
    refused = social.post(
        f"{service}end/", {"reason": "complete", "view": "", "text": "typed", "at": "", "version": "1"}
    )
    assert refused.status_code == 422
    assert "typed" in text(refused)
    assert (
        social.post(
            f"{service}end/", {"reason": "complete", "view": "helped", "text": "", "at": "", "version": "1"}
        ).status_code
        == 302
    )
    harm = {"reason": "complete", "view": "harmed", "text": "", "at": "", "version": "1"}
    second = social.post(f"{base}services/new/", given | {"urgency": "emergency"})["Location"]
    assert "This is urgent: call" in text(social.get(second))
    assert f"/start/?person={worked.id}&amp;kind=services" in social.get(second).content.decode()
    start = social.get(f"/cases/{worked.case.code}/start/?person={worked.id}&kind=services").content.decode()
    assert f'value="{worked.id}" selected' in start
    assert 'value="services" selected' in start
    early = social.post(f"{second}end/", harm | {"at": day(-1)})
    assert early.status_code == 422
    assert f'name="at_sure" value="{day(-1)}"' in early.content.decode(), "a folded form asks once, and takes it then"
    assert social.post(f"{second}end/", harm | {"at": day(-1), "at_sure": day(-1)}).status_code == 302
    assert "says that this did harm" in text(social.get(second))
    plan = text(social.get(base))
    for words in ("School and learning", "back to school", "Ended", "Given", "It helped"):
        assert words in plan, words
    story = text(social.get(f"/cases/{worked.case.code}/timeline/"))
    assert "A service has ended" in story
    assert "A goal was set" in story
    assert "A goal" not in text(sign_in("duty.pp").get(f"/cases/{worked.case.code}/timeline/"))


def test_an_assessment_is_answered_part_by_part_signed_and_shown_over_time_in_both_languages(sign_in, worked, cast):
    social, base = sign_in("social.pp"), care(worked)
    page = social.post(f"{base}assessments/new/", {"instrument": "samaki_steps_1", "taken_at": ""})["Location"]
    assert page.endswith("/answer/")
    row = page.removesuffix("answer/")
    first = text(social.get(page))
    assert "This instrument is not validated" in first
    assert first.count("It cannot be asked now") == 3, "each question can stay without an answer"
    given = {
        "part": "1",
        "version": "1",
        "item_safe_place": "2",
        "item_threats": "4",
        "item_knows_help": "child_did_not_want",
    }
    wrong = social.post(page, given | {"item_threats": "9"})
    assert wrong.status_code == 422
    assert "Choose one of the answers" in text(wrong)
    assert social.post(page, given)["Location"] == f"{row}answer/?part=2"
    assert "7 of 12" not in text(social.get(row))
    assert "Questions without an answer yet: 9." in text(social.get(row))
    assert social.get(f"{row}answer/?part=6").status_code == 404
    early = social.post(f"{row}sign/", {"text": "what the child added", "version": "2"})
    assert early.status_code == 409
    assert "what the child added" in text(early)
    version = 2
    for part, codes in ((2, "body sleep"), (3, "fear hope trust"), (4, "carer friends"), (5, "learning money")):
        answers = {f"item_{code}": "3" for code in codes.split()}
        assert social.post(page, {"part": str(part), "version": str(version)} | answers).status_code == 302
        version += 1
    assert social.post(f"{row}sign/", {"text": "", "version": str(version)}).status_code == 302
    shown = text(social.get(row))
    for words in ("Signed by", "Not validated", "Licence of its text", "Mean: 1.50", "The worst answer was given to"):
        assert words in shown, words
    assert "Answer this part" not in shown
    alone = social.get(f"{base}progress/").content.decode()
    assert alone.count('r="4"') == 5
    assert "<polyline points" not in alone, "one point is no line"
    signed(cast["social.pp"], timezone.now(), worked, "4", threats="1", fear="1")
    two = social.get(f"{base}progress/").content.decode()
    assert two.count("<polyline points") == 5
    assert "+2.50" in re.sub(r"<[^>]+>", " ", two)
    corrected = social.post(f"{row}correct/", {})["Location"]
    assert corrected != row
    assert "Draft, only you see it" in text(social.get(corrected))
    khmer = sign_in("social.pp")
    khmer.get("/desk/?lang=km")
    pages = khmer.get(f"{base}progress/").content.decode()
    assert "ជំហានសាមគ្គី" in pages
    assert "+២.៥០" in pages


def test_a_follow_up_leads_to_where_danger_is_said_and_closing_asks_for_a_reason_only(sign_in, worked, cast):
    social, base = sign_in("social.pp"), care(worked)
    answers = {f"question_{code}": "not_known" for code in ("safe", "approached", "carer", "school", "health", "wish")}
    half = social.post(f"{base}follow-ups/new/", {"kind": "follow_up_6m", "question_safe": "no", "text": "afraid"})
    assert half.status_code == 422
    assert text(half).count("“not known” is one too") >= 5
    made = social.post(
        f"{base}follow-ups/new/",
        answers | {"kind": "follow_up_6m", "question_safe": "no", "text": "afraid", "asked_at": ""},
    )
    shown = social.get(made["Location"]).content.decode()
    assert "By these answers the child is not safe" in shown
    way = re.search(r'class="note note--late".*?<a href="([^"]+)"', shown, re.S)[1].replace("&amp;", "&")
    form = social.get(way).content.decode()
    assert f'value="{worked.id}" selected' in form, "the child is chosen"
    assert re.search(r'name="risk"[^>]*value="high" checked', form), "and what is said"
    nothing = social.get(way.split("?")[0] + "?risk=nonsense").content.decode()
    assert not re.search(r'name="risk"[^>]*value="high" checked', nothing)
    assert social.get(f"{made['Location']}correct/").status_code == 200
    newer = social.post(f"{made['Location']}correct/", answers | {"kind": "follow_up_6m", "text": "", "asked_at": ""})[
        "Location"
    ]
    assert "What stands now" in text(social.get(made["Location"]))
    assert "is not safe" not in text(social.get(newer))
    need(cast["social.pp"], timezone.now(), worked)
    page = text(social.get(f"{base}closing/"))
    for words in ("1 need is open", "Nobody is to see the child again", "Care of the child"):
        assert words in page, words
    assert "is NOT safe" not in page
    assert social.post(f"{base}closing/", {"text": ""}).status_code == 422
    looked = social.post(f"{base}closing/", {"text": "the aunt goes on"})["Location"]
    seen = text(social.get(looked))
    for words in (
        "1 need is open",
        "It was looked through",
        "Why it closes all the same",
        "Close the care of this child",
    ):
        assert words in seen, words
    assert "The child was asked" not in seen
    unsafe = answers | {"kind": "follow_up_12m", "question_safe": "no", "text": "", "asked_at": ""}
    assert social.post(f"{base}follow-ups/new/", unsafe).status_code == 302
    assert "is NOT safe" in text(social.get(f"{base}closing/"))


def test_the_waiting_list_is_paged_without_names_and_asks_as_often_for_many(sign_in, worked, cast):
    now = timezone.now()
    ngo, client = cast["ngo.pp"], sign_in("ngo.pp")
    assert "Nobody waits" in text(client.get("/waiting-services/"))
    counts = []
    for _again in (1, 2):
        asked(cast["social.pp"], now, worked, provider=ngo.unit)
        counts.append(_asks(client, "/waiting-services/"))
    assert counts == [8, 8]
    for number in range(26):
        asked(cast["social.pp"], now + timedelta(seconds=number), worked, provider=ngo.unit)
    first = client.get("/waiting-services/").content.decode()
    assert worked.case.code not in first
    assert first.count("Trauma") + first.count("trauma") >= 25
    following = re.search(r'href="(\?behind=\d+)"', first)[1]
    assert len(re.findall(r"<h2 class=", client.get(f"/waiting-services/{following}").content.decode())) == 3
    assert "stands on your waiting list" in text(client.get("/desk/"))


def test_what_is_needed_now_stands_first_with_whom_to_call_and_alone_on_the_desk(sign_in, cast):
    now, social, ngo, client = timezone.now(), cast["social.pp"], cast["ngo.pp"], sign_in("ngo.pp")
    worked = child_of(social, now, cared_case(cast, now - timedelta(days=3)))
    asked(social, now - timedelta(days=2), worked, provider=ngo.unit, urgency="normal", service="school")
    asked(social, now - timedelta(hours=1), worked, provider=ngo.unit, urgency="emergency", service="emergency_shelter")
    asked(social, now, worked, provider=ngo.unit, urgency="normal", service="school")
    shown = client.get("/waiting-services/").content.decode()
    titles = re.findall(r"<h2 class=\"h3\">([^<]+)", shown)
    assert titles[0] != titles[1] == titles[2], "an emergency is not under what has waited longer"
    number = social.unit.phone_night or social.unit.phone
    assert f"Call {social.unit.name_en} now" in text(client.get("/waiting-services/"))
    assert number.replace(" ", "") in shown.replace(" ", "")
    assert re.search(r"should begin by [^<]*\d\d:\d\d", text(client.get("/waiting-services/"))), "hours count"
    desk = client.get("/desk/").content.decode()
    assert "A child needs a service of your unit now" in desk.split('id="told"')[0], (
        "above all else, not under what was told"
    )
    assert "stands on your waiting list" in desk, "and what is not pressing is told apart"
    seen = re.search(r'action="(/notices/[0-9a-f-]+/seen/)"', desk.split("A child needs a service")[1])[1]
    assert client.post(seen, {"at": "now"}).status_code == 302
    assert "A child needs a service of your unit now" not in client.get("/desk/").content.decode()


def test_another_day_is_another_assessment_and_what_was_changed_in_between_is_named(sign_in, worked, cast):
    social, base = sign_in("social.pp"), care(worked)
    given = {"instrument": "samaki_steps_1", "taken_at": day(0)}
    draft = social.post(f"{base}assessments/new/", given)["Location"]
    assert social.post(f"{base}assessments/new/", given)["Location"] == draft, "the same day: the draft goes on"
    other = social.post(f"{base}assessments/new/", given | {"taken_at": day(-1), "taken_at_sure": day(-1)})
    assert other.status_code == 409
    assert "an assessment of another day" in text(other)
    assert draft.removesuffix("answer/") in other.content.decode()
    exposure = f"/cases/{worked.case.code}/urgent-care/{worked.id}/exposure/"
    assert social.post(exposure, {"at": day(0), "text": "", "version": "0"}).status_code == 302
    late = social.post(exposure, {"at": day(0), "text": "Lateword", "version": "0"})
    assert late.status_code == 412
    shown = text(late)
    assert "Lateword" in shown
    assert "Last: Urgent care: it is known when it happened last" in shown, "the row that was changed, not the child"


def test_the_plan_asks_the_database_as_often_for_many_rows_as_for_few(sign_in, worked, cast):
    now, by, client = timezone.now(), cast["social.pp"], sign_in("social.pp")
    counts = []
    for code in ("school", "treatment", "friends"):
        need(by, now, worked, code)
        goal(by, now, worked)
        asked(by, now, worked)
        signed(by, now, worked)
        counts.append(_asks(client, care(worked)))
    assert counts == [19, 19, 19]


def _asks(client, page):
    client.get(page)
    with CaptureQueriesContext(connection) as asked_of:
        assert client.get(page).status_code == 200
    return len(asked_of)


def test_who_does_not_work_for_the_child_finds_nothing_there(sign_in, worked, cast):
    row = goal(cast["social.pp"], timezone.now(), worked)
    with session("app", timezone.now(), cast["duty.pp"].id):
        assert Person.objects.filter(id=worked.id).exists(), "the police know of the child"
    police = sign_in("duty.pp")
    for page in (care(worked), f"{care(worked)}goals/new/", f"/care-goals/{row.id}/", f"{care(worked)}progress/"):
        assert police.get(page).status_code == 404
    assert police.post(f"/care-goals/{row.id}/end/", {"reason": "reached"}).status_code == 404
