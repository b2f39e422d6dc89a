"""A warning in words of a plan that can hardly tell anything, before it is fixed. People decide; none is refused. Once it is fixed nothing
of it can be changed any more: the same is then a limit of what its verdict can tell, for who signs and who reads it.

The lines. Power below one half: work as good as before would rather fail than pass, and a coin tells as much (measures: 40 steps have
.437, 120 have .790). Wrong in more than one of five: four times what the one-sided bound promises (5 in 100; the reference plan passes a
bad chain in 4 of 100 and sounds a false alarm in 7). An alarm that rather misses than hears the break that it is set for is none.
"""

from __future__ import annotations

from collections.abc import Mapping

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
    said = {
        "weak": _("This plan can hardly tell anything: work as good as before would pass only %(often)s, less than by tossing a coin. Look "
                  "at more steps, or allow a wider margin."),
        "lax": _("It would pass work that is too bad: %(often)s. That proves nothing."),
        "loud": _("The alarm would sound for nothing: %(often)s. Choose a higher threshold."),
        "deaf": _("If failures rise to %(share)s, the alarm rather misses it than sounds: it sounds %(often)s. Choose a lower threshold, "
                  "or more steps."),
    }  # fmt: skip
    return _that_hold(said, protocol, rates)


def limits(protocol: Protocol, rates: ErrorRates) -> list[str]:
    """The same of a plan that is fixed: what its verdict cannot tell, with nothing to choose any more."""
    if rates.fewest_good is None:
        return [_("So few steps can never pass: that it is not passed will say nothing of the work.")]
    said = {
        "weak": _("Work as good as before would pass only %(often)s, less than by tossing a coin: that it is not passed says little "
                  "against the work."),
        "lax": _("Work that is too bad would pass %(often)s: that it is passed proves little."),
        "loud": _("The alarm would sound for nothing %(often)s: that it sounds says little against the work."),
        "deaf": _("If failures rise to %(share)s, the alarm sounds only %(often)s: that it does not sound proves little."),
    }  # fmt: skip
    return _that_hold(said, protocol, rates)


def _that_hold(said: Mapping[str, str], protocol: Protocol, rates: ErrorRates) -> list[str]:
    found = {
        "weak": (rates.power_with_alarm < LEAST_POWER, rates.power_with_alarm),
        "lax": (rates.false_pass_with_alarm > MOST_WRONG, rates.false_pass_with_alarm),
        "loud": (rates.false_alarm > MOST_WRONG, rates.false_alarm),
        "deaf": (rates.detection < LEAST_HEARD, rates.detection),
    }
    broken = percent(float(protocol.alarm.broken))
    return [said[one] % {"often": in_hundred(often), "share": broken} for one, (holds, often) in found.items() if holds]


def together(rates: Together, *, fixed: bool = False) -> list[str]:
    """Of the whole plan, where several families are tested and each by itself could tell something."""
    if rates.power >= LEAST_POWER or any(one.power_with_alarm < LEAST_POWER for one in rates.by_family.values()):
        return []
    often = {"often": in_hundred(rates.power)}
    if fixed:
        return [
            _("All kinds together: the area would pass only %(often)s although all are as good as before; that it is not passed says "
              "little against the work.") % often
        ]  # fmt: skip
    return [
        _("All kinds together can hardly tell anything: the area would pass only %(often)s although all are as good as before. Test fewer "
          "kinds at once, or look at more steps of each.") % often
    ]  # fmt: skip
