"""What an erasure does to every table that hangs on a case, a report or a person: one table, and the list that a certificate prints of it.

`KEY`: its words lie under the data key of the case or of its report, which is destroyed, so they open for nobody. `OVER`: its words lie
under the key file, and nothing is written over them. `GONE`: its rows are deleted. `CODES`: it never held a word. `KEPT`: words that stay
on purpose. A table without a line here fails a test, and so does one whose words do not open with the key that its line names.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

KEY, OVER, GONE, CODES, KEPT = "key", "over", "gone", "codes", "kept"

REACH: Mapping[str, tuple[str, str]] = {
    "identity_record": (KEY, "names, birth dates, contacts"),
    "placement_record": (KEY, "places"),
    "care_record": (KEY, "notes of care"),
    "justice_record": (KEY, "notes of police and court"),
    "intelligence_record": (KEY, "unproven leads"),
    "document": (KEY, "titles of documents"),
    "document_file": (KEY, "documents"),
    "remark": (KEY, "words of acts"),
    "handoff_message": (KEY, "words of hand-offs"),
    "case_message": (KEY, "messages between units"),
    "pressure": (KEY, "records of pressure"),
    "disclosure": (KEY, "numbers of court orders"),
    "report": (KEY, "reports"),
    "reporter_record": (KEY, "who told us"),
    "report_message": (KEY, "words with a reporter"),
    "report_file": (KEY, "names of a reporter's files"),
    "report_file_bytes": (KEY, "files of a reporter"),
    "report_text": (KEY, "telephone numbers of reporters"),
    "exposure": (KEY, "when a child was exposed"),
    "examination": (KEY, "examinations"),
    "examination_word": (KEY, "what justice knew of examinations"),
    "care_need": (KEY, "needs"),
    "care_goal": (KEY, "goals"),
    "care_service": (KEY, "services"),
    "care_assessment": (KEY, "assessments"),
    "care_check": (KEY, "follow-ups"),
    "child_voice": (KEY, "what a child was told and wants"),
    "heard_again": (KEY, "askings to hear a child again"),
    "protection": (KEY, "measures at court"),
    "child_promise": (KEY, "promises to a child"),
    "safety_plan": (KEY, "safety plans"),
    "safe_contact": (KEY, "how a child is reached"),
    "child_placement": (KEY, "stays of a child"),
    "missing_child": (KEY, "when a child was missing"),
    "hearing": (KEY, "places of hearings"),
    "hearing_need": (KEY, "needs of hearings"),
    "operation_plan": (KEY, "plans of operations"),
    "operation_ready": (KEY, "what units were asked to be ready for"),
    "operation_fact": (KEY, "what happened in operations"),
    "conference_point": (KEY, "points of conferences"),
    "conference_decision": (KEY, "decisions of conferences"),
    "conference_action": (KEY, "promises of conferences"),
    "emergency": (OVER, "why it was opened in an emergency"),
    "unsealing": (OVER, "why a reporter was asked for"),
    "look_question": (OVER, "questions about looks"),
    "conflict": (OVER, "conflicts of interest"),
    "recusal": (OVER, "why members stepped aside"),
    "data_key": (GONE, "data keys"),
    "name_keys": (GONE, "digests of names"),
    "case": (CODES, "the case"),
    "relation": (CODES, "who could read what"),
    "person": (CODES, "people without names"),
    "strand": (CODES, "parts of the case"),
    "step": (CODES, "steps"),
    "arrival": (CODES, "when a child arrived"),
    "handoff": (CODES, "hand-offs"),
    "consent": (CODES, "consents"),
    "for_accused": (CODES, "flags for the accused"),
    "court_fact": (CODES, "facts of the court file"),
    "identification": (CODES, "identification"),
    "hearing_child": (CODES, "who was called to a hearing"),
    "hearing_going": (CODES, "who went to a hearing"),
    "accused_release": (CODES, "releases"),
    "conference": (CODES, "conferences"),
    "conference_member": (CODES, "lists of conferences"),
    "message_mention": (CODES, "who was named in a message"),
    "message_read": (CODES, "who read a message"),
    "paper": (CODES, "papers that were made"),
    "subject_access": (CODES, "requests for what is held"),
    "subject_handover": (CODES, "answers to them"),
    "report_pass": (CODES, "where a report was passed"),
    "report_contact": (CODES, "how a reporter could be reached"),
    "text_thread": (CODES, "threads of texts"),
    "legal_hold": (CODES, "legal holds"),
    "retention_mark": (CODES, "marks of what is due"),
    "ledger_entry": (CODES, "the ledger"),
    "notice": (CODES, "notices"),
    "erasure": (KEPT, "why it was erased, between the two officers"),
}
"""Table -> (what an erasure does to it, what it is)."""

WIDTH = 112


def listed(*how: str) -> str:
    """What is reached in these ways, in one paragraph beneath the words of a certificate."""
    return textwrap.fill(", ".join(what for way, what in REACH.values() if way in how), WIDTH)
