"""A child's safety as JSON: what calls carry, and how a row is told. (Annotations are values here.)"""

from typing import Annotated, Any

from pydantic import Field

from samaki.api import bodies, fields
from samaki.api.voice import ChildRef
from samaki.journeys.safeguarding.models import ChildPlacement, MissingChild, SafeContact, SafetyPlan, SafetyRow
from samaki.journeys.safeguarding.queries import words_of

Codes = Annotated[list[fields.Code], Field(max_length=40)]


class SafeContactIn(bodies.Body):
    """`ways`: of the list `contact_way_reason`; `never`: of `contact_never_reason`."""

    person: ChildRef
    ways: Codes = []
    never: Codes = []
    when: fields.Text = ""
    by_whom: fields.Text = ""
    note: fields.Text = ""
    occurred_at: fields.Moment = ""


class SafetyPlanIn(bodies.Body):
    """Parts of the plan in words; `assent`: of `assent_reason`, the child's own word; `agreed_with`: of `plan_with_reason`."""

    person: ChildRef
    assent: fields.Code
    agreed_with: Codes = []
    fears: fields.Text = ""
    signs: fields.Text = ""
    do: fields.Text = ""
    people: fields.Text = ""
    keep_away: fields.Text = ""
    adults: fields.Text = ""
    review_at: fields.Moment = ""
    occurred_at: fields.Moment = ""


class PlanReviewIn(bodies.Body):
    """It still holds; `assent`: what the child says of it now."""

    assent: fields.Code
    review_at: fields.Moment = ""
    text: fields.Text = ""


class BasisIn(bodies.Body):
    """`basis`: of the list `custody_reason`; `document`: id of a document of the case that says so."""

    basis: fields.Code
    basis_until: fields.Moment = ""
    document: fields.Code = ""
    text: fields.Text = ""


class PlacementIn(BasisIn):
    """`sort`: of `placement_reason`. A family that was looked at before: `looked` (`placement_reason`), `looked_why`
    (`family_not_reason`).
    Never an address: that goes with the arrival, where it is sealed."""

    person: ChildRef
    sort: fields.Code
    keeper: fields.UnitRef = ""
    looked: fields.Code = ""
    looked_why: fields.Code = ""
    occurred_at: fields.Moment = ""


class LookedAtIn(bodies.Body):
    """`sort`: of `placement_reason`; `why`: of `family_not_reason`."""

    person: ChildRef
    sort: fields.Code
    why: fields.Code
    text: fields.Text = ""
    occurred_at: fields.Moment = ""


class MissingIn(bodies.Body):
    """`text`: what helps to find the child; never an address that is sealed. `occurred_at`: since when."""

    person: ChildRef
    text: fields.Text = ""
    occurred_at: fields.Moment = ""


class FoundIn(bodies.Act):
    """`how`: of the list `found_reason`."""

    how: fields.Code
    text: fields.Text = ""


OWN: dict[type[SafetyRow], tuple[str, ...]] = {
    SafeContact: ("ways", "never", "in_error_at"),
    SafetyPlan: ("number", "state", "assent", "agreed_with", "holder", "review_at", "ended_at", "version"),
    ChildPlacement: (
        "sort",
        "state",
        "why",
        "keeper",
        "basis",
        "basis_until",
        "holder",
        "due_at",
        "ended_at",
        "version",
    ),
    MissingChild: ("state", "holder", "how", "found_at", "version"),
}


def shape(row: SafetyRow, told: dict[str, str] | None = None) -> dict[str, Any]:
    """A row as JSON, its words opened."""
    words = words_of([row])[row.id] if told is None else told
    base = {"id": row.id, "person": row.child_id, "unit": row.unit, "author": row.recorded_by, "occurred_at": row.occurred_at,
            "precision": row.occurred_precision, "recorded_at": row.recorded_at}  # fmt: skip
    named = {"document": row.document_id} if isinstance(row, ChildPlacement) else {}
    return base | {name: getattr(row, name) for name in OWN[type(row)]} | named | {"words": words}
