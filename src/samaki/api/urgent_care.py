"""Calls about urgent care: when the last exposure was, what can still be done, the examination. (Annotations are values here.)"""

from datetime import datetime
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import Field

from samaki.api import bodies, fields, reading, shapes, versions
from samaki.api.app import Answer, ApiRequest, api, member_call
from samaki.api.cases import case_of
from samaki.care.health import operations, queries
from samaki.care.health.models import Examination, ExaminationWord, Exposure
from samaki.care.health.rules import Examined, agreement
from samaki.care.health.windows import Clock
from samaki.cases.models import Case, Person
from samaki.database.refusals import Invalid, together

Answered = Annotated[fields.Code, Field(description="a code of the list `exam_answer_reason`")]
Doctor = Annotated[fields.Code, Field(description="a code of the list `doctor_reason`")]
Shares = Annotated[fields.Code, Field(description="a code of the list `exam_share_reason`")]


class ExposureIn(bodies.Body):
    """When the child was last exposed, as far as it is known. `again`: it happened again; else what was known is corrected. `version`: of
    what the writer saw, 0 for nothing."""

    person: fields.PersonRef
    at: fields.Moment
    text: fields.Text = ""
    again: bool = False
    version: Annotated[int, Field(ge=0, le=99_999)] | None = None


class ExaminationIn(bodies.Body):
    """An examination, or that the child was asked. `told_by`, `language`, `doctor`, `certificate`, `text` are sealed."""

    took_place: bool
    at: fields.Moment = ""
    examination: Answered = "not_asked"
    samples: Answered = "not_asked"
    photographs: Answered = "not_asked"
    wished: Doctor = "either"
    examined_by: Doctor = "either"
    again: Annotated[
        fields.Code, Field(description="a code of the list `exam_again_reason`: why one before was not enough")
    ] = ""
    shares: Shares = "not_asked"
    told_by: fields.Text = ""
    language: fields.Text = ""
    doctor: fields.Text = ""
    certificate: fields.Text = ""
    text: fields.Text = ""


class NewExaminationIn(ExaminationIn):
    """Of whom."""

    person: fields.PersonRef


class CorrectExaminationIn(ExaminationIn):
    """All of it anew, and what was wrong."""

    why: fields.Text


class SharesIn(bodies.Body):
    """Whether `justice` may know that it took place, when, and where the certificate is."""

    shares: Shares


@api.get("/cases/{code}/urgent-care", response=dict[str, Any])
@member_call
def urgent_care(request: ApiRequest, code: str) -> Answer:
    """Of each child that the caller may know of: windows, exposures, examinations; and what `justice` may know."""
    case = case_of(code)
    children = case.people.filter(part="survivor", in_error_at=None).order_by("number")
    found = shapes.page([_child(child, request.now) for child in children])
    return 200, found | {"told_to_justice": [_word(row) for row in queries.told_to_justice(case)]}


@api.post("/cases/{code}/exposures", response={201: dict[str, Any]})
@member_call
def write_exposure(request: ApiRequest, code: str, body: ExposureIn) -> Answer:
    """Write down when the last exposure was; the step of urgent care follows the earliest window that is open."""
    case = case_of(code)
    with together():
        child = _person(case, body.person)
        at, precision = reading.moment(body.at, request.now, "at") if body.at else (None, "instant")
        row = operations.record_exposure(case=case, child=child, at=at, precision=precision, text=body.text, again=body.again,
                                         version=body.version, by=request.auth, now=request.now)  # fmt: skip
    return 201, _exposure(row)


@api.post("/exposures/{exposure_id}/mark-error", response=dict[str, Any])
@member_call
def take_exposure_back(request: ApiRequest, exposure_id: str, body: bodies.WhyIn) -> Answer:
    """It did not happen, or nothing is known of it."""
    found = Exposure.objects.only("id").get(id=reading.key(exposure_id))
    return 200, _exposure(
        operations.mark_exposure_error(exposure_id=found.id, text=body.text, by=request.auth, now=request.now)
    )


@api.post("/cases/{code}/examinations", response={201: dict[str, Any]})
@member_call
def write_examination(request: ApiRequest, code: str, body: NewExaminationIn) -> Answer:
    """Write down an examination, or what the child said when asked. It is no outcome of the step."""
    case = case_of(code)
    with together():
        child, told = _person(case, body.person), _told(body, request.now)
        row = operations.record_examination(case=case, child=child, told=told, by=request.auth, now=request.now)
    return 201, _examination(row)


@api.get("/examinations/{root_id}", response=dict[str, Any])
@member_call
def examination(request: ApiRequest, root_id: str) -> Answer:
    """The version that stands, with its version as ETag."""
    return 200, _examination(queries.newest(reading.key(root_id)))


@api.post("/examinations/{root_id}/correct", response=dict[str, Any])
@member_call
def correct_examination(request: ApiRequest, root_id: str, body: CorrectExaminationIn) -> Answer:
    """It was written down wrongly, or more is known. Needs If-Match."""
    row = queries.newest(reading.key(root_id))
    version = versions.matched(request, row)
    with together():
        made = operations.correct_examination(root_id=row.root_id, told=_told(body, request.now), why=body.why, version=version,
                                              by=request.auth, now=request.now)  # fmt: skip
    return 200, _examination(made)


@api.post("/examinations/{root_id}/share", response=dict[str, Any])
@member_call
def share_examination(request: ApiRequest, root_id: str, body: SharesIn) -> Answer:
    """The child said whether `justice` may know."""
    row = queries.newest(reading.key(root_id))
    return 200, _examination(
        operations.share_examination(root_id=row.root_id, shares=body.shares, by=request.auth, now=request.now)
    )


@api.post("/examinations/{root_id}/mark-error", response=dict[str, Any])
@member_call
def take_examination_back(request: ApiRequest, root_id: str, body: bodies.WhyIn) -> Answer:
    """It was recorded by mistake."""
    row = queries.newest(reading.key(root_id))
    return 200, _examination(
        operations.mark_examination_error(root_id=row.root_id, text=body.text, by=request.auth, now=request.now)
    )


def _person(case: Case, text: str) -> Person:
    child = reading.person_in(case, text, "person")
    if child is None:
        raise Invalid(_("Choose a child of this case."), field="person")
    return child


def _told(body: ExaminationIn, now: datetime) -> Examined:
    at, precision = reading.moment(body.at, now, "at")
    given = body.dict(exclude={"at", "person", "why"})
    return Examined(at=at, precision=precision, **given)


def _child(child: Person, now: datetime) -> dict[str, Any]:
    known = queries.exposures_of(child.id)
    clocks = queries.clocks_of(known[0] if known else None, now)
    return {"person": child.id, "windows": [_window(one) for one in clocks], "exposures": [_exposure(row) for row in known],
            "examinations": [_examination(row) for row in queries.examinations_of(child.id)],
            "held": [{"examination": one.root_id, "at": one.at, "precision": one.precision} for one in queries.held(child.id)]}  # fmt: skip


def _window(one: Clock) -> dict[str, Any]:
    return {"code": one.window.code, "hours": one.window.hours, "status": one.window.status, "source": one.window.source,
            "state": one.state, "early": one.early, "late": one.late}  # fmt: skip


def _exposure(row: Exposure) -> dict[str, Any]:
    return {"id": row.id, "person": row.child_id, "at": row.at, "precision": row.precision, "why": row.why, "version": row.version,
            "unit": row.unit, "author": row.recorded_by, "recorded_at": row.recorded_at, **queries.words_of(row)}  # fmt: skip


def _examination(row: Examination) -> dict[str, Any]:
    codes = {
        name: getattr(row, name)
        for name in ("examination", "samples", "photographs", "wished", "examined_by", "again", "shares")
    }
    return {"id": row.root_id, "person": row.child_id, "took_place": row.took_place, "at": row.at, "precision": row.precision,
            "agreement": agreement(row.examination, row.samples, row.photographs), "in_error": row.in_error, "version": row.version,
            "unit": row.unit, "author": row.recorded_by, "recorded_at": row.recorded_at, "etag": row.version, **codes,
            **queries.words_of(row)}  # fmt: skip


def _word(row: ExaminationWord) -> dict[str, Any]:
    return {
        "examination": row.root_id,
        "person": row.child_id,
        "at": row.at,
        "precision": row.precision,
        **queries.words_of(row),
    }
