"""How far a mentor's access reaches."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from samaki.agencies.models import Principal
from samaki.agencies.stages.queries import access_limit
from samaki.database.refusals import Invalid

MENTOR = "mentor"


def check_within_stage(unit: Principal, roles: Collection[str], ends: datetime | None, now: datetime) -> None:
    """A mentor's access ends no later than the stage of the areas of its unit allows. Raises Invalid at `days`."""
    if MENTOR not in roles or ends is None:
        return
    limit = access_limit(unit)
    if limit is None or ends <= limit:
        return
    days = max((limit - now) // timedelta(days=1), 0)
    if not days:
        raise Invalid(_("The mentor is out of every area that this unit serves. It comes in when it is called back."), field="days")
    raise Invalid(_("At the stage of the areas that this unit serves, a mentor's access is given for at most %(days)s days.")
                  % {"days": days}, field="days")  # fmt: skip
