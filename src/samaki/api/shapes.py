"""The shapes of answers: plain values, codes in lower-case snake, ids as strings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from samaki.agencies.models import Unit, UnitArea
from samaki.cases import queries
from samaki.cases.models import Case, Person, Relation, Step, Strand
from samaki.handoffs.models import Handoff
from samaki.handoffs.queries import messages_of_many
from samaki.intake.models import Report
from samaki.ledger.fingerprints import fingerprint
from samaki.ledger.models import LedgerEntry


def page(items: list[Any], following: UUID | None = None) -> dict[str, Any]:
    """A list of the contract."""
    return {"items": items, "next": str(following) if following else None}


def unit(row: Unit, areas: Iterable[str]) -> dict[str, Any]:
    """A unit of the directory."""
    return {
        "id": row.id,
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "areas": sorted(areas),
        "phone": row.phone,
        "phone_night": row.phone_night,
    }


def units(rows: Iterable[Unit]) -> list[dict[str, Any]]:
    """Units with their areas, in two queries."""
    found = list(rows)
    areas: dict[Any, list[str]] = {row.principal: [] for row in found}
    for principal, area in UnitArea.objects.filter(unit__in=found, until__isnull=True).values_list("unit", "area"):
        areas[principal].append(area)
    return [unit(row, areas[row.principal]) for row in found]


def with_units(items: list[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    """The same, with the ids of units where their principals stand; 1 query."""
    principals = {item[name] for item in items for name in names if item.get(name) is not None}
    ids = dict(Unit.objects.filter(principal__in=principals).values_list("principal", "id")) if principals else {}
    return [item | {name: ids.get(item[name]) for name in names if name in item} for item in items]


def report(row: Report, told: dict[str, str] | None = None, case_code: str | None = None) -> dict[str, Any]:
    """A report; its words where they were asked for."""
    found: dict[str, Any] = {
        "id": row.id, "state": row.state, "urgency": row.urgency, "source": row.source, "channel": row.channel,
        "area": row.area, "area_from": row.area_from, "holder": row.holder.id, "due_at": row.due_at, "level": row.level,
        "received_at": row.received_at, "acknowledged_at": row.acknowledged_at, "ended_at": row.ended_at,
        "close_reason": row.close_reason, "case": case_code, "version": row.version,
        "joined_to": row.joined_to_id, "split_from": row.split_from_id, "triage": row.triage,
    }  # fmt: skip
    return found | ({name: told.get(name, "") for name in ("what", "where", "when", "danger")} if told else {})


def case_line(row: Case) -> dict[str, Any]:
    """A case in a list."""
    return {"id": row.id, "code": row.code, "state": row.state, "area": row.area, "source": row.source,
            "urgency": row.urgency, "opened_at": row.opened_at, "closed_at": row.closed_at}  # fmt: skip


def whole_case(row: Case) -> dict[str, Any]:
    """A case as the session sees it, in a constant number of queries."""
    relations = list(queries.open_relations(row.id).select_related("unit"))
    steps = list(queries.steps_of(row).select_related("strand"))
    strands = list(queries.strands_of(row))
    conditions = queries.strand_conditions([one.id for one in strands if not _open_to_us(one, relations, steps)])
    handoffs = list(Handoff.objects.filter(case=row).select_related("from_unit", "to_unit").order_by("id"))
    said = messages_of_many(handoffs)
    return case_line(row) | {
        "conditions": queries.conditions_of(row, relations),
        "offences": row.offences,
        "version": row.version,
        "strands": [strand(one, conditions.get(one.id)) for one in strands],
        "steps": [step(one) for one in steps],
        "handoffs": [handoff(one, said.get(one.id, []), row.code) for one in handoffs],
        "people": [person(one) for one in queries.people_of(row)],
        "relations": [relation(one) for one in relations],
    }


def _open_to_us(row: Strand, relations: list[Relation], steps: list[Step]) -> bool:
    seen = any(one.compartment == row.kind and one.child_id in (None, row.child_id) for one in relations)
    return seen or any(one.strand_id == row.id for one in steps)


def strand(row: Strand, condition: str | None = None) -> dict[str, Any]:
    """A strand; where its compartment is closed to us, how it stands in one plain word."""
    found = {"id": row.id, "kind": row.kind, "person": row.child_id, "state": row.state}
    return found | ({"close_reason": row.close_reason} if condition is None else {"condition": condition})


def step(row: Step) -> dict[str, Any]:
    """A step; `strand` is its kind."""
    return {
        "id": row.id, "kind": row.kind, "strand": row.compartment, "strand_id": row.strand_id, "person": row.person_id,
        "state": row.state, "holder": row.holder.id, "worker": row.worker_id, "urgency": row.urgency,
        "due_at": row.due_at, "level": row.level, "hold_until": row.hold_until, "hold_reason": row.hold_reason,
        "outcome": row.outcome, "end_reason": row.end_reason, "support_level": row.support_level,
        "support_inferred": row.support_inferred, "paid": row.paid, "paid_inferred": row.paid_inferred,
        "checklist": row.checklist, "opened_at": row.opened_at, "ended_at": row.ended_at, "version": row.version,
    }  # fmt: skip


def handoff(row: Handoff, said: list[tuple[str, str]], case_code: str | None) -> dict[str, Any]:
    """A hand-off with its words and the code of its case, where the file is open to us."""
    found: dict[str, Any] = {
        "id": row.id, "case": case_code, "step": row.step_id, "person": row.child_id, "from_unit": row.from_unit.id,
        "to_unit": row.to_unit.id, "state": row.state, "urgency": row.urgency, "duty": row.duty, "clock": row.clock,
        "due_at": row.due_at, "expires_at": row.expires_at, "level": row.level, "why_code": row.why_code,
        "reason": row.reason, "outcome": row.outcome, "arrived": row.arrived, "worker": row.worker_id, "offers": row.offers,
        "hold_until": row.hold_until, "offered_at": row.offered_at, "received_at": row.received_at,
        "decided_at": row.decided_at, "begun_at": row.begun_at, "ended_at": row.ended_at, "version": row.version,
    }  # fmt: skip
    found["why"] = next((text for kind, text in reversed(said) if kind == "why"), "")
    found["messages"] = [{"kind": kind, "text": text} for kind, text in said]
    return found


def person(row: Person) -> dict[str, Any]:
    """A person without a name."""
    return {"id": row.id, "part": row.part, "number": row.number, "sex": row.sex, "age": row.age,
            "age_estimated": row.age_estimated, "child": row.child_id, "standing": row.standing or None,
            "version": row.version}  # fmt: skip


def relation(row: Relation) -> dict[str, Any]:
    """Why the session's unit sees a compartment."""
    return {"compartment": row.compartment, "child": row.child_id, "unit": row.unit.id, "ground": row.ground,
            "since": row.since, "until": row.until}  # fmt: skip


UNITS_IN_FACTS = ("holder", "from", "to", "brought_by", "received_by", "unit")


def entries(rows: list[LedgerEntry]) -> list[dict[str, Any]]:
    """Entries of the ledger as they are told; the units in them by their ids, in one query."""
    keys = {row.unit for row in rows} | {row.counterpart for row in rows}
    keys |= {row.facts.get(name) for row in rows for name in UNITS_IN_FACTS}
    known = {key for key in keys if isinstance(key, int)}
    ids = dict(Unit.objects.filter(principal__in=known).values_list("principal", "id"))
    return [_entry(row, ids) for row in rows]


def _entry(row: LedgerEntry, ids: dict[int, UUID]) -> dict[str, Any]:
    facts = {
        name: ids.get(value) if name in UNITS_IN_FACTS and isinstance(value, int) else value
        for name, value in row.facts.items()
    }
    return {
        "id": row.id, "act": row.act, "who": row.who, "unit": ids.get(row.unit or -1),
        "counterpart": ids.get(row.counterpart or -1), "subject": row.subject_id, "subject_kind": row.subject_kind,
        "person": row.child_id, "compartment": row.compartment or None, "occurred_at": row.occurred_at,
        "occurred_precision": row.occurred_precision, "recorded_at": row.recorded_at, "facts": facts,
        "fingerprint": fingerprint(row).replace(" ", ""),
    }  # fmt: skip
