"""What is open with a unit, on a phone: nothing to push sideways, no empty lines; and the page that asks once more."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import PHONE
from tests.browser.test_pages import look

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("lang", ["en", "km"])
def test_the_open_work_of_a_unit_fits_a_phone(lang, people):
    head = people.member("duty.ps", PHONE, bypass_csp=True)
    head.own_case()
    head.go(f"/directory/police-ps/work/?lang={lang}")
    page = head.page
    problems = look(page, "work")
    for width in (320, 360):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.locator("tbody tr").count() > 0
        assert page.evaluate("[...document.querySelectorAll('.scroll')].every(it => it.scrollWidth <= it.clientWidth)")
        assert page.evaluate("""[...document.querySelectorAll('tbody td')].every(
            it => it.textContent.trim() || getComputedStyle(it).display === 'none')""")
    page.locator("#move").evaluate("it => it.closest('details').open = true")
    page.locator("#move select").select_option("police-sr")
    page.locator("#move textarea").fill("Decree 7")
    page.locator("#move button.btn").click()
    expect(page.locator("main form button.btn--late")).to_have_count(1)
    problems += look(page, "asked once more")
    head.go("/desk/?lang=en")
    assert problems == []
