"""One child's case from a stranger's words to both parts closed, in each language, every step by those whose work it is."""

import pytest

from tests.browser.chain import (
    accept,
    confirm,
    done,
    follow_what_was_told,
    hand_over,
    offer,
    open_from_report,
)
from tests.browser.public import status, tell
from tests.browser.tongue import Typed

pytestmark = pytest.mark.browser

WHAT = {
    "en": "A girl of about fourteen is kept in the guesthouse behind the bus station. She may not go out.",
    "km": "ក្មេងស្រីអាយុប្រហែលដប់បួនឆ្នាំ ត្រូវគេទុកនៅផ្ទះសំណាក់ក្រោយចំណតរថយន្ត។ នាងមិនអាចចេញក្រៅបានទេ។",
}
NAME, PLACE = Typed("Sreyneang"), Typed("The green house")
WANTS = Typed("She wants to go to school again.")
POLICE, SOCIAL, NGO, HOSPITAL = "Police, Phnom Penh", "Social affairs, Phnom Penh", "Aftercare NGO", "Hospital"
PROSECUTION, COURT, LAWYERS = "Prosecution, Phnom Penh", "Court, Phnom Penh", "Lawyers for children"

CONTACT, SAFETY, PLACEMENT = "First safe contact with the child", "Immediate safety plan", "Emergency placement"
NEEDS, PLAN, FAMILY = "Needs assessment", "Case plan", "Family tracing and assessment"
PREPARATION, REINTEGRATION = "Preparing the child for court", "Reintegration"
SIX, TWELVE, CARE_END = "Follow-up at 6 months", "Follow-up at 12 months", "Closure of the care strand"
OPERATION = "Joint operation: bringing children to safety"
INTERVIEW = "Interview of the child (forensic interview)"
IDENTIFICATION, CHARGES = (
    "Victim identification (short and detailed form)",
    "Police file to the prosecutor (charge file)",
)
DECISION, INQUIRY, ORDER = "Prosecutor's decision", "Judicial investigation", "Closing order"
JUDGMENT, APPEAL = "Judgment of the court of first instance", "Appeal: decide and file"
SENTENCE, MONEY = "Execution of the sentence", "Compensation claimed, ordered and paid"
JUSTICE_END = "Decide: close the justice part or go on"


@pytest.mark.parametrize("lang", [pytest.param("en", marks=pytest.mark.nightly), "km"])
def test_a_case_goes_from_a_report_to_both_parts_closed_by_those_whose_work_it_is(lang, people, record_property):
    stranger = people.stranger(reads_in=lang)
    receipt = tell(stranger, WHAT[lang], "Phnom Penh", lang)
    status(stranger, receipt, lang).reads("It is waiting to be read")
    names = ("duty", "social", "ngo", "nurse", "prosecutor", "court", "legal")
    who = {name: people.twin(f"{name}.pp", lang) for name in names}
    code = open_from_report(who["duty"], WHAT[lang][:30])
    who["duty"].reads("Every link that you see holds", "Where is the child tonight?", "Not answered yet")

    pressed = the_child_is_met(who["duty"], who["social"], who["nurse"], code)
    record_property("presses to accept", pressed)
    assert pressed <= 3, f"accepting took {pressed} presses from the desk"
    the_police_act(who["duty"], code)
    the_child_is_safe(who["social"], who["ngo"], who["nurse"], who["duty"], code)
    the_court_decides(who, code)
    the_child_goes_on(who["social"], who["ngo"], code)
    both_parts_close(who["social"], who["prosecutor"], code)
    status(stranger, receipt, lang).reads("The work on it has ended").does_not_read(code)
    for name in ("duty", "social", "prosecutor"):
        who[name].folder(code).reads("Closed. Opened", "The case was closed", "Every link that you see holds.")


def the_child_is_met(duty, social, nurse, code):
    offer(duty, code, CONTACT, SOCIAL, "She may leave the room only in the morning.")
    duty.reads(f"Hand-off to {SOCIAL}: Offered.", "still with Police PP")
    nurse.go(f"/cases/{code}/").reads("There is nothing here for you")
    pressed = accept(social, code, CONTACT)
    follow_what_was_told(duty, code, "Your hand-off was accepted").reads("Work has begun", SOCIAL)
    the_name_is_shown_once(social, code)
    done(social, code, CONTACT, "Seen, in danger")
    duty.folder(code).reads("Social PP completed it; Police PP is asked to confirm")
    confirm(duty, code, CONTACT)
    return pressed


def the_name_is_shown_once(social, code):
    social.folder(code).press("Open", within='section[aria-labelledby="h-people"]')
    social.open("Add or correct").write("Name in Latin letters", f"{NAME} (synthetic)").press("Save")
    social.does_not_read(NAME)
    social.folder(code).press("Show name (recorded)")
    social.open("Show the name").choose("For the step that we hold").press("Show the name (recorded)")
    social.reads(NAME, "This look is recorded: who, when, why.")
    social.press(code).does_not_read(NAME).reads("Somebody looked at a name")
    social.open("The work on the case").press("Add an observation").choose("Care: needs, health, counselling")
    social.write("What was seen, said or done?", WANTS).press("Save")
    social.reads(WANTS)


def the_police_act(duty, code):
    done(duty, code, "Verification of the information", "Offence against a child likely")
    done(duty, code, "Investigation planning", "Operation to protect a child is planned")
    done(duty, code, OPERATION, "Children safe, suspect arrested")
    done(duty, code, "Arrest and police custody", "Presented to the prosecutor")
    done(duty, code, INTERVIEW, "The child told what happened")
    done(duty, code, IDENTIFICATION, "Formally identified as a victim")
    done(duty, code, CHARGES, "File sent, receipt from the prosecution")


def the_child_is_safe(social, ngo, nurse, duty, code):
    done(social, code, SAFETY, "Needs a safe place")
    hand_over(social, ngo, code, PLACEMENT, NGO)
    ngo.folder(code).open("The child and care").press("The child arrived somewhere")
    ngo.write("Where? (sealed)", PLACE).choose("Yes").pick("Who brought the child?", POLICE).pick(
        "Who received the child?", f"{NGO}, Phnom Penh"
    )
    ngo.press("Record the arrival").reads(f"Received by {NGO}, Phnom Penh, ….")
    duty.folder(code).reads(f"Received by {NGO}, Phnom Penh, ….", "The place is sealed.").does_not_read(PLACE)
    done(ngo, code, PLACEMENT, "Shelter")
    confirm(social, code, PLACEMENT)
    hand_over(social, nurse, code, "Medical and forensic care", HOSPITAL)
    nurse.folder(code).reads("Your step: Medical and forensic care")
    done(nurse, code, "Medical and forensic care", "Treated, examination not wanted or not needed")
    confirm(social, code, "Medical and forensic care")
    hand_over(duty, social, code, NEEDS, SOCIAL)
    done(social, code, NEEDS, "Complete")
    confirm(duty, code, NEEDS)
    done(social, code, PLAN, "Agreed with the child", "The child may be heard by a court")


def the_court_decides(who, code):
    duty, prosecutor, court, legal, social = (who[n] for n in ("duty", "prosecutor", "court", "legal", "social"))
    hand_over(duty, prosecutor, code, DECISION, PROSECUTION)
    done(prosecutor, code, DECISION, "Judicial investigation asked")
    confirm(duty, code, DECISION)
    hand_over(prosecutor, court, code, INQUIRY, COURT)
    done(court, code, INQUIRY, "Investigation complete")
    confirm(prosecutor, code, INQUIRY)
    done(court, code, ORDER, "Sent to trial")
    hand_over(social, legal, code, PREPARATION, LAWYERS)
    done(legal, code, PREPARATION, "The child is ready")
    confirm(social, code, PREPARATION)
    done(court, code, "Trial", "Heard, judgment set")
    done(court, code, JUDGMENT, "Convicted")
    hand_over(court, prosecutor, code, APPEAL, PROSECUTION)
    done(prosecutor, code, APPEAL, "No appeal by anyone", "The judgment is final and somebody is convicted",
         "The court ordered compensation")  # fmt: skip
    confirm(court, code, APPEAL)
    hand_over(prosecutor, legal, code, MONEY, LAWYERS)
    done(legal, code, MONEY, "Paid in full")
    confirm(prosecutor, code, MONEY)
    done(prosecutor, code, SENTENCE, "Being served or served")


def the_child_goes_on(social, ngo, code):
    hand_over(social, ngo, code, "Services", NGO)
    done(ngo, code, "Services", "Delivered; the child says it helped", "The case plan sets reintegration")
    confirm(social, code, "Services")
    hand_over(ngo, social, code, REINTEGRATION, SOCIAL)
    done(social, code, FAMILY, "Family found, safe with support")
    done(social, code, REINTEGRATION, "With family")
    confirm(ngo, code, REINTEGRATION)
    done(social, code, SIX, "Safe and doing well")
    done(social, code, TWELVE, "Safe and doing well")


def both_parts_close(social, prosecutor, code):
    end(social, code, CARE_END, "Care goals reached, child safe at 12 months")
    social.reads("Care goals reached, child safe at 12 months", "Open since").does_not_read("The case was closed")
    end(prosecutor, code, JUSTICE_END, "Convicted, judgment final")
    prosecutor.reads("Closed. Opened")


def end(holder, code, title, reason):
    """The last step of a part ends by closing the part, with its reason."""
    holder.desk()
    holder.press("Record it done", within=holder.matter(code, title))
    holder.press("Close this part of the case, with its reason")
    holder.choose(reason).press("Close this part")
