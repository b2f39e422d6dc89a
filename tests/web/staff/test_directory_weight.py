"""Acts of great weight in the directory: asked once more with what they do, told with what they did, never swallowed."""

import re

import pytest

from samaki.agencies import keeping
from samaki.agencies.entries import FocalPoint
from samaki.agencies.models import Unit
from samaki.database.refusals import Invalid
from tests.acting import act
from tests.web.staff.reading import forms, pressed_twice

WORK = "/directory/police-pp/work/"
MOVE = {"to_unit": "police-sr", "text": "it closes"}


def named(**more):
    return {"name_en": "Bureau Eleven", "name_km": "ការិយាល័យ ១១", "short_en": "", "short_km": ""} | more


@pytest.mark.parametrize("taken", [
    {"name_en": "Police, Siem Reap"}, {"name_en": "POLICE  siem reap"}, {"name_en": "Po\u200blice, Siem Reap"},
    {"name_km": "នគរបាល សៀមរាប"}, {"name_km": "នគរបាល\u200bសៀមរាប"}, {"short_en": "police sr"}, {"name_en": "សង្គមកិច្ច ភ្នំពេញ"},
])  # fmt: skip
def test_no_unit_takes_the_name_of_another(taken, cast, sign_in, now):
    officer = cast["officer.pp"]
    with pytest.raises(Invalid, match="Another unit has this name"):
        act(officer, keeping.rename_unit, now, unit=officer.unit, **named(**taken))
    answer = sign_in("officer.pp").post("/directory/police-pp/rename/", named(**taken))
    assert (answer.status_code, "Another unit has this name" in answer.content.decode()) == (422, True)


def test_the_name_of_a_unit_that_closed_is_free(cast, now):
    act(cast["duty.sr"], close, now, unit=cast["duty.sr"].unit)
    officer = cast["officer.pp"]
    assert act(officer, keeping.rename_unit, now, unit=officer.unit, **named(name_en="Police, Siem Reap")).name_en


def close(*, unit, by, now):
    from samaki.journeys import units

    return units.close_unit(unit=unit, reason="decree", by=by, now=now)


def test_a_new_name_is_asked_once_more_and_a_change_of_mind_is_asked_anew(cast, sign_in):
    officer, path = sign_in("officer.pp"), "/directory/police-pp/rename/"
    asked = officer.post(path, named())
    assert "Give Police, Phnom Penh a new name?" in asked.content.decode()
    assert Unit.objects.get(code="police-pp").name_en == "Police, Phnom Penh"
    second = forms(asked)[path]
    other = officer.post(path, second | {"name_en": ["Another name"]})
    assert (other.status_code, "Another name" in other.content.decode()) == (200, True)
    assert officer.post(path, second).status_code == 302
    assert Unit.objects.get(code="police-pp").name_en == "Bureau Eleven"


@pytest.mark.parametrize(("given", "sentence"), [
    ({"name_en": "Police, Phnom Penh", "name_km": "នគរបាល ភ្នំពេញ", "short_en": "Police PP", "short_km": "នគរបាល ភ្នំពេញ"},
     "This is its name already."),
    ({"since": "1/1/2190"}, "Come back on that day"),
])  # fmt: skip
def test_the_same_name_and_a_coming_day_are_told(given, sentence, cast, sign_in):
    answer = sign_in("officer.pp").post("/directory/police-pp/rename/", named(**given))
    assert (answer.status_code, sentence in answer.content.decode()) == (422, True)


def test_a_head_moves_all_work_and_closes_from_the_pages(cast, opened, sign_in):
    case, _draft = opened()
    officer = sign_in("officer.pp")
    assert case.code in officer.get(WORK).content.decode()
    refused = officer.post("/directory/police-pp/close/", {"reason": "decree"})
    assert refused.status_code == 409
    assert "Move all of it to other units first." in refused.content.decode()
    assert case.code in refused.content.decode(), "with the list of what is open"
    asked = officer.post("/directory/police-pp/move/", MOVE)
    assert "To Police, Siem Reap go: steps: 2, hand-offs: 1." in asked.content.decode()
    assert case.code in officer.get("/cases/").content.decode(), "nothing has moved yet"
    moved = officer.post("/directory/police-pp/move/", forms(asked)["/directory/police-pp/move/"])
    assert moved["Location"] == WORK
    page = officer.get(WORK).content.decode()
    assert re.search(r"Moved to Police, Siem Reap \([^)]*\): steps: 2, hand-offs: 1", page)
    closing = officer.post("/directory/police-pp/close/", {"reason": "decree"}).content.decode()
    assert "Members who lose what they see here: Dara Sok, Sovann Chea, Chenda Prak." in closing
    assert "It is the only unit of its kind" not in closing, "the national desk serves the whole country"
    assert "New reports of Phnom Penh go to Anti-trafficking police, national desk." in closing
    assert pressed_twice(officer, "/directory/police-pp/close/", reason="decree").status_code == 302
    assert case.code in sign_in("duty.sr").get("/cases/").content.decode()
    assert case.code not in officer.get("/cases/").content.decode()


def test_closing_warns_where_nobody_else_of_the_kind_is(cast, sign_in):
    page = sign_in("nurse.pp").post("/directory/health-pp/close/", {"reason": "decree"}).content.decode()
    assert "It is the only unit of its kind" in page
    assert "Phnom Penh" in page


def test_a_close_without_a_reason_is_asked_for_it_and_none_is_chosen_beforehand(cast, sign_in):
    nurse = sign_in("nurse.pp")
    assert forms(nurse.get("/directory/health-pp/work/"))["/directory/health-pp/close/"]["reason"] == [""]
    answer = nurse.post("/directory/health-pp/close/", {"reason": ""})
    assert (answer.status_code, "Choose a reason from the list." in answer.content.decode()) == (422, True)


def test_a_stale_tab_is_told_where_the_work_went_and_keeps_its_words(cast, opened, sign_in):
    opened()
    officer, path = sign_in("officer.pp"), "/directory/police-pp/move/"
    stale = forms(officer.post(path, MOVE | {"to_unit": "police-ps", "text": "Decree nine"}))[path]
    pressed_twice(officer, path, **MOVE)
    for body in (stale, {"to_unit": "police-ps", "text": "Decree nine"}):
        late = officer.post(path, body)
        page = late.content.decode()
        assert late.status_code == 409
        assert "The work has already gone to Police, Siem Reap; nothing was moved to Police, Preah Sihanouk." in page
        assert "Decree nine" in page


def test_only_units_that_can_take_something_are_offered_with_how_much(cast, opened, sign_in):
    opened()
    page = sign_in("officer.pp").get(WORK).content.decode()
    offered = page.split('id="move"')[1].split("</select>")[0]
    assert "Police, Siem Reap: can take 3 of 3" in offered
    assert re.search(r"Social affairs, Phnom Penh: can take \d of 3", offered)
    assert "Oversight committee" not in offered
    assert "Mentor organisation" not in offered


def test_what_a_unit_of_another_kind_may_not_hold_stays_and_is_told(cast, opened, sign_in):
    opened()
    officer = sign_in("officer.pp")
    asked = officer.post("/directory/police-pp/move/", MOVE | {"to_unit": "social-pp"}).content.decode()
    stay = re.search(r"Stays here: (\d)", asked)[1]
    pressed_twice(officer, "/directory/police-pp/move/", to_unit="social-pp", text="why")
    page = officer.get(WORK).content.decode()
    assert f"Stays here: {stay}" in page
    assert "the pathway does not let a unit of that kind hold" in page


def test_the_state_of_a_report_stands_under_state(cast, filed, sign_in):
    filed()
    row = sign_in("officer.pp").get(WORK).content.decode().split('<th scope="row">Report</th>')[1].split("</tr>")[0]
    assert 'data-head="Step"></td>' in row
    assert 'data-head="State">New</td>' in row


def test_only_the_button_says_that_the_entry_was_checked(cast, sign_in):
    leader = sign_in("leader.pp")
    leader.post("/directory/commune-pp/numbers/", {"phone": "០១២ ៣៤៥ ៦៧៨", "phone_night": "", "how_to_reach": "Pagoda"})
    page = leader.get("/directory/commune-pp/").content.decode()
    assert 'href="tel:012345678"' in page
    assert "012 345 678" in page
    assert "Not yet checked by the unit" in page
    leader.post("/directory/commune-pp/confirm/")
    assert "Checked by the unit on" in leader.get("/directory/commune-pp/").content.decode()


def test_one_person_stands_once_for_a_matter_with_a_number(cast, sign_in):
    leader, path = sign_in("leader.pp"), "/directory/commune-pp/focal-points/new/"
    point = {"matter": "any", "name_km": "", "name_en": "Sok Dara", "phone": "012 345 678"}
    assert leader.post(path, point).status_code == 302
    again = leader.post(path, point | {"name_en": "sok  DARA", "phone": "០១២៣៤៥៦៧៨"})
    assert (again.status_code, "stands here for this matter" in again.content.decode()) == (422, True)
    assert leader.post(path, point | {"phone": "117"}).status_code == 302
    assert leader.post(path, point | {"phone": "1"}).status_code == 422
    assert FocalPoint.objects.filter(unit__code="commune-pp").count() == 2


def test_a_closed_unit_does_not_say_how_to_reach_it_and_an_open_one_says_who_gives_accounts(cast, sign_in):
    nurse = sign_in("nurse.pp")
    nurse.post("/directory/health-pp/numbers/", {"phone": "117", "phone_night": "", "how_to_reach": "Second floor"})
    page = nurse.get("/directory/health-pp/").content.decode()
    assert "Second floor" in page
    assert "Accounts are given, and taken away, by the administrator of this agency" in page
    assert "Accounts are given" not in sign_in("duty.sr").get("/directory/health-pp/").content.decode()
    assert nurse.get("/help/open-accounts/").status_code == 200
    pressed_twice(nurse, "/directory/health-pp/close/", reason="decree")
    assert "Second floor" not in nurse.get("/directory/health-pp/").content.decode()


def test_a_unit_closed_by_mistake_is_opened_again_from_its_page(cast, opened, sign_in):
    opened()
    officer, page, path = sign_in("officer.pp"), "/directory/police-pp/", "/directory/police-pp/open-again/"
    assert "Closed by mistake?" not in officer.get(page).content.decode()
    pressed_twice(officer, "/directory/police-pp/move/", **MOVE)
    closing = officer.post("/directory/police-pp/close/", {"reason": "decree"}).content.decode()
    assert "can open it again for 30 days" in closing
    pressed_twice(officer, "/directory/police-pp/close/", reason="decree")
    above = sign_in("duty.national")
    assert path in forms(above.get(page))
    asked = above.post(path).content.decode()
    assert "See again what this unit sees: Dara Sok, Sovann Chea, Chenda Prak." in asked
    assert "It serves again: Phnom Penh." in asked
    assert "Its former work does not come back by itself" in asked
    assert Unit.objects.get(code="police-pp").until is not None, "nothing has happened yet"
    assert pressed_twice(above, path)["Location"] == page
    shown = above.get(page).content.decode()
    assert "the unit is open again. Its former work stays where it went." in shown
    assert "Closed by mistake?" not in shown
    assert "Phnom Penh" in shown
    assert officer.get(WORK).status_code == 200, "its head is its head again"
