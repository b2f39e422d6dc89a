"""A warning in words of a plan that can hardly tell anything, before it is fixed and before it is signed. People decide; none is refused.

The lines. Power below one half: work as good as before would rather fail than pass, and a coin tells as much (measures: 40 steps have
.437, 120 have .790). Wrong in more than one of five: four times what the one-sided bound promises (5 in 100; the reference plan passes a
bad chain in 4 of 100 and sounds a false alarm in 7). An alarm that rather misses than hears the break that it is set for is none.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from samaki.figures.noninferiority import ErrorRates, Protocol
from samaki.stepping_back.testing.plan import Together
from samaki.web.bounds import percent
from samaki.web.steptest.wording import in_hundred

LEAST_POWER, LEAST_HEARD = 0.5, 0.5
MOST_WRONG = 0.2


def warnings(protocol: Protocol, rates: ErrorRates) -> list[str]:
    """Of one family, the gravest first; none of a plan that can tell something."""
    if rates.fewest_good is None:
        return [
            _("This plan can tell nothing: so few steps can never pass. Look at more steps, or allow a wider margin.")
        ]
    said = [
        (rates.power_with_alarm < LEAST_POWER, _weak(rates.power_with_alarm)),
        (rates.false_pass_with_alarm > MOST_WRONG, _("It would pass work that is too bad: %(often)s. That proves nothing.")
         % {"often": in_hundred(rates.false_pass_with_alarm)}),
        (rates.false_alarm > MOST_WRONG, _("The alarm would sound for nothing: %(often)s. Choose a higher threshold.")
         % {"often": in_hundred(rates.false_alarm)}),
        (rates.detection < LEAST_HEARD,
         _("If failures rise to %(share)s, the alarm rather misses it than sounds: it sounds %(often)s. Choose a lower threshold, or more "
           "steps.")
         % {"share": percent(float(protocol.alarm.broken)), "often": in_hundred(rates.detection)}),
    ]  # fmt: skip
    return [sentence for holds, sentence in said if holds]


def _weak(power: float) -> str:
    return _("This plan can hardly tell anything: work as good as before would pass only %(often)s, less than by tossing a coin. Look at "
             "more steps, or allow a wider margin.") % {"often": in_hundred(power)}  # fmt: skip


def together(rates: Together) -> list[str]:
    """Of the whole plan, where several families are tested and each by itself could tell something."""
    if rates.power >= LEAST_POWER or any(one.power_with_alarm < LEAST_POWER for one in rates.by_family.values()):
        return []
    return [
        _("All kinds together can hardly tell anything: the area would pass only %(often)s although all are as good as before. Test fewer "
          "kinds at once, or look at more steps of each.") % {"often": in_hundred(rates.power)}
    ]  # fmt: skip
