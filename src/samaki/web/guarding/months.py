"""A month on the clock of the country, as a page is asked for it and leads on from it."""

from __future__ import annotations

from datetime import datetime, time

from django.utils import timezone

from samaki.agencies.country import calendar
from samaki.web.moments import part_of_date
from samaki.web.pages import StaffRequest


def month_of(text: str, now: datetime) -> tuple[datetime, datetime]:
    """First moment of the month `2026-03` and of the next one, on the clock of the country; this month for anything else."""
    here = calendar().local(now)
    try:
        first = datetime.strptime(text[:7], "%Y-%m").date() if text else here.date().replace(day=1)
    except ValueError:
        first = here.date().replace(day=1)
    return _begins(first.year, first.month), _begins(first.year + first.month // 12, first.month % 12 + 1)


def _begins(year: int, month: int) -> datetime:
    return datetime.combine(datetime(min(year, 9998), month, 1).date(), time(0), calendar().timezone)


def months(request: StaffRequest, since: datetime) -> dict[str, str]:
    """What a page says of its month, and the ways to the one before and the next."""
    previous = _begins(since.year - (since.month == 1), (since.month - 2) % 12 + 1) if since.year > 1 else since
    following = _begins(since.year + since.month // 12, since.month % 12 + 1)
    return {
        "words": part_of_date(timezone.localtime(since), "month"),
        "previous": f"?month={previous:%Y-%m}",
        "next": f"?month={following:%Y-%m}" if following <= request.now else "",
    }
