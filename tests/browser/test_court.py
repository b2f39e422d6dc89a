"""The court file at a browser: somebody is charged and held; the pages fit, are for everybody, speak Khmer, and print."""

import re
from datetime import date, timedelta

import pytest

from tests.browser.looking import look, not_khmer
from tests.browser.pseudo import data

pytestmark = pytest.mark.browser

ACTS = ("charged", "detained", "sentenced", "settled")


def test_somebody_is_charged_and_held_and_the_pages_fit_in_both_languages(people):
    member = people.member("duty.ps")
    case = member.own_case()
    member.go(f"{case}people/new/?lang=en")
    member.page.locator("#id_part").select_option("person_named")
    _send(member.page)
    page = member.page
    for act, chosen in (("charged", {"offence": "tshe_28"}), ("arrested", {})):
        member.go(f"{case}court/new/?act={act}")
        page.locator("#id_person").select_option(index=1)
        page.locator("#id_at").fill((date.today() - timedelta(days=1)).isoformat())  # noqa: DTZ011
        for name, value in chosen.items():
            page.locator(f"#id_{name}").select_option(value)
        _send(page)
    member.go(f"{case}court/").reads("Accused 1", "In custody since", "not legally verified")
    found = look(page, "court en")
    printed = page.pdf(prefer_css_page_size=True)
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) <= 3
    member.go(f"{case}court/?lang=km")
    found += look(page, "court km") + not_khmer(page, data())
    for act in ACTS:
        member.go(f"{case}court/new/?act={act}")
        found += look(page, act) + not_khmer(page, data())
    page.locator(".back").first.click()
    page.locator("main h3 a").first.click()
    found += look(page, "accused") + not_khmer(page, data())
    member.go("/desk/?lang=en")
    assert found == []


def _send(page):
    with page.expect_navigation():
        page.locator("main form button.btn--big").click()
