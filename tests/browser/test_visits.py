"""Two days without a network: a social worker writes visit notes on a small telephone in Khmer; none is lost, none comes twice, and what
the browser keeps after signing out holds no word of them. A browser with a profile on the disk, which is closed and opened again."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.people import PHONE, QUICK, Person

pytestmark = pytest.mark.browser

MARKERS = {"good": "kanarinzeichen ក្មេងញញឹម", "late": "zweitezeichen ក្មេងយំ", "stray": "dritteszeichen ក្មេងភ័យ"}
"""What each note says; the words in Latin letters are looked for apart from those in Khmer."""

NOWHERE = ("No case with this code is open to your unit. Look at how the code is written. If the child is with another unit now, show the "
           "note here and tell them what you saw.")  # fmt: skip

CASES = """
import json
from datetime import UTC, datetime, timedelta
from samaki.agencies.models import Member
from tests.acting import own_case, taken
now = datetime.now(UTC) - timedelta(days=3)
duty, social, ngo = (Member.objects.select_related("unit__agency").get(username=name) for name in ("duty.pp", "social.pp", "ngo.pp"))
codes = []
for receiver in (social, ngo):
    case = own_case(duty, now)
    taken(case, "first_safe_contact", duty, receiver, now)
    codes.append(case.code)
print(json.dumps(codes))
"""
NOTES = """
import json, os
from samaki.cases.models import Case
from samaki.cases.records import CareRecord
from samaki.agencies.models import Member
from samaki.database import session
from samaki.vault import sealing as vault
from django.utils import timezone
social = Member.objects.get(username="social.pp")
with session("app", timezone.now(), social.id):
    case = Case.objects.get(code=os.environ["GIVEN_CASE"])
    key = vault.key_of(case_id=case.id)
    print(json.dumps([[vault.unseal(key, one.sealed, one.place), one.occurred_at.isoformat(), one.recorded_at.isoformat()]
                      for one in CareRecord.objects.filter(case=case, kind="note").order_by("occurred_at")]))
"""


class Telephone:
    """One browser whose profile lies in a folder; opened again it is the same one, and its session is over."""

    def __init__(self, playwright, server, folder: Path) -> None:
        self.playwright, self.server, self.folder, self.context = playwright, server, folder, None

    def on(self, at: datetime, *, network: bool) -> Person:
        self.off()
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.folder), executable_path=CHROMIUM, args=FLAGS, viewport=PHONE, locale="km-KH"
        )
        self.context.set_offline(not network)
        page = self.context.pages[0] if self.context.pages else self.context.new_page()
        page.set_default_timeout(QUICK)
        page.clock.set_fixed_time(at)
        return Person(page, self.server.url, "social.pp.km", "km")

    def off(self) -> None:
        if self.context is not None:
            self.context.close()
            self.context = None


@pytest.fixture
def telephone(server, chromium, tmp_path):
    with_profile = Telephone(_playwright_of(chromium), server, tmp_path / "profile")
    yield with_profile
    with_profile.off()


def _playwright_of(browser):
    """The one that runs already: two at once are refused in one thread."""
    return type("Playwright", (), {"chromium": browser.browser_type})()


def signs_in(person, code=""):
    person.page.locator("#id_username").fill(person.name)
    person.page.locator("#id_password").fill(code)
    person.page.locator("main form button").first.click()
    person.pressed += 3
    return person


def writes(person, code, text):
    """Two fields and a button; the child is the only one."""
    person.write("Case code", code)
    person.page.get_by_label(person.said("What did you see and do?")).fill(text)
    person.pressed += 1
    person.press("Seal and keep")
    expect(person.page.locator("#id_text")).to_have_value("")
    return person


def waiting(person, count):
    expect(person.page.locator("[data-part=rows] > li")).to_have_count(count)


def kept(person):
    """What the browser keeps of notes: the names of the fields, and everything as text."""
    return person.page.evaluate("""async () => {
        const asking = document.createElement('script');  // with the number of the page's own: its policy lets in no other
        asking.type = 'module';
        asking.nonce = document.querySelector('script[nonce]').nonce;
        asking.textContent = "import {waiting} from '/static/visits-kept.js'; window.asked(await waiting())";
        return await new Promise((told) => { window.asked = told; document.head.append(asking) }) }""")


def everything_in(folder: Path) -> bytes:
    return b"\n".join(one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file())


def test_two_days_without_a_network(telephone, server):
    ours, others = json.loads(server.run(CASES))
    now = datetime.now(UTC)
    person = telephone.on(now - timedelta(days=2), network=True)
    signs_in(person.go("/sign-in/?lang=km&next=/visits/"), server.password)
    expect(person.page.locator("form[action='/visits/']")).to_be_visible()
    expect(person.page.locator("[data-part=ready]")).to_be_visible()
    person.reads("This page now works without a network")
    there = "async () => { const kept = await caches.open('samaki-visits');"
    person.page.wait_for_function(there + " return await kept.match('/visits/') && (await kept.keys()).length > 8 }")
    person.page.wait_for_function("() => navigator.serviceWorker.controller !== null")

    # in the field: the browser is closed and opened without a network, twice
    person = telephone.on(now - timedelta(days=2), network=False).go("/visits/")
    expect(person.page.locator("[data-part=ready]")).to_be_visible()
    assert person.page.evaluate("() => fetch('/healthz').then(() => 'network', () => 'none')") == "none"
    writes(person, ours, MARKERS["good"])
    first = person.pressed
    waiting(person, 1)
    person = telephone.on(now - timedelta(days=1), network=False).go("/visits/")
    waiting(person, 1)
    person.page.locator("#id_code").fill(ours[:-1] + ("2" if ours[-1] != "2" else "3"))
    person.page.locator("#id_text").fill(MARKERS["late"])
    person.press("Seal and keep").reads("This is no case code")
    writes(person, ours, MARKERS["late"])
    writes(person, others, MARKERS["stray"])  # the code of a case that is not theirs
    waiting(person, 3)
    found = kept(person)
    assert [sorted(one) for one in found] == [["key", "sealed", "writer", "written"]] * 3
    assert not re.search(r"zeichen|ក្មេង", json.dumps(found, ensure_ascii=False) + person.page.content())

    # two days later there is one, and the session is over
    person = telephone.on(now, network=True).go("/visits/")
    person.press("Sign in, and what waits is sent")
    signs_in(person, server.password)
    expect(person.page.locator("[data-part=receipts] > li")).to_have_count(2)
    assert first + 1 + person.pressed <= 12, "opening the page counts as one"
    waiting(person, 1)
    person.reads(NOWHERE)
    there = json.loads(server.run(NOTES, case=ours))
    assert [one[0] for one in there] == [MARKERS["good"], MARKERS["late"]]
    for (_text, occurred, recorded), days in zip(there, (2, 1), strict=True):
        assert abs(datetime.fromisoformat(occurred) - (now - timedelta(days=days))) < timedelta(minutes=5)
        assert datetime.fromisoformat(recorded) >= now - timedelta(minutes=5)
    person.press("Send now")  # what was sent is not sent again
    person.page.wait_for_load_state("networkidle")
    assert len(json.loads(server.run(NOTES, case=ours))) == 2
    person.press("Show it, to put it right or pass it on")
    expect(person.page.locator("#id_text")).to_have_value(MARKERS["stray"])
    person.page.locator("#id_text").fill("")

    # signed out with a note that still waits
    left = kept(person)
    expect(person.go("/desk/").page.locator("[data-visits-wait]")).to_be_visible()
    person.page.locator("form[action='/sign-out/'] button").click()
    expect(person.page).to_have_url(re.compile("/sign-in/#out$"))
    person.page.wait_for_function(
        "async () => !(await caches.keys()).length && !(await navigator.serviceWorker.getRegistrations()).length"
    )
    assert kept(person) == left
    telephone.off()
    content = everything_in(telephone.folder)
    assert any(left[0]["key"].encode(way) in content for way in ("ascii", "utf-16-le")), "this is where notes wait"
    assert any(left[0]["sealed"][:60].encode(way) in content for way in ("ascii", "utf-16-le"))
    for marker in MARKERS.values():
        for word in marker.split():
            assert [way for way in ("utf-8", "utf-16-le", "utf-16-be") if word.encode(way) in content] == []
