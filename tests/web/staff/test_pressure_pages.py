"""The pages about pressure: the form, what was recorded, and what each unit of the case reads of it."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from samaki.cases.models import Person, Step
from samaki.database import session
from samaki.handoffs import operations as handoffs
from samaki.journeys import danger
from samaki.journeys.pressure import operations as pressing
from tests.acting import act
from tests.everything import rows
from tests.journeys.guarding.opening import answered, asked
from tests.web.staff.test_people_pages import text

FORM = {
    "sort": "threat",
    "on_whom": "family",
    "text": "Secretword",
    "who": "Otherword",
    "broker_unit": "",
    "on_person": "",
}


def read(client, pages):
    """What each page says, without the minute: one may pass between two readings."""
    return {page: re.sub(r"\b\d\d:\d\d\b|\b\d+ (h|min) left", "", text(client.get(page))) for page in pages}


@pytest.fixture
def worked(opened, cast):
    """A case whose first safe contact social services have taken over."""
    case, draft = opened()
    act(cast["duty.pp"], handoffs.offer, timezone.now(), handoff_id=draft.id)
    act(cast["social.pp"], handoffs.accept, timezone.now(), handoff_id=draft.id)
    with session("app", timezone.now(), cast["social.pp"].id):
        return case, Person.objects.get(case=case, part="survivor")


def test_it_is_recorded_from_the_case_and_shown_with_what_opened(sign_in, worked):
    case, child = worked
    social = sign_in("social.pp")
    assert f"/cases/{case.code}/pressure/new/" in social.get(f"/cases/{case.code}/").content.decode()
    assert f"/cases/{case.code}/pressure/new/" in social.get(f"/cases/{case.code}/people/{child.id}/").content.decode()
    assert social.get(f"/cases/{case.code}/pressure/new/").status_code == 200
    answer = social.post(f"/cases/{case.code}/pressure/new/", FORM | {"person": str(child.id), "broker_unit": "ngo-pp"})
    assert answer.status_code == 302
    shown = text(social.get(answer["Location"]))
    for words in (
        "Secretword",
        "Otherword",
        "Safety check",
        "No lawyer of the child works on the case",
        "A wall can keep that unit out",
    ):
        assert words in shown
    alarm = text(social.get(f"/cases/{case.code}/"))
    assert "pressure, a threat or money offered" in alarm
    assert "It ends with what comes out of the safety check" in alarm


def press(social, case, child, **given):
    answer = social.post(f"/cases/{case.code}/pressure/new/", FORM | {"person": str(child.id)} | given)
    assert answer.status_code == 302
    return answer["Location"]


def box(client, case):
    """The red box of the child on the page of the case, markup and all."""
    shown = client.get(f"/cases/{case.code}/").content.decode()
    return shown.split('<div class="err-sum" role="alert">')[1].split("</div></div>")[0]


def test_the_box_asks_for_help_that_the_brokers_unit_does_not_read(sign_in, worked):
    case, child = worked
    social, duty = sign_in("social.pp"), sign_in("duty.pp")
    pages = (f"/cases/{case.code}/", f"/cases/{case.code}/timeline/", "/desk/", "/cases/waiting/", "/cases/steps/")
    before = read(duty, pages)
    press(social, case, child, broker_unit="police-pp")
    shown = box(social, case)
    assert "Make it an emergency" not in shown
    assert f"/cases/{case.code}/pressure/unseen/" in shown
    asked = text(social.get(f"/cases/{case.code}/pressure/unseen/"))
    assert "asked at once of" in asked
    unseen = social.post(f"/cases/{case.code}/pressure/unseen/", {"person": str(child.id)})
    assert (unseen.status_code, unseen["Location"]) == (302, f"/cases/{case.code}/")
    assert read(duty, pages) == before
    assert "made more urgent" not in text(social.get(f"/cases/{case.code}/timeline/"))


def test_of_pressure_that_is_hidden_from_nobody_the_case_is_made_an_emergency_as_ever(sign_in, worked):
    case, child = worked
    social = sign_in("social.pp")
    press(social, case, child)
    assert "Make it an emergency" in box(social, case)
    assert "/pressure/unseen/" not in box(social, case)
    assert "Nothing here is kept from a unit" in text(social.get(f"/cases/{case.code}/pressure/unseen/"))
    assert social.post(f"/cases/{case.code}/pressure/unseen/", {"person": "x"}).status_code == 422


def test_where_no_other_unit_fits_the_page_says_whom_to_telephone(sign_in, worked):
    case, child = worked
    social = sign_in("social.pp")
    press(social, case, child, broker_unit="police-pp")
    press(social, case, child, broker_unit="ngo-pp")
    shown = text(social.get(f"/cases/{case.code}/pressure/unseen/"))
    assert "Telephone:" in shown
    assert "Ask for help at once</button>" not in shown


def test_no_box_sends_anybody_to_the_brokers_unit_and_who_may_read_the_record_is_told_so(sign_in, worked, cast):
    case, child = worked
    press(sign_in("duty.pp"), case, child, broker_unit="social-pp")
    rows("insert into relation (id, case_id, child_id, unit, compartment, ground, since) values (gen_random_uuid(), %s, null, %s,"
         " 'justice', 'holds_step', %s) returning id",
         [case.id, cast["prosecutor.pp"].unit_id, timezone.now()], role="definer")  # fmt: skip
    shown = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", box(sign_in("prosecutor.pp"), case))).split())
    unit = cast["social.pp"].unit
    assert "Police and social services were told" not in shown
    assert f"Told: {cast['duty.pp'].unit.name}. Call and ask" in shown
    assert f"Do not speak with {unit.name} about this" in shown
    assert shown.count(unit.name) == 1
    assert "social services were told" not in text(sign_in("duty.pp").get(f"/cases/{case.code}/timeline/"))


def test_who_takes_the_check_reads_from_whom_it_must_be_kept_and_who_is_only_asked_does_not(sign_in, worked, cast):
    case, child = worked
    social, ngo = sign_in("social.pp"), sign_in("ngo.pp")
    place = press(social, case, child, broker_unit="police-pp")
    warned = f"Do not speak with {cast['duty.pp'].unit.name} about this"
    assert warned in text(social.get(f"/cases/{case.code}/"))
    with session("app", timezone.now(), cast["social.pp"].id):
        check = Step.objects.get(case=case, kind="safety_check")
    assert warned in text(social.get(f"/steps/{check.id}/"))
    asked = act(cast["social.pp"], handoffs.hand_on, timezone.now(), step_id=check.id, to_unit=cast["ngo.pp"].unit,
                why="be quick", urgency="urgent")  # fmt: skip
    assert warned in text(social.get(f"/handoffs/{asked.id}/"))
    assert warned not in text(ngo.get(f"/handoffs/{asked.id}/")), "who is only asked may say no"
    act(cast["ngo.pp"], handoffs.accept, timezone.now(), handoff_id=asked.id)
    for page in (f"/handoffs/{asked.id}/", f"/steps/{check.id}/", f"/cases/{case.code}/"):
        answer = ngo.get(page)
        assert warned in text(answer), page
        assert place in answer.content.decode(), page
        assert "Secretword" in text(ngo.get(place))


def test_who_opened_the_placement_in_an_emergency_goes_to_a_place_of_danger_and_reads_whom_not_to_speak_with(
    sign_in, worked, cast
):
    case, child = worked
    social, nurse, base = sign_in("social.pp"), cast["nurse.pp"], f"/cases/{case.code}/"
    arrived = social.post(f"{base}arrivals/new/", {"person": str(child.id), "place": "Red house", "safe": "no"})
    assert arrived.status_code == 302
    record = press(social, case, child, broker_unit="police-pp")
    for reader, second, warned in ((nurse, cast["social.pp"], True), (cast["duty.pp"], cast["social.pp"], False)):
        row = asked(reader, timezone.now(), case.code, compartments=("placement",), second=second.unit)
        assert answered(second, timezone.now(), row).case_id == case.id
        client = sign_in(reader.username)
        shown = client.get(base)
        assert (f"Do not speak with {cast['duty.pp'].unit.name} about this" in text(shown)) is warned
        assert record not in shown.content.decode(), "what was recorded is of justice"
        look = re.search(rf"{base}arrivals/[0-9a-f-]+/place/", shown.content.decode())
        assert (look is not None) is warned
    look = re.search(rf"{base}arrivals/[0-9a-f-]+/place/", sign_in("nurse.pp").get(base).content.decode())[0]
    assert "Red house" in text(sign_in("nurse.pp").post(look, {"purpose": "safety"}))


def test_the_way_back_and_the_same_press_make_one_record(sign_in, worked):
    case, child = worked
    social = sign_in("social.pp")
    first = press(social, case, child)
    assert press(social, case, child) == first
    other = press(social, case, child, text="Otherword")
    assert other != first, "other words are another record"
    assert social.post(first, {"text": "another case"}).status_code == 302
    assert press(social, case, child) not in {first, other}, "what was taken back can be recorded anew"
    assert rows("select count(*) from ledger_entry where act = 'pressure.write'", role="auditor") == [(3,)]


def test_the_box_of_pressure_offers_no_word_that_would_not_end_it(sign_in, worked):
    case, child = worked
    social = sign_in("social.pp")
    press(social, case, child)
    assert "The child is somewhere safe now" not in box(social, case)


@pytest.mark.parametrize("ago", [timedelta(0), timedelta(days=2)])
def test_where_the_child_is_tonight_says_one_thing(sign_in, worked, cast, ago):
    case, child = worked
    social, now = sign_in("social.pp"), timezone.now()
    with session("app", now, cast["social.pp"].id):
        child = Person.objects.select_related("case").get(id=child.id)
    act(cast["social.pp"], danger.arrive, now, case=case, child=child, place="a house", safe=True)
    act(cast["social.pp"], pressing.record_pressure, timezone.now(), case=case, child=child, sort="threat", on_whom="family",
        text="x", occurred_at=timezone.now() - ago)  # fmt: skip
    shown = text(social.get(f"/cases/{case.code}/"))
    assert "Safe there: yes" not in shown
    assert "The place was safe on arrival, but somebody may be under pressure" in shown
    assert "A later word says" not in shown


def test_wrong_fields_are_said_at_once_and_what_was_typed_stays(sign_in, worked):
    case, _child = worked
    answer = sign_in("social.pp").post(
        f"/cases/{case.code}/pressure/new/", {"sort": "other", "on_whom": "", "text": "", "person": "x"}
    )
    assert answer.status_code == 422


def test_the_brokers_unit_reads_the_same_pages_as_before(sign_in, worked):
    case, child = worked
    duty, social = sign_in("duty.pp"), sign_in("social.pp")
    pages = (f"/cases/{case.code}/", f"/cases/{case.code}/timeline/", f"/cases/{case.code}/people/{child.id}/", f"/cases/{case.code}/seen/",
             "/cases/", "/cases/steps/", "/cases/waiting/", "/desk/", f"/cases/{case.code}/sharing/")  # fmt: skip
    before = read(duty, pages)
    answer = social.post(
        f"/cases/{case.code}/pressure/new/", FORM | {"person": str(child.id), "broker_unit": "police-pp"}
    )
    assert answer.status_code == 302
    assert read(duty, pages) == before
    gone = duty.get(answer["Location"])
    assert (gone.status_code, "Secretword" in gone.content.decode()) == (404, False)


def test_a_mistake_is_said_by_who_recorded_it_and_nobody_else_is_offered_it(sign_in, worked):
    case, child = worked
    social = sign_in("social.pp")
    place = social.post(f"/cases/{case.code}/pressure/new/", FORM | {"person": str(child.id)})["Location"]
    assert "It was recorded by mistake" in text(social.get(place))
    assert "It was recorded by mistake" not in text(sign_in("duty.pp").get(place))
    assert social.post(place, {"text": ""}).status_code == 422
    assert social.post(place, {"text": "another case"}).status_code == 302
    assert "what was hidden stays hidden" in text(social.get(place))
    assert "is not safe" not in text(social.get(f"/cases/{case.code}/"))


def test_the_brokers_unit_is_no_choice_for_sharing_and_page_and_api_refuse_it(sign_in, worked, cast):
    case, child = worked
    social = sign_in("social.pp")
    give = f"/cases/{case.code}/sharing/give/"
    choice = 'value="ngo-pp"'
    assert choice in social.get(give).content.decode()
    social.post(f"/cases/{case.code}/pressure/new/", FORM | {"person": str(child.id), "broker_unit": "ngo-pp"})
    assert choice not in social.get(give).content.decode()
    assert choice in social.get(f"/cases/{case.code}/sharing/keep/").content.decode(), (
        "that it was not given can be said"
    )
    until = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%d")
    posted = {"to_unit": "ngo-pp", "compartments": ["care"], "person": str(child.id), "purpose": "shelter",
              "ground": "risk_of_harm", "until": until, "text": "harm"}  # fmt: skip
    answer = social.post(give, posted)
    assert answer.status_code == 422
    assert "Pressure on a child of this case was recorded" in text(answer)


def test_beside_the_urgency_stands_that_a_child_is_not_safe(sign_in, worked):
    case, child = worked
    social, said = sign_in("social.pp"), "A child is not safe now"
    assert said not in text(social.get(f"/cases/{case.code}/"))
    social.post(f"/cases/{case.code}/pressure/new/", FORM | {"person": str(child.id)})
    assert said in text(social.get(f"/cases/{case.code}/"))
