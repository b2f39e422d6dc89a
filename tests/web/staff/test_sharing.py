"""The pages of sharing: asked once more before something is given; each form, each refusal; who may open what."""

import re

import pytest

from samaki.cases.models import Person
from samaki.cases.sharing.models import Consent, Disclosure
from samaki.database import session
from tests.cases.sharing import Matter
from tests.everything import rows, value
from tests.web.staff.reading import forms, pressed_twice


@pytest.fixture
def matter(cast):
    from django.utils import timezone

    return Matter(cast, timezone.now())


@pytest.fixture
def social(sign_in):
    return sign_in("social.pp")


def base(matter):
    return f"/cases/{matter.case.code}/sharing/"


def given(matter, **more):
    return {"to_unit": "ngo-pp", "compartments": ["care"], "person": str(matter.child.id), "purpose": "shelter", "ground": "legal_duty",
            "text": "article 5"} | more  # fmt: skip


def soon(matter, days=9):
    from datetime import timedelta

    return f"{matter.now + timedelta(days=days):%Y-%m-%d}"


def answered(matter, **more):
    told = dict.fromkeys(("told_purpose", "use", "research", "own_data", "storage", "withdrawing"), "yes")
    return {"person": str(matter.child.id), "to_unit": "ngo-pp", "purpose": "shelter", "assent": "yes",
            "guardian": "", "text": "asked alone"} | told | more  # fmt: skip


def test_before_something_is_given_it_is_shown_once_more(matter, social, sign_in):
    form = given(matter, until=soon(matter))
    asked = social.post(f"{base(matter)}give/", form)
    page = asked.content.decode()
    assert asked.status_code == 200
    assert "Share this now?" in page
    assert "Legal" not in page
    assert value("select count(*) from disclosure") == 0, "nothing has happened yet"
    done = pressed_twice(social, f"{base(matter)}give/", **form)
    assert done.status_code == 302, done.content.decode()
    listed = social.get(base(matter)).content.decode()
    assert "Saved: it is shared." in listed
    assert "A place to stay" in listed
    assert "Who received what" in social.get(f"/cases/{matter.case.code}/").content.decode()
    reader = sign_in("ngo.pp")
    assert (
        "Another unit shared parts of this case with yours"
        in reader.get(f"/cases/{matter.case.code}/").content.decode()
    )
    assert "Another unit shared parts of a case with yours" in reader.get("/desk/").content.decode()
    assert reader.get(f"{base(matter)}give/").status_code == 403


def test_what_is_changed_between_the_two_presses_is_asked_anew(matter, social):
    path, form = f"{base(matter)}give/", given(matter, until=soon(matter))
    again = forms(social.post(path, form))[path] | {"compartments": ["care", "identity"]}
    answer = social.post(path, again)
    assert answer.status_code == 200
    assert "Share this now?" in answer.content.decode()
    assert value("select count(*) from disclosure") == 0


@pytest.mark.parametrize(("wrong", "field", "words"), [
    ({"to_unit": ""}, "to_unit", "Choose a unit that works on cases."), ({"compartments": []}, "compartments", "Choose which parts"),
    ({"purpose": ""}, "purpose", "Choose one from the list."), ({"ground": "consent"}, "ground", "No consent is recorded"),
    ({"until": ""}, "until", "Say until when"), ({"until": "yesterday"}, "until", "Write a date"),
    ({"text": ""}, "text", "Say in a few words"),
])  # fmt: skip
def test_each_wrong_field_says_why_and_what_was_typed_stays(wrong, field, words, matter, social):
    answer = social.post(f"{base(matter)}give/", given(matter, until=soon(matter), text="article 5") | wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in page
    assert words in page
    if field != "text":
        assert "article 5" in page


def test_a_decision_not_to_share_is_recorded_and_the_other_unit_sees_nothing(matter, social, sign_in):
    form = {"to_unit": "ngo-pp", "compartments": ["care"], "person": str(matter.child.id), "purpose": "shelter", "reason": "conflict",
            "text": "a cousin works there"}  # fmt: skip
    assert social.post(f"{base(matter)}keep/", form).status_code == 302
    listed = social.get(base(matter)).content.decode()
    assert "NOT given" in listed
    place = re.search(r"/disclosures/[0-9a-f-]+/", listed)[0]
    assert "a cousin works there" in social.get(place).content.decode()
    assert sign_in("ngo.pp").get(place).status_code == 404
    assert sign_in("duty.pp").get(place).status_code == 404, "care is not theirs"


def test_consent_is_asked_by_seven_questions_and_withdrawn(matter, social, sign_in):
    guardian = matter.guardian()
    page = social.get(f"{base(matter)}consent/").content.decode()
    for question in ("Does the child agree to this?", "Was told what it is for?", "Was told how consent is withdrawn?"):
        assert question in page
    form = answered(matter, guardian=str(guardian.id), guardian_agrees="yes")
    answer = social.post(f"{base(matter)}consent/", form)
    assert answer.status_code == 302, answer.content.decode()
    with session("app", matter.now, matter.social.id):
        made = Consent.objects.get()
    assert made.result == "given"
    done = pressed_twice(social, f"{base(matter)}give/", **given(matter, ground="consent", until=soon(matter)))
    assert done.status_code == 302
    place = f"/consents/{made.id}/"
    assert "Consent given" in social.get(place).content.decode()
    assert sign_in("ngo.pp").get(place).status_code == 404
    assert social.post(place, {"act": "withdraw", "why": ""}).status_code == 422
    assert social.post(place, {"act": "withdraw", "why": "child", "text": "she said so"}).status_code == 302
    assert "Withdrawn" in social.get(place).content.decode()
    assert sign_in("ngo.pp").get(f"/cases/{matter.case.code}/").status_code == 404
    desk = sign_in("ngo.pp").get("/desk/").content.decode()
    assert "Consent was withdrawn" in desk
    kept = f"/disclosures/{rows('select id from disclosure')[0][0]}/"
    assert f'href="{kept}"' in desk
    assert "consent was withdrawn" in sign_in("ngo.pp").get(kept).content.decode(), (
        "what it was is still told, and no more"
    )


def test_a_consent_that_is_not_whole_says_what_is_missing(matter, social):
    answer = social.post(f"{base(matter)}consent/", answered(matter, storage="no"))
    assert answer.status_code == 302
    with session("app", matter.now, matter.social.id):
        made = Consent.objects.get()
    page = social.get(f"/consents/{made.id}/").content.decode()
    assert "Nothing can rest on it yet" in page
    assert "A guardian who protects the child has not agreed." in page
    assert social.post(f"{base(matter)}consent/", answered(matter, storage="")).status_code == 422


def test_a_guardian_in_conflict_is_said_everywhere_and_a_lead_decides(matter, social, sign_in):
    person = matter.guardian(standing=None)
    place = f"/cases/{matter.case.code}/people/{person.id}/standing/"
    fields = forms(social.get(place))[place]
    assert (
        social.post(place, {"standing": "conflicted", "text": "", "version": fields["version"][0]}).status_code == 422
    )
    sent = social.post(place, {"standing": "conflicted", "text": "money was offered", "version": fields["version"][0]})
    assert sent.status_code == 302, sent.content.decode()
    page = social.get(base(matter)).content.decode()
    assert "in conflict with the child" in page
    refused = social.post(f"{base(matter)}consent/", answered(matter, guardian=str(person.id), guardian_agrees="yes"))
    assert refused.status_code == 422
    assert "can neither agree nor refuse" in refused.content.decode()
    form = {
        "person": str(matter.child.id),
        "to_unit": "ngo-pp",
        "purpose": "shelter",
        "to_share": "yes",
        "text": "she must be safe",
    }
    assert social.post(f"{base(matter)}best-interests/", form).status_code == 302
    assert (
        pressed_twice(
            social, f"{base(matter)}give/", **given(matter, ground="best_interests", until=soon(matter))
        ).status_code
        == 302
    )
    assert sign_in("duty.pp").get(place).status_code == 404, "the police know of no guardian"


def test_what_went_without_consent_is_looked_at_by_somebody_else(matter, sign_in):
    police, officer = sign_in("duty.pp"), sign_in("privacy.pp")
    form = given(
        matter, person="", compartments=["justice"], purpose="safety_now", ground="risk_of_harm", until=soon(matter)
    )
    assert pressed_twice(police, f"{base(matter)}give/", **form).status_code == 302
    place = f"/disclosures/{rows('select id from disclosure')[0][0]}/"
    assert "somebody else must look at it" in police.get(place).content.decode()
    assert "I have looked at it" not in police.get(place).content.decode()
    assert police.post(place, {"act": "review", "outcome": "upheld", "text": "x"}).status_code == 403
    assert "Something was shared without consent" in officer.get("/desk/").content.decode()
    assert officer.post(place, {"act": "review", "outcome": "", "text": ""}).status_code == 422
    assert officer.post(place, {"act": "review", "outcome": "upheld", "text": "it was so"}).status_code == 302
    page = officer.get(place).content.decode()
    assert "it was right" in page
    assert "End it now" in page
    assert officer.post(place, {"act": "stop", "text": "enough"}).status_code == 302
    assert sign_in("ngo.pp").get(f"/cases/{matter.case.code}/").status_code == 404


def test_the_list_costs_the_same_for_one_line_and_for_many(matter, social):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for paths in ((base(matter), f"/cases/{matter.case.code}/"),) * 2:
        matter.share()
        matter.refuse()
        for path in paths:
            social.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert social.get(path).status_code == 200
            counts.append(len(queries))
        for _more in range(3):
            matter.share(to=matter.legal)
    assert counts[:2] == counts[2:], counts


def test_strangers_get_the_answer_of_what_is_not_there(matter, sign_in):
    kept = matter.refuse()
    stranger = sign_in("duty.sr")
    for path in (base(matter), f"{base(matter)}give/", f"{base(matter)}consent/", f"/disclosures/{kept.id}/",
                 f"/cases/{matter.case.code}/people/{matter.child.id}/standing/"):  # fmt: skip
        assert stranger.get(path).status_code == 404, path


def test_in_khmer(matter, social):
    matter.consent(matter.guardian())
    made = matter.share(ground="consent")
    with session("app", matter.now, matter.social.id):
        consent, person = Consent.objects.get(), Person.objects.get(part="guardian")
        assert Disclosure.objects.get().id == made.id
    of_forms = [f"{base(matter)}{what}/" for what in ("give", "keep", "consent", "best-interests")]
    standing = f"/cases/{matter.case.code}/people/{person.id}/standing/"
    for path in (base(matter), *of_forms, f"/disclosures/{made.id}/", f"/consents/{consent.id}/", standing):
        page = social.get(f"{path}?lang=km").content.decode()
        main = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main")])
        assert not re.search(r"\b(Share|consent|guardian|child|Until)\b", main), path


# ---------------------------------------------------------------- what a court orders
def test_an_order_is_recorded_corrected_and_ended_on_its_pages_and_never_of_a_reporter(matter, sign_in):
    duty, path = sign_in("duty.pp"), f"{base(matter)}order/"
    page = duty.get(path).content.decode()
    assert "Who told us cannot be opened by it" in page
    assert 'value="reporter"' not in page
    form = {"to_unit": "court-pp", "number": "12/2026", "ordered_on": "1/1/2026", "compartments": ["care"], "person": str(matter.child.id),
            "until": soon(matter), "text": "with the clerk"}  # fmt: skip
    wrong = duty.post(path, form | {"compartments": [], "ordered_on": "1/1/2199"})
    assert wrong.status_code == 422
    assert "12/2026" in wrong.content.decode()
    asked = duty.post(path, form)
    for words in ("Open this by order of the court?", "Court, Phnom Penh", "Order 12/2026 of", "Care", "Until:"):
        assert words in asked.content.decode(), words
    assert value("select count(*) from disclosure") == 0, "nothing has happened yet"
    assert pressed_twice(duty, path, **form).status_code == 302
    place = f"/disclosures/{rows('select id from disclosure')[0][0]}/"
    shown = duty.get(place).content.decode()
    for words in ("12/2026", "Who told us is never opened by it", "somebody else must look", "with the clerk"):
        assert words in shown
    court = sign_in("court.pp")
    assert "12/2026" in court.get(place).content.decode()
    assert "with the clerk" not in court.get(place).content.decode()
    assert "by order of a court" in sign_in("social.pp").get(base(matter)).content.decode()
    assert sign_in("ngo.pp").get(place).status_code == 404
    again = duty.get(f"{place}correct/").content.decode()
    assert 'value="12/2026"' in again
    mended = pressed_twice(
        duty, f"{place}correct/", **form | {"number": "13/2026", "text": "the number", "version": "1"}
    )
    assert mended.status_code == 302
    assert "it was recorded by mistake" in duty.get(place).content.decode()
    ended = court.post(mended["Location"], {"act": "lift", "reason": "lifted", "text": ""})
    assert ended.status_code == 302
    assert "the court lifted the order" in duty.get(mended["Location"]).content.decode()
    assert court.get(f"/cases/{matter.case.code}/").status_code == 404


def test_an_order_of_the_whole_case_is_chosen_in_so_many_words(matter, sign_in):
    duty, path = sign_in("duty.pp"), f"{base(matter)}order/"
    assert 'value="whole" selected' not in duty.get(path).content.decode()
    form = {"to_unit": "court-pp", "number": "12/2026", "ordered_on": "1/1/2026", "compartments": ["placement"], "until": soon(matter),
            "text": ""}  # fmt: skip
    refused = duty.post(path, form | {"person": ""})
    assert refused.status_code == 422
    assert "Choose the child that the order names" in refused.content.decode()
    asked = duty.post(path, form | {"person": "whole"}).content.decode()
    assert "The whole case" in asked
    assert "Where a child hides" in asked
    assert pressed_twice(duty, path, **form | {"person": "whole"}).status_code == 302
    assert value("select count(*) from disclosure where child_id is null") == 1


def test_every_unit_that_is_told_of_an_order_opens_it_and_reads_only_the_names_of_its_own_parts(matter, sign_in):
    form = {"to_unit": "court-pp", "number": "12/2026", "ordered_on": "1/1/2026", "compartments": ["identity", "care", "justice"],
            "person": "whole", "until": soon(matter), "text": "with the clerk"}  # fmt: skip
    assert pressed_twice(sign_in("duty.pp"), f"{base(matter)}order/", **form).status_code == 302
    social, place = sign_in("social.pp"), f"/disclosures/{rows('select id from disclosure')[0][0]}/"
    assert place in social.get("/desk/").content.decode(), "the notice leads there"
    shown = social.get(place)
    assert shown.status_code == 200
    page = shown.content.decode()
    for words in ("Court, Phnom Penh", "12/2026", "Until"):
        assert words in page, words
    parts = re.search(r"Parts of the file</dt><dd>([^<]*)<", page)[1]
    assert [word in parts for word in ("Identity", "Care", "Justice")] == [True, True, False], parts
    assert "with the clerk" not in page
    listed = social.get(base(matter)).content.decode()
    assert "by order of a court" in listed
    assert place in listed


def test_the_form_of_consent_says_that_a_guardian_must_be_on_the_file_and_where_to_add_one(matter, social):
    add = f"/cases/{matter.case.code}/people/new/?part=guardian"
    assert add in social.get(f"{base(matter)}consent/").content.decode()
    form = social.get(add)
    assert re.search(r'<option value="guardian" selected', form.content.decode()), "the part is chosen already"
    matter.guardian(standing=None)
    page = social.get(f"{base(matter)}consent/").content.decode()
    assert add not in page
    assert "What they agree to becomes complete when that is said" in re.sub(r"\s+", " ", page)


def test_before_a_childs_names_are_given_it_is_said_whose_go_along(matter, social):
    form = given(matter, compartments=["identity"], until=soon(matter))
    alone = social.post(f"{base(matter)}give/", form).content.decode()
    assert "Names that are recorded later of a guardian" in alone
    matter.guardian()
    both = social.post(f"{base(matter)}give/", form).content.decode()
    assert "The names of those who belong to the child go along: Guardian" in both
    care = social.post(f"{base(matter)}give/", given(matter, until=soon(matter))).content.decode()
    assert "go along" not in care
