"""The chain picture of a case as its readers see it: from rows, and silent about what is sealed for them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samaki.cases.models import Step
from samaki.database import session
from samaki.handoffs import operations as handoffs
from samaki.journeys import doing
from tests.acting import act, own_case, step_of, taken

FIRST, PLAN = "first_safe_contact", "immediate_safety"


@pytest.fixture
def then():
    return timezone.now()


def contacts(cast, case, now):
    """The first contacts of all children, as the police see them."""
    with session("app", now, cast["duty.pp"].id):
        return list(Step.objects.filter(case=case, kind=FIRST).order_by("id"))


def offered(cast, step, to, now):
    return act(
        cast["duty.pp"], handoffs.hand_on, now, step_id=step.id, to_unit=cast[to].unit, why="words", urgency="urgent"
    )


def table_of(page):
    """Rows of the table: [first cell, state, what it follows], tags and signs taken out."""
    rows = re.findall(r"<tr>(<th scope=\"row\">.*?)</tr>", page.split("<tbody>", 1)[1].split("</table>")[0], re.S)
    cells = [
        [re.sub(r"<[^>]+>|\u200b", "", cell).strip() for cell in re.split(r"</t[hd]>\s*<td[^>]*>", row)] for row in rows
    ]
    return [[row[0], row[2], row[6]] for row in cells]


def page_of(client, case, query=""):
    answer = client.get(f"/cases/{case.code}/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_steps_that_one_act_opened_follow_it_side_by_side(cast, sign_in, then):
    case = own_case(cast["duty.pp"], then)
    taken(case, FIRST, cast["duty.pp"], cast["social.pp"], then)
    done_at = timezone.now()
    contact = step_of(cast["social.pp"], done_at, case, FIRST)
    act(cast["social.pp"], doing.do_step, done_at, step_id=contact.id, outcome="seen_danger")
    plan = step_of(cast["social.pp"], done_at, case, PLAN)
    later = timezone.now()
    act(cast["social.pp"], doing.do_step, later, step_id=plan.id, outcome="placement_needed")
    page = page_of(sign_in("social.pp"), case)
    rows = {row[0]: row[2] for row in table_of(page)}
    assert rows["Safety plan"] == "First safe contact"
    assert [name for name, follows in rows.items() if follows == "Safety plan"] == [
        "Emergency placement",
        "Medical care",
        "Needs assessed",
    ]
    assert page.count('class="l-fork"') == 2


def test_a_step_done_once_more_says_the_how_manyth_time_it_is(cast, sign_in, then):
    case = own_case(cast["duty.pp"], then)
    contact = taken(case, FIRST, cast["duty.pp"], cast["social.pp"], then)
    act(cast["social.pp"], doing.do_step, timezone.now(), step_id=contact.id, outcome="not_found")
    names = [row[0] for row in table_of(page_of(sign_in("social.pp"), case))]
    assert names.count("First safe contact") == 1
    assert "First safe contact no. 2" in names


def test_the_other_child_leaves_no_trace_for_who_may_see_only_one(cast, sign_in, then):
    case = own_case(cast["duty.pp"], then, children=3)
    first, second, third = contacts(cast, case, then)
    asked = offered(cast, first, "social.pp", then)
    act(cast["social.pp"], handoffs.accept, then, handoff_id=asked.id)
    page = page_of(sign_in("social.pp"), case, "?chain=all")
    assert "Child 1" in page
    for other in (second, third):
        for trace in (other.id, other.strand_id, other.child_id):
            assert str(trace) not in page
    assert "Child 2" not in page
    assert "Child 3" not in page
    assert page.count('class="strand-care"') == 2, "one child: once wide, once tall"


def test_a_sealed_strand_is_plain_words_without_steps_holders_or_counts(cast, sign_in, then):
    case = own_case(cast["duty.pp"], then)
    first = contacts(cast, case, then)[0]
    asked = offered(cast, first, "social.pp", then)
    act(cast["social.pp"], handoffs.accept, then, handoff_id=asked.id)
    justice = step_of(cast["duty.pp"], then, case, "verification")
    page = page_of(sign_in("social.pp"), case)
    chain = page.split('class="chain"')[1].split("</section>")[0]
    assert "Justice: in order" in chain
    assert str(justice.id) not in page
    assert "Police" not in chain
    assert [row[0] for row in table_of(page)] == ["First safe contact"]


def test_who_handed_a_step_on_still_sees_its_state_and_nothing_else(cast, sign_in, then):
    """Here the receiver of a step hands it further and so loses every relation to the case."""
    case = own_case(cast["duty.pp"], then)
    contact = taken(case, FIRST, cast["duty.pp"], cast["social.pp"], then)
    onward = act(
        cast["social.pp"],
        handoffs.hand_on,
        then,
        step_id=contact.id,
        to_unit=cast["ngo.pp"].unit,
        why="words",
        urgency="urgent",
    )
    act(cast["ngo.pp"], handoffs.accept, then, handoff_id=onward.id)
    page = page_of(sign_in("social.pp"), case)
    assert "You see what becomes of it, and nothing else." in page
    chain = page.split('class="chain"')[1].split("</section>")[0]
    assert "what your unit handed on" in chain
    assert [row[:2] for row in table_of(page)] == [["First safe contact", "Held"]]
    assert "Justice" not in chain


def test_a_step_of_ones_own_leads_to_where_it_is_done(cast, sign_in, then):
    case = own_case(cast["duty.pp"], then)
    step = step_of(cast["duty.pp"], then, case, "verification")
    assert f'href="/steps/{step.id}/"' in page_of(sign_in("duty.pp"), case)


def test_a_case_costs_the_same_queries_with_one_child_and_with_five(cast, sign_in, then):
    one, five = (own_case(cast["duty.pp"], then, children=children) for children in (1, 5))
    client = sign_in("duty.pp")
    page_of(client, one)
    counts = []
    for case in (one, five):
        with CaptureQueriesContext(connection) as queries:
            page_of(client, case)
        counts.append(len(queries))
    assert counts[0] == counts[1]
