"""A child's safety on a telephone: how it is reached, its plan, where it stays, missing and found. Each page is looked at, the forms
that come back too; then the same in Khmer."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.looking import look
from tests.browser.people import DESKTOP, PHONE

pytestmark = pytest.mark.browser

CASE = """
import json
from datetime import UTC, datetime, timedelta
from samaki.agencies.models import Member
from samaki.cases.models import Person
from samaki.database import session
from tests.acting import own_case, taken
now = datetime.now(UTC) - timedelta(days=3)
duty, social = (Member.objects.select_related("unit__agency").get(username=name) for name in ("duty.ps", "social.ps"))
case = own_case(duty, now, children=2)
taken(case, "first_safe_contact", duty, social, now)
with session("app", now, social.id):
    child = Person.objects.filter(case=case, part="survivor").order_by("number").first()
    print(json.dumps([case.code, str(child.id)]))
"""


def sent(page, address, wrong=False):
    """Press the button of the folded form of this address; opened first where it is folded."""
    form = page.locator(f'form[action$="{address}"]').first
    form.locator("button.btn").click()
    expect(page.locator("#errors" if wrong else "p.told")).to_be_visible()


def unfolded(page, address):
    fold = page.locator(f'details:has(form[action$="{address}"])').first
    fold.locator("summary").first.click()
    return fold


def test_a_childs_safety_on_a_telephone(people, server):
    code, child = json.loads(server.once("safety", CASE))
    base, problems = f"/cases/{code}/children/{child}/safety/", []
    person = people.twin("social.ps", "en", PHONE, bypass_csp=True).go(base)
    page = person.page
    unfolded(page, "/contact/").locator("[name=never]").first.check()
    sent(page, "/contact/")
    unfolded(page, "/plan/").locator("[name=fears]").fill("Fearword")
    sent(page, "/plan/", wrong=True)  # what the child says of it was not answered
    problems += look(page, "a plan that came back")
    expect(page.locator('form[action$="/plan/"] [name=fears]')).to_have_value("Fearword")
    page.locator('form[action$="/plan/"] [name=assent]').first.check()
    sent(page, "/plan/")
    fold = unfolded(page, "/stay/")
    fold.locator("[name=sort]").select_option(index=1)
    fold.locator("[name=basis]").select_option(index=1)
    sent(page, "/stay/")
    unfolded(page, "/missing/").locator("[name=text]").fill("A red shirt")
    page.locator('form[action$="/missing/"]').first.locator("button.btn").click()
    person.reads("Raise the alarm now?")
    problems += look(page, "before the alarm")
    person.press("Yes, tell everybody now")
    person.reads("The child is missing")
    problems += look(page, "a child that is missing")
    problems += look(person.go("/desk/").page, "the desk")
    problems += look(person.go("/tonight/").page, "where the children are tonight")
    person.go(base)
    unfolded(page, "/found/").locator("[name=how]").select_option(index=1)
    sent(page, "/found/")
    page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true; })")
    problems += look(page, "all forms unfolded")
    khmer = people.twin("social.ps", "km", PHONE, bypass_csp=True)
    for address in (base, "/tonight/"):
        problems += look(khmer.go(address).page, f"in Khmer {address}")
    wide = people.twin("social.ps", "en", DESKTOP, bypass_csp=True)
    problems += look(wide.go(base).page, "on a desk")
    assert problems == []
