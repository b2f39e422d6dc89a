"""Help and practice cards in a real browser: both languages, a small phone and a desk, with the keyboard, on paper."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.looking import layout, look

pytestmark = pytest.mark.browser
SMALL = {"width": 320, "height": 640}
WIDE = {"width": 1280, "height": 900}
GUIDES = ("", "use-the-pages/", "first-day-duty-officer/", "keep-the-directory/", "operate/", "?q=tab")


@pytest.mark.parametrize("lang", ["en", "km"])
def test_the_help_fits_every_screen(lang, people):
    member = people.member("duty.ps", bypass_csp=True)
    member.go(f"/help/?lang={lang}")
    problems = []
    for path in GUIDES:
        member.go(f"/help/{path}")
        problems += look(member.page, path or "contents")
    stranger = people.stranger(bypass_csp=True)
    stranger.go(f"/how/?lang={lang}")
    problems += look(stranger.page, "how")
    member.go("/desk/?lang=en")
    assert problems == []


@pytest.fixture
def offered(people):
    """A first safe contact offered to social services; returns the address of its hand-off."""
    duty = people.member("duty.ps")
    duty.own_case()
    code = duty.page.locator("h1 .code").inner_text()
    duty.page.locator("a[href$='/hand-on/']", has_text="Offer it to").first.click()
    duty.page.locator("#id_why").fill("They are nearest to the child.")
    duty.page.locator("main form button.btn--big").click()
    social = people.member("social.ps")
    social.desk()
    link = social.page.locator(f'li.wait:has(.code:text-is("{code}")) h3 a').first
    return code, link.get_attribute("href")


@pytest.mark.parametrize("lang", ["en", "km"])
@pytest.mark.parametrize("viewport", [SMALL, WIDE], ids=["320", "1280"])
def test_who_decides_reads_the_practice_card_and_so_does_who_does_it(lang, viewport, people, offered):
    _code, href = offered
    social = people.member("social.ps", viewport, bypass_csp=True)
    social.go(f"{href}?lang={lang}")
    problems = []
    for path in ("", "accepted"):
        if path:
            social.page.locator("form[action$='/accept/'] button").click()
            step = social.page.locator(".mine a[href^='/steps/']").first.get_attribute("href")
            social.go(step.split("#")[0])
        card = social.page.locator("details.practice")
        expect(card.locator("li").first).not_to_be_visible()
        card.locator("summary").click()
        expect(card.locator("li").first).to_be_visible()
        assert card.locator("ul").first.locator("li").count() == 5
        assert bool(re.search("[\u1780-\u17ff]", card.locator("li").first.inner_text())) == (lang == "km")
        problems += [f"{path or 'offer'} at {width}" for width in (320, 1280) if layout(social.page, (width,))]
        social.page.set_viewport_size(viewport)
    social.go("/desk/?lang=en")
    assert problems == []


def test_a_folded_card_is_whole_on_paper(people, offered):
    _code, href = offered
    social = people.member("social.ps")
    social.go(href)
    line = social.page.locator("details.practice li").first
    expect(line).not_to_be_visible()
    social.page.emulate_media(media="print")
    expect(line).to_be_visible()
    assert line.bounding_box()["height"] > 0
    social.page.emulate_media(media="screen")


def test_a_hand_off_on_a_phone_shows_where_the_menu_is(people, offered):
    _code, href = offered
    social = people.member("social.ps", SMALL)
    social.go(href)
    menu = social.page.locator("details.menu")
    expect(menu.locator("summary")).to_be_visible()
    expect(menu.locator("a[href='/cases/']")).not_to_be_visible()
    menu.locator("summary").click()
    expect(menu.locator("a[href='/cases/']")).to_be_visible()
    wide = people.member("social.ps", WIDE)
    wide.go(href)
    expect(wide.page.locator("details.menu")).not_to_be_visible()
    expect(wide.page.locator("nav.nav a[href='/cases/']").first).to_be_visible()


def focused(page):
    """The words of what has the focus, and whether a frame shows it."""
    return page.evaluate(
        "() => { const it = document.activeElement, look = getComputedStyle(it);"
        " return [it.textContent.trim(), parseFloat(look.outlineWidth) > 0 && look.outlineStyle !== 'none', it.tagName] }"
    )


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_the_skip_link_jumps_over_the_menu_and_everything_is_reached_with_a_visible_frame(script, people):
    member = people.member("duty.ps", java_script_enabled=script)
    page = member.go("/desk/").page
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    expect(page.locator("a.skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("main :focus")).to_have_count(1)


@pytest.mark.parametrize("path", ["/desk/", "/cases/new/", "/help/use-the-pages/", "/directory/"])
def test_tab_goes_through_a_page_in_its_order_and_misses_nothing(path, people):
    page = people.member("duty.ps").go(path).page
    reachable = page.locator(
        "a[href]:visible, button:not([tabindex='-1']):visible, select:visible, textarea:visible, summary:visible, "
        "input:not([type=hidden]):not([type=radio]):visible"
    ).count()
    groups = page.evaluate("new Set([...document.querySelectorAll('input[type=radio]')].map(one => one.name)).size")
    tops, seen = [], 0
    for _step in range(reachable + groups + 3):
        page.keyboard.press("Tab")
        words, framed, tag = focused(page)
        if tag == "BODY":
            break
        seen += tag != "DIV"
        assert framed, words
        tops.append(page.evaluate("document.activeElement.compareDocumentPosition(document.querySelector('main')) & 4"))
    assert seen >= reachable + groups
    assert sorted(tops, reverse=True) == tops, "the menu comes before the content, nothing jumps back"


def test_a_card_is_opened_and_folded_with_the_keyboard(people, offered):
    _code, href = offered
    page = people.member("social.ps").go(href).page
    page.locator("details.practice summary").focus()
    for key, shown in (("Enter", True), ("Space", False), ("Enter", True)):
        page.keyboard.press(key)
        expect(page.locator("details.practice li").first).to_be_visible(visible=shown)
