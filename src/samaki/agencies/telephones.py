"""Telephone numbers: stored and dialled in the digits that every telephone knows, and of a length that numbers have. Pure."""

from __future__ import annotations

import unicodedata

from django.utils.translation import gettext as _

from samaki.database.refusals import Invalid

SHORTEST, LONGEST = 3, 15
"""Digits. Short codes such as 117 and 1280 are numbers; the longest is that of ITU-T E.164."""

BETWEEN = " -./()+"


def latin(number: str) -> str:
    """The number as written, in the digits 0 to 9 whatever script it was typed in."""
    return "".join(str(unicodedata.digit(sign, sign)) for sign in number)


def dialled(number: str) -> str:
    """The number as one dials it: digits 0 to 9 and a leading plus only."""
    digits = "".join(sign for sign in latin(number) if sign in "0123456789")
    return f"+{digits}" if latin(number).lstrip(" (").startswith("+") else digits


def as_stored(number: str, field: str) -> str:
    """The number as it is kept; "" stays. Raises Invalid for what nobody can dial."""
    kept = latin(number)
    if not kept:
        return ""
    if any(sign not in BETWEEN and sign not in "0123456789" for sign in kept):
        raise Invalid(_("Write a telephone number. One number in digits, like 012 345 678 or 117."), field=field)
    if not SHORTEST <= len(dialled(kept).lstrip("+")) <= LONGEST:
        raise Invalid(_("This is no telephone number: it has %(least)s to %(most)s digits, like 117, 1280 or 012 345 678.")
                      % {"least": SHORTEST, "most": LONGEST}, field=field)  # fmt: skip
    return kept
