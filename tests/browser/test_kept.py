"""In a real browser: nothing typed is lost, nothing is sent twice, and every refusal is a page of ours."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.looking import look
from tests.browser.people import PHONE, Person

pytestmark = pytest.mark.browser

WORDS = 'ក្មេងស្រីម្នាក់នៅផ្ទះសំណាក់ "cried" & <i>waited</i>\nsecond line'


@pytest.fixture
def alone(people):
    """Signs in with a session of their own, which a test may end."""

    def member(name, lang="en", **options):
        person = Person(people._page({"width": 1000, "height": 900}, **options), people.server.url, name)
        people._sign_in(person)
        return person.go(f"/desk/?lang={lang}")

    return member


def writing(person, case, text=WORDS):
    person.go(f"{case}notes/new/")
    person.page.locator("input[name=compartment][value=justice]").check()
    person.page.locator("#id_text").fill(text)
    return person


def save(person):
    person.page.locator("main form:has(textarea) button").click()
    return person.whole()


def notes_of(person, case):
    person.go(f"{case}notes/")
    return person.page.locator("article .said").all_inner_texts()


def test_out_and_in_again_in_another_tab(alone):
    duty = alone("duty.ps")
    case = duty.own_case()
    writing(duty, case)
    tab = duty.page.context.new_page()
    tab.goto(duty.url + "/desk/")
    tab.locator("form[action='/sign-out/'] button").click()
    tab.locator("#id_username").fill("duty.ps")
    tab.locator("#id_password").fill(_password(duty, tab))
    tab.locator("main form button").click()
    expect(tab).to_have_url(re.compile("/desk/"))
    save(duty).reads("Not sent yet", "nothing is lost", "What you wrote", "second line")
    assert duty.page.locator("#id_text").input_value() == WORDS
    duty.press("Send it again")
    assert notes_of(duty, case) == [WORDS]


def _password(person, page):
    return page.locator("main .code").first.inner_text()


def test_the_session_ended_while_one_was_writing(alone):
    duty = alone("duty.ps")
    case = duty.own_case()
    writing(duty, case)
    duty.page.context.clear_cookies(name="samaki_session")
    save(duty).reads("Nothing was sent. What you wrote waits in this page").does_not_read("second line")
    duty.page.locator(".who button[name=lang]").click()  # in Khmer and back: it still waits
    expect(duty.page.locator("html")).to_have_attribute("lang", "km")
    duty.page.locator(".who button[name=lang]").click()
    duty.page.locator("#id_username").fill("duty.ps")
    duty.page.locator("#id_password").fill(_password(duty, duty.page))
    duty.page.locator("main form button.btn--big").click()
    duty.reads("You are signed in again. Not sent yet.")
    assert duty.page.locator("#id_text").input_value() == WORDS
    duty.page.locator("#id_text").fill(WORDS + "\nand a third")
    save(duty)
    assert notes_of(duty, case) == [WORDS + "\nand a third"]


def test_another_member_who_signs_in_does_not_see_it(alone):
    duty = alone("duty.ps")
    writing(duty, duty.own_case())
    duty.page.context.clear_cookies()
    save(duty)
    duty.page.locator("#id_username").fill("social.ps")
    duty.page.locator("#id_password").fill(_password(duty, duty.page))
    duty.page.locator("main form button.btn--big").click()
    duty.reads("belongs to another member").does_not_read("second line")


def test_a_double_tap_adds_one_child(alone):
    duty = alone("duty.ps")
    case = duty.own_case()
    duty.go(f"{case}people/new/")
    duty.page.locator("#id_part").select_option("survivor")
    duty.page.locator("input[name=sex][value=unknown]").check()
    places = duty.page.evaluate(
        """async () => {
          const form = document.querySelector('main form')
          const tap = () => fetch(form.action, {method: 'POST', body: new URLSearchParams(new FormData(form))})
          return (await Promise.all([tap(), tap(), tap()])).map(answer => answer.status + new URL(answer.url).pathname)
        }"""
    )
    assert places == [f"200{case}"] * 3
    duty.go(case)
    assert duty.page.locator(f"main a[href^='{case}people/']:not([href$='/new/'])").count() == 2


def test_a_hand_off_taken_back_while_the_question_is_written(alone):
    duty, social = alone("duty.ps"), alone("social.ps")
    case = duty.own_case()
    code = case.split("/")[2]
    duty.page.locator("a[href$='/hand-on/']", has_text="Offer it to").first.click()
    duty.page.locator("main form button.btn--big").click()
    social.desk()
    social.page.locator(f'li.wait:has(.code:text-is("{code}")) h3 a').first.click()
    social.open("Ask a question first").page.locator("#ask textarea").fill(WORDS)
    duty.go(case).press("Look at the hand-off").open("Take it back").press("Take it back", within="details[open]")
    social.press("Send the question").reads("took it back", code, "What you wrote", "second line")


@pytest.mark.parametrize("letters", [300_000, 1_200_000])
def test_a_text_far_too_long(letters, alone):
    duty = alone("duty.ps")
    writing(duty, duty.own_case(), "x")
    duty.page.evaluate(  # hidden while it is filled: laying out a million letters is not what is tried here
        "letters => { const area = document.getElementById('id_text'); area.hidden = true; area.value = 'ក'.repeat(letters) }",
        letters,
    )
    save(duty).reads("This is too large", "20,000", "2.5")


@pytest.mark.parametrize("lang", ["en", "km"])
def test_these_pages_are_whole_at_every_width(lang, alone):
    duty = alone("duty.ps", bypass_csp=True)
    case = duty.own_case()
    duty.go(f"/desk/?lang={lang}")
    problems = []
    for path in ("/nowhere/", f"{case}start/send/", "/handoffs/00000000-0000-4000-8000-000000000000/"):
        duty.go(path)
        problems += look(duty.page, path)
    long_word = "ក្មេងស្រី" * 60 + " " + "x" * 300
    writing(duty, case, long_word)
    cookies = duty.page.context.cookies()
    duty.page.context.clear_cookies(name="csrftoken")
    save(duty)
    problems += look(duty.page, "the token is gone")
    duty.page.context.add_cookies(cookies)
    writing(duty, case, long_word)
    duty.page.context.clear_cookies(name="samaki_session")
    save(duty)
    problems += look(duty.page, "the session is gone")
    duty.page.locator("#id_username").fill("duty.ps")
    duty.page.locator("#id_password").fill(_password(duty, duty.page))
    duty.page.locator("main form button.btn--big").click()
    problems += look(duty.page, "signed in again")
    duty.go("/desk/?lang=en")
    assert problems == []


def test_a_phone_reads_it_without_script(alone):
    duty = alone("duty.ps", java_script_enabled=False)
    duty.page.set_viewport_size(PHONE)
    case = duty.own_case()
    writing(duty, case)
    duty.page.context.clear_cookies(name="csrftoken")
    save(duty).reads("Not sent yet").press("Send it again")
    assert len(notes_of(duty, case)) == 1
