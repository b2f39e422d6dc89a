"""A step that was left out or stopped has a sign and a word of its own: it does not look done."""

from django.utils import timezone

from samaki.cases.models import Step
from samaki.database import session


def test_a_stopped_step_does_not_look_done(sign_in, opened, cast):
    case, _draft = opened()
    with session("app", timezone.now(), cast["duty.pp"].id):
        step = Step.objects.get(case=case, kind="verification", state="open")
    before = sign_in("duty.pp").get(f"/cases/{case.code}/").content.decode()
    assert "Will not be done" not in before
    sent = {"reason": "other", "text": "Not needed"}
    assert sign_in("duty.pp").post(f"/steps/{step.id}/stop/", sent).status_code == 302
    page = sign_in("duty.pp").get(f"/cases/{case.code}/").content.decode()
    assert 'href="#g-stopped"' in page
    assert "left out or stopped, with a reason" in page, "in the legend"
    assert '<td data-label="State">Will not be done</td>' in page, "in the table"
