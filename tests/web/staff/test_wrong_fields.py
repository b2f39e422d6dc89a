"""Every form tells all wrong fields at once: in the list above it, each of which leads to its field, and at each field."""

import re
import uuid
from collections import Counter

import pytest
from django.utils import timezone

from samaki.database import session
from samaki.handoffs import operations as handoffs
from samaki.journeys import doing
from samaki.ledger.models import LedgerEntry
from tests.acting import act, step_of
from tests.everything import value

ENTRIES = "select count(*) from ledger_entry"
FAR = "x" * 30_000
WRONG = {
    "open a case": ("/cases/new/", "duty.pp",
        {"area": "nowhere", "urgency": "", "source": "", "children": "many"}, ["area", "urgency", "source", "children"]),
    "a person": ("/cases/{case}/people/new/", "social.pp",
        {"part": "family", "person": "x", "sex": "?", "age": "old", "birth_date": "31/2/2012"},
        ["person", "sex", "age", "birth_date"]),
    "a correction of a person": ("/cases/{case}/people/{child}/", "social.pp",
        {"act": "correct", "sex": "?", "age": "old", "birth_date": "31/2/2012"}, ["sex", "age", "birth_date"]),
    "a note": ("/cases/{case}/notes/new/", "social.pp",
        {"compartment": "?", "person": "x", "text": "", "occurred_at": "once"}, ["compartment", "person", "text", "occurred_at"]),
    "an observation": ("/cases/{case}/observations/new/", "social.pp",
        {"person": "", "occurred_at": "once", "text": FAR}, ["person", "risk", "text", "occurred_at"]),
    "an arrival": ("/cases/{case}/arrivals/new/", "social.pp",
        {"person": "", "place": "", "safe": "", "brought_by": "?", "occurred_at": "1/1/2199"},
        ["person", "place", "safe", "brought_by", "occurred_at"]),
    "a step done": ("/steps/{step}/", "social.pp",
        {"outcome": "?", "occurred_at": "once", "checklist": "?"},
        ["outcome", "occurred_at", "checklist"]),
    "a step on hold": ("/steps/{step}/hold/", "social.pp", {"reason": "", "until": "once"}, ["reason", "until"]),
    "a hand-off": ("/steps/{step}/hand-on/", "social.pp",
        {"to_unit": "?", "why": "", "why_code": "?", "urgency": "?"}, ["to_unit", "why", "why_code", "urgency"]),
    "a yes by telephone": ("/handoffs/{asked}/accept-by-phone/", "social.pp", {"who": "", "number": "none"}, ["who", "number"]),
    "a report passed on": ("/reports/{report}/pass/", "duty.pp", {"to_unit": "?", "text": ""}, ["to_unit", "text"]),
    "numbers of a unit": ("/directory/commune-pp/numbers/", "leader.pp",
        {"phone": "none", "phone_night": "no", "how_to_reach": "x" * 600}, ["phone", "phone_night", "how_to_reach"]),
    "a focal point": ("/directory/commune-pp/focal-points/new/", "leader.pp",
        {"matter": "?", "name_km": "", "name_en": "", "phone": ""}, ["matter", "name_km", "phone"]),
    "a new name": ("/directory/commune-pp/rename/", "leader.pp",
        {"name_km": "", "name_en": "x" * 300, "since": "1/1/2199"}, ["name_km", "name_en", "since"]),
}  # fmt: skip


@pytest.fixture
def places(opened, filed, cast):
    """What the addresses name: a case worked on by social services, its child, a step of theirs, one that they have offered."""
    case, draft = opened()
    social, now = cast["social.pp"], timezone.now()
    act(cast["duty.pp"], handoffs.offer, now, handoff_id=draft.id)
    act(social, handoffs.accept, now, handoff_id=draft.id)
    first = step_of(social, now, case, "first_safe_contact")
    act(social, doing.start_step, now, case_id=case.id, kind="needs_assessment", person_id=first.child_id)
    step = step_of(social, now, case, "needs_assessment")
    asked = act(social, handoffs.hand_on, now, step_id=first.id, to_unit=cast["ngo.pp"].unit, why="x", urgency="normal")
    return {"case": case.code, "child": first.child_id, "step": step.id, "asked": asked.id, "report": filed().id}


def repeated(html):
    """Ids that stand more than once on a page."""
    return [one for one, times in Counter(re.findall(r'\sid="([^"]*)"', html)).items() if times > 1]


@pytest.mark.parametrize("form", WRONG, ids=str)
def test_a_form_tells_all_its_wrong_fields(form, sign_in, places, cast):
    path, who, typed, fields = WRONG[form]
    before = value(ENTRIES, role="auditor")
    answer = sign_in(who).post(path.format(**places), {"_key": str(uuid.uuid4())} | typed)
    html = answer.content.decode()
    assert answer.status_code == 422, html
    summary = html[html.index('id="errors"') : html.index("</ul>", html.index('id="errors"'))]
    assert sorted(re.findall(r'href="#id_(\w+)"', summary)) == sorted(fields)
    for name in fields:
        assert html.count(f'id="id_{name}"') == 1
        assert html.count(f'id="{name}-error"') == 1
    assert re.search(r"<title>\s*Error: ", html)
    assert 'tabindex="-1" id="errors"' in html
    assert repeated(html) == []
    assert value(ENTRIES, role="auditor") == before


def test_they_stand_in_the_order_of_the_form(sign_in, places):
    path, who, typed, _fields = WRONG["an arrival"]
    html = sign_in(who).post(path.format(**places), typed).content.decode()
    found = re.findall(r'href="#id_(\w+)"', html)
    assert found == ["person", "place", "safe", "brought_by", "occurred_at"]


def test_one_wrong_field_is_one_line_and_what_was_right_stays(sign_in, places, cast):
    path, who, _typed, _fields = WRONG["a note"]
    typed = {"compartment": "care", "person": str(places["child"]), "text": "She ate", "occurred_at": "once"}
    html = sign_in(who).post(path.format(**places), typed).content.decode()
    assert re.findall(r'href="#id_(\w+)"', html) == ["occurred_at"]
    assert "She ate" in html
    with session("app", timezone.now(), cast[who].id):
        assert not LedgerEntry.objects.filter(act="note.write").exists()


def test_a_folded_form_opens_with_its_sentences_and_what_was_ticked(sign_in, places):
    typed = {"reason": "", "text": "They moved", "until": "once"}
    html = sign_in("social.pp").post(f"/steps/{places['step']}/hold/", typed).content.decode()
    form = html[html.rindex("<details", 0, html.index('id="hold"')) : html.index("</details>", html.index('id="hold"'))]
    assert '<details class="confirm" open>' in form
    assert "They moved" in form
    assert 'id="until-error"' in form
    assert 'id="reason-error"' in form


@pytest.mark.parametrize(("typed", "happened"), [("20 November 2025", "2025-11-19 17:00"), ("២០ វិច្ឆិកា ២០២៥", "2025-11-19 17:00"),
    ("ថ្ងៃទី២០ ខែវិច្ឆិកា ឆ្នាំ២០២៥ ម៉ោង ១៤:៣០", "2025-11-20 07:30"), ("20 Nov 2025 at 9:05", "2025-11-20 02:05")])  # fmt: skip
def test_a_date_may_be_written_in_words(typed, happened, sign_in, places, cast):
    sent = {"compartment": "care", "person": str(places["child"]), "text": "She ate", "occurred_at": typed}
    answer = sign_in("social.pp").post(f"/cases/{places['case']}/notes/new/", sent | {"occurred_at_sure": typed})
    assert answer.status_code == 302, answer.content.decode()
    with session("app", timezone.now(), cast["social.pp"].id):
        assert f"{LedgerEntry.objects.get(act='note.write').occurred_at:%Y-%m-%d %H:%M}" == happened


def test_a_year_of_two_digits_is_asked_for_in_full(sign_in, places):
    sent = {"compartment": "care", "person": str(places["child"]), "text": "She ate", "occurred_at": "20/11/25"}
    html = sign_in("social.pp").post(f"/cases/{places['case']}/notes/new/", sent).content.decode()
    assert "Write the year with four digits" in html
