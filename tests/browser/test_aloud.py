"""The receipt and the form with pictures are read aloud by a voice of the device, where one of the language needs no network."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.public import tell

pytestmark = pytest.mark.browser

VOICES = """
window.heard = [];
const voices = [{lang: "LANG", localService: LOCAL, name: "synthetic"}];
Object.defineProperty(window, "speechSynthesis", {value: {
  speaking: false, getVoices: () => voices, cancel: () => {}, addEventListener: () => {}, speak: (said) => window.heard.push(said.text)}});
window.SpeechSynthesisUtterance = function (text) { this.text = text; };
"""


def voice(lang, local):
    return VOICES.replace("LANG", lang).replace("LOCAL", str(local).lower())


@pytest.mark.parametrize(("lang", "has", "local"), [("km", "km-KH", True), ("en", "en-US", False)])
def test_a_receipt_is_read_by_a_voice_of_the_device_and_by_no_other(lang, has, local, people):
    stranger = people.stranger(reads_in=lang)
    stranger.page.add_init_script(voice(has, local))
    receipt = tell(stranger, "A girl is kept in a room", "Phnom Penh", lang)
    page = stranger.page
    page.locator("summary").first.click()
    words = page.locator("[data-say]")
    expect(words).to_have_count(4)
    assert [re.sub(r"\W", "", one) for one in page.locator("details .code").all_inner_texts()] == receipt.split("-")
    button = page.locator("[data-aloud]")
    if not local:
        expect(button).to_be_hidden()
        return
    button.click()
    assert page.evaluate("window.heard") == words.all_inner_texts()
    stranger.go(f"/report/simple/?lang={lang}")
    page.locator("[data-aloud]").click()
    assert page.locator("h1").inner_text() in page.evaluate("window.heard")
