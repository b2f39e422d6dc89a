"""Which guide is whose, and which one tells about a page."""

from __future__ import annotations

import re
from datetime import datetime

from samaki.agencies.models import Member

PAGES = "use-the-pages"

OF_ROLE = {
    "mentor": "first-day-mentor",
    "trainer": "first-day-mentor",
    "oversight": "first-day-oversight",
    "admin": "first-day-administrator",
    "confidentiality_officer": "first-day-confidentiality-officer",
    "unit_admin": "first-day-unit-administrator",
}
"""Role -> the guide of its first day."""

OF_KIND = {
    "police_ahtjp": "first-day-officer", "police": "first-day-officer", "gendarmerie": "first-day-officer",
    "social": "first-day-social-worker", "social_district": "first-day-social-worker",
    "ngo_aftercare": "first-day-ngo-aftercare", "ngo_community": "first-day-ngo-aftercare",
    "ngo_legal": "first-day-legal-ngo", "legal_aid": "first-day-legal-ngo",
    "prosecution": "first-day-prosecutor",
    "court": "first-day-court-clerk", "court_appeal": "first-day-court-clerk", "court_supreme": "first-day-court-clerk",
    "health": "first-day-nurse",
    "commune": "first-day-commune-leader",
}  # fmt: skip
"""Kind of the unit -> the guide of the first day of those who work on cases there."""

TASKS = (
    PAGES,
    "sign-in",
    "open-accounts",
    "guard-what-is-sealed",
    "keep-and-erase",
    "complain",
    "mend-a-mistake",
    "take-reports",
    "pressure-and-threats",
    "urgent-care",
    "joint-operation",
    "court-calendar",
    "court-file",
    "papers-to-hand-over",
    "conferences-and-messages",
    "child-at-court",
    "care-of-a-child",
    "read-figures",
    "step-back",
    "trust",
    "read-the-map",
    "gaps-and-promises",
    "old-years",
    "survey-venues",
    "estimate-from-lists",
    "keep-a-child-safe",
    "visit-notes",
    "share-and-consent",
    "what-is-held",
    "keep-the-directory",
    "duty-roster",
    "for-the-public",
    "witness-the-ledger",
    "govern-an-installation",
    "ask-other-agencies",
    "run-a-workshop",
    "agency-sign-on",
    "texts",
    "calls-and-push",
)
ENGINEERS = ("operate", "use-the-api", "new-country", "estimate-prevalence")

PLACES = (
    (r"/trust/", "trust/"),
    (r"/prevalence/lists/", "estimate-from-lists/"),
    (r"/prevalence/", "survey-venues/"),
    (r"/cases/[^/]+/(holds|erasure)/|/(retention|erasures|holds)/", "keep-and-erase/"),
    (
        r"/cases/[^/]+/(seen|wall|step-aside)/|/cases/[^/]+/people/[^/]+/place/|/reports/[^/]+/reporter/",
        "guard-what-is-sealed/",
    ),
    (r"/desk/", f"{PAGES}/#desk"),
    (r"/visits/", "visit-notes/"),
    (r"/notices/", f"{PAGES}/#desk"),
    (r"/roster/", "duty-roster/"),
    (r"/reports/(new|import|sources)/|/reports/[^/]+/(urgency|join|split|people)/|/outreach/", "take-reports/"),
    (r"/reports/", f"{PAGES}/#reports"),
    (r"/cases/(mine/|waiting/|steps/|caseload/|filters/|export/)?$", f"{PAGES}/#lists"),
    (r"/cases/(steps|filters)/", f"{PAGES}/#lists"),
    (
        r"/cases/[^/]+/children/[^/]+/safety/|/(safety-plans|safe-contacts|placements|missing|tonight)/",
        "keep-a-child-safe/",
    ),
    (r"/cases/[^/]+/children/|/(voices|heard-again|protections|child-promises|identifications)/", "child-at-court/"),
    (r"/cases/[^/]+/(conferences|messages)/|/(conferences|messages)/", "conferences-and-messages/"),
    (r"/cases/[^/]+/urgent-care/|/(exposures|examinations)/", "urgent-care/"),
    (r"/steps/[^/]+/operation/|/(ready|operation-facts)/", "joint-operation/"),
    (r"/cases/[^/]+/pressure/", "pressure-and-threats/"),
    (
        r"/cases/[^/]+/people/[^/]+/care/|/(care-needs|care-goals|care-services|assessments|follow-ups|waiting-services)/",
        "care-of-a-child/",
    ),
    (r"/cases/[^/]+/(hearings|releases)/|/(hearings|releases|calendar)/", "court-calendar/"),
    (r"/cases/[^/]+/court/|/court/", "court-file/"),
    (r"/cases/[^/]+/papers/|/papers/", "papers-to-hand-over/"),
    (r"/cases/[^/]+/subject-access/|/subject-access/", "what-is-held/"),
    (r"/cases/[^/]+/people/[^/]+/standing/", "share-and-consent/"),
    (r"/cases/[^/]+/(notes|observations|arrivals|people|documents)/", f"{PAGES}/#people-and-notes"),
    (r"/cases/[^/]+/sharing/|/(disclosures|consents|agreements)/", "share-and-consent/"),
    (r"/cases/", f"{PAGES}/#a-case"),
    (r"/strands/", f"{PAGES}/#a-case"),
    (r"/steps/[^/]+/hand-on/", f"{PAGES}/#hand-offs"),
    (r"/steps/", f"{PAGES}/#a-step"),
    (r"/handoffs/", f"{PAGES}/#hand-offs"),
    (r"/(emergencies|unsealings|questions|walls|recusals|confidentiality|looks)/", "guard-what-is-sealed/"),
    (r"/(complaints|suspensions)/", "complain/"),
    (r"/governance/", "govern-an-installation/"),
    (r"/peers/", "ask-other-agencies/"),
    (r"/directory/", "keep-the-directory/"),
    (r"/ledger/", "witness-the-ledger/"),
    (r"/account/mail/", f"{PAGES}/#e-mail"),
    (r"/account/texts/", "texts/#for-members"),
    (r"/account/(calls|push)/", "calls-and-push/#for-members"),
    (r"/account/(members|recoveries)/", "open-accounts/"),
    (r"/account/sign-on/", "sign-in/#the-sign-on-of-your-agency"),
    (r"/account/(signed-in|factors)/|/sign-in/", "sign-in/"),
    (r"/measures/chain-map/", "read-the-map/"),
    (r"/measures/long-view/", "old-years/#the-long-view"),
    (r"/measures/old-years/", "old-years/"),
    (r"/dashboard/", "read-figures/#the-dashboard"),
    (r"/measures/", "read-figures/"),
    (r"/training/", "run-a-workshop/"),
    (r"/independence/areas/", "step-back/#the-plan-of-an-area"),
    (r"/independence/", "step-back/"),
    (r"/publication/", "publish-figures/"),
    (r"/gaps/", "gaps-and-promises/"),
    (r"/scorecards/", "gaps-and-promises/#the-scorecard"),
    (r"/mentoring/", "step-back/#mentoring"),
)
"""Beginning of an address -> the part of a guide that tells about that page; the first that fits."""


def help_on(path: str) -> str:
    """Where the help for the page at this address is."""
    return next((f"/help/{part}" for start, part in PLACES if re.match(start, path)), "/help/")


def first_days(member: Member, now: datetime) -> list[str]:
    """The guides of this member's first day, the nearest first."""
    roles = member.roles(now)
    found = [OF_ROLE[role] for role in OF_ROLE if role in roles]
    if roles - set(OF_ROLE) and (own := OF_KIND.get(member.unit.kind)):
        found.insert(0, own)
        if own == "first-day-officer" and "desk" in roles:
            found.insert(0, "first-day-duty-officer")
    if "admin" in roles and member.unit.kind == "oversight":
        found.append("first-day-operator")  # beside the committee often the same person
    return list(dict.fromkeys(found))
