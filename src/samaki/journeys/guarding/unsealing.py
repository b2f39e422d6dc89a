"""Stories of two persons who open what is sealed: who told us, or where a child stays. One look, then it is closed again."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack
from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import default_desk
from samaki.cases.models import Case, Person
from samaki.cases.operations import sees
from samaki.cases.rules import check_works_cases, check_works_for, check_works_on
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, NotAllowed
from samaki.intake.models import Report
from samaki.journeys.guarding import rules
from samaki.journeys.guarding.models import Unsealing
from samaki.journeys.guarding.words import ask, seal_words, take_back_asked, words_of
from samaki.ledger.models import LedgerEntry
from samaki.ledger.operations import record
from samaki.notices.operations import queue
from samaki.vault import sealing as vault


@story
def ask_reporter(*, report: Report, reason: str, text: str, by: Member, now: datetime) -> Unsealing:
    """Ask to know who told us, as the unit that holds the report or works on its case. Their receipt comes first: a question to it
    opens nothing. Raises NotAllowed, Invalid.
    """
    lock(report.id)
    check_works_cases(by, now)
    if report.case_id and report.holder_id != by.own_principal:
        check_works_on(Case.objects.get(id=report.case_id), by)
    holder = report.holder
    return _ask(Unsealing(what="reporter", report_id=report.id, case_id=report.case_id), holder, reason, text, by, now)


@story
def ask_placement(*, child: Person, reason: str, text: str, by: Member, now: datetime) -> Unsealing:
    """Ask where a child stays, as a unit that works for the child and whose steps do not need it."""
    lock(child.case_id)
    check_works_cases(by, now)
    check_works_for(child, by)
    if sees(child.case_id, "placement", child.id, by):
        raise CannotMove(_("This is open to your unit already: read it in the notes of the case."))
    row = Unsealing(what="placement", case_id=child.case_id, child_id=child.id)
    return _ask(row, _keeper(child, by), reason, text, by, now)


@story
def answer_unsealing(*, unsealing_id: UUID, agreed: bool, text: str, by: Member, now: datetime) -> Unsealing:
    """A confidentiality officer agrees or refuses, with a reason. Nobody agrees to what they asked for themselves."""
    row = Unsealing.objects.get(id=unsealing_id)
    lock(row.id)
    row.refresh_from_db()
    rules.check_officer(by, now)
    rules.check_answers(row, by, now)
    rules.check_words(text)
    words = seal_words(row, words_of(row) | {"answer": text.strip()})
    ask("answer_unsealing", row.id, agreed, after(now, pack().guarding.unsealing), words)
    row.refresh_from_db()
    _write("unsealing.agree" if agreed else "unsealing.refuse", row, by, now)
    queue("guard.unsealing_answered", to_unit=row.unit, subject=row, now=now, dedupe="answered", urgency="urgent")
    return row


@story
def take_back_unsealing(*, unsealing_id: UUID, by: Member, now: datetime) -> Unsealing:
    """Who asked takes it back before an officer answered; the officer is told. Raises CannotMove."""
    row = Unsealing.objects.get(id=unsealing_id)
    lock(row.id)
    take_back_asked("unsealing", row.id)
    row.refresh_from_db()
    _write("unsealing.withdraw", row, by, now)
    queue("guard.asking_taken_back", to_unit=row.decider, subject=row, now=now, dedupe="withdrawn", audience="privacy")
    return row


@story
def open_unsealed(*, unsealing_id: UUID, by: Member, now: datetime) -> dict[str, str]:
    """The one look, recorded first. What is known of the reporter (`contact`, `contact_safe`), or the `place` of the child.

    Raises NotAllowed (another member than who asked), CannotMove (not agreed to, over, looked at already).
    """
    row = Unsealing.objects.get(id=unsealing_id)
    lock(row.id)
    row.refresh_from_db()
    if row.asked_by != by.id:
        raise NotAllowed(_("Only the member who asked can open it."))
    if stands(row, now) != "agreed":
        raise CannotMove(_("This is not open to you, or not any more. Ask again, with a reason."))
    looked = "reporter.look" if row.what == "reporter" else "placement.look"
    _write(looked, row, by, now)
    found = ask("open_unsealed", row.id)
    row.refresh_from_db()
    if row.opened_at is None:
        raise CannotMove(_("Your unit has no part in this any more. Ask the unit that has."))
    queue("guard.unsealed", to_unit=row.decider, subject=row, now=now, dedupe="opened", audience="privacy")
    return _opened(row, found)


def stands(row: Unsealing, now: datetime) -> str:
    """asked, lapsed, withdrawn, refused, agreed (and can be opened), over (nobody opened it) or opened."""
    if row.withdrawn_at is not None:
        return "withdrawn"
    if row.agreed is None:
        return "asked" if row.lapses_at > now else "lapsed"
    if not row.agreed:
        return "refused"
    if row.opened_at is not None:
        return "opened"
    return "agreed" if row.until is not None and row.until > now else "over"


LISTS = {"reporter": "unsealing", "placement": "unsealing_place"}
"""What is sealed -> the list of the pack with the reasons for which it is opened."""


def _ask(row: Unsealing, keeper: Unit, reason: str, text: str, by: Member, now: datetime) -> Unsealing:
    rules.check_why(LISTS[row.what], reason, text)
    waits = Unsealing.objects.filter(what=row.what, report_id=row.report_id, case_id=row.case_id, child_id=row.child_id,
                                     asked_by=by.id, agreed__isnull=True, lapses_at__gt=now)  # fmt: skip
    if waits.exists():
        raise CannotMove(_("You have asked for this already. A confidentiality officer will answer."))
    row.reason, row.unit, row.asked_by, row.asked_at = reason, by.unit_id, by.id, now
    row.lapses_at, row.decider = after(now, pack().guarding.unsealing_asks), _decider(keeper, by, now)
    row.sealed = seal_words(row, {"text": text.strip()})
    row.save(force_insert=True)
    _write("unsealing.ask", row, by, now)
    queue(
        "guard.unsealing_asked",
        to_unit=row.decider,
        subject=row,
        now=now,
        dedupe="asked",
        audience="privacy",
        urgency="urgent",
    )
    return row


def _decider(keeper: Unit, by: Member, now: datetime) -> int:
    """A unit where an officer sits who can agree: of the agency that keeps what is sealed, else of the asker's own, else of
    the national desk."""
    for unit in (keeper, by.unit, default_desk(now)):
        if officers := rules.officers_of(unit, now):
            return min(officers)
    raise CannotMove(
        _("No confidentiality officer is named who could agree. Ask the administrator of your agency to name one.")
    )


def _keeper(child: Person, by: Member) -> Unit:
    """The unit that wrote down where the child is, as far as the ledger tells us; else our own."""
    wrote = (
        LedgerEntry.objects.filter(case_id=child.case_id, child_id=child.id, act="child.arrive").order_by("-id").first()
    )
    return Unit.objects.filter(principal=wrote.unit or -1).first() or by.unit if wrote else by.unit


def _opened(row: Unsealing, found: list[tuple[UUID, bytes]]) -> dict[str, str]:
    told: dict[str, str] = {}
    for key, sealed in found:
        if row.what == "reporter":
            place = f"reporter_record.sealed.{key}"
            told |= json.loads(vault.unseal(vault.key_of(report_id=row.report_id), sealed, place))
        else:
            told["place"] = vault.unseal(vault.key_of(case_id=row.case_id), sealed, f"placement_record.sealed.{key}")
    return {name: value for name, value in told.items() if value}


def _write(act: str, row: Unsealing, by: Member, now: datetime) -> None:
    facts = {
        "kind": row.what,
        "reason": row.reason,
        "due_at": row.until or row.lapses_at,
        "from": row.unit,
        "to": row.decider,
    }
    record(act, by=by, now=now, subject=row, case_id=row.case_id, report_id=row.report_id, child_id=row.child_id,
           compartment=row.what if row.what == "placement" else "reporter", counterpart=row.decider, facts=facts)  # fmt: skip
