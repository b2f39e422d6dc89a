"""What the API takes and answers of a child's care. (Annotations are values here.)"""

from typing import Annotated, Any

from pydantic import Field

from samaki.api import bodies, fields
from samaki.care import queries
from samaki.care.models import CareAssessment, CareCheck, CareGoal, CareNeed, CareRow, CareService
from samaki.care.telling import opened
from samaki.countries.scoring import Score

Given = Annotated[dict[fields.Code, fields.Code], Field(max_length=200)]


class CareNeedIn(bodies.Body):
    """`need`: a code of the pack's list of needs."""

    need: fields.Code
    text: fields.Text = ""


class CareMoveIn(bodies.Body):
    """A need: meet | drop | reopen | mistake. A goal: end | reopen | mistake, `reason` of `goal_end_reason`. A service: begin |
    end | fail | reopen | mistake, `reason` of `service_end_reason` or `service_not_begun_reason`, `view` of `child_view_reason`, `at`."""

    move: fields.Code
    reason: fields.Code = ""
    view: fields.Code = ""
    text: fields.Text = ""
    at: fields.Moment = ""


class GoalIn(bodies.Body):
    """`text`: what is to be reached; `steps`: how; `review_at`: when it is looked at again."""

    text: fields.Text
    steps: fields.Text = ""
    review_at: fields.Code = ""
    need: fields.Code = ""


class GoalReviewIn(bodies.Body):
    """It was looked at, and goes on."""

    text: fields.Text = ""
    review_at: fields.Code = ""


class ServiceIn(bodies.Body):
    """`provider`: a unit; `outside`: who, where it is none."""

    service: fields.Code
    urgency: fields.Urgency
    why: fields.Text = ""
    provider: fields.UnitRef = ""
    outside: fields.Line = ""
    goal: fields.Code = ""


class AssessmentIn(bodies.Body):
    """`instrument`: a code of the pack; `taken_at`: when the child was seen."""

    instrument: fields.Code
    taken_at: fields.Moment = ""


class DomainIn(bodies.Body):
    """`answers`: item -> the number of an answer, or the code of a reason why there is none."""

    domain: fields.Code
    answers: Given


class FollowUpIn(bodies.Body):
    """`kind`: the step kind; `answers`: question -> answer; `before`: what this corrects."""

    kind: fields.StepCode
    answers: Given
    text: fields.Text = ""
    at: fields.Moment = ""
    before: fields.Code = ""


def told(row: CareRow) -> dict[str, Any]:
    """A row as JSON, its words opened."""
    shape: Any = SHAPES[type(row)]
    return dict(shape(row, opened([row])[row.id]))


def _base(row: CareRow) -> dict[str, Any]:
    return {"id": row.id, "person": row.child_id, "unit": row.unit, "author": row.recorded_by, "recorded_at": row.recorded_at,
            "version": row.version}  # fmt: skip


def need(row: CareNeed, words: dict[str, Any]) -> dict[str, Any]:
    """A need."""
    return _base(row) | {"need": row.need, "state": row.state, "text": words.get("text", "")}


def goal(row: CareGoal, words: dict[str, Any]) -> dict[str, Any]:
    """A goal with its holder and its next day."""
    return _base(row) | {"text": words.get("text", ""), "steps": words.get("steps", ""), "need": row.need_id, "holder": row.holder,
                         "state": row.state, "review_at": row.review_at, "reason": row.reason, "ended_at": row.ended_at}  # fmt: skip


def service(row: CareService, words: dict[str, Any]) -> dict[str, Any]:
    """A service with what came of it."""
    return _base(row) | {"service": row.service, "urgency": row.urgency, "why": words.get("why", ""), "provider": row.provider,
                         "outside": words.get("outside", ""), "goal": row.goal_id, "holder": row.holder, "state": row.state,
                         "asked_at": row.asked_at, "due_at": row.due_at, "begun_at": row.begun_at, "ended_at": row.ended_at,
                         "reason": row.reason, "view": row.view}  # fmt: skip


def assessment(row: CareAssessment, words: dict[str, Any]) -> dict[str, Any]:
    """An assessment with its answers and the mean of each domain."""
    taken = queries.taken(row, words)
    return _base(row) | {"instrument": row.instrument, "state": row.state, "taken_at": row.taken_at, "signed_at": row.signed_at,
                         "supersedes": row.supersedes_id, "answers": words.get("answers", {}), "text": words.get("text", ""),
                         "means": _means(taken.score)}  # fmt: skip


def _means(score: Score | None) -> dict[str, str | None]:
    """Exact, as a fraction like 8/3."""
    return {one.code: str(one.mean) if one.mean is not None else None for one in score.domains} if score else {}


def check(row: CareCheck, words: dict[str, Any]) -> dict[str, Any]:
    """A follow-up, or a look before closing; `says`: danger, reopen."""
    return _base(row) | {"kind": row.kind, "asked_at": row.asked_at, "answers": words.get("answers", {}), "open": words.get("open", {}),
                         "text": words.get("text", ""), "supersedes": row.supersedes_id,
                         "says": sorted(queries.signals(row, words))}  # fmt: skip


SHAPES: dict[type[CareRow], Any] = {
    CareNeed: need, CareGoal: goal, CareService: service, CareAssessment: assessment, CareCheck: check,
}  # fmt: skip
