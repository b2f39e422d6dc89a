"""The timeline: by when it happened, filtered by plain addresses, page by page, at a constant cost; silent as ever."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samaki.cases import operations
from samaki.cases.models import Person
from samaki.database import session
from samaki.jobs.tick import tick
from samaki.ledger.models import LedgerEntry
from tests.acting import act, own_case, taken


@pytest.fixture
def then():
    return timezone.now()


@pytest.fixture
def case(cast, then):
    """A case of the police whose child social services have taken over."""
    made = own_case(cast["duty.pp"], then)
    taken(made, "first_safe_contact", cast["duty.pp"], cast["social.pp"], then)
    return made


def noted(cast, case, text, now, **more):
    return act(cast["duty.pp"], operations.write_note, now, case=case, compartment="justice", text=text, **more)


def page_of(client, case, query="", status=200):
    answer = client.get(f"/cases/{case.code}/timeline/{query}")
    assert answer.status_code == status
    return answer.content.decode().split("<main", 1)[1]


def entries_of(page):
    """Sentences of the entries, in order."""
    return re.findall(r"<li><div class=\"bead.*?<p>(.*?)</p>", page, re.S)


def days_of(page):
    return re.findall(r"<h2 class=\"dayname\">(.*?)</h2>", page)


def test_everything_stands_under_the_day_on_which_it_happened_latest_first(cast, case, sign_in, then):
    old = datetime(2025, 2, 3, 9, 0, tzinfo=UTC)
    noted(cast, case, "seen in February", then, occurred_at=old)
    page = page_of(sign_in("duty.pp"), case)
    assert days_of(page)[0].startswith("Today, ")
    assert days_of(page)[-1] == "Monday 3 February 2025"
    assert entries_of(page)[-1] == "An observation was added"


def test_a_late_entry_says_both_dates_and_one_in_time_does_not(cast, case, sign_in, then):
    noted(cast, case, "long ago", then, occurred_at=datetime(2025, 2, 3, 9, 0, tzinfo=UTC))
    noted(cast, case, "this morning", then, occurred_at=then - timedelta(hours=5))
    page = page_of(sign_in("duty.pp"), case)
    assert page.count("Recorded late") == 1
    assert "Recorded late: happened 3 Feb 2025, 16:00, written down" in page
    assert page.count("recorded later, ") == 1


def test_a_month_is_never_shown_as_a_day(cast, case, sign_in, then):
    noted(cast, case, "some time in May", then, occurred_at=datetime(2025, 4, 30, 17, 0, tzinfo=UTC), precision="month")
    page = page_of(sign_in("duty.pp"), case)
    assert "May 2025, day not known" in days_of(page)
    assert "happened May 2025, written down" in page


@pytest.mark.parametrize(
    ("kind", "beginnings"),
    [
        ("step", {"step"}),
        ("handoff", {"handoff"}),
        ("people", {"person"}),
        ("case", {"case"}),
        ("record", {"note"}),
    ],
)
def test_a_kind_shows_its_entries_and_no_others(kind, beginnings, cast, case, sign_in, then):
    noted(cast, case, "words", then)
    shown = len(entries_of(page_of(sign_in("duty.pp"), case, f"?kind={kind}")))
    with session("app", then, cast["duty.pp"].id):
        acts = LedgerEntry.objects.filter(case_id=case.id).exclude(act="handoff.draft").values_list("act", flat=True)
        assert shown == sum(act.split(".")[0] in beginnings for act in acts) > 0


def test_calls_of_the_clock_are_a_kind_of_their_own(cast, case, sign_in, then):
    tick(then + timedelta(days=3))
    page = page_of(sign_in("duty.pp"), case, "?kind=clock")
    assert "late, the next person was called" in page
    assert "The case was opened" not in page


def test_an_agency_a_person_and_a_time_narrow_it(cast, case, sign_in, then):
    noted(cast, case, "words", then, occurred_at=datetime(2025, 2, 3, 9, 0, tzinfo=UTC))
    client = sign_in("duty.pp")
    social = page_of(client, case, f"?agency={cast['social.pp'].unit.agency_id}")
    assert entries_of(social)
    assert all("Social PP" in one for one in re.findall(r"<p class=\"meta num\">(.*?)</p>", social))
    with session("app", then, cast["duty.pp"].id):
        child = Person.objects.get(case=case)
    assert "A person was added" in page_of(client, case, f"?person={child.id}")
    assert "The case was opened" not in page_of(client, case, f"?person={child.id}")
    assert len(entries_of(page_of(client, case, "?from=2025-02&to=2025-02"))) == 1
    assert len(entries_of(page_of(client, case, "?from=3/2/2025&to=៣/២/២០២៥"))) == 1
    assert entries_of(page_of(client, case, "?to=2/2/2025")) == []
    assert len(entries_of(page_of(client, case, "?to=2025"))) == 1


def test_a_date_that_is_none_gets_a_sentence_and_the_rest_still_works(case, sign_in):
    page = page_of(sign_in("duty.pp"), case, "?kind=case&from=31/2/2026&to=<b>", status=422)
    assert page.count('href="#id_from"') == 1
    assert "&lt;b&gt;" in page
    assert entries_of(page) == ["The case was opened"]


@pytest.mark.parametrize(
    "query", ["?kind=nothing", "?agency=1", "?person=x", "?before=x", "?before=" + "0" * 32, "?all=x"]
)
def test_what_makes_no_sense_is_as_if_it_had_not_been_asked(query, case, sign_in):
    client = sign_in("duty.pp")
    assert entries_of(page_of(client, case, query)) == entries_of(page_of(client, case))


def test_pages_follow_one_another_without_loss_or_repetition(cast, case, sign_in, then):
    for number in range(40):
        noted(cast, case, f"number {number}", then, occurred_at=then - timedelta(days=number % 7, minutes=number))
    client = sign_in("duty.pp")
    whole, query, seen = entries_of(page_of(client, case, "?all=1")), "", []
    while query is not None:
        page = page_of(client, case, query)
        seen += entries_of(page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        query = found[1].replace("&amp;", "&") if found else None
    assert len(seen) > 45
    assert seen == whole


def test_it_costs_the_same_with_three_entries_and_with_fifty(cast, case, sign_in, then):
    client = sign_in("duty.pp")
    page_of(client, case)

    def cost(query):
        with CaptureQueriesContext(connection) as queries:
            page_of(client, case, query)
        return len(queries)

    few = cost("?kind=case")
    for number in range(50):
        noted(cast, case, f"number {number}", then)
    # one for the names that units had then, one for what was put right later, one for the child, two for who is not safe
    assert cost("?kind=record") == cost("") == few == 15


def observed(client, case, child, **answers):
    given = {"person": str(child.id), "text": "She said so.", "occurred_at": ""} | answers
    return client.post(f"/cases/{case.code}/observations/new/", given)


def child_of(cast, case, then):
    with session("app", then, cast["social.pp"].id):
        return Person.objects.get(case=case, part="survivor")


def test_two_differing_observations_stand_side_by_side_with_a_mark_and_open_a_step(cast, case, sign_in, then):
    client, child = sign_in("social.pp"), child_of(cast, case, then)
    for risk in ("none", "high"):
        assert observed(client, case, child, risk=risk, whereabouts="known_safe").status_code == 302
    page = page_of(client, case, "?kind=record")
    assert page.count("Two observations differ: both stay") == page.count('class="sides"') == 1
    sides = re.findall(r"<li><strong>(.*?)</strong>", page)
    assert sides == ["Risk for the child: No sign of danger", "Risk for the child: Serious danger"]
    assert "She said so." not in page
    assert "Observations" in client.get(f"/cases/{case.code}/").content.decode()
    assert "Risk for the child" not in page_of(sign_in("duty.pp"), case)


def test_an_observation_without_child_or_answer_keeps_what_was_typed(cast, case, sign_in, then):
    client, child = sign_in("social.pp"), child_of(cast, case, then)
    for answers in ({}, {"risk": "unheard_of"}, {"person": ""}, {"occurred_at": "31/2/2026", "risk": "high"}):
        answer = observed(client, case, child, **answers)
        assert answer.status_code == 422
        assert "She said so." in answer.content.decode()
    assert "Risk for the child" not in page_of(client, case)


def test_one_refused_answer_leaves_none_of_the_others_behind(cast, case, sign_in, then):
    client, child = sign_in("social.pp"), child_of(cast, case, then)
    assert observed(client, case, child, risk="high", safe_contact="unheard_of").status_code == 422
    assert "Risk for the child" not in page_of(client, case)


def test_sides_cost_one_query_whatever_their_number(cast, case, sign_in, then):
    client, child = sign_in("social.pp"), child_of(cast, case, then)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page_of(client, case)
        return len(queries)

    observed(client, case, child, risk="none")
    observed(client, case, child, risk="high")
    one = cost()
    for risk in ("some", "none", "high"):
        observed(client, case, child, risk=risk, safe_contact="safe")
    assert cost() == one <= 20  # one of them names the steps that hand-offs are about


def test_a_reader_sees_no_entry_of_a_sealed_part_and_no_agency_that_acted_only_there(cast, case, sign_in, then):
    noted(cast, case, "secret of the police", then)
    page = page_of(sign_in("social.pp"), case)
    assert "An observation was added" not in page
    assert "secret" not in page
    assert "Verification" not in page


def test_a_foreign_case_has_no_timeline(case, sign_in):
    there = sign_in("duty.sr").get(f"/cases/{case.code}/timeline/")
    nowhere = sign_in("duty.sr").get("/cases/PP-26-222222/timeline/")
    assert there.status_code == nowhere.status_code == 404
