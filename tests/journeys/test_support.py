"""Who led a critical step and who paid for it: inferred from the record, confirmed by the way, and disagreement stays in sight."""

import json
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from samaki.cases.models import Step
from samaki.database import session
from samaki.database.refusals import CannotMove, Invalid, NotAllowed
from samaki.journeys import doing, mending
from samaki.journeys.support.inferring import infer, level_of, sorted_out
from samaki.journeys.support.inputs import begin_input, mark_input_error, withdraw_input
from samaki.journeys.support.models import MentorInput
from samaki.journeys.support.others import say_who_led
from samaki.ledger.operations import record
from tests.acting import act, own_case, step_of, taken
from tests.everything import rows, value

STEP = uuid.uuid4()


def client_of(member):
    client = Client(headers={"accept-language": "en"})
    client.force_login(member)
    return client


def critical(cast, now):
    """A file to the prosecutor, held by the police."""
    case = own_case(cast["duty.pp"], now)
    act(cast["duty.pp"], doing.start_step, now, case_id=case.id, kind="police_file")
    return step_of(cast["duty.pp"], now, case, "police_file")


def of_mentor(cast, now, step, what, subject):
    """An act of the mentor on this case."""
    with session("app", now, cast["mentor"].id):
        record(what, by=cast["mentor"], now=now, subject=subject, case_id=step.case_id)


@pytest.mark.parametrize(
    ("acts", "wrote", "level"),
    [
        ([], False, 5),
        ([("look.care", None)], False, 5),
        ([("message.write", None)], False, 4),
        ([("message.write", None), ("conference.say", uuid.UUID(int=7))], False, 3),
        ([("step.assign", STEP)], False, 2),
        ([], True, 1),
    ],
    ids=["nothing", "a look", "a message", "in the room", "at work", "wrote it"],
)
def test_the_record_shows_who_led(acts, wrote, level):
    assert level_of(sorted_out(acts, STEP, wrote=wrote)) == level


def test_what_the_record_shows_stands_ticked_and_what_was_said_stands_beside_it(cast, now):
    step, duty = critical(cast, now), cast["duty.pp"]
    client = client_of(cast["duty.pp"])
    form = client.get(f"/steps/{step.id}/").content.decode()
    assert 'value="5" checked' in form
    assert 'value="agency" checked' in form
    later = now + timedelta(hours=1)
    of_mentor(cast, later, step, "conference.say", cast["mentor"].unit)
    act(cast["mentor"], begin_input, later, form="money", area="12", kind="police_file", since=now.date())
    with session("app", later, duty.id):
        seen = infer(Step.objects.select_related("case").get(id=step.id), duty, later)
    assert (seen.level, seen.paid) == (3, "mentor")
    made = act(duty, doing.do_step, later, step_id=step.id, outcome="sent", support_level=5, paid="agency")
    assert (made.support_level, made.support_inferred, made.paid, made.paid_inferred) == (5, 3, "agency", "mentor")
    facts = value("select facts::text from ledger_entry where act = 'step.done' and subject_id = %s", [made.id])
    told = [json.loads(facts)[name] for name in ("support_level", "inferred", "paid", "paid_inferred", "passed")]
    assert told == [5, 3, "agency", "mentor", False]
    page = client.get(f"/steps/{step.id}/").content.decode()
    assert page.count("The record shows something else") == 2, "who led, and who paid"
    act(duty, mending.take_back_step, later, step_id=step.id, text="the wrong step")
    again = step_of(duty, later, made.case, "police_file")
    assert (again.support_level, again.support_inferred, again.paid, again.paid_inferred) == (None, None, "", "")


def test_of_other_steps_nobody_is_asked_and_nothing_is_held_up(cast, now):
    case = own_case(cast["duty.pp"], now)
    step = step_of(cast["duty.pp"], now, case, "verification")
    assert 'name="support_level"' not in client_of(cast["duty.pp"]).get(f"/steps/{step.id}/").content.decode()
    done = act(cast["duty.pp"], doing.do_step, now, step_id=step.id, outcome="confirmed")
    assert (done.support_inferred, done.paid_inferred) == (None, "")
    step = critical(cast, now)
    with pytest.raises(Invalid):
        act(cast["duty.pp"], doing.do_step, now, step_id=step.id, outcome="sent", paid="no such")
    silent = act(cast["duty.pp"], doing.do_step, now, step_id=step.id, outcome="sent")
    assert (silent.support_level, silent.support_inferred, silent.paid, silent.paid_inferred) == (None, 5, "", "agency")


def test_a_family_that_paid_is_looked_into_by_another_agency_once(cast, now):
    step, duty = critical(cast, now), cast["duty.pp"]
    for _each in range(2):
        act(duty, doing.do_step, now, step_id=step.id, outcome="sent", paid="family")
        act(duty, mending.take_back_step, now, step_id=step.id, text="the wrong step")
    act(duty, doing.do_step, now, step_id=step.id, outcome="sent", paid="agency")
    assert value("select count(*) from complaint") == 1
    act(duty, mending.correct_step, now, step_id=step.id, text="they paid after all", paid="family")
    ((about, unit, handler, call_at),) = rows("select about, about_unit, handler, call_at from complaint")
    assert (about, unit) == ([duty.unit.agency_id], duty.unit_id)
    assert call_at is not None
    assert handler != duty.unit_id


def test_another_unit_says_who_led_and_its_word_stands_beside(cast, now):
    case, duty, other = own_case(cast["duty.pp"], now), cast["duty.pp"], cast["duty.sr"]
    act(duty, doing.start_step, now, case_id=case.id, kind="police_file")
    step = taken(case, "police_file", duty, other, now)
    with pytest.raises(CannotMove):
        act(duty, say_who_led, now, step_id=step.id, level=3)
    act(other, doing.do_step, now, step_id=step.id, outcome="sent", support_level=5)
    with pytest.raises(NotAllowed):
        act(other, say_who_led, now, step_id=step.id, level=3)
    client = client_of(cast["duty.pp"])
    page = client.get(f"/steps/{step.id}/").content.decode()
    assert f'action="/steps/{step.id}/led/"' in page
    assert client.post(f"/steps/{step.id}/led/", {"support_level": ""}).status_code == 422
    assert client.post(f"/steps/{step.id}/led/", {"support_level": "2"}).status_code == 302
    shown = client_of(cast["duty.sr"]).get(f"/steps/{step.id}/").content.decode()
    assert f"Who led, as {duty.unit.name} saw it" in shown
    assert "/led/" not in shown
    with session("app", now, cast["social.sr"].id), pytest.raises(Step.DoesNotExist):
        say_who_led(step_id=step.id, level=3, by=cast["social.sr"], now=now)


def test_the_mentor_writes_down_what_it_gives_and_withdraws_each_by_itself(cast, now):
    mentor, given = cast["mentor"], {"area": "12", "kind": "", "since": now.date() - timedelta(days=9)}
    money, advice = (act(mentor, begin_input, now, form=form, **given) for form in ("money", "advice"))
    with pytest.raises(NotAllowed):
        act(cast["duty.pp"], begin_input, now, form="money", **given)
    for wrong in (
        {"form": "love"},
        {"area": "no such"},
        {"kind": "no such"},
        {"since": now.date() + timedelta(days=2)},
    ):
        with pytest.raises(Invalid):
            act(mentor, begin_input, now, **({"form": "money"} | given | wrong))
    with pytest.raises(Invalid):
        act(mentor, withdraw_input, now, input_id=money.id, until=now.date() - timedelta(days=20))
    act(mentor, withdraw_input, now, input_id=money.id, until=now.date())
    with pytest.raises(CannotMove):
        act(mentor, withdraw_input, now, input_id=money.id, until=now.date())
    act(mentor, mark_input_error, now, input_id=advice.id)
    with pytest.raises(CannotMove):
        act(mentor, mark_input_error, now, input_id=advice.id)
    with session("app", now, cast["duty.pp"].id):
        kept = list(MentorInput.objects.order_by("id").values_list("form", "until"))
    assert kept == [("money", now.date()), ("advice", None)]

    client, where = client_of(cast["mentor"]), "/independence/inputs/"
    refused = client.post(where, {"form": "", "area": "17", "kind": "police_file", "since": "2026"})
    assert refused.status_code == 422
    assert 'value="17" selected' in refused.content.decode()
    assert client.post(where, {"form": "transport", "area": "", "kind": "", "since": ""}).status_code == 302
    shown = client.get(where).content.decode()
    assert shown.index("Given now") < shown.index("Transport") < shown.index("Given before") < shown.index("Money")
    with session("app", timezone.now(), mentor.id):
        row = MentorInput.objects.get(form="transport").id
    wrong = client.post(f"{where}{row}/withdraw/", {"until": "yesterday or so"})
    assert wrong.status_code == 422
    assert "yesterday or so" in wrong.content.decode()
    assert client.post(f"{where}{row}/withdraw/", {"until": ""}).status_code == 302
    assert client.post(f"{where}{row}/mistake/").status_code == 302
    police = client_of(cast["duty.pp"])
    assert "Write down what is given" not in police.get(where).content.decode()
    assert police.post(f"{where}{row}/mistake/").status_code == 403
    assert Client().get(where).status_code == 302
