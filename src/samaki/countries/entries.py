"""From raw entries of a pack to its typed values: one small function for each kind of entry."""

from samaki.countries import kinds
from samaki.countries.durations import STATUSES, DueRule
from samaki.countries.labels import Coded
from samaki.countries.reading import Entry


def coded(entry: Entry) -> Coded:
    return Coded(code=entry.text("code"), labels=entry.labels())


def agency_kind(entry: Entry) -> kinds.AgencyKind:
    return kinds.AgencyKind(
        code=entry.text("code"),
        labels=entry.labels(),
        short_lines=entry.lines("short"),
        level=entry.text("level", ""),
        institutions=entry.codes("institutions"),
        roles=entry.codes("roles"),
        is_court=entry.flag("is_court", False),
    )


def strand(entry: Entry) -> kinds.Strand:
    return kinds.Strand(
        code=entry.text("code"),
        labels=entry.labels(),
        closure_step=entry.text("closure_step"),
        settle_step=entry.text("settle_step", ""),
        about_texts=entry.texts("about"),
    )


def compartment(entry: Entry) -> kinds.Compartment:
    return kinds.Compartment(
        code=entry.text("code"),
        labels=entry.labels(),
        sealed=entry.flag("sealed"),
        before_acceptance=entry.flag("before_acceptance"),
    )


def urgency(entry: Entry) -> kinds.Urgency:
    return kinds.Urgency(
        code=entry.text("code"),
        labels=entry.labels(),
        acknowledge=entry.duration("acknowledge"),
        decide=entry.duration("decide"),
        act=entry.duration("act"),
        question_pause_limit=entry.duration("question_pause_limit"),
        status=status(entry),
        uses_urgent_due=entry.flag("uses_urgent_due"),
    )


def escalation_level(entry: Entry, urgencies: tuple[str, ...]) -> kinds.EscalationLevel:
    return kinds.EscalationLevel(
        code=entry.text("code"),
        labels=entry.labels(),
        level=entry.number("level"),
        who=entry.text("who", ""),
        delays={code: entry.duration(code) for code in urgencies},
        channels=entry.codes("channels"),
        repeats={
            code: entry.duration(f"repeat_{code}" if f"repeat_{code}" in entry.table else "repeat_every")
            for code in urgencies
        },
        repeat_for_ever=entry.flag("repeat_for_ever"),
        status=status(entry),
    )


def report_source(entry: Entry) -> kinds.ReportSource:
    return kinds.ReportSource(code=entry.text("code"), labels=entry.labels(), counts_as=entry.text("counts_as"))


def support_level(entry: Entry) -> kinds.SupportLevel:
    level = entry.number("level")
    return kinds.SupportLevel(
        code=str(level), labels=entry.labels(), level=level, independent=entry.flag("independent")
    )


def reason(entry: Entry) -> kinds.Reason:
    return kinds.Reason(
        code=entry.text("code"),
        labels=entry.labels(),
        needs_text=entry.flag("needs_text", False),
        max_days=entry.number("max_days") if "max_days" in entry.table else None,
        strand=entry.text("strand", ""),
        review=entry.flag("review", False),
        says=entry.text("says", ""),
        even_in_danger=entry.flag("even_in_danger", False),
        brings_back=entry.flag("brings_back", False),
        goes_on_in=entry.flag("goes_on_in", False),
        presupposes=entry.codes("presupposes"),
        decided_by=entry.codes("decided_by") if "decided_by" in entry.table else (),
        rests_on=entry.text("rests_on", ""),
        review_hours=entry.number("review_hours") if "review_hours" in entry.table else None,
        reaches_family=entry.flag("reaches_family", False),
        agrees=entry.flag("agrees", False),
        confirms=entry.flag("confirms", False),
    )


def legal_limit(entry: Entry) -> kinds.LegalLimit:
    return kinds.LegalLimit(
        code=entry.text("code"),
        labels=entry.labels(),
        article=entry.text("article"),
        duration=entry.duration(),
        from_=entry.text("from"),
        status=status(entry),
        source=entry.text("source", ""),
        of=entry.text("of", ""),
        category=entry.text("category", ""),
        age_from=entry.number("age_from") if "age_from" in entry.table else 0,
        age_under=entry.number("age_under") if "age_under" in entry.table else 200,
        extension=entry.text("extension", ""),
        parties=entry.codes("parties"),
    )


def offence(entry: Entry) -> kinds.Offence:
    words = {name: entry.text(name, "") for name in ("penalty", "aggravated", "penalty_status", "source", "note")}
    return kinds.Offence(
        code=entry.text("code"),
        labels=entry.labels(),
        law=entry.text("law"),
        article=entry.text("article"),
        kind=entry.text("kind", "offence"),
        title_status=entry.text("title_status"),
        **words,
    )


def hotline(entry: Entry) -> kinds.Hotline:
    return kinds.Hotline(
        code=entry.text("code"),
        labels=entry.labels(),
        number=entry.text("number"),
        hours_texts=entry.texts("hours"),
        public=entry.flag("public", True),
        emergency=entry.flag("emergency", False),
        status=entry.text("status", ""),
        source=entry.text("source", ""),
    )


def service(entry: Entry) -> kinds.Service:
    return kinds.Service(
        code=entry.text("code"), labels=entry.labels(), group=entry.text("group"), same_as=entry.text("same_as", ""),
        also=entry.codes("also"),
    )  # fmt: skip


def practice_source(entry: Entry) -> kinds.PracticeSource:
    return kinds.PracticeSource(
        code=entry.text("code"), labels=entry.labels(), status=status(entry), url=entry.text("url", "")
    )


def step_kind(entry: Entry) -> kinds.StepKind:
    opening = entry.sub(entry.table.get("opens_when", {}))
    return kinds.StepKind(
        code=entry.text("code"),
        labels=entry.labels(),
        short_lines=entry.lines("short"),
        order=entry.number("order"),
        strand=entry.text("strand"),
        stage=entry.text("stage", ""),
        per=entry.text("per"),
        repeatable=entry.flag("repeatable"),
        may_hold=entry.codes("may_hold"),
        default_holder=entry.text("default_holder"),
        may_support=entry.codes("may_support"),
        critical=entry.flag("critical"),
        duty=entry.flag("duty"),
        duty_for=entry.codes("duty_for"),
        opens_when_event=opening.text("event"),
        opens_when_texts=opening.labels(),
        outcomes={
            item.text("code"): kinds.Outcome(
                code=item.text("code"), labels=item.labels(), says=item.text("says", ""), holds=item.text("holds", "")
            )
            for item in entry.items("outcomes")
        },
        follows=tuple(follow(item) for item in entry.items("follows")),
        due=due_rule(entry),
        legal_limits=entry.codes("legal_limits"),
        checklist=tuple(
            kinds.CheckItem(code=item.text("code"), labels=item.labels()) for item in entry.items("checklist")
        ),
        needs_offered=entry.codes("needs_offered"),
        needs_accepted=entry.codes("needs_accepted"),
        inform=entry.codes("inform"),
        practice_lines=entry.lines("practice"),
        practice_sources=entry.codes("practice_sources"),
        plain_texts=entry.texts("plain"),
        never_waits=entry.flag("never_waits", False),
        weighs_evidence=entry.flag("weighs_evidence", False),
        hears_child=entry.flag("hears_child", False),
        at_court=entry.flag("at_court", False),
        reviewed=entry.flag("reviewed", False),
        identifies=entry.flag("identifies", False),
    )


def follow(entry: Entry) -> kinds.Follow:
    return kinds.Follow(entry.text("code"), entry.codes("on"), entry.text("how"), entry.text("condition", ""))


def due_rule(entry: Entry) -> DueRule:
    due = entry.sub(entry.table.get("due"))
    length = due.duration()
    return DueRule(
        amount=length.amount,
        unit=length.unit,
        from_=due.text("from"),
        urgent=due.duration("urgent"),
        source=due.text("source"),
        status=status(due),
    )


def status(entry: Entry) -> str:
    value = entry.text("status")
    if value not in STATUSES:
        raise entry.fail(f"the status '{value}' is not one of {', '.join(STATUSES)}")
    return value
