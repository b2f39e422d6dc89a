"""The pages about pressure: the form, what was recorded, and what each unit of the case reads of it."""

import pytest
from django.utils import timezone

from samaki.cases.models import Person
from samaki.database import session
from samaki.handoffs import operations as handoffs
from tests.acting import act
from tests.web.staff.test_people_pages import text

FORM = {
    "sort": "threat",
    "on_whom": "family",
    "text": "Secretword",
    "who": "Otherword",
    "broker_unit": "",
    "on_person": "",
}


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
    before = {page: text(duty.get(page)) for page in pages}
    answer = social.post(
        f"/cases/{case.code}/pressure/new/", FORM | {"person": str(child.id), "broker_unit": "police-pp"}
    )
    assert answer.status_code == 302
    assert {page: text(duty.get(page)) for page in pages} == before
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
