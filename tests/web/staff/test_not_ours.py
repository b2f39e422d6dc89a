"""No page offers a form that the reader may not send."""

import pytest
from django.utils import timezone

from samaki.cases.models import Step
from samaki.database import session
from samaki.handoffs import operations as handoffs
from tests.acting import act
from tests.web.staff.reading import forms


def acts(answer):
    return set(forms(answer)) - {"/sign-out/"}


@pytest.fixture
def asked(opened, cast):
    case, draft = opened()
    act(cast["duty.pp"], handoffs.offer, timezone.now(), handoff_id=draft.id)
    return case, draft


def test_the_unit_that_is_asked_is_led_to_the_asking(asked, sign_in):
    _case, draft = asked
    for page in (f"/steps/{draft.step_id}/", f"/steps/{draft.step_id}/hand-on/"):
        answer = sign_in("social.pp").get(page)
        words = answer.content.decode()
        assert answer.status_code == 200
        assert acts(answer) == set()
        assert "is held by" in words
        assert "You can save all the same" not in words
        assert "You hold it until they accept" not in words
        assert f'href="/handoffs/{draft.id}/"' in words


def test_who_handed_a_step_on_sees_who_holds_it(asked, sign_in, cast):
    _case, draft = asked
    act(cast["social.pp"], handoffs.accept, timezone.now(), handoff_id=draft.id)
    answer = sign_in("officer.pp").get(f"/steps/{draft.step_id}/")
    assert acts(answer) == set()
    assert cast["social.pp"].unit.name_en in answer.content.decode()


def test_the_holder_has_the_forms(asked, sign_in):
    _case, draft = asked
    assert f"/steps/{draft.step_id}/" in acts(sign_in("duty.pp").get(f"/steps/{draft.step_id}/"))


def test_a_step_that_has_ended_has_none(opened, sign_in, cast):
    case, _draft = opened()
    with session("app", timezone.now(), cast["duty.pp"].id):
        ended = Step.objects.filter(case=case, state="done").first()
    answer = sign_in("duty.pp").get(f"/steps/{ended.id}/")
    assert acts(answer) == set()
    assert "This step has ended" in answer.content.decode()


def test_a_sent_form_on_a_foreign_step_is_refused_with_the_same_page(asked, sign_in):
    _case, draft = asked
    answer = sign_in("social.pp").post(
        f"/steps/{draft.step_id}/", {"outcome": "seen_safe", "occurred_at": "2026-01-05"}
    )
    assert answer.status_code == 403
    assert "2026-01-05" in answer.content.decode()
    assert acts(answer) == set()


@pytest.mark.parametrize("who", ["oversight", "mentor", "admin", "ngo.pp", "privacy.pp"])
def test_who_may_not_open_a_case_is_told_before_writing(who, sign_in):
    answer = sign_in(who).get("/cases/new/")
    assert answer.status_code == 403
    assert acts(answer) == set()
    assert "This did not happen" not in answer.content.decode()
