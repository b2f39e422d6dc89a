"""A social worker finds a child by its name in the browser, at the width of a telephone, in both languages."""

import json

import pytest

from tests.browser.looking import keyboard, layout, serious

pytestmark = pytest.mark.browser

KNOWN = """
import json
from django.utils import timezone
from samaki.agencies.models import Member
from samaki.cases.finding import look_for, Question
from samaki.cases.identity import known_identity
from samaki.cases.models import Person
from samaki.database import session
now = timezone.now()
for member in Member.objects.filter(username__in=("social.ps.en", "social.pp.en")):
    with session("app", now, member.id):
        for person in Person.objects.select_related("case").filter(case__state="open", in_error_at__isnull=True).order_by("-id"):
            name = known_identity(person).get("name_latin", "")
            if name and "found" not in globals():
                found = {"who": member.username.removesuffix(".en"), "code": person.case.code, "name": name}
print(json.dumps(found))
"""


@pytest.mark.parametrize("lang", ["en", "km"])
def test_a_child_is_found_by_its_name_turned_round(lang, people, server):
    known = json.loads(server.once("known names", KNOWN))
    worker = people.twin(known["who"], lang, bypass_csp=True)
    page = worker.go(f"/cases/{known['code']}/find/").page
    page.set_viewport_size({"width": 320, "height": 800})
    assert layout(page) + serious(page) + keyboard(page) == []
    page.locator("#id_name").fill(" ".join(reversed(known["name"].lower().split())))
    page.locator("input[name=purpose][value=same_person]").check()
    page.locator("#form button.btn--big").click()
    assert page.locator("#h-found").count() == 1
    assert known["name"] in page.locator("main").inner_text()
    assert "?" not in page.url, "no name in the address"
    assert layout(page) + serious(page) + keyboard(page) == []
