"""Who of a unit does a step: its members read the name, everybody else the unit."""

import pytest

from samaki.cases.models import Step
from samaki.database import session
from tests.web.staff.reading import forms

POLICE = ("duty.pp", "officer.pp")


@pytest.fixture
def given(sign_in, opened, cast):
    """A step of the police that the duty officer gave to the investigator."""
    case, _draft = opened()
    with session("app", case.opened_at, cast["duty.pp"].id):
        step = Step.objects.filter(case=case, holder=cast["duty.pp"].unit_id, state="open", kind="verification").get()
    answer = sign_in("duty.pp").post(f"/steps/{step.id}/assign/", {"worker": "officer.pp"})
    assert answer.status_code == 302
    return case, step


def read(client, path):
    return client.get(path).content.decode()


def test_the_name_stands_on_every_page_of_the_step(given, sign_in, cast):
    case, step = given
    duty, name = sign_in("duty.pp"), cast["officer.pp"].name_en
    for path in (f"/cases/{case.code}/", f"/steps/{step.id}/", "/desk/", f"/cases/{case.code}/timeline/"):
        assert f"Does it: {name}" in read(duty, path), path


def test_you_is_only_who_is_named(given, sign_in, cast):
    case, _step = given
    assert "Your step: " in read(sign_in("officer.pp"), f"/cases/{case.code}/")
    page = read(sign_in("duty.pp"), f"/cases/{case.code}/")
    assert "Your step: " not in page
    assert '<span class="you">you</span>' not in page
    assert f'<span class="you">{cast["officer.pp"].name_en}</span>' in page
    assert '<span class="you">your unit</span>' in page, "the step for which nobody is named yet"


def test_another_unit_reads_no_name(given, sign_in, cast, opened):
    case, _step = given
    with session("app", case.opened_at, cast["duty.pp"].id):
        draft = case.handoffs.get(state="draft")
    sign_in("duty.pp").post(f"/handoffs/{draft.id}/offer/")
    social = sign_in("social.pp")
    for path in (f"/cases/{case.code}/", f"/cases/{case.code}/timeline/", f"/handoffs/{draft.id}/", "/desk/"):
        assert cast["officer.pp"].name_en not in read(social, path), path


def test_who_accepts_names_who_does_it(sign_in, opened, cast, now):
    _case, draft = opened()
    sign_in("duty.pp").post(f"/handoffs/{draft.id}/offer/")
    social = sign_in("social.pp")
    page = social.get(f"/handoffs/{draft.id}/")
    assert f"/handoffs/{draft.id}/accept/" in forms(page)
    for stranger in ("officer.pp", "nobody"):
        answer = social.post(f"/handoffs/{draft.id}/accept/", {"worker": stranger})
        assert answer.status_code == 422
        assert "Choose somebody of your own unit." in answer.content.decode()
    social.post(f"/handoffs/{draft.id}/accept/", {"worker": "social.pp"})
    with session("app", now, cast["social.pp"].id):
        assert Step.objects.get(id=draft.step_id).worker_id == cast["social.pp"].id


def test_who_confirms_a_yes_by_telephone_names_who_does_it(sign_in, opened, cast):
    _case, draft = opened()
    duty, social = sign_in("duty.pp"), sign_in("social.pp")
    duty.post(f"/handoffs/{draft.id}/offer/")
    duty.post(f"/handoffs/{draft.id}/accept-by-phone/", {"who": "Sophal", "number": "012 345 678"})
    page = read(social, f"/handoffs/{draft.id}/")
    assert 'id="confirm-phone"' in page
    answer = social.post(f"/handoffs/{draft.id}/confirm-phone/", {"worker": "officer.pp"})
    assert answer.status_code == 422, "of another unit"
    assert social.post(f"/handoffs/{draft.id}/confirm-phone/", {"worker": "social.pp"}).status_code == 302
    with session("app", draft.case.opened_at, cast["social.pp"].id):
        assert Step.objects.get(id=draft.step_id).worker_id == cast["social.pp"].id


def test_nobody_is_offered_or_named_whose_role_takes_no_step(given, sign_in, opened, cast):
    _case, step = given
    duty = sign_in("duty.pp")
    for path in (f"/steps/{step.id}/", "/cases/steps/"):
        page = read(duty, path)
        assert 'value="officer.pp"' in page, path
        assert 'value="privacy.pp"' not in page, path
    answer = duty.post(f"/steps/{step.id}/assign/", {"worker": "privacy.pp"})
    assert answer.status_code == 422
    assert "takes no steps" in answer.content.decode()
    _other, draft = opened()
    duty.post(f"/handoffs/{draft.id}/offer/")
    social = sign_in("social.pp")
    assert 'value="privacy.social"' not in read(social, f"/handoffs/{draft.id}/")
    assert social.post(f"/handoffs/{draft.id}/accept/", {"worker": "privacy.social"}).status_code == 422
