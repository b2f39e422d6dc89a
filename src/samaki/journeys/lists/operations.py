"""Stories of the lists: keeping a filter, letting it go, taking a list out; and naming one worker for many steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _

from samaki.agencies.models import Member
from samaki.cases.holding import assign_step
from samaki.cases.models import Step
from samaki.cases.rules import check_works_cases
from samaki.database import current_alias, story
from samaki.database.refusals import Invalid, Refusal
from samaki.journeys.lists.filters import LISTS, Filter
from samaki.journeys.lists.models import SavedFilter
from samaki.journeys.lists.queries import rows_of
from samaki.ledger.operations import record, record_refusal
from samaki.vault import sealing as vault

MOST_FILTERS, LONGEST_NAME = 12, 60
MOST_ROWS = 5000
"""A sheet holds at most this many rows: a longer one is refused with a sentence, never cut off in silence."""

FORMS = ("csv", "print")


@story
def save_filter(*, which: str, chosen: Filter, name: str, by: Member, now: datetime) -> SavedFilter:
    """Keep a filter of one list under a name, for this member only."""
    name = " ".join(name.split())
    if which not in LISTS:
        raise Invalid(_("There is no such list."), field="name")
    if not 0 < len(name) <= LONGEST_NAME:
        raise Invalid(_("Give it a short name, up to %(n)s letters.") % {"n": LONGEST_NAME}, field="name")
    digest = vault.installation_digest("saved_filter", f"{by.id}:{name}".encode())
    mine = SavedFilter.objects.filter(member=by)
    if mine.filter(name_digest=digest).exists():
        raise Invalid(
            _("You keep a filter of this name already. Choose another name, or delete the old one."), field="name"
        )
    if mine.count() >= MOST_FILTERS:
        raise Invalid(
            _("You keep %(n)s filters. Delete one that you no longer need.") % {"n": MOST_FILTERS}, field="name"
        )
    kept = SavedFilter(member=by, which=which, name_digest=digest, told=chosen.told(), made_at=now)
    kept.name = vault.installation_seal("saved_filter", name, kept.place)
    kept.save(force_insert=True)
    record("filter.save", by=by, now=now, subject=kept, facts={"list": which, "filter": chosen.told()})
    return kept


@story
def forget_filter(*, filter_id: UUID, by: Member, now: datetime) -> SavedFilter:
    """Delete a kept filter. Raises SavedFilter.DoesNotExist for one of somebody else."""
    kept = SavedFilter.objects.get(id=filter_id)
    record("filter.forget", by=by, now=now, subject=kept, facts={"list": kept.which, "filter": kept.told})
    kept.delete()
    return kept


@story
def export_list(*, which: str, chosen: Filter, form: str, by: Member, now: datetime) -> list[Any]:
    """All rows of a list as it is narrowed, to print or to take away; who took how much is in the ledger. No names."""
    check_works_cases(by, now)
    if which not in LISTS or form not in FORMS:
        raise Invalid(_("There is no such list."), field="form")
    rows, more = rows_of(which, chosen, by=by, now=now, limit=MOST_ROWS)
    if more:
        raise Invalid(_("This list has more than %(n)s rows. Narrow it down first.") % {"n": MOST_ROWS}, field="form")
    facts = {"list": which, "filter": chosen.told(), "form": form, "count": len(rows)}
    record("list.export", by=by, now=now, subject=by, facts=facts)
    return rows


@dataclass(frozen=True)
class Assigned:
    """What became of one step: named, or why not. `step` is None for what this member may not see."""

    step_id: UUID
    step: Step | None
    refused: str = ""


def assign_many(*, step_ids: list[UUID], worker: Member, by: Member, now: datetime) -> list[Assigned]:
    """Each step is an act of its own (`holding.assign_step`): what cannot be is told, what can is done, nothing is half.

    In the order of the keys, so that two who assign the same steps at once wait for each other and never in a circle.
    """
    steps = {step.id: step for step in Step.objects.filter(id__in=step_ids).select_related("case")}
    ordered = sorted(set(step_ids), key=lambda key: (steps[key].case_id, key) if key in steps else (key, key))
    return [_assigned(key, steps.get(key), worker, by, now) for key in ordered]


def _assigned(key: UUID, step: Step | None, worker: Member, by: Member, now: datetime) -> Assigned:
    try:
        with transaction.atomic(using=current_alias()):
            assign_step(step_id=key, worker=worker, by=by, now=now)
    except Refusal as refusal:
        if not isinstance(refusal, Invalid):
            record_refusal("steps/assign", refusal.code, by=by, now=now)
        return Assigned(key, step, refusal.sentence)
    except ObjectDoesNotExist:
        return Assigned(
            key, None, _("There is nothing here for you: it does not exist, or your unit has no part in it.")
        )
    return Assigned(key, step)
