"""One case, two children, three accused: from the night of the operation to the visit a year later, by those whose work each part is.

Each scene is what one evening or one morning brings, on the pages on which it is done: the police plan and arrest, the hospital tends to
the first child, social services care for her, an organisation for the second, the lawyer stands by the first, prosecutor and court do
theirs. Police, organisation and court read English; social services, hospital, prosecutor and lawyer read Khmer. Between the scenes the
clock of the server goes on. Before the last year everybody goes through all pages of the case; READS says which words each has met.
"""

from datetime import timedelta
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from samaki.agencies.country import calendar
from tests import places
from tests.browser.chain import accept, done, hand_over
from tests.browser.filling import choices, follow, send
from tests.browser.moved_server import MovedServer
from tests.browser.people import People, Person
from tests.browser.tongue import Typed

pytestmark = [pytest.mark.browser, pytest.mark.nightly]
"""Nightly: it takes five minutes, with a server of its own."""

CAST = {
    "officer": ("duty.pp", "en"),
    "social": ("social.pp", "km"),
    "ngo": ("ngo.pp", "en"),
    "nurse": ("nurse.pp", "km"),
    "prosecutor": ("prosecutor.pp", "km"),
    "clerk": ("court.pp", "en"),
    "lawyer": ("legal.pp", "km"),
    "stranger": ("duty.sr", "en"),
}

CONTACT, OPERATION = "First safe contact with the child", "Joint operation: bringing children to safety"
CUSTODY, CHARGES = "Arrest and police custody", "Police file to the prosecutor (charge file)"
CARE, CHECK = "Medical and forensic care", "Safety check after pressure or a threat"
DECISION, INQUIRY, ORDER = "Prosecutor's decision", "Judicial investigation", "Closing order"
JUDGMENT, APPEAL = "Judgment of the court of first instance", "Appeal: decide and file"
PREPARATION, MONEY = "Preparing the child for court", "Compensation claimed, ordered and paid"

EXAMINED = {"took_place": "yes", "examination": "agreed", "samples": "refused", "photographs": "refused", "told_by": "អ្នកស្រី សុខ",
            "language": "ខ្មែរ", "wished": "woman", "examined_by": "woman", "doctor": "បណ្ឌិត ចាន់", "certificate": "wardseven",
            "shares": "refused", "text": "ក្មេងសុំឱ្យឈប់ម្ដង onebreak"}  # fmt: skip
AFTERWARDS = {"question_safe": "yes", "question_approached": "no", "question_carer": "relatives", "question_school": "yes",
                "question_health": "no", "question_wish": "no"}  # fmt: skip

JUSTICE = {"takenhome", "firstcharge", "secondcharge", "courtabout", "gavemoney", "bluescreen", "quietroom"}
CARE_1 = {"lastnight", "wardseven", "onebreak", "uncleboat", "bakerdream", "bluescreen"}
READS = {
    "officer": JUSTICE | {"redgate"},
    "prosecutor": JUSTICE,
    "clerk": JUSTICE,
    "social": CARE_1 | {"gavemoney"},
    "nurse": CARE_1,
    "lawyer": CARE_1 | {"gavemoney"},
    "ngo": {"auntriver", "quietroom"},
    "stranger": set(),
}
"""Who meets which word on the pages of the case. Who works for a child reads of its court file where each accused stands, and no word of
what was written with it; the plan of the operation is read by who leads it. The places where the children stay (greenhouse, bluehouse)
nobody meets."""
MARKERS = set().union(*READS.values()) | {"greenhouse", "bluehouse"}


class Story:
    """The case, who plays in it, and the day."""

    def __init__(self, server: MovedServer, chromium) -> None:
        self.server, self.chromium, self.people = server, chromium, None
        self.code, self.first, self.second, self.accused = "", "", "", []
        self.records: list[str] = []
        """Pages of the case that have an address of their own."""
        self.later(0)

    def later(self, days: int) -> None:
        """Some days go by; whoever comes back signs in again."""
        self.go_home()
        self.server.on(timedelta(days=days))
        self.people = People(self.server, self.chromium, {})

    def go_home(self) -> None:
        if self.people is not None:
            self.people.go_home()

    def __getattr__(self, name: str) -> Person:
        if name not in CAST:
            raise AttributeError(name)
        return self.people.twin(*CAST[name])

    def at(self, who: Person, page: str = "") -> Person:
        """On a page of the case."""
        return who.go(f"/cases/{self.code}/{page}").whole()

    def keep(self, who: Person) -> str:
        """The address of the page on which this member is."""
        self.records.append(who.page.url.removeprefix(who.url).split("?")[0].split("#")[0])
        return self.records[-1]

    def day(self, days: int = 0, hour: str = "") -> str:
        """A day from now, as it is typed."""
        return f"{calendar().local(self.server.now + timedelta(days=days)):%Y-%m-%d} {hour}".strip()

    def starts(self, who: Person, kind: str, title: str, unit: str, child: str) -> None:
        """A step begun by hand for a child, and another unit asked for it."""
        follow(self.at(who), "/start/")
        send(who, kind=kind, person=child)
        who.desk().press("Record it done", within=who.matter(self.code, title))
        who.press("Hand it on")
        send(who, to_unit=unit, why="ក្មេងត្រូវការពួកគេបន្ទាប់")

    def writes(self, who: Person, act: str, **told: str) -> Person:
        """One fact of the court file."""
        self.at(who, f"court/new/?act={act}")
        return send(who, **{"at": self.day()} | told)


@pytest.fixture
def story(chromium):
    with places.folder() as folder:
        server = MovedServer(folder)
        urlopen(
            f"{server.url}/sign-in/", timeout=90
        ).read()  # the first page of a server compiles what all others find ready
        told = Story(server, chromium)
        try:
            yield told
        finally:
            told.go_home()
            server.leave()


def test_one_case_from_the_operation_to_the_visit_a_year_later(story):
    the_police_open_a_case_of_two_children(story)
    each_child_gets_its_own_worker(story)
    the_police_plan_and_lead_the_operation(story)
    three_men_are_arrested(story)
    the_first_child_is_tended_to(story)
    each_child_stays_somewhere_safe(story)
    what_the_first_child_needs_is_asked_for(story)
    story.later(1)
    the_lawyer_prepares_the_first_child(story)
    prosecutor_and_court_take_over(story)
    day = a_day_is_set_and_the_children_are_protected(story)
    day = the_hearing_is_postponed_twice(story, day)
    the_family_is_offered_money(story)
    story.later(60)
    the_day_is_held(story, day)
    each_charge_is_judged(story)
    story.later(20)
    an_appeal_is_filed_and_decided(story)
    compensation_is_paid_in_part(story)
    nobody_has_met_more_than_their_work_needs(story)
    story.later(75)
    those_who_see_the_children_are_at_their_desks(story)
    story.later(45)
    each_child_is_asked_how_it_is(story, "follow_up_6m", "Follow-up at 6 months", "sixmonths")
    for _quarter in range(2):
        story.later(75)
        those_who_see_the_children_are_at_their_desks(story)
    story.later(30)
    each_child_is_asked_how_it_is(story, "follow_up_12m", "Follow-up at 12 months", "oneyear")


# ---------------------------------------------------------------- the first night
def the_police_open_a_case_of_two_children(story):
    officer = story.officer.desk().press("Start a case of our own")
    send(officer, source="police_own", children="2")
    story.code = officer.page.locator("h1 .code").inner_text()
    officer.reads("Where is Child 1 tonight?", "Where is Child 2 tonight?", "Not answered yet")


def each_child_gets_its_own_worker(story):
    officer = story.officer
    for child, unit in ((1, "social-pp"), (2, "ngo-pp")):
        officer.desk().press("Offer it", within=officer.matter(story.code, f"{CONTACT} (Child {child})"))
        send(officer, to_unit=unit, why="Tonight, when the house has been entered.")
    story.at(story.nurse).reads("There is nothing here for you")
    accept(story.social, story.code, CONTACT)
    accept(story.ngo, story.code, CONTACT)
    story.at(officer, "children/")
    links = officer.page.locator('main a[href$="/safety/"]').evaluate_all("all => all.map(one => one.pathname)")
    story.first, story.second = (link.split("/")[4] for link in links)
    story.at(story.social, "children/").reads("Child 1").does_not_read("Child 2")
    story.at(story.ngo, "children/").reads("Child 2").does_not_read("Child 1")


def the_police_plan_and_lead_the_operation(story):
    officer, social = story.officer, story.social
    follow(story.at(officer), "/start/")
    send(officer, kind="joint_operation")
    follow(story.at(officer), "/operation/")
    operation = story.keep(officer)
    officer.reads("No clock asks that this begin.")
    follow(officer, "/operation/plan/")
    send(officer, authorised_by="The deputy", authorised_form="warrant", night="no", foreign="no", role_lead="Sovann",
         role_woman_officer="Chenda", checks=("safe_place", "adults_free"), text="From the redgate, in two groups.")  # fmt: skip
    officer.reads("Saved: the plan stands", "Nobody is named: …")
    follow(officer, "/operation/ready/")
    send(officer, to_unit="social-pp", what="twovans and two women", ready_at=story.day(1, "20:00"))
    follow(social.desk(), "/ready/").reads("Speak of this to nobody who need not know it: also in your own unit.")
    send(social, "/answer/", answer="ready", text="យើងមកដល់ម៉ោង៧")
    social.go(operation).does_not_read(Typed("redgate"))
    for kind, number in (("began", ""), ("children_met", "2"), ("children_apart", "2"), ("ended", "")):
        officer.go(f"{operation}fact/")
        send(officer, kind=kind, number=number)
    done(officer, story.code, OPERATION, "Children safe, suspect arrested")


def three_men_are_arrested(story):
    officer = story.officer
    for age in ("31", "45", "52"):
        story.at(officer, "people/new/")
        send(officer, part="person_named", sex="male", age=age, age_estimated="no")
    story.accused = choices(story.at(officer, "court/new/?act=arrested"), "person")
    assert len(story.accused) == 3
    for person, age in zip(story.accused, ("31", "45", "52"), strict=True):
        story.writes(officer, "arrested", person=person, category="felony", age=age, text="takenhome")
    story.at(officer, "court/").reads("In custody since …", "not legally verified")
    done(officer, story.code, CUSTODY, "Presented to the prosecutor")


def the_first_child_is_tended_to(story):
    social, nurse = story.social, story.nurse
    story.starts(social, "medical_forensic", CARE, "health-pp", story.first)
    accept(nurse, story.code, CARE)
    story.at(nurse, "urgent-care/").reads("Nobody has written when it happened last")
    follow(nurse, "/exposure/")
    send(nurse, at=story.day(0), text="ក្មេងប្រាប់ពេទ្យ lastnight")
    nurse.reads("What can still be done, and until when")
    follow(nurse, "/examination/")
    send(nurse, **EXAMINED)
    nurse.reads("The child agreed to a part")
    done(nurse, story.code, CARE, "Treated and examined")
    done(story.officer, story.code, CHARGES, "File sent, receipt from the prosecution")


def each_child_stays_somewhere_safe(story):
    with_kin = {"sort": "kin", "basis": "social"}
    in_shelter = {
        "sort": "shelter",
        "keeper": "ngo-pp",
        "looked": "kin",
        "looked_why": "not_safe",
        "basis": "emergency",
    }
    for who, unit, child, fear, house, stay in (
        (story.social, "social-pp", story.first, "uncleboat", "greenhouse", with_kin),
        (story.ngo, "ngo-pp", story.second, "auntriver", "bluehouse", in_shelter),
    ):
        safety = f"children/{child}/safety/"
        send(story.at(who, safety), "/contact/", never=("family_phone", "uniform"), ways=("place",))
        send(story.at(who, safety), "/plan/", fears=fear, assent="yes", agreed_with=("caregiver",))
        send(story.at(who, safety), "/stay/", **stay)
        who.reads("The child agrees")
        story.at(who, "arrivals/new/")
        send(who, person=child, place=house, safe="yes", brought_by="police-pp", received_by=unit)
        done(who, story.code, CONTACT, "Seen, safe for now")
    story.at(story.officer).reads("The place is sealed.").does_not_read("greenhouse", "bluehouse")


def what_the_first_child_needs_is_asked_for(story):
    social, ngo = story.social, story.ngo
    care = f"people/{story.first}/care/"
    story.at(social, f"{care}needs/new/")
    send(social, need="school", text="ចូលចិត្តអាន")
    story.at(social, f"{care}goals/new/")
    send(social, text="ចង់ធ្វើនំ bakerdream", steps="គ្រូជួយ")
    story.at(social, f"{care}services/new/")
    send(social, service="school", urgency="normal", provider="ngo-pp", why="ថ្លៃសាលា feesword")
    service = social.page.url.removeprefix(social.url)
    ngo.go("/waiting-services/").reads("Going to school").does_not_read(Typed(story.code), Typed("feesword"))
    send(social.go(service), "/begin/")
    send(social.go(service), "/end/", reason="complete", view="helped")
    story.at(social, care).reads("It helped")
    story.at(ngo, care).reads("There is nothing here for you")


# ---------------------------------------------------------------- before the court
def the_lawyer_prepares_the_first_child(story):
    story.starts(story.social, "court_preparation", PREPARATION, "legal", story.first)
    accept(story.lawyer, story.code, PREPARATION)
    story.at(story.lawyer, "children/").reads("Child 1").does_not_read("Child 2")


def prosecutor_and_court_take_over(story):
    officer, prosecutor, clerk = story.officer, story.prosecutor, story.clerk
    hand_over(officer, prosecutor, story.code, DECISION, "Prosecution, Phnom Penh")
    one, two, three = story.accused
    charged = (
        (one, story.first, "tshe_28"),
        (one, story.second, "tshe_28"),
        (two, story.first, "tshe_10"),
        (three, story.second, "tshe_10"),
    )
    for person, child, article in charged:
        word = "firstcharge" if child == story.first else "secondcharge"
        story.at(prosecutor, "court/new/?act=charged").reads("The first charge makes a person named an accused.")
        send(prosecutor, at=story.day(), person=person, offence=article, child=child, category="felony", text=word)
    done(prosecutor, story.code, DECISION, "Judicial investigation asked")
    hand_over(prosecutor, clerk, story.code, INQUIRY, "Court, Phnom Penh")
    story.writes(clerk, "severed", person=three, file="2")
    story.at(clerk, "court/").reads("Accused 3", "court file 2")
    story.writes(clerk, "joined", person=three, file="1")
    story.at(clerk, "court/").does_not_read("court file 2")
    for title, outcome in ((INQUIRY, "Investigation complete"), (ORDER, "Sent to trial")):
        done(clerk, story.code, title, outcome)


def a_day_is_set_and_the_children_are_protected(story):
    clerk, social, ngo = story.clerk, story.social, story.ngo
    story.at(clerk, "hearings/new/")
    send(clerk, at=story.day(10, "08:30"), purpose="trial", source="court", children=(story.first, story.second), court="court-pp",
         room="5", text="courtabout")  # fmt: skip
    day = story.keep(clerk).split("/")[2]
    for who, child, measure, word in (
        (social, story.first, "screen", "bluescreen"),
        (ngo, story.second, "separate_waiting", "quietroom"),
    ):
        follow(story.at(who), "/hearings/").reads("Trial")
        who.does_not_read(Typed("courtabout"))
        send(story.at(who, f"children/{child}/protection/"), "/ask/", measure=measure, hearing=day, text=word)
        send(story.at(clerk, f"children/{child}/protection/"), "/move/", move="order")
        clerk.reads("Ordered by the court", Typed(word))
    return day


PUT_OFF = "Put off from another day: what was asked for that day does not stand here by itself."


def the_hearing_is_postponed_twice(story, day):
    clerk, social = story.clerk, story.social
    for days, reason in ((24, "accused_absent"), (45, "no_interpreter")):
        follow(clerk.go(f"/hearings/{day}/"), "/postpone/")
        send(clerk, at=story.day(days, "14:00"), reason=reason, source="court")
        clerk.reads("Postponed", "The new date: …")
        day = (
            clerk.page.locator('main a[href^="/hearings/"]', has_text="The new date")
            .get_attribute("href")
            .split("/")[2]
        )
        for who, child in ((social, story.first), (story.ngo, story.second)):
            story.at(who, f"children/{child}/protection/").reads(PUT_OFF)
            send(who, "/carry/")
            who.does_not_read(PUT_OFF)
    for child in (story.first, story.second):
        send(story.at(clerk, f"children/{child}/protection/"), "/move/", move="order")
        stands_for(clerk, day, "Ordered by the court")
    return day


def stands_for(who, day, state):
    """How far the measure of this day of the court is."""
    expect(who.page.locator(f"#day-{day} + section.card")).to_contain_text(who.said(state))


def the_family_is_offered_money(story):
    social, lawyer = story.social, story.lawyer
    follow(story.at(social), "/pressure/new/")
    send(social, sort="money", on_whom="family", text="ម្ដាយត្រូវគេឱ្យលុយ gavemoney")
    record = story.keep(social)
    story.at(social).reads("It ends with what comes out of the safety check, and with no other word.")
    lawyer.go(record).reads(Typed("gavemoney"))
    story.prosecutor.go(record).reads(Typed("gavemoney"))
    story.ngo.go(record).reads("There is nothing here for you")
    done(social, story.code, CHECK, "The child is safe where they are")
    story.at(social).does_not_read("A child is not safe now")


# ---------------------------------------------------------------- judgment and after
def the_day_is_held(story, day):
    clerk = story.clerk.go(f"/hearings/{day}/")
    send(follow(clerk, "/held/"), reason="ended")
    done(story.lawyer, story.code, PREPARATION, "The child is ready")
    for who, child in ((story.social, story.first), (story.ngo, story.second)):
        send(story.at(who, f"children/{child}/protection/"), "/move/", move="provide")
        stands_for(who, day, "It was there on the day")
    done(clerk, story.code, "Trial", "Heard, judgment set")


def each_charge_is_judged(story):
    clerk, (one, two, three) = story.clerk, story.accused
    judged = (
        (one, story.first, "tshe_28", "convicted"),
        (one, story.second, "tshe_28", "convicted"),
        (two, story.first, "tshe_10", "acquitted"),
        (three, story.second, "tshe_10", "convicted"),
    )
    for person, child, article, code in judged:
        story.writes(clerk, "judged", person=person, child=child, offence=article, code=code, court="court-pp")
    story.writes(clerk, "sentenced", person=one, prison_years="10")
    story.writes(clerk, "sentenced", person=three, prison_years="7")
    story.writes(clerk, "compensation_ordered", person=one, child=story.first, amount="2000", currency="USD")
    story.writes(clerk, "detention_ended", person=two, code="end_released")
    story.at(clerk, f"court/people/{one}/").reads("convicted", "10 years", "outstanding 2,000 US dollars")
    story.at(clerk, f"court/people/{two}/").reads("acquitted").does_not_read("convicted")
    done(clerk, story.code, JUDGMENT, "Convicted")
    hand_over(clerk, story.prosecutor, story.code, APPEAL, "Prosecution, Phnom Penh")


def an_appeal_is_filed_and_decided(story):
    prosecutor, (one, two, three) = story.prosecutor, story.accused
    story.writes(prosecutor, "appealed", person=two, code="party_prosecutor")
    done(prosecutor, story.code, APPEAL, "Appeal filed")
    story.writes(prosecutor, "appeal_decided", person=two, code="changed_convicted", court="appeal")
    for person in (one, two, three):
        story.writes(prosecutor, "final", person=person)
        story.at(prosecutor, f"court/people/{person}/").reads("The judgment is final")
    story.at(story.clerk, f"court/people/{two}/").reads("Acquitted", "Changed: convicted")


def compensation_is_paid_in_part(story):
    prosecutor, lawyer = story.prosecutor, story.lawyer
    story.starts(prosecutor, "compensation", MONEY, "legal", story.first)
    accept(lawyer, story.code, MONEY)
    story.writes(lawyer, "compensation_paid", person=story.accused[0], child=story.first, code="paid_guardian", amount="1200",
                 currency="USD")  # fmt: skip
    story.at(lawyer, "court/").reads("…: ordered …, paid …, outstanding …", Typed("៨០០"))


def those_who_see_the_children_are_at_their_desks(story):
    """The account of somebody who does not sign in for three months is closed."""
    for who in (story.social, story.ngo):
        who.desk().reads("What waits for you")


def each_child_is_asked_how_it_is(story, kind, title, word):
    for who, child, other in ((story.social, story.first, story.second), (story.ngo, story.second, story.first)):
        story.at(who, f"people/{child}/care/follow-ups/new/")
        send(who, kind=kind, text=word, **AFTERWARDS)
        who.reads(title, Typed(word))
        story.at(who, f"people/{child}/care/").reads(title)
        story.at(who, f"people/{other}/care/").reads("There is nothing here for you")


# ---------------------------------------------------------------- who has met what
def nobody_has_met_more_than_their_work_needs(story):
    assert {name: words_met(story, name) for name in READS} == READS


def words_met(story, name):
    """All marked words on every page of the case that answers to this member, as their own browser fetches it."""
    member = getattr(story, name)
    of_children = [page.format(child=child) for child in (story.first, story.second) for page in PAGES_OF_A_CHILD]
    of_accused = [f"court/people/{key}/" for key in story.accused]
    found = set()
    of_case = [f"/cases/{story.code}/{page}" for page in (*PAGES, *of_children, *of_accused)]
    for page in (*of_case, *story.records):
        text = member.page.request.get(f"{member.url}{page}").text()
        found |= {word for word in MARKERS if word in text}
    return found


PAGES = ("", "timeline/", "notes/", "hearings/", "court/", "children/", "messages/", "papers/", "sharing/", "seen/")
PAGES_OF_A_CHILD = ("people/{child}/", "people/{child}/care/", "children/{child}/safety/", "children/{child}/voice/",
                    "children/{child}/protection/", "children/{child}/identification/", "urgent-care/{child}/")  # fmt: skip
