"""Calls about papers. (Annotations are values here.)"""

from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from pydantic import Field

from samaki.agencies.models import Unit
from samaki.api import bodies, fields, reading, shapes
from samaki.api.app import Answer, ApiRequest, api, member_call
from samaki.api.cases import case_of
from samaki.api.documents import SAFE
from samaki.cases.models import Case
from samaki.database.refusals import Invalid
from samaki.handoffs.models import Handoff
from samaki.journeys.papers import queries, rules
from samaki.journeys.papers.kinds import MEASURES, PARTS, REFERRAL
from samaki.journeys.papers.models import Paper
from samaki.journeys.papers.operations import make_paper, withdraw_paper

Language = Annotated[fields.Code, Field(description="a language of the pack; empty: that of the caller")]
Ref = Annotated[
    fields.Code, Field(description="id of a hand-off of the caller's unit; empty: the newest that can be printed")
]
Asks = Annotated[fields.Code, Field(description=f"of `protection`, with commas between them: {', '.join(MEASURES)}")]


@api.get("/cases/{code}/papers", response=dict[str, Any])
@member_call
def papers(request: ApiRequest, code: str) -> Answer:
    """Papers that the caller's unit made or was to receive, the newest first; the papers themselves are kept nowhere."""
    return 200, shapes.page(_shaped(queries.papers_of(case_of(code))))


def _call(kind: str) -> Any:
    @member_call
    def paper(request: ApiRequest, code: str, to: fields.UnitRef = "", handoff: Ref = "", person: fields.PersonRef = "",
              language: Language = "", asks: Asks = "", text: fields.Line = "") -> Answer:  # fmt: skip
        """A paper as PDF/A. `to`: the unit that receives it, which decides what stands on it; empty: the caller's own (of a referral
        form, the unit of its `handoff`). Recorded; each call makes a new paper with a code of its own. 409 where that unit may read
        nothing of it."""
        case = case_of(code)
        rules.check_makes(case, request.auth, request.now)
        made = make_paper(
            case=case, kind=kind, language=language or request.lang, to_unit=_unit(to, kind),
            handoff=_handoff(case, handoff, kind, request),
            child=reading.person_in(case, person, "person"), asks=[one.strip() for one in asks.split(",") if one.strip()], text=text,
            by=request.auth, now=request.now,
        )  # fmt: skip
        answer = HttpResponse(made.content, content_type="application/pdf", headers=SAFE)
        answer["Content-Disposition"] = f'attachment; filename="{made.name}"'
        return 200, answer

    return paper


for _kind in PARTS:
    api.get(f"/cases/{{code}}/paper/{_kind}.pdf", response={200: None}, operation_id=f"paper_{_kind}", summary=_kind)(
        _call(_kind)
    )


@api.post("/papers/{paper_id}/withdraw", response=dict[str, Any])
@member_call
def withdraw(request: ApiRequest, paper_id: str, body: bodies.WhyIn) -> Answer:
    """It does not count: whoever checks it by its code is told so."""
    row = Paper.objects.get(id=reading.key(paper_id))
    return 200, _shaped([withdraw_paper(paper_id=row.id, text=body.text, by=request.auth, now=request.now)])[0]


def _unit(text: str, kind: str) -> Unit | None:
    if text and kind == REFERRAL:
        raise Invalid(_("A referral form is for the unit of its hand-off."), field="to")
    if (found := reading.unit_or_none(text)) is None and text:
        raise Invalid(_("There is no such unit."), field="to")
    return found


def _handoff(case: Case, text: str, kind: str, request: ApiRequest) -> Handoff | None:
    if kind != REFERRAL:
        return None
    rows = queries.to_print(case, request.auth)
    return next((one for one in rows if not text or str(one.id) == text), None)


def _shaped(rows: list[Paper]) -> list[dict[str, Any]]:
    return shapes.with_units([_shape(row) for row in rows], "unit", "to_unit")


def _shape(row: Paper) -> dict[str, Any]:
    return {"id": row.id, "kind": row.kind, "unit": row.unit_id, "to_unit": row.to_unit_id, "language": row.language, "parts": row.parts,
            "pages": row.pages, "sha256": bytes(row.sha256).hex(), "text_sha256": bytes(row.text_sha256).hex(), "code": row.code,
            "handoff": row.handoff_id, "person": row.child_id, "made_at": row.made_at, "superseded_by": row.superseded_by,
            "withdrawn_at": row.withdrawn_at}  # fmt: skip
