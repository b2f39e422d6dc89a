"""A telephone number as it is compared: digits with the country's code, whatever a telephone or a carrier made of it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samaki.agencies.country import pack
from samaki.agencies.telephones import dialled
from samaki.database.refusals import Invalid
from samaki.vault.sealing import installation_digest

SHORTEST, LONGEST = 8, 15
"""Digits of a number that texts can be sent to, with its country; the longest is that of ITU-T E.164."""


def whole(number: str) -> str:
    """`85512345678` from 012 345 678, +855 12 345 678, 00855..., ០១២...; "" for what nobody can be answered at.

    Short codes and names of senders have no country and are no number of a person.
    """
    typed = number[:40]
    digits = dialled(typed)
    if any(sign.isalpha() for sign in typed):
        return ""
    code = pack().public_page.dialling
    if digits.startswith("+"):
        found = digits[1:]
    elif digits.startswith("00"):
        found = digits[2:]
    elif digits.startswith("0"):
        found = code + digits[1:]
    elif digits.startswith(code) and len(digits) > len(code) + 7:
        found = digits
    else:
        found = code + digits if len(digits) in (8, 9) else digits
    if found.startswith(f"{code}0"):  # +855 (0)12: a habit of writing
        found = code + found[len(code) + 1 :]
    return found if SHORTEST <= len(found) <= LONGEST and found.isascii() else ""


def checked(number: str) -> str:
    """The same of what a member typed. Raises Invalid."""
    found = whole(number)
    if not found:
        raise Invalid(_("Write a mobile number that can receive texts, like 012 345 678."), field="number")
    return found


def checked_for_texts(number: str) -> str:
    """The same; a number of a fixed line is refused before a code is sent there in vain. Raises Invalid."""
    found, page = checked(number), pack().public_page
    if (
        page.dialling
        and found.removeprefix(page.dialling).startswith(page.fixed_lines)
        and found.startswith(page.dialling)
    ):
        said = _(
            "This is the number of a fixed line: no text comes there. Write a mobile number, like 012 345 678. Nothing was sent."
        )
        raise Invalid(said, field="number")
    return found


def digest(number: str) -> bytes:
    """Keyed digest of a whole number: by it two texts are known to come from one telephone."""
    return installation_digest("text number", number.encode())
