"""The chain picture and the timeline in a real browser: measured words and lines, night, print, keyboard, no script."""

import pytest
from playwright.sync_api import expect

from tests.browser.looking import look
from tests.browser.people import DESKTOP, PHONE

pytestmark = pytest.mark.browser

WIDE_PROBLEMS = """() => {
  const found = [];
  const meets = (a, b) => a.left < b.right - .5 && b.left < a.right - .5 && a.top < b.bottom - .5 && b.top < a.bottom - .5;
  for (const svg of document.querySelectorAll('.chain .wide svg')) {
    const frame = svg.getBoundingClientRect(), scale = frame.width / svg.viewBox.baseVal.width;
    const texts = [...svg.querySelectorAll('text')].map(node => ({node, box: node.getBoundingClientRect()}));
    for (const {node, box} of texts) {
      if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1)
        found.push('outside: ' + node.textContent);
      const most = {'c-who': 102, 'c-you-word': 34, 'c-badge-word': 104}[node.classList[0]] || 132;
      if (box.width > most * scale + 1) found.push(`${node.textContent} is ${box.width / scale} wide, not ${most}`);
    }
    const ink = ({node, box}) => {  // the height of the line box says nothing of ink: half the size above the feet
      const size = parseFloat(getComputedStyle(node).fontSize) * scale, base = node.getScreenCTM().f + node.y.baseVal[0].value * scale;
      return {left: box.left, right: box.right, top: base - size * .8, bottom: base + size * .25};
    };
    texts.forEach((one, at) => texts.slice(at + 1).forEach(other => {
      if (meets(ink(one), ink(other))) found.push(`${one.node.textContent} over ${other.node.textContent}`);
    }));
    for (const fork of svg.querySelectorAll('.l-fork')) {
      const line = fork.getBoundingClientRect();
      for (const {node, box} of texts) if (meets(line, ink({node, box}))) found.push('a fork crosses ' + node.textContent);
    }
  }
  return found;
}"""

TALL_PROBLEMS = """() => {
  const found = [];
  const parts = [...document.querySelectorAll('.chain .tall .link')].map(node => node.getBoundingClientRect());
  parts.forEach((one, at) => { const next = parts[at + 1];
    if (next && next.left === one.left && next.top < one.bottom - 1 && next.bottom > one.top) found.push('links overlap at ' + at); });
  for (const words of document.querySelectorAll('.chain .tall .words, .chain .tall h3, .chain .tall summary')) {
    if (words.scrollWidth > words.clientWidth + 1) found.push('runs over: ' + words.textContent.trim());
    const ring = words.matches('.words') && words.parentElement.querySelector('.ring');
    if (ring && ring.getBoundingClientRect().right > words.getBoundingClientRect().left) found.push('ring over words');
  }
  return found;
}"""


FOLDED = ".chain a[href^='?chain=all']"


def cases_of(member):
    """The cases on the member's first page of them."""
    member.go("/cases/")
    links = member.page.locator("main li a[href^='/cases/']")
    return links.evaluate_all("all => all.map(a => a.getAttribute('href'))")


def longest(member):
    """The case with the most steps of all that this member sees on the first page."""
    rows = {}
    for link in cases_of(member):
        member.go(link)
        rows[link] = member.page.locator(".chain table tbody tr").count()
    return max(rows, key=rows.get)


@pytest.fixture(scope="module")
def found():
    """Long case of a member, looked for once."""
    return {}


def case_of(people, found, name, viewport=DESKTOP, **options):
    member = people.member(name, viewport, **options)
    if name not in found:
        found[name] = longest(member)
    return member, found[name]


@pytest.mark.parametrize("lang", ["en", "km"])
@pytest.mark.parametrize("name", ["duty.pp", "social.ps"])
def test_every_word_and_line_of_the_picture_has_its_place_at_every_width(lang, name, people, found):
    member, case = case_of(people, found, name)
    problems = []
    member.go(f"/desk/?lang={lang}")
    for query in ("", "?chain=all"):
        member.go(case + query)
        for width in (1100, 1280, 1920):
            member.page.set_viewport_size({"width": width, "height": 900})
            problems += [f"{width} {query}: {one}" for one in member.page.evaluate(WIDE_PROBLEMS)]
        for width in (320, 360, 768, 1099):
            member.page.set_viewport_size({"width": width, "height": 900})
            member.page.evaluate("document.querySelectorAll('.chain .fold').forEach(one => { one.open = true; })")
            problems += [f"{width} {query}: {one}" for one in member.page.evaluate(TALL_PROBLEMS)]
    member.page.set_viewport_size(DESKTOP)
    member.go("/desk/?lang=en")
    assert problems == []


@pytest.mark.parametrize("lang", ["en", "km"])
def test_by_night_nothing_is_serious_for_axe(lang, people, found):
    member, case = case_of(people, found, "duty.pp", color_scheme="dark", bypass_csp=True)
    member.go(f"/desk/?lang={lang}")
    problems = []
    for path in (case, case + "?chain=all", case + "timeline/"):
        member.page.goto(people.server.url + path)
        assert member.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        problems += look(member.page, path)
    member.page.set_viewport_size(DESKTOP)
    member.go("/desk/?lang=en")
    assert problems == []


def test_on_paper_the_table_says_it_and_a_part_of_the_story_is_called_one(people, found):
    member, case = case_of(people, found, "social.ps")
    member.go(case + "?chain=all")
    member.page.emulate_media(media="print")
    expect(member.page.locator(".chain .as-table table")).to_be_visible()
    expect(member.page.locator(".chain .wide")).to_be_hidden()
    expect(member.page.locator(".chain .tall")).to_be_hidden()
    expect(member.page.locator(".nav")).to_be_hidden()
    member.go(case + "timeline/?kind=step")
    expect(member.page.locator("main details")).to_be_hidden()
    expect(member.page.locator("main")).to_contain_text("Only a part is shown: Steps")
    member.page.emulate_media(media="screen")
    expect(member.page.get_by_text("Only a part is shown:")).to_be_hidden()
    member.page.set_viewport_size(DESKTOP)


def folded_case(people, found):
    """(name, member, case) of the first case that folds parts of its chain, and in which the member has a step."""
    for name in ("social.ps", "social.pp", "duty.ps", "duty.pp", "social.sr", "ngo.pp"):
        member = people.member(name, DESKTOP)
        for case in cases_of(member):
            member.go(case)
            if member.page.locator(FOLDED).count() and member.page.locator(".chain .tall .link .you").count():
                return name, member, case
    raise AssertionError("No case of the demonstration is long enough to be folded.")


def test_on_a_phone_the_picture_starts_at_my_step_and_unfolds_without_script(people, found):
    name, _member, case = folded_case(people, found)
    phone = people.member(name, PHONE, java_script_enabled=False)
    phone.go(case)
    first = phone.page.locator(".chain .tall .link:visible").first
    expect(first.locator(".you")).to_be_visible()
    before = phone.page.locator(".chain .tall .fold").first
    many = int(before.locator("summary").inner_text().split()[0])
    hidden = before.locator(".link")
    assert hidden.count() == many > 1
    expect(hidden.first).to_be_hidden()
    before.locator("summary").click()
    expect(hidden.first).to_be_visible()
    expect(hidden.last).to_be_visible()


def test_folded_steps_open_and_the_table_says_the_same_by_keyboard_alone(people, found):
    _name, member, case = folded_case(people, found)
    rows = member.page.locator(".chain table tbody th[scope=row]").count()
    folded = member.page.locator(FOLDED)
    many = int(folded.inner_text().split()[0])
    folded.focus()
    member.page.keyboard.press("Enter")
    expect(member.page.get_by_role("link", name="Fold long parts again")).to_be_visible()
    assert member.page.locator(".chain .wide rect.r").count() == rows
    member.page.get_by_role("link", name="Fold long parts again").press("Enter")
    expect(folded).to_be_visible()
    assert member.page.locator(".chain .wide rect.r").count() == rows - many + 1
    table = member.page.locator(".chain .as-table")
    table.locator("summary").press("Enter")
    expect(table.locator("table")).to_be_visible()
    expect(member.page.get_by_role("img")).to_have_count(1)


def test_the_timeline_is_narrowed_by_keyboard_alone(people, found):
    member, case = case_of(people, found, "duty.pp")
    member.go(case)
    member.page.get_by_role("link", name="Everything since").press("Enter")
    member.page.locator("main summary").press("Enter")
    member.page.get_by_label("What").focus()
    member.page.keyboard.type("Hand")
    member.page.get_by_label("To").press("Enter")
    member.reads("Show everything")
    assert "kind=handoff" in member.page.url
    member.does_not_read("The case was opened")
