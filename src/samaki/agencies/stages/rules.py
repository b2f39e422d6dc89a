"""How far a mentor's access reaches."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.models import Principal, Unit
from samaki.agencies.stages.queries import MENTOR, access_limit, is_called, mentor_kinds, stage_of
from samaki.agencies.stages.states import OUT
from samaki.countries import local_digits
from samaki.database.refusals import Invalid


def check_within_stage(unit: Principal, roles: Collection[str], ends: datetime | None, now: datetime) -> None:
    """A mentor's access ends no later than the stage of the areas of its unit allows. Raises Invalid at `days`."""
    if MENTOR not in roles or ends is None:
        return
    limit = access_limit(unit)
    if limit is None or ends <= limit:
        return
    days = max((limit - now) // timedelta(days=1), 0)
    if not days:
        raise Invalid(
            _("The mentor is out of every area that this unit serves. It comes in when it is called back."),
            field="days",
        )
    raise Invalid(_("At the stage of the areas that this unit serves, a mentor's access is given for at most %(days)s days.")
                  % {"days": local_digits(days, get_language() or "")}, field="days")  # fmt: skip


def check_mentor_is_there(unit: Unit, area: str, now: datetime) -> None:
    """Nothing of a case of an area is opened to a mentor's unit that is out of it and not called back. Raises Invalid at `to_unit`."""
    if unit.kind not in mentor_kinds() or area not in pack().places.by_code:
        return
    province = pack().places.province(area).code
    if stage_of(province) == OUT and not is_called(province, now):
        sentence = _(
            "The mentor has left this area: nothing of its cases is opened to it, but while it is called back."
        )
        raise Invalid(sentence, field="to_unit")
