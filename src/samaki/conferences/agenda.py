"""Stories of the agenda: what waits is gathered, a point of one's own is put on it or taken off, and what is decided."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.cases.models import Case, Person
from samaki.conferences import rules
from samaki.conferences.models import Conference, ConferenceDecision, ConferencePoint, OfConference
from samaki.conferences.queries import member_of, waiting_steps
from samaki.conferences.telling import write
from samaki.conferences.words import seal_words
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, together
from samaki.threads.peers.careful import shapes_in
from samaki.threads.peers.rules import warning


@story
def gather_agenda(*, conference_id: UUID, by: Member, now: datetime) -> int:
    """Put on the agenda what waits in the case (of a province: with our unit), and observations of a child that differ; as far as our
    unit reads it, and it does not stand there. Returns how many points that were. Raises CannotMove where there are none."""
    row = _taking_part(conference_id, by, now)
    found = put_waiting(row, by, now)
    if not found:
        raise CannotMove(_("Nothing more waits that your unit may read. Put a point of your own on the agenda."))
    return found


@story
def add_point(
    *, conference_id: UUID, case: Case | None, child: Person | None, compartment: str, text: str, by: Member, now: datetime,
    sure: bool = False,
) -> ConferencePoint:  # fmt: skip
    """A point of our own: about a case in a part that we read, or (of a province) about no case, without a name.

    Raises NotAllowed, CannotMove, Invalid; for a point of no case once, where its text may lead to a child (`sure`).
    """
    row = _taking_part(conference_id, by, now)
    with together() as told:
        told.of(rules.check_part, row, case, child, compartment, by)
        words = told.of(rules.check_words, text) or ""
    check_names_nobody(case, words, sure=sure)
    point = ConferencePoint(source="own")
    return _put(point, row, case, child.id if child else None, compartment, words, by, now)


@story
def drop_point(*, point_id: UUID, by: Member, now: datetime) -> ConferencePoint:
    """It is off the agenda: by who put it there, or by who called the conference, as long as nothing is decided."""
    point = ConferencePoint.objects.get(id=point_id)
    row = _taking_part(point.conference_id, by, now)
    point.refresh_from_db()
    rules.check_moves("point", "drop", point)
    if not (rules.is_of(point.unit, by) or rules.is_of(row.unit, by)):
        raise NotAllowed(_("Only who put this point there, or who called the conference, takes it off."))
    point.state = "dropped"
    point.save(update_fields=["state"])
    write("conference.drop", row, by, now, about=point)
    return point


@story
def decide_point(
    *, conference_id: UUID, point_id: UUID, text: str, by: Member, now: datetime, sure: bool = False
) -> ConferenceDecision:
    """Write down what was decided. Written once more, the newer one stands and the older stays beneath. By the unit that called it."""
    row = _taking_part(conference_id, by, now)
    rules.check_convenes(row, by, now)
    point = ConferencePoint.objects.get(id=point_id)
    _check_here(point, row)
    rules.check_moves("point", "decide", point)
    words = rules.check_words(text)
    check_names_nobody(point.case_id, words, sure=sure)
    decision = ConferenceDecision(point=point)
    fill(decision, row, point, by, now)
    decision.sealed = seal_words(decision, {"text": words})
    decision.save(force_insert=True)
    point.state = "decided"
    point.save(update_fields=["state"])
    write("conference.decide", row, by, now, about=decision, changed={"text": words})
    return decision


# ---------------------------------------------------------------- parts of stories
def put_waiting(row: Conference, by: Member, now: datetime) -> int:
    """One point for each step that belongs on the agenda."""
    found = waiting_steps(row, by, now)
    for waits in found:
        point = ConferencePoint(source=waits.source, step_id=waits.step.id, step_kind=waits.step.kind)
        _put(point, row, waits.step.case, waits.step.child_id, waits.step.compartment, "", by, now)
    return len(found)


def fill(new: OfConference, row: Conference, like: OfConference | None, by: Member, now: datetime) -> None:
    """Who made it when, in which meeting; of the same part of the same file as what it is about."""
    new.conference, new.unit, new.made_by, new.made_at = row, by.unit_id, by.id, now
    if like is not None:
        new.case_id, new.case_code = like.case_id, like.case_code
        new.child_id, new.compartment = like.child_id, like.compartment


def check_names_nobody(case: object, text: str, *, sure: bool) -> None:
    """What belongs to no case leads to none."""
    if case is None and not sure and (found := shapes_in(text)):
        raise Invalid(warning(found), field="sure")


def _put(
    point: ConferencePoint, row: Conference, case: Case | None, child_id: UUID | None, compartment: str, text: str, by: Member,
    now: datetime,
) -> ConferencePoint:  # fmt: skip
    fill(point, row, None, by, now)
    if case is not None:
        point.case_id, point.case_code, point.child_id, point.compartment = case.id, case.code, child_id, compartment
    point.sealed = seal_words(point, {"text": text})
    point.save(force_insert=True)
    facts = {"form": point.source, "step": point.step_id} if point.step_id else {"form": point.source}
    write("conference.point", row, by, now, about=point, changed={"text": text} if text else None, **facts)
    return point


def _taking_part(conference_id: UUID, by: Member, now: datetime) -> Conference:
    row = Conference.objects.get(id=conference_id)
    lock(row.case_id or row.series_id or row.id)
    lock(row.id)  # as the clock does
    row.refresh_from_db()
    rules.check_takes_part(row, member_of(row, by), by, now)
    return row


def _check_here(point: ConferencePoint, row: Conference) -> None:
    """Of this meeting, or left open by an earlier one of its series."""
    series = point.conference.series_id
    if point.conference_id != row.id and (series is None or series != row.series_id):
        raise ConferencePoint.DoesNotExist
