"""A month on the clock of the country, as a page is asked for it and leads on from it."""

from __future__ import annotations

from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from samaki.accounts.invitations import BOUND
from samaki.agencies.country import calendar
from samaki.agencies.models import Member, Membership
from samaki.web.moments import digits, part_of_date
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


def mentors(since: datetime, before: datetime, now: datetime) -> list[dict[str, str]]:
    """Of mentors and trainers, whose access falls with their stage: who may sign in today, whose access ended in the month."""
    held = Membership.objects.live(now).filter(role__in=BOUND).values("member")
    rows = list(Member.objects.filter(id__in=held))
    within = [row for row in rows if row.access_until and since <= row.access_until < min(before, now)]
    return [
        {
            "name": _("Mentors and trainers who may sign in today"),
            "text": digits(sum(row.may_enter(now) for row in rows)),
        },
        {"name": _("Mentors and trainers whose access ended in this month"), "text": digits(len(within))},
    ]


def months(request: StaffRequest, since: datetime) -> dict[str, str]:
    """What a page says of its month, and the ways to the one before and the next."""
    previous = _begins(since.year - (since.month == 1), (since.month - 2) % 12 + 1) if since.year > 1 else since
    following = _begins(since.year + since.month // 12, since.month % 12 + 1)
    return {
        "words": part_of_date(timezone.localtime(since), "month"),
        "previous": f"?month={previous:%Y-%m}",
        "next": f"?month={following:%Y-%m}" if following <= request.now else "",
    }
