"""The entries of a pack as frozen values. What each means is told in docs/how-to/new-country.md."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from samaki.countries.durations import DueRule, Duration
from samaki.countries.labels import NO_LINES, NO_TEXTS, Coded, Lines, Short, Texts

REASON_LISTS = (
    "close", "decline", "dispute", "hold", "fail", "skip", "stop", "reopen", "report_close", "move", "part", "sex", "fact",
    "risk", "whereabouts", "safe_contact", "unit_close", "document", "document_original", "sharing_purpose",
    "sharing_ground", "not_sharing", "consent_question", "assent", "standing", "withdrawal", "emergency", "unsealing",
    "unsealing_place", "conflict", "look_answer", "legal_hold", "erasure", "complaint_close", "suspension", "account_close",
    "order_end", "pressure", "pressure_on", "subject_asker", "subject_how", "subject_withheld", "subject_identified", "paid", "input",
    "outreach", "hearing", "hearing_source", "hearing_moved", "hearing_held", "hearing_not_held", "release",
    "conference_purpose", "conference_off", "court", "told_child", "wish", "spoken", "heard_again", "other_way", "protection",
    "protection_not", "promise", "victim_status", "identification_form", "age_method", "identified_again",
    "goal_end", "service_end", "service_not_begun", "child_view", "contact_way", "contact_never", "plan_with", "placement",
    "exam_part", "exam_answer", "exam_again", "exam_share", "doctor", "operation_form", "operation_night", "operation_role",
    "operation_check", "operation_consul", "operation_delay", "operation_fact", "family_not", "custody", "placement_end", "found",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class AgencyKind(Short):
    """A kind of agency. `level` is where it stands (words for people), `institutions` are codes of the field list.
    `roles`: what members of its units may be. `is_court`: its orders can open parts of a file to it.
    """

    level: str = ""
    institutions: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    is_court: bool = False


@dataclass(frozen=True, kw_only=True)
class Strand(Coded):
    """`closure_step`: the step kind that asks whether to close or go on when a strand has no open step.

    `settle_step`: the step kind that finds out which of two differing observations holds; empty where there is none.
    """

    closure_step: str
    settle_step: str = ""
    about_texts: Texts = field(default=NO_TEXTS, repr=False)

    def about(self, language: str) -> str:
        return self.about_texts.get(language)


@dataclass(frozen=True, kw_only=True)
class Compartment(Coded):
    """`sealed`: opened only on its own ground. `before_acceptance`: may be shown with an offer."""

    sealed: bool
    before_acceptance: bool


@dataclass(frozen=True, kw_only=True)
class Urgency(Coded):
    """The clocks of a hand-off and of a report at this urgency; `uses_urgent_due`: steps use their urgent due time."""

    acknowledge: Duration
    decide: Duration
    act: Duration
    question_pause_limit: Duration
    status: str
    uses_urgent_due: bool


@dataclass(frozen=True, kw_only=True)
class EscalationLevel(Coded):
    """One rung of the ladder; delays are counted from the missed due time."""

    level: int
    who: str
    delays: Mapping[str, Duration]
    channels: tuple[str, ...]
    repeats: Mapping[str, Duration]
    repeat_for_ever: bool
    status: str

    def delay(self, urgency: str) -> Duration:
        """Time from the missed due time to this level, for an urgency code. KeyError for an unknown code."""
        return self.delays[urgency]


@dataclass(frozen=True, kw_only=True)
class ReportSource(Coded):
    """Who told us; `counts_as` is the source it is added up under in the figures."""

    counts_as: str


@dataclass(frozen=True, kw_only=True)
class SupportLevel(Coded):
    """How much the mentor did (1 all, 5 nothing); `independent`: counts as done without the mentor."""

    level: int
    independent: bool


@dataclass(frozen=True, kw_only=True)
class Service(Coded):
    """Something that a unit offers. `group`: its heading; `same_as`: in the shared taxonomy; `also`: what people call it besides."""

    group: str
    same_as: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reason(Coded):
    """A reason from a list. `max_days`: a hold must be renewed after that; `review`: somebody else looks first.

    `decided_by`: agency kinds whose decision it is (empty: whoever holds the strand). `says`: danger | safe, where an
    answer about a child, or a reason to open a part again, tells how the child is now; else empty. `even_in_danger`: closes
    a part though a child is not safe, since somebody else goes on. `brings_back`: what the closing stopped is open again.
    `presupposes`: `STEP` or `STEP:OUTCOME`, one of which the file has where this reason to close is true; empty for none.
    `rests_on`: consent | best_interests, what must stand before something is shared on this ground; `review_hours`: within that
    time somebody else looks at what was shared on it. `reaches_family`: what is shared for this purpose can come to the family.
    `agrees`: a child who answered so does not stand in the way of a consent.
    `goes_on_in`: the work goes on in another case, whose code is asked for. `confirms`: a date of a court that is known from there counts
    as confirmed.
    """

    needs_text: bool = False
    max_days: int | None = None
    strand: str = ""
    review: bool = False
    decided_by: tuple[str, ...] = ()
    says: str = ""
    even_in_danger: bool = False
    brings_back: bool = False
    goes_on_in: bool = False
    presupposes: tuple[str, ...] = ()
    rests_on: str = ""
    review_hours: int | None = None
    reaches_family: bool = False
    agrees: bool = False
    confirms: bool = False


@dataclass(frozen=True, kw_only=True)
class LegalLimit(Coded):
    """A time limit of law, shown beside a clock; it never decides. `from_`: a moment of the pack or `end_of:CODE`.

    What follows says to what in a court file it applies. `of`: custody | detention | closing | opposition | appeal | cassation, empty:
    to none. `category`: felony | misdemeanour, empty: to both. `age_from`, `age_under`: years of the accused. `extension`: before (until
    the time is extended) | after (once it is); empty: both. `parties`: codes of `court_reason` whose time it is.
    """

    article: str
    duration: Duration
    from_: str
    status: str
    source: str = ""
    of: str = ""
    category: str = ""
    age_from: int = 0
    age_under: int = 200
    extension: str = ""
    parties: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Offence(Coded):
    """An article of law. `kind`: offence | definition | other. The two statuses say what was read in a source."""

    law: str
    article: str
    kind: str
    penalty: str
    aggravated: str
    title_status: str
    penalty_status: str
    source: str
    note: str


@dataclass(frozen=True, kw_only=True)
class Hotline(Coded):
    """`public`: shown on the public page; `emergency`: shown first, for danger now."""

    number: str
    hours_texts: Texts = field(default=NO_TEXTS, repr=False)
    public: bool = True
    emergency: bool = False
    status: str = ""
    source: str = ""

    def hours(self, language: str) -> str:
        return self.hours_texts.get(language)


@dataclass(frozen=True, kw_only=True)
class Term(Coded):
    """A word of the field in the languages of the pack. `status` says where the translation was seen, if anywhere."""

    group: str = ""
    status: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Outcome(Coded):
    """How a step can end. `says`: danger | safe, where the outcome tells how the child is now; else empty. `holds`: earlier | later,
    where it names which of the observations that differ is right; else empty."""

    says: str = ""
    holds: str = ""


@dataclass(frozen=True, kw_only=True)
class PracticeSource(Coded):
    """Where practice cards come from. `status` as in `STATUSES`; `url` may be empty."""

    status: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckItem(Coded):
    """One line of a step's checklist of quality."""


@dataclass(frozen=True)
class Follow:
    """What comes next on which outcomes. `how`: same_holder | offer. `condition`: code of a condition, or empty."""

    code: str
    on: tuple[str, ...]
    how: str
    condition: str = ""


@dataclass(frozen=True, kw_only=True)
class StepKind(Short):
    """A kind of step. `per`: case | child | suspect (how many may be open). `duty_for`: kinds that may only dispute.

    `never_waits`: urgent medical care or the safety of a child; whoever holds it does it, of whatever kind they are.
    `weighs_evidence`: what was found for and against somebody is weighed in it. `hears_child`: the child tells its account in it.
    `at_court`: it readies a child for a court, or goes there with it. `reviewed`: when its time is over the clock asks to
    look at it again, and never that it be done: begun too early it puts a child in danger. `identifies`: whether a child is a victim
    is found in it.
    """

    order: int
    strand: str
    stage: str
    per: str
    repeatable: bool
    may_hold: tuple[str, ...]
    default_holder: str
    may_support: tuple[str, ...]
    critical: bool
    duty: bool
    duty_for: tuple[str, ...]
    opens_when_event: str
    opens_when_texts: Texts = field(repr=False)
    outcomes: Mapping[str, Outcome] = field(repr=False)
    follows: tuple[Follow, ...] = field(repr=False)
    due: DueRule = field(repr=False)
    legal_limits: tuple[str, ...] = field(repr=False)
    checklist: tuple[CheckItem, ...] = field(repr=False)
    needs_offered: tuple[str, ...] = field(repr=False)
    needs_accepted: tuple[str, ...] = field(repr=False)
    inform: tuple[str, ...] = field(repr=False)
    practice_lines: Lines = field(default=NO_LINES, repr=False)
    practice_sources: tuple[str, ...] = field(default=(), repr=False)
    plain_texts: Texts = field(default=NO_TEXTS, repr=False)
    never_waits: bool = False
    weighs_evidence: bool = False
    hears_child: bool = False
    at_court: bool = False
    reviewed: bool = False
    identifies: bool = False

    def practice(self, language: str) -> tuple[str, ...]:
        """How it is done well: the three to six lines of the practice card."""
        return self.practice_lines.get(language)

    def plain(self, language: str) -> str:
        """A name that gives nothing away, for a message that others may read; the label where the pack has none."""
        return self.plain_texts.get(language) or self.label(language)

    def opens_when(self, language: str) -> str:
        return self.opens_when_texts.get(language)

    def may_be_done_by(self, agency_kind: str) -> bool:
        """Holding a step while it is offered is not yet doing it, save what never waits."""
        return self.never_waits or agency_kind in self.may_hold

    def may_decline(self, agency_kind: str) -> bool:
        """False for a kind with the duty: it may only dispute."""
        return not (self.duty and agency_kind in self.duty_for)

    def follows_on(self, outcome: str) -> tuple[Follow, ...]:
        """What opens next after `outcome`, in the pack's order; conditions are the caller's to judge."""
        return tuple(follow for follow in self.follows if outcome in follow.on)
