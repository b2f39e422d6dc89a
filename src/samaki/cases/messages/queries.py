"""Reading messages of a case, and whom one can turn to by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connections

from samaki.agencies.models import Member, Membership
from samaki.cases.messages.models import CaseMessage, MessageMention, MessageRead
from samaki.cases.models import OPEN_STATES, Case, Step
from samaki.cases.queries import open_relations
from samaki.cases.rules import taking_steps
from samaki.database import current_alias
from samaki.vault import sealing as vault

ROOMS = ("care", "justice")
"""Parts of the file in which one writes. Where a child stays, leads and names lie in records of their own, never in a message."""

NO_WORD = ("offered", "emergency", "court_order")
"""Grounds on which a unit reads, or is asked, and does not write."""

LEADING = ("head", "team_lead")

LIMIT = 200
"""Messages of one page."""


@dataclass
class Shown:
    """One message, opened. `before`: the words that it corrects, the newest first; `read_by`: (member, unit, when)."""

    row: CaseMessage
    text: str
    mentions: list[MessageMention] = field(default_factory=list)
    reads: list[MessageRead] = field(default_factory=list)
    before: list[str] = field(default_factory=list)

    def read(self, member: Member) -> bool:
        """Whether this member wrote it, or said that they have read it."""
        return self.row.by_member == member.id or any(one.member_id == member.id for one in self.reads)


def writable(case_id: UUID, by: Member) -> dict[str, set[UUID | None]]:
    """Part -> the children about whom the member's unit may write there; None stands for the whole case."""
    found: dict[str, set[UUID | None]] = {}
    for relation in open_relations(case_id):
        if relation.compartment in ROOMS and relation.unit_id == by.unit_id and relation.ground not in NO_WORD:
            found.setdefault(relation.compartment, set()).add(relation.child_id)
    return found


def reads_any(case_id: UUID) -> bool:
    """Whether a part in which messages stand is open to the session: to be only asked is not enough."""
    return any(one.compartment in ROOMS and one.ground != "offered" for one in open_relations(case_id))


def messages_of(case: Case) -> list[Shown]:
    """What the session reads, the newest last; those that were corrected stand beneath the newer one. 4 queries."""
    rows = list(CaseMessage.objects.filter(case_id=case.id).order_by("-made_at", "-id")[:LIMIT])[::-1]
    if not rows:
        return []
    key = vault.key_of(case_id=case.id)
    shown = {row.id: Shown(row, vault.unseal(key, row.sealed, row.place)) for row in rows}
    for mention in MessageMention.objects.filter(message__in=rows).order_by("id"):
        shown[mention.message_id].mentions.append(mention)
    for read in MessageRead.objects.filter(message__in=rows).order_by("read_at", "id"):
        shown[read.message_id].reads.append(read)
    for row in rows:
        if row.supersedes_id in shown:
            old = shown.pop(row.supersedes_id)
            shown[row.id].before = [old.text, *old.before]
    return list(shown.values())


def unread(case_id: UUID, by: Member) -> list[UUID]:
    """Messages that the member may read, has not written and not read; the oldest first."""
    newer = CaseMessage.objects.filter(case_id=case_id, supersedes_id__isnull=False).values("supersedes_id")
    rows = CaseMessage.objects.filter(case_id=case_id).exclude(by_member=by.id).exclude(id__in=newer)
    mine = MessageRead.objects.filter(case_id=case_id, member_id=by.id).values("message_id")
    return list(rows.exclude(id__in=mine).order_by("made_at", "id").values_list("id", flat=True)[:LIMIT])


@dataclass(frozen=True)
class Reachable:
    """Somebody whom a message can turn to: of one's own unit by name; of another, who does a step that one sees (`kind`), or `leads` a
    unit that reads there and does none: the prosecutor's, once the steps are done."""

    member: Member
    kind: str = ""
    leads: bool = False


def reachable(case: Case, by: Member, now: datetime) -> list[Reachable]:
    """Own colleagues who take steps, by name; of other units those who are named for an open step that the session sees, and who leads
    each unit that reads where one may write and of which nobody is named."""
    own = [Reachable(one) for one in taking_steps(by.unit, now) if one.id != by.id]
    steps = Step.objects.filter(case=case, state__in=OPEN_STATES, compartment__in=ROOMS, worker_id__isnull=False)
    kinds: dict[UUID, str] = {}
    for worker, kind in steps.exclude(holder=by.own_principal).order_by("id").values_list("worker_id", "kind"):
        if worker is not None:
            kinds.setdefault(worker, kind)
    others = Member.objects.select_related("unit").filter(id__in=kinds, is_active=True).order_by("id")
    named = [Reachable(one, kinds[one.id]) for one in others]
    reading = {
        unit
        for room, about in writable(case.id, by).items()
        for child in about
        for unit in units_reading(case.id, room, child)
    }
    without = reading - {one.member.unit_id for one in named} - {by.unit_id, by.own_principal}
    return own + named + [Reachable(one, leads=True) for one in _leading(without, now)]


def _leading(units: set[int], now: datetime) -> list[Member]:
    """One who leads each of these, its head before a team lead; units without one left out."""
    roles = (
        Membership.objects.live(now)
        .filter(unit__principal__in=units, role__in=LEADING, member__is_active=True)
        .select_related("member__unit")
    )
    found: dict[int, Member] = {}
    for one in sorted(roles, key=lambda one: (LEADING.index(one.role), one.member.username)):
        if one.member.unit_id == one.unit_id:
            found.setdefault(one.unit_id, one.member)
    return [found[unit] for unit in sorted(found)]


def units_reading(case_id: UUID, compartment: str, child_id: UUID | None) -> set[int]:
    """Units that read this part now, for a session that does; never those behind a wall."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select unit from app.working_in(%s, %s, %s) unit", [case_id, compartment, child_id])
        return {unit for (unit,) in cursor.fetchall()}
