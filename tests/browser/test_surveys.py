"""A survey on a telephone: planned, drawn, a visit counted in three numbers; and its pages in both languages."""

import re

import pytest

from tests.browser.looking import look
from tests.surveys.making import LISTS, sheet

pytestmark = pytest.mark.browser

BIG = "main form button.btn--big"


def file(text):
    return {"name": "table.csv", "mimeType": "text/csv", "buffer": text.encode()}


def test_a_visit_is_counted_on_a_telephone(people):
    who, wrong = people.twin("oversight", "en"), []
    page = who.go("/prevalence/surveys/new/").page
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator("#id_title").fill("Survey 2026")
    page.locator("#id_reach").fill("Not the streets")
    page.locator("input[type=file]").set_input_files(file(sheet()))
    page.locator(BIG).click()
    page.wait_for_url(re.compile(r"/prevalence/surveys/[0-9a-f-]{36}/"))
    home = page.url.removeprefix(people.server.url)
    wrong += look(page, "a survey to draw")
    for name in ("wanted_0", "wanted_1"):
        page.locator(f"#id_{name}").fill("2")
    page.locator(BIG).click()
    page.locator(f"a[href='{home}visits/']").click()
    wrong += look(page, "visits")
    page.locator("main li a").first.click()
    wrong += look(page, "a visit")
    for name, number in (("people", "12"), ("minors", "2"), ("young", "0")):
        page.locator(f"#id_{name}").fill(number)
    page.locator(BIG).click()
    page.wait_for_url(re.compile(r"/visits/$"))
    assert "12 people, 2 of them judged under 18" in page.locator("main").inner_text()
    page = who.go("/prevalence/lists/new/").page
    page.locator("#id_title").fill("Lists 2026")
    page.locator("input[type=file]").set_input_files(file(LISTS))
    page.locator(BIG).click()
    page.wait_for_url(re.compile(r"/prevalence/lists/[0-9a-f-]{36}/"))
    study = page.url.removeprefix(people.server.url)
    reader = people.twin("oversight", "km")
    for path in ("/prevalence/", home, f"{home}visits/", "/prevalence/lists/", study):
        page = reader.go(path).page
        wrong += look(page, path)
    assert wrong == []
