"""Stories of an assessment of outcomes: begun, answered domain by domain, signed; corrected by another that stands in its place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Member
from samaki.care import rules
from samaki.care.models import CareAssessment
from samaki.care.states import ASSESSMENT, moved
from samaki.care.telling import Words, begun, keep, seal, words_of, write
from samaki.cases.births import check_after_birth
from samaki.cases.mending import check_says_why
from samaki.cases.models import Case, Person
from samaki.countries.scoring import Domain, Instrument, WrongAnswer, score, unanswered
from samaki.database import add, lock, lock_of, story
from samaki.database.refusals import CannotMove, Gathered, Invalid, together


@story
def begin_assessment(
    *,
    case: Case,
    child: Person,
    instrument: str,
    by: Member,
    now: datetime,
    taken_at: datetime | None = None,
    precision: str = "instant",
) -> CareAssessment:
    """A draft of this member; the one that they have begun already, where there is one. `taken_at`: when the child was seen.

    Raises NotAllowed, Invalid (an instrument that is not offered, a day ahead), CannotMove (a draft of another day is begun).
    """
    lock(case.id)
    rules.check_child(case, child)
    rules.check_writes(case.id, child.id, by, now)
    if instrument not in {one.code for one in pack().caring.offered()}:
        raise Invalid(_("Choose an instrument from the list."), field="instrument")
    if taken_at is not None and taken_at > now:
        raise Invalid(_("This lies in the future. Write when it happened."), field="taken_at")
    check_after_birth(child, taken_at, "taken_at")
    mine = CareAssessment.objects.filter(
        child_id=child.id, instrument=instrument, recorded_by=by.id, state="draft"
    ).first()
    if mine is not None:
        _check_same_day(mine, taken_at)
        return mine
    rules.check_room(CareAssessment, child)
    row: CareAssessment = begun(CareAssessment, case.id, child.id, by, now, instrument=instrument, taken_at=taken_at or now,
                                taken_precision=precision)  # fmt: skip
    return _began(row, {"answers": {}, "text": ""}, by, now)


@story
def answer_domain(
    *,
    assessment_id: UUID,
    domain: str,
    answers: Mapping[str, str],
    by: Member,
    now: datetime,
    version: int | None = None,
) -> CareAssessment:
    """What was answered in one domain, in the place of what stood there. `answers`: item -> the number of an anchor, or the code of a
    reason why there is none; an item that is left out, or empty, has none yet.

    Raises NotAllowed, Invalid for each wrong item, CannotMove (signed), Stale.
    """
    row = _draft(assessment_id, version, by, now)
    row.state = moved(ASSESSMENT, row.state, "answer", rules.sentence_of(row))
    instrument = _instrument(row)
    found = next((one for one in instrument.domains if one.code == domain), None)
    if found is None:
        raise Invalid(_("There is no such part of this instrument."), field="domain")
    with together() as wrong:
        given = _read(found, instrument, answers, wrong)
    words = words_of(row)
    kept = {
        code: answer for code, answer in words["answers"].items() if code not in {item.code for item in found.items}
    }
    words["answers"] = kept | given
    seal(row, words)
    keep(row)
    write("care.assessment_answer", row, by, now, {"kind": row.instrument, "state": row.state, "count": len(words["answers"])},
          changed={"answers": given})  # fmt: skip
    return row


@story
def sign_assessment(
    *, assessment_id: UUID, by: Member, now: datetime, text: str = "", version: int | None = None
) -> CareAssessment:
    """From now on it stands, with the name of who signed it and the day; what it corrects stands no longer. `text`: in their own words.

    Every item has an answer or a reason why there is none. Raises NotAllowed, Invalid, CannotMove, Stale.
    """
    row = _draft(assessment_id, version, by, now)
    state = moved(ASSESSMENT, row.state, "sign", rules.sentence_of(row))
    with together() as wrong:
        rules.check_length(text, "text", rules.LONGEST, wrong)
    words = words_of(row) | {"text": text.strip()}
    if open_items := unanswered(_instrument(row), words["answers"]):
        raise CannotMove(
            _("%(count)s questions have no answer yet. Answer them, or say of each why there is none.")
            % {"count": len(open_items)}
        )
    row.state, row.signed_at = state, now
    seal(row, words)
    _takes_the_place(row)
    keep(row)
    write("care.assessment_sign", row, by, now, {"kind": row.instrument, "state": row.state, "count": len(words["answers"])},
          changed=words, occurred_at=row.taken_at, precision=row.taken_precision)  # fmt: skip
    return row


@story
def correct_assessment(*, assessment_id: UUID, by: Member, now: datetime) -> CareAssessment:
    """A draft with the same answers; once it is signed it stands in the place of this one. Raises NotAllowed, CannotMove."""
    lock_of(CareAssessment, assessment_id)
    row = CareAssessment.objects.get(id=assessment_id)
    rules.check_writes(row.case_id, row.child_id, by, now)
    moved(ASSESSMENT, row.state, "supersede", _("Only an assessment that stands can be corrected."))
    follower = CareAssessment.objects.filter(supersedes_id=row.id).exclude(state="discarded").first()
    if follower is not None:
        if follower.recorded_by == by.id:
            return follower
        raise CannotMove(_("Somebody is correcting this assessment already."))
    if CareAssessment.objects.filter(
        child_id=row.child_id, instrument=row.instrument, recorded_by=by.id, state="draft"
    ).exists():
        raise CannotMove(_("You have begun another assessment of this child. Sign it or lay it aside first."))
    new: CareAssessment = begun(CareAssessment, row.case_id, row.child_id, by, now, instrument=row.instrument, taken_at=row.taken_at,
                                taken_precision=row.taken_precision, supersedes_id=row.id)  # fmt: skip
    return _began(new, words_of(row), by, now)


@story
def discard_assessment(*, assessment_id: UUID, by: Member, now: datetime) -> CareAssessment:
    """A draft is laid aside; it never stood. Raises NotAllowed, CannotMove."""
    row = _draft(assessment_id, None, by, now)
    row.state = moved(ASSESSMENT, row.state, "discard", rules.sentence_of(row))
    keep(row)
    write("care.assessment_discard", row, by, now, {"kind": row.instrument, "state": row.state})
    return row


@story
def mark_assessment_error(*, assessment_id: UUID, text: str, by: Member, now: datetime) -> CareAssessment:
    """It was signed by mistake, of another child for instance: it stays, and no longer counts. Raises NotAllowed, Invalid, CannotMove."""
    lock_of(CareAssessment, assessment_id)
    row = CareAssessment.objects.get(id=assessment_id)
    rules.check_writes(row.case_id, row.child_id, by, now)
    with together() as wrong:
        wrong.of(check_says_why, text)
        rules.check_length(text, "text", rules.LONGEST, wrong)
    rules.check_mistaken(row, "care.assessment_sign", by, now)
    row.state = moved(ASSESSMENT, row.state, "mistake", rules.sentence_of(row))
    keep(row)
    write("care.assessment_mistake", row, by, now, {"kind": row.instrument, "state": row.state}, text=text)
    return row


# ---------------------------------------------------------------- parts
def _check_same_day(mine: CareAssessment, taken_at: datetime | None) -> None:
    """Another day is another assessment: what was answered of the first one is not put under it unsaid."""
    if taken_at is not None and _day(taken_at) != _day(mine.taken_at):
        said = _("You have begun an assessment of another day already. Sign it or lay it aside, then begin this one.")
        raise CannotMove(said).leading_to("assessment", mine.id)


def _day(moment: datetime) -> date:
    return calendar().local(moment).date()


def _began(row: CareAssessment, words: Words, by: Member, now: datetime) -> CareAssessment:
    seal(row, words)
    add(row)
    write("care.assessment", row, by, now, {"kind": row.instrument, "state": row.state})
    return row


def _draft(assessment_id: UUID, version: int | None, by: Member, now: datetime) -> CareAssessment:
    lock_of(CareAssessment, assessment_id)
    row = rules.check_version(CareAssessment, assessment_id, version)
    rules.check_writes(row.case_id, row.child_id, by, now)
    rules.check_own_draft(row, by)
    return row


def _instrument(row: CareAssessment) -> Instrument:
    found = pack().caring.instruments.get(row.instrument)
    if found is None:
        raise CannotMove(
            _("This instrument is no longer in the pack of this country: what was answered cannot be read.")
        )
    return found


def _read(domain: Domain, instrument: Instrument, answers: Mapping[str, str], wrong: Gathered) -> dict[str, int | str]:
    """Each answer as it is kept; wrong where the instrument has none like it."""
    read: dict[str, int | str] = {}
    items = {item.code for item in domain.items}
    for code, given in answers.items():
        if not given:
            continue
        answer = int(given) if given.isascii() and given.isdigit() and len(given) < 3 else given
        try:
            if code not in items:
                raise WrongAnswer(code)
            score(instrument, {code: answer})
        except WrongAnswer:
            wrong.wrong(_("Choose one of the answers, or why there is none."), field=code)
        else:
            read[code] = answer
    return read


def _takes_the_place(row: CareAssessment) -> None:
    """Of the one that it corrects."""
    before = CareAssessment.objects.filter(id=row.supersedes_id).first() if row.supersedes_id else None
    if before is not None:
        before.state = moved(
            ASSESSMENT, before.state, "supersede", _("Only an assessment that stands can be corrected.")
        )
        keep(before)
