"""The public part and an accepted hand-off in Khmer; the public part without script; nothing stays in the browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.people import PHONE
from tests.browser.public import status, tell

pytestmark = pytest.mark.browser
KHMER = re.compile("[\u1780-\u17ff]")


def test_somebody_tells_in_khmer_and_a_hand_off_is_accepted_in_khmer(people):
    stranger = people.stranger(locale="km-KH")
    what = "ខ្ញុំឃើញក្មេងស្រីម្នាក់នៅផ្ទះសំណាក់ជិតផ្សារ"
    receipt = tell(stranger, what, "ភ្នំពេញ", lang="km")
    expect(stranger.page.locator("html")).to_have_attribute("lang", "km")
    status(stranger, receipt, lang="km").reads("A duty officer reads it")

    duty = people.twin("officer.pp", "km", PHONE).desk()
    expect(duty.page.locator("html")).to_have_attribute("lang", "km")
    duty.page.locator("li.wait h3 a", has_text="ខ្ញុំឃើញក្មេងស្រីម្នាក់").first.click()
    duty.page.locator("details:has(form[action$='/open-case/']) summary").click()
    duty.page.locator("form[action$='/open-case/'] button.btn").click()
    code = duty.page.locator("h1 .code").inner_text()
    duty.page.locator("a[href$='/hand-on/']").first.click()
    duty.page.locator("#id_why").fill("They are nearest to the child.")
    duty.page.locator("main form button.btn--big").click()
    duty.reads(code)

    social = people.twin("social.pp", "km", PHONE).desk()
    row = social.page.locator(f'li.wait:has(.code:text-is("{code}"))').first
    assert KHMER.search(row.locator("h3").inner_text())
    row.locator("form[action$='/accept/'] button").click()
    expect(social.page.locator("h1 .code")).to_have_text(code)
    assert KHMER.search(social.page.locator(".mine h2").first.inner_text())


@pytest.mark.parametrize("lang", ["en", "km"])
def test_the_public_part_needs_no_script_and_keeps_nothing_in_the_browser(lang, people):
    stranger = people.stranger(java_script_enabled=False)
    receipt = tell(stranger, "Somebody is in danger", "Siem Reap", lang=lang)
    status(stranger, receipt, lang=lang)
    assert re.fullmatch(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", receipt)
    assert stranger.page.context.cookies() == []
    assert receipt not in stranger.page.url
