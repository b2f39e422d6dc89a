"""Stories of planning: a roster is drafted, published, written anew, ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member, Unit
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, Invalid, Refusal, Stale
from samaki.ledger.operations import record
from samaki.notices.operations import queue
from samaki.roster import rules
from samaki.roster.duty import Layer
from samaki.roster.layers import MOST_LAYERS, kept, written
from samaki.roster.looking import look
from samaki.roster.models import DutyRoster, DutyVersion
from samaki.roster.queries import changes_of, version_of
from samaki.roster.states import VERSION, moved


class NotSeen(Refusal):
    """Something must be seen before this is published; the same call with what was seen does it."""

    status = 409
    code = "not_seen"

    def __init__(self, seen: str) -> None:
        super().__init__(
            _("There are gaps or limits in this plan. Look at them first; publish it then if it must be so.")
        )
        self.seen = seen


@story
def draft_roster(
    *, unit: Unit, area: str, layers: Sequence[Layer], edits: int, by: Member, now: datetime
) -> DutyVersion:
    """What the roster of the unit for this area shall be; nothing holds before it is published. `edits`: how often the draft had
    been written when the writer saw it, 0 for none. Raises NotAllowed, Invalid, Stale."""
    rules.check_plans(unit)
    rules.check_area(unit, area, now)
    if len(layers) > MOST_LAYERS:
        raise Invalid(_("A roster has at most %(most)s layers.") % {"most": MOST_LAYERS}, field="layers")
    lock(unit.id)
    roster = DutyRoster.objects.filter(unit=unit, area=area, ended_at__isnull=True).first()
    if roster is None:
        roster = DutyRoster(unit=unit, area=area, made_by=by.id, made_at=now, synthetic=unit.synthetic)
        roster.save(force_insert=True)
    draft = version_of(roster, "draft")
    if (draft.edits if draft else 0) != edits:
        raise Stale(_("Somebody changed this draft in between. Look at what it says now, then change it again."))
    if draft is None:
        draft = DutyVersion(roster=roster, unit=unit, number=roster.versions.count() + 1, edits=0)
    draft.layers, draft.edits, draft.made_by, draft.made_at = written(layers), edits + 1, by.id, now
    draft.save(force_insert=edits == 0)
    _write("roster.draft", draft, by, now, count=len(layers))
    return draft


@story
def discard_draft(*, roster_id: UUID, by: Member, now: datetime) -> DutyVersion:
    """The draft is laid aside; what is published holds on."""
    draft = _draft(roster_id)
    draft.state = moved(VERSION, draft.state, "discard", _no_draft())
    draft.save(update_fields=["state"])
    _write("roster.discard", draft, by, now)
    return draft


@story
def publish_roster(*, roster_id: UUID, edits: int, seen: str, by: Member, now: datetime) -> DutyVersion:
    """From now on this holds, in the place of what held before. `edits`: of the draft that was seen; `seen`: of what was found in it
    (`looking.Found.seen`), "" for nothing. Raises NotAllowed, Stale, CannotMove, NotSeen."""
    draft = _draft(roster_id)
    if draft.edits != edits:
        raise Stale(_("Somebody changed this draft in between. Look at what it says now, then publish it."))
    if not draft.layers:
        raise CannotMove(_("Nobody stands in this draft. Add a layer first."))
    found = look(kept(draft.layers), changes_of(roster_id, now), draft.unit_id, now)
    if found.seen not in ("", seen):
        raise NotSeen(found.seen)
    before = version_of(draft.roster, "published")
    if before is not None:
        before.state, before.ended_at = moved(VERSION, before.state, "replace", _no_draft()), now
        before.save(update_fields=["state", "ended_at"])
    draft.state = moved(VERSION, draft.state, "publish", _no_draft())
    draft.published_by, draft.published_at, draft.gap_minutes = by.id, now, found.gap_minutes
    draft.save(update_fields=["state", "published_by", "published_at", "gap_minutes"])
    queue("roster.roster_published", to_unit=draft.unit_id, subject=draft.roster, now=now, dedupe=str(draft.number))
    _write("roster.publish", draft, by, now, count=len(found.gaps), size=found.gap_minutes)
    return draft


@story
def end_roster(*, roster_id: UUID, by: Member, now: datetime) -> DutyRoster:
    """The unit has no roster for this area any more: whoever works there is called as before."""
    roster = _locked(roster_id)
    for version in DutyVersion.objects.filter(roster=roster, state__in=("draft", "published")):
        version.state = moved(VERSION, version.state, "end" if version.state == "published" else "discard", _no_draft())
        version.ended_at = now if version.published_at else None
        version.save(update_fields=["state", "ended_at"])
    roster.ended_at = now
    roster.save(update_fields=["ended_at"])
    queue("roster.roster_ended", to_unit=roster.unit_id, subject=roster, now=now, dedupe="ended", audience="head")
    record("roster.end", by=by, now=now, subject=roster, facts={"area": roster.area})
    return roster


def _locked(roster_id: UUID) -> DutyRoster:
    lock(roster_id)
    roster = DutyRoster.objects.select_related("unit").get(id=roster_id)
    rules.check_plans(roster.unit)
    if roster.ended_at is not None:
        raise CannotMove(_("This roster has ended. Write a new one."))
    return roster


def _draft(roster_id: UUID) -> DutyVersion:
    roster = _locked(roster_id)
    draft = DutyVersion.objects.select_related("roster").filter(roster=roster, state="draft").first()
    if draft is None:
        raise CannotMove(_no_draft())
    return draft


def _no_draft() -> str:
    return _("There is no draft any more: it was published or laid aside meanwhile.")


def _write(act: str, version: DutyVersion, by: Member, now: datetime, **facts: object) -> None:
    record(act, by=by, now=now, subject=version,
           facts={"area": version.roster.area, "number": version.number} | facts)  # fmt: skip
