"""The form of a plan, read: all that is wrong is told at once, each number with one range."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.utils.translation import gettext as _

from samaki.agencies.country import calendar
from samaki.database.refusals import Gathered, Invalid, together
from samaki.figures.noninferiority import Alarm, Protocol
from samaki.insights.definitions import MEASURES
from samaki.stepping_back.testing import rules
from samaki.stepping_back.testing.plan import Plan
from samaki.web.fields import read_moment, typed, typed_list
from samaki.web.moments import digits
from samaki.web.pages import StaffRequest
from samaki.web.steptest.planning import THRESHOLDS, families

MOST_MARGIN = 50
NONE = -1
"""In the place of what is no whole number: in no range."""

Known = TypeVar("Known")


def typed_plan(request: StaffRequest) -> Plan:
    """What stands in the form. Raises Invalid with all that is wrong."""
    area, assessors = typed(request, "area"), tuple(sorted(set(typed_list(request, "assessors"))))
    with together() as told:
        told.of(rules.check_area, area)
        margin, worse = (told.of(_between, request, name, 1, MOST_MARGIN) for name in ("margin", "worse"))
        threshold = told.of(_threshold, request)
        months = told.of(_number, request, "months", rules.check_months)
        settle = told.of(_number, request, "settle_days", rules.check_settle_days)
        begin_by = told.of(_day, request)
        given = {
            one: _family(told, request, one, margin, worse) for one in families() if typed(request, f"steps_{one}")
        }
        told.of(rules.check_families, given)
        told.of(rules.check_assessors, area, rules.kinds_of(given), assessors, request.now)
    chosen = tuple(
        Protocol(family=one, area=area, steps=_known(steps), baseline=_share(_known(baseline)), margin=_share(_known(margin)),
                 alarm=alarm_of(_known(baseline), _known(worse), _known(threshold)))
        for one, (steps, baseline) in given.items()
    )  # fmt: skip
    return Plan(
        area=area, families=chosen, kinds=rules.kinds_of(given), begin_by=_known(begin_by), months=_known(months),
        settle_days=_known(settle), assessors=assessors, measure=MEASURES[rules.MEASURE].code,
    )  # fmt: skip


def _known(value: Known | None) -> Known:
    """What could not be read was told before."""
    assert value is not None
    return value


def _whole(request: StaffRequest, name: str) -> int:
    """In Latin or Khmer digits."""
    text = typed(request, name)
    return int(text) if text.isdecimal() and len(text) < 10 else NONE


def _number(request: StaffRequest, name: str, check: Callable[[int], None]) -> int:
    number = _whole(request, name)
    check(number)
    return number


def _between(request: StaffRequest, name: str, least: int, most: int) -> int:
    number = _whole(request, name)
    if not least <= number <= most:
        range_ = {"least": digits(least), "most": digits(most)}
        raise Invalid(_("Write a whole number from %(least)s to %(most)s.") % range_, field=name)
    return number


def _day(request: StaffRequest) -> date:
    text = typed(request, "begin_by")
    if not text:
        raise Invalid(_("Write the last day on which it may begin: after today, within a year."), field="begin_by")
    day: date = calendar().local(read_moment(text, "begin_by")[0]).date()
    rules.check_begin_by(day, request.now)
    return day


def _share(percent: int) -> Decimal:
    return Decimal(percent) / 100


def _threshold(request: StaffRequest) -> Decimal:
    if (tenths := _whole(request, "threshold")) not in THRESHOLDS:
        raise Invalid(_("Choose a threshold from the list."), field="threshold")
    return Decimal(tenths) / 10


def alarm_of(baseline: int, worse: int, threshold: Decimal) -> Alarm:
    """Of work that was good in `baseline` per cent: what failed with the mentor is accepted, so many points more must sound. A share
    accepted that lies below what failed before would sound of work that is as good as it was, and the longer the surer."""
    return Alarm(_share(100 - baseline), _share(100 - baseline + worse), threshold)


def _family(
    told: Gathered, request: StaffRequest, family: str, margin: int | None, worse: int | None
) -> tuple[int | None, int | None]:
    """How many steps of it, and what was reached with the mentor, in per cent."""
    steps = told.of(_number, request, f"steps_{family}", lambda number: rules.check_steps(family, number))
    baseline = told.of(_between, request, f"baseline_{family}", 1, 99)
    if baseline is not None and margin is not None and margin >= baseline:
        told.wrong(
            _("The margin lies above 0 and below the share that was reached with the mentor."), field=f"baseline_{family}"
        )  # fmt: skip
    if baseline is not None and worse is not None and worse >= baseline:
        told.wrong(
            _("So many more failures than with the mentor are not possible: choose fewer points for the alarm."), field="worse"
        )  # fmt: skip
    return steps, baseline
