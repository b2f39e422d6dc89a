"""What the record says of who led a critical step and of who paid for it, before anybody is asked.

Levels (`pack.support_levels`, after entrustment scales of medical education): 1 the mentor did it, 2 together and the mentor led, 3 the
unit led and the mentor was present, 4 the unit alone after asking advice, 5 the unit alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Member, Unit
from samaki.agencies.stages.queries import mentor_kinds
from samaki.cases.models import Step
from samaki.journeys.support.models import MentorInput
from samaki.ledger.models import LedgerEntry

DID_IT, MENTOR_LED, PRESENT, ADVISED, ALONE = 1, 2, 3, 4, 5

ADVICE = ("message.", "peer.")
"""Beginnings of acts that are words and no work."""

LOOKS = ("look.", "ledger.", "list.", "notice.")
"""Beginnings of acts that help nobody: who only read a file was not there."""


@dataclass(frozen=True)
class Seen:
    """What the record holds of a mentor while a step was open: `wrote`: whoever ends the step is theirs; `on_step`: acts on the step or
    its hand-offs; `beside`: other acts on the case; `advice`: messages."""

    wrote: bool = False
    on_step: bool = False
    beside: bool = False
    advice: bool = False


@dataclass(frozen=True)
class Inferred:
    """`level`: 1 to 5. `paid`: a code of the pack's list `paid`; empty where the pack has none."""

    level: int
    paid: str


RULES: tuple[tuple[int, Callable[[Seen], bool]], ...] = (
    (DID_IT, lambda seen: seen.wrote),
    (MENTOR_LED, lambda seen: seen.on_step),
    (PRESENT, lambda seen: seen.beside),
    (ADVISED, lambda seen: seen.advice),
    (ALONE, lambda seen: True),
)
"""The first line that holds is the level. Nothing in the record is no proof that nobody helped: the unit is asked, in one tap."""


def level_of(seen: Seen) -> int:
    """The support level that the record shows."""
    return next(level for level, holds in RULES if holds(seen))


def sorted_out(acts: Iterable[tuple[str, UUID | None]], step_id: UUID, *, wrote: bool) -> Seen:
    """`acts`: (act, row it is about) of the mentor's members while the step was open."""
    work = [(act, row) for act, row in acts if not act.startswith(LOOKS)]
    on_step = any(row == step_id for _act, row in work)
    return Seen(
        wrote=wrote,
        on_step=on_step,
        beside=any(row != step_id and not act.startswith(ADVICE) for act, row in work),
        advice=any(act.startswith(ADVICE) for act, row in work),
    )


def infer(step: Step, by: Member, now: datetime) -> Inferred:
    """What the record shows at this moment, as far as the session reads it. Never refuses: what is not known is not held up. 2 queries."""
    mentors = mentor_kinds()
    acts = LedgerEntry.objects.filter(
        Q(child_id=None) | Q(child_id=step.child_id), case_id=step.case_id, recorded_at__gte=step.opened_at,
        unit__in=Unit.objects.filter(kind__in=mentors).values("principal"),
    )  # fmt: skip
    wrote = by.unit.kind in mentors
    level = level_of(sorted_out(acts.values_list("act", "subject_id"), step.id, wrote=wrote))
    return Inferred(level, _paid(step, now, wrote=wrote))


def is_critical(step: Step) -> bool:
    """Whether the chain breaks where this step fails; only of such a step somebody is asked who led and who paid."""
    kind = pack().step_kinds.get(step.kind)
    return kind is not None and kind.critical and step.kind != pack().opening.report


PAYS = ("money", "transport")
"""Forms of a mentor's input that are money in another shape."""


def _paid(step: Step, now: datetime, *, wrote: bool) -> str:
    """The mentor, where it did the work, or gives money or transport here for such steps; else the unit's own agency. A code that the
    pack does not have is none."""
    area = pack().places.province(step.case.area).code if step.case.area in pack().places.by_code else step.case.area
    day = calendar().local(now).date()
    given = MentorInput.objects.filter(
        Q(until=None) | Q(until__gt=day),
        form__in=PAYS,
        area__in=("", area),
        kind__in=("", step.kind),
        since__lte=day,
        in_error_at=None,
    )
    code = "mentor" if wrote or given.exists() else "agency"
    return code if code in pack().reasons["paid"] else ""


__all__ = ["Inferred", "Seen", "infer", "is_critical", "level_of", "mentor_kinds", "sorted_out"]
