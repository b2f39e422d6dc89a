"""The page that closes a part says what that does before the form is filled; a child who is not safe is never left."""

from datetime import timedelta

import pytest
from django.utils import timezone

from samaki.cases.models import Person, Strand
from samaki.database import session
from samaki.handoffs import operations as handoffs
from samaki.journeys import closing, danger, doing
from tests.acting import act, own_case, step_of, taken
from tests.journeys.children import about, safe

NOT_SAFE = {"en": "The last word on this child is: not safe.", "km": "ព័ត៌មានចុងក្រោយអំពីកុមារនេះ៖ មិនមានសុវត្ថិភាពទេ"}
ENDS = {"en": ("This step of ours ends:", "This offer is withdrawn:"),
        "km": ("ជំហានរបស់យើងនេះនឹងចប់៖", "សំណើនេះនឹងត្រូវដកវិញ៖")}  # fmt: skip
BACK = {"en": "is not offered again by itself", "km": "មិនត្រូវបានស្នើម្ដងទៀតដោយខ្លួនឯងទេ"}


@pytest.fixture
def then():
    return timezone.now() - timedelta(minutes=30)


@pytest.fixture
def case(cast, then):
    return own_case(cast["duty.pp"], then)


def care_of(by, case, then):
    with session("app", then, by.id):
        return Strand.objects.get(case=case, kind="care")


def not_safe(by, case, then):
    with session("app", then, by.id):
        child = Person.objects.select_related("case").get(case=case, part="survivor")
    act(by, danger.arrive, then, case=case, child=child, place=None, safe=False)


def read(client, path, lang):
    return client.get(f"{path}?lang={lang}").content.decode().replace("\u200b", "")


@pytest.mark.parametrize("lang", ["en", "km"])
def test_the_page_says_first_that_the_child_is_not_safe_and_where_to_record_it(case, cast, then, sign_in, lang):
    social = cast["social.pp"]
    taken(case, "first_safe_contact", cast["duty.pp"], social, then)
    path = f"/strands/{care_of(social, case, then).id}/close/"
    assert NOT_SAFE[lang] not in read(sign_in("social.pp"), path, lang)
    assert 'value="care_goals_reached"' in read(sign_in("social.pp"), path, lang)
    not_safe(social, case, then)
    shown = read(sign_in("social.pp"), path, lang)
    assert NOT_SAFE[lang] in shown[: shown.index('id="form"')]
    assert f'href="/cases/{case.code}/arrivals/new/?person=' in shown
    assert 'value="care_goals_reached"' not in shown
    assert 'value="duplicate"' in shown


def test_before_a_childs_care_closes_the_page_leads_to_what_is_still_open_until_somebody_looked(
    case, cast, then, sign_in
):
    social = cast["social.pp"]
    taken(case, "first_safe_contact", cast["duty.pp"], social, then)
    client, path = sign_in("social.pp"), f"/strands/{care_of(social, case, then).id}/close/"
    with session("app", then, social.id):
        child = Person.objects.select_related("case").get(case=case, part="survivor")
    way = f"/cases/{case.code}/people/{child.id}/care/closing/"
    assert f'href="{way}"' in read(client, path, "en")
    about.promised(social, then, child)
    safe.planned(social, then, child)
    safe.placed(social, then, child)
    page = read(client, way, "en")
    for said in (
        "The safety plan stands",
        "The child stays somewhere that is no family",
        "1 promise to the child is open",
    ):
        assert said in page, said
    assert client.post(way, {"text": ""}).status_code == 422
    made = client.post(way, {"text": "the aunt goes on"})
    assert "1 promise to the child is open" in client.get(made["Location"]).content.decode(), (
        "what was open then is kept"
    )
    assert f'href="{way}"' not in read(client, path, "en")


def test_a_form_sent_all_the_same_is_refused_with_the_way_on(case, cast, then, sign_in):
    social = cast["social.pp"]
    taken(case, "first_safe_contact", cast["duty.pp"], social, then)
    not_safe(social, case, then)
    care = care_of(social, case, then)
    answer = sign_in("social.pp").post(f"/strands/{care.id}/close/", {"reason": "care_goals_reached"})
    assert answer.status_code == 409
    assert f'href="/cases/{case.code}/arrivals/new/?person=' in answer.content.decode()
    assert care_of(social, case, then).state == "open"


@pytest.mark.parametrize("lang", ["en", "km"])
def test_the_page_lists_our_steps_that_end_and_the_offers_that_are_withdrawn(case, cast, then, sign_in, lang):
    duty = cast["duty.pp"]
    step = step_of(duty, then, case, "first_safe_contact")
    asked = act(
        duty, handoffs.hand_on, then, step_id=step.id, to_unit=cast["social.pp"].unit, why="words", urgency="urgent"
    )
    shown = read(sign_in("duty.pp"), f"/strands/{care_of(duty, case, then).id}/close/", lang)
    before_the_form = shown[: shown.index('id="form"')]
    for words in ENDS[lang]:
        assert words in before_the_form
    assert f'href="/steps/{step.id}/"' in before_the_form
    assert f'href="/handoffs/{asked.id}/"' in before_the_form


def test_open_work_of_another_unit_is_said_before_the_form(case, cast, then, sign_in):
    taken(case, "first_safe_contact", cast["duty.pp"], cast["social.pp"], then)
    client = sign_in("duty.pp")
    shown = read(client, f"/strands/{care_of(cast['duty.pp'], case, then).id}/close/", "en")
    assert "This step of ours ends:" not in shown
    assert "There is open work with" in shown[: shown.index('id="form"')]


@pytest.mark.parametrize("lang", ["en", "km"])
def test_the_page_that_opens_it_again_says_what_comes_back_and_what_does_not(case, cast, then, sign_in, lang):
    social = cast["social.pp"]
    step = taken(case, "first_safe_contact", cast["duty.pp"], social, then)
    care = care_of(social, case, then)
    act(social, closing.close_strand, then, strand_id=care.id, reason="services_declined")
    client, path = sign_in("social.pp"), f"/strands/{care.id}/reopen/"
    shown = read(client, path, lang)
    assert BACK[lang] in shown
    assert f'href="/steps/{step.id}/"' in shown
    assert client.post(path, {"reason": "closed_in_error"}).status_code == 302
    assert step_of(social, timezone.now(), case, "first_safe_contact").state == "open"


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "Not recorded in this file as done"), ("km", "មិនទាន់មានកត់ត្រាក្នុងសំណុំរឿងនេះ")]
)
def test_the_page_says_first_which_decisions_are_not_in_the_file(case, cast, then, sign_in, lang, said):
    duty = cast["duty.pp"]
    with session("app", then, duty.id):
        justice = Strand.objects.get(case=case, kind="justice")
    shown = read(sign_in("duty.pp"), f"/strands/{justice.id}/close/", lang)
    assert said in shown[: shown.index('id="form"')]
    assert said not in read(sign_in("duty.pp"), f"/strands/{care_of(duty, case, then).id}/close/", lang)


def test_convicted_without_a_judgment_is_asked_for_in_words_and_what_was_chosen_stays(case, cast, then, sign_in):
    duty, prosecutor = cast["duty.pp"], cast["prosecutor.pp"]
    act(duty, doing.start_step, then, case_id=case.id, kind="prosecutor_decision")
    taken(case, "prosecutor_decision", duty, prosecutor, then)
    act(duty, doing.stop_step, then, step_id=step_of(duty, then, case, "verification").id, reason="replaced")
    with session("app", then, prosecutor.id):
        justice = Strand.objects.get(case=case, kind="justice")
    client, path = sign_in("prosecutor.pp"), f"/strands/{justice.id}/close/"
    asked = client.post(path, {"reason": "convicted", "text": ""})
    page = asked.content.decode()
    assert asked.status_code == 422
    assert 'href="#id_text"' in page
    assert 'value="convicted" checked' in page
    assert client.post(path, {"reason": "convicted", "text": "Court of Phnom Penh, 5/3/2026"}).status_code == 302


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ("Child 1 is not safe", "This step brings children to safety")),
        ("km", ("មិនមានសុវត្ថិភាពទេ", "ជំហាននេះនាំកុមារទៅរកសុវត្ថិភាព")),
    ],
)
def test_the_page_of_justice_says_first_which_child_is_not_safe_and_which_step_keeps_it_open(
    cast, then, sign_in, lang, said
):
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, then, urgency="emergency")
    taken(case, "first_safe_contact", duty, social, then)
    not_safe(social, case, then)
    with session("app", then, duty.id):
        justice = Strand.objects.get(case=case, kind="justice")
    client, path = sign_in("duty.pp"), f"/strands/{justice.id}/close/"
    shown = read(client, path, lang)
    before_the_form = shown[: shown.index('id="form"')]
    rescue = step_of(duty, then, case, "joint_operation")
    for words in (*said, f'href="/steps/{rescue.id}/"'):
        assert words in before_the_form
    assert 'value="no_offence"' not in shown
    assert client.post(path, {"reason": "no_offence", "text": "a sentence"}).status_code == 409
    asked = client.post(path, {"reason": "duplicate", "text": ""})
    assert asked.status_code == 422
    assert 'href="#id_text"' in asked.content.decode()
    given = {"reason": "duplicate", "text": "the other file goes on"}
    asked = client.post(path, given)
    assert asked.status_code == 422
    assert 'href="#id_other_case"' in asked.content.decode()
    other = own_case(duty, then)
    assert client.post(path, given | {"other_case": other.code}).status_code == 302
    assert f"the work goes on in {other.code}" in read(sign_in("duty.pp"), f"/cases/{case.code}/", "en")
    assert "closed while a child is not safe" in read(sign_in("social.pp"), "/desk/", "en")
