"""The pages of emergencies, unsealing, questions, walls: each is asked again who sits there, each says how it stands."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from samaki.cases import identity
from samaki.cases.models import Case, Person
from samaki.cases.sharing import operations as sharing
from samaki.database import session
from samaki.intake import operations as intake
from samaki.intake.models import Report
from samaki.journeys.guarding.models import Conflict, Emergency
from samaki.ledger.models import LedgerEntry
from tests.accounts.entering import PASSWORD, hidden
from tests.acting import act, own_case, taken
from tests.browser.routes import routes
from tests.web.staff.test_addresses import ROUTES
from tests.web.staff.test_desk_page import bands

ASKS_AGAIN = ("emergencies/new/", "emergencies/<uuid:key>/confirm/", "emergencies/<uuid:key>/refuse/", "emergencies/<uuid:key>/end/",
              "reports/<uuid:key>/reporter/", "cases/<code:code>/people/<uuid:key>/place/", "unsealings/<uuid:key>/agree/",
              "unsealings/<uuid:key>/refuse/", "unsealings/<uuid:key>/open/", "cases/<code:code>/wall/", "walls/<uuid:key>/agree/",
              "walls/<uuid:key>/refuse/", "walls/<uuid:key>/lift/", "retention/<uuid:key>/", "cases/<code:code>/erasure/",
              "erasures/<uuid:key>/agree/", "erasures/<uuid:key>/refuse/")  # fmt: skip


@pytest.fixture
def then():
    return timezone.now() - timedelta(minutes=20)


@pytest.fixture
def case(cast, then):
    made = own_case(cast["duty.pp"], then)
    taken(made, "first_safe_contact", cast["duty.pp"], cast["social.pp"], then)
    return made


@pytest.fixture
def proved(sign_in):
    """A client of a member who has just shown who they are."""

    def signed(name):
        client = sign_in(name)
        assert client.post("/sign-in/again/", {"password": PASSWORD, "next": "/desk/"}).status_code == 302
        return client

    return signed


def text(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_every_sensitive_act_asks_again_who_sits_there():
    found = {text: one.callback for text, one in routes()}
    for route in ASKS_AGAIN:
        assert getattr(found[route], "asks_again", False), route
    guarded = {
        route
        for route in found
        if re.match(r"(emergencies|unsealings|walls|erasures)/.+/(confirm|refuse|end|agree|open|lift)/$", route)
    }
    assert guarded <= set(ASKS_AGAIN)


def emergency(case, **given):
    return {"code": case.code, "compartments": ["care"], "reason": "child_before_us", "text": "a child is here",
            "second_unit": "commune-pp"} | given  # fmt: skip


def test_an_emergency_from_the_page_to_the_end(cast, case, sign_in, proved):
    nurse = sign_in("nurse.pp")
    assert "Open a file in an emergency" in text(nurse.get("/desk/"))
    assert nurse.get("/emergencies/new/").status_code == 200
    assert nurse.post("/emergencies/new/", emergency(case)).status_code == 401, "who sits there?"
    assert not Emergency.objects.exists()
    nurse = proved("nurse.pp")
    asked = nurse.post("/emergencies/new/", emergency(case))
    assert asked.status_code == 302
    page = text(nurse.get(asked["Location"]))
    assert "It waits for a second person" in page
    assert "/confirm/" not in page, "not by oneself"
    leader = proved("leader.pp")
    first = bands(leader.get("/desk/").content.decode())["now"]
    assert asked["Location"] in first, "it stands above, and waits for an answer, not for a press"
    assert "Open: confirm or refuse" in first
    assert asked["Location"] not in text(nurse.get("/desk/")), "who asked cannot answer"
    assert "a child is here" in text(leader.get(asked["Location"]))
    assert leader.post(asked["Location"] + "confirm/").status_code == 302
    assert nurse.get(f"/cases/{case.code}/").status_code == 200
    assert "Your unit opened this file in an emergency" in text(nurse.get(f"/cases/{case.code}/"))
    assert leader.get(f"/cases/{case.code}/").status_code == 404
    assert "A file was opened in an emergency" in text(sign_in("duty.pp").get("/desk/"))
    assert "opened it in an emergency, until" in text(sign_in("social.pp").get(f"/cases/{case.code}/seen/"))
    assert nurse.post(asked["Location"] + "end/").status_code == 302
    assert nurse.get(f"/cases/{case.code}/").status_code == 404


def test_the_page_says_the_same_for_a_right_and_a_wrong_code(cast, case, proved):
    nurse = proved("nurse.pp")
    pages = []
    for code in (case.code, wrong()):
        asked = nurse.post("/emergencies/new/", emergency(case, code=code))
        assert asked.status_code == 302
        page = text(nurse.get(asked["Location"])).replace(code, "CODE").replace(asked["Location"], "HERE")
        pages.append(re.sub(r'(csrfmiddlewaretoken|form_key)"[^>]*|HERE[^"]*', "", page))
    assert pages[0] == pages[1]


def test_what_is_wrong_comes_back_with_what_was_typed(case, proved):
    answer = proved("nurse.pp").post("/emergencies/new/", emergency(case, code="nothing", reason="", text="kept words"))
    assert answer.status_code == 422
    page = text(answer)
    assert "kept words" in page
    assert "not the code of a case" in page
    assert "Choose a reason from the list" in page


@pytest.fixture
def report(cast, then):
    with session("intake", then):
        told = intake.Told(what="words", where="Phnom Penh", contact="Sealedcontact 01", contact_safe="at noon")
        intake.file_report(told=told, key=uuid.uuid4(), channel="web", now=then)
    with session("app", then, cast["duty.pp"].id):
        return Report.objects.get()


def test_who_told_us_is_shown_once(cast, report, proved, sign_in):
    duty, officer = proved("duty.pp"), proved("privacy.pp")
    assert f"/reports/{report.id}/reporter/" in text(duty.get(f"/reports/{report.id}/"))
    asked = duty.post(f"/reports/{report.id}/reporter/", {"reason": "court_order", "text": "the court asks"})
    place = asked["Location"]
    assert "A confidentiality officer" in text(duty.get(place))
    assert place in text(officer.get("/confidentiality/"))
    assert place in text(officer.get("/desk/"))
    assert place + "agree/" not in text(sign_in("officer.pp").get(place))
    assert officer.post(place + "agree/", {"text": "I have seen the order"}).status_code == 302
    assert "Sealedcontact" not in text(duty.get(place))
    shown = duty.post(place + "open/")
    assert "Sealedcontact 01" in text(shown)
    assert shown["Cache-Control"] == "no-store"
    assert duty.post(place + "open/").status_code == 409
    assert "Sealedcontact" not in text(duty.get(place))
    assert "opened" in text(officer.get("/confidentiality/"))


def test_an_address_is_asked_for_on_the_case(cast, case, then, proved):
    from samaki.journeys import danger

    with session("app", then, cast["social.pp"].id):
        child = Person.objects.select_related("case").get(case=case)
    act(cast["social.pp"], danger.arrive, then, case=case, child=child, place="Sealedplace", safe=True, brought_by=None)
    duty = proved("duty.pp")
    href = f"/cases/{case.code}/people/{child.id}/place/"
    assert href in text(duty.get(f"/cases/{case.code}/"))
    place = duty.post(href, {"reason": "visit", "text": "x"})["Location"]
    proved("privacy.social").post(place + "agree/", {"text": "yes"})
    assert "Sealedplace" in text(duty.post(place + "open/"))


@pytest.fixture
def looked(cast, case, then):
    with session("app", then, cast["social.pp"].id):
        child = Person.objects.select_related("case").get(case=case)
    act(cast["social.pp"], identity.record_identity, then, person=child, identity={"name_latin": "Sealedname"})
    act(cast["social.pp"], identity.look_at_identity, then, person=child, purpose="court")
    with session("app", then, cast["privacy.social"].id):
        return LedgerEntry.objects.get(act="identity.look")


def test_one_click_questions_a_look_and_the_answer_closes_it(cast, case, looked, sign_in):
    officer, social = sign_in("privacy.social"), sign_in("social.pp")
    page = text(officer.get("/confidentiality/"))
    assert f"/looks/{looked.id}/question/" in page
    assert "a name (For the court)" in page, "what it was looked at for, as the member said"
    assert case.code in page
    asked = officer.post(f"/looks/{looked.id}/question/")
    assert asked.status_code == 302
    social.post(f"/notices/{asked['Location'].split('/')[2]}/seen/")
    assert asked["Location"] in bands(social.get("/desk/").content.decode())["now"]
    assert asked["Location"] in text(social.get("/questions/"))
    assert social.post(asked["Location"] + "answer/", {"text": "the family had to be called"}).status_code == 302
    assert "the family had to be called" in text(officer.get(asked["Location"]))
    assert officer.post(asked["Location"] + "close/", {"outcome": "in_order", "text": ""}).status_code == 302
    assert "It is closed" in text(social.get(asked["Location"]))
    assert sign_in("duty.pp").get(asked["Location"]).status_code == 404


@pytest.mark.parametrize("query", [
    "?month=2026-13", "?month=0000-00", "?month=9999-12", "?month=%00", "?who=%00'--", "?unit=nothing", "?code=x", "?before=x",
    "?before=01900000-0000-7000-8000-000000000000", "?month=2026-03&who=social.pp&unit=social-pp",
])  # fmt: skip
def test_no_filter_breaks_the_page(query, looked, sign_in):
    assert sign_in("privacy.social").get("/confidentiality/" + query).status_code == 200


def test_the_filters_find_and_leave_out(looked, case, sign_in):
    officer = sign_in("privacy.social")
    there = f"/looks/{looked.id}/question/"
    for query in ("?who=social.pp", "?unit=social-pp", f"?code={case.code}"):
        assert there in text(officer.get("/confidentiality/" + query)), query
    for query in ("?who=duty.pp", f"?code={wrong()}", "?month=2020-01"):
        assert there not in text(officer.get("/confidentiality/" + query)), query


@pytest.mark.parametrize(("who", "status"), [("duty.pp", 403), ("mentor", 403), ("admin", 403), ("oversight", 200), ("committee.pp", 200),
                                             ("privacy.ngo", 200)])  # fmt: skip
def test_whose_page_it_is(who, status, looked, sign_in):
    answer = sign_in(who).get("/confidentiality/")
    assert answer.status_code == status
    assert f"/looks/{looked.id}/" not in text(answer)


def test_who_has_seen_this_names_them(cast, case, looked, sign_in):
    assert f"/cases/{case.code}/seen/" in text(sign_in("social.pp").get(f"/cases/{case.code}/"))
    assert cast["social.pp"].name in text(sign_in("social.pp").get(f"/cases/{case.code}/seen/"))
    assert sign_in("duty.sr").get(f"/cases/{case.code}/seen/").status_code == 404


def wall(**given):
    return {"unit": "police-pp", "to_unit": "police-national", "decider": "ngo-pp", "reason": "office", "text": "the head owns it",
            "not_enough": "it is the head", "by_accused": "no", "else_known": "", "days": "90", "at_once": "yes"} | given  # fmt: skip


def test_a_wall_from_the_case_to_the_empty_desk(cast, case, proved, sign_in):
    social, ngo, duty = proved("privacy.social"), proved("privacy.ngo"), sign_in("duty.pp")
    assert f"/cases/{case.code}/wall/" in text(social.get(f"/cases/{case.code}/"))
    page = text(social.get(f"/cases/{case.code}/wall/?unit=police-pp"))
    assert re.search(r'value="police-national" selected', page), "the unit above is filled in as the alternate"
    asked = social.post(f"/cases/{case.code}/wall/", wall())
    assert asked.status_code == 302
    assert asked["Location"] in text(ngo.get("/confidentiality/"))
    assert duty.get(asked["Location"]).status_code == 404
    assert sign_in("privacy.pp").get(asked["Location"]).status_code == 404
    assert duty.get(f"/cases/{case.code}/").status_code == 200
    assert ngo.post(asked["Location"] + "agree/", {"text": "I agree"}).status_code == 302
    for path in (f"/cases/{case.code}/", f"/cases/{case.code}/timeline/", f"/cases/{case.code}/notes/"):
        assert duty.get(path).status_code == 404
    for path in ("/desk/", "/cases/", "/cases/steps/", "/cases/waiting/"):
        assert case.code not in text(duty.get(path)), path
    assert case.code in text(sign_in("duty.national").get("/desk/"))
    assert social.post(asked["Location"] + "lift/", {"text": "over"}).status_code == 302


def test_a_step_that_is_handed_to_who_must_have_no_part_says_so(cast, case, proved, sign_in):
    asked = proved("privacy.social").post(f"/cases/{case.code}/wall/", wall())
    proved("privacy.ngo").post(asked["Location"] + "agree/", {"text": "I agree"})
    national = sign_in("duty.national")
    with session("app", timezone.now(), cast["duty.national"].id):
        step = Case.objects.get(id=case.id).steps.filter(holder=cast["duty.national"].unit_id).first()
    answer = national.post(
        f"/steps/{step.id}/hand-on/", {"to_unit": "police-pp", "why": "x", "why_code": "", "urgency": "urgent"}
    )
    assert answer.status_code == 409
    assert "can take no part in this case" in text(answer)


def test_the_form_of_sharing_comes_back_and_says_who_must_have_no_part(cast, case, proved, sign_in):
    asked = proved("privacy.social").post(f"/cases/{case.code}/wall/", wall())
    proved("privacy.ngo").post(asked["Location"] + "agree/", {"text": "I agree"})
    with session("app", timezone.now(), cast["social.pp"].id):
        child = Person.objects.get(case=case)
    until = (timezone.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    typed = {"to_unit": "police-pp", "compartments": ["care"], "person": str(child.id), "purpose": "safety_now",
             "ground": "legal_duty", "until": until, "text": "what was typed"}  # fmt: skip
    answer = sign_in("social.pp").post(f"/cases/{case.code}/sharing/give/", typed)
    assert answer.status_code == 422
    assert "can take no part in this case" in text(answer)
    assert "what was typed" in text(answer)


def test_what_was_shared_without_consent_stands_on_the_page_of_the_month(cast, case, then, sign_in):
    with session("app", then, cast["social.pp"].id):
        child = Person.objects.select_related("case").get(case=case)
    given = act(cast["social.pp"], sharing.share, then, case=case, child=child, to_unit=cast["ngo.pp"].unit, compartments=["care"],
                purpose="safety_now", ground="risk_of_harm", until=then + timedelta(days=3), text="tonight")  # fmt: skip
    page = text(sign_in("privacy.social").get("/confidentiality/"))
    assert f"/disclosures/{given.id}/" in page
    assert f"/disclosures/{given.id}/" not in text(sign_in("privacy.ngo").get("/confidentiality/"))
    counted = text(sign_in("oversight").get("/confidentiality/"))
    assert "Shared without consent" in counted
    assert case.code not in counted


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"by_accused": "yes"}, "cannot choose who investigates"),
        ({"by_accused": ""}, "Choose one of the two"),
        ({"days": "400"}, "whole number"),
        ({"decider": "police-pp"}, "another agency"),
        ({"to_unit": "ngo-pp"}, "same kind"),
        ({"unit": "nothing"}, "Choose a unit"),
    ],
)
def test_what_is_wrong_with_a_wall_is_said(given, said, case, proved):
    answer = proved("privacy.social").post(f"/cases/{case.code}/wall/", wall(**given))
    assert answer.status_code == 422
    assert said in text(answer)
    assert not Conflict.objects.exists()


def test_who_takes_over_is_named_beforehand(proved, sign_in):
    officer = proved("privacy.pp")
    assert officer.post("/walls/routes/", {"unit": "police-pp", "area": "", "to_unit": "police-sr"}).status_code == 302
    assert "Police, Siem Reap" in text(officer.get("/walls/routes/"))
    assert officer.post("/walls/routes/", {"unit": "ngo-pp", "area": "x", "to_unit": ""}).status_code == 422
    assert sign_in("duty.pp").get("/walls/routes/").status_code == 403


def test_who_steps_aside_sees_it_no_more(cast, case, sign_in):
    duty, officer = sign_in("duty.pp"), sign_in("officer.pp")
    slip = duty.post(f"/cases/{case.code}/step-aside/", {"member": "dutty.pp", "reason": "family", "text": "a cousin"})
    assert slip.status_code == 422
    assert duty.get(f"/cases/{case.code}/").status_code == 200, "a slip in a name sends nobody aside"
    assert (
        duty.post(
            f"/cases/{case.code}/step-aside/", {"member": "duty.pp", "reason": "family", "text": "a cousin"}
        ).status_code
        == 302
    )
    assert duty.get(f"/cases/{case.code}/").status_code == 404
    page = text(officer.get(f"/cases/{case.code}/step-aside/"))
    end = re.search(r'action="(/recusals/[^"]+/end/)"', page)[1]
    assert duty.post(end).status_code in (403, 404)
    assert officer.post(end).status_code == 302
    assert duty.get(f"/cases/{case.code}/").status_code == 200


def test_the_pages_are_walked_with_odd_addresses():
    assert {"emergencies/<uuid:key>/", "walls/<uuid:key>/", "questions/<uuid:key>/"} <= set(ROUTES)


def wrong():
    from samaki.cases.codes import new_code

    return new_code("PP", 2026)


def test_an_act_without_words_waits_with_its_own_button_after_the_password(cast, case, sign_in, proved):
    place = proved("nurse.pp").post("/emergencies/new/", emergency(case))["Location"]
    leader = sign_in("leader.pp")
    asked = leader.post(place + "confirm/", {"form_key": hidden(leader.get(place), "form_key")})
    assert asked.status_code == 401
    back = leader.post("/sign-in/again/", {"draft": hidden(asked, "draft"), "password": PASSWORD})
    assert back.status_code == 200
    page = text(back)
    assert "Your password was right. Press the button to do it; nothing has happened yet." in page
    first = page[page.index("came-back") : page.index("</section>", page.index("came-back"))]
    assert f'action="{place}confirm/"' in first, "its form stands in the box, not folded below"
    assert re.search(r"<button[^>]*>Open the file</button>", first), "called as on its own page"
    assert not Emergency.objects.filter(agreed=True).exists()
    assert leader.post(place + "confirm/", {"form_key": hidden(back, "form_key")}).status_code == 302
    with session("app", timezone.now(), cast["leader.pp"].id):
        assert Emergency.objects.get().agreed is True


def test_who_asked_a_second_person_takes_it_back_on_the_page(case, proved):
    nurse, leader = proved("nurse.pp"), proved("leader.pp")
    place = nurse.post("/emergencies/new/", emergency(case))["Location"]
    assert place + "take-back/" in text(nurse.get(place))
    assert place + "take-back/" not in text(leader.get(place))
    assert place in bands(leader.get("/desk/").content.decode())["now"]
    assert nurse.post(place + "take-back/").status_code == 302
    page = text(leader.get(place))
    assert "Who asked took it back" in page
    assert place + "confirm/" not in page
    assert place not in bands(leader.get("/desk/").content.decode()).get("now", "")
    assert leader.post(place + "confirm/").status_code == 409


def test_the_reasons_to_open_a_place_are_its_own(cast, case, then, proved):
    with session("app", then, cast["social.pp"].id):
        child = Person.objects.select_related("case").get(case=case)
    duty = proved("duty.pp")
    href = f"/cases/{case.code}/people/{child.id}/place/"
    page = text(duty.get(href))
    assert "The child must be brought somewhere" in page
    assert "reporter" not in page.split("What do you need it for?")[1].split("</fieldset>")[0].lower()
    assert duty.post(href, {"reason": "only_source", "text": "x"}).status_code == 422
    asked = duty.post(href, {"reason": "health", "text": "medicine"})
    assert "The child needs a doctor" in text(duty.get(asked["Location"]))


def test_a_question_about_a_look_names_its_case_to_both(case, looked, sign_in):
    officer, social = sign_in("privacy.social"), sign_in("social.pp")
    place = officer.post(f"/looks/{looked.id}/question/")["Location"]
    for reader, path in ((officer, place), (social, place), (social, "/questions/"), (officer, "/confidentiality/")):
        assert case.code in text(reader.get(path)), path
    waiting = text(officer.get("/confidentiality/"))
    assert re.search(rf"Question to [^<]*{case.code}", waiting), "where it waits as well"
