"""Kinds of fields. Every text is cleaned and bounded before anything else sees it; codes name their list."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from samaki.api.codes import checklists, conditions, listed, outcomes
from samaki.cases.documents.rules import COMPARTMENTS as DOCUMENT_COMPARTMENTS
from samaki.cases.finding import PURPOSES
from samaki.cases.operations import NOTE_COMPARTMENTS
from samaki.cases.sharing.rules import COMPARTMENTS as SHARED_COMPARTMENTS
from samaki.journeys.places import PURPOSES as LOOKED_AT_FOR
from samaki.names import clean_text


def clean(text: str) -> str:
    """Without what cannot be stored, shown or sent on."""
    return clean_text(text.replace("\x00", "").encode("utf-8", "replace").decode())


def _one_of(*codes: str) -> dict[str, Any]:
    return {"enum": list(codes)}


Text = Annotated[str, Field(max_length=20_000), AfterValidator(clean)]
Code = Annotated[str, Field(max_length=200), AfterValidator(clean)]
Line = Annotated[str, Field(max_length=200), AfterValidator(clean)]
"""A name, a number, a date: one line."""

Moment = Annotated[Code, Field(description="RFC 3339 time, or a date or a part of one (2026-03-05, 2026-03, 2026)")]
UnitRef = Annotated[Code, Field(description="id or code of a unit (GET /units)")]
MemberRef = Annotated[Code, Field(description="id or sign-in name of a member of the own unit; empty: the caller")]
PersonRef = Annotated[Code, Field(description="id of a person of the case; empty: nobody in particular")]
Area = Annotated[Code, Field(description="a code of the list `area` (GET /codes?list=area)")]

Danger = Annotated[Code, Field(json_schema_extra=_one_of("", "yes", "no", "unknown"))]
YesNo = Annotated[Code, Field(json_schema_extra=_one_of("", "yes", "no"))]
WhoTells = Annotated[Code, Field(json_schema_extra=listed("report_source", empty=True))]
Urgency = Annotated[Code, Field(json_schema_extra=listed("urgency"))]
Source = Annotated[Code, Field(json_schema_extra=listed("report_source", empty=True))]
Offence = Annotated[Code, Field(json_schema_extra=listed("offence"))]
WhyCode = Annotated[Code, Field(json_schema_extra=listed("move_reason", empty=True))]
StepCode = Annotated[Code, Field(json_schema_extra=listed("step"))]
Fact = Annotated[Code, Field(json_schema_extra=listed("fact"))]
Part = Annotated[Code, Field(json_schema_extra=listed("part"))]
Sex = Annotated[Code, Field(json_schema_extra=listed("sex"))]
Compartment = Annotated[Code, Field(json_schema_extra=_one_of(*NOTE_COMPARTMENTS))]
DocumentCompartment = Annotated[Code, Field(json_schema_extra=_one_of(*DOCUMENT_COMPARTMENTS))]
DocumentKind = Annotated[Code, Field(description="a code of the list `document_reason` (GET /codes)")]
DocumentForm = Annotated[Code, Field(json_schema_extra=_one_of("copy", "original"))]
OriginalReason = Annotated[
    Code, Field(description="of the original: a code of the list `document_original_reason` (GET /codes)")
]
Ending = Annotated[Code, Field(json_schema_extra=_one_of("accepted", "withdrawn", "offered"))]
Outcome = Annotated[Code, Field(json_schema_extra=outcomes)]

Age = Annotated[int, Field(ge=0, le=120)]
Offences = Annotated[list[Offence], Field(max_length=50)]
Checklist = Annotated[list[Code], Field(max_length=100, json_schema_extra=checklists)]
Conditions = Annotated[list[Code], Field(max_length=50, json_schema_extra=conditions)]
SupportLevel = Annotated[int, Field(ge=0, le=99, description="a code of the list `support_level`")]

PaidReason = Annotated[Code, Field(json_schema_extra=listed("paid_reason", empty=True))]
DeclineReason = Annotated[Code, Field(json_schema_extra=listed("decline_reason"))]
DisputeReason = Annotated[Code, Field(json_schema_extra=listed("dispute_reason"))]
FailReason = Annotated[Code, Field(json_schema_extra=listed("fail_reason"))]
HoldReason = Annotated[Code, Field(json_schema_extra=listed("hold_reason"))]
SkipReason = Annotated[Code, Field(json_schema_extra=listed("skip_reason"))]
StopReason = Annotated[Code, Field(json_schema_extra=listed("stop_reason"))]
CloseReason = Annotated[Code, Field(json_schema_extra=listed("close_reason"))]
ReopenReason = Annotated[Code, Field(json_schema_extra=listed("reopen_reason"))]
ReportCloseReason = Annotated[Code, Field(json_schema_extra=listed("report_close_reason"))]

SharedPart = Annotated[Code, Field(json_schema_extra=_one_of(*SHARED_COMPARTMENTS))]
SharingPurpose = Annotated[Code, Field(json_schema_extra=listed("sharing_purpose_reason"))]
SharingGround = Annotated[Code, Field(json_schema_extra=listed("sharing_ground_reason", empty=True))]
NotSharing = Annotated[Code, Field(json_schema_extra=listed("not_sharing_reason", empty=True))]
Assent = Annotated[Code, Field(json_schema_extra=listed("assent_reason"))]
Standing = Annotated[Code, Field(json_schema_extra=listed("standing_reason"))]
Withdrawal = Annotated[Code, Field(json_schema_extra=listed("withdrawal_reason"))]
SharingKind = Annotated[Code, Field(json_schema_extra=_one_of("share", "refuse"))]
Review = Annotated[Code, Field(json_schema_extra=_one_of("upheld", "ended"))]
Answers = Annotated[
    dict[str, bool],
    Field(max_length=20, description="question of the list `consent_question_reason` but the first -> yes or no"),
]

FilterOfReports = Annotated[
    Code, Field(json_schema_extra=_one_of("", "open", "new", "acknowledged", "in_case", "closed"))
]
FilterOfCases = Annotated[Code, Field(json_schema_extra=_one_of("", "open", "closed"))]
Purpose = Annotated[Code, Field(json_schema_extra=_one_of(*PURPOSES))]
LookPurpose = Annotated[Code, Field(json_schema_extra=_one_of(*LOOKED_AT_FOR))]
FilterOfKinds = Annotated[Code, Field(description="a code of the list `agency_kind` (GET /codes?list=agency_kind)")]
