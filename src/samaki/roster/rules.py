"""Who plans rosters, who may swap, and which spans can be. The database asks the first again (migration 0061)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connections
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Member, Unit
from samaki.agencies.queries import areas_of
from samaki.database import current_alias
from samaki.database.refusals import Invalid, NotAllowed
from samaki.roster.layers import on_the_list

LONGEST = timedelta(days=92)
"""A change for a time lasts at most so long; what holds longer is a new version."""

LONGEST_NOTE = 4000


def plans(unit: Unit) -> bool:
    """Whether the session's member plans the rosters of this unit: its head, a team lead, its keeper or its administrator."""
    with connections[current_alias()].cursor() as cursor:
        cursor.execute("select app.plans_duty(%s)", [unit.principal])
        return bool(cursor.fetchone()[0])


def check_plans(unit: Unit) -> None:
    """As `plans`."""
    if not plans(unit):
        raise NotAllowed(_("Only who leads this unit, or keeps its entries, plans its roster. You can read it."))


def is_on_the_list(by: Member, now: datetime) -> bool:
    """Whether the member can be on duty in their unit."""
    return any(one.id == by.id for one in on_the_list(by.unit, now))


def check_area(unit: Unit, area: str, now: datetime) -> None:
    """All areas of the unit, or one in which it serves."""
    places = pack().places
    if not area:
        return
    served = areas_of(unit, now)
    above = {place.code for place in places.path(area)} if area in places.by_code else set()
    if not above or not ({*above, ""} & set(served)):
        raise Invalid(_("Choose an area that this unit serves."), field="area")


def check_span(since: datetime | None, until: datetime | None, now: datetime, names: tuple[str, str]) -> None:
    """From before its end, to a moment that lies ahead, not for longer than a change may last."""
    if since is None:
        raise Invalid(_("Write from when."), field=names[0])
    if until is None:
        raise Invalid(_("Write until when."), field=names[1])
    if until <= since:
        raise Invalid(_("This ends before it begins."), field=names[1])
    if until <= now:
        raise Invalid(_("This is over already. A roster is changed for what comes."), field=names[1])
    if until - since > LONGEST:
        raise Invalid(_("A change lasts at most %(days)s days. For longer, write a new version of the roster.")
                      % {"days": LONGEST.days}, field=names[1])  # fmt: skip


def check_words(text: str) -> None:
    """Something for the next, and not too long."""
    if not text.strip():
        raise Invalid(_("Write what the next on duty must know."), field="text")
    if len(text) > LONGEST_NOTE:
        raise Invalid(
            _("This is too long. Please keep it under %(limit)s letters.") % {"limit": LONGEST_NOTE}, field="text"
        )
