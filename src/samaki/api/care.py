"""Calls about the care of a child: needs, goals, services, assessments, follow-ups, the waiting list. (Annotations are values here.)"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from samaki.api import bodies, caring, reading, shapes
from samaki.api.app import Answer, ApiRequest, api, member_call
from samaki.api.cases import case_of, person_of
from samaki.care import assessing, following, needs, queries, rules, services
from samaki.care.models import CareAssessment, CareCheck, CareGoal, CareNeed, CareRow, CareService
from samaki.cases.models import Person
from samaki.database.refusals import Invalid, together
from samaki.journeys.unfinished import unfinished


@api.get("/cases/{code}/people/{person_id}/care", response=dict[str, Any])
@member_call
def care(request: ApiRequest, code: str, person_id: str) -> Answer:
    """All of one child's care, with the scores of each assessment."""
    child = _child(code, person_id)
    rules.check_reads(child, request.auth)
    plan = queries.plan_of(child)
    return 200, {
        "needs": [caring.need(one, plan.words[one.id]) for one in plan.needs],
        "goals": [caring.goal(one, plan.words[one.id]) for one in plan.goals],
        "services": [caring.service(one, plan.words[one.id]) for one in plan.services],
        "assessments": [caring.assessment(one, plan.words[one.id]) for one in plan.assessments],
        "follow_ups": [caring.check(one, plan.words[one.id]) for one in plan.checks],
    }


@api.post("/cases/{code}/people/{person_id}/care-needs", response={201: dict[str, Any]})
@member_call
def add_need(request: ApiRequest, code: str, person_id: str, body: caring.CareNeedIn) -> Answer:
    """The child needs something."""
    child = _child(code, person_id)
    made = needs.add_care_need(
        case=child.case, child=child, need=body.need, text=body.text, by=request.auth, now=request.now
    )
    return 201, caring.told(made)


@api.post("/care-needs/{need_id}/move", response=dict[str, Any])
@member_call
def move_need(request: ApiRequest, need_id: str, body: caring.CareMoveIn) -> Answer:
    """What became of a need."""
    row = _row(CareNeed, need_id)
    return 200, caring.told(
        needs.move_care_need(need_id=row.id, move=body.move, text=body.text, by=request.auth, now=request.now)
    )


@api.post("/cases/{code}/people/{person_id}/care-goals", response={201: dict[str, Any]})
@member_call
def set_goal(request: ApiRequest, code: str, person_id: str, body: caring.GoalIn) -> Answer:
    """Something is to be reached; the caller's unit answers for it."""
    child = _child(code, person_id)
    with together():
        made = needs.set_goal(
            case=child.case, child=child, text=body.text, steps=body.steps, review_at=_ahead(body.review_at),
            need=_of_child(CareNeed, body.need, child, "need"), by=request.auth, now=request.now,
        )  # fmt: skip
    return 201, caring.told(made)


@api.post("/care-goals/{goal_id}/review", response=dict[str, Any])
@member_call
def review_goal(request: ApiRequest, goal_id: str, body: caring.GoalReviewIn) -> Answer:
    """It was looked at, and goes on."""
    row = _row(CareGoal, goal_id)
    with together():
        made = needs.review_goal(
            goal_id=row.id, text=body.text, review_at=_ahead(body.review_at), by=request.auth, now=request.now
        )
    return 200, caring.told(made)


@api.post("/care-goals/{goal_id}/take", response=dict[str, Any])
@member_call
def take_goal(request: ApiRequest, goal_id: str) -> Answer:
    """The caller's unit answers for it from now on."""
    return 200, caring.told(needs.take_goal(goal_id=_row(CareGoal, goal_id).id, by=request.auth, now=request.now))


@api.post("/care-goals/{goal_id}/move", response=dict[str, Any])
@member_call
def move_goal(request: ApiRequest, goal_id: str, body: caring.CareMoveIn) -> Answer:
    """What became of a goal."""
    row = _row(CareGoal, goal_id)
    return 200, caring.told(
        needs.move_goal(
            goal_id=row.id, move=body.move, reason=body.reason, text=body.text, by=request.auth, now=request.now
        )
    )


@api.post("/cases/{code}/people/{person_id}/care-services", response={201: dict[str, Any]})
@member_call
def ask_service(request: ApiRequest, code: str, person_id: str, body: caring.ServiceIn) -> Answer:
    """A service is asked for; the unit that is asked reads which one and how urgent it is, and nothing of the child."""
    child = _child(code, person_id)
    with together():
        made = services.ask_service(
            case=child.case, child=child, service=body.service, urgency=body.urgency, why=body.why, outside=body.outside,
            provider=reading.unit(body.provider, "provider"), goal=_of_child(CareGoal, body.goal, child, "goal"), by=request.auth,
            now=request.now,
        )  # fmt: skip
    return 201, caring.told(made)


@api.post("/care-services/{service_id}/move", response=dict[str, Any])
@member_call
def move_service(request: ApiRequest, service_id: str, body: caring.CareMoveIn) -> Answer:
    """It began, was given, or never began; and what the child says of it."""
    row = _row(CareService, service_id)
    with together():
        at, precision = reading.moment(body.at, request.now, "at")
        made = services.move_service(service_id=row.id, move=body.move, reason=body.reason, view=body.view, text=body.text, at=at,
                                     precision=precision, by=request.auth, now=request.now)  # fmt: skip
    return 200, caring.told(made)


@api.post("/care-services/{service_id}/take", response=dict[str, Any])
@member_call
def take_service(request: ApiRequest, service_id: str) -> Answer:
    """The caller's unit answers for it from now on."""
    return 200, caring.told(
        services.take_service(service_id=_row(CareService, service_id).id, by=request.auth, now=request.now)
    )


@api.post("/cases/{code}/people/{person_id}/assessments", response={201: dict[str, Any]})
@member_call
def begin_assessment(request: ApiRequest, code: str, person_id: str, body: caring.AssessmentIn) -> Answer:
    """A draft of the caller, or the one that they have begun already."""
    child = _child(code, person_id)
    with together():
        at, precision = reading.moment(body.taken_at, request.now, "taken_at")
        made = assessing.begin_assessment(case=child.case, child=child, instrument=body.instrument, taken_at=at, precision=precision,
                                          by=request.auth, now=request.now)  # fmt: skip
    return 201, caring.told(made)


@api.post("/assessments/{assessment_id}/answer", response=dict[str, Any])
@member_call
def answer(request: ApiRequest, assessment_id: str, body: caring.DomainIn) -> Answer:
    """What was answered in one domain, in the place of what stood there."""
    row = _row(CareAssessment, assessment_id)
    return 200, caring.told(
        assessing.answer_domain(
            assessment_id=row.id, domain=body.domain, answers=body.answers, by=request.auth, now=request.now
        )
    )


@api.post("/assessments/{assessment_id}/sign", response=dict[str, Any])
@member_call
def sign(request: ApiRequest, assessment_id: str, body: bodies.TextIn) -> Answer:
    """From now on it stands."""
    row = _row(CareAssessment, assessment_id)
    return 200, caring.told(
        assessing.sign_assessment(assessment_id=row.id, text=body.text, by=request.auth, now=request.now)
    )


@api.post("/assessments/{assessment_id}/correct", response={201: dict[str, Any]})
@member_call
def correct(request: ApiRequest, assessment_id: str) -> Answer:
    """A draft with the same answers, which stands in the place of this one once it is signed."""
    row = _row(CareAssessment, assessment_id)
    return 201, caring.told(assessing.correct_assessment(assessment_id=row.id, by=request.auth, now=request.now))


@api.post("/assessments/{assessment_id}/discard", response=dict[str, Any])
@member_call
def discard(request: ApiRequest, assessment_id: str) -> Answer:
    """The draft is laid aside."""
    row = _row(CareAssessment, assessment_id)
    return 200, caring.told(assessing.discard_assessment(assessment_id=row.id, by=request.auth, now=request.now))


@api.post("/assessments/{assessment_id}/mark-error", response=dict[str, Any])
@member_call
def mark_error(request: ApiRequest, assessment_id: str, body: bodies.WhyIn) -> Answer:
    """It was signed by mistake: it stays and no longer counts."""
    row = _row(CareAssessment, assessment_id)
    return 200, caring.told(
        assessing.mark_assessment_error(assessment_id=row.id, text=body.text, by=request.auth, now=request.now)
    )


@api.post("/cases/{code}/people/{person_id}/follow-ups", response={201: dict[str, Any]})
@member_call
def follow_up(request: ApiRequest, code: str, person_id: str, body: caring.FollowUpIn) -> Answer:
    """What was asked at 6 or 12 months, and answered."""
    child = _child(code, person_id)
    with together():
        at, precision = reading.moment(body.at, request.now, "at")
        made = following.record_follow_up(
            case=child.case, child=child, kind=body.kind, answers=body.answers, text=body.text, at=at, precision=precision,
            before=_of_child(CareCheck, body.before, child, "before"), by=request.auth, now=request.now,
        )  # fmt: skip
    return 201, caring.told(made)


@api.post("/cases/{code}/people/{person_id}/closing-looks", response={201: dict[str, Any]})
@member_call
def closing_look(request: ApiRequest, code: str, person_id: str, body: bodies.TextIn) -> Answer:
    """What is still open before the child's care is closed was looked through."""
    child = _child(code, person_id)
    made = following.record_closing_look(case=child.case, child=child, text=body.text, elsewhere=unfinished(child, request.now),
                                         by=request.auth, now=request.now)  # fmt: skip
    return 201, caring.told(made)


@api.get("/waiting-services", response=dict[str, Any])
@member_call
def waiting(request: ApiRequest) -> Answer:
    """The 200 services asked of the caller's unit that are most urgent, and of those wait longest; of a child only where the unit works for
    that child already."""
    items = [
        {"id": one.id, "service": one.service, "urgency": one.urgency, "asked_at": one.asked_at, "due_at": one.due_at, "unit": one.asker,
         "case": one.code, "person": one.child_id} for one in queries.waiting_list(0, 200)
    ]  # fmt: skip
    return 200, shapes.page(items)


# ---------------------------------------------------------------- what was sent
def _child(code: str, person_id: str) -> Person:
    found = person_of(case_of(code), person_id)
    if found is None:
        raise Person.DoesNotExist
    return found


def _row(table: type[CareRow], key: str) -> Any:
    return table._default_manager.only("id").get(id=reading.key(key))


def _of_child(table: type[CareRow], key: str, child: Person, field: str) -> Any:
    found = table._default_manager.filter(id=reading.key(key), child_id=child.id).first() if key else None
    if key and found is None:
        raise Invalid(_("Choose one from the list."), field=field)
    return found


def _ahead(text: str) -> datetime | None:
    return reading.until(text, "review_at")[0] if text else None
