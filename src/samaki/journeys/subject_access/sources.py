"""Every table that hangs on a case, a report or a person, and what of it is given to who asks what is held about a child.

A function reads the lines of a newer table; `Section` is a part of the page that has its own reader (`gathering.py`); `Never` says why
nothing of it is given. A table without a line here fails a test, so that nobody forgets a child who asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from samaki.journeys.subject_access import of_care, of_court, of_safety
from samaki.journeys.subject_access.of_care import Line


@dataclass(frozen=True)
class Section:
    """Read by this part of the page."""

    name: str


@dataclass(frozen=True)
class Never:
    """Nothing of it is given; `why` is for who reads this table."""

    why: str


REPORTER = Never("who told us stays sealed, with all that was said to and fro")
GUARD = Never("about who may open the file, not about the child; its words are between two officers")
LEDGER = Never("the acts themselves, by codes: what was written stands in the tables")
STAFF = Never("about members who work, not about the child")
INNER = Never("keys, marks and reminders of the system")

SOURCES: Mapping[str, Line | Section | Never] = {
    "case": Section("the case"),
    "person": Section("who the child is"),
    "identity_record": Section("who the child is"),
    "placement_record": Section("where the child stayed"),
    "arrival": Section("where the child stayed"),
    "care_record": Section("what was written"),
    "justice_record": Section("what was written"),
    "strand": Section("what was done"),
    "step": Section("what was done"),
    "document": Section("documents"),
    "document_file": Section("documents"),
    "relation": Section("who received what"),
    "handoff": Section("who received what"),
    "disclosure": Section("who received what"),
    "emergency": Section("who received what"),
    "consent": Section("what was agreed to"),
    "care_need": of_care.needs,
    "care_goal": of_care.goals,
    "care_service": of_care.services,
    "care_assessment": of_care.assessments,
    "care_check": of_care.checks,
    "exposure": of_care.exposures,
    "examination": of_care.examinations,
    "examination_word": of_care.examination_words,
    "child_voice": of_care.voices,
    "heard_again": of_care.askings,
    "protection": of_care.protections,
    "child_promise": of_care.promises,
    "identification": of_care.identifications,
    "safety_plan": of_safety.plans,
    "safe_contact": of_safety.contacts,
    "child_placement": of_safety.stays,
    "missing_child": of_safety.missing,
    "court_fact": of_court.court_facts,
    "hearing": of_court.hearings,
    "hearing_child": Section("hearings"),
    "hearing_need": of_court.hearing_needs,
    "accused_release": of_court.releases,
    "operation_fact": of_court.operation_facts,
    "conference": of_court.conferences,
    "conference_point": of_court.points,
    "conference_decision": of_court.decisions,
    "conference_action": of_court.actions,
    "case_message": of_court.messages,
    "paper": of_court.papers,
    "intelligence_record": Never("unproven leads"),
    "operation_plan": Never("how police come in: whoever reads it can warn"),
    "operation_ready": Never("how police come in: whoever reads it can warn"),
    "pressure": Never("whoever brought it may read over the child's shoulder"),
    "for_accused": Never("for the defence of an accused, by order of a court"),
    "handoff_message": Never(
        "what units ask of each other for the work; what stands for the child is written on the file"
    ),
    "remark": Never("why somebody did an act; the words of a fact are read with the fact"),
    "conference_member": STAFF,
    "message_mention": STAFF,
    "message_read": STAFF,
    "hearing_going": STAFF,
    "report": REPORTER,
    "report_pass": REPORTER,
    "reporter_record": REPORTER,
    "report_message": REPORTER,
    "report_file": REPORTER,
    "report_file_bytes": REPORTER,
    "report_contact": REPORTER,
    "report_text": REPORTER,
    "text_thread": REPORTER,
    "unsealing": GUARD,
    "look_question": GUARD,
    "conflict": GUARD,
    "recusal": GUARD,
    "legal_hold": GUARD,
    "retention_mark": INNER,
    "erasure": GUARD,
    "subject_access": Never("the request that is answered"),
    "subject_handover": Never("the answers that were given before"),
    "ledger_entry": LEDGER,
    "notice": INNER,
    "data_key": INNER,
    "name_keys": INNER,
}


def read(name: str) -> Line | None:
    """The reader of a table, where it has one of its own."""
    found = SOURCES[name]
    return None if isinstance(found, Section | Never) else found
