"""Calls about sharing and consent."""

from typing import Annotated, Any

from pydantic import Field

from samaki.agencies.models import Member, Unit
from samaki.api import bodies, fields, reading, shapes
from samaki.api.app import Answer, ApiRequest, api, member_call
from samaki.api.cases import case_of
from samaki.cases.models import Case, Person
from samaki.cases.sharing import consenting, operations, queries
from samaki.cases.sharing.models import Consent, Disclosure
from samaki.database.refusals import together


class DisclosureIn(bodies.Act):
    """What is given (`kind` share: `ground` and `until`), or not given (refuse: `reason`); `text`: why, sealed, of the own unit."""

    to_unit: fields.UnitRef
    person: fields.PersonRef = ""
    compartments: Annotated[list[fields.SharedPart], Field(max_length=10)]
    purpose: fields.SharingPurpose
    kind: fields.SharingKind = "share"
    ground: fields.SharingGround = ""
    until: fields.Moment = ""
    reason: fields.NotSharing = ""
    text: fields.Text = ""


class ReviewIn(bodies.Act):
    """Whether what was shared without consent was right; `text`: why."""

    outcome: fields.Review
    text: fields.Text = ""


class ConsentIn(bodies.Body):
    """What was answered: `assent` to the first question, `answers` to the six others; the guardian who was asked."""

    person: fields.PersonRef
    to_unit: fields.UnitRef
    purpose: fields.SharingPurpose
    assent: fields.Assent
    answers: fields.Answers
    guardian: fields.PersonRef = ""
    guardian_agrees: bool | None = None
    text: fields.Text = ""
    occurred_at: fields.Moment = ""


class BestInterestsIn(bodies.Act):
    """A lead's decision in the child's best interests, with why."""

    person: fields.PersonRef
    to_unit: fields.UnitRef
    purpose: fields.SharingPurpose
    to_share: bool
    text: fields.Text


class WithdrawIn(bodies.Act):
    """Who no longer agrees, or that it was a mistake."""

    why: fields.Withdrawal
    text: fields.Text = ""


class StandingIn(bodies.Act):
    """How a guardian, or somebody of the family, stands to the child; `text`: how that is known."""

    standing: fields.Standing
    text: fields.Text


@api.get("/cases/{code}/disclosures", response=dict[str, Any])
@member_call
def received(request: ApiRequest, code: str) -> Answer:
    """Who received what of a case, and why, newest first: shared, not shared, and what went along with steps."""
    found = queries.received(case_of(code), request.now)
    units = _units({key for one in found for key in (one.to, one.by) if key})
    return 200, shapes.page([_received(one, units, request.auth) for one in found])


@api.post("/cases/{code}/disclosures", response={201: dict[str, Any]})
@member_call
def disclose(request: ApiRequest, code: str, body: DisclosureIn) -> Answer:
    """Share parts of the file with another unit until a time; or record that they are not shared, and why."""
    case = case_of(code)
    with together() as told:
        given: dict[str, Any] = {
            "case": case, "child": reading.person_in(case, body.person, "person"), "purpose": body.purpose, "text": body.text,
            "to_unit": reading.unit_or_none(body.to_unit), "compartments": body.compartments, "by": request.auth, "now": request.now,
        }  # fmt: skip
        until = told.of(reading.until_or_none, body.until)
        if body.kind == "share":
            operations.check_shares(**given, ground=body.ground, until=until)
    if reading.one_of(body.kind, ("share", "refuse"), "kind") == "refuse":
        return 201, shown_disclosure(operations.refuse_to_share(**given, reason=body.reason), request.auth)
    return 201, shown_disclosure(operations.share(**given, ground=body.ground, until=until), request.auth)


@api.get("/disclosures/{disclosure_id}", response=dict[str, Any])
@member_call
def disclosure(request: ApiRequest, disclosure_id: str) -> Answer:
    """One disclosure, also after the case closed to the unit that received it."""
    return 200, shown_disclosure(queries.disclosure_of(reading.key(disclosure_id)), request.auth)


@api.post("/disclosures/{disclosure_id}/stop", response=dict[str, Any])
@member_call
def stop(request: ApiRequest, disclosure_id: str, body: bodies.WhyIn) -> Answer:
    """End it now; the unit that received it is told."""
    key = queries.disclosure_of(reading.key(disclosure_id)).id
    return 200, shown_disclosure(
        operations.stop_sharing(disclosure_id=key, text=body.text, by=request.auth, now=request.now), request.auth
    )


@api.post("/disclosures/{disclosure_id}/review", response=dict[str, Any])
@member_call
def review(request: ApiRequest, disclosure_id: str, body: ReviewIn) -> Answer:
    """A lead or the confidentiality officer looks at what was shared without consent."""
    key = queries.disclosure_of(reading.key(disclosure_id)).id
    made = operations.review_sharing(
        disclosure_id=key, outcome=body.outcome, text=body.text, by=request.auth, now=request.now
    )
    return 200, shown_disclosure(made, request.auth)


@api.get("/cases/{code}/consents", response=dict[str, Any])
@member_call
def consents(request: ApiRequest, code: str) -> Answer:
    """What was answered about the children for whom the caller's unit works, newest first."""
    return 200, shapes.page([_consent(row) for row in queries.consents_of(case_of(code))])


@api.post("/cases/{code}/consents", response={201: dict[str, Any]})
@member_call
def record_consent(request: ApiRequest, code: str, body: ConsentIn) -> Answer:
    """What a child and who stands for them answered, of one purpose and one recipient; taken as it is."""
    case = case_of(code)
    occurred_at, precision = reading.moment(body.occurred_at, request.now)
    made = consenting.record_consent(
        case=case, **_whom(case, body), answers=body.answers, assent=body.assent, text=body.text,
        guardian=reading.person_in(case, body.guardian, "guardian"), guardian_agrees=body.guardian_agrees,
        occurred_at=occurred_at, precision=precision, by=request.auth, now=request.now,
    )  # fmt: skip
    return 201, _consent(made)


@api.post("/cases/{code}/best-interests", response={201: dict[str, Any]})
@member_call
def decide(request: ApiRequest, code: str, body: BestInterestsIn) -> Answer:
    """A lead decides in the child's best interests, where no guardian who protects the child can be asked."""
    case = case_of(code)
    made = consenting.decide_best_interests(case=case, **_whom(case, body), to_share=body.to_share, text=body.text,
                                            by=request.auth, now=request.now)  # fmt: skip
    return 201, _consent(made)


@api.post("/consents/{consent_id}/withdraw", response=dict[str, Any])
@member_call
def withdraw_consent(request: ApiRequest, consent_id: str, body: WithdrawIn) -> Answer:
    """They no longer agree: everything that rests on it ends, and each unit that received it is told."""
    key = queries.consent_of(reading.key(consent_id)).id
    made = consenting.withdraw_consent(consent_id=key, why=body.why, text=body.text, by=request.auth, now=request.now)
    return 200, _consent(made)


@api.post("/people/{person_id}/standing", response=dict[str, Any])
@member_call
def standing(request: ApiRequest, person_id: str, body: StandingIn) -> Answer:
    """How a guardian, or somebody of the family, stands to the child; the newest word holds, those before stay in the ledger."""
    row = Person.objects.select_related("case").get(id=reading.key(person_id))
    made = consenting.set_standing(person=row, standing=body.standing, text=body.text, by=request.auth, now=request.now)
    return 200, shapes.person(made)


def _whom(case: Case, body: ConsentIn | BestInterestsIn) -> dict[str, Any]:
    return {"child": reading.person_in(case, body.person, "person"), "to_unit": reading.unit_or_none(body.to_unit),
            "purpose": body.purpose}  # fmt: skip


def _units(keys: set[int]) -> dict[int, Any]:
    return dict(Unit.objects.filter(principal__in=keys).values_list("principal", "id"))


def _received(one: queries.Received, units: dict[int, Any], by: Member) -> dict[str, Any]:
    what = queries.opened_to(one.row, by) if one.row is not None else list(one.what)
    return {
        "id": one.row.id if one.row else None, "how": one.how, "to_unit": units.get(one.to), "from_unit": units.get(one.by or -1),
        "person": one.child_id, "compartments": what, "why": one.why, "ground": one.ground, "at": one.at,
        "until": one.row.until if one.row else None, "ended_at": one.ended,
    }  # fmt: skip


def shown_disclosure(row: Disclosure, by: Member) -> dict[str, Any]:
    """A disclosure as the API tells it; of an order of a court the day as well, and of its parts those in which the reader works."""
    return {
        "id": row.id, "kind": row.kind, "from_unit": row.from_unit.id, "to_unit": row.to_unit.id, "person": row.child_id,
        "compartments": queries.opened_to(row, by), "purpose": row.purpose, "ground": row.ground or None, "reason": row.reason or None,
        "decided_at": row.decided_at, "until": row.until, "ended_at": row.ended_at, "ended_why": row.ended_why or None,
        "review_due_at": row.due_at, "reviewed_at": row.reviewed_at, "review": row.review or None, "version": row.version,
        "ordered_on": row.ordered_on, "supersedes": row.supersedes_id, "waits_for_second": row.waits_for_second,
        "confirmed_at": row.confirmed_at,
    }  # fmt: skip


def _consent(row: Consent) -> dict[str, Any]:
    return {
        "id": row.id, "person": row.child_id, "to_unit": row.to_unit.id, "purpose": row.purpose, "result": row.result,
        "carries": row.carries, "answers": row.answers, "assent": row.assent or None, "guardian": row.guardian_id,
        "guardian_agrees": row.guardian_agrees, "unit": row.unit.id, "author": row.recorded_by, "occurred_at": row.occurred_at,
        "recorded_at": row.recorded_at, "withdrawn_at": row.withdrawn_at, "withdrawn_why": row.withdrawn_why or None,
    }  # fmt: skip
