"""Calls of confidentiality officers: looks and questions about them, walls. (Annotations are values here.)"""

from datetime import timedelta
from typing import Annotated, Any

from pydantic import Field

from samaki.agencies.models import Member, Unit
from samaki.api import bodies, fields, reading, shapes
from samaki.api.app import Answer, ApiRequest, api, member_call, proved
from samaki.api.cases import case_of
from samaki.journeys.guarding import conflicts, looks, questions, recusals, rules
from samaki.journeys.guarding.models import Conflict, LookQuestion
from samaki.journeys.guarding.words import words_of

DAYS = 366


class LookQuestionIn(bodies.Body):
    """What is asked beside "why did you look?"; may be empty."""

    text: fields.Text = ""


class CloseLookIn(bodies.Body):
    """What came of it."""

    outcome: Annotated[fields.Code, Field(description="a code of the list `look_answer_reason`")]
    text: fields.Text = ""


class WallIn(bodies.Body):
    """Which unit must have no part in the case, why, who takes over, who decides, for how long."""

    unit: fields.UnitRef
    to_unit: fields.UnitRef
    decider: Annotated[
        fields.UnitRef, Field(description="a unit of another agency, in which a confidentiality officer sits")
    ]
    reason: Annotated[fields.Code, Field(description="a code of the list `conflict_reason`")]
    text: fields.Text
    not_enough: Annotated[fields.Text, Field(description="why it is not enough that one person steps aside")]
    by_accused: bool
    else_known: Annotated[fields.Text, Field(description="where the accused says so: what else speaks for it")] = ""
    days: Annotated[int, Field(ge=1, le=DAYS)]
    at_once: Annotated[
        bool, Field(description="the case disappears at once, not some days after their work has moved")
    ] = False


class YesOrNoWhyWall(bodies.Body):
    """The second officer's word, with a reason."""

    agreed: bool
    text: fields.Text


class AsideIn(bodies.Body):
    """Who steps aside (empty: the caller), and why."""

    member: fields.MemberRef = ""
    reason: Annotated[fields.Code, Field(description="a code of the list `conflict_reason`")]
    text: fields.Text


@api.get("/looks", response=dict[str, Any])
@member_call
def list_looks(request: ApiRequest, cursor: fields.Code = "", who: fields.Line = "") -> Answer:
    """Looks of members of the caller's agency at what is sealed, the newest first, of one year; for confidentiality officers."""
    rules.check_officer(request.auth, request.now)
    wanted = looks.Wanted(request.now - timedelta(days=DAYS), request.now + timedelta(minutes=1), who=who)
    rows, following = looks.page_of_looks(wanted, conflicts.guarded(), reading.cursor(cursor))
    codes = looks.codes_of(rows)
    found = [
        {
            "id": row.id,
            "who": row.who,
            "act": row.act,
            "case": codes.get(row.case_id) if row.case_id else None,
            "at": row.recorded_at,
        }
        for row in rows
    ]
    return 200, shapes.page(found, following)


@api.get("/cases/{code}/looks", response=dict[str, Any])
@member_call
def looks_of_case(request: ApiRequest, code: str) -> Answer:
    """Who has seen what is sealed in this case, as far as the caller may know."""
    rows = looks.looks_at(case_of(code).id)
    return 200, shapes.page([{"id": row.id, "who": row.who, "act": row.act, "at": row.recorded_at} for row in rows])


@api.post("/looks/{look_id}/question", response={201: dict[str, Any]})
@member_call
def question_look(request: ApiRequest, look_id: str, body: LookQuestionIn) -> Answer:
    """Ask the member why they looked; they answer by `due_at`."""
    row = questions.question_look(entry_id=reading.key(look_id), text=body.text, by=request.auth, now=request.now)
    return 201, _question(row, request)


@api.get("/questions", response=dict[str, Any])
@member_call
def list_questions(request: ApiRequest) -> Answer:
    """Questions to the caller, and for a confidentiality officer those of the agency, the newest first."""
    return 200, shapes.page([_question(row, request) for row in LookQuestion.objects.order_by("-asked_at")[:100]])


@api.post("/questions/{question_id}/answer", response=dict[str, Any])
@member_call
def answer_look(request: ApiRequest, question_id: str, body: bodies.WhyIn) -> Answer:
    """Say why you looked."""
    row = questions.answer_look(question_id=reading.key(question_id), text=body.text, by=request.auth, now=request.now)
    return 200, _question(row, request)


@api.post("/questions/{question_id}/close", response=dict[str, Any])
@member_call
def close_look(request: ApiRequest, question_id: str, body: CloseLookIn) -> Answer:
    """The officer closes it: after the answer, or when its time is over."""
    row = questions.close_look(
        question_id=reading.key(question_id), outcome=body.outcome, text=body.text, by=request.auth, now=request.now
    )
    return 200, _question(row, request)


@api.post("/cases/{code}/walls", response={201: dict[str, Any]})
@member_call
@proved
def ask_wall(request: ApiRequest, code: str, body: WallIn) -> Answer:
    """Ask an officer of another agency to agree that a unit must have no part in this case."""
    row = conflicts.ask_wall(
        case=case_of(code),
        unit=reading.unit_or_none(body.unit),
        to_unit=reading.unit_or_none(body.to_unit),
        decider=reading.unit_or_none(body.decider),
        reason=body.reason,
        text=body.text,
        not_enough=body.not_enough,
        by_accused=body.by_accused,
        else_known=body.else_known,
        days=body.days,
        at_once=body.at_once,
        by=request.auth,
        now=request.now,
    )
    return 201, _wall(row, request)


@api.get("/walls/{wall_id}", response=dict[str, Any])
@member_call
def wall(request: ApiRequest, wall_id: str) -> Answer:
    """How it stands: asked, withdrawn, refused, moved, stands, over or lifted; for the officers of the two agencies."""
    return 200, _wall(Conflict.objects.get(id=reading.key(wall_id)), request)


@api.post("/walls/{wall_id}/answer", response=dict[str, Any])
@member_call
@proved
def answer_wall(request: ApiRequest, wall_id: str, body: YesOrNoWhyWall) -> Answer:
    """The second officer decides. With a yes the unit's steps move, then the case disappears from it."""
    row = conflicts.answer_wall(
        conflict_id=reading.key(wall_id), agreed=body.agreed, text=body.text, by=request.auth, now=request.now
    )
    return 200, _wall(row, request)


@api.post("/walls/{wall_id}/take-back", response=dict[str, Any])
@member_call
def take_back_wall(request: ApiRequest, wall_id: str) -> Answer:
    """Who asked takes it back before the other officer answered."""
    row = conflicts.take_back_wall(conflict_id=reading.key(wall_id), by=request.auth, now=request.now)
    return 200, _wall(row, request)


@api.post("/walls/{wall_id}/end", response=dict[str, Any])
@member_call
@proved
def end_wall(request: ApiRequest, wall_id: str, body: bodies.WhyIn) -> Answer:
    """Lift it before its end."""
    row = conflicts.end_wall(conflict_id=reading.key(wall_id), text=body.text, by=request.auth, now=request.now)
    return 200, _wall(row, request)


@api.post("/cases/{code}/recusals", response={201: dict[str, Any]})
@member_call
def step_aside(request: ApiRequest, code: str, body: AsideIn) -> Answer:
    """The caller, or a member of the unit that they lead, must have no part in this case from now on."""
    member = Member.objects.select_related("unit").filter(username=body.member).first() if body.member else request.auth
    row = recusals.step_aside(
        case=case_of(code),
        member=member,
        reason=body.reason,
        text=body.text,
        by=request.auth,
        now=request.now,
    )
    return 201, {"id": row.id, "since": row.since, "until": row.until, "reason": row.reason}


@api.post("/recusals/{recusal_id}/end", response=dict[str, Any])
@member_call
def end_recusal(request: ApiRequest, recusal_id: str) -> Answer:
    """The reason is gone; by who leads the unit."""
    row = recusals.end_recusal(recusal_id=reading.key(recusal_id), by=request.auth, now=request.now)
    return 200, {"id": row.id, "since": row.since, "until": row.until, "reason": row.reason}


def _question(row: LookQuestion, request: ApiRequest) -> dict[str, Any]:
    told = words_of(row)
    return {
        "id": row.id,
        "look": row.entry_id,
        "case": told.get("code", "") or None,
        "state": questions.stands(row, request.now),
        "question": told.get("question", ""),
        "answer": told.get("answer", ""),
        "outcome": row.outcome,
        "due_at": row.due_at,
        "closed_at": row.closed_at,
    }


def _wall(row: Conflict, request: ApiRequest) -> dict[str, Any]:
    ids = dict(Unit.objects.filter(principal__in={row.unit, row.to_unit, row.decider}).values_list("principal", "id"))
    return {
        "id": row.id,
        "case": row.case_code,
        "state": conflicts.stands(row, request.now),
        "unit": ids[row.unit],
        "reason": row.reason,
        "to_unit": ids[row.to_unit],
        "decider": ids[row.decider],
        "hides_at": row.since,
        "until": row.ended_at or row.until,
    }
