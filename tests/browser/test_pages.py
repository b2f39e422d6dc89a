"""Acts by keyboard alone, without script, and on a page that went stale."""

import pytest

from tests.browser.looking import look
from tests.browser.people import PHONE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("lang", ["en", "km"])
def test_steps_are_named_and_a_list_is_printed_without_script_and_by_keyboard(lang, people):
    member = people.member("duty.ps", PHONE, bypass_csp=True)
    page = member.page
    member.own_case()
    member.go(f"/cases/steps/?lang={lang}")
    page.locator("main .pick input").first.focus()
    page.keyboard.press("Space")
    page.locator("#name-worker").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/steps/assign/")
    problems = look(page, "named")
    assert page.locator("main ol.story li .is-done").count() == 1
    page.goto(people.server.url + "/cases/?state=open")
    page.locator("summary").last.click()
    page.locator("button[name=form][value=print]").click()
    problems += look(page, "to print")
    assert page.locator("table.listed tbody tr").count() > 0
    member.go("/desk/?lang=en")
    assert problems == []


def test_the_hand_off_is_accepted_by_keyboard_alone(people):
    duty, social = people.member("duty.ps"), people.member("social.ps", PHONE)
    duty.own_case()
    code = duty.page.locator("h1 .code").inner_text()
    duty.page.locator("a[href$='/hand-on/']", has_text="Offer it to").first.click()
    duty.page.locator("main form button.btn--big").click()
    social.desk()
    link = social.page.locator(f'li.wait:has(.code:text-is("{code}")) h3 a').first
    social.go(link.get_attribute("href"))
    for _tab in range(60):
        social.page.keyboard.press("Tab")
        if social.page.evaluate("document.activeElement.closest('form')?.action.endsWith('/accept/')"):
            break
    social.page.keyboard.press("Enter")
    social.reads(code, "Your step")


def test_a_page_that_went_stale_gets_a_sentence(people):
    duty, social = people.member("duty.ps"), people.member("social.ps")
    duty.own_case()
    code = duty.page.locator("h1 .code").inner_text()
    duty.page.locator("a[href$='/hand-on/']", has_text="Offer it to").first.click()
    duty.page.locator("main form button.btn--big").click()
    social.desk()
    row = f'li.wait:has(.code:text-is("{code}"))'
    social.page.locator(f"{row} h3 a").first.click()
    duty.press("Look at the hand-off")
    duty.open("Take it back").press("Take it back", within="details[open]")
    social.page.locator("form[action$='/accept/'] button").click()
    social.whole().does_not_read("Your step")
