"""The pictures of the README, made by the browser: SAMAKI_PICTURES=1 ./samaki test tests/browser/test_pictures.py"""

import os

import pytest

from samaki.database.folder import ROOT

pytestmark = pytest.mark.browser
PICTURES = ROOT / "docs" / "pictures"


@pytest.mark.skipif(os.environ.get("SAMAKI_PICTURES") != "1", reason="writes files: only when asked")
def test_the_two_pictures_of_the_readme(people):
    duty = people.member("duty.pp")
    duty.desk().page.screenshot(path=PICTURES / "desk.png")
    duty.go("/cases/")
    links = duty.page.locator("main li a[href^='/cases/']").evaluate_all(
        "all => all.map(one => one.getAttribute('href'))"
    )
    best, most = links[0], 0
    for link in links:
        duty.go(link)
        rings = duty.page.locator(".chain .wide rect.r").count()
        if rings > most:
            best, most = link, rings
    duty.go(best).page.screenshot(path=PICTURES / "case.png")
