"""The word "saved": after each act the next page says in one line what was done, and where it can be taken back.

It goes with the redirect in a cookie of a few minutes, signed for the member who acted, and is taken away when it is read.
It carries the name of the operation and an address of this system: no words of a file, no code of a case, no name.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from samaki.web import rooms_told
from samaki.web.cookies import named
from samaki.web.peers.said import SAID
from samaki.web.reports import sentences as of_reports
from samaki.web.reports.said import WORDS as OF_REPORTS
from samaki.web.saying import Word, at, to_mend

COOKIE, SALT = "samaki_said", "samaki.web.said"
LIFETIME = 300
"""Seconds: long enough for a slow network, too short for the next shift."""


def put(response: HttpResponse, heard: list[tuple[str, Any]], request: Any) -> None:
    """Let the next page say what was just done; nothing where the page that follows says so itself."""
    if response.status_code != 302 or not heard or "saved=" in response["Location"]:
        return
    name, answer = heard[-1]
    if (word := WORDS.get(name)) is None:
        return
    draft = word.draft is not None and getattr(answer, "state", "") == "draft"
    told = json.dumps([str(request.member.id), name, word.undo(answer) if word.undo else "", draft])
    response.set_cookie(named(COOKIE), signing.dumps(told, salt=SALT), max_age=LIFETIME, httponly=True, samesite="Lax",
                        secure=settings.SESSION_COOKIE_SECURE)  # fmt: skip


def read(request: HttpRequest) -> dict[str, str] | None:
    """What the page says: {"text", "href", "link"}; None where nothing was done, or by somebody else on this machine."""
    member = getattr(request, "member", None)
    if named(COOKIE) not in request.COOKIES or member is None or request.method != "GET":
        return None
    try:
        who, name, href, draft = json.loads(signing.loads(request.COOKIES[named(COOKIE)], salt=SALT, max_age=LIFETIME))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    word = WORDS.get(name)
    if word is None or who != str(member.id):
        return None
    saved = word.draft if draft and word.draft else word.saved
    return {"text": saved(), "href": href, "link": word.mend() if href else ""}


def forget(request: HttpRequest, response: HttpResponse) -> None:
    """Said once, or never: the cookie goes with the first page."""
    if named(COOKIE) in request.COOKIES:
        response.delete_cookie(named(COOKIE), samesite="Lax")


_STEP, _HANDOFF, _REPORT = at("/steps/%s/"), at("/handoffs/%s/"), at("/reports/%s/")


def _strand(act: str) -> Callable[[Any], str]:
    return at(f"/strands/%s/{act}/")


WORDS: dict[str, Word] = {
    # steps
    "do_step": Word(lambda: _("Saved: the step is recorded as done."), _STEP),
    "complete_handoff": Word(lambda: _("Saved: the step is recorded as done."), _HANDOFF),
    "settle_fact": Word(lambda: _("Saved: it is said which observation holds. All of them stay."), _STEP,
                        lambda: _("Was that a mistake? Say it anew here")),
    "skip_step": Word(lambda: _("Saved: the step is left out, with your reason."), _STEP),
    "stop_step": Word(lambda: _("Saved: the step is stopped, with your reason."), _STEP),
    "start_step": Word(lambda: _("Saved: the step has begun."),
                       lambda answer: f"/steps/{answer[0].id}/" if answer else "", to_mend),
    "hold_step": Word(lambda: _("Saved: the step is on hold until the time you chose."), _STEP, to_mend),
    "resume_step": Word(lambda: _("Saved: the step goes on."), _STEP, to_mend),
    "assign_step": Word(lambda: _("Saved: a worker is named."), _STEP, lambda: _("Name somebody else here")),
    "reassign_step": Word(lambda: _("Saved: the step is with the other unit. Both units are told.")),
    "take_back_step": Word(lambda: _("Saved: the step is open again with your unit.")),
    "correct_step": Word(lambda: _("Saved: the correction stands; what stood before stays in the story."), _STEP),
    "mark_step_error": Word(lambda: _("Saved: the step had been started by mistake.")),
    # hand-offs
    "hand_on": Word(lambda: _("Saved: they are asked. You hold the step until they accept."), _HANDOFF, to_mend,
                    draft=lambda: _("Saved as a draft: nobody has been asked yet. Offer it when it is ready.")),
    "offer": Word(lambda: _("Saved: it is offered. You hold the step until they accept."), _HANDOFF, to_mend),
    "discard": Word(lambda: _("Saved: the draft is laid aside. You can offer the step at any time.")),
    "receive": Word(lambda: _("Saved: they know that you have seen it.")),
    "accept": Word(lambda: _("Saved: the step is yours now, and the sender is told."),
                   lambda answer: f"/steps/{answer.step_id}/", lambda: _("Was that a mistake? Hand it back here")),
    "accept_by_phone": Word(lambda: _("Saved: the yes by telephone is recorded. They are asked to confirm it."), _HANDOFF, to_mend),
    "confirm_phone": Word(lambda: _("Saved: the step is yours now, and the sender is told."),
                          lambda answer: f"/steps/{answer.step_id}/", lambda: _("Was that a mistake? Hand it back here")),
    "deny_phone": Word(lambda: _("Saved: both supervisors are told that nobody agreed.")),
    "decline": Word(lambda: _("Saved: your no and its reason are sent."),
                    at("/handoffs/%s/no-was-a-mistake/"), lambda: _("Was that a mistake? Say so here")),
    "regret_decline": Word(lambda: _("Saved: they are told that your no was a mistake, and can offer it again.")),
    "dispute": Word(lambda: _("Saved: both supervisors are called. The clock keeps running.")),
    "resolve": Word(lambda: _("Saved: your decision is recorded, and both units are told.")),
    "ask": Word(lambda: _("Saved: your question is sent. The clock says until when the time to decide stands still.")),
    "answer": Word(lambda: _("Saved: your answer is sent.")),
    "withdraw": Word(lambda: _("Saved: the asking is taken back. You can offer the step again."),
                     lambda answer: f"/steps/{answer.step_id}/hand-on/", lambda: _("Offer this step again")),
    "start": Word(lambda: _("Saved: the work has begun, and the sender is told.")),
    "hold": Word(lambda: _("Saved: it is on hold until the time you chose."), _HANDOFF, to_mend),
    "resume": Word(lambda: _("Saved: the work goes on.")),
    "fail": Word(lambda: _("Saved: they are told that it could not be done. You hold the step until you hand it on.")),
    "confirm": Word(lambda: _("Saved: help arrived. The loop is closed."), _HANDOFF, to_mend),
    "help_did_not_arrive": Word(lambda: _("Saved: help did not arrive. Both units are told, and the step is open with you again.")),
    "unconfirm": Word(lambda: _("Saved: the confirmation is taken back.")),
    "take_back_handoff": Word(lambda: _("Saved: it is not completed; the step is open again with your unit.")),
    "mark_error": Word(lambda: _("Saved: it is marked as entered in error.")),
    # reports and cases
    "close": Word(lambda: _("Saved: the report is closed, with your reason."), _REPORT,
                  lambda: _("Was that a mistake? Open it again here")),
    "open_own": Word(lambda: _("Saved: the case is opened.")),
    "add_child": Word(lambda: _("Saved: the child has a part of the file of their own."),
                      lambda answer: f"/cases/{answer.case.code}/people/{answer.id}/", to_mend),
    "add_other": Word(lambda: _("Saved: the person is on the file."),
                      lambda answer: f"/cases/{answer.case.code}/people/{answer.id}/", to_mend),
    "mark_person_error": Word(lambda: _("Saved: the person was entered by mistake and has left the lists.")),
    "close_strand": Word(lambda: _("Saved: this part of the case is closed."), _strand("reopen"),
                         lambda: _("Was that a mistake? Open it again here")),
    "reopen_strand": Word(lambda: _("Saved: this part of the case is open again."), _strand("close"),
                          lambda: _("Was that a mistake? Close it again here")),
    "raise_urgency": Word(lambda: _("Saved: the case is more urgent now."),
                          lambda answer: f"/cases/{answer.code}/urgency/", to_mend),
    "lower_urgency": Word(lambda: _("Saved: the case is less urgent again. Clocks that run keep their time.")),
    "arrive": Word(lambda: _("Saved: the arrival is recorded; the place is sealed."),
                   lambda answer: f"/cases/{answer.case.code}/arrivals/{answer.id}/mistake/", to_mend),
    "ask_unseen": Word(lambda: _("Saved: help is asked for, unseen by that unit.")),
    "record_pressure": Word(lambda: _("Saved: a safety check is open, and who must know is told.")),
    "mark_pressure_error": Word(lambda: _("Saved: it no longer counts. Who was told is told so.")),
    "confirm_safe": Word(lambda: _("Saved: the child is safe by the word of your unit as well, and the alarm has ended.")),
    "mark_arrival_error": Word(lambda: _("Saved: that arrival no longer counts. “Where is the child tonight?” says what stands now.")),
    "write_note": Word(lambda: _("Saved: your note is on the file."),
                       lambda answer: _note_page(answer), lambda: _("Was that a mistake? Write it anew here")),
    "correct_note": Word(lambda: _("Saved: the new words stand, the old ones stay beneath.")),
    "mark_note_error": Word(lambda: _("Saved: it stays, struck, with your reason.")),
    "observe": Word(lambda: _("Saved: what you observed is on the file."), lambda answer: _note_page(answer), to_mend),
    "add_document": Word(lambda: _("Saved: the document is received, and its original is sealed."),
                         lambda answer: f"/cases/{answer.case.code}/documents/{answer.id}/",
                         lambda: _("Was that a mistake? Say so here")),
    "hold_document": Word(lambda: _("Saved: it is held, nobody opens it, and the units that work with it are told. Call the police now.")),
    "hold_same_file": Word(
        lambda: _("Saved: this same file stood here already and could be opened. Now it is held: nobody opens it, and the units that work "
                  "with it are told. Nothing was added. Call the police now.")),
    "mark_document_error": Word(lambda: _("Saved: it stays, struck, with your reason.")),
    # people's names
    "record_identity": Word(lambda: _("Saved and sealed.")),
    "take_back_identity": Word(lambda: _("Saved: the last change of the name is taken back.")),
    "correct_person": Word(lambda: _("Saved: what is known of the person is corrected.")),
    "describe_person": Word(lambda: _("Saved: what is known of the person is corrected.")),
    # lists, notices, the directory
    "take_note": Word(lambda: _("Saved: taken note.")),
    "take_note_of_all": Word(lambda: _("Saved: taken note of all that was shown.")),
    "choose_mail": Word(lambda: _("Saved: your choice is kept.")),
    "save_filter": Word(lambda: _("Saved: the filter is kept under its name.")),
    "forget_filter": Word(lambda: _("Saved: the filter is gone. You can keep it again.")),
    "change_numbers": Word(lambda: _("Saved: the numbers are changed.")),
    "confirm_entry": Word(lambda: _("Saved: the entry is confirmed as of today.")),
    "set_areas": Word(lambda: _("Saved: the areas are changed.")),
    "set_services": Word(lambda: _("Saved: the services are changed.")),
    "add_focal_point": Word(lambda: _("Saved: the focal point is named.")),
    "end_focal_point": Word(lambda: _("Saved: they are no longer a focal point.")),
    "rename_unit": Word(lambda: _("Saved: the unit has its new name; the old one is kept.")),
    "propose_merge": Word(lambda: _("Saved: the merge is proposed. Nothing moves until both agree.")),
    "agree_to_merge": Word(lambda: _("Saved: the two units are one, with all their work.")),
    "refuse_merge": Word(lambda: _("Saved: the merge is refused.")),
    "move_all_work": Word(lambda: _("Saved: the work has moved, and those units are told.")),
    "close_unit": Word(lambda: _("Saved: the unit is closed.")),
    "open_unit_again": Word(lambda: _("Saved: the unit is open again. Its former work stays where it went.")),
    # sharing
    "share": Word(lambda: _("Saved: it is shared. They are told, and read it from now on."), at("/disclosures/%s/"),
                  lambda: _("Was that a mistake? End it here")),
    "refuse_to_share": Word(lambda: _("Saved: it is recorded that this is not shared. They are not told.")),
    "stop_sharing": Word(lambda: _("Saved: it has ended. They are told, and read nothing of it any more.")),
    "review_sharing": Word(lambda: _("Saved: you have looked at it.")),
    "record_order": Word(lambda: _("Saved: the court reads these parts from now on (a place and leads when a second person has confirmed). "
                                     "Every unit that works in them is told."),
                         at("/disclosures/%s/"), lambda: _("Was that a mistake? Correct it or end it here")),
    "correct_order": Word(lambda: _("Saved: what was entered wrongly has ended, and the order stands as you wrote it now."),
                          at("/disclosures/%s/"), to_mend),
    "confirm_order": Word(lambda: _("Saved: you confirmed it. The court reads these parts from now on.")),
    "end_order": Word(lambda: _("Saved: it has ended. They are told, and read nothing of it any more.")),
    "flag_for_accused": Word(lambda: _("Saved: whoever prosecutes or judges sees that it speaks for the accused."),
                             lambda answer: f"/cases/{answer.case.code}/for-accused/", to_mend),
    "take_back_flag": Word(lambda: _("Saved: taken back, and listed with both reasons. Who prosecutes or judges is told.")),
    "read_for_accused": Word(lambda: _("Saved: it is on the record that your unit has read it.")),
    "record_consent": Word(lambda: _("Saved: what they answered is recorded."), at("/consents/%s/"), to_mend),
    "decide_best_interests": Word(lambda: _("Saved: your decision stands under your name."), at("/consents/%s/"), to_mend),
    "withdraw_consent": Word(lambda: _("Saved: withdrawn. What rested on it has ended, and everybody who received it is told.")),
    "set_standing": Word(lambda: _("Saved: it is said how this person stands to the child.")),
    # signing in, accounts
    "add_totp": Word(lambda: _("Saved: the codes of this telephone are asked for from now on.")),
    "add_passkey": Word(lambda: _("Saved: this passkey opens Samaki from now on.")),
    "remove_factor": Word(lambda: _("Saved: it opens nothing any more.")),
    "end_session": Word(lambda: _("Saved: that device must sign in again.")),
    "end_other_sessions": Word(lambda: _("Saved: all other devices must sign in again.")),
    "ask_recovery": Word(lambda: _("Saved: nothing opens before a second person has agreed; they are told.")),
    "close_account": Word(lambda: _("Saved: the account is closed. You can open it again here.")),
    "open_account": Word(lambda: _("Saved: the account is open again, with its own password and second factor.")),
    "withdraw_invitation": Word(lambda: _("Saved: withdrawn. Its link opens nothing any more.")),
    "change_password": Word(lambda: _("Saved: your password is changed; all other devices must sign in again.")),
    # what opens or closes a file against the usual rule
    "ask_emergency": Word(lambda: _("Saved: the second person is asked. Nothing is open before they confirm it.")),
    "answer_emergency": Word(lambda: _("Saved: your answer stands, and the unit that asked is told.")),
    "take_back_emergency": Word(lambda: _("Saved: it is taken back, nothing opens, and the second person's unit is told.")),
    "end_emergency": Word(lambda: _("Saved: the file is closed again.")),
    "ask_reporter": Word(lambda: _("Saved: a confidentiality officer is asked.")),
    "ask_placement": Word(lambda: _("Saved: a confidentiality officer is asked.")),
    "answer_unsealing": Word(lambda: _("Saved: your answer stands, and the unit that asked is told.")),
    "take_back_unsealing": Word(lambda: _("Saved: it is taken back, nothing opens, and the officer is told.")),
    "question_look": Word(lambda: _("Saved: the member is asked, and has some days to answer.")),
    "answer_look": Word(lambda: _("Saved: your answer is with the confidentiality officer.")),
    "close_look": Word(lambda: _("Saved: the question is closed.")),
    "ask_wall": Word(lambda: _("Saved: the other officer is asked. Nothing changes before they agree.")),
    "answer_wall": Word(lambda: _("Saved: your decision stands, and the other officer is told.")),
    "take_back_wall": Word(lambda: _("Saved: it is taken back, nothing changes, and the other officer is told.")),
    "end_wall": Word(lambda: _("Saved: the wall is lifted. Nothing opens by itself.")),
    "name_route": Word(lambda: _("Saved: it is named, and takes the place of the one before.")),
    "step_aside": Word(lambda: _("Saved: whoever stepped aside sees nothing of this case any more.")),
    "end_recusal": Word(lambda: _("Saved: they can work on it again.")),
    "set_hold": Word(lambda: _("Saved: the hold stands, and nothing of this case is erased.")),
    "review_hold": Word(lambda: _("Saved: the hold stands until its next day.")),
    "end_hold": Word(lambda: _("Saved: this hold has ended. Nothing is erased by that.")),
    "ask_erasure_due": Word(lambda: _("Saved: the other officer is asked, and every unit with a part in it is told.")),
    "ask_erasure_early": Word(lambda: _("Saved: the other officer is asked, and every unit with a part in it is told.")),
    "take_back_erasure": Word(lambda: _("Saved: it is taken back, nothing is erased, and whoever was told of it is told that too.")),
    "answer_erasure": Word(lambda: _("Saved: your decision stands, and the officer who asked is told.")),
    "ask_subject_access": Word(lambda: _("Saved: they have asked. A confidentiality officer decides; the clock runs."),
                               at("/subject-access/%s/"), to_mend),
    "decide_subject_access": Word(lambda: _("Saved: it is decided. The unit hands over what is given, and tells what is refused."),
                                  at("/subject-access/%s/"), to_mend),
    "take_back_subject_decision": Word(lambda: _("Saved: nothing more is handed over before it is decided anew.")),
    "withdraw_subject_access": Word(lambda: _("Saved: they do not ask any more. If they do, record it anew.")),
    "mark_subject_access_error": Word(lambda: _("Saved: it stays, marked as a mistake. Nothing is handed over on it.")),
    "mark_not_handed_over": Word(lambda: _("Saved: it does not count. The confidentiality officer is told.")),
    # agreements, complaints, suspension
    "record_agreement": Word(lambda: _("Saved: the agreement is recorded."), at("/agreements/%s/"), to_mend),
    "review_agreement": Word(lambda: _("Saved: it goes on until the day you chose.")),
    "end_agreement": Word(lambda: _("Saved: the agreement has ended. What was shared ends by its own dates.")),
    "draft_governance": Word(lambda: _("Saved: this version waits for signatures. Tell the other agencies that they can read it."),
                             lambda _row: "/governance/new/", lambda: _("Was that a mistake? Write it anew here")),
    "sign_governance": Word(lambda: _("Saved: you have signed this version."), lambda row: f"/governance/{row.governance_id}/",
                            lambda: _("Was that a mistake? Withdraw it here, with a reason")),
    "withdraw_signature": Word(lambda: _("Saved: your signature is withdrawn, and your reason stands beside it.")),
    "take_up_complaint": Word(lambda: _("Saved: you look into it. Who complained sees that somebody does.")),
    "ask_complainant": Word(lambda: _("Saved: who complained reads your question with their receipt.")),
    "close_complaint": Word(lambda: _("Saved: it is closed, and who complained reads your answer with their receipt."),
                            at("/complaints/%s/"), lambda: _("Was that a mistake? Open it again here")),
    "reopen_complaint": Word(lambda: _("Saved: the complaint is open again.")),
    "suspend_access": Word(lambda: _("Saved: the access is closed. The second officer is asked to confirm it."),
                           at("/suspensions/%s/"), to_mend),
    "answer_suspension": Word(lambda: _("Saved: your decision stands, and the other officer is told.")),
    "lift_suspension": Word(lambda: _("Saved: the access is open again.")),
    "change_roles": Word(lambda: _("Saved: they are this from their next request on.")),
    "mend_name": Word(lambda: _("Saved: the name is mended.")),
    "end_token": Word(lambda: _("Saved: a program with this token comes in no more.")),
    "link_provider": Word(lambda: _("Saved: you can sign in with the sign-on of your agency.")),
    "unlink_provider": Word(lambda: _("Saved: this sign-on opens nothing any more.")),
    "unlink_member": Word(lambda: _("Saved: this sign-on opens nothing any more, and its member is signed out everywhere.")),
    "renew_account": Word(lambda: _("Saved: the access has its new end.")),
} | OF_REPORTS | {name: Word(saved) for name, saved in of_reports.SAVED.items()} | {
    name: Word(*one) for name, one in SAID.items()
}  # fmt: skip
"""Operation -> what is said after it. A test refuses an operation without a word."""

WORDS |= rooms_told.SAID
SILENT = rooms_told.SILENT | frozenset({
    "look_at_identity", "look_at_document", "look_at_danger", "read_places", "fetch_document", "deliver_visit", "record_named",
    "find_people", "export_list", "file_complaint", "add_to_complaint", "file_report", "log_report", "send_report", "say_again",
    "take_checkpoint", "name_witness", "end_witness", "begin_session", "prove_again", "use_recovery_code", "make_recovery_codes",
    "invite_member", "invite_again", "agree_recovery", "link_of_recovery", "hand_over_subject_access", "use_link", "open_unsealed",
    "prove_with_token", "choose_texts", "prove_number", "stop_texts", "report_by_text", "add_by_text", "danger_by_text",
    "stop_by_text", "answer_call",
    "choose_calls", "note_state", "type_digits", "turn_push_on", "turn_push_off", "fetch_report_file", "say_more", "say_how_to_reach",
})  # fmt: skip
"""Operations whose answer is itself a page, a file, or a receipt; those of the operator's commands; and being signed in."""


def _note_page(row: Any) -> str:
    room = row._meta.db_table.removesuffix("_record")
    return f"/cases/{row.case.code}/notes/{room}/{row.id}/"
