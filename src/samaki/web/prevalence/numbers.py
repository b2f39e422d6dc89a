"""Shares and numbers of people as the page writes them: Khmer digits and a decimal comma in Khmer."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samaki.web.moments import digits, is_khmer

SPACE = "\u202f"


def share(value: float, places: int = 1) -> str:
    """6.2%"""
    text = f"{100 * value:.{places}f}"
    return _("%(share)s%%") % {"share": digits(text.replace(".", ",") if is_khmer() else text)}


def between(low: float, high: float) -> str:
    """4.1% to 9.3%"""
    return _("%(low)s to %(high)s") % {"low": share(low), "high": share(high)}


def points(value: float) -> str:
    """-3.1: a difference of shares in points of a hundred."""
    text = f"{100 * value:+.1f}".replace("-", "\u2212")
    return digits(text.replace(".", ",") if is_khmer() else text)


def number(value: float, places: int = 1) -> str:
    """A number with a decimal point, or comma."""
    text = f"{value:.{places}f}"
    return digits(text.replace(".", ",") if is_khmer() else text)


def people(value: float | None) -> str:
    """11,313; no end where a bound is infinite."""
    if value is None:
        return _("no end")
    return grouped(f"{value:,.0f}")


def grouped(text: str) -> str:
    """A number that is written with commas between thousands, as the page writes it."""
    return digits(text.replace(",", SPACE) if is_khmer() else text)
