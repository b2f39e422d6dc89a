"""How often a test is wrong, in plain words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samaki.figures import cusum as alarms
from samaki.figures.noninferiority import ErrorRates, Protocol
from samaki.stepping_back.testing.plan import Together
from samaki.web.bounds import percent
from samaki.web.moments import digits


def in_hundred(share: float) -> str:
    """So many of 100; below one in a hundred that is said."""
    return (
        _("less than 1 in 100") if 0 < share < 0.01 else _("%(count)s in 100") % {"count": digits(round(100 * share))}
    )


def wrong(protocol: Protocol, rates: ErrorRates) -> list[dict[str, str]]:
    """In plain words: if in truth ..., then ..., how often."""
    alarm, within = protocol.alarm.cusum(), rates.effective
    least, base = percent(float(protocol.least_acceptable)), percent(float(protocol.baseline))
    broken, half = (alarms.rates(alarm, share, within) for share in (alarm.broken, 0.5))
    return [
        _line(_("the work is only %(share)s good: too bad") % {"share": least}, _("we still say that it passed"),
              rates.false_pass_with_alarm),
        _line(_("the work is as good as before (%(share)s)") % {"share": base}, _("we say that it passed"), rates.power_with_alarm),
        _line(_("failures stay at %(share)s") % {"share": percent(alarm.accepted)}, _("the alarm sounds all the same"),
              rates.false_alarm),
        _line(_("failures rise to %(share)s") % {"share": percent(alarm.broken)}, _mean(broken), broken.alarm),
        _line(_("failures rise to %(share)s") % {"share": percent(0.5)}, _mean(half), half.alarm),
    ]  # fmt: skip


def _line(truth: str, then: str, share: float) -> dict[str, str]:
    return {"truth": truth, "then": then, "often": in_hundred(share)}


def _mean(rates: alarms.Rates) -> str:
    if rates.mean_steps is None:
        return _("the alarm sounds")
    return _("the alarm sounds (after %(count)s steps on average)") % {"count": digits(round(rates.mean_steps))}


def together(rates: Together) -> dict[str, str]:
    return {
        "power": in_hundred(rates.power),
        "false_pass": in_hundred(rates.false_pass),
        "false_alarm": in_hundred(rates.false_alarm),
    }
