"""Rows of a coded export, read in the session of who takes it: row security, walls and what is hidden hold.

Of a child only what lies in the parts in which the unit itself works: status and offences in justice, services in care. No vault is opened:
no name, no place, no word that somebody wrote can be in a row. Columns beside those of the standard begin with `own_`.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from samaki.agencies.country import calendar
from samaki.agencies.models import Member, Unit
from samaki.care.models import CareService
from samaki.cases.models import NOT_WORK, Case, Person, Relation
from samaki.countries import coding
from samaki.countries.pack import find_pack
from samaki.journeys.identification.models import Identification

OWN = ("own_case", "own_person", "own_year_opened", "own_age_band")
STANDARD = ("prs_Gender", "vic_TraffickingStatus", "vic_TraffickingStatusDecisionMakingOrg", "vic_TypeOfExploitation", "cas_Status",
            "spl_Type", "org_Type")  # fmt: skip
COLUMNS = (*OWN, *STANDARD)
STATUS = {"open": "Active", "closed": "Closed"}
BANDS = ((8, "0-8"), (12, "9-12"), (14, "13-14"), (17, "15-17"))
"""The oldest of each band; older: 18+."""

Works = frozenset[tuple[UUID, UUID | None, str]]
Row = dict[str, str]


@dataclass(frozen=True)
class Gathered:
    """What goes out: the rows, and of which cases."""

    rows: list[Row]
    cases: list[Case]


def own_cases(year: int | None, by: Member, now: datetime) -> tuple[list[Case], Works]:
    """Cases on which the unit works now, and (case, child or None, compartment) of its work. `year`: in which they were opened."""
    live = Relation.objects.filter(unit=by.unit, since__lte=now, compartment__in=("care", "justice")).filter(
        Q(until__isnull=True) | Q(until__gt=now)
    )
    works = frozenset(live.exclude(ground__in=NOT_WORK).values_list("case_id", "child_id", "compartment"))
    cases = Case.objects.filter(id__in={case for case, _child, _part in works}, erased_at__isnull=True)
    return [one for one in cases if year in (None, _year(one))], works


def gather(cases: list[Case], works: Works, key: bytes, by: Member) -> Gathered:
    """One row a child, in the order of its pseudonym. 4 queries."""
    told, by_id = coding.read(find_pack(settings.SAMAKI_PACK)), {case.id: case for case in cases}
    children = list(Person.objects.filter(case__in=by_id, part="survivor", in_error_at__isnull=True))
    deciders, services = _deciders(by_id), _services(by_id)
    rows = []
    for child in children:
        case, justice, care = by_id[child.case_id], _works(works, child, "justice"), _works(works, child, "care")
        if not justice and not care:
            continue
        row = dict.fromkeys(COLUMNS, "") | _of_child(child, case, key)
        row |= {"prs_Gender": _told(told, "sex", [child.sex]), "org_Type": _told(told, "agency_kind", [by.unit.kind])}
        if justice:
            row["vic_TraffickingStatus"] = _told(told, "victim_status", [child.victim_status])
            row["vic_TraffickingStatusDecisionMakingOrg"] = _told(told, "decided_by", [deciders.get(child.id, "")])
            row["vic_TypeOfExploitation"] = _told(told, "offence", case.offences)
        if care:
            row["spl_Type"] = _told(told, "service", services.get(child.id, ()))
        rows.append(row)
    return Gathered(sorted(rows, key=lambda row: row["own_person"]), cases)


def pseudonym(key: bytes, of: UUID) -> str:
    """Sixteen letters that lead back to nothing: the key is made for one file and kept nowhere."""
    return hmac.digest(key, of.bytes, "sha256").hex()[:16]


def _of_child(child: Person, case: Case, key: bytes) -> Row:
    return {"own_case": pseudonym(key, case.id), "own_person": pseudonym(key, child.id), "own_year_opened": str(_year(case)),
            "own_age_band": _band(child.age), "cas_Status": STATUS[case.state]}  # fmt: skip


def _band(age: int | None) -> str:
    return "" if age is None else next((name for oldest, name in BANDS if age <= oldest), "18+")


def _year(case: Case) -> int:
    return calendar().local(case.opened_at).year


def _works(works: Works, child: Person, part: str) -> bool:
    return (child.case_id, None, part) in works or (child.case_id, child.id, part) in works


def _told(codings: dict[str, coding.Coding], name: str, codes: Iterable[str]) -> str:
    """Values of the standard, each once, in its own order, joined by `;`; empty where it has no word."""
    one = codings.get(name)
    found = {one.told(code) for code in codes} if one else set()
    return ";".join(value for value in (coding.standard()[one.field] if one else ()) if value in found)


def _deciders(cases: Iterable[UUID]) -> dict[UUID, str]:
    """Child -> kind of the unit that decided its status last."""
    rows = Identification.objects.filter(case_id__in=cases, sort="decision", in_error_at__isnull=True).order_by(
        "occurred_at", "id"
    )
    units = {row.child_id: row.unit for row in rows}
    kinds = dict(Unit.objects.filter(principal__in=set(units.values())).values_list("principal", "kind"))
    return {child: kinds.get(unit, "") for child, unit in units.items()}


def _services(cases: Iterable[UUID]) -> dict[UUID, set[str]]:
    """Child -> services that began or ended."""
    found: dict[UUID, set[str]] = {}
    rows = CareService.objects.filter(case_id__in=cases, state__in=("begun", "ended"))
    for child, service in rows.values_list("child_id", "service"):
        found.setdefault(child, set()).add(service)
    return found
