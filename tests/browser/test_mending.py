"""Mending as people do it: a step that was recorded wrongly is taken back; a name that was typed wrongly is corrected."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import PHONE
from tests.browser.test_pages import look

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("lang", ["en", "km"])
def test_the_outcome_of_a_step_is_taken_back(lang, people):
    officer = people.member("duty.ps", PHONE, bypass_csp=True)
    case = officer.own_case()
    officer.go(f"{case}?lang={lang}")
    page = officer.page
    step = page.locator('a[href^="/steps/"]').first.get_attribute("href")
    officer.go(step)
    page.locator("#id_occurred_at").fill("once")
    page.locator("#form button.btn--big").click()
    problems = look(page, "two wrong fields")
    assert page.locator("#errors a").evaluate_all("all => all.map(one => one.hash)") == [
        "#id_outcome",
        "#id_occurred_at",
    ]
    page.locator("#errors a").last.click()
    expect(page.locator("#id_occurred_at")).to_be_focused()
    page.locator("#id_occurred_at").fill("")
    page.locator("#id_outcome").check()
    page.locator("#form button.btn--big").click()
    expect(page.locator("p.told")).to_be_visible()
    page.locator("p.told a").click()
    form = page.locator('details:has(form[action$="/take-back/"])')
    form.locator("summary").click()
    form.locator("button.btn").click()  # without a word: told in the form that opens again
    expect(page.locator("#errors a")).to_have_attribute("href", "#id_text")
    problems += look(page, "taken back without a word")
    form.locator("textarea").fill("Another case was meant")
    form.locator("button.btn").click()
    expect(page.locator("p.told")).to_be_visible()
    officer.go(step)
    expect(page.locator("#form button.btn--big")).to_be_visible()
    officer.go("/desk/?lang=en")
    assert problems == []


def test_a_name_is_corrected(people):
    """By those who wrote it and may not read it: written anew, and the last change taken back."""
    officer = people.member("duty.ps", PHONE, bypass_csp=True)
    case, page = officer.own_case(), officer.page
    page.locator(f'a[href^="{case}people/"]:not([href$="/new/"])').first.click()
    address = page.url
    for typed in ("Srey Mao", "Srey Mom"):
        page.goto(address)
        page.locator("details:has(#id_name_latin) > summary").click()
        page.locator("#id_name_latin").fill(typed)
        page.locator("details:has(#id_name_latin) form button.btn").click()
        expect(page).to_have_url(re.compile("saved=sealed"))
    officer.reads("Saved and sealed; your unit cannot read it.")
    problems = look(page, "the name, written anew")
    page.locator("details:has(#undo) > summary").click()
    page.locator("#undo button.btn").first.click()
    officer.reads("The last change was taken back. What stood before stands again.")
    assert problems == []
