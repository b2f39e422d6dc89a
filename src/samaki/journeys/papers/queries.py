"""Reading papers: those of a case, by their code, for whom one can be made; and what anybody learns who checks one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connections

from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import units
from samaki.cases.access import walled
from samaki.cases.models import Case
from samaki.cases.sharing.queries import received
from samaki.court.rules import weighing_kinds
from samaki.database import current_alias
from samaki.handoffs.models import Handoff
from samaki.journeys.papers.models import Paper
from samaki.journeys.papers.rules import GOES

MOST = 100
"""Papers of one page."""


@dataclass(frozen=True)
class Checked:
    """What is said of a paper to who has its code: nothing of the case, the kind, the units. `in_ledger`: its entry stands there with
    these fingerprints; `sealed`: and a leaf of the sealed log holds that entry unchanged."""

    pages: int
    made_at: datetime
    sha256: bytes
    text_sha256: bytes
    superseded: bool
    withdrawn: bool
    in_ledger: bool
    sealed: bool


def papers_of(case: Case) -> list[Paper]:
    """Made by the session's units or for them, the newest first."""
    return list(Paper.objects.filter(case=case).select_related("unit", "to_unit").order_by("-made_at", "-id")[:MOST])


def paper_with(code: str) -> Paper | None:
    """The one with this code, where the session may see it."""
    return Paper.objects.select_related("case", "unit", "to_unit").filter(code=code).first()


def readers_of(case: Case, by: Member, now: datetime) -> list[Unit]:
    """Units for which a paper can be made, as far as the session knows of them: our own first."""
    live = {
        one.to for one in received(case, now) if one.ended is None and one.how in ("shared", "ordered", "took", "asked")
    }
    others = Unit.objects.filter(principal__in=live - {by.unit_id}).order_by("name_en")
    return [by.unit, *others]


def courts_without(case: Case, by: Member, now: datetime) -> list[Unit]:
    """Courts and prosecutions of the area that read nothing of this case, as far as the session knows; none that must have no part."""
    known = {unit.principal for unit in readers_of(case, by, now)} | set(walled(case.id))
    kinds = weighing_kinds()
    return [unit for unit in units(now, area=case.area) if unit.kind in kinds and unit.principal not in known]


def to_print(case: Case, by: Member) -> list[Handoff]:
    """Hand-offs of our unit that can be printed, the newest first."""
    rows = (
        Handoff.objects.filter(case=case, state__in=GOES)
        .select_related("from_unit", "to_unit", "step", "case")
        .order_by("-id")
    )
    return [one for one in rows if by.unit_id in (one.from_unit_id, one.to_unit_id)]


def checked(code: str) -> Checked | None:
    """What stands of a paper with this code; for anybody, in a session of nobody."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(
            "select pages, made_at, sha256, text_sha256, superseded, withdrawn, in_ledger, sealed from app.paper_said(%s)",
            [code],
        )
        row = cursor.fetchone()
    return Checked(row[0], row[1], bytes(row[2]), bytes(row[3]), *row[4:]) if row else None
