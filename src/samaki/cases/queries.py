"""Reading the file. Lists are driven from the access index; a page costs a constant number of queries."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connections
from django.db.models import Q, QuerySet

from samaki.agencies.country import pack
from samaki.agencies.models import Principal
from samaki.cases.models import Arrival, Case, Person, Relation, Step, Strand
from samaki.cases.records import TABLES, SealedRecord
from samaki.database import current_alias
from samaki.database.refusals import Erased
from samaki.vault import sealing as vault

PAGE = 25

_LIST = """
select c.id from (
  select distinct l.case_id from case_in_list l where l.unit = any((select app.principals())::int[])
    and (%(before)s::uuid is null or l.case_id < %(before)s::uuid)
    and (%(state)s = '' or l.state = %(state)s) and (%(area)s = '' or l.area like %(area)s || '%%')
) m cross join lateral (
  select k.id from "case" k where k.id = m.case_id and exists (
    select 1 from relation r where r.case_id = k.id and r.unit = any((select app.principals())::int[])
      and r.since <= (select app.now_at()) and (r.until is null or r.until > (select app.now_at())))
) c order by m.case_id desc limit %(limit)s
"""


def page_of_cases(
    *, before: UUID | None = None, state: str = "", area: str = "", limit: int = PAGE
) -> tuple[list[Case], UUID | None]:
    """Up to `limit` cases of this session's units, newest first, and the cursor of the next page (None at the end)."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute(_LIST, {"before": before, "state": state, "area": area, "limit": limit + 1})
        ids = [row[0] for row in cursor.fetchall()]
    found = {case.id: case for case in Case.objects.filter(id__in=ids[:limit])}
    rows = [found[key] for key in ids[:limit] if key in found]
    return rows, (ids[limit - 1] if len(ids) > limit else None)


def open_relations(case_id: UUID) -> QuerySet[Relation]:
    """The live relations of this session's units to a case."""
    from django.db.models.expressions import RawSQL

    at = RawSQL("(select app.now_at())", [])
    return Relation.objects.filter(case_id=case_id, since__lte=at).filter(Q(until__isnull=True) | Q(until__gt=at))


def case_of(code: str, *, erased: bool = False) -> Case:
    """The case with this code; raises Case.DoesNotExist, also when it is not yours to see.

    `erased`: also one that was erased, of which states and times are left; else it raises Erased.
    """
    case = Case.objects.get(code=code)
    if case.erased_at is not None and not erased:
        raise Erased()
    return case


def strands_of(case: Case) -> QuerySet[Strand]:
    """The strands that the session may know of: justice first, then each child's care."""
    return case.strands.order_by("-kind", "id")


def steps_of(case: Case) -> QuerySet[Step]:
    """The steps that the session may see, in the order they were opened, with their holders."""
    return case.steps.select_related("holder").order_by("id")


def people_of(case: Case) -> QuerySet[Person]:
    """The people that the session may know of, without those entered by mistake."""
    return case.people.filter(in_error_at__isnull=True).order_by("part", "number")


def conditions_of(case: Case, relations: list[Relation]) -> list[str]:
    """The facts recorded on the case that these relations cover.

    A fact belongs to the compartments of the steps that record it. One of care is some child's: who sees the care of one
    child only is told it where there is no other child.
    """
    whole = {one.compartment for one in relations if one.child_id is None}
    children = {one.child_id for one in relations if one.compartment == "care" and one.child_id}
    found = []
    for code in case.conditions:
        rooms = {kind.strand for kind in pack().step_kinds.values() if any(f.condition == code for f in kind.follows)}
        if rooms & whole or ("care" in rooms and children and len(children) == _children(case)):
            found.append(code)
    return found


def _children(case: Case) -> int:
    """How many children a case has, those that the session cannot see included."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.next_number(%s, 'survivor')", [case.id])
        return int(cursor.fetchone()[0]) - 1


def strand_conditions(strand_ids: list[UUID]) -> dict[UUID, str]:
    """Strands in plain words for somebody without their compartment: closed, in_order, waiting or overdue; one query."""
    if not strand_ids:
        return {}
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select s, app.strand_condition(s) from unnest(%s::uuid[]) as s", [strand_ids])
        return {key: str(condition or "") for key, condition in cursor.fetchall()}


def all_strands_closed(case_id: UUID) -> bool:
    """Whether no strand of the case is open, those the session cannot see included."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.open_strands(%s)", [case_id])
        return bool(cursor.fetchone()[0] == 0)


def open_steps_of(strand_id: UUID) -> int:
    """How many steps of a strand are open, those the session cannot see included."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.open_steps(%s)", [strand_id])
        return int(cursor.fetchone()[0])


def latest_arrival(case: Case, child_id: UUID, *, said: bool = False) -> Arrival | None:
    """The last recorded arrival of a child, the fact without the place. `said`: the last that says whether it is safe there."""
    rows = Arrival.objects.filter(case=case, child_id=child_id, in_error_at__isnull=True)
    rows = rows.filter(safe__isnull=False) if said else rows
    return rows.order_by("-occurred_at", "-id").first()


def named(case: Case) -> set[UUID]:
    """People of whom something that identifies is recorded, where the session may read it."""
    return {
        key for key in TABLES["identity"]._default_manager.filter(case=case).values_list("person_id", flat=True) if key
    }


def sealed_names(people: list[UUID]) -> set[UUID]:
    """Those of these people of whom something that identifies is recorded, whether or not the session may read it."""
    if not people:
        return set()
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select p from unnest(%s::uuid[]) as p where app.next_identity(p) > 1", [people])
        return {key for (key,) in cursor.fetchall()}


def notes_of(case: Case, compartment: str) -> list[tuple[SealedRecord, str]]:
    """Notes of a compartment with their opened text, newest first; empty where the compartment is closed."""
    rows = list(TABLES[compartment]._default_manager.filter(case=case).order_by("-recorded_at")[:200])
    if not rows:
        return []
    key = vault.key_of(case_id=case.id)
    return [(row, vault.unseal(key, row.sealed, row.place)) for row in rows]


def opened(row: SealedRecord) -> str:
    """The text of one record that the session may see."""
    return vault.unseal(vault.key_of(case_id=row.case_id), row.sealed, row.place)


def held_steps(unit: Principal, limit: int = 100) -> QuerySet[Step]:
    """Open steps that a unit holds, the soonest due first."""
    return (
        Step.objects.filter(holder=unit, state__in=("open", "on_hold"))
        .select_related("case", "holder")
        .order_by("due_at")[:limit]
    )


def overdue(step: Step, now: datetime) -> bool:
    """Late and not on a hold that still runs. What must not be begun too early is never late: it is looked at again."""
    return _past(step, now) and step.kind not in reviewed_kinds()


def to_look_at(step: Step, now: datetime) -> bool:
    """Its time is over, and all that is asked is whether it is still right to wait."""
    return _past(step, now) and step.kind in reviewed_kinds()


def reviewed_kinds() -> list[str]:
    """Kinds of steps that the clock asks to look at again, and never to do."""
    return [code for code, kind in pack().step_kinds.items() if kind.reviewed]


def _past(step: Step, now: datetime) -> bool:
    on_hold = step.state == "on_hold" and step.hold_until is not None and step.hold_until > now
    return step.state in ("open", "on_hold") and step.due_at < now and not on_hold
