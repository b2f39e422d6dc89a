"""A case on paper: portrait, few pages, and who printed it when."""

import re

import pytest

pytestmark = pytest.mark.browser

PORTRAIT = rb"/MediaBox \[0 0 59[456][\d.]* 84[123][\d.]*\]"


@pytest.mark.parametrize("lang", ["en", "km"])
def test_a_case_prints_in_portrait_with_its_chain_as_a_table(lang, people):
    member = people.member("duty.ps")
    member.own_case()
    member.go(f"{member.page.url.removeprefix(people.server.url)}?lang={lang}")
    page = member.page
    printed = page.pdf(prefer_css_page_size=True)
    pages = re.findall(rb"/Type\s*/Page\b(?!s)", printed)
    assert 1 <= len(pages) <= 3, len(pages)
    assert len(re.findall(PORTRAIT, printed)) >= 1
    assert b"/MediaBox [0 0 84" not in printed, "no page across"
    page.emulate_media(media="print")
    assert page.locator("p.paper").is_visible()
    assert page.locator(".chain .as-table table").is_visible()
    assert not page.locator(".chain .wide").first.is_visible()
    page.emulate_media(media="screen")
    member.go("/desk/?lang=en")


def test_a_longer_case_still_prints_on_few_pages(people):
    member = people.member("duty.ps")
    member.go("/cases/")
    member.go(member.page.locator("main li a[href^='/cases/']").last.get_attribute("href"))
    printed = member.page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) <= 7  # with what came out of each step


def test_on_paper_no_link_stands_alone_and_no_folded_form(people):
    """A link says nothing on paper: its words stand as text, or where there was nothing but a link, nothing."""
    member = people.member("duty.ps")
    member.own_case()
    page = member.page
    page.emulate_media(media="print")
    links = page.locator("main a:visible").all()
    looks = [
        link.evaluate("one => [getComputedStyle(one).textDecorationLine, getComputedStyle(one).color]")
        for link in links
    ]
    assert {tuple(one) for one in looks} <= {("none", "rgb(0, 0, 0)")}
    for gone in ("main details.confirm", "main .btns", "main .sum dd.no-print", "main summary"):
        for one in page.locator(gone).all():
            assert not one.is_visible(), gone
    for words in ("What they told us", "Every look, by name", "All of it; share, consent", "Show name (recorded)"):
        assert not page.get_by_text(words).first.is_visible(), words
    assert page.locator("#h-people").is_visible()
    ends = r"""() => [...document.querySelectorAll('header span, main :is(p, span, li)')]
        .filter(one => one.checkVisibility()).map(one => one.innerText).filter(one => /·\s*$/.test(one))"""
    assert page.locator("header .me").is_visible()
    assert page.evaluate(ends) == [], "what stood behind a dot went with its dot"
    page.emulate_media(media="screen")


@pytest.mark.parametrize("lang", ["en", "km"])
def test_the_dashboard_of_a_country_prints_on_four_sheets_with_its_answer_first(lang, people):
    member = people.twin("oversight", lang)
    page = member.go("/dashboard/").page
    assert page.locator("main p.lead strong").inner_text().strip()
    printed = page.pdf(prefer_css_page_size=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) <= 4
    page.emulate_media(media="print")
    whole = "all => [...new Set(all.map(one => getComputedStyle(one).breakInside))]"
    assert page.locator(".dash :is(figure, tr, .pairs > *)").evaluate_all(whole) == ["avoid"]
    page.emulate_media(media="screen")
