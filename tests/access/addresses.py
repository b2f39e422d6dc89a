"""What each address of the pages and of the API is about: which rows it names, so that the oracle can say who may know of them.

An address that names a row answers who may see all the rows that it names, and nobody else, by every method. A new address
without an entry here fails the test.
"""

import re
import sys

from django.urls import URLPattern, URLResolver, get_resolver

NAMED = {
    "cases/<code>": "case", "reports/<key>": "report", "steps/<key>": "step", "strands/<key>": "strand",
    "handoffs/<key>": "handoff", "disclosures/<key>": "disclosure", "consents/<key>": "consent", "people/<key>": "person",
    "arrivals/<key>": "arrival", "documents/<key>": "document", "emergencies/<key>": "emergency", "walls/<key>": "conflict",
    "unsealings/<key>": "unsealing", "questions/<key>": "look_question", "looks/<key>": "ledger_entry",
    "retention/<key>": "retention_mark", "erasures/<key>": "erasure", "holds/<key>": "legal_hold",
    "recusals/<key>": "recusal", "complaints/<key>": "complaint", "suspensions/<key>": "suspension",
    "for-accused/<key>": "for_accused", "agreements/<key>": "agreement", "governance/<key>": "governance",
    "children/<key>": "person", "voices/<key>": "child_voice", "heard-again/<key>": "heard_again",
    "protections/<key>": "protection", "child-promises/<key>": "child_promise", "identifications/<key>": "identification",
    "safety-plans/<key>": "safety_plan", "safe-contacts/<key>": "safe_contact", "placements/<key>": "child_placement",
    "missing/<key>": "missing_child",
    "pressure/<key>": "pressure", "pressures/<key>": "pressure", "subject-access/<key>": "subject_access",
    "peers/<key>": "peer_question", "asked/<key>": "peer_question", "answers/<key>": "peer_answer", "cards/<key>": "peer_card",
    "notices/<key>": "notice", "outreach/<key>": "outreach", "notes/<code>/<key>": "note", "notes/<key>": "note",
    "take-back/<key>": "report_message",
    "files/<key>": "report_file", "hearings/<key>": "hearing", "hearing-needs/<key>": "hearing_need", "releases/<key>": "accused_release",
    "court/<key>": "court_fact", "conferences/<key>": "conference", "listed/<key>": "conference_member",
    "care-needs/<key>": "care_need", "care-goals/<key>": "care_goal", "care-services/<key>": "care_service",
    "assessments/<key>": "care_assessment", "follow-ups/<key>": "care_check",
    "papers/<key>": "paper", "points/<key>": "conference_point", "promises/<key>": "conference_action", "messages/<key>": "case_message",
    "urgent-care/<key>": "person", "exposures/<key>": "exposure", "examinations/<key>": "examination",
    "ready/<key>": "operation_ready", "operation-facts/<key>": "operation_fact",
}  # fmt: skip
"""The end of what comes before, and of the name of a row -> the table."""

OF_NO_CASE = (
    "account/", "texts/", "calls/", "push-worker.js", "visits/", "calendar/link/", "calendar/<key>.ics",
    "paper/", "papers/blank/", "papers/card/",
    "independence/", "gaps/", "scorecards/", "mentoring/", "dashboard/",
    "publication/", "prevalence/", "trust/",
    "directory/", "roster/", "measures/", "training/", "api/v1/rosters", "api/v1/swaps/", "api/v1/swaps", "api/v1/overrides/",
      "api/v1/duty",
    "api/v1/hsds/",
    "welcome/", "help/", "sign-in/", "sign-out/", "cases/filters/", "healthz", "readyz", "report/", "status/",
    "complain/", "leave/", "who-governs/", "how/", "progress/", "api/v1/account/", "api/v1/openapi.json", "api/v1/codes", "api/v1/units",
    "api/v1/reports/status", "api/v1/reports/words", "api/v1/reports/contact", "api/v1/reports/files",
)  # fmt: skip
"""Addresses that no row of a case stands behind: each has tests of its own."""

CARE = (
    "",
    "progress/",
    "closing/",
    *(f"{what}/new/" for what in ("needs", "goals", "services", "assessments", "follow-ups")),
)
CHILD_AT_COURT = ("voice", "voice/told", "voice/wants", "voice/again", "protection", "protection/print", "protection/ask",
                  "protection/carry", "protection/promise", "identification", "identification/propose", "identification/decide",
                  "identification/age", "safety", "safety/contact", "safety/plan", "safety/family", "safety/stay",
                  "safety/missing", "safety/keeper")  # fmt: skip
OF_A_CHILD = (*(f"children/<key>/{page}" for page in CHILD_AT_COURT), "urgent-care/<key>", "urgent-care/<key>/exposure",
              "urgent-care/<key>/examination", "people/<key>/place", "court/people/<key>")  # fmt: skip
FOR_FEWER = ("handoffs/<key>/no-was-a-mistake/", "erasures/<key>/certificate.txt", "api/v1/cases/<code>/people/<key>/care",
             *(f"cases/<code>/people/<key>/care/{page}" for page in CARE), *(f"cases/<code>/{page}/" for page in OF_A_CHILD))  # fmt: skip
"""Addresses that lead nowhere for some who see the row: of a hand-off, for who did not say no to it; where nothing is erased yet; of
a child's care, for who knows of the child and reads no care."""


def routes():
    """Every address as written, `cases/<code>/`, without the sorts of its parts."""
    return sorted(set(_walked(get_resolver().url_patterns)))


def _walked(patterns, before=""):
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _walked(one.url_patterns, before + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield re.sub(
                r"<(?:\w+:)?(\w+)>",
                lambda m: "<code>" if m[1] in ("code", "compartment") else "<key>",
                before + str(one.pattern),
            )


def tables(route):
    """The tables of the rows that an address names, in their order; KeyError for one that nobody has said."""
    found, parts = [], route.removeprefix("api/v1/").strip("/").split("/")
    for at, part in enumerate(parts):
        if part.startswith("<") and not (at + 1 < len(parts) and parts[at : at + 2] == ["<code>", "<key>"]):
            begins = at - (2 if parts[at - 1] == "<code>" else 1)
            found.append(NAMED["/".join(parts[begins : at + 1])])
    return found


def of_cases():
    """Those that the matrix walks."""
    return [route for route in routes() if route and not route.startswith(OF_NO_CASE)]


def unsaid():
    """Addresses of cases that name a row of which nobody has said here which it is: what `./samaki check access` tells."""
    for route in of_cases():
        try:
            tables(route)
        except KeyError as missing:
            yield f"{route} has no row in the access matrix: say in tests/access/addresses.py what {missing} is"


if __name__ == "__main__":
    import django

    django.setup()
    problems = list(unsaid())
    print("\n".join(problems))
    sys.exit(bool(problems))
