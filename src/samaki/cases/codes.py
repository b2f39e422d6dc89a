"""Case codes: `PP-26-7KQ4MX`. No name, no running number; one check character catches a slip of the hand."""

from __future__ import annotations

import re
import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""30 characters without 0 O 1 I L U, which are misread or misheard."""

PATTERN = re.compile(rf"^([A-Z]{{2,3}})-?(\d\d)-?([{ALPHABET}]{{6}})$")


def new_code(area_short: str, year: int) -> str:
    """A fresh code for an area's short code and a year: five random characters and the check character."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(5))
    stem = f"{area_short}-{year % 100:02d}"
    return f"{stem}-{body}{check_character(stem + body)}"


def check_character(text: str) -> str:
    """Weighted sum modulo 29 (a prime below the 30 letters), so every single slip and every swap is seen."""
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    values = [letters.index(char) % 29 for char in text.upper() if char in letters]
    return ALPHABET[sum(value * (place % 28 + 1) for place, value in enumerate(values, start=1)) % 29]


def read_code(typed: str) -> str | None:
    """The code as stored, from what was typed in any case and with or without hyphens; None when it is not one."""
    match = PATTERN.match(re.sub(r"[\s​‌‍﻿]", "", typed).upper())
    if match is None:
        return None
    area, year, tail = match.groups()
    if check_character(f"{area}-{year}{tail[:5]}") != tail[5]:
        return None
    return f"{area}-{year}-{tail}"
