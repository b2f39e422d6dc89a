"""What is told of a share where fewer than five did, or did not: how far it goes, in words; the same words on every page of figures."""

from __future__ import annotations

from math import floor

from django.utils.translation import gettext as _

from samaki.figures.proportions import Interval, wilson
from samaki.insights.figures import FEWEST
from samaki.insights.guarding import few
from samaki.web.moments import digits


def is_of_few(count: int, n: int) -> bool:
    """Whether the share itself would tell of few: of one in eight it names the one."""
    return few(count) or few(n - count)


def bound(count: int, n: int) -> str:
    """`at most 33%` where fewer than five did, `at least 67%` where fewer than five did not; where neither or both, `not shown`."""
    some, rest = few(count), few(n - count)
    if some == rest:
        return _("not shown")
    most = (FEWEST - 1) / n
    return (_("at most %(value)s") if some else _("at least %(value)s")) % {
        "value": percent(most if some else 1 - most)
    }


def widest(count: int, n: int) -> Interval | None:
    """From the lowest to the highest end of all intervals that fit such a bound; None where nothing is told. It is reckoned from the bound,
    so that a drawing tells no more than the words."""
    some, rest = few(count), few(n - count)
    if some == rest:
        return None
    least, most = (1, FEWEST - 1) if some else (n - FEWEST + 1, n - 1)
    return Interval(wilson(least, n).low, wilson(most, n).high)


def percent(share: float) -> str:
    """In whole per cent, in the digits of the page."""
    return _("%(share)s%%") % {"share": digits(round(100 * share))}


def percent_above(share: float) -> str:
    """Of a bound of which it is said that a share surely lies above it: cut off, for rounded up it would claim more than was shown."""
    return _("%(share)s%%") % {"share": digits(floor(100 * share))}
