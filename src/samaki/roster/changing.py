"""Stories of what is changed of a roster for a time: somebody covers or is away, and two swap."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.models import Member, Unit
from samaki.database import lock, story
from samaki.database.refusals import CannotMove, Invalid, NotAllowed, Refusal, together
from samaki.ledger.operations import record
from samaki.notices.operations import queue
from samaki.roster import rules
from samaki.roster.duty import Change, Shift, opens, shifts
from samaki.roster.layers import on_the_list
from samaki.roster.models import DutyChange, DutyRoster, DutySwap
from samaki.roster.queries import changes_of, plan_of, version_of
from samaki.roster.states import SWAP, moved

SORTS = ("covers", "away")
MOST_AT_ONCE = 500


class OpensGaps(Refusal):
    """A change opens gaps; the same call with `seen` does it. `gaps`: in which nobody would be on duty."""

    status = 409
    code = "not_seen"

    def __init__(self, seen: str, gaps: Sequence[Shift]) -> None:
        super().__init__(
            _(
                "With this change nobody is on duty for some time. Look at it first; keep the change then if it must be so."
            )
        )
        self.seen, self.gaps = seen, gaps

    @staticmethod
    def of(gaps: Sequence[Shift]) -> str:
        """What whoever has seen these says: the same while the first of them runs."""
        return hashlib.sha256(
            repr([[one.until for one in gaps], [one.since for one in gaps[1:]]]).encode()
        ).hexdigest()[:16]


@dataclass(frozen=True)
class Line:
    """One change as a calendar file says it; `uid` of its line: taken once."""

    sort: str
    member: Member
    since: datetime
    until: datetime
    uid: str


@story
def change_duty(
    *, roster_id: UUID, sort: str, member: Member | None, since: datetime | None, until: datetime | None, seen: str | None = None,
    by: Member, now: datetime,
) -> DutyChange:  # fmt: skip
    """For a time this member covers, or is away. `seen`: of the gaps that it opens, as `OpensGaps` said; None: nobody looks. Raises
    NotAllowed, CannotMove, OpensGaps, Invalid for each wrong field."""
    roster = _locked(roster_id)
    rules.check_plans(roster.unit)
    with together() as told:
        if sort not in SORTS:
            told.wrong(_("Choose one of the answers."), field="sort")
        told.of(_check_member, member, roster.unit, now)
        told.of(rules.check_span, since, until, now, ("since", "until"))
    assert member and since and until  # noqa: PT018 - else the block has told it
    if (sort, member.id, since, until) in _standing(roster, now):
        raise Invalid(_("This stands in the roster already. Nothing was written a second time."), field="")
    if seen is not None:
        _check_seen(roster, Change(sort, str(member.id), since, until), seen, now)
    change = _changed(roster, sort, member.id, (since, until), by, now)
    _write("roster.change", change, by, now)
    return change


@story
def take_changes(*, roster_id: UUID, lines: Sequence[Line], by: Member, now: datetime) -> list[DutyChange]:
    """Many at once, of a calendar file, whole or not at all; a line that was taken before, or says what
    stands already, is left as it is."""
    roster = _locked(roster_id)
    rules.check_plans(roster.unit)
    if len(lines) > MOST_AT_ONCE:
        raise Invalid(
            _("A file changes at most %(most)s times at once. Send it in parts.") % {"most": MOST_AT_ONCE}, field="file"
        )
    known = set(
        DutyChange.objects.filter(roster=roster, ended_at__isnull=True).exclude(uid="").values_list("uid", flat=True)
    )
    made, standing = [], _standing(roster, now)
    for line in lines:
        told = (line.sort, line.member.id, line.since, line.until)
        if line.uid not in known and told not in standing:
            known.add(line.uid)
            standing.add(told)
            made.append(_changed(roster, line.sort, line.member.id, (line.since, line.until), by, now, uid=line.uid))
    record("roster.import", by=by, now=now, subject=roster, facts={"count": len(made)})
    return made


@story
def end_change(*, change_id: UUID, by: Member, now: datetime) -> DutyChange:
    """It is taken back; from now on the roster holds again as it was planned."""
    change = DutyChange.objects.select_related("roster__unit").get(id=change_id)
    roster = _locked(change.roster_id)
    rules.check_plans(roster.unit)
    change.refresh_from_db(fields=["ended_at"])
    if change.ended_at is not None or change.until <= now:
        raise CannotMove(_("This is over already, or was taken back."))
    change.ended_at, change.ended_by = now, by.id
    change.save(update_fields=["ended_at", "ended_by"])
    _write("roster.change_end", change, by, now)
    return change


@story
def ask_swap(
    *,
    roster_id: UUID,
    other: Member | None,
    since: datetime | None,
    until: datetime | None,
    back_since: datetime | None = None,
    back_until: datetime | None = None,
    by: Member,
    now: datetime,
) -> DutySwap:
    """I am on duty for this time and ask somebody of my unit to take it; in return for a time of theirs, or for nothing. Raises
    NotAllowed, CannotMove, Invalid for each wrong field."""
    roster = _locked(roster_id)
    if roster.unit_id != by.unit_id or not rules.is_on_the_list(by, now):
        raise NotAllowed(_("Only who can be on duty in this unit asks for a swap."))
    with together() as told:
        told.of(_check_member, other, roster.unit, now, "other")
        if other is not None and other.id == by.id:
            told.wrong(_("Choose somebody else than yourself."), field="other")
        told.of(rules.check_span, since, until, now, ("since", "until"))
        if back_since or back_until:
            told.of(rules.check_span, back_since, back_until, now, ("back_since", "back_until"))
    assert other and since and until  # noqa: PT018 - else the block has told it
    swap = DutySwap(roster=roster, unit_id=roster.unit_id, asked_by=by.id, other=other.id, since=since, until=until,
                    back_since=back_since, back_until=back_until, asked_at=now)  # fmt: skip
    _check_holds(swap, now)
    swap.save(force_insert=True)
    _told(swap, "roster.swap_asked", other.id, now)
    _write_swap("roster.swap_ask", swap, by, now)
    return swap


@story
def answer_swap(*, swap_id: UUID, agreed: bool, by: Member, now: datetime) -> DutySwap:
    """The other says yes or no; after a yes both times have changed hands. Raises NotAllowed, CannotMove."""
    swap = _swap(swap_id)
    if swap.other != by.id:
        raise NotAllowed(_("Only who was asked answers this."))
    state = moved(SWAP, swap.state, "agree" if agreed else "refuse", _("This was answered already, or taken back."))
    if agreed:
        _check_both(swap, now)
        _check_holds(swap, now)
    swap.state, swap.answered_at = state, now
    swap.save(update_fields=["state", "answered_at"])
    for member, span in _hands(swap) if agreed else ():
        _changed(swap.roster, "covers", member, span, by, now, swap=swap)
    _told(swap, "roster.swap_answered", swap.asked_by, now)
    _write_swap("roster.swap_answer", swap, by, now)
    return swap


@story
def withdraw_swap(*, swap_id: UUID, by: Member, now: datetime) -> DutySwap:
    """Who asked does not ask any more."""
    swap = _swap(swap_id)
    if swap.asked_by != by.id:
        raise NotAllowed(_("Only who asked takes this back."))
    swap.state = moved(SWAP, swap.state, "withdraw", _("This was answered already, or taken back."))
    swap.answered_at = now
    swap.save(update_fields=["state", "answered_at"])
    _write_swap("roster.swap_withdraw", swap, by, now)
    return swap


def _standing(roster: DutyRoster, now: datetime) -> set[tuple[str, UUID, datetime, datetime]]:
    return {(one.sort, one.member_id, one.since, one.until) for one in changes_of(roster.id, now)}


def _check_seen(roster: DutyRoster, change: Change, seen: str, now: datetime) -> None:
    """Nobody is away, or in the place of others, without whoever writes it having seen in which hours nobody is then on duty."""
    version = version_of(roster, "published")
    if version is None:
        return
    before, begins = plan_of(version, now, now), max(change.since, now)
    opened = opens(before, change, begins)
    if opened and seen != (said := OpensGaps.of(opened)):
        raise OpensGaps(said, opened)


def _hands(swap: DutySwap) -> list[tuple[UUID, tuple[datetime, datetime]]]:
    """Who has which time after a yes."""
    found = [(swap.other, (swap.since, swap.until))]
    if swap.back_since and swap.back_until:
        found.append((swap.asked_by, (swap.back_since, swap.back_until)))
    return found


def _check_holds(swap: DutySwap, now: datetime) -> None:
    """Each is on duty for the whole time that they give away. Of a time that has begun, for what is left of it."""
    version = version_of(swap.roster, "published")
    if version is None:
        raise CannotMove(_("Nothing is published yet. Ask who plans the roster."))
    if swap.until <= now or (swap.back_until is not None and swap.back_until <= now):
        raise CannotMove(_("This time is over already."))
    counted = plan_of(version, now, now)
    for member, since, until, field in ((swap.asked_by, swap.since, swap.until, "since"),
                                        (swap.other, swap.back_since, swap.back_until, "back_since")):  # fmt: skip
        if since and until and {one.member for one in shifts(counted, max(since, now), until)} != {str(member)}:
            mine = field == "since"
            said = (_("Whoever gives this time away is not on duty for all of it. Look at the roster.") if mine
                    else _("Who is asked is not on duty for all of the time in return. Look at the roster."))  # fmt: skip
            raise Invalid(said, field=field)


def _check_both(swap: DutySwap, now: datetime) -> None:
    there = {one.id for one in on_the_list(swap.roster.unit, now)}
    if not {swap.asked_by, swap.other} <= there:
        raise CannotMove(_("One of the two cannot be on duty here any more."))


def _check_member(member: Member | None, unit: Unit, now: datetime, field: str = "member") -> None:
    if member is None or member.id not in {one.id for one in on_the_list(unit, now)}:
        raise Invalid(_("Choose somebody of this unit who can be on duty."), field=field)


def _changed(
    roster: DutyRoster, sort: str, member: UUID, span: tuple[datetime, datetime], by: Member, now: datetime, *,
    swap: DutySwap | None = None, uid: str = "",
) -> DutyChange:  # fmt: skip
    change = DutyChange(
        roster=roster, unit_id=roster.unit_id, sort=sort, member_id=member, since=span[0], until=span[1]
    )
    change.swap, change.uid, change.made_by, change.made_at = swap, uid, by.id, now
    change.save(force_insert=True)
    return change


def _locked(roster_id: UUID) -> DutyRoster:
    lock(roster_id)
    roster = DutyRoster.objects.select_related("unit").get(id=roster_id)
    if roster.ended_at is not None:
        raise CannotMove(_("This roster has ended."))
    return roster


def _swap(swap_id: UUID) -> DutySwap:
    lock(DutySwap.objects.get(id=swap_id).roster_id)
    return DutySwap.objects.select_related("roster__unit").get(id=swap_id)


def _told(swap: DutySwap, kind: str, member: UUID, now: datetime) -> None:
    queue(kind, to_unit=swap.unit_id, subject=swap, now=now, dedupe=swap.state, facts={"members": [str(member)]})


def _write(act: str, change: DutyChange, by: Member, now: datetime) -> None:
    record(act, by=by, now=now, subject=change,
           facts={"kind": change.sort, "since": change.since, "until": change.until})  # fmt: skip


def _write_swap(act: str, swap: DutySwap, by: Member, now: datetime) -> None:
    record(act, by=by, now=now, subject=swap, facts={"state": swap.state, "since": swap.since, "until": swap.until})
