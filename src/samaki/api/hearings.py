"""Calls about hearings, what they need, and releases. (Annotations are values here.)"""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from samaki.api import bodies, fields, reading, shapes, versions
from samaki.api.app import Answer, ApiRequest, api, member_call
from samaki.api.cases import case_of
from samaki.cases.models import Case, Person
from samaki.database.refusals import Invalid, tell, together
from samaki.journeys.hearings import becoming, entering, needing, queries, releases
from samaki.journeys.hearings.models import Hearing, HearingNeed, Release
from samaki.journeys.hearings.telling import Told

Day = Annotated[fields.Code, Field(description="RFC 3339 time, or a date or a part of one; it may lie ahead")]


class HearingIn(bodies.Body):
    """A date of a court, as it was heard. `text` is for the justice part; `place`, `room`, `bring` for everybody who goes there."""

    at: Day
    until: Day = ""
    purpose: Annotated[fields.Code, Field(description="a code of the list `hearing_reason`")]
    source: Annotated[fields.Code, Field(description="a code of the list `hearing_source_reason`")]
    court: fields.UnitRef = ""
    place: fields.Text = ""
    room: fields.Line = ""
    bring: fields.Text = ""
    text: fields.Text = ""
    people: Annotated[list[fields.PersonRef], Field(max_length=200, description="children who are called")] = []


class CorrectHearingIn(HearingIn):
    """All of it anew, and what was wrong."""

    why: fields.Text


class SourceIn(bodies.Body):
    """From where it is known by now."""

    source: Annotated[fields.Code, Field(description="a code of the list `hearing_source_reason`")]
    text: fields.Text = ""


class BecameIn(bodies.Body):
    """Why, or what came of it: a code of `hearing_moved_reason`, `hearing_held_reason` or `hearing_not_held_reason`. `new`: the new
    date; `new_id`: a hearing that is written down already."""

    reason: fields.Code
    text: fields.Text = ""
    new: HearingIn | None = None
    new_id: fields.Code = ""


class NotHeldIn(bodies.Body):
    """Why it was not held, or will not be."""

    reason: Annotated[fields.Code, Field(description="a code of the list `hearing_not_held_reason`")]
    text: fields.Text = ""


class NeedIn(bodies.Body):
    """`sort`: summons | interpreter | transport. `move`: ask (sent) | arrange (received), where that was done already."""

    sort: fields.Code
    person: fields.PersonRef = ""
    text: fields.Text = ""
    move: fields.Code = ""


class MoveIn(bodies.Body):
    """`move`: ask (a summons: sent) | arrange (received) | fail (not delivered) | drop."""

    move: fields.Code
    text: fields.Text = ""


class ReleaseIn(bodies.Body):
    """Somebody who was held is free, or will be."""

    at: Day
    reason: Annotated[fields.Code, Field(description="a code of the list `release_reason`")]
    source: Annotated[fields.Code, Field(description="a code of the list `hearing_source_reason`")]
    person: fields.PersonRef = ""
    text: fields.Text = ""


@api.get("/cases/{code}/hearings", response=dict[str, Any])
@member_call
def hearings(request: ApiRequest, code: str) -> Answer:
    """What is open to the caller's unit, the latest day first."""
    return 200, shapes.page([_shape(one) for one in queries.shown(queries.hearings_of(case_of(code))[: queries.MOST])])


@api.post("/cases/{code}/hearings", response={201: dict[str, Any]})
@member_call
def enter(request: ApiRequest, code: str, body: HearingIn) -> Answer:
    """Write down a date; from a paper of the court, or from the court itself, it counts as confirmed."""
    case = case_of(code)
    with together():
        row = entering.enter_hearing(case=case, told=_told(case, body), by=request.auth, now=request.now)
    return 201, _one(row)


@api.get("/hearings/{hearing_id}", response=dict[str, Any])
@member_call
def hearing(request: ApiRequest, hearing_id: str) -> Answer:
    """One, with its version as ETag."""
    return 200, _one(_row(hearing_id))


@api.post("/hearings/{hearing_id}/confirm", response=dict[str, Any])
@member_call
def confirm(request: ApiRequest, hearing_id: str, body: SourceIn) -> Answer:
    """The date is known from the court by now."""
    return 200, _one(entering.confirm_hearing(hearing_id=_row(hearing_id).id, source=body.source, text=body.text, by=request.auth,
                                              now=request.now))  # fmt: skip


@api.post("/hearings/{hearing_id}/correct", response=dict[str, Any])
@member_call
def correct(request: ApiRequest, hearing_id: str, body: CorrectHearingIn) -> Answer:
    """It was written down wrongly. Needs If-Match."""
    row = _row(hearing_id)
    version = versions.matched(request, row)
    with together():
        told = _told(Case.objects.get(id=row.case_id), body)
        made = entering.correct_hearing(
            hearing_id=row.id, told=told, why=body.why, version=version, by=request.auth, now=request.now
        )
    return 200, _one(made)


@api.post("/hearings/{hearing_id}/postpone", response=dict[str, Any])
@member_call
def postpone(request: ApiRequest, hearing_id: str, body: BecameIn) -> Answer:
    """It is on another day, or nobody knows yet on which."""
    row = _row(hearing_id)
    known = reading.key(body.new_id) if body.new_id else None
    with together():
        made = becoming.postpone_hearing(hearing_id=row.id, reason=body.reason, text=body.text, new=_new(row, body), new_id=known,
                                         by=request.auth, now=request.now)  # fmt: skip
    return 200, _one(made)


@api.post("/hearings/{hearing_id}/held", response=dict[str, Any])
@member_call
def held(request: ApiRequest, hearing_id: str, body: BecameIn) -> Answer:
    """It was held, and what came of it."""
    row = _row(hearing_id)
    with together():
        made = becoming.hold_hearing(hearing_id=row.id, reason=body.reason, text=body.text, new=_new(row, body), by=request.auth,
                                     now=request.now)  # fmt: skip
    return 200, _one(made)


@api.post("/hearings/{hearing_id}/not-held", response=dict[str, Any])
@member_call
def not_held(request: ApiRequest, hearing_id: str, body: NotHeldIn) -> Answer:
    """It was not held, or will not be."""
    return 200, _one(becoming.not_hold_hearing(hearing_id=_row(hearing_id).id, reason=body.reason, text=body.text, by=request.auth,
                                               now=request.now))  # fmt: skip


@api.post("/hearings/{hearing_id}/reopen", response=dict[str, Any])
@member_call
def reopen(request: ApiRequest, hearing_id: str, body: bodies.WhyIn) -> Answer:
    """What was said of the day was a mistake."""
    return 200, _one(
        becoming.reopen_hearing(hearing_id=_row(hearing_id).id, text=body.text, by=request.auth, now=request.now)
    )


@api.post("/hearings/{hearing_id}/mark-error", response=dict[str, Any])
@member_call
def mark_error(request: ApiRequest, hearing_id: str, body: bodies.WhyIn) -> Answer:
    """There is no such hearing."""
    return 200, _one(
        entering.mark_hearing_error(hearing_id=_row(hearing_id).id, text=body.text, by=request.auth, now=request.now)
    )


@api.post("/hearings/{hearing_id}/needs", response={201: dict[str, Any]})
@member_call
def need(request: ApiRequest, hearing_id: str, body: NeedIn) -> Answer:
    """A summons, an interpreter or transport is needed."""
    row = _row(hearing_id)
    person = reading.person_in(Case.objects.get(id=row.case_id), body.person, "person")
    made = needing.add_need(hearing_id=row.id, sort=body.sort, person=person, text=body.text, move=body.move, by=request.auth,
                            now=request.now)  # fmt: skip
    return 201, _need(made)


@api.post("/hearing-needs/{need_id}/move", response=dict[str, Any])
@member_call
def move(request: ApiRequest, need_id: str, body: MoveIn) -> Answer:
    """How far it is."""
    found = HearingNeed.objects.only("id").get(id=reading.key(need_id))
    return 200, _need(
        needing.move_need(need_id=found.id, move=body.move, text=body.text, by=request.auth, now=request.now)
    )


@api.get("/cases/{code}/releases", response=dict[str, Any])
@member_call
def releases_of(request: ApiRequest, code: str) -> Answer:
    """Word of releases, the newest first."""
    return 200, shapes.page([_release(row) for row in queries.releases_of(case_of(code))])


@api.post("/cases/{code}/releases", response={201: dict[str, Any]})
@member_call
def release(request: ApiRequest, code: str, body: ReleaseIn) -> Answer:
    """Somebody who was held is free, or will be: every unit of the case is told, and looks whether each child is safe."""
    case = case_of(code)
    with together():
        at, precision = _day(body.at, "at")
        made = releases.hear_release(
            case=case, reason=body.reason, source=body.source, at=at, precision=precision, text=body.text,
            person=reading.person_in(case, body.person, "person"), by=request.auth, now=request.now,
        )  # fmt: skip
    return 201, _release(made)


@api.post("/releases/{release_id}/confirm", response=dict[str, Any])
@member_call
def confirm_release(request: ApiRequest, release_id: str, body: SourceIn) -> Answer:
    """It is known for sure by now."""
    found = Release.objects.only("id").get(id=reading.key(release_id))
    made = releases.confirm_release(
        release_id=found.id, source=body.source, text=body.text, by=request.auth, now=request.now
    )
    return 200, _release(made)


@api.post("/releases/{release_id}/mark-error", response=dict[str, Any])
@member_call
def mark_release_error(request: ApiRequest, release_id: str, body: bodies.WhyIn) -> Answer:
    """Nobody was released."""
    found = Release.objects.only("id").get(id=reading.key(release_id))
    return 200, _release(
        releases.mark_release_error(release_id=found.id, text=body.text, by=request.auth, now=request.now)
    )


def _row(text: str) -> Hearing:
    return Hearing.objects.get(id=reading.key(text))


def _new(row: Hearing, body: BecameIn) -> Told | None:
    return _told(Case.objects.get(id=row.case_id), body.new) if body.new is not None else None


def _told(case: Case, body: HearingIn) -> Told:
    at, precision = _day(body.at, "at")
    until = _day(body.until, "until")[0] if body.until else None
    people = [reading.person_in(case, one, "people") for one in body.people]
    children: tuple[Person, ...] = tuple(one for one in people if one is not None)
    return Told(purpose=body.purpose, at=at, precision=precision, until=until, source=body.source, court=reading.unit(body.court, "court"),
                place=body.place, room=body.room, bring=body.bring, text=body.text, children=children)  # fmt: skip


def _day(text: str, field: str) -> tuple[datetime | None, str]:
    """A day that may lie ahead; nothing for an empty text, of which the operation speaks."""
    try:
        return reading.until(text, field) if text else (None, "instant")
    except Invalid as refusal:
        tell(refusal)
        return None, "instant"


def _one(row: Hearing) -> dict[str, Any]:
    return _shape(queries.shown([row])[0]) | {"etag": row.version}


def _shape(one: queries.Shown) -> dict[str, Any]:
    row = one.row
    return {"id": row.id, "at": row.at, "precision": row.precision, "until": row.until, "purpose": row.purpose, "state": row.state,
            "reason": row.reason, "source": row.source, "court": row.court, "people": sorted(one.children), "unit": row.unit,
            "author": row.recorded_by, "recorded_at": row.recorded_at, "confirmed_at": row.confirmed_at, "after": row.after_id,
            "version": row.version, "needs": [_need(need) for need in one.needs],
            "conflicts": [{"why": clash.why, "hearing": clash.other} for clash in one.clashes], **one.words}  # fmt: skip


def _need(need: HearingNeed) -> dict[str, Any]:
    return {"id": need.id, "hearing": need.hearing_id, "sort": need.sort, "person": need.person_id, "state": need.state,
            "asked_at": need.asked_at, "ready_at": need.ready_at, "lines": queries.words_of_need(need),
            "version": need.version}  # fmt: skip


def _release(row: Release) -> dict[str, Any]:
    return {"id": row.id, "at": row.at, "precision": row.precision, "person": row.person_id, "reason": row.reason, "source": row.source,
            "state": row.state, "unit": row.unit, "author": row.recorded_by, "recorded_at": row.recorded_at,
            "confirmed_at": row.confirmed_at, "version": row.version}  # fmt: skip
