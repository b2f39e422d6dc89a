"""Finding a person by name."""

from typing import Any

from samaki.api import bodies, fields, shapes
from samaki.api.app import Answer, ApiRequest, api, member_call, unkept_call
from samaki.api.cases import case_of
from samaki.cases import finding


@api.get("/search", response=dict[str, Any], summary="People by name")
@member_call
def search(
    request: ApiRequest,
    name: fields.Line = "",
    year: fields.Code = "",
    area: fields.Area = "",
    purpose: fields.Purpose = "",
    case: fields.Code = "",
) -> Answer:
    """People whose names are open to the caller's unit, the most alike first; at most 20, the search and each look recorded.

    `name` and `purpose` are needed; `year` of birth is searched two years around, `area` is the whole province, `case` the
    live case it is for. A name in an address may stay in the log of a proxy: better send it in a body (POST).
    """
    return _found(request, name=name, year=year, area=area, purpose=purpose, case=case)


class SearchIn(bodies.Body):
    """What `GET /search` takes in its address."""

    name: fields.Line = ""
    year: fields.Code = ""
    area: fields.Area = ""
    purpose: fields.Purpose = ""
    case: fields.Code = ""


@api.post("/search", response=dict[str, Any], summary="People by name, the name in the body")
@unkept_call
def search_by_body(request: ApiRequest, body: SearchIn) -> Answer:
    """The same with the name in the body, where no proxy writes it down. Nothing of it is kept for a retry."""
    return _found(request, **body.model_dump())


def _found(request: ApiRequest, *, name: str, year: str, area: str, purpose: str, case: str) -> Answer:
    found = finding.find_people(
        question=finding.Question(name, finding.read_year(year, request.now), area), purpose=purpose,
        case=case_of(case) if case else None, by=request.auth, now=request.now,
    )  # fmt: skip
    return 200, shapes.page([_item(one) for one in found])


def _item(one: finding.Found) -> dict[str, Any]:
    told = {name: one.known[name] for name in (*finding.NAMES, "birth_date", "birth_calendar") if name in one.known}
    return shapes.person(one.person) | {"case": one.person.case.code, "identity": told, "alike": round(one.alike, 2)}
