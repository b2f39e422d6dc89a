"""Case codes: `PP-26-7KQ4MX`. No name, no running number; one check character catches a slip of the hand."""

from __future__ import annotations

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""30 characters without 0 O 1 I L U, which are misread or misheard."""

PATTERN = re.compile(rf"^([A-Z]{{2,3}})-?(\d\d)-?([{ALPHABET}]{{6}})$")


def new_code(area_short: str, year: int) -> str:
    """A fresh code for an area's short code and a year: five random characters and the check character."""
    stem = f"{area_short}-{year % 100:02d}"
    while True:  # one body in 31 has no check character in the alphabet
        body = "".join(secrets.choice(ALPHABET) for _ in range(5))
        check = check_character(stem, body)
        if check:
            return f"{stem}-{body}{check}"


def check_character(stem: str, body: str) -> str:
    """Weighted sum modulo 31, the prime above the 30 letters: every single slip and every swap changes it.

    Empty where the sum is 30, for which the alphabet has no letter: no code is made of such a body.
    """
    values = [int(char, 36) for char in stem if char != "-"] + [ALPHABET.index(char) for char in body]
    total = sum(value * place for place, value in enumerate(values, start=1)) % 31
    return ALPHABET[total] if total < len(ALPHABET) else ""


def read_code(typed: str) -> str | None:
    """The code as stored, from what was typed in any case and with or without hyphens; None when it is not one."""
    match = PATTERN.match(re.sub(r"[\s​‌‍﻿]", "", typed).upper())
    if match is None:
        return None
    area, year, tail = match.groups()
    if check_character(f"{area}-{year}", tail[:5]) != tail[5]:
        return None
    return f"{area}-{year}-{tail}"
