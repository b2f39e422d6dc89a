"""Calls about a child's safety: how it is reached, its safety plan, where it stays, that it is missing. (Annotations are values here.)"""

from typing import Any, TypeVar
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.api import bodies, reading, safety, shapes, versions
from samaki.api.app import Answer, ApiRequest, api, member_call
from samaki.api.cases import case_of
from samaki.api.voice import child_in
from samaki.cases.documents.models import Document
from samaki.cases.models import Case
from samaki.cases.queries import open_relations
from samaki.database.refusals import Invalid, tell, together
from samaki.journeys.safeguarding import missing, placing, planning, queries
from samaki.journeys.safeguarding.keeping import untold_of
from samaki.journeys.safeguarding.models import ChildPlacement, MissingChild, SafeContact, SafetyPlan, SafetyRow

Row = TypeVar("Row", bound=SafetyRow)


# ---------------------------------------------------------------- reading
@api.get("/cases/{code}/safe-contacts", response=dict[str, Any])
@member_call
def safe_contacts(request: ApiRequest, code: str) -> Answer:
    """How the children are reached safely, the newest first: read it before you call, write or come."""
    return 200, _page(SafeContact, code)


@api.get("/cases/{code}/safety-plans", response=dict[str, Any])
@member_call
def safety_plans(request: ApiRequest, code: str) -> Answer:
    """Every version of the children's plans, the newest first."""
    return 200, _page(SafetyPlan, code)


@api.get("/cases/{code}/placements", response=dict[str, Any])
@member_call
def placements(request: ApiRequest, code: str) -> Answer:
    """Families that were looked at, and where the children stay, the newest first. `keeper`: null for who may not know the place."""
    case = case_of(code)
    open_ = _placed(case.id)
    rows = list(ChildPlacement.objects.filter(case_id=case.id).order_by("-occurred_at", "-id")[: queries.MOST])
    told = queries.words_of(rows)
    return 200, shapes.page([_stay(row, request, told[row.id], open_) for row in rows])


@api.get("/cases/{code}/missing", response=dict[str, Any])
@member_call
def missing_children(request: ApiRequest, code: str) -> Answer:
    """Times when a child was missing, the newest first."""
    return 200, _page(MissingChild, code)


# ---------------------------------------------------------------- writing
@api.post("/cases/{code}/safe-contacts", response={201: dict[str, Any]})
@member_call
def write_contact(request: ApiRequest, code: str, body: safety.SafeContactIn) -> Answer:
    """How the child is reached safely, as the child says; the newest stands."""
    told = {name: getattr(body, name) for name in planning.REACHED}
    return 201, safety.shape(
        planning.write_safe_contact(ways=body.ways, never=body.never, words=told, **_given(request, code, body))
    )


@api.post("/cases/{code}/safety-plans", response={201: dict[str, Any]})
@member_call
def write_plan(request: ApiRequest, code: str, body: safety.SafetyPlanIn) -> Answer:
    """A new version: it stands, and comes to the caller's desk by `review_at`."""
    told = {name: getattr(body, name) for name in planning.PARTS}
    with together():
        given = _given(request, code, body)
        made = planning.write_safety_plan(words=told, assent=body.assent, agreed_with=body.agreed_with,
                                          review_at=_ahead(body.review_at, "review_at"), **given)  # fmt: skip
    return 201, safety.shape(made)


@api.post("/safety-plans/{plan_id}/review", response=dict[str, Any])
@member_call
def review_plan(request: ApiRequest, plan_id: str, body: safety.PlanReviewIn) -> Answer:
    """It was looked at with the child, and holds. Needs If-Match."""
    row = _row(SafetyPlan, plan_id)
    with together():
        made = planning.review_safety_plan(plan_id=row.id, assent=body.assent, text=body.text,
                                           review_at=_ahead(body.review_at, "review_at"), **_by(request, row))  # fmt: skip
    return 200, safety.shape(made)


@api.post("/safety-plans/{plan_id}/end", response=dict[str, Any])
@member_call
def end_plan(request: ApiRequest, plan_id: str, body: bodies.WhyIn) -> Answer:
    """The child needs no plan any more. Needs If-Match."""
    row = _row(SafetyPlan, plan_id)
    return 200, safety.shape(planning.end_safety_plan(plan_id=row.id, text=body.text, **_by(request, row)))


@api.post("/cases/{code}/placements", response={201: dict[str, Any]})
@member_call
def place(request: ApiRequest, code: str, body: safety.PlacementIn) -> Answer:
    """The child stays there. Nothing that is missing refuses it: `warnings` say what is not as it should be; `keeper_untold`: the unit
    that keeps the child knows nothing of it, for naming it opens nothing."""
    with together():
        given = _given(request, code, body)
        made = placing.place_child(
            sort=body.sort, keeper=reading.unit(body.keeper, "keeper"), looked=body.looked, looked_why=body.looked_why, text=body.text,
            **_basis(given["case"], body), **given,
        )  # fmt: skip
    free = {unit.principal: one for unit, one in queries.keepers(request.now)}
    odd = queries.warnings_of(made, queries.safety_of(given["child"]), free)
    odd += ["keeper_untold"] if any(one.key == made.id for one in untold_of(given["child"])) else []
    return 201, _stay(made, request) | {"warnings": odd}


@api.post("/cases/{code}/placements/looked-at", response={201: dict[str, Any]})
@member_call
def look_at(request: ApiRequest, code: str, body: safety.LookedAtIn) -> Answer:
    """A family was looked at, and cannot take the child now."""
    return 201, safety.shape(
        placing.look_at_family(sort=body.sort, why=body.why, text=body.text, **_given(request, code, body))
    )


@api.post("/placements/{placement_id}/basis", response=dict[str, Any])
@member_call
def set_basis(request: ApiRequest, placement_id: str, body: safety.BasisIn) -> Answer:
    """On what ground the child is kept there, from now on. Needs If-Match."""
    row = _row(ChildPlacement, placement_id)
    with together():
        made = placing.set_custody_basis(
            placement_id=row.id, text=body.text, **_basis(Case(id=row.case_id), body), **_by(request, row)
        )
    return 200, _stay(made, request)


@api.post("/placements/{placement_id}/end", response=dict[str, Any])
@member_call
def end_stay(request: ApiRequest, placement_id: str, body: bodies.ReasonIn) -> Answer:
    """How it ended, of the list `placement_end_reason`. Needs If-Match."""
    row = _row(ChildPlacement, placement_id)
    made = placing.end_placement(
        placement_id=row.id, reason=body.reason, text=body.text, **_when(request, body), **_by(request, row)
    )
    return 200, _stay(made, request)


@api.post("/cases/{code}/missing", response={201: dict[str, Any]})
@member_call
def report_missing(request: ApiRequest, code: str, body: safety.MissingIn) -> Answer:
    """The child is missing: it counts as not safe, and the clock calls until it is found."""
    return 201, safety.shape(missing.report_missing(text=body.text, **_given(request, code, body)))


@api.post("/missing/{missing_id}/more", response=dict[str, Any])
@member_call
def add_to_missing(request: ApiRequest, missing_id: str, body: bodies.WhyIn) -> Answer:
    """What else helps to find the child: everybody who looks for it reads it, and is told that there is more."""
    row = _row(MissingChild, missing_id)
    return 200, safety.shape(
        missing.add_to_missing(missing_id=row.id, text=body.text, by=request.auth, now=request.now)
    )


@api.post("/missing/{missing_id}/found", response=dict[str, Any])
@member_call
def found(request: ApiRequest, missing_id: str, body: safety.FoundIn) -> Answer:
    """The search ends; where the child is and whether it is safe is an arrival. Needs If-Match."""
    row = _row(MissingChild, missing_id)
    return 200, safety.shape(
        missing.find_missing(
            missing_id=row.id, how=body.how, text=body.text, **_when(request, body), **_by(request, row)
        )
    )


MISTAKES: dict[str, tuple[type[SafetyRow], Any, str]] = {
    "safe-contacts": (SafeContact, planning.mark_safe_contact_error, "contact_id"),
    "safety-plans": (SafetyPlan, planning.mark_safety_plan_error, "plan_id"),
    "placements": (ChildPlacement, placing.mark_placement_error, "placement_id"),
    "missing": (MissingChild, missing.mark_missing_error, "missing_id"),
}


@api.post("/safe-contacts/{row_id}/mark-error", response=dict[str, Any])
@member_call
def mark_contact_error(request: ApiRequest, row_id: str, body: bodies.WhyIn) -> Answer:
    """It was written by mistake: what was said before stands again."""
    return 200, _mistaken("safe-contacts", request, row_id, body)


@api.post("/safety-plans/{row_id}/mark-error", response=dict[str, Any])
@member_call
def mark_plan_error(request: ApiRequest, row_id: str, body: bodies.WhyIn) -> Answer:
    """It was written by mistake: the version before stands again."""
    return 200, _mistaken("safety-plans", request, row_id, body)


@api.post("/placements/{row_id}/mark-error", response=dict[str, Any])
@member_call
def mark_placement_error(request: ApiRequest, row_id: str, body: bodies.WhyIn) -> Answer:
    """It was written by mistake."""
    return 200, _mistaken("placements", request, row_id, body)


@api.post("/missing/{row_id}/mark-error", response=dict[str, Any])
@member_call
def mark_missing_error(request: ApiRequest, row_id: str, body: bodies.WhyIn) -> Answer:
    """The child was never missing."""
    return 200, _mistaken("missing", request, row_id, body)


# ---------------------------------------------------------------- parts
OfChild = safety.SafeContactIn | safety.SafetyPlanIn | safety.PlacementIn | safety.LookedAtIn | safety.MissingIn


def _given(request: ApiRequest, code: str, body: OfChild) -> dict[str, Any]:
    case = case_of(code)
    with together():
        child = child_in(case, body.person)
        occurred_at, precision = reading.moment(body.occurred_at, request.now)
    return {
        "case": case,
        "child": child,
        "occurred_at": occurred_at,
        "precision": precision,
        "by": request.auth,
        "now": request.now,
    }


def _when(request: ApiRequest, body: bodies.Act) -> dict[str, Any]:
    occurred_at, precision = reading.moment(body.occurred_at, request.now)
    return {"occurred_at": occurred_at, "precision": precision}


def _by(request: ApiRequest, row: SafetyRow) -> dict[str, Any]:
    return {"by": request.auth, "now": request.now, "version": versions.matched(request, row)}


def _ahead(text: str, name: str) -> Any:
    return reading.until(text, name)[0] if text else None


def _basis(case: Case, body: safety.BasisIn) -> dict[str, Any]:
    return {
        "basis": body.basis,
        "basis_until": _ahead(body.basis_until, "basis_until"),
        "document": _document(case, body.document),
    }


def _document(case: Case, text: str) -> Document | None:
    try:
        found = Document.objects.filter(id=UUID(text), case_id=case.id).first() if text else None
    except ValueError:
        found = None
    if text and found is None:
        tell(Invalid(_("Choose a document of this case."), field="document"))
    return found


def _row(table: type[Row], text: str) -> Row:
    return table._default_manager.get(id=reading.key(text))


def _mistaken(name: str, request: ApiRequest, row_id: str, body: bodies.WhyIn) -> dict[str, Any]:
    table, story, argument = MISTAKES[name]
    row: SafetyRow = _row(table, row_id)
    made = story(text=body.text, by=request.auth, now=request.now, **{argument: row.id})
    return _stay(made, request) if isinstance(made, ChildPlacement) else safety.shape(made)


def _placed(case_id: UUID) -> set[UUID | None]:
    """Children of whom the caller may know where they stay; None: all of the case."""
    rows = open_relations(case_id).filter(compartment="placement")
    return set(rows.exclude(ground="offered").values_list("child_id", flat=True))


def _stay(
    row: ChildPlacement, request: ApiRequest, told: dict[str, str] | None = None, placed: set[UUID | None] | None = None
) -> dict[str, Any]:
    """A stay; who keeps the child only for who may know the place: of a unit with one shelter the name is the address."""
    shown, ours = safety.shape(row, told), request.auth.unit_id in (row.keeper, row.unit)
    if ours or {None, row.child_id} & (_placed(row.case_id) if placed is None else placed):
        return shown
    return shown | {"keeper": None}


def _page(table: type[SafetyRow], code: str) -> dict[str, Any]:
    rows = list(table._default_manager.filter(case_id=case_of(code).id).order_by("-occurred_at", "-id")[: queries.MOST])
    told = queries.words_of(rows)
    return shapes.page([safety.shape(row, told[row.id]) for row in rows])
