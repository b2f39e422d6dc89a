"""What a notice says on the desk, and the sign beside it: words, and nothing that asks the database."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samaki.web.care import told as care
from samaki.web.children import told as children
from samaki.web.conferences import told as conferences
from samaki.web.court import told as court
from samaki.web.gaps import told as gaps
from samaki.web.hearings import told as hearings
from samaki.web.independence import told as mentor
from samaki.web.joint_operation import told as operations
from samaki.web.peers import said as peers
from samaki.web.pressure import told as pressure
from samaki.web.publication import told as publication
from samaki.web.roster import told as roster
from samaki.web.steptest import told as steptest
from samaki.web.subject_access import told as subject_access
from samaki.web.training import told as training
from samaki.web.urgent_care import told as urgent_care

TOLD_STATES = {
    "said_safe": "offered", "flag_ended": "offered",
    "late": "overdue", "unanswered": "overdue", "disputed": "overdue", "not_arrived": "missed", "completed": "done",
    "accepted": "held", "answered": "held", "reassigned": "held", "resting": "hold", "held": "overdue", "differs": "offered",
    "taken_back": "held", "told": "overdue", "may_wall": "offered", "governs_due": "overdue", "governs_soon": "offered",
    "corrected": "held", "invited": "offered", "recovery_asked": "offered", "link_used": "held", "suspended": "hold",
    "token_made": "offered", "roles": "offered", "falls_asleep": "overdue", "ends": "overdue",
    "idle_work": "overdue", "unconfirmed": "held", "regretted": "offered", "undone": "held",
    "checkpoint": "offered", "part_closed": "overdue", "emergency_asked": "overdue", "emergency_opened": "overdue",
    "emergency_refused": "held", "unsealing_asked": "offered", "unsealing_answered": "held", "unsealed": "held",
    "look_questioned": "offered", "look_answered": "offered", "look_unanswered": "overdue", "look_misuse": "overdue",
    "retention_due": "offered", "erasure_asked": "overdue", "erasure_decides": "overdue",
    "erased": "held", "erasure_refused": "held", "erasure_withdrawn": "held", "asking_taken_back": "held",
    "consent_complete": "held", "focal_point_away": "offered", "hold_review": "offered",
    "wall_asked": "offered", "wall_answered": "held", "wall_ended": "held", "stepped_aside": "held", "asking_ended": "broken",
    "asking_yours": "held", "shared": "held", "ordered": "hold", "order_waits": "overdue", "order_confirmed": "hold",
    "share_stopped": "hold", "share_ended": "hold", "share_cut": "hold",
    "share_withdrawn": "hold", "share_review": "offered", "share_doubt": "overdue", "fact_corrected": "held", "fact_gone": "held",
    "said": "offered", "unread": "overdue", **subject_access.STATES, **roster.STATES, **peers.STATES, **hearings.STATES,
    **conferences.STATES, **court.STATES, **children.STATES, **care.STATES, **operations.STATES,
    **urgent_care.STATES, **training.STATES,
    **gaps.STATES,
    **mentor.STATES,
    **publication.STATES,
    **steptest.STATES,
}  # fmt: skip
"""The sign beside a notice; whatever is not named is a link that broke."""

TOLD = (
    {
        "danger": lambda: _("A child is not safe"),
        "part_closed": lambda: _(
            "A part of the case was closed while a child is not safe: is somebody keeping the child safe?"
        ),
        "held": lambda: _("A document is held: it may show the abuse of a child"),
        "late": lambda: _("Nobody has acted in time"),
        "unanswered": lambda: _("Your hand-off has not been answered"),
        "expired": lambda: _("A hand-off was not answered in time and is back with its sender"),
        "declined": lambda: _("Your hand-off was declined"),
        "withdrawn": lambda: _("A hand-off to you was withdrawn"),
        "failed": lambda: _("What you handed on could not be done"),
        "accepted": lambda: _("Your hand-off was accepted"),
        "answered": lambda: _("Your question was answered"),
        "pause_over": lambda: _("A question was not answered in time: the clock goes on"),
        "disputed": lambda: _("A duty is disputed: supervisors decide"),
        "entered_in_error": lambda: _("A hand-off was marked as entered in error"),
        "completed": lambda: _("What you handed on was completed"),
        "not_arrived": lambda: _("The sender says that help did not arrive"),
        "resting": lambda: _("A step that keeps a child safe rests past its time: is the child safe meanwhile?"),
        "differs": lambda: _(
            "Two observations of a child differ, one of them your unit's: whoever finds out will ask you"
        ),
        "reassigned": lambda: _("A supervisor moved a step to another unit"),
        "taken_back": lambda: _("What you handed on is not completed after all: the work goes on"),
        "corrected": lambda: _("What came out of a step that you handed on was corrected"),
        "unconfirmed": lambda: _("The unit that asked took its confirmation back: it looks again whether help arrived"),
        "regretted": lambda: _("A no to your hand-off was a mistake: you can offer it again"),
        "undone": lambda: _("It was recorded by mistake that a child is not safe"),
        "shared": lambda: _("Another unit shared parts of a case with yours"),
        "ordered": lambda: _("An order of a court opened parts of a case to that court"),
        "order_waits": lambda: _(
            "An order of a court names where a child stays, or unproven leads: confirm that it stands so on the paper"
        ),
        "order_confirmed": lambda: _("An order of a court was confirmed: sealed parts are open to that court"),
        "share_stopped": lambda: _("What another unit shared with yours has ended"),
        "share_cut": lambda: _("What was shared between two units has ended before its time"),
        "share_ended": lambda: _("What was shared between two units has ended, its time is over"),
        "share_withdrawn": lambda: _(
            "Consent was withdrawn: what was shared on it has ended. Do not use it or pass it on"
        ),
        "share_review": lambda: _("Something was shared without consent: look at it within its time"),
        "share_doubt": lambda: _(
            "A guardian on whose word your unit shares is in conflict with the child: look whether it may go on"
        ),
        "fact_corrected": lambda: _("Something that your unit may read was corrected or taken back: read it anew"),
        "fact_gone": lambda: _(
            "What your unit once received of this case was corrected or withdrawn. Do not rely on it"
        ),
        "merge_proposed": lambda: _("A merge with another unit is proposed"),
        "merged": lambda: _("A unit became part of another: its open work went along"),
        "work_moved": lambda: _("All work of a unit was moved to another unit"),
        "invited": lambda: _(
            "The administrator invited a new member to your unit. If you do not know them, say so at once"
        ),
        "roles": lambda: _(
            "The administrator changed what a member of your unit is. If you do not know why, ask at once"
        ),
        "recovery_asked": lambda: _(
            "A member of your unit lost everything and is to be let in again: a second person must agree"
        ),
        "link_used": lambda: _(
            "A member of your unit came in by a link and has a new password. If it was not they, have the account closed"
        ),
        "token_made": lambda: _(
            "The operator made a token: for an hour a program can work as a member of your unit. If they do not know of it, say so at once"
        ),
        "suspended": lambda: _("An account of your agency is suspended: nobody signed in for a long time"),
        "falls_asleep": lambda: _("An account of your unit is suspended in a week, unless its member signs in before"),
        "ends": lambda: _("The access of a mentor or trainer of your unit ends in a week, unless it is renewed"),
        "asking_taken_back": lambda: _(
            "What your unit was asked to decide was taken back: there is nothing more to do"
        ),
        "erasure_withdrawn": lambda: _("Nobody asks any more to erase this file: it was taken back"),
        "consent_complete": lambda: _(
            "A consent that your unit recorded is complete: how the guardian stands to the child was said"
        ),
        "idle_work": lambda: _(
            "A member of your unit cannot sign in any more and has open steps: give them to somebody else"
        ),
        "focal_point_away": lambda: _(
            "A focal point of a unit cannot be reached for now: name another one in the directory"
        ),
        "refused": lambda: _("E-mail to a member of your unit was refused"),
        "emergency_asked": lambda: _("An emergency: a second person is asked to open a file, now"),
        "emergency_opened": lambda: _("A file was opened in an emergency, by two persons"),
        "emergency_refused": lambda: _(
            "An emergency opened nothing: it was not confirmed, or there is nothing to open"
        ),
        "unsealing_asked": lambda: _("Somebody asks to open what is sealed: a confidentiality officer decides"),
        "unsealing_answered": lambda: _("A confidentiality officer has answered: may it be opened?"),
        "unsealed": lambda: _("What is sealed was opened, by two persons, and looked at"),
        "look_questioned": lambda: _("Somebody of this unit is asked why they looked at what is sealed"),
        "look_answered": lambda: _("A member has said why they looked"),
        "look_unanswered": lambda: _("A member has not said in time why they looked"),
        "look_misuse": lambda: _("A look of a member of this unit was misuse, says the confidentiality officer"),
        "wall_asked": lambda: _("A wall round a unit is asked for: a second confidentiality officer decides"),
        "wall_answered": lambda: _("The other officer has decided about a wall"),
        "wall_ended": lambda: _("A wall was lifted before its end"),
        "retention_due": lambda: _("Something has been kept long enough: look whether it is erased"),
        "erasure_decides": lambda: _("You are asked to decide whether a file is erased for ever"),
        "erasure_asked": lambda: _(
            "Somebody asks to erase a file for ever. If it must be kept, set a legal hold in time"
        ),
        "erased": lambda: _("A file was erased by two confidentiality officers"),
        "erasure_refused": lambda: _("The other officer said no to an erasure"),
        "hold_review": lambda: _("Nobody has looked at a legal hold for long: is it still needed?"),
        "stepped_aside": lambda: _("A member stepped aside from a case: give their steps to somebody else"),
        "asking_ended": lambda: _("A unit that you asked can take no part in this case: ask another one"),
        "asking_yours": lambda: _("A hand-off is yours now: you confirm whether help arrived"),
        "complaint_new": lambda: _("A complaint about another agency: somebody must look into it"),
        "complaint_said": lambda: _("Who complained about another agency has written again"),
        "complaint_silent": lambda: _("Who complained has not answered the question: decide without it"),
        "complaint_late": lambda: _("A complaint about another agency is late: the oversight committee is called"),
        "suspension_asked": lambda: _(
            "The access of a member of another agency was suspended: a second officer must confirm it, or it ends"
        ),
        "suspension_answered": lambda: _("The other officer has decided about a suspension"),
        "suspension_lapsed": lambda: _("A suspension was not confirmed in time: the access is open again"),
        "suspension_review": lambda: _("A suspension stands: is it still needed?"),
        "suspension_lifted": lambda: _("A suspension was lifted: the access is open again"),
        "due": lambda: _("An agreement with another agency should have been looked at again"),
        "soon": lambda: _("An agreement with another agency must be looked at again within 30 days"),
        "governs_due": lambda: _("Who governs this installation should have been looked at and signed again"),
        "governs_soon": lambda: _("Who governs this installation must be looked at and signed again within 30 days"),
        "governs_no_more": lambda: _(
            "A signature was withdrawn: it is no longer in force who governs this installation"
        ),
        "unassigned": lambda: _("A step of your unit has no worker: give it to somebody"),
        "checkpoint": lambda: _("A signed checkpoint of the ledger waits for your unit, its witness"),
        "unwitnessed": lambda: _("A witness of the ledger took no checkpoint for an hour or longer"),
        "given_up": lambda: _("E-mail to a member of your unit could not be sent, after many attempts"),
        "said": lambda: _("Who told us has written again: read it, and answer"),
        "unread": lambda: _("Nobody has read what a reporter wrote who came back"),
        "text": lambda: _("Who reported has texted again"),
        "unsent": lambda: _("Texts to a member of your unit do not arrive, or were stopped: call them"),
        "said_safe": lambda: _(
            "A unit that does not keep this child safe says that the child is safe: confirm it, if it is so"
        ),
        "flag_ended": lambda: _(
            "A flag was taken back: something does not speak for the accused after all, says another unit"
        ),
        **subject_access.TOLD,
    }
    | pressure.TOLD
    | roster.TOLD
    | peers.TOLD
    | training.TOLD
    | hearings.TOLD
    | operations.TOLD
    | mentor.TOLD
    | urgent_care.TOLD
    | conferences.TOLD
    | care.TOLD
    | children.TOLD
    | court.TOLD
    | gaps.TOLD
    | publication.TOLD
    | steptest.TOLD
)


def called(level: int) -> str:
    """Who has been called by now."""
    return {1: _("duty officer called"), 2: _("unit head called"), 3: _("province called")}.get(
        level, _("national desk called")
    )
