"""Calls that open what is closed, by two persons: emergencies and unsealing. (Annotations are values here.)"""

from typing import Annotated, Any

from pydantic import Field

from samaki.agencies.models import Unit
from samaki.api import bodies, fields, reading
from samaki.api.app import Answer, ApiRequest, api, member_call, proved, unkept_call
from samaki.api.cases import case_of, person_of
from samaki.cases.models import Case, Person
from samaki.intake.models import Report
from samaki.journeys.guarding import emergencies, unsealing
from samaki.journeys.guarding.models import Emergency, Unsealing


class EmergencyIn(bodies.Body):
    """Which file, which parts of it, why, and the unit whose member confirms it."""

    code: fields.Code
    compartments: Annotated[
        list[fields.Code], Field(max_length=20, description="codes of the list `compartment`, but not `reporter`")
    ]
    reason: Annotated[fields.Code, Field(description="a code of the list `emergency_reason`")]
    text: fields.Text
    second_unit: fields.UnitRef


class YesOrNo(bodies.Body):
    """The second person's word."""

    agreed: bool


class UnsealingIn(bodies.Body):
    """What for, and why there is no other way."""

    reason: Annotated[
        fields.Code,
        Field(description="a code of the list `unsealing_reason`; of `unsealing_place_reason` for where a child stays"),
    ]
    text: fields.Text


class YesOrNoWhy(YesOrNo):
    """The officer's word, with a reason."""

    text: fields.Text


@api.post("/emergencies", response={201: dict[str, Any]})
@member_call
@proved
def add_emergency(request: ApiRequest, body: EmergencyIn) -> Answer:
    """Ask to open a file in an emergency. Whether there is such a case is not said before a second person agrees."""
    row = emergencies.ask_emergency(
        code=body.code,
        compartments=body.compartments,
        reason=body.reason,
        text=body.text,
        second_unit=reading.unit_or_none(body.second_unit),
        by=request.auth,
        now=request.now,
    )
    return 201, _emergency(row, request)


@api.get("/emergencies/{emergency_id}", response=dict[str, Any])
@member_call
def emergency(request: ApiRequest, emergency_id: str) -> Answer:
    """How it stands: asked, lapsed, withdrawn, refused, nothing (no file opens by this code), open or ended."""
    return 200, _emergency(Emergency.objects.get(id=reading.key(emergency_id)), request)


@api.post("/emergencies/{emergency_id}/answer", response=dict[str, Any])
@member_call
@proved
def answer_emergency(request: ApiRequest, emergency_id: str, body: YesOrNo) -> Answer:
    """The second person confirms it or not; everybody whom the case concerns is told."""
    row = emergencies.answer_emergency(
        emergency_id=reading.key(emergency_id), agreed=body.agreed, by=request.auth, now=request.now
    )
    return 200, _emergency(row, request)


@api.post("/emergencies/{emergency_id}/take-back", response=dict[str, Any])
@member_call
def take_back_emergency(request: ApiRequest, emergency_id: str) -> Answer:
    """Who asked takes it back before it was answered."""
    row = emergencies.take_back_emergency(emergency_id=reading.key(emergency_id), by=request.auth, now=request.now)
    return 200, _emergency(row, request)


@api.post("/emergencies/{emergency_id}/end", response=dict[str, Any])
@member_call
def end_emergency(request: ApiRequest, emergency_id: str) -> Answer:
    """The file closes before its time."""
    row = emergencies.end_emergency(emergency_id=reading.key(emergency_id), by=request.auth, now=request.now)
    return 200, _emergency(row, request)


@api.post("/reports/{report_id}/unsealings", response={201: dict[str, Any]})
@member_call
@proved
def ask_reporter(request: ApiRequest, report_id: str, body: UnsealingIn) -> Answer:
    """Ask to know who told us; a confidentiality officer decides."""
    report = Report.objects.select_related("holder").get(id=reading.key(report_id))
    row = unsealing.ask_reporter(report=report, reason=body.reason, text=body.text, by=request.auth, now=request.now)
    return 201, _unsealing(row, request)


@api.post("/cases/{code}/people/{person_id}/unsealings", response={201: dict[str, Any]})
@member_call
@proved
def ask_placement(request: ApiRequest, code: str, person_id: str, body: UnsealingIn) -> Answer:
    """Ask where a child stays; a confidentiality officer decides."""
    child = person_of(case_of(code), person_id)
    if child is None or child.part != "survivor":
        raise Person.DoesNotExist
    row = unsealing.ask_placement(child=child, reason=body.reason, text=body.text, by=request.auth, now=request.now)
    return 201, _unsealing(row, request)


@api.get("/unsealings/{unsealing_id}", response=dict[str, Any])
@member_call
def unsealed(request: ApiRequest, unsealing_id: str) -> Answer:
    """How it stands: asked, lapsed, withdrawn, refused, agreed, over or opened. Never what is sealed."""
    return 200, _unsealing(Unsealing.objects.get(id=reading.key(unsealing_id)), request)


@api.post("/unsealings/{unsealing_id}/answer", response=dict[str, Any])
@member_call
@proved
def answer_unsealing(request: ApiRequest, unsealing_id: str, body: YesOrNoWhy) -> Answer:
    """A confidentiality officer agrees to one look, or not."""
    row = unsealing.answer_unsealing(
        unsealing_id=reading.key(unsealing_id), agreed=body.agreed, text=body.text, by=request.auth, now=request.now
    )
    return 200, _unsealing(row, request)


@api.post("/unsealings/{unsealing_id}/take-back", response=dict[str, Any])
@member_call
def take_back_unsealing(request: ApiRequest, unsealing_id: str) -> Answer:
    """Who asked takes it back before an officer answered."""
    row = unsealing.take_back_unsealing(unsealing_id=reading.key(unsealing_id), by=request.auth, now=request.now)
    return 200, _unsealing(row, request)


@api.post("/unsealings/{unsealing_id}/open", response=dict[str, Any])
@unkept_call
@proved
def open_unsealed(request: ApiRequest, unsealing_id: str) -> Answer:
    """The one look, by who asked. It is not kept for a retry: an answer that was lost is asked for anew."""
    return 200, {
        "opened": unsealing.open_unsealed(unsealing_id=reading.key(unsealing_id), by=request.auth, now=request.now)
    }


def _emergency(row: Emergency, request: ApiRequest) -> dict[str, Any]:
    case = Case.objects.filter(id=row.case_id).only("code").first() if row.case_id else None
    return {
        "id": row.id,
        "state": emergencies.stands(row, request.now),
        "case": case.code if case else None,
        "reason": row.reason,
        "compartments": row.compartments,
        "unit": _unit(row.unit),
        "second_unit": _unit(row.second_unit),
        "asked_at": row.asked_at,
        "answer_by": row.lapses_at,
        "answered_at": row.answered_at,
        "until": row.until,
    }


def _unsealing(row: Unsealing, request: ApiRequest) -> dict[str, Any]:
    return {
        "id": row.id,
        "what": row.what,
        "state": unsealing.stands(row, request.now),
        "reason": row.reason,
        "unit": _unit(row.unit),
        "decider": _unit(row.decider),
        "asked_at": row.asked_at,
        "answer_by": row.lapses_at,
        "answered_at": row.answered_at,
        "until": row.until,
        "opened_at": row.opened_at,
    }


def _unit(principal: int) -> Any:
    return Unit.objects.values_list("id", flat=True).get(principal=principal)
