"""What a page says is what was recorded: help that did not arrive, a child in danger, which child, what came out of it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from samaki.agencies.country import pack
from samaki.cases.models import Person, Step, Strand
from samaki.database import session
from samaki.handoffs import operations as handoffs
from samaki.handoffs.models import Handoff
from samaki.journeys import closing, danger, doing, observing
from tests.acting import act, handoff_of, own_case, step_of, taken
from tests.everything import rows
from tests.web.staff.reading import forms

LANGUAGES = {"en": ("NOT arrive", "Every link that you see holds"), "km": ("ជំនួយមិនបានទៅដល់", "គ្រប់តំណ")}


@pytest.fixture
def then():
    return timezone.now() - timedelta(minutes=30)


def text(client, path, lang="en"):
    return client.get(f"{path}?lang={lang}").content.decode()


def children(by, case):
    with session("app", timezone.now(), by.id):
        return list(Person.objects.select_related("case").filter(case=case, part="survivor").order_by("number"))


@pytest.fixture
def not_arrived(cast, then):
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, then)
    step = taken(case, "first_safe_contact", duty, social, then)
    act(social, doing.do_step, then, step_id=step.id, outcome="seen_safe")
    asked = handoff_of(duty, then, step)
    act(duty, doing.help_did_not_arrive, then, handoff_id=asked.id, text="nobody came")
    return case, step, asked


@pytest.mark.parametrize("lang", ["en", "km"])
@pytest.mark.parametrize("who", ["duty.pp", "social.pp"])
def test_help_that_did_not_arrive_is_never_shown_as_help(who, lang, not_arrived, cast, sign_in):
    case, _step, asked = not_arrived
    client, word = sign_in(who), LANGUAGES[lang][0]
    page = text(client, f"/handoffs/{asked.id}/", lang)
    assert word in page
    assert "is-missed" in page
    assert "Completed and confirmed" not in page
    assert "confirmed: help arrived" not in page
    assert 'class="state is-done"' not in page
    page = text(client, f"/cases/{case.code}/", lang)
    assert word in page
    assert 'class="r missed"' in page
    assert "#g-missed" in page
    assert LANGUAGES[lang][1] not in page


def test_it_is_mended_once_the_step_was_done_again(not_arrived, cast, sign_in):
    case, *_ = not_arrived
    duty = cast["duty.pp"]
    again = step_of(duty, timezone.now(), case, "first_safe_contact")
    assert "Help did not arrive at 1 step" in text(sign_in("duty.pp"), f"/cases/{case.code}/")
    act(duty, doing.do_step, timezone.now(), step_id=again.id, outcome="seen_safe")
    page = text(sign_in("duty.pp"), f"/cases/{case.code}/")
    assert "elp did not arrive at" not in page
    assert 'class="r missed"' in page


@pytest.mark.parametrize(("fact", "answer"), [("risk", "high"), ("whereabouts", "missing")])
def test_an_observation_of_danger_alarms_as_an_arrival_in_danger_does(fact, answer, cast, then, sign_in):
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, then)
    taken(case, "first_safe_contact", duty, social, then)
    (child,) = children(social, case)
    act(social, danger.arrive, then, case=case, child=child, place="a house", safe=True)
    later = then + timedelta(minutes=5)
    act(social, observing.observe, later, case=case, child=child, fact=fact, answer=answer)
    page = text(sign_in("social.pp"), f"/cases/{case.code}/")
    assert "Child 1 is not safe" in page
    assert "Immediate safety plan" in page
    assert "Every link that you see holds" not in page
    assert "A child is not safe" in text(sign_in("duty.pp"), "/desk/")
    if answer == "missing":
        assert "Missing" in page.split("Where is the child tonight?")[1].split("</section>")[0]
    assert "not safe" in text(sign_in("duty.pp"), f"/cases/{case.code}/").split("Where is the child tonight?")[1]
    assert "Child 1 is not safe" in text(sign_in("social.pp"), f"/cases/{case.code}/timeline/")


def test_a_hold_of_what_keeps_a_child_safe_is_never_every_link_holds(cast, then, sign_in):
    social = cast["social.pp"]
    case = own_case(cast["duty.pp"], then)
    step = taken(case, "first_safe_contact", cast["duty.pp"], social, then)
    client = sign_in("social.pp")
    until = (timezone.localtime() + timedelta(days=3)).date().isoformat()
    given = {"reason": "waiting_order", "until": until, "text": ""}
    refused = client.post(f"/steps/{step.id}/hold/", given)
    assert refused.status_code == 422
    assert "This step keeps a child safe" in refused.content.decode()
    assert client.post(f"/steps/{step.id}/hold/", given | {"text": "her aunt stays with her"}).status_code == 302
    assert "rests past its time" in text(client, "/desk/")
    page = text(client, f"/cases/{case.code}/")
    assert "safety is on hold" in page
    assert "Every link that you see holds" not in page


def test_a_sealed_part_that_is_late_is_said_before_all_in_order(cast, sign_in, then):
    duty, court = cast["duty.pp"], cast["court.pp"]
    long_ago = then - timedelta(days=40)
    case = own_case(duty, long_ago)
    taken(case, "first_safe_contact", duty, cast["social.pp"], long_ago)
    act(duty, doing.start_step, then, case_id=case.id, kind="trial")
    taken(case, "trial", duty, court, then)
    page = text(sign_in("court.pp"), f"/cases/{case.code}/")
    assert "part that is not open to you is overdue" in page
    assert "Every link that you see holds" not in page


def test_every_page_says_which_of_two_children(cast, then, sign_in):
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, then, children=2)
    with session("app", then, duty.id):
        steps = list(Step.objects.filter(case=case, kind="first_safe_contact").order_by("id"))
        strand = Strand.objects.get(case=case, child_id=steps[1].child_id)
    second, police = steps[1], sign_in("duty.pp")
    asked = act(duty, handoffs.hand_on, then, step_id=second.id, to_unit=social.unit, why="words", urgency="urgent")
    for path in ("/desk/", f"/steps/{second.id}/", f"/steps/{second.id}/hand-on/", f"/handoffs/{asked.id}/",
                 "/cases/steps/", "/cases/waiting/"):  # fmt: skip
        assert "(Child 2)" in text(police, path), path
    assert "(Child 2)" in text(police, f"/steps/{second.id}/").split("<title>")[1].split("</title>")[0]
    assert "(Child 2)" in text(sign_in("social.pp"), f"/handoffs/{asked.id}/")
    act(social, handoffs.accept, then, handoff_id=asked.id)
    assert "(Child 2)" in text(sign_in("social.pp"), f"/strands/{strand.id}/close/")
    assert "(Child 2)" in text(sign_in("social.pp"), "/cases/")
    assert "(Child 2)" in text(police, "/desk/"), "the notice that it was accepted"


def test_one_child_needs_no_number(cast, then, sign_in):
    own_case(cast["duty.pp"], then)
    assert "(Child 1)" not in text(sign_in("duty.pp"), "/desk/")


def judged(cast, then):
    duty, court = cast["duty.pp"], cast["court.pp"]
    case = own_case(duty, then)
    act(duty, doing.start_step, then, case_id=case.id, kind="judgment")
    step = taken(case, "judgment", duty, court, then)
    act(court, doing.do_step, then, step_id=step.id, outcome="acquitted")
    return case, step


def test_what_came_out_of_a_step_stands_in_table_and_history_and_leads_to_it(cast, then, sign_in):
    case, step = judged(cast, then)
    page = text(sign_in("duty.pp"), f"/cases/{case.code}/")
    assert "Acquitted" in page.split('class="as-table"')[1].split("</table>")[0]
    assert "Judgment of the court of first instance: Acquitted" in page.split('id="h-story"')[1]
    assert f'href="/steps/{step.id}/"' in page
    assert "Acquitted" in text(sign_in("duty.pp"), f"/steps/{step.id}/")


def test_who_has_not_that_part_of_the_file_reads_no_outcome(cast, then, sign_in):
    case, step = judged(cast, then)
    act(cast["duty.pp"], handoffs.hand_on, then, step_id=step_of(cast["duty.pp"], then, case, "first_safe_contact").id,
        to_unit=cast["social.pp"].unit, why="words", urgency="urgent")  # fmt: skip
    page = text(sign_in("social.pp"), f"/cases/{case.code}/")
    assert "Acquitted" not in page
    assert str(step.id) not in page


def test_why_a_part_was_closed_is_shown(cast, then, sign_in):
    duty = cast["duty.pp"]
    case = own_case(duty, then)
    with session("app", then, duty.id):
        justice = Strand.objects.get(case=case, kind="justice")
    act(duty, closing.close_strand, then, strand_id=justice.id, reason="duplicate")
    page = text(sign_in("duty.pp"), f"/cases/{case.code}/")
    assert "Justice (closed: " in page
    assert "Justice: closed (" in page
    client = sign_in("duty.pp")
    start = text(client, f"/cases/{case.code}/start/")
    assert "Justice is closed" in start
    assert f'href="/strands/{justice.id}/reopen/"' in start
    refused = client.post(f"/cases/{case.code}/start/send/", {"kind": "verification", "person": ""})
    assert refused.status_code == 409
    assert f'href="/strands/{justice.id}/reopen/"' in refused.content.decode()


def test_a_date_of_another_age_is_asked_about_once_and_then_taken(cast, then, sign_in):
    duty = cast["duty.pp"]
    case = own_case(duty, then)
    step, client = step_of(duty, then, case, "first_safe_contact"), sign_in("duty.pp")
    given = {"outcome": "seen_safe", "occurred_at": "1/1/1900"}
    asked = client.post(f"/steps/{step.id}/", given)
    assert asked.status_code == 422
    assert "Is this date right?" in asked.content.decode()
    again = forms(asked)[f"/steps/{step.id}/"]
    assert again["occurred_at_sure"] == ["1/1/1900"]
    other = client.post(f"/steps/{step.id}/", given | {"occurred_at": "1/1/1901", "occurred_at_sure": "1/1/1900"})
    assert other.status_code == 422, "another date is another question"
    assert client.post(f"/steps/{step.id}/", given | {"occurred_at_sure": "1/1/1900"}).status_code == 302
    assert step_of(duty, then, case, "first_safe_contact").ended_occurred_at.year in (1899, 1900)


def test_a_date_before_the_child_was_born_is_asked_about(cast, then, sign_in):
    duty = cast["duty.pp"]
    case = own_case(duty, then)
    (child,) = children(duty, case)
    with session("app", then, duty.id):
        Person.objects.filter(id=child.id).update(age=1)
    given = {"person": str(child.id), "place": "a house", "safe": "yes"}
    client, now = sign_in("duty.pp"), timezone.localtime().year
    for year, sure in (
        (now - 3, 302),
        (now - 5, 422),
    ):  # an age that was guessed may be wrong by some years, not by more
        told = given | {"occurred_at": str(year)}
        assert client.post(f"/cases/{case.code}/arrivals/new/", told).status_code == 422
        assert (
            client.post(f"/cases/{case.code}/arrivals/new/", told | {"occurred_at_sure": str(year)}).status_code == sure
        )


def test_the_step_that_finds_out_shows_both_and_names_what_each_answer_means(cast, then, sign_in):
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, then)
    taken(case, "first_safe_contact", duty, social, then)
    (child,) = children(social, case)
    for answer, words in (("none", "She laughs."), ("some", "She is afraid.")):
        act(social, observing.observe, then, case=case, child=child, fact="risk", answer=answer, text=words)
    task, client = step_of(social, then, case, "settle_observations"), sign_in("social.pp")
    page = text(client, f"/steps/{task.id}/")
    for word in ("What differs", "She laughs.", "She is afraid.", "Risk for the child: Some danger ("):
        assert word in page
    assert "Observations of 1 child differ" in text(client, f"/cases/{case.code}/")
    assert "Two observations of a child differ" in text(client, "/desk/")


def test_a_prosecutors_own_case_is_asked_of_the_police_at_once(cast, then, sign_in):
    prosecutor, duty = cast["prosecutor.pp"], cast["duty.pp"]
    assert "is asked at once of" in text(sign_in("prosecutor.pp"), "/cases/new/")
    case = own_case(prosecutor, then, source="ngo")
    asked = handoff_of(prosecutor, then, step_of(prosecutor, then, case, "verification"))
    assert (asked.state, asked.to_unit_id) == ("offered", duty.unit_id)
    act(duty, handoffs.accept, then, handoff_id=asked.id)
    assert step_of(duty, then, case, "verification").holder_id == duty.unit_id


def test_what_an_emergency_opens_for_others_is_asked_at_once(cast, then, sign_in):
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, then)
    taken(case, "first_safe_contact", duty, social, then)
    act(social, danger.raise_urgency, then, case=case, urgency="emergency")
    asked = handoff_of(social, then, step_of(social, then, case, "joint_operation"))
    assert (asked.state, asked.urgency, asked.to_unit_id) == ("offered", "emergency", duty.unit_id)
    assert step_of(social, then, case, "joint_operation").holder_id == social.unit_id
    page = sign_in("social.pp").get(f"/cases/{case.code}/urgency/")
    assert page.status_code == 200
    assert "those who must act are asked" in page.content.decode()
    assert "<fieldset" not in page.content.decode()


@pytest.mark.parametrize("urgency", ["urgent", "emergency"])
def test_an_offer_asks_why_and_one_that_runs_leads_to_itself(cast, then, sign_in, urgency):
    duty = cast["duty.pp"]
    case = own_case(duty, then)
    step, client = step_of(duty, then, case, "first_safe_contact"), sign_in("duty.pp")
    given = {"to_unit": "social-pp", "why": "  ", "urgency": urgency, "why_code": "next_step"}
    asked = client.post(f"/steps/{step.id}/hand-on/", given)
    assert asked.status_code == 422
    assert "what they must know first" in asked.content.decode()
    given["why"] = "A girl of 12 alone in a guesthouse"
    assert client.post(f"/steps/{step.id}/hand-on/", given).status_code == 302
    again = client.post(f"/steps/{step.id}/hand-on/", given)
    assert again.status_code == 409
    with session("app", timezone.now(), duty.id):
        running = Handoff.objects.get(step=step, state="offered")
    assert f'href="/handoffs/{running.id}/"' in again.content.decode()


@pytest.mark.parametrize(
    ("why", "urgency", "leads"), [("", "urgent", True), ("She is near them", "urgent", False), ("", "emergency", True)]
)
def test_a_draft_without_a_word_leads_to_the_form_that_asks_for_it(cast, then, sign_in, why, urgency, leads):
    duty = cast["duty.pp"]
    step, client = step_of(duty, then, own_case(duty, then), "first_safe_contact"), sign_in("duty.pp")
    given = {"to_unit": "social-pp", "why": why, "urgency": urgency, "why_code": "next_step", "draft": "1"}
    assert client.post(f"/steps/{step.id}/hand-on/", given).status_code == 302
    with session("app", timezone.now(), duty.id):
        waiting = Handoff.objects.get(step=step)
    page = client.get(f"/handoffs/{waiting.id}/")
    assert (f'href="/steps/{step.id}/hand-on/"' in page.content.decode()) is leads
    assert (f"/handoffs/{waiting.id}/offer/" in forms(page)) is not leads


def test_the_page_of_a_step_says_when_it_is_due_and_what_not_to_ask_again(cast, then, sign_in):
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, then)
    step = step_of(duty, then, case, "first_safe_contact")
    asked = act(duty, handoffs.hand_on, then, step_id=step.id, to_unit=social.unit, why="words", urgency="urgent",
                carries={"never_again": "Her age, told on 3 March"})  # fmt: skip
    act(social, handoffs.accept, then, handoff_id=asked.id)
    page = text(sign_in("social.pp"), f"/steps/{step.id}/")
    assert "left, by" in page
    assert "Her age, told on 3 March" in page


def test_one_step_is_one_row_on_the_desk(cast, then, sign_in):
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, then)
    taken(case, "first_safe_contact", duty, social, then)
    page = text(sign_in("social.pp"), "/desk/")
    assert page.count(">First safe contact with the child</a>") == 1
    assert "We have begun" in page


def test_who_is_only_asked_reads_no_notes(cast, then, sign_in):
    from samaki.cases.operations import write_note

    duty, social, ngo = cast["duty.pp"], cast["social.pp"], cast["ngo.pp"]
    case = own_case(duty, then)
    step = taken(case, "first_safe_contact", duty, social, then)
    (child,) = children(social, case)
    act(social, write_note, then, case=case, compartment="care", text="Her name is Synthetic", person=child)
    asked = act(social, handoffs.hand_on, then, step_id=step.id, to_unit=ngo.unit, why="words", urgency="urgent")
    client = sign_in("ngo.pp")
    assert "Synthetic" not in text(client, f"/cases/{case.code}/notes/").split("<main")[1]
    assert "no notes" in text(client, f"/handoffs/{asked.id}/")
    act(ngo, handoffs.accept, then, handoff_id=asked.id)
    assert "Her name is Synthetic" in text(client, f"/cases/{case.code}/notes/")


def test_each_fact_that_differs_is_settled_on_the_page_and_the_case_says_so(cast, then, sign_in):
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, then)
    taken(case, "first_safe_contact", duty, social, then)
    (child,) = children(social, case)
    for fact, answer in (("risk", "none"), ("risk", "some"), ("whereabouts", "known_safe"), ("whereabouts", "missing")):
        act(social, observing.observe, then, case=case, child=child, fact=fact, answer=answer)
    task, client = step_of(social, then, case, "settle_observations"), sign_in("social.pp")
    path = f"/steps/{task.id}/"
    page = client.get(path).content.decode()
    each = re.findall(rf'action="({path}settle/\w+/)"', page)
    assert each == [f"{path}settle/risk/", f"{path}settle/whereabouts/"]
    assert len(set(re.findall(r' id="([^"]+)"', page))) == len(re.findall(r' id="([^"]+)"', page)), "no id stands twice"
    assert client.post(path, {"outcome": "later_holds"}).status_code == 409
    assert client.post(each[0], {"outcome": ""}).status_code == 422
    choice = re.search(r' value="([0-9a-f-]{36})"', page.split(each[0])[1])[1]
    assert client.post(each[0], {"outcome": choice})["Location"] == path
    assert "Risk for the child: settled, “No sign of danger” holds" in text(client, path)
    assert client.post(path, {"outcome": "later_holds"}).status_code == 302
    story = text(client, f"/cases/{case.code}/timeline/?kind=record")
    assert "Risk for the child: settled, “No sign of danger” holds" in story
    assert "Two observations differ: both stay" in story
    assert re.search(r"settled, “Missing[^”]*” holds", story)
    for outsider in ("duty.pp", "duty.sr"):
        assert "settled" not in text(sign_in(outsider), f"/cases/{case.code}/")
        assert "settled" not in text(sign_in(outsider), path)
        assert sign_in(outsider).post(each[0], {"outcome": "not_known"}).status_code in (403, 404)


@pytest.mark.parametrize(
    ("lang", "waits", "card"),
    [
        ("en", "at 1 step nobody has said yet whether help arrived", "Say whether help arrived"),
        ("km", "មិនទាន់បានប្រាប់ថាជំនួយបានមកដល់ឬនៅ", "ប្រាប់ថាជំនួយបានមកដល់ឬនៅ"),
    ],
)
def test_a_hand_off_that_waits_for_did_help_arrive_is_not_all_in_order(cast, then, sign_in, lang, waits, card):
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, then, urgency="emergency")
    step = taken(case, "first_safe_contact", duty, social, then)
    page = text(sign_in("duty.pp"), f"/cases/{case.code}/", lang).replace("\u200b", "")
    assert waits.lower() not in page.lower()
    act(social, doing.do_step, then, step_id=step.id, outcome="seen_safe")
    asked = handoff_of(duty, then, step)
    page = text(sign_in("duty.pp"), f"/cases/{case.code}/", lang).replace("\u200b", "")
    assert waits.lower() in page.lower()
    assert LANGUAGES[lang][1] not in page
    assert card in page
    assert f'href="/handoffs/{asked.id}/#arrived"' in page
    theirs = text(sign_in("social.pp"), f"/cases/{case.code}/", lang).replace("\u200b", "")
    assert f'href="/handoffs/{asked.id}/#arrived"' not in theirs
    act(duty, handoffs.confirm, timezone.now(), handoff_id=asked.id)
    page = text(sign_in("duty.pp"), f"/cases/{case.code}/", lang).replace("\u200b", "")
    assert waits.lower() not in page.lower()
    assert f'href="/handoffs/{asked.id}/#arrived"' not in page


def card_of_tonight(page):
    return page.split("Where is the child tonight?")[1].split("</section>")[0]


@pytest.mark.parametrize(
    ("safe", "said"), [(True, "Safe there: yes"), (False, "Safe there: no"), (None, "Safe there: not known")]
)
def test_the_card_of_tonight_says_whether_it_is_safe_there(safe, said, cast, then, sign_in):
    social = cast["social.pp"]
    case = own_case(cast["duty.pp"], then)
    taken(case, "first_safe_contact", cast["duty.pp"], social, then)
    (child,) = children(social, case)
    act(social, danger.arrive, then, case=case, child=child, place="a house", safe=safe)
    assert said in card_of_tonight(text(sign_in("social.pp"), f"/cases/{case.code}/"))


def test_a_sealed_place_says_the_truth_to_who_wrote_it_and_is_not_said_to_be_there_where_it_is_not_known(
    cast, then, sign_in
):
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, then)
    taken(case, "first_safe_contact", duty, social, then)
    (child,) = children(social, case)
    act(social, danger.arrive, then, case=case, child=child, place="a house", safe=True)
    wrote = card_of_tonight(text(sign_in("social.pp"), f"/cases/{case.code}/"))
    assert "Your unit knew it when the child arrived" in wrote
    assert "Your steps do not need it" not in wrote
    assert "Your steps do not need it" in card_of_tonight(text(sign_in("duty.pp"), f"/cases/{case.code}/"))
    assert "a house" not in wrote
    act(social, danger.arrive, then + timedelta(minutes=1), case=case, child=child, place=None, safe=None)
    assert "The place is sealed" not in card_of_tonight(text(sign_in("social.pp"), f"/cases/{case.code}/"))


@pytest.mark.parametrize("lang", ["en", "km"])
def test_the_alarm_names_what_says_danger_and_how_it_ends(cast, then, sign_in, lang):
    duty, social = cast["duty.pp"], cast["social.pp"]
    case = own_case(duty, then)
    taken(case, "first_safe_contact", duty, social, then)
    (child,) = children(social, case)
    answers = pack().reasons["whereabouts"]
    act(social, observing.observe, then, case=case, child=child, fact="whereabouts", answer="known_unsafe")
    page = alarm_of(sign_in("social.pp"), case, lang)
    assert answers["known_unsafe"].label(lang) in page
    assert ENDS[lang] in page
    assert STAYS[lang] not in page
    later = then + timedelta(minutes=5)
    act(social, observing.observe, later, case=case, child=child, fact="whereabouts", answer="known_safe")
    page = alarm_of(sign_in("social.pp"), case, lang)
    assert answers["known_unsafe"].label(lang) in page
    assert answers["known_safe"].label(lang) in page
    assert STAYS[lang] in page
    sealed = alarm_of(sign_in("duty.pp"), case, lang)
    assert answers["known_unsafe"].label(lang) in sealed or {"en": "an observation", "km": "ការសង្កេតមួយ"}[lang] in sealed
    act(social, danger.arrive, later, case=case, child=child, place="a house", safe=True)
    assert 'role="alert"' not in text(sign_in("social.pp"), f"/cases/{case.code}/", lang)


ENDS = {"en": "It ends when", "km": "វាចប់នៅពេល"}
STAYS = {"en": "does not take this back", "km": "មិនលុបចោលពាក្យនេះទេ"}


def alarm_of(client, case, lang):
    page = text(client, f"/cases/{case.code}/", lang).replace("\u200b", "")
    return page.split('role="alert"')[1].split("</div>")[0]


def test_the_alarm_after_a_part_was_opened_again_says_so(cast, then, sign_in):
    duty = cast["duty.pp"]
    case = own_case(duty, then)
    with session("app", then, duty.id):
        justice = Strand.objects.get(case=case, kind="justice")
    act(duty, closing.close_strand, then, strand_id=justice.id, reason="no_offence")
    act(duty, closing.reopen_strand, then, strand_id=justice.id, reason="child_at_risk_again")
    assert "since the child is at risk again" in alarm_of(sign_in("duty.pp"), case, "en")


def test_something_slower_than_the_answers_speak_for_is_asked_about_once(sign_in, filed):
    one = filed(danger="no")
    client, given = sign_in("duty.pp"), {"danger_now": "yes", "urgency": "normal"}
    asked = client.post(f"/reports/{one.id}/urgency/", given)
    assert asked.status_code == 422
    assert "which speaks for: Emergency" in asked.content.decode()
    assert rows("select triage = '{}'::jsonb from report") == [(True,)], "nothing is kept before that"
    assert client.post(f"/reports/{one.id}/urgency/", given | {"urgency_sure": "normal"}).status_code == 302
    assert rows("select urgency, triage->>'danger_now' from report") == [("normal", "yes")]
