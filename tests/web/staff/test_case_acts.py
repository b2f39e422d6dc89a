"""What can be done with a case: few headings in the order of the chain, folded where it is much; the ways on from steps and hand-offs."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samaki.cases.models import Person
from samaki.database import session
from samaki.journeys import doing
from tests.acting import act, own_case, step_of, taken

HEADINGS = ["The child and care", "The work on the case", "The court and the accused", "Papers and keeping", "People, units, messages",
            "Stepping aside, closing, opening again"]  # fmt: skip
CASE = 33
"""Queries of the page of a case of the police, whatever number of children there are."""


def groups(client, path):
    """heading -> (stands open, {label: address})."""
    page = client.get(path).content.decode().partition('id="h-act"')[2]
    found = {}
    for folded in re.finditer(r"<details( open)?><summary><h3[^>]*>(.*?)</h3></summary>(.*?)</details>", page, re.S):
        acts = {html.unescape(label): href for href, label in re.findall(r'href="([^"]+)">(.*?)</a>', folded[3])}
        found[html.unescape(folded[2])] = (bool(folded[1]), acts)
    return found


def links(client, path):
    return set(re.findall(r'href="([^"]+)"', client.get(path).content.decode()))


@pytest.fixture
def children(cast):
    """Of a new case: so many as are asked for."""

    def made(number):
        case = own_case(cast["duty.pp"], timezone.now(), children=number)
        with session("app", timezone.now(), cast["duty.pp"].id):
            found = list(Person.objects.filter(case=case, part="survivor").order_by("number"))
        return case, found

    return made


def test_acts_stand_under_few_headings_and_none_is_lost(sign_in, children, cast):
    case, [child] = children(1)
    police, base = sign_in("duty.pp"), f"/cases/{case.code}"
    found = groups(police, f"{base}/")
    assert list(found) == HEADINGS
    assert not any(is_open for is_open, _acts in found.values()), "many, so folded"
    assert list(found["The child and care"][1]) == [
        "Urgent care", "The child arrived somewhere", "Pressure, a threat or money offered",
        "Safety, and where the child stays: Child 1", "The child's voice: Child 1",
        "Protection for this child at court: Child 1", "Identification as a victim, and age: Child 1",
        "The child's voice, court, identification"]  # fmt: skip
    addresses = [href for _open, acts in found.values() for href in acts.values()]
    assert len(addresses) == len(set(addresses))
    assert {f"{base}/{one}/" for one in ("notes/new", "notes", "start", "urgency", "for-accused", "hearings", "court", "papers", "holds",
            "subject-access", "messages", "conferences/new", "people/new", "find", "step-aside")} <= set(addresses)  # fmt: skip
    for address in addresses:
        assert police.get(address).status_code in (200, 302), address
    officer = groups(sign_in("privacy.pp"), f"{base}/")
    if officer:
        assert all(is_open for is_open, _acts in officer.values()), "few, so open"
    taken(case, "first_safe_contact", cast["duty.pp"], cast["social.pp"], timezone.now())
    social = groups(sign_in("social.pp"), f"{base}/")["The child and care"][1]
    assert social["Care plan: Child 1"] == f"{base}/people/{child.id}/care/"
    assert "Risk, whereabouts, safe contact" in social


def test_many_children_are_reached_by_their_list_at_the_same_cost(sign_in, children):
    police, counts = sign_in("duty.pp"), []
    for number in (1, 5):
        case, _people = children(number)
        police.get(f"/cases/{case.code}/")
        with CaptureQueriesContext(connection) as queries:
            found = groups(police, f"/cases/{case.code}/")
        counts.append(len(queries))
    assert "The child's voice: Child 1" not in found["The child and care"][1]
    assert "The child's voice, court, identification" in found["The child and care"][1]
    assert counts == [CASE, CASE]


def test_who_is_only_asked_is_led_to_urgent_care_alone(sign_in, opened, cast):
    from samaki.handoffs import operations as handoffs

    case, draft = opened()
    act(cast["duty.pp"], handoffs.offer, timezone.now(), handoff_id=draft.id)
    found = groups(sign_in("social.pp"), f"/cases/{case.code}/")
    assert {title: (is_open, list(acts)) for title, (is_open, acts) in found.items()} == {
        "The child and care": (True, ["Urgent care"])
    }


def test_a_step_leads_to_the_page_on_which_its_matter_is_written(sign_in, children, cast):
    case, [child] = children(1)
    duty, now, base = cast["duty.pp"], timezone.now(), f"/cases/{case.code}"
    police = sign_in("duty.pp")
    for kind, person, pages in (
        ("victim_identification", child, [f"{base}/children/{child.id}/identification/"]),
        ("forensic_interview", child, [f"{base}/children/{child.id}/voice/", f"{base}/children/{child.id}/protection/"]),
        ("prosecutor_decision", None, [f"{base}/court/"]),
        ("joint_operation", None, ["operation/"]),
    ):  # fmt: skip
        act(duty, doing.start_step, now, case_id=case.id, kind=kind, person_id=person.id if person else None)
        path = f"/steps/{step_of(duty, now, case, kind).id}/"
        wanted = {path + page if page == "operation/" else page for page in pages}
        assert wanted <= links(police, path), kind
        assert all(police.get(page).status_code == 200 for page in wanted), kind
    contact = taken(case, "first_safe_contact", duty, cast["social.pp"], now)
    social = sign_in("social.pp")
    assert f"{base}/people/{child.id}/care/" in links(social, f"/steps/{contact.id}/")
    act(cast["social.pp"], doing.start_step, now, case_id=case.id, kind="medical_forensic", person_id=child.id)
    medical = step_of(cast["social.pp"], now, case, "medical_forensic")
    assert f"{base}/urgent-care/{child.id}/" in links(social, f"/steps/{medical.id}/")
    plan = f"{base}/people/{child.id}/care/"
    assert (plan in links(police, f"/steps/{contact.id}/")) is (police.get(plan).status_code == 200), (
        "no link that fails"
    )


def test_a_hand_off_is_printed_from_its_own_page(sign_in, opened, cast):
    from samaki.handoffs import operations as handoffs

    case, draft = opened()
    police, form = sign_in("duty.pp"), f"/cases/{case.code}/papers/referral/?handoff={draft.id}"
    assert form not in links(police, f"/handoffs/{draft.id}/"), "it is not offered yet"
    act(cast["duty.pp"], handoffs.offer, timezone.now(), handoff_id=draft.id)
    assert form in links(police, f"/handoffs/{draft.id}/")
    assert form not in links(sign_in("social.pp"), f"/handoffs/{draft.id}/"), "being asked is not enough"
    assert f'value="{draft.id}" checked' in re.sub(r"\s+", " ", police.get(form).content.decode())
