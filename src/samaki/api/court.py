"""Calls about the court file of a case. (Annotations are values here.)"""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext as _
from pydantic import Field

from samaki.api import bodies, fields, reading, versions
from samaki.api.app import Answer, ApiRequest, api, member_call
from samaki.api.cases import case_of
from samaki.cases.models import Case, Person
from samaki.court import operations, queries
from samaki.court.limits import Reached
from samaki.court.models import CourtFact
from samaki.court.standing import Charge, Held
from samaki.court.states import KINDS
from samaki.court.telling import Told
from samaki.database.refusals import Invalid, tell, together
from samaki.journeys import out_of_court

Day = Annotated[fields.Code, Field(description="RFC 3339 time, or a date or a part of one; it may lie ahead")]
Answered = Annotated[fields.Code, Field(description="a code of the list `court_reason`")]
Number = Annotated[int, Field(ge=0, le=36500)]
Named = Annotated[fields.Code, Field(description="a code of the list `offence`")]


class TermIn(bodies.Body):
    """A prison term."""

    years: Number = 0
    months: Number = 0
    days: Number = 0


class CourtFactIn(bodies.Body):
    """A dated fact of a court file. `kind` says which of the others belong to it (docs/reference/court-facts.md); what does not is left
    out. `code`: the answer to its question. `category`: felony | misdemeanour, or empty. `money`: none | offered | paid | unknown."""

    kind: Annotated[fields.Code, Field(json_schema_extra={"enum": list(KINDS)})]
    at: fields.Moment
    person: fields.PersonRef = ""
    child: fields.PersonRef = ""
    offence: Named = ""
    to_offence: Named = ""
    code: Answered = ""
    until: Day = ""
    court: fields.UnitRef = ""
    category: fields.Code = ""
    age: fields.Age | None = None
    decider: Answered = ""
    ground: Answered = ""
    absent: bool = False
    money: fields.Code = ""
    file: Annotated[int, Field(ge=0, le=99)] | None = None
    prison: TermIn = TermIn()
    suspended: TermIn = TermIn()
    amount: Annotated[fields.Code, Field(description="a sum of money in figures")] = ""
    currency: Annotated[fields.Code, Field(description="as the pack names them: KHR, USD")] = ""
    document: Annotated[fields.Code, Field(description="id of a document of the case")] = ""
    text: fields.Text = ""
    confirmed: Annotated[bool, Field(description="what the answer calls `odd` was asked about, and is so")] = False


class CorrectCourtFactIn(CourtFactIn):
    """All of it anew, and what was wrong."""

    why: fields.Text


@api.get("/cases/{code}/court", response=dict[str, Any])
@member_call
def court_file(request: ApiRequest, code: str, cursor: fields.Code = "") -> Answer:
    """How everybody of the file stands, 25 at a time; `facts`: those of the case as a whole. `cursor`: `next` of the page before."""
    case = case_of(code)
    keys = queries.keys_of(case)
    after = reading.cursor(cursor)
    begins = keys.index(after) + 1 if after in keys else 0
    shown = keys[begins : begins + queries.PAGE]
    items = [_accused(one) for one in queries.accused_of(case, shown, request.auth)]
    more = str(shown[-1]) if len(keys) > begins + queries.PAGE else None
    return 200, {"items": items, "next": more, "facts": [_shape(row) for row in queries.of_the_case(case)]}


@api.post("/cases/{code}/court", response={201: dict[str, Any]})
@member_call
def record_fact(request: ApiRequest, code: str, body: CourtFactIn) -> Answer:
    """Write a fact down. It decides nothing; limits are warnings. `odd` of the answer: codes of what is strange beside what stands (the
    same said twice, a judgment before its charge, a second sentence): it is taken all the same, and `confirmed` says that it is so. Money
    in a settlement or a withdrawal is recorded as pressure too."""
    case = case_of(code)
    with together():
        told = _told(case, body, request.now)
        row = out_of_court.write_down(case=case, told=told, by=request.auth, now=request.now)
    return 201, _one(row)


@api.get("/court/{fact_id}", response=dict[str, Any])
@member_call
def court_fact(request: ApiRequest, fact_id: str) -> Answer:
    """One, with its version as ETag."""
    return 200, _one(_row(fact_id))


@api.post("/court/{fact_id}/correct", response=dict[str, Any])
@member_call
def correct_fact(request: ApiRequest, fact_id: str, body: CorrectCourtFactIn) -> Answer:
    """A new version takes its place; the old one stays, marked. Needs If-Match."""
    row = _row(fact_id)
    version = versions.matched(request, row)
    case = Case.objects.get(id=row.case_id)
    with together():
        told = _told(case, body, request.now)
        made = out_of_court.correct(
            row=row, case=case, told=told, why=body.why, version=version, by=request.auth, now=request.now
        )
    return 200, _one(made)


@api.post("/court/{fact_id}/mark-error", response=dict[str, Any])
@member_call
def mark_fact_error(request: ApiRequest, fact_id: str, body: bodies.WhyIn) -> Answer:
    """It never was so."""
    row = operations.mark_court_error(fact_id=_row(fact_id).id, text=body.text, by=request.auth, now=request.now)
    return 200, _one(row)


def _row(text: str) -> CourtFact:
    return CourtFact.objects.get(id=reading.key(text))


def _told(case: Case, body: CourtFactIn, now: datetime) -> Told:
    at, precision = reading.moment(body.at, now, "at")
    return Told(
        kind=body.kind, at=at if body.at else None, precision=precision, person=_person(case, body.person),
        child=reading.person_in(case, body.child, "child"), offence=body.offence, to_offence=body.to_offence, code=body.code,
        until=_until(body.until), court=reading.unit(body.court, "court"), category=body.category, age=body.age, decider=body.decider,
        ground=body.ground, absent=body.absent, money=body.money, file=body.file, prison=body.prison.dict(),
        suspended=body.suspended.dict(), amount=_amount(body.amount), currency=body.currency,
        document_id=_document(body.document), text=body.text, confirmed=body.confirmed,
    )  # fmt: skip


def _person(case: Case, text: str) -> Person | None:
    """Also an accused whom the caller knows from the court file alone."""
    try:
        found = queries.person_for(case, UUID(text)) if text else None
    except ValueError:
        found = None
    return found or reading.person_in(case, text, "person")


def _until(text: str) -> datetime | None:
    try:
        return reading.until(text)[0] if text else None
    except Invalid:
        tell(Invalid(_("The end of the order must come after its beginning. Look at both dates again."), field="until"))
        return None


def _document(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        tell(Invalid(_("Choose a document of this case."), field="document"))
        return None


def _amount(text: str) -> Decimal | None:
    if not text:
        return None
    plain = len(text) < 20 and text.isascii() and text.replace(".", "", 1).isdigit()
    return Decimal(text) if plain else Decimal(0)


def _one(row: CourtFact) -> dict[str, Any]:
    return _shape(row) | {"etag": row.version}


def _shape(row: CourtFact) -> dict[str, Any]:
    return {
        "id": row.id, "kind": row.kind, "at": row.at, "precision": row.precision, "person": row.person_id, "child": row.child_id,
        "offence": row.offence, "code": row.code, "until": row.until, "court": row.court, "category": row.category, "age": row.age,
        **{name: value for name, value in row.detail.items() if name not in ("odd", "confirmed")},
        "odd": row.detail.get("odd", []), "confirmed": row.detail.get("confirmed", False),
        "amount": None if row.amount is None else str(row.amount), "currency": row.currency, "document": row.document_id,
        "state": row.state, "replaces": row.replaces_id, "unit": row.unit, "author": row.recorded_by, "recorded_at": row.recorded_at,
        "version": row.version,
    }  # fmt: skip


def _accused(one: queries.Accused) -> dict[str, Any]:
    made = one.standing
    return {
        "person": one.key, "part": one.person.part if one.person else "", "number": one.person.number if one.person else None,
        "charges": [_charge(charge) for charge in made.charges.values()], "held": _held(made.held),
        "limits": [_limit(limit) for limit in made.limits], "windows": [_limit(limit) for limit in made.windows],
        "final_at": made.final_at, "cleared": made.is_cleared, "warnings": sorted(made.warnings),
        "compensation": [
            {"child": child, "currency": currency, "ordered": str(money.ordered), "paid": str(money.paid),
             "outstanding": str(money.outstanding)} for (child, currency), money in made.money.items()
        ],
        "facts": [_shape(row) for row in one.facts],
    }  # fmt: skip


def _charge(one: Charge) -> dict[str, Any]:
    return {"offence": one.offence, "child": one.child_id, "state": one.state, "outcome": one.outcome, "since": one.since,
            "charged_at": one.charged_at, "judged_at": one.judged_at, "absent": one.absent, "file": one.file}  # fmt: skip


def _held(one: Held | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "sort": one.sort,
        "since": one.since,
        "until": one.until,
        "category": one.category,
        "age": one.age,
        "extended": one.extended,
    }


def _limit(one: Reached) -> dict[str, Any]:
    return {"sort": one.sort, "limit": one.code, "at": one.at}
