"""Every kind of page: nothing serious for axe, nothing wider than the screen, usable by keyboard."""

import pytest

from samaki.database.folder import ROOT
from tests.browser.people import PHONE
from tests.browser.public import tell

pytestmark = pytest.mark.browser

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (320, 360, 768, 1280)
PUBLIC = ("/", "/report/", "/status/", "/progress/", "/sign-in/")
STAFF = ("/desk/", "/reports/", "/reports/?state=all", "/cases/", "/cases/mine/", "/cases/waiting/",
         "/cases/steps/", "/cases/caseload/", "/cases/?place=Xyzzy&from=31/02/2026", "/cases/new/", "/calendar/",
         "/cases/PP-26-222222/", "/account/mail/", "/account/mail/unit/")  # fmt: skip
FOUND_ON = (
    # page, first link of this kind on it
    ("/reports/?state=all", "main li h3 a"),
    ("/cases/", "main li a[href^='/cases/']"),
    ("/desk/", "main h3 a[href^='/handoffs/']"),
    ("/desk/", "a[href^='/steps/'][href$='/hand-on/']"),
    ("/desk/", ".act a[href^='/steps/']:not([href$='/hand-on/'])"),
)
OF_A_CASE = (
    "timeline/",
    "timeline/?kind=step&from=31/2/2026",
    "?chain=all",
    "observations/new/",
    "notes/",
    "notes/new/",
    "people/new/",
    "arrivals/new/",
    "start/",
)


def look(page, label):
    """Problems of this page: axe's serious ones, and each width at which it runs over."""
    found = [f"{label} is wider than {width}" for width in WIDTHS if runs_over(page, width)]
    page.add_script_tag(path=str(AXE))
    serious = page.evaluate(
        "async () => (await axe.run()).violations.filter(v => ['serious', 'critical'].includes(v.impact))"
        ".map(v => v.id + ': ' + v.nodes[0].html.slice(0, 120))"
    )
    return found + [f"{label}: {one}" for one in serious]


def runs_over(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


@pytest.mark.parametrize("lang", ["en", "km"])
def test_public_pages(lang, people):
    page = people.stranger(bypass_csp=True).page
    problems = []
    for path in PUBLIC:
        page.goto(people.server.url + path + f"?lang={lang}")
        problems += look(page, path)
    tell_and_look = people.stranger(bypass_csp=True)
    tell(tell_and_look, "Somebody is in danger", "Phnom Penh", lang=lang)
    problems += look(tell_and_look.page, "receipt")
    assert problems == []


@pytest.mark.parametrize("lang", ["en", "km"])
def test_staff_pages(lang, people):
    member = people.member("duty.ps", bypass_csp=True)
    member.go(f"/desk/?lang={lang}")
    problems = []
    for path in STAFF:
        member.page.goto(people.server.url + path)
        problems += look(member.page, path)
    for start, link in FOUND_ON:
        member.page.set_viewport_size({"width": 1280, "height": 900})
        member.page.goto(people.server.url + start)
        if member.page.locator(link).count():
            member.page.goto(people.server.url + member.page.locator(link).first.get_attribute("href"))
            problems += look(member.page, f"{start} -> {link}")
    member.page.goto(people.server.url + "/cases/")
    case = member.page.locator("main li a[href^='/cases/']").first.get_attribute("href")
    for page in OF_A_CASE:
        member.page.goto(people.server.url + case + page)
        problems += look(member.page, page)
    member.go("/desk/?lang=en")
    assert problems == []


@pytest.mark.parametrize("lang", ["en", "km"])
def test_steps_are_named_and_a_list_is_printed_without_script_and_by_keyboard(lang, people):
    member = people.member("duty.ps", PHONE, bypass_csp=True)
    page = member.page
    member.own_case()
    member.go(f"/cases/steps/?lang={lang}")
    page.locator("main .pick input").first.focus()
    page.keyboard.press("Space")
    page.locator("#name-worker").focus()
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
