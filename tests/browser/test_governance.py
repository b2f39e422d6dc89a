"""Who governs, in a browser: written at full length in both languages, signed by two, printed on one sheet of A4."""

import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from samaki.journeys.governance.paper import LINES, key_of
from tests.browser.routes import examples

pytestmark = pytest.mark.browser

KM = "ក្រសួងសង្គមកិច្ច អតីតយុទ្ធជន និងយុវនីតិសម្បទា រាជធានីភ្នំពេញ ការិយាល័យទិន្នន័យ "
EN = "office.of.data social.affairs of.the.province "
"""Words that the test of the catalogue knows as typed: it opens this page too."""


def full(most, words):
    """Whole words, as many as the field takes."""
    return (words * 20)[:most].rpartition(" ")[0]


def test_the_longest_page_prints_on_one_sheet_in_each_language(people):
    examples(people.server)  # versions that other tests write are there by now: one is written at a time
    writer = people.twin("oversight", "en")
    page = writer.go("/governance/new/").page
    for line in LINES:
        for tongue, words in (("km", KM), ("en", EN)):
            page.locator(f"#id_{key_of(line, tongue)}").fill(full(line.most, words))
    today = date.today()
    days = {"drill_on": f"{today - timedelta(days=30)}", "review_by": f"{today + timedelta(days=180)}"}
    for name, typed in ({"sheets": "5", "enough": "3"} | days).items():
        page.locator(f"#id_{name}").fill(typed)
    page.locator("input[name=drill_alone][value=yes]").check()
    page.locator("main form button.btn--big").click()
    page.wait_for_url(re.compile(r"/governance/[0-9a-f-]{36}/"))
    there = page.url.removeprefix(people.server.url)
    for name in ("officer.pp", "social.pp"):
        signer = people.twin(name, "en").go(there).page
        signer.locator("form[action$='/sign/']").evaluate("form => form.closest('details').open = true")
        signer.locator("form[action$='/sign/'] input[name=office]").fill(full(60, EN))
        signer.locator("form[action$='/sign/'] button.btn--quiet").click()
        expect(signer.locator("form[action$='/withdraw/']")).to_have_count(1)
    for lang in ("en", "km"):
        page = people.twin("social.pp", lang).go(f"{there}print/").page
        printed = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1, lang
        assert len(re.findall(rb"/MediaBox \[0 0 59[456][\d.]* 84[123][\d.]*\]", printed)) == 1
