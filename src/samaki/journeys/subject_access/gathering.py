"""What is given of a child's file: gathered when it is handed over, kept nowhere.

Everything here is read in the session of whoever hands it over, so row security, walls and what is hidden hold. Of that only what
is the child's own, or of a case that has no other child, in the parts that were decided to be given and in which the unit still
works. Never what was written after the officer read it: that waits until they have read it too. What of each table is given, and what
never, stands in one table: `sources.py`.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import connections
from django.db.models import Q

from samaki.agencies.country import pack
from samaki.agencies.models import Member
from samaki.cases.documents import queries as documents
from samaki.cases.documents.models import Document
from samaki.cases.identity import known_identity
from samaki.cases.models import Arrival, Case, Person, Step
from samaki.cases.operations import sees
from samaki.cases.records import TABLES, SealedRecord
from samaki.cases.sharing.models import Consent
from samaki.cases.sharing.queries import Received, received
from samaki.database import current_alias
from samaki.journeys.subject_access import changing, queries, rules
from samaki.journeys.subject_access.models import SubjectAccess, SubjectHandover
from samaki.journeys.subject_access.veil import Veil, veil_of
from samaki.journeys.subject_access.whose import Entry, Whose
from samaki.vault import sealing as vault

NOTE = "note"
TELLS_OF_OTHERS = ("intelligence", "reporter")


@dataclass(frozen=True)
class Written:
    """One thing that was written: its kind (`note`, or `FACT:ANSWER` of an observation), when it happened, by which unit."""

    kind: str
    unit: int
    at: datetime
    precision: str
    recorded_at: datetime
    text: str


@dataclass(frozen=True)
class Paper:
    """One document: its name here, the title where it may be told, and the SHA-256 of what was received."""

    name: str
    kind: str
    title: str
    unit: int
    at: datetime
    sha256: str
    held: bool


@dataclass
class Held:
    """Everything that the page says. `parts`: those given; `behind`: units whose name would tell where the child stays; `several`:
    the case has other children, so nothing that belongs to no child is given; `elsewhere`: part -> units that hold more. `until`: only
    what was written by then is given; `later`: part -> how much was written since, which nobody has read yet."""

    child: Person
    case: Case
    parts: list[str]
    until: datetime
    identity: dict[str, str] = field(default_factory=dict)
    places: list[Written] = field(default_factory=list)
    written: dict[str, list[Written]] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    elsewhere: dict[str, list[int]] = field(default_factory=dict)
    behind: set[int] = field(default_factory=set)
    several: bool = False
    later: dict[str, int] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)


def parts_of(row: SubjectAccess, by: Member) -> list[str]:
    """Of the parts that were decided to be given, those in which the unit still works, and which are not unsafe by now."""
    found = [
        code for code in row.given if code in rules.ROOMS and sees(row.case_id, code, row.child_id, by, works=True)
    ]
    return [code for code in found if code != "placement" or rules.place_is_open(row)]


def gather(
    handed: SubjectHandover, row: SubjectAccess, now: datetime, until: datetime, names: str = "subject_names"
) -> Held:
    """What of these parts is open to the unit now and was written until `until`. `names`: the function of the database that gives the
    names to be put over, of the handing over or, read before the decision, of the request. Raises Person.DoesNotExist where the child
    is not theirs to see."""
    child = Person.objects.select_related("case").get(id=row.child_id, case_id=row.case_id, part="survivor")
    parts = list(handed.parts)
    held = Held(child, child.case, parts, until, several=_children(child.case) > 1)
    entries = changing.entries_of(_whose(held, row), until)
    held.later = later(row, child, parts, until, entries)
    own = [child, *_asker(row)]
    of_row = handed.id if names == "subject_names" else row.id
    veil = veil_of((names, of_row), row.case_id, own, row.language)
    if "identity" in parts and "identity" not in held.later:
        held.identity = _identity(child, row)
    if "placement" in parts:
        held.places = _places(child, veil, until)
    held.written = {room: _written(room, held, own, veil) for room in ("care", "justice") if room in parts}
    held.steps = _steps(held)
    held.papers = _papers(held, own, veil)
    held.received = _received(held, now)
    held.consents = list(Consent.objects.filter(case=child.case, child_id=child.id).order_by("recorded_at", "id"))
    held.entries = [_veiled(one, veil) for one in changing.readable(entries, until)]
    held.elsewhere = queries.elsewhere(row)
    held.behind = set() if "placement" in parts else queries.where_the_child_was(row)
    return held


def _whose(held: Held, row: SubjectAccess) -> Whose:
    own = {held.child.id} | ({row.guardian_id} if row.guardian_id else set())
    return Whose(held.case.id, held.child.id, frozenset(held.parts), frozenset(own), held.several, row.asker)


def _veiled(entry: Entry, veil: Veil) -> Entry:
    return replace(entry, said=tuple((at, veil.over(text)) for at, text in entry.said))


def later(
    row: SubjectAccess, child: Person, parts: Collection[str], since: datetime, entries: list[Entry] | None = None
) -> dict[str, int]:
    """Part -> how much was written there after `since` that would be given: texts, places, names, documents, lines of other tables."""
    held = Held(child, child.case, list(parts), since, several=_children(child.case) > 1)
    newer = Q(case_id=row.case_id, recorded_at__gt=since)
    own = [child, *_asker(row)]
    found = {
        room: TABLES[room]._default_manager.filter(newer, _of_child(held), _about(own)).count()
        for room in ("care", "justice") if room in parts
    }  # fmt: skip
    for room in {"identity", "placement"} & set(parts):
        mine = Q(person_id=child.id) if room == "identity" else Q(child_id=child.id)
        found[room] = TABLES[room]._default_manager.filter(newer, mine).count()
    papers = Document.objects.filter(newer, _of_child(held), _about(own), compartment__in=parts)
    newest = changing.entries_of(_whose(held, row), since) if entries is None else entries
    for room in papers.values_list("compartment", flat=True):
        found[room] = found.get(room, 0) + 1
    for room, count in changing.count_later(newest, since).items():
        found[room] = found.get(room, 0) + count
    return {room: count for room, count in found.items() if count}


def _children(case: Case) -> int:
    """How many children the case has, those that the session does not see and those entered by mistake counted."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.next_number(%s, 'survivor')", [case.id])
        return int(cursor.fetchone()[0]) - 1


def _asker(row: SubjectAccess) -> list[Person]:
    return list(Person.objects.filter(id=row.guardian_id)) if row.guardian_id else []


def _of_child(held: Held) -> Q:
    """What is the child's own; what belongs to no child only where there is no other one."""
    own = Q(child_id=held.child.id)
    return own if held.several else own | Q(child_id=None)


def _about(own: list[Person]) -> Q:
    """About nobody else: a note about a witness or somebody named is theirs."""
    return Q(person_id=None) | Q(person_id__in=[person.id for person in own])


def _identity(child: Person, row: SubjectAccess) -> dict[str, str]:
    known = known_identity(child)
    if row.asker == "guardian":  # how the child is reached safely is between the child and who works for it
        known.pop("contact", None)
    return known


def _places(child: Person, veil: Veil, until: datetime) -> list[Written]:
    """Where the child stayed, the oldest first; where nothing was written down, that it was not known."""
    arrivals = list(
        Arrival.objects.filter(case=child.case, child_id=child.id, in_error_at=None).order_by("occurred_at", "id")
    )
    rows = {one.id: one for one in TABLES["placement"]._default_manager.filter(id__in=[one.id for one in arrivals])}
    key = vault.key_of(case_id=child.case_id) if rows else None
    return [
        Written("arrival", rows[one.id].unit, one.occurred_at, one.occurred_precision, one.recorded_at,
                veil.over(vault.unseal(key, rows[one.id].sealed, rows[one.id].place)))
        for one in arrivals if one.id in rows and key is not None and one.recorded_at <= until
    ]  # fmt: skip


def _written(room: str, held: Held, own: list[Person], veil: Veil) -> list[Written]:
    """Notes and observations that stand, the oldest first; what was corrected or struck is not among them."""
    table = TABLES[room]._default_manager.filter(case=held.case)
    rows = list(table.filter(_of_child(held), _about(own)).order_by("occurred_at", "id"))
    gone = set(table.filter(supersedes_id__isnull=False).values_list("supersedes_id", flat=True))
    standing = [one for one in rows if one.id not in gone and (one.kind == NOTE or ":" in one.kind)]
    key = vault.key_of(case_id=held.case.id) if standing else None
    return [_of(one, key, veil) for one in standing if key is not None and one.recorded_at <= held.until]


def _of(row: SealedRecord, key: bytes, veil: Veil) -> Written:
    text = veil.over(vault.unseal(key, row.sealed, row.place))
    return Written(row.kind, row.unit, row.occurred_at, row.occurred_precision, row.recorded_at, text)


def _steps(held: Held) -> list[Step]:
    """The work for this child in the parts that are given; never what is hidden from a unit, nor that somebody looked after pressure on
    the child: whoever brought it may read over the child's shoulder."""
    steps = Step.objects.filter(_of_child(held), case=held.case, compartment__in=held.parts, hidden_from=None)
    steps = steps.filter(Q(person_id=None) | Q(person_id=held.child.id)).exclude(kind=pack().pressing.step)
    return list(steps.order_by("opened_at", "id"))


def _papers(held: Held, own: list[Person], veil: Veil) -> list[Paper]:
    """The documents that stand; of those that are held nothing is opened, the title neither."""
    rooms = Q(compartment__in=held.parts)
    everything = list(Document.objects.filter(case=held.case).order_by("id"))
    names, gone = documents.names(everything), set(documents.replaced(everything))
    own_rows = Document.objects.filter(_of_child(held), _about(own), rooms, case=held.case, in_error_at=None).order_by(
        "recorded_at", "id"
    )
    rows = [one for one in own_rows if one.id not in gone and one.recorded_at <= held.until]
    key = vault.key_of(case_id=held.case.id) if rows else None
    return [
        Paper(names[one.id], one.kind, "" if one.held or key is None else veil.over(_title(one, key)), one.unit, one.recorded_at,
              bytes(one.sha256).hex(), one.held)
        for one in rows
    ]  # fmt: skip


def _title(row: Document, key: bytes) -> str:
    told: dict[str, Any] = json.loads(vault.unseal(key, row.sealed, row.place))
    return str(told.get("title") or "")


def _received(held: Held, now: datetime) -> list[Received]:
    """Who received what of the child, the oldest first: of each line only the parts that are given."""
    found, own = [], {held.child.id} if held.several else {held.child.id, None}
    hidden = {pack().pressing.step} - {""}  # a line does not say from whom its step is hidden
    for one in reversed(received(held.case, now)):
        one.what = tuple(code for code in one.what if code in held.parts and code not in TELLS_OF_OTHERS)
        if one.child_id in own and one.what and one.why not in hidden:
            found.append(one)
    return found
