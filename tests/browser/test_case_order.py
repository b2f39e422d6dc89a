"""What stands first on the page of a case: on a telephone the child's safety comes right after what is mine."""

import pytest

from tests.browser.looking import look
from tests.browser.people import DESKTOP, PHONE

pytestmark = pytest.mark.browser

PLACES = """() => Object.fromEntries([['mine', '.mine'], ['safe', '#h-safe-1'], ['story', '#h-story'], ['why', '.last']].map(
  ([name, at]) => { const all = [...document.querySelectorAll(at)], box = all[all.length - 1].getBoundingClientRect();
    return [name, {top: box.top + scrollY, bottom: box.bottom + scrollY, left: box.left}]; }))"""


def opened(people, size):
    member = people.member("duty.ps", size)
    member.go("/cases/new/?lang=en")
    member.page.locator("select[name=source]").select_option("police_own")
    member.page.locator("input[name=children]").fill("1")
    member.page.locator("main form button.btn--big").click()
    member.reads("Where is the child tonight?")
    return member


@pytest.mark.parametrize("lang", ["en", "km"])
def test_on_a_telephone_where_the_child_is_tonight_follows_my_step(people, lang):
    member = opened(people, PHONE)
    member.page.goto(member.page.url.split("?")[0] + f"?lang={lang}")
    at = member.page.evaluate(PLACES)
    assert at["mine"]["bottom"] <= at["safe"]["top"] < at["story"]["top"] < at["why"]["top"]
    assert at["safe"]["top"] - at["mine"]["bottom"] < 80
    assert look(member.page, "a case on a telephone") == []


def test_on_a_wide_screen_it_stands_beside_my_step(people):
    member = opened(people, DESKTOP)
    at = member.page.evaluate(PLACES)
    assert at["safe"]["left"] > at["mine"]["left"] + 500
    assert at["safe"]["top"] < at["mine"]["bottom"]
    assert at["story"]["left"] == pytest.approx(at["mine"]["left"], abs=8)
    assert at["why"]["left"] > at["story"]["left"] + 500
    assert at["story"]["top"] - at["mine"]["bottom"] < 80, "no hole beside a long column"
