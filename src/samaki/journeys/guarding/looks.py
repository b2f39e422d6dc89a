"""Reading for the confidentiality officer's page: who looked at what is sealed; what was opened in a month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from samaki.cases.sharing.models import Disclosure
from samaki.journeys.guarding.models import Conflict, Emergency, LookQuestion, Unsealing
from samaki.journeys.guarding.questions import LOOKS
from samaki.journeys.guarding.words import ask
from samaki.ledger.models import LedgerEntry

PAGE = 50


@dataclass(frozen=True)
class Wanted:
    """Which looks: by a member's sign-in name, a unit, at a case, in `since` to before `before`. Empty: all."""

    since: datetime
    before: datetime
    who: str = ""
    unit: int | None = None
    case_id: UUID | None = None


def page_of_looks(
    wanted: Wanted, units: Iterable[int], before: UUID | None = None
) -> tuple[list[LedgerEntry], UUID | None]:
    """Looks by members of these units, the newest first, and the cursor of the next page (None at the end)."""
    rows = looks().filter(unit__in=list(units), recorded_at__gte=wanted.since, recorded_at__lt=wanted.before)
    if wanted.who:
        rows = rows.filter(who=wanted.who)
    if wanted.unit is not None:
        rows = rows.filter(unit=wanted.unit)
    if wanted.case_id is not None:
        rows = rows.filter(case_id=wanted.case_id)
    if before is not None and (last := looks().filter(id=before).first()) is not None:
        rows = rows.filter(Q(recorded_at__lt=last.recorded_at) | Q(recorded_at=last.recorded_at, id__lt=last.id))
    found = list(rows.order_by("-recorded_at", "-id")[: PAGE + 1])
    return found[:PAGE], (found[PAGE - 1].id if len(found) > PAGE else None)


def looks_at(case_id: UUID, limit: int = 200) -> list[LedgerEntry]:
    """Looks at sealed parts of one case, as far as the session may know, the newest first."""
    return list(looks().filter(case_id=case_id).order_by("-recorded_at", "-id")[:limit])


def looks() -> QuerySet[LedgerEntry]:
    """Entries by which somebody saw what is sealed."""
    return LedgerEntry.objects.filter(act__in=LOOKS)


def codes_of(entries: Iterable[LedgerEntry]) -> dict[UUID, str]:
    """Codes of the cases that members of the officer's agency looked at."""
    keys = sorted({entry.case_id for entry in entries if entry.case_id})
    return {key: code for key, code in ask("looked_at_codes", keys)} if keys else {}


def questions_of(entries: Iterable[LedgerEntry]) -> dict[UUID, LookQuestion]:
    """The newest question about each of these looks."""
    keys = [entry.id for entry in entries]
    return {row.entry_id: row for row in LookQuestion.objects.filter(entry_id__in=keys).order_by("asked_at")}


@dataclass(frozen=True)
class Month:
    """What was opened against the usual rule in a month, as far as the officer answers for it."""

    emergencies: list[Emergency]
    unsealings: list[Unsealing]
    walls: list[Conflict]
    overrides: list[Disclosure]


def month(since: datetime, before: datetime, guarded: Iterable[int]) -> Month:
    """Emergencies, unsealings and walls of a month that the session sees, those that were only asked for too; and what these units
    shared without consent."""
    shared = Disclosure.objects.filter(kind="share", due_at__isnull=False, from_unit__in=list(guarded))
    of_month = {"asked_at__gte": since, "asked_at__lt": before}
    return Month(
        list(Emergency.objects.filter(**of_month).order_by("-asked_at")[:200]),
        list(Unsealing.objects.filter(**of_month).order_by("-asked_at")[:200]),
        list(Conflict.objects.filter(**of_month).order_by("-asked_at")[:200]),
        list(shared.filter(decided_at__gte=since, decided_at__lt=before).order_by("-decided_at")[:200]),
    )


def counts(since: datetime, before: datetime) -> list[tuple[str, int, str, int]]:
    """(emergency, unsealing, wall or override; unit; reason; how often), for committees and the oversight: no case."""
    return [(kind, unit, reason, int(n)) for kind, unit, reason, n in ask("opened_in", since, before)]
