"""What calls may carry. A field that a body does not have is refused: nothing that somebody wrote is lost unread."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from samaki.api import fields
from samaki.api.unlisted import Body as Body


class ReportIn(Body):
    """What somebody tells; only `what` and `where` are asked of everyone, and `where` may be empty. What is left out is not answered."""

    what: fields.Text
    where: fields.Text
    when: fields.Text = ""
    danger: fields.Danger = ""
    who_tells: fields.WhoTells = ""
    contact: fields.Text = ""
    contact_safe: fields.Text = ""
    language: fields.Code = ""
    first_time: fields.YesNo = ""


class ReceiptIn(Body):
    """A receipt as typed."""

    receipt: Annotated[str, Field(max_length=2000)]


class Act(Body):
    """What every act may carry: when it happened, a time or a date or a part of one."""

    occurred_at: fields.Moment = ""


class ReasonIn(Act):
    """A reason of a list of the pack, with a sentence where the list asks for one."""

    reason: fields.Code
    text: fields.Text = ""


class DeclineIn(ReasonIn):
    """Why not."""

    reason: fields.DeclineReason


class DisputeIn(ReasonIn):
    """Why it should not be us."""

    reason: fields.DisputeReason


class FailIn(ReasonIn):
    """Why it could not be done."""

    reason: fields.FailReason


class SkipIn(ReasonIn):
    """Why it is left out."""

    reason: fields.SkipReason


class StopIn(ReasonIn):
    """Why it ends."""

    reason: fields.StopReason


class CloseIn(ReasonIn):
    """Why a part of a case closes; `other_case`: the code of the case in which the work goes on, where the reason says so."""

    reason: fields.CloseReason
    other_case: fields.Code = ""


class ReopenIn(ReasonIn):
    """Why it opens again."""

    reason: fields.ReopenReason


class CloseReportIn(ReasonIn):
    """Why a report ends without a case."""

    reason: fields.ReportCloseReason


class HoldIn(ReasonIn):
    """A reason and the end of a hold."""

    reason: fields.HoldReason
    until: fields.Moment


class TextIn(Act):
    """A sentence."""

    text: fields.Text = ""


class WhyIn(Act):
    """What was wrong; a mistake is mended with a few words."""

    text: fields.Text


class CorrectIn(Body):
    """What is corrected of a step that has ended; what is left out stays. `text`: why."""

    text: fields.Text
    outcome: fields.Outcome = ""
    reason: fields.Code = ""
    support_level: fields.SupportLevel | None = None
    paid: fields.PaidReason = ""
    checklist: fields.Checklist = []
    occurred_at: fields.Moment = ""


class NoteChange(Body):
    """The new text of a note, and when it was, where that is corrected too."""

    compartment: fields.Compartment
    text: fields.Text
    occurred_at: fields.Moment = ""


class NoteError(Act):
    """Which part of the file the note is of, and what was wrong."""

    compartment: fields.Compartment
    text: fields.Text


class UrgencyIn(Act):
    """How urgent the case is; `text`: why, where it becomes less urgent."""

    urgency: fields.Urgency
    text: fields.Text = ""


class CaseIn(Act):
    """A case of a unit's own work."""

    area: fields.Area = ""
    urgency: fields.Urgency
    source: fields.Source = ""
    children: Annotated[int, Field(ge=0, le=20)] = 1
    offences: fields.Offences = []


class HandoffIn(Act):
    """Which step, to whom, why, how urgent; offered at once unless `draft`."""

    step: fields.Code
    to_unit: fields.UnitRef
    why: fields.Text
    urgency: fields.Urgency
    why_code: fields.WhyCode = ""
    draft: bool = False
    never_again: fields.Text = ""
    wants: fields.Text = ""
    safe_contact: fields.Text = ""
    pays: fields.Text = ""


class WorkerIn(Act):
    """The member who does it (id or sign-in name); the caller when empty."""

    worker: fields.MemberRef = ""


class PhoneIn(Act):
    """Who said yes, on which number."""

    who: fields.Text
    number: fields.Line = ""


class ResolveIn(Act):
    """How a dispute ends: accepted, withdrawn or offered."""

    to: fields.Ending
    text: fields.Text = ""


class QuestionIn(Act):
    """A question to the sender."""

    question: fields.Text = ""
    text: fields.Text = ""


class AnswerIn(Act):
    """An answer to the receiver."""

    answer: fields.Text = ""
    text: fields.Text = ""


class DoneIn(Body):
    """What came out of a step."""

    outcome: fields.Outcome
    support_level: fields.SupportLevel | None = None
    paid: fields.PaidReason = ""
    checklist: fields.Checklist = []
    conditions: fields.Conditions = []
    occurred_at: fields.Moment = ""


class SettleIn(Act):
    """A fact that differs, and what holds: the id of one observation, or an outcome of the step's kind (GET /codes)."""

    fact: fields.Fact
    outcome: fields.Code


class ReassignIn(Act):
    """The unit that a supervisor moves a step to, and why."""

    to_unit: fields.UnitRef
    text: fields.Text = ""


class PassIn(Act):
    """The unit that a report is passed to, and why."""

    to_unit: fields.UnitRef
    text: fields.Text


class StartIn(Act):
    """A kind of step to open by hand."""

    kind: fields.StepCode
    person: fields.PersonRef = ""


class PersonIn(Act):
    """Somebody on the file; a name may stay unknown."""

    part: fields.Part
    sex: fields.Sex = "unknown"
    age: fields.Age | None = None
    child: fields.PersonRef = ""
    name_km: fields.Line = ""
    name_latin: fields.Line = ""
    known_as: fields.Line = ""
    birth_date: fields.Line = ""
    contact: fields.Text = ""


class PersonChange(Act):
    """What is corrected of a person; what is left out or empty stays, an age or a name that is null is taken away."""

    sex: fields.Sex = "unknown"
    age: fields.Age | None = None
    age_estimated: bool = True
    name_km: fields.Line | None = None
    name_latin: fields.Line | None = None
    known_as: fields.Line | None = None
    birth_date: fields.Line | None = None
    contact: fields.Text | None = None


class NoteIn(Body):
    """An observation in one compartment."""

    compartment: fields.Compartment
    text: fields.Text
    person: fields.PersonRef = ""
    occurred_at: fields.Moment = ""


class ArrivalIn(Body):
    """The child arrived: where (sealed), whether it is safe there, brought and received by which units.

    `place` and `safe` must be said: null says that it is not known.
    """

    person: fields.PersonRef
    place: fields.Text | None = None
    safe: bool | None = None
    brought_by: fields.UnitRef = ""
    received_by: fields.UnitRef = ""
    occurred_at: fields.Moment = ""
