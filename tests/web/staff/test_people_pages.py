"""The pages about people, notes and arrivals: no form destroys what it does not mention, and each offers what is allowed."""

import html
import re

import pytest
from django.utils import timezone

from samaki.agencies.models import Member
from samaki.cases.identity import known_identity, record_identity
from samaki.cases.models import Arrival, Person, Relation
from samaki.database import session
from samaki.handoffs import operations as handoffs
from samaki.handoffs.models import Handoff
from samaki.journeys import opening
from samaki.journeys.pressure import operations as pressing
from samaki.journeys.pressure.models import Pressure
from tests.acting import act, step_of
from tests.everything import value
from tests.web.staff.reading import filled

LOOKS = "select count(*) from ledger_entry where act = 'identity.look'"


@pytest.fixture
def worked(opened, cast):
    """A case whose first safe contact social services have taken over; with its child as they see it."""
    case, draft = opened()
    act(cast["duty.pp"], handoffs.offer, timezone.now(), handoff_id=draft.id)
    act(cast["social.pp"], handoffs.accept, timezone.now(), handoff_id=draft.id)
    return case, child_of(cast["social.pp"], case)


@pytest.fixture
def asked(opened, cast):
    """The same, offered and not yet accepted."""
    case, draft = opened()
    act(cast["duty.pp"], handoffs.offer, timezone.now(), handoff_id=draft.id)
    return case, child_of(cast["social.pp"], case)


def child_of(by, case):
    with session("app", timezone.now(), by.id):
        return Person.objects.select_related("case").filter(case=case, part="survivor").latest("number")


def known(by, child):
    with session("app", timezone.now(), by.id):
        return known_identity(child)


def text(answer):
    """What the page says, without its markup."""
    words = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.S)
    return " ".join(html.unescape(words).split())


def form_of(answer, act_name):
    """The fields of the form with this act as a browser would send them untouched."""
    form = next(f for f in re.findall(r"<form.*?</form>", answer.content.decode(), re.S) if f'value="{act_name}"' in f)
    sent = {}
    for tag in re.findall(r"<input[^>]+>", form):
        found = {key: html.unescape(given) for key, given in re.findall(r'(\w+)="([^"]*)"', tag)}
        if found.get("type") not in ("radio", "checkbox") or " checked" in tag:
            sent[found["name"]] = found.get("value", "")
    return sent


# ---------------------------------------------------------------- one person
def test_an_empty_form_changes_nothing_and_asks_for_a_purpose(sign_in, worked, cast):
    case, child = worked
    social, path = sign_in("social.pp"), f"/cases/{case.code}/people/{child.id}/"
    social.post(path, {"act": "correct", "sex": "female", "age": "14", "age_estimated": "no", "name_latin": "Sok Dara"})
    before = child_of(cast["social.pp"], case)
    for empty in ({}, {"act": "look"}, {"act": "look", "purpose": "curiosity"}, {"purpose": ""}):
        answer = social.post(path, empty)
        assert answer.status_code == 422
        assert "Choose what you need it for." in text(answer)
        assert "Sok Dara" not in text(answer)
    for nothing in ("correct", "remove"):
        assert social.post(path, {"act": nothing}).status_code == 422
    after = child_of(cast["social.pp"], case)
    assert (after.sex, after.age, after.age_estimated, after.version) == ("female", 14, False, before.version)
    assert value(LOOKS, role="auditor") == 0
    assert known(cast["social.pp"], child) == {"name_latin": "Sok Dara"}


def test_the_form_sent_with_one_field_filled_in_keeps_everything_else(sign_in, worked, cast):
    case, child = worked
    social, path = sign_in("social.pp"), f"/cases/{case.code}/people/{child.id}/"
    first = form_of(social.get(path), "correct") | {"name_latin": "Sok Dara", "contact": "aunt", "age": "11"}
    assert social.post(path, first).status_code == 302
    second = form_of(social.get(path), "correct")
    assert (second["name_latin"], second["age"]) == ("", "11"), "what is sealed does not stand in the form"
    assert social.post(path, second | {"birth_date": "5/2558"}).status_code == 302
    assert known(cast["social.pp"], child) == {
        "name_latin": "Sok Dara", "contact": "aunt", "birth_date": "2015-05", "birth_calendar": "buddhist",
    }  # fmt: skip
    shown = text(social.post(path, {"act": "look", "purpose": "safety"}))
    assert "Sok Dara" in shown
    assert "May 2558" in shown
    assert child_of(cast["social.pp"], case).age == 11


def test_removing_is_an_act_of_its_own_and_can_be_taken_back(sign_in, worked, cast):
    case, child = worked
    social, path = sign_in("social.pp"), f"/cases/{case.code}/people/{child.id}/"
    social.post(path, {"act": "correct", "name_latin": "Sok Dara", "contact": "aunt", "age": "14"})
    page = social.get(path)
    assert "Remove: Safe contact" in text(page)
    assert "Remove: Known as" not in text(page)
    done = social.post(path, form_of(page, "remove") | {"remove": ["contact", "age"]}, follow=True)
    assert "The older records stay" in text(done)
    assert known(cast["social.pp"], child) == {"name_latin": "Sok Dara"}
    assert child_of(cast["social.pp"], case).age is None
    done = social.post(path, form_of(social.get(path), "undo"), follow=True)
    assert "The last change was taken back" in text(done)
    assert known(cast["social.pp"], child) == {"name_latin": "Sok Dara", "contact": "aunt"}
    assert social.post(path, {"act": "remove", "remove": "everything"}).status_code == 422


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("31/2/2015", "This day is not in the calendar."),
        ("1/1/2099", "lies in the future"),
        ("abc", "Write the birth date like"),
        ("-5", "Write the birth date like"),
        ("1444", "cannot be a birth year"),
    ],
)
def test_a_birth_date_that_cannot_be_gets_its_sentence_and_nothing_is_saved(typed, sentence, sign_in, worked, cast):
    case, child = worked
    social, path = sign_in("social.pp"), f"/cases/{case.code}/people/{child.id}/"
    answer = social.post(path, {"act": "correct", "age": "14", "name_latin": "Sok Dara", "birth_date": typed})
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert 'value="Sok Dara"' in answer.content.decode(), "what was typed stays in the form"
    assert child_of(cast["social.pp"], case).age is None
    assert known(cast["social.pp"], child) == {}


def test_the_police_are_told_that_it_is_saved_and_may_write_their_own_words_anew(sign_in, worked, cast):
    case, child = worked
    police, path = sign_in("duty.pp"), f"/cases/{case.code}/people/{child.id}/"
    saved = police.post(path, form_of(police.get(path), "correct") | {"name_latin": "Sok Darra"}, follow=True)
    assert "Saved and sealed; your unit cannot read it." in text(saved)
    assert "You wrote this name at" in text(saved)
    assert "Sok Darra" not in text(saved)
    assert "Show the name" not in text(saved)
    police.post(path, form_of(police.get(path), "correct") | {"name_latin": "Sok Dara"})
    assert known(cast["social.pp"], child) == {"name_latin": "Sok Dara"}
    other = sign_in("officer.pp").get(path)
    assert "A name is recorded and sealed" in text(other)
    assert 'name="name_latin"' not in other.content.decode()
    assert sign_in("officer.pp").post(path, {"act": "correct", "name_latin": "Other"}).status_code == 403


def test_a_look_is_offered_only_where_something_is_recorded(sign_in, worked, cast):
    case, child = worked
    social, path = sign_in("social.pp"), f"/cases/{case.code}/people/{child.id}/"
    assert "Show the name" not in text(social.get(path))
    assert "Show name (recorded)" not in text(social.get(f"/cases/{case.code}/"))
    social.post(path, {"act": "look", "purpose": "step"})
    assert value(LOOKS, role="auditor") == 0
    act(cast["social.pp"], record_identity, timezone.now(), person=child, identity={"name_latin": "Sok Dara"})
    assert "Show the name" in text(social.get(path))
    assert "Show name (recorded)" in text(social.get(f"/cases/{case.code}/"))


# ---------------------------------------------------------------- one more child, a note
def test_who_holds_care_only_adds_a_child_through_the_page(sign_in, worked, cast):
    case, _child = worked
    social = sign_in("social.pp")
    form = {"part": "survivor", "sex": "male", "age": "9", "name_latin": "Sok Rith", "contact": "uncle"}
    done = social.post(f"/cases/{case.code}/people/new/", form, follow=True)
    assert done.status_code == 200
    assert "Child 2" in text(done)
    assert known(cast["social.pp"], child_of(cast["social.pp"], case)) == {"name_latin": "Sok Rith", "contact": "uncle"}


def test_somebody_of_the_same_name_is_asked_about_once_and_no_childs_name_is_told(sign_in, worked, cast):
    case, child = worked
    police, path = sign_in("duty.pp"), f"/cases/{case.code}/people/new/"
    with session("app", timezone.now(), cast["duty.pp"].id):  # they read names: to who does not, nothing is told of one
        Relation(case=case, unit_id=cast["duty.pp"].unit_id, compartment="identity", ground="holds_step",
                 since=timezone.now()).save(force_insert=True)  # fmt: skip
    told = {"part": "person_named", "sex": "male", "age": "", "name_latin": "Chan Vuthy"}
    assert police.post(path, told).status_code == 302
    again = police.post(path, told | {"name_latin": "Vuthy Chan", "part": "accused"})
    assert again.status_code == 422
    assert "Person named (not accused) 1 of this case has this name" in text(again)
    assert 'name="name_latin_sure" value="Vuthy Chan"' in again.content.decode()
    sure = told | {"name_latin": "Vuthy Chan", "part": "accused", "name_latin_sure": "Vuthy Chan"}
    assert police.post(path, sure).status_code == 302, "two people may have one name"
    assert police.post(path, told | {"name_latin": "Chan Vuthea Long"}).status_code == 302
    act(cast["duty.pp"], record_identity, timezone.now(), person=child, identity={"name_latin": "Sok Dara"})
    assert police.post(path, told | {"name_latin": "Sok Dara"}).status_code == 302, "of children nothing is told so"


def test_the_note_of_who_has_care_only_is_about_the_only_child_already(sign_in, worked):
    case, child = worked
    social, path = sign_in("social.pp"), f"/cases/{case.code}/notes/new/"
    page = social.get(path).content.decode()
    assert f'<option value="{child.id}" selected>' in page
    assert "The whole case" not in page
    assert social.post(path, {"compartment": "care", "person": str(child.id), "text": "She slept."}).status_code == 302


def test_with_two_children_nobody_is_chosen_and_the_whole_case_is_refused_with_the_text_kept(sign_in, worked, cast):
    case, child = worked
    social, path = sign_in("social.pp"), f"/cases/{case.code}/notes/new/"
    act(cast["social.pp"], opening.add_child, timezone.now(), case=case)
    assert "Choose the child" in text(social.get(path))
    answer = social.post(path, {"compartment": "care", "person": "", "text": "She slept."})
    assert answer.status_code == 422
    assert "She slept." in text(answer)
    assert "for the whole case" in text(answer)
    assert social.post(path, {"compartment": "care", "person": str(child.id), "text": "She slept."}).status_code == 302


def test_the_police_who_work_on_the_whole_case_may_still_write_about_all_of_it(sign_in, worked):
    case, _child = worked
    police, path = sign_in("duty.pp"), f"/cases/{case.code}/notes/new/"
    assert "The whole case" in text(police.get(path))
    assert 'value="care"' not in police.get(path).content.decode()
    assert police.post(path, {"compartment": "justice", "person": "", "text": "words"}).status_code == 302


# ---------------------------------------------------------------- only asked
def test_a_unit_that_is_only_asked_reads_and_writes_nothing(sign_in, asked, cast):
    case, child = asked
    social, base = sign_in("social.pp"), f"/cases/{case.code}"
    shown = text(social.get(f"{base}/"))
    for act_name in ("Add an observation", "Add a child or another person", "The child arrived somewhere"):
        assert act_name not in shown
    assert "Add or correct" not in text(social.get(f"{base}/people/{child.id}/"))
    for path, form in (
        (f"{base}/people/{child.id}/", {"act": "correct", "sex": "female", "age": "3", "name_latin": "Wrong"}),
        (f"{base}/people/{child.id}/", {"act": "remove", "remove": "age"}),
        (f"{base}/people/{child.id}/", {"act": "undo"}),
        (f"{base}/people/new/", {"part": "family", "sex": "unknown", "person": str(child.id)}),
        (f"{base}/notes/new/", {"compartment": "care", "person": str(child.id), "text": "words"}),
        (f"{base}/arrivals/new/", {"person": str(child.id), "place": "a house", "safe": "yes"}),
        (f"{base}/urgency/", {"urgency": "emergency"}),
    ):
        answer = social.post(path, form)
        assert answer.status_code == 403, path
        assert "accept it first" in text(answer)
    after = child_of(cast["duty.pp"], case)
    assert (after.sex, after.age, after.version) == ("unknown", None, 1)


# ---------------------------------------------------------------- where the child is
def test_an_empty_arrival_is_not_an_answer(sign_in, worked):
    case, child = worked
    social, path = sign_in("social.pp"), f"/cases/{case.code}/arrivals/new/"
    whole = {"person": str(child.id), "place": "Green house", "safe": "yes", "received_by": "social-pp"}
    for missing, sentence in (
        ("person", "Choose the child"),
        ("place", "Write where the child is, or say that it is not known."),
        ("safe", "Say whether the child is safe there"),
    ):
        answer = social.post(path, whole | {missing: ""})
        assert answer.status_code == 422
        assert sentence in text(answer)
    answer = social.post(path, whole | {"brought_by": "an invented unit"})
    assert answer.status_code == 422
    assert "Choose a unit from the list." in text(answer)
    assert "Green house" in text(answer)
    assert value("select count(*) from ledger_entry where act = 'child.arrive'", role="auditor") == 0
    assert "Not answered yet" in text(social.get(f"/cases/{case.code}/"))


def test_what_is_said_not_to_be_known_is_not_an_answer_either(sign_in, worked):
    case, child = worked
    social, path = sign_in("social.pp"), f"/cases/{case.code}/arrivals/new/"
    sent = social.post(path, {"person": str(child.id), "place_unknown": "yes", "safe": "unknown"}, follow=True)
    assert "The place is not known" in text(sent)
    assert "Answered" not in text(sent)
    social.post(path, {"person": str(child.id), "place": "Green house", "safe": "unknown"})
    assert "Whether it is safe there is not known" in text(social.get(f"/cases/{case.code}/"))
    social.post(path, {"person": str(child.id), "place": "Green house", "safe": "yes", "received_by": ""})
    assert "Answered" in text(social.get(f"/cases/{case.code}/"))


def test_a_child_who_is_not_safe_is_the_first_thing_on_the_page_of_everybody_with_a_part(sign_in, worked, cast):
    case, child = worked
    social, police, base = sign_in("social.pp"), sign_in("duty.pp"), f"/cases/{case.code}/"
    assert "Every link that you see holds" in text(social.get(base)) or "in order" in text(social.get(base))
    social.post(f"{base}arrivals/new/", {"person": str(child.id), "place": "Red house", "safe": "no"})
    for client in (social, police):
        page = text(client.get(base))
        assert page.index("Child 1 is not safe") < page.index("Does every link hold?")
        assert "1 child is not safe." in page
        assert "Every link that you see holds" not in page
        assert "Red house" not in page
    assert "Your unit holds: Immediate safety plan" in text(social.get(base))
    look = re.search(rf"{base}arrivals/[0-9a-f-]+/place/", police.get(base).content.decode())[0]
    assert "Red house" not in text(police.get(look)), "asked for first"
    assert "Choose what you need it for." in text(police.post(look))
    assert value("select count(*) from ledger_entry where act = 'placement.look'", role="auditor") == 0
    assert "Nobody has looked" in text(social.get(f"{base}seen/"))
    assert "Red house" in text(police.post(look, {"purpose": "safety"}))
    assert "where a child stays" in text(social.get(f"{base}seen/")), "who wrote it down sees who read it"
    assert sign_in("duty.sr").post(look).status_code == 404
    desk = text(police.get("/desk/"))
    assert "A child is not safe" in desk
    assert case.code in desk
    social.post(f"{base}arrivals/new/", {"person": str(child.id), "place": "Green house", "safe": "yes"})
    assert "is not safe" not in text(social.get(base))
    assert "/place/" not in re.sub(r"/people/[^/]+/place/", "", police.get(base).content.decode())
    assert "Red house" not in text(police.post(look, {"purpose": "safety"})), "it is not where the child is"


def test_seen_in_danger_suggests_making_it_an_emergency_and_does(sign_in, worked, cast):
    case, _child = worked
    social, base = sign_in("social.pp"), f"/cases/{case.code}/"
    step = step_of(cast["social.pp"], timezone.now(), case, "first_safe_contact")
    social.post(f"/steps/{step.id}/", {"outcome": "seen_danger", "support_level": "5"})
    assert "Child 1 is not safe" in text(social.get(base))
    assert "A child is not safe" in text(sign_in("duty.pp").get("/desk/"))
    assert f"{base}urgency/" in social.get(base).content.decode()
    assert "Emergency" in text(social.get(f"{base}urgency/"))
    assert social.post(f"{base}urgency/", {"urgency": "very"}).status_code == 422
    assert social.post(f"{base}urgency/", {"urgency": "emergency"}).status_code == 302
    assert "Make it an emergency" not in social.get(base).content.decode()
    assert "Offered" not in text(social.get(f"{base}urgency/"))
    assert sign_in("duty.sr").get(f"{base}urgency/").status_code == 404


def test_a_desk_without_a_part_in_the_case_is_told_whom_to_call(sign_in, opened, cast):
    """Social services are asked for the safety step at once; the desk of those who took that back has no part left."""
    case, _draft = opened()
    child, police = child_of(cast["duty.pp"], case), sign_in("duty.pp")
    police.post(f"/cases/{case.code}/arrivals/new/", {"person": str(child.id), "place": "x", "safe": "no"})
    assert f"/cases/{case.code}/" in sign_in("social.pp").get("/desk/").content.decode()
    with session("app", timezone.now(), cast["duty.pp"].id):
        asked = Handoff.objects.get(step__kind="immediate_safety", state="offered")
    police.post(f"/handoffs/{asked.id}/withdraw/", {"text": "we do it ourselves"})
    desk = sign_in("social.pp").get("/desk/")
    assert "A child is not safe" in text(desk)
    assert f"/cases/{case.code}/" not in desk.content.decode()
    assert "has no part in this case" in text(desk)
    with session("app", timezone.now(), cast["duty.pp"].id):
        assert Arrival.objects.get().received_by is None, "nobody of the agencies was named"


def test_who_may_write_and_not_read_a_name_is_told_that_it_is_recorded_and_who_can_read_it(sign_in, worked):
    case, child = worked
    police, path = sign_in("duty.pp"), f"/cases/{case.code}/people/{child.id}/"
    assert "sealed. Units" not in text(police.get(path))
    assert "name recorded and sealed" not in text(police.get(f"/cases/{case.code}/"))
    saved = police.post(path, {"act": "correct", "name_latin": "Sok Dara", "birth_date": "2014"}, follow=True)
    assert "Recorded and sealed. Units with a step that needs it can read it." in text(saved)
    shown = text(police.get(f"/cases/{case.code}/"))
    assert "name recorded and sealed" in shown
    for page in (text(saved), shown):
        assert "Sok Dara" not in page
    assert "name recorded and sealed" not in text(sign_in("social.pp").get(f"/cases/{case.code}/")), "they can read it"
    assert "name recorded and sealed" not in text(sign_in("duty.sr").get(f"/cases/{case.code}/"))


# ---------------------------------------------------------------- whose word ends the alarm, and what the page says of a place of danger
def arrived(client, case, child, **typed):
    return client.post(f"/cases/{case.code}/arrivals/new/", {"person": str(child.id)} | typed)


def test_safe_at_a_place_that_is_not_known_is_refused_with_a_sentence(sign_in, worked):
    case, child = worked
    social = sign_in("social.pp")
    arrived(social, case, child, place="Red house", safe="no")
    refused = arrived(social, case, child, place_unknown="yes", safe="yes")
    assert refused.status_code == 422
    assert "You say that the child is safe there, and that the place is not known." in text(refused)
    assert "Child 1 is not safe" in text(social.get(f"/cases/{case.code}/"))
    assert arrived(social, case, child, place_unknown="yes", safe="unknown").status_code == 302
    page = sign_in("duty.pp").get(f"/cases/{case.code}/").content.decode()
    look = re.search(rf"/cases/{case.code}/arrivals/[0-9a-f-]+/place/", page)[0]
    assert "The last place where the child was not safe:" in page
    assert "Red house" in text(sign_in("duty.pp").post(look, {"purpose": "safety"}))


def test_the_word_of_who_keeps_nobody_safe_waits_on_the_page_until_it_is_confirmed(sign_in, worked, cast):
    case, child = worked
    social, court, base = sign_in("social.pp"), sign_in("court.pp"), f"/cases/{case.code}/"
    arrived(social, case, child, place="Red house", safe="no")
    with session("app", timezone.now(), cast["duty.pp"].id):
        Relation(
            case=case,
            unit_id=cast["court.pp"].unit_id,
            compartment="justice",
            ground="holds_step",
            since=timezone.now(),
        ).save(force_insert=True)
    assert arrived(court, case, child, place="Court house", safe="yes").status_code == 302
    for client in (court, social):
        page = text(client.get(base))
        assert "Child 1 is not safe" in page
        assert "The alarm stays until a unit that keeps the child safe confirms it." in page
    assert "pressure on this child is recorded" not in text(social.get(base))
    given = {
        "case": case,
        "child": child,
        "sort": "threat",
        "on_whom": "family",
        "text": "x",
        "broker_unit": cast["court.pp"].unit,
    }
    act(cast["social.pp"], pressing.record_pressure, timezone.now(), **given)
    warned = f"{cast['court.pp'].unit.name} recorded it, and pressure on this child is recorded about that unit."
    assert warned in text(social.get(base))
    assert "pressure on this child is recorded" not in text(court.get(base))
    with session("app", timezone.now(), cast["social.pp"].id):
        row = Pressure.objects.get(case_id=case.id)
    act(
        cast["social.pp"], pressing.mark_pressure_error, timezone.now(), pressure_id=row.id, text="it was somebody else"
    )
    assert "confirm it, if it is so" in text(social.get("/desk/"))
    confirm = re.search(rf"{base}arrivals/[0-9a-f-]+/safe/", social.get(base).content.decode())[0]
    assert "/safe/" not in court.get(base).content.decode()
    assert court.post(confirm).status_code == 403
    assert "Confirm it only if your unit knows it" in text(social.get(confirm))
    assert social.post(confirm).status_code == 302
    assert "is not safe" not in text(social.get(base))
    assert social.post(confirm).status_code == 409


def test_a_unit_named_in_pressure_is_shown_the_case_as_if_nobody_had_written_where_the_child_is_not_safe(
    sign_in, worked, cast
):
    case, child = worked
    social, court, base = sign_in("social.pp"), sign_in("court.pp"), f"/cases/{case.code}/"
    with session("app", timezone.now(), cast["duty.pp"].id):
        Relation(case=case, unit_id=cast["court.pp"].unit_id, compartment="justice", ground="holds_step",
                 since=timezone.now()).save(force_insert=True)  # fmt: skip
    arrived(social, case, child, place="Red house", safe="no")
    look = re.search(rf"{base}arrivals/[0-9a-f-]+/place/", court.get(base).content.decode())[0]
    given = {
        "case": case,
        "child": child,
        "sort": "threat",
        "on_whom": "family",
        "text": "x",
        "broker_unit": cast["court.pp"].unit,
    }
    act(cast["social.pp"], pressing.record_pressure, timezone.now(), **given)
    page = court.get(base).content.decode()
    assert "/place/" not in page, "neither the look nor an asking to open it"
    assert "place of danger" not in page, "nor why it would be closed"
    answer = court.post(look, {"purpose": "court"})
    assert answer.status_code == 409
    assert "Nobody wrote down where it is." in text(answer)
    assert "Red house" not in text(answer)
    assert look in social.get(base).content.decode(), "who works for the child goes on seeing it"


def test_who_does_no_casework_is_told_the_truth_about_a_place_of_danger(sign_in, worked):
    case, child = worked
    social, base = sign_in("social.pp"), f"/cases/{case.code}/"
    arrived(social, case, child, place="Red house", safe="no")
    look = re.search(rf"{base}arrivals/[0-9a-f-]+/place/", social.get(base).content.decode())[0]
    page = text(sign_in("privacy.social").get(base))
    assert "It was not recorded as a place of danger" not in page
    assert "It is a place of danger" in page
    arrived(social, case, child, place="Green house", safe="yes")
    assert "what was written of this place is sealed again" in text(social.get(look))


def test_the_way_back_and_the_same_press_record_an_arrival_once(sign_in, worked):
    case, child = worked
    social, path = sign_in("social.pp"), f"/cases/{case.code}/arrivals/new/"
    typed = {"person": str(child.id), "place": "Red house", "safe": "no"}
    for _twice in "ab":  # each time a form of its own
        assert social.post(path, filled(social.get(path), path, **typed)).status_code == 302
    count = "select count(*) from ledger_entry where act = 'child.arrive'"
    assert value(count, role="auditor") == 1
    wrong = re.search(
        rf"/cases/{case.code}/arrivals/[0-9a-f-]+/mistake/", social.get(f"/cases/{case.code}/").content.decode()
    )[0]
    taken = social.post(wrong, {"text": "another child"}, follow=True)
    assert "says what stands now" in text(taken)
    assert social.post(path, filled(social.get(path), path, **typed)).status_code == 302
    assert value(count, role="auditor") == 2, "what was taken back can be recorded anew"


def test_nobody_is_chosen_as_having_received_the_child(sign_in, worked):
    case, child = worked
    social = sign_in("social.pp")
    page = social.get(f"/cases/{case.code}/arrivals/new/").content.decode()
    assert not re.search(r'<option value="social-pp" selected', page)
    arrived(social, case, child, place="Red house", safe="no")
    with session("app", timezone.now(), Member.objects.get(username="social.pp").id):
        assert Arrival.objects.get().received_by is None


def test_known_not_in_a_safe_place_leads_to_the_field_for_that_place(sign_in, worked):
    case, child = worked
    social, base = sign_in("social.pp"), f"/cases/{case.code}/"
    assert (
        social.post(f"{base}observations/new/", {"person": str(child.id), "whereabouts": "known_unsafe"}).status_code
        == 302
    )
    page = social.get(base).content.decode()
    assert "Say where the child is in danger" in page
    way = html.unescape(re.search(rf"{base}arrivals/new/\?person={child.id}&amp;safe=no", page)[0])
    form = social.get(way).content.decode()
    assert re.search(r'value="no"[^>]*checked', form)
    assert re.search(rf'value="{child.id}"[^>]*(checked|selected)', form), "the child is chosen"
