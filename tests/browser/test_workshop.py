"""A participant on a telephone of 360 pixels, in Khmer: takes a place, signs in, sits the test; the trainer beside in English."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.people import PHONE

pytestmark = pytest.mark.browser

READY = """
import json
from datetime import timedelta
from django.utils import timezone
from samaki.agencies.models import Member, Unit
from samaki.database import session
from samaki.training import inviting, planning
now = timezone.now()
trainer = Member.objects.select_related("unit__agency").get(username="trainer")
told = {"by": trainer, "now": now}
with session("app", now, trainer.id):
    row = planning.plan_workshop(programme="partners", area="12", first_day=now.date() + timedelta(days=1), places=20, place="Hall", **told)
    made = inviting.give_places(workshop_id=row.id, to_unit=Unit.objects.get(code="police-pp"), places=9, **told)
    planning.open_workshop(workshop_id=row.id, **told)
    planning.begin_workshop(workshop_id=row.id, **told)
    planning.open_test(workshop_id=row.id, part="before", **told)
    first = row.sessions.order_by("starts_at").first()
    planning.change_session(session_id=first.id, starts_at=now, minutes=60, trainers="", materials="", **told)
    print(json.dumps([str(row.id), inviting.code_of(made), str(first.id)]))
"""


def test_a_participant_registers_signs_in_and_sits_the_test_on_a_small_telephone(people, chromium):
    workshop, code, session = json.loads(people.server.run(READY))
    trainer = people.twin("trainer", "en")
    trainer.go(f"/training/sessions/{session}/room/")
    number = trainer.page.locator(".key-code").inner_text().strip()
    context = chromium.new_context(viewport=PHONE, java_script_enabled=False, locale="km")
    page = context.new_page()
    page.goto(f"{people.server.url}/training/join/{code}/?lang=km")
    page.locator("#id_name").fill("សុខ តារា")
    page.locator("#id_phone").fill("012 345 678")
    page.locator("input[name=role]").first.check()
    page.locator("form button.btn--big").click()
    expect(page.locator("h1")).to_contain_text("តារា")
    page.locator("#id_shown").fill(number)
    page.locator("button[value=sign]").click()
    expect(page.locator(".note")).to_be_visible()
    page.locator("a.btn--big").click()
    for item in page.locator("fieldset").all():
        item.locator("input").first.check()
    page.locator("form button.btn--big").click()
    expect(page.locator(".note")).to_be_visible()
    assert page.context.cookies() == []
    context.close()
    trainer.go(f"/training/{workshop}/people/").reads("on the list")
    expect(trainer.page.locator("main")).to_contain_text("តារា")
