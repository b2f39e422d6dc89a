"""Stories of an erasure: two confidentiality officers of different agencies decide, and the keys are destroyed with the second yes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connections
from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack
from samaki.agencies.models import Member, Unit
from samaki.cases.models import Case
from samaki.database import current_alias, lock, story
from samaki.database.refusals import CannotMove, together
from samaki.journeys.guarding.rules import check_officer, check_words
from samaki.journeys.guarding.words import ask, seal_nothing, seal_words, take_back_asked, words_of
from samaki.journeys.retention import certificate, rules
from samaki.journeys.retention.models import Erasure, RetentionMark
from samaki.ledger.operations import record
from samaki.notices.operations import queue
from samaki.vault.sealing import forget_keys


@story
def ask_erasure_due(
    *, mark_id: UUID, reason: str, text: str, decider: Unit | None, by: Member, now: datetime
) -> Erasure:
    """Ask the officer of another agency to agree that what is due is erased. Raises NotAllowed, CannotMove, Invalid."""
    mark = RetentionMark.objects.get(id=mark_id)
    if mark.ended_at is not None:
        raise CannotMove(_("This is not due any more."))
    row = Erasure(record_class=mark.record_class, case_id=mark.case_id, report_id=mark.report_id, code=mark.code)
    return _ask(row, reason, text, decider, by, now, due=True)


@story
def ask_erasure_early(
    *, case: Case, reason: str, text: str, decider: Unit | None, by: Member, now: datetime
) -> Erasure:
    """The same of a closed case before its time: because who it is about asks, or since it should never have been written."""
    return _ask(
        Erasure(record_class="case", case_id=case.id, code=case.code), reason, text, decider, by, now, due=False
    )


@story
def answer_erasure(*, erasure_id: UUID, agreed: bool, text: str, by: Member, now: datetime) -> Erasure:
    """The second officer decides. With a yes the keys are destroyed in this act, and the certificate is written.

    Raises NotAllowed, CannotMove (too soon, too late, something stands against it).
    """
    row = Erasure.objects.get(id=erasure_id)
    lock(row.case_id or row.report_id or row.id)
    row.refresh_from_db()
    rules.check_second(row, by, now, agrees=agreed)
    check_words(text)
    if agreed:
        rules.check_nothing_against(row.case_id, row.report_id)
    ask("answer_erasure", row.id, agreed, seal_words(row, words_of(row) | {"answer": text.strip()}))
    row.refresh_from_db()
    parties = _parties(row)
    if agreed:
        _write("erasure.agree", row, by, now)
        _erase(row, by, now)
    else:
        _write("erasure.refuse", row, by, now)
    kind = "erased" if agreed else "erasure_refused"
    queue(f"guard.{kind}", to_unit=row.asked_unit, subject=row, now=now, dedupe="answered", audience="privacy")
    _tell(f"retention.{kind}", row, parties, now)
    return row


@story
def take_back_erasure(*, erasure_id: UUID, by: Member, now: datetime) -> Erasure:
    """The officer who asked takes it back before the other one answered; whoever was told of it is told that too. Raises CannotMove."""
    row = Erasure.objects.get(id=erasure_id)
    lock(row.case_id or row.report_id or row.id)
    take_back_asked("erasure", row.id)
    row.refresh_from_db()
    _write("erasure.withdraw", row, by, now)
    queue("guard.asking_taken_back", to_unit=row.decider, subject=row, now=now, dedupe="withdrawn", audience="privacy")
    _tell("retention.erasure_withdrawn", row, _parties(row), now)
    return row


def stands(row: Erasure, now: datetime) -> str:
    """asked (too soon to agree), ready, lapsed, withdrawn, refused or erased."""
    if row.withdrawn_at is not None:
        return "withdrawn"
    if row.erased_at is not None:
        return "erased"
    if row.agreed is False:
        return "refused"
    if row.lapses_at <= now:
        return "lapsed"
    return "ready" if row.ready_at <= now else "asked"


def of_case(case_id: UUID) -> Erasure | None:
    """The erasure of a case that was erased."""
    return Erasure.objects.filter(case_id=case_id, erased_at__isnull=False).first()


def of_report(report_id: UUID, case_id: UUID | None) -> Erasure | None:
    """The erasure of a report, or of the case that it was part of."""
    done = Erasure.objects.filter(erased_at__isnull=False)
    return done.filter(report_id=report_id).first() or (done.filter(case_id=case_id).first() if case_id else None)


def _ask(
    row: Erasure, reason: str, text: str, decider: Unit | None, by: Member, now: datetime, *, due: bool
) -> Erasure:
    lock(row.case_id or row.report_id or row.id)
    check_officer(by, now)
    rules.check_nothing_against(row.case_id, row.report_id)
    with together() as told:
        rules.check_why(reason, text, due=due)
        second = told.of(rules.check_decider, decider, now)
    assert second is not None  # else the block has told it
    waits = Erasure.objects.filter(case_id=row.case_id, report_id=row.report_id, agreed__isnull=True, lapses_at__gt=now)
    if waits.exists():
        raise CannotMove(_("This has been asked for already, and waits for the other officer."))
    row.reason, row.asked_by, row.asked_unit, row.asked_at = reason, by.id, by.unit_id, now
    row.ready_at, row.lapses_at = after(now, pack().guarding.erasure_waits), after(now, pack().guarding.erasure_asks)
    row.decider = second.principal
    row.sealed = seal_words(row, {"text": text.strip()})
    row.save(force_insert=True)
    _write("erasure.ask", row, by, now)
    queue("guard.erasure_decides", to_unit=row.decider, subject=row, now=now, dedupe="asked", audience="privacy")
    _tell("retention.erasure_asked", row, _parties(row), now)
    return row


def _erase(row: Erasure, by: Member, now: datetime) -> None:
    """The keys go, and the names by which somebody is found; words beside it that its key does not reach are put over."""
    beside = ask("sealed_beside", row.id)
    for table, key in beside:
        _put_over(row.id, table, key)
    ask("erase", row.id, after(now, pack().guarding.copies_end))
    forget_keys()
    row.refresh_from_db()
    words = certificate.text_of(row, put_over=len(beside))
    ask("certify_erasure", row.id, words, certificate.digest_of(words))
    row.refresh_from_db()
    facts = {"number": row.number, "sha256": row.sha256, "count": row.keys, "version": row.key_version, "kind": row.record_class,
             "due_at": row.copies_due_at}  # fmt: skip
    record("erasure.done", by=by, now=now, subject=row, case_id=row.case_id, report_id=row.report_id, facts=facts)


def _put_over(erasure_id: UUID, table: str, key: UUID) -> None:
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.put_over(%s, %s, %s, %s)", [erasure_id, table, key, seal_nothing(table, key)])


def _parties(row: Erasure) -> list[int]:
    return [int(unit) for (unit,) in ask("parties_of_erasure", row.id)]


def _tell(kind: str, row: Erasure, units: list[int], now: datetime) -> None:
    """Whoever has a part in it is told before, while a hold can still be set, and afterwards."""
    for unit in units:
        queue(kind, to_unit=unit, subject=row, now=now, dedupe=kind, case_id=row.case_id, case_code=row.code,
              facts={"due_at": row.ready_at.isoformat()})  # fmt: skip


def _write(act: str, row: Erasure, by: Member, now: datetime) -> None:
    facts = {
        "reason": row.reason,
        "kind": row.record_class,
        "from": row.asked_unit,
        "to": row.decider,
        "due_at": row.ready_at,
    }
    other = row.decider if by.unit_id != row.decider else row.asked_unit
    record(
        act, by=by, now=now, subject=row, case_id=row.case_id, report_id=row.report_id, counterpart=other, facts=facts
    )
