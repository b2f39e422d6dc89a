"""The looks that every page is given find what they are for: each sees a page made wrong on purpose."""

import re

import pytest

from tests.browser.looking import SAID, keyboard, layout, not_khmer, serious
from tests.browser.pseudo import stretched, unsaid

pytestmark = pytest.mark.browser
NOTHING = re.compile("(?!)")


@pytest.fixture
def shown(people):
    """A page of this body; its problems are looked for in it."""

    def show(body, lang="km"):
        page = people.stranger(bypass_csp=True).page
        page.set_content(f"<!doctype html><html lang={lang}><title>ទំព័រ</title><main><h1>ទំព័រ</h1>{body}</main></html>")
        page.add_style_tag(
            content="body { line-height: 1.8; margin: 0; font-size: 17px } :focus { outline: 3px solid }"
        )
        return page

    return show


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("<div style='width: 400px'>ក</div>", "runs over"),
        ("<p style='overflow: hidden; white-space: nowrap; width: 60px'>ក្មេងស្រីម្នាក់នៅផ្ទះ</p>", "cut at the side"),
        ("<p style='overflow: hidden; height: 9px'>ក្មេងស្រី</p>", "cut below"),
        ("<p style='line-height: 1.2'>ក្មេងស្រី</p>", "Khmer in lines of 1.20"),
        ("<label>ក <input style='height: 12px; padding: 0'></label>", "a field too low"),
    ],
)
def test_a_layout_that_fails(body, problem, shown):
    assert any(problem in one for one in layout(shown(body), (320,)))


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("<button style='outline: none'>ក</button>", "no focus to be seen"),
        ("<button>ក</button><div style='position: fixed; inset: 0; background: #fff'></div>", "focus is hidden"),
        (
            "<button>ក</button><button onfocus='this.previousElementSibling.focus()'>ខ</button><a href='/x'>គ</a>",
            "not reached by Tab",
        ),
    ],
)
def test_a_page_that_the_keyboard_cannot_use(body, problem, shown):
    assert any(problem in one for one in keyboard(shown(body)))


def test_a_page_in_order_has_none(shown):
    page = shown("<p>ក្មេងស្រី ១២</p><p><a href='/x'>ទៅ</a> <button>ផ្ញើ</button></p>")
    assert layout(page) + serious(page) + keyboard(page) + not_khmer(page, NOTHING) == []


@pytest.mark.parametrize("text", ["A sentence", "ថ្ងៃទី 12", "<img alt='A child'>"])
def test_what_is_not_in_khmer(text, shown):
    assert not_khmer(shown(f"<p>{text}</p>"), NOTHING)


def test_what_axe_finds(shown):
    assert any("button-name" in one for one in serious(shown("<button></button>")))


def test_a_text_outside_of_the_catalogue(shown):
    inside = stretched("By %(date)s at the latest") % {"date": stretched("today")}
    page = shown(f"<p>{inside} · 12</p><p title='A title'>Outside {stretched('of it')}</p>", lang="en")
    assert unsaid(page.evaluate(SAID), NOTHING) == ["Outside ⟦oof iit⟧", "A title"]
