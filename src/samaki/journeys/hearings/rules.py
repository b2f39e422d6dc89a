"""Who may write of hearings: whoever works on the case. Who sees one is row security's to say."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from samaki.agencies.country import after, pack
from samaki.agencies.models import Member, Unit
from samaki.cases.mending import check_mends, entry_of
from samaki.cases.models import Case
from samaki.cases.rules import check_works_cases, check_works_on
from samaki.countries.durations import Duration
from samaki.database.refusals import CannotMove, Invalid
from samaki.journeys.hearings.models import Hearing, Release
from samaki.journeys.hearings.states import HEARING, SPANS, moved


def check_writes(case: Case, by: Member, now: datetime) -> None:
    """Any member who works on the case, whichever part of the file: whoever hears of a date may write it down."""
    check_works_cases(by, now)
    check_works_on(case, by)


def check_moves(row: Hearing, move: str, now: datetime) -> str:
    """The state after this move. Raises CannotMove with what to do instead."""
    if move == "hold" and row.at > now:
        raise CannotMove(
            _(
                "This day is still ahead. If the hearing was held on another day, correct the day first; then say what came of it."
            )
        )
    if move == "confirm" and row.confirmed_at is not None:
        raise CannotMove(
            _("This date is confirmed already. If it has changed, say that it was postponed, or correct it.")
        )
    state = moved(HEARING, row.state, move, _sentence(row))
    return "confirmed" if state == "heard" and row.confirmed_at is not None else state


def _sentence(row: Hearing) -> str:
    if row.state == "in_error":
        return _("This hearing was entered by mistake. If there is one after all, enter it anew.")
    return _("This was said of the hearing already. If it is different by now, say what it is.")


def check_mistaken(row: Hearing | Release, act: str, by: Member, now: datetime) -> None:
    """Who entered it, or a lead of that unit."""
    check_works_cases(by, now)
    if row.state == "in_error":
        raise CannotMove(_("This was taken back already. If it is so after all, enter it anew."))
    check_mends(entry_of(row.id, act), Unit.objects.get(principal=row.unit), by, now)


def check_source(code: str) -> None:
    """From where it is known, of the pack's list."""
    if code not in pack().reasons["hearing_source"]:
        raise Invalid(_("Choose from where you know it."), field="source")


def confirms(code: str) -> bool:
    """Whether what is known from there counts as confirmed."""
    return code in pack().reasons["hearing_source"] and pack().reasons["hearing_source"][code].confirms


def next_call(row: Hearing, now: datetime) -> datetime:
    """When the clock speaks of a hearing next: before it twice, and after it until somebody says what came of it.

    The first asking comes soon after its end, each further one `asks` later; all counted from the day itself, so that a clock that
    stood still speaks once and not of each time that it missed.
    """
    sitting = pack().sitting
    ends = row.until or row.at + SPANS.get(row.precision, timedelta())
    asks = after(ends, sitting.late)
    while asks <= now:
        asks = after(max(asks, _near(asks, now, sitting.asks)), sitting.asks)
    before = [row.at - timedelta(days=length.amount) for length in (sitting.early, sitting.late)]
    return min([moment for moment in before if moment > now] or [asks])


def _near(start: datetime, now: datetime, every: Duration) -> datetime:
    """The last asking but one: a hearing of long ago is not counted out week by week."""
    return start + timedelta(days=every.amount) * max(0, (now - start) // timedelta(days=every.amount) - 1)
