"""The two-day workshop whole, in real browsers: planned, its places given by agency, people registered on telephones of 360 pixels,
attendance by the number, the picture and the list, both tests, a practice card, a promise, what they think, certificates, contact cards,
and half a year later who is still in post and what is seen at work. Everybody presses what they see; only the two days themselves, and
half a year of waiting, are skipped."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from samaki.agencies.country import calendar
from tests.browser.people import PHONE
from tests.browser.tongue import Typed
from tests.training.holding import RIGHT, WRONG

pytestmark = [pytest.mark.browser, pytest.mark.nightly]

UNITS = """
import json
from samaki.agencies.models import Unit
print(json.dumps(dict(Unit.objects.using("owner").filter(code__in=["police-pp", "social-pp"]).values_list("code", "principal"))))
"""

LATER = """
import os
from django.db.models import F
from samaki.database import lock, session
from samaki.training.closing import check_is_due
from samaki.training.models import Workshop
from django.utils import timezone
key = os.environ["GIVEN_KEY"]
with session("worker", timezone.now()):
    due = Workshop.objects.get(id=key).check_due_at
with session("worker", due):
    check_is_due(Workshop.objects.get(id=key), due)
print(due.date())
"""
"""The clock half a year later, for this workshop alone: other tests use the same server."""

GOES_BY = """
import os
from datetime import timedelta
from django.utils import timezone
from samaki.agencies.models import Member
from samaki.database import session
from samaki.training.models import WorkshopSession
from samaki.training.planning import change_session
from samaki.training.words import words_of
now = timezone.now()
trainer = Member.objects.select_related("unit__agency").get(username="trainer")
with session("app", now, trainer.id):
    found = list(WorkshopSession.objects.filter(workshop=os.environ["GIVEN_KEY"]).order_by("starts_at"))
    goes_by = now - (found[0].starts_at if os.environ["GIVEN_UNTIL"] == "begins" else found[-1].ends_at)
    for one in found:
        minutes = int((one.ends_at - one.starts_at) / timedelta(minutes=1))
        change_session(session_id=one.id, starts_at=one.starts_at + goes_by, minutes=minutes, by=trainer, now=now, **words_of(one))
"""
"""The hours of the two days: until the first session begins, or until the last one is over. The clock of the server cannot be moved, so the
sessions are."""

PLACES = {"police-pp": 5, "social-pp": 1}
NAMES = ("សុខ តារា", "Chan Rith", "Kim Sophal", "Ly Bopha", "Noun Vanna", "Prak Sok", "Som Thida")
"""Five have the places of the police, the sixth waits; the last one is of social services."""


class Participant:
    """Somebody with a telephone, without an account and without scripts; nothing is kept in their browser."""

    def __init__(self, people, chromium, lang, name, number):
        self.url, self.lang, self.name = people.server.url, lang, name
        self.phone = f"012 {345 if lang == 'en' else 346} {number:03d}"  # in the directory a number stands once
        self.context = chromium.new_context(viewport=PHONE, java_script_enabled=False, locale=lang)
        people.contexts.append(self.context)
        self.page = self.context.new_page()
        self.place = ""

    def at(self, path=""):
        """A page of their place; it is no wider than the telephone."""
        self.page.goto(f"{self.url}{path or self.place}?lang={self.lang}")
        assert self.page.locator("html").bounding_box()["width"] <= PHONE["width"]
        return self.page

    def registers(self, link, role, contact):
        page = self.at(link)
        page.locator("#id_name").fill(self.name)
        page.locator("#id_phone").fill(self.phone)
        page.locator(f"input[name=role][value={role}]").check()
        if contact:
            page.locator("input[name=contact]").check()
        page.locator("form button.btn--big").click()
        expect(page.locator("h1")).to_contain_text(self.name)
        expect(page.locator(".note[role=status]")).to_be_visible()
        self.place = page.url.removeprefix(self.url).split("?")[0]

    def gives_back(self):
        page = self.at()
        page.locator("details.confirm summary").click()
        page.locator("button[value=leave]").click()
        expect(page.locator(".note[role=status]")).to_be_visible()

    def signs(self, number):
        page = self.at()
        page.locator("#id_shown").fill(number)
        page.locator("button[value=sign]").click()
        expect(page.locator(".note[role=status]")).to_be_visible()

    def signs_by_picture(self, address):
        page = self.at(address.removeprefix(self.url))
        page.locator("#id_key").fill(self.place.split("/")[3])
        page.locator("form button.btn--big").click()
        expect(page.locator(".note[role=status]")).to_be_visible()

    def sits(self, part, answers):
        page = self.at(f"{self.place}test/")
        for code, option in answers.items():
            page.locator(f"input[name=item_{code}][value={option}]").check()
        page.locator("form button.btn--big").click()
        expect(page.locator(".note[role=status]")).to_be_visible()
        assert f"done={part}" in page.url

    def thinks(self, mark):
        page = self.at(f"{self.place}questions/")
        for item in page.locator("fieldset").all():
            item.locator(f"input[value='{mark}']").check()
        page.locator("form button.btn--big").click()
        expect(page.locator(".note[role=status]")).to_be_visible()


def does(trainer, base, summary, label):
    """One act of the organiser, asked once more."""
    trainer.go(base).open(summary).press(label, within="details[open]")


@pytest.mark.parametrize("lang", ["en", "km"])
def test_the_two_day_workshop_from_the_invitation_to_the_look_half_a_year_later(people, chromium, lang):
    units = json.loads(people.server.run(UNITS))
    trainer, invited, keeper, other = (
        people.twin(name, lang) for name in ("trainer", "duty.pp", "officer.pp", "ngo.pp")
    )
    base = planned(trainer, units)
    assert "/people/" not in invited.go(base).page.content(), "only who organises it sees its people"
    invited.desk().reads("Your unit is invited to a workshop: pass the link on to those who come")
    links = {code: link_of(trainer.go(base), units, code) for code in PLACES}
    assert links["police-pp"] in invited.go(base).page.content(), "each unit reads its own link"
    assert links["social-pp"] not in invited.page.content()
    everybody = registered(people, chromium, lang, links)
    trainer.go(f"{base}people/").reads("place given back")
    assert trainer.page.locator("main ul.way li").count() == len(NAMES)

    people.server.run(GOES_BY, key=base.split("/")[2], until="begins")
    does(trainer, base, "It begins now", "Begin the workshop")
    does(trainer, base, "Let the test before be sat", "Let the test before be sat")
    for one in everybody:
        one.sits("before", WRONG)
    attended(trainer, people, base, everybody)
    found_out(trainer, other, base)
    promised(trainer, keeper, base, units)
    does(trainer, base, "Let the test after be sat", "Let the test after be sat")
    for number, one in enumerate(everybody):
        one.sits("after", RIGHT | (dict([next(iter(WRONG.items()))]) if number == 0 else {}))
        one.thinks("5" if number else "3")
    trainer.go(base).reads("What participants think", "Mean gain per person, in points of a hundred")
    does(trainer, base, "It is over", "Finish the workshop")
    certified(trainer, people, base, everybody[0])
    in_the_directory(keeper, everybody[0])
    half_a_year_later(trainer, people, base, lang)
    assert trainer.page.locator("main").inner_text().count("Kim Sophal") == 0, "the page of the workshop names nobody"
    assert not any(one.context.cookies() for one in everybody), "nothing is kept on a telephone"


def today():
    return calendar().local(timezone.now()).date()


def planned(trainer, units):
    """Planned, its places given by agency, open."""
    page = trainer.go("/training/").press("Plan a workshop").page
    page.locator("select[name=programme]").select_option("partners")
    page.locator("select[name=area]").select_option("12")
    for name, text in {"first_day": f"{today()}", "place": "Hall 7", "places": "8", "note": "bring.a.pen"}.items():
        page.locator(f"[name={name}]").fill(text)
    trainer.press("Plan it").reads(
        "Saved: the workshop is planned. Nobody is told yet: give each unit its places, then open it."
    )
    base = page.url.removeprefix(trainer.url).split("?")[0]
    for code, places in PLACES.items():
        trainer.go(base).press("Invite a unit")
        page.locator("select[name=to_unit]").select_option(str(units[code]))
        page.locator("[name=places]").fill(str(places))
        trainer.press("Give these places").reads("Saved: the unit has these places.")
    does(trainer, base, "Open it: let places be taken", "Open the workshop")
    return base


def link_of(trainer, units, code):
    """The link of a unit, as the organiser passes it on; units stand in the order in which they were invited."""
    links = trainer.page.locator("a[href*='/training/join/']").evaluate_all("all => all.map(one => one.href)")
    return links[list(PLACES).index(code)].removeprefix(trainer.url)


def registered(people, chromium, lang, links):
    """Everybody who comes: of the police the sixth waits, and moves up when the second gives the place back."""
    all_ = [Participant(people, chromium, lang, name, number) for number, name in enumerate(NAMES, start=1)]
    for number, one in enumerate(all_):
        unit, role = ("police-pp", "police") if number < 6 else ("social-pp", "social_worker")
        one.registers(links[unit], role, contact=number in (0, 5))
    waiting = people.stranger(reads_in=lang).said("on the waiting list")
    expect(all_[5].at().locator("h1 ~ p strong").first).to_have_text(waiting)
    all_[1].gives_back()
    expect(all_[5].at().locator("h1 ~ p strong").first).not_to_have_text(waiting)
    return [one for one in all_ if one is not all_[1]]


def attended(trainer, people, base, everybody):
    """The first session by the number in the room and by its picture; the others, of both days, by the list, once they have been."""
    sessions = (
        trainer.go(base)
        .page.locator("a[href^='/training/sessions/']")
        .evaluate_all("all => all.map(one => one.getAttribute('href'))")
    )
    keys = list(dict.fromkeys(one.split("/")[3] for one in sessions))
    assert len(keys) == 7
    page = trainer.go(f"/training/sessions/{keys[0]}/room/").page
    number, address = page.locator(".key-code").inner_text().strip(), page.locator("img.qr").get_attribute("alt")
    for one in everybody[:3]:
        one.signs(number)
    everybody[3].signs_by_picture(address)
    trainer.go(f"/training/sessions/{keys[-1]}/").reads(
        "This session has not begun. Who is there can be said from 30 minutes before it begins; if it begins earlier than planned, "
        "its time is changed first."
    )
    assert not page.locator("input[name=there]").count()
    trainer.go(base).reads("End the workshop before its last session")
    people.server.run(GOES_BY, key=base.split("/")[2], until="ends")
    for at, key in enumerate(keys):
        trainer.go(f"/training/sessions/{key}/")
        assert page.locator("input[name=there]:checked").count() == (4 if at == 0 else 0), (
            "who signed in is ticked already"
        )
        for box in page.locator("input[name=there]").all():
            box.check()
        trainer.press("Save who is there").reads("Saved: this is who was there. Tick anew to correct it.")
    trainer.go(base).reads("Who was there")


def found_out(trainer, other, base):
    """A practice card of the workshop, approved by a third agency."""
    page = trainer.go(base).press("Write a practice card").page
    title = f"sit.lower {base.split('/')[2][-6:]}"
    page.locator("[name=title]").fill(title)
    page.locator("[name=text]").fill("lower.than.the.child")
    page.locator("select[name=topic]").select_option("interview")
    trainer.press("Propose the card").reads("Could anything in it tell who a child is?")
    trainer.press("Nothing in it tells who a child is").reads("Saved: the card waits for a member of a third agency.")
    card = other.go("/peers/cards/").page.locator("li, article, section").filter(has_text=title).last
    card.get_by_role("button", name=other.said("Approve this card")).click()
    other.reads("Saved: the card stands for everybody.")


def promised(trainer, keeper, base, units):
    """What the police say that they will do: written down there, promised by them on their desk, read again on the page of the workshop."""
    page = trainer.go(base).press("Write a promise down").page
    page.locator("select[name=owner]").select_option(str(units["police-pp"]))
    page.locator("[name=text]").fill("a.number.for.the.night")
    page.locator("[name=due_on]").fill(f"{today() + timedelta(days=200)}")
    trainer.press("Write it down").reads(
        "Saved: the unit is asked whether it promises this.", Typed("a.number.for.the.night"), "asked, not promised yet"
    )
    keeper.desk().reads("Your unit is asked to promise something: say yes or no")
    where = page.locator("#h-promises ~ ul a").get_attribute("href")
    keeper.go(where).reads("Promised at the workshop").open("We promise it").press("Promise it").reads(
        "Saved: your unit promises it."
    )
    trainer.go(base).reads("Promised here")
    expect(page.locator("#h-promises ~ ul")).to_contain_text(trainer.said("promised"))


def certified(trainer, people, base, one):
    """Their own, on their telephone; whoever holds the paper checks it; the organiser prints all."""
    page = one.at()
    page.locator("a[href*='/certificate/']").click()
    expect(page.locator("main")).to_contain_text(one.name)
    check = re.search(r"/training/certificate/(\w{12})/", page.content())[0]
    page.goto(f"{one.url}{check}?lang={one.lang}")
    expect(page.locator("h1")).to_contain_text(trainer.said("This certificate was made by this system"))
    printed = trainer.go(f"{base}print/certificates/").page
    assert printed.content().count("/training/certificate/") >= 6


def in_the_directory(keeper, one):
    """Who agreed is entered by the keeper of the unit."""
    page = keeper.go("/training/cards/").page
    card = page.locator("li.card").filter(has_text=one.name).filter(has_text=one.phone).first
    card.locator("summary").click()
    card.locator("select[name=matter]").select_option("any")
    card.get_by_role("button", name=keeper.said("Enter this person")).click()
    keeper.reads("Saved: this person stands in the directory.").go("/directory/police-pp/").reads(Typed(one.name))


def half_a_year_later(trainer, people, base, lang):
    """The desk says when it is due; each is looked at; what was seen stands in sums."""
    people.server.run(LATER, key=base.split("/")[2])
    trainer.desk().reads("Half a year after a workshop: see who is still in post, and what is done well")
    people_page = trainer.go(f"{base}people/").page
    seats = people_page.locator("main ul.way li > a[href^='/training/seats/']").evaluate_all(
        "all => all.map(one => one.getAttribute('href'))"
    )
    looked = 0
    for seat in seats:
        trainer.go(seat)
        if not trainer.page.locator("a[href$='/check/']").count():
            continue  # who gave the place back is not looked at
        trainer.press("See who is still in post")
        gone = NAMES[-1] in trainer.page.locator("h1").inner_text()
        trainer.page.locator(f"input[name=in_post][value={'no' if gone else 'yes'}]").check()
        if not gone:
            trainer.page.locator("input[name=observed][value=hands_on]").check()
        trainer.press("Save what was seen").reads("Saved: this is what was seen. Say it anew to correct it.")
        looked += 1
    assert looked == 6
    trainer.go(base).reads(
        "Still in post", "Hands a step on with what the next one needs, and holds it until it is accepted"
    )
    expect(trainer.page.locator("section[aria-labelledby=h-kept]")).to_contain_text("៨៣" if lang == "km" else "83%")
