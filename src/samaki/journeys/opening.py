"""How a case begins: from a report, or by a unit's own work; and how one more child comes to be known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.cases import access
from samaki.cases.births import check_age_fits
from samaki.cases.codes import new_code
from samaki.cases.identity import write_identity
from samaki.cases.models import Case, Person, Step, Strand
from samaki.cases.operations import add_person
from samaki.cases.queries import people_of
from samaki.cases.rules import check_part, check_sex, check_works_cases, check_works_for, check_works_on
from samaki.cases.steps import end_step, open_step
from samaki.countries.kinds import StepKind
from samaki.database import current_alias, lock, story, uuid7
from samaki.database.refusals import Invalid, NotAllowed, together
from samaki.intake import rules as intake_rules
from samaki.intake.operations import changed, locked_report
from samaki.journeys.closing import open_case_with_its_part
from samaki.journeys.follow import draft_to_default, open_following, open_for_danger, send_to_default
from samaki.ledger.operations import record
from samaki.vault import sealing as vault


@story
def open_from_report(*, report_id: UUID, by: Member, now: datetime) -> Case:
    """A report becomes a case: one child ("name unknown"), its care strand, the justice strand, and what follows."""
    report = locked_report(report_id)
    intake_rules.check_move("open_case", report, by, now)
    case = _new_case(report.area, report.source, report.urgency, by, now, synthetic=report.synthetic)
    first = _first_step(case, pack().opening.report, by, now)
    _add_child(case, by, now)
    outcome = pack().opening.report_outcome
    end_step(first, "done", by=by, now=now, outcome=outcome)
    open_following(first, outcome, by=by, now=now)
    report.state, report.case_id, report.ended_at, report.call_at = "in_case", case.id, now, None
    report.acknowledged_at = report.acknowledged_at or now
    changed("report.open_case", report, by, now)
    return case


def check_opens(by: Member, now: datetime) -> None:
    """Members of units whose kind opens cases of its own."""
    check_works_cases(by, now)
    if by.unit.kind not in pack().opening.may_open:
        raise NotAllowed(_("Units of your kind do not open cases. Send a report, or hand the matter to the police."))


@story
def open_own(
    *,
    area: str,
    urgency: str,
    by: Member,
    now: datetime,
    source: str = "",
    children: int = 1,
    offences: list[str] | None = None,
    synthetic: bool = False,
) -> Case:
    """A unit opens a case of its own work, without a report. The source of every case is recorded: unsaid it is the own work of
    whoever verifies cases, of others it must be said."""
    check_opens(by, now)
    source = source or (pack().opening.own_source if by.unit.kind in _first_kind().may_hold else "")
    with together() as told:
        if area and area not in pack().places.by_code:
            told.wrong(_("Choose the area from the list."), field="area")
        if urgency not in pack().urgencies:
            told.wrong(_("Choose how urgent this is."), field="urgency")
        if source not in pack().report_sources:
            told.wrong(_("Choose where this case comes from."), field="source")
        if not 0 <= children <= 20:
            told.wrong(_("Say how many children are known: from 0 to 20."), field="children")
        if unknown := set(offences or []) - set(pack().offences):
            told.wrong(_("Unknown offence: %(code)s.") % {"code": sorted(unknown)[0]}, field="offences")
    case = _new_case(area, source, urgency, by, now, synthetic=synthetic, offences=offences)
    first = _first_step(case, pack().opening.justice, by, now)
    if by.unit.kind not in _first_kind().may_hold:  # theirs to open, others' to do
        send_to_default(first, by=by, now=now)
    open_for_danger(first, by=by, now=now)
    for _number in range(children):
        open_care(_add_child(case, by, now), by=by, now=now)
    return case


def _first_kind() -> StepKind:
    return pack().step_kinds[pack().opening.justice]


@story
def add_child(
    *,
    case: Case,
    by: Member,
    now: datetime,
    sex: str = "unknown",
    age: int | None = None,
    age_estimated: bool = True,
    identity: Mapping[str, str | None] | None = None,
) -> Person:
    """One more child becomes known: a care strand of its own, with the first safe contact to be made.

    Whoever works on the case may add one, also who works for one of its children only, and also after it closed: the case
    is open again with that part.
    """
    lock(case.id)
    case.refresh_from_db()
    check_works_cases(by, now)
    check_works_on(case, by)
    with together() as told:
        told.of(check_sex, sex)
        check_age_fits(age, identity, now)
    strand = _add_child(case, by, now, sex=sex, age=age, age_estimated=age_estimated)
    open_case_with_its_part(case, by, now)
    child = open_care(strand, by=by, now=now)
    if identity:
        write_identity(child, identity, by, now)
    return child


@story
def add_other(
    *,
    case: Case,
    part: str,
    by: Member,
    now: datetime,
    sex: str = "unknown",
    age: int | None = None,
    age_estimated: bool = True,
    child: Person | None = None,
    identity: Mapping[str, str | None] | None = None,
) -> Person:
    """Put another person on the file: somebody named, a witness, family, a guardian."""
    lock(case.id)
    check_works_on(case, by)
    with together() as told:
        if child is not None:
            check_works_for(child, by)
        elif part in OF_A_CHILD:
            child = told.of(_only_child, case)
        told.of(check_part, part)
        told.of(check_sex, sex)
        check_age_fits(age, identity, now)
    person = add_person(
        case=case, part=part, by=by, now=now, sex=sex, age=age, age_estimated=age_estimated, child=child
    )
    if identity:
        write_identity(person, identity, by, now)
    return person


OF_A_CHILD = ("family", "guardian")
"""Parts that are played for one child; without it nobody who works for a child would find them."""


def _only_child(case: Case) -> Person | None:
    """The one child that can be meant; Invalid where there are several to choose from."""
    children = list(people_of(case).filter(part="survivor"))
    if len(children) > 1:
        raise Invalid(_("Choose the child that they belong to."), field="person")
    return children[0] if children else None


def open_care(care: tuple[Strand, Person], *, by: Member, now: datetime) -> Person:
    """The first step of a child's care, held by who opens it while it is offered to the default holder.

    Strand and child are given, never read again: who works for another child sees them only once this step opens them,
    and who may not hold it does not see them at all.
    """
    strand, child = care
    kind = pack().step_kinds[pack().opening.care]
    ours = by.unit.kind in kind.may_hold
    step = open_step(
        case=child.case, strand=strand, kind=kind.code, holder=by.unit_id, by=by, now=now, person=child, opens_file=ours
    )
    if not ours:
        draft_to_default(step, by=by, now=now)
    open_for_danger(step, by=by, now=now, child=child)
    return child


def _new_case(
    area: str,
    source: str,
    urgency: str,
    by: Member,
    now: datetime,
    *,
    synthetic: bool,
    offences: list[str] | None = None,
) -> Case:
    case = Case(area=area, source=source, urgency=urgency, opened_by_unit=by.unit, opened_at=now, synthetic=synthetic)
    case.offences = list(offences or [])
    _save_under_fresh_code(case, now)
    record(
        "case.open",
        by=by,
        now=now,
        subject=case,
        case_id=case.id,
        facts={
            "area": area,
            "source": source,
            "urgency": urgency,
            "pathway": pack().version,
            "offences": case.offences,
        },
    )
    return case


def _save_under_fresh_code(case: Case, now: datetime) -> None:
    """The access row goes first (its key is deferred), else the new row could not be read back."""
    for _attempt in range(20):
        case.code = new_code(pack().places.short_code(case.area), now.year)
        try:
            with transaction.atomic(using=current_alias()):
                case.save(force_insert=True)
        except IntegrityError:
            continue
        vault.new_key(now, case_id=case.id)
        return
    raise RuntimeError("twenty case codes in a row were taken")


def _first_step(case: Case, kind: str, by: Member, now: datetime) -> Step:
    step_id = uuid7()
    strand = Strand(case=case, kind="justice", opened_at=now)
    _open_before_strand(case, kind, step_id, by, now)
    strand.save(force_insert=True)
    return open_step(
        case=case, strand=strand, kind=kind, holder=by.unit_id, by=by, now=now, opens_file=False, step_id=step_id
    )


def _open_before_strand(case: Case, kind: str, step_id: UUID, by: Member, now: datetime) -> None:
    access.open_for_step(Step(id=step_id, case=case, kind=kind), by.unit_id, now)


def _add_child(
    case: Case, by: Member, now: datetime, *, sex: str = "unknown", age: int | None = None, age_estimated: bool = True
) -> tuple[Strand, Person]:
    child = add_person(case=case, part="survivor", by=by, now=now, sex=sex, age=age, age_estimated=age_estimated)
    strand = Strand(case=case, kind="care", child_id=child.id, opened_at=now)
    strand.save(force_insert=True)
    return strand, child
