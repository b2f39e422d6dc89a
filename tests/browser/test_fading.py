"""A mentor leaves one area, from joint to out: an alarm sounds on the way, the mentor is called back for one step and goes again."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.routes import examples
from tests.browser.tongue import Typed

pytestmark = pytest.mark.browser

WHERE = "/independence/areas/18/"
WHY = Typed("គណៈកម្មាធិការខេត្តបានព្រមព្រៀង។ agreed")
BUDGET, RECALL = "For the work of the chain", "For calling the mentor back"
ALARM = "Alarm: what was met is not met any more"
CRITICAL = "Joint operation: bringing children to safety"


def at(person):
    """The page of the area, with every form unfolded."""
    person.go(WHERE).page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
    return person


def decide(person, stage, why=WHY):
    at(person).choose(stage, within="form[action$='/stage/']").write("Why?", why).press(
        "Decide", within="form[action$='/stage/']"
    )


def promise(person, purpose, caller=""):
    """Money from the national budget until in 300 days."""
    at(person).choose(purpose, within="form[action$='/money/']").pick("Where does it come from?", "National budget")
    if caller:
        person.page.locator("select[name=caller]").select_option(caller)
    person.page.locator("form[action$='/money/'] input[name=until]").fill(f"{date.today() + timedelta(days=300)}")
    person.press("Write it down", within="form[action$='/money/']")


@pytest.mark.parametrize("lang", ["en", pytest.param("km", marks=pytest.mark.nightly)])
def test_a_mentor_leaves_an_area_is_called_back_on_an_alarm_and_goes_again(people, lang):
    examples(people.server)  # how the installation is governed is signed there
    oversight, police, mentor = (people.twin(name, lang) for name in ("oversight", "duty.ps", "mentor"))
    at(oversight)
    while (
        gone := oversight.page.get_by_role("button", name=oversight.said("This money is not there any more"))
    ).count():
        gone.first.click()  # of a run before, on the same server
    at(oversight)
    if oversight.page.locator("form[action$='/stage/'] input[name=stage][value=joint]").count():
        decide(oversight, "Joint")
    else:
        decide(oversight, "Led", "")
        decide(oversight, "Joint")
    oversight.reads("The mentor's stage: Joint", "Before the next stage: Advised")
    decide(oversight, "Advised", "")
    oversight.reads("Not every gate is met. Write why it is decided all the same.")
    decide(oversight, "Advised")
    promise(oversight, BUDGET)
    decide(oversight, "On call")
    oversight.reads("The mentor's stage: On call").does_not_read(ALARM)
    assert not at(police).page.locator("form[action$='/stage/']").count(), "only who oversees decides"

    oversight.press(
        "This money is not there any more",
        within=oversight.page.locator("li.card").filter(has_text=oversight.said(BUDGET)),
    )
    oversight.go(WHERE).reads(ALARM, "A budget line stands behind the chain", "money for a recall must be there first")
    decide(oversight, "Out")
    oversight.reads("This stage cannot be decided for yet: … of its gates must be met first. They are marked.")
    promise(oversight, RECALL, caller="police-ps")

    at(police).pick("For which kind of step?", CRITICAL)
    police.page.locator("form[action$='/call/'] input[name=days]").fill("9")
    police.press("Call the mentor back now").go(WHERE).reads(CRITICAL, "the mentor is there")
    mentor.desk().reads("The mentor is called back to …")
    promise(oversight, BUDGET)
    oversight.go(WHERE).does_not_read(ALARM)
    police.go(WHERE).press("The mentor is not needed any more").go(WHERE).does_not_read("the mentor is there")

    decide(oversight, "Out")
    oversight.go(WHERE).reads("The mentor's stage: Out", "From On call to Out", "On what evidence",
                              "No access is given, but while the mentor is called back.")  # fmt: skip
    expect(police.go(WHERE).page.locator("[aria-current=step]")).to_have_text(police.said("Out"))
    decide(oversight, "Led", "")
    oversight.go(WHERE).reads("The mentor's stage: Led", "Back to an earlier stage, nothing is asked.")
