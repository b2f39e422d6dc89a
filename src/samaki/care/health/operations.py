"""Stories of urgent care: when the last exposure was, and the one combined examination with what the child agreed to."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from samaki.agencies.models import Member, Unit
from samaki.care.health import queries
from samaki.care.health.hastening import hasten
from samaki.care.health.models import Examination, ExaminationWord, Exposure
from samaki.care.health.rules import (
    Examined,
    check_examined,
    check_exposure,
    check_shares,
    check_tends,
)
from samaki.cases.births import check_after_birth
from samaki.cases.mending import check_mends, check_says_why, entry_of
from samaki.cases.models import Case, Person
from samaki.cases.remarks import remark
from samaki.database import add, lock, story, uuid7
from samaki.database.refusals import CannotMove, Stale
from samaki.ledger.operations import record
from samaki.vault import sealing as vault


@story
def record_exposure(
    *, case: Case, child: Person, at: datetime | None, by: Member, now: datetime, precision: str = "instant", text: str = "",
    again: bool = False, version: int | None = None,
) -> Exposure:  # fmt: skip
    """When the child was last exposed, or what is known better by now: the step of urgent care follows the earliest window that is open.

    `again`: it happened again; else what was known is corrected. `version`: of what the writer saw (0: nothing). Raises NotAllowed,
    Invalid for each wrong field, Stale where somebody wrote in between.
    """
    lock(case.id)
    check_tends(child, by, now)
    check_after_birth(child, at, "at")
    known, last, _precision = queries.last_known(child.id)
    check_exposure(at, text, now, after=last if again else None)
    _check_newest(known, version, child)
    why = "first" if known == 0 else "again" if again else "corrected"
    row = _exposed(case, child, known + 1, at, precision, why, text, by, now)
    _keep_exposure("exposure.write", row, case, child, text, by, now)
    return row


@story
def mark_exposure_error(*, exposure_id: UUID, text: str, by: Member, now: datetime) -> Exposure:
    """There was none, or nothing is known of it: the windows end, and the step is due as the pathway says. What stood stays beneath."""
    row = Exposure.objects.get(id=exposure_id)
    lock(row.case_id)
    case, child = Case.objects.get(id=row.case_id), Person.objects.get(id=row.child_id)
    check_tends(child, by, now)
    check_mends(entry_of(row.id, "exposure.write"), Unit.objects.get(principal=row.unit), by, now)
    check_says_why(text)
    _check_newest(queries.last_known(child.id)[0], row.version, child)
    if row.at is None:
        raise CannotMove(_("This was taken back already. If it happened after all, record it anew."))
    made = _exposed(case, child, row.version + 1, None, "instant", "mistake", text, by, now)
    _keep_exposure("exposure.mistake", made, case, child, text, by, now)
    return made


@story
def record_examination(*, case: Case, child: Person, told: Examined, by: Member, now: datetime) -> Examination:
    """An examination took place, or the child was asked and did not want it or asked to wait. It is no outcome of the step: that is
    recorded there. Raises NotAllowed, Invalid; a second one that took place asks why the first was not enough."""
    lock(case.id)
    check_tends(child, by, now)
    before = bool(queries.held(child.id))
    check_examined(told, now, before=before)
    check_after_birth(child, told.at, "at")
    row = _examined(case.id, child.id, uuid7(), 1, told, before, by, now)
    _add(row)
    _keep_examination("examination.write", row, told.words, by, now)
    return row


@story
def correct_examination(
    *, root_id: UUID, told: Examined, why: str, by: Member, now: datetime, version: int | None = None
) -> Examination:
    """What was written of it was wrong, or more is known: the next version stands, the one before stays beneath it."""
    row, child = _opened(root_id, by, now)
    check_says_why(why)
    before = any(one.root_id < root_id for one in queries.held(child.id))  # keys are in the order of writing
    check_examined(told, now, before=before)
    check_after_birth(child, told.at, "at")
    _check_newest(row.version, version, row.id)
    made = _examined(row.case_id, row.child_id, root_id, row.version + 1, told, before, by, now)
    _add(made)
    remark("examination.correct", made, why, by=by, now=now)
    _keep_examination("examination.correct", made, told.words | {"why": why}, by, now)
    return made


@story
def share_examination(*, root_id: UUID, shares: str, by: Member, now: datetime) -> Examination:
    """The child agreed, or no longer agrees, that police and prosecutor learn that it took place, when, and where the certificate is.

    What they have read they have read: from now on it is open to them, or not any more.
    """
    row, _child = _opened(root_id, by, now)
    check_shares(shares)
    made = _again(row, by, now)
    made.shares = shares
    made.sealed = _sealed(made, queries.words_of(row))
    _add(made)
    _keep_examination("examination.share", made, None, by, now)
    return made


@story
def mark_examination_error(*, root_id: UUID, text: str, by: Member, now: datetime) -> Examination:
    """It was recorded by mistake: it stays, marked, and `justice` sees nothing of it any more."""
    row, _child = _opened(root_id, by, now)
    written = entry_of(root_id, "examination.write")
    check_mends(written, Unit.objects.get(principal=row.unit), by, now)
    check_says_why(text)
    made = _again(row, by, now)
    made.in_error = True
    made.sealed = _sealed(made, queries.words_of(row))
    _add(made)
    remark("examination.mistake", made, text, by=by, now=now)
    _keep_examination("examination.mistake", made, {"text": text}, by, now)
    return made


# ---------------------------------------------------------------- parts
def _last(child: Person) -> UUID | None:
    """The last writing of an exposure that the session sees."""
    return Exposure.objects.filter(child_id=child.id).order_by("-version").values_list("id", flat=True).first()


def _check_newest(known: int, version: int | None, of: Person | UUID) -> None:
    """`of`: the child whose last exposure it is, or the key of the examination."""
    if version is not None and version != known:
        row = _last(of) if isinstance(of, Person) else of
        raise Stale(_("Somebody changed this in between. Look at what it says now, then change it again."), row)


def _exposed(
    case: Case, child: Person, version: int, at: datetime | None, precision: str, why: str, text: str, by: Member, now: datetime
) -> Exposure:  # fmt: skip
    row = Exposure(case_id=case.id, child_id=child.id, version=version, at=at, precision=precision, why=why, unit=by.unit_id,
                   recorded_by=by.id, recorded_at=now)  # fmt: skip
    row.sealed = vault.seal(
        vault.key_of(case_id=case.id), json.dumps({"text": text.strip()}, ensure_ascii=False), row.place
    )
    add(row)
    return row


def _keep_exposure(act: str, row: Exposure, case: Case, child: Person, text: str, by: Member, now: datetime) -> None:
    moved = hasten(case, child, by, now)
    facts = {"version": row.version, "why": row.why} | ({"due_at": min(moved)} if moved else {})
    record(act, by=by, now=now, subject=row, case_id=case.id, child_id=child.id, compartment="care", facts=facts,
           changed={"text": text, "at": row.at, "precision": row.precision})  # fmt: skip


def _opened(root_id: UUID, by: Member, now: datetime) -> tuple[Examination, Person]:
    """The version that stands, locked with its case."""
    lock(queries.newest(root_id).case_id)
    row = queries.newest(root_id)
    child = Person.objects.get(id=row.child_id)
    check_tends(child, by, now)
    if row.in_error:
        raise CannotMove(_("This was taken back already. If it happened after all, record it anew."))
    return row, child


def _examined(
    case_id: UUID, child_id: UUID, root_id: UUID, version: int, told: Examined, before: bool, by: Member, now: datetime
) -> Examination:
    row = Examination(
        id=root_id if version == 1 else uuid7(), case_id=case_id, child_id=child_id, root_id=root_id, version=version,
        took_place=told.took_place, at=told.at,
        precision=told.precision, examination=told.examination, samples=told.samples, photographs=told.photographs,
        wished=told.wished, examined_by=told.examined_by, again=told.again if told.took_place and before else "",
        shares=told.shares, unit=by.unit_id, recorded_by=by.id, recorded_at=now,
    )  # fmt: skip
    row.sealed = _sealed(row, told.words)
    return row


COPIED = ("case_id", "child_id", "root_id", "took_place", "at", "precision", "examination", "samples", "photographs", "wished",
          "examined_by", "again", "shares")  # fmt: skip


def _again(row: Examination, by: Member, now: datetime) -> Examination:
    """The next version, all else as it was."""
    return Examination(**{name: getattr(row, name) for name in COPIED}, version=row.version + 1, unit=by.unit_id,
                       recorded_by=by.id, recorded_at=now)  # fmt: skip


def _add(row: Examination) -> None:
    """The version after the one that was read; where a unit wrote one that this session does not see, somebody was first."""
    try:
        add(row)
    except IntegrityError as error:
        raise Stale(_("Somebody changed this in between. Look at what it says now, then change it again.")) from error


def _sealed(row: Examination, words: dict[str, str]) -> bytes:
    return vault.seal(vault.key_of(case_id=row.case_id), json.dumps(words, ensure_ascii=False), row.place)


def _keep_examination(act: str, row: Examination, changed: dict[str, Any] | None, by: Member, now: datetime) -> None:
    """The entry of the care part; and what the justice part learns of it, as far as the child agreed."""
    facts = {"version": row.version, "held": row.took_place, "why": row.again, "assent": row.shares}
    record(act, by=by, now=now, subject=row, case_id=row.case_id, child_id=row.child_id, compartment="care",
           occurred_at=row.at, precision=row.precision, facts=facts, changed=changed)  # fmt: skip
    _tell_justice(row, by, now)


def _tell_justice(row: Examination, by: Member, now: datetime) -> None:
    """One word that stands, as the newest version says; none where the child does not agree, or nothing took place."""
    where = json.dumps({"certificate": queries.words_of(row)["certificate"]}, ensure_ascii=False)
    told = row.took_place and not row.in_error and row.shares == "agreed"
    standing = ExaminationWord.objects.filter(root_id=row.root_id, ended_at=None).first()
    same = (
        standing is not None
        and (standing.at, standing.precision) == (row.at, row.precision)
        and json.dumps(queries.words_of(standing), ensure_ascii=False) == where
    )
    if (told and same) or (not told and standing is None):
        return
    if standing is not None:
        standing.ended_at = now
        standing.save(update_fields=["ended_at"])
        if not told:
            _write_word("examination.untell", standing, by, now)
    if told:
        word = ExaminationWord(case_id=row.case_id, child_id=row.child_id, root_id=row.root_id, at=row.at, precision=row.precision,
                               unit=by.unit_id, recorded_by=by.id, recorded_at=now)  # fmt: skip
        word.sealed = vault.seal(vault.key_of(case_id=row.case_id), where, word.place)
        add(word)
        _write_word("examination.tell", word, by, now)


def _write_word(act: str, word: ExaminationWord, by: Member, now: datetime) -> None:
    when = (word.at, word.precision) if act == "examination.tell" else (None, "instant")
    record(act, by=by, now=now, subject=word, case_id=word.case_id, child_id=word.child_id, compartment="justice", occurred_at=when[0],
           precision=when[1])  # fmt: skip
