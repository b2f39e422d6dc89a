"""Stories of consent: what was answered, what a lead decides where nobody can be asked, withdrawal, a guardian's standing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.cases.models import Case, Person
from samaki.cases.remarks import remark
from samaki.cases.rules import fresh
from samaki.cases.sharing import rules
from samaki.cases.sharing.models import Consent
from samaki.cases.sharing.operations import end_resting
from samaki.database import current_alias, lock, lock_of, story
from samaki.database.refusals import Invalid, together
from samaki.ledger.operations import record
from samaki.notices.operations import queue

FIRST = "agrees"
"""The first of the seven questions; the list `assent` of the pack answers it."""


def questions() -> list[str]:
    """The others, in the pack's order: each is answered with yes or no."""
    return [code for code in pack().reasons["consent_question"] if code != FIRST]


@story
def record_consent(
    *,
    case: Case,
    child: Person | None,
    to_unit: Unit | None,
    purpose: str,
    answers: Mapping[str, bool],
    assent: str,
    by: Member,
    now: datetime,
    guardian: Person | None = None,
    guardian_agrees: bool | None = None,
    text: str = "",
    occurred_at: datetime | None = None,
    precision: str = "instant",
) -> Consent:
    """Write down what a child, and who stands for them, answered about one purpose and one recipient. Always taken as it is.

    `answers`: whether the child was told, by question of the pack but the first, which `assent` answers. Whether something
    can rest on it is the row's `result`: `given` when the child agrees or is
    too young to, was told all the rest, and a guardian known to protect the child agrees (for a grown-up: nobody else). What was
    answered before stays, and does not count any more. Raises Invalid: what is missing on the form, a conflicted guardian.
    """
    lock(case.id)
    asked = rules.check_child(child)
    rules.check_asks(asked, by, now)
    with together() as told:
        receiver = told.of(_check_receiver, to_unit, now)
        told.of(rules.check_listed, "sharing_purpose", purpose, "purpose")
        told.of(rules.check_listed, "assent", assent, "assent")
        told.of(rules.check_guardian, guardian, asked)
        _check_answers(answers)
        if guardian is not None and guardian_agrees is None:
            told.wrong(_("Say whether this person agrees."), field="guardian_agrees")
    assert receiver is not None  # else the block has told it
    made = _new(asked, receiver, purpose, by, now)
    made.assent = assent
    made.answers = {code: bool(answers[code]) for code in questions()} | {
        FIRST: pack().reasons["assent"][assent].agrees
    }
    made.guardian_id = guardian.id if guardian else None
    made.guardian_agrees = guardian_agrees if guardian else None
    made.occurred_at, made.occurred_precision = occurred_at or now, precision
    made.result = _result(made, asked, guardian)
    return _save(made, "consent.record", by, now, text, occurred_at=occurred_at, precision=precision)


@story
def decide_best_interests(
    *,
    case: Case,
    child: Person | None,
    to_unit: Unit | None,
    purpose: str,
    to_share: bool | None,
    text: str,
    by: Member,
    now: datetime,
) -> Consent:
    """A lead, by name, decides in the child's best interests, where no guardian who protects the child can be asked; with why."""
    lock(case.id)
    about = rules.check_child(child)
    rules.check_decides(about, by, now)
    with together() as told:
        receiver = told.of(_check_receiver, to_unit, now)
        told.of(rules.check_listed, "sharing_purpose", purpose, "purpose")
        if to_share is None:
            told.wrong(_("Choose one of the answers."), field="to_share")
        if not text.strip():
            told.wrong(_("Write why this is best for the child, and what the child wants."), field="text")
    assert receiver is not None  # else the block has told it
    made = _new(about, receiver, purpose, by, now)
    made.occurred_at, made.result = now, "decided" if to_share else "decided_against"
    return _save(made, "consent.decide", by, now, text)


@story
def withdraw_consent(*, consent_id: UUID, why: str, by: Member, now: datetime, text: str = "") -> Consent:
    """They no longer agree, or it was a mistake: everything that rests on it ends now, and every recipient is told."""
    lock_of(Consent, consent_id)
    taken = Consent.objects.select_related("case", "unit").get(id=consent_id)
    rules.check_withdraws(taken, why, by, now)
    taken.withdrawn_at, taken.withdrawn_why = now, why
    taken.save(update_fields=["withdrawn_at", "withdrawn_why"])
    remark("consent.withdraw", taken, text, by=by, now=now)
    _write("consent.withdraw", taken, by, now, {"reason": why}, changed={"text": text} if text else None)
    end_resting(taken, by, now)
    return taken


@story
def set_standing(
    *, person: Person, standing: str, text: str, by: Member, now: datetime, version: int | None = None
) -> Person:
    """Say whether a guardian, or somebody of the family, protects the child, with why. Units that share on their word are told."""
    lock(person.case_id)
    person = Person.objects.select_related("case").get(id=person.id)
    rules.check_stands(person, by, now)
    fresh(person, version)
    with together() as told:
        told.of(rules.check_listed, "standing", standing, "standing")
        if not text.strip():
            told.wrong(_("Say in a few words what the reason is."), field="text")
    before, person.standing, person.version = rules.standing(person), standing, person.version + 1
    person.save()
    remark("guardian.standing", person, text, by=by, now=now)
    record("guardian.standing", by=by, now=now, subject=person, case_id=person.case_id, child_id=person.child_id,
           compartment="" if person.compartment == "case" else person.compartment,
           facts={"answer": standing, "before": before}, changed={"text": text})  # fmt: skip
    if standing == "conflicted":
        _tell_who_relies_on(person, now)
    elif standing == "protective":
        _complete(person, by, now)
    return person


def _complete(guardian: Person, by: Member, now: datetime) -> None:
    """What this guardian had agreed to, and what lacked nothing but how they stand to the child, carries from now on. Of several
    answers about the same only the newest counts. (Part of saying a standing.)"""
    waits = Consent.objects.filter(case=guardian.case, guardian_id=guardian.id, result="incomplete", withdrawn_at=None)
    for row in waits.select_related("case", "unit", "to_unit").order_by("id"):
        same = Consent.objects.filter(case=row.case, child_id=row.child_id, purpose=row.purpose, to_unit=row.to_unit)
        newest = same.exclude(result__in=("decided", "decided_against")).order_by("-recorded_at", "-id").first()
        child = rules.child_of(row.case, row.child_id)
        if child is None or newest != row or lacking(row, "protective", grown_up=rules.of_age(child)):
            continue
        row.result = "given"
        row.save(update_fields=["result"])
        _write("consent.complete", row, by, now, {"person": guardian.id})
        if row.unit_id != by.unit_id:
            queue("sharing.consent_complete", to_unit=row.unit_id, subject=row, now=now, dedupe="complete", case_id=row.case_id,
                  case_code=row.case.code)  # fmt: skip


def _tell_who_relies_on(guardian: Person, now: datetime) -> None:
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select consent_id, from_unit from app.resting_on_guardian(%s)", [guardian.id])
        found = cursor.fetchall()
    for consent_id, unit in found:
        queue("sharing.share_doubt", to_unit=unit, subject=Consent(id=consent_id), now=now, dedupe=str(guardian.version),
              audience="head", level=2, case_id=guardian.case_id, case_code=guardian.case.code)  # fmt: skip


def lacking(consent: Consent, guardian_stands: str, *, grown_up: bool) -> list[str]:
    """What a consent lacks before something can rest on it: codes of questions, `guardian`, `standing`."""
    found = [code for code in pack().reasons["consent_question"] if not consent.answers.get(code)]
    if grown_up:
        return found
    found += [] if consent.guardian_agrees else ["guardian"]
    return found + ([] if consent.guardian_id is None or guardian_stands == "protective" else ["standing"])


def _result(made: Consent, child: Person, guardian: Person | None) -> str:
    if made.assent == "no" or made.guardian_agrees is False:
        return "refused"
    missing = lacking(made, rules.standing(guardian), grown_up=rules.of_age(child))
    return "incomplete" if missing else "given"


def _check_receiver(to_unit: Unit | None, now: datetime) -> Unit:
    """Also one's own unit can be the one that is to receive: another one will give it."""
    if to_unit is None or (to_unit.until is not None and to_unit.until <= now):
        raise Invalid(_("Choose a unit that works on cases."), field="to_unit")
    return to_unit


def _check_answers(answers: Mapping[str, bool]) -> None:
    with together() as told:
        for code in questions():
            if not isinstance(answers.get(code), bool):
                told.wrong(_("Answer yes or no; “no” is an honest answer."), field=code)
        if unknown := sorted(set(answers) - set(questions())):
            told.wrong(_("Choose one from the list."), field=str(unknown[0])[:60])


def _new(child: Person, to_unit: Unit, purpose: str, by: Member, now: datetime) -> Consent:
    return Consent(case=child.case, child_id=child.id, to_unit=to_unit, purpose=purpose, unit=by.unit, recorded_by=by.id,
                   recorded_at=now)  # fmt: skip


def _save(made: Consent, act: str, by: Member, now: datetime, text: str, **more: Any) -> Consent:
    made.save(force_insert=True)
    remark(act, made, text, by=by, now=now)
    facts = {"answers": made.answers, "assent": made.assent, "person": made.guardian_id} if made.answers else {}
    _write(act, made, by, now, facts, changed={"text": text} if text else None, **more)
    return made


def _write(act: str, row: Consent, by: Member, now: datetime, facts: dict[str, Any], **more: Any) -> None:
    told = {"to": row.to_unit_id, "purpose": row.purpose, "outcome": row.result} | facts
    record(act, by=by, now=now, subject=row, case_id=row.case_id, child_id=row.child_id, facts=told, **more)
