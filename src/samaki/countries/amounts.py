"""Sums of money as people write them: `10.000.000`, `10,000,000`, `10 000 000`, in the digits of any script, `1.000,50`. Pure."""

from __future__ import annotations

import re
from decimal import Decimal

from samaki.countries.dates import latin_digits

LONGEST = 30
GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*")
"""Groups of three between one kind of sign."""


class BadAmount(ValueError):
    """No sum of money."""


class Unclear(ValueError):
    """It can be read in two ways: `large`, with a point between thousands, or as a number with a fraction."""

    def __init__(self, large: Decimal) -> None:
        super().__init__(str(large))
        self.large = large


def read_amount(text: str) -> Decimal:
    """Raises BadAmount; Unclear for one point and three digits after it: `10.000`. One comma there is that of thousands, as it is written
    everywhere here."""
    plain = "".join(latin_digits(text).split())
    if len(plain) > LONGEST or not re.fullmatch(r"\d+(?:[.,]\d+)*", plain):
        raise BadAmount(text)
    if not set(plain) & {".", ","}:
        return Decimal(plain)
    whole, sign, rest = _last_sign(plain)
    if len(rest) in (1, 2) and sign not in whole and (whole.isdigit() or GROUPED.fullmatch(whole)):
        return Decimal(f"{_digits(whole)}.{rest}")
    if not GROUPED.fullmatch(plain) or plain.startswith("0"):
        raise BadAmount(text)
    if sign == "." and plain.count(".") == 1:
        raise Unclear(Decimal(_digits(plain)))
    return Decimal(_digits(plain))


def _last_sign(plain: str) -> tuple[str, str, str]:
    place = max(plain.rfind("."), plain.rfind(","))
    return plain[:place], plain[place], plain[place + 1 :]


def _digits(text: str) -> str:
    return text.replace(".", "").replace(",", "")
