"""Who received what of a case, and why: one list, of what was shared and of what went along with steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.agencies.queries import now_of
from samaki.cases.models import NOT_WORK, Case, Person, Relation
from samaki.cases.queries import open_relations
from samaki.cases.sharing.models import Consent, Disclosure
from samaki.ledger.models import LedgerEntry

STEP_ACTS = (
    "step.holder",
    "handoff.offer",
    "handoff.accept",
    "handoff.confirm_phone",
    "handoff.resolve",
    "handoff.decline",
    "handoff.withdraw",
    "handoff.expire",
    "handoff.mark_error",
    "handoff.discard",
)
OPENINGS = ("emergency.open", "emergency.end")  # fmt: skip
ASKED, TOOK, OPENED = "asked", "took", "opened"


@dataclass
class Received:
    """What one unit received. `how`: shared | ordered (by a court) | refused | asked (it saw what it needs to decide) | took (a step
    needs it) | opened (in an emergency).

    `by` gave it (a unit's principal); `what`: compartments; `why`: the purpose, or the kind of the step; `ended`: since when it is
    over, None while it is open; `row`: the disclosure, where there is one.
    """

    how: str
    to: int
    by: int | None
    child_id: UUID | None
    what: tuple[str, ...]
    why: str
    ground: str
    at: datetime
    ended: datetime | None = None
    row: Disclosure | None = None


def received(case: Case, now: datetime) -> list[Received]:
    """Everything that the session may know of who received what, the newest first; two queries."""
    rows = Disclosure.objects.filter(case=case).order_by("decided_at", "id")
    found = [_of_disclosure(row, now) for row in rows.select_related("from_unit", "to_unit")]
    entries = LedgerEntry.objects.filter(case_id=case.id, act__in=(*STEP_ACTS, *OPENINGS)).order_by("recorded_at", "id")
    return sorted([*found, *_with_steps(entries), *_in_emergencies(entries, now)], key=lambda one: one.at, reverse=True)


def _of_disclosure(row: Disclosure, now: datetime) -> Received:
    over = row.ended_at or (row.until if row.until is not None and row.until <= now else None)
    how = "refused" if row.kind == "refuse" else "ordered" if row.ordered else "shared"
    return Received(how, row.to_unit_id, row.from_unit_id, row.child_id,
                    tuple(row.opened), row.purpose, row.ground or row.reason, row.decided_at, over, row)  # fmt: skip


def _with_steps(entries: Iterable[LedgerEntry]) -> list[Received]:
    """What went along with steps, from the ledger's own entries: the same that opened the relations."""
    found: list[Received] = []
    asked: dict[UUID, Received] = {}
    held: dict[tuple[UUID, int], Received] = {}
    kinds, offers = _kinds(entries)
    for entry in entries:
        subject, to = entry.subject_id, entry.facts.get("to")
        if subject is None or not isinstance(to, int):
            continue
        if entry.act == "step.holder":
            if (before := held.pop((subject, int(entry.facts.get("from") or 0)), None)) is not None:
                before.ended = entry.recorded_at
            one = _of_step(TOOK, entry, to, entry.facts.get("kind", ""))
            held[(subject, to)] = one
            found.append(one)
        elif entry.act == "handoff.offer":
            asked[subject] = _of_step(ASKED, entry, to, kinds.get(offers.get(subject, ""), ""))
            found.append(asked[subject])
        elif (waiting := asked.pop(subject, None)) is not None:
            waiting.ended = entry.recorded_at
    return found


def _in_emergencies(entries: Iterable[LedgerEntry], now: datetime) -> list[Received]:
    """What two persons opened in an emergency, from the ledger's entries of it."""
    found: dict[UUID | None, Received] = {}
    for entry in entries:
        if entry.act == "emergency.open":
            until = datetime.fromisoformat(entry.facts["due_at"])
            ended, facts = until if until <= now else None, entry.facts
            found[entry.subject_id] = Received(OPENED, facts["from"], None, None, tuple(facts["fields"]), facts["reason"], "emergency",
                                               entry.recorded_at, ended)  # fmt: skip
        elif entry.act == "emergency.end" and entry.subject_id in found:
            found[entry.subject_id].ended = entry.recorded_at
    return list(found.values())


def _kinds(entries: Iterable[LedgerEntry]) -> tuple[dict[str, str], dict[UUID, str]]:
    """Step -> its kind, and hand-off -> its step, as far as the entries say."""
    from samaki.cases.models import Step

    offers = {
        entry.subject_id: entry.facts.get("step", "")
        for entry in entries
        if entry.act == "handoff.offer" and entry.subject_id
    }
    rows = Step.objects.filter(id__in=[key for key in offers.values() if key]).values_list("id", "kind")
    return {str(key): kind for key, kind in rows}, offers


def _of_step(how: str, entry: LedgerEntry, to: int, kind: str) -> Received:
    step = pack().step_kinds.get(kind)
    if how == TOOK:
        what = step.needs_accepted if step else ()
    else:
        known = pack().compartments
        what = tuple(code for code in step.needs_offered if known[code].before_acceptance) if step else ()
    return Received(how, to, entry.unit if how == ASKED else entry.facts.get("from"), entry.child_id, tuple(what), kind,
                    "offered" if how == ASKED else str(entry.facts.get("ground", "")), entry.recorded_at)  # fmt: skip


def opened_to(row: Disclosure, by: Member, known: dict[UUID, list[Relation]] | None = None) -> list[str]:
    """The parts that a disclosure names, as far as the member's unit may know them: of an order of a court, who is neither the unit that
    recorded it nor that court, nor looks at it from above, knows only those in which it works. `known`: relations, asked once a case.
    """
    if not row.ordered or by.unit_id in (row.from_unit_id, row.to_unit_id, row.from_parent):
        return list(row.compartments)
    if (
        by.unit_id in now_of([row.from_unit_id, row.to_unit_id]).values()
    ):  # one of the two became part of the member's unit
        return list(row.compartments)
    known = {} if known is None else known
    if row.case_id not in known:
        known[row.case_id] = [one for one in open_relations(row.case_id) if one.ground not in NOT_WORK]
    rows = known[row.case_id]
    works = {one.compartment for one in rows if None in (one.child_id, row.child_id) or one.child_id == row.child_id}
    return [part for part in row.compartments if part in works]


def disclosure_of(key: UUID) -> Disclosure:
    """One of them, also after its case closed to the session; raises Disclosure.DoesNotExist when it is not yours to see."""
    return Disclosure.objects.select_related("from_unit", "to_unit").get(id=key)


def consents_of(case: Case) -> list[Consent]:
    """What was answered about the children that the session's units work for, the newest first."""
    return list(Consent.objects.filter(case=case).select_related("to_unit", "unit").order_by("-recorded_at", "-id"))


def consent_of(key: UUID) -> Consent:
    """One of them; raises Consent.DoesNotExist, also when it is not yours to see."""
    return Consent.objects.select_related("case", "to_unit", "unit").get(id=key)


def carers_of(case: Case) -> list[Person]:
    """Guardians and family on the file that the session may know of."""
    return list(case.people.filter(part__in=("guardian", "family"), in_error_at=None).order_by("part", "number"))
