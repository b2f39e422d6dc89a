"""Observations of facts that matter: what differs stays side by side, and somebody has to find out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.cases import rules
from samaki.cases.births import check_after_birth
from samaki.cases.models import Case, Person, Step, Strand
from samaki.cases.operations import add_sealed, sees
from samaki.cases.records import CareRecord, SealedRecord
from samaki.cases.signs import signs
from samaki.database import lock, story, uuid7
from samaki.database.refusals import Invalid, NotAllowed, together
from samaki.journeys.danger import ask_to_confirm, heed_word
from samaki.journeys.follow import open_kind
from samaki.journeys.saying_safe import counts
from samaki.ledger.operations import record
from samaki.notices.operations import queue
from samaki.vault import sealing as vault

COMPARED_WITHIN = {"risk": timedelta(days=7), "whereabouts": timedelta(days=1), "safe_contact": timedelta(days=7)}
"""Two answers to the same question this close to one another contradict; further apart, the fact has changed."""


@story
def observe(
    *,
    case: Case,
    child: Person,
    fact: str,
    answer: str,
    by: Member,
    now: datetime,
    text: str = "",
    occurred_at: datetime | None = None,
    precision: str = "instant",
) -> SealedRecord:
    """Record what was observed of risk, whereabouts or safe contact, in the child's care compartment.

    Never refused for differing: the earlier one stays, and a step to find out opens unless one is open already. An answer
    that says danger does what an arrival in danger does; one that says safe ends it, unless somebody says otherwise, or the
    unit keeps nobody safe here: then who does is told.
    """
    lock(case.id)
    rules.check_works_cases(by, now)
    _check(child, fact, answer, occurred_at)
    rules.check_works_for(child, by)
    if not sees(case.id, "care", child.child_id, by, works=True):  # it may open a step
        raise NotAllowed(_("This part of the file is not open to your unit."))
    when, kind = occurred_at or now, f"{fact}:{answer}"
    differing = _differing(case, child, fact, answer, when)
    row = add_sealed(CareRecord, case, text, by, now, person=child, kind=kind, occurred_at=when, precision=precision)
    record(
        "observation.write",
        by=by,
        now=now,
        subject=row,
        case_id=case.id,
        child_id=child.child_id,
        compartment="care",
        occurred_at=occurred_at,
        precision=precision,
        facts={"fact": fact, "answer": answer, "differs_from": [one.id for one in differing]},
        changed={"text": text},
    )
    _heed(pack().reasons[fact][answer].says, row, child, occurred_at, bool(differing), by, now)
    if differing:
        _open_task(case, child, by, now)
        _tell_observers(case, row, differing, by, now)
    return row


def _heed(
    says: str, row: SealedRecord, child: Person, occurred_at: datetime | None, differs: bool, by: Member, now: datetime
) -> None:
    """Danger begins an alarm; safe ends it, unless somebody says otherwise or the unit keeps nobody safe here."""
    ends = says == "safe" and not differs and child.child_id in signs(child.case_id).danger
    if ends and not counts(child.case_id, child.id, by):
        ask_to_confirm(child, by, now)
    elif ends or says == "danger":
        heed_word(says, row.case, child, by=by, now=now, occurred_at=occurred_at, precision=row.occurred_precision,
                  facts={"observation": row.id})  # fmt: skip


def _check(child: Person, fact: str, answer: str, at: datetime | None) -> None:
    with together() as told:
        check_after_birth(child, at, "occurred_at")
        if child.part != "survivor":
            told.wrong(_("An observation of this kind is about a child of this case."), field="person")
        check_answer(fact, answer)


def check_answer(fact: str, answer: str) -> None:
    """A fact that matters, and an answer of its list."""
    if fact not in pack().reasons["fact"] or fact not in COMPARED_WITHIN:
        raise Invalid(_("Choose what was observed, from the list."), field="fact")
    if answer not in pack().reasons[fact]:
        raise Invalid(_("Choose one from the list."), field=fact)


def _differing(case: Case, child: Person, fact: str, answer: str, when: datetime) -> list[CareRecord]:
    """Other answers about the same time that nobody has settled yet."""
    near = CareRecord.objects.filter(case=case, person_id=child.id, kind__startswith=f"{fact}:")
    near = (
        near.exclude(id__in=_superseded(case.id))
        .filter(occurred_at__gte=when - COMPARED_WITHIN[fact], occurred_at__lte=when + COMPARED_WITHIN[fact])
        .exclude(kind=f"{fact}:{answer}")
    )
    done = Step.objects.filter(case=case, person_id=child.id, kind=pack().strands["care"].settle_step, state="done")
    settled = done.order_by("-ended_at").values_list("ended_at", flat=True).first()
    return list((near.filter(recorded_at__gt=settled) if settled else near).order_by("id"))


def _superseded(case_id: UUID) -> QuerySet[CareRecord, UUID | None]:
    """Keys of the observations that were struck."""
    return CareRecord.objects.filter(case_id=case_id, supersedes_id__isnull=False).values_list(
        "supersedes_id", flat=True
    )


@dataclass(frozen=True)
class Differing:
    """One of the observations that a step has to settle, opened."""

    fact: str
    answer: str
    row: CareRecord
    text: str
    struck: bool = False


def differing_for(step: Step) -> list[Differing]:
    """What a step has to settle: by fact, by when it was; nothing for other steps, and where care is not open to us.

    All observations of the facts that differ, since the matter was settled last and until this step ended; while it is
    open, none that was struck; afterwards those are marked as struck.
    """
    if step.kind != pack().strands["care"].settle_step or step.person_id is None:
        return []
    rows = CareRecord.objects.filter(case_id=step.case_id, person_id=step.person_id, kind__contains=":")
    before = Step.objects.filter(case_id=step.case_id, person_id=step.person_id, kind=step.kind, state="done")
    if settled := before.filter(ended_at__lt=step.opened_at).order_by("-ended_at").first():
        rows = rows.filter(recorded_at__gt=settled.ended_at)
    ended, struck = step.ended_at, {key for key in _superseded(step.case_id) if key}
    rows = rows.filter(recorded_at__lte=ended) if ended else rows.exclude(id__in=struck)
    found = [row for row in rows.order_by("occurred_at", "id") if row.kind.split(":")[0] in COMPARED_WITHIN]
    facts = {
        fact for fact in COMPARED_WITHIN if len({row.kind for row in found if row.kind.startswith(f"{fact}:")}) > 1
    }
    rows_of = sorted((row for row in found if row.kind.split(":")[0] in facts), key=lambda row: row.kind.split(":")[0])
    if not rows_of:
        return []
    key = vault.key_of(case_id=step.case_id)
    return [_opened(row, key, struck=row.id in struck) for row in rows_of]


def _opened(row: CareRecord, key: bytes, *, struck: bool) -> Differing:
    fact, _colon, answer = row.kind.partition(":")
    return Differing(fact, answer, row, vault.unseal(key, row.sealed, row.place), struck)


def _tell_observers(case: Case, row: SealedRecord, differing: list[CareRecord], by: Member, now: datetime) -> None:
    """Both who observed are told, by a code and no more: whoever finds out will ask them."""
    for unit in sorted({one.unit for one in differing} | {by.unit_id}):
        queue("observation.differs", to_unit=unit, subject=row, now=now, dedupe=str(uuid7()), urgency=case.urgency,
              case_id=case.id, case_code=case.code)  # fmt: skip


def _open_task(case: Case, child: Person, by: Member, now: datetime) -> None:
    code = pack().strands["care"].settle_step
    strand = Strand.objects.filter(case=case, kind="care", child_id=child.id).first()
    if code and strand is not None:
        about = Step(case=case, strand=strand, child_id=child.id, person_id=child.id)
        open_kind(code, "same_holder", about, by=by, now=now)
