"""Stories of a round: opened, closed, taken back. What somebody answers is no story of the ledger: see `answering`."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar, pack
from samaki.agencies.models import Member, UnitArea
from samaki.database import lock, story
from samaki.database.refusals import CannotMove
from samaki.ledger.operations import record
from samaki.pulse import rules, states, sums
from samaki.pulse.country import pulse
from samaki.pulse.models import PulseRound
from samaki.pulse.words import ask

ROUNDS = UUID("0193f0a0-0000-7000-8000-000000000071")
"""What is locked while a round is opened: two at once would both find none."""


@story
def open_round(*, closes_at: datetime, by: Member, now: datetime) -> PulseRound:
    """Everybody with an account is asked, but those whose kind the pack leaves out. Raises NotAllowed, CannotMove, Invalid."""
    rules.check_asks(by, now)
    rules.check_length(closes_at, now)
    lock(ROUNDS)
    year = calendar().local(now).year
    if PulseRound.objects.exclude(state=states.WITHDRAWN).filter(year=year).exists():
        raise CannotMove(_("Partners were asked this year already."))
    if PulseRound.objects.filter(state=states.OPEN).exists():
        raise CannotMove(_("A round is open. Close it first."))
    cells, invited = _cells(now)
    row = PulseRound(unit=by.unit, year=year, questions=list(pulse().questions), cells=cells, opened_by=by.id, opened_at=now,
                     closes_at=closes_at, invited=invited, synthetic=by.synthetic)  # fmt: skip
    row.save(force_insert=True)
    return _write("open", row, by, now, until=closes_at)


@story
def close_round(*, round_id: UUID, by: Member, now: datetime) -> PulseRound:
    """Answers become sums, without what is small; then answers and marks are gone for ever. Raises NotAllowed, CannotMove."""
    row = _locked(round_id, "close", by, now)
    rows = ask("pulse_sums", row.id)
    row.answered = ask("pulse_answered", row.id)[0][0]
    row.figures = [asdict(one) for one in sums.told(rows, row.questions)]
    return _end(row, "close", by, now)


@story
def withdraw_round(*, round_id: UUID, by: Member, now: datetime) -> PulseRound:
    """It was opened by mistake: answers and marks are gone, nothing is shown, and the year can be asked anew."""
    return _end(_locked(round_id, "withdraw", by, now), "withdraw", by, now)


def _locked(round_id: UUID, move: str, by: Member, now: datetime) -> PulseRound:
    rules.check_asks(by, now)
    lock(ROUNDS)
    row = PulseRound.objects.select_related("unit").get(id=round_id)
    rules.check_move(row.state, move)
    return row


def _end(row: PulseRound, move: str, by: Member, now: datetime) -> PulseRound:
    ask("pulse_forget", row.id)
    row.state, row.ended_at = states.ROUND[move][1], now
    row.save(update_fields=["state", "ended_at", "answered", "figures"])
    return _write(move, row, by, now, number=row.answered)


def _write(move: str, row: PulseRound, by: Member, now: datetime, **facts: object) -> PulseRound:
    record(f"pulse.{move}", by=by, now=now, subject=row, facts={"state": row.state, "count": row.invited} | facts)
    return row


def _cells(now: datetime) -> tuple[dict[str, list[str]], int]:
    """Principal of a unit -> the cell of its members; how many are asked."""
    units = {unit: (kind, number) for unit, kind, number in ask("pulse_units", sorted(pulse().not_asked))}
    of = {unit: (kind, _province(unit, now)) for unit, (kind, _number) in units.items()}
    asked: Counter[sums.Cell] = Counter()
    for unit, (_kind, number) in units.items():
        asked[of[unit]] += number
    into = sums.merged(asked)
    return {str(unit): list(into[cell]) for unit, cell in of.items()}, sum(asked.values())


def _province(unit: int, now: datetime) -> str:
    """The one province that a unit serves; empty where it serves more, or the country."""
    areas = (
        UnitArea.objects.filter(unit__principal=unit, since__lte=now)
        .exclude(until__lte=now)
        .values_list("area", flat=True)
    )
    known = {pack().places.province(area).code if area in pack().places.by_code else "" for area in areas}
    return known.pop() if len(known) == 1 else ""
