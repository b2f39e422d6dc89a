"""Pages of the yearly pulse: asked on one page, answered once, nothing left of the form, read by all when it is closed."""

from samaki.figures.proportions import Interval
from samaki.pulse.country import pulse
from samaki.pulse.finding import Finding, Whole
from samaki.pulse.models import PulseRound
from samaki.pulse.sums import Told
from samaki.web.pulse import showing
from tests.everything import value

PEOPLE = ("duty.pp", "officer.pp", "social.pp", "ngo.pp", "legal.pp", "court.pp")
KEPT = "select count(*) from answered_request"


def form_of(page):
    before, after = page.split('name="form_key" value="')[:2]
    return {"form_key": after.split('"')[0]}


def test_a_round_from_the_question_to_the_sums(cast, sign_in, superuser):
    overseer = sign_in("oversight")
    assert overseer.post("/trust/open/")["Location"] == "/trust/"
    for who in PEOPLE:
        client = sign_in(who)
        asked = client.get("/trust/answer/").content.decode()
        assert "somebody answers" in asked
        given = dict.fromkeys(pulse().questions, "4")
        assert client.post("/trust/answer/", {**given, "night": ""}).status_code == 422
        key = form_of(asked)
        sent = client.post("/trust/answer/", {**given, **key})
        assert "Received: your answer is counted" in client.get(sent["Location"]).content.decode()
        again = client.post("/trust/answer/", {**given, **form_of(asked.replace('value="', 'value="1', 1))})
        assert "your first answer counts" in client.get(again["Location"]).content.decode()
        assert "You have answered this round." in client.get("/trust/").content.decode()
        assert client.get("/trust/answer/").status_code == 302
        with superuser.cursor() as cursor:
            member = {"m": cast[who].id}
            assert cursor.execute(KEPT + " where member_id = %(m)s", member).fetchone()[0] == 0
    assert "You are not asked" in sign_in("mentor").get("/trust/?saved=answer").content.decode()
    assert "Received" not in sign_in("prosecutor.pp").get("/trust/?saved=answer").content.decode(), (
        "who has not answered is told no such thing"
    )
    assert "100%" not in sign_in("duty.pp").get("/trust/").content.decode()
    assert sign_in("oversight").post("/trust/close/").status_code == 302
    told = sign_in("duty.pp").get("/trust/").content.decode()
    assert "100%" in told
    assert "6 of" in told
    assert told.index("Full dot: now") < told.index('class="of-steps"'), "what the dots are is said before the first"
    head = told.split('id="h-head"')[1].split("</section>")[0]
    assert "There is no round before with which this one could be compared." in head
    assert "100% of all answers agree (61% to 100%)" in head
    assert "What the others think nobody knows." in head
    assert told.count('class="of-scale') >= 8, "each drawing says where its ends are"
    assert value("select count(*) from pulse_answer") == 0


def test_who_does_not_oversee_opens_and_closes_nothing(sign_in):
    client = sign_in("mentor")
    assert client.post("/trust/open/").status_code == 403
    assert client.post("/trust/close/").status_code == 404
    assert "Ask them" not in client.get("/trust/").content.decode()


def test_before_the_first_round_the_page_says_that_there_is_none(cast, sign_in):
    for name in ("oversight", "duty.pp"):
        answer = sign_in(name).get("/trust/")
        assert answer.status_code == 200
        assert "No round is closed yet." in answer.content.decode()


def test_the_desk_reminds_until_one_has_answered_and_says_nothing_else(cast, sign_in):
    asked = "Partners are asked once a year"
    client = sign_in("ngo.pp")
    assert asked not in client.get("/desk/").content.decode()
    sign_in("oversight").post("/trust/open/")
    assert asked in client.get("/desk/").content.decode()
    assert asked not in sign_in("mentor").get("/desk/").content.decode(), "who is not asked is not reminded"
    assert value("select count(*) from notice") == 0, "nothing is kept of who was reminded"
    assert client.post("/trust/answer/", dict.fromkeys(pulse().questions, "0")).status_code == 302
    assert asked not in client.get("/desk/").content.decode()


def test_who_calls_whom_is_named_on_a_form_and_drawn_with_its_table(cast, sign_in):
    where, form = "/trust/calls/", "/trust/calls/name/"
    head, reader = sign_in("officer.pp"), sign_in("leader.pp")
    assert "No unit of this area has named yet" in reader.get(where).content.decode()
    assert form not in reader.get(where).content.decode()
    assert reader.get(form).status_code == 403
    social, ngo = (str(cast[name].unit_id) for name in ("social.pp", "ngo.pp"))
    assert head.post(form, {}).status_code == 422
    assert head.post(form, {"calls": "x"}).status_code == 422
    assert head.post(form, {"calls": [social, ngo], "called": [social]}).status_code == 302
    assert sign_in("social.pp").post(form, {"called": [str(cast["officer.pp"].unit_id)]}).status_code == 302
    shown = reader.get(where).content.decode()
    assert "Units that have named: 2." in shown
    assert shown.count("both say so") >= 2, "in the matrix and in the table"
    assert "only who calls says so" in shown
    ticked = head.get(form).content.decode()
    assert ticked.count(" checked") == 3
    assert "Units that have named: 2." in reader.get("/trust/").content.decode()
    assert "៖ 2" not in reader.get(f"{where}?lang=km").content.decode()


def test_fewer_than_five_who_would_rather_not_say_are_not_counted_out():
    told = [Told("night", "*", "", 21, 16, 1)]
    assert showing._rather_not(told) == "fewer than 5"
    assert showing._rather_not([Told("night", "*", "", 21, 16, 0)]) == "0"
    assert showing._rather_not([Told("night", "*", "", 21, 16, 6)]) == "6"
    assert showing._rather_not([]) == ""


def test_what_is_too_few_is_said_with_its_numbers():
    change = Finding(Whole(0.75, 22), Whole(0.48, 20), Interval(-0.03, 0.5))
    told = showing._verdict(change, PulseRound(answered=22), PulseRound(answered=20))
    assert "With 22 people who answered now and 20 then" in told
