"""Every model of the one app, gathered from the rooms they live in."""

from samaki.accounts.models import Factor, Guess, Invitation, PasskeyChallenge, ProviderLink, RecoveryCode, SignedIn
from samaki.agencies.entries import FocalPoint, FormerName, UnitMerge, UnitService
from samaki.agencies.models import Agency, AnsweredRequest, ApiToken, Installation, Member, Membership, Unit, UnitArea
from samaki.agencies.stages.models import AreaMoney, MentorCall, StageAlarm, StageDecision
from samaki.care.health.models import Examination, ExaminationWord, Exposure
from samaki.care.models import CareAssessment, CareCheck, CareGoal, CareNeed, CareService
from samaki.cases.documents.models import Document, DocumentFile
from samaki.cases.messages.models import CaseMessage, MessageMention, MessageRead
from samaki.cases.models import Arrival, Case, Person, Relation, Step, Strand
from samaki.cases.records import (
    CareRecord,
    IdentityRecord,
    IntelligenceRecord,
    JusticeRecord,
    PlacementRecord,
)
from samaki.cases.remarks import Remark
from samaki.cases.sharing.models import Consent, Disclosure
from samaki.channels.push.models import Push, PushBrowser
from samaki.channels.sms.models import ReportText, TextChoice, TextIn, TextNotice, TextOut, TextThread
from samaki.channels.voice.models import VoiceCall, VoiceChoice
from samaki.commitments.models import Commitment, CommitmentMove, Gap
from samaki.conferences.models import (
    Conference,
    ConferenceAction,
    ConferenceDecision,
    ConferenceMember,
    ConferencePoint,
)
from samaki.court.models import CourtFact
from samaki.handoffs.models import Handoff, HandoffMessage
from samaki.history.models import OldFigure, OldList
from samaki.insights.models import MeasureCell, MeasurePlace, MeasurePosition, MeasureSum
from samaki.intake.models import Outreach, Report, ReporterRecord, ReportPass
from samaki.jobs.models import Heartbeat
from samaki.journeys.accused.models import ForAccused
from samaki.journeys.agreements.models import Agreement
from samaki.journeys.complaints.models import Complaint, ComplaintMessage, Suspension
from samaki.journeys.governance.models import Governance, GovernancePublished, GovernanceSignature
from samaki.journeys.guarding.models import AlternateRoute, Conflict, Emergency, LookQuestion, Recusal, Unsealing
from samaki.journeys.hearings.models import (
    CalendarFeed,
    Hearing,
    HearingChild,
    HearingGoing,
    HearingNeed,
    Release,
)
from samaki.journeys.identification.models import Identification
from samaki.journeys.joint_operation.models import OperationFact, OperationPlan, OperationReady
from samaki.journeys.lists.models import SavedFilter
from samaki.journeys.mentoring.models import MentoringEntry
from samaki.journeys.papers.models import Paper
from samaki.journeys.pressure.models import Pressure
from samaki.journeys.protections.models import ChildPromise, Protection
from samaki.journeys.retention.models import Erasure, LegalHold, RetentionMark
from samaki.journeys.safeguarding.models import ChildPlacement, MissingChild, SafeContact, SafetyPlan
from samaki.journeys.scorecards.models import AgencyWord
from samaki.journeys.subject_access.models import SubjectAccess, SubjectHandover
from samaki.journeys.support.models import MentorInput
from samaki.journeys.voice.models import ChildVoice, HeardAgain
from samaki.ledger.models import (
    LedgerCheckpoint,
    LedgerEntry,
    LedgerLeaf,
    LedgerNode,
    LedgerReceipt,
    LedgerWaiting,
    LedgerWitness,
)
from samaki.notices.models import Mail, MailAttempt, MailChoice, MailNotice, Notice
from samaki.publicstats.models import FigureRelease, PublishedRelease, ReleaseAnswer
from samaki.pulse.models import PulseAnswer, PulseMark, PulseRound, UnitTie
from samaki.roster.models import (
    DutyChange,
    DutyNote,
    DutyNumber,
    DutyRoster,
    DutySwap,
    DutyVersion,
    LadderVersion,
)
from samaki.stepping_back.testing.models import (
    StepBackLot,
    StepBackPart,
    StepBackReading,
    StepBackSignature,
    StepBackTest,
)
from samaki.stepping_back.whatif.models import WhatIfRun
from samaki.surveys.models import ListStudy, Survey, SurveyCount, SurveyVenue, SurveyVisit
from samaki.threads.models import ReportContact, ReportFile, ReportFileBytes, ReportMessage
from samaki.threads.peers.models import PeerAnswer, PeerCard, PeerFollow, PeerQuestion
from samaki.training.models import (
    Workshop,
    WorkshopInvitation,
    WorkshopMark,
    WorkshopOpinion,
    WorkshopSeat,
    WorkshopSession,
    WorkshopSitting,
)
from samaki.vault.models import DataKey, NameKeys

__all__ = [
    "Agency",
    "AgencyWord",
    "Agreement",
    "AlternateRoute",
    "AnsweredRequest",
    "ApiToken",
    "AreaMoney",
    "Arrival",
    "CalendarFeed",
    "CareAssessment",
    "CareCheck",
    "CareGoal",
    "CareNeed",
    "CareRecord",
    "CareService",
    "Case",
    "CaseMessage",
    "Commitment",
    "CommitmentMove",
    "Complaint",
    "ComplaintMessage",
    "Conference",
    "ConferenceAction",
    "ConferenceDecision",
    "ConferenceMember",
    "ConferencePoint",
    "Conflict",
    "Consent",
    "CourtFact",
    "DataKey",
    "Disclosure",
    "ForAccused",
    "Document",
    "DocumentFile",
    "DutyChange",
    "DutyNote",
    "DutyNumber",
    "DutyRoster",
    "DutySwap",
    "DutyVersion",
    "Emergency",
    "Erasure",
    "Examination",
    "ExaminationWord",
    "Exposure",
    "Factor",
    "FigureRelease",
    "FocalPoint",
    "FormerName",
    "Gap",
    "Governance",
    "GovernancePublished",
    "GovernanceSignature",
    "Guess",
    "Handoff",
    "HandoffMessage",
    "ChildPlacement",
    "ChildPromise",
    "ChildVoice",
    "MissingChild",
    "SafeContact",
    "SafetyPlan",
    "HeardAgain",
    "Identification",
    "Protection",
    "PulseAnswer",
    "PulseMark",
    "PulseRound",
    "Hearing",
    "HearingChild",
    "HearingGoing",
    "HearingNeed",
    "Heartbeat",
    "IdentityRecord",
    "IntelligenceRecord",
    "Installation",
    "Invitation",
    "JusticeRecord",
    "LadderVersion",
    "LedgerCheckpoint",
    "LedgerEntry",
    "LedgerLeaf",
    "LedgerNode",
    "LedgerReceipt",
    "LedgerWaiting",
    "LedgerWitness",
    "LegalHold",
    "ListStudy",
    "LookQuestion",
    "Mail",
    "MailAttempt",
    "MailChoice",
    "MailNotice",
    "MeasureCell",
    "MeasurePlace",
    "MeasurePosition",
    "MeasureSum",
    "MentorCall",
    "MentorInput",
    "MentoringEntry",
    "Member",
    "Membership",
    "MessageMention",
    "MessageRead",
    "NameKeys",
    "Notice",
    "OldFigure",
    "OldList",
    "OperationFact",
    "OperationPlan",
    "OperationReady",
    "Outreach",
    "Paper",
    "PasskeyChallenge",
    "PeerAnswer",
    "PeerCard",
    "PeerFollow",
    "PeerQuestion",
    "Person",
    "PlacementRecord",
    "Pressure",
    "ProviderLink",
    "PublishedRelease",
    "Push",
    "PushBrowser",
    "RecoveryCode",
    "Recusal",
    "Relation",
    "Remark",
    "Report",
    "ReleaseAnswer",
    "ReportContact",
    "ReportFile",
    "ReportFileBytes",
    "ReportMessage",
    "ReportPass",
    "Release",
    "RetentionMark",
    "ReportText",
    "ReporterRecord",
    "SavedFilter",
    "SignedIn",
    "StageAlarm",
    "StageDecision",
    "Step",
    "StepBackLot",
    "StepBackPart",
    "StepBackReading",
    "StepBackSignature",
    "StepBackTest",
    "Strand",
    "SubjectAccess",
    "SubjectHandover",
    "Survey",
    "SurveyCount",
    "SurveyVenue",
    "SurveyVisit",
    "Suspension",
    "TextChoice",
    "TextIn",
    "TextNotice",
    "TextOut",
    "TextThread",
    "Unit",
    "UnitArea",
    "UnitMerge",
    "UnitService",
    "UnitTie",
    "Unsealing",
    "VoiceCall",
    "VoiceChoice",
    "Workshop",
    "WorkshopInvitation",
    "WorkshopMark",
    "WorkshopOpinion",
    "WorkshopSeat",
    "WorkshopSession",
    "WorkshopSitting",
    "WhatIfRun",
]
