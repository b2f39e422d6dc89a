"""Calls of case conferences. (Annotations are values here.)"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from samaki.agencies.models import Unit
from samaki.api import reading, shapes
from samaki.api.app import Answer, ApiRequest, api, member_call
from samaki.api.cases import case_of, person_of
from samaki.api.conferring import (
    ActionIn,
    CloseConferenceIn,
    ConferenceIn,
    DecisionIn,
    InviteIn,
    OffIn,
    OwnerIn,
    PointIn,
    SayIn,
    UndertakeIn,
    WhenIn,
)
from samaki.cases.models import Case
from samaki.conferences import actions, agenda, calling, closing, queries
from samaki.conferences.models import Conference, ConferenceAction, ConferenceMember, ConferencePoint
from samaki.database.refusals import Invalid


@api.get("/cases/{code}/conferences", response=dict[str, Any])
@member_call
def of_case(request: ApiRequest, code: str) -> Answer:
    """Those on a case that the caller's unit is on the list of, the newest first."""
    return 200, shapes.page(_lines(queries.conferences_on(case_of(code).id)))


@api.post("/cases/{code}/conferences", response={201: dict[str, Any]})
@member_call
def call(request: ApiRequest, code: str, body: ConferenceIn) -> Answer:
    """Call one. What waits in the case stands on its agenda."""
    case = case_of(code)
    row = calling.call_conference(case=case, child=person_of(case, body.person), purpose=body.purpose,
                                  meets_at=_moment(body.meets_at, "meets_at"), at_unit=_unit(body.at_unit, "at_unit"),
                                  **_by(request))  # fmt: skip
    return 201, _line(row)


@api.get("/conferences", response=dict[str, Any])
@member_call
def conferences(request: ApiRequest) -> Answer:
    """Those that are still to be held, the next first."""
    return 200, shapes.page(_lines(queries.conferences(open_ones=True, now=request.now)))


@api.get("/conferences/{conference_id}", response=dict[str, Any])
@member_call
def conference(request: ApiRequest, conference_id: str) -> Answer:
    """The list, and of agenda, decisions and actions what the caller's unit may read."""
    seen = queries.minutes(_seen(conference_id), request.auth)
    told = [*((row, words) for said in seen.points for row, words in said.actions), *seen.others, *seen.before]
    return 200, _line(seen.row) | {
        "members": shapes.with_units([_members(one) for one in seen.members], "unit"),
        "points": [_point(said.point, said.text) | {"decisions": [text for _row, text in said.decisions]} for said in seen.points],
        "actions": shapes.with_units([_actions(row, words) for row, words in told], "owner"),
    }  # fmt: skip


@api.post("/conferences/{conference_id}/undertake", response=dict[str, Any])
@member_call
def undertake(request: ApiRequest, conference_id: str, body: UndertakeIn) -> Answer:
    """The undertaking, for the caller's unit: what was decided for it opens."""
    return 200, _member(
        calling.give_undertaking(conference_id=_seen(conference_id).id, agreed=body.agreed, **_by(request))
    )


@api.post("/conferences/{conference_id}/decline", response=dict[str, Any])
@member_call
def decline(request: ApiRequest, conference_id: str) -> Answer:
    """The caller's unit does not come."""
    return 200, _member(calling.decline_conference(conference_id=_seen(conference_id).id, **_by(request)))


@api.post("/conferences/{conference_id}/invite", response={201: dict[str, Any]})
@member_call
def invite(request: ApiRequest, conference_id: str, body: InviteIn) -> Answer:
    """Put a unit on the list."""
    row = calling.invite_unit(conference_id=_seen(conference_id).id, to_unit=_unit(body.to_unit, "to_unit"), compartments=body.compartments,
                              ground=body.ground, text=body.text, **_by(request))  # fmt: skip
    return 201, _member(row)


@api.post("/conferences/{conference_id}/gather", response=dict[str, Any])
@member_call
def gather(request: ApiRequest, conference_id: str) -> Answer:
    """Put on the agenda what waits and what differs."""
    return 200, {"count": agenda.gather_agenda(conference_id=_seen(conference_id).id, **_by(request))}


@api.post("/conferences/{conference_id}/points", response={201: dict[str, Any]})
@member_call
def add_point(request: ApiRequest, conference_id: str, body: PointIn) -> Answer:
    """A point of one's own."""
    row = _seen(conference_id)
    case = Case.objects.filter(id=row.case_id).first() if row.case_id else case_of(body.case) if body.case else None
    made = agenda.add_point(conference_id=row.id, case=case, child=person_of(case, body.person) if case else None,
                            compartment=body.compartment, text=body.text, sure=body.sure, **_by(request))  # fmt: skip
    return 201, _point(made, body.text)


@api.post("/conferences/{conference_id}/decisions", response={201: dict[str, Any]})
@member_call
def decide(request: ApiRequest, conference_id: str, body: DecisionIn) -> Answer:
    """Write down what was decided."""
    row = agenda.decide_point(conference_id=_seen(conference_id).id, point_id=reading.key(body.point), text=body.text, sure=body.sure,
                              **_by(request))  # fmt: skip
    return 201, {"id": row.id, "point": row.point_id, "text": body.text, "decided_at": row.made_at}


@api.post("/conferences/{conference_id}/actions", response={201: dict[str, Any]})
@member_call
def act(request: ApiRequest, conference_id: str, body: ActionIn) -> Answer:
    """Write down who does what, until when."""
    row = actions.record_action(
        conference_id=_seen(conference_id).id, point_id=reading.key(body.point) if body.point else None, text=body.text,
        owner=_unit(body.owner, "owner"), due_at=_moment(body.due_at, "due_at") if body.due_at else None, sure=body.sure, **_by(request),
    )  # fmt: skip
    return 201, _action(row, {"text": body.text})


@api.post("/conferences/{conference_id}/postpone", response=dict[str, Any])
@member_call
def postpone(request: ApiRequest, conference_id: str, body: WhenIn) -> Answer:
    """Another day, another place."""
    return 200, _line(calling.postpone_conference(conference_id=_seen(conference_id).id, meets_at=_moment(body.meets_at, "meets_at"),
                                                  at_unit=_unit(body.at_unit, "at_unit"), **_by(request)))  # fmt: skip


@api.post("/conferences/{conference_id}/cancel", response=dict[str, Any])
@member_call
def cancel(request: ApiRequest, conference_id: str, body: OffIn) -> Answer:
    """It does not take place."""
    return 200, _line(
        calling.cancel_conference(conference_id=_seen(conference_id).id, reason=body.reason, **_by(request))
    )


@api.post("/conferences/{conference_id}/close", response=dict[str, Any])
@member_call
def close(request: ApiRequest, conference_id: str, body: CloseConferenceIn) -> Answer:
    """It took place. Refused while an action has no owner."""
    row = closing.close_conference(conference_id=_seen(conference_id).id, present=[reading.key(one) for one in body.present],
                                   next_at=_moment(body.next_at, "next_at") if body.next_at else None, no_more=body.no_more,
                                   **_by(request))  # fmt: skip
    return 200, _line(row)


@api.post("/promises/{action_id}/say", response=dict[str, Any])
@member_call
def say(request: ApiRequest, action_id: str, body: SayIn) -> Answer:
    """The owner says what became of it."""
    found = ConferenceAction.objects.only("id").get(id=reading.key(action_id))
    return 200, _action(actions.say_action(action_id=found.id, answer=body.answer, text=body.text, **_by(request)), {})


@api.post("/promises/{action_id}/give", response=dict[str, Any])
@member_call
def give(request: ApiRequest, action_id: str, body: OwnerIn) -> Answer:
    """Name its owner, and its day."""
    found = ConferenceAction.objects.only("id").get(id=reading.key(action_id))
    row = actions.give_action(
        action_id=found.id, owner=_unit(body.owner, "owner"), due_at=_moment(body.due_at, "due_at"), **_by(request)
    )
    return 200, _action(row, {})


def _seen(text: str) -> Conference:
    return queries.conference_of(reading.key(text))


def _by(request: ApiRequest) -> dict[str, Any]:
    return {"by": request.auth, "now": request.now}


def _unit(text: str, field: str) -> Unit | None:
    return reading.unit(text, field)


def _moment(text: str, field: str) -> datetime:
    """A time that may lie ahead; a day counts to its end."""
    if not text:
        raise Invalid(_("Write the day and the time at which you meet, in the future."), field=field)
    return reading.until(text, field)[0]


def _lines(rows: list[Conference]) -> list[dict[str, Any]]:
    return shapes.with_units([_told(row) for row in rows], "unit", "at_unit")


def _line(row: Conference) -> dict[str, Any]:
    return _lines([row])[0]


def _told(row: Conference) -> dict[str, Any]:
    return {"id": row.id, "case": row.case_code or None, "person": row.child_id, "area": row.area or None, "purpose": row.purpose,
            "state": row.state, "meets_at": row.meets_at, "unit": row.unit, "at_unit": row.at_unit, "series": row.series_id,
            "version": row.version}  # fmt: skip


def _member(row: ConferenceMember) -> dict[str, Any]:
    return shapes.with_units([_members(row)], "unit")[0]


def _members(row: ConferenceMember) -> dict[str, Any]:
    return {"id": row.id, "unit": row.unit, "state": row.state, "compartments": row.parts, "undertaken_at": row.undertaken_at,
            "present": row.present}  # fmt: skip


def _point(row: ConferencePoint, text: str) -> dict[str, Any]:
    return {"id": row.id, "source": row.source, "state": row.state, "case": row.case_code or None, "person": row.child_id,
            "compartment": row.compartment or None, "step": row.step_id, "text": text}  # fmt: skip


def _action(row: ConferenceAction, words: dict[str, str]) -> dict[str, Any]:
    return shapes.with_units([_actions(row, words)], "owner")[0]


def _actions(row: ConferenceAction, words: dict[str, str]) -> dict[str, Any]:
    return {"id": row.id, "point": row.point_id, "owner": row.owner, "due_at": row.due_at, "becomes": row.becomes, "step": row.step_id,
            "handoff": row.handoff_id, "state": row.state, "text": words.get("text"), "why": words.get("why") or None}  # fmt: skip
