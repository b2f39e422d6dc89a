"""An empty page says what that means for this reader, and what to do next; a page that is not built says what it will be."""

import pytest

TODAY = {
    "oversight": "Figures without names",
    "mentor": "Agencies call you when they want advice",
    "trainer": "You can teach",
    "admin": "You open and close the accounts of your agency",
    "privacy.pp": "You read what your unit reads",
}


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize(("username", "words"), TODAY.items())
def test_the_desk_of_a_role_without_casework_says_what_it_can_do_today(username, words, sign_in):
    desk = page(sign_in(username), "/desk/")
    assert words in desk
    assert 'href="/help/first-day-' in desk
    assert 'href="/directory/"' in desk


def test_the_confidentiality_officer_is_not_told_that_nothing_is_open_and_reads_what_the_unit_reads(sign_in, opened):
    case, _draft = opened()
    officer = sign_in("privacy.pp")
    assert "You see no case" not in page(officer, "/desk/")
    assert case.code in page(officer, "/cases/")


def test_who_takes_no_step_is_offered_no_button_that_would_be_refused(sign_in, filed):
    report = filed(danger="yes")
    assert f"/reports/{report.id}/acknowledge/" in page(sign_in("duty.pp"), "/reports/")
    assert "/acknowledge/" not in page(sign_in("privacy.pp"), "/reports/")


def test_the_desk_with_nothing_on_it_promises_no_call(sign_in):
    desk = page(sign_in("leader.pp"), "/desk/")
    assert "No telephone rings yet" in desk
    assert "you are called" not in desk


@pytest.mark.parametrize("username", ["oversight", "mentor", "admin"])
def test_lists_that_stay_empty_for_a_role_say_so(username, sign_in):
    client = sign_in(username)
    for which in ("", "mine/", "waiting/", "steps/"):
        assert "No case is open to it" in page(client, f"/cases/{which}")
    assert "Reports are not open to your role." in page(client, "/reports/")


def test_an_empty_list_of_reports_says_what_was_chosen(sign_in):
    client = sign_in("leader.pp")
    assert "No report waits for your unit." in page(client, "/reports/")
    assert "is in this state" in page(client, "/reports/?state=closed")


def test_a_case_without_a_step_of_ours_says_so(sign_in, opened):
    case, draft = opened()
    sign_in("duty.pp").post(f"/handoffs/{draft.id}/offer/")
    assert "Your unit holds no open step here." in page(sign_in("social.pp"), f"/cases/{case.code}/")


def test_the_public_figures_answer_and_say_that_there_are_none(client, db):
    assert "not published yet" in page(client, "/progress/?lang=en")
