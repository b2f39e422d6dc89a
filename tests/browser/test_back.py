"""The phone's own buttons in the public report: Back, reload, leaving. Without script; nothing is read from a browser's store."""

import re

import pytest
from playwright.sync_api import expect

from samaki.web.subject_access.style import style
from tests.browser.conftest import FLAGS, WHOLE
from tests.browser.people import People
from tests.browser.public import forward, tell

pytestmark = pytest.mark.browser
WORDS = "A girl is kept in a guesthouse"


def stands_at(page, name):
    expect(page.locator(f"[name={name}]").first).to_be_visible()


@pytest.mark.parametrize("lang", ["en", "km"])
@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_back_reload_and_forward_work_on_every_question(lang, script, people):
    stranger = people.stranger(java_script_enabled=script)
    page = stranger.go(f"/?lang={lang}").page
    page.locator("main a.btn--big").click()
    page.locator("#id_what").fill(WORDS)
    forward(stranger)
    page.locator("#id_where").fill("Toul Kork")
    forward(stranger)
    stands_at(page, "danger")
    page.reload()
    stands_at(page, "danger")
    page.go_back()
    expect(page.locator("#id_where")).to_have_value("Toul Kork")
    page.go_back()
    expect(page.locator("#id_what")).to_have_value(WORDS)
    page.go_forward()
    expect(page.locator("#id_where")).to_have_value("Toul Kork")
    page.locator("header button[name=lang]").click()
    expect(page.locator("html")).to_have_attribute("lang", "km" if lang == "en" else "en")
    expect(page.locator("#id_where")).to_have_value("Toul Kork")
    page.locator("button[name=go][value=back]").click()
    expect(page.locator("#id_what")).to_have_value(WORDS)
    page.go_back()
    expect(page.locator("#id_where")).to_have_value("Toul Kork")
    assert page.context.cookies() == []


@pytest.fixture(scope="module")
def chromium(chromium):
    """The whole browser: how it keeps pages, and leaves for another site, is not that of the shell."""
    browser = chromium.browser_type.launch(executable_path=WHOLE, args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def with_page_memory(chromium):
    """A browser that keeps whole pages in memory for Back, as telephones do and playwright's does not."""
    kept = ["--disable-back-forward-cache"]
    browser = chromium.browser_type.launch(executable_path=WHOLE, args=FLAGS, ignore_default_args=kept)
    yield browser
    browser.close()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_browser_that_keeps_pages_in_memory_shows_nothing_either(script, server, with_page_memory):
    everyone = People(server, with_page_memory, {})
    try:
        after_leaving_nothing_is_shown(everyone.stranger(java_script_enabled=script))
    finally:
        everyone.go_home()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_after_i_have_the_receipt_back_and_reload_show_nothing(script, people):
    after_leaving_nothing_is_shown(people.stranger(java_script_enabled=script))


def after_leaving_nothing_is_shown(stranger):
    stranger.page.context.route(re.compile(r"wikipedia\.org"), lambda route: route.fulfill(body="a plain page"))
    receipt = tell(stranger, WORDS, "Siem Reap")
    page = stranger.page
    page.locator("main a.btn[href^='/leave/']").click()
    expect(page.locator("body")).to_have_text("a plain page")
    for _step in range(8):
        page.go_back()
        shown = page.content()
        assert receipt.split("-")[1] not in shown
        assert WORDS not in shown
        page.reload()
        shown = page.content()
        assert receipt.split("-")[1] not in shown
        assert WORDS not in shown
        assert "ERR_CACHE_MISS" not in shown


def test_leaving_in_the_middle_leaves_nothing_behind(people):
    stranger = people.stranger()
    stranger.page.context.route(re.compile(r"wikipedia\.org"), lambda route: route.fulfill(body="a plain page"))
    page = stranger.go("/report/?lang=en").page
    page.locator("#id_what").fill(WORDS)
    forward(stranger)
    page.locator(".exit a").click()
    expect(page.locator("body")).to_have_text("a plain page")
    for _step in range(2):
        page.go_back()
        assert WORDS not in page.content()
        stranger.reads("This page is over.")


def test_a_text_of_one_megabyte_comes_back_whole(people):
    stranger = people.stranger()
    page = stranger.go("/report/?lang=en").page
    text = "x" * 1_000_000
    page.locator("#id_what").evaluate("(field, text) => { field.value = text }", text)
    forward(stranger)
    stranger.reads("At most 20000 letters can be taken.")
    assert page.locator("#id_what").input_value() == text


def fonts_of(page, selector):
    """(family, whether it came with the page) of the letters that are drawn there."""
    page.evaluate("document.fonts.ready")
    used = page.context.new_cdp_session(page)
    used.send("DOM.enable")
    used.send("CSS.enable")
    root = used.send("DOM.getDocument")["root"]["nodeId"]
    node = used.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    fonts = used.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return [(one["familyName"], one["isCustomFont"]) for one in fonts]


@pytest.mark.parametrize("path", ["/", "/report/", "/status/", "/sign-in/"])
def test_the_word_for_khmer_is_drawn_with_our_font(path, people):
    """The machine of the tests has no Khmer font of its own: without ours the word is a row of boxes."""
    page = people.stranger().go(f"{path}?lang=en").page
    assert page.locator("header [lang=km]").inner_text() == "ភាសាខ្មែរ"
    assert fonts_of(page, "header [lang=km]") == [("Noto Sans Khmer", True)]


@pytest.mark.parametrize("tag", ["p", "strong"])
def test_the_page_that_is_taken_away_draws_khmer_with_the_letters_that_it_carries(tag, people):
    page = people.stranger().go("/?lang=en").page.context.new_page()
    page.set_content(f"<style>{style()}</style><{tag}>កុមារ</{tag}>")
    assert fonts_of(page, tag) == [("Noto Sans Khmer", True)]
