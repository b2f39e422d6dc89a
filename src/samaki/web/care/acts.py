"""What is pressed on the page of a need, a goal, a service or an assessment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from samaki.care import assessing, needs, rules, services
from samaki.care.models import CareAssessment, CareGoal, CareNeed, CareRow, CareService
from samaki.cases.models import Person
from samaki.database.refusals import together
from samaki.web.care import forms
from samaki.web.fields import typed, typed_number
from samaki.web.pages import StaffRequest


def child_of(row: CareRow, request: StaffRequest) -> Person:
    """The child of a row that the reader may read."""
    child = Person.objects.select_related("case").get(id=row.child_id, case_id=row.case_id)
    rules.check_reads(child, request.member)
    return child


def _need_move(row: Any, request: StaffRequest) -> None:
    with together():
        needs.move_care_need(need_id=row.id, move=typed(request, "move"), **_said(request))


def _goal_review(row: Any, request: StaffRequest) -> None:
    with together():
        needs.review_goal(goal_id=row.id, review_at=forms.typed_ahead(request, "review_at"), **_said(request))


def _goal_act(act: str) -> Callable[[Any, StaffRequest], None]:
    def do(row: Any, request: StaffRequest) -> None:
        with together():
            needs.move_goal(goal_id=row.id, move=act, reason=typed(request, "reason"), **_said(request))

    return do


def _service_act(act: str) -> Callable[[Any, StaffRequest], None]:
    def do(row: Any, request: StaffRequest) -> None:
        with together():
            at, precision = forms.typed_of_service(request, "at", child_of(row, request), row)
            services.move_service(service_id=row.id, move=act, reason=typed(request, "reason"), view=typed(request, "view"), at=at,
                                  precision=precision, **_said(request))  # fmt: skip

    return do


def _said(request: StaffRequest) -> dict[str, Any]:
    return {"text": typed(request, "text"), "version": typed_number(request, "version", most=999_999), "by": request.member,
            "now": request.now}  # fmt: skip


def _taken(story: Callable[..., Any], name: str) -> Callable[[Any, StaffRequest], None]:
    return lambda row, request: story(**{name: row.id}, by=request.member, now=request.now)


ACTS: dict[type[CareRow], dict[str, Callable[[Any, StaffRequest], None]]] = {
    CareNeed: {"move": _need_move},
    CareGoal: {
        "review": _goal_review,
        "take": _taken(needs.take_goal, "goal_id"),
        **{act: _goal_act(act) for act in needs.GOAL_MOVES},
    },
    CareService: {
        "take": _taken(services.take_service, "service_id"),
        **{act: _service_act(act) for act in services.MOVES},
    },
}
ASSESSMENT_ACTS: dict[str, Callable[[CareAssessment, StaffRequest], CareAssessment]] = {
    "sign": lambda row, request: assessing.sign_assessment(assessment_id=row.id, **_said(request)),
    "discard": lambda row, request: assessing.discard_assessment(
        assessment_id=row.id, by=request.member, now=request.now
    ),
    "correct": lambda row, request: assessing.correct_assessment(
        assessment_id=row.id, by=request.member, now=request.now
    ),
    "mistake": lambda row, request: assessing.mark_assessment_error(
        assessment_id=row.id, text=typed(request, "text"), by=request.member, now=request.now
    ),
}
